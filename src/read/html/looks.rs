//! How the text of a cell looks: the styles of its table, its row, itself and the runs within it.
//!
//! In: tags as they open and close. Out: whether the text is struck out or cannot be seen, and where
//! links begin and lead. A colour that runs of one cell do not share hides nothing.

use super::css::{Classes, Style};
use super::tag::Tag;
use crate::grid::Unseen;
use crate::read::looks::{HiddenColumns, Looks, WHITE};

/// Most runs that are open within each other: a page that opens more means none of them.
const MAX_OPEN: usize = 256;

/// The styles at a place of the page.
#[derive(Debug, Default)]
pub(super) struct Inline {
    row: Style,
    cell: Style,
    /// The number format of the cell shows nothing.
    unshown: bool,
    hidden_columns: HiddenColumns,
    next_column: u32,
    /// Runs that are open: the name of their element, and whether it strikes out.
    runs: Vec<(String, bool)>,
    /// Runs of the cell have different colours.
    mixed: bool,
    /// Where the open link begins in the text, and where it leads.
    link: Option<(String, usize)>,
    /// The page lists its sheets here; no cell is among that.
    pub(super) in_contents: bool,
}

impl Inline {
    /// Starts a table, or what stands behind one.
    pub(super) fn start_table(&mut self) {
        self.row = Style::default();
        (self.hidden_columns, self.next_column) = (HiddenColumns::default(), 0);
    }

    /// Notes a column of the table, or several alike.
    pub(super) fn note_column(&mut self, tag: &Tag<'_>, classes: &Classes) {
        let span = tag.attributes().find(|(name, _)| name.eq_ignore_ascii_case("span"));
        let span = span.and_then(|(_, value)| value.trim().parse::<u32>().ok()).unwrap_or(1);
        let end = self.next_column.saturating_add(span);
        if span > 0 && classes.of(tag).hidden {
            self.hidden_columns.add(self.next_column, end - 1);
        }
        self.next_column = end;
    }

    pub(super) fn start_row(&mut self, style: Style) {
        self.row = style;
    }

    /// Starts a cell; `unshown` is what its number format does.
    pub(super) fn start_cell(&mut self, style: Style, unshown: bool) {
        (self.cell, self.unshown) = (style, unshown);
        self.runs.clear();
        self.mixed = false;
        self.link = None;
    }

    /// Opens a run; tells whether it strikes its text out. `first` tells that no text stands before.
    pub(super) fn start_run(&mut self, name: &str, style: &Style, first: bool) -> bool {
        match style.font.colour {
            Some(colour) if first => self.cell.font.colour = Some(colour),
            Some(colour) => self.mixed |= self.cell.font.colour != Some(colour),
            None => {}
        }
        if self.runs.len() < MAX_OPEN {
            self.runs.push((name.to_owned(), style.font.struck));
        }
        style.font.struck
    }

    /// Closes a run; tells whether it struck its text out.
    pub(super) fn finish_run(&mut self, name: &str) -> bool {
        let Some(at) = self.runs.iter().rposition(|(own, _)| own == name) else { return false };
        self.runs.drain(at..).next().is_some_and(|(_, struck)| struck)
    }

    pub(super) fn start_link(&mut self, tag: &Tag<'_>, from: usize) {
        let href = tag.attributes().find(|(name, _)| name.eq_ignore_ascii_case("href"));
        self.link = href.map(|(_, href)| (href.into_owned(), from));
    }

    pub(super) fn finish_link(&mut self) -> Option<(String, usize)> {
        self.link.take()
    }

    /// The looks of the cell that ends, in a column.
    pub(super) fn of_cell(&mut self, col: u32) -> Looks {
        let cell = std::mem::take(&mut self.cell);
        let mut font = cell.font;
        font.colour = font.colour.or(self.row.font.colour).filter(|_| !self.mixed);
        let mut looks = font.on(cell.ground.or(self.row.ground).or(Some(WHITE)));
        if self.row.hidden {
            looks.unseen = Some(Unseen::Row);
        } else if cell.hidden || self.hidden_columns.unseen(col).is_some() {
            looks.unseen = Some(Unseen::Column);
        } else if std::mem::take(&mut self.unshown) {
            looks.unseen = Some(Unseen::Format);
        }
        looks
    }
}
