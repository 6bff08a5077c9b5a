//! Workbooks that are handed to 課 to write in: a folder of them, made anew by every run.
//!
//! In: the workbooks, and the files of an earlier run. Out: the files, those that are outdated
//! removed. A file in which somebody wrote meanwhile is kept in 旧版/ before it is replaced.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::shown;
use crate::binding::Binding;
use crate::error::{Error, Result};
use crate::file_name;
use crate::fingerprint::sha256;
use crate::grid::Workbook;
use crate::model::Plan;
use crate::output::Outputs;
use crate::read;

/// A folder of such workbooks.
pub(super) struct Handed<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Where they stand.
    pub folder: &'a Path,
    /// Key of the hidden sheet by which the program knows them for its own.
    pub key: &'static str,
    /// What they are called.
    pub name: &'static str,
}

impl Handed<'_> {
    /// Adds a workbook a 課 and removes what an earlier run left there and is not needed any more.
    /// The result tells which files had been written in.
    pub(super) fn replace(
        &self,
        made: Vec<(String, Vec<u8>)>,
        outputs: &mut Outputs,
    ) -> Result<Vec<String>> {
        let mut messages = Vec::new();
        let mut old: BTreeSet<PathBuf> = existing(self.folder)?;
        for (section, bytes) in made {
            let path = self.folder.join(format!("{}.xlsx", file_name::stem(&section)));
            if old.remove(&path) {
                messages.extend(self.keep_edited(&path, outputs)?);
            }
            outputs.add(path, bytes)?;
        }
        for path in old {
            if self.own(&path)?.is_some() {
                messages.extend(self.keep_edited(&path, outputs)?);
                outputs.remove(path);
            }
        }
        Ok(messages)
    }

    /// The workbook, where this program wrote it as one of these.
    fn own(&self, path: &Path) -> Result<Option<(Workbook, Vec<u8>)>> {
        let bytes = std::fs::read(path).map_err(|cause| Error::cannot_read(path, &cause))?;
        let workbook = read::read(&shown(path), &bytes).into_iter().find_map(|r| r.workbook);
        let own = workbook.filter(|book| Binding::of(book).key(self.key).is_some());
        Ok(own.map(|workbook| (workbook, bytes)))
    }

    /// Keeps a copy of a file that is no longer as this program saved it: a 課 may have filled it
    /// in right there, on a shared drive.
    fn keep_edited(&self, path: &Path, outputs: &mut Outputs) -> Result<Option<String>> {
        let written = |book: &Workbook| {
            let saved = book.modified.as_deref().unwrap_or_default();
            saved.starts_with(&self.plan.fiscal_year.start)
        };
        let bytes = match self.own(path)? {
            Some((workbook, _)) if written(&workbook) => return Ok(None),
            Some((_, bytes)) => bytes,
            None => std::fs::read(path).map_err(|cause| Error::cannot_read(path, &cause))?,
        };
        let (Some(folder), Some(stem)) = (path.parent(), path.file_stem()) else {
            return Ok(None);
        };
        let name = format!("{}-{}.xlsx", stem.to_string_lossy(), &sha256(&bytes)[..8]);
        let kept = folder.join("旧版").join(name);
        let message = format!(
            "{}のファイルに書き込みがあるため、控えを残しました：{}。提出されたものなら、回収フォルダーに入れてください。",
            self.name,
            shown(&kept)
        );
        outputs.add(kept, bytes)?;
        Ok(Some(message))
    }
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
