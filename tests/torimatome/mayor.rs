//! 町長報告.xlsx, read back: the page, 課長会議資料 and the hidden sheets.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, SheetVisible, Xlsx};
use torimatome::error::Result;
use torimatome::field::Field;
use torimatome::finding::Finding;
use torimatome::identify::instructions;
use torimatome::merge::{Merged, State};
use torimatome::model::{Note, Notes, Remarks, RemarksByForm};
use torimatome::read;
use torimatome::render::master::{Master, master_workbook};
use torimatome::render::mayor::{Earlier, mayor_workbook};
use torimatome::rules::Code;
use torimatome::template::Template;

use crate::master::part;
use crate::sample;

const PAGE: &str = "町長報告";
const MEETING: &str = "課長会議資料";
/// Columns of the list on the page, 0-based.
const WHAT: usize = 3;
const STATE: usize = 32;
const REASON: usize = 39;
const RESPONSE: usize = 66;
const COMMENT: usize = 82;
const INSTRUCTION: usize = 97;

/// All that the workbook is made from.
struct Given {
    merged: Merged,
    findings: Vec<Finding>,
    remarks: RemarksByForm,
    notes: Notes,
    earlier: Option<(BTreeMap<String, State>, RemarksByForm)>,
}

/// The sample as it is.
fn given() -> Given {
    Given {
        merged: sample::merged(),
        findings: sample::findings(),
        remarks: sample::remarks(),
        notes: Notes::default(),
        earlier: None,
    }
}

impl Given {
    fn make(&self) -> Vec<u8> {
        let earlier = self.earlier.as_ref();
        let earlier =
            earlier.map(|(states, remarks)| Earlier { period: "前期", states, remarks });
        self.draw(|input| mayor_workbook(input, earlier))
    }

    fn draw(&self, workbook: impl Fn(&Master<'_>) -> Result<Vec<u8>>) -> Vec<u8> {
        let settings = sample::settings();
        let template = Template::by_name("torikumi").expect("built in");
        let input = Master {
            merged: &self.merged,
            findings: &self.findings,
            settings: &settings,
            template: &template,
            changes: &[],
            issued: None,
            remarks: &self.remarks,
            notes: &self.notes,
        };
        workbook(&input).expect("drawn")
    }

    fn remark(&mut self, form_id: &str, remarks: Remarks) {
        self.remarks.insert(form_id.to_owned(), remarks);
    }

    /// 総務課's 状況区分 of a form.
    fn judge(&mut self, form_id: &str, word: &str) {
        let status_code = Some(word.to_owned());
        self.remark(form_id, Remarks { status_code, ..Remarks::default() });
    }
}

/// The rows of a sheet as texts.
fn rows(book: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(book)).expect("a workbook");
    let range = book.worksheet_range(sheet).expect(sheet);
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// All texts of a sheet.
fn whole(book: &[u8], sheet: &str) -> String {
    rows(book, sheet).concat().join("\n")
}

/// The rows of the list on the page.
fn list(book: &[u8]) -> Vec<Vec<String>> {
    let rows = rows(book, PAGE);
    let head = rows.iter().position(|row| row[0] == "No").expect("the list");
    let numbered = |row: &&Vec<String>| row[0].parse::<u32>().is_ok();
    rows[head + 1..].iter().take_while(numbered).cloned().collect()
}

/// A column of the list.
fn column(book: &[u8], col: usize) -> Vec<String> {
    list(book).into_iter().map(|row| row[col].clone()).collect()
}

/// The records of データ by 様式ID.
fn data(book: &[u8]) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut rows = rows(book, "データ").into_iter();
    let headings = rows.next().expect("headings");
    let record = |row: Vec<String>| headings.iter().cloned().zip(row).collect::<BTreeMap<_, _>>();
    rows.map(record).map(|record| (record["様式ID"].clone(), record)).collect()
}

#[test]
fn the_workbook_stands_alone_with_hidden_data_behind_two_sheets() {
    let book = Xlsx::new(Cursor::new(given().make())).expect("a workbook");
    let visible = |sheet: &calamine::Sheet| sheet.visible == SheetVisible::Visible;
    let sheets: Vec<(&str, bool)> =
        book.sheets_metadata().iter().map(|sheet| (&*sheet.name, visible(sheet))).collect();
    let hidden = ["データ", "データ（確認事項）", "データ（数値目標）", "データ（図）"];
    assert_eq!(sheets[..2], [(PAGE, true), (MEETING, true)]);
    assert_eq!(sheets[2..], hidden.map(|name| (name, false)));
}

#[test]
fn the_page_is_one_a4_on_its_side_with_a_chart() {
    let book = given().make();
    let sheet = part(&book, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("orientation=\"landscape\"") && sheet.contains("paperSize=\"9\""));
    assert!(sheet.contains("fitToPage=\"1\"") && !sheet.contains("fitToHeight=\"0\""));
    let chart = part(&book, "xl/charts/chart1.xml");
    assert!(chart.contains("<c:showVal val=\"1\"/>") && chart.contains("val=\"stacked\""));
}

#[test]
fn every_figure_is_a_formula_over_the_hidden_sheets() {
    let mut book = Xlsx::new(Cursor::new(given().make())).expect("a workbook");
    for sheet in [PAGE, MEETING] {
        let formulas = book.worksheet_formula(sheet).expect("formulas");
        for (row, col, formula) in formulas.used_cells().filter(|(_, _, text)| !text.is_empty()) {
            assert!(formula.contains("'データ"), "{sheet} {row},{col}: {formula}");
        }
        let range = book.worksheet_range(sheet).expect("values");
        for (row, col, value) in range.used_cells() {
            let figure = matches!(value, Data::Float(_) | Data::Int(_));
            let formula = formulas.get_value((row as u32, col as u32));
            assert!(!figure || formula.is_some_and(|text| !text.is_empty()), "{sheet} {row},{col}");
        }
    }
}

#[test]
fn the_conclusions_are_counts() {
    let page = rows(&given().make(), PAGE);
    assert_eq!(
        page[1][0],
        "・様式 5 件のうち 4 件が提出され、1 件が記入済です。未提出は 1 件、未記入は 1 件、一部記入は 1 件、回答の不一致は 1 件です。"
    );
    assert_eq!(
        page[2][0],
        "・町長の判断を要する事項は 3 件です。確認事項は、要修正が 3 件、要確認が 1 件です。"
    );
    assert_eq!(
        page[3][0],
        "・総務課の状況区分は、完了 0、順調 0、やや遅れ 0、遅れ 0、未着手 0、未判定 4、その他 1 件です。"
    );
}

#[test]
fn a_silent_section_comes_before_delays_and_they_before_conflicts_and_faults() {
    let mut given = given();
    given.judge("2-1-3-2-町民生活課-1", "やや遅れ");
    given.judge("1-1-1-1-総務課-1", "遅れ");
    let book = given.make();
    let states = ["未提出", "記入済\n遅れ", "一部記入\nやや遅れ", "不一致", "未記入"];
    assert_eq!(column(&book, STATE), states);
    assert_eq!(column(&book, WHAT)[0], "配布した様式すべて（1 件）");
    let late = &column(&book, REASON)[1];
    assert_eq!(late, "総務課の状況区分は「遅れ」。進捗状況（前期）「移行の準備を3件行った。」");
    assert_eq!(data(&book)["1-1-1-1-総務課-1"]["順位"], "2");
}

#[test]
fn nothing_is_rated_that_nobody_rated() {
    let mut given = given();
    given.remarks.clear();
    given.findings.clear();
    for form in &mut given.merged.forms {
        form.state = State::Complete;
    }
    let book = given.make();
    assert!(list(&book).is_empty());
    assert!(whole(&book, PAGE).contains("未判定 5 件です。"));
    assert!(whole(&book, PAGE).contains("ありません。"));
}

#[test]
fn the_list_stops_at_seven_and_counts_the_others() {
    let mut given = given();
    for branch in 3..20 {
        given.merged.forms.push(sample::form("2-1-3-2", "町民生活課", branch));
    }
    let book = given.make();
    assert_eq!(list(&book).len(), 7);
    assert!(whole(&book, PAGE).contains("（このほかに 13 件あります。"));
}

#[test]
fn a_long_text_is_cut_with_a_mark_and_kept_whole_on_the_hidden_sheet() {
    let form_id = "1-1-1-1-町民生活課-1";
    let long = "関係する団体との調整に時間を要した。".repeat(60);
    let mut given = given();
    given.remark(
        form_id,
        Remarks {
            ga_comment: Some(long.clone()),
            mayor_instruction: Some(long.clone()),
            ..Remarks::default()
        },
    );
    given.notes.entries.push(Note {
        form_id: Some(form_id.to_owned()),
        response: Some(long.clone()),
        ..Note::default()
    });
    let book = given.make();
    let row = list(&book).into_iter().find(|row| row[WHAT].starts_with(form_id)).expect("an item");
    let listed = rows(&given.draw(master_workbook), "一覧");
    let listed = listed.iter().position(|row| row[0] == form_id).expect("a row") + 1;
    for col in [RESPONSE, COMMENT, INSTRUCTION] {
        let mark = format!("要した。…（続きは一覧の {listed} 行）");
        assert!(row[col].ends_with(&mark), "{}", row[col]);
    }
    let kept = &data(&book)[form_id];
    for heading in ["課の対応", "総務課所見", "町長指示の全文"] {
        assert_eq!(kept[heading], long, "{heading}");
    }
    assert_eq!(kept["一覧の行"], listed.to_string());
    assert_eq!(kept["町長指示"], row[INSTRUCTION], "so that a run knows what was changed");
}

#[test]
fn the_page_is_read_back_as_it_was_written() {
    let mut given = given();
    given.remark(
        "1-1-1-1-町民生活課-1",
        Remarks { mayor_instruction: Some("年内に。".repeat(90)), ..Remarks::default() },
    );
    let book = given.make();
    let reading = read::read("町長報告.xlsx", &book).remove(0);
    let written = instructions(&reading.workbook.expect("a workbook")).expect("a page");
    let ids: Vec<&str> = written.iter().map(|one| &*one.form_id).collect();
    assert_eq!(ids, ["1-1-1-1-町民生活課-1"], "no other table is taken for the list");
    assert_eq!(written[0].before.as_ref(), Some(&written[0].text));
}

#[test]
fn earlier_instructions_stand_with_what_was_said_since() {
    let mut given = given();
    given.merged.period = "後期".to_owned();
    sample::answer(&mut given.merged.forms[3], Field::SecondHalf, "説明の場を設けた。");
    let ordered =
        |text: &str| Remarks { mayor_instruction: Some(text.to_owned()), ..Remarks::default() };
    let before = BTreeMap::from([
        ("2-1-3-2-町民生活課-1".to_owned(), ordered("説明の場を設けること。")),
        ("9-9-9-9-総務課-1".to_owned(), ordered("廃止を急ぐこと。")),
    ]);
    let states = BTreeMap::from([
        ("2-1-3-2-町民生活課-1".to_owned(), State::Complete),
        ("1-1-1-1-総務課-1".to_owned(), State::Missing),
        ("9-9-9-9-総務課-1".to_owned(), State::Partial),
    ]);
    given.earlier = Some((states, before));
    let book = given.make();
    let page = whole(&book, PAGE);
    assert!(page.contains("後期の回答：説明の場を設けた。"), "{page}");
    assert!(page.contains("今の計画にない様式です"), "{page}");
    assert!(page.contains("12月までに報告を。") && page.contains("未対応"), "{page}");
    assert!(page.contains("前期は、提出が 2 件、記入済が 1 件、未提出が 1 件でした。"), "{page}");
    assert!(
        page.contains("課の答えた目標の達成は、達成 1、一部達成 0、未達成 0、記入なし 4 件です。")
    );
}

#[test]
fn an_answer_that_is_not_attained_is_ranked_at_year_end() {
    let mut given = given();
    given.merged.period = "後期".to_owned();
    sample::answer(&mut given.merged.forms[3], Field::GoalAttainment, "未達成");
    let book = given.make();
    let place =
        column(&book, WHAT).iter().position(|what| what.starts_with("2-1-3-2-町民生活課-1"));
    assert_eq!(place, Some(1), "behind the 課 that is silent");
    assert!(column(&book, REASON)[1].starts_with("課の答えた目標の達成は「未達成」"));
    assert!(whole(&book, PAGE).contains("④目標の達成「未達成」　⑤「やや遅れ」"));
}

#[test]
fn many_sections_are_summed_up_in_a_last_row() {
    let mut given = given();
    for number in 0..22 {
        let mut form = sample::form("2-1-3-2", &format!("第{number}課"), 1);
        form.state = State::Complete;
        given.merged.forms.push(form);
    }
    let page = rows(&given.make(), PAGE);
    let rest = page.iter().position(|row| row.contains(&"ほかの課（5）".to_owned()));
    let figures = |row: usize| -> Vec<String> {
        page[row][57..].iter().filter(|text| !text.is_empty()).skip(1).cloned().collect()
    };
    let rest = rest.expect("a row for the others");
    assert_eq!(figures(rest)[..6], ["5", "0", "0", "0", "0", "5"]);
    assert_eq!(figures(rest + 1)[0], "27", "the totals");
}

#[test]
fn the_meeting_sheet_has_a_block_a_section_with_what_is_to_be_mended() {
    let mut given = given();
    given.findings.push(
        Finding::new(Code::V01).section("総務課").form("1-1-1-1-総務課-1").field(Field::SecondHalf),
    );
    let sheet = rows(&given.make(), MEETING);
    let blocks: Vec<&str> =
        sheet.iter().map(|row| &*row[0]).filter(|text| text.starts_with('■')).collect();
    assert_eq!(blocks, ["■ 総務課", "■ 町民生活課", "■ 建設水道課"]);
    let form = sheet.iter().find(|row| row[0].starts_with("1-1-1-1-総務課-1")).expect("a row");
    assert_eq!(form[3..5], ["1", "0"]);
    assert_eq!(form[5], "・要修正：進捗状況（後期）が空欄です");
    assert_eq!(form[6], "件数の内訳を添えること。");
    let text = sheet.concat().join("\n");
    assert!(text.contains("（様式によらないもの）"), "what is found beside the forms is told");
}

#[test]
fn a_record_without_forms_gives_a_sound_book() {
    let mut given = given();
    given.merged.forms.clear();
    given.merged.returns.clear();
    given.merged.hierarchy.clear();
    given.merged.as_of = None;
    given.findings.clear();
    let page = whole(&given.make(), PAGE);
    assert!(page.contains("基準日：不明　　提出率 0.0%（0 ／ 0 件）"), "{page}");
}

#[test]
fn a_form_outside_the_hierarchy_is_counted() {
    let mut given = given();
    given.merged.forms.push(sample::form("9/9", "会計課", 1));
    assert!(whole(&given.make(), PAGE).contains("体系にない様式"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(given().make(), given().make());
}
