//! What was accepted in an earlier 期: 進捗状況（前期） of 前期's 統合.json.
//!
//! In: the plan folder and the current 期. Out: the texts by form id. A record that cannot be
//! read stops no job: it is told in a note.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::job::Job;

/// The part of a merged record that is compared.
#[derive(Deserialize)]
struct Record {
    fiscal_year: Year,
    forms: Vec<RecordedForm>,
}

#[derive(Deserialize)]
struct Year {
    label: String,
}

#[derive(Deserialize)]
struct RecordedForm {
    form_id: String,
    progress: RecordedProgress,
}

#[derive(Deserialize)]
struct RecordedProgress {
    first_half: Option<RecordedAnswer>,
}

#[derive(Deserialize)]
struct RecordedAnswer {
    text: String,
}

/// Reads the texts that were accepted in the first 期; `None` in the first 期 itself, without a
/// record, and with a record of another 年度.
///
/// # Errors
///
/// The record cannot be read; the text tells people what is not compared for that.
pub(super) fn first_half(job: &Job) -> Result<Option<BTreeMap<String, String>>, String> {
    let first = job.template.periods.first().filter(|period| period.name != job.period);
    let Some(first) = first else { return Ok(None) };
    let path = job.folder.consolidated(&first.name).join("統合.json");
    if !path.exists() {
        return Ok(None);
    }
    let bytes = std::fs::read(&path).ok();
    let record = bytes.and_then(|bytes| serde_json::from_slice::<Record>(&bytes).ok());
    let record = record.ok_or_else(|| {
        format!(
            "{}の記録を読めないため、受付後の変更は調べていません：{}",
            first.name,
            super::shown(&path)
        )
    })?;
    let same_year = record.fiscal_year.label == job.folder.settings.fiscal_year.label;
    Ok(same_year.then(|| record.texts()))
}

impl Record {
    fn texts(self) -> BTreeMap<String, String> {
        let text = |form: RecordedForm| Some((form.form_id, form.progress.first_half?.text));
        self.forms.into_iter().filter_map(text).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_gives_the_texts_that_are_filled_in() {
        let json = r#"{"schema": "torimatome/plan/1", "fiscal_year": {"label": "令和6年度", "start": ""},
            "forms": [
                {"form_id": "1-1-1-1-総務課-1", "state": "complete", "progress": {
                    "first_half": {"text": "2回開催", "source": {"cell": "D9"}}, "second_half": null}},
                {"form_id": "1-1-2-1-総務課-1", "progress": {"first_half": null, "second_half": null}}
            ]}"#;
        let record: Record = serde_json::from_str(json).expect("a record");
        let texts = record.texts();
        assert_eq!(texts.len(), 1);
        assert_eq!(texts["1-1-1-1-総務課-1"], "2回開催");
    }
}
