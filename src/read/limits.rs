//! The limits that keep any input within bounded time and memory, and the account of what is spent.
//!
//! In: sizes as declared or met. Out: an F07 finding once a limit is passed. It opens nothing.

use std::time::Instant;

use super::words::limit as name;
use super::{Refusal, refuse};
use crate::finding::{Finding, Location};
use crate::grid::Addr;
use crate::rules::Code;

/// Largest file, in bytes as stored: 100 MB.
pub const MAX_FILE_BYTES: u64 = 100 << 20;
/// Largest sum of expanded sizes under one file, zips within zips included: 500 MB.
pub const MAX_EXPANDED_BYTES: u64 = 500 << 20;
/// Largest expanded size for one stored byte …
pub const MAX_RATIO: u64 = 200;
/// … for archives that expand beyond this: 10 MB.
pub const RATIO_FROM_BYTES: u64 = 10 << 20;
/// Most entries of a zip.
pub const MAX_ENTRIES: u64 = 10_000;
/// Most sheets of a workbook.
pub const MAX_SHEETS: u64 = 1_000;
/// Most non-empty cells of a file.
pub const MAX_CELLS: u64 = 2_000_000;
/// Most characters that Excel keeps in a cell (UTF-16 units).
pub const MAX_CELL_CHARS: u64 = 32_767;
/// Most bytes of text over all cells of a file: a shared string counts once a cell.
pub const MAX_TEXT_BYTES: u64 = 500 << 20;
/// Deepest zip within a zip: 1 is the zip itself.
pub const MAX_ZIP_NESTING: u32 = 2;
/// Deepest folder below a named one.
pub const MAX_FOLDER_DEPTH: usize = 32;
/// Least bytes that one shared string takes in its part: `<si/>`.
pub const MIN_SHARED_STRING_BYTES: u64 = 5;
/// Largest area of a table, in cells, where work grows with it: the bounding rectangle of an xls
/// sheet, which its library holds whole, and what the cells of a web page reach over.
pub const MAX_AREA: u64 = 4_000_000;
/// Most merged regions of a file: 20 times the most of any form that was seen.
pub const MAX_MERGES: u64 = 200_000;
/// Most forms of a workbook: what is compared with one another must stay few.
pub const MAX_FORMS: usize = 2_000;
/// Longest time that the reading of one file may take in this process, in seconds.
pub const MAX_FILE_SECONDS: u64 = 60;
/// Longest time that a process for reading may take, in seconds.
pub const MAX_READ_SECONDS: u64 = 15;
/// Most memory that a process for reading may hold, in bytes: 768 MB.
pub const MAX_READ_MEMORY: u64 = 768 << 20;
/// Longest answer of a process for reading, in bytes: all text that a file may have, and its cells.
pub const MAX_ANSWER_BYTES: u64 = 700 << 20;
/// How often a file may ask for a password to be hashed: five times what Excel writes.
pub const MAX_PASSWORD_ROUNDS: u64 = 500_000;
/// Most passwords that encrypted files are tried with.
pub const MAX_PASSWORDS: usize = 100;
/// Most findings of one kind from one sheet.
pub const MAX_FINDINGS: usize = 100;

/// Every limit as people are told of it: its name, and its figure with its unit.
#[must_use]
pub fn walls() -> Vec<(&'static str, String)> {
    let megabytes = |bytes: u64| format!("{} MB", bytes >> 20);
    let of = |figure: u64, unit: &str| format!("{} {unit}", grouped(figure));
    let small = megabytes(RATIO_FROM_BYTES);
    vec![
        (name::FILE_SIZE, megabytes(MAX_FILE_BYTES)),
        (name::EXPANDED, megabytes(MAX_EXPANDED_BYTES)),
        (name::RATIO, format!("{}（展開後 {small} まではいくらでも）", of(MAX_RATIO, name::TIMES))),
        (name::ENTRIES, of(MAX_ENTRIES, name::PIECES)),
        (name::NESTING, of(u64::from(MAX_ZIP_NESTING), name::LEVELS)),
        (name::FOLDER_DEPTH, of(MAX_FOLDER_DEPTH as u64, name::LEVELS)),
        (name::SHEETS, of(MAX_SHEETS, name::PIECES)),
        (name::ROWS, grouped(u64::from(Addr::MAX_ROWS))),
        (name::COLUMNS, grouped(u64::from(Addr::MAX_COLS))),
        (name::CELLS, of(MAX_CELLS, name::PIECES)),
        (name::FORMS, of(MAX_FORMS as u64, name::PIECES)),
        (name::MERGES, of(MAX_MERGES, name::PIECES)),
        (
            name::CELL_CHARS,
            format!("{}（超えた文字も読み、知らせます）", of(MAX_CELL_CHARS, name::CHARS)),
        ),
        (name::TEXT, megabytes(MAX_TEXT_BYTES)),
        (name::SHARED_STRINGS, format!("その部分の {MIN_SHARED_STRING_BYTES} バイトに 1 個")),
        (name::AREA, format!("{}（xls の一枚のシート、HTML の表）", of(MAX_AREA, name::PIECES))),
        (
            name::TIME,
            format!(
                "{}（xls と xlsb は {}）",
                of(MAX_FILE_SECONDS, name::SECONDS),
                of(MAX_READ_SECONDS, name::SECONDS)
            ),
        ),
        (name::MEMORY, format!("{}（xls と xlsb。Linux だけ）", megabytes(MAX_READ_MEMORY))),
        (name::ROUNDS, of(MAX_PASSWORD_ROUNDS, name::TIMES_OVER)),
    ]
}

/// Cells and merged regions between two looks at the clock.
const LOOK_EVERY: u64 = 4096;

/// What one top-level file has spent, its members included.
#[derive(Debug)]
pub(super) struct Spent {
    expanded: u64,
    cells: u64,
    merges: u64,
    text: u64,
    /// When the file, or the member of a zip, was begun.
    begun: Instant,
}

impl Default for Spent {
    fn default() -> Self {
        Self { expanded: 0, cells: 0, merges: 0, text: 0, begun: Instant::now() }
    }
}

impl Spent {
    /// Books the declared expansion of an archive before it is opened.
    pub(super) fn expand(&mut self, file: &str, declared: u64) -> Result<(), Refusal> {
        self.expanded = self.expanded.saturating_add(declared);
        check(file, name::EXPANDED, self.expanded, MAX_EXPANDED_BYTES, name::BYTES)
    }

    /// Books one non-empty cell with its text.
    pub(super) fn cell(&mut self, file: &str, text_bytes: usize) -> Result<(), Refusal> {
        self.cells += 1;
        if self.cells.is_multiple_of(LOOK_EVERY) {
            self.time(file)?;
        }
        self.text = self.text.saturating_add(text_bytes as u64);
        check(file, name::CELLS, self.cells, MAX_CELLS, name::PIECES)?;
        check(file, name::TEXT, self.text, MAX_TEXT_BYTES, name::BYTES)
    }

    /// Books merged regions.
    pub(super) fn merges(&mut self, file: &str, count: usize) -> Result<(), Refusal> {
        let before = self.merges / LOOK_EVERY;
        self.merges = self.merges.saturating_add(count as u64);
        if self.merges / LOOK_EVERY > before {
            self.time(file)?;
        }
        check(file, name::MERGES, self.merges, MAX_MERGES, name::PIECES)
    }

    /// Starts the time of a file anew: every member of a zip has its own.
    pub(super) fn begin(&mut self) {
        self.begun = Instant::now();
    }

    /// Refuses a file that has taken too long.
    fn time(&self, file: &str) -> Result<(), Refusal> {
        check(file, name::TIME, self.begun.elapsed().as_secs(), MAX_FILE_SECONDS, name::SECONDS)
    }
}

/// F07 for a workbook in which more forms are recognised than one may have.
#[must_use]
pub fn too_many_forms(file: &str, forms: usize) -> Option<Finding> {
    check(file, name::FORMS, forms as u64, MAX_FORMS as u64, name::PIECES).err().map(|it| *it)
}

/// Refuses a file when a figure is over its limit.
pub(super) fn check(
    file: &str,
    name: &str,
    actual: u64,
    limit: u64,
    unit: &str,
) -> Result<(), Refusal> {
    if actual <= limit {
        return Ok(());
    }
    Err(over(Location::file(file), name, actual, limit, unit))
}

/// Makes the F07 finding: `detail` is the limit's name and figure, `found` the actual figure.
pub(super) fn over(at: Location, name: &str, actual: u64, limit: u64, unit: &str) -> Refusal {
    refuse(
        Finding::new(Code::F07)
            .at(at)
            .detail(format!("{name} {} {unit}", grouped(limit)))
            .found(format!("{} {unit}", grouped(actual))),
    )
}

/// Refuses an archive whose expansion is out of proportion.
pub(super) fn check_ratio(file: &str, stored: u64, expanded: u64) -> Result<(), Refusal> {
    if expanded <= RATIO_FROM_BYTES {
        return Ok(());
    }
    check(file, name::RATIO, expanded / stored.max(1), MAX_RATIO, name::TIMES)
}

/// Writes a figure with a comma every three digits.
pub(super) fn grouped(figure: u64) -> String {
    let digits = figure.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_figure_at_its_limit_passes_and_one_above_is_told_with_both_figures() {
        assert!(check("a.zip", name::ENTRIES, 10_000, MAX_ENTRIES, name::PIECES).is_ok());
        let refusal = check("a.zip", name::ENTRIES, 10_001, MAX_ENTRIES, name::PIECES)
            .expect_err("one entry too many");
        assert_eq!(refusal.code, Code::F07);
        assert_eq!(refusal.found.as_deref(), Some("10,001 個"));
        assert!(refusal.detail.as_deref().is_some_and(|text| text.ends_with("10,000 個")));
    }

    #[test]
    fn a_small_archive_may_expand_at_any_ratio() {
        assert!(check_ratio("a.xlsx", 1, RATIO_FROM_BYTES).is_ok());
        assert!(check_ratio("a.xlsx", 1, RATIO_FROM_BYTES + 1).is_err());
        assert!(check_ratio("a.xlsx", 1 << 20, 200 << 20).is_ok());
    }

    #[test]
    fn a_file_that_takes_too_long_ends_and_the_next_has_its_own_time() {
        let late = Duration::from_secs(MAX_FILE_SECONDS + 1);
        let Some(begun) = Instant::now().checked_sub(late) else { return };
        let mut spent = Spent { begun, ..Spent::default() };
        let mut read = || (0..LOOK_EVERY).find_map(|_| spent.cell("a.xlsx", 1).err());
        let refusal = read().expect("too late");
        assert_eq!(refusal.code, Code::F07);
        assert_eq!(refusal.detail.as_deref(), Some("読み取りの時間 60 秒"));
        assert_eq!(refusal.found.as_deref(), Some("61 秒"));
        spent.begin();
        assert!((0..LOOK_EVERY).all(|_| spent.cell("a.xlsx", 1).is_ok()));
    }

    #[test]
    fn cells_texts_and_merged_regions_are_counted() {
        let over = |refusal: Option<Refusal>| refusal.and_then(|it| it.detail.clone());
        let mut spent = Spent::default();
        let cells = (0..=MAX_CELLS).find_map(|_| spent.cell("a.xlsx", 0).err());
        assert_eq!(over(cells).as_deref(), Some("文字や数の入ったセル数 2,000,000 個"));
        let text = Spent::default().cell("a.xlsx", MAX_TEXT_BYTES as usize + 1).err();
        assert_eq!(over(text).as_deref(), Some("文字の総量 524,288,000 バイト"));
        let mut spent = Spent::default();
        assert!(spent.merges("a.xlsx", MAX_MERGES as usize).is_ok());
        let merges = spent.merges("a.xlsx", 1).err();
        assert_eq!(over(merges).as_deref(), Some("結合したセルの数 200,000 個"));
    }

    #[test]
    fn expansion_is_counted_over_all_members() {
        let mut spent = Spent::default();
        assert!(spent.expand("a.zip", MAX_EXPANDED_BYTES).is_ok());
        assert!(spent.expand("a.zip/b.xlsx", 1).is_err());
    }
}
