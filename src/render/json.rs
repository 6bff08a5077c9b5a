//! JSON as `product.md` fixes it: two spaces, keys in the order of the structs, a final newline.
//!
//! In: findings and counts, or any value. Out: the text of a `.json` file.

use std::io::{self, Write};

use serde::Serialize;

use super::tally::SeverityCounts;
use crate::finding::{Finding, ReadCounts, Waived};

/// The `schema` of 検証報告.json and of `--findings`.
pub const FINDINGS_SCHEMA: &str = "torimatome/findings/1";

#[derive(Serialize)]
struct FindingsReport<'a> {
    schema: &'static str,
    findings: &'a [Finding],
    waived: &'a [Waived],
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    #[serde(flatten)]
    severities: SeverityCounts,
    read: ReadCounts,
}

/// Writes findings as 検証報告.json; those that the office lets stand are listed apart.
#[must_use]
pub fn findings_json(findings: &[Finding], waived: &[Waived], read: ReadCounts) -> String {
    let summary = Summary { severities: SeverityCounts::of(findings), read };
    to_json(&FindingsReport { schema: FINDINGS_SCHEMA, findings, waived, summary })
}

/// Writes any value of the model as a JSON text.
///
/// # Panics
///
/// When a map inside has keys that are no strings; no type of this crate has one.
#[must_use]
pub fn to_json(value: &impl Serialize) -> String {
    let mut text =
        serde_json::to_string_pretty(value).expect("every map of the model has string keys");
    text.push('\n');
    text
}

/// Writes any value of the model as [`to_json`] does, without holding the text.
///
/// # Errors
///
/// Those of `out`.
pub fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}
