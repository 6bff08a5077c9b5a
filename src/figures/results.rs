//! What the answers report beside a target: figures of the same unit.
//!
//! In: a target and the record. Out: the figures of the answers to its forms, each with its
//! standing. Figures of other years, of differences, behind another noun (執行率 beside 収納率), and
//! the target repeated are left out.

use super::number::{Measure, ends_with_any, measures};
use super::subject::subjects;
use super::{Figure, Match, Outcome, Standing, Text, after, fold, holds, one_unit};
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
    let noun = measured_noun(&issued.folded[..target.start], &words.results);
    let all = measures(&issued.folded, &words.figures);
    let aims = subjects(&issued.folded, &all, &words.results);
    let aim = all.iter().position(|one| one.start == target.start).map(|at| &aims[at]);
    let summary = merged.summaries.iter().filter(|one| one.form_id == form.plan_form_id);
    let own = merged.forms.iter().filter(|one| one.plan_form_id == form.plan_form_id);
    let mut outcomes = Vec::new();
    for form in summary.chain(own) {
        for field in ANSWERS {
            let Some(answer) = form.answers.get(&field) else { continue };
            let written = answer.text.as_str();
            let text = Text { form_id: &form.form_id, field, written, folded: fold(written) };
            let all = measures(&text.folded, &words.figures);
            let abouts = subjects(&text.folded, &all, &words.results);
            for (index, (measure, about)) in all.iter().zip(&abouts).enumerate() {
                let next = all.get(index + 1).map(|next| next.start);
                let behind = &text.folded[measure.end..];
                let change = after(behind, &words.results.changes).is_some();
                if after(behind, &words.results.starts).is_some() {
                    continue;
                }
                if one_unit(&measure.unit, template) != figure.unit || change != changes {
                    continue;
                }
                if !same_noun(noun, measured_noun(&text.folded[..measure.start], &words.results)) {
                    continue;
                }
                let reported = text.figure(measure, template);
                let told = Told::of(&text, measure, next, &words.results);
                if told.is_of_another_year(&reported, merged)
                    || (told.aimed_at && is_same(&reported, figure))
                {
                    continue;
                }
                outcomes.push(Outcome {
                    section: form.section.clone(),
                    figure: reported,
                    standing: told.standing(field),
                    subject: aim.map_or(Match::Unnamed, |aim| about.matches(aim, &words.results)),
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
    elsewhen: bool,
}

impl Told {
    /// Looks at the words of the sentence before the figure, and at those up to the `next` one.
    fn of(text: &Text<'_>, measure: &Measure, next: Option<usize>, words: &Results) -> Self {
        const NEAR: usize = 12;
        let (start, end) = text.sentence(measure.start);
        let before = text.folded[start..measure.start].trim_end_matches(' ');
        let near: usize = before.char_indices().rev().nth(NEAR - 1).map_or(0, |(at, _)| at);
        let near = before[near..].rsplit(['、', ',', '\n']).next().unwrap_or_default();
        let behind = &text.folded[measure.end..next.map_or(end, |next| next.min(end))];
        Self {
            aimed_at: ends_with_any(before, &words.aimed_at),
            expected: ends_with_any(before, &words.expected) || holds(behind, &words.expected),
            elsewhen: holds(near, &words.other_years),
        }
    }

    fn is_of_another_year(&self, reported: &Figure, merged: &Merged) -> bool {
        let year = reported.year.as_deref().and_then(FiscalYear::parse);
        self.elsewhen || year.is_some_and(|year| year.start != merged.fiscal_year.start)
    }

    fn standing(&self, field: Field) -> Standing {
        match field {
            _ if self.expected || self.aimed_at => Standing::Expected,
            Field::FirstHalf => Standing::Interim,
            _ => Standing::Final,
        }
    }
}

/// The noun that a figure behind a text measures, such as 収納率; `None` where no such noun stands
/// right before it.
fn measured_noun<'t>(before: &'t str, words: &Results) -> Option<&'t str> {
    const PARTICLES: [char; 10] = [' ', 'は', 'が', 'を', 'の', 'も', ':', '約', '=', '、'];
    let mut text = before.trim_end_matches(PARTICLES);
    if let Some(open) = text.strip_suffix(')').and_then(|inner| inner.rfind('(')) {
        text = &text[..open];
    }
    for word in words.aimed_at.iter().chain(&words.expected).chain(&words.baselines) {
        text = text.strip_suffix(word.as_str()).unwrap_or(text).trim_end_matches(PARTICLES);
    }
    let start = text.char_indices().rev().take_while(|(_, c)| is_noun(*c)).last()?.0;
    let noun = &text[start..];
    words.measured.iter().any(|end| noun.ends_with(end.as_str())).then_some(noun)
}

/// Kanji and katakana make the nouns of what is measured.
const fn is_noun(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '々' | '\u{30A1}'..='\u{30FE}')
}

/// Tells whether two figures may measure the same: 現年度収納率 and 収納率 do, and so does a figure
/// without a noun.
fn same_noun(target: Option<&str>, reported: Option<&str>) -> bool {
    match target.zip(reported) {
        Some((target, reported)) => target.ends_with(reported) || reported.ends_with(target),
        None => true,
    }
}

/// Tells whether a figure repeats the target.
fn is_same(reported: &Figure, target: &Figure) -> bool {
    (reported.value - target.value).abs() < f64::EPSILON
}
