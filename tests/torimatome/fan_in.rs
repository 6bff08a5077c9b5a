//! 全課まとめ: what a とりまとめ課 gets to sum up, and what it is when it comes back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use torimatome::binding::{GATHERED_SHEET, SUMMARY_NOTE};
use torimatome::cli::{Command, FolderArgs, PasswordArgs};
use torimatome::commands::execute;
use torimatome::field::Field::{self, *};
use torimatome::finding::Finding;
use torimatome::grid::{Addr, Cell, Sheet, Value, Visibility};
use torimatome::merge::{MergedForm, State};
use torimatome::model::{Plan, accepted_answers, summary_forms};
use torimatome::read::read;
use torimatome::render::fan_in::{FanIn, fan_in_workbook};
use torimatome::render::json::to_json;
use torimatome::render::section::Answers;
use torimatome::rules::Code;
use torimatome::settings::Settings;
use torimatome::template::Template;

use crate::office::{Office, Outcome, Returned, set};
use crate::plan_sample;
use crate::returns::{answered, settings};

const FORM: &str = "1-1-1-1";
const ID: &str = "1-1-1-1-全課-1";
const READING: &str = "各課の答え 1-1-1-1";
const TEXTS: [(Field, &str); 3] = [
    (SecondHalf, "・両課とも公開を終えた。\n・記録は12件。"),
    (GoalAttainment, "達成"),
    (Evaluation, "・全体として目標に届いた。"),
];

/// Every 課 has answered in 後期; 総務課 has the workbook to sum up.
struct Gathering {
    office: Office,
    books: Vec<Returned>,
    fan_in: Returned,
}

impl Gathering {
    fn new() -> Self {
        let office = Office::new(plan_sample::plan(), settings(), "後期");
        let books: Vec<Returned> =
            office.sections().iter().map(|section| answered(&office, section, 1)).collect();
        let fan_in = office.fan_in(Some(&office.collect(&books)));
        Self { office, books, fan_in }
    }

    /// The same, summed up.
    fn filled() -> Self {
        let mut gathering = Self::new();
        for (field, text) in TEXTS {
            gathering.fan_in.answer(FORM, field, text);
        }
        gathering
    }

    fn collect_with(&self, more: &[Returned]) -> Outcome {
        self.office.collect(&[&*self.books, more].concat())
    }

    fn collect(&self) -> Outcome {
        self.collect_with(std::slice::from_ref(&self.fan_in))
    }
}

fn codes(findings: &[Finding]) -> Vec<Code> {
    findings.iter().map(|finding| finding.code).collect()
}

fn summary(outcome: &Outcome) -> &MergedForm {
    let [summary] = &*outcome.merged.summaries else { panic!("one 全課 form") };
    assert_eq!((&*summary.form_id, &*summary.section), (ID, "総務課"));
    summary
}

fn answers(form: &MergedForm) -> Vec<(Field, &str)> {
    form.answers.iter().map(|(field, answer)| (*field, answer.text.as_str())).collect()
}

#[test]
fn what_is_summed_up_comes_back_as_the_summary() {
    let before = Gathering::new();
    let before = before.collect_with(&[]);
    assert_eq!(summary(&before).state, State::Missing);
    let outcome = Gathering::filled().collect();
    assert_eq!(outcome.findings, before.findings);
    assert_eq!(outcome.merged.forms, before.merged.forms);
    assert_eq!(summary(&outcome).state, State::Complete);
    assert_eq!(answers(summary(&outcome)), TEXTS);
}

#[test]
fn the_workbook_as_it_was_made_says_nothing() {
    let gathering = Gathering::new();
    let before = gathering.collect_with(&[]);
    let outcome = gathering.collect();
    assert_eq!(outcome.findings, before.findings);
    assert_eq!(outcome.merged.forms, before.merged.forms);
    assert_eq!(summary(&outcome).state, State::Blank);
}

#[test]
fn what_was_summed_up_stands_in_the_next_workbook() {
    let gathering = Gathering::filled();
    let outcome = gathering.collect();
    let again = gathering.office.fan_in(Some(&outcome));
    assert_eq!(answers(summary(&gathering.collect_with(&[again]))), TEXTS);
    let accepted = accepted_answers(&to_json(&outcome.merged), &[SecondHalf]).expect("統合.json");
    assert_eq!(accepted[ID][&SecondHalf].text, TEXTS[0].1);
}

#[test]
fn a_summary_that_was_written_anew_replaces_the_one_that_stood_in_its_form() {
    let gathering = Gathering::filled();
    let mut again = gathering.office.fan_in(Some(&gathering.collect()));
    again.book.file = "回収/後期/まとめ直し.xlsx".to_owned();
    again.answer(FORM, Evaluation, "・全体として目標を超えた。");
    let outcome = gathering.collect_with(&[gathering.fan_in.clone(), again]);
    assert_eq!(codes(&outcome.findings), [Code::M07]);
    assert_eq!(outcome.findings[0].found.as_deref(), Some(TEXTS[2].1));
    assert_eq!(answers(summary(&outcome))[2].1, "・全体として目標を超えた。");
}

#[test]
fn every_answer_stands_whole_on_the_sheet_that_is_read() {
    let mut gathering = Gathering::new();
    let long = format!("={}\n最後の行。", "懇談会を開き、意見を聞いた。\n".repeat(150));
    gathering.books[1].answer(FORM, SecondHalf, &long);
    let outcome = gathering.collect_with(&[]);
    let mut book = gathering.office.fan_in(Some(&outcome));
    let sheet = book.sheet(READING);
    let column: String = sheet.cells.iter().filter(|c| c.at.col == 3).map(cell_text).collect();
    assert!(column.contains(&long.replace('\n', "")), "{column}");
    for text in ["総務課", "町民生活課", "達成", "・情報提供の充実\n・記録の公表"]
    {
        assert!(sheet.cells.iter().any(|cell| cell.shown() == text), "{text}");
    }
    assert_eq!(codes(&gathering.collect_with(&[book]).findings), codes(&outcome.findings));
}

fn cell_text(cell: &Cell) -> String {
    cell.shown().replace('\n', "")
}

#[test]
fn sections_without_an_answer_are_named() {
    let gathering = Gathering::new();
    let outcome = gathering.office.collect(&gathering.books[..1]);
    let mut book = gathering.office.fan_in(Some(&outcome));
    let mut shown = |text| book.sheet(READING).cells.iter().any(|cell| cell.shown() == text);
    assert!(shown("答えのない課：町民生活課"));
    assert!(shown("とりまとめ課：総務課　答え：2 課のうち 1 課"));
}

#[test]
fn a_renamed_id_is_recovered_while_the_workbook_tells_what_it_is() {
    let mut gathering = Gathering::filled();
    gathering.fan_in.forget(FORM);
    gathering.fan_in.book.sheets.retain(|sheet| sheet.name == FORM);
    gathering.fan_in.book.file = "回収/後期/総務課.xlsx".to_owned();
    let outcome = gathering.collect();
    assert_eq!(codes(&outcome.findings), [Code::S09]);
    assert_eq!(answers(summary(&outcome)), TEXTS);
}

#[test]
fn the_custom_properties_tell_what_a_workbook_is_when_all_else_is_gone() {
    let mut gathering = Gathering::filled();
    let properties = gathering.fan_in.book.properties.clone();
    gathering.fan_in.forget(FORM);
    gathering.fan_in.book.properties = properties;
    gathering.fan_in.book.sheets.retain(|sheet| sheet.name == FORM);
    gathering.fan_in.book.file = "回収/後期/01.xlsx".to_owned();
    gathering.fan_in.sheet(FORM).cells.retain(|cell| cell.shown() != SUMMARY_NOTE);
    let outcome = gathering.collect();
    assert_eq!(codes(&outcome.findings), [Code::S09]);
    assert_eq!(answers(summary(&outcome)), TEXTS);
}

#[test]
fn nothing_is_guessed_when_all_is_gone() {
    let mut gathering = Gathering::filled();
    gathering.fan_in.forget(FORM);
    gathering.fan_in.book.sheets.retain(|sheet| sheet.name == FORM);
    gathering.fan_in.book.file = "回収/後期/総務課.xlsx".to_owned();
    gathering.fan_in.sheet(FORM).cells.retain(|cell| cell.shown() != SUMMARY_NOTE);
    let outcome = gathering.collect();
    assert_eq!(codes(&outcome.findings), [Code::S10]);
    let found = outcome.findings[0].found.as_deref().expect("a quote");
    assert!(found.contains(TEXTS[2].1), "{found}");
    assert_eq!(outcome.merged.forms, gathering.collect_with(&[]).merged.forms);
    assert_eq!(summary(&outcome).state, State::Missing);
}

#[test]
fn a_form_of_a_section_without_its_id_is_still_its_own() {
    let mut gathering = Gathering::filled();
    for book in &mut gathering.books {
        book.forget(FORM);
    }
    let outcome = gathering.collect();
    assert_eq!(codes(&outcome.findings), [Code::S09; 2]);
    assert!(outcome.merged.forms.iter().all(|form| form.state == State::Complete));
    assert_eq!(answers(summary(&outcome)), TEXTS);
}

#[test]
fn copies_that_differ_are_a_conflict_and_parts_are_united() {
    let mut gathering = Gathering::filled();
    let mut other = gathering.fan_in.clone();
    other.book.file = "回収/後期/まとめ(2).xlsx".to_owned();
    other.answer(FORM, Evaluation, "目標に届かなかった。");
    let outcome = gathering.collect_with(&[gathering.fan_in.clone(), other.clone()]);
    assert_eq!(codes(&outcome.findings), [Code::M02]);
    assert_eq!(outcome.findings[0].form_id.as_deref(), Some(ID));
    assert_eq!(summary(&outcome).state, State::Conflict);
    gathering.fan_in.answer(FORM, Evaluation, "");
    other.answer(FORM, SecondHalf, "");
    let outcome = gathering.collect_with(&[gathering.fan_in.clone(), other]);
    assert_eq!(codes(&outcome.findings), [Code::M06]);
    assert_eq!(summary(&outcome).state, State::Complete);
}

#[test]
fn its_answers_are_checked_like_any_other() {
    let mut gathering = Gathering::filled();
    gathering.fan_in.answer(FORM, GoalAttainment, "ほぼ達成");
    gathering.fan_in.answer(FORM, SecondHalf, "");
    gathering.fan_in.answer(FORM, AnnualGoal, "・目標を改めた");
    let outcome = gathering.collect();
    assert_eq!(codes(&outcome.findings), [Code::M03, Code::V02, Code::V01]);
    assert!(outcome.findings.iter().all(|finding| finding.form_id.as_deref() == Some(ID)));
    let mut again = gathering.office.fan_in(Some(&outcome));
    let cover = again.sheet("提出票");
    assert!(cover.cells.iter().any(|cell| cell.shown().contains("ほぼ達成")));
}

#[test]
fn what_is_added_is_quoted_and_the_answers_of_others_are_not() {
    let mut gathering = Gathering::filled();
    let free = Addr::new(60, 8);
    for (sheet, text) in [(READING, "町民生活課は要確認"), ("提出票", "遅れました"), (FORM, "達成")]
    {
        set(gathering.fan_in.sheet(sheet), free, Value::Text(text.to_owned()));
    }
    let outcome = gathering.collect();
    let found: Vec<_> = outcome.findings.iter().map(|f| f.found.as_deref()).collect();
    assert_eq!(codes(&outcome.findings), [Code::S11; 3]);
    assert_eq!(found, [Some("遅れました"), Some("達成"), Some("町民生活課は要確認")]);
}

#[test]
fn a_summary_is_no_return_of_the_sections_own_forms() {
    let mut gathering = Gathering::filled();
    gathering.fan_in.book.modified = Some("2025-05-20T01:00:00Z".to_owned());
    let outcome = gathering.office.collect(&[gathering.books[1].clone(), gathering.fan_in]);
    assert_eq!(codes(&outcome.findings), [Code::M04]);
    assert_eq!(outcome.findings[0].section.as_deref(), Some("総務課"));
}

#[test]
fn a_summary_in_the_workbook_of_another_section_is_refused() {
    let mut gathering = Gathering::filled();
    let mut sheet = gathering.fan_in.sheet(FORM).clone();
    sheet.name = "まとめ".to_owned();
    gathering.books[1].book.sheets.push(sheet);
    let outcome = gathering.collect_with(&[]);
    assert_eq!(codes(&outcome.findings), [Code::S04]);
    assert_eq!(summary(&outcome).state, State::Missing);
}

/// A copy of the sample in a folder of its own.
struct Folder {
    dir: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/r6"), dir.path());
        Self { dir }
    }

    fn path(&self, below: &str) -> PathBuf {
        self.dir.path().join(below)
    }

    /// Merges a 期; gives the findings as JSON and the messages.
    fn merge(&self, period: &str) -> (Vec<serde_json::Value>, Vec<String>) {
        let dir = self.dir.path().to_owned();
        let asked = Some(period.to_owned());
        let args = FolderArgs {
            dir,
            period: asked,
            as_of: None,
            strict: false,
            passwords: PasswordArgs::default(),
        };
        let messages = execute(&Command::Merge(args)).expect("merged").messages;
        let report = self.json(&format!("とりまとめ/{period}/検証報告.json"));
        (report["findings"].as_array().expect("findings").clone(), messages)
    }

    fn json(&self, below: &str) -> serde_json::Value {
        let text = std::fs::read_to_string(self.path(below)).expect("a file");
        serde_json::from_str(&text).expect("JSON")
    }

    /// 全課まとめ of 総務課 in 後期, with an answer in every field that is asked for.
    fn summed_up(&self) -> Vec<u8> {
        let plan: Plan = serde_json::from_value(self.json("計画.json")).expect("a plan");
        let text = std::fs::read_to_string(self.path("plan.toml")).expect("plan.toml");
        let settings = Settings::parse(&text, "plan.toml").expect("sound");
        let mut forms = summary_forms(&plan, |stated| settings.gathering(stated));
        forms.retain(|form| form.section == "総務課");
        let texts = |id: &str| TEXTS.map(|(field, text)| ((id.to_owned(), field), text.to_owned()));
        let issued: Answers = forms.iter().flat_map(|form| texts(&form.form_id)).collect();
        let all = FanIn {
            settings: &settings,
            template: &Template::by_name("torikumi").expect("built in"),
            plan: &plan,
            period: "後期",
            edition: 1,
            issued: &issued,
            merged: None,
            findings: &[],
        };
        fan_in_workbook(&all, "総務課", &forms).expect("drawn").bytes
    }
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

/// What a workbook shows.
fn shown_sheets(path: &Path) -> Vec<Sheet> {
    let bytes = std::fs::read(path).expect("a workbook");
    let book = read("a.xlsx", &bytes).remove(0).workbook.expect("a workbook");
    let shown = book.sheets.into_iter().filter(|sheet| sheet.visibility == Visibility::Visible);
    shown.collect()
}

#[test]
fn every_coordinator_of_the_sample_gets_one_and_it_returns_in_silence() {
    let folder = Folder::new();
    let (before, messages) = folder.merge("前期");
    let closing = messages.last().expect("a closing line");
    let out = folder.path("とりまとめ/前期/全課まとめ");
    let files = ["総務課.xlsx", "企画商工観光課.xlsx"];
    let mut shown = BTreeMap::new();
    std::fs::create_dir_all(folder.path("回収/前期/まとめ")).expect("a folder");
    for file in files {
        let told = closing.lines().find(|line| line.contains("/全課まとめ/　"));
        assert!(told.is_some_and(|line| line.contains(file)), "{closing}");
        shown.insert(file, shown_sheets(&out.join(file)));
        let returned = folder.path("回収/前期/まとめ").join(file);
        std::fs::copy(out.join(file), returned).expect("copied");
    }
    let outdated = out.join("町民生活課.xlsx");
    std::fs::copy(out.join(files[0]), &outdated).expect("copied");
    let (after, _) = folder.merge("前期");
    assert_eq!(after, before);
    assert!(!outdated.exists());
    for file in files {
        // Only the hidden sheet tells that it is made from what was returned.
        assert_eq!(shown_sheets(&out.join(file)), shown[file], "{file}");
    }
    assert_eq!(folder.json("とりまとめ/前期/統合.json")["summaries"][0]["state"], "blank");
}

#[test]
fn a_missing_evaluation_is_told_at_the_year_s_end_and_no_longer_once_it_is_written() {
    let folder = Folder::new();
    let (first_half, _) = folder.merge("前期");
    assert!(first_half.iter().all(|finding| finding["code"] != "X07"));
    let missing = |findings: &[serde_json::Value]| -> Vec<(String, serde_json::Value)> {
        let own = findings.iter().filter(|finding| finding["code"] == "X07");
        own.map(|finding| (finding["form_id"].to_string(), finding["location"].clone())).collect()
    };
    let before = missing(&folder.merge("後期").0);
    assert_eq!(before.len(), 4);
    assert!(before.iter().all(|(_, location)| location.is_null()));

    let returned = folder.path("回収/後期");
    std::fs::create_dir_all(&returned).expect("a folder");
    std::fs::write(returned.join("総務課.xlsx"), folder.summed_up()).expect("written");
    let other = folder.path("とりまとめ/後期/全課まとめ/企画商工観光課.xlsx");
    std::fs::copy(other, returned.join("企画商工観光課.xlsx")).expect("copied");
    let (findings, _) = folder.merge("後期");
    let after = missing(&findings);
    assert_eq!(after.len(), 1);
    assert_eq!(after[0].1["file"], "回収/後期/企画商工観光課.xlsx");
    assert!(after[0].1["cell"].as_str().is_some_and(|cell| cell.starts_with('D')));
    let merged = folder.json("とりまとめ/後期/統合.json");
    let summaries = merged["summaries"].as_array().expect("summaries");
    let written = summaries.iter().filter(|form| form["evaluation"]["text"] == TEXTS[2].1);
    assert_eq!(written.count(), 3);
}

#[test]
fn the_sheet_that_is_read_begins_with_its_shared_name() {
    assert!(READING.starts_with(GATHERED_SHEET));
}
