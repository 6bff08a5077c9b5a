//! Reads xlsx and xlsm: the workbook part, then every sheet, then what stands beside the cells.
//!
//! In: an opened package. Out: sheets with values as shown, formulas, merges, print areas. Charts
//! and pictures are not read; styles matter only for what a number shows.

mod beside;
mod book;
mod sheet;

use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::limits::{self, Spent};
use super::package::Package;
use super::properties::Properties;
use super::words::{cause, limit};
use super::xml::{Token, Xml};
use super::{Loaded, Refusal, encoding, refuse, report_long_cells, unreadable, wall};
use crate::finding::{Finding, Location};
use crate::grid::{Format, Sheet, Visibility};
use crate::rules::Code;
use book::Book;

/// What the readers of single sheets need to know about the whole file.
struct Context<'a> {
    file: &'a str,
    from_1904: bool,
}

/// Reads a workbook.
pub(super) fn load(
    file: &str,
    bytes: &[u8],
    mut package: Package<'_>,
    spent: &mut Spent,
) -> Result<Loaded, Refusal> {
    check_shared_strings(file, &mut package)?;
    let mut xlsx = open(file, bytes)?;
    let book = Book::read(&mut package);
    let listed = xlsx.sheets_metadata().to_vec();
    if listed.is_empty() {
        return Err(unreadable(file, cause::NO_SHEETS));
    }
    let count = listed.len() as u64;
    limits::check(file, limit::SHEETS, count, limits::MAX_SHEETS, limit::PIECES)?;
    let context = Context { file, from_1904: xlsx.has_1904_epoch() };
    let mut findings = Vec::new();
    let mut sheets: Vec<Sheet> = Vec::with_capacity(listed.len());
    for (index, listed) in listed.into_iter().enumerate() {
        let visibility = match listed.visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden | SheetVisible::VeryHidden => Visibility::Hidden,
        };
        let mut sheet = Sheet {
            name: listed.name,
            visibility,
            cells: Vec::new(),
            merges: Vec::new(),
            print_area: book.print_area(index),
        };
        let at = Location::sheet(file, &sheet.name);
        if sheets.iter().any(|other| other.name == sheet.name) {
            // The library finds sheets by name: the second one would repeat the first.
            findings.push(Finding::new(Code::F01).at(at).detail(cause::SHEET_TWICE));
        } else if listed.typ == SheetType::WorkSheet {
            let part = book.part(index, &sheet.name).and_then(|part| package.text(part));
            sheet::fill(&context, &mut xlsx, part.as_deref(), &mut sheet, &mut findings, spent)?;
            report_long_cells(file, &sheet, &mut findings);
        }
        sheets.push(sheet);
    }
    let macros = package.names().any(|name| name.ends_with("vbaproject.bin"));
    if macros {
        findings.push(Finding::new(Code::F05).at(Location::file(file)));
    }
    findings.extend(beside::external_links(file, &mut package, &sheets));
    findings.extend(beside::texts(file, &mut package, &book));
    Ok(Loaded {
        format: Format::Xlsx { macros },
        properties: Properties::of_office(&mut package),
        defined_names: book.defined_names(),
        sheets,
        findings,
    })
}

fn open<'a>(file: &str, bytes: &'a [u8]) -> Result<Xlsx<Cursor<&'a [u8]>>, Refusal> {
    match wall::guard(|| Xlsx::new(Cursor::new(bytes))) {
        Some(Ok(xlsx)) => Ok(xlsx),
        Some(Err(XlsxError::Password)) => {
            Err(refuse(Finding::new(Code::F02).at(Location::file(file))))
        }
        Some(Err(_)) | None => Err(unreadable(file, cause::BOOK_BROKEN)),
    }
}

/// Refuses a table of shared strings that claims more strings than its bytes can hold: the
/// library reserves memory for the claim.
fn check_shared_strings(file: &str, package: &mut Package<'_>) -> Result<(), Refusal> {
    let names: Vec<String> = package
        .names()
        .filter(|name| name.ends_with("sharedstrings.xml"))
        .map(str::to_owned)
        .collect();
    for name in names {
        let Some(bytes) = package.part(&name) else { continue };
        let most = bytes.len() as u64 / limits::MIN_SHARED_STRING_BYTES;
        let Some(text) = encoding::decode_xml(&bytes) else { continue };
        let mut xml = Xml::new(&text);
        while let Some(token) = xml.next() {
            let Token::Start(tag) = token else { continue };
            if tag.local() == "sst" {
                let claimed = tag.number::<u64>("uniqueCount").unwrap_or_default();
                limits::check(file, limit::SHARED_STRINGS, claimed, most, limit::PIECES)?;
                break;
            }
        }
    }
    Ok(())
}
