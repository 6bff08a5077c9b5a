//! 数値目標: the figures that goals and visions aim at, and the figures that the answers give.
//!
//! In: the merged record and the word lists of the template. Out: a target a figure to be reached,
//! with its baseline and what each 課 reports in the same unit, every one quoted from its text.
//! It works nothing out: where no text says it, there is no year, no baseline and no result.

mod amount;
mod fold;
mod number;
mod results;
mod subject;

pub(crate) use fold::{after, as_written, fold, fold_char, holds};
pub(crate) use number::{targets, tells_figure, tells_occasion};

pub use subject::Match;

use number::{Measure, ends_with_any, measures, years};

use crate::field::Field;
use crate::merge::{Merged, MergedForm};
use crate::template::Template;

/// A figure to be reached, as the 様式 of one or of every 課 states it.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The plan's form: `1-2-2-1-全課-1` where every 課 answers.
    pub plan_form_id: String,
    /// The 取組項目.
    pub initiative_id: String,
    /// What is to be reached.
    pub figure: Figure,
    /// From where it started: R5 23%.
    pub baseline: Option<Figure>,
    /// What the answers report in the same unit: those of the とりまとめ課 first, then by form.
    pub results: Vec<Outcome>,
}

/// What can be shown as the result of a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reported<'t> {
    /// No answer reports a figure of its unit.
    Nothing,
    /// The one figure that speaks of what the target measures.
    One(&'t Outcome),
    /// So many figures, of which a person has to choose.
    Candidates(usize),
}

impl Target {
    /// The result: what is 確定 before what is 見込, and that before what is 中間; of these what names
    /// the same thing as the target. Where several figures differ, none is chosen.
    #[must_use]
    pub fn result(&self) -> Reported<'_> {
        let of_summary = |one: &&Outcome| one.figure.form_id == self.plan_form_id;
        let summed_up = self.results.iter().any(|one| of_summary(&one));
        let usable = |one: &&Outcome| {
            one.subject != Match::Other
                && one.figure.upper.is_none()
                && (!summed_up || of_summary(one))
        };
        let usable: Vec<&Outcome> = self.results.iter().filter(usable).collect();
        let rank = |one: &Outcome| (one.standing.rank(), one.subject);
        let best = usable.iter().map(|one| rank(one)).max();
        let best: Vec<&Outcome> =
            usable.into_iter().filter(|one| Some(rank(one)) == best).collect();
        let same = |one: &Outcome, other: &Outcome| {
            one.section == other.section
                && (one.figure.value - other.figure.value).abs() < f64::EPSILON
        };
        match best.as_slice() {
            [first, rest @ ..] if rest.iter().all(|one| same(one, first)) => Reported::One(first),
            _ if self.results.is_empty() => Reported::Nothing,
            _ => Reported::Candidates(self.results.len()),
        }
    }
}

/// A figure in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The form in whose text it stands.
    pub form_id: String,
    /// The field.
    pub field: Field,
    /// The figure as written, with its bound: `98%以上`.
    pub quote: String,
    /// The sentence that it stands in, as written.
    pub sentence: String,
    /// The number; 5000 for 5千円.
    pub value: f64,
    /// The greater number of a range: 30 for 20～30人.
    pub upper: Option<f64>,
    /// The unit, one spelling for all that mean the same.
    pub unit: String,
    /// The year that the text gives it, as written: 令和10年度, R5. A figure of 目標 that names no
    /// year is one of the form's own 年度.
    pub year: Option<String>,
}

/// A figure that an answer reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// 課 that reports it.
    pub section: String,
    /// The figure.
    pub figure: Figure,
    /// How sure the answer is of it.
    pub standing: Standing,
    /// Whether it is about what the target measures.
    pub subject: Match,
}

/// How sure an answer is of its figure, by its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It says 見込, 予定 or 目標.
    Expected,
    /// It stands in what is written in 前期.
    Interim,
    /// It stands in what is written at year end.
    Final,
}

impl Standing {
    /// What is surer comes later.
    const fn rank(self) -> u8 {
        match self {
            Self::Interim => 0,
            Self::Expected => 1,
            Self::Final => 2,
        }
    }

    /// The word that the office reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Expected => "見込",
            Self::Interim => "中間",
            Self::Final => "確定",
        }
    }
}

/// Finds the targets of a record in the order of its forms, and what is reported beside them.
#[must_use]
pub fn targets_of(merged: &Merged, template: &Template) -> Vec<Target> {
    let mut found: Vec<Target> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for form in &merged.forms {
        if seen.contains(&&*form.plan_form_id) {
            continue;
        }
        seen.push(&form.plan_form_id);
        for field in [Field::Vision, Field::AnnualGoal] {
            found.extend(of_text(merged, form, field, template));
        }
    }
    found
}

/// The targets of one issued text.
fn of_text(merged: &Merged, form: &MergedForm, field: Field, template: &Template) -> Vec<Target> {
    let words = &template.plausibility.figures;
    let Some(issued) = form.text(field) else { return Vec::new() };
    let text = Text { form_id: &form.plan_form_id, field, written: issued, folded: fold(issued) };
    let all = targets(&text.folded, words);
    let baselines: Vec<Option<Measure>> =
        all.iter().map(|measure| text.baseline(measure, template)).collect();
    // 25% (R5 23%): the line aims at one of them and started from the other.
    let started = |at: usize| baselines.iter().flatten().any(|baseline| baseline.start == at);
    let target = |(measure, baseline): (&Measure, &Option<Measure>)| {
        let mut figure = text.figure(measure, template);
        if field == Field::AnnualGoal && figure.year.is_none() {
            figure.year = Some(merged.fiscal_year.label.clone());
        }
        Target {
            plan_form_id: form.plan_form_id.clone(),
            initiative_id: form.initiative_id.clone(),
            baseline: baseline.as_ref().map(|baseline| text.figure(baseline, template)),
            results: results::reported(merged, form, (&text, measure, &figure), template),
            figure,
        }
    };
    let own = all.iter().zip(&baselines).filter(|(measure, _)| !started(measure.start));
    own.map(target).collect()
}

/// A text of a form.
struct Text<'a> {
    form_id: &'a str,
    field: Field,
    written: &'a str,
    folded: String,
}

impl Text<'_> {
    fn figure(&self, measure: &Measure, template: &Template) -> Figure {
        let (start, end) = self.sentence(measure.start);
        Figure {
            form_id: self.form_id.to_owned(),
            field: self.field,
            quote: as_written(self.written, &self.folded, measure.start, measure.end),
            sentence: as_written(self.written, &self.folded, start, end).trim().to_owned(),
            value: measure.value,
            upper: measure.upper,
            unit: one_unit(&measure.unit, template),
            year: self.year(measure, template),
        }
    }

    /// The bytes of the sentence around a position: from 。 or the bullet of its line to 。 or the
    /// next bullet.
    fn sentence(&self, at: usize) -> (usize, usize) {
        let text = &self.folded;
        let bullet =
            |rest: &str| rest.trim_start_matches(' ').starts_with(['・', '○', '●', '(', '※', '\n']);
        let line = |at: usize| text[at..].starts_with('\n') && bullet(&text[at + 1..]);
        let ends = |(at, c): (usize, char)| {
            let end = if c == '。' { at + c.len_utf8() } else { at };
            (c == '。' || line(at)).then_some(end)
        };
        let start = text[..at].char_indices().filter_map(ends).next_back().unwrap_or(0);
        let end = text[at..].char_indices().map(|(next, c)| (at + next, c)).find_map(ends);
        (start, end.unwrap_or(text.len()))
    }

    /// The year that is nearest before a figure in its sentence.
    fn year(&self, measure: &Measure, template: &Template) -> Option<String> {
        let words = &template.plausibility.figures;
        let (start, _) = self.sentence(measure.start);
        let all = years(&self.folded, words);
        let (from, to) =
            all.into_iter().rfind(|(from, to)| *from >= start && *to <= measure.start)?;
        let year = as_written(self.written, &self.folded, from, to);
        // A year that another figure follows is that figure's own.
        let between = &self.folded[to..measure.start];
        measures(between, words).is_empty().then_some(year)
    }

    /// A figure in the sentence of a target that tells where it started: in brackets behind it with
    /// a year, or behind a word such as 現状.
    fn baseline(&self, target: &Measure, template: &Template) -> Option<Measure> {
        let words = &template.plausibility;
        let (start, end) = self.sentence(target.start);
        let unit = one_unit(&target.unit, template);
        let own = |other: &Measure| {
            let inside = (start..end).contains(&other.start) && other.start != target.start;
            if !inside || one_unit(&other.unit, template) != unit {
                return false;
            }
            let before = self.folded[start..other.start].trim_end_matches(' ');
            let told = ends_with_any(before, &words.results.baselines);
            let year = self.year(other, template).is_some();
            let behind = self.folded.get(target.end..other.start).unwrap_or_default();
            let bracket = behind.trim_start_matches(' ').starts_with('(') && !behind.contains(')');
            told || (bracket && year)
        };
        measures(&self.folded, &words.figures).into_iter().find(own)
    }
}

/// The spelling that stands for a unit: % for パーセント.
fn one_unit(unit: &str, template: &Template) -> String {
    let same = &template.plausibility.results.same_units;
    let group = same.iter().find(|group| group.iter().any(|other| other == unit));
    group.and_then(|group| group.first()).map_or(unit, String::as_str).to_owned()
}
