//! One run at a time on a plan folder: two that write at once would mix their outputs.
//!
//! In: the plan folder. Out: a lock that holds until it is dropped, or an error that says who waits
//! for whom. Whoever holds it also clears away what a run that was killed left half-made. Commands
//! that only read take no lock.

#[cfg(unix)]
use std::fs::Metadata;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::output::is_unfinished;

/// Name of the file that is locked; it is gone when the run ends.
const LOCK_FILE: &str = ".torimatome.lock";
/// How often a lock is taken anew whose file was removed meanwhile.
const TRIES: usize = 10;
/// Deepest folder below the plan folder in which outputs stand: 配布/前期/旧版/第1版.
const DEEPEST: usize = 5;

/// The lock of a plan folder.
#[derive(Debug)]
pub struct FolderLock {
    path: PathBuf,
    /// Locked by the system until it is closed, also when the program is killed.
    _file: File,
}

impl FolderLock {
    /// Locks a plan folder and removes unfinished files of a run that was killed.
    ///
    /// # Errors
    ///
    /// Another run holds the lock, or the folder cannot be written to.
    pub fn take(root: &Path) -> Result<Self> {
        let path = root.join(LOCK_FILE);
        let mut file = lock_file(root, &path)?;
        // A run that ends removes its file, and the lock of a removed one holds nobody back. Where
        // the system cannot tell files apart, the last one must do.
        for _ in 0..TRIES {
            if stands_at(&file, &path) {
                break;
            }
            file = lock_file(root, &path)?;
        }
        clear(root, 0);
        for folder in ["配布", "とりまとめ"] {
            clear(&root.join(folder), DEEPEST);
        }
        Ok(Self { path, _file: file })
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // What cannot be removed is a file of no bytes that the next run locks again.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Opens and locks the file.
fn lock_file(root: &Path, path: &Path) -> Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|cause| Error::cannot_write(root, &cause))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            let what =
                format!("この計画フォルダーでは、別の実行が続いています：「{}」", root.display());
            Err(Error::new(what, "終わるのを待ってから、もう一度実行してください。"))
        }
        // Some network shares know no locks; the renames of one run are still whole.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// Tells whether a file that is open is still the one at a path.
#[cfg(unix)]
fn stands_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same =
        |one: Metadata, other: Metadata| (one.dev(), one.ino()) == (other.dev(), other.ino());
    let there = std::fs::metadata(path);
    file.metadata().and_then(|own| Ok(same(own, there?))).unwrap_or(false)
}

/// Tells whether a file that is open is still the one at a path: elsewhere none that is open can be
/// removed.
#[cfg(not(unix))]
fn stands_at(_: &File, _: &Path) -> bool {
    true
}

/// Removes unfinished outputs; one that cannot be removed harms nobody.
fn clear(folder: &Path, depth: usize) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth > 0 => clear(&entry.path(), depth - 1),
            Ok(kind) if kind.is_file() && is_unfinished(&entry.file_name()) => {
                let _ = std::fs::remove_file(entry.path());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_waits_for_the_first() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = FolderLock::take(folder.path()).expect("free");
        let error = FolderLock::take(folder.path()).expect_err("taken");
        assert!(error.what.contains("別の実行"), "{error}");
        drop(first);
        assert!(FolderLock::take(folder.path()).is_ok());
        assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 0);
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("とりまとめ/前期/差戻し");
        let inputs = folder.path().join("回収/前期");
        for place in [&out, &inputs, &folder.path().to_owned()] {
            std::fs::create_dir_all(place).expect("writable");
            std::fs::write(place.join(".torimatome-a1.tmp"), "半").expect("writable");
            std::fs::write(place.join("総務課.xlsx"), "全").expect("writable");
        }
        let _lock = FolderLock::take(folder.path()).expect("free");
        for place in [&out, folder.path()] {
            assert!(!place.join(".torimatome-a1.tmp").exists());
            assert!(place.join("総務課.xlsx").exists());
        }
        assert_eq!(std::fs::read_dir(inputs).expect("readable").count(), 2);
    }
}
