//! The fields of a form, by the names that JSON, settings and reports use.
//!
//! In: a key such as `progress.first_half`. Out: the field, its key and its Japanese name.
//! Labels and their spellings on paper are not here but in the template.

use serde::{Deserialize, Serialize};

/// A field of the form, or of the headings above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// 基本項目, where the form itself states it.
    #[serde(rename = "basic_area")]
    BasicArea,
    /// 推進項目, where the form itself states it.
    #[serde(rename = "promotion_item")]
    PromotionItem,
    /// 取組項目: group and initiative with their numbers.
    #[serde(rename = "initiative")]
    Initiative,
    /// 目指す姿.
    #[serde(rename = "vision")]
    Vision,
    /// 目標.
    #[serde(rename = "annual_goal")]
    AnnualGoal,
    /// 取組内容.
    #[serde(rename = "planned_actions")]
    PlannedActions,
    /// 実践課【とりまとめ課】.
    #[serde(rename = "responsible_section")]
    ResponsibleSection,
    /// 進捗状況 前期.
    #[serde(rename = "progress.first_half")]
    FirstHalf,
    /// 進捗状況 後期.
    #[serde(rename = "progress.second_half")]
    SecondHalf,
    /// 目標の達成.
    #[serde(rename = "goal_attainment")]
    GoalAttainment,
    /// 評価・検証.
    #[serde(rename = "evaluation")]
    Evaluation,
}

impl Field {
    /// Every field, in the order of the form.
    pub const ALL: [Self; 11] = [
        Self::BasicArea,
        Self::PromotionItem,
        Self::Initiative,
        Self::Vision,
        Self::AnnualGoal,
        Self::PlannedActions,
        Self::ResponsibleSection,
        Self::FirstHalf,
        Self::SecondHalf,
        Self::GoalAttainment,
        Self::Evaluation,
    ];

    /// The issued texts, locked on the form.
    pub const ISSUED: [Self; 3] = [Self::Vision, Self::AnnualGoal, Self::PlannedActions];

    /// The fields that a 課 answers.
    pub const ANSWERED: [Self; 4] =
        [Self::FirstHalf, Self::SecondHalf, Self::GoalAttainment, Self::Evaluation];

    /// The name in JSON and settings.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::BasicArea => "basic_area",
            Self::PromotionItem => "promotion_item",
            Self::Initiative => "initiative",
            Self::Vision => "vision",
            Self::AnnualGoal => "annual_goal",
            Self::PlannedActions => "planned_actions",
            Self::ResponsibleSection => "responsible_section",
            Self::FirstHalf => "progress.first_half",
            Self::SecondHalf => "progress.second_half",
            Self::GoalAttainment => "goal_attainment",
            Self::Evaluation => "evaluation",
        }
    }

    /// The name in messages and reports.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::BasicArea => "基本項目",
            Self::PromotionItem => "推進項目",
            Self::Initiative => "取組項目",
            Self::Vision => "目指す姿",
            Self::AnnualGoal => "目標",
            Self::PlannedActions => "取組内容",
            Self::ResponsibleSection => "実践課",
            Self::FirstHalf => "進捗状況（前期）",
            Self::SecondHalf => "進捗状況（後期）",
            Self::GoalAttainment => "目標の達成",
            Self::Evaluation => "評価・検証",
        }
    }

    /// Finds a field by its key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    /// The key with `_` for `.`, as defined names allow.
    #[must_use]
    pub fn ascii_name(self) -> String {
        self.key().replace('.', "_")
    }
}
