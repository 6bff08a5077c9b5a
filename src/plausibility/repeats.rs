//! X03: a text that stands in two places.

use std::collections::BTreeMap;

use crate::field::Field;
use crate::finding::{Finding, Location};
use crate::grid::squeeze;
use crate::merge::MergedForm;
use crate::rules::Code;

use super::{answers, place};

/// Fewest characters of an answer, blanks not counted, that two people do not write alike.
const LONG: usize = 40;

/// Where a text was seen first.
struct First {
    /// Form and field, for people.
    name: String,
    /// The cell.
    place: Location,
}

/// A long answer that stands in another form or field as well, told at each later place.
pub(super) fn repeated(forms: &[MergedForm]) -> Vec<Finding> {
    let mut first: BTreeMap<String, First> = BTreeMap::new();
    let mut findings = Vec::new();
    for form in forms {
        for (field, answer) in answers(form) {
            let key = squeeze(&answer.text);
            if key.chars().count() < LONG {
                continue;
            }
            let Some(before) = first.get(&key) else {
                first.insert(key, First { name: name(form, field), place: place(answer) });
                continue;
            };
            findings.push(
                Finding::new(Code::X03)
                    .section(form.section.as_str())
                    .form(form.form_id.as_str())
                    .field(field)
                    .at(place(answer))
                    .found(answer.text.as_str())
                    .detail(before.name.as_str())
                    .related(before.place.clone()),
            );
        }
    }
    findings
}

fn name(form: &MergedForm, field: Field) -> String {
    format!("{} {}", form.form_id, field.label())
}
