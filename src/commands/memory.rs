//! What the workbooks of the run before tell the next one: remarks, notes and decisions.
//!
//! In: とりまとめ.xlsx and 町長報告.xlsx as they stand in the folder. Out: what people wrote there,
//! laid together, and what has to be said about it. It writes nothing.

use std::path::Path;

use super::job::Job;
use super::renamed;
use super::shown;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::finding::Finding;
use crate::grid::{Workbook, squeeze};
use crate::identify;
use crate::merge::{Merged, MergedForm};
use crate::model::remarks::{INDEX_SHEET, Instruction, UNPLACED, of_section};
use crate::model::{Notes, Remarks, RemarksByForm};
use crate::read;
use crate::render::master::{part_file, part_page};
use crate::rules::Code;
use crate::settings::{Choice, Settings};

/// Stands between two 町長指示 on one form.
const BETWEEN: &str = "\n――――――\n";

/// What people wrote into the workbooks of the run before.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// 総務課所見, 状況区分 and 町長指示.
    pub remarks: RemarksByForm,
    /// 対応, 確認者 and 採用.
    pub notes: Notes,
    /// What was done with the 町長's page.
    told: Vec<String>,
}

impl Memory {
    /// Reads the workbooks of the 期; nothing where there are none yet.
    ///
    /// # Errors
    ///
    /// A workbook is there and cannot be read, or its list is gone: a run would overwrite what
    /// people wrote.
    pub(super) fn read(job: &Job) -> Result<Self> {
        Self::of(job, &job.period)
    }

    /// Reads the workbooks of another 期 of the same plan.
    ///
    /// # Errors
    ///
    /// A workbook is there and cannot be read, or its list is gone.
    pub(super) fn of(job: &Job, period: &str) -> Result<Self> {
        let folder = job.folder.consolidated(period);
        let mut memory = Self::default();
        let path = folder.join("とりまとめ.xlsx");
        for other in ["とりまとめ.ods", "とりまとめ.xls", "とりまとめ.xlsm"] {
            if folder.join(other).exists() {
                memory.told.push(format!(
                    "{other} は読みません。書き込んだものは、とりまとめ.xlsx に保存してください。"
                ));
            }
        }
        if let Some(master) = workbook(&path)? {
            if master.sheet(INDEX_SHEET).is_none() {
                memory.take(&path, &master)?;
            }
            let parts = (1..).map(|part| folder.join(part_file(part)));
            for path in parts.take_while(|path| path.exists()) {
                if let Some(part) = workbook(&path)? {
                    memory.take(&path, &part)?;
                }
            }
        }
        let pages = (1..).map(|part| folder.join(part_page(part)));
        let pages = pages.take_while(|path| path.exists());
        let mut written = Vec::new();
        for path in std::iter::once(folder.join("町長報告.xlsx")).chain(pages) {
            if let Some(page) = workbook(&path)? {
                written.extend(identify::instructions(&page).ok_or_else(|| unreadable(&path))?);
            }
        }
        memory.carry(written);
        let settings = &job.folder.settings;
        renamed::follow_remarks(settings, &mut memory.remarks, BETWEEN);
        renamed::follow_notes(settings, &mut memory.notes);
        Ok(memory)
    }

    /// Takes what people wrote into a master, or into a part of one.
    fn take(&mut self, path: &Path, master: &Workbook) -> Result<()> {
        self.remarks.extend(identify::remarks(master).ok_or_else(|| unreadable(path))?);
        let notes = identify::notes(master);
        self.notes.entries.extend(notes.entries);
        self.notes.adopted.extend(notes.adopted);
        self.notes.unclear.extend(notes.unclear);
        Ok(())
    }

    /// Takes over what was written on the 町長's page and is not what the program wrote there.
    fn carry(&mut self, written: Vec<Instruction>) {
        let (mut taken, mut joined) = (Vec::new(), Vec::new());
        for Instruction { form_id, before, text } in written {
            let known = &mut self.remarks.entry(form_id.clone()).or_default().mayor_instruction;
            let within = |other: &str| squeeze(other).contains(&squeeze(&text));
            let unchanged = before.as_deref().is_some_and(|own| squeeze(own) == squeeze(&text));
            if unchanged || known.as_deref().is_some_and(within) {
                continue;
            }
            match known {
                Some(own) if before.as_ref() != Some(own) => {
                    own.push_str(BETWEEN);
                    own.push_str(&text);
                    joined.push(form_id);
                }
                _ => {
                    *known = Some(text);
                    taken.push(form_id);
                }
            }
        }
        self.remarks.retain(|_, remarks| *remarks != Remarks::default());
        if !taken.is_empty() {
            let ids = taken.join("、");
            self.told.push(format!("町長報告.xlsx の町長指示を一覧に引き継ぎました：{ids}"));
        }
        if !joined.is_empty() {
            let ids = joined.join("、");
            self.told.push(format!(
                "町長指示が一覧と町長報告.xlsx で違うため、線で区切って両方を一覧に残しました：{ids}"
            ));
        }
    }

    /// Takes back decisions whose answer has changed since.
    pub(super) fn withdraw(&mut self, changed: Vec<(String, Field)>) {
        for key in changed {
            let Some(place) = self.notes.adopted.remove(&key) else { continue };
            self.told.push(format!(
                "「採用」した後に答えが変わったため、決め直してください（確認事項の「採用」）：{} {}「{place}」",
                key.0,
                key.1.label()
            ));
        }
    }

    /// The settings with the decisions of 採用; where plan.toml decides as well, it wins.
    pub(super) fn decided(&self, settings: &Settings) -> Settings {
        let mut settings = settings.clone();
        for ((form_id, field), place) in &self.notes.adopted {
            let (form_id, field, file) = (form_id.clone(), *field, place.clone());
            if chosen(&settings.choices, &form_id, field).is_none() {
                settings.choices.push(Choice { form_id, field, file });
            }
        }
        settings
    }

    /// What has to be said about decisions: those that nothing could be done with.
    pub(super) fn on_choices(
        &self,
        settings: &Settings,
        merged: &Merged,
        findings: &[Finding],
    ) -> Vec<String> {
        let mut told = Vec::new();
        for row in &self.notes.unclear {
            told.push(format!(
                "確認事項の「採用」を使いませんでした（行の間で食い違うか、様式IDと欄がありません）：{row}"
            ));
        }
        for ((form_id, field), place) in &self.notes.adopted {
            let row = format!("{form_id} {}「{place}」", field.label());
            match chosen(&settings.choices, form_id, *field) {
                Some(choice) if choice.file == *place => {}
                Some(choice) => told.push(format!(
                    "plan.toml の [[choose]]「{}」を使い、確認事項の「採用」は使いませんでした：{row}",
                    choice.file
                )),
                None if answers(merged, form_id, place) => {}
                None => told.push(format!(
                    "確認事項の「採用」に書かれたファイルに答えがないため、使いませんでした：{row}"
                )),
            }
        }
        for choice in &settings.choices {
            if !answers(merged, &choice.form_id, &choice.file) {
                told.push(format!(
                    "plan.toml の [[choose]] に書かれたファイルに答えがないため、使いませんでした：{} {}「{}」",
                    choice.form_id,
                    choice.field.label(),
                    choice.file
                ));
            }
        }
        let open = |(form_id, field): &(&String, &Field)| {
            findings.iter().any(|finding| {
                finding.code == Code::M02
                    && finding.form_id.as_ref() == Some(form_id)
                    && finding.field == Some(**field)
            })
        };
        let keys = self
            .notes
            .adopted
            .iter()
            .filter(|((form_id, _), place)| answers(merged, form_id, place));
        for (form_id, field) in keys.map(|((form_id, field), _)| (form_id, field)).filter(open) {
            told.push(format!(
                "確認事項の「採用」に書かれたファイルのその欄は空欄のため、使いませんでした：{form_id} {}",
                field.label()
            ));
        }
        told
    }

    /// What has to be said about remarks: those on forms that are gone, those of the 町長's page.
    pub(super) fn on_remarks(&self, merged: &Merged) -> Vec<String> {
        let mut told = self.told.clone();
        let known = |id: &str| {
            let own = |form: &MergedForm| form.form_id == id || of_section(&form.section) == id;
            id == UNPLACED || merged.forms.iter().any(own)
        };
        let gone: Vec<&str> =
            self.remarks.keys().map(String::as_str).filter(|id| !known(id)).collect();
        if !gone.is_empty() {
            told.push(format!(
                "今の計画にない様式 {} 件への記入を、一覧の下に残しました：{}",
                gone.len(),
                gone.join("、")
            ));
        }
        told
    }
}

fn chosen<'a>(choices: &'a [Choice], form_id: &str, field: Field) -> Option<&'a Choice> {
    choices.iter().find(|choice| choice.form_id == form_id && choice.field == field)
}

/// Tells whether the file that a choice names has come back and holds the form.
fn answers(merged: &Merged, form_id: &str, place: &str) -> bool {
    let named = |file: &str| {
        place.strip_prefix(file).is_some_and(|rest| rest.is_empty() || rest.starts_with('!'))
    };
    let holds = |ids: &[String]| ids.iter().any(|id| id == form_id);
    merged.returns.iter().any(|one| named(&one.file) && holds(&one.forms))
}

/// Reads a workbook of the run before; `None` where there is none.
fn workbook(path: &Path) -> Result<Option<Workbook>> {
    if !path.exists() {
        return Ok(None);
    }
    let bytes = std::fs::read(path).map_err(|cause| Error::cannot_read(path, &cause))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let workbook = read::read(&name, &bytes).into_iter().find_map(|reading| reading.workbook);
    workbook.map(Some).ok_or_else(|| unreadable(path))
}

fn unreadable(path: &Path) -> Error {
    let what = format!("前回のとりまとめを読めません：「{}」", shown(path));
    Error::new(
        what,
        "総務課所見などを残すために必要です。Excel で開いて保存し直すか、別の名前に変えてから、もう一度実行してください。",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lays a 町長指示 of the page over that of 一覧: what the program had written on the page,
    /// what stands there now, what stands in 一覧; gives what is kept and how much is said.
    #[track_caller]
    fn check_carried(before: &str, page: &str, list: &str, kept: &str, told: usize) {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut memory = Memory::default();
        let remarks = Remarks { mayor_instruction: text(list), ..Remarks::default() };
        if remarks != Remarks::default() {
            memory.remarks.insert("a".to_owned(), remarks);
        }
        let form_id = "a".to_owned();
        memory.carry(vec![Instruction { form_id, before: text(before), text: page.to_owned() }]);
        let own = memory.remarks.get("a").and_then(|own| own.mayor_instruction.clone());
        assert_eq!(own.unwrap_or_default(), kept);
        assert_eq!(memory.told.len(), told);
    }

    #[test]
    fn an_instruction_is_carried_where_the_page_was_changed() {
        check_carried("", "急ぐこと", "", "急ぐこと", 1);
        check_carried("急ぐこと", "年内に", "急ぐこと", "年内に", 1);
        check_carried("急ぐこと", "年内に", "", "年内に", 1);
        check_carried("急ぐこと", "年内に", "二月に", "二月に\n――――――\n年内に", 1);
        check_carried("", "年内に", "二月に", "二月に\n――――――\n年内に", 1);
    }

    #[test]
    fn an_instruction_that_the_program_wrote_is_not_carried_again() {
        check_carried("急ぐこと", "急ぐこと", "", "", 0);
        check_carried("急ぐこと", "急ぐ こと", "二月に", "二月に", 0);
        check_carried("", "年内に", "二月に\n――――――\n年内に", "二月に\n――――――\n年内に", 0);
    }
}
