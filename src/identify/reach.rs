//! How far a field reaches: where a label is gone, the field above runs on into the cells below.
//!
//! In: the fields of a form and the cells at which they were issued. Out: the cells of the one
//! whose label is gone. It decides on no label.

use std::collections::BTreeMap;

use crate::field::Field;
use crate::grid::{Addr, Cell};

use super::ReturnedField;

/// Takes the cells from `at` on out of the field above, which reached into them for want of a
/// label between; only where that field stands at its own place in `places`.
pub(super) fn split_off(
    fields: &mut BTreeMap<Field, ReturnedField>,
    places: &BTreeMap<Field, Addr>,
    at: Addr,
) -> Vec<Cell> {
    let above = fields.iter_mut().find(|(field, value)| {
        value.at < at
            && value.cells.iter().any(|cell| cell.at == at)
            && places.get(field).is_none_or(|place| *place == value.at)
    });
    let Some((_, above)) = above else { return Vec::new() };
    let start = above.cells.partition_point(|cell| cell.at < at);
    let cells = above.cells.split_off(start);
    above.text = join(&above.cells);
    cells
}

/// Joins cells in reading order: those of one row by a blank, rows by a line break.
pub(super) fn join(cells: &[Cell]) -> String {
    let mut text = String::new();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            text.push(if cells[index - 1].at.row == cell.at.row { ' ' } else { '\n' });
        }
        text.push_str(&cell.shown());
    }
    text
}
