//! Which sheets of a returned workbook are the tool's own, whatever they are called now.
//!
//! In: the workbook and the words that were issued. Out: for each such sheet the name under which
//! it was issued, and the rows that were inserted into it. A sheet with a form is none of them.

use crate::binding::{
    CHANGES_SHEET, COVER_SHEET, GUIDE_SHEET, SEND_BACK_SHEET, SHEET, is_hidden_sheet, is_own_sheet,
};
use crate::grid::{Sheet, Workbook, match_key};
use crate::recognise::SheetReading;

use super::Wording;
use super::wording::SAMPLED;

/// As many rows may have been inserted into a sheet, or put above it by another program.
const MAX_SHIFT: u32 = 20;
/// Fewer words at one place tell nothing.
const MIN_WORDS: usize = 3;

/// A sheet that the tool adds around the forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnSheet {
    /// Name under which it was issued.
    pub name: String,
    /// Rows that were inserted above some of its cells, where any were.
    pub shifts: Vec<u32>,
}

/// The tool's own sheets among those of a workbook; one entry a sheet, in order.
pub(super) fn own_sheets(
    workbook: &Workbook,
    readings: &[SheetReading],
    wording: &Wording,
) -> Vec<Option<OwnSheet>> {
    let sheets = workbook.sheets.iter().zip(readings);
    sheets.map(|(sheet, reading)| own_sheet(sheet, reading, wording)).collect()
}

fn own_sheet(sheet: &Sheet, reading: &SheetReading, wording: &Wording) -> Option<OwnSheet> {
    let name = if is_own_sheet(&sheet.name) {
        sheet.name.trim().to_owned()
    } else if is_hidden_sheet(sheet) {
        SHEET.to_owned()
    } else {
        if !reading.blocks.is_empty() {
            return None;
        }
        by_content(sheet, wording)?
    };
    // The hidden sheet is known by the shape of its rows.
    let shifts = if name == SHEET { Vec::new() } else { shifts(&name, sheet, wording) };
    Some(OwnSheet { name, shifts })
}

/// The name of the issued sheet of which a sheet has most words at one place, where most of its
/// cells are such words. Some long text of the tool's own tells other sheets apart at once.
fn by_content(sheet: &Sheet, wording: &Wording) -> Option<String> {
    let cells = sheet.cells.iter().filter(|cell| !cell.is_blank()).take(SAMPLED).count();
    let long = wording.long_on(sheet);
    if long == 0 {
        return None;
    }
    let placed = |name: &str| {
        (0..=MAX_SHIFT).map(|shift| wording.placed_on(name, shift, sheet)).max().unwrap_or(0)
    };
    let names = [COVER_SHEET, GUIDE_SHEET, SEND_BACK_SHEET, CHANGES_SHEET];
    let (words, name) = names.map(|name| (placed(name), name)).into_iter().max_by_key(|it| it.0)?;
    (words >= MIN_WORDS && words.max(long) * 2 >= cells).then(|| name.to_owned())
}

/// The rows by which several words of a sheet stand lower than they were issued.
fn shifts(name: &str, sheet: &Sheet, wording: &Wording) -> Vec<u32> {
    let cells = sheet.cells.iter().filter(|cell| !cell.is_blank()).take(SAMPLED).count();
    // A sheet on which nearly all stands in its place had no rows inserted.
    if wording.placed_on(name, 0, sheet) + MIN_WORDS > cells {
        return Vec::new();
    }
    let moved = |shift: &u32| wording.placed_on(name, *shift, sheet) >= MIN_WORDS;
    (1..=MAX_SHIFT).filter(moved).collect()
}

impl OwnSheet {
    /// The name that the sheet had, where it is called otherwise now.
    pub(super) fn renamed_from(&self, sheet: &Sheet) -> Option<&str> {
        (match_key(&self.name) != match_key(&sheet.name)).then_some(self.name.as_str())
    }
}
