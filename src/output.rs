//! Writing files: all of a command's outputs are made ready beside their places, then renamed.
//!
//! In: paths and bytes, and outputs of an earlier run that have had their day. Out: either every
//! file, or none and an error. An input is never touched.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// The outputs of one command.
#[derive(Debug, Default)]
pub struct Outputs {
    files: Vec<(PathBuf, Vec<u8>)>,
    outdated: Vec<PathBuf>,
}

impl Outputs {
    /// Adds a file.
    pub fn add(&mut self, path: PathBuf, bytes: impl Into<Vec<u8>>) {
        self.files.push((path, bytes.into()));
    }

    /// Removes a file that this program wrote in an earlier run and that would mislead now.
    ///
    /// Whoever calls this has made sure that the file is the program's own; no other is ever
    /// removed. It happens after every file is written. A file that is gone already is no fault.
    pub fn remove(&mut self, path: PathBuf) {
        self.outdated.push(path);
    }

    /// Writes every file and returns their paths in the order in which they were added.
    ///
    /// A file that already holds the same bytes is left alone. A link keeps leading where it did:
    /// the file behind it is replaced. What is no file (a device, a pipe) is written to as it is.
    ///
    /// # Errors
    ///
    /// Two files have one place. Or a folder or file cannot be written; then no file has been replaced, unless the system
    /// refuses a rename after it let the new file be written beside it. Or an outdated file cannot
    /// be removed, after everything is written.
    pub fn write(self) -> Result<Vec<PathBuf>> {
        self.differ()?;
        sweep(&self.files);
        let mut ready = Vec::with_capacity(self.files.len());
        let mut paths = Vec::with_capacity(self.files.len());
        for (path, bytes) in self.files {
            let target = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
            let (is_file, is_special) = match std::fs::metadata(&target) {
                Ok(found) => (found.is_file(), !found.is_file() && !found.is_dir()),
                Err(_) => (false, false),
            };
            if is_special {
                ready.push((Ready::Special(bytes), target));
            } else if !is_file || std::fs::read(&target).map_or(true, |before| before != bytes) {
                ready.push((Ready::Beside(stage(&target, &bytes)?), target));
            }
            paths.push(path);
        }
        for (ready, target) in ready {
            match ready {
                Ready::Beside(file) => file.persist(&target).map(drop).map_err(|no| no.error),
                Ready::Special(bytes) => std::fs::OpenOptions::new()
                    .write(true)
                    .open(&target)
                    .and_then(|mut special| special.write_all(&bytes)),
            }
            .map_err(|cause| Error::cannot_write(&target, &cause))?;
        }
        for path in self.outdated {
            match std::fs::remove_file(&path) {
                Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::cannot_write(&path, &cause));
                }
                _ => {}
            }
        }
        Ok(paths)
    }
}

impl Outputs {
    /// Refuses two outputs in one place, where the second would take the first one's: also where
    /// only Windows and macOS take their names for the same.
    fn differ(&self) -> Result<()> {
        let mut places = HashSet::new();
        let twice = self.files.iter().find(|(path, _)| {
            let whole = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            !places.insert(whole.to_string_lossy().to_lowercase())
        });
        let Some((path, _)) = twice else { return Ok(()) };
        let what = format!("二つの出力が同じ名前になります：「{}」", path.display());
        let hint =
            "課の名前や、もとのファイルの名前のどちらかを変えてください。何も書き込んでいません。";
        Err(Error::new(what, hint))
    }
}

/// An output that only waits for the others to be ready too.
enum Ready {
    /// Whole and on the disk, beside its place.
    Beside(NamedTempFile),
    /// For a device or a pipe, that a rename would put a file in the place of.
    Special(Vec<u8>),
}

/// What the name of a file begins and ends with that is not renamed to its place yet.
const UNFINISHED: (&str, &str) = (".torimatome-", ".tmp");

/// Tells by its name whether a file was being written when its run ended.
fn is_unfinished(name: &OsStr) -> bool {
    let (start, end) = UNFINISHED;
    name.to_str().is_some_and(|name| name.starts_with(start) && name.ends_with(end))
}

/// Removes an unfinished file whose run is gone; one that cannot be removed harms nobody.
///
/// A run holds the lock of every file that it is writing, and the system lets go of it when the run
/// is killed.
pub fn remove_abandoned(path: &Path) {
    if !path.file_name().is_some_and(is_unfinished) {
        return;
    }
    let abandoned = std::fs::File::open(path).is_ok_and(|file| file.try_lock().is_ok());
    if abandoned {
        let _ = std::fs::remove_file(path);
    }
}

/// Removes the unfinished files of runs that are gone from the folders that are written to.
fn sweep(targets: &[(PathBuf, Vec<u8>)]) {
    let folders: BTreeSet<&Path> = targets.iter().map(|(path, _)| folder_of(path)).collect();
    for folder in folders {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        entries.flatten().for_each(|entry| remove_abandoned(&entry.path()));
    }
}

/// The folder in which a file stands.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Writes the bytes to a temporary file in the target's folder and flushes them to the disk.
fn stage(path: &Path, bytes: &[u8]) -> Result<NamedTempFile> {
    let cannot = |cause: &std::io::Error| Error::cannot_write(path, cause);
    let folder = folder_of(path);
    std::fs::create_dir_all(folder).map_err(|cause| cannot(&cause))?;
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
    let mut file = builder.tempfile_in(folder).map_err(|cause| cannot(&cause))?;
    // Shared folders may know no locks; then nobody takes the file for abandoned either.
    let _ = file.as_file().try_lock();
    file.write_all(bytes).map_err(|cause| cannot(&cause))?;
    file.as_file().sync_all().map_err(|cause| cannot(&cause))?;
    Ok(file)
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
        outputs.add(good.clone(), "後");
        outputs.add(blocked, "x");
        assert!(outputs.write().is_err());
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
        outputs.add(blocked, "x");
        outputs.remove(old.clone());
        assert!(outputs.write().is_err());
        assert!(old.exists());
        for _ in 0..2 {
            let mut outputs = Outputs::default();
            outputs.remove(old.clone());
            assert!(outputs.write().expect("writable").is_empty());
            assert!(!old.exists());
        }
    }

    #[test]
    fn what_a_killed_run_left_beside_an_output_is_cleared_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let [dead, live, other] = [".torimatome-a.tmp", ".torimatome-b.tmp", "他.tmp"]
            .map(|name| folder.path().join(name));
        for path in [&dead, &live, &other] {
            std::fs::write(path, "半").expect("writable");
        }
        let held = std::fs::File::open(&live).expect("there");
        held.try_lock().expect("free");
        let mut outputs = Outputs::default();
        outputs.add(folder.path().join("一覧.csv"), "全");
        outputs.write().expect("writable");
        assert_eq!([&dead, &live, &other].map(|path| path.exists()), [false, true, true]);
        assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 3);
    }

    #[test]
    fn two_outputs_in_one_place_are_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut outputs = Outputs::default();
        outputs.add(folder.path().join("A課.xlsx"), "一");
        outputs.add(folder.path().join("a課.xlsx"), "二");
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
        outputs.add(link.clone(), "後");
        outputs.add(device, "捨てるもの");
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
        outputs.add(path.clone(), "{}");
        assert_eq!(outputs.write().expect("writable"), std::slice::from_ref(&path));
        assert_eq!(std::fs::read_to_string(path).expect("written"), "{}");
    }
}
