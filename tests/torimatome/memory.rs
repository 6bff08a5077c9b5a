//! What the master remembers: it is written, people work on it, and the next run reads it back.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use torimatome::field::Field;
use torimatome::finding::{Finding, Location};
use torimatome::grid::{Addr, Cell, Value, Workbook};
use torimatome::identify;
use torimatome::model::notes::{
    ADOPTED_HEADING, CHECKED_BY_HEADING, CODE_HEADING, DONE_SHEET, FILE_HEADING, FINDINGS_SHEET,
    RESPONSE_HEADING,
};
use torimatome::model::remarks::{
    COMMENT_HEADING, ID_HEADING, INSTRUCTION_HEADING, LIST_SHEET, PAGE_SHEET,
};
use torimatome::model::{Note, Notes};
use torimatome::read::read;
use torimatome::render::groups::groups;
use torimatome::render::master::{Master, master_workbook};
use torimatome::rules::Code;
use torimatome::template::Template;

use crate::office::set;
use crate::sample;

const DISPUTED: &str = "1-1-1-1-町民生活課-1";

/// The master of the sample as it is read again.
fn master(findings: &[Finding], notes: &Notes) -> Workbook {
    let template = Template::by_name("torikumi").expect("built in");
    let (merged, settings, remarks) = (sample::merged(), sample::settings(), sample::remarks());
    let input = Master {
        merged: &merged,
        findings,
        settings: &settings,
        template: &template,
        changes: &[],
        issued: None,
        remarks: &remarks,
        notes,
    };
    grid(&master_workbook(&input).expect("drawn"))
}

pub(crate) fn grid(bytes: &[u8]) -> Workbook {
    read("とりまとめ.xlsx", bytes).remove(0).workbook.expect("a workbook")
}

/// Row of the headings and column of one of them.
fn column(book: &Workbook, sheet: &str, heading: &str) -> Addr {
    let sheet = book.sheet(sheet).expect(sheet);
    let row = sheet.cells.iter().rev().find(|cell| cell.shown() == RESPONSE_HEADING);
    let row = row.or_else(|| sheet.cells.iter().find(|c| c.shown() == INSTRUCTION_HEADING));
    let row = row.expect("headings").at.row;
    sheet.rows(row, row).find(|cell| cell.shown() == heading).expect(heading).at
}

/// The cell under a heading in the first row in which all of some texts stand.
pub(crate) fn place(book: &Workbook, sheet: &str, heading: &str, words: &[&str]) -> Addr {
    let head = column(book, sheet, heading);
    let own = book.sheet(sheet).expect(sheet);
    let row = own.cells.chunk_by(|a, b| a.at.row == b.at.row).find(|row| {
        let says = |word: &&str| row.iter().any(|cell| cell.shown().lines().any(|l| l == *word));
        row[0].at.row > head.row && words.iter().all(says)
    });
    Addr::new(row.unwrap_or_else(|| panic!("{words:?}"))[0].at.row, head.col)
}

pub(crate) fn shown(book: &Workbook, sheet: &str, at: Addr) -> String {
    let cell = book.sheet(sheet).expect(sheet).cell(at);
    cell.map(|cell| cell.shown().into_owned()).unwrap_or_default()
}

fn type_in(book: &mut Workbook, sheet: &str, at: Addr, text: &str) {
    let sheet = book.sheets.iter_mut().find(|own| own.name == sheet).expect("the sheet");
    set(sheet, at, Value::Text(text.to_owned()));
}

/// Turns rows below the headings and all columns around, as sorting and moving does.
fn turn(book: &mut Workbook, name: &str) {
    let head = column(book, name, ID_HEADING).row;
    let sheet = book.sheets.iter_mut().find(|own| own.name == name).expect("the sheet");
    let last = sheet.cells.last().expect("rows").at.row;
    for Cell { at, .. } in &mut sheet.cells {
        if at.row >= head {
            at.col = 40 - at.col;
        }
        if at.row > head {
            at.row = last + head + 1 - at.row;
        }
    }
    sheet.cells.sort_by_key(|cell| cell.at);
}

fn written() -> Notes {
    let mut book = master(&sample::findings(), &Notes::default());
    let row = |heading, book: &Workbook| place(book, FINDINGS_SHEET, heading, &["V01"]);
    let (response, by) = (row(RESPONSE_HEADING, &book), row(CHECKED_BY_HEADING, &book));
    type_in(&mut book, FINDINGS_SHEET, response, "電話で確認\n来週提出");
    type_in(&mut book, FINDINGS_SHEET, by, "佐藤");
    let stray = place(&book, FINDINGS_SHEET, RESPONSE_HEADING, &["S11"]);
    type_in(&mut book, FINDINGS_SHEET, stray, "様式の外の覚え書き。対応不要");
    let adopted = place(&book, FINDINGS_SHEET, ADOPTED_HEADING, &["M02"]);
    type_in(&mut book, FINDINGS_SHEET, adopted, "回収/前期/町民生活課(2).xlsx");
    identify::notes(&book)
}

#[test]
fn notes_and_choices_are_read_by_heading() {
    let notes = written();
    let of = |code: &str| notes.entries.iter().find(|note| note.code.as_deref() == Some(code));
    let note = of("V01").expect("kept");
    assert_eq!(note.response.as_deref(), Some("電話で確認\n来週提出"));
    assert_eq!(note.checked_by.as_deref(), Some("佐藤"));
    assert_eq!(notes.entries.len(), 2);
    let key = (DISPUTED.to_owned(), Field::FirstHalf);
    assert_eq!(notes.adopted[&key], "回収/前期/町民生活課(2).xlsx");
}

#[test]
fn sorted_rows_moved_columns_and_renamed_sheets_change_nothing() {
    let notes = written();
    let mut book = master(&sample::findings(), &notes);
    turn(&mut book, FINDINGS_SHEET);
    turn(&mut book, LIST_SHEET);
    for sheet in &mut book.sheets {
        if [FINDINGS_SHEET, LIST_SHEET].contains(&&*sheet.name) {
            sheet.name.push_str("（作業中）");
        }
    }
    let mut again = identify::notes(&book);
    again.entries.reverse();
    assert_eq!(again, notes);
    assert_eq!(identify::remarks(&book), Some(sample::remarks()));
}

#[test]
fn notes_stand_again_beside_their_findings() {
    let book = master(&sample::findings(), &written());
    let response = place(&book, FINDINGS_SHEET, RESPONSE_HEADING, &["V01"]);
    assert_eq!(shown(&book, FINDINGS_SHEET, response), "電話で確認\n来週提出");
    let stray = place(&book, FINDINGS_SHEET, RESPONSE_HEADING, &["S11"]);
    assert_eq!(shown(&book, FINDINGS_SHEET, stray), "様式の外の覚え書き。対応不要");
    assert!(book.sheet(DONE_SHEET).is_none());
}

#[test]
fn a_note_whose_finding_is_gone_is_kept_and_comes_back_with_it() {
    let mut fewer = sample::findings();
    fewer.retain(|finding| finding.code != Code::V01);
    let book = master(&fewer, &written());
    let kept = place(&book, DONE_SHEET, RESPONSE_HEADING, &["V01"]);
    assert_eq!(shown(&book, DONE_SHEET, kept), "電話で確認\n来週提出");
    let again = identify::notes(&book);
    assert_eq!(again.entries.len(), 2);
    let book = master(&sample::findings(), &again);
    let back = place(&book, FINDINGS_SHEET, CHECKED_BY_HEADING, &["V01"]);
    assert_eq!(shown(&book, FINDINGS_SHEET, back), "佐藤");
    assert!(book.sheet(DONE_SHEET).is_none());
}

#[test]
fn a_note_stays_with_the_text_that_it_was_written_on() {
    let mut changed = sample::findings();
    let conflict = &mut changed[0];
    let note = Note {
        code: Some("M02".to_owned()),
        found: conflict.found.clone(),
        form_id: conflict.form_id.clone(),
        response: Some("課に照会中".to_owned()),
        ..Note::default()
    };
    conflict.found = Some("別の答え".to_owned());
    let notes = Notes { entries: vec![note], ..Notes::default() };
    let book = master(&changed, &notes);
    let at = place(&book, FINDINGS_SHEET, RESPONSE_HEADING, &["M02"]);
    assert_eq!(shown(&book, FINDINGS_SHEET, at), "");
    place(&book, DONE_SHEET, RESPONSE_HEADING, &["課に照会中"]);
}

#[test]
fn rows_that_contradict_one_another_decide_nothing() {
    let mut book = master(&sample::findings(), &written());
    let sheet = book.sheets.iter_mut().find(|own| own.name == FINDINGS_SHEET).expect("sheet");
    let is_dispute = |cell: &&Cell| cell.shown() == "M02";
    let row = sheet.cells.iter().find(is_dispute).expect("M02").at.row;
    let mut copy: Vec<Cell> = sheet.rows(row, row).cloned().collect();
    for cell in &mut copy {
        cell.at.row = 400;
        if cell.shown() == "回収/前期/町民生活課(2).xlsx" {
            cell.value = Value::Text("回収/前期/町民生活課.xlsx".to_owned());
        }
    }
    sheet.cells.extend(copy);
    let notes = identify::notes(&book);
    assert!(notes.adopted.is_empty(), "{notes:?}");
    assert_eq!(notes.unclear.len(), 1);
}

#[test]
fn the_drop_down_names_files_and_cells_where_a_file_says_two_things() {
    let at = |sheet: &str| Location::cell("回収/前期/課,1.xlsx", sheet, Addr::new(5, 3));
    let mut findings = sample::findings();
    findings.push(
        Finding::new(Code::M07)
            .section("総務課")
            .form("1-1-1-1-総務課-1")
            .field(Field::FirstHalf)
            .at(at("様式"))
            .related(at("様式 (2)")),
    );
    let book = master(&findings, &Notes::default());
    let offers = book.sheet("採用の候補").expect("the places");
    let texts: Vec<String> =
        offers.cells.iter().filter(|c| c.at.col == 2).map(|c| c.shown().into_owned()).collect();
    assert_eq!(
        texts,
        [
            FILE_HEADING,
            "回収/前期/課,1.xlsx!様式!D6",
            "回収/前期/課,1.xlsx!様式 (2)!D6",
            "回収/前期/町民生活課.xlsx",
            "回収/前期/町民生活課(2).xlsx",
        ]
    );
}

#[test]
fn identical_findings_are_one_entry_with_every_place() {
    let united = |form: &str| {
        Finding::new(Code::M06).section("総務課").form(form).detail("甲.xlsx、乙.xlsx")
    };
    let findings = [united("1-1"), Finding::new(Code::M04), united("1-2"), united("1-3")];
    let groups = groups(&findings);
    assert_eq!(groups.iter().map(|group| group.findings.len()).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(
        groups[0].message(),
        "下の 3 様式の答えを、複数のファイルから合わせました：「甲.xlsx、乙.xlsx」"
    );
    assert_eq!(groups[0].subject(groups[0].findings[2]), "1-3");
    let other = [united("1-1"), united("1-2").section("町民生活課"), united("1-3").detail("丙")];
    assert_eq!(torimatome::render::groups::groups(&other).len(), 3);
}

/// The sample plan in a folder of its own.
struct Plan(TempDir);

impl Plan {
    fn of_sample() -> Self {
        let plan = Self(tempfile::tempdir().expect("a folder"));
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/r6");
        for name in ["plan.toml", "様式", "回収"] {
            copy(&from.join(name), &plan.path(name));
        }
        plan
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_torimatome"));
        let output = command.arg("run").current_dir(self.0.path()).output().expect("the program");
        let err = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(0), "{err}");
        err
    }

    fn book(&self, name: &str) -> Workbook {
        grid(&fs::read(self.path(name)).expect(name))
    }

    fn json(&self, name: &str) -> serde_json::Value {
        let text = fs::read_to_string(self.path(name)).expect(name);
        serde_json::from_str(&text).expect("JSON")
    }

    /// Codes of the findings on a form's field.
    fn codes(&self, form_id: &str, field: &str) -> Vec<String> {
        let report = self.json("とりまとめ/前期/検証報告.json");
        let findings = report["findings"].as_array().expect("findings").iter();
        let own = findings.filter(|f| f["form_id"] == form_id && f["field"] == field);
        own.map(|f| f["code"].as_str().expect("a code").to_owned()).collect()
    }

    /// File of the answer that stands.
    fn answer(&self, form_id: &str) -> String {
        let record = self.json("とりまとめ/前期/統合.json");
        let mut forms = record["forms"].as_array().expect("forms").iter();
        let form = forms.find(|form| form["form_id"] == form_id).expect("the form");
        form["progress"]["first_half"]["source"]["file"].as_str().unwrap_or_default().to_owned()
    }

    fn type_in(&self, name: &str, sheet: &str, at: Addr, text: &str) {
        type_into(&self.path(name), sheet, at, text);
    }
}

/// Types a text into a cell of a workbook, as Excel saves it.
pub(crate) fn type_into(path: &Path, sheet: &str, at: Addr, text: &str) {
    let bytes = fs::read(path).expect("a workbook");
    let order = grid(&bytes).sheets.iter().position(|own| own.name == sheet).expect(sheet);
    let part = format!("xl/worksheets/sheet{}.xml", order + 1);
    fs::write(path, edited(&bytes, &part, |xml| typed(xml, at, text))).expect("saved");
}

/// Changes the text of one part of a workbook.
pub(crate) fn edited(bytes: &[u8], part: &str, edit: impl Fn(&str) -> String) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut entry = from.by_index(index).expect("an entry");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("bytes");
        let name = entry.name().expect("a name").into_owned();
        if name == part {
            content = edit(&String::from_utf8(content).expect("UTF-8")).into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        to.write_all(&content).expect("written");
    }
    to.finish().expect("a zip file").into_inner()
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).expect("copied");
    }
}

/// Replaces a cell's content; its look stays.
fn typed(xml: &str, at: Addr, text: &str) -> String {
    let start = xml.find(&format!("<c r=\"{at}\"")).expect("the cell");
    let cell = &xml[start..];
    let head = &cell[..cell.find('>').expect("its end")];
    let end =
        if head.ends_with('/') { head.len() + 1 } else { cell.find("</c>").expect("end") + 4 };
    let style = head.split("s=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0");
    let new = format!("<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    format!("{}{new}{}", &xml[..start], &cell[end..])
}

const MASTER: &str = "とりまとめ/前期/とりまとめ.xlsx";
const PAGE: &str = "とりまとめ/前期/町長報告.xlsx";

#[test]
fn what_is_typed_into_the_workbooks_decides_and_stays() {
    let plan = Plan::of_sample();
    plan.run();
    let book = plan.book(MASTER);
    let dispute = place(&book, FINDINGS_SHEET, CODE_HEADING, &["M02"]);
    let under = |heading| Addr::new(dispute.row, column(&book, FINDINGS_SHEET, heading).col);
    let form_id = shown(&book, FINDINGS_SHEET, under(ID_HEADING));
    let files: Vec<String> = {
        let offers = book.sheet("採用の候補").expect("the places");
        let own = offers.cells.iter().filter(|cell| cell.shown() == form_id.as_str());
        let file = |cell: &Cell| shown(&book, "採用の候補", Addr::new(cell.at.row, 2));
        own.map(file).collect()
    };
    assert_eq!(files.len(), 2, "{files:?}");
    plan.type_in(MASTER, FINDINGS_SHEET, under(ADOPTED_HEADING), &files[1]);
    plan.type_in(MASTER, FINDINGS_SHEET, under(RESPONSE_HEADING), "課長に確認");
    let comment = place(&book, LIST_SHEET, COMMENT_HEADING, &[&form_id]);
    plan.type_in(MASTER, LIST_SHEET, comment, "数値を添えること");
    let page = plan.book(PAGE);
    let order = place(&page, PAGE_SHEET, INSTRUCTION_HEADING, &[&form_id]);
    plan.type_in(PAGE, PAGE_SHEET, order, "年内に報告を");

    let said = plan.run();
    assert!(said.contains(&format!("町長指示を一覧に引き継ぎました：{form_id}")), "{said}");
    assert_eq!(plan.answer(&form_id), files[1]);
    assert_eq!(plan.codes(&form_id, "progress.first_half"), ["M07"]);
    let book = plan.book(MASTER);
    let adopted = place(&book, FINDINGS_SHEET, ADOPTED_HEADING, &["M07", &form_id]);
    assert_eq!(shown(&book, FINDINGS_SHEET, adopted), files[1]);
    place(&book, DONE_SHEET, RESPONSE_HEADING, &["課長に確認", "M02"]);
    let list = place(&book, LIST_SHEET, INSTRUCTION_HEADING, &[&form_id]);
    assert_eq!(shown(&book, LIST_SHEET, list), "年内に報告を");
    let list = place(&book, LIST_SHEET, COMMENT_HEADING, &[&form_id]);
    assert_eq!(shown(&book, LIST_SHEET, list), "数値を添えること");

    let before = [MASTER, PAGE].map(|name| fs::read(plan.path(name)).expect(name));
    let said = plan.run();
    assert!(!said.contains("町長指示"), "{said}");
    assert_eq!(before, [MASTER, PAGE].map(|name| fs::read(plan.path(name)).expect(name)));

    let settings = fs::read_to_string(plan.path("plan.toml")).expect("settings");
    let choice = format!(
        "\n[[choose]]\nform_id = \"{form_id}\"\nfield = \"進捗状況（前期）\"\nfile = \"{}\"\n",
        files[0]
    );
    fs::write(plan.path("plan.toml"), format!("{settings}{choice}")).expect("settings");
    let said = plan.run();
    assert!(said.contains("plan.toml の [[choose]]"), "{said}");
    assert_eq!(plan.answer(&form_id), files[0]);

    fs::write(plan.path("plan.toml"), settings).expect("settings");
    plan.run();
    assert_eq!(plan.answer(&form_id), files[1]);
    let sheet = form_id.split("-町").next().expect("the sheet's name");
    plan.type_in(&files[1], sheet, Addr::parse("D9").expect("a cell"), "後から書き換えた答え");
    let said = plan.run();
    assert!(said.contains("決め直してください"), "{said}");
    assert_eq!(plan.codes(&form_id, "progress.first_half"), ["M02"]);

    let book = plan.book(MASTER);
    let adopted = place(&book, FINDINGS_SHEET, ADOPTED_HEADING, &["M02", &form_id]);
    plan.type_in(MASTER, FINDINGS_SHEET, adopted, &files[1]);
    fs::remove_file(plan.path(&files[1])).expect("removed");
    let said = plan.run();
    assert!(said.contains("ファイルに答えがないため、使いませんでした"), "{said}");
}

#[test]
fn a_master_among_the_returns_comes_from_no_section() {
    let plan = Plan::of_sample();
    plan.run();
    std::fs::copy(plan.path(MASTER), plan.path("回収/前期/控え.xlsx")).expect("copied");
    plan.run();
    let report = plan.json("とりまとめ/前期/検証報告.json");
    let told = report["findings"].as_array().expect("findings").iter();
    let told: Vec<_> =
        told.filter(|finding| finding["location"]["file"] == "回収/前期/控え.xlsx").collect();
    assert!(told.iter().any(|finding| finding["code"] == "S01"), "{told:#?}");
    assert!(told.iter().all(|finding| finding["section"].is_null()), "{told:#?}");
}

#[test]
fn remarks_on_a_form_that_is_gone_are_kept_and_told() {
    let plan = Plan::of_sample();
    plan.run();
    let book = plan.book(MASTER);
    let id = "9-9-9-9-総務課-1";
    let own = place(&book, LIST_SHEET, ID_HEADING, &["総務課"]);
    plan.type_in(MASTER, LIST_SHEET, own, id);
    let comment = Addr::new(own.row, column(&book, LIST_SHEET, COMMENT_HEADING).col);
    plan.type_in(MASTER, LIST_SHEET, comment, "前の年の所見");
    for _ in 0..2 {
        let said = plan.run();
        assert!(
            said.contains(&format!(
                "今の計画にない様式 1 件への記入を、一覧の下に残しました：{id}"
            )),
            "{said}"
        );
        let book = plan.book(MASTER);
        let kept = place(&book, LIST_SHEET, COMMENT_HEADING, &[id]);
        assert_eq!(shown(&book, LIST_SHEET, kept), "前の年の所見");
    }
}

#[test]
fn an_unreadable_master_stops_the_run_and_stays() {
    let plan = Plan::of_sample();
    fs::create_dir_all(plan.path("とりまとめ/前期")).expect("a folder");
    for text in ["壊れています", "別の,表\n1,2\n"] {
        fs::write(plan.path(MASTER), text).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_torimatome"));
        let output = command.arg("run").current_dir(plan.0.path()).output().expect("the program");
        assert_eq!(output.status.code(), Some(2));
        let err = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(err.contains("前回のとりまとめを読めません"), "{err}");
        assert_eq!(fs::read_to_string(plan.path(MASTER)).expect("still there"), text);
    }
}
