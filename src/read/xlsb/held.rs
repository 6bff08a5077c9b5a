//! Counts the cells of an xlsb sheet that hold something, apart from the library that reads them.
//!
//! In: the sheet's part, and the cells that were read of it. Out: the cells that are missing. Values
//! are not read here, so that no fault of reading is made twice.

use std::collections::BTreeMap;

use super::records::Records;
use super::texts::shared_texts;
use crate::grid::{Addr, Cell};

/// Numbers of records (MS-XLSB 2.3.2).
mod number {
    pub(super) const ROW: u16 = 0;
    /// RK number, error, flag, number.
    pub(super) const VALUES: (u16, u16) = (2, 5);
    pub(super) const TEXT: u16 = 6;
    pub(super) const SHARED: u16 = 7;
    /// Formulas that give a text, a number, a flag or an error.
    pub(super) const FORMULAS: (u16, u16) = (8, 11);
    /// A text with runs of its own.
    pub(super) const RICH: u16 = 62;
}

/// A cell that holds something: where, and the index of its text where that is a shared one.
pub(super) type Held = (Addr, Option<usize>);

/// The cells with content, those in short records left out.
pub(super) fn cells(part: &[u8]) -> Vec<Held> {
    let mut held = Vec::new();
    let mut row = 0;
    for (kind, body) in Records(part) {
        let field = |at: usize| Some(u32::from_le_bytes(body.get(at..at + 4)?.try_into().ok()?));
        let at = field(0).map(|col| Addr::new(row, col)).filter(|at| at.col < Addr::MAX_COLS);
        let is = |(first, last): (u16, u16)| (first..=last).contains(&kind);
        match kind {
            number::ROW => row = field(0).unwrap_or(row).min(Addr::MAX_ROWS - 1),
            number::TEXT if field(8) != Some(0) => held.extend(at.map(|at| (at, None))),
            // A byte of flags stands before the text.
            number::RICH if field(9) != Some(0) => held.extend(at.map(|at| (at, None))),
            number::SHARED => {
                held.extend(at.zip(field(8)).map(|(at, index)| (at, Some(index as usize))));
            }
            _ if is(number::VALUES) || is(number::FORMULAS) => {
                held.extend(at.map(|at| (at, None)));
            }
            _ => {}
        }
    }
    held
}

/// The cells among `held` that were not read; `texts` is the part of shared texts.
pub(super) fn lost(held: &[Held], cells: &BTreeMap<Addr, Cell>, texts: &[u8]) -> Vec<Addr> {
    let mut missing: Vec<&Held> = held.iter().filter(|(at, _)| !cells.contains_key(at)).collect();
    if missing.iter().any(|(_, index)| index.is_some()) {
        // An empty text is no content.
        let texts = shared_texts(texts);
        let is_empty = |index: usize| texts.get(index).is_some_and(String::is_empty);
        missing.retain(|(_, index)| !index.is_some_and(is_empty));
    }
    let mut lost: Vec<Addr> = missing.into_iter().map(|(at, _)| *at).collect();
    lost.sort_unstable();
    lost.dedup();
    lost
}
