//! The account: characters in, counted from the returned cells, against characters out, counted
//! from the record and the findings.
//!
//! In: the merged record with what the cells owe, and the findings. Out: the sums, and the cells
//! whose text stands nowhere. It believes no stage: a text counts where it can be read.

use std::collections::HashMap;

use serde::Serialize;

use crate::field::Field;
use crate::finding::{Finding, Location};
use crate::grid::{is_blank, squeeze};
use crate::identify::CellText;
use crate::recognise::strip_html;
use crate::rules::Code;

use super::dues::{Due, DueOf};
use super::{Answer, Merged, MergedForm};

/// Characters of the returned files, counted where they came in and where they went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Characters of all non-empty cells read.
    pub read: u64,
    /// Labels, headings and other fixed text of the forms.
    pub labels: u64,
    /// Issued text that came back.
    pub issued: u64,
    /// Answers in the master.
    pub merged: u64,
    /// Answers in conflict, all of them shown.
    pub conflicting: u64,
    /// The same answer in another copy.
    pub repeated: u64,
    /// Sheets that the tool wrote itself: cover, guide, binding.
    pub own_sheets: u64,
    /// Text quoted in a finding.
    pub quoted: u64,
}

/// The account of one returned file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileAccount {
    /// Path as people see it.
    pub file: String,
    /// Its sums.
    pub account: Account,
}

/// The account with the cells that it misses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The sums of all files.
    pub account: Account,
    /// The sums of each file, in the order of reading.
    pub files: Vec<FileAccount>,
    /// Cells whose text is neither in the record nor quoted, in the order of reading.
    pub missing: Vec<Location>,
}

/// Rules whose findings quote a text that is not merged; the others only comment on one.
const QUOTING: [Code; 11] = [
    Code::F09,
    Code::S01,
    Code::S02,
    Code::S03,
    Code::S04,
    Code::S10,
    Code::S11,
    Code::M02,
    Code::M03,
    Code::M07,
    Code::X02,
];

impl Account {
    /// The sum of what was accounted for.
    #[must_use]
    pub const fn accounted(&self) -> u64 {
        self.labels
            + self.issued
            + self.merged
            + self.conflicting
            + self.repeated
            + self.own_sheets
            + self.quoted
    }

    /// Tells whether every character that came in is accounted for.
    #[must_use]
    pub const fn balances(&self) -> bool {
        self.read == self.accounted()
    }
}

impl std::iter::Sum for Account {
    fn sum<I: Iterator<Item = Self>>(accounts: I) -> Self {
        accounts.fold(Self::default(), |sum, one| Self {
            read: sum.read + one.read,
            labels: sum.labels + one.labels,
            issued: sum.issued + one.issued,
            merged: sum.merged + one.merged,
            conflicting: sum.conflicting + one.conflicting,
            repeated: sum.repeated + one.repeated,
            own_sheets: sum.own_sheets + one.own_sheets,
            quoted: sum.quoted + one.quoted,
        })
    }
}

impl Proof {
    /// Tells whether every character and every cell is accounted for.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.account.balances() && self.missing.is_empty()
    }
}

impl Merged {
    /// Looks for the text of every returned cell in the record and in the findings.
    #[must_use]
    pub fn prove(&self, findings: &[Finding]) -> Proof {
        let results = Results::of(findings);
        let (mut files, mut missing) = (self.dues.files.clone(), Vec::new());
        for due in &self.dues.open {
            for cell in &due.cells {
                if let Some(sum) = results.sum_of(due, cell, self) {
                    *sum(&mut files[due.file].account) += cell.characters();
                } else {
                    let file = due.place.file.as_str();
                    missing.push(Location::cell(file, &cell.sheet, cell.at));
                }
            }
        }
        Proof { account: files.iter().map(|file| file.account).sum(), files, missing }
    }

    /// The record of an expected form: issued forms come first, summaries after them.
    fn record(&self, index: usize) -> Option<&MergedForm> {
        self.forms.iter().chain(&self.summaries).nth(index)
    }
}

/// A sum of the account.
type Sum = fn(&mut Account) -> &mut u64;

/// What the findings say, by place.
struct Results<'a> {
    /// Texts that are quoted because they are not merged.
    quotes: HashMap<&'a Location, Vec<&'a str>>,
    /// Texts that a longer or chosen answer replaced: 様式ID, field, text.
    replaced: Vec<(&'a str, Field, &'a str)>,
    /// HTML tags that were removed from answers.
    tags: HashMap<&'a Location, &'a str>,
}

impl<'a> Results<'a> {
    fn of(findings: &'a [Finding]) -> Self {
        let (quotes, replaced, tags) = (HashMap::new(), Vec::new(), HashMap::new());
        let mut results = Self { quotes, replaced, tags };
        for finding in findings {
            let (Some(at), Some(found)) = (&finding.location, &finding.found) else { continue };
            if let (Code::M07, Some(form), Some(field)) =
                (finding.code, &finding.form_id, finding.field)
            {
                results.replaced.push((form, field, found));
            }
            if QUOTING.contains(&finding.code) {
                results.quotes.entry(at).or_default().push(found);
            } else if finding.code == Code::T04 {
                results.tags.insert(at, found);
            }
        }
        results
    }

    /// The sum that a cell counts in; `None` where its text stands nowhere.
    fn sum_of(&self, due: &Due, cell: &CellText, merged: &Merged) -> Option<Sum> {
        match &due.of {
            DueOf::Answer { form, field, text } => {
                self.sum_of_answer(due, cell, merged.record(*form)?, (*field, text))
            }
            DueOf::Accepted { form, field, text } => {
                let accepted = merged.record(*form)?.text(*field);
                if accepted.is_some_and(|accepted| squeeze(accepted) == squeeze(text)) {
                    Some(|sums| &mut sums.issued)
                } else {
                    self.quoted(due, cell)
                }
            }
            DueOf::Edited | DueOf::Stray => self.quoted(due, cell),
            DueOf::OnlyInCopy => None,
        }
    }

    /// As [`Self::sum_of`] for a cell of an answer: in the record as read from its place, quoted, or
    /// the same as what another copy says.
    fn sum_of_answer(
        &self,
        due: &Due,
        cell: &CellText,
        form: &MergedForm,
        (field, text): (Field, &str),
    ) -> Option<Sum> {
        let answer = form.answers.get(&field);
        let others = form.conflict(field).map(|conflict| conflict.answers.as_slice());
        let others = others.unwrap_or_default();
        let here = |answer: &&Answer| is_from(answer, &due.place);
        let says = |answer: &Answer| self.says(&answer.text, cell, due);
        if answer.filter(here).is_some_and(says) {
            return Some(|sums| &mut sums.merged);
        }
        if others.iter().find(here).is_some_and(says) {
            return Some(|sums| &mut sums.conflicting);
        }
        let same = |other: &str| {
            let words = squeeze(other);
            words == squeeze(text)
                && (words.contains(&squeeze(&cell.text)) || self.says(other, cell, due))
        };
        let mut kept = answer.into_iter().chain(others).map(|answer| answer.text.as_str());
        let mut replaced =
            self.replaced.iter().filter(|(id, of, _)| *id == form.form_id && *of == field);
        if let Some(quoted) = self.quoted(due, cell) {
            return Some(quoted);
        }
        let repeated = kept.any(same) || replaced.any(|(_, _, text)| same(text));
        if repeated && !is_blank(text) { Some(|sums| &mut sums.repeated) } else { None }
    }

    /// The sum of what is quoted, where a finding quotes a cell whole or it holds nothing but tags.
    fn quoted(&self, due: &Due, cell: &CellText) -> Option<Sum> {
        let texts = self.quotes.get(&due.place).map(Vec::as_slice).unwrap_or_default();
        let quoted = texts.iter().any(|text| text.contains(&cell.text));
        let only_tags = || {
            let stripped = self.without_tags(due);
            stripped.into_iter().any(|clean| is_blank(&clean))
        };
        if quoted || only_tags() { Some(|sums| &mut sums.quoted) } else { None }
    }

    /// Tells whether an answer holds the text of a cell, the tags aside that a finding quotes.
    fn says(&self, answer: &str, cell: &CellText, due: &Due) -> bool {
        let words = squeeze(answer);
        let holds = |clean: String| words.contains(&squeeze(&clean));
        answer.contains(&cell.text) || self.without_tags(due).into_iter().any(holds)
    }

    /// The text of all cells of an answer without its HTML tags, where a finding quotes all of
    /// them. A tag may begin in one cell and end in the next, beside it or below it.
    fn without_tags(&self, due: &Due) -> Vec<String> {
        let Some(tags) = self.tags.get(&due.place).copied() else { return Vec::new() };
        let all: Vec<&str> = due.cells.iter().map(|cell| cell.text.as_str()).collect();
        let stripped = [" ", "\n"].iter().filter_map(|between| strip_html(&all.join(between)));
        let told = |removed: &[String]| removed.iter().all(|tag| tags.contains(tag.as_str()));
        stripped.filter(|(_, removed)| told(removed)).map(|(clean, _)| clean).collect()
    }
}

/// Tells whether an answer was read at a place.
fn is_from(answer: &Answer, place: &Location) -> bool {
    let source = &answer.source;
    source.file == place.file
        && Some(&source.sheet) == place.sheet.as_ref()
        && Some(&source.cell) == place.cell.as_ref()
}
