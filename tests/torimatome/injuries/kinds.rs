//! The kinds of injuries that hands, mail and other programs do to a workbook.

use torimatome::field::Field;
use torimatome::grid::{Addr, Cell, Region, Sheet, Value, Visibility};

use super::draw::Draw;
use crate::office::{Returned, put, set};

/// Declares the kinds and the list of them.
macro_rules! kinds {
    ($($kind:ident),+ $(,)?) => {
        /// What is done to a set of returns.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(super) enum Kind { $($kind),+ }

        /// Every kind.
        pub(super) const KINDS: &[Kind] = &[$(Kind::$kind),+];
    };
}

kinds! {
    DeleteRow, InsertRow, DeleteColumn, InsertColumn, DeleteSomeRows,
    ClearLabel, ClearCell, RespellLabel, MoveCell, SwapCells, TypeOverCell,
    DuplicateSheet, RenameSheet, SwapSheetNames, DeleteSheet, ReverseSheets, TwoSheetsOneName,
    HideSheet, AddHiddenSheet, AddVisibleSheet, PasteBelow, PasteBeside,
    DropNames, DropBinding, DropIds, ScrambleNames, ScrambleBinding, WrongId, UnknownId,
    Blank, Huge, Garbage, Number, Date, Truth, Failure, Formula, Html, TagOverTwoCells,
    StrayText, TextOnOwnSheet, SplitAnswer, TextOfOtherForm, IssuedTextAsAnswer, EditIssued,
    Unmerge, Merge, OtherYear, OtherPlan, OtherSection, OtherEdition,
    SameFileAgain, ChangedFileAgain, LongerFileAgain, RenameFile, RemoveFile, EmptyBook,
}

/// Does an injury; where a workbook has nothing left to injure, nothing happens.
pub(super) fn injure(kind: Kind, books: &mut Vec<Returned>, draw: &mut Draw) {
    if books.is_empty() {
        return;
    }
    let index = draw.below(books.len());
    match kind {
        Kind::SameFileAgain | Kind::ChangedFileAgain | Kind::LongerFileAgain => {
            again(kind, books, index, draw);
        }
        Kind::RemoveFile => drop(books.remove(index)),
        Kind::TextOfOtherForm => {
            let from = draw.below(books.len());
            let text = pick(&books[from], draw).map(|(_, cell)| cell);
            answer_with(&mut books[index], text.map(|cell| cell.value), draw);
        }
        _ => injure_book(kind, &mut books[index], draw),
    }
}

fn again(kind: Kind, books: &mut Vec<Returned>, index: usize, draw: &mut Draw) {
    let mut copy = books[index].clone();
    copy.book.file = format!("{} ({}).xlsx", copy.book.file, books.len());
    if draw.below(2) == 0 {
        copy.book.modified = Some("2024-10-16T01:00:00Z".to_owned());
    }
    match kind {
        Kind::ChangedFileAgain => {
            let text = draw.text();
            answer_with(&mut copy, Some(Value::Text(text)), draw);
        }
        Kind::LongerFileAgain => {
            let text = draw.text();
            for sheet in &mut copy.book.sheets {
                let answer =
                    sheet.cells.iter_mut().rfind(|cell| cell.shown().contains("を書いた。"));
                if let Some(cell) = answer {
                    cell.value = Value::Text(format!("{}\n{text}", cell.shown()));
                }
            }
        }
        _ => {}
    }
    books.push(copy);
}

fn injure_book(kind: Kind, book: &mut Returned, draw: &mut Draw) {
    match kind {
        Kind::DropNames => book.book.defined_names.clear(),
        Kind::DropBinding => book.book.sheets.retain(|sheet| sheet.name != "_torimatome"),
        Kind::DropIds => {
            for sheet in &mut book.book.sheets {
                sheet.cells.retain(|cell| !cell.shown().starts_with("様式ID：1-"));
            }
        }
        Kind::ScrambleNames => {
            for name in &mut book.book.defined_names {
                name.at = Addr::new(draw.below(50) as u32, draw.below(8) as u32);
            }
        }
        Kind::ScrambleBinding => scramble(book, draw),
        Kind::ReverseSheets => book.book.sheets.reverse(),
        Kind::OtherPlan => set_key(book, "plan_title", "防災計画R6"),
        Kind::OtherSection => set_key(book, "section", draw.of(&["総務課", "町民生活課", "議会"])),
        Kind::OtherEdition => set_key(book, "edition", draw.of(&["0", "7", "x"])),
        Kind::RenameFile => {
            let name = draw.of(&["回収/前期/返信.xlsx", "回収/総務課/町民生活課.xlsx", "a.csv"]);
            book.book.file = format!("{} {name}", book.book.file);
        }
        Kind::EmptyBook => book.book.sheets.clear(),
        Kind::TextOnOwnSheet => {
            let name = draw.of(&["提出票", "記入要領", "_torimatome"]);
            let at = Addr::new(draw.below(40) as u32, draw.below(12) as u32);
            let value = Value::Text(draw.text());
            if let Some(sheet) = book.book.sheets.iter_mut().find(|sheet| sheet.name == name) {
                set(sheet, at, value);
            }
        }
        _ if book.book.sheets.is_empty() => {}
        Kind::DuplicateSheet
        | Kind::RenameSheet
        | Kind::SwapSheetNames
        | Kind::DeleteSheet
        | Kind::TwoSheetsOneName
        | Kind::HideSheet
        | Kind::AddHiddenSheet
        | Kind::AddVisibleSheet
        | Kind::PasteBelow
        | Kind::PasteBeside => injure_sheets(kind, book, draw),
        Kind::DeleteRow
        | Kind::InsertRow
        | Kind::DeleteColumn
        | Kind::InsertColumn
        | Kind::DeleteSomeRows => injure_lines(kind, book, draw),
        _ => injure_cells(kind, book, draw),
    }
}

/// Changes values of the hidden sheet.
fn scramble(book: &mut Returned, draw: &mut Draw) {
    let hidden = book.book.sheets.iter_mut().find(|sheet| sheet.name == "_torimatome");
    let Some(sheet) = hidden.filter(|sheet| !sheet.cells.is_empty()) else { return };
    for _ in 0..3 {
        let index = draw.below(sheet.cells.len());
        let text =
            draw.of(&["XFE1048577", "9", "progress.first_half", "D4", "-1", "1-1-1-1-総務課-1"]);
        sheet.cells[index].value = Value::Text(text.to_owned());
    }
}

fn set_key(book: &mut Returned, key: &str, value: &str) {
    let Some(sheet) = book.book.sheets.iter_mut().find(|it| it.name == "_torimatome") else {
        return;
    };
    let row = sheet.cells.iter().find(|cell| cell.at.col == 0 && cell.shown() == key);
    if let Some(row) = row.map(|cell| cell.at.row) {
        set(sheet, Addr::new(row, 1), Value::Text(value.to_owned()));
    }
}

/// Index of a sheet, of a form three times of four.
fn sheet_index(book: &Returned, draw: &mut Draw) -> usize {
    let sheets = &book.book.sheets;
    let forms: Vec<usize> =
        (0..sheets.len()).filter(|index| book.cells.contains_key(&sheets[*index].name)).collect();
    if forms.is_empty() || draw.below(4) == 0 { draw.below(sheets.len()) } else { draw.of(&forms) }
}

/// A cell of some sheet.
fn pick(book: &Returned, draw: &mut Draw) -> Option<(usize, Cell)> {
    if book.book.sheets.is_empty() {
        return None;
    }
    let index = sheet_index(book, draw);
    let cells = &book.book.sheets[index].cells;
    (!cells.is_empty()).then(|| (index, cells[draw.below(cells.len())].clone()))
}

/// Puts a value into the cell of an answer, wherever it was issued.
fn answer_with(book: &mut Returned, value: Option<Value>, draw: &mut Draw) {
    let Some(value) = value else { return };
    let names: Vec<String> = book.cells.keys().cloned().collect();
    let name = &names[draw.below(names.len())];
    let at = book.cells[name][&draw.of(&Field::ANSWERED)];
    if let Some(sheet) = book.book.sheets.iter_mut().find(|sheet| sheet.name == *name) {
        set(sheet, at, value);
    }
}

fn injure_sheets(kind: Kind, book: &mut Returned, draw: &mut Draw) {
    let index = sheet_index(book, draw);
    let other = sheet_index(book, draw);
    let text = draw.text();
    let sheets = &mut book.book.sheets;
    match kind {
        Kind::DuplicateSheet => {
            let name = format!("{} ({})", sheets[index].name, sheets.len());
            sheets.push(Sheet { name, ..sheets[index].clone() });
        }
        Kind::TwoSheetsOneName => sheets.push(sheets[index].clone()),
        Kind::RenameSheet => {
            let name = format!("記入済み{}", sheets.len());
            for defined in &mut book.book.defined_names {
                if defined.sheet == sheets[index].name && draw.below(2) == 0 {
                    defined.sheet.clone_from(&name);
                }
            }
            sheets[index].name = name;
        }
        Kind::SwapSheetNames => {
            let name = std::mem::take(&mut sheets[index].name);
            let name = std::mem::replace(&mut sheets[other].name, name);
            sheets[index].name = name;
        }
        Kind::DeleteSheet => drop(sheets.remove(index)),
        Kind::HideSheet => sheets[index].visibility = Visibility::Hidden,
        Kind::AddHiddenSheet => book.add_sheet("旧様式", Visibility::Hidden, &text),
        Kind::AddVisibleSheet => book.add_sheet("連絡", Visibility::Visible, &text),
        Kind::PasteBelow | Kind::PasteBeside => {
            let from = sheets[other].cells.clone();
            let (rows, cols) = match kind {
                Kind::PasteBelow => (50 + draw.below(3) as u32, 0),
                _ => (0, 4 + draw.below(3) as u32),
            };
            for cell in from {
                let at = Addr::new(cell.at.row + rows, cell.at.col + cols);
                put(&mut sheets[index], Cell { at, ..cell });
            }
        }
        _ => {}
    }
}

fn injure_lines(kind: Kind, book: &mut Returned, draw: &mut Draw) {
    let Some((index, cell)) = pick(book, draw) else { return };
    let sheet = &mut book.book.sheets[index];
    let at = cell.at;
    let name = sheet.name.clone();
    let count = 1 + draw.below(5) as u32;
    match kind {
        Kind::InsertRow => book.insert_row(&name, at.row),
        Kind::DeleteRow => delete_rows(sheet, at.row, 1),
        Kind::DeleteSomeRows => delete_rows(sheet, at.row, count),
        Kind::InsertColumn => shift_columns(sheet, at.col, 1),
        Kind::DeleteColumn => {
            sheet.cells.retain(|cell| cell.at.col != at.col);
            sheet.merges.retain(|region| region.first.col != at.col);
            shift_columns(sheet, at.col + 1, -1);
        }
        _ => {}
    }
}

/// Deletes rows, and the merged regions that they cut.
fn delete_rows(sheet: &mut Sheet, first: u32, count: u32) {
    let last = first + count - 1;
    sheet.cells.retain(|cell| !(first..=last).contains(&cell.at.row));
    sheet.merges.retain(|region| region.last.row < first || region.first.row > last);
    let up = |at: &mut Addr| at.row -= if at.row > last { count } else { 0 };
    sheet.cells.iter_mut().for_each(|cell| up(&mut cell.at));
    for region in &mut sheet.merges {
        up(&mut region.first);
        up(&mut region.last);
    }
}

fn shift_columns(sheet: &mut Sheet, from: u32, by: i32) {
    let moved = |at: &mut Addr| {
        if at.col >= from {
            at.col = at.col.saturating_add_signed(by);
        }
    };
    sheet.cells.iter_mut().for_each(|cell| moved(&mut cell.at));
    for region in &mut sheet.merges {
        moved(&mut region.first);
        moved(&mut region.last);
    }
}

fn injure_cells(kind: Kind, book: &mut Returned, draw: &mut Draw) {
    if let Some(value) = odd_value(kind, draw) {
        answer_with(book, Some(value), draw);
        return;
    }
    let Some((index, cell)) = pick(book, draw) else { return };
    let other = pick(book, draw);
    let near = Addr::new(
        (cell.at.row + draw.below(3) as u32).saturating_sub(1),
        (cell.at.col + draw.below(3) as u32).saturating_sub(1),
    );
    let far = Addr::new(draw.below(70) as u32, draw.below(9) as u32);
    let sheet = &mut book.book.sheets[index];
    match kind {
        Kind::ClearCell => set(sheet, cell.at, blank()),
        Kind::ClearLabel | Kind::RespellLabel => {
            let labels: Vec<Addr> =
                sheet.cells.iter().map(|cell| cell.at).filter(|at| at.col < 3).collect();
            if !labels.is_empty() {
                let at = draw.of(&labels);
                let value =
                    if kind == Kind::ClearLabel { blank() } else { Value::Text(draw.text()) };
                set(sheet, at, value);
            }
        }
        Kind::MoveCell => {
            set(sheet, cell.at, blank());
            put(sheet, Cell { at: near, ..cell });
        }
        Kind::SwapCells => {
            let other = other.filter(|(from, _)| *from == index).map(|(_, cell)| cell);
            if let Some(other) = other {
                put(sheet, Cell { at: cell.at, ..other.clone() });
                put(sheet, Cell { at: other.at, ..cell });
            }
        }
        Kind::TypeOverCell => set(sheet, cell.at, Value::Text(draw.text())),
        Kind::Formula => {
            let formula = Some("前期!D9&\"件\"".to_owned());
            let value =
                if draw.below(2) == 0 { Value::Error("#未計算".to_owned()) } else { cell.value };
            put(sheet, Cell { at: cell.at, value, formula, marks: None });
        }
        Kind::StrayText => set(sheet, far, Value::Text(draw.text())),
        Kind::SplitAnswer => {
            let text = cell.shown().into_owned();
            let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
            set(sheet, cell.at, Value::Text(text[..half].to_owned()));
            set(sheet, near, Value::Text(text[half..].to_owned()));
        }
        Kind::TagOverTwoCells => {
            set(sheet, cell.at, Value::Text(format!("{}<br", cell.shown())));
            let right = Addr::new(cell.at.row, cell.at.col + 1);
            set(sheet, right, Value::Text(format!("/>{}", draw.text())));
        }
        Kind::IssuedTextAsAnswer => {
            let value = cell.value.clone();
            answer_with(book, Some(value), draw);
        }
        Kind::EditIssued => {
            let names: Vec<String> = book.cells.keys().cloned().collect();
            let name = &names[draw.below(names.len())];
            let at = book.cells[name][&draw.of(&Field::ISSUED)];
            let text = Value::Text(draw.text());
            if let Some(sheet) = book.book.sheets.iter_mut().find(|sheet| sheet.name == *name) {
                set(sheet, at, text);
            }
        }
        Kind::WrongId | Kind::UnknownId => {
            let known = ["1-1-1-1-総務課-1", "1-1-2-1-町民生活課-1", "1-1-2-1-町民生活課-2"];
            let id =
                if kind == Kind::WrongId { draw.of(&known) } else { "9-9-9-9-町民生活課-1" };
            let printed =
                sheet.cells.iter_mut().find(|cell| cell.shown().starts_with("様式ID：1-"));
            if let Some(cell) = printed {
                cell.value = Value::Text(format!("様式ID：{id}"));
            }
        }
        Kind::OtherYear => {
            for cell in sheet.cells.iter_mut().filter(|cell| cell.shown() == "令和6年度") {
                cell.value = Value::Text("令和5年度".to_owned());
            }
        }
        Kind::Unmerge => sheet.merges.clear(),
        Kind::Merge => {
            let last = Addr::new(cell.at.row.max(near.row), cell.at.col.max(near.col) + 1);
            sheet.merges.push(Region { first: cell.at, last });
            sheet.merges.sort_unstable();
            // What lies under a merged region is gone.
            let under = |at: Addr| {
                (cell.at.row..=last.row).contains(&at.row)
                    && (cell.at.col..=last.col).contains(&at.col)
                    && at != cell.at
            };
            if draw.below(2) == 0 {
                sheet.cells.retain(|cell| !under(cell.at));
            }
        }
        _ => {}
    }
}

const fn blank() -> Value {
    Value::Text(String::new())
}

/// A value that an answer should not be.
fn odd_value(kind: Kind, draw: &mut Draw) -> Option<Value> {
    let text = |text: String| Some(Value::Text(text));
    match kind {
        Kind::Blank => text("　\n ".to_owned()),
        Kind::Huge => text("点検した。".repeat(6_553)),
        Kind::Garbage => text(
            draw.of(&[
                "\u{1}\u{7}制御\u{B}文字",
                "髙\u{E000}﨑 葛\u{E0100}城",
                "か\u{3099}き\u{3099}",
                "\u{202E}逆さ\u{202C}",
                "😀🇯🇵👨‍👩‍👧",
                "\"'=cmd|' /C calc'!A0",
                "\u{FEFF}\u{200B}見えない",
                "ﾊﾝｶｸ ｶﾅ ～〜−－",
                "&lt;b&gt; &amp; ]]>",
            ])
            .to_owned(),
        ),
        Kind::Number => Some(Value::Number { value: -1.0, shown: "(1)".to_owned() }),
        Kind::Date => {
            let (iso, shown) = ("2024-01-01".to_owned(), "1月1日".to_owned());
            Some(Value::Date { iso, shown })
        }
        Kind::Truth => Some(Value::Bool(draw.below(2) == 0)),
        Kind::Failure => Some(Value::Error(draw.of(&["#REF!", "#N/A", "#未計算"]).to_owned())),
        Kind::Html => text(
            draw.of(&[
                "<p>更新した。</p>",
                "<br>",
                "<ul style=\"a\"> ・甲 ・乙 </ul>",
                "<b>太字</b>と A<B かつ C>D",
                "<span",
                "</td></tr>\n<tr><td>　</td>",
            ])
            .to_owned(),
        ),
        _ => None,
    }
}
