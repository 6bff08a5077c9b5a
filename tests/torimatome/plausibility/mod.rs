//! Rules X01 and X03 to X07 on merged records made by hand.

mod attainment;
mod months;
mod numbers;
mod together;

use std::collections::BTreeMap;

use torimatome::field::Field;
use torimatome::finding::Finding;
use torimatome::merge::{Merged, MergedForm, State};
use torimatome::plausibility::{Summary, Terms, plausibility};
use torimatome::rules::Code;
use torimatome::template::Template;

use crate::sample;

/// Codes that the tests of this module fire.
pub(crate) const FIRED: &[Code] =
    &[Code::X01, Code::X03, Code::X04, Code::X05, Code::X06, Code::X07];

/// What is known beside the answers.
#[derive(Default)]
struct Known {
    summaries: Option<BTreeMap<String, Summary>>,
}

/// The findings on some forms in a 期.
fn found(period: &str, forms: Vec<MergedForm>, known: &Known) -> Vec<Finding> {
    let template = Template::by_name("torikumi").expect("built in");
    let settings = sample::settings();
    let merged = Merged { forms, ..sample::merged() };
    let terms = Terms {
        settings: &settings,
        template: &template,
        period: template.period(period).expect("a 期"),
        summaries: known.summaries.as_ref(),
    };
    plausibility(&merged, terms)
}

/// A form of 町民生活課 with answers, each in the cell of its field.
fn answered(answers: &[(Field, &str)]) -> MergedForm {
    let mut form = sample::form("2-1-3-2", "町民生活課", 1);
    fill(&mut form, answers);
    form
}

fn fill(form: &mut MergedForm, answers: &[(Field, &str)]) {
    for (field, text) in answers {
        sample::answer(form, *field, text);
        if let Some(answer) = form.answers.get_mut(field) {
            cell(*field).clone_into(&mut answer.source.cell);
        }
    }
    form.state = State::Complete;
}

fn cell(field: Field) -> &'static str {
    match field {
        Field::FirstHalf => "D9",
        Field::SecondHalf => "D10",
        Field::GoalAttainment => "D11",
        _ => "D12",
    }
}

/// Holds a finding to its rule, form and cell.
#[track_caller]
fn check_place(finding: &Finding, code: Code, form_id: &str, field: Field) {
    assert_eq!(finding.code, code, "{}", finding.message());
    assert_eq!(finding.form_id.as_deref(), Some(form_id));
    assert_eq!(finding.field, Some(field));
    assert!(finding.section.is_some());
    let location = finding.location.as_ref().expect("a place");
    assert_eq!(location.cell.as_deref(), Some(cell(field)));
    assert!(location.file.starts_with("回収/前期/"), "{}", location.file);
}
