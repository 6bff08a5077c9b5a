//! What a page holds beside the text of its cells: what is struck out, notes, and links.
//!
//! In: the places of the page where they begin and end. Out: the struck text apart from the cell's
//! own, and F10 for notes and links.

use super::Page;
use crate::finding::{Finding, Location};
use crate::grid::is_blank;
use crate::read::link_to_tell;
use crate::read::words::beside;
use crate::rules::Code;

impl Page<'_> {
    pub(super) fn start_strike(&mut self) {
        self.strike_from.get_or_insert(self.text.len());
    }

    /// Takes the struck text out of the cell's own.
    pub(super) fn finish_strike(&mut self) {
        let Some(from) = self.strike_from.take().filter(|from| *from < self.text.len()) else {
            return;
        };
        let part = self.text.split_off(from);
        if !self.struck.is_empty() {
            self.struck.push('\n');
        }
        self.struck.push_str(part.trim());
    }

    pub(super) fn start_note(&mut self) {
        if self.aside.is_none() {
            self.aside = Some(std::mem::take(&mut self.text));
        }
    }

    pub(super) fn finish_note(&mut self) {
        let Some(text) = self.aside.take() else { return };
        let note = std::mem::replace(&mut self.text, text);
        if !is_blank(&note) {
            let at = self.cell.as_ref().map(|(at, _)| format!("{at}: ")).unwrap_or_default();
            self.notes.push(format!("{at}{}", note.trim()));
        }
    }

    /// Notes where a link of a cell leads, unless its text says so.
    pub(super) fn finish_link(&mut self) {
        let Some((href, from)) = self.looks.finish_link() else { return };
        let text = self.text.get(from..).unwrap_or_default();
        if let (Some(target), Some((at, _))) = (link_to_tell(&href, text), &self.cell) {
            self.links.push(format!("{at}: {target}"));
        }
    }

    /// F10 for the notes and for the links of the sheet that ends.
    pub(super) fn tell_beside(&mut self) {
        for (kind, lines) in [(beside::NOTE, &mut self.notes), (beside::LINK, &mut self.links)] {
            if !lines.is_empty() {
                let at = Location::sheet(self.file, &self.sheet.name);
                let found = std::mem::take(lines).join("\n");
                self.findings.push(Finding::new(Code::F10).at(at).detail(kind).found(found));
            }
        }
    }
}
