//! The readers: bytes that may be any format become grids that keep what a grid promises.

use torimatome::grid::Addr;
use torimatome::read;

/// Reads the bytes as a file without an extension that would name its format.
///
/// # Panics
///
/// A reading has neither a grid nor a finding, or a grid is not in order.
pub fn read(bytes: &[u8]) {
    for reading in read::read("回収/提出物", bytes) {
        let Some(workbook) = reading.workbook else {
            assert!(!reading.findings.is_empty(), "{} is refused without a word", reading.file);
            continue;
        };
        for sheet in &workbook.sheets {
            let sorted = sheet.cells.windows(2).all(|pair| pair[0].at < pair[1].at);
            assert!(sorted, "cells of {:?} are out of order", sheet.name);
            let merged = sheet.merges.windows(2).all(|pair| pair[0].first <= pair[1].first);
            assert!(merged, "regions of {:?} are out of order", sheet.name);
            for cell in &sheet.cells {
                let within = cell.at.row < Addr::MAX_ROWS && cell.at.col < Addr::MAX_COLS;
                assert!(within, "{:?} lies outside of a sheet", cell.at);
            }
        }
    }
}
