//! The hidden sheet and the defined names that lead back from a cell to its field.
//!
//! In: the sheets of a workbook and the places of their fields. Out: the sheet `_torimatome`
//! (ASCII keys) and a name for every field's cell. It reads nothing back; `identify` does.
//!
//! The sheet: key and value in columns A and B, one empty row, the head [`COLUMNS`], a row a form
//! and field, then a key a text of 差戻し票. Column H holds the choices of 目標の達成 under the
//! head `choices`.

use std::collections::BTreeSet;

use super::sheet::{Book, Sheet, region_reference};
use super::style::{Style, Styles};
use crate::binding::defined_name;
use crate::field::Field;
use crate::grid::{Addr, Region};

use crate::binding::{COLUMNS, ID_FIELD, SHEET};

/// Head of the list of choices.
const CHOICES: &str = "choices";
/// Column of that list.
const CHOICES_COL: u32 = 7;

/// The fields that are bound: issued text and answers.
pub fn bound_fields() -> impl Iterator<Item = Field> {
    Field::ISSUED.into_iter().chain(Field::ANSWERED)
}

/// A form's sheet and the places on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundForm<'a> {
    /// 様式ID.
    pub form_id: &'a str,
    /// Name of its sheet.
    pub sheet: &'a str,
    /// Cell of the printed 様式ID.
    pub id_cell: Addr,
    /// Cells of its fields.
    pub cells: Vec<(Field, Addr)>,
}

/// Where the choices stand, known before the sheet is drawn: `None` without choices.
#[must_use]
pub fn choices_reference(keys: usize, choices: usize) -> Option<String> {
    let head = head_row(keys);
    let last = head + u32::try_from(choices).ok()?;
    let first = Addr::new(head + 1, CHOICES_COL);
    let region = Region { first, last: Addr::new(last, CHOICES_COL) };
    (choices > 0).then(|| region_reference(SHEET, region))
}

/// The row of the table's head: behind the keys and an empty row.
fn head_row(keys: usize) -> u32 {
    keys as u32 + 1
}

/// Draws the hidden sheet; `own_texts` are keys of texts that stand in this workbook only.
#[must_use]
pub fn binding_sheet(
    styles: &Styles,
    keys: &[(String, String)],
    forms: &[BoundForm<'_>],
    edition: u32,
    choices: &[String],
    own_texts: &BTreeSet<String>,
) -> Sheet {
    let mut sheet = Sheet::new(SHEET);
    let style = Style { wrap: false, ..styles.plain.clone() };
    for (row, (key, value)) in (0..).zip(keys) {
        sheet.text(Addr::new(row, 0), key, &style);
        sheet.text(Addr::new(row, 1), value, &style);
    }
    let head = head_row(keys.len());
    for (col, title) in (0..).zip(COLUMNS) {
        sheet.text(Addr::new(head, col), title, &style);
    }
    sheet.text(Addr::new(head, CHOICES_COL), CHOICES, &style);
    for (row, choice) in (head + 1..).zip(choices) {
        sheet.text(Addr::new(row, CHOICES_COL), choice, &style);
    }
    let mut row = head + 1;
    for (number, form) in (1..).zip(forms) {
        for (field, at) in places(form) {
            let texts: [&str; 6] = [
                &format!("{number}"),
                form.form_id,
                form.sheet,
                &format!("{edition}"),
                field.map_or(ID_FIELD, Field::key),
                &at.to_string(),
            ];
            for (col, text) in (0..).zip(texts) {
                sheet.text(Addr::new(row, col), text, &style);
            }
            row += 1;
        }
    }
    for key in own_texts {
        sheet.text(Addr::new(row, 0), key, &style);
        sheet.text(Addr::new(row, 1), "1", &style);
        row += 1;
    }
    sheet.hide();
    sheet.protect();
    sheet
}

/// Gives every field's cell its name: `tm_f01_progress_first_half`, `tm_f01_form_id`.
pub fn name_cells(book: &mut Book, forms: &[BoundForm<'_>]) {
    for (number, form) in (1..).zip(forms) {
        for (field, at) in places(form) {
            book.name_cell(&defined_name(number, field), form.sheet, at);
        }
    }
}

/// The printed id (`None`) and the fields of a form.
fn places(form: &BoundForm<'_>) -> impl Iterator<Item = (Option<Field>, Addr)> {
    let id = std::iter::once((None, form.id_cell));
    id.chain(form.cells.iter().map(|(field, at)| (Some(*field), *at)))
}
