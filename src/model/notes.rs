//! What people write beside the findings of the master, kept from run to run.

use std::collections::BTreeMap;

use crate::field::Field;

/// Name of the sheet that lists the findings; a later run reads people's columns from it.
pub const FINDINGS_SHEET: &str = "確認事項";
/// Name of the sheet that keeps what was written on findings that are gone.
pub const DONE_SHEET: &str = "確認済";
/// Heading of a finding's code.
pub const CODE_HEADING: &str = "コード";
/// Heading of the 課.
pub const SECTION_HEADING: &str = "課";
/// Heading of the field.
pub const FIELD_HEADING: &str = "欄";
/// Heading of a finding's message.
pub const MESSAGE_HEADING: &str = "内容";
/// Heading of what was found.
pub const FOUND_HEADING: &str = "見つかったもの";
/// Heading of the file.
pub const FILE_HEADING: &str = "ファイル";
/// Heading of the sheet.
pub const SHEET_HEADING: &str = "シート";
/// Heading of the cell.
pub const CELL_HEADING: &str = "セル";
/// Heading of 対応: what was done about a finding.
pub const RESPONSE_HEADING: &str = "対応";
/// Heading of 確認者: who looked at it.
pub const CHECKED_BY_HEADING: &str = "確認者";
/// Heading of 採用: the file whose answer stands where several differ.
pub const ADOPTED_HEADING: &str = "採用";

/// What people wrote on one finding, with the words by which it is known again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// Code of the rule.
    pub code: Option<String>,
    /// 課.
    pub section: Option<String>,
    /// 様式ID.
    pub form_id: Option<String>,
    /// Field, by its label.
    pub field: Option<String>,
    /// The finding's message.
    pub message: Option<String>,
    /// What was found.
    pub found: Option<String>,
    /// File.
    pub file: Option<String>,
    /// Sheet.
    pub sheet: Option<String>,
    /// Cell.
    pub cell: Option<String>,
    /// 対応.
    pub response: Option<String>,
    /// 確認者.
    pub checked_by: Option<String>,
}

/// All that people wrote beside findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// 対応 and 確認者, in the order of the sheet.
    pub entries: Vec<Note>,
    /// 採用 by 様式ID and field: a file, or a cell as `file!sheet!cell`.
    pub adopted: BTreeMap<(String, Field), String>,
    /// 採用 that cannot be followed: rows that contradict one another, or name no form and field.
    pub unclear: Vec<String>,
}
