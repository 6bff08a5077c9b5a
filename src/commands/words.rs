//! The words that the tool itself wrote into what it issued: kept in the 台帳, else found again.
//!
//! In: the plan, and the 台帳 of every 期 and edition. Out: their words, learned by [`Expected`].
//! What no 台帳 tells is made or read again, never written.

use std::collections::HashMap;
use std::path::Path;

use rayon::prelude::*;

use super::fan_in;
use super::import::Imported;
use super::job::{Job, readings, to_issue};
use crate::error::Result;
use crate::fingerprint::sha256;
use crate::identify::{Expected, Wording};
use crate::ledger::{IssuedWorkbook, Ledger};
use crate::model::{AcceptedAnswers, IssuedForm, issued_by_section};
use crate::read;
use crate::render::section::{SectionBook, section_workbook};
use crate::template::Template;

/// Learns the words of all that was issued, and of what is made with today's settings.
pub(super) fn learn(
    job: &Job,
    expected: &mut Expected,
    imported: &Imported,
    ledger: Option<&Ledger>,
    accepted: &AcceptedAnswers,
) -> Result<()> {
    let plan = &imported.plan;
    let sections = expected.sections.clone();
    let issued = issued_by_section(plan, &sections);
    let answers = to_issue(accepted);
    let make = |section: &str, forms: &[IssuedForm<'_>]| {
        section_workbook(&SectionBook {
            settings: &job.folder.settings,
            template: &job.template,
            plan,
            period: &job.period,
            section,
            forms,
            edition: ledger.map_or(1, |ledger| ledger.edition),
            answers: Some(&answers),
            changes: &imported.changes,
        })
    };
    let kept = ledger.and_then(kept_words);
    let before = issued_before(job, kept.is_some());
    let mut known: HashMap<&str, &str> = ledger
        .filter(|_| kept.is_some())
        .iter()
        .flat_map(|ledger| &ledger.workbooks)
        .map(|workbook| (workbook.section.as_str(), workbook.sha256.as_str()))
        .collect();
    // A 差戻し has the words of today's settings. Where one workbook would be made as it was
    // issued, the 台帳 has them; else all are made anew.
    let probe =
        issued.iter().find_map(|(section, forms)| Some((section, forms, *known.get(section)?)));
    if let Some((section, forms, sha)) = probe
        && !(imported.changes.is_empty() && sha256(&make(section, forms)?.bytes) == sha)
    {
        known.clear();
    }
    let missing = issued.par_iter().filter(|(section, _)| !known.contains_key(section));
    let anew =
        missing.map(|(section, forms)| Ok(((*section).to_owned(), make(section, forms)?.bytes)));
    let summed_up = fan_in::workbooks(job, plan, ledger, accepted, None)?;
    let words: Vec<Wording> = anew
        .chain(summed_up.into_par_iter().map(Ok))
        .map(|made| made.map(|(name, bytes)| of_workbook(&name, &bytes, &job.template)))
        .collect::<Result<_>>()?;
    kept.into_iter().chain(before).chain(words).for_each(|words| expected.learn_wording(words));
    Ok(())
}

/// The words of a workbook that is issued.
pub(super) fn of_workbook(name: &str, bytes: &[u8], template: &Template) -> Wording {
    let mut words = Wording::default();
    for workbook in read::read(name, bytes).into_iter().filter_map(|reading| reading.workbook) {
        words.extend(Wording::of(&workbook, &readings(&workbook, template)));
    }
    words
}

/// The words that a 台帳 keeps; an earlier version kept none, and damaged ones are as none.
fn kept_words(ledger: &Ledger) -> Option<Wording> {
    Wording::from_hex(&ledger.words).filter(|words| !words.is_empty())
}

/// What was issued in other 期 and editions, and in this unless its words are `kept`: then its 台帳
/// is not read again. One that cannot be read is passed over, for it only tells known words.
fn issued_before(job: &Job, kept: bool) -> Vec<Wording> {
    let folder = job.folder.root.join("配布");
    let files = if folder.is_dir() { read::list(&[folder], None).ok() } else { None };
    let (files, _) = files.unwrap_or_default();
    let known = kept.then(|| job.ledger_path());
    let ledgers = files.iter().map(|(_, path)| path);
    let ledgers =
        ledgers.filter(|path| path.ends_with("台帳.json") && Some(*path) != known.as_ref());
    let mut words = Vec::new();
    for path in ledgers {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let Ok(ledger) = Ledger::parse(&text, "") else { continue };
        match kept_words(&ledger) {
            Some(kept) => words.push(kept),
            None => words.extend(of_files(path.parent(), &ledger, &job.template)),
        }
    }
    words
}

/// The words of the files that still are as the 台帳 beside them says.
fn of_files(folder: Option<&Path>, ledger: &Ledger, template: &Template) -> Vec<Wording> {
    let of_file = |workbook: &IssuedWorkbook| {
        let bytes = std::fs::read(folder?.join(&workbook.file)).ok()?;
        let same = sha256(&bytes) == workbook.sha256;
        same.then(|| of_workbook(&workbook.file, &bytes, template))
    };
    ledger.workbooks.par_iter().filter_map(of_file).collect()
}
