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
/// LibreOffice leaves out the part that says so and keeps it in the one before.
fn state(body: &[u8]) -> Option<u16> {
    let (mut at, mut early) = (0, None);
    while let (Some(part), Some(length)) = (u16_at(body, at), u16_at(body, at + 2)) {
        match part {
            0x12 => return u16_at(body, at + 4),
            0x0A => early = early.or(u16_at(body, at + 4)),
            _ => {}
        }
        at += 4 + usize::from(length);
    }
    early
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Obj record of a check box with its parts behind the first.
    fn check_box(parts: &[&[u16]]) -> Vec<u8> {
        let first: &[u16] = &[0x15, 18, 0x0B, 1, 0x11, 0, 0, 0, 0, 0, 0];
        let fields = [&[first], parts].concat().concat();
        fields.iter().flat_map(|field| field.to_le_bytes()).collect()
    }

    #[track_caller]
    fn check_state(parts: &[&[u16]], what: &str) {
        let mut drawing = Drawing::default();
        drawing.object(&check_box(parts));
        assert_eq!(drawing.finish()[0].what, what);
    }

    #[test]
    fn the_state_of_a_check_box_is_read_as_excel_and_as_libreoffice_write_it() {
        let style: &[u16] = &[0x0A, 12, 0, 0, 0, 0, 0, 0];
        check_state(&[style, &[0x12, 8, 1, 0, 0, 0], &[0, 0]], beside::CHECKED);
        check_state(&[style, &[0x12, 8, 0, 0, 0, 0], &[0, 0]], beside::UNCHECKED);
        check_state(&[&[0x0A, 12, 1, 0, 0, 0, 0, 0], &[0x0A, 8, 1, 0, 0, 0]], beside::CHECKED);
        check_state(&[&[0, 0]], beside::PART);
    }

    #[test]
    fn notes_stand_at_their_cells_and_shapes_of_a_group_at_its_place() {
        let mut drawing = Drawing::default();
        let anchor = [0, 1, 0, 2, 0, 3, 0, 4, 0_u16].map(u16::to_le_bytes).concat();
        let atom = [&[0, 0, 0x10, 0xF0, 18, 0, 0, 0][..], &anchor].concat();
        drawing.art(&atom);
        let object = |kind: u16, id: u16| [0x15, 18, kind, id].map(u16::to_le_bytes).concat();
        drawing.object(&object(0, 1));
        drawing.object(&object(2, 2));
        drawing.text("速報".to_owned());
        drawing.object(&object(0x19, 3));
        drawing.text("確認".to_owned());
        drawing.note(&[7_u16, 2, 0, 3].map(u16::to_le_bytes).concat());
        let found = drawing.finish();
        let places: Vec<_> = found.iter().map(|it| (it.covered, it.text.as_str())).collect();
        let expected = [(Region::parse("B3:D5"), "速報"), (Region::parse("C8:C8"), "確認")];
        assert_eq!(places, expected);
    }
}
