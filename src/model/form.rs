//! One form of the plan: its id, its issued texts and what is filled in.

use serde::{Deserialize, Serialize};

use crate::field::Field;

/// A form: 取組項目 + 課 + 枝番.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// `initiative-課-枝番`, such as `2-1-3-2-町民生活課-2`.
    pub form_id: String,
    /// The 取組項目.
    pub initiative_id: String,
    /// 課 that answers, or 全課.
    pub section: String,
    /// Tells forms of one 取組項目 and 課 apart, 1-based, in order of appearance.
    pub branch_no: u32,
    /// 目指す姿.
    pub vision: Option<String>,
    /// 目標.
    pub annual_goal: Option<String>,
    /// 取組内容.
    pub planned_actions: Option<String>,
    /// 進捗状況.
    pub progress: Progress,
    /// 目標の達成, as written.
    pub goal_attainment: Option<String>,
    /// 評価・検証.
    pub evaluation: Option<String>,
    /// Where the form was read.
    pub source: Source,
}

/// 進捗状況 of both half-years; `None` is not filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// 前期.
    pub first_half: Option<String>,
    /// 後期.
    pub second_half: Option<String>,
}

/// Where a form stands: its file, sheet and first cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Path as people see it.
    pub file: String,
    /// Sheet name.
    pub sheet: String,
    /// A1 notation.
    pub cell: String,
}

/// Makes a form's id.
#[must_use]
pub fn form_id(initiative_id: &str, section: &str, branch_no: u32) -> String {
    format!("{initiative_id}-{section}-{branch_no}")
}

impl Form {
    /// The text of a field; `None` when it is blank or no field of the form.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<&str> {
        match field {
            Field::Vision => self.vision.as_deref(),
            Field::AnnualGoal => self.annual_goal.as_deref(),
            Field::PlannedActions => self.planned_actions.as_deref(),
            Field::FirstHalf => self.progress.first_half.as_deref(),
            Field::SecondHalf => self.progress.second_half.as_deref(),
            Field::GoalAttainment => self.goal_attainment.as_deref(),
            Field::Evaluation => self.evaluation.as_deref(),
            _ => None,
        }
    }
}
