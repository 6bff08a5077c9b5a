//! What the looks of a form's cells take back or hide, before anyone knows whose form it is.
//!
//! In: a sheet and what was recognised on it. Out: F10 for struck text anywhere, F09 for values of
//! forms that cannot be seen.

use std::collections::BTreeSet;

use crate::finding::{Finding, Location, MAX_QUOTED_ALONE};
use crate::grid::{Addr, Cell, Sheet, Unseen};
use crate::rules::{Code, STRUCK, hidden};

use super::SheetReading;

/// Says why a text cannot be seen.
#[must_use]
pub const fn unseen_words(unseen: Unseen) -> &'static str {
    match unseen {
        Unseen::Colour => hidden::COLOUR,
        Unseen::Format => hidden::FORMAT,
        Unseen::Size => hidden::SIZE,
        Unseen::Row => hidden::ROW,
        Unseen::Column => hidden::COLUMN,
    }
}

/// Finds struck and unseen text on a sheet of a plan's own forms.
#[must_use]
pub fn looks(file: &str, sheet: &Sheet, reading: &SheetReading) -> Vec<Finding> {
    let marked = || sheet.cells.iter().filter(|cell| cell.marks.is_some());
    let at = |cell: &Cell| Location::cell(file, &sheet.name, cell.at);
    let struck: Vec<&Cell> = marked().filter(|cell| !cell.struck().is_empty()).collect();
    let (alone, together) = struck.split_at(struck.len().min(MAX_QUOTED_ALONE));
    let mut findings: Vec<Finding> = alone
        .iter()
        .map(|cell| Finding::new(Code::F10).detail(STRUCK).at(at(cell)).found(cell.struck()))
        .collect();
    if !together.is_empty() {
        let texts: Vec<&str> = together.iter().map(|cell| cell.struck()).collect();
        let at = Location::sheet(file, &sheet.name);
        findings.push(Finding::new(Code::F10).detail(STRUCK).at(at).found(texts.join("\n")));
    }
    let values = reading.blocks.iter().flat_map(|block| block.values.values());
    let values: BTreeSet<Addr> =
        values.flat_map(|value| value.cells.iter().map(|(at, _)| *at)).collect();
    for cell in marked().filter(|cell| values.contains(&cell.at)) {
        if let Some(unseen) = cell.marks.as_ref().and_then(|marks| marks.unseen) {
            let finding = Finding::new(Code::F09).at(at(cell)).found(cell.shown());
            findings.push(finding.detail(unseen_words(unseen)));
        }
    }
    findings
}
