//! 差戻し/: a workbook for every 課 that has something to mend, and none for the others.
//!
//! In: the merged returns, and the files of an earlier run. Out: the files, those that are outdated
//! removed. A file in which somebody wrote meanwhile is kept in 旧版/ before it is replaced.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::job::{Job, to_issue};
use super::returns::MergedReturns;
use super::shown;
use crate::binding::{Binding, SEND_BACK_KEY};
use crate::error::{Error, Result};
use crate::fingerprint::sha256;
use crate::grid::Workbook;
use crate::ledger::Ledger;
use crate::model::{IssuedForm, Plan, issued_forms};
use crate::output::Outputs;
use crate::read;
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
            "差戻し：{} 課。直して戻ってきたファイルは、回収フォルダーにあるその課の前のファイルと入れ替えてください。",
            made.len()
        ));
    }
    let mut old: BTreeSet<PathBuf> = existing(&folder)?;
    for (section, bytes) in made {
        let path = folder.join(format!("{section}.xlsx"));
        if old.remove(&path) {
            messages.extend(keep_edited(plan, &path, outputs)?);
        }
        outputs.add(path, bytes);
    }
    for path in old {
        if own(&path)?.is_some() {
            messages.extend(keep_edited(plan, &path, outputs)?);
            outputs.remove(path);
        }
    }
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
    let issued = issued_forms(plan, &names);
    let sections: BTreeSet<&str> = issued.iter().map(|form| form.section).collect();
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
    let made: Vec<Option<(String, Vec<u8>)>> = sections
        .into_par_iter()
        .filter(|section| !section.is_empty())
        .map(|section| {
            let forms: Vec<IssuedForm<'_>> =
                issued.iter().filter(|form| form.section == section).cloned().collect();
            let file = send_back_workbook(&all, section, &forms)?;
            Ok(file.map(|file| (section.to_owned(), file.bytes)))
        })
        .collect::<Result<_>>()?;
    Ok(made.into_iter().flatten().collect())
}

/// The workbooks that stand in the folder, without Excel's lock files.
fn existing(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    if !folder.is_dir() {
        return Ok(BTreeSet::new());
    }
    let cannot = |cause: std::io::Error| Error::cannot_read(folder, &cause);
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        let lock = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
        let workbook = path.extension().is_some_and(|extension| extension == "xlsx");
        if workbook && !lock && path.is_file() {
            found.insert(path);
        }
    }
    Ok(found)
}

/// The workbook, where this program wrote it as one to be sent back.
fn own(path: &Path) -> Result<Option<(Workbook, Vec<u8>)>> {
    let bytes = std::fs::read(path).map_err(|cause| Error::cannot_read(path, &cause))?;
    let workbook = read::read(&shown(path), &bytes).into_iter().find_map(|r| r.workbook);
    let own = workbook.filter(|book| Binding::of(book).key(SEND_BACK_KEY).is_some());
    Ok(own.map(|workbook| (workbook, bytes)))
}

/// Keeps a copy of a file that is no longer as this program saved it: a 課 may have filled it in
/// right there, on a shared drive.
fn keep_edited(plan: &Plan, path: &Path, outputs: &mut Outputs) -> Result<Option<String>> {
    let written = |book: &Workbook| {
        let saved = book.modified.as_deref().unwrap_or_default();
        saved.starts_with(&plan.fiscal_year.start)
    };
    let bytes = match own(path)? {
        Some((workbook, _)) if written(&workbook) => return Ok(None),
        Some((_, bytes)) => bytes,
        None => std::fs::read(path).map_err(|cause| Error::cannot_read(path, &cause))?,
    };
    let (Some(folder), Some(stem)) = (path.parent(), path.file_stem()) else { return Ok(None) };
    let name = format!("{}-{}.xlsx", stem.to_string_lossy(), &sha256(&bytes)[..8]);
    let kept = folder.join("旧版").join(name);
    let message = format!(
        "差戻しのファイルに書き込みがあるため、控えを残しました：{}。提出されたものなら、回収フォルダーに入れてください。",
        shown(&kept)
    );
    outputs.add(kept, bytes);
    Ok(Some(message))
}
