//! Counts the cells of an xls that hold something, apart from the library that reads them.
//!
//! In: the workbook stream, and what the library gives of a sheet. Out: the cells that it does not
//! give. Values are not read here, so that no fault of reading is made twice.

use calamine::{Data, Range};

use crate::grid::Addr;
use crate::read::compound::{u16_at, u32_at};

/// Numbers of records (MS-XLS 2.3).
mod number {
    pub(super) const END: u16 = 0x0A;
    pub(super) const BEGIN: u16 = 0x0809;
    pub(super) const SHEET: u16 = 0x85;
    /// Formula, as a number of BIFF8 and of BIFF4, number, error or flag, RK number, shared text.
    pub(super) const ONE: [u16; 6] = [0x06, 0x0406, 0x0203, 0x0205, 0x027E, 0xFD];
    /// Texts that stand in their cells.
    pub(super) const TEXT: [u16; 2] = [0x0204, 0xD6];
    /// Several RK numbers in a row.
    pub(super) const SEVERAL: u16 = 0xBD;
}

/// The cells with content of every sheet, in the order in which the workbook lists the sheets.
pub(super) fn cells(stream: &[u8]) -> Vec<Vec<Addr>> {
    let sheets = Walk { stream, at: 0 }.take_while(|(number, _)| *number != number::END);
    let sheets = sheets.filter(|(number, _)| *number == number::SHEET);
    sheets
        .filter_map(|(_, body)| u32_at(body, 0))
        .map(|start| of_sheet(stream, start as usize))
        .collect()
}

/// The cells among `held` that the library gives neither a value nor a formula of.
pub(super) fn lost(held: &[Addr], values: &Range<Data>, formulas: &Range<String>) -> Vec<Addr> {
    let has_value =
        |at: &Addr| values.get_value((at.row, at.col)).is_some_and(|data| *data != Data::Empty);
    let has_formula =
        |at: &Addr| formulas.get_value((at.row, at.col)).is_some_and(|formula| !formula.is_empty());
    let mut lost: Vec<Addr> =
        held.iter().filter(|at| !has_value(at) && !has_formula(at)).copied().collect();
    lost.sort_unstable();
    lost.dedup();
    lost
}

/// The cells of the sheet that starts at a position; charts within it have none.
fn of_sheet(stream: &[u8], start: usize) -> Vec<Addr> {
    let mut cells = Vec::new();
    let mut depth = 0u32;
    for (number, body) in (Walk { stream, at: start }) {
        match number {
            number::BEGIN => depth += 1,
            number::END if depth <= 1 => break,
            number::END => depth -= 1,
            _ if depth > 1 => {}
            number::SEVERAL => {
                let Some(first) = position(body) else { continue };
                let count = body.len().saturating_sub(6) / 6;
                cells.extend((0..count).map(|it| Addr::new(first.row, first.col + it as u32)));
            }
            _ if number::ONE.contains(&number) => cells.extend(position(body)),
            _ if number::TEXT.contains(&number) && u16_at(body, 6) != Some(0) => {
                cells.extend(position(body));
            }
            _ => {}
        }
    }
    cells
}

fn position(body: &[u8]) -> Option<Addr> {
    Some(Addr::new(u32::from(u16_at(body, 0)?), u32::from(u16_at(body, 2)?)))
}

/// The records of a stream from a position on: number and body.
struct Walk<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Walk<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<(u16, &'a [u8])> {
        let number = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let body = self.stream.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some((number, body))
    }
}
