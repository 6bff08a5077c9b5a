//! Reads the styles of XML Spreadsheet 2003, and which rows and columns are hidden.
//!
//! In: tags within `Styles` and `Table`. Out: number format and looks of a cell, and links between
//! styles resolved. Borders and alignment are not read.

use std::collections::{BTreeMap, HashMap};

use crate::grid::Unseen;
use crate::read::looks::{Font, Looks, UNREADABLE_POINTS, WHITE, is_empty_format, web_colour};
use crate::read::number_format;
use crate::read::xml::Tag;

/// A style, as far as it matters here.
#[derive(Debug, Clone, Default)]
struct Style {
    code: String,
    font: Font,
    /// The colour behind the text; `None` where nothing is.
    ground: Option<Ground>,
}

/// What is behind the text: a colour, or a pattern of two.
#[derive(Debug, Clone, Copy)]
enum Ground {
    Colour(u32),
    Pattern,
}

/// The styles of a workbook.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The style that is read.
    open: String,
}

impl Styles {
    /// Takes a tag within the styles.
    pub(super) fn note(&mut self, tag: &Tag<'_>) {
        if tag.local() == "Style" {
            self.open = tag.owned("ID").unwrap_or_default();
            let parent = tag.attr("Parent").and_then(|id| self.styles.get(&*id)).cloned();
            self.styles.insert(self.open.clone(), parent.unwrap_or_default());
            return;
        }
        let Some(style) = self.styles.get_mut(&self.open) else { return };
        match tag.local() {
            "NumberFormat" => {
                if let Some(code) = tag.owned("Format") {
                    style.code = number_format::named(&code).map_or(code, str::to_owned);
                }
            }
            "Font" => {
                let size = tag.number("Size").map(|size: f64| size <= UNREADABLE_POINTS);
                style.font = Font {
                    struck: tag
                        .attr("StrikeThrough")
                        .map_or(style.font.struck, |it| matches!(&*it, "1" | "true")),
                    tiny: size.unwrap_or(style.font.tiny),
                    colour: tag.attr("Color").map_or(style.font.colour, |it| web_colour(&it)),
                };
            }
            "Interior" => {
                let colour = tag.attr("Color").and_then(|it| web_colour(&it));
                style.ground = match tag.attr("Pattern").as_deref() {
                    Some("Solid") => Some(colour.map_or(Ground::Pattern, Ground::Colour)),
                    None | Some("None") => None,
                    Some(_) => Some(Ground::Pattern),
                };
            }
            _ => {}
        }
    }

    /// The number format of a style; empty for General and unknown ones.
    pub(super) fn code(&self, style: &str) -> &str {
        self.styles.get(style).map_or("", |style| &style.code)
    }

    /// What a style does to the text of its cells.
    pub(super) fn looks(&self, style: &str) -> Looks {
        let Some(style) = self.styles.get(style) else { return Looks::default() };
        let mut looks = style.font.on(match style.ground {
            None => Some(WHITE),
            Some(Ground::Colour(colour)) => Some(colour),
            Some(Ground::Pattern) => None,
        });
        if looks.unseen.is_none() && is_empty_format(&style.code) {
            looks.unseen = Some(Unseen::Format);
        }
        looks
    }
}

/// The rows and columns of a sheet, as far as they hide or dress their cells.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Last column, whether they are hidden, and their style, by the first column.
    columns: BTreeMap<u32, (u32, bool, String)>,
    next_column: u32,
    row_hidden: bool,
    row_style: String,
}

impl Lines {
    /// Takes a column; it may stand for several.
    pub(super) fn column(&mut self, tag: &Tag<'_>) {
        let first = super::index(tag).unwrap_or(self.next_column);
        let last = first.saturating_add(tag.number("Span").unwrap_or_default());
        self.next_column = last.saturating_add(1);
        let (hidden, style) = (is_hidden(tag), tag.owned("StyleID").unwrap_or_default());
        if hidden || !style.is_empty() {
            self.columns.insert(first, (last, hidden, style));
        }
    }

    /// Takes a row.
    pub(super) fn row(&mut self, tag: &Tag<'_>) {
        self.row_hidden = is_hidden(tag);
        self.row_style = tag.owned("StyleID").unwrap_or_default();
    }

    /// Whether the row that is read or a column hides its cells.
    pub(super) fn hidden(&self, col: u32) -> Option<Unseen> {
        let column = || self.of(col).is_some_and(|(_, hidden, _)| *hidden);
        self.row_hidden.then_some(Unseen::Row).or_else(|| column().then_some(Unseen::Column))
    }

    /// The style of a cell that names none: that of its row, then of its column.
    pub(super) fn style(&self, col: u32) -> &str {
        if self.row_style.is_empty() {
            self.of(col).map_or("", |(_, _, style)| style)
        } else {
            &self.row_style
        }
    }

    fn of(&self, col: u32) -> Option<&(u32, bool, String)> {
        let column = self.columns.range(..=col).next_back().map(|(_, column)| column);
        column.filter(|(last, ..)| *last >= col)
    }
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    matches!(tag.attr("Hidden").as_deref(), Some("1" | "true"))
}
