//! Reads xlsx and xlsm by a pass of our own: the workbook part, then every sheet once, then what
//! stands beside the cells.
//!
//! In: an opened package. Out: sheets with values as shown, formulas, merges, print areas. Charts
//! and pictures are not read; styles matter for what a number shows, what is struck out and what
//! cannot be seen.

pub(super) mod beside;
mod book;
mod cell;
mod drawn;
mod embedded;
mod formats;
mod over;
mod sheet;
mod strings;

use super::limits::{self, Spent};
use super::package::Package;
use super::properties::Properties;
use super::words::{cause, limit};
use super::{Loaded, Refusal, report_long_cells, unreadable};
use crate::finding::{Finding, Location};
use crate::grid::{Format, Sheet};
use crate::rules::Code;
use book::{Book, Listed};
use formats::Styles;
use strings::Strings;

/// What the readers of single sheets need to know about the whole file.
struct Context<'a> {
    file: &'a str,
    from_1904: bool,
    strings: Strings,
    styles: Styles,
    /// Excel's own pictures in cells are part of the file: a cell that shows one holds an error.
    cell_pictures: bool,
}

/// Reads a workbook.
pub(super) fn load(
    file: &str,
    mut package: Package<'_>,
    spent: &mut Spent,
) -> Result<Loaded, Refusal> {
    let book = Book::read(&mut package);
    if book.sheets.is_empty() {
        return Err(unreadable(file, cause::NO_SHEETS));
    }
    let count = book.sheets.len() as u64;
    limits::check(file, limit::SHEETS, count, limits::MAX_SHEETS, limit::PIECES)?;
    let styles = package.text(&book.styles).map(|text| formats::read(&text)).unwrap_or_default();
    let strings = strings(file, &mut package, &book, styles.any_struck())?;
    let cell_pictures = package.has("xl/richData/richValueRel.xml");
    let context = Context { file, from_1904: book.from_1904, strings, styles, cell_pictures };
    let mut findings = Vec::new();
    if book.recovered {
        let at = Location::file(file);
        findings.push(Finding::new(Code::F01).at(at).detail(cause::SHEET_LIST_BROKEN));
    }
    let mut sheets: Vec<Sheet> = Vec::with_capacity(book.sheets.len());
    for (index, listed) in book.sheets.iter().enumerate() {
        let mut sheet = Sheet {
            name: listed.name.clone(),
            visibility: listed.visibility,
            cells: Vec::new(),
            merges: Vec::new(),
            print_area: book.print_area(index),
        };
        if sheets.iter().any(|other| other.name == sheet.name) {
            // Everything later finds sheets by name: the second one would be taken for the first.
            let at = Location::sheet(file, &sheet.name);
            findings.push(Finding::new(Code::F01).at(at).detail(cause::SHEET_TWICE));
        } else {
            fill(&context, &mut package, listed, &mut sheet, &mut findings, spent)?;
        }
        sheets.push(sheet);
    }
    let macros = package.names().any(|name| name.ends_with("vbaproject.bin"));
    let macro_sheets = book.sheets.iter().any(|sheet| sheet.kind.ends_with("Macrosheet"));
    if macros || macro_sheets {
        findings.push(Finding::new(Code::F05).at(Location::file(file)));
    }
    findings.extend(beside::external_links(file, &mut package, &sheets));
    let listed: Vec<(&str, &str)> =
        book.sheets.iter().map(|sheet| (sheet.part.as_str(), sheet.name.as_str())).collect();
    findings.extend(beside::texts(file, &mut package, &listed, &sheets));
    Ok(Loaded {
        format: Format::Xlsx { macros },
        properties: Properties::of_office(&mut package),
        defined_names: book.defined_names(),
        sheets,
        findings,
    })
}

/// Fills a sheet from its part; sheets of charts and dialogs have no cells.
fn fill(
    context: &Context<'_>,
    package: &mut Package<'_>,
    listed: &Listed,
    sheet: &mut Sheet,
    findings: &mut Vec<Finding>,
    spent: &mut Spent,
) -> Result<(), Refusal> {
    if matches!(listed.kind.as_str(), "chartsheet" | "dialogsheet") {
        return Ok(());
    }
    let Some(part) = package.part_text(&listed.part) else {
        let at = Location::sheet(context.file, &sheet.name);
        findings.push(Finding::new(Code::F01).at(at).detail(cause::SHEET_MISSING));
        return Ok(());
    };
    let links = sheet::fill(context, &part, sheet, findings, spent)?;
    findings.extend(beside::links(context.file, package, &listed.part, sheet, &links));
    report_long_cells(context.file, sheet, findings);
    Ok(())
}

/// Reads the shared strings: from the part that the workbook leads to, or from where it usually is.
fn strings(
    file: &str,
    package: &mut Package<'_>,
    book: &Book,
    keep_runs: bool,
) -> Result<Strings, Refusal> {
    let usual = "xl/sharedStrings.xml";
    let part = book.strings.as_deref().filter(|part| package.has(part)).unwrap_or(usual);
    match package.part_text(part) {
        Some(part) => Strings::read(file, &part.text, keep_runs),
        None => Ok(Strings::missing()),
    }
}
