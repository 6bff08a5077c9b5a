//! Checks on one returned workbook: locked text, and what stands in the answer cells.
//!
//! In: a workbook whose forms are identified. Out: the same with findings (families V, T, M03).
//! It compares no two returns and knows no file.

mod answers;
mod issued;

use crate::finding::Finding;
use crate::identify::{Expected, ReturnedBook};
use crate::settings::Settings;
use crate::template::{Period, Template};

/// What the checks go by.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// What was issued.
    pub expected: &'a Expected,
    /// Choices and aliases of 目標の達成.
    pub settings: &'a Settings,
    /// Placeholders and labels.
    pub template: &'a Template,
    /// What the current 期 asks for.
    pub period: &'a Period,
}

/// Checks every form of a returned workbook.
pub fn check(book: &mut ReturnedBook, rules: Rules<'_>) {
    let mut findings: Vec<Finding> = Vec::new();
    for form in &mut book.forms {
        let expected = &rules.expected.forms[form.form];
        let first = findings.len();
        issued::check(&book.file, form, rules.expected, &mut findings);
        answers::check(&book.file, form, expected, rules, &mut findings);
        for finding in &mut findings[first..] {
            finding.form_id = Some(expected.form_id.clone());
            finding.section = Some(expected.section.clone());
        }
    }
    book.findings.append(&mut findings);
}
