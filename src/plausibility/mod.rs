//! Whether the answers of a 期 fit together and fit the plan: rules X01 and X03 to X07.
//!
//! In: the merged record. Out: findings at the cells of the
//! answers. It reads no file and changes no answer. A missed fault is better than a false alarm:
//! a rule fires only where the words leave no other reading.

mod attainment;
mod gathering;
mod months;
mod numbers;
mod repeats;
mod sentence;

use std::collections::BTreeMap;

use crate::field::Field;
use crate::figures::targets_of;
use crate::finding::{Finding, Location};
use crate::merge::{Answer, Merged, MergedForm};
use crate::settings::Settings;
use crate::template::{Period, Template};

/// Longest answer that is judged, in bytes. What is longer than the cell of any person's answer is
/// told by V08, and comparing all its sentences with one another would take minutes.
const MAX_ANSWER: usize = 100_000;

/// What the rules go by.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// 課 and the choices of 目標の達成.
    pub settings: &'a Settings,
    /// Words, and the half-years' months.
    pub template: &'a Template,
    /// The current 期.
    pub period: &'a Period,
    /// What became of the evaluation of the とりまとめ課, by the plan's 全課 form id; `None` where
    /// nobody asked for the summaries yet.
    pub summaries: Option<&'a BTreeMap<String, Summary>>,
}

/// The evaluation of a 全課 item by its とりまとめ課.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// It is written.
    pub written: bool,
    /// Its cell in the workbook that came back; `None` where none did.
    pub place: Option<Location>,
}

/// Compares the answers of a record with each other and with the plan.
#[must_use]
pub fn plausibility(merged: &Merged, terms: Terms<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Only a 期 that asks for 目標の達成 holds results against it.
    let asked = terms.period.requires.contains(&Field::GoalAttainment);
    let targets = if asked { targets_of(merged, terms.template) } else { Vec::new() };
    let judged = |form: &&MergedForm| answers(form).all(|(_, it)| it.text.len() <= MAX_ANSWER);
    for form in merged.forms.iter().filter(judged) {
        let of_form = attainment::check(form, terms)
            .or_else(|| attainment::check_figures(form, &targets, terms))
            .into_iter()
            .chain(numbers::check(form, terms))
            .chain(months::check(form, terms));
        findings.extend(
            of_form
                .map(|finding| finding.section(form.section.as_str()).form(form.form_id.as_str())),
        );
    }
    findings.extend(repeats::repeated(&merged.forms));
    findings.extend(gathering::incomplete(merged, terms));
    findings.extend(gathering::without_summary(merged, terms));
    findings
}

/// The cell that an answer was read from.
fn place(answer: &Answer) -> Location {
    let source = &answer.source;
    Location {
        file: source.file.clone(),
        sheet: Some(source.sheet.clone()),
        cell: Some(source.cell.clone()),
    }
}

/// The answered fields of a form, in the order of the form.
fn answers(form: &MergedForm) -> impl Iterator<Item = (Field, &Answer)> {
    Field::ANSWERED.into_iter().filter_map(|field| Some((field, form.answers.get(&field)?)))
}

/// Shortens a quote that a message shows in full.
fn shortened(quote: &str) -> String {
    const LONGEST: usize = 40;
    if quote.chars().count() <= LONGEST {
        return quote.to_owned();
    }
    let tail: Vec<char> = quote.chars().rev().take(LONGEST).collect();
    format!("…{}", tail.into_iter().rev().collect::<String>())
}
