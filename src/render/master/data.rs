//! データ: the table of `export` with the master's own facts, for other programs.
//!
//! In: the record. Out: a sheet by the ministry's rules for machine-readable tables: headings in the
//! first row, one datum a cell, no merged cells, days in ISO 8601, units in the headings.

use super::super::list_sheet::{Cell, Column, Kind, ListSheet, screen_width_for};
use super::super::sheet::Sheet;
use super::super::table::{COLUMNS, Row, Table, Value};
use super::super::tally::{SeverityCounts, by_form, returns_of};
use super::super::text_layout::units;
use super::Desk;
use crate::field::Field;
use crate::merge::MergedForm;

/// Name of the sheet.
pub(super) const SHEET: &str = "データ";
/// Width of a text, in half-width units, above which a column is wide.
const LONG: usize = 60;
/// What the master knows beside the table of `export`.
const MORE: [&str; 3] = ["達成区分", "版", "確認件数（件）"];

/// Draws the sheet.
pub(super) fn data_sheet(desk: &Desk<'_>) -> Sheet {
    let rows = Table::of_merged(desk.input.merged).rows;
    let text = |row: &Row, col: usize| match row.cells.get(col).map(|cell| &cell.value) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let column = |(col, column): (usize, super::super::table::Column)| {
        let texts: Vec<String> = rows.iter().filter_map(|row| text(row, col)).collect();
        let longest = texts.iter().map(|text| units(text)).max().unwrap_or(0);
        let own = if longest > LONG { 300 } else { 110 };
        let width = screen_width_for(own, texts.iter().map(String::as_str), desk.styles.small_face);
        Column { heading: column.heading, width, kind: Kind::Text }
    };
    let mut columns: Vec<Column<'_>> = COLUMNS.into_iter().enumerate().map(column).collect();
    columns.extend(MORE.map(|heading| Column { heading, width: 110, kind: Kind::Text }));
    let mut list = ListSheet::flat(SHEET, &columns, &desk.styles);
    let counts = by_form(desk.input.findings);
    for (row, form) in rows.iter().zip(&desk.input.merged.forms) {
        let cells = row.cells.iter().map(|cell| match &cell.value {
            Value::Blank => Cell::Blank,
            Value::Number(number) => Cell::Number(f64::from(*number)),
            Value::Text(text) => text.as_str().into(),
        });
        let mut cells: Vec<Cell<'_>> = cells.collect();
        let to_check = counts.get(&*form.form_id).map_or(0, SeverityCounts::to_check);
        cells.extend(more(desk, form, to_check));
        list.row(&cells);
    }
    list.finish(desk.input.template, &desk.paper(), 1)
}

fn more<'c>(desk: &'c Desk<'_>, form: &'c MergedForm, to_check: u64) -> [Cell<'c>; MORE.len()] {
    let attainment = form.text(Field::GoalAttainment);
    let returns = returns_of(desk.input.merged, &form.form_id);
    let edition = returns.iter().find_map(|one| one.edition);
    [
        attainment.and_then(|text| desk.input.settings.attainment(text)).into(),
        edition.map_or(Cell::Blank, |edition| Cell::Number(edition.into())),
        Cell::Number(to_check as f64),
    ]
}
