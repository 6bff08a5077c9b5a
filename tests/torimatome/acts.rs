//! What other programs write of text that is struck out, hidden or drawn.
//!
//! The fixtures are made by `tests/interop/make_fixtures.py`: `looks.fods` by hand, `looks.xls` from it
//! by LibreOffice, `looks_xlwt.xls` by xlwt.

use torimatome::finding::Finding;
use torimatome::grid::{Sheet, Unseen};
use torimatome::read::{Reading, read};
use torimatome::rules::Code;

use crate::read::fixture;

fn reading(file: &str, bytes: &[u8]) -> Reading {
    read(file, bytes).remove(0)
}

/// A cell as these tests see it: its position, what stays of it, what is struck out, why it is not
/// seen.
type Seen<'a> = (&'a str, &'a str, &'a str, Option<Unseen>);

#[track_caller]
fn check_cells(sheet: &Sheet, expected: &[Seen<'_>]) {
    let found: Vec<(String, String, &str, Option<Unseen>)> = sheet
        .cells
        .iter()
        .map(|cell| {
            let unseen = cell.marks.as_ref().and_then(|marks| marks.unseen);
            (cell.at.to_string(), cell.shown().into_owned(), cell.struck(), unseen)
        })
        .collect();
    let found: Vec<Seen<'_>> =
        found.iter().map(|(at, kept, struck, unseen)| (&**at, &**kept, *struck, *unseen)).collect();
    assert_eq!(found, expected);
}

/// Asks for the cell and the words of every F10.
#[track_caller]
fn check_told(findings: &[Finding], expected: &[(&str, &str)]) {
    let told: Vec<(&str, &str)> = findings
        .iter()
        .map(|finding| {
            assert_eq!(finding.code, Code::F10, "{finding:?}");
            let cell = finding.location.as_ref().and_then(|at| at.cell.as_deref());
            (cell.unwrap_or_default(), finding.found.as_deref().unwrap_or_default())
        })
        .collect();
    assert_eq!(told, expected);
}

const COLOUR: Option<Unseen> = Some(Unseen::Colour);
const FORMAT: Option<Unseen> = Some(Unseen::Format);
const SIZE: Option<Unseen> = Some(Unseen::Size);
const ROW: Option<Unseen> = Some(Unseen::Row);
const COLUMN: Option<Unseen> = Some(Unseen::Column);

const CELLS: [Seen<'static>; 16] = [
    ("A1", "", "研修を中止した。", None),
    ("B1", "説明会を5回", "3回", None),
    ("C1", "白い字", "", COLOUR),
    ("D1", "青に青", "", COLOUR),
    ("E1", "小さい", "", SIZE),
    ("F1", "1234", "", FORMAT),
    ("G1", "字", "", FORMAT),
    ("H1", "", "12", None),
    ("A2", "隠れた行", "", ROW),
    ("A3", "残す", "も", None),
    ("D3", "青に白", "", None),
    ("I3", "隠れた列", "", COLUMN),
    ("A4", "", "1", None),
    ("B4", "", "2", None),
    ("C4", "3", "", FORMAT),
    ("A5", "結果", "", None),
];

#[test]
fn struck_and_unseen_cells_of_ods_are_told_apart() {
    let book = reading("a.fods", &fixture("looks.fods")).workbook.expect("a workbook");
    check_cells(&book.sheets[0], &CELLS);
}

#[test]
fn struck_and_unseen_cells_of_xls_are_told_apart() {
    let book = reading("a.xls", &fixture("looks.xls")).workbook.expect("a workbook");
    check_cells(&book.sheets[0], &CELLS);
    let book = reading("a.xls", &fixture("looks_xlwt.xls")).workbook.expect("a workbook");
    // xlwt puts 1 and 2 into one record; no run of A3 is struck out, though its cell is.
    let mut cells = CELLS[..15].to_vec();
    cells[9] = ("A3", "残すも", "", None);
    check_cells(&book.sheets[0], &cells);
}

#[test]
fn what_is_drawn_in_ods_is_told_with_the_cells_it_covers() {
    let findings = reading("a.fods", &fixture("looks.fods")).findings;
    check_told(
        &findings,
        &[
            ("", "A5: https://www.example.jp/2024.pdf"),
            ("", "A16: 確認してください"),
            ("A6", "A6:B6: 楕円"),
            ("A7", "A7:A8: 図形 この数字は速報です"),
            ("B9", "B9:C9: 線"),
            ("A10", "A10:A11: 画像"),
            ("A12", "A12: ☑ 達成"),
            ("A13", "A13: □ 未達成"),
            ("A14", "A14:B15: 図形 組の一"),
            ("A14", "A14:B15: 楕円 組の二"),
        ],
    );
}

#[test]
fn what_is_drawn_in_xls_is_told_with_the_cells_it_covers() {
    let findings = reading("a.xls", &fixture("looks.xls")).findings;
    check_told(
        &findings,
        &[
            ("A6", "A6:B6: 楕円"),
            ("A7", "A7:B8: 図形 この数字は速報です"),
            ("B9", "B9:C9: 線"),
            ("A10", "A10:A11: 画像"),
            ("A12", "A12: ☑ 達成"),
            ("A13", "A13: □ 未達成"),
            ("A15", "A15:B28: 図形 組の一"),
            ("A15", "A15:B28: 楕円 組の二"),
            ("", "A16: 確認してください"),
            ("A5", "A5: https://www.example.jp/2024.pdf"),
        ],
    );
    assert!(reading("a.xls", &fixture("looks_xlwt.xls")).findings.is_empty());
}
