//! The sheets as people and programs work on them: nothing locked, no merges, drop-downs, データ.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use torimatome::identify::remarks;
use torimatome::model::remarks::{LIST_SHEET, STATUS_HEADING};
use torimatome::read::read;
use torimatome::render::master::master_workbook;

use super::{make, part, records, rows, unchanged};
use crate::sample;

/// Number of a sheet's part in the file.
fn number(book: &[u8], name: &str) -> usize {
    let book = Xlsx::new(Cursor::new(book.to_vec())).expect("a workbook");
    book.sheet_names().iter().position(|own| own == name).expect(name) + 1
}

fn xml(book: &[u8], name: &str) -> String {
    part(book, &format!("xl/worksheets/sheet{}.xml", number(book, name)))
}

const LISTS: [&str; 10] = [
    LIST_SHEET,
    "項目別",
    "課別",
    "提出状況",
    "確認事項",
    "数値目標",
    "変更申出",
    "検算",
    "データ",
    "マスタ",
];

#[test]
fn lists_can_be_sorted_and_filtered() {
    let book = make(master_workbook, unchanged);
    for name in LISTS {
        let xml = xml(&book, name);
        assert!(xml.contains("<autoFilter "), "{name}");
        assert!(!xml.contains("<mergeCell ") && !xml.contains("<sheetProtection"), "{name}");
        assert!(xml.contains("state=\"frozen\""), "{name}");
        assert!(xml.contains("<tabColor ") && xml.contains("orientation=\"landscape\""), "{name}");
    }
    let all = Xlsx::new(Cursor::new(book.clone())).expect("a workbook").sheet_names();
    for name in all {
        assert!(!xml(&book, &name).contains("<sheetProtection"), "{name}");
    }
}

#[test]
fn the_list_follows_the_order_of_the_office() {
    let book = make(master_workbook, unchanged);
    let expected = "様式ID 枝番 基本項目 推進項目 取組項目群 取組項目 実践課 とりまとめ課 目指す姿 目標 取組内容 \
                    進捗状況（前期） 進捗状況（後期） 目標の達成 達成区分 評価・検証 状況区分 総務課所見 町長指示 \
                    提出日 版 確認件数 状態 提出ファイル";
    assert_eq!(rows(&book, LIST_SHEET)[4].join(" "), expected);
    let first = &records(&book, LIST_SHEET)[0];
    assert_eq!((&*first["版"], &*first["状態"]), ("1", "記入済"));
    assert_eq!(first["提出ファイル"], "回収/前期/総務課.xlsx");
}

#[test]
fn a_status_is_chosen_from_the_master_data_and_other_words_pass() {
    let book = make(master_workbook, unchanged);
    let list = xml(&book, LIST_SHEET);
    assert!(list.contains("errorStyle=\"warning\""));
    assert!(list.contains("<formula1>'マスタ'!$C$2:$C$6</formula1>"));
    assert!(list.contains("sqref=\"Q6:Q10\""), "every form of 状況区分");
    let names: Vec<Vec<String>> =
        rows(&book, "マスタ")[1..6].iter().map(|row| row[..3].to_vec()).collect();
    assert_eq!(names[0], ["状況区分", "1", "完了"]);
    assert_eq!(names[4], ["状況区分", "5", "未着手"]);
}

#[test]
fn the_master_data_name_every_section_choice_period_and_form() {
    let book = make(master_workbook, unchanged);
    let all = rows(&book, "マスタ");
    let of = |kind: &str| -> Vec<(String, String)> {
        let own = all.iter().filter(|row| row[0] == kind);
        own.map(|row| (row[2].clone(), row[3].clone())).collect()
    };
    assert_eq!(of("課").len(), 3);
    assert_eq!(of("目標の達成").len(), 3);
    assert_eq!(of("目標の達成の言い換え"), [("達成".to_owned(), "○".to_owned())]);
    assert_eq!(of("期").len(), 2);
    assert_eq!(of("様式").len(), 5);
}

#[test]
fn the_table_for_other_programs_has_one_datum_a_cell() {
    let book = make(master_workbook, unchanged);
    let all = rows(&book, "データ");
    assert_eq!(all.len(), 6, "headings and five forms, nothing else");
    assert!(all[0].iter().all(|heading| !heading.is_empty()));
    let col = |name: &str| all[0].iter().position(|heading| heading == name).expect(name);
    assert_eq!(all[1][col("提出日")], "2024-10-15");
    assert_eq!((&*all[1][col("版")], &*all[4][col("達成区分")]), ("1", "達成"));
    assert_eq!(all[2][col("確認件数（件）")], "1");
}

#[test]
fn days_are_shown_in_the_era_and_kept_as_days() {
    let styles = part(&make(master_workbook, unchanged), "xl/styles.xml");
    assert!(styles.contains("[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"));
}

#[test]
fn what_was_written_in_the_columns_of_before_is_read() {
    // 状態 stood before 状況区分, there was no 版, and the headings stood in the third row.
    let text = "一覧\n\n様式ID\t状態\t状況区分\t総務課所見\t町長指示\t提出日\n\
                1-1-1-1-総務課-1\t記入済\t順調\t所見\t指示\t2024-10-15\n";
    let book = read("一覧.tsv", text.as_bytes()).remove(0).workbook.expect("a workbook");
    let found = remarks(&book).expect("a list");
    let own = &found["1-1-1-1-総務課-1"];
    assert_eq!(own.status_code.as_deref(), Some("順調"));
    assert_eq!(own.ga_comment.as_deref(), Some("所見"));
    assert_eq!(own.mayor_instruction.as_deref(), Some("指示"));
}

#[test]
fn a_word_that_is_no_choice_stays_as_it_was_written() {
    let book = make(master_workbook, unchanged);
    assert_eq!(records(&book, LIST_SHEET)[0][STATUS_HEADING], "B");
    let read = read("とりまとめ.xlsx", &book).remove(0).workbook.expect("a workbook");
    assert_eq!(remarks(&read), Some(sample::remarks()));
}
