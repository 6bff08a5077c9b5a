//! 統合: what came back, laid over what was issued, one field at a time.
//!
//! In: the issued forms and the checked returns. Out: one record a form and 課, with findings for
//! every choice, and the account of characters. It reads no file and draws no sheet.

mod account;
mod choices;
mod copies;
mod dues;
mod extension;
mod fields;
mod merged;
mod replaced;

pub use crate::model::{Answer, Provenance};
pub use account::{Account, FileAccount, Proof};
pub use dues::Dues;
pub use merged::{Conflict, Merged, MergedForm, Return, State};
use replaced::Replaced;

use std::collections::{BTreeSet, HashMap};

use crate::finding::{Finding, Location, ReadCounts};
use crate::identify::{Expected, ReturnedBook, ReturnedForm};
use crate::model::{Plan, SCHEMA, parse_date};
use crate::rules::{Code, taken};
use crate::settings::Settings;
use crate::template::Period;

/// What a merge goes by.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What was issued.
    pub expected: &'a Expected,
    /// Due dates and display order.
    pub settings: &'a Settings,
    /// The current 期.
    pub period: &'a Period,
    /// 基準日, ISO 8601, where one was asked for.
    pub as_of: Option<&'a str>,
}

/// Merges the returns; `books` are in path order and already checked.
#[must_use]
pub fn merge(mut books: Vec<ReturnedBook>, terms: Terms<'_>) -> (Merged, Vec<Finding>, ReadCounts) {
    let mut findings = Vec::new();
    let repeated = copies::set_aside(&mut books, &mut findings);
    let choices = choices::Choices::new(&terms.settings.choices, &findings);
    let dues = Dues::of(&books, &repeated, terms.expected);
    let counts = ReadCounts {
        files: books.len() as u64,
        sheets: books.iter().map(|book| book.sheets).sum(),
        forms: books.iter().map(|book| book.forms.len() as u64).sum(),
        characters: dues.read(),
    };
    let replaced = Replaced::of(&books, &repeated);
    let returns = books.iter().map(|book| as_return(book, terms.expected)).collect();
    let as_of = terms.as_of.map(str::to_owned).or_else(|| newest(&books));
    for book in &books {
        // A repeated workbook has no findings left but M01.
        let settled = replaced.settled(book, &books, terms);
        let open = book.findings.iter().enumerate().filter(|(index, _)| !settled.contains(index));
        findings.extend(open.map(|(_, finding)| finding.clone()));
        // The answer is corrected, but the words of its formula stand nowhere else.
        findings
            .extend(settled.iter().filter_map(|index| replaced_formula(&book.findings[*index])));
    }
    report_late(&books, &repeated, terms, &mut findings);
    let read: Vec<&ReturnedBook> = books
        .iter()
        .zip(&repeated)
        .filter(|(_, repeated)| repeated.is_none())
        .map(|(book, _)| book)
        .collect();
    let issued = terms.expected.forms.len();
    let copies = fields::Copies::of(&read, issued, &replaced, &terms.period.requires);
    let (mut forms, mut summaries) = (Vec::new(), Vec::new());
    for (index, expected) in terms.expected.forms.iter().enumerate() {
        let form = fields::merge_form(index, &copies, terms, &choices, &mut findings);
        if expected.summary { summaries.push(form) } else { forms.push(form) }
    }
    report_missing(&forms, &read, terms, &mut findings);
    let mut merged = Merged {
        schema: SCHEMA,
        title: terms.plan.title.clone(),
        municipality: terms.plan.municipality.clone(),
        fiscal_year: terms.plan.fiscal_year.clone(),
        period: terms.period.name.clone(),
        as_of,
        hierarchy: terms.plan.hierarchy.clone(),
        forms,
        summaries,
        returns,
        account: Account::default(),
        dues,
    };
    merged.account = merged.prove(&findings).account;
    (merged, findings, counts)
}

/// M07 for an answer that was a formula which failed, and that a corrected return replaces.
fn replaced_formula(failed: &Finding) -> Option<Finding> {
    let (_, formula) = failed.found.as_ref()?.split_once('\n')?;
    (failed.code == Code::V04).then(|| Finding {
        code: Code::M07,
        found: Some(formula.to_owned()),
        detail: Some(taken::MENDED.to_owned()),
        ..failed.clone()
    })
}

fn as_return(book: &ReturnedBook, expected: &Expected) -> Return {
    let id = |form: &ReturnedForm| expected.forms[form.form].form_id.clone();
    Return {
        section: book.section.clone().filter(|_| !book.forms.is_empty()),
        file: book.file.clone(),
        sha256: book.sha256.clone(),
        modified: book.modified.clone(),
        edition: book.edition,
        made_from: book.made_from.clone(),
        first_saved: book.first_saved.clone().or_else(|| book.modified.clone()),
        forms: book.forms.iter().map(id).collect(),
    }
}

/// The newest last-saved date among the returns.
fn newest(books: &[ReturnedBook]) -> Option<String> {
    let dates = books.iter().filter(|book| !book.forms.is_empty());
    let dates = dates.filter_map(|book| parse_date(book.modified.as_deref()?));
    dates.max().map(|date| date.to_string())
}

/// M05: a workbook last saved after the due date. The とりまとめ課 sums up after that date, and what
/// was sent back was returned when the first of the returns was that it was made from.
fn report_late(
    books: &[ReturnedBook],
    repeated: &[Option<usize>],
    terms: Terms<'_>,
    findings: &mut Vec<Finding>,
) {
    let Some(due) = terms.settings.due.get(&terms.period.name) else { return };
    let due_by_then = |(book, repeated): &(&ReturnedBook, &Option<usize>)| {
        let mut forms = book.forms.iter();
        repeated.is_none() && forms.any(|form| !terms.expected.forms[form.form].summary)
    };
    for (book, _) in books.iter().zip(repeated).filter(due_by_then) {
        let saved = book.first_saved.as_deref().and_then(parse_date);
        let saved = saved.or_else(|| parse_date(book.modified.as_deref()?));
        let Some(saved) = saved else { continue };
        if saved > *due {
            let mut finding = Finding::new(Code::M05)
                .at(Location::file(&book.file))
                .found(saved.to_string())
                .expected(due.to_string());
            finding.section.clone_from(&book.section);
            findings.push(finding);
        }
    }
}

/// M04: a 課 that returned nothing. S06: a 課 that returned, but not this form.
fn report_missing(
    forms: &[MergedForm],
    books: &[&ReturnedBook],
    terms: Terms<'_>,
    findings: &mut Vec<Finding>,
) {
    let mut file_of: HashMap<&str, &str> = HashMap::new();
    for book in books {
        let forms = book.forms.iter().map(|form| &terms.expected.forms[form.form]);
        for form in forms.filter(|form| !form.summary) {
            file_of.entry(&form.section).or_insert(&book.file);
        }
    }
    let mut silent: BTreeSet<(usize, &str)> = BTreeSet::new();
    for form in forms.iter().filter(|form| form.state == State::Missing) {
        match file_of.get(form.section.as_str()) {
            Some(&file) => findings.push(
                Finding::new(Code::S06)
                    .at(Location::file(file))
                    .section(form.section.as_str())
                    .form(form.form_id.as_str()),
            ),
            None => {
                silent.insert((terms.settings.section_order(&form.section), &form.section));
            }
        }
    }
    findings
        .extend(silent.into_iter().map(|(_, section)| Finding::new(Code::M04).section(section)));
}
