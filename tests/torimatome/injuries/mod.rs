//! A thousand random combinations of injuries to a sound set of returns: no panic, no lost text,
//! an account that balances, and findings that point into the workbooks.

mod draw;
mod kinds;

use std::collections::{BTreeMap, HashSet};

use torimatome::binding::is_hidden_sheet;
use torimatome::field::Field;
use torimatome::finding::Location;
use torimatome::grid::{Addr, Sheet, squeeze};
use torimatome::recognise::strip_html;
use torimatome::settings::Settings;

use crate::office::{Desk, Office, Outcome, Returned};
use crate::plan_sample;
use draw::Draw;
use kinds::{KINDS, Kind};

/// Combinations that are tried.
const CASES: u64 = 1_000;

fn settings() -> Settings {
    let text = r#"title = "町政運営推進プランR6"
municipality = "上富良野町"
fiscal_year = "令和6年度"
period = "前期"
sections = ["総務課", "町民生活課"]
[due]
前期 = "2024-10-18"
後期 = "2025-04-18"
[goal_attainment]
choices = ["達成", "一部達成", "未達成"]
aliases = { "○" = "達成" }
"#;
    Settings::parse(text, "plan.toml").expect("sound")
}

/// The sound returns of one 期 and what they are compared with.
struct Ground<'o> {
    desk: Desk<'o>,
    sound: Vec<Returned>,
    /// Texts of the issued workbooks, without white space.
    issued: HashSet<String>,
}

fn office(period: &'static str) -> Office {
    let mut office = Office::new(plan_sample::plan(), settings(), period);
    if period == "後期" {
        office.accept_first_half("・前期に3件行った。");
    }
    office
}

fn ground(office: &Office) -> Ground<'_> {
    let mut issued = HashSet::new();
    let mut sound = Vec::new();
    for section in office.sections() {
        let mut book = office.issue(&section, 1);
        let cells = book.book.sheets.iter().flat_map(|sheet| &sheet.cells);
        issued.extend(cells.map(|cell| squeeze(&cell.shown())));
        for field in &office.template.period(office.period).expect("a period").requires {
            book.answer_all(*field, |sheet| match field {
                Field::GoalAttainment => "達成".to_owned(),
                _ => format!("・{section} {sheet} の{}を書いた。\n・件数は3件。", field.label()),
            });
        }
        sound.push(book);
    }
    Ground { desk: office.desk(), sound, issued }
}

/// The injuries of a case, with the workbooks that they leave.
fn injure(sound: &[Returned], seed: u64) -> (Vec<Returned>, Vec<Kind>) {
    let mut draw = Draw::new(seed);
    let mut books = sound.to_vec();
    let mut done = Vec::new();
    for _ in 0..=draw.below(5) {
        let kind = KINDS[draw.below(KINDS.len())];
        kinds::injure(kind, &mut books, &mut draw);
        done.push(kind);
    }
    (books, done)
}

/// Every text that somebody wrote and that still stands in a cell is told, word for word but for
/// HTML tags, by the record or by a finding.
fn lost(ground: &Ground<'_>, books: &[Returned], outcome: &Outcome) -> Vec<String> {
    let answers = outcome.merged.forms.iter().flat_map(|form| {
        let conflicts = form.conflicts.iter().flat_map(|conflict| &conflict.answers);
        form.answers.values().chain(conflicts).map(|answer| answer.text.as_str())
    });
    let quotes = outcome.findings.iter().flat_map(|f| [f.found.as_deref(), f.expected.as_deref()]);
    let told: Vec<&str> = answers.chain(quotes.flatten()).collect();
    let is_told = |text: &str| told.iter().any(|other| other.contains(text));
    let mut lost = Vec::new();
    for sheet in books.iter().flat_map(|book| &book.book.sheets) {
        // The table of the very hidden sheet is nobody's text, whatever stands in it and whatever
        // the sheet is called.
        let table = |at: Addr| is_hidden_sheet(sheet) && at.col <= 7;
        for cell in sheet.cells.iter().filter(|cell| !cell.is_blank() && !table(cell.at)) {
            let text = cell.shown();
            let tags = || {
                strip_html(&text).is_some_and(|(clean, removed)| {
                    is_told(&clean) && removed.iter().all(|tag| is_told(tag))
                })
            };
            // A part of an issued text is nobody's own: it may have been cut in two.
            let own = squeeze(&text);
            let issued = ground.issued.iter().any(|issued| issued.contains(&own));
            if !issued && !is_told(&text) && !tags() {
                lost.push(format!("{}!{}: {text:?}", sheet.name, cell.at));
            }
        }
    }
    lost
}

/// Findings that point to no place of the workbooks.
fn astray(sound: &[Returned], books: &[Returned], outcome: &Outcome) -> Vec<String> {
    let by_file: BTreeMap<&str, &Returned> =
        books.iter().map(|book| (book.book.file.as_str(), book)).collect();
    // A blank answer may have stood anywhere on a form as it was issued.
    let sheets: Vec<&Sheet> = sound.iter().flat_map(|book| &book.book.sheets).collect();
    let issued = end(&sheets);
    let inside = |at: &Location| {
        let Some(book) = by_file.get(at.file.as_str()) else { return false };
        let Some(name) = &at.sheet else { return at.cell.is_none() };
        let sheets = || book.book.sheets.iter().filter(|sheet| sheet.name == *name);
        let Some(cell) = &at.cell else { return sheets().next().is_some() };
        let Some(cell) = Addr::parse(cell) else { return false };
        let near = |sheet: &Sheet| {
            let end = end(&[sheet]);
            cell.row <= end.row.max(issued.row) + 1 && cell.col <= end.col.max(issued.col) + 1
        };
        sheets().any(near)
    };
    let places = outcome.findings.iter().flat_map(|f| f.location.iter().chain(&f.related));
    places.filter(|at| !inside(at)).map(ToString::to_string).collect()
}

/// The corner of what sheets hold.
fn end(sheets: &[&Sheet]) -> Addr {
    let cells = sheets.iter().flat_map(|sheet| sheet.cells.iter().map(|cell| cell.at));
    let merged = sheets.iter().flat_map(|sheet| sheet.merges.iter().map(|region| region.last));
    cells
        .chain(merged)
        .fold(Addr::new(0, 0), |end, at| Addr::new(end.row.max(at.row), end.col.max(at.col)))
}

fn check_seeds(period: &'static str, seeds: impl Iterator<Item = u64>) {
    let office = office(period);
    let ground = ground(&office);
    assert_eq!(ground.desk.collect(&ground.sound).findings, [], "sound");
    for seed in seeds {
        let (books, kinds) = injure(&ground.sound, seed);
        let case = std::panic::AssertUnwindSafe(|| ground.desk.collect(&books));
        let Ok(outcome) = std::panic::catch_unwind(case) else {
            panic!("{period} {seed}: {kinds:?}");
        };
        let lost = lost(&ground, &books, &outcome);
        assert!(lost.is_empty(), "{period} {seed}: {kinds:?}: lost {lost:#?}");
        let astray = astray(&ground.sound, &books, &outcome);
        assert!(astray.is_empty(), "{period} {seed}: {kinds:?}: outside {astray:#?}");
    }
}

#[test]
fn half_of_a_thousand_combinations_lose_nothing_in_the_first_half() {
    check_seeds("前期", (0..CASES).step_by(2));
}

#[test]
fn half_of_a_thousand_combinations_lose_nothing_in_the_second_half() {
    check_seeds("後期", (1..CASES).step_by(2));
}

#[test]
fn every_kind_of_injury_is_drawn() {
    let sound: Vec<Returned> = Vec::new();
    let drawn: HashSet<Kind> = (0..CASES).flat_map(|seed| injure(&sound, seed).1).collect();
    assert!(KINDS.len() >= 25);
    assert_eq!(drawn.len(), KINDS.len());
}
