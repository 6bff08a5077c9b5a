//! The page as a fine grid: lines of cells that span many narrow columns.
//!
//! In: lines of cells by the columns that they span. Out: merged cells on the sheet. It knows
//! nothing of what is reported.

use super::super::sheet::Sheet;
use super::super::style::Style;
use super::super::text_layout::{Face, lines, units_across};
use super::count::{Figure, Words};
use crate::grid::{Addr, Region};

/// Width of a column in pixels.
pub(super) const UNIT: u32 = 12;
/// Columns of the page.
pub(super) const COLUMNS: u32 = 112;
/// Height in points of a row of the tables below, which stand side by side.
pub(super) const ROW: f64 = 13.5;

/// What a cell holds.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// Nothing.
    Blank,
    /// A text.
    Text(String),
    /// A figure by its formula.
    Figure(Figure),
    /// A text with figures in it, by its formula.
    Words(Words),
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }
}

impl From<Figure> for Content {
    fn from(figure: Figure) -> Self {
        Self::Figure(figure)
    }
}

impl From<Words> for Content {
    fn from(words: Words) -> Self {
        Self::Words(words)
    }
}

/// A cell from a column up to another, which is no longer its own.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// First column, 0-based.
    pub from: u32,
    /// Column behind the last.
    pub to: u32,
    /// What it holds.
    pub content: Content,
    /// Its look.
    pub style: Style,
}

/// A line of cells over one or more rows.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Rows that it takes.
    pub rows: u32,
    /// Its cells.
    pub cells: Vec<Cell>,
}

impl Cell {
    pub(super) fn new(span: (u32, u32), content: impl Into<Content>, style: &Style) -> Self {
        let (from, to) = span;
        Self { from, to, content: content.into(), style: style.clone() }
    }
}

impl Line {
    /// A line of one row.
    pub(super) fn single(cells: Vec<Cell>) -> Self {
        Self { rows: 1, cells }
    }

    /// Draws the line; gives the row behind it.
    pub(super) fn draw(&self, sheet: &mut Sheet, row: u32) -> u32 {
        let next = row + self.rows;
        for cell in &self.cells {
            let first = Addr::new(row, cell.from);
            let region = Region { first, last: Addr::new(next - 1, cell.to - 1) };
            sheet.merge(region, &cell.style);
            match &cell.content {
                Content::Blank => {}
                Content::Text(text) => sheet.text(first, text, &cell.style),
                Content::Figure(figure) => {
                    let formula = format!("={}", figure.formula);
                    sheet.formula(first, &formula, &figure.value.to_string(), &cell.style);
                }
                Content::Words(words) => {
                    sheet.formula(first, &format!("={}", words.formula), &words.text, &cell.style);
                }
            }
        }
        next
    }
}

/// Draws lines one below the other; gives the row behind the last.
pub(super) fn draw(sheet: &mut Sheet, lines: &[Line], row: u32) -> u32 {
    lines.iter().fold(row, |row, line| line.draw(sheet, row))
}

/// Rows that some lines take.
pub(super) fn rows(lines: &[Line]) -> u32 {
    lines.iter().map(|line| line.rows).sum()
}

/// Width in pixels of a span of columns.
pub(super) const fn width((from, to): (u32, u32)) -> u32 {
    (to - from) * UNIT
}

/// Half-width units that stand side by side in a span of columns.
pub(super) fn across(span: (u32, u32), face: Face) -> usize {
    units_across(width(span), face.size)
}

/// Rows of the grid that a text needs in a span of columns.
pub(super) fn rows_for(text: &str, span: (u32, u32), face: Face) -> u32 {
    /// White above and below a text, together, in points.
    const WHITE: f64 = 1.5;
    let height = lines(text, across(span, face)) as f64 * face.pitch + WHITE;
    (height / ROW).ceil() as u32
}
