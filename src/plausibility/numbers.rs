//! X04: a figure to be reached in the goal or vision, and no figure in the answers.
//!
//! In: a merged form. Out: a finding at its first answer. Which figures are to be reached is stated
//! once, in [`crate::figures`].

use crate::field::Field;
use crate::figures::{as_written, fold, targets, tells_figure, tells_occasion};
use crate::finding::Finding;
use crate::merge::MergedForm;
use crate::rules::Code;

use super::{Terms, answers, place};

/// Compares the figures of goal and vision with the answers of a form that is filled in for the
/// 期 and has no conflict.
pub(super) fn check(form: &MergedForm, terms: Terms<'_>) -> Option<Finding> {
    let words = &terms.template.plausibility.figures;
    let asked = terms.period.requires.iter().filter(|field| **field != Field::GoalAttainment);
    let filled = asked.clone().all(|field| form.answers.contains_key(field));
    if !filled || !form.conflicts.is_empty() {
        return None;
    }
    let field = *asked.clone().next()?;
    // The first figure of each text, as written, and whether dates answer it as well: 3回.
    let first = |issued: &str| {
        let text = fold(issued);
        let target = targets(&text, words).into_iter().next()?;
        Some((as_written(issued, &text, target.start, target.end), target.occasions))
    };
    let issued = [form.annual_goal.as_deref(), form.vision.as_deref()];
    let targets: Vec<(String, bool)> = issued.into_iter().flatten().filter_map(first).collect();
    let (quote, _) = targets.first()?;
    let occasions = targets.iter().any(|(_, occasions)| *occasions);
    let answered = answers(form).any(|(_, answer)| {
        let text = fold(&answer.text);
        tells_figure(&text, words) || (occasions && tells_occasion(&text, words))
    });
    (!answered).then_some(())?;
    let at = place(form.answers.get(&field)?);
    Some(Finding::new(Code::X04).field(field).at(at).expected(quote.as_str()))
}
