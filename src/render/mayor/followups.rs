//! What became of earlier 町長指示.
//!
//! In: 町長指示 of the 期 before and of the run before, the record, 対応 of 確認事項. Out: a line an
//! instruction, with what the 課 has said since, quoted, or 未対応. It judges no answer.

use super::data::Data;
use super::items::responses;
use crate::field::Field;
use crate::model::remarks::{UNPLACED, of_section};

/// Stands where nobody has answered an instruction.
const OPEN: &str = "未対応";

/// One earlier instruction.
#[derive(Debug, Clone)]
pub(super) struct Followup {
    /// 様式ID, or that of all forms of a 課.
    pub key: String,
    /// 期 in which it was given.
    pub given: String,
    /// The instruction, as written.
    pub instruction: String,
    /// What the 課 has said since.
    pub since: String,
}

/// Gives the earlier instructions: those of the 期 before first, then by form.
pub(super) fn followups(data: &Data<'_>) -> Vec<Followup> {
    let period = &data.input.merged.period;
    let mut found = Vec::new();
    if let Some(earlier) = data.earlier {
        for (key, remarks) in earlier.remarks {
            if let Some(instruction) = &remarks.mayor_instruction {
                found.push(Followup {
                    key: key.clone(),
                    given: earlier.period.to_owned(),
                    instruction: instruction.clone(),
                    since: since(data, key, true),
                });
            }
        }
    }
    for (key, remarks) in data.input.remarks {
        if let Some(instruction) = &remarks.mayor_instruction {
            found.push(Followup {
                key: key.clone(),
                given: period.clone(),
                instruction: instruction.clone(),
                since: since(data, key, false),
            });
        }
    }
    found
}

/// The 課's newer answer, where a 期 has passed, and 対応 of 確認事項.
fn since(data: &Data<'_>, key: &str, answered_since: bool) -> String {
    let form = data.row(key).map(|row| row.form);
    let section = |section: &str| of_section(section) == key;
    let answer = form.filter(|_| answered_since).and_then(|form| form.text(Field::SecondHalf));
    let response = responses(data, |note| match &note.form_id {
        Some(form_id) => form_id == key,
        None => note.section.as_deref().is_some_and(section),
    });
    let gone = form.is_none() && !data.sections().iter().any(|name| section(name));
    let told = [
        Some(response).filter(|text| !text.is_empty()).map(|text| format!("対応：{text}")),
        answer.map(|text| format!("{}の回答：{text}", data.input.merged.period)),
        (gone && key != UNPLACED).then(|| "今の計画にない様式です".to_owned()),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    if told.is_empty() { OPEN.to_owned() } else { told.join("\n") }
}
