//! 台帳: what was issued to whom, in which edition.
//!
//! In: the workbooks of a distribution. Out: `台帳.json`, and back.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::file_name;

/// The `schema` of `台帳.json`.
pub const SCHEMA: &str = "torimatome/ledger/1";

/// What to do about a 台帳 that somebody changed.
const RESTORE: &str =
    "台帳.json は書き換えないでください。控えがあれば戻し、なければ配布をやり直してください。";

/// Most characters of what a parser says that an error tells.
const MOST_OF_CAUSE: usize = 200;

/// One distribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Title of the plan.
    pub title: String,
    /// Label of the 年度.
    pub fiscal_year: String,
    /// 前期 or 後期.
    pub period: String,
    /// 版, from 1; a later one replaces the one before it.
    pub edition: u32,
    /// A workbook a 課.
    pub workbooks: Vec<IssuedWorkbook>,
    /// Hashes of the words of its workbooks, so that nobody has to read them again: see
    /// [`crate::identify::Wording`]. Empty where an earlier version of the program wrote the 台帳.
    #[serde(default)]
    pub words: Vec<String>,
}

/// A workbook that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedWorkbook {
    /// 課 that receives it.
    pub section: String,
    /// File name within 配布/期/.
    pub file: String,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
    /// 版 of this workbook.
    pub edition: u32,
    /// Its forms in order.
    pub forms: Vec<IssuedSheet>,
}

/// A form's sheet in an issued workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedSheet {
    /// 様式ID.
    pub form_id: String,
    /// Name of its sheet.
    pub sheet: String,
    /// SHA-256 of its issued texts, lower-case hex.
    pub fingerprint: String,
}

impl Ledger {
    /// Reads `台帳.json`; `shown` is the path that an error names.
    ///
    /// # Errors
    ///
    /// The text is no ledger.
    pub fn parse(text: &str, shown: &str) -> Result<Self> {
        let ledger: Self = serde_json::from_str(text).map_err(|cause| {
            // The cause quotes what it met, and that may be the whole file.
            let told: String = cause.to_string().chars().take(MOST_OF_CAUSE).collect();
            let what = format!("台帳を読めません：「{shown}」の {} 行目（{told}）", cause.line());
            Error::new(what, RESTORE)
        })?;
        if ledger.schema != SCHEMA {
            let what = format!("台帳の形式が違います：「{}」（期待：「{SCHEMA}」）", ledger.schema);
            return Err(Error::new(what, "この版の torimatome で配布をやり直してください。"));
        }
        let outside = |file: &&str| {
            let stem = file.strip_suffix(".xlsx");
            stem.is_none_or(|stem| file_name::fault(stem).is_some())
        };
        let mut files = ledger.workbooks.iter().map(|workbook| workbook.file.as_str());
        if let Some(file) = files.find(outside) {
            let what = format!("台帳にあるファイルの名前が使えません：「{file}」（「{shown}」）");
            return Err(Error::new(what, RESTORE));
        }
        Ok(ledger)
    }

    /// Lets go the words, which are large and wanted once.
    pub fn release_words(&mut self) {
        self.words = Vec::new();
    }

    /// The workbook of a 課.
    #[must_use]
    pub fn workbook(&self, section: &str) -> Option<&IssuedWorkbook> {
        self.workbooks.iter().find(|workbook| workbook.section == section)
    }
}
