//! False alarms: sound sets of returns, filled in as officers write, give no error and no warning.

use std::collections::BTreeMap;

use torimatome::field::Field;
use torimatome::finding::Finding;
use torimatome::merge::State;
use torimatome::plausibility::{Terms, plausibility};
use torimatome::rules::Severity;

use crate::office::{Office, Returned};
use crate::plan_sample;

/// The fillings, which the interop checks use as well.
const ANSWERS: &str = include_str!("../fillings/answers.json");

const FILLINGS: [&str; 3] = ["short notes", "long prose", "figures"];

/// An answer: sentences of a field, begun at another one for every form.
fn answer(filling: &serde_json::Value, field: Field, number: usize) -> String {
    if field == Field::GoalAttainment {
        return ["達成", "一部達成", "未達成"][number % 3].to_owned();
    }
    let sentences = filling[field.key()].as_array().expect("sentences");
    let whole = |key: &str| usize::try_from(filling[key].as_u64().expect("a number"));
    let (lines, least) = (whole("lines").expect("small"), whole("least").expect("small"));
    let mut text = String::new();
    for line in 0..lines.max(1) {
        if least > 0 && text.chars().count() >= least {
            break;
        }
        let sentence = &sentences[(number + line) % sentences.len()];
        let figure = (20 + number * 7 + line).to_string();
        if line > 0 {
            text.push('\n');
        }
        text += &sentence.as_str().expect("a sentence").replace("{n}", &figure);
    }
    text
}

/// A set of returns of a 期, each form filled in.
fn filled(office: &Office, filling: &serde_json::Value) -> Vec<Returned> {
    let mut number = 0;
    let fill = |section: &String| {
        let mut book = office.issue(section, 1);
        let fields = &office.template.period(office.period).expect("a period").requires;
        let sheets: Vec<String> = book.cells.keys().cloned().collect();
        for sheet in sheets {
            number += 1;
            for field in fields {
                book.answer(&sheet, *field, &answer(filling, *field, number));
            }
        }
        book
    };
    office.sections().iter().map(fill).collect()
}

#[track_caller]
fn check_silent(period: &'static str, name: &str) {
    let all: serde_json::Value = serde_json::from_str(ANSWERS).expect("JSON");
    let mut settings = plan_sample::settings();
    settings.attainment_choices = ["達成", "一部達成", "未達成"].map(str::to_owned).to_vec();
    let mut office = Office::new(plan_sample::plan(), settings, period);
    if period == "後期" {
        office.accept_first_half("・前期に3件行った。");
    }
    let books = filled(&office, &all[name]);
    let outcome = office.collect(&books);
    let terms = Terms {
        settings: &office.settings,
        template: &office.template,
        period: office.template.period(period).expect("a period"),
        summaries: None,
    };
    let mut findings = outcome.findings;
    findings.extend(plausibility(&outcome.merged, terms));
    let loud = |finding: &&Finding| finding.severity() != Severity::Info;
    let loud: Vec<&Finding> = findings.iter().filter(loud).collect();
    assert!(loud.is_empty(), "{period} {name}: {loud:#?}");
    assert!(outcome.merged.forms.iter().all(|form| form.state == State::Complete));
    check_verbatim(&outcome.merged, &books);
}

/// Every answer stands in the record as it was typed.
#[track_caller]
fn check_verbatim(merged: &torimatome::merge::Merged, books: &[Returned]) {
    let texts: BTreeMap<&str, &str> = merged
        .forms
        .iter()
        .flat_map(|form| form.answers.values())
        .map(|answer| (answer.text.as_str(), answer.source.cell.as_str()))
        .collect();
    for book in books {
        for (sheet, cells) in &book.cells {
            let sheet = book.book.sheet(sheet).expect("a sheet");
            for field in Field::ANSWERED {
                let typed = cells.get(&field).and_then(|at| sheet.cell(*at));
                let Some(typed) = typed.filter(|cell| !cell.is_blank()) else { continue };
                assert!(texts.contains_key(&*typed.shown()), "{}", typed.shown());
            }
        }
    }
}

#[test]
fn sound_returns_of_three_fillings_raise_no_alarm() {
    for period in ["前期", "後期"] {
        for name in FILLINGS {
            check_silent(period, name);
        }
    }
}

#[test]
fn the_fillings_are_short_long_and_of_figures() {
    let all: serde_json::Value = serde_json::from_str(ANSWERS).expect("JSON");
    let length = |name: &str, field| answer(&all[name], field, 3).chars().count();
    for field in [Field::FirstHalf, Field::SecondHalf, Field::Evaluation] {
        assert!(length("short notes", field) < 120);
        assert!((1_600..2_000).contains(&length("long prose", field)), "{field:?}");
        let figures = answer(&all["figures"], field, 3);
        assert!(figures.chars().filter(char::is_ascii_digit).count() > 15, "{figures}");
    }
}
