//! What is drawn on the sheets of an xls: shapes, pictures, charts, controls.
//!
//! In: the records of a sheet (MS-XLS 2.4.181 Obj, 2.4.170 MsoDrawing, MS-ODRAW). Out: what each is,
//! the cells that it covers, its text.

use std::collections::HashMap;

use crate::grid::{Addr, Region};
use crate::read::annotations::Drawn;
use crate::read::compound::{u16_at, u32_at};
use crate::read::words::beside;

/// Gathers what is drawn while records pass by.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    /// Place and shape of the object whose Obj record comes next.
    covered: Option<Region>,
    shape: u16,
    /// Place of the group that was opened last: its shapes have none of their own.
    group: Option<Region>,
    /// The cell of each note by the id of its object.
    notes: HashMap<u16, Addr>,
    /// Objects with their ids.
    found: Vec<(u16, Drawn)>,
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
        if kind == 0 {
            self.group = covered;
        }
        let covered = covered.or(self.group);
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
            let id = u16_at(body, 6).unwrap_or_default();
            self.found.push((id, Drawn { covered, kind, what, text: String::new() }));
        }
    }

    /// Gives the object that came last its text.
    pub(super) fn text(&mut self, text: String) {
        match self.found.last_mut() {
            Some((_, last)) if last.text.is_empty() => last.text = text,
            _ => {
                let (kind, what) = (beside::SHAPE, beside::FIGURE);
                self.found.push((0, Drawn { covered: None, kind, what, text }));
            }
        }
    }

    /// Takes a Note record: row, column, flags, the id of its object (MS-XLS 2.4.179).
    pub(super) fn note(&mut self, body: &[u8]) {
        let cell = u16_at(body, 0).zip(u16_at(body, 2));
        let cell = cell.map(|(row, col)| Addr::new(u32::from(row), u32::from(col)));
        self.notes.extend(u16_at(body, 6).zip(cell));
    }

    /// Gives all objects; a note is at the cell that it is on, not at those that it covers.
    pub(super) fn finish(self) -> Vec<Drawn> {
        let Self { notes, found, .. } = self;
        let place = |(id, mut drawn): (u16, Drawn)| {
            if drawn.kind == beside::NOTE {
                drawn.covered = notes.get(&id).map(|at| Region::cell(*at));
            }
            drawn
        };
        found.into_iter().map(place).collect()
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
