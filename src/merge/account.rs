//! The account: characters in, counted from the returned cells, against characters out, counted
//! from the record and the findings.
//!
//! In: the merged record with what the cells owe, and the findings. Out: the sums, and the cells
//! whose text stands nowhere. It believes no stage: a text counts where it can be read.

use std::borrow::Cow;
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
const QUOTING: [Code; 13] = [
    Code::F09,
    Code::F10,
    Code::S01,
    Code::S02,
    Code::S03,
    Code::S04,
    Code::S10,
    Code::S11,
    Code::V04,
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
            let (mut told, mut repeated) = (results.told(due, self), None);
            for cell in &due.cells {
                let sum = sum_of(&mut told, cell).or_else(|| {
                    sum_of(repeated.get_or_insert_with(|| results.repeated(due, self)), cell)
                });
                if let Some(sum) = sum {
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

    /// Where the text of a due may stand: for an answer in the record as read from its place, and
    /// for all in what findings quote there.
    fn told<'t>(&self, due: &Due, merged: &'t Merged) -> Vec<Told<'t>>
    where
        'a: 't,
    {
        let mut told = Vec::new();
        let clean = self.without_tags(due);
        match &due.of {
            DueOf::Answer { form, field, .. } => {
                let Some(form) = merged.record(*form) else { return told };
                let (answer, others) = answers(form, *field);
                let here = |answer: &&Answer| is_from(answer, &due.place);
                let merged = answer.filter(here).map(|it| (it, (|sums| &mut sums.merged) as Sum));
                let other = others.iter().find(here);
                let other = other.map(|it| (it, (|sums| &mut sums.conflicting) as Sum));
                told.extend(merged.into_iter().chain(other).map(|(answer, sum)| {
                    let whole = holds_any(&answer.text, &clean);
                    Told { whole, ..Told::new(answer.text.as_str(), sum) }
                }));
            }
            DueOf::Accepted { form, field, text } => {
                let Some(form) = merged.record(*form) else { return told };
                let as_accepted =
                    form.text(*field).filter(|accepted| squeeze(accepted) == squeeze(text));
                told.extend(as_accepted.map(|accepted| Told {
                    whole: true,
                    ..Told::new(accepted, |sums| &mut sums.issued)
                }));
            }
            DueOf::Edited | DueOf::Stray => {}
            DueOf::OnlyInCopy => return told,
        }
        let sum: Sum = |sums| &mut sums.quoted;
        let quotes = self.quotes.get(&due.place).into_iter().flatten();
        told.extend(quotes.map(|text| Told::new(*text, sum)));
        if clean.iter().any(|clean| is_blank(clean)) {
            told.push(Told { whole: true, ..Told::new("", sum) });
        }
        told
    }

    /// The same answer as another copy or a finding tells it.
    fn repeated<'t>(&self, due: &Due, merged: &'t Merged) -> Vec<Told<'t>> {
        let DueOf::Answer { form, field, text } = &due.of else { return Vec::new() };
        let Some(form) = merged.record(*form).filter(|_| !is_blank(text)) else {
            return Vec::new();
        };
        let (words, clean) = (squeeze(text), self.without_tags(due));
        let (answer, others) = answers(form, *field);
        let kept = answer.into_iter().chain(others).map(|answer| answer.text.as_str());
        let replaced =
            self.replaced.iter().filter(|(id, of, _)| *id == form.form_id && of == field);
        let same = kept.chain(replaced.map(|(_, _, text)| *text)).filter(|it| squeeze(it) == words);
        same.map(|same| Told {
            words: true,
            whole: holds_any(same, &clean),
            ..Told::new(squeeze(same), |sums| &mut sums.repeated)
        })
        .collect()
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

/// A text in which the cells of a due may stand, and the sum that they count in then.
struct Told<'a> {
    text: Cow<'a, str>,
    sum: Sum,
    /// White space does not count, and the text has none.
    words: bool,
    /// It holds all of the cells.
    whole: bool,
    /// Where the cell before ends. Cells are told in their order: what is looked for from here
    /// need not be looked for in all of a long text.
    next: usize,
}

impl<'a> Told<'a> {
    fn new(text: impl Into<Cow<'a, str>>, sum: Sum) -> Self {
        Self { text: text.into(), sum, words: false, whole: false, next: 0 }
    }

    /// Tells whether the text of a cell stands here, the whole of it.
    fn holds(&mut self, cell: &CellText) -> bool {
        if self.whole {
            return true;
        }
        let squeezed = self.words.then(|| squeeze(&cell.text));
        let part = squeezed.as_deref().unwrap_or(&cell.text);
        let after = self.text[self.next..].find(part).map(|at| self.next + at);
        let Some(at) = after.or_else(|| self.text.find(part)) else { return false };
        self.next = at + part.len();
        true
    }
}

/// The sum that a cell counts in; `None` where its text stands nowhere.
fn sum_of(told: &mut [Told<'_>], cell: &CellText) -> Option<Sum> {
    told.iter_mut().find_map(|told| told.holds(cell).then_some(told.sum))
}

/// Tells whether an answer holds any of some texts, white space aside.
fn holds_any(answer: &str, texts: &[String]) -> bool {
    !texts.is_empty() && {
        let words = squeeze(answer);
        texts.iter().any(|text| words.contains(&squeeze(text)))
    }
}

/// The answer of a field, and those that differ.
fn answers(form: &MergedForm, field: Field) -> (Option<&Answer>, &[Answer]) {
    let others = form.conflict(field).map(|conflict| conflict.answers.as_slice());
    (form.answers.get(&field), others.unwrap_or_default())
}

/// Tells whether an answer was read at a place.
fn is_from(answer: &Answer, place: &Location) -> bool {
    let source = &answer.source;
    source.file == place.file
        && Some(&source.sheet) == place.sheet.as_ref()
        && Some(&source.cell) == place.cell.as_ref()
}
