//! What 総括 is drawn with: looks, rows whose heights are kept, tables and charts beside them.
//!
//! In: texts, cells, rows. Out: one A4 landscape page. It counts nothing.

use super::super::super::list_sheet::{COUNT, Cell, write};
use super::super::super::sheet::chart::{Fill, StackedBars};
use super::super::super::sheet::{PageSetup, Sheet};
use super::super::super::style::{Across, Border, Down, Style, Styles};
use super::super::super::text_layout::text_height;
use super::super::Desk;
use super::SHEET;
use crate::grid::{Addr, Region};

/// Widths in pixels.
pub(super) const NAME_WIDTH: u32 = 190;
pub(super) const COUNT_WIDTH: u32 = 60;
pub(super) const GAP_WIDTH: u32 = 16;
pub(super) const CHART_WIDTH: u32 = 560;
/// Heights in points.
pub(super) const ROW: f64 = 18.0;
pub(super) const HEAD: f64 = 30.0;
pub(super) const KEY: f64 = 36.0;
/// Pixels a point.
const PIXELS: f64 = 96.0 / 72.0;

pub(super) struct Look {
    pub(super) title: Style,
    pub(super) plain: Style,
    pub(super) heading: Style,
    pub(super) head: Style,
    pub(super) name: Style,
    pub(super) figure: Style,
    pub(super) total: Style,
    pub(super) key: Style,
    pub(super) note: Style,
}

impl Look {
    pub(super) fn new(styles: &Styles) -> Self {
        let size = styles.small.size;
        let head = styles.label.clone().size(size);
        let figure = styles.word.clone().size(size).place(Across::Right, Down::Middle);
        let running = Style { border: Border::None, ..styles.cell.clone() };
        Self {
            title: Style { wrap: false, ..styles.title.clone() },
            plain: Style { wrap: false, ..running.clone() }.size(styles.plain.size),
            heading: Style { wrap: false, ..styles.heading.clone() },
            name: styles.cell.clone(),
            total: head.clone().place(Across::Right, Down::Middle).number_format(COUNT),
            key: styles.word.clone().bold().size(KEY_SIZE).number_format(COUNT),
            figure: figure.number_format(COUNT),
            note: running.colour(styles.small.colour.unwrap_or_default()),
            head,
        }
    }
}

/// Size of the type of the key figures in points.
const KEY_SIZE: f64 = 18.0;

pub(super) struct Page<'d, 'a> {
    pub(super) desk: &'d Desk<'a>,
    pub(super) look: Look,
    pub(super) sheet: Sheet,
    /// Columns of the tables.
    pub(super) columns: u32,
    /// Heights of the rows so far, in points.
    pub(super) heights: Vec<f64>,
}

impl<'d, 'a> Page<'d, 'a> {
    /// An empty page: so many columns of tables, a gap, and a column as wide as the charts.
    pub(super) fn new(desk: &'d Desk<'a>, columns: u32) -> Self {
        let mut sheet = Sheet::new(SHEET);
        sheet.column_width(0, NAME_WIDTH);
        for col in 1..columns {
            sheet.column_width(col, COUNT_WIDTH);
        }
        sheet.column_width(columns, GAP_WIDTH);
        sheet.column_width(columns + 1, CHART_WIDTH);
        Self { desk, look: Look::new(&desk.styles), sheet, columns, heights: Vec::new() }
    }

    /// Sets the height of the next row; gives the row.
    pub(super) fn row(&mut self, height: f64) -> u32 {
        let row = self.heights.len() as u32;
        self.sheet.row_height(row, height);
        self.heights.push(height);
        row
    }

    pub(super) fn put(&mut self, at: Addr, cell: &Cell<'_>, style: &Style) {
        write(&mut self.sheet, at, cell, style);
    }

    /// A heading over a table, one over its chart, and the head of the table; gives the head's row.
    pub(super) fn table_head(&mut self, titles: [&str; 2], heads: &[&str]) -> u32 {
        let row = self.row(self.look.heading.size * 1.7);
        let heading = self.look.heading.clone();
        self.sheet.text(Addr::new(row, 0), titles[0], &heading);
        self.sheet.text(Addr::new(row, self.columns + 1), titles[1], &heading);
        self.heads(heads)
    }

    /// The head of a table, high enough for its longest name; gives its row.
    pub(super) fn heads(&mut self, names: &[&str]) -> u32 {
        let face = self.desk.styles.small_face;
        let tall = |name: &&str| text_height(name, COUNT_WIDTH, face);
        let height = names.iter().skip(1).map(tall).fold(HEAD, f64::max);
        let row = self.row(height);
        let head = self.look.head.clone();
        for (col, name) in (0..).zip(names) {
            self.sheet.text(Addr::new(row, col), name, &head);
        }
        row
    }

    pub(super) fn record(&mut self, cells: &[Cell<'_>], total: bool) {
        let name_height = cells.first().map_or(0.0, |name| match name {
            Cell::Text(text) | Cell::Alert(text) => {
                text_height(text, NAME_WIDTH, self.desk.styles.small_face)
            }
            _ => 0.0,
        });
        let row = self.row(name_height.max(ROW));
        let look = &self.look;
        let figure = if total { look.total.clone() } else { look.figure.clone() };
        let head = look.head.clone().place(Across::Left, Down::Middle);
        let name = if total { head } else { look.name.clone() };
        for (col, cell) in (0..).zip(cells) {
            let style = if col == 0 { &name } else { &figure };
            self.put(Addr::new(row, col), cell, style);
        }
    }

    pub(super) fn note(&mut self, text: &str) {
        let width = NAME_WIDTH + COUNT_WIDTH * (self.columns - 1);
        let row = self.row(text_height(text, width, self.desk.styles.small_face) + 2.0);
        let region = Region { first: Addr::new(row, 0), last: Addr::new(row, self.columns - 1) };
        self.sheet.merged_text(region, text, &self.look.note);
    }

    /// Adds an empty row where the rows since `start` are lower than a chart needs.
    pub(super) fn fill_up(&mut self, start: usize, least: f64) {
        let used: f64 = self.heights[start + 1..].iter().sum();
        if used < least {
            self.row(least - used);
        }
    }

    /// The chart beside the rows since `start`, below the heading that stands there.
    pub(super) fn chart(
        &mut self,
        start: usize,
        rows: (u32, u32),
        parts: Vec<(u32, Fill)>,
        told: &str,
    ) {
        let (head, end) = rows;
        if end <= head + 1 {
            return;
        }
        let height: f64 = self.heights[start + 1..].iter().sum();
        let small = &self.desk.styles.small;
        let at = Addr::new(start as u32 + 1, self.columns + 1);
        let bars = StackedBars {
            source: SHEET,
            bars: Region { first: Addr::new(head + 1, 0), last: Addr::new(end - 1, 0) },
            names_row: head,
            parts,
            size: (CHART_WIDTH - 4, (height * PIXELS) as u32),
            font: &small.font,
            type_size: small.size,
            told,
        };
        self.sheet.stacked_bars(at, &bars);
    }

    pub(super) fn finish(mut self) -> Sheet {
        let last = Addr::new(self.heights.len() as u32 - 1, self.columns + 1);
        self.sheet.page(&PageSetup {
            page: &self.desk.input.template.layout.page,
            landscape: true,
            header: (&self.desk.header, SHEET),
            footer: &self.desk.as_of,
            print_area: Some(Region { first: Addr::new(0, 0), last }),
            repeat_rows: None,
        });
        self.sheet.one_page();
        self.sheet.zoom(90);
        self.sheet
    }
}
