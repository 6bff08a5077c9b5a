//! What every command on a plan folder starts from: folder, template, 期, and the returns read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::import::{self, Imported};
use super::issued_answers::issued_answers;
use super::renamed;
use super::{decisions, fan_in, words};
use crate::binding::SHEET;
use crate::check::{self, Rules};
use crate::cli::FolderArgs;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::finding::{Finding, Location};
use crate::folder::PlanFolder;
use crate::grid::{Sheet, Workbook};
use crate::identify::{Expected, ReturnedBook, identify, is_report};
use crate::ledger::Ledger;
use crate::model::{AcceptedAnswers, Answer, accepted_answers, parse_date};
use crate::read::{self, Reading, limits};
use crate::recognise::{SheetReading, recognise};
use crate::render::section::Answers;
use crate::rules::Code;
use crate::settings::PERIODS;
use crate::template::{Period, Template};

/// A plan folder that is worked on in one 期.
pub(super) struct Job {
    /// The folder and its settings.
    pub folder: PlanFolder,
    /// The form.
    pub template: Template,
    /// 前期 or 後期.
    pub period: String,
    /// 基準日 that was asked for.
    pub as_of: Option<String>,
}

/// Returned files, read and checked.
pub(super) struct Returns {
    /// Workbooks in path order.
    pub books: Vec<ReturnedBook>,
    /// Findings on files that are no workbooks, and those of reading.
    pub findings: Vec<Finding>,
    /// Files that were looked at.
    pub files: u64,
    /// How text files were decoded, a line a file.
    pub notes: Vec<String>,
}

impl Job {
    /// Opens the plan folder of a command.
    pub(super) fn open(args: &FolderArgs) -> Result<Self> {
        let mut job = Self::of(&args.dir, args.period.as_deref())?;
        if let Some(date) = &args.as_of {
            let parsed = parse_date(date).filter(|_| date.len() == 10).ok_or_else(|| {
                let what = format!("基準日を日付として読めません：「{date}」");
                Error::new(what, "--as-of 2024-10-31 のように書いてください。")
            })?;
            job.as_of = Some(parsed.to_string());
        }
        Ok(job)
    }

    /// Opens a plan folder in a 期, or in that of its `plan.toml`.
    pub(super) fn of(dir: &Path, period: Option<&str>) -> Result<Self> {
        let mut folder = PlanFolder::open(dir)?;
        renamed::follow_decisions(&mut folder.settings);
        let template = Template::by_name(&folder.settings.template)?;
        let period = match period {
            None => folder.settings.period.clone(),
            Some(period) if PERIODS.contains(&period) => period.to_owned(),
            Some(period) => {
                let what = format!("期の名前ではありません：「{period}」");
                return Err(Error::new(what, "--period には 前期 か 後期 を指定してください。"));
            }
        };
        Ok(Self { folder, template, period, as_of: None })
    }

    /// Reads the plan's forms.
    pub(super) fn import(&self) -> Result<Imported> {
        let forms = self.folder.forms();
        if !forms.is_dir() {
            let what = format!("様式フォルダーがありません：「{}」", forms.display());
            let hint = "計画フォルダーの中に「様式」フォルダーを作り、既存の様式のファイルを入れてください。";
            return Err(Error::new(what, hint));
        }
        let known = import::known(&self.folder.settings);
        let bar = progress("様式の読み取り");
        let mut imported =
            import::import(&[forms], Some(&self.folder.root), &known, &self.template, &|all| {
                advance(&bar, all);
            })?;
        bar.finish_and_clear();
        if imported.plan.forms.is_empty() {
            let what = format!(
                "様式が一つも見つかりません：「{}」（{} ファイル）",
                self.folder.forms().display(),
                imported.counts.files
            );
            let hint = "様式のファイルに「取組項目」「目指す姿」「目標」などの見出しがあるか確かめてください。「torimatome import 様式」で一つずつ試せます。";
            return Err(Error::new(what, hint));
        }
        let settings = &self.folder.settings;
        imported.waived = decisions::waive(&mut imported.findings, &settings.waivers);
        let accepted = decisions::accept(&mut imported.plan, settings)?;
        imported.changes = accepted.changes;
        imported.change_notes = accepted.notes;
        Ok(imported)
    }

    /// 台帳 of the 期; `None` before the first distribution.
    pub(super) fn ledger(&self) -> Result<Option<Ledger>> {
        let path = self.ledger_path();
        if !path.exists() {
            return Ok(None);
        }
        let text =
            std::fs::read_to_string(&path).map_err(|cause| Error::cannot_read(&path, &cause))?;
        Ledger::parse(&text, &path.display().to_string()).map(Some)
    }

    /// Where the 台帳 of the 期 stands.
    pub(super) fn ledger_path(&self) -> PathBuf {
        self.folder.issued(&self.period).join("台帳.json")
    }

    /// The half-year before this one; `None` for the first.
    pub(super) fn earlier_period(&self) -> Option<&Period> {
        let periods = &self.template.periods;
        let at = periods.iter().position(|period| period.name == self.period)?;
        periods.get(at.checked_sub(1)?)
    }

    /// The answers that were accepted in the half-year before; empty where there is no record.
    pub(super) fn accepted(&self) -> Result<AcceptedAnswers> {
        let Some(earlier) = self.earlier_period() else { return Ok(AcceptedAnswers::new()) };
        let path = self.folder.consolidated(&earlier.name).join("統合.json");
        if !path.exists() {
            return issued_answers(self, &earlier.requires);
        }
        let text =
            std::fs::read_to_string(&path).map_err(|cause| Error::cannot_read(&path, &cause))?;
        let accepted = accepted_answers(&text, &earlier.requires).map_err(|cause| {
            let what =
                format!("{}の記録を読めません：「{}」（{cause}）", earlier.name, path.display());
            let hint =
                format!("「torimatome merge --period {}」で作り直してください。", earlier.name);
            Error::new(what, hint)
        })?;
        Ok(renamed::follow_answers(&self.folder.settings, accepted))
    }

    /// What was issued, with the words of the issued workbooks.
    pub(super) fn expected(
        &self,
        imported: &Imported,
        ledger: Option<&Ledger>,
    ) -> Result<Expected> {
        let plan = &imported.plan;
        let sections = self.folder.settings.section_names();
        let accepted = self.accepted()?;
        let mut expected = Expected::new(plan, &sections, ledger, &accepted);
        expected.add_summaries(plan, &fan_in::forms(self, plan), &accepted);
        words::learn(self, &mut expected, imported, ledger, &accepted)?;
        for section in &self.folder.settings.sections {
            for alias in &section.aliases {
                expected.learn_alias(alias, &section.name);
            }
        }
        if let Some(ledger) = ledger {
            renamed::learn_former(&self.folder.settings, plan, ledger, &mut expected);
        }
        Ok(expected)
    }

    /// Reads and checks returned files under the given paths.
    pub(super) fn returns(&self, paths: &[PathBuf], expected: &Expected) -> Result<Returns> {
        let period = self.template.period(&self.period).ok_or_else(|| {
            Error::new("様式の定義に期がありません", "plan.toml の period を確かめてください。")
        })?;
        let rules =
            Rules { expected, settings: &self.folder.settings, template: &self.template, period };
        let bar = progress("提出物の読み取り");
        let root = Some(self.folder.root.as_path());
        let read = read::read_each(paths, root, &|all| advance(&bar, all), |reading| {
            let file = u64::from(!reading.sha256.is_empty());
            let note = reading.workbook.as_ref().and_then(import::text_note);
            (file, note, self.returned(reading, rules))
        })?;
        bar.finish_and_clear();
        let mut returns =
            Returns { books: Vec::new(), findings: Vec::new(), files: 0, notes: Vec::new() };
        for (file, note, book) in read {
            returns.files += file;
            returns.notes.extend(note);
            match book {
                Ok(book) => returns.books.push(book),
                Err(mut findings) => returns.findings.append(&mut findings),
            }
        }
        Ok(returns)
    }

    /// Checks a returned workbook; what is none gives its findings alone.
    fn returned(
        &self,
        reading: Reading,
        rules: Rules<'_>,
    ) -> std::result::Result<ReturnedBook, Vec<Finding>> {
        let mut findings = reading.findings;
        let recognised =
            reading.workbook.as_ref().map_or_else(Vec::new, |it| readings(it, &self.template));
        let forms = recognised.iter().map(|sheet| sheet.blocks.len()).sum();
        findings.extend(limits::too_many_forms(&reading.file, forms));
        let workbook = reading.workbook.filter(|_| forms <= limits::MAX_FORMS);
        let Some(workbook) = workbook else {
            let section = rules.expected.section_in(&reading.file);
            for finding in &mut findings {
                finding.section = section.map(str::to_owned);
            }
            return Err(findings);
        };
        if is_report(&workbook) {
            // A chart without text, which the program drew itself.
            let is_chart = |finding: &Finding| {
                let found = finding.found.as_deref().unwrap_or_default();
                finding.code == Code::F10 && found.ends_with(read::CHART)
            };
            findings.retain(|finding| !is_chart(finding));
        }
        let mut book = identify(&workbook, recognised, rules.expected);
        check::check(&mut book, rules);
        // An earlier edition matters where the texts of this 課 have changed since.
        let edition = |finding: &Finding| {
            let cell = finding.location.as_ref().and_then(|at| at.cell.as_ref());
            finding.code == Code::S03 && cell.is_none()
        };
        let changed = book.findings.iter().any(|it| it.code == Code::S03 && !edition(it));
        book.findings.retain(|finding| changed || !edition(finding));
        if let Some(period) = book.period.as_ref().filter(|period| **period != self.period) {
            let finding = Finding::new(Code::S03)
                .at(Location::file(&book.file))
                .found(format!("{period}の様式"))
                .expected(format!("{}の様式", self.period));
            book.findings.push(finding);
        }
        book.release_issued(rules.expected);
        // What the reader saw belongs to the book, so that a copy of it is not told twice.
        findings.append(&mut book.findings);
        for finding in &mut findings {
            if finding.section.is_none() {
                finding.section.clone_from(&book.section);
            }
        }
        book.findings = findings;
        Ok(book)
    }
}

/// What is recognised on the sheets of a workbook, in order. The hidden sheet, which has more cells
/// than all others, is a table of the tool's own and holds no form.
pub(super) fn readings(workbook: &Workbook, template: &Template) -> Vec<SheetReading> {
    let reading = |sheet: &Sheet| {
        if sheet.name == SHEET { SheetReading::default() } else { recognise(sheet, template) }
    };
    workbook.sheets.iter().map(reading).collect()
}

/// The texts that are issued again.
pub(super) fn to_issue(accepted: &AcceptedAnswers) -> Answers {
    let of_form = |(form_id, answers): (&String, &BTreeMap<Field, Answer>)| {
        let id = form_id.clone();
        let text =
            move |(field, answer): (&Field, &Answer)| ((id.clone(), *field), answer.text.clone());
        answers.iter().map(text).collect::<Vec<_>>()
    };
    accepted.iter().flat_map(of_form).collect()
}

/// A bar on a terminal; nothing elsewhere.
fn progress(what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{msg}：{pos} / {len} ファイル（経過 {elapsed}、残り 約 {eta}）",
    );
    let bar = ProgressBar::no_length().with_message(what);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar
}

/// Moves a bar on by one of `all` files.
fn advance(bar: &ProgressBar, all: usize) {
    bar.set_length(all as u64);
    bar.inc(1);
}
