//! What the 期 before tells this one: how its forms ended and what the 町長 wrote.
//!
//! In: 統合.json and the workbooks of that 期 as they stand in the folder. Out: states and remarks,
//! and what has to be said where they cannot be read. It writes nothing and stops no run: nothing
//! of that 期 is overwritten.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::job::Job;
use super::memory::Memory;
use super::shown;
use crate::merge::State;
use crate::model::RemarksByForm;
use crate::render::mayor::Earlier;

/// What is known of the 期 before.
#[derive(Debug, Default)]
pub(super) struct EarlierPeriod {
    /// Its name; `None` in the first 期 of a year.
    name: Option<String>,
    states: BTreeMap<String, State>,
    remarks: RemarksByForm,
    /// What could not be read.
    pub told: Vec<String>,
}

#[derive(Deserialize)]
struct Record {
    forms: Vec<FormRecord>,
}

#[derive(Deserialize)]
struct FormRecord {
    form_id: String,
    state: State,
}

impl EarlierPeriod {
    /// Reads what there is of the 期 before.
    pub(super) fn read(job: &Job) -> Self {
        let Some(period) = job.earlier_period() else { return Self::default() };
        let mut earlier = Self { name: Some(period.name.clone()), ..Self::default() };
        let path = job.folder.consolidated(&period.name).join("統合.json");
        match states(&path) {
            Ok(states) => earlier.states = states,
            Err(cause) => earlier.told.push(format!(
                "{}の記録を読めないため、町長報告に件数を載せませんでした：「{}」（{cause}）",
                period.name,
                shown(&path)
            )),
        }
        match Memory::of(job, &period.name) {
            Ok(memory) => earlier.remarks = memory.remarks,
            Err(error) => earlier.told.push(format!(
                "{}の町長指示を町長報告に載せませんでした。{}",
                period.name, error.what
            )),
        }
        earlier
    }

    /// As the 町長's page takes it.
    pub(super) fn as_earlier(&self) -> Option<Earlier<'_>> {
        let period = self.name.as_deref()?;
        Some(Earlier { period, states: &self.states, remarks: &self.remarks })
    }
}

/// The states of the forms of a 統合.json; none where there is no file.
fn states(path: &Path) -> std::result::Result<BTreeMap<String, State>, String> {
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let text = std::fs::read_to_string(path).map_err(|cause| cause.to_string())?;
    let record: Record = serde_json::from_str(&text).map_err(|cause| cause.to_string())?;
    Ok(record.forms.into_iter().map(|form| (form.form_id, form.state)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_tells_how_every_form_ended() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("統合.json");
        assert_eq!(states(&path), Ok(BTreeMap::new()), "there is no record");
        std::fs::write(
            &path,
            r#"{"forms": [{"form_id": "1-1-1-1-総務課-1", "state": "partial"}]}"#,
        )
        .expect("written");
        let ended = BTreeMap::from([("1-1-1-1-総務課-1".to_owned(), State::Partial)]);
        assert_eq!(states(&path), Ok(ended));
        std::fs::write(&path, "壊れています").expect("written");
        assert!(states(&path).is_err());
    }
}
