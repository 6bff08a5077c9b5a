//! The workbook of a 課, opened again: by the reading library and as the XML inside the zip.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use torimatome::error::Result;
use torimatome::field::Field;
use torimatome::grid::Addr;
use torimatome::model::issued_forms;
use torimatome::render::section::{Answers, SectionBook, SectionFile, section_workbook};
use torimatome::template::Template;

use crate::plan_sample;

#[track_caller]
fn section_file(section: &str, period: &str, answers: &Answers) -> SectionFile {
    try_section_file(section, period, answers).expect("drawn")
}

fn try_section_file(section: &str, period: &str, answers: &Answers) -> Result<SectionFile> {
    let (plan, settings) = (plan_sample::plan(), plan_sample::settings());
    let template = Template::by_name("torikumi")?;
    let sections = settings.section_names();
    let mut forms = issued_forms(&plan, &sections);
    forms.retain(|form| form.section == section);
    section_workbook(&SectionBook {
        settings: &settings,
        template: &template,
        plan: &plan,
        period,
        section,
        forms: &forms,
        edition: 1,
        answers: Some(answers),
        changes: &[],
    })
}

fn open(file: &SectionFile) -> Xlsx<Cursor<&[u8]>> {
    Xlsx::new(Cursor::new(file.bytes.as_slice())).expect("an xlsx file")
}

fn text_at(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, at: Addr) -> String {
    let range = book.worksheet_range(sheet).expect("the sheet");
    range.get_value((at.row, at.col)).map(Data::to_string).unwrap_or_default()
}

/// The parts of the zip, by name.
fn parts(file: &SectionFile) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(&file.bytes)).expect("a zip");
    let mut parts = BTreeMap::new();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).expect("a part");
        let mut text = String::new();
        part.read_to_string(&mut text).expect("XML");
        parts.insert(part.name().expect("a name").into_owned(), text);
    }
    parts
}

/// The values of an attribute wherever it stands in an element.
fn attributes<'a>(xml: &'a str, element: &str, name: &str) -> Vec<&'a str> {
    let name = format!(" {name}=\"");
    let inner = |tag: &'a str| {
        let tag = &tag[..tag.find('>')?];
        let start = tag.find(&name)? + name.len();
        tag[start..].split('"').next()
    };
    xml.split(&format!("<{element} ")).skip(1).filter_map(inner).collect()
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let first = section_file("町民生活課", "前期", &Answers::new());
    let second = section_file("町民生活課", "前期", &Answers::new());
    assert_eq!(first, second);
}

#[test]
fn every_field_stands_beside_its_label() {
    let file = section_file("町民生活課", "前期", &Answers::new());
    let template = Template::by_name("torikumi").expect("built in");
    let mut book = open(&file);
    for sheet in &file.sheets {
        let range = book.worksheet_range(&sheet.name).expect("the sheet");
        for field in Field::ALL.into_iter().skip(2) {
            let at = sheet.cells[&field];
            let labels: Vec<String> = (0..at.col)
                .filter_map(|col| range.get_value((at.row, col)))
                .map(Data::to_string)
                .collect();
            assert!(labels.iter().any(|label| label == template.label(field)), "{field:?}");
        }
        let id = text_at(&mut book, &sheet.name, sheet.id_cell);
        assert_eq!(id, format!("様式ID：{}", sheet.form_id));
    }
}

#[test]
fn a_section_with_common_forms_only_gets_a_workbook() {
    let file = section_file("総務課", "前期", &Answers::new());
    assert_eq!(file.sheets.len(), 1);
    assert_eq!(file.sheets[0].form_id, "1-1-1-1-総務課-1");
    let mut book = open(&file);
    let at = file.sheets[0].cells[&Field::ResponsibleSection];
    assert_eq!(text_at(&mut book, "1-1-1-1", at), "全課【総務課】");
}

#[test]
fn sheets_are_named_by_initiative_and_branch() {
    let file = section_file("町民生活課", "前期", &Answers::new());
    let names = open(&file).sheet_names();
    let expected = ["提出票", "記入要領", "1-1-1-1", "1-1-2-1", "1-1-2-1(2)", "_torimatome"];
    assert_eq!(names, expected);
    for name in names {
        assert!(name.encode_utf16().count() <= 31 && !name.contains(['[', ']', ':', '*', '?']));
    }
}

#[test]
fn issued_text_is_verbatim_and_always_text() {
    let file = section_file("町民生活課", "前期", &Answers::new());
    let mut book = open(&file);
    let sheet = &file.sheets[1];
    let actions = text_at(&mut book, &sheet.name, sheet.cells[&Field::PlannedActions]);
    assert_eq!(actions, "・内容更新体制の見直し\n・A_x000D_B");
    let goal = text_at(&mut book, &sheet.name, sheet.cells[&Field::AnnualGoal]);
    assert_eq!(goal, "=紙面の充実");
}

#[test]
fn no_row_is_higher_than_excel_allows() {
    let mut answers = Answers::new();
    let long = "進捗を書く。\n".repeat(900);
    answers.insert(("1-1-2-1-町民生活課-1".to_owned(), Field::FirstHalf), long.clone());
    let file = section_file("町民生活課", "前期", &answers);
    for (name, xml) in parts(&file) {
        for height in attributes(&xml, "row", "ht") {
            let points: f64 = height.parse().expect("a number");
            assert!(points <= 409.5, "{name}: {height}");
        }
    }
    // More line breaks than a cell holds: the rest stands in the cells below, nothing is lost.
    let range = open(&file).worksheet_range("1-1-2-1").expect("the sheet");
    let col = file.sheets[1].cells[&Field::FirstHalf].col as usize;
    let texts = range.rows().filter_map(|row| row.get(col)).map(Data::to_string);
    let pieces: Vec<String> = texts.filter(|text| text.starts_with("進捗を書く。")).collect();
    assert_eq!(pieces.concat(), long);
}

#[test]
fn formulas_carry_the_value_that_they_give() {
    let mut answers = Answers::new();
    let answered = ("1-1-2-1-町民生活課-1".to_owned(), Field::FirstHalf);
    answers.insert(answered, "・記事の更新を行った。".to_owned());
    answers.insert(("1-1-2-1-町民生活課-2".to_owned(), Field::FirstHalf), "　\n".to_owned());
    let file = section_file("町民生活課", "前期", &answers);
    let range = open(&file).worksheet_range("提出票").expect("the cover");
    let texts: Vec<String> = range.cells().map(|(_, _, value)| value.to_string()).collect();
    assert_eq!(texts.iter().filter(|text| *text == "記入済").count(), 1);
    assert_eq!(texts.iter().filter(|text| *text == "未記入").count(), 2);
    assert!(texts.iter().any(|text| text == "未記入が 2 件あります：1-1-1-1、1-1-2-1(2)"));
    assert!(texts.iter().any(|text| text == "令和6年10月18日（金）"));
}

#[test]
fn the_cover_names_what_a_form_still_lacks() {
    let mut answers = Answers::new();
    let mut answer = |branch: u32, field| {
        let id = format!("1-1-2-1-町民生活課-{branch}");
        answers.insert((id, field), "・3件行った。".to_owned());
    };
    answer(1, Field::SecondHalf);
    for field in [Field::SecondHalf, Field::GoalAttainment, Field::Evaluation] {
        answer(2, field);
    }
    let file = section_file("町民生活課", "後期", &answers);
    let range = open(&file).worksheet_range("提出票").expect("the cover");
    let states: Vec<String> =
        range.rows().filter_map(|row| row.get(5)).map(Data::to_string).collect();
    let states: Vec<&str> = states.iter().map(String::as_str).filter(|s| !s.is_empty()).collect();
    assert_eq!(states, ["記入状況", "未記入", "未記入：達成・評価", "記入済"]);
}

#[test]
fn a_required_blank_is_marked_and_its_tab_says_so() {
    let mut answers = Answers::new();
    let answered = ("1-1-2-1-町民生活課-1".to_owned(), Field::FirstHalf);
    answers.insert(answered, "・記事の更新を行った。".to_owned());
    let file = section_file("町民生活課", "前期", &answers);
    let parts = parts(&file);
    let sheet = |number| &parts[&format!("xl/worksheets/sheet{number}.xml")];
    for (number, issued) in (3..).zip(&file.sheets) {
        let at = issued.cells[&Field::FirstHalf];
        let marked = format!("<conditionalFormatting sqref=\"{at}\">");
        assert_eq!(sheet(number).matches(&marked).count(), 1, "sheet {number}");
    }
    let tabs = [3, 4].map(|number| attributes(sheet(number), "tabColor", "rgb")[0]);
    assert_eq!(tabs, ["FFE69F00", "FF009E73"]);
}

#[test]
fn the_hidden_sheet_and_the_names_lead_to_the_same_cells() {
    let file = section_file("町民生活課", "前期", &Answers::new());
    let mut book = open(&file);
    let names: BTreeMap<String, String> = book.defined_names().iter().cloned().collect();
    let range = book.worksheet_range("_torimatome").expect("the hidden sheet");
    let rows: Vec<Vec<String>> =
        range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
    assert_eq!(rows[0][..2], ["schema", "torimatome/binding/1"]);
    let head = rows.iter().position(|row| row[0] == "form_no").expect("the head");
    assert_eq!(rows[head][..6], ["form_no", "form_id", "sheet", "edition", "field", "cell"]);
    let bound = &rows[head + 1..];
    assert_eq!(bound.iter().filter(|row| !row[4].is_empty()).count(), 3 * 8);
    for row in bound.iter().filter(|row| !row[4].is_empty()) {
        let number: u32 = row[0].parse().expect("a number");
        let name = format!("tm_f{number:02}_{}", row[4].replace('.', "_"));
        let target = names.get(&name).expect(&name).replace(['$', '\''], "");
        assert_eq!(target, format!("{}!{}", row[2], row[5]));
    }
}

#[test]
fn only_answers_are_open_and_every_answer_says_what_to_write() {
    let file = section_file("総務課", "前期", &Answers::new());
    let parts = parts(&file);
    let form = &parts["xl/worksheets/sheet3.xml"];
    assert!(form.contains("<sheetProtection sheet=\"1\""));
    assert!(!form.contains("password") && !form.contains("hashValue"));
    assert_eq!(attributes(form, "dataValidation", "promptTitle").len(), 4);
    assert_eq!(attributes(form, "dataValidation", "errorStyle"), ["warning"; 4]);
    assert!(form.contains("'_torimatome'!$H$"));
    assert_eq!(attributes(&parts["xl/workbook.xml"], "sheet", "state"), ["hidden"]);
}

#[test]
fn an_unknown_period_is_refused() {
    let error = try_section_file("総務課", "中期", &Answers::new()).expect_err("unknown");
    assert!(error.what.contains("中期"), "{}", error.what);
}
