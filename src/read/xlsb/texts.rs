//! Reads the texts of an xlsb that are told apart by runs: shared ones, those of cells, and notes.
//!
//! In: bytes of a part or of a RichStr (MS-XLSB 2.5.122). Out: texts without furigana, and their runs
//! where something may be struck out.

use std::collections::HashMap;

use super::records::{Records, u16_at, u32_at, wide};
use super::styles::Styles;
use crate::grid::{Addr, is_blank};
use crate::read::looks::{Parts, parts};

/// Numbers of the records that are looked at.
mod number {
    pub(super) const SHARED_ITEM: u16 = 19;
    pub(super) const NOTE: u16 = 635;
    pub(super) const NOTE_TEXT: u16 = 637;
}

/// Bytes of a run: where it begins, and its font.
const RUN_BYTES: usize = 4;

/// Reads the part of shared texts.
pub(super) fn shared_texts(part: &[u8]) -> Vec<String> {
    let items = Records(part).filter(|(kind, _)| *kind == number::SHARED_ITEM);
    items.map(|(_, body)| plain(body)).collect()
}

/// The parts of the shared texts that have runs, by index; none where no font strikes out.
pub(super) fn shared_runs(part: &[u8], styles: &Styles) -> HashMap<usize, Parts> {
    let items = Records(part).filter(|(kind, _)| *kind == number::SHARED_ITEM).enumerate();
    let items = items.filter(|_| styles.any_struck());
    items.filter_map(|(index, (_, body))| Some((index, runs(body, styles)?))).collect()
}

/// The text of a RichStr.
pub(super) fn plain(body: &[u8]) -> String {
    body.get(1..).and_then(wide).map(|(text, _)| text).unwrap_or_default()
}

/// The parts of a RichStr by its runs; `None` where it has none, or no font strikes out.
pub(super) fn runs(body: &[u8], styles: &Styles) -> Option<Parts> {
    if body.first()? & 1 == 0 || !styles.any_struck() {
        return None;
    }
    let length = u32_at(body, 1)? as usize;
    let (text, rest) = body.get(5..)?.split_at_checked(length.checked_mul(2)?)?;
    let units: Vec<u16> =
        text.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    let runs = rest.get(4..)?.chunks_exact(RUN_BYTES).take(u32_at(rest, 0)? as usize);
    let runs: Vec<(u16, u16)> = runs.filter_map(|run| u16_at(run, 0).zip(u16_at(run, 2))).collect();
    Some(parts(&units, &runs, |font| styles.is_struck(font)))
}

/// Reads a part of notes: a line each, with its cell.
pub(super) fn notes(part: &[u8]) -> Vec<String> {
    let mut notes = Vec::new();
    let mut at = None;
    for (kind, body) in Records(part) {
        match kind {
            // Author, first row, last row, first column.
            number::NOTE => at = u32_at(body, 4).zip(u32_at(body, 12)),
            number::NOTE_TEXT => {
                let place = at.take().map(|(row, col)| format!("{}: ", Addr::new(row, col)));
                let text = plain(body);
                if !is_blank(&text) {
                    notes.push(format!("{}{text}", place.unwrap_or_default()));
                }
            }
            _ => {}
        }
    }
    notes
}
