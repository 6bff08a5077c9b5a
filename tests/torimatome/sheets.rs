//! Grids from inline tab text, so that a case shows the sheet that it is about.

use torimatome::grid::{Addr, Cell, Region, Sheet, Value, Visibility};

/// Makes a visible sheet named 様式: a line is a row, tabs part its cells, `⏎` breaks a line
/// within a cell. Merged regions are given as `A1:C1`.
pub(crate) fn sheet(text: &str, merges: &[&str]) -> Sheet {
    let mut cells = Vec::new();
    for (row, line) in (0..).zip(text.lines()) {
        for (col, part) in (0..).zip(line.split('\t')).filter(|(_, part)| !part.is_empty()) {
            let value = Value::Text(part.replace('⏎', "\n"));
            cells.push(Cell { at: Addr::new(row, col), value, formula: None, marks: None });
        }
    }
    let mut merges: Vec<Region> =
        merges.iter().map(|text| Region::parse(text).expect("a region")).collect();
    merges.sort_unstable();
    let name = "様式".to_owned();
    Sheet { name, visibility: Visibility::Visible, cells, merges, print_area: None }
}

/// Reads an address such as `D9`.
#[track_caller]
pub(crate) fn at(text: &str) -> Addr {
    Addr::parse(text).expect("an address")
}
