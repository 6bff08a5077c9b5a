//! Walks the records of xlsb parts (MS-XLSB 2.1.4) for what the library does not give: merged
//! regions and the number formats of cells.
//!
//! In: bytes of a part. Out: sheets by name, formats by style, what stands where. A record that
//! goes beyond its part ends the walk; values and formulas are not read here.

use std::collections::HashMap;

use crate::grid::{Addr, Region};
use crate::read::encoding;
use crate::read::number_format::Formats;

/// Numbers of the records that are looked at.
mod number {
    pub(super) const ROW: u16 = 0;
    pub(super) const CELL_RK: u16 = 2;
    pub(super) const CELL_REAL: u16 = 5;
    pub(super) const FORMULA_NUMBER: u16 = 9;
    pub(super) const FORMAT: u16 = 44;
    pub(super) const STYLE: u16 = 47;
    pub(super) const SHEET: u16 = 156;
    pub(super) const MERGE: u16 = 176;
    pub(super) const CELL_STYLES: u16 = 617;
    pub(super) const CELL_STYLES_END: u16 = 618;
}

/// What a sheet's part says beside values.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Style of every cell with a number.
    pub(super) styles: HashMap<Addr, usize>,
    /// Merged regions, sorted.
    pub(super) merges: Vec<Region>,
}

/// Reads the workbook part: the ids of relationships by the names of their sheets.
pub(super) fn sheets(part: &[u8]) -> HashMap<String, String> {
    let listed = |body: &[u8]| {
        // State and tab id stand before the two texts.
        let (id, rest) = wide(body.get(8..)?)?;
        let (name, _) = wide(rest)?;
        Some((name, id))
    };
    let sheets = Records(part).filter(|(kind, _)| *kind == number::SHEET);
    sheets.filter_map(|(_, body)| listed(body)).collect()
}

/// Reads the styles part.
pub(super) fn formats(part: &[u8]) -> Formats {
    let mut formats = Formats::default();
    let mut in_cells = false;
    for (kind, body) in Records(part) {
        match kind {
            number::CELL_STYLES => in_cells = true,
            number::CELL_STYLES_END => in_cells = false,
            number::FORMAT => {
                let code = body.get(2..).and_then(wide).map(|(code, _)| code);
                formats.codes.extend(u16_at(body, 0).map(u32::from).zip(code));
            }
            number::STYLE if in_cells => {
                formats.ids.push(u16_at(body, 2).map(u32::from).unwrap_or_default());
            }
            _ => {}
        }
    }
    formats
}

/// Reads a sheet's part.
pub(super) fn layout(part: &[u8]) -> Layout {
    let mut layout = Layout::default();
    let mut row = 0;
    for (kind, body) in Records(part) {
        match kind {
            number::ROW => row = u32_at(body, 0).unwrap_or(row),
            number::CELL_RK | number::CELL_REAL | number::FORMULA_NUMBER => {
                // The style takes three bytes, flags the fourth.
                let cell = u32_at(body, 0).zip(u32_at(body, 4));
                layout.styles.extend(
                    cell.map(|(col, style)| (Addr::new(row, col), (style & 0xFF_FFFF) as usize)),
                );
            }
            number::MERGE => layout.merges.extend(region(body)),
            _ => {}
        }
    }
    layout.merges.sort_unstable();
    layout.merges.dedup();
    layout
}

/// Reads first row, last row, first column, last column.
fn region(body: &[u8]) -> Option<Region> {
    let corner = |row: usize, col: usize| {
        let (row, col) = (u32_at(body, row * 4)?, u32_at(body, col * 4)?);
        (row < Addr::MAX_ROWS && col < Addr::MAX_COLS).then(|| Addr::new(row, col))
    };
    let (first, last) = (corner(0, 2)?, corner(1, 3)?);
    let ordered = first < last && first.col <= last.col;
    ordered.then_some(Region { first, last })
}

/// The records of a part: number and body.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = self.count(2)?;
        let length = self.count(4)?;
        let (body, rest) = self.0.split_at_checked(length as usize)?;
        self.0 = rest;
        Some((u16::try_from(kind).ok()?, body))
    }
}

impl Records<'_> {
    /// Takes a number of seven bits a byte, the lowest first; the highest bit says that more come.
    fn count(&mut self, most: usize) -> Option<u32> {
        let mut count = 0;
        for index in 0..most {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            count |= u32::from(byte & 0x7F) << (7 * index);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(count)
    }
}

/// Takes a text off the front: its length in UTF-16 units, then these.
fn wide(bytes: &[u8]) -> Option<(String, &[u8])> {
    let length = (u32_at(bytes, 0)? as usize).checked_mul(2)?;
    let (text, rest) = bytes.get(4..)?.split_at_checked(length)?;
    Some((encoding::decode_utf16le(text), rest))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record of a short body.
    fn record(kind: u16, body: &[u32]) -> Vec<u8> {
        let mut out = match kind {
            0..0x80 => vec![kind as u8],
            _ => vec![kind as u8 & 0x7F | 0x80, (kind >> 7) as u8],
        };
        out.push(u8::try_from(body.len() * 4).expect("a short body"));
        out.extend(body.iter().flat_map(|field| field.to_le_bytes()));
        out
    }

    #[test]
    fn regions_outside_the_sheet_or_turned_around_are_left_out() {
        let merges = [
            record(number::MERGE, &[4, 5, 0, 1]),
            record(number::MERGE, &[0, 1, 2, 3]),
            record(number::MERGE, &[0, 0, 2, 2]),
            record(number::MERGE, &[1, 0, 2, 2]),
            record(number::MERGE, &[0, 1, 3, 2]),
            record(number::MERGE, &[0, u32::MAX, 0, 1]),
            record(number::MERGE, &[0, 1]),
            record(number::MERGE, &[0, 1, 2, 3]),
        ];
        let found = layout(&merges.concat()).merges;
        let expected = ["C1:D2", "A5:B6"].map(|text| Region::parse(text).expect("a region"));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_record_beyond_its_part_ends_the_walk() {
        let sound = record(number::MERGE, &[0, 1, 2, 3]);
        for more in [&[0xB0_u8, 0x01, 0x10][..], &[0xB0], &[0x01, 0xFF, 0xFF, 0xFF, 0xFF]] {
            let part = [sound.as_slice(), more].concat();
            assert_eq!(layout(&part).merges.len(), 1);
        }
        assert_eq!(wide(&[0xFF; 8]), None);
    }
}
