//! The tool's own sheets under other names: their words are nobody's remarks.

use torimatome::grid::{Addr, Value};
use torimatome::rules::Code;

use crate::office::{Office, Returned, set};
use crate::plan_sample;
use crate::returns::{answered, settings};

/// Collects a sound set after an edit to the workbook of 町民生活課; gives code and words.
fn findings_after(edit: impl FnOnce(&mut Returned)) -> Vec<(Code, String)> {
    let office = Office::new(plan_sample::plan(), settings(), "前期");
    let mut books: Vec<Returned> =
        office.sections().iter().map(|section| answered(&office, section, 1)).collect();
    edit(&mut books[1]);
    let findings = office.collect(&books).findings;
    findings.into_iter().map(|f| (f.code, f.found.unwrap_or_default())).collect()
}

fn rename(book: &mut Returned, from: &str, to: &str) {
    to.clone_into(&mut book.sheet(from).name);
}

#[test]
fn a_renamed_sheet_of_the_tools_own_is_told_once() {
    for name in ["提出票", "記入要領", "_torimatome"] {
        let found = findings_after(|book| rename(book, name, "Sheet8"));
        assert_eq!(found, [(Code::S05, "Sheet8".to_owned())], "{name}");
    }
}

#[test]
fn rows_inserted_into_the_cover_leave_its_words_the_tools_own() {
    for name in ["提出票", "Sheet8"] {
        let found = findings_after(|book| {
            book.insert_row("提出票", 1);
            book.insert_row("提出票", 5);
            rename(book, "提出票", name);
        });
        assert!(found.iter().all(|(code, _)| *code == Code::S05), "{name}: {found:?}");
    }
}

#[test]
fn what_somebody_added_to_a_renamed_cover_is_quoted() {
    let found = findings_after(|book| {
        set(book.sheet("提出票"), Addr::new(70, 0), Value::Text("遅れました".to_owned()));
        rename(book, "提出票", "表紙");
    });
    let expected = [(Code::S05, "表紙".to_owned()), (Code::S11, "遅れました".to_owned())];
    assert_eq!(found, expected);
}

#[test]
fn the_edition_is_read_from_a_renamed_hidden_sheet() {
    let found = findings_after(|book| {
        book.book.defined_names.clear();
        book.book.properties.clear();
        rename(book, "_torimatome", "Sheet8");
        let keys = book.sheet("Sheet8");
        let row =
            keys.cells.iter().find(|cell| cell.shown() == "plan_title").expect("a key").at.row;
        set(keys, Addr::new(row, 1), Value::Text("防災計画R6".to_owned()));
    });
    assert!(found.iter().any(|(code, _)| *code == Code::S02), "{found:?}");
}
