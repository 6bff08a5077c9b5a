//! What 総務課 and 町長 write into the master, kept from run to run.

use std::collections::BTreeMap;

/// Name of the sheet that holds a row a form; a later run reads 総務課's columns from it.
pub const LIST_SHEET: &str = "一覧";
/// Sheet of とりまとめ.xlsx that leads to its parts, where it has any.
pub const INDEX_SHEET: &str = "目次";
/// Its heading of 様式ID.
pub const ID_HEADING: &str = "様式ID";
/// Its heading of 状況区分.
pub const STATUS_HEADING: &str = "状況区分";
/// Its heading of 総務課所見.
pub const COMMENT_HEADING: &str = "総務課所見";
/// Its heading of 町長指示.
pub const INSTRUCTION_HEADING: &str = "町長指示";
/// Name of the 町長's page, in whose list 町長指示 may be written as well.
pub const PAGE_SHEET: &str = "町長報告";
/// Name of the hidden sheet that belongs to the page.
pub const PAGE_DATA_SHEET: &str = "データ";
/// The page's heading of the numbers of its list.
pub const NUMBER_HEADING: &str = "No";
/// How the page begins the heading of a part, in the column of the numbers.
pub const PART_MARK: char = '■';
/// The page's heading of what a line is about.
pub const INITIATIVE_HEADING: &str = "取組項目";
/// The page's heading of the 課.
pub const SECTION_HEADING: &str = "課";
/// How the page begins a line that is about all forms of a 課.
pub const ALL_FORMS: &str = "配布した様式すべて";
/// Stands for the 様式ID of 町長指示 that were written beside no form.
pub const UNPLACED: &str = "町長報告（様式の記載なし）";

/// Stands for the 様式ID of remarks on all forms of a 課.
#[must_use]
pub fn of_section(section: &str) -> String {
    format!("{section}（様式すべて）")
}

/// 町長指示 as it stands on the 町長's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// 様式ID, [`of_section`] or [`UNPLACED`].
    pub form_id: String,
    /// What the program had written there; `None` when nothing.
    pub before: Option<String>,
    /// What stands there now.
    pub text: String,
}

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
