//! Looks through the records of a workbook stream (MS-XLS) for what the library does not tell and
//! for what it cannot bear.
//!
//! In: the stream. Out: number formats and looks by cell, what is drawn, the date system, whether it
//! is encrypted, and where the claims about sheet sizes stand. It reads no values.

use std::collections::HashMap;
use std::ops::Range;

use super::drawn::{Drawing, Drawn};
use super::looks::{Styles, link, struck_texts};
use crate::grid::{Addr, Unseen};
use crate::read::compound::{u16_at, u32_at};
use crate::read::limits::{self, MAX_AREA, MAX_CELLS, MAX_SHEETS};
use crate::read::looks::{Looks, Parts, SheetLooks, is_empty_format};
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
    /// What is drawn, a list a sheet.
    pub(super) drawn: Vec<Vec<Drawn>>,
    /// Where links of cells lead, a list a sheet.
    pub(super) cell_links: Vec<Vec<(Addr, String)>>,
    /// Shared texts with struck runs, by index.
    pub(super) struck: HashMap<usize, Parts>,
    formats: Formats,
    styles: Styles,
    looks: Vec<SheetLooks>,
    /// Style of each number, a map a sheet.
    numbers: Vec<HashMap<Addr, u16>>,
}

/// Version of the first record of BIFF8 (MS-XLS 2.4.21).
const BIFF8: u16 = 0x0600;
/// Code page of UTF-16 (MS-XLS 2.4.52).
const UTF_16: u16 = 1200;

/// One record: number, where its body starts, its body.
type Record<'a> = (u16, usize, &'a [u8]);

impl Records {
    /// Looks through a stream; refuses what goes over a limit or would be a trap.
    pub(super) fn read(file: &str, stream: &[u8]) -> Result<Self, Refusal> {
        let mut records = Self::default();
        let mut starts = Vec::new();
        let mut is_biff8 = false;
        let (mut texts, mut last) = (Vec::new(), 0);
        for (number, at, body) in walk(stream, 0) {
            match number {
                0x0A => break,
                0x0809 => is_biff8 |= u16_at(body, 0) == Some(BIFF8),
                // Texts of BIFF8 are Unicode whatever this says; the Perl writers say 1252.
                0x42 if is_biff8 && body.len() >= 2 => records.corrections.push((at, UTF_16)),
                // What follows is encrypted; no figure in it means anything.
                0x2F => return Ok(Self { encrypted: true, ..records }),
                0x22 => records.from_1904 = u16_at(body, 0) == Some(1),
                0x85 => starts.extend(u32_at(body, 0).map(|start| start as usize)),
                0x01AE => records.links.extend(external_book(body)),
                0xE0 => {
                    let id = u16_at(body, 2).unwrap_or_default();
                    records.formats.ids.push(u32::from(id));
                    if is_biff8 {
                        records.styles.style(body);
                    }
                }
                0x31 if is_biff8 => records.styles.font(body),
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
        records.styles.finish();
        records.struck = struck_texts(&texts, &records.styles);
        limits::check(file, limit::SHEETS, starts.len() as u64, MAX_SHEETS, limit::PIECES)?;
        let mut sorted = starts.clone();
        sorted.sort_unstable();
        sorted.dedup();
        if has_empty_continuation(stream) || sorted.len() < starts.len() {
            return Err(unreadable(file, cause::BOOK_BROKEN));
        }
        let (mut cells, mut area) = (0, 0);
        for start in starts {
            let extent = records.read_sheet(stream, start);
            cells += extent.cells;
            area += extent.area();
            limits::check(file, limit::CELLS, cells, MAX_CELLS, limit::PIECES)?;
            limits::check(file, limit::AREA, area, MAX_AREA, limit::PIECES)?;
        }
        Ok(records)
    }

    /// The format code of a number cell; empty for General and unknown ones.
    pub(super) fn format_of(&self, sheet: usize, at: Addr) -> &str {
        let style = self.numbers.get(sheet).and_then(|numbers| numbers.get(&at));
        style.map_or("", |style| self.formats.code(usize::from(*style)))
    }

    /// What the look of a cell does to its text, and the parts of its text where runs strike some out.
    pub(super) fn looks_of(&self, sheet: usize, at: Addr) -> (Looks, Option<&Parts>) {
        let Some(looks) = self.looks.get(sheet) else { return (Looks::default(), None) };
        let text = looks.texts.get(&(at.row, at.col));
        let mut own = looks.of(at.row, at.col);
        if own.unseen.is_none() && is_empty_format(self.format_of(sheet, at)) {
            own.unseen = Some(Unseen::Format);
        }
        (own, text.and_then(|index| self.struck.get(index)))
    }

    /// Looks through one sheet, embedded charts stepped over.
    fn read_sheet(&mut self, stream: &[u8], start: usize) -> Extent {
        let mut extent = Extent::default();
        let mut numbers = HashMap::new();
        let mut drawing = Drawing::default();
        let (mut looks, mut links) = (SheetLooks::default(), Vec::new());
        let mut shape = ShapeText::default();
        let mut depth = 0u32;
        for (number, at, body) in walk(stream, start) {
            match number {
                0x0809 => depth += 1,
                0x0A if depth <= 1 => break,
                0x0A => depth -= 1,
                _ if depth > 1 => {}
                0x01B6 => shape = ShapeText::start(body),
                0x3C => {
                    if let Some(text) = shape.go_on(body) {
                        drawing.text(text);
                    }
                }
                0xEC => drawing.art(body),
                0x5D => drawing.object(body),
                0x01B8 => {
                    let cell = |((row, col), target)| (Addr::new(row, col), target);
                    links.extend(link(body).map(cell));
                }
                0x0208 if u16_at(body, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                    looks.rows.extend(u16_at(body, 0).map(u32::from));
                }
                0x7D if u16_at(body, 8).is_some_and(|flags| flags & 1 == 1) => {
                    let columns = u16_at(body, 0).zip(u16_at(body, 2));
                    looks.columns.extend(columns.map(|(a, b)| (u32::from(a), u32::from(b))));
                }
                0x0200 => self.dimensions.push(at..at + body.len()),
                // JExcelApi writes formulas under a number of BIFF4; their layout is that of 0x06.
                0x0406 => {
                    self.corrections.push((at - 4, 0x06));
                    if let Some(cell) = position(body) {
                        extent.add(cell);
                        numbers.extend(u16_at(body, 4).map(|style| (cell, style)));
                    }
                }
                0x06 | 0xD6 | 0xFD | 0x0203 | 0x0204 | 0x0205 | 0x027E => {
                    if let Some(cell) = position(body) {
                        extent.add(cell);
                        let style = u16_at(body, 4).unwrap_or_default();
                        let of_style = self.styles.looks(style);
                        let blank = is_empty_format(self.formats.code(usize::from(style)));
                        if matches!(number, 0x06 | 0x0203 | 0x027E) || blank {
                            numbers.insert(cell, style);
                        }
                        if of_style != Looks::default() {
                            looks.cells.insert((cell.row, cell.col), of_style);
                        }
                        let shared = u32_at(body, 6).map(|index| index as usize);
                        let shared = shared.filter(|_| number == 0xFD);
                        if let Some(index) = shared.filter(|index| self.struck.contains_key(index))
                        {
                            looks.texts.insert((cell.row, cell.col), index);
                        }
                    }
                }
                0xBD => {
                    let Some(first) = position(body) else { continue };
                    for index in 0..body.len().saturating_sub(6) / 6 {
                        let cell = Addr::new(first.row, first.col + index as u32);
                        extent.add(cell);
                        numbers.extend(u16_at(body, 4 + index * 6).map(|style| (cell, style)));
                    }
                }
                _ => {}
            }
        }
        self.numbers.push(numbers);
        self.drawn.push(drawing.found);
        self.cell_links.push(links);
        self.looks.push(looks);
        extent
    }
}

/// How far a sheet's cells reach.
#[derive(Debug, Default)]
struct Extent {
    corners: Option<(Addr, Addr)>,
    cells: u64,
}

impl Extent {
    fn add(&mut self, at: Addr) {
        self.cells += 1;
        let (first, last) = self.corners.unwrap_or((at, at));
        self.corners = Some((
            Addr::new(first.row.min(at.row), first.col.min(at.col)),
            Addr::new(last.row.max(at.row), last.col.max(at.col)),
        ));
    }

    fn area(&self) -> u64 {
        self.corners.map_or(0, |(first, last)| {
            u64::from(last.row - first.row + 1) * u64::from(last.col - first.col + 1)
        })
    }
}

fn walk(stream: &[u8], start: usize) -> impl Iterator<Item = Record<'_>> {
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

fn position(body: &[u8]) -> Option<Addr> {
    Some(Addr::new(u32::from(u16_at(body, 0)?), u32::from(u16_at(body, 2)?)))
}

/// Tells whether a Continue record (0x3C) without a body follows: the library never ends on it.
fn has_empty_continuation(stream: &[u8]) -> bool {
    walk(stream, 0).any(|(number, _, body)| number == 0x3C && body.is_empty())
}

/// The text of a shape while it is gathered: a TxO record tells its length, Continue records
/// behind it hold the characters (MS-XLS 2.4.329).
#[derive(Debug, Default)]
struct ShapeText {
    missing: usize,
    text: String,
}

impl ShapeText {
    fn start(body: &[u8]) -> Self {
        Self { missing: usize::from(u16_at(body, 10).unwrap_or_default()), text: String::new() }
    }

    /// Takes one Continue record; gives the text once it is whole.
    fn go_on(&mut self, body: &[u8]) -> Option<String> {
        if self.missing == 0 {
            return None;
        }
        let (flags, chars) = body.split_first()?;
        let wide = flags & 1 == 1;
        let count = (chars.len() / if wide { 2 } else { 1 }).min(self.missing);
        self.text.push_str(&characters(chars, count, wide)?);
        self.missing -= count;
        let whole = self.missing == 0 && !crate::grid::is_blank(&self.text);
        whole.then(|| std::mem::take(&mut self.text))
    }
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
fn characters(bytes: &[u8], count: usize, wide: bool) -> Option<String> {
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
