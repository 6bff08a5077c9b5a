//! Looks through the records of one sheet (MS-XLS 2.1.7.20.5) for what the library does not tell.
//!
//! In: the stream and what the workbook's globals said. Out: styles and looks by cell, what is drawn,
//! where links lead, and how far the cells reach. It reads no values; embedded charts are stepped
//! over.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::biff::{Records, characters, walk};
use super::drawn::Drawing;
use super::looks::{label_runs, link};
use crate::grid::Addr;
use crate::read::annotations::Drawn;
use crate::read::compound::{u16_at, u32_at};
use crate::read::looks::{Looks, Parts, SheetLooks};

/// What the records of a sheet say.
#[derive(Debug, Default)]
pub(super) struct SheetRecords {
    /// Style of each number.
    pub(super) numbers: HashMap<Addr, u16>,
    pub(super) looks: SheetLooks,
    /// Texts of cells that bring their own runs.
    pub(super) parts: HashMap<Addr, Parts>,
    pub(super) drawn: Vec<Drawn>,
    /// Where links of cells lead.
    pub(super) links: Vec<(Addr, String)>,
    /// Where the bodies of Dimensions records stand in the stream.
    pub(super) dimensions: Vec<Range<usize>>,
    /// What the library must read otherwise: where, and the two bytes that stand there then.
    pub(super) corrections: Vec<(usize, u16)>,
    /// How many cells hold something.
    pub(super) cells: u64,
    /// Formulas whose result is 0 until somebody opens the file: LibreOffice writes those so whose
    /// text it has not worked out.
    pub(super) uncalculated: HashSet<Addr>,
    corners: Option<(Addr, Addr)>,
}

impl SheetRecords {
    /// Looks through the sheet that starts at a place of the stream.
    pub(super) fn read(stream: &[u8], start: usize, book: &Records) -> Self {
        let mut sheet = Self::default();
        let mut drawing = Drawing::default();
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
                0x1C => drawing.note(body),
                0x0200 => sheet.dimensions.push(at..at + body.len()),
                // JExcelApi writes formulas under a number of BIFF4; their layout is that of 0x06.
                0x0406 => {
                    sheet.corrections.push((at - 4, 0x06));
                    sheet.record(0x06, body, book);
                }
                _ => sheet.record(number, body, book),
            }
        }
        sheet.drawn = drawing.finish();
        sheet
    }

    /// How many cells the rectangle around all of them has.
    pub(super) fn area(&self) -> u64 {
        self.corners.map_or(0, |(first, last)| {
            u64::from(last.row - first.row + 1) * u64::from(last.col - first.col + 1)
        })
    }

    /// Takes the record of a cell, a row, columns or a link.
    fn record(&mut self, number: u16, body: &[u8], book: &Records) {
        match number {
            0x01B8 => {
                let cell = |((row, col), target)| (Addr::new(row, col), target);
                self.links.extend(link(body).map(cell));
            }
            0x0208 if u16_at(body, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                self.looks.rows.extend(u16_at(body, 0).map(u32::from));
            }
            0x7D if u16_at(body, 8).is_some_and(|flags| flags & 1 == 1) => {
                if let Some((first, last)) = u16_at(body, 0).zip(u16_at(body, 2)) {
                    self.looks.columns.add(u32::from(first), u32::from(last));
                }
            }
            0x06 | 0xD6 | 0xFD | 0x0203 | 0x0204 | 0x0205 | 0x027E => {
                let Some(cell) = position(body) else { return };
                let is_number = matches!(number, 0x06 | 0x0203 | 0x027E);
                self.cell(cell, u16_at(body, 4), is_number, book);
                match number {
                    0x06 if body.get(6..14) == Some(&[0; 8]) => {
                        let at_load = u16_at(body, 14).is_some_and(|flags| flags & 2 != 0);
                        self.uncalculated.extend((at_load || joins_texts(body)).then_some(cell));
                    }
                    0xFD => {
                        let index = u32_at(body, 6).map(|index| index as usize);
                        let index = index.filter(|index| book.runs.contains_key(index));
                        self.looks.texts.extend(index.map(|index| ((cell.row, cell.col), index)));
                    }
                    0xD6 if book.is_biff8 => {
                        let runs = body.get(6..).and_then(|text| label_runs(text, &book.styles));
                        self.parts.extend(runs.map(|runs| (cell, runs)));
                    }
                    _ => {}
                }
            }
            // Several numbers beside each other.
            0xBD => {
                let Some(first) = position(body) else { return };
                for index in 0..body.len().saturating_sub(6) / 6 {
                    let cell = Addr::new(first.row, first.col + index as u32);
                    self.cell(cell, u16_at(body, 4 + index * 6), true, book);
                }
            }
            _ => {}
        }
    }

    fn cell(&mut self, at: Addr, style: Option<u16>, is_number: bool, book: &Records) {
        self.cells += 1;
        let (first, last) = self.corners.unwrap_or((at, at));
        self.corners = Some((
            Addr::new(first.row.min(at.row), first.col.min(at.col)),
            Addr::new(last.row.max(at.row), last.col.max(at.col)),
        ));
        let Some(style) = style else { return };
        if is_number {
            self.numbers.insert(at, style);
        }
        let looks = book.styles.looks(style);
        if looks != Looks::default() {
            self.looks.cells.insert((at.row, at.col), looks);
        }
    }
}

/// Tells whether a Formula record joins texts last: its result is a text, whatever number stands there
/// (MS-XLS 2.5.198.31).
fn joins_texts(body: &[u8]) -> bool {
    const CONCAT: u8 = 0x08;
    let length = u16_at(body, 20).map(usize::from).unwrap_or_default();
    body.get(22..22 + length).and_then(<[u8]>::last) == Some(&CONCAT)
}

fn position(body: &[u8]) -> Option<Addr> {
    Some(Addr::new(u32::from(u16_at(body, 0)?), u32::from(u16_at(body, 2)?)))
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
