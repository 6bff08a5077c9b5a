//! Reads OpenDocument spreadsheets by a pass of our own over the content part.
//!
//! In: an opened package. Out: sheets with values as the file itself shows them, merges, hidden
//! sheets, names and notes. Embedded charts and pictures are not read.

mod address;
mod content;
mod looks;
mod text;

use super::limits::Spent;
use super::package::Package;
use super::properties::Properties;
use super::words::cause;
use super::{Loaded, Refusal, encrypted, report_long_cells, unreadable};
use crate::finding::{Finding, Location};
use crate::grid::Format;
use crate::rules::Code;

/// Media type of spreadsheets; templates add `-template`.
pub(super) const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// Reads a workbook.
pub(super) fn load(
    file: &str,
    mut package: Package<'_>,
    spent: &mut Spent,
) -> Result<Loaded, Refusal> {
    let manifest = package.text("META-INF/manifest.xml").unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(encrypted::locked(file, ""));
    }
    let Some(text) = package.text("content.xml") else {
        return Err(unreadable(file, cause::BOOK_BROKEN));
    };
    let content = content::read(file, &text, spent)?;
    if content.sheets.is_empty() {
        return Err(unreadable(file, cause::NO_SHEETS));
    }
    let mut findings = Vec::new();
    if content.faulty {
        let last = content.sheets.last().map(|sheet| Location::sheet(file, &sheet.name));
        let at = last.unwrap_or_else(|| Location::file(file));
        findings.push(Finding::new(Code::F01).at(at).detail(cause::SHEET_BROKEN));
    }
    for sheet in &content.sheets {
        report_long_cells(file, sheet, &mut findings);
    }
    if package.names().any(|name| name.starts_with("basic/") && !name.ends_with("-lc.xml")) {
        findings.push(Finding::new(Code::F05).at(Location::file(file)));
    }
    findings.extend(super::external_formulas(file, &content.sheets));
    findings.extend(content.beside.into_iter().map(|beside| {
        let at = Location::sheet(file, &beside.sheet);
        Finding::new(Code::F10).at(at).detail(beside.kind).found(beside.text)
    }));
    Ok(Loaded {
        format: Format::Ods,
        properties: Properties::of_open_document(&mut package),
        defined_names: content.names,
        sheets: content.sheets,
        findings,
    })
}
