//! What 総務課 and 町長 write into the master, kept from run to run.

use std::collections::BTreeMap;

/// Name of the sheet that holds a row a form; a later run reads 総務課's columns from it.
pub const LIST_SHEET: &str = "一覧";
/// Its heading of 様式ID.
pub const ID_HEADING: &str = "様式ID";
/// Its heading of 状況区分.
pub const STATUS_HEADING: &str = "状況区分";
/// Its heading of 総務課所見.
pub const COMMENT_HEADING: &str = "総務課所見";
/// Its heading of 町長指示.
pub const INSTRUCTION_HEADING: &str = "町長指示";

/// The remarks on one form; `None` is not written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks {
    /// 総務課所見.
    pub ga_comment: Option<String>,
    /// 状況区分.
    pub status_code: Option<String>,
    /// 町長指示.
    pub mayor_instruction: Option<String>,
}

/// Remarks by 様式ID.
pub type RemarksByForm = BTreeMap<String, Remarks>;
