//! What stops a job: what was found, where, and what to do.
//!
//! A fault that an officer can mend is a `Finding`, never an `Error`.

use std::fmt;
use std::path::Path;

/// A fatal error; the program ends with exit code 2 and writes nothing half.
#[derive(Debug)]
pub struct Error {
    /// What was found, in Japanese, with file and line where known.
    pub what: String,
    /// What to do about it, in Japanese.
    pub hint: String,
}

/// A result that can stop the job.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Makes an error from what was found and what to do.
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into() }
    }

    /// A file or folder that cannot be read.
    #[must_use]
    pub fn cannot_read(path: &Path, cause: &std::io::Error) -> Self {
        let what = format!("読み込めません：「{}」（{}）", path.display(), reason(cause));
        Self::new(what, "場所と、読み取りの権限を確かめてください。")
    }

    /// A file or folder that cannot be written.
    #[must_use]
    pub fn cannot_write(path: &Path, cause: &std::io::Error) -> Self {
        let what = format!("書き込めません：「{}」（{}）", path.display(), reason(cause));
        let hint = if cause.kind() == std::io::ErrorKind::StorageFull {
            "要らないファイルを消すなどして空きを作ってから、もう一度実行してください。"
        } else {
            "そのファイルを Excel などで開いていれば閉じ、フォルダーに書き込めることを確かめてから、もう一度実行してください。"
        };
        Self::new(what, hint)
    }
}

/// Says the cause in Japanese where it is a common one.
fn reason(cause: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match cause.kind() {
        ErrorKind::NotFound => "見つかりません".to_owned(),
        ErrorKind::PermissionDenied => "権限がありません".to_owned(),
        ErrorKind::StorageFull => "空き容量がありません".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "読み取り専用です".to_owned(),
        ErrorKind::IsADirectory => "フォルダーです".to_owned(),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => {
            "ほかのプログラムが使っています".to_owned()
        }
        // Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
        _ if cfg!(windows) && matches!(cause.raw_os_error(), Some(32 | 33)) => {
            "ほかのプログラムが使っています".to_owned()
        }
        ErrorKind::NotADirectory => "フォルダーではありません".to_owned(),
        _ => cause.to_string(),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "エラー：{}\n対処：{}", self.what, self.hint)
    }
}

impl std::error::Error for Error {}
