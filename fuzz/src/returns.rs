//! The merge: issued workbooks are edited as the bytes say and come back; no character is lost.
//!
//! In: bytes, an edit after another. Out: nothing; the desk of the tests asserts that the account
//! balances and that every cell is in the record or quoted.

use std::sync::OnceLock;

use torimatome::field::Field;
use torimatome::grid::{Addr, Value, Visibility};

use crate::office::{Desk, Office, Returned, set};
use crate::plan_sample;

/// Most workbooks that come back, and most edits of all.
const MOST_BOOKS: usize = 6;
const MOST_EDITS: usize = 40;

/// Texts that mean something to some rule.
const TEXTS: [&str; 14] = [
    "広報紙を毎月発行した。",
    "広報紙を毎月発行した。\n件数は3件。",
    "未定",
    "　",
    "達成",
    "<p>開いた。</p>",
    "<b>",
    "取組項目",
    "目標",
    "様式ID：1-1-2-1-町民生活課-1",
    "令和5年度",
    "① 行政情報の公開と共有\n(1) 効果的な情報発信手法の研究実施",
    "Ⅰ 協働によるまちづくり",
    "1-1-1-1",
];

/// What is issued, made once.
struct Issued {
    desk: Desk<'static>,
    books: Vec<Returned>,
}

/// The bytes as a row of choices; nothing but zeros behind their end.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn byte(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first)
    }

    fn below(&mut self, most: usize) -> usize {
        self.byte() % most.max(1)
    }

    /// A known text, or the next bytes as one.
    fn text(&mut self) -> String {
        let choice = self.byte();
        if let Some(text) = TEXTS.get(choice) {
            return (*text).to_owned();
        }
        let (text, rest) = self.0.split_at((choice % 32).min(self.0.len()));
        self.0 = rest;
        // No reader gives a carriage return.
        String::from_utf8_lossy(text).replace('\r', "\n")
    }
}

/// Edits issued workbooks and merges them.
///
/// # Panics
///
/// The account does not balance, or a text is lost.
pub fn merge(bytes: &[u8]) {
    let issued = issued();
    let mut choices = Choices(bytes);
    let mut books = vec![issued.books[choices.below(issued.books.len())].clone()];
    for _ in 0..MOST_EDITS {
        if choices.0.is_empty() {
            break;
        }
        edit(&mut books, issued, &mut choices);
    }
    issued.desk.collect(&books);
}

fn issued() -> &'static Issued {
    static OFFICE: OnceLock<Office> = OnceLock::new();
    static ISSUED: OnceLock<Issued> = OnceLock::new();
    ISSUED.get_or_init(|| {
        let office = OFFICE
            .get_or_init(|| Office::new(plan_sample::plan(), plan_sample::settings(), "前期"));
        let mut books: Vec<Returned> =
            office.sections().iter().map(|section| office.issue(section, 1)).collect();
        books.push(office.fan_in(None));
        Issued { desk: office.desk(), books }
    })
}

/// Takes another workbook, or edits one of those that come back.
fn edit(books: &mut Vec<Returned>, issued: &Issued, choices: &mut Choices<'_>) {
    let at = choices.below(books.len());
    let count = books.len();
    let way = choices.below(12);
    if way < 2 && count < MOST_BOOKS {
        let from =
            if way == 0 { &issued.books[choices.below(issued.books.len())] } else { &books[at] };
        let mut book = from.clone();
        book.book.file = format!("回収/前期/{count}.xlsx");
        books.push(book);
        return;
    }
    let book = &mut books[at];
    if book.book.sheets.is_empty() {
        return;
    }
    let index = choices.below(book.book.sheets.len());
    let name = book.book.sheets[index].name.clone();
    match way {
        2..=4 => answer(book, &name, choices),
        5 => {
            let cell = Addr::new(choices.below(90) as u32, choices.below(10) as u32);
            let text = choices.text();
            set(&mut book.book.sheets[index], cell, Value::Text(text));
        }
        6 => {
            let sheet = &mut book.book.sheets[index];
            let cells = sheet.cells.len();
            if cells > 0 {
                let cell = choices.byte() * 256 + choices.byte();
                sheet.cells.remove(cell % cells);
            }
        }
        7 => {
            let copy = format!("{name} ({})", book.book.sheets.len());
            if book.book.sheets.len() < 12 {
                book.copy_sheet(&name, &copy);
            }
        }
        8 => book.insert_row(&name, choices.below(40) as u32),
        9 => match choices.below(5) {
            0 => book.book.defined_names.clear(),
            1 => book.book.properties.clear(),
            2 => book.book.sheets.retain(|sheet| sheet.name != "_torimatome"),
            3 => book.book.sheets[index].merges.clear(),
            _ => drop(book.book.sheets.remove(index)),
        },
        10 => {
            let sheet = &mut book.book.sheets[index];
            sheet.visibility = Visibility::Hidden;
            book.book.modified = Some(format!("2024-10-{:02}T01:00:00Z", 1 + choices.below(28)));
        }
        _ => {
            let sheet = format!("メモ{}", book.book.sheets.len());
            if book.book.sheets.iter().all(|other| other.name != sheet) {
                let text = choices.text();
                book.add_sheet(&sheet, Visibility::Visible, &text);
            }
        }
    }
}

/// Writes into the cell of a field where the sheet was issued with it.
fn answer(book: &mut Returned, sheet: &str, choices: &mut Choices<'_>) {
    let cells = book.cells.get(sheet);
    let cells: Vec<(Field, Addr)> =
        cells.into_iter().flatten().map(|(field, at)| (*field, *at)).collect();
    let text = choices.text();
    if !cells.is_empty() {
        let (field, _) = cells[choices.below(cells.len())];
        book.answer(sheet, field, &text);
    }
}
