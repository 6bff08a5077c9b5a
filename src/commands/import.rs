//! `import`: existing forms in any supported file become the typed plan.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::bind::{self, Known, RecognisedSheet};
use crate::error::Result;
use crate::finding::{Finding, Location, ReadCounts};
use crate::grid::{Visibility, Workbook};
use crate::model::Plan;
use crate::read::{self, Reading};
use crate::recognise::recognise;
use crate::rules::Code;
use crate::template::Template;

/// A plan as read from the office's forms.
#[derive(Debug)]
pub struct Imported {
    /// The plan.
    pub plan: Plan,
    /// Findings on it, in the order of the files.
    pub findings: Vec<Finding>,
    /// What was read.
    pub counts: ReadCounts,
}

/// Reads the forms under the given paths, in path order.
///
/// # Errors
///
/// A path does not exist or cannot be listed.
pub fn import(
    paths: &[PathBuf],
    base: Option<&Path>,
    known: &Known,
    template: &Template,
    progress: &(dyn Fn() + Sync),
) -> Result<Imported> {
    let readings = read::read_paths(paths, base, progress)?;
    Ok(bind_readings(readings, known, template))
}

/// Makes the plan of files that were read.
#[must_use]
pub fn bind_readings(readings: Vec<Reading>, known: &Known, template: &Template) -> Imported {
    let mut counts = ReadCounts { files: readings.len() as u64, ..ReadCounts::default() };
    let recognised: Vec<(Vec<Finding>, Vec<RecognisedSheet>, ReadCounts)> = readings
        .into_par_iter()
        .map(|reading| {
            let Some(workbook) = reading.workbook else {
                return (reading.findings, Vec::new(), ReadCounts::default());
            };
            let (sheets, counts) = recognise_sheets(&workbook, template);
            let mut findings = reading.findings;
            let nothing = |sheet: &RecognisedSheet| {
                sheet.reading.blocks.is_empty() && sheet.reading.table.is_none()
            };
            if sheets.iter().all(nothing) {
                findings.push(Finding::new(Code::S01).at(Location::file(&workbook.file)));
            }
            (findings, sheets, counts)
        })
        .collect();
    let mut findings = Vec::new();
    let mut sheets = Vec::new();
    for (mut own, mut of_file, own_counts) in recognised {
        findings.append(&mut own);
        sheets.append(&mut of_file);
        counts.sheets += own_counts.sheets;
        counts.characters += own_counts.characters;
    }
    counts.forms = sheets.iter().map(|sheet| sheet.reading.blocks.len() as u64).sum();
    let (plan, mut own) = bind::bind(&sheets, known);
    findings.append(&mut own);
    Imported { plan, findings, counts }
}

/// Recognises the visible sheets of a workbook.
fn recognise_sheets(workbook: &Workbook, template: &Template) -> (Vec<RecognisedSheet>, ReadCounts) {
    let mut counts = ReadCounts::default();
    let visible = workbook.sheets.iter().filter(|sheet| sheet.visibility == Visibility::Visible);
    let sheets = visible
        .map(|sheet| {
            counts.sheets += 1;
            let shown = sheet.cells.iter().filter(|cell| !cell.is_blank());
            counts.characters += shown.map(|cell| cell.shown().chars().count() as u64).sum::<u64>();
            RecognisedSheet {
                file: workbook.file.clone(),
                sheet: sheet.name.clone(),
                reading: recognise(sheet, template),
            }
        })
        .collect();
    (sheets, counts)
}
