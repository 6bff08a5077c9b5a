//! 全課まとめ/: a workbook for every とりまとめ課, to sum up what every 課 answered.
//!
//! In: the merged returns, and the files of an earlier run. Out: the files, and what the returns say
//! of the summaries. A plan without a 全課 form has none.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::handed::Handed;
use super::job::{Job, to_issue};
use super::returns::MergedReturns;
use crate::binding::FAN_IN_KEY;
use crate::error::Result;
use crate::field::Field;
use crate::finding::{Finding, Location};
use crate::identify::{Expected, ReturnedBook};
use crate::ledger::Ledger;
use crate::merge::Merged;
use crate::model::{AcceptedAnswers, IssuedForm, Plan, summary_forms};
use crate::output::Outputs;
use crate::plausibility::Summary;
use crate::render::fan_in::{FanIn, fan_in_workbook};

/// Adds 全課まとめ/<とりまとめ課>.xlsx. The result is messages for people: how many there are, and
/// which files had been written in.
pub(super) fn add(
    job: &Job,
    plan: &Plan,
    ledger: Option<&Ledger>,
    result: &MergedReturns,
    outputs: &mut Outputs,
) -> Result<Vec<String>> {
    let brought = Some((&result.merged, &*result.findings));
    let made = workbooks(job, plan, ledger, &job.accepted()?, brought)?;
    let mut messages = Vec::new();
    if !made.is_empty() {
        messages.push(format!(
            "全課まとめ：{} 課。とりまとめ課が記入したファイルは、回収フォルダーに入れてください。",
            made.len()
        ));
    }
    let folder = job.folder.consolidated(&job.period).join("全課まとめ");
    let handed = Handed { plan, folder: &folder, key: FAN_IN_KEY, name: "全課まとめ" };
    messages.extend(handed.replace(made, outputs)?);
    Ok(messages)
}

/// Makes the workbooks, by とりまとめ課 in the order of the plan; without what the returns brought,
/// only their own words stand in them.
pub(super) fn workbooks(
    job: &Job,
    plan: &Plan,
    ledger: Option<&Ledger>,
    accepted: &AcceptedAnswers,
    brought: Option<(&Merged, &[Finding])>,
) -> Result<Vec<(String, Vec<u8>)>> {
    let forms = forms(job, plan);
    let mut sections: Vec<&str> = Vec::new();
    for form in &forms {
        if !sections.contains(&form.section) && !form.section.is_empty() {
            sections.push(form.section);
        }
    }
    let answers = to_issue(accepted);
    let all = FanIn {
        settings: &job.folder.settings,
        template: &job.template,
        plan,
        period: &job.period,
        edition: ledger.map_or(1, |ledger| ledger.edition),
        issued: &answers,
        merged: brought.map(|(merged, _)| merged),
        findings: brought.map_or(&[][..], |(_, findings)| findings),
    };
    sections
        .into_par_iter()
        .map(|section| {
            let own: Vec<IssuedForm<'_>> =
                forms.iter().filter(|form| form.section == section).cloned().collect();
            let file = fan_in_workbook(&all, section, &own)?;
            Ok((section.to_owned(), file.bytes))
        })
        .collect()
}

/// The forms on which the とりまとめ課 sum up.
pub(super) fn forms<'a>(job: &'a Job, plan: &'a Plan) -> Vec<IssuedForm<'a>> {
    summary_forms(plan, |stated| job.folder.settings.gathering(stated))
}

/// Where the evaluations of the とりまとめ課 stand in what came back, by form id.
pub(super) fn places(books: &[ReturnedBook], expected: &Expected) -> BTreeMap<String, Location> {
    let mut places = BTreeMap::new();
    for (book, form) in books.iter().flat_map(|b| b.forms.iter().map(move |form| (b, form))) {
        let known = &expected.forms[form.form];
        if known.summary {
            let place = || form.location(&book.file, Field::Evaluation);
            places.entry(known.form_id.clone()).or_insert_with(place);
        }
    }
    places
}

/// What became of the evaluations, by form id.
pub(super) fn summaries(
    merged: &Merged,
    mut places: BTreeMap<String, Location>,
) -> BTreeMap<String, Summary> {
    let summary = |form: &crate::merge::MergedForm| {
        let field = Field::Evaluation;
        let written = form.answers.contains_key(&field) || form.conflict(field).is_some();
        (form.form_id.clone(), Summary { written, place: places.remove(&form.form_id) })
    };
    merged.summaries.iter().map(summary).collect()
}
