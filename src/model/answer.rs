//! An answer with its provenance, and the answers that an earlier period left behind.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::field::Field;

/// An answer and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Verbatim, lines separated by `\n`.
    pub text: String,
    /// The cell that it was read from; apart, so that a form of few answers is small.
    pub source: Box<Provenance>,
}

/// The cell of a returned file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Path as people see it.
    pub file: String,
    /// Sheet name.
    pub sheet: String,
    /// A1 notation.
    pub cell: String,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
}

/// Accepted answers by 様式ID and field.
pub type AcceptedAnswers = BTreeMap<String, BTreeMap<Field, Answer>>;

#[derive(Deserialize)]
struct Record {
    forms: Vec<FormRecord>,
    #[serde(default)]
    summaries: Vec<FormRecord>,
}

#[derive(Deserialize)]
struct FormRecord {
    form_id: String,
    progress: ProgressRecord,
    goal_attainment: Option<Answer>,
    evaluation: Option<Answer>,
}

#[derive(Deserialize)]
struct ProgressRecord {
    first_half: Option<Answer>,
    second_half: Option<Answer>,
}

/// Reads the answers of a 統合.json to the given fields.
///
/// # Errors
///
/// The text is no 統合.json; the cause has the line.
pub fn accepted_answers(text: &str, fields: &[Field]) -> serde_json::Result<AcceptedAnswers> {
    let record: Record = serde_json::from_str(text)?;
    let answers = |form: FormRecord| {
        let all = [
            (Field::FirstHalf, form.progress.first_half),
            (Field::SecondHalf, form.progress.second_half),
            (Field::GoalAttainment, form.goal_attainment),
            (Field::Evaluation, form.evaluation),
        ];
        let wanted = all.into_iter().filter(|(field, _)| fields.contains(field));
        (form.form_id, wanted.filter_map(|(field, answer)| Some((field, answer?))).collect())
    };
    Ok(record.forms.into_iter().chain(record.summaries).map(answers).collect())
}
