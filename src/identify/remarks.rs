//! What 総務課 and 町長 wrote into the master before this run.
//!
//! In: the previous とりまとめ.xlsx as a grid. Out: remarks by 様式ID. Rows may have been sorted
//! or filtered and columns moved: headings and ids decide, never positions.

use crate::grid::{Cell, Workbook, is_blank, match_key};
use crate::model::remarks::{
    COMMENT_HEADING, ID_HEADING, INSTRUCTION_HEADING, LIST_SHEET, STATUS_HEADING,
};
use crate::model::{Remarks, RemarksByForm};

/// Reads the remarks of a master; empty when it has no 一覧.
#[must_use]
pub fn remarks(master: &Workbook) -> RemarksByForm {
    let mut found = RemarksByForm::new();
    let Some(sheet) = master.sheet(LIST_SHEET) else { return found };
    let mut rows = sheet.cells.chunk_by(|a, b| a.at.row == b.at.row);
    let column = |row: &[Cell], heading: &str| {
        let key = match_key(heading);
        row.iter().find(|cell| match_key(&cell.shown()) == key).map(|cell| cell.at.col)
    };
    let Some(head) = rows.find(|row| column(row, ID_HEADING).is_some()) else { return found };
    let columns = [ID_HEADING, COMMENT_HEADING, STATUS_HEADING, INSTRUCTION_HEADING];
    let columns = columns.map(|heading| column(head, heading));
    for row in rows {
        let text = |column: Option<u32>| {
            let cell = row.iter().find(|cell| Some(cell.at.col) == column)?;
            Some(cell.shown().into_owned()).filter(|text| !is_blank(text))
        };
        let Some(form_id) = text(columns[0]) else { continue };
        let remarks = Remarks {
            ga_comment: text(columns[1]),
            status_code: text(columns[2]),
            mayor_instruction: text(columns[3]),
        };
        if remarks != Remarks::default() {
            found.insert(form_id.trim().to_owned(), remarks);
        }
    }
    found
}
