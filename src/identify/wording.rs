//! The words that the tool itself puts around the forms, so that only what somebody added is quoted.
//!
//! In: workbooks as they were issued. Out: whether a cell of a returned one holds such words.

use std::collections::HashSet;

use crate::binding::{COVER_SHEET, SHEET, is_own_sheet};
use crate::grid::{Addr, Cell, Sheet, Workbook, squeeze};
use crate::recognise::SheetReading;

/// A text this long, in characters, is nobody's own even where it stands in another cell.
pub(super) const UNMISTAKABLE: usize = 8;

/// The words of issued workbooks.
#[derive(Debug, Clone, Default)]
pub(super) struct Wording {
    /// Cells of cover and guide: sheet, cell and text.
    places: HashSet<(String, Addr, String)>,
    /// Cells of cover and guide that are calculated.
    live: HashSet<(String, Addr)>,
    /// Long texts of cover and guide.
    long: HashSet<String>,
    /// Headings and notes on the sheets of the forms.
    around: HashSet<String>,
}

impl Wording {
    /// Learns from an issued workbook; `readings` has one entry a sheet, in order.
    pub(super) fn learn(&mut self, issued: &Workbook, readings: &[SheetReading]) {
        for (sheet, reading) in issued.sheets.iter().zip(readings) {
            if !is_own_sheet(&sheet.name) {
                self.around.extend(reading.loose.iter().map(|loose| fixed_key(&loose.text)));
                continue;
            }
            for cell in &sheet.cells {
                let text = fixed_key(&cell.shown());
                if cell.formula.is_some() {
                    self.live.insert((sheet.name.clone(), cell.at));
                }
                if text.chars().count() >= UNMISTAKABLE {
                    self.long.insert(text.clone());
                }
                self.places.insert((sheet.name.clone(), cell.at, text));
            }
        }
    }

    /// Tells whether a text is a heading or note that the tool puts on the sheets of the forms.
    pub(super) fn around_forms(&self, text: &str) -> bool {
        self.around.contains(&fixed_key(text))
    }

    /// Tells whether a cell of the cover, the guide or the hidden sheet is as the tool wrote it.
    pub(super) fn on_own_sheet(&self, sheet: &Sheet, cell: &Cell) -> bool {
        let name = sheet.name.trim();
        let text = fixed_key(&cell.shown());
        let place = (name.to_owned(), cell.at);
        let live = self.live.contains(&place) && (cell.formula.is_some() || is_state(&text));
        live || name == SHEET && is_binding(sheet, cell)
            || self.long.contains(&text)
            || self.places.contains(&(place.0, place.1, text))
            || name == COVER_SHEET && cell.formula.is_some()
    }
}

/// Tells whether a cell of the hidden sheet lies in a row and column of its table: the first cell
/// of every such row is a key or a number, in ASCII, and the table ends with column H.
fn is_binding(sheet: &Sheet, cell: &Cell) -> bool {
    let first = sheet.cell(Addr::new(cell.at.row, 0)).map(Cell::shown).unwrap_or_default();
    cell.at.col <= 7 && !first.is_empty() && first.is_ascii()
}

/// The words of the live cells on the cover, which a program may have turned into values.
fn is_state(text: &str) -> bool {
    ["記入済", "未記入", "すべて記入されています"].contains(&text)
        || ["未記入：", "未記入が"].iter().any(|state| text.starts_with(state))
}

/// The key of a workbook's own words: without white space, and without the number of its 版,
/// which tells an older workbook from the current one.
fn fixed_key(text: &str) -> String {
    let key = squeeze(text);
    let Some((before, rest)) = key.split_once('第') else { return key };
    match rest.trim_start_matches(|c: char| c.is_ascii_digit()) {
        after if after.starts_with('版') => format!("{before}第{after}"),
        _ => key,
    }
}
