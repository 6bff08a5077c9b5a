//! Which styles of an OpenDocument file strike text out or make it unreadable.
//!
//! In: the properties of its automatic styles. Out: what a cell's or span's style means. A style that
//! only the part `styles.xml` knows hides nothing.

use std::collections::{HashMap, HashSet};

use super::text::Lines;
use crate::grid::Unseen;
use crate::read::looks::{BLACK, Font, HiddenColumns, Looks, UNREADABLE_POINTS, WHITE, web_colour};
use crate::read::xml::{Tag, Token, Xml};

/// Styles by what they do to text.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Styles that say whether they strike out.
    pub(super) lines: Lines,
    /// Of styles that state a font or a ground.
    faces: HashMap<String, Face>,
    /// The format of each style that names one.
    formats: HashMap<String, String>,
    /// Formats that show no text, such as `;;;`.
    blank: HashSet<String>,
}

/// A font and the colour behind it.
#[derive(Debug, Clone, Copy, Default)]
struct Face {
    font: Font,
    ground: Option<u32>,
}

impl Styles {
    /// Notes the text properties of a style (ODF 1.2 part 1, 16.27.28).
    pub(super) fn note_text(&mut self, style: &str, tag: &Tag<'_>) {
        let lines = ["text-line-through-style", "text-line-through-type"];
        let stated = lines.iter().filter_map(|name| tag.attr(name));
        let line = stated.map(|line| &*line != "none").reduce(|one, other| one || other);
        self.lines.extend(line.map(|struck| (style.to_owned(), struck)));
        let struck = line.unwrap_or_default();
        let size = tag.attr("font-size").and_then(|size| size.strip_suffix("pt")?.parse().ok());
        let tiny = size.is_some_and(|size: f64| size <= UNREADABLE_POINTS);
        let window = tag.attr("use-window-font-color").as_deref() == Some("true");
        let colour =
            if window { Some(BLACK) } else { tag.attr("color").and_then(|it| web_colour(&it)) };
        if struck || tiny || colour.is_some() {
            self.faces.entry(style.to_owned()).or_default().font = Font { struck, tiny, colour };
        }
    }

    /// Notes the properties of a cell's style.
    pub(super) fn note_cell(&mut self, style: &str, tag: &Tag<'_>) {
        let ground = tag.attr("background-color").and_then(|colour| web_colour(&colour));
        if ground.is_some() {
            self.faces.entry(style.to_owned()).or_default().ground = ground;
        }
    }

    /// Notes which format a style names.
    pub(super) fn note_style(&mut self, style: &str, tag: &Tag<'_>) {
        if let Some(format) = tag.owned("data-style-name") {
            self.formats.insert(style.to_owned(), format);
        }
    }

    /// Reads on to the end of a format for text that was just started; one that shows neither the
    /// text nor a word of its own hides it.
    pub(super) fn note_format(&mut self, tag: &Tag<'_>, xml: &mut Xml<'_>) {
        let name = tag.owned("name").unwrap_or_default();
        let mut shows = false;
        let mut depth = 0u32;
        while let Some(token) = xml.next() {
            match token {
                Token::Start(tag) => {
                    shows |= tag.local() == "text-content";
                    depth += 1;
                }
                Token::End(_) if depth == 0 => break,
                Token::End(_) => depth -= 1,
                Token::Text(text) => shows |= !text.trim().is_empty(),
            }
        }
        if !shows {
            self.blank.insert(name);
        }
    }

    /// Reads the formats of the part `styles.xml`.
    pub(super) fn of_part(part: &str) -> Self {
        let mut styles = Self::default();
        if part.contains("<number:text-style") {
            let mut xml = Xml::new(part);
            while let Some(token) = xml.next() {
                if let Token::Start(tag) = token
                    && tag.local() == "text-style"
                {
                    styles.note_format(&tag, &mut xml);
                }
            }
        }
        styles
    }

    /// What the style of a cell means.
    pub(super) fn of(&self, tag: &Tag<'_>) -> Looks {
        if self.faces.is_empty() && self.blank.is_empty() {
            return Looks::default();
        }
        let Some(style) = tag.attr("style-name") else { return Looks::default() };
        let face = self.faces.get(&*style);
        let mut looks =
            face.map(|face| face.font.on(face.ground.or(Some(WHITE)))).unwrap_or_default();
        if self.formats.get(&*style).is_some_and(|format| self.blank.contains(format)) {
            looks.unseen = looks.unseen.or(Some(Unseen::Format));
        }
        looks
    }
}

/// Tells whether a row or column is hidden, by a person or by a filter.
pub(super) fn is_hidden(tag: &Tag<'_>) -> bool {
    matches!(tag.attr("visibility").as_deref(), Some("collapse" | "filter"))
}

/// The hidden columns of a sheet, as they are told from left to right.
#[derive(Debug, Default)]
pub(super) struct Columns {
    next: u32,
    hidden: HiddenColumns,
}

impl Columns {
    /// Notes a column and its repetitions.
    pub(super) fn note(&mut self, tag: &Tag<'_>) {
        let repeated = tag.number("number-columns-repeated").unwrap_or(1);
        let end = self.next.saturating_add(repeated);
        if is_hidden(tag) && repeated > 0 {
            self.hidden.add(self.next, end - 1);
        }
        self.next = end;
    }

    /// Why text in a column is not seen.
    pub(super) fn unseen(&self, col: u32) -> Option<Unseen> {
        self.hidden.unseen(col)
    }
}
