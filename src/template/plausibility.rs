//! The words by which answers are read when they are compared with each other and with the plan.
//!
//! In: `[plausibility]` of the template. Out: lists of words in half-width digits and brackets,
//! without blanks. How they must stand in a sentence is decided by the stage `plausibility`.

use serde::Deserialize;

/// Every word list of the plausibility rules.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plausibility {
    /// Rule X01.
    pub undone: Undone,
    /// Rule X04.
    pub figures: Figures,
    /// 数値目標: what the words beside a figure tell.
    pub results: Results,
    /// Rule X05.
    pub months: Months,
}

/// Words of X01: something was not done.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undone {
    /// What nothing later makes good: 中止.
    pub dropped: Vec<String>,
    /// What a later half-year may make good: 延期.
    pub put_off: Vec<String>,
    /// What was not begun: 未実施.
    pub open: Vec<String>,
    /// How a sentence goes on after such a word and ends.
    pub endings: Vec<String>,
    /// Nouns before [`Self::failures`]: 実施.
    pub activities: Vec<String>,
    /// How a sentence says that an activity failed: できなかった.
    pub failures: Vec<String>,
    /// Ends of nouns that can be dropped or put off: 説明会.
    pub events: Vec<String>,
    /// Causes from outside that stand without a noun: 雨天.
    pub causes: Vec<String>,
    /// Words of a sentence about another town or year, or about something nobody needed.
    pub elsewhere: Vec<String>,
    /// Words of an answer that says what was done instead.
    pub instead: Vec<String>,
}

/// Words of X04: figures.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Units of rates: %.
    pub rates: Vec<String>,
    /// Units of counts and amounts: 件.
    pub counts: Vec<String>,
    /// Those of [`Self::counts`] that dates answer as well: 回.
    pub occasions: Vec<String>,
    /// What follows a figure that is aimed at, unless its line ends there: 以上.
    pub cues: Vec<String>,
    /// What stands before a figure in its line and tells that it is aimed at: 目標値.
    pub aims: Vec<String>,
    /// What follows a figure and is quoted with it.
    pub bounds: Vec<String>,
    /// What stands before a figure that is no target: 消費税.
    pub not_after: Vec<String>,
    /// What follows a figure that is no target: 軽減.
    pub not_before: Vec<String>,
    /// What follows the number of a date, plan or clause.
    pub dates: Vec<String>,
    /// What follows a length of time; begins like one of [`Self::dates`].
    pub durations: Vec<String>,
    /// Era names, before the number of a year.
    pub eras: Vec<String>,
    /// Words that tell a number without a figure: 半数.
    pub words: Vec<String>,
    /// Words that tell how often, and answer [`Self::occasions`]: 毎月.
    pub frequencies: Vec<String>,
}

/// Words of 数値目標: where a figure stands among target, baseline and result.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// Spellings of a unit that mean the same, the one that is shown first.
    pub same_units: Vec<Vec<String>>,
    /// What stands before the figure that a target started from: 現状.
    pub baselines: Vec<String>,
    /// What stands before a target that an answer repeats: 目標.
    pub aimed_at: Vec<String>,
    /// What stands beside a figure that is not reached yet: 見込.
    pub expected: Vec<String>,
    /// What stands before a figure of another year: 前年度.
    pub other_years: Vec<String>,
    /// What the noun of something measured ends with: 率.
    pub measured: Vec<String>,
    /// What follows a difference: 5%増.
    pub changes: Vec<String>,
    /// What follows the figure that a change starts from: 60人から70人に.
    pub starts: Vec<String>,
    /// Nouns that tell nothing of what is measured: 実績.
    pub unspecific: Vec<String>,
    /// What a noun ends with that counts how often something is done: 開催回数.
    pub counted: Vec<String>,
    /// What can be done that often: 開催.
    pub activities: Vec<String>,
}

/// Words of X05: what was done in a month.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Months {
    /// Parts of a month, after it.
    pub parts: Vec<String>,
    /// Particles after a month in which something was done.
    pub particles: Vec<String>,
    /// Nouns of deeds, before [`Self::done`].
    pub deeds: Vec<String>,
    /// Past endings of a deed.
    pub done: Vec<String>,
    /// Past verbs that stand by themselves.
    pub verbs: Vec<String>,
    /// Words of plans and preparations.
    pub plans: Vec<String>,
    /// Words that tell another year.
    pub other_years: Vec<String>,
    /// Words that tell this year, in spite of 年.
    pub this_year: Vec<String>,
}
