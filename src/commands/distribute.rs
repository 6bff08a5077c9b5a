//! `distribute`: a workbook a 課, and the 台帳 of what was issued.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::import::Imported;
use super::job::{Job, to_issue};
use super::{Done, closing_line, renamed, words};
use crate::cli::FolderArgs;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::file_name;
use crate::fingerprint::sha256;
use crate::identify::Wording;
use crate::ledger::{IssuedSheet, IssuedWorkbook, Ledger, SCHEMA};
use crate::model::{ALL_SECTIONS, IssuedForm, Plan, issued_by_section, issued_forms};
use crate::output::{Outputs, Staged, stage};
use crate::render::json::write_json;
use crate::render::section::{SectionBook, section_workbook};
use crate::settings::PERIODS;

/// Runs `distribute`.
///
/// # Errors
///
/// The folder is no plan folder, or an output cannot be written.
pub(super) fn run(args: &FolderArgs) -> Result<Done> {
    let job = Job::open(args)?;
    let imported = job.import()?;
    let mut outputs = Outputs::default();
    imported.add_outputs(&job, &mut outputs)?;
    let (totals, _) = issue(&job, &imported, &mut outputs)?;
    let paths = outputs.write()?;
    let issued = job.folder.issued(&job.period);
    let paths: Vec<PathBuf> = paths.into_iter().filter(|path| path.starts_with(&issued)).collect();
    let mut messages = imported.change_notes.clone();
    messages.extend(changed_forms(&imported));
    messages.push(closing_line(&totals, &paths));
    Ok(Done {
        messages,
        failed: args.strict && super::has_errors(&imported.findings),
        ..Done::default()
    })
}

/// Makes the workbooks of all 課 and the 台帳. What was issued before and differs moves to 旧版/.
pub(super) fn issue(
    job: &Job,
    imported: &Imported,
    outputs: &mut Outputs,
) -> Result<(String, Ledger)> {
    let plan = &imported.plan;
    let sections = job.folder.settings.section_names();
    let issued = issued_by_section(plan, &sections);
    if plan.forms.is_empty() {
        let what = format!("様式が一つもありません：「{}」", job.folder.forms().display());
        return Err(Error::new(what, "様式フォルダーに、計画の様式のファイルを入れてください。"));
    }
    let handed = stop_before_blanks(job, &issued)?.unwrap_or_default();
    let before = job.ledger()?;
    let edition = before.as_ref().map_or(1, |ledger| ledger.edition);
    let words = Mutex::new(Wording::default());
    let all = |edition, words| make(job, imported, &issued, edition, words);
    let mut made = all(edition, before.is_none().then_some(&words))?;
    let changed = before.as_ref().is_some_and(|before| !is_as_before(&made, before));
    let mut known = None;
    if let Some(before) = before {
        if changed {
            made = all(edition + 1, Some(&words))?;
            keep_old(job, &before, outputs)?;
        } else if before.words.is_empty() {
            made = all(edition, Some(&words))?;
        } else {
            known = Some(before.words);
        }
    }
    let words = words.into_inner().unwrap_or_else(PoisonError::into_inner);
    let words = known.unwrap_or_else(|| words.to_hex());
    let folder = job.folder.issued(&job.period);
    let (issued, files): (Vec<IssuedWorkbook>, Vec<Staged>) =
        made.into_iter().map(|made| (made.issued, made.file)).unzip();
    let forms: usize = issued.iter().map(|workbook| workbook.forms.len()).sum();
    let ledger = Ledger {
        schema: SCHEMA.to_owned(),
        title: plan.title.clone(),
        fiscal_year: plan.fiscal_year.label.clone(),
        period: job.period.clone(),
        edition: if changed { edition + 1 } else { edition },
        workbooks: issued,
        words,
    };
    let totals = format!(
        "配布（{}・第{}版）：{} 課、{forms} 様式{handed}",
        job.period,
        ledger.edition,
        files.len()
    );
    for file in files {
        outputs.push(file);
    }
    for period in PERIODS {
        outputs.folder(job.folder.returned(period));
    }
    outputs.add_written(folder.join("台帳.json"), |out| write_json(out, &ledger))?;
    Ok((totals, ledger))
}

/// Gives a word on answers whose form went to another 課, and stops where a form would go out
/// without an answer that was given in the 期 before: nothing of that 期 was merged, or the form of
/// an accepted answer is nowhere in the plan, although its 取組項目 is.
fn stop_before_blanks(job: &Job, issued: &[(&str, Vec<IssuedForm<'_>>)]) -> Result<Option<String>> {
    let Some(earlier) = job.earlier_period() else { return Ok(None) };
    let name = &earlier.name;
    let record = job.folder.consolidated(name).join("統合.json");
    if !record.exists() && job.folder.issued(name).join("台帳.json").exists() {
        let what = format!(
            "{name}を配布した記録はありますが、{name}の答えの記録がありません：「{}」",
            super::shown(&record)
        );
        let hint = format!(
            "このまま配ると、{name}の答えの欄が空になります。「torimatome merge --period {name}」で記録を作ってから配布してください。"
        );
        return Err(Error::new(what, hint));
    }
    let forms = || issued.iter().flat_map(|(_, forms)| forms);
    let ids: BTreeSet<&str> = forms().map(|form| form.form_id.as_str()).collect();
    let initiatives: BTreeSet<&str> =
        forms().map(|form| form.form.initiative_id.as_str()).collect();
    let accepted = job.accepted()?;
    let disputed = disputed(&record);
    let (handed, lost): (Vec<&str>, Vec<&str>) = accepted
        .iter()
        .filter(|(id, answers)| !answers.is_empty() && !ids.contains(id.as_str()))
        .map(|(id, _)| id.as_str())
        .filter(|id| initiatives.iter().any(|one| is_form_of(id, one)))
        .partition(|id| {
            job.folder.settings.sections.iter().any(|one| id.contains(&format!("-{}-", one.name)))
        });
    if lost.is_empty() {
        let told = |why: &str, ids: &str| format!("。{why}{name}の答えを載せていない様式：{ids}");
        let mut all = String::new();
        if !handed.is_empty() {
            all.push_str(&told("担当の課が変わったため、", &handed.join("、")));
        }
        if !disputed.is_empty() {
            all.push_str(&told("二通りの答えが決まっていないため、", &disputed.join("、")));
        }
        return Ok(Some(all).filter(|all| !all.is_empty()));
    }
    let what = format!("{name}に受け付けた答えの行き先がありません：{}", lost.join("、"));
    let hint = "課の名前が変わったときや、課がまとまったときは、plan.toml の sections を { name = \"新しい名前\", aliases = [\"前の名前\"] } のように書いてください。";
    Err(Error::new(what, hint))
}

/// The forms of a record on which different answers still wait for a decision.
fn disputed(record: &Path) -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Record {
        forms: Vec<RecordedForm>,
    }
    #[derive(serde::Deserialize)]
    struct RecordedForm {
        form_id: String,
        conflicts: Vec<serde::de::IgnoredAny>,
    }
    let Ok(file) = std::fs::File::open(record) else { return Vec::new() };
    // One that cannot be read stops the run where its answers are read.
    let record: Option<Record> = serde_json::from_reader(std::io::BufReader::new(file)).ok();
    let forms = record.into_iter().flat_map(|record| record.forms);
    forms.filter(|form| !form.conflicts.is_empty()).map(|form| form.form_id).collect()
}

/// Tells whether a 様式ID is of a form of a 課 of an initiative; a summary of all 課 is none.
fn is_form_of(id: &str, initiative: &str) -> bool {
    let section = id.strip_prefix(initiative).and_then(|rest| rest.strip_prefix('-'));
    section.is_some_and(|rest| {
        !rest.starts_with(ALL_SECTIONS) && !rest.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// A workbook that is ready to be issued.
struct Made {
    /// As the 台帳 knows it.
    issued: IssuedWorkbook,
    file: Staged,
}

/// Tells whether the workbooks are those of a 台帳.
fn is_as_before(made: &[Made], before: &Ledger) -> bool {
    let known: HashMap<&str, &str> =
        before.workbooks.iter().map(|one| (one.section.as_str(), one.sha256.as_str())).collect();
    let same = |one: &IssuedWorkbook| known.get(one.section.as_str()) == Some(&&*one.sha256);
    before.workbooks.len() == made.len() && made.iter().all(|made| same(&made.issued))
}

/// Makes the workbook of every 課 in one edition. `words` takes what the tool itself wrote into them.
fn make(
    job: &Job,
    imported: &Imported,
    issued: &[(&str, Vec<IssuedForm<'_>>)],
    edition: u32,
    words: Option<&Mutex<Wording>>,
) -> Result<Vec<Made>> {
    let folder = job.folder.issued(&job.period);
    let answers = to_issue(&job.accepted()?);
    issued
        .par_iter()
        .map(|(section, forms)| {
            let file = section_workbook(&SectionBook {
                settings: &job.folder.settings,
                template: &job.template,
                plan: &imported.plan,
                period: &job.period,
                section,
                forms,
                edition,
                answers: Some(&answers),
                changes: &imported.changes,
            })?;
            let sheets = file.sheets.iter().zip(forms).map(|(sheet, form)| IssuedSheet {
                form_id: sheet.form_id.clone(),
                sheet: sheet.name.clone(),
                fingerprint: fingerprint(form),
            });
            let issued = IssuedWorkbook {
                section: (*section).to_owned(),
                file: format!("{}.xlsx", file_name::stem(section)),
                sha256: sha256(&file.bytes),
                edition,
                forms: sheets.collect(),
            };
            if let Some(words) = words {
                let own = words::of_workbook(&issued.file, &file.bytes, &job.template);
                words.lock().unwrap_or_else(PoisonError::into_inner).extend(own);
            }
            Ok(Made { file: stage(folder.join(&issued.file), &file.bytes)?, issued })
        })
        .collect()
}

/// Names the forms whose texts were changed by acceptance.
fn changed_forms(imported: &Imported) -> Option<String> {
    let mut forms: Vec<&str> = imported.changes.iter().map(|c| c.form_id.as_str()).collect();
    forms.sort_unstable();
    forms.dedup();
    (!forms.is_empty()).then(|| {
        format!(
            "変更を認めて文を改めた様式：{}。その課のファイルには「新旧対照」のシートがあります。",
            forms.join("、")
        )
    })
}

/// Tells that the plan's texts are no longer those that were issued.
pub(super) fn outdated(job: &Job, plan: &Plan, ledger: Option<&Ledger>) -> Option<String> {
    let ledger = ledger?;
    let sections = job.folder.settings.section_names();
    let now: BTreeMap<String, String> = issued_forms(plan, &sections)
        .into_iter()
        .map(|form| (form.form_id.clone(), fingerprint(&form)))
        .collect();
    let sheets = || ledger.workbooks.iter().flat_map(|workbook| &workbook.forms);
    let then: BTreeMap<&str, &str> =
        sheets().map(|form| (form.form_id.as_str(), form.fingerprint.as_str())).collect();
    // A form whose 課 is called otherwise now is the same form.
    let settings = &job.folder.settings;
    let then: BTreeMap<String, &str> = then
        .into_iter()
        .map(|(id, fingerprint)| match renamed::current_id(settings, id) {
            Some((current, _)) if !now.contains_key(id) => (current, fingerprint),
            _ => (id.to_owned(), fingerprint),
        })
        .collect();
    let differs = |(id, fingerprint): &(&String, &String)| {
        then.get(id.as_str()).is_none_or(|then| then != fingerprint)
    };
    let gone = then.keys().filter(|id| !now.contains_key(*id)).map(String::as_str);
    let changed = now.iter().filter(differs).map(|(id, _)| id.as_str());
    let forms: Vec<&str> = changed.chain(gone).collect();
    (!forms.is_empty()).then(|| {
        format!(
            "第{}版を配布した後に、計画の様式や文が変わっています（{} 様式：{}）。「torimatome distribute」で第{}版を作ると、各課に配る文が改まります。",
            ledger.edition,
            forms.len(),
            few(&forms),
            ledger.edition + 1
        )
    })
}

/// Names the first of many.
fn few(names: &[&str]) -> String {
    const MOST: usize = 5;
    let more = if names.len() > MOST { " ほか" } else { "" };
    format!("{}{more}", names[..names.len().min(MOST)].join("、"))
}

/// SHA-256 over the issued texts of a form, each behind its length.
pub(super) fn fingerprint(form: &IssuedForm<'_>) -> String {
    let mut text = String::new();
    for field in Field::ISSUED {
        let part = form.form.text(field).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = write!(text, "{}:{part}", part.len());
    }
    sha256(text.as_bytes())
}

/// Copies what was issued to 旧版/第n版/; a file that stands there already is never replaced.
fn keep_old(job: &Job, before: &Ledger, outputs: &mut Outputs) -> Result<()> {
    let folder = job.folder.issued(&job.period);
    let old = folder.join("旧版").join(format!("第{}版", before.edition));
    let files = before.workbooks.iter().map(|workbook| workbook.file.as_str());
    for file in files.chain(std::iter::once("台帳.json")) {
        let (from, to) = (folder.join(file), old.join(file));
        if to.exists() || !from.exists() {
            continue;
        }
        let bytes = std::fs::read(&from).map_err(|cause| Error::cannot_read(&from, &cause))?;
        outputs.add(to, bytes)?;
    }
    Ok(())
}
