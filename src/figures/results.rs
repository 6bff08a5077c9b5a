//! What the answers report beside a target: figures of the same unit.
//!
//! In: a target and the record. Out: the figures of the answers to its forms, each with its
//! standing. Figures of other years, of differences, and the target repeated are left out.

use super::number::{Measure, ends_with_any, measures};
use super::{Figure, Outcome, Standing, Text, after, fold, holds, one_unit};
use crate::field::Field;
use crate::merge::{Merged, MergedForm};
use crate::model::FiscalYear;
use crate::template::{Results, Template};

/// The answers that can report a figure.
const ANSWERS: [Field; 3] = [Field::FirstHalf, Field::SecondHalf, Field::Evaluation];

/// The figures that are reported on the plan's form of `form`.
pub(super) fn reported(
    merged: &Merged,
    form: &MergedForm,
    (issued, target, figure): (&Text<'_>, &Measure, &Figure),
    template: &Template,
) -> Vec<Outcome> {
    let words = &template.plausibility;
    let changes = after(&issued.folded[target.end..], &words.results.changes).is_some();
    let summary = merged.summaries.iter().filter(|one| one.form_id == form.plan_form_id);
    let own = merged.forms.iter().filter(|one| one.plan_form_id == form.plan_form_id);
    let mut outcomes = Vec::new();
    for form in summary.chain(own) {
        for field in ANSWERS {
            let Some(answer) = form.answers.get(&field) else { continue };
            let written = answer.text.as_str();
            let text = Text { form_id: &form.form_id, field, written, folded: fold(written) };
            let all = measures(&text.folded, &words.figures);
            for (index, measure) in all.iter().enumerate() {
                let next = all.get(index + 1).map(|next| next.start);
                let change = after(&text.folded[measure.end..], &words.results.changes).is_some();
                if one_unit(&measure.unit, template) != figure.unit || change != changes {
                    continue;
                }
                let reported = text.figure(measure, template);
                let told = Told::of(&text, measure, next, &words.results);
                if told.is_of_another_year(&reported, merged)
                    || (told.aimed_at && is_same(&reported, figure))
                {
                    continue;
                }
                let standing = told.standing(field);
                outcomes.push(Outcome {
                    section: form.section.clone(),
                    figure: reported,
                    standing,
                });
            }
        }
    }
    outcomes
}

/// What the words around a figure tell.
struct Told {
    /// A word such as 目標 stands before it.
    aimed_at: bool,
    /// A word such as 見込 stands beside it.
    expected: bool,
    /// A word such as 前年度 stands before it.
    earlier: bool,
}

impl Told {
    /// Looks at the words of the sentence before the figure, and at those up to the `next` one.
    fn of(text: &Text<'_>, measure: &Measure, next: Option<usize>, words: &Results) -> Self {
        const NEAR: usize = 8;
        let (start, end) = text.sentence(measure.start);
        let before = text.folded[start..measure.start].trim_end_matches(' ');
        let near: usize = before.char_indices().rev().nth(NEAR - 1).map_or(0, |(at, _)| at);
        let near = before[near..].rsplit(['、', ',', '\n']).next().unwrap_or_default();
        let behind = &text.folded[measure.end..next.map_or(end, |next| next.min(end))];
        Self {
            aimed_at: ends_with_any(before, &words.aimed_at),
            expected: ends_with_any(before, &words.expected) || holds(behind, &words.expected),
            earlier: holds(near, &words.earlier),
        }
    }

    fn is_of_another_year(&self, reported: &Figure, merged: &Merged) -> bool {
        let year = reported.year.as_deref().and_then(FiscalYear::parse);
        self.earlier || year.is_some_and(|year| year.start != merged.fiscal_year.start)
    }

    fn standing(&self, field: Field) -> Standing {
        match field {
            _ if self.expected || self.aimed_at => Standing::Expected,
            Field::FirstHalf => Standing::Interim,
            _ => Standing::Final,
        }
    }
}

/// Tells whether a figure repeats the target.
fn is_same(reported: &Figure, target: &Figure) -> bool {
    (reported.value - target.value).abs() < f64::EPSILON
}
