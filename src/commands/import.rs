//! `import`: existing forms in any supported file become the typed plan.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::job::Job;
use super::{Done, closing_line, finding_totals, has_errors};
use crate::binding::is_own_sheet;
use crate::cli::ImportArgs;
use crate::folder::PlanFolder;
use crate::output::Outputs;
use crate::render::json::{findings_json, to_json};
use crate::render::report::{Report, ReportKind, report_html};
use crate::settings::Settings;

use crate::bind::{self, Known, RecognisedSheet};
use crate::error::Result;
use crate::finding::{FileCounts, Finding, Location, ReadCounts, Waived};
use crate::grid::{Cell, Visibility, Workbook};
use crate::model::{Change, Plan};
use crate::read::{self, Reading, limits};
use crate::recognise::{looks, recognise};
use crate::rules::{Code, hidden};
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
    /// What was read of each file, in the order of the files.
    pub files: Vec<FileCounts>,
    /// How text files were decoded, a line a file.
    pub notes: Vec<String>,
    /// Findings that `plan.toml` lets stand.
    pub waived: Vec<Waived>,
    /// Changes of issued text that `plan.toml` accepts.
    pub changes: Vec<Change>,
    /// What people are told about them, a line each.
    pub change_notes: Vec<String>,
}

/// Runs `import`.
///
/// # Errors
///
/// A path cannot be read or an output cannot be written.
pub(super) fn run(args: &ImportArgs) -> Result<Done> {
    let folder = args.paths.first().and_then(|path| PlanFolder::containing(path));
    let settings = folder.map(|root| PlanFolder::open(&root)).transpose()?.map(|f| f.settings);
    let known = settings.as_ref().map(known).unwrap_or_default();
    let template = Template::by_name("torikumi")?;
    let imported = import(&args.paths, None, &known, &template, &|_| ())?;
    let mut outputs = Outputs::default();
    let mut data = Vec::new();
    let model = to_json(&imported.plan);
    match &args.output {
        Some(path) => outputs.add(path.clone(), model)?,
        None => data = model.into_bytes(),
    }
    if let Some(path) = &args.findings {
        outputs.add(
            path.clone(),
            findings_json(&imported.findings, &imported.waived, imported.counts),
        )?;
    }
    let paths = outputs.write()?;
    let mut messages = imported.notes.clone();
    messages.push(closing_line(&imported.totals(), &paths));
    Ok(Done { data, messages, failed: args.strict && has_errors(&imported.findings) })
}

/// What `plan.toml` tells before the forms are read.
#[must_use]
pub fn known(settings: &Settings) -> Known {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Known {
        title: some(&settings.title),
        municipality: some(&settings.municipality),
        fiscal_year: Some(settings.fiscal_year.clone()),
        sections: settings.sections.iter().map(|s| (s.name.clone(), s.aliases.clone())).collect(),
    }
}

impl Imported {
    /// Adds 計画.json and 取込報告.
    pub(super) fn add_outputs(&self, job: &Job, outputs: &mut Outputs) -> Result<()> {
        let folder = &job.folder;
        let plan = &self.plan;
        outputs.add(folder.model(), to_json(plan))?;
        outputs.add(
            folder.import_report("json"),
            findings_json(&self.findings, &self.waived, self.counts),
        )?;
        let report = Report {
            title: &plan.title,
            municipality: &plan.municipality,
            fiscal_year: &plan.fiscal_year.label,
            kind: ReportKind::Import {
                hierarchy: &plan.hierarchy,
                forms: &plan.forms,
                files: &self.files,
            },
            read: self.counts,
            findings: &self.findings,
            notes: &self.notes,
            waived: &self.waived,
            sections: &folder.settings.section_names(),
        };
        outputs.add(folder.import_report("html"), report_html(&report)?)?;
        Ok(())
    }

    /// `36 様式（21 取組項目、4 ファイル）、指摘 3 件（…）`.
    pub(super) fn totals(&self) -> String {
        format!(
            "取込：{} 様式（{} 取組項目、{} ファイル）、{}",
            self.plan.forms.len(),
            self.plan.initiatives().count(),
            self.counts.files,
            finding_totals(&self.findings)
        )
    }
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
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Imported> {
    let readings = read::read_paths(paths, base, progress)?;
    Ok(bind_readings(readings, known, template))
}

/// Makes the plan of files that were read.
#[must_use]
pub fn bind_readings(readings: Vec<Reading>, known: &Known, template: &Template) -> Imported {
    let looked_at = readings.iter().filter(|reading| !reading.sha256.is_empty()).count();
    let mut counts = ReadCounts { files: looked_at as u64, ..ReadCounts::default() };
    let notes =
        readings.iter().filter_map(|reading| text_note(reading.workbook.as_ref()?)).collect();
    let recognised: Vec<(Vec<Finding>, Vec<RecognisedSheet>, Option<FileCounts>)> = readings
        .into_par_iter()
        .map(|reading| {
            let Some(workbook) = reading.workbook else {
                return (reading.findings, Vec::new(), None);
            };
            let mut findings = reading.findings;
            let (mut sheets, counts) = recognise_sheets(&workbook, template, &mut findings);
            if let Some(over) = limits::too_many_forms(&workbook.file, counts.forms as usize) {
                findings.push(over);
                sheets.clear();
                return (findings, sheets, Some(FileCounts { forms: 0, ..counts }));
            }
            let nothing = |sheet: &RecognisedSheet| {
                sheet.reading.blocks.is_empty() && sheet.reading.table.is_none()
            };
            findings.extend(hidden_texts(&workbook));
            if sheets.iter().all(nothing) {
                findings.push(Finding::new(Code::S01).at(Location::file(&workbook.file)));
            }
            (findings, sheets, Some(counts))
        })
        .collect();
    let (mut findings, mut sheets, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for (mut own, mut of_file, own_counts) in recognised {
        findings.append(&mut own);
        sheets.append(&mut of_file);
        files.extend(own_counts);
    }
    counts.sheets = files.iter().map(|file| file.sheets).sum();
    counts.forms = files.iter().map(|file| file.forms).sum();
    counts.characters = files.iter().map(|file| file.characters).sum();
    let (plan, mut own) = bind::bind(&sheets, known);
    findings.append(&mut own);
    Imported {
        plan,
        findings,
        counts,
        files,
        notes,
        waived: Vec::new(),
        changes: Vec::new(),
        change_notes: Vec::new(),
    }
}

/// Says how a text file was decoded.
pub(super) fn text_note(workbook: &Workbook) -> Option<String> {
    let choice = workbook.format.text_choice()?;
    Some(format!("{}：{choice}", workbook.file))
}

/// F09: what stands on hidden sheets, which are not read as forms.
fn hidden_texts(workbook: &Workbook) -> impl Iterator<Item = Finding> {
    let hidden = workbook.sheets.iter().filter(|sheet| sheet.visibility == Visibility::Hidden);
    hidden.filter(|sheet| !is_own_sheet(&sheet.name)).filter_map(|sheet| {
        let texts: Vec<_> =
            sheet.cells.iter().filter(|cell| !cell.is_blank()).map(Cell::shown).collect();
        let at = Location::sheet(&workbook.file, &sheet.name);
        (!texts.is_empty())
            .then(|| Finding::new(Code::F09).at(at).detail(hidden::SHEET).found(texts.join("\n")))
    })
}

/// Recognises the visible sheets of a workbook.
fn recognise_sheets(
    workbook: &Workbook,
    template: &Template,
    findings: &mut Vec<Finding>,
) -> (Vec<RecognisedSheet>, FileCounts) {
    let file = workbook.file.clone();
    let mut counts = FileCounts { file, sheets: 0, forms: 0, characters: 0 };
    let visible = workbook.sheets.iter().filter(|sheet| sheet.visibility == Visibility::Visible);
    let sheets = visible
        .map(|sheet| {
            let reading = recognise(sheet, template);
            findings.extend(looks(&workbook.file, sheet, &reading));
            let shown = sheet.cells.iter().filter(|cell| !cell.is_blank());
            counts.sheets += 1;
            counts.forms += reading.blocks.len() as u64;
            counts.characters += shown.map(|cell| cell.shown().chars().count() as u64).sum::<u64>();
            RecognisedSheet { file: workbook.file.clone(), sheet: sheet.name.clone(), reading }
        })
        .collect();
    (sheets, counts)
}
