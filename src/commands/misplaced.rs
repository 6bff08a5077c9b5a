//! Files under 回収/ that stand in neither 回収/前期 nor 回収/後期, and forms that were here before.
//!
//! In: the plan folder. Out: what is read besides, where only one 期 can be meant, and a sentence on
//! everything that is not where it is looked for.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::job::Job;
use super::shown;
use crate::error::{Error, Result};
use crate::merge::{Merged, State};
use crate::read;
use crate::settings::PERIODS;

/// What stands in the wrong place.
#[derive(Default)]
pub(super) struct Misplaced {
    /// Files and folders that belong to this 期.
    pub paths: Vec<PathBuf>,
    /// What has to be said of them.
    pub told: Vec<String>,
}

/// Looks for returned files beside the folders of the two 期.
///
/// # Errors
///
/// 回収/ is there and cannot be opened.
pub(super) fn look(job: &Job) -> Result<Misplaced> {
    let folder = job.folder.root.join("回収");
    let mut found = Misplaced::default();
    if !folder.is_dir() {
        return Ok(found);
    }
    let cannot = |cause: std::io::Error| Error::cannot_read(&folder, &cause);
    let entries: Vec<_> = fs::read_dir(&folder).and_then(Iterator::collect).map_err(cannot)?;
    let mut paths: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    paths.retain(|path| !is_of_a_period(path));
    paths.sort();
    let mut unclear = Vec::new();
    for path in paths {
        let files = read::list(std::slice::from_ref(&path), None)?.0.len();
        if files == 0 {
            continue;
        }
        let name = named(&path, files);
        match meant(job, &path) {
            Some(period) if period == job.period => {
                found.told.push(format!(
                    "回収/{period} の外にある{name}も、{period}の提出物として読みました。回収/{period} に移してください。"
                ));
                found.paths.push(path);
            }
            Some(_) => {}
            None => unclear.push(name),
        }
    }
    if !unclear.is_empty() {
        found.told.push(format!(
            "どの期の提出物か分からないため、読んでいません：{}。回収/前期 か 回収/後期 に移してください。",
            unclear.join("、")
        ));
    }
    Ok(found)
}

/// Tells whether a path is the folder of a 期 itself.
fn is_of_a_period(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    path.is_dir() && name.is_some_and(|name| PERIODS.contains(&name.as_ref()))
}

/// The 期 that a path's name tells, else the only one that was issued; `None` where it may be either.
fn meant(job: &Job, path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let issued = |period: &&str| job.folder.issued(period).join("台帳.json").exists();
    let told: Vec<&str> = PERIODS.into_iter().filter(|period| name.contains(period)).collect();
    let issued: Vec<&str> = PERIODS.into_iter().filter(issued).collect();
    match (&*told, &*issued) {
        ([period], _) | ([], [period]) => Some(period),
        ([], []) => PERIODS.into_iter().find(|period| *period == job.period),
        _ => None,
    }
}

/// A file or folder as messages name it.
fn named(path: &Path, files: usize) -> String {
    let name = shown(path.file_name().map_or(path, Path::new));
    if path.is_dir() {
        format!("フォルダー「回収/{name}」（{files} ファイル）")
    } else {
        format!("「回収/{name}」")
    }
}

/// A merged record, as far as it tells which forms had come back.
#[derive(Deserialize)]
struct Record {
    forms: Vec<RecordedForm>,
}

#[derive(Deserialize)]
struct RecordedForm {
    form_id: String,
    section: String,
    state: State,
}

/// Names the 課 of forms that were here in the run before and are missing now. The 督促 that is
/// written next would dun 課 that have answered.
pub(super) fn vanished(job: &Job, merged: &Merged) -> Option<String> {
    let missing: BTreeMap<&str, &str> = merged
        .forms
        .iter()
        .filter(|form| form.state == State::Missing)
        .map(|form| (form.form_id.as_str(), form.section.as_str()))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let record = fs::File::open(job.folder.consolidated(&job.period).join("統合.json")).ok()?;
    // A record that cannot be read is made anew by this run.
    let before: Record = serde_json::from_reader(std::io::BufReader::new(record)).ok()?;
    let mut gone: BTreeMap<String, usize> = BTreeMap::new();
    for form in before.forms {
        if form.state != State::Missing && missing.contains_key(form.form_id.as_str()) {
            *gone.entry(form.section).or_default() += 1;
        }
    }
    let count: usize = gone.values().sum();
    let sections: Vec<String> =
        gone.into_iter().map(|(section, forms)| format!("{section}（{forms} 様式）")).collect();
    (count > 0).then(|| {
        format!(
            "前回の実行では届いていた {count} 様式が、今回は未提出になります：{}。回収/{} からファイルを移したり消したりしていないか確かめてください。督促.txt を送る前に、必ず確かめてください。",
            sections.join("、"),
            job.period
        )
    })
}
