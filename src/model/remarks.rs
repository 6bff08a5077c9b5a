//! What 総務課 and 町長 write into the master, kept from run to run.

use std::collections::BTreeMap;

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
