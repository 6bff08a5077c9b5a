//! Walks the records of xlsb parts (MS-XLSB 2.1.4) for what the library does not give: merged
//! regions, the styles of cells, what is hidden, and cells in records that it passes over.
//!
//! In: bytes of a part. Out: sheets by name, what stands where. A record that goes beyond its part
//! ends the walk; other values and formulas are not read here.

use std::collections::HashMap;

use super::held::{self, Held};
use super::styles::Styles;
use super::texts;
use crate::grid::{Addr, Cell, Region};
use crate::read::encoding;
use crate::read::looks::{Looks, Parts, SheetLooks, dress};

/// Numbers of the records that are looked at.
mod number {
    pub(super) const ROW: u16 = 0;
    pub(super) const CELL_RK: u16 = 2;
    pub(super) const CELL_REAL: u16 = 5;
    pub(super) const CELL_SHARED: u16 = 7;
    pub(super) const FORMULA_NUMBER: u16 = 9;
    pub(super) const FORMULA_ERROR: u16 = 11;
    /// First and last of the records of cells that state their column.
    pub(super) const CELLS: (u16, u16) = (1, 11);
    pub(super) const SHORT_BLANK: u16 = 12;
    pub(super) const SHORT_RK: u16 = 13;
    pub(super) const SHORT_ERROR: u16 = 14;
    pub(super) const SHORT_BOOL: u16 = 15;
    pub(super) const SHORT_REAL: u16 = 16;
    pub(super) const SHORT_TEXT: u16 = 17;
    pub(super) const SHORT_SHARED: u16 = 18;
    pub(super) const COLUMNS: u16 = 60;
    pub(super) const CELL_RICH: u16 = 62;
    pub(super) const SHEET: u16 = 156;
    pub(super) const MERGE: u16 = 176;
    pub(super) const LINK: u16 = 494;
}

/// What a sheet's part says beside values.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Style of every cell with a number.
    pub(super) styles: HashMap<Addr, usize>,
    /// Merged regions, sorted.
    pub(super) merges: Vec<Region>,
    /// Cells in records that the library passes over.
    pub(super) short: Vec<(Addr, Short)>,
    /// First cell and id of the relationship of every link that leaves the sheet.
    pub(super) links: Vec<(Addr, String)>,
    /// Cells with content, counted apart.
    pub(super) held: Vec<Held>,
    /// Looks of cells, rows and columns.
    looks: SheetLooks,
    /// Texts of cells that bring their own runs.
    parts: HashMap<Addr, Parts>,
}

/// The value of a cell that the library passes over: a short one (MS-XLSB 2.4.866 to 2.4.872), which
/// stands right of the cell before it and which SheetJS writes, a text with runs, an error.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Short {
    Number(f64),
    Bool(bool),
    /// As BIFF numbers errors.
    Error(u8),
    Text(String),
    /// Index of a shared text.
    Shared(usize),
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

/// What the sheets of a workbook share: styles, and the runs of shared texts.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) styles: Styles,
    pub(super) runs: HashMap<usize, Parts>,
}

/// Reads a sheet's part.
pub(super) fn layout(part: &[u8], shared: &Shared) -> Layout {
    let mut layout = Layout { held: held::cells(part), ..Layout::default() };
    let (mut row, mut next) = (0, 0);
    for (kind, body) in Records(part) {
        let stated = (number::CELLS.0..=number::CELLS.1).contains(&kind);
        if stated || kind == number::CELL_RICH {
            let at = Addr::new(row, u32_at(body, 0).unwrap_or(next));
            next = at.col.saturating_add(1);
            layout.cell(at, kind, body, shared);
            continue;
        }
        match kind {
            number::ROW => {
                (row, next) = (u32_at(body, 0).unwrap_or(row), 0);
                if u16_at(body, 10).is_some_and(|flags| flags & 0x1000 != 0) {
                    layout.looks.rows.insert(row);
                }
            }
            number::SHORT_BLANK..=number::SHORT_SHARED => {
                let at = Addr::new(row, next);
                next = next.saturating_add(1);
                layout.short_cell(at, kind, body, shared);
            }
            number::COLUMNS if u16_at(body, 16).is_some_and(|flags| flags & 1 == 1) => {
                if let Some((first, last)) = u32_at(body, 0).zip(u32_at(body, 4)) {
                    layout.looks.columns.add(first, last);
                }
            }
            number::MERGE => layout.merges.extend(region(body)),
            number::LINK => layout.links.extend(link(body)),
            _ => {}
        }
    }
    layout.merges.sort_unstable();
    layout.merges.dedup();
    layout
}

impl Layout {
    /// Notes a cell that states its column.
    fn cell(&mut self, at: Addr, kind: u16, body: &[u8], shared: &Shared) {
        // The style takes three bytes, flags the fourth.
        let Some(style) = u32_at(body, 4).map(|style| (style & 0xFF_FFFF) as usize) else { return };
        let is_number =
            matches!(kind, number::CELL_RK | number::CELL_REAL | number::FORMULA_NUMBER);
        self.style(at, style, is_number, &shared.styles);
        let Some(value) = body.get(8..) else { return };
        match kind {
            number::CELL_SHARED => self.shared(at, u32_at(value, 0), shared),
            number::CELL_RICH => {
                self.short.push((at, Short::Text(texts::plain(value))));
                self.parts.extend(texts::runs(value, &shared.styles).map(|parts| (at, parts)));
            }
            number::FORMULA_ERROR => {
                self.short.extend(value.first().map(|code| (at, Short::Error(*code))));
            }
            _ => {}
        }
    }

    fn short_cell(&mut self, at: Addr, kind: u16, body: &[u8], shared: &Shared) {
        let Some(value) = body.get(4..).and_then(|value| short(kind, value)) else { return };
        let style = u32_at(body, 0).unwrap_or_default() & 0xFF_FFFF;
        self.style(at, style as usize, true, &shared.styles);
        if let Short::Shared(index) = value {
            self.shared(at, u32::try_from(index).ok(), shared);
        }
        self.short.push((at, value));
    }

    fn style(&mut self, at: Addr, style: usize, is_number: bool, styles: &Styles) {
        if is_number {
            self.styles.insert(at, style);
        }
        let looks = styles.looks(style);
        if looks != Looks::default() {
            self.looks.cells.insert((at.row, at.col), looks);
        }
    }

    fn shared(&mut self, at: Addr, index: Option<u32>, shared: &Shared) {
        let index = index.map(|index| index as usize);
        let index = index.filter(|index| shared.runs.contains_key(index));
        self.looks.texts.extend(index.map(|index| ((at.row, at.col), index)));
    }

    /// Puts on a cell what its style, its runs, its row and its column do to its text.
    pub(super) fn dress(&self, cell: &mut Cell, shared: &Shared) {
        let (row, col) = (cell.at.row, cell.at.col);
        let of_shared = || shared.runs.get(self.looks.texts.get(&(row, col))?);
        let parts = self.parts.get(&cell.at).or_else(of_shared);
        dress(cell, self.looks.of(row, col), self.looks.hidden(row, col), parts);
    }
}

/// The value of a short cell; `None` for a blank one.
fn short(kind: u16, value: &[u8]) -> Option<Short> {
    Some(match kind {
        number::SHORT_RK => Short::Number(rk(u32_at(value, 0)?)),
        number::SHORT_ERROR => Short::Error(*value.first()?),
        number::SHORT_BOOL => Short::Bool(*value.first()? != 0),
        number::SHORT_REAL => Short::Number(f64::from_le_bytes(value.get(..8)?.try_into().ok()?)),
        number::SHORT_TEXT => Short::Text(wide(value)?.0),
        number::SHORT_SHARED => Short::Shared(u32_at(value, 0)? as usize),
        _ => return None,
    })
}

/// Decodes an RkNumber (MS-XLSB 2.5.122): an integer or the upper half of a float, or a hundredth.
fn rk(bits: u32) -> f64 {
    let number = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & 1 == 0 { number } else { number / 100.0 }
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

/// Reads a BrtHLink (MS-XLSB 2.4.680): its first cell, and the id of the relationship that it follows.
fn link(body: &[u8]) -> Option<(Addr, String)> {
    let at = Addr::new(u32_at(body, 0)?, u32_at(body, 8)?);
    let (id, _) = wide(body.get(16..)?)?;
    (!id.is_empty()).then_some((at, id))
}

/// The records of a part: number and body.
pub(super) struct Records<'a>(pub(super) &'a [u8]);

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
pub(super) fn wide(bytes: &[u8]) -> Option<(String, &[u8])> {
    let length = (u32_at(bytes, 0)? as usize).checked_mul(2)?;
    let (text, rest) = bytes.get(4..)?.split_at_checked(length)?;
    Some((encoding::decode_utf16le(text), rest))
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A record with a short body.
#[cfg(test)]
pub(super) fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut out = match kind {
        0..0x80 => vec![kind as u8],
        _ => vec![kind as u8 & 0x7F | 0x80, (kind >> 7) as u8],
    };
    out.push(u8::try_from(body.len()).expect("a short body"));
    out.extend(body);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record of fields.
    fn record(kind: u16, fields: &[u32]) -> Vec<u8> {
        super::record(kind, &fields.iter().flat_map(|it| it.to_le_bytes()).collect::<Vec<u8>>())
    }

    fn layout(part: &[u8]) -> Layout {
        super::layout(part, &Shared::default())
    }

    #[test]
    fn short_cells_stand_right_of_the_cell_before_them() {
        let part = [
            record(number::ROW, &[3]),
            record(7, &[2, 0, 0]),
            record(number::SHORT_SHARED, &[0, 5]),
            record(number::SHORT_BLANK, &[0]),
            record(number::SHORT_RK, &[7, (12 << 2) | 3]),
            record(number::ROW, &[4]),
            record(number::SHORT_REAL, &[0, 0, 0x3FF8_0000]),
        ];
        let layout = layout(&part.concat());
        let expected = [
            (Addr::new(3, 3), Short::Shared(5)),
            (Addr::new(3, 5), Short::Number(0.12)),
            (Addr::new(4, 0), Short::Number(1.5)),
        ];
        assert_eq!(layout.short, expected);
        assert_eq!(layout.styles[&Addr::new(3, 5)], 7);
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
