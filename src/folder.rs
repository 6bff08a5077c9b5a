//! The plan folder: where each thing stands.
//!
//! In: the folder's path. Out: the paths of its parts and its settings. It writes nothing.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::settings::Settings;

/// A plan folder that has a `plan.toml`.
#[derive(Debug, Clone)]
pub struct PlanFolder {
    /// The folder.
    pub root: PathBuf,
    /// Its settings.
    pub settings: Settings,
}

/// Name of the settings file.
const PLAN_TOML: &str = "plan.toml";

impl PlanFolder {
    /// Opens a plan folder.
    ///
    /// # Errors
    ///
    /// There is no `plan.toml`, it cannot be read, or it is wrong.
    pub fn open(root: &Path) -> Result<Self> {
        let path = root.join(PLAN_TOML);
        if !path.is_file() {
            let what = format!("plan.toml がありません：「{}」", root.display());
            let hint = "計画フォルダーを指定してください。新しく作るときは「torimatome init フォルダー --from 様式のあるフォルダー」を実行してください。";
            return Err(Error::new(what, hint));
        }
        let bytes = std::fs::read(&path).map_err(|cause| Error::cannot_read(&path, &cause))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            let what =
                format!("plan.toml の文字コードが UTF-8 ではありません：「{}」", path.display());
            Error::new(what, "メモ帳で開き、文字コードに UTF-8 を選んで保存し直してください。")
        })?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let settings = Settings::parse(text, &path.display().to_string())?;
        Ok(Self { root: root.to_owned(), settings })
    }

    /// Finds the plan folder that a path lies in.
    #[must_use]
    pub fn containing(path: &Path) -> Option<PathBuf> {
        let path = std::path::absolute(path).ok()?;
        path.ancestors().find(|folder| folder.join(PLAN_TOML).is_file()).map(Path::to_owned)
    }

    /// `plan.toml`.
    #[must_use]
    pub fn plan_toml(root: &Path) -> PathBuf {
        root.join(PLAN_TOML)
    }

    /// 様式/: the office's existing forms.
    #[must_use]
    pub fn forms(&self) -> PathBuf {
        self.root.join("様式")
    }

    /// 計画.json.
    #[must_use]
    pub fn model(&self) -> PathBuf {
        self.root.join("計画.json")
    }

    /// 取込報告.html or .json.
    #[must_use]
    pub fn import_report(&self, extension: &str) -> PathBuf {
        self.root.join(format!("取込報告.{extension}"))
    }

    /// 配布/期/.
    #[must_use]
    pub fn issued(&self, period: &str) -> PathBuf {
        self.root.join("配布").join(period)
    }

    /// 回収/期/.
    #[must_use]
    pub fn returned(&self, period: &str) -> PathBuf {
        self.root.join("回収").join(period)
    }

    /// とりまとめ/期/.
    #[must_use]
    pub fn consolidated(&self, period: &str) -> PathBuf {
        self.root.join("とりまとめ").join(period)
    }
}
