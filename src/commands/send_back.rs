//! 差戻し/: a workbook for every 課 that has something to mend, and none for the others.
//!
//! In: the merged returns, and the files of an earlier run. Out: the files, those that are outdated
//! removed. A file in which somebody wrote meanwhile is kept in 旧版/ before it is replaced.

use rayon::prelude::*;

use super::handed::Handed;
use super::job::{Job, to_issue};
use super::returns::MergedReturns;
use crate::binding::SEND_BACK_KEY;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::model::{Plan, issued_by_section};
use crate::output::Outputs;
use crate::render::send_back::{SendBack, send_back_workbook};

/// Adds 差戻し/<課>.xlsx and removes what an earlier run left there and is not needed any more. The
/// result is messages for people: how many there are, and which files had been written in.
pub(super) fn add(
    job: &Job,
    plan: &Plan,
    ledger: Option<&Ledger>,
    result: &MergedReturns,
    outputs: &mut Outputs,
) -> Result<Vec<String>> {
    let folder = job.folder.consolidated(&job.period).join("差戻し");
    let made = make(job, plan, ledger, result)?;
    let mut messages = Vec::new();
    if !made.is_empty() {
        messages.push(format!(
            "差戻し：{} 課。直して戻ってきたファイルは、回収フォルダーに入れてください。前のファイルの答えに代わります。",
            made.len()
        ));
    }
    let handed = Handed { plan, folder: &folder, key: SEND_BACK_KEY, name: "差戻し" };
    messages.extend(handed.replace(made, outputs)?);
    Ok(messages)
}

/// Makes the workbooks, by 課.
fn make(
    job: &Job,
    plan: &Plan,
    ledger: Option<&Ledger>,
    result: &MergedReturns,
) -> Result<Vec<(String, Vec<u8>)>> {
    let names = job.folder.settings.section_names();
    let answers = to_issue(&job.accepted()?);
    let all = SendBack {
        settings: &job.folder.settings,
        template: &job.template,
        plan,
        edition: ledger.map_or(1, |ledger| ledger.edition),
        issued: &answers,
        merged: &result.merged,
        findings: &result.findings,
    };
    let made: Vec<Option<(String, Vec<u8>)>> = issued_by_section(plan, &names)
        .into_par_iter()
        .map(|(section, forms)| {
            let file = send_back_workbook(&all, section, &forms)?;
            Ok(file.map(|file| (section.to_owned(), file.bytes)))
        })
        .collect::<Result<_>>()?;
    Ok(made.into_iter().flatten().collect())
}
