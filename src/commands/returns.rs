//! `merge` and `consolidate`: everything from 回収/ to とりまとめ/, and `check`, which only tells.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use rayon::prelude::*;

use super::earlier::EarlierPeriod;
use super::import::Imported;
use super::job::Job;
use super::listing::listing;
use super::memory::Memory;
use super::{
    Done, closing_line, distribute, fan_in, finding_totals, has_errors, misplaced, remind,
    send_back,
};
use super::{adopted, decisions};
use crate::cli::{CheckArgs, FolderArgs, ReportFormat};
use crate::error::{Error, Result};
use crate::finding::{Finding, ReadCounts, Waived};
use crate::folder::PlanFolder;
use crate::ledger::{IssuedWorkbook, Ledger};
use crate::merge::{Dues, FileAccount, Merged, Proof, State, Terms, merge};
use crate::model::{Change, parse_date};
use crate::output::{Outputs, Staged, stage};
use crate::plausibility::{self, plausibility};
use crate::render::appendix::overflows;
use crate::render::json::{findings_json, write_json};
use crate::render::master::{
    MOST_FORMS, Master, Parts, Whole, index_workbook, master_workbook, part_file, part_page,
};
use crate::render::mayor::mayor_workbook;
use crate::render::report::{Report, ReportKind, ReturnsFacts, report_html};
use crate::render::tally;
use crate::rules::Code;

/// The merged returns of a 期 and what was found on the way.
pub(super) struct MergedReturns {
    pub merged: Merged,
    pub findings: Vec<Finding>,
    pub counts: ReadCounts,
    /// The account, file by file.
    pub accounts: Vec<FileAccount>,
    pub notes: Vec<String>,
    /// Returned files in the wrong place, and forms that were here before: told first.
    pub misplaced: Vec<String>,
    pub waived: Vec<Waived>,
    pub changes: Vec<Change>,
    /// Forms that the 台帳 names, by 課; `None` before the first distribution.
    pub issued: Option<BTreeMap<String, u64>>,
    /// What people wrote into the workbooks of the run before.
    pub memory: Memory,
    /// What is known of the 期 before.
    pub earlier: EarlierPeriod,
}

/// Runs `merge`, or `consolidate` where `consolidate` is true.
///
/// # Errors
///
/// The folder is no plan folder, the account does not balance, or an output cannot be written.
pub(super) fn run(args: &FolderArgs, consolidate: bool) -> Result<Done> {
    let job = Job::open(args)?;
    let imported = job.import()?;
    let mut ledger = job.ledger()?;
    let mut outputs = Outputs::default();
    imported.add_outputs(&job, &mut outputs)?;
    let mut result = merge_returns(&job, &imported, ledger.as_ref())?;
    result.release_dues();
    ledger.iter_mut().for_each(Ledger::release_words);
    if consolidate {
        result.look_back(&job);
    }
    let mut messages = result.misplaced.clone();
    messages.extend(imported.change_notes.iter().cloned());
    messages.extend(result.notes.iter().cloned());
    messages.extend(distribute::outdated(&job, &imported.plan, ledger.as_ref()));
    result.add_outputs(&job, consolidate, &mut outputs)?;
    messages.extend(send_back::add(&job, &imported.plan, ledger.as_ref(), &result, &mut outputs)?);
    messages.extend(fan_in::add(&job, &imported.plan, ledger.as_ref(), &result, &mut outputs)?);
    let folder = job.folder.consolidated(&job.period);
    let paths = outputs.write()?;
    let paths: Vec<PathBuf> = paths.into_iter().filter(|path| path.starts_with(&folder)).collect();
    messages.push(closing_line(&result.totals(), &paths));
    Ok(Done { messages, failed: args.strict && has_errors(&result.findings), ..Done::default() })
}

/// Reads 回収/ and merges it; an empty or absent folder is all 課 missing.
pub(super) fn merge_returns(
    job: &Job,
    imported: &Imported,
    ledger: Option<&Ledger>,
) -> Result<MergedReturns> {
    let folder = job.folder.returned(&job.period);
    let mut paths = if folder.is_dir() { vec![folder] } else { Vec::new() };
    let mut misplaced = misplaced::look(job)?;
    paths.append(&mut misplaced.paths);
    let mut result = merge_paths(job, imported, ledger, &paths)?;
    result.misplaced = misplaced.told;
    result.misplaced.extend(misplaced::vanished(job, &result.merged));
    result.notes.extend(result.memory.on_remarks(&result.merged));
    Ok(result)
}

fn merge_paths(
    job: &Job,
    imported: &Imported,
    ledger: Option<&Ledger>,
    paths: &[PathBuf],
) -> Result<MergedReturns> {
    let plan = &imported.plan;
    let expected = job.expected(imported, ledger)?;
    let returns = job.returns(paths, &expected)?;
    let period = job.template.period(&job.period).ok_or_else(|| {
        Error::new("様式の定義に期がありません", "plan.toml の period を確かめてください。")
    })?;
    let mut memory = Memory::read(job)?;
    memory.withdraw(adopted::changed(job, &expected, &returns.books, &memory.notes.adopted));
    let settings = &memory.decided(&job.folder.settings);
    let as_of = job.as_of.as_deref();
    let terms = Terms { plan, expected: &expected, settings, period, as_of };
    let places = fan_in::places(&returns.books, &expected);
    let (mut merged, mut on_books, mut counts) = merge(returns.books, terms);
    let mut findings = returns.findings;
    findings.append(&mut on_books);
    counts.files = returns.files;
    let summaries = fan_in::summaries(&merged, places);
    let (template, summaries) = (&job.template, Some(&summaries));
    let terms = plausibility::Terms { settings, template, period, summaries };
    findings.append(&mut plausibility(&merged, terms));
    findings.append(&mut overflows(&merged, template));
    let proof = merged.prove(&findings);
    balanced(&proof)?;
    // The rules on sense may quote what the merge could not place.
    merged.account = proof.account;
    let accounts = proof.files;
    let mut notes = returns.notes;
    notes.extend(memory.on_choices(&job.folder.settings, &merged, &findings));
    let waived = decisions::waive(&mut findings, &settings.waivers);
    notes.extend(decisions::unused(&settings.waivers, &[&imported.waived, &waived]));
    let changes = imported.changes.clone();
    let of_section = |book: &IssuedWorkbook| (book.section.clone(), book.forms.len() as u64);
    let issued = ledger.map(|ledger| ledger.workbooks.iter().map(of_section).collect());
    let earlier = EarlierPeriod::default();
    Ok(MergedReturns {
        merged,
        findings,
        counts,
        accounts,
        notes,
        misplaced: Vec::new(),
        waived,
        changes,
        issued,
        memory,
        earlier,
    })
}

/// Most cells that are named where the account does not balance.
const NAMED_CELLS: usize = 10;

/// Nothing is lost: every cell's text is in the record or quoted.
///
/// # Errors
///
/// A cell's text is nowhere, or the characters do not sum up.
fn balanced(proof: &Proof) -> Result<()> {
    if proof.holds() {
        return Ok(());
    }
    let (account, missing) = (proof.account, &proof.missing);
    let mut what = format!(
        "文字の収支が合いません：読み取り {} 字、行き先の合計 {} 字（{account:?}）",
        account.read,
        account.accounted()
    );
    if !missing.is_empty() {
        let cells: Vec<String> =
            missing.iter().take(NAMED_CELLS).map(ToString::to_string).collect();
        // Writing to a String cannot fail.
        let _ = write!(what, "。行き先のないセル {}：{}", missing.len(), cells.join("、"));
    }
    let hint = "何も書き込んでいません。提出物を保管し、開発者に知らせてください。";
    Err(Error::new(what, hint))
}

impl MergedReturns {
    /// Lets go what the returned cells owed: that they have paid is proven, and it is large.
    pub(super) fn release_dues(&mut self) {
        self.merged.dues = Dues::default();
    }

    /// Reads what the 期 before tells, for the workbooks.
    pub(super) fn look_back(&mut self, job: &Job) {
        self.earlier = EarlierPeriod::read(job);
        self.notes.append(&mut self.earlier.told);
    }

    /// Adds 統合.json, the reports and 督促.txt; with `consolidate` the workbooks as well.
    pub(super) fn add_outputs(
        &self,
        job: &Job,
        consolidate: bool,
        outputs: &mut Outputs,
    ) -> Result<()> {
        let folder = job.folder.consolidated(&job.period);
        let sections = job.folder.settings.section_names();
        let merged = &self.merged;
        outputs.add_written(folder.join("統合.json"), |out| write_json(out, merged))?;
        outputs.add(
            folder.join("検証報告.json"),
            findings_json(&self.findings, &self.waived, self.counts),
        )?;
        let tallies = tally::by_section(merged, &sections, &self.findings);
        let report = Report {
            title: &merged.title,
            municipality: &merged.municipality,
            fiscal_year: &merged.fiscal_year.label,
            kind: ReportKind::Returns(ReturnsFacts {
                period: &merged.period,
                as_of: merged.as_of.as_deref().and_then(parse_date),
                due: job.folder.settings.due.get(&merged.period).copied(),
                sections: &tallies,
                hierarchy: &merged.hierarchy,
                forms: &merged.forms,
                account: merged.account,
                files: &self.accounts,
            }),
            read: self.counts,
            findings: &self.findings,
            notes: &self.notes,
            waived: &self.waived,
            sections: &sections,
        };
        outputs.add(folder.join("検証報告.html"), report_html(&report)?)?;
        outputs.add(folder.join("督促.txt"), remind::reminders(merged, &job.folder.settings))?;
        if consolidate { self.add_workbooks(job, outputs) } else { Ok(()) }
    }

    /// Adds とりまとめ.xlsx and 町長報告.xlsx, with what people wrote into them before. Where there are
    /// too many forms for one master, both are made in parts, and とりまとめ.xlsx leads to them.
    fn add_workbooks(&self, job: &Job, outputs: &mut Outputs) -> Result<()> {
        let folder = job.folder.consolidated(&job.period);
        let master = Master {
            merged: &self.merged,
            findings: &self.findings,
            settings: &job.folder.settings,
            template: &job.template,
            changes: &self.changes,
            issued: self.issued.as_ref().map(|issued| issued.values().sum()),
            remarks: &self.memory.remarks,
            notes: &self.memory.notes,
        };
        let earlier = self.earlier.as_earlier();
        let parts = Parts::of(&master, MOST_FORMS);
        let count = parts.sections.len();
        let (list, page) = (folder.join("とりまとめ.xlsx"), folder.join("町長報告.xlsx"));
        let mut made = 0;
        if count == 1 {
            outputs.add(list, master_workbook(&master)?)?;
            outputs.add(page, mayor_workbook(&master, earlier)?)?;
        } else {
            made = count;
            outputs.add(list, index_workbook(&master, &parts)?)?;
            outputs.remove(page);
            let (accounts, issued) = (&*self.accounts, self.issued.as_ref());
            let whole = Whole { input: &master, accounts, issued, earlier };
            let files: Vec<[Staged; 2]> = (0..count)
                .into_par_iter()
                .map(|index| {
                    let part = parts.take(index, &whole);
                    let (master, earlier) = (part.master(&whole), part.earlier(&whole));
                    let list =
                        stage(folder.join(part_file(index + 1)), &master_workbook(&master)?)?;
                    let page = mayor_workbook(&master, earlier)?;
                    Ok([list, stage(folder.join(part_page(index + 1)), &page)?])
                })
                .collect::<Result<_>>()?;
            for file in files.into_iter().flatten() {
                outputs.push(file);
            }
        }
        for name in [part_file, part_page] {
            let gone = (made + 1..).map(|part| folder.join(name(part)));
            gone.take_while(|path| path.exists()).for_each(|path| outputs.remove(path));
        }
        Ok(())
    }

    /// `統合（前期）：60 様式中 記入済 50、…、指摘 …`.
    pub(super) fn totals(&self) -> String {
        let mut text =
            format!("統合（{}）：{} 様式のうち", self.merged.period, self.merged.forms.len());
        for (index, state) in State::ALL.iter().rev().enumerate() {
            let count = self.merged.forms.iter().filter(|form| form.state == *state).count();
            let comma = if index == 0 { " " } else { "、" };
            // Writing to a String cannot fail.
            let _ = write!(text, "{comma}{} {count}", state.label());
        }
        let account = self.merged.account;
        let _ = write!(
            text,
            "。{}。文字の収支 {} ＝ {}",
            finding_totals(&self.findings),
            account.read,
            account.accounted()
        );
        text
    }
}

/// Runs `check`: findings only, nothing is written.
///
/// # Errors
///
/// No plan folder can be found, or a path does not exist.
pub(super) fn check(args: &CheckArgs) -> Result<Done> {
    let found = || args.paths.iter().find_map(|path| PlanFolder::containing(path));
    let root = args.plan.clone().or_else(found).ok_or_else(|| {
        let what = "計画フォルダーが見つかりません（plan.toml が、パスの上のどのフォルダーにもありません）";
        Error::new(what, "--plan で計画フォルダーを指定してください。")
    })?;
    let job = Job::of(&root, args.period.as_deref())?;
    let imported = job.import()?;
    let ledger = job.ledger()?;
    let mut result = merge_paths(&job, &imported, ledger.as_ref(), &args.paths)?;
    let whole = args.paths.iter().any(|path| path.is_dir());
    if !whole {
        // One file says nothing about the 課 that sent none.
        result.findings.retain(|finding| match finding.code {
            Code::M04 | Code::X06 => false,
            Code::X07 => finding.location.is_some(),
            _ => true,
        });
    }
    let failed = has_errors(&result.findings);
    let data = match args.format {
        ReportFormat::Json => findings_json(&result.findings, &result.waived, result.counts),
        ReportFormat::Text => listing(&result.findings, &job.folder.settings.section_names()),
    };
    let totals =
        format!("検証：{} ファイル、{}", result.counts.files, finding_totals(&result.findings));
    let mut messages = result.notes;
    messages.push(totals);
    Ok(Done { data: data.into_bytes(), messages, failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sample's returns, merged.
    fn sample() -> MergedReturns {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/r6");
        let job = Job::of(&root, None).expect("a plan folder");
        let imported = job.import().expect("forms");
        let ledger = job.ledger().expect("a ledger or none");
        merge_returns(&job, &imported, ledger.as_ref()).expect("an account that balances")
    }

    #[test]
    fn an_answer_that_is_dropped_on_the_way_stops_the_run_and_is_named() {
        let mut returns = sample();
        let form = returns.merged.forms.iter_mut().find(|form| !form.answers.is_empty());
        let (_, answer) = form.expect("an answered form").answers.pop_first().expect("an answer");
        let error = balanced(&returns.merged.prove(&returns.findings)).expect_err("it is missing");
        let source = answer.source;
        let cell = format!("{}!{}!{}", source.file, source.sheet, source.cell);
        assert!(error.to_string().contains(&cell), "{cell}: {error}");
    }

    #[test]
    fn a_quote_that_is_dropped_on_the_way_stops_the_run_and_is_named() {
        let mut returns = sample();
        let quote = returns.findings.iter().position(|finding| finding.code == Code::M03);
        let finding = returns.findings.remove(quote.expect("edited locked text"));
        let error = balanced(&returns.merged.prove(&returns.findings)).expect_err("it is missing");
        let cell = finding.location.expect("a place").to_string();
        assert!(error.to_string().contains(&cell), "{cell}: {error}");
    }
}
