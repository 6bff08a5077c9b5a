//! The commands: the only place where the stages meet and files are written.
//!
//! One file a command; each returns what it has to say, and the program prints it.

mod decisions;
mod distribute;
mod earlier;
mod export;
mod fan_in;
mod handed;
pub mod import;
mod init;
mod job;
mod listing;
mod memory;
mod remind;
mod returns;
mod run;
mod send_back;
mod status;

use std::path::{Path, PathBuf};

use crate::cli::{self, Command};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::render::tally::SeverityCounts;
use crate::rules::{self, Code, Severity};

/// What a command leaves behind beside its files.
#[derive(Debug, Default)]
pub struct Done {
    /// For stdout.
    pub data: Vec<u8>,
    /// For stderr, a line each; the last one tells totals and paths.
    pub messages: Vec<String>,
    /// At least one finding of severity error, where that decides the exit code.
    pub failed: bool,
}

/// Runs a command.
///
/// # Errors
///
/// The job cannot be done; nothing is half-written.
pub fn execute(command: &Command) -> Result<Done> {
    match command {
        Command::Run(args) => run::run(args),
        Command::Init(args) => init::run(args),
        Command::Import(args) => import::run(args),
        Command::Distribute(args) => distribute::run(args),
        Command::Merge(args) => returns::run(args, false),
        Command::Consolidate(args) => returns::run(args, true),
        Command::Check(args) => returns::check(args),
        Command::Status(args) => status::run(args),
        Command::Export(args) => export::run(args),
        Command::Explain(args) => explain(args.code.as_deref()),
        Command::Completions(args) => {
            Ok(Done { data: cli::completions(args.shell), ..Done::default() })
        }
    }
}

/// `explain`: a rule, or the catalogue.
fn explain(code: Option<&str>) -> Result<Done> {
    let (text, count) = match code {
        None => (rules::catalogue(), Code::ALL.len()),
        Some(text) => {
            let code = Code::parse(text).ok_or_else(|| {
                let what = format!("その名前の規則はありません：「{text}」");
                Error::new(what, "「torimatome explain」で一覧を見てください。")
            })?;
            (rules::explain(code), 1)
        }
    };
    let messages = vec![format!("解説：{count} 規則")];
    Ok(Done { data: text.into_bytes(), messages, ..Done::default() })
}

/// Tells whether a finding of severity error is among the findings.
fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity() == Severity::Error)
}

/// `指摘 3 件（要修正 1、要確認 1、参考 1）`.
fn finding_totals(findings: &[Finding]) -> String {
    let counts = SeverityCounts::of(findings);
    format!(
        "指摘 {} 件（要修正 {}、要確認 {}、参考 {}）",
        counts.total(),
        counts.error,
        counts.warning,
        counts.info
    )
}

/// The line that ends a command: totals, then the paths that it wrote.
fn closing_line(totals: &str, paths: &[PathBuf]) -> String {
    if paths.is_empty() {
        return totals.to_owned();
    }
    let shown: Vec<String> = paths.iter().map(|path| shown(path)).collect();
    format!("{totals}　→ {}", shown.join("、"))
}

/// A path as messages show it, with `/` between its parts.
fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    path.display().to_string().replace('\\', "/")
}
