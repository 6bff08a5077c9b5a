//! The commands: the only place where the stages meet and files are written.
//!
//! One file a command; each returns what it has to say, and the program prints it.

mod adopted;
mod decisions;
mod distribute;
mod earlier;
mod export;
mod fan_in;
mod handed;
pub mod import;
mod init;
mod issued_answers;
mod job;
mod listing;
mod memory;
mod misplaced;
mod passwords;
mod remind;
mod renamed;
mod returns;
mod run;
mod send_back;
mod status;
mod words;

use std::path::{Path, PathBuf};

use crate::cli::{self, Command};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::folder::PlanFolder;
use crate::lock::FolderLock;
use crate::read::limits;
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
    if let Some(args) = command.passwords() {
        passwords::prepare(args)?;
    }
    match command {
        Command::Run(args) => alone(&args.dir, || run::run(args)),
        Command::Init(args) => init::run(args),
        Command::Import(args) => import::run(args),
        Command::Distribute(args) => alone(&args.dir, || distribute::run(args)),
        Command::Merge(args) => alone(&args.dir, || returns::run(args, false)),
        Command::Consolidate(args) => alone(&args.dir, || returns::run(args, true)),
        Command::Check(args) => returns::check(args),
        Command::Status(args) => status::run(args),
        Command::Export(args) => export::run(args),
        Command::Explain(args) => explain(args.code.as_deref()),
        Command::Help(args) => help(args.command.as_deref()),
        Command::Completions(args) => {
            Ok(Done { data: cli::completions(args.shell), ..Done::default() })
        }
    }
}

/// Runs a command that writes into a plan folder while no other does.
fn alone(root: &Path, run: impl FnOnce() -> Result<Done>) -> Result<Done> {
    // Where there is no plan folder, the command says so; nothing is left there.
    let _lock =
        PlanFolder::plan_toml(root).is_file().then(|| FolderLock::take(root)).transpose()?;
    run()
}

/// `help`: of the program, or of a command.
fn help(name: Option<&str>) -> Result<Done> {
    let text = cli::help(&limits::walls(), name).ok_or_else(|| {
        let what = format!("知らないコマンドです：「{}」", name.unwrap_or_default());
        Error::new(what, "「torimatome help」でコマンドの一覧を見てください。")
    })?;
    Ok(Done { data: text.into_bytes(), ..Done::default() })
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

/// Most paths that stand on the line of totals itself.
const PATHS_ON_LINE: usize = 3;

/// Most files of a folder that are named.
const NAMES_ON_LINE: usize = 100;

/// How a command ends: a line of totals with the paths that it wrote. Many paths stand above it,
/// folder by folder.
fn closing_line(totals: &str, paths: &[PathBuf]) -> String {
    if paths.is_empty() {
        return totals.to_owned();
    }
    if paths.len() <= PATHS_ON_LINE {
        let shown: Vec<String> = paths.iter().map(|path| shown(path)).collect();
        return format!("{totals}　→ {}", shown.join("、"));
    }
    let mut folders: Vec<(&Path, Vec<String>)> = Vec::new();
    for path in paths {
        let folder = path.parent().unwrap_or(Path::new(""));
        let name = shown(path.file_name().map_or(path, Path::new));
        match folders.iter_mut().find(|(known, _)| *known == folder) {
            Some((_, names)) => names.push(name),
            None => folders.push((folder, vec![name])),
        }
    }
    let place = |folder: &Path| match shown(folder) {
        folder if folder.is_empty() => "./".to_owned(),
        folder => format!("{folder}/"),
    };
    let places: Vec<String> = folders.iter().map(|(folder, _)| place(folder)).collect();
    let line = |(place, (_, names)): (&String, &(&Path, Vec<String>))| {
        let (named, more) = names.split_at(names.len().min(NAMES_ON_LINE));
        let more = match more.len() {
            0 => String::new(),
            more => format!(" ほか {more} ファイル"),
        };
        format!("  {place}　{}{more}\n", named.join("、"))
    };
    let lines: String = places.iter().zip(&folders).map(line).collect();
    let places = places.join("、");
    format!("書き出したファイル：\n{lines}{totals}　→ {} ファイル（{places}）", paths.len())
}

/// A path as messages show it, with `/` between its parts.
fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    path.display().to_string().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_paths_stand_folder_by_folder_above_the_totals() {
        let paths = ["計画.json", "配布/総務課.xlsx", "./取込報告.html", "配布/台帳.json"];
        let paths = paths.map(|path| Path::new("r6").join(path)).to_vec();
        let told = "書き出したファイル：\n  \
                    r6/　計画.json、取込報告.html\n  \
                    r6/配布/　総務課.xlsx、台帳.json\n\
                    統合：60 様式　→ 4 ファイル（r6/、r6/配布/）";
        assert_eq!(closing_line("統合：60 様式", &paths), told);
    }

    #[test]
    fn few_paths_stay_on_the_line_of_totals() {
        let paths = [PathBuf::from("./一覧.csv"), PathBuf::from("指摘/一覧.json")];
        assert_eq!(closing_line("書出", &paths), "書出　→ 一覧.csv、指摘/一覧.json");
        assert_eq!(closing_line("検証", &[]), "検証");
    }
}
