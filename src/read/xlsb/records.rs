//! Walks the records of xlsb parts (MS-XLSB 2.1.4) for what the library does not give: merged
//! regions, the number formats and looks of cells, and cells in short records.
//!
//! In: bytes of a part. Out: sheets by name, formats and looks by style, what stands where. A record that
//! goes beyond its part ends the walk; other values and formulas are not read here.

use std::collections::HashMap;

use crate::grid::{Addr, Region, Unseen};
use crate::read::encoding;
use crate::read::looks::{
    BLACK, Font, Looks, Parts, SheetLooks, UNREADABLE_POINTS, WHITE, is_empty_format, parts,
};
use crate::read::number_format::Formats;

/// Numbers of the records that are looked at.
mod number {
    pub(super) const ROW: u16 = 0;
    pub(super) const CELL_RK: u16 = 2;
    pub(super) const CELL_SHARED: u16 = 7;
    pub(super) const CELL_REAL: u16 = 5;
    pub(super) const FORMULA_NUMBER: u16 = 9;
    /// First and last of the records of cells that state their column.
    pub(super) const CELLS: (u16, u16) = (1, 11);
    pub(super) const SHORT_BLANK: u16 = 12;
    pub(super) const SHORT_RK: u16 = 13;
    pub(super) const SHORT_ERROR: u16 = 14;
    pub(super) const SHORT_BOOL: u16 = 15;
    pub(super) const SHORT_REAL: u16 = 16;
    pub(super) const SHORT_TEXT: u16 = 17;
    pub(super) const SHORT_SHARED: u16 = 18;
    pub(super) const SHARED_ITEM: u16 = 19;
    pub(super) const FONT: u16 = 43;
    pub(super) const FORMAT: u16 = 44;
    pub(super) const FILL: u16 = 45;
    pub(super) const STYLE: u16 = 47;
    pub(super) const COLUMN: u16 = 60;
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
    /// Cells in short records, which the library passes over.
    pub(super) short: Vec<(Addr, Short)>,
    /// Looks of cells, rows and columns.
    pub(super) looks: SheetLooks,
}

/// What the styles part says.
#[derive(Debug, Default)]
pub(super) struct Styles {
    pub(super) formats: Formats,
    /// Looks by style.
    looks: Vec<Looks>,
    fonts: Vec<Font>,
}

impl Styles {
    fn is_struck(&self, font: u16) -> bool {
        self.fonts.get(usize::from(font)).is_some_and(|font| font.struck)
    }
}

/// The value of a short cell (MS-XLSB 2.4.866 to 2.4.872): it stands right of the cell before it.
/// SheetJS writes them.
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

/// Reads the part of shared texts.
pub(super) fn shared_texts(part: &[u8]) -> Vec<String> {
    let items = Records(part).filter(|(kind, _)| *kind == number::SHARED_ITEM);
    let text = |body: &[u8]| Some(wide(body.get(1..)?)?.0);
    items.map(|(_, body)| text(body).unwrap_or_default()).collect()
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

/// The shared texts with runs, by index, where any font strikes out.
pub(super) fn struck_texts(part: &[u8], styles: &Styles) -> HashMap<usize, Parts> {
    if !styles.fonts.iter().any(|font| font.struck) {
        return HashMap::new();
    }
    let items = Records(part).filter(|(kind, _)| *kind == number::SHARED_ITEM).enumerate();
    let struck = |(index, (_, body)): (usize, (u16, &[u8]))| {
        // Runs follow the text where the first flag says so (MS-XLSB 2.5.121).
        let rich = body.first()? & 1 == 1;
        let (text, rest) = wide(body.get(1..)?).filter(|_| rich)?;
        let count = u32_at(rest, 0)? as usize;
        let run = |run: &[u8]| Some((u16_at(run, 0)?, u16_at(run, 2)?));
        let runs: Vec<(u16, u16)> =
            rest.get(4..)?.chunks_exact(4).take(count).filter_map(run).collect();
        let text: Vec<u16> = text.encode_utf16().collect();
        Some((index, parts(&text, &runs, |font| styles.is_struck(font))))
    };
    items.filter_map(struck).collect()
}

/// A font (MS-XLSB 2.4.149).
fn font(body: &[u8]) -> Font {
    let field = |at| u16_at(body, at).unwrap_or_default();
    Font {
        struck: field(2) & 8 != 0,
        tiny: f64::from(field(0)) <= UNREADABLE_POINTS * 20.0,
        colour: body.get(12..).and_then(colour),
    }
}

/// The colour behind the text (MS-XLSB 2.4.142); `None` where it is not one colour.
fn ground(body: &[u8]) -> Option<u32> {
    match u32_at(body, 0)? {
        0 => Some(WHITE),
        1 => body.get(4..).and_then(colour),
        _ => None,
    }
}

/// A colour (MS-XLSB 2.5.19); `None` for a tint, or one that only the theme knows.
fn colour(body: &[u8]) -> Option<u32> {
    let (kind, index) = (body.first()? >> 1, *body.get(1)?);
    match (kind, index) {
        (0, _) | (1, 0 | 8 | 64) => Some(BLACK),
        (1, 1 | 9 | 65) => Some(WHITE),
        (3, 0 | 1) if u16_at(body, 2)? == 0 => Some(if index == 0 { WHITE } else { BLACK }),
        (2, _) => {
            let part = |at: usize| body.get(at).map(|byte| u32::from(*byte));
            Some(part(4)? << 16 | part(5)? << 8 | part(6)?)
        }
        _ => None,
    }
}

/// Reads the styles part.
pub(super) fn styles(part: &[u8]) -> Styles {
    let mut styles = Styles::default();
    let mut fills = Vec::new();
    let mut in_cells = false;
    for (kind, body) in Records(part) {
        match kind {
            number::CELL_STYLES => in_cells = true,
            number::CELL_STYLES_END => in_cells = false,
            number::FORMAT => {
                let code = body.get(2..).and_then(wide).map(|(code, _)| code);
                styles.formats.codes.extend(u16_at(body, 0).map(u32::from).zip(code));
            }
            number::FONT => styles.fonts.push(font(body)),
            number::FILL => fills.push(ground(body)),
            number::STYLE if in_cells => {
                styles.formats.ids.push(u16_at(body, 2).map(u32::from).unwrap_or_default());
                let index = |at| u16_at(body, at).map(usize::from).unwrap_or_default();
                let font = styles.fonts.get(index(4)).copied().unwrap_or_default();
                styles.looks.push(font.on(fills.get(index(6)).copied().unwrap_or(Some(WHITE))));
            }
            _ => {}
        }
    }
    for (style, looks) in styles.looks.iter_mut().enumerate() {
        if looks.unseen.is_none() && is_empty_format(styles.formats.code(style)) {
            looks.unseen = Some(Unseen::Format);
        }
    }
    styles
}

/// Reads a sheet's part; `struck` are the shared texts with struck runs.
pub(super) fn layout(part: &[u8], styles: &Styles, struck: &HashMap<usize, Parts>) -> Layout {
    let mut layout = Layout::default();
    let (mut row, mut next) = (0, 0);
    for (kind, body) in Records(part) {
        if (number::CELLS.0..=number::CELLS.1).contains(&kind) {
            let col = u32_at(body, 0).unwrap_or(next);
            let style = u32_at(body, 4).unwrap_or_default() & 0xFF_FFFF;
            let looks = styles.looks.get(style as usize).copied().unwrap_or_default();
            if looks != Looks::default() {
                layout.looks.cells.insert((row, col), looks);
            }
            let shared = u32_at(body, 8).filter(|_| kind == number::CELL_SHARED);
            let shared = shared.map(|index| index as usize);
            if let Some(index) = shared.filter(|index| struck.contains_key(index)) {
                layout.looks.texts.insert((row, col), index);
            }
            next = col.saturating_add(1);
        }
        match kind {
            number::ROW => {
                (row, next) = (u32_at(body, 0).unwrap_or(row), 0);
                if body.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                    layout.looks.rows.insert(row);
                }
            }
            number::COLUMN if u16_at(body, 16).is_some_and(|flags| flags & 1 == 1) => {
                layout.looks.columns.extend(u32_at(body, 0).zip(u32_at(body, 4)));
            }
            number::SHORT_BLANK..=number::SHORT_SHARED => {
                let at = Addr::new(row, next);
                next = next.saturating_add(1);
                if let Some(value) = body.get(4..).and_then(|value| short(kind, value)) {
                    let style = u32_at(body, 0).unwrap_or_default() & 0xFF_FFFF;
                    layout.styles.insert(at, style as usize);
                    let looks = styles.looks.get(style as usize).copied().unwrap_or_default();
                    if looks != Looks::default() {
                        layout.looks.cells.insert((at.row, at.col), looks);
                    }
                    if let Short::Shared(index) = value
                        && struck.contains_key(&index)
                    {
                        layout.looks.texts.insert((at.row, at.col), index);
                    }
                    layout.short.push((at, value));
                }
            }
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
        let layout = layout(&part.concat(), &Styles::default(), &HashMap::new());
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
        let found = layout(&merges.concat(), &Styles::default(), &HashMap::new()).merges;
        let expected = ["C1:D2", "A5:B6"].map(|text| Region::parse(text).expect("a region"));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_record_beyond_its_part_ends_the_walk() {
        let sound = record(number::MERGE, &[0, 1, 2, 3]);
        for more in [&[0xB0_u8, 0x01, 0x10][..], &[0xB0], &[0x01, 0xFF, 0xFF, 0xFF, 0xFF]] {
            let part = [sound.as_slice(), more].concat();
            let layout = layout(&part, &Styles::default(), &HashMap::new());
            assert_eq!(layout.merges.len(), 1);
        }
        assert_eq!(wide(&[0xFF; 8]), None);
    }
}
