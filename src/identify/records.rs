//! A list on a sheet that the program wrote and people worked on, read by its headings.
//!
//! In: a workbook, the sheet's name, headings. Out: the texts under the headings, a record a row.
//! Rows may have been sorted or filtered, columns moved, the sheet renamed: headings decide, never
//! positions.

use crate::grid::{Cell, Sheet, Workbook, is_blank, match_key};

/// Reads the texts under some headings, row by row; `None` when no sheet has such a list.
///
/// The sheet of that name counts where one of its rows holds the first `keys` headings, else any
/// sheet of which one row holds all.
pub(super) fn records<const N: usize>(
    book: &Workbook,
    name: &str,
    headings: [&str; N],
    keys: usize,
) -> Option<Vec<[Option<String>; N]>> {
    let named = book.sheet(name).and_then(|sheet| below(sheet, headings, keys));
    named.or_else(|| book.sheets.iter().find_map(|sheet| below(sheet, headings, N)))
}

/// Reads the records of one sheet below the first row that holds the first `keys` headings; `None`
/// when no row does.
pub(super) fn below<const N: usize>(
    sheet: &Sheet,
    headings: [&str; N],
    keys: usize,
) -> Option<Vec<[Option<String>; N]>> {
    let wanted = headings.map(match_key);
    // The hidden sheet, with most of a workbook's cells, is of Latin letters and digits.
    let latin = headings.iter().any(|heading| heading.is_ascii());
    let mut rows = sheet.cells.chunk_by(|a, b| a.at.row == b.at.row);
    let columns = rows.find_map(|row| {
        if row.len() < keys {
            return None;
        }
        let texts = row.iter().map(|cell| (cell.shown(), cell.at.col));
        let found: Vec<(String, u32)> = texts
            .filter(|(text, _)| latin || !text.is_ascii())
            .map(|(text, col)| (match_key(&text), col))
            .collect();
        let column = |key: &String| found.iter().find(|(own, _)| own == key).map(|(_, col)| *col);
        let columns: Vec<Option<u32>> = wanted.iter().map(column).collect();
        columns.iter().take(keys).all(Option::is_some).then_some(columns)
    })?;
    let text = |row: &[Cell], column: Option<u32>| {
        let cell = row.iter().find(|cell| Some(cell.at.col) == column)?;
        Some(cell.shown().into_owned()).filter(|text| !is_blank(text))
    };
    let record = |row: &[Cell]| std::array::from_fn(|index| text(row, columns[index]));
    Some(rows.map(record).collect())
}
