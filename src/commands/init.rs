//! `init`: a plan folder made from existing forms.

use std::path::{Path, PathBuf};

use super::job::Job;
use super::{Done, closing_line, has_errors, import};
use crate::bind::Known;
use crate::cli::InitArgs;
use crate::error::{Error, Result};
use crate::folder::PlanFolder;
use crate::model::{ALL_SECTIONS, FiscalYear, Plan};
use crate::output::Outputs;
use crate::read;
use crate::settings::{PERIODS, Settings, first_plan_toml};
use crate::template::Template;

/// Runs `init`.
///
/// # Errors
///
/// The folder is a plan folder already, no form can be read, or something cannot be written.
pub(super) fn run(args: &InitArgs) -> Result<Done> {
    let plan_toml = PlanFolder::plan_toml(&args.dir);
    if plan_toml.exists() {
        let what = format!("もう計画フォルダーです：「{}」", plan_toml.display());
        return Err(Error::new(
            what,
            "別のフォルダーを指定するか、「torimatome run」で作業を続けてください。",
        ));
    }
    let template = Template::by_name("torikumi")?;
    let imported = import::import(&args.from, None, &Known::default(), &template, &|_| ())?;
    if imported.plan.forms.is_empty() {
        let what = "様式が一つも見つかりません";
        return Err(Error::new(
            what,
            "--from に、既存の様式のファイルかフォルダーを指定してください。",
        ));
    }
    let plan = &imported.plan;
    let title = if plan.title.is_empty() { folder_name(&args.dir) } else { plan.title.clone() };
    let sections = sections(plan);
    let year = &plan.fiscal_year.label;
    let toml = first_plan_toml(&title, &plan.municipality, year, &sections);
    let settings = Settings::parse(&toml, "plan.toml").map_err(|error| {
        if FiscalYear::parse(year).is_some() {
            let hint = "様式と体系の実践課の欄を確かめてください。";
            return Error::new(format!("様式から読み取った値が使えません。{}", error.what), hint);
        }
        let what = format!("様式から年度を読み取れません（読めた年度：「{year}」）");
        Error::new(what, "様式の「令和6年度」のような年度の欄を確かめてください。")
    })?;
    let mut outputs = Outputs::default();
    outputs.add(plan_toml, toml)?;
    copy_forms(args, &mut outputs)?;
    let folder = PlanFolder { root: args.dir.clone(), settings };
    let period = folder.settings.period.clone();
    for period in PERIODS {
        outputs.folder(folder.returned(period));
    }
    let job = Job { folder, template, period, as_of: None };
    let mut imported = imported;
    imported.plan.title = title;
    imported.add_outputs(&job, &mut outputs)?;
    let paths = outputs.write()?;
    let totals = format!("開始：{}、課 {}", imported.totals(), sections.len());
    Ok(Done {
        messages: vec![closing_line(&totals, &paths[..1])],
        failed: args.strict && has_errors(&imported.findings),
        ..Done::default()
    })
}

/// 課 in the order in which hierarchy and forms name them.
fn sections(plan: &Plan) -> Vec<String> {
    let of_hierarchy = plan.initiatives().flat_map(|path| {
        let initiative = path.initiative;
        initiative.coordinating_section.iter().chain(&initiative.responsible_sections)
    });
    let of_forms = plan.forms.iter().map(|form| &form.section);
    let mut sections: Vec<String> = Vec::new();
    for section in of_hierarchy.chain(of_forms) {
        if !section.is_empty() && section != ALL_SECTIONS && !sections.contains(section) {
            sections.push(section.clone());
        }
    }
    sections
}

/// Copies the forms into 様式/, under the names that the import showed.
fn copy_forms(args: &InitArgs, outputs: &mut Outputs) -> Result<()> {
    let target = args.dir.join("様式");
    for from in &args.from {
        let base = if from.is_dir() { Some(from.as_path()) } else { from.parent() };
        let (files, _) = read::list(std::slice::from_ref(from), base)?;
        for (_, path) in files {
            let name = base.and_then(|base| path.strip_prefix(base).ok()).unwrap_or(&path);
            let bytes = std::fs::read(&path).map_err(|cause| Error::cannot_read(&path, &cause))?;
            outputs.add(target.join(name), bytes)?;
        }
    }
    Ok(())
}

fn folder_name(dir: &Path) -> String {
    let absolute: PathBuf = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    absolute.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
