//! Identification: which issued form is this, in a workbook that came back.
//!
//! In: a returned workbook with what was recognised on its sheets, and the forms that were
//! issued. Out: its forms with their ids and cells, findings for what was recovered or refused,
//! and every other cell quoted. The printed id decides first, then the binding, then content.

mod beside;
mod cells;
mod content;
mod expected;
mod notes;
mod own_sheets;
mod purpose;
mod reader;
mod records;
mod remarks;
mod which;
mod whole_sheets;
mod wording;

pub use expected::{Expected, ExpectedForm, IssuedTexts};
pub use notes::notes;
pub use remarks::{instructions, is_report, remarks};
pub use wording::Wording;

use std::collections::{BTreeMap, BTreeSet};

use crate::field::Field;
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Cell, Value, Workbook};
use crate::recognise::SheetReading;

/// A returned workbook, read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnedBook {
    /// Path as people see it.
    pub file: String,
    /// SHA-256, lower-case hex.
    pub sha256: String,
    /// Last saved, ISO 8601.
    pub modified: Option<String>,
    /// 版 that its hidden sheet tells; `None` where that is gone.
    pub edition: Option<u32>,
    /// 期 that it was issued for, as its hidden sheet tells; `None` where that is gone.
    pub period: Option<String>,
    /// SHA-256 of the returns that it was made from, where it is one that was sent back.
    pub made_from: BTreeSet<String>,
    /// Last saved of the first of those returns, ISO 8601.
    pub first_saved: Option<String>,
    /// 課 that it comes from, where that is known.
    pub section: Option<String>,
    /// Its forms in sheet order.
    pub forms: Vec<ReturnedForm>,
    /// What was recovered, refused or quoted.
    pub findings: Vec<Finding>,
    /// Characters of its cells, and of those that are nobody's own.
    pub tally: Tally,
    /// All other cells outside the fields of its forms, by where a finding must quote them.
    pub quotes: Vec<Quote>,
    /// Sheets that it holds.
    pub sheets: u64,
}

/// Characters of a workbook: all of them, and those that the tool wrote itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Characters of all non-empty cells.
    pub read: u64,
    /// Labels, headings and other fixed text.
    pub labels: u64,
    /// Cells of the cover, the guide and the hidden sheet.
    pub own_sheets: u64,
    /// Issued texts that came back and are not kept: see [`ReturnedBook::release_issued`].
    pub issued: u64,
}

/// Cells outside the fields that one finding must quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The place of that finding.
    pub place: Location,
    /// The cells.
    pub cells: Vec<CellText>,
}

/// A cell and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellText {
    /// Sheet name.
    pub sheet: String,
    /// Its position.
    pub at: Addr,
    /// Verbatim.
    pub text: String,
}

impl CellText {
    /// Takes a cell of a sheet.
    #[must_use]
    pub fn of(sheet: &str, cell: &Cell) -> Self {
        Self { sheet: sheet.to_owned(), at: cell.at, text: cell.shown().into_owned() }
    }

    /// Characters of the cell.
    #[must_use]
    pub fn characters(&self) -> u64 {
        self.text.chars().count() as u64
    }
}

/// A form in a returned workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnedForm {
    /// Index into [`Expected::forms`].
    pub form: usize,
    /// Sheet name.
    pub sheet: String,
    /// First cell of the form.
    pub at: Addr,
    /// Fields that could be read; their text is empty where nothing is filled in.
    pub fields: BTreeMap<Field, ReturnedField>,
}

/// A field of a returned form.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnedField {
    /// First cell of the value, or the cell where it would stand.
    pub at: Addr,
    /// The whole text, verbatim.
    pub text: String,
    /// The cells that it was read from.
    pub cells: Vec<Cell>,
}

impl ReturnedField {
    /// Tells whether nothing is filled in.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        crate::grid::is_blank(&self.text)
    }

    /// Tells whether formulas that failed are all that it holds.
    #[must_use]
    pub fn is_error(&self) -> bool {
        let mut told = self.cells.iter().filter(|cell| !cell.is_blank()).peekable();
        told.peek().is_some() && told.all(|cell| matches!(cell.value, Value::Error(_)))
    }
}

impl ReturnedForm {
    /// The answered fields that hold something.
    pub fn answers(&self) -> impl Iterator<Item = (Field, &ReturnedField)> {
        let answered = |field: Field| self.fields.get(&field).map(|value| (field, value));
        Field::ANSWERED.into_iter().filter_map(answered).filter(|(_, value)| !value.is_blank())
    }

    /// The place of a field, or of the form where the field could not be found.
    #[must_use]
    pub fn location(&self, file: &str, field: Field) -> Location {
        let at = self.fields.get(&field).map_or(self.at, |value| value.at);
        Location::cell(file, &self.sheet, at)
    }
}

impl ReturnedBook {
    /// Keeps of every text that came back as it was issued only how many characters it has, for
    /// there is another copy of it. What compares texts comes before this.
    pub fn release_issued(&mut self, expected: &Expected) {
        for form in &mut self.forms {
            let issued = &expected.forms[form.form];
            for (field, value) in &mut form.fields {
                let own = Field::ANSWERED.contains(field) || issued.accepted.contains_key(field);
                if !own && expected.is_as_issued(form.form, *field, &value.text) {
                    self.tally.issued += value.cells.iter().map(characters).sum::<u64>();
                    (value.text, value.cells) = (String::new(), Vec::new());
                }
            }
        }
    }
}

/// Characters of a cell that shows something; blank cells count nothing.
#[must_use]
pub fn characters(cell: &Cell) -> u64 {
    if cell.is_blank() { 0 } else { cell.shown().chars().count() as u64 }
}

/// Identifies the forms of a returned workbook. `readings` has one entry a sheet, in order.
#[must_use]
pub fn identify(
    workbook: &Workbook,
    readings: Vec<SheetReading>,
    expected: &Expected,
) -> ReturnedBook {
    reader::Reader::new(workbook, expected).read(readings)
}
