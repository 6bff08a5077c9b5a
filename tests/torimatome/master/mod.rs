//! とりまとめ.xlsx, read back.

mod figures;
mod parts;
mod sheets;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Reader, Xlsx};
use torimatome::field::Field;
use torimatome::finding::Finding;
use torimatome::merge::{Merged, State};
use torimatome::model::remarks::{
    COMMENT_HEADING, ID_HEADING, INSTRUCTION_HEADING, LIST_SHEET, STATUS_HEADING,
};
use torimatome::model::{Notes, RemarksByForm};
use torimatome::render::master::{Master, master_workbook};
use torimatome::render::text_layout::MAX_ROW;
use torimatome::rules::Code;
use torimatome::template::Template;

use crate::sample;

/// Makes a book from the sample, changed by `edit`.
fn make(
    workbook: fn(&Master<'_>) -> torimatome::error::Result<Vec<u8>>,
    edit: impl Fn(&mut Merged, &mut Vec<Finding>),
) -> Vec<u8> {
    make_with(workbook, edit, &sample::remarks(), None)
}

/// Makes a book from the sample, changed by `edit`, with remarks and the number of issued forms.
fn make_with(
    workbook: fn(&Master<'_>) -> torimatome::error::Result<Vec<u8>>,
    edit: impl Fn(&mut Merged, &mut Vec<Finding>),
    remarks: &RemarksByForm,
    issued: Option<u64>,
) -> Vec<u8> {
    let (mut merged, mut findings) = (sample::merged(), sample::findings());
    edit(&mut merged, &mut findings);
    let settings = sample::settings();
    let template = Template::by_name("torikumi").expect("built in");
    let input = Master {
        merged: &merged,
        findings: &findings,
        settings: &settings,
        template: &template,
        changes: &[],
        issued,
        remarks,
        notes: &Notes::default(),
    };
    workbook(&input).expect("drawn")
}

fn unchanged(_: &mut Merged, _: &mut Vec<Finding>) {}

/// The rows of a sheet as texts.
fn rows(book: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(book)).expect("a workbook");
    let range = book.worksheet_range(sheet).expect(sheet);
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// Rows of title and note above the headings of a list.
const ABOVE: usize = 4;

/// What stands above the headings of a list.
fn above(book: &[u8], sheet: &str) -> String {
    rows(book, sheet)[..ABOVE].concat().concat()
}

/// The records of a list by heading.
fn records(book: &[u8], sheet: &str) -> Vec<BTreeMap<String, String>> {
    let mut rows = rows(book, sheet).into_iter().skip(ABOVE);
    let headings = rows.next().expect("headings");
    rows.map(|row| headings.iter().cloned().zip(row).collect()).collect()
}

/// A part of the zip file.
pub(crate) fn part(book: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(book)).expect("a zip file");
    let mut text = String::new();
    zip.by_name(name).expect(name).read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn the_master_has_its_sheets_in_order() {
    let book = Xlsx::new(Cursor::new(make(master_workbook, unchanged))).expect("a workbook");
    let expected = [
        "総括",
        "一覧",
        "項目別",
        "課別",
        "提出状況",
        "確認事項",
        "全課まとめ",
        "数値目標",
        "変更申出",
        "検算",
        "1-1-1-1",
        "2-1-3-2",
        "データ",
        "マスタ",
        "採用の候補",
    ];
    assert_eq!(book.sheet_names(), expected);
}

#[test]
fn the_list_holds_texts_codes_and_remarks() {
    let list = records(&make(master_workbook, unchanged), LIST_SHEET);
    assert_eq!(list.len(), 5);
    let first = &list[0];
    assert_eq!(first[ID_HEADING], "1-1-1-1-総務課-1");
    assert_eq!(first["取組項目"], "(1) 効果的な情報発信手法の研究実施");
    assert_eq!(first[COMMENT_HEADING], "件数の内訳を添えること。");
    assert_eq!(first[STATUS_HEADING], "B");
    assert_eq!(first[INSTRUCTION_HEADING], "12月までに報告を。");
    let aliased = &list[3];
    assert_eq!((&*aliased["目標の達成"], &*aliased["達成区分"]), ("○", "達成"));
    assert_eq!(aliased["進捗状況（前期）"], "=徴収率は98.5%〜");
}

#[test]
fn a_conflict_shows_every_answer_with_its_file() {
    let book = make(master_workbook, unchanged);
    let shown = &records(&book, LIST_SHEET)[1]["進捗状況（前期）"];
    assert_eq!(
        shown,
        "〔回収/前期/町民生活課.xlsx〕\n毎月更新した。\n〔回収/前期/町民生活課(2).xlsx〕\n隔月で更新した。"
    );
    for sheet in ["1-1-1-1", "全課まとめ"] {
        let text = rows(&book, sheet).concat().join("\n");
        assert!(text.contains("毎月更新した。") && text.contains("隔月で更新した。"), "{sheet}");
    }
}

#[test]
fn figures_are_formulas_with_the_counted_value() {
    let book = make(master_workbook, unchanged);
    let sections = records(&book, "課別");
    let figures = |record: &BTreeMap<String, String>| {
        State::ALL.map(|state| record[state.label()].parse::<u32>().expect("a figure"))
    };
    assert_eq!(sections[1]["課"], "町民生活課");
    // 未提出, 未記入, 一部記入, 不一致, 記入済
    assert_eq!(figures(&sections[1]), [0, 1, 1, 1, 0]);
    assert_eq!(figures(&sections[3]), [1, 1, 1, 1, 1]);
    assert_eq!(sections[1]["要修正"], "2");
    assert_eq!(records(&book, LIST_SHEET)[1]["確認件数"], "1");
    let mut book = Xlsx::new(Cursor::new(book)).expect("a workbook");
    let formulas = book.worksheet_formula("課別").expect("formulas");
    let count = formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty()).count();
    assert_eq!(count, 4 * 17, "every figure of three 課 and of the totals");
}

#[test]
fn ids_lead_to_the_forms() {
    let book = make(master_workbook, unchanged);
    let list = part(&book, "xl/worksheets/sheet2.xml");
    assert!(list.contains("location=\"'1-1-1-1'!A2\""), "the first form");
    assert!(list.contains("location=\"'2-1-3-2'!"), "the forms of another sheet");
}

#[test]
fn every_finding_has_a_row_with_its_whole_quote() {
    let list = records(&make(master_workbook, unchanged), "確認事項");
    let codes: Vec<&str> = list.iter().map(|record| &*record["コード"]).collect();
    // By 課 in display order, then by severity; those of no 課 last.
    assert_eq!(codes, ["S11", "M02", "V01", "M04", "F08"]);
    assert!(list[0]["見つかったもの"].ends_with(&"長い覚え書き。".repeat(40)));
    assert_eq!(list[1]["セル"], "D6");
    assert!(list[1]["内容"].contains("関わる場所：回収/前期/町民生活課(2).xlsx!1-1-1-1!D6"));
}

#[test]
fn the_newest_return_gives_the_day_and_every_file_is_named() {
    let list = records(&make(master_workbook, unchanged), "提出状況");
    let of = |id: &str| list.iter().find(|record| record["様式ID"] == id).expect("a row");
    let twice = of("1-1-1-1-町民生活課-1");
    assert_eq!(
        twice["提出ファイル（新しい順）"],
        "回収/前期/町民生活課.xlsx\n回収/前期/町民生活課(2).xlsx"
    );
    assert_eq!(twice["期限からの日数（日）"], "-1");
    assert_eq!(of("1-1-1-1-建設水道課-1")["状態"], "未提出");
}

#[test]
fn a_text_too_long_for_a_row_stands_whole_on_the_form_and_the_list_says_so() {
    let long = "移行の準備を行った。".repeat(4_000);
    let book = make(master_workbook, |merged, _| {
        sample::answer(&mut merged.forms[0], Field::FirstHalf, &long);
    });
    let form = rows(&book, "1-1-1-1").concat().concat();
    // Its 別紙 is headed and referred to; all else is the text.
    let own = ["〔続きは、このシートの別紙1にあります〕", "別紙1　", "の続き"];
    assert!(own.iter().all(|words| form.contains(words)));
    assert_eq!(form.matches("移行の準備を行った。").count(), 4_000);
    let list = records(&book, LIST_SHEET);
    let shown = list[0]["進捗状況（前期）"].strip_suffix("〔続きは様式のシートにあります〕");
    assert!(long.starts_with(shown.expect("a word on the rest").trim_end()));
    for sheet in 1..=15 {
        let xml = part(&book, &format!("xl/worksheets/sheet{sheet}.xml"));
        for height in xml.split(" ht=\"").skip(1) {
            let height: f64 = height.split('"').next().unwrap_or("").parse().expect("a height");
            assert!(height <= MAX_ROW);
        }
    }
}

#[test]
fn control_characters_do_not_spoil_the_file() {
    let book = make(master_workbook, |merged, findings| {
        sample::answer(&mut merged.forms[0], Field::FirstHalf, "ベル\u{7}と\u{FFFE}と\u{1F}");
        findings.push(Finding::new(Code::S11).found("\u{0}\u{B}"));
    });
    assert!(records(&book, LIST_SHEET)[0]["進捗状況（前期）"].starts_with("ベル"));
    let strings = part(&book, "xl/sharedStrings.xml");
    let allowed = |c: char| c == '\n' || !(c.is_control() || c == '\u{FFFE}');
    assert!(strings.chars().all(allowed), "XML 1.0 forbids these characters");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(make(master_workbook, unchanged), make(master_workbook, unchanged));
}

#[test]
fn a_record_without_forms_gives_sound_books() {
    let nothing = |merged: &mut Merged, findings: &mut Vec<Finding>| {
        merged.forms.clear();
        merged.returns.clear();
        merged.hierarchy.clear();
        merged.as_of = None;
        findings.clear();
    };
    let list = records(&make(master_workbook, nothing), LIST_SHEET);
    assert_eq!(list.len(), 1, "only the remarks that were written before");
}

#[test]
fn a_form_outside_the_hierarchy_is_counted_and_shown() {
    let outside = |merged: &mut Merged, _: &mut Vec<Finding>| {
        merged.forms.push(sample::form("9/9", "会計課", 1));
    };
    let book = make(master_workbook, outside);
    assert!(rows(&book, "9-9").concat().concat().contains("会計課"));
    assert_eq!(records(&book, "課別")[3]["課"], "会計課");
}

#[test]
fn remarks_on_forms_that_are_gone_are_kept_below_the_list() {
    let book = make(master_workbook, |merged, _| {
        merged.forms.remove(0);
    });
    let list = records(&book, LIST_SHEET);
    assert_eq!(list.len(), 5);
    let kept = &list[4];
    assert_eq!((&*kept[ID_HEADING], &*kept["状態"]), ("1-1-1-1-総務課-1", "様式なし"));
    assert_eq!(kept[INSTRUCTION_HEADING], "12月までに報告を。");
    let sections = records(&book, "課別");
    assert_eq!(sections[3]["様式数"], "4");
}
