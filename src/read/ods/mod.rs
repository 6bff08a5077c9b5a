//! Reads OpenDocument spreadsheets by a pass of our own over the content part.
//!
//! In: an opened package, or a document in one XML text. Out: sheets with values as the file itself
//! shows them, merges, hidden sheets, names, and F10 for notes and what is drawn. What embedded
//! objects hold is not read.

mod address;
mod content;
mod drawn;
mod looks;
mod text;

use super::annotations::{self, Drawn};
use super::limits::Spent;
use super::package::Package;
use super::properties::Properties;
use super::words::cause;
use super::{Loaded, Refusal, encoding, encrypted, report_long_cells, unreadable};
use crate::finding::{Finding, Location};
use crate::grid::Format;
use crate::rules::Code;
use looks::Styles;

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
    let styles = package.text("styles.xml").map(|part| Styles::of_part(&part));
    let mut loaded = from_content(file, &text, styles.unwrap_or_default(), spent)?;
    for sheet in &loaded.sheets {
        report_long_cells(file, sheet, &mut loaded.findings);
    }
    if package.names().any(|name| name.starts_with("basic/") && !name.ends_with("-lc.xml")) {
        loaded.findings.push(Finding::new(Code::F05).at(Location::file(file)));
    }
    loaded.findings.extend(super::external_formulas(file, &loaded.sheets));
    loaded.properties = Properties::of_open_document(&mut package);
    Ok(loaded)
}

/// Reads a workbook that is one XML text (`.fods`); long cells and links are told by the caller.
pub(super) fn load_flat(file: &str, bytes: &[u8], spent: &mut Spent) -> Result<Loaded, Refusal> {
    let (text, damaged) = encoding::decode_xml(bytes.to_vec());
    let mut loaded = from_content(file, &text, Styles::default(), spent)?;
    if damaged {
        let fault = Finding::new(Code::F01).at(Location::file(file)).detail(cause::SHEET_BROKEN);
        loaded.findings.push(fault);
    }
    loaded.properties = Properties::of_open_document_text(&text);
    Ok(loaded)
}

/// Reads the content and tells what is wrong with it and what stands beside the cells.
fn from_content(
    file: &str,
    text: &str,
    styles: Styles,
    spent: &mut Spent,
) -> Result<Loaded, Refusal> {
    let content = content::read(file, text, styles, spent)?;
    if content.sheets.is_empty() {
        return Err(unreadable(file, cause::NO_SHEETS));
    }
    let mut findings = Vec::new();
    if content.faulty {
        let last = content.sheets.last().map(|sheet| Location::sheet(file, &sheet.name));
        let at = last.unwrap_or_else(|| Location::file(file));
        findings.push(Finding::new(Code::F01).at(at).detail(cause::SHEET_BROKEN));
    }
    findings.extend(content.beside.into_iter().map(|beside| {
        let at = Location::sheet(file, &beside.sheet);
        Finding::new(Code::F10).at(at).detail(beside.kind).found(beside.text)
    }));
    for of_sheet in content.drawn.chunk_by(|one, other| one.0 == other.0) {
        let sheet = of_sheet.first().and_then(|(index, _)| content.sheets.get(*index));
        let drawn: Vec<Drawn> = of_sheet.iter().map(|(_, drawn)| drawn.clone()).collect();
        findings
            .extend(sheet.into_iter().flat_map(|it| annotations::drawn(file, &it.name, &drawn)));
    }
    Ok(Loaded {
        format: Format::Ods,
        properties: Properties::default(),
        defined_names: content.names,
        sheets: content.sheets,
        findings,
    })
}
