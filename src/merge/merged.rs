//! The merged record: `統合.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::model::{Answer, BasicArea, FiscalYear, Source};

use super::{Account, Dues};

/// Everything that one 期 brought back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The model's schema.
    pub schema: &'static str,
    /// Title of the plan.
    pub title: String,
    /// Name of the municipality.
    pub municipality: String,
    /// The 年度.
    pub fiscal_year: FiscalYear,
    /// 前期 or 後期.
    pub period: String,
    /// 基準日, ISO 8601: the newest last-saved date of a return, or the one that was asked for.
    pub as_of: Option<String>,
    /// The plan's hierarchy.
    pub hierarchy: Vec<BasicArea>,
    /// A record a form and 課, in the order of issue.
    pub forms: Vec<MergedForm>,
    /// A record a 全課 form of the plan, on which its とりまとめ課 sums up.
    pub summaries: Vec<MergedForm>,
    /// The workbooks that were read as returns, in path order.
    pub returns: Vec<Return>,
    /// Characters in against characters out.
    pub account: Account,
    /// What the returned cells owe to the record and the findings.
    #[serde(skip)]
    pub dues: Dues,
}

/// One form of one 課 after the merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedForm {
    /// Its id, such as `1-1-1-1-町民生活課-1`.
    pub form_id: String,
    /// The plan's form: `1-1-1-1-全課-1` where every 課 answers, else the same as `form_id`.
    pub plan_form_id: String,
    /// The 取組項目.
    pub initiative_id: String,
    /// 課 that answers.
    pub section: String,
    /// 枝番, 1-based.
    pub branch_no: u32,
    /// 目指す姿, as issued.
    pub vision: Option<Arc<str>>,
    /// 目標, as issued.
    pub annual_goal: Option<Arc<str>>,
    /// 取組内容, as issued.
    pub planned_actions: Option<Arc<str>>,
    /// The answers; a field that nobody filled, or that is in conflict, is absent.
    pub answers: BTreeMap<Field, Answer>,
    /// Fields with different answers, each with all of them.
    pub conflicts: Vec<Conflict>,
    /// How far it has come.
    pub state: State,
    /// Where the plan's form was read.
    pub source: Arc<Source>,
}

/// Different answers to one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The field.
    pub field: Field,
    /// Every different answer, in file order.
    pub answers: Vec<Answer>,
}

/// How far a form has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// No return holds it.
    Missing,
    /// It came back without an answer.
    Blank,
    /// Some field that the period requires is blank.
    Partial,
    /// Every field that the period requires is filled.
    Complete,
    /// Returns differ; a person must decide.
    Conflict,
}

impl State {
    /// Every state, from worst to best for the office.
    pub const ALL: [Self; 5] =
        [Self::Missing, Self::Blank, Self::Partial, Self::Conflict, Self::Complete];

    /// The word that the office reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Missing => "未提出",
            Self::Blank => "未記入",
            Self::Partial => "一部記入",
            Self::Complete => "記入済",
            Self::Conflict => "不一致",
        }
    }
}

/// A workbook that was read as a return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Return {
    /// 課 whose forms it holds; `None` when it holds none.
    pub section: Option<String>,
    /// Path as people see it.
    pub file: String,
    /// SHA-256, lower-case hex.
    pub sha256: String,
    /// Last saved, from the document properties.
    pub modified: Option<String>,
    /// 版 that its hidden sheet tells; `None` where that is gone.
    pub edition: Option<u32>,
    /// SHA-256 of the returns that it was made from, where it is a mended 差戻し.
    pub made_from: BTreeSet<String>,
    /// Last saved of the first of those, or its own.
    #[serde(skip)]
    pub first_saved: Option<String>,
    /// Forms that were read from it.
    pub forms: Vec<String>,
}

impl MergedForm {
    /// The issued or answered text of a field; `None` when blank or in conflict.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<&str> {
        match field {
            Field::Vision => self.vision.as_deref(),
            Field::AnnualGoal => self.annual_goal.as_deref(),
            Field::PlannedActions => self.planned_actions.as_deref(),
            _ => self.answers.get(&field).map(|answer| answer.text.as_str()),
        }
    }

    /// The conflict of a field, if there is one.
    #[must_use]
    pub fn conflict(&self, field: Field) -> Option<&Conflict> {
        self.conflicts.iter().find(|conflict| conflict.field == field)
    }
}

#[derive(Serialize)]
struct Progress<'a> {
    first_half: Option<&'a Answer>,
    second_half: Option<&'a Answer>,
}

impl Serialize for MergedForm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("form_id", &self.form_id)?;
        out.serialize_entry("plan_form_id", &self.plan_form_id)?;
        out.serialize_entry("initiative_id", &self.initiative_id)?;
        out.serialize_entry("section", &self.section)?;
        out.serialize_entry("branch_no", &self.branch_no)?;
        out.serialize_entry("state", &self.state)?;
        out.serialize_entry("vision", &self.vision)?;
        out.serialize_entry("annual_goal", &self.annual_goal)?;
        out.serialize_entry("planned_actions", &self.planned_actions)?;
        let answer = |field| self.answers.get(&field);
        let progress = Progress {
            first_half: answer(Field::FirstHalf),
            second_half: answer(Field::SecondHalf),
        };
        out.serialize_entry("progress", &progress)?;
        out.serialize_entry("goal_attainment", &answer(Field::GoalAttainment))?;
        out.serialize_entry("evaluation", &answer(Field::Evaluation))?;
        out.serialize_entry("conflicts", &self.conflicts)?;
        out.serialize_entry("source", &self.source)?;
        out.end()
    }
}
