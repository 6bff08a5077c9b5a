//! What is said of a sheet as a whole, and of what no sheet's reading has placed.
//!
//! In: the reader between its sheets. Out: F09, S01 and S11, and what is still owed.

use rustc_hash::FxHashSet;

use super::reader::{Reader, joined, texts};
use super::{CellText, Quote};
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Sheet, Visibility, match_key};
use crate::recognise::{Block, SheetReading};
use crate::rules::{Code, hidden};

impl Reader<'_> {
    /// Notes every cell that nothing above has dealt with, at its own place: no finding quotes it,
    /// and the account will name it.
    pub(super) fn owe_the_rest(&mut self) {
        let quoted = self.quotes.iter().flat_map(|quote| &quote.cells);
        let mut known: FxHashSet<(&str, Addr)> =
            quoted.map(|cell| (cell.sheet.as_str(), cell.at)).collect();
        for form in &self.forms {
            let cells = form.fields.values().flat_map(|value| &value.cells);
            known.extend(cells.map(|cell| (form.sheet.as_str(), cell.at)));
        }
        let mut rest = Vec::new();
        for sheet in &self.workbook.sheets {
            for cell in sheet.cells.iter().filter(|cell| !cell.is_blank()) {
                let key = (sheet.name.as_str(), cell.at);
                if !self.fixed.contains(&std::ptr::from_ref(cell)) && !known.contains(&key) {
                    let cells = vec![CellText::of(&sheet.name, cell)];
                    rest.push(Quote { place: self.at(sheet, cell.at), cells });
                }
            }
        }
        self.quotes.extend(rest);
    }

    /// F09: a hidden sheet that the tool did not write.
    pub(super) fn hidden_sheet(&mut self, sheet: &Sheet) {
        let cells = texts(sheet);
        if cells.is_empty() {
            return;
        }
        let at = Location::sheet(&self.workbook.file, &sheet.name);
        self.findings.push(
            Finding::new(Code::F09).at(at.clone()).detail(hidden::SHEET).found(joined(&cells)),
        );
        self.owe(at, cells);
    }

    /// S01: nothing on any visible sheet is a form; its text is quoted as a whole.
    pub(super) fn no_form(&mut self) {
        let sheets = self.workbook.sheets.iter().zip(&self.own_sheets);
        let visible =
            sheets.filter(|(sheet, own)| sheet.visibility == Visibility::Visible && own.is_none());
        let cells: Vec<CellText> = visible.flat_map(|(sheet, _)| texts(sheet)).collect();
        let at = Location::file(&self.workbook.file);
        let finding = Finding::new(Code::S01).at(at.clone());
        if cells.is_empty() {
            self.findings.push(finding);
        } else {
            self.findings.push(finding.found(joined(&cells)));
            self.owe(at, cells);
        }
    }

    /// Tells whether a sheet holds a form that was issued, by the binding or by its printed id. One
    /// that somebody hid is read like any other, and told once.
    pub(super) fn is_issued(&mut self, sheet: &Sheet, reading: &SheetReading) -> bool {
        let printed = |block: &Block| {
            block.printed_id.as_ref().is_some_and(|(id, _)| self.expected.by_id(id).is_some())
        };
        let issued =
            self.binding.on_sheet(&sheet.name).is_some() || reading.blocks.iter().any(printed);
        if issued {
            let at = Location::sheet(&self.workbook.file, &sheet.name);
            let finding = Finding::new(Code::F09).at(at).detail(hidden::SHEET);
            self.findings.push(finding.found(sheet.name.as_str()));
        }
        issued
    }

    /// S11 for a year beside a form that is another than that of the plan: a label, and yet somebody's
    /// own word.
    pub(super) fn report_year(&mut self, sheet: &Sheet, block: &Block, form: usize) {
        let Some((year, at)) = &block.year else { return };
        if match_key(&year.label) != match_key(&self.expected.fiscal_year)
            && let Some(cell) = sheet.cell(*at)
        {
            let finding = Finding::new(Code::S11).found(cell.shown());
            self.report(finding, sheet, *at, form);
        }
    }
}
