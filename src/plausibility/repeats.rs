//! X02 and X03: an accepted text that changed, and a text that stands in two places.

use std::collections::BTreeMap;

use crate::field::Field;
use crate::finding::{Finding, Location};
use crate::grid::{match_key, squeeze};
use crate::merge::MergedForm;
use crate::rules::Code;

use super::{Terms, answers, place};

/// Fewest characters of an answer, blanks not counted, that two people do not write alike.
const LONG: usize = 40;

/// X02: 進捗状況（前期） differs from what was accepted in 前期. Blanks and widths do not count.
pub(super) fn changed(form: &MergedForm, terms: Terms<'_>) -> Option<Finding> {
    let earlier = !terms.period.requires.contains(&Field::FirstHalf);
    let accepted = terms.accepted.filter(|_| earlier)?.get(&form.form_id)?;
    let returned = form.answers.get(&Field::FirstHalf)?;
    (match_key(accepted) != match_key(&returned.text)).then(|| {
        Finding::new(Code::X02)
            .field(Field::FirstHalf)
            .at(place(returned))
            .found(returned.text.as_str())
            .expected(accepted.as_str())
    })
}

/// Where a text was seen first.
struct First {
    /// Form and field, for people.
    name: String,
    /// The cell; `None` for a text that was accepted in 前期 and did not come back.
    place: Option<Location>,
}

/// X03: a long answer that stands in another form or field as well, told at each later place.
pub(super) fn repeated(forms: &[MergedForm], terms: Terms<'_>) -> Vec<Finding> {
    let mut first: BTreeMap<String, First> = BTreeMap::new();
    let mut findings = Vec::new();
    for form in forms {
        let accepted = terms.accepted.and_then(|accepted| accepted.get(&form.form_id));
        if let Some(text) = accepted.filter(|_| !form.answers.contains_key(&Field::FirstHalf)) {
            let name = name(form, Field::FirstHalf);
            long(text).map(|key| first.entry(key).or_insert(First { name, place: None }));
        }
        for (field, answer) in answers(form) {
            let Some(key) = long(&answer.text) else { continue };
            let Some(before) = first.get(&key) else {
                let place = Some(place(answer));
                first.insert(key, First { name: name(form, field), place });
                continue;
            };
            let mut finding = Finding::new(Code::X03)
                .section(form.section.as_str())
                .form(form.form_id.as_str())
                .field(field)
                .at(place(answer))
                .found(answer.text.as_str())
                .detail(before.name.as_str());
            finding.related.extend(before.place.clone());
            findings.push(finding);
        }
    }
    findings
}

/// The key of a long text; `None` for a short one.
fn long(text: &str) -> Option<String> {
    Some(squeeze(text)).filter(|key| key.chars().count() >= LONG)
}

fn name(form: &MergedForm, field: Field) -> String {
    format!("{} {}", form.form_id, field.label())
}
