//! Looks through the records of a workbook stream (MS-XLS) for what the library does not tell and
//! for what it cannot bear.
//!
//! In: the stream. Out: number formats, styles, the date system, whether it is encrypted, and what
//! `sheet` finds on each sheet. It reads no values.

use std::collections::HashMap;
use std::ops::Range;

use super::looks::{Styles, shared_runs};
use super::sheet::SheetRecords;
use crate::grid::{Addr, Cell};
use crate::read::compound::{u16_at, u32_at};
use crate::read::limits::{self, MAX_AREA, MAX_CELLS, MAX_SHEETS};
use crate::read::looks::{Parts, dress};
use crate::read::number_format::Formats;
use crate::read::words::{cause, limit};
use crate::read::{Refusal, encoding, unreadable};

/// What the records say.
#[derive(Debug, Default)]
pub(super) struct Records {
    /// A FilePass record stands in the stream.
    pub(super) encrypted: bool,
    /// Serials count from 1904.
    pub(super) from_1904: bool,
    /// Where the bodies of the Dimensions records stand in the stream.
    pub(super) dimensions: Vec<Range<usize>>,
    /// What the library must read otherwise: where, and the two bytes that stand there then.
    pub(super) corrections: Vec<(usize, u16)>,
    /// Paths of other workbooks that formulas refer to.
    pub(super) links: Vec<String>,
    pub(super) sheets: Vec<SheetRecords>,
    /// Shared texts with runs, by index, where any font strikes out.
    pub(super) runs: HashMap<usize, Parts>,
    pub(super) styles: Styles,
    pub(super) is_biff8: bool,
    formats: Formats,
}

/// Version of the first record of BIFF8 (MS-XLS 2.4.21).
const BIFF8: u16 = 0x0600;
/// Code page of UTF-16 (MS-XLS 2.4.52).
const UTF_16: u16 = 1200;

/// One record: number, where its body starts, its body.
pub(super) type Record<'a> = (u16, usize, &'a [u8]);

impl Records {
    /// Looks through a stream; refuses what goes over a limit or would be a trap.
    pub(super) fn read(file: &str, stream: &[u8]) -> Result<Self, Refusal> {
        let mut records = Self::default();
        let mut starts = Vec::new();
        let (mut texts, mut last) = (Vec::new(), 0);
        for (number, at, body) in walk(stream, 0) {
            match number {
                0x0A => break,
                0x0809 => records.is_biff8 |= u16_at(body, 0) == Some(BIFF8),
                // Texts of BIFF8 are Unicode whatever this says; the Perl writers say 1252.
                0x42 if records.is_biff8 && body.len() >= 2 => {
                    records.corrections.push((at, UTF_16));
                }
                // What follows is encrypted; no figure in it means anything.
                0x2F => return Ok(Self { encrypted: true, ..records }),
                0x22 => records.from_1904 = u16_at(body, 0) == Some(1),
                0x85 => starts.extend(u32_at(body, 0).map(|start| start as usize)),
                0x01AE => records.links.extend(external_book(body)),
                0xE0 => {
                    let id = u16_at(body, 2).unwrap_or_default();
                    records.formats.ids.push(u32::from(id));
                    records.styles.style(body);
                }
                0x31 => records.styles.font(body),
                0x92 => records.styles.palette(body),
                0xFC => texts.push(body),
                0x3C if last == 0xFC => {
                    texts.push(body);
                    continue;
                }
                0x041E => records.formats.codes.extend(format_code(body)),
                _ => {}
            }
            last = number;
        }
        records.styles.finish(&records.formats);
        records.runs = shared_runs(&texts, &records.styles);
        limits::check(file, limit::SHEETS, starts.len() as u64, MAX_SHEETS, limit::PIECES)?;
        let mut sorted = starts.clone();
        sorted.sort_unstable();
        sorted.dedup();
        if has_empty_continuation(stream) || sorted.len() < starts.len() {
            return Err(unreadable(file, cause::BOOK_BROKEN));
        }
        let (mut cells, mut area) = (0, 0);
        for start in starts {
            let sheet = SheetRecords::read(stream, start, &records);
            cells += sheet.cells;
            area += sheet.area();
            records.dimensions.extend(sheet.dimensions.iter().cloned());
            records.corrections.extend(&sheet.corrections);
            records.sheets.push(sheet);
            limits::check(file, limit::CELLS, cells, MAX_CELLS, limit::PIECES)?;
            limits::check(file, limit::AREA, area, MAX_AREA, limit::PIECES)?;
        }
        Ok(records)
    }

    /// The format code of a number cell; empty for General and unknown ones.
    pub(super) fn format_of(&self, sheet: usize, at: Addr) -> &str {
        let style = self.sheets.get(sheet).and_then(|sheet| sheet.numbers.get(&at));
        style.map_or("", |style| self.formats.code(usize::from(*style)))
    }

    /// Puts on a cell what its look and the runs of its text do to it.
    pub(super) fn dress(&self, sheet: usize, cell: &mut Cell) {
        let Some(sheet) = self.sheets.get(sheet) else { return };
        let (row, col) = (cell.at.row, cell.at.col);
        let shared = || self.runs.get(sheet.looks.texts.get(&(row, col))?);
        let parts = sheet.parts.get(&cell.at).or_else(shared);
        dress(cell, sheet.looks.of(row, col), sheet.looks.hidden(row, col), parts);
    }
}

pub(super) fn walk(stream: &[u8], start: usize) -> impl Iterator<Item = Record<'_>> {
    let mut at = start;
    std::iter::from_fn(move || {
        let number = u16_at(stream, at)?;
        let length = usize::from(u16_at(stream, at + 2)?);
        let body = stream.get(at + 4..at + 4 + length)?;
        let start = at + 4;
        at = start + length;
        Some((number, start, body))
    })
}

/// Tells whether a Continue record (0x3C) without a body follows: the library never ends on it.
fn has_empty_continuation(stream: &[u8]) -> bool {
    walk(stream, 0).any(|(number, _, body)| number == 0x3C && body.is_empty())
}

/// Reads the path of another workbook off a SupBook record (MS-XLS 2.4.271); `None` for this
/// workbook itself, add-ins and what else is no file.
fn external_book(body: &[u8]) -> Option<String> {
    let count = usize::from(u16_at(body, 2).filter(|count| (1..=0xFF).contains(count))?);
    let path = characters(body.get(5..)?, count, body.get(4)? & 1 == 1)?;
    // Control characters stand for volumes and folders.
    let readable: String = path.chars().map(|c| if c.is_control() { '/' } else { c }).collect();
    let readable = readable.trim_matches([' ', '/']).to_owned();
    (!readable.is_empty()).then_some(readable)
}

/// Reads so many characters of one or two bytes.
pub(super) fn characters(bytes: &[u8], count: usize, wide: bool) -> Option<String> {
    if wide {
        return Some(encoding::decode_utf16le(bytes.get(..count * 2)?));
    }
    Some(bytes.get(..count)?.iter().map(|byte| char::from(*byte)).collect())
}

/// Reads a Format record: its number and code (MS-XLS 2.4.126).
fn format_code(body: &[u8]) -> Option<(u32, String)> {
    let number = u32::from(u16_at(body, 0)?);
    let count = usize::from(u16_at(body, 2)?);
    let code = characters(body.get(5..)?, count, body.get(4)? & 1 == 1)?;
    Some((number, code))
}
