//! Writing files: all of a command's outputs are made ready beside their places, then renamed.
//!
//! In: paths and bytes, and outputs of an earlier run that have had their day. Out: either every
//! file, or none and an error. An input is never touched.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::error::{Error, Result};

/// The outputs of one command. What is dropped before it is written leaves nothing behind.
#[derive(Debug, Default)]
pub struct Outputs {
    files: Vec<Staged>,
    outdated: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    /// Folders that were made for the files, outer ones first.
    made: Vec<PathBuf>,
}

/// A file that is ready: only its rename is left.
#[derive(Debug)]
pub struct Staged {
    /// Where it was asked for.
    path: PathBuf,
    /// Where it goes: the file behind a link.
    target: PathBuf,
    ready: Ready,
    made: Vec<PathBuf>,
}

impl Outputs {
    /// Makes a file ready.
    ///
    /// # Errors
    ///
    /// As [`stage`].
    pub fn add(&mut self, path: PathBuf, bytes: impl AsRef<[u8]>) -> Result<()> {
        self.push(stage(path, bytes.as_ref())?);
        Ok(())
    }

    /// Makes a file ready that is too large to be held whole: `write` gives its bytes.
    ///
    /// # Errors
    ///
    /// As [`stage`].
    pub fn add_written(
        &mut self,
        path: PathBuf,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<()> {
        self.push(stage_written(path, write)?);
        Ok(())
    }

    /// Adds a file that is ready already.
    pub fn push(&mut self, mut staged: Staged) {
        self.made.append(&mut staged.made);
        self.files.push(staged);
    }

    /// Makes a folder that people put files into, once every file is written.
    pub fn folder(&mut self, path: PathBuf) {
        self.folders.push(path);
    }

    /// Removes a file that this program wrote in an earlier run and that would mislead now.
    ///
    /// Whoever calls this has made sure that the file is the program's own; no other is ever
    /// removed. It happens after every file is written. A file that is gone already is no fault.
    pub fn remove(&mut self, path: PathBuf) {
        self.outdated.push(path);
    }

    /// Puts every file in its place and returns their paths in the order in which they were added.
    ///
    /// # Errors
    ///
    /// Two files have one place; then nothing is replaced. Or the system refuses a rename after it let
    /// the new file be written beside its place, or an outdated file cannot be removed, after
    /// everything is written.
    pub fn write(mut self) -> Result<Vec<PathBuf>> {
        self.differ()?;
        self.made.clear();
        let mut paths = Vec::with_capacity(self.files.len());
        for Staged { path, target, ready, .. } in std::mem::take(&mut self.files) {
            match ready {
                Ready::Same => Ok(()),
                Ready::Beside(file) => file.persist(&target).map_err(|no| no.error),
                Ready::Special(bytes) => std::fs::OpenOptions::new()
                    .write(true)
                    .open(&target)
                    .and_then(|mut special| special.write_all(&bytes)),
            }
            .map_err(|cause| Error::cannot_write(&target, &cause))?;
            paths.push(path);
        }
        for path in &self.folders {
            std::fs::create_dir_all(path).map_err(|cause| Error::cannot_write(path, &cause))?;
        }
        for path in &self.outdated {
            match std::fs::remove_file(path) {
                Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::cannot_write(path, &cause));
                }
                _ => {}
            }
        }
        Ok(paths)
    }

    /// Refuses two outputs in one place, where the second would take the first one's: also where
    /// only Windows and macOS take their names for the same.
    fn differ(&self) -> Result<()> {
        let mut places = HashSet::new();
        let twice = self.files.iter().find(|file| {
            let whole = std::path::absolute(&file.path).unwrap_or_else(|_| file.path.clone());
            !places.insert(whole.to_string_lossy().to_lowercase())
        });
        let Some(file) = twice else { return Ok(()) };
        let what = format!("二つの出力が同じ名前になります：「{}」", file.path.display());
        let hint =
            "課の名前や、もとのファイルの名前のどちらかを変えてください。何も書き込んでいません。";
        Err(Error::new(what, hint))
    }
}

impl Drop for Outputs {
    fn drop(&mut self) {
        self.files.clear();
        for folder in self.made.iter().rev() {
            // One that holds anything is not removed, and stays.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// An output that only waits for the others to be ready too.
#[derive(Debug)]
enum Ready {
    /// The same bytes stand there already.
    Same,
    /// Whole and on the disk, beside its place.
    Beside(TempPath),
    /// For a device or a pipe, that a rename would put a file in the place of.
    Special(Vec<u8>),
}

/// Makes a file ready beside its place: whole, and flushed to the disk.
///
/// A file that already holds the same bytes is left alone. A link keeps leading where it did: the
/// file behind it is replaced. What is no file (a device, a pipe) will be written to as it is.
///
/// # Errors
///
/// The folder or the file cannot be written; nothing has been replaced.
pub fn stage(path: PathBuf, bytes: &[u8]) -> Result<Staged> {
    stage_written(path, |out| out.write_all(bytes))
}

/// As [`stage`], of the bytes that `write` gives.
fn stage_written(
    path: PathBuf,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<Staged> {
    let target = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
    let cannot = |cause: io::Error| Error::cannot_write(&target, &cause);
    let found = std::fs::metadata(&target).ok();
    let mut made = Vec::new();
    let ready = if found.as_ref().is_some_and(|found| !found.is_file() && !found.is_dir()) {
        let mut bytes = Vec::new();
        write(&mut bytes).map_err(cannot)?;
        Ready::Special(bytes)
    } else {
        let mut file = beside(&target, &mut made)?;
        let mut buffer = BufWriter::new(file.as_file_mut());
        write(&mut buffer).and_then(|()| buffer.flush()).map_err(cannot)?;
        drop(buffer);
        if found.is_some() && is_same(file.path(), &target).map_err(cannot)? {
            Ready::Same
        } else {
            file.as_file().sync_all().map_err(cannot)?;
            // Thousands of files wait here, more than a system lets a program hold open.
            Ready::Beside(file.into_temp_path())
        }
    };
    Ok(Staged { path, target, ready, made })
}

/// Tells whether two files hold the same bytes.
fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    let (one, other) = (File::open(one)?, File::open(other)?);
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(other));
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let common = left.len().min(right.len());
        if left[..common] != right[..common] {
            return Ok(false);
        }
        if common == 0 {
            return Ok(left.len() == right.len());
        }
        one.consume(common);
        other.consume(common);
    }
}

/// What the name of a file begins and ends with that is not renamed to its place yet.
const UNFINISHED: (&str, &str) = (".torimatome-", ".tmp");

/// Tells by its name whether a file was being written when its run ended.
#[must_use]
pub fn is_unfinished(name: &OsStr) -> bool {
    let (start, end) = UNFINISHED;
    name.to_str().is_some_and(|name| name.starts_with(start) && name.ends_with(end))
}

/// Makes a temporary file in the target's folder; `made` takes the folders that this needed.
fn beside(path: &Path, made: &mut Vec<PathBuf>) -> Result<NamedTempFile> {
    let cannot = |cause: &std::io::Error| Error::cannot_write(path, cause);
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    std::fs::create_dir_all(folder).map_err(|cause| cannot(&cause))?;
    made.extend(missing.into_iter().rev().map(Path::to_owned));
    if path.is_dir() {
        return Err(cannot(&std::io::ErrorKind::IsADirectory.into()));
    }
    // Excel keeps an open workbook from being replaced; better to learn it before anything is.
    if path.exists() {
        std::fs::OpenOptions::new().write(true).open(path).map_err(|cause| cannot(&cause))?;
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The usual mode of a new file, still under the umask; temporary files are 0600 otherwise.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder).map_err(|cause| cannot(&cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_replaced_when_one_file_cannot_be_written() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let good = folder.path().join("一覧.txt");
        let blocked = folder.path().join("埋まり");
        std::fs::write(&good, "前").expect("writable");
        std::fs::create_dir(&blocked).expect("writable");
        let mut outputs = Outputs::default();
        outputs.add(good.clone(), "後").expect("ready");
        outputs.add(folder.path().join("新/新.txt"), "x").expect("ready");
        assert!(outputs.add(blocked, "x").is_err());
        drop(outputs);
        assert_eq!(std::fs::read_to_string(&good).expect("still there"), "前");
        assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 2);
    }

    #[test]
    fn an_outdated_file_is_removed_once_everything_is_written() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (old, blocked) = (folder.path().join("前.txt"), folder.path().join("埋まり"));
        std::fs::write(&old, "前").expect("writable");
        std::fs::create_dir(&blocked).expect("writable");
        let mut outputs = Outputs::default();
        outputs.remove(old.clone());
        assert!(outputs.add(blocked, "x").is_err());
        drop(outputs);
        assert!(old.exists());
        for _ in 0..2 {
            let mut outputs = Outputs::default();
            outputs.remove(old.clone());
            assert!(outputs.write().expect("writable").is_empty());
            assert!(!old.exists());
        }
    }

    #[test]
    fn two_outputs_in_one_place_are_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut outputs = Outputs::default();
        outputs.add(folder.path().join("A課.xlsx"), "一").expect("ready");
        outputs.add(folder.path().join("a課.xlsx"), "二").expect("ready");
        let error = outputs.write().expect_err("one would be lost");
        assert!(error.what.contains("a課.xlsx"), "{error}");
        assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() {
        use std::os::unix::fs::{FileTypeExt, symlink};
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (file, link) = (folder.path().join("実.txt"), folder.path().join("別名.txt"));
        let device = folder.path().join("無");
        std::fs::write(&file, "前").expect("writable");
        symlink(&file, &link).expect("links");
        symlink("/dev/null", &device).expect("links");
        let mut outputs = Outputs::default();
        outputs.add(link.clone(), "後").expect("ready");
        outputs.add(device, "捨てるもの").expect("ready");
        assert_eq!(outputs.write().expect("writable").len(), 2);
        assert_eq!(std::fs::read_to_string(&file).expect("readable"), "後");
        assert!(std::fs::symlink_metadata(&link).expect("there").is_symlink());
        assert!(std::fs::metadata("/dev/null").expect("there").file_type().is_char_device());
    }

    #[test]
    fn folders_are_made_as_needed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("とりまとめ/前期/統合.json");
        let mut outputs = Outputs::default();
        outputs.add(path.clone(), "{}").expect("ready");
        assert_eq!(outputs.write().expect("writable"), std::slice::from_ref(&path));
        assert_eq!(std::fs::read_to_string(path).expect("written"), "{}");
    }
}
