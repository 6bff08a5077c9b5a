//! What a page holds beside the text of its cells: what is struck out, notes, links, pictures, and the
//! fields of web forms.
//!
//! In: the places of the page where they begin and end. Out: the struck text apart from the cell's
//! own, and F10 for the others.

use super::Page;
use super::tag::Tag;
use crate::finding::{Finding, Location};
use crate::grid::{Region, is_blank};
use crate::read::annotations::{self, Drawn};
use crate::read::link_to_tell;
use crate::read::words::beside;
use crate::rules::Code;

impl Page<'_> {
    pub(super) fn start_strike(&mut self) {
        self.strikes += 1;
        self.strike_from.get_or_insert(self.text.len());
    }

    /// Ends a strike; within another one the text is still struck out.
    pub(super) fn finish_strike(&mut self) {
        self.strikes = self.strikes.saturating_sub(1);
        if self.strikes == 0 {
            self.take_struck();
        }
    }

    /// Takes the struck text out of the cell's own.
    pub(super) fn take_struck(&mut self) {
        self.strikes = 0;
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

    /// Notes a picture or a field of a form in a cell; what stands beside the tables belongs to the
    /// page. A picture of one dot only counts visits, or keeps a place free.
    pub(super) fn note_drawn(&mut self, tag: &Tag<'_>) {
        let Some((at, _)) = self.cell else { return };
        let attribute = |name: &str| {
            let own = tag.attributes().find(|(own, _)| own.eq_ignore_ascii_case(name));
            own.map(|(_, value)| value.trim().to_owned())
        };
        let (kind, what, text) = if tag.name == "img" {
            let is_dot = |name| attribute(name).is_some_and(|it| matches!(&*it, "0" | "1"));
            if is_dot("width") || is_dot("height") {
                return;
            }
            (beside::SHAPE, beside::IMAGE, attribute("alt"))
        } else {
            let what = match attribute("type").unwrap_or_default().to_ascii_lowercase().as_str() {
                "hidden" => return,
                "checkbox" | "radio" if attribute("checked").is_some() => beside::CHECKED,
                "checkbox" | "radio" => beside::UNCHECKED,
                _ => beside::PART,
            };
            let text = attribute("value").filter(|_| what == beside::PART);
            (beside::CONTROL, what, text)
        };
        let covered = Some(Region::cell(at));
        self.drawn.push(Drawn { covered, kind, what, text: text.unwrap_or_default() });
    }

    /// F10 for the notes, for the links and for what is drawn on the sheet that ends.
    pub(super) fn tell_beside(&mut self) {
        let drawn = std::mem::take(&mut self.drawn);
        self.findings.extend(annotations::drawn(self.file, &self.sheet.name, &drawn));
        for (kind, lines) in [(beside::NOTE, &mut self.notes), (beside::LINK, &mut self.links)] {
            if !lines.is_empty() {
                let at = Location::sheet(self.file, &self.sheet.name);
                let found = std::mem::take(lines).join("\n");
                self.findings.push(Finding::new(Code::F10).at(at).detail(kind).found(found));
            }
        }
    }
}
