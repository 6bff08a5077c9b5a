//! Finds the files under the paths that a person names, and reads them in parallel.
//!
//! In: paths. Out: files in an order that is the same on every machine, what is ignored as F08,
//! and readings in that order. The only part of this stage that touches the disk.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::words::{cause, limit};
use super::{Reading, limits, read, unread, unreadable};
use crate::error::{Error, Result};
use crate::finding::{Finding, Location};
use crate::rules::Code;

/// Files as (shown name, path), in reading order.
pub type Files = Vec<(String, PathBuf)>;

/// Lists the files under paths, folders recursively, sorted by the parts of their shown names.
///
/// A shown name is relative to `base` where the file lies under it, else as given, with `/`
/// between its parts. A file that two paths lead to comes once. What is ignored comes back as
/// F08, a folder that cannot be opened and a link that leads out of the named folder as F01.
///
/// # Errors
///
/// A named path that does not exist or cannot be looked at.
pub fn list(paths: &[PathBuf], base: Option<&Path>) -> Result<(Files, Vec<Finding>)> {
    let mut walk = Walk { base: base.map(absolute), ..Walk::default() };
    for path in paths {
        let kind = fs::metadata(path).map_err(|cause| Error::cannot_read(path, &cause))?;
        if kind.is_dir() {
            walk.root = fs::canonicalize(path).ok();
            walk.folder(path, 0);
        } else {
            walk.root = None;
            walk.entry(path, 0);
        }
    }
    walk.files.sort_by_cached_key(|(shown, _)| (composed_parts(shown), shown.clone()));
    walk.findings.sort_by(|a, b| a.location.cmp(&b.location));
    Ok((walk.files, walk.findings))
}

/// Lists and reads files in parallel, a file a task; the readings keep the order of [`list`].
///
/// Ignored files come as readings without a workbook, after the others. A file that cannot be
/// opened is F01. `progress` is called once for every finished file, with the number of all.
///
/// # Errors
///
/// As [`list`].
pub fn read_paths(
    paths: &[PathBuf],
    base: Option<&Path>,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Vec<Reading>> {
    read_each(paths, base, progress, |reading| reading)
}

/// As [`read_paths`], but keeps of every reading only what `each` makes of it in the same task,
/// so that memory does not hold all workbooks at once.
///
/// # Errors
///
/// As [`list`].
pub fn read_each<T: Send>(
    paths: &[PathBuf],
    base: Option<&Path>,
    progress: &(dyn Fn(usize) + Sync),
    each: impl Fn(Reading) -> T + Sync,
) -> Result<Vec<T>> {
    let (files, findings) = list(paths, base)?;
    let made: Vec<Vec<T>> = files
        .par_iter()
        .map(|(shown, path)| {
            let made = read_file(shown, path).into_iter().map(&each).collect();
            progress(files.len());
            made
        })
        .collect();
    let mut made: Vec<T> = made.into_iter().flatten().collect();
    made.extend(findings.into_iter().map(|finding| {
        let file = finding.location.as_ref().map(|at| at.file.clone()).unwrap_or_default();
        each(unread(&file, finding))
    }));
    Ok(made)
}

/// Reads one file from disk; one that is over the size limit is not even loaded.
fn read_file(shown: &str, path: &Path) -> Vec<Reading> {
    let size = fs::metadata(path).map_or(0, |kind| kind.len());
    if let Err(refusal) =
        limits::check(shown, limit::FILE_SIZE, size, limits::MAX_FILE_BYTES, limit::BYTES)
    {
        return vec![unread(shown, *refusal)];
    }
    if let Ok(bytes) = fs::read(path) {
        read(shown, &bytes)
    } else {
        let refusal = unreadable(shown, cause::NO_PERMISSION);
        vec![unread(shown, *refusal)]
    }
}

/// F08 for a file that no one wants read, by its shown name or the part of it that matters.
pub(super) fn ignored(shown: &str, name: &str) -> Option<Finding> {
    let hit = name.split('/').find(|part| is_ignored_name(part))?;
    Some(Finding::new(Code::F08).at(Location::file(shown)).found(hit))
}

/// Tells whether a file is one that Windows or a Mac puts into every folder: thumbnails and folder
/// settings. No one has made them and no one misses them, so nothing is said.
pub(super) fn is_of_the_system(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default().to_lowercase();
    matches!(last.as_str(), ".ds_store" | "thumbs.db" | "desktop.ini" | "ehthumbs.db")
}

/// Names that programs leave beside people's files: lock files and hidden ones.
fn is_ignored_name(part: &str) -> bool {
    part.starts_with("~$")
        || part.starts_with('.') && !matches!(part, "." | "..")
        || part.eq_ignore_ascii_case("__macosx")
}

/// T07 when the last part of a file's name is decomposed, as Macs do.
pub(super) fn decomposed(shown: &str) -> Option<Finding> {
    let name = shown.rsplit('/').next()?;
    let marked = |c: char| matches!(c, '\u{3099}' | '\u{309A}' | '\u{0300}'..='\u{036F}');
    if !name.contains(marked) {
        return None;
    }
    let composed: String = name.nfc().collect();
    Some(Finding::new(Code::T07).at(Location::file(shown)).found(name).expected(composed))
}

/// The parts of a name in their composed form, by which `a/b` comes before `a-b`.
fn composed_parts(name: &str) -> Vec<String> {
    name.split('/').map(|part| part.nfc().collect()).collect()
}

/// A walk over folders.
#[derive(Default)]
struct Walk {
    base: Option<PathBuf>,
    /// Real path of the named folder, which links must not lead out of; `None` for a named file.
    root: Option<PathBuf>,
    files: Files,
    findings: Vec<Finding>,
    /// Real paths that were met; a link that leads back to one is not followed again.
    seen: BTreeSet<PathBuf>,
}

impl Walk {
    fn folder(&mut self, folder: &Path, depth: usize) {
        let shown = self.shown(folder);
        if depth > limits::MAX_FOLDER_DEPTH {
            let (actual, most) = (depth as u64, limits::MAX_FOLDER_DEPTH as u64);
            let at = Location::file(&shown);
            let over = limits::over(at, limit::FOLDER_DEPTH, actual, most, limit::LEVELS);
            self.findings.push(*over);
            return;
        }
        if !fs::canonicalize(folder).is_ok_and(|real| self.is_new(real, &shown)) {
            return;
        }
        match fs::read_dir(folder) {
            Err(_) => {
                self.findings.push(*unreadable(&shown, cause::NO_PERMISSION));
            }
            Ok(entries) => {
                let mut entries: Vec<PathBuf> =
                    entries.flatten().map(|entry| entry.path()).collect();
                // Which of two ways to one file is taken must not depend on the disk's order.
                entries.sort();
                for path in entries {
                    self.entry(&path, depth);
                }
            }
        }
    }

    fn entry(&mut self, path: &Path, depth: usize) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        if is_of_the_system(&name) {
            return;
        }
        if let Some(finding) = ignored(&self.shown(path), &name) {
            self.findings.push(finding);
        } else if path.is_dir() {
            self.folder(path, depth + 1);
        } else {
            self.file(path);
        }
    }

    fn file(&mut self, path: &Path) {
        let shown = self.shown(path);
        // A link that leads nowhere is listed: that it cannot be opened is told when it is read.
        if fs::canonicalize(path).is_ok_and(|real| !self.is_new(real, &shown)) {
            return;
        }
        let special = fs::metadata(path).is_ok_and(|kind| !kind.is_file());
        if special {
            // A pipe or device would block the reading for ever.
            self.findings.push(*unreadable(&shown, cause::BINARY));
            return;
        }
        self.files.push((shown, path.to_path_buf()));
    }

    /// Tells whether a real path is met for the first time; one outside the named folder is told,
    /// for whoever puts a link there decides what is read.
    fn is_new(&mut self, real: PathBuf, shown: &str) -> bool {
        let inside = self.root.as_ref().is_none_or(|root| real.starts_with(root));
        if !inside {
            self.findings.push(*unreadable(shown, cause::LINK_OUTSIDE));
        }
        inside && self.seen.insert(real)
    }

    /// The name as people see it.
    fn shown(&self, path: &Path) -> String {
        let whole = absolute(path);
        let under = self.base.as_ref().and_then(|base| whole.strip_prefix(base).ok());
        let path = under.filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path);
        let mut shown = String::new();
        for part in path.components() {
            match part {
                Component::CurDir => {}
                Component::RootDir => shown.push('/'),
                other => {
                    if !shown.is_empty() && !shown.ends_with('/') {
                        shown.push('/');
                    }
                    shown.push_str(&other.as_os_str().to_string_lossy());
                }
            }
        }
        shown
    }
}

/// Makes a path absolute without following links; one that cannot be stays as it is.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}
