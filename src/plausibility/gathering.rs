//! X06 and X07: what the 課 that gathers a 全課 item waits for, and what it owes.

use std::collections::BTreeMap;

use crate::field::Field;
use crate::finding::{Finding, named};
use crate::merge::{Merged, MergedForm, State};
use crate::model::paths;
use crate::rules::Code;

use super::Terms;

/// X06: the 課 that have not answered a 全課 form, one finding a form of the plan.
pub(super) fn incomplete(merged: &Merged, terms: Terms<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (plan_form_id, forms) in gathered(merged) {
        let silent = |form: &&&MergedForm| matches!(form.state, State::Missing | State::Blank);
        let mut missing: Vec<&str> =
            forms.iter().filter(silent).map(|form| form.section.as_str()).collect();
        if missing.is_empty() {
            continue;
        }
        missing.sort_by_key(|section| terms.settings.section_order(section));
        findings.push(
            Finding::new(Code::X06)
                .section(coordinator(merged, &forms, terms))
                .form(plan_form_id)
                .detail(named(missing.iter())),
        );
    }
    findings
}

/// X07: the とりまとめ課 has not written its evaluation of a 全課 item. Asked only in the last 期,
/// and only where the summaries are known.
pub(super) fn without_summary(merged: &Merged, terms: Terms<'_>) -> Vec<Finding> {
    let last = terms.period.requires.contains(&Field::Evaluation);
    let Some(summaries) = terms.summaries.filter(|_| last) else { return Vec::new() };
    let written = |id: &str| summaries.get(id).is_some_and(|summary| summary.written);
    let lacking = gathered(merged).into_iter().filter(|(id, _)| !written(id));
    lacking
        .map(|(plan_form_id, forms)| {
            let mut finding = Finding::new(Code::X07)
                .section(coordinator(merged, &forms, terms))
                .form(plan_form_id)
                .field(Field::Evaluation);
            finding.location = summaries.get(plan_form_id).and_then(|it| it.place.clone());
            finding
        })
        .collect()
}

/// The 全課 forms of the plan with the records of their 課, in the order of the ids.
fn gathered(merged: &Merged) -> BTreeMap<&str, Vec<&MergedForm>> {
    let mut forms: BTreeMap<&str, Vec<&MergedForm>> = BTreeMap::new();
    for form in merged.forms.iter().filter(|form| form.plan_form_id != form.form_id) {
        forms.entry(&form.plan_form_id).or_default().push(form);
    }
    forms
}

/// とりまとめ課 of an item; the 課 that runs the plan where the 体系 names none.
fn coordinator(merged: &Merged, forms: &[&MergedForm], terms: Terms<'_>) -> String {
    let id = forms.first().map(|form| form.initiative_id.as_str());
    let initiative = paths(&merged.hierarchy).find(|path| Some(path.initiative.id.as_str()) == id);
    let stated = initiative.and_then(|path| path.initiative.coordinating_section.as_deref());
    terms.settings.gathering(stated).to_owned()
}
