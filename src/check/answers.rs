//! What stands in the answer cells: rules V02 to V08, V10 and the oddities of text.

use crate::field::Field;
use crate::finding::Finding;
use crate::grid::{Addr, Value};
use crate::identify::{ExpectedForm, ReturnedField, ReturnedForm};
use crate::recognise::{oddities, strip_html};
use crate::rules::Code;
use crate::settings::Settings;

use super::Rules;

/// Excel keeps 32,767 UTF-16 units a cell; from here on a text may have been cut.
const NEAR_LIMIT: usize = 32_000;

/// Checks the answers of a form and removes HTML residue from them.
pub(super) fn check(
    file: &str,
    form: &mut ReturnedForm,
    expected: &ExpectedForm,
    rules: Rules<'_>,
    findings: &mut Vec<Finding>,
) {
    for field in Field::ANSWERED {
        // What was issued again as accepted is compared by the merge, not judged once more.
        if expected.accepted.contains_key(&field) {
            continue;
        }
        let place = form.location(file, field);
        let Some(value) = form.fields.get_mut(&field).filter(|value| !value.is_blank()) else {
            continue;
        };
        let mut own = of_cells(value);
        let cells: Vec<Addr> = value.cells.iter().map(|cell| cell.at).collect();
        own.extend(oddities(field, &value.text, &cells));
        if let Some((clean, _)) = strip_html(&value.text) {
            value.text = clean;
        }
        if rules.template.is_placeholder(&value.text) {
            own.push(Finding::new(Code::V07).found(value.text.as_str()));
        }
        let units = value.text.encode_utf16().count();
        if units >= NEAR_LIMIT {
            own.push(Finding::new(Code::V08).detail(format!("{units}文字")));
        }
        if field == Field::GoalAttainment {
            own.extend(attainment(&value.text, rules.settings));
        }
        if rules.period.later.contains(&field) {
            own.push(Finding::new(Code::V10).found(value.text.as_str()));
        }
        findings.extend(own.into_iter().map(|finding| finding.field(field).at(place.clone())));
    }
}

/// V04, V05 and V06: errors, formulas, numbers and dates in the cells of an answer.
fn of_cells(value: &ReturnedField) -> Vec<Finding> {
    let mut findings = Vec::new();
    for cell in &value.cells {
        let shown = cell.shown();
        match (&cell.value, &cell.formula) {
            (Value::Error(_), None) => findings.push(Finding::new(Code::V04).found(shown)),
            (
                Value::Text(_) | Value::Number { .. } | Value::Date { .. } | Value::Bool(_),
                Some(formula),
            ) => {
                findings.push(Finding::new(Code::V05).found(format!("={formula}")));
            }
            (Value::Number { value, .. }, None) => {
                findings.push(Finding::new(Code::V06).found(with_stored(&shown, *value)));
            }
            (Value::Date { .. } | Value::Bool(_), None) => {
                findings.push(Finding::new(Code::V06).found(shown));
            }
            // A formula that failed is quoted where the workbook was identified.
            (Value::Error(_), Some(_)) | (Value::Text(_), None) => {}
        }
    }
    findings
}

/// What a number shows, and beside it what the cell holds where the digits differ: a code of 13
/// digits shows as 1.23457E+12, an amount in 千円 without its last digits.
fn with_stored(shown: &str, stored: f64) -> String {
    let digits = |text: &str| -> String {
        let digits = text.chars().filter(char::is_ascii_digit);
        digits.skip_while(|digit| *digit == '0').collect()
    };
    let whole = format!("{stored}");
    if digits(shown).trim_end_matches('0') == digits(&whole).trim_end_matches('0') {
        return shown.to_owned();
    }
    format!("{shown}（セルの値は {whole}）")
}

/// V02 and V03: 目標の達成 against its choices and aliases.
fn attainment(text: &str, settings: &Settings) -> Option<Finding> {
    match settings.attainment(text) {
        Some(choice) if choice == text.trim() => None,
        Some(choice) => Some(Finding::new(Code::V03).found(text).expected(choice)),
        None => {
            let choices = settings.attainment_choices.join("、");
            Some(Finding::new(Code::V02).found(text).expected(choices))
        }
    }
}
