//! Which styles of an OpenDocument file strike text out or make it unreadable.
//!
//! In: its styles, those with names in `styles.xml` first, then the automatic ones. Out: what a cell's or
//! span's style means.

use std::collections::{BTreeMap, HashMap, HashSet};

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
    /// The style that is read; empty for one without a name.
    pub(super) open: String,
}

/// A font and the colour behind it.
#[derive(Debug, Clone, Copy, Default)]
struct Face {
    font: Font,
    ground: Option<u32>,
}

impl Styles {
    /// Takes a tag within the styles; a format for text is read on to its end.
    pub(super) fn note(&mut self, tag: &Tag<'_>, xml: &mut Xml<'_>) {
        match tag.local() {
            "style" | "default-style" => self.start(tag),
            "text-style" => self.note_format(tag, xml),
            "text-properties" if !self.open.is_empty() => self.note_text(tag),
            "table-cell-properties" if !self.open.is_empty() => {
                let ground = tag.attr("background-color").and_then(|colour| web_colour(&colour));
                if ground.is_some() {
                    self.faces.entry(self.open.clone()).or_default().ground = ground;
                }
            }
            _ => {}
        }
    }

    /// Starts a style, which is like its parent where it says nothing.
    fn start(&mut self, tag: &Tag<'_>) {
        self.open = tag.owned("name").unwrap_or_default();
        let own = || self.open.clone();
        if let Some(parent) = tag.attr("parent-style-name") {
            let face = self.faces.get(&*parent).map(|face| (own(), *face));
            let line = self.lines.get(&*parent).map(|line| (own(), *line));
            let format = self.formats.get(&*parent).map(|format| (own(), format.clone()));
            self.faces.extend(face);
            self.lines.extend(line);
            self.formats.extend(format);
        }
        if let Some(format) = tag.owned("data-style-name") {
            self.formats.insert(own(), format);
        }
    }

    /// Notes the text properties of a style (ODF 1.2 part 1, 16.27.28).
    fn note_text(&mut self, tag: &Tag<'_>) {
        let lines = ["text-line-through-style", "text-line-through-type"];
        let stated = lines.iter().filter_map(|name| tag.attr(name));
        let line = stated.map(|line| &*line != "none").reduce(|one, other| one || other);
        self.lines.extend(line.map(|struck| (self.open.clone(), struck)));
        let size = tag.attr("font-size").and_then(|size| size.strip_suffix("pt")?.parse().ok());
        let tiny = size.map(|size: f64| size <= UNREADABLE_POINTS);
        let window = tag.attr("use-window-font-color").as_deref() == Some("true");
        let colour =
            if window { Some(BLACK) } else { tag.attr("color").and_then(|it| web_colour(&it)) };
        let known = self.faces.contains_key(&self.open);
        if known || line == Some(true) || tiny == Some(true) || colour.is_some() {
            let font = &mut self.faces.entry(self.open.clone()).or_default().font;
            font.struck = line.unwrap_or(font.struck);
            font.tiny = tiny.unwrap_or(font.tiny);
            font.colour = colour.or(font.colour);
        }
    }

    /// Reads on to the end of a format for text that was just started; one that shows neither the
    /// text nor a word of its own hides it.
    fn note_format(&mut self, tag: &Tag<'_>, xml: &mut Xml<'_>) {
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

    /// Reads the part `styles.xml`.
    pub(super) fn of_part(part: &str) -> Self {
        let mut styles = Self::default();
        let mut xml = Xml::new(part);
        while let Some(token) = xml.next() {
            match token {
                // Pages and what stands in their margins.
                Token::Start(tag) if tag.local() == "master-styles" => break,
                Token::Start(tag) => styles.note(&tag, &mut xml),
                _ => {}
            }
        }
        styles
    }

    /// What the style of a cell means; `usual` is that of cells which name none.
    pub(super) fn of(&self, tag: &Tag<'_>, usual: Option<&str>) -> Looks {
        if self.faces.is_empty() && self.blank.is_empty() {
            return Looks::default();
        }
        let own = tag.attr("style-name");
        let Some(style) = own.as_deref().or(usual) else { return Looks::default() };
        self.of_style(style)
    }

    fn of_style(&self, style: &str) -> Looks {
        let face = self.faces.get(style);
        let mut looks =
            face.map(|face| face.font.on(face.ground.or(Some(WHITE)))).unwrap_or_default();
        if self.formats.get(style).is_some_and(|format| self.blank.contains(format)) {
            looks.unseen = looks.unseen.or(Some(Unseen::Format));
        }
        looks
    }
}

/// Tells whether a row or column is hidden, by a person or by a filter.
pub(super) fn is_hidden(tag: &Tag<'_>) -> bool {
    matches!(tag.attr("visibility").as_deref(), Some("collapse" | "filter"))
}

/// The columns of a sheet, as they are told from left to right.
#[derive(Debug, Default)]
pub(super) struct Columns {
    next: u32,
    hidden: HiddenColumns,
    /// The style of cells that name none, by the first column: the one behind the last, and the style.
    usual: BTreeMap<u32, (u32, String)>,
}

impl Columns {
    /// Notes a column and its repetitions.
    pub(super) fn note(&mut self, tag: &Tag<'_>) {
        let repeated = tag.number("number-columns-repeated").unwrap_or(1);
        let end = self.next.saturating_add(repeated);
        if is_hidden(tag) && repeated > 0 {
            self.hidden.add(self.next, end - 1);
        }
        if let Some(style) = tag.owned("default-cell-style-name") {
            self.usual.insert(self.next, (end, style));
        }
        self.next = end;
    }

    /// The style of the cells in a column that name none.
    pub(super) fn usual(&self, col: u32) -> Option<&str> {
        let (end, style) = self.usual.range(..=col).next_back()?.1;
        (col < *end).then_some(style)
    }

    /// Why text in a column is not seen.
    pub(super) fn unseen(&self, col: u32) -> Option<Unseen> {
        self.hidden.unseen(col)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(part: &str) -> Styles {
        Styles::of_part(&format!("<s>{part}</s>"))
    }

    #[test]
    fn a_style_is_like_its_parent_where_it_says_nothing() {
        let styles = styles(
            "<default-style><text-properties color=\"#ffffff\"/></default-style>\
             <style name=\"取消\"><text-properties text-line-through-style=\"solid\"/></style>\
             <style name=\"ce1\" parent-style-name=\"取消\"><text-properties color=\"#ffffff\"/></style>\
             <style name=\"ce2\" parent-style-name=\"ce1\"><text-properties text-line-through-style=\"none\"/>\
             <table-cell-properties background-color=\"#1f4e78\"/></style>",
        );
        let colour = Some(Unseen::Colour);
        assert_eq!(styles.of_style("取消"), Looks { struck: true, unseen: None });
        assert_eq!(styles.of_style("ce1"), Looks { struck: true, unseen: colour });
        assert_eq!(styles.of_style("ce2"), Looks::default());
        assert_eq!(styles.of_style("Default"), Looks::default());
    }

    #[test]
    fn cells_without_a_style_have_that_of_their_column() {
        let mut columns = Columns::default();
        let mut xml =
            Xml::new("<c/><c number-columns-repeated=\"2\" default-cell-style-name=\"ce1\"/><c/>");
        while let Some(token) = xml.next() {
            if let Token::Start(tag) = token {
                columns.note(&tag);
            }
        }
        let usual: Vec<Option<&str>> = (0..5).map(|col| columns.usual(col)).collect();
        assert_eq!(usual, [None, Some("ce1"), Some("ce1"), None, None]);
    }
}
