//! Says where the cells of a page's tables stand on a sheet: a row below the other, a cell beside
//! the one before and beside those that reach down from above.
//!
//! In: rows and spans in the page's order. Out: regions. It knows no text.

use crate::grid::{Addr, Region};
use crate::read::limits::{self, MAX_AREA};
use crate::read::words::limit;
use crate::read::{Refusal, check_position};

/// Most rows and columns that a cell may span (HTML, section 4.9.11).
const MAX_SPAN: (u32, u32) = (65_534, 1_000);

/// The rows of a sheet as they fill up.
#[derive(Debug, Default)]
pub(super) struct Layout {
    row: u32,
    /// Something stands in the row, be it a cell without text.
    taken: bool,
    /// The row is open for more cells.
    open: bool,
    next_col: u32,
    /// By column, the first row that no cell of the table reaches into from above.
    free_from: Vec<u32>,
    /// Regions of the table's cells.
    regions: Vec<Region>,
    /// How many columns were looked at for cells that reach into a row from above.
    steps: u64,
}

impl Layout {
    /// Starts the next row.
    pub(super) fn start_row(&mut self) {
        self.row = self.row.saturating_add(u32::from(self.taken));
        (self.taken, self.open, self.next_col) = (true, true, 0);
    }

    /// Ends the row; a cell to come starts one of its own.
    pub(super) fn end_row(&mut self) {
        self.open = false;
    }

    /// Gives the next cell its region; `rows` of 0 is all to the table's end.
    pub(super) fn place(
        &mut self,
        file: &str,
        sheet: &str,
        rows: u32,
        cols: u32,
    ) -> Result<Region, Refusal> {
        if !self.open {
            self.start_row();
        }
        let mut col = self.next_col;
        while !self.is_free(col) {
            col += 1;
            self.step(file, 1)?;
        }
        let first = Addr::new(self.row, col);
        check_position(file, sheet, first)?;
        let (rows, cols) =
            (if rows == 0 { MAX_SPAN.0 } else { rows.min(MAX_SPAN.0) }, cols.min(MAX_SPAN.1));
        let wanted = (col + cols.max(1) - 1).min(Addr::MAX_COLS - 1);
        let known = u32::try_from(self.free_from.len()).unwrap_or(u32::MAX);
        let reach = wanted.min(known);
        self.step(file, reach.saturating_sub(col))?;
        let blocked = (col + 1..=reach).find(|col| !self.is_free(*col));
        let last_col = blocked.map_or(wanted, |blocked| blocked - 1);
        let below = self.row.saturating_add(rows).min(Addr::MAX_ROWS);
        if rows > 1 {
            let (from, to) = (col as usize, last_col as usize + 1);
            self.free_from.resize(self.free_from.len().max(to), 0);
            self.free_from[from..to].fill(below);
        }
        self.next_col = last_col + 1;
        let region = Region { first, last: Addr::new(below - 1, last_col) };
        self.regions.push(region);
        Ok(region)
    }

    /// Takes back the cell that was placed last; a row without another one is free again.
    pub(super) fn take_back(&mut self) {
        let Some(region) = self.regions.pop() else { return };
        self.taken &= region.first.col > 0;
    }

    /// Ends the table and gives its merged regions: no cell reaches below the last row, whatever
    /// its span says.
    pub(super) fn end_table(&mut self) -> Vec<Region> {
        self.end_row();
        self.free_from.clear();
        let end = self.row + u32::from(self.taken);
        let mut regions = std::mem::take(&mut self.regions);
        for region in &mut regions {
            region.last.row = region.last.row.min(end.saturating_sub(1)).max(region.first.row);
        }
        regions.retain(|region| region.first != region.last);
        regions
    }

    /// Counts columns that were looked at: cells over cells would let a small page work for hours.
    fn step(&mut self, file: &str, columns: u32) -> Result<(), Refusal> {
        self.steps += u64::from(columns);
        limits::check(file, limit::AREA, self.steps, MAX_AREA, limit::PIECES)
    }

    fn is_free(&self, col: u32) -> bool {
        self.free_from.get(col as usize).is_none_or(|free_from| *free_from <= self.row)
    }
}
