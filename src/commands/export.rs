//! `export`: one flat table for other programs.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::job::Job;
use super::returns::merge_returns;
use super::{Done, closing_line, has_errors};
use crate::cli::{ExportArgs, TableFormat, TextEncoding};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::output::Outputs;
use crate::render::csv::{Encoding, Format, encode};
use crate::render::table::Table;

/// How many characters that cannot be written an error names.
const NAMED: usize = 20;

/// Runs `export`.
///
/// # Errors
///
/// The folder is no plan folder, or a character cannot be written in the encoding.
pub(super) fn run(args: &ExportArgs) -> Result<Done> {
    let job = Job::open(&args.folder)?;
    let imported = job.import()?;
    let ledger = job.ledger()?;
    let result = merge_returns(&job, &imported, ledger.as_ref())?;
    let table = Table::of_merged(&result.merged);
    let format = match args.format {
        TableFormat::Csv => Format::Csv,
        TableFormat::Tsv => Format::Tsv,
        TableFormat::Json => Format::Json,
    };
    let encoding = match args.encoding {
        TextEncoding::Utf8Bom => Encoding::Utf8Bom,
        TextEncoding::Utf8 => Encoding::Utf8,
        TextEncoding::Cp932 => Encoding::Cp932,
    };
    let bytes = encode(&table, format, encoding).map_err(|findings| not_encodable(&findings))?;
    let mut outputs = Outputs::default();
    let mut data = Vec::new();
    match &args.output {
        Some(path) => outputs.add(path.clone(), bytes)?,
        None => data = bytes,
    }
    let paths: Vec<PathBuf> = outputs.write()?;
    let totals = format!("書出：{} 行", table.rows.len());
    Ok(Done {
        data,
        messages: vec![closing_line(&totals, &paths)],
        failed: args.folder.strict && has_errors(&result.findings),
    })
}

/// T06 as the reason why nothing was written.
fn not_encodable(findings: &[Finding]) -> Error {
    let mut what = format!("選んだ文字コードで書けない文字が {} か所あります", findings.len());
    for finding in findings.iter().take(NAMED) {
        let place = finding.location.as_ref().map(ToString::to_string).unwrap_or_default();
        let form = finding.form_id.as_deref().unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = write!(what, "\n  {} {form} {place}：{}", finding.code.as_str(), finding.message());
    }
    if findings.len() > NAMED {
        let _ = write!(what, "\n  ほか {} か所", findings.len() - NAMED);
    }
    Error::new(
        what,
        "--encoding utf-8-bom で書き出すか、示した文字を置き換えてください。何も書き込んでいません。",
    )
}
