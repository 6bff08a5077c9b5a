//! X01: 達成, although the answers say that something was not done, or give a figure that misses the
//! bound of the target.

use crate::field::Field;
use crate::figures::{Reported, Standing, Target, fold, holds};
use crate::finding::Finding;
use crate::grid::squeeze;
use crate::merge::MergedForm;
use crate::rules::Code;
use crate::template::Undone;

use super::sentence::{Sentence, Sentences, starts_noun, without_remark, without_stop};
use super::{Terms, place, shortened};

/// Particles between a noun and what became of it.
const PARTICLES: [char; 5] = ['は', 'が', 'を', 'も', 'の'];

/// How a sentence says that something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// 中止: nothing later makes it good.
    Dropped,
    /// 延期, 未実施: a later half-year may make it good.
    Open,
}

/// Compares 目標の達成 with the progress of a form.
///
/// An evaluation that speaks of the matter, or of what was done instead, settles it: that is what
/// the rule asks the 課 to write.
pub(super) fn check(form: &MergedForm, terms: Terms<'_>) -> Option<Finding> {
    let attained = form.answers.get(&Field::GoalAttainment)?;
    let best = terms.settings.attainment_choices.first()?;
    if terms.settings.attainment(&attained.text) != Some(best.as_str()) {
        return None;
    }
    let words = &terms.template.plausibility.undone;
    let evaluation =
        form.answers.get(&Field::Evaluation).map(|answer| squeeze(&fold(&answer.text)));
    let evaluation = evaluation.unwrap_or_default();
    let second = form.answers.get(&Field::SecondHalf).map(|answer| squeeze(&fold(&answer.text)));
    if holds(&evaluation, &words.instead) {
        return None;
    }
    [Field::FirstHalf, Field::SecondHalf].into_iter().find_map(|field| {
        let progress = form.answers.get(&field)?;
        let later = second.as_deref().filter(|_| field == Field::FirstHalf);
        let contradicts = |sentence: &Sentence<'_>| {
            let Some((failure, word)) = failure(sentence, words) else { return false };
            let final_word = failure == Failure::Dropped || later.is_none();
            let settled = holds(sentence.rest, &words.instead)
                || later.is_some_and(|later| holds(later, &words.instead))
                || evaluation.contains(word);
            final_word && !settled
        };
        let all = Sentences::of(&progress.text);
        let sentence = all.iter().find(contradicts)?;
        Some(
            Finding::new(Code::X01)
                .field(Field::GoalAttainment)
                .at(place(attained))
                .found(attained.text.as_str())
                .detail(shortened(sentence.quote))
                .related(place(progress)),
        )
    })
}

/// The failure that a sentence ends with, and its word. Only the last sentence of a line counts:
/// what follows in the same line tells how it went on.
fn failure<'a>(sentence: &Sentence<'_>, words: &'a Undone) -> Option<(Failure, &'a str)> {
    let other = [&words.elsewhere, &words.instead].into_iter().any(|w| holds(sentence.text, w));
    if !sentence.last || other {
        return None;
    }
    let ends = [without_stop(sentence.text), without_remark(sentence.text)];
    ends.into_iter().find_map(|text| failure_at_end(text, words))
}

fn failure_at_end<'a>(text: &str, words: &'a Undone) -> Option<(Failure, &'a str)> {
    let event = |word: &&String| stems(text, word, words).any(|stem| is_event(stem, words));
    if let Some(word) = words.dropped.iter().find(event) {
        return Some((Failure::Dropped, word));
    }
    if let Some(word) = words.put_off.iter().find(event) {
        return Some((Failure::Open, word));
    }
    let ends = |word: &&String| stems(text, word, words).next().is_some();
    if let Some(word) = words.open.iter().find(ends) {
        return Some((Failure::Open, word));
    }
    let failed = |failure: &&String| {
        let stem = text.strip_suffix(failure.as_str());
        let did = |stem: &str| words.activities.iter().any(|activity| stem.ends_with(activity));
        stem.is_some_and(did)
    };
    words.failures.iter().find(failed).map(|word| (Failure::Open, word.as_str()))
}

/// What stands before a word with which, and one of the endings, the text ends.
fn stems<'a>(text: &'a str, word: &'a str, words: &'a Undone) -> impl Iterator<Item = &'a str> {
    let endings = words.endings.iter();
    endings.filter_map(move |ending| text.strip_suffix(ending.as_str())?.strip_suffix(word))
}

/// Tells whether a noun is a number of things, such as 1橋: of 4橋のうち3橋 the last one is missing.
fn counts_things(noun: &str) -> bool {
    let counter = noun.chars().rev().take_while(|c| !c.is_ascii_digit()).count();
    (1..=2).contains(&counter) && noun.contains(|c: char| c.is_ascii_digit())
}

/// Compares the confirmed result of each target of 目標 that states a bound with that bound.
pub(super) fn check_figures(
    form: &MergedForm,
    targets: &[Target],
    terms: Terms<'_>,
) -> Option<Finding> {
    let attained = form.answers.get(&Field::GoalAttainment)?;
    let best = terms.settings.attainment_choices.first()?;
    if terms.settings.attainment(&attained.text) != Some(best.as_str()) {
        return None;
    }
    let own = |target: &&Target| {
        target.plan_form_id == form.plan_form_id && target.figure.field == Field::AnnualGoal
    };
    targets.iter().filter(own).find_map(|target| {
        let Reported::One(result) = target.result() else { return None };
        let is_own = result.figure.form_id == form.form_id && result.standing == Standing::Final;
        if !is_own || !misses(target, result.figure.value) {
            return None;
        }
        let answer = form.answers.get(&result.figure.field)?;
        let detail = format!("{}（目標 {}）", result.figure.quote, target.figure.quote);
        Some(
            Finding::new(Code::X01)
                .field(Field::GoalAttainment)
                .at(place(attained))
                .found(attained.text.as_str())
                .detail(detail)
                .related(place(answer)),
        )
    })
}

/// Tells whether a value misses the bound that a target states; without one nothing is judged, for
/// less may be better.
fn misses(target: &Target, value: f64) -> bool {
    let aim = target.figure.value;
    let bound = |word: &str| target.figure.quote.ends_with(word);
    bound("以上") && value < aim
        || (bound("以下") || bound("以内")) && value > aim
        || bound("未満") && value >= aim
}

/// Tells whether what was dropped is an event: to stop printing on paper may be the goal itself.
fn is_event(before: &str, words: &Undone) -> bool {
    let ends_so = |text: &str, ends: &[String]| {
        let text = without_remark(text);
        ends.iter().any(|end| text.ends_with(end.as_str()))
    };
    // A remark with words of its own, such as (1回は中止), is about a part only.
    if before
        .rfind('(')
        .is_some_and(|at| !before[at + 1..].is_empty() && !before[at..].contains(')'))
    {
        return false;
    }
    if let Some(noun) = before.strip_suffix(PARTICLES) {
        return ends_so(noun, &words.events) || counts_things(noun);
    }
    if before.ends_with(starts_noun) {
        return ends_so(before, &words.events) || ends_so(before, &words.causes);
    }
    if let Some(at) = before.rfind(['は', 'が', 'を']) {
        return ends_so(&before[..at], &words.events);
    }
    let noun = before.trim_end_matches([':', '、', '(', ',', '-']);
    ends_so(noun, &words.events) || holds(before, &words.causes)
}
