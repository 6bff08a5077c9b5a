//! 差戻し: what goes back to a 課, and what it is when it comes back.

use std::collections::BTreeMap;
use std::path::Path;

use torimatome::binding::SEND_BACK_SHEET;
use torimatome::check::{Rules, check};
use torimatome::cli::{Command, FolderArgs, PasswordArgs};
use torimatome::commands::execute;
use torimatome::field::Field;
use torimatome::finding::Finding;
use torimatome::grid::{Addr, Cell, Sheet, Value, Visibility, Workbook};
use torimatome::identify::{Expected, Wording, identify};
use torimatome::merge::{Merged, State, Terms, merge};
use torimatome::model::{AcceptedAnswers, IssuedForm, Plan, issued_forms};
use torimatome::read::read;
use torimatome::recognise::recognise;
use torimatome::render::section::{Answers, SectionBook, section_workbook};
use torimatome::render::send_back::{SendBack, send_back_workbook};
use torimatome::rules::{Code, Severity};
use torimatome::settings::Settings;
use torimatome::template::Template;

use crate::plan_sample;

const SECTION: &str = "町民生活課";
const SHARED: &str = "1-1-1-1-町民生活課-1";
pub(crate) const FIRST: &str = "1-1-2-1-町民生活課-1";
pub(crate) const SECOND: &str = "1-1-2-1-町民生活課-2";
pub(crate) const FILE: &str = "回収/前期/町民生活課.xlsx";

/// A plan of which 町民生活課 answers three forms.
pub(crate) struct Office {
    plan: Plan,
    pub(crate) settings: Settings,
    template: Template,
    sections: Vec<String>,
}

impl Office {
    pub(crate) fn new() -> Self {
        let mut settings = plan_sample::settings();
        settings.attainment_choices = vec!["達成".to_owned(), "未達成".to_owned()];
        let template = Template::by_name("torikumi").expect("built in");
        Self { plan: plan_sample::plan(), sections: settings.section_names(), settings, template }
    }

    fn forms(&self) -> Vec<IssuedForm<'_>> {
        let mut forms = issued_forms(&self.plan, &self.sections);
        forms.retain(|form| form.section == SECTION);
        forms
    }

    /// The 課's workbook with answers, as `file`.
    pub(crate) fn returned(&self, file: &str, answers: &[(&str, Field, &str)]) -> Workbook {
        let answer = |(id, field, text): &(&str, Field, &str)| {
            (((*id).to_owned(), *field), (*text).to_owned())
        };
        let answers: Answers = answers.iter().map(answer).collect();
        let issued = section_workbook(&SectionBook {
            settings: &self.settings,
            template: &self.template,
            plan: &self.plan,
            period: "前期",
            section: SECTION,
            forms: &self.forms(),
            edition: 1,
            answers: Some(&answers),
            changes: &[],
        });
        workbook(file, &issued.expect("drawn").bytes)
    }

    pub(crate) fn merged(&self, books: &[Workbook]) -> (Merged, Vec<Finding>) {
        let accepted = AcceptedAnswers::new();
        let mut expected = Expected::new(&self.plan, &self.sections, None, &accepted);
        let issued = self.returned("配布.xlsx", &[]);
        let readings: Vec<_> =
            issued.sheets.iter().map(|sheet| recognise(sheet, &self.template)).collect();
        expected.learn_wording(Wording::of(&issued, &readings));
        let period = self.template.period("前期").expect("built in");
        let rules = Rules {
            expected: &expected,
            settings: &self.settings,
            template: &self.template,
            period,
        };
        let read = |book: &Workbook| {
            let readings = book.sheets.iter().map(|sheet| recognise(sheet, &self.template));
            let mut read = identify(book, readings.collect(), &expected);
            check(&mut read, rules);
            for finding in &mut read.findings {
                finding.section.get_or_insert_with(|| SECTION.to_owned());
            }
            read
        };
        let terms = Terms {
            plan: &self.plan,
            expected: &expected,
            settings: &self.settings,
            period,
            as_of: Some("2024-10-17"),
        };
        let (merged, findings, _) = merge(books.iter().map(read).collect(), terms);
        assert!(merged.account.balances(), "{:?}", merged.account);
        (merged, findings)
    }

    /// What goes back, as bytes; `None` when there is nothing to mend.
    pub(crate) fn sent_back(&self, merged: &Merged, findings: &[Finding]) -> Option<Vec<u8>> {
        let all = SendBack {
            settings: &self.settings,
            template: &self.template,
            plan: &self.plan,
            edition: 1,
            issued: &Answers::new(),
            merged,
            findings,
        };
        let file = send_back_workbook(&all, SECTION, &self.forms()).expect("drawn");
        file.map(|file| file.bytes)
    }
}

#[track_caller]
pub(crate) fn workbook(file: &str, bytes: &[u8]) -> Workbook {
    let mut readings = read(file, bytes);
    assert!(readings[0].findings.is_empty(), "{:?}", readings[0].findings);
    readings.remove(0).workbook.expect("a workbook")
}

/// Puts a text into a cell of a sheet, or removes the cell.
pub(crate) fn set(book: &mut Workbook, sheet: &str, at: &str, text: &str) {
    let at = Addr::parse(at).expect("a cell");
    let sheet = book.sheets.iter_mut().find(|it| it.name == sheet).expect("a sheet");
    sheet.cells.retain(|cell| cell.at != at);
    if !text.is_empty() {
        let value = Value::Text(text.to_owned());
        sheet.cells.push(Cell { at, value, formula: None, marks: None });
        sheet.cells.sort_by_key(|cell| cell.at);
    }
}

/// The cell of a sheet that shows a text.
#[track_caller]
pub(crate) fn cell_of(sheet: &Sheet, text: &str) -> String {
    let cell = sheet.cells.iter().find(|cell| cell.shown() == text);
    cell.unwrap_or_else(|| panic!("{text} is not on {}", sheet.name)).at.to_string()
}

/// Checks that a text stands on the list, alone or below its place.
#[track_caller]
fn check_listed(book: &Workbook, text: &str) {
    assert!(list(book).cells.iter().any(|cell| cell.shown().ends_with(text)), "{text}");
}

fn list(book: &Workbook) -> &Sheet {
    book.sheet(SEND_BACK_SHEET).expect("the list")
}

/// Errors and warnings about 町民生活課.
pub(crate) fn faults(findings: &[Finding]) -> Vec<Code> {
    let own = findings.iter().filter(|finding| finding.section.as_deref() == Some(SECTION));
    own.filter(|finding| finding.severity() != Severity::Info).map(|finding| finding.code).collect()
}

/// The 課's answers as text.
fn answers(merged: &Merged) -> BTreeMap<(String, Field), String> {
    let own = merged.forms.iter().filter(|form| form.section == SECTION);
    own.flat_map(|form| {
        let id = form.form_id.clone();
        form.answers.iter().map(move |(field, answer)| ((id.clone(), *field), answer.text.clone()))
    })
    .collect()
}

pub(crate) const SOUND: [(&str, Field, &str); 3] = [
    (SHARED, Field::FirstHalf, "・移行の準備を3件行った。\n・記録を公表した。"),
    (FIRST, Field::FirstHalf, "=紙面を見直した。"),
    (SECOND, Field::FirstHalf, "懇談会を2回開いた。"),
];

/// A return with a placeholder, a wrong choice, no 様式ID and locked text, and a stray remark.
fn damaged(office: &Office) -> Workbook {
    let mut answers = SOUND.to_vec();
    answers[1].2 = "検討中";
    answers.push((SHARED, Field::GoalAttainment, "ほぼ完了"));
    let mut book = office.returned(FILE, &answers);
    set(&mut book, "1-1-2-1", "D1", "");
    set(&mut book, "1-1-2-1", "D6", "・紙面の充実と縮小");
    set(&mut book, "1-1-2-1(2)", "F4", "担当が代わりました");
    set(&mut book, "1-1-2-1(2)", "F5", "内線 123 です");
    book.defined_names.clear();
    book.sheets.retain(|sheet| sheet.visibility == Visibility::Visible);
    book
}

#[test]
fn a_section_without_faults_gets_nothing_back() {
    let office = Office::new();
    let (merged, findings) = office.merged(&[office.returned(FILE, &SOUND)]);
    assert_eq!(faults(&findings), []);
    assert_eq!(office.sent_back(&merged, &findings), None);
}

#[test]
fn a_section_that_never_replied_gets_nothing_back() {
    let office = Office::new();
    let (merged, findings) = office.merged(&[]);
    assert_eq!(faults(&findings), [Code::M04]);
    assert_eq!(office.sent_back(&merged, &findings), None);
}

#[test]
fn a_damaged_return_comes_back_whole_and_without_new_faults() {
    let office = Office::new();
    let (before, findings) = office.merged(&[damaged(&office)]);
    let codes = faults(&findings);
    for code in [Code::V02, Code::V07, Code::V10, Code::S09, Code::S11, Code::M03] {
        assert!(codes.contains(&code), "{code:?} in {codes:?}");
    }
    let bytes = office.sent_back(&before, &findings).expect("something to mend");
    let (after, findings) = office.merged(&[workbook(FILE, &bytes)]);
    assert_eq!(answers(&after), answers(&before));
    assert_eq!(faults(&findings), [Code::V02, Code::V10, Code::V07]);
}

#[test]
fn once_the_faulty_cells_are_mended_the_section_is_clean() {
    let office = Office::new();
    let (merged, findings) = office.merged(&[damaged(&office)]);
    let bytes = office.sent_back(&merged, &findings).expect("something to mend");
    let mut book = workbook(FILE, &bytes);
    let attainment = cell_of(book.sheet("1-1-1-1").expect("a form"), "ほぼ完了");
    set(&mut book, "1-1-1-1", &attainment, "");
    let progress = cell_of(book.sheet("1-1-2-1").expect("a form"), "検討中");
    set(&mut book, "1-1-2-1", &progress, "=紙面を見直した。");
    let done: Vec<String> = {
        let numbered = |cell: &&Cell| cell.at.col == 0 && cell.shown().contains("\n要");
        let rows = list(&book).cells.iter().filter(numbered).map(|cell| cell.at.row);
        rows.map(|row| Addr::new(row, 7).to_string()).collect()
    };
    for at in done {
        set(&mut book, SEND_BACK_SHEET, &at, "済");
    }
    let (merged, findings) = office.merged(&[book]);
    assert_eq!(faults(&findings), []);
    let states = merged.forms.iter().filter(|form| form.section == SECTION).map(|form| form.state);
    assert!(states.eq([State::Complete; 3]));
    assert_eq!(office.sent_back(&merged, &findings), None);
}

#[test]
fn every_fault_stands_in_the_list_with_its_quote() {
    let office = Office::new();
    let (merged, findings) = office.merged(&[damaged(&office)]);
    let bytes = office.sent_back(&merged, &findings).expect("something to mend");
    let book = workbook(FILE, &bytes);
    assert_eq!(book.sheets[0].name, SEND_BACK_SHEET);
    for text in [
        "ほぼ完了",
        "検討中",
        "・紙面の充実と縮小",
        "=紙面の充実",
        "担当が代わりました",
        "内線 123 です",
        "〔町民生活課.xlsx!1-1-2-1(2)!F4〕",
        "欄の外の文字は、とりまとめに入れていません（2 か所）",
    ] {
        check_listed(&book, text);
    }
    assert_eq!(office.sent_back(&merged, &findings), Some(bytes));
}

#[test]
fn answers_in_conflict_leave_the_cell_blank_and_stand_beside_each_other() {
    let office = Office::new();
    let mut other = SOUND;
    other[1].2 = "紙面は据え置いた。";
    let books =
        [office.returned(FILE, &SOUND), office.returned("回収/前期/町民生活課(2).xlsx", &other)];
    let (merged, findings) = office.merged(&books);
    assert!(faults(&findings).contains(&Code::M02));
    let bytes = office.sent_back(&merged, &findings).expect("something to mend");
    let mut book = workbook(FILE, &bytes);
    for text in [SOUND[1].2, other[1].2, "〔町民生活課(2).xlsx!1-1-2-1!D9〕"] {
        check_listed(&book, text);
    }
    let (merged, findings) = office.merged(std::slice::from_ref(&book));
    assert_eq!(faults(&findings), [Code::V09, Code::V01]);
    assert!(!answers(&merged).contains_key(&(FIRST.to_owned(), Field::FirstHalf)));
    set(&mut book, "1-1-2-1", "D9", other[1].2);
    let (_, findings) = office.merged(&[book]);
    assert_eq!(faults(&findings), []);
}

#[test]
fn an_error_of_a_formula_is_quoted_and_never_filled_in() {
    let office = Office::new();
    let mut book = office.returned(FILE, &SOUND);
    set(&mut book, "1-1-1-1", "D9", "");
    let sheet = book.sheets.iter_mut().find(|sheet| sheet.name == "1-1-1-1").expect("a form");
    let at = Addr::parse("D9").expect("a cell");
    let value = Value::Error("#REF!".to_owned());
    sheet.cells.push(Cell { at, value, formula: None, marks: None });
    sheet.cells.sort_by_key(|cell| cell.at);
    let (merged, findings) = office.merged(&[book]);
    assert_eq!(faults(&findings), [Code::V04]);
    let bytes = office.sent_back(&merged, &findings).expect("something to mend");
    let book = workbook(FILE, &bytes);
    check_listed(&book, "#REF!");
    let form = book.sheet("1-1-1-1").expect("a form");
    assert!(form.cells.iter().all(|cell| cell.shown() != "#REF!"));
}

#[test]
fn what_a_section_writes_on_the_list_is_quoted() {
    let office = Office::new();
    let (merged, findings) = office.merged(&[damaged(&office)]);
    let bytes = office.sent_back(&merged, &findings).expect("something to mend");
    let mut book = workbook(FILE, &bytes);
    let number = cell_of(list(&book), "1\n要修正");
    set(&mut book, SEND_BACK_SHEET, &number.replace('A', "H"), "当課では判断できません");
    let (_, findings) = office.merged(&[book]);
    let stray: Vec<_> = findings.iter().filter(|finding| finding.code == Code::S11).collect();
    assert_eq!(stray.len(), 1);
    assert_eq!(stray[0].found.as_deref(), Some("当課では判断できません"));
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let from = entry.expect("an entry").path();
        let to = to.join(from.file_name().expect("a name"));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, to).expect("copied");
        }
    }
}

fn merge_folder(dir: &Path) -> Vec<String> {
    let args = FolderArgs {
        dir: dir.to_owned(),
        period: None,
        as_of: None,
        strict: false,
        passwords: PasswordArgs::default(),
    };
    execute(&Command::Merge(args)).expect("merged").messages
}

#[test]
fn files_of_an_earlier_run_go_and_foreign_ones_stay() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/r6");
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&samples, folder.path());
    merge_folder(folder.path());
    let back = folder.path().join("とりまとめ/前期/差戻し");
    let (kept, sound) = (back.join("町民生活課.xlsx"), back.join("総務課.xlsx"));
    let before = std::fs::read(&kept).expect("a file");
    assert!(!sound.exists());
    std::fs::copy(&kept, &sound).expect("copied");
    let foreign = back.join("連絡.xlsx");
    std::fs::write(&foreign, "表ではない").expect("written");
    let filled = back.join("農業振興課.xlsx");
    std::fs::write(&filled, "書き込み").expect("written");
    let messages = merge_folder(folder.path());
    assert!(!sound.exists());
    assert!(foreign.exists());
    assert_eq!(std::fs::read(&kept).expect("a file"), before);
    let old: Vec<_> = std::fs::read_dir(back.join("旧版")).expect("a folder").collect();
    assert_eq!(old.len(), 1);
    let old = old.into_iter().next().and_then(Result::ok).expect("an entry").path();
    assert_eq!(std::fs::read_to_string(old).expect("a file"), "書き込み");
    assert!(messages.iter().any(|message| message.contains("旧版/農業振興課-")), "{messages:?}");
}
