//! Words typed beside or into a form that read like labels: they never wreck it.

use std::collections::BTreeMap;

use torimatome::field::Field::{self, FirstHalf, SecondHalf};
use torimatome::grid::{Addr, Format, Value};
use torimatome::merge::State;
use torimatome::rules::Code;

use crate::office::{Desk, Office, Returned, set};
use crate::plan_sample;
use crate::returns::{answered, settings};

/// Sheets of 町民生活課.
const SHEETS: [&str; 2] = ["1-1-1-1", "1-1-2-1"];

/// What would say that a form was not known.
const WRECKED: [Code; 8] =
    [Code::S01, Code::S02, Code::S06, Code::S08, Code::S09, Code::S10, Code::V01, Code::V09];

const PASTED: [&[&[&str]]; 8] = [
    &[&["目標"]],
    &[&["令和5年度"]],
    &[&["【前期】"]],
    &[&["取組項目"]],
    &[&["進捗状況"]],
    &[&["目標", "実績"], &["30人", "41人"]],
    &[&["令和4年度", "令和5年度", "令和6年度"], &["1件", "2件", "3件"]],
    &[&["目標"], &["前期"], &["後期"]],
];

/// Pastes cells at a position of a sheet and tells what went wrong.
fn faults(
    desk: &Desk<'_>,
    sound: &[Returned],
    sheet: &str,
    at: Addr,
    pasted: &[&[&str]],
) -> Vec<String> {
    let mut books = sound.to_vec();
    for (row, texts) in (at.row..).zip(pasted) {
        for (col, text) in (at.col..).zip(*texts) {
            set(books[1].sheet(sheet), Addr::new(row, col), Value::Text((*text).to_owned()));
        }
    }
    let outcome = desk.collect(&books);
    let mut faults: Vec<String> = Vec::new();
    for finding in outcome.findings.iter().filter(|finding| WRECKED.contains(&finding.code)) {
        faults.push(format!("{} {:?}", finding.code.as_str(), finding.found));
    }
    for form in outcome.merged.forms.iter().filter(|form| form.state != State::Complete) {
        faults.push(format!("{} {:?}", form.form_id, form.state));
    }
    let quoted = |text: &str| {
        let answers = outcome.merged.forms.iter().flat_map(|form| form.answers.values());
        let answers = answers.map(|answer| answer.text.as_str());
        let found = outcome.findings.iter().filter_map(|finding| finding.found.as_deref());
        answers.chain(found).any(|told| told.contains(text))
    };
    let lost = pasted.iter().copied().flatten().filter(|text| !quoted(text));
    faults.extend(lost.map(|text| format!("nowhere: {text}")));
    faults
}

fn check_period(period: &'static str) {
    let mut office = Office::new(plan_sample::plan(), settings(), period);
    if period == "後期" {
        office.accept_first_half("・前期に3件行った。");
    }
    let sound: Vec<Returned> =
        office.sections().iter().map(|section| answered(&office, section, 1)).collect();
    let desk = office.desk();
    let mut told = BTreeMap::new();
    for sheet in SHEETS {
        let field = |field: Field| sound[1].cell_of(sheet, field);
        let right = field(FirstHalf).col + 2;
        let bottom = field(Field::Evaluation).row;
        let beside = [Field::Initiative, Field::Vision, Field::AnnualGoal, FirstHalf, SecondHalf]
            .map(|name| Addr::new(field(name).row, right));
        let others = [
            Addr::new(0, right),
            Addr::new(bottom, right),
            Addr::new(bottom + 3, 0),
            Addr::new(bottom + 3, 1),
            Addr::new(bottom + 3, right - 2),
            Addr::new(bottom + 6, 2),
            Addr::new(bottom + 6, right),
        ];
        for at in beside.into_iter().chain(others) {
            for pasted in PASTED {
                let faults = faults(&desk, &sound, sheet, at, pasted);
                if !faults.is_empty() {
                    told.insert(format!("{sheet}!{at} {pasted:?}"), faults);
                }
            }
        }
    }
    assert!(told.is_empty(), "{}: {told:#?}", told.len());
}

#[test]
fn words_beside_a_form_never_wreck_it() {
    check_period("前期");
}

#[test]
fn words_beside_a_form_never_wreck_it_in_the_second_half() {
    check_period("後期");
}

#[test]
fn an_answer_that_is_a_label_stays_an_answer() {
    let office = Office::new(plan_sample::plan(), settings(), "前期");
    let sound: Vec<Returned> =
        office.sections().iter().map(|section| answered(&office, section, 1)).collect();
    for text in ["【前期】", "目標", "令和5年度", "取組内容"] {
        let at = sound[1].cell_of(SHEETS[0], FirstHalf);
        let faults = faults(&office.desk(), &sound, SHEETS[0], at, &[&[text]]);
        assert!(faults.is_empty(), "{text}: {faults:#?}");
    }
}

#[test]
fn an_answer_in_the_cell_of_a_label_is_not_called_blank() {
    let office = Office::new(plan_sample::plan(), settings(), "前期");
    let mut books: Vec<Returned> =
        office.sections().iter().map(|section| answered(&office, section, 1)).collect();
    let place = books[1].answer(SHEETS[0], FirstHalf, "");
    let sheet = books[1].sheet(SHEETS[0]);
    let label = sheet.cells.iter().find(|cell| cell.shown().starts_with("前期")).expect("it");
    let (at, text) = (label.at, format!("{}\n説明会を3回開いた。", label.shown()));
    set(sheet, at, Value::Text(text));
    let outcome = office.collect(&books);
    let codes: Vec<Code> = outcome.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::S08, Code::S11], "{place}: {:#?}", outcome.findings);
    let told = &outcome.findings[0];
    assert_eq!(told.found.as_deref(), Some("説明会を3回開いた。"));
    let cell = told.location.as_ref().and_then(|it| it.cell.clone());
    assert_eq!(cell, Some(at.to_string()));
}

/// The cells of V08 where an answer of so many characters comes back in a format.
fn cut_places(characters: usize, format: Format, period: &'static str, issued: bool) -> usize {
    let mut office = Office::new(plan_sample::plan(), settings(), period);
    let text: String = "進捗を書いた。".chars().cycle().take(characters).collect();
    if issued {
        office.accept_first_half(&text);
    } else if period == "後期" {
        office.accept_first_half("・前期に3件行った。");
    }
    let mut books: Vec<Returned> =
        office.sections().iter().map(|section| answered(&office, section, 1)).collect();
    if !issued {
        books[1].answer(SHEETS[0], FirstHalf, &text);
    }
    books[1].book.format = format;
    let found = office.collect(&books).findings;
    found.iter().filter(|finding| finding.code == Code::V08).count()
}

#[test]
fn an_answer_of_an_xls_that_is_as_long_as_its_writer_lets_it_be_was_cut() {
    let xlsx = Format::Xlsx { macros: false };
    assert_eq!(cut_places(255, Format::Xls, "前期", false), 1);
    for (characters, format) in [(254, Format::Xls), (256, Format::Xls), (255, xlsx)] {
        assert_eq!(cut_places(characters, format, "前期", false), 0, "{characters} {format:?}");
    }
    // What was issued at that length came back as it was.
    assert_eq!(cut_places(255, Format::Xls, "後期", true), 0);
}
