//! What is drawn on the sheets of an xls: shapes, pictures, charts, controls.
//!
//! In: the records of a sheet (MS-XLS 2.4.181 Obj, 2.4.170 MsoDrawing, MS-ODRAW). Out: what each is,
//! the cells that it covers, its text.

use crate::grid::{Addr, Region};
use crate::read::compound::{u16_at, u32_at};
use crate::read::words::beside;

/// Something that is drawn.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub(super) covered: Option<Region>,
    /// Whether it is a control, a note or a shape.
    pub(super) kind: &'static str,
    /// What it is; empty for a note.
    what: &'static str,
    pub(super) text: String,
}

/// Gathers what is drawn while records pass by.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    /// Place and shape of the object whose Obj record comes next.
    covered: Option<Region>,
    shape: u16,
    pub(super) found: Vec<Drawn>,
}

impl Drawing {
    /// Takes a MsoDrawing record: atoms of eight bytes' head; containers are stepped into.
    pub(super) fn art(&mut self, body: &[u8]) {
        let mut at = 0;
        while let (Some(head), Some(kind), Some(length)) =
            (u16_at(body, at), u16_at(body, at + 2), u32_at(body, at + 4))
        {
            at += 8;
            match kind {
                0xF00A => self.shape = head >> 4,
                0xF010 => self.covered = body.get(at..).and_then(anchor),
                _ => {}
            }
            if head & 0xF != 0xF {
                at = at.saturating_add(length as usize);
            }
        }
    }

    /// Takes an Obj record.
    pub(super) fn object(&mut self, body: &[u8]) {
        let (covered, shape) = (self.covered.take(), std::mem::take(&mut self.shape));
        let kind = u16_at(body, 4).unwrap_or_default();
        let control = |what| Some((beside::CONTROL, what));
        let figure = |what| Some((beside::SHAPE, what));
        let told = match kind {
            // A group tells nothing; an arrow of a list or filter is no one's drawing.
            0 | 0x14 => None,
            0x19 => Some((beside::NOTE, "")),
            1 => figure(beside::LINE),
            3 => figure(beside::OVAL),
            5 => figure(beside::CHART),
            8 => figure(beside::IMAGE),
            0x0B | 0x0C => control(match state(body) {
                Some(0) => beside::UNCHECKED,
                Some(_) => beside::CHECKED,
                None => beside::PART,
            }),
            7 | 0x0D..=0x13 => control(beside::PART),
            // Shapes of later versions tell what they are in their art: an ellipse, a line.
            _ if shape == 3 => figure(beside::OVAL),
            _ if matches!(shape, 20 | 32..=34) => figure(beside::LINE),
            _ if shape == 75 => figure(beside::IMAGE),
            _ => figure(beside::FIGURE),
        };
        if let Some((kind, what)) = told {
            self.found.push(Drawn { covered, kind, what, text: String::new() });
        }
    }

    /// Gives the object that came last its text.
    pub(super) fn text(&mut self, text: String) {
        match self.found.last_mut() {
            Some(last) if last.text.is_empty() => last.text = text,
            _ => self.found.push(Drawn {
                covered: None,
                kind: beside::SHAPE,
                what: beside::FIGURE,
                text,
            }),
        }
    }
}

impl Drawn {
    /// What is told of it: the cells, what it is, its text.
    pub(super) fn told(&self) -> String {
        let place = self.covered.map(|at| {
            let last = if at.first == at.last { String::new() } else { format!(":{}", at.last) };
            format!("{}{last}: ", at.first)
        });
        let gap = if self.what.is_empty() || self.text.is_empty() { "" } else { " " };
        format!("{}{}{gap}{}", place.unwrap_or_default(), self.what, self.text)
    }
}

/// The cells under an object: columns and rows with their offsets, the flags before them.
fn anchor(body: &[u8]) -> Option<Region> {
    let at =
        |col, row| Some(Addr::new(u32::from(u16_at(body, row)?), u32::from(u16_at(body, col)?)));
    let (first, last) = (at(2, 6)?, at(10, 14)?);
    (first.row <= last.row && first.col <= last.col).then_some(Region { first, last })
}

/// Whether a check box or option button is on (MS-XLS 2.5.141); parts of the record follow each other.
fn state(body: &[u8]) -> Option<u16> {
    let mut at = 0;
    loop {
        let (part, length) = (u16_at(body, at)?, usize::from(u16_at(body, at + 2)?));
        if part == 0x12 {
            return u16_at(body, at + 4);
        }
        at += 4 + length;
    }
}
