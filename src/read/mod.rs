//! Reads the bytes of a file into a grid, whatever the format and whatever its name says.
//!
//! In: paths, or a file's shown name and bytes. Out: a workbook, or the findings that say why
//! not; a zip of files gives one reading a member. It does not know forms, and never writes.

mod annotations;
pub mod apart;
mod compound;
mod delimited;
mod encoding;
mod encrypted;
mod foreign;
mod html;
mod iso_date;
mod library;
pub mod limits;
mod looks;
mod mail;
mod nested;
mod number_format;
mod ods;
mod package;
mod page_texts;
pub mod passwords;
mod paths;
mod properties;
mod reference;
mod sniff;
mod wall;
mod words;
mod xls;
mod xlsb;
mod xlsx;
mod xml;
mod xml_2003;

use std::collections::BTreeSet;

use crate::finding::{Finding, Location};
use crate::fingerprint::sha256;
use crate::grid::{Addr, Cell, DefinedName, Format, Sheet, Workbook};
use crate::rules::{Code, PAGES};
use compound::Compound;
use limits::Spent;
use package::Package;
use properties::Properties;
use sniff::Kind;
use words::{cause, kind, limit};

pub(crate) use words::beside::CHART;

pub use paths::{Files, list, read_each, read_paths};

/// One file as read: a workbook, or the findings that say why not.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Path as people see it; a zip's members are `archive.zip/member.xlsx`.
    pub file: String,
    /// SHA-256 of the file's bytes, lower-case hex; empty when the bytes were not looked at
    /// (ignored, unreadable, encrypted or too large).
    pub sha256: String,
    /// Size in bytes; 0 when they were not looked at.
    pub bytes: u64,
    /// What was read; `None` when nothing could be.
    pub workbook: Option<Workbook>,
    /// What was found on the way.
    pub findings: Vec<Finding>,
}

/// A finding that ends the reading of a file.
type Refusal = Box<Finding>;

/// What a format's reader gives.
#[derive(Debug)]
struct Loaded {
    format: Format,
    properties: Properties,
    defined_names: Vec<DefinedName>,
    sheets: Vec<Sheet>,
    findings: Vec<Finding>,
}

/// Reads one file's bytes by content.
///
/// A zip of files gives one reading a member, in the archive's order, zips within zips included
/// to [`limits::MAX_ZIP_NESTING`]; everything else gives exactly one.
#[must_use]
pub fn read(file: &str, bytes: &[u8]) -> Vec<Reading> {
    read_nested(file, bytes, 1, &mut Spent::default())
}

/// Reads a file that lies `depth` zips deep; 1 is a file of its own.
fn read_nested(file: &str, bytes: &[u8], depth: u32, spent: &mut Spent) -> Vec<Reading> {
    spent.begin();
    let outcome = match sniff::sniff(bytes) {
        Kind::Zip => match open_zip(file, bytes, spent) {
            Ok(Opened::Members(package)) => {
                return nested::members(file, bytes, package, depth, spent);
            }
            Ok(Opened::Loaded(loaded)) => Ok(*loaded),
            Err(refusal) => Err(refusal),
        },
        Kind::Empty => Err(unreadable(file, cause::EMPTY)),
        Kind::Compound => match encrypted::unlock(file, bytes) {
            None => match foreign::compound(bytes) {
                Some(kind::MAIL) => {
                    let parts = Compound::open(bytes).and_then(|it| mail::of_compound(&it));
                    return nested::attachments(
                        file,
                        bytes,
                        parts.unwrap_or_default(),
                        depth,
                        spent,
                    );
                }
                Some(kind) => Err(unsupported(file, kind)),
                None => apart::load(file, bytes, spent, |spent| xls::load(file, bytes, spent)),
            },
            Some(package) => package.and_then(|package| load_package(file, &package, spent)),
        },
        Kind::BareBiff => Err(unsupported(file, kind::OLD_EXCEL)),
        Kind::Unsupported(kind) => Err(unsupported(file, kind)),
        Kind::Html => load_markup(file, bytes, spent, html::load),
        Kind::Xml2003 => load_markup(file, bytes, spent, xml_2003::load),
        Kind::FlatOds => load_markup(file, bytes, spent, ods::load_flat),
        Kind::TextOrBinary => match mail::of_text(bytes) {
            Some(parts) => return nested::attachments(file, bytes, parts, depth, spent),
            None => load_text(file, bytes, spent),
        },
    };
    // A text that is cut off looks like a shorter one, and a package that is cut off like rubbish.
    let is_whole = |loaded: &Loaded| !matches!(loaded.format, Format::Text { .. });
    let outcome = if foreign::is_half_downloaded(file) && !outcome.as_ref().is_ok_and(is_whole) {
        Err(unreadable(file, cause::HALF_DOWNLOADED))
    } else {
        outcome
    };
    vec![finish(file, bytes, outcome)]
}

/// Reads a file of a format that is read apart, in the process that does so.
fn load_here(bytes: &[u8]) -> Result<Loaded, Refusal> {
    let spent = &mut Spent::default();
    match sniff::sniff(bytes) {
        Kind::Compound => xls::load("", bytes, spent),
        _ => load_package("", bytes, spent),
    }
}

/// A zip by what is inside.
enum Opened<'a> {
    /// A workbook.
    Loaded(Box<Loaded>),
    /// Plain files.
    Members(Package<'a>),
}

fn open_zip<'a>(file: &str, bytes: &'a [u8], spent: &mut Spent) -> Result<Opened<'a>, Refusal> {
    limits::check(
        file,
        limit::FILE_SIZE,
        bytes.len() as u64,
        limits::MAX_FILE_BYTES,
        limit::BYTES,
    )?;
    let mut package = Package::open(file, bytes, spent)?;
    let repeated = package.repeated.clone();
    let is_office = package.has("[Content_Types].xml") || package.has("_rels/.rels");
    let mut loaded = match office_kind(&mut package) {
        OfficeKind::Xlsx if is_office => xlsx::load(file, package, spent)?,
        OfficeKind::Xlsb if is_office => {
            apart::load(file, bytes, spent, |spent| xlsb::load(file, bytes, package, spent))?
        }
        OfficeKind::Ods => ods::load(file, package, spent)?,
        OfficeKind::OtherOpenDocument => return Err(unsupported(file, kind::OPEN_DOCUMENT)),
        OfficeKind::Other(kind) if is_office => return Err(unsupported(file, kind)),
        _ => {
            return match foreign::zip(&package) {
                Some(kind) => Err(unsupported(file, kind)),
                None => Ok(Opened::Members(package)),
            };
        }
    };
    loaded.findings.extend(repeated.into_iter().map(|part| {
        Finding::new(Code::F01).at(Location::file(file)).detail(cause::MEMBER_TWICE).found(part)
    }));
    Ok(Opened::Loaded(Box::new(loaded)))
}

/// Reads the package that an encrypted file held; plain files are never encrypted like that.
fn load_package(file: &str, bytes: &[u8], spent: &mut Spent) -> Result<Loaded, Refusal> {
    match open_zip(file, bytes, spent)? {
        Opened::Loaded(loaded) => Ok(*loaded),
        Opened::Members(_) => Err(unreadable(file, cause::BOOK_BROKEN)),
    }
}

/// An office document by its parts.
#[derive(Debug, Clone, Copy)]
enum OfficeKind {
    /// Has the parts of an Excel workbook.
    Xlsx,
    /// Has the parts of a binary Excel workbook.
    Xlsb,
    /// Says that it is an OpenDocument spreadsheet.
    Ods,
    /// Says that it is another OpenDocument file.
    OtherOpenDocument,
    /// Another kind, by its Japanese name.
    Other(&'static str),
}

fn office_kind(package: &mut Package<'_>) -> OfficeKind {
    let media_type = package.text("mimetype").unwrap_or_default();
    if media_type.starts_with(ods::MEDIA_TYPE) {
        return OfficeKind::Ods;
    } else if media_type.starts_with("application/vnd.oasis.opendocument.") {
        return OfficeKind::OtherOpenDocument;
    }
    let main = package.named_part("officeDocument", "").to_lowercase();
    let under = |folder: &str| {
        main.starts_with(folder)
            || main.is_empty() && package.names().any(|name| name.starts_with(folder))
    };
    if package.has("xl/workbook.bin") {
        OfficeKind::Xlsb
    } else if under("xl/") || main.contains("workbook") {
        OfficeKind::Xlsx
    } else if under("word/") {
        OfficeKind::Other(kind::WORD)
    } else if under("ppt/") {
        OfficeKind::Other(kind::POWERPOINT)
    } else {
        OfficeKind::Other(kind::OFFICE)
    }
}

/// Reads a workbook that is one text with tags.
fn load_markup(
    file: &str,
    bytes: &[u8],
    spent: &mut Spent,
    load: fn(&str, &[u8], &mut Spent) -> Result<Loaded, Refusal>,
) -> Result<Loaded, Refusal> {
    let size = bytes.len() as u64;
    limits::check(file, limit::FILE_SIZE, size, limits::MAX_FILE_BYTES, limit::BYTES)?;
    let mut loaded = load(file, bytes, spent)?;
    let mut names = BTreeSet::new();
    for sheet in &mut loaded.sheets {
        if !names.insert(sheet.name.clone()) {
            // Everything later finds sheets by name: the second one would be taken for the first.
            let at = Location::sheet(file, &sheet.name);
            loaded.findings.push(Finding::new(Code::F01).at(at).detail(cause::SHEET_TWICE));
            sheet.cells.clear();
            sheet.merges.clear();
        }
        report_long_cells(file, sheet, &mut loaded.findings);
    }
    loaded.findings.extend(external_formulas(file, &loaded.sheets));
    Ok(loaded)
}

fn load_text(file: &str, bytes: &[u8], spent: &mut Spent) -> Result<Loaded, Refusal> {
    limits::check(
        file,
        limit::FILE_SIZE,
        bytes.len() as u64,
        limits::MAX_FILE_BYTES,
        limit::BYTES,
    )?;
    let Some((text, encoding)) = encoding::decode(bytes) else {
        return Err(unreadable(file, cause::BINARY));
    };
    if let Some(kind) = foreign::text(&text) {
        return Err(unsupported(file, kind));
    }
    let mut findings = Vec::new();
    let (sheet, delimiter) = delimited::parse(file, stem(file), &text, spent)?;
    report_long_cells(file, &sheet, &mut findings);
    Ok(Loaded {
        format: Format::Text { encoding, delimiter },
        properties: Properties::default(),
        defined_names: Vec::new(),
        sheets: vec![sheet],
        findings,
    })
}

/// The file's own name without its extension: a sheet's name where the file states none.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The reading of a file whose bytes were not looked at.
fn unread(file: &str, finding: Finding) -> Reading {
    let file = file.to_owned();
    Reading { file, sha256: String::new(), bytes: 0, workbook: None, findings: vec![finding] }
}

/// Turns what a format's reader gave into a reading, with the findings that every file may have.
fn finish(file: &str, bytes: &[u8], outcome: Result<Loaded, Refusal>) -> Reading {
    let sha256 = sha256(bytes);
    let mut findings = paths::decomposed(file).into_iter().collect::<Vec<_>>();
    let workbook = match outcome {
        Err(refusal) => {
            findings.push(*refusal);
            None
        }
        Ok(loaded) => {
            findings.extend(extension_mismatch(file, loaded.format));
            // Whose words stand above and below the pages is not known here.
            let of_pages = |it: &Finding| it.detail.as_deref() == Some(PAGES);
            let (pages, beside): (Vec<Finding>, _) =
                loaded.findings.into_iter().partition(of_pages);
            findings.extend::<Vec<Finding>>(beside);
            let page = |it: Finding| Some((it.location?.sheet?, it.found?));
            Some(Workbook {
                file: file.to_owned(),
                sha256: sha256.clone(),
                format: loaded.format,
                modified: loaded.properties.modified,
                properties: loaded.properties.custom,
                defined_names: loaded.defined_names,
                sheets: loaded.sheets,
                pages: pages.into_iter().filter_map(page).collect(),
            })
        }
    };
    Reading { file: file.to_owned(), sha256, bytes: bytes.len() as u64, workbook, findings }
}

/// F04 when the extension names another format than the content has.
fn extension_mismatch(file: &str, format: Format) -> Option<Finding> {
    let extension = file.rsplit('/').next()?.rsplit_once('.')?.1.to_lowercase();
    let claimed = match extension.as_str() {
        "xlsx" | "xltx" => kind::XLSX,
        "xlsm" | "xltm" => kind::XLSM,
        "xlsb" => kind::XLSB,
        "xls" | "xlt" => kind::XLS,
        "ods" | "ots" => kind::ODS,
        "csv" | "tsv" | "txt" => kind::TEXT,
        "htm" | "html" => kind::HTML,
        "xml" => kind::XML_2003,
        "zip" => kind::ZIP,
        _ => return None,
    };
    let actual = match format {
        Format::Xlsx { macros: true } => kind::XLSM,
        // A workbook may be stored as macro-enabled before its first macro.
        Format::Xlsx { macros: false } if claimed == kind::XLSM => kind::XLSM,
        Format::Xlsx { macros: false } => kind::XLSX,
        Format::Xlsb => kind::XLSB,
        Format::Xls => kind::XLS,
        Format::Ods => kind::ODS,
        Format::Html => kind::HTML,
        Format::Xml2003 => kind::XML_2003,
        Format::Text { .. } => kind::TEXT,
    };
    let finding = || Finding::new(Code::F04).at(Location::file(file));
    (claimed != actual).then(|| finding().found(format!(".{extension}")).expected(actual))
}

/// F07 for every cell that is longer than Excel can keep; the text stays whole.
fn report_long_cells(file: &str, sheet: &Sheet, findings: &mut Vec<Finding>) {
    for cell in &sheet.cells {
        let shown = cell.shown();
        if shown.len() as u64 <= limits::MAX_CELL_CHARS {
            continue;
        }
        let units = shown.encode_utf16().count() as u64;
        if units > limits::MAX_CELL_CHARS {
            let at = Location::cell(file, &sheet.name, cell.at);
            let most = limits::MAX_CELL_CHARS;
            let mut over = *limits::over(at, limit::CELL_CHARS, units, most, limit::CHARS);
            over.detail = over.detail.map(|detail| format!("{detail}{}", limit::READ_ALL));
            findings.push(over);
        }
    }
}

/// Where a link leads, unless the text of its cell says so or it stays in the workbook.
fn link_to_tell<'a>(target: &'a str, text: &str) -> Option<&'a str> {
    let target = target.trim();
    let bare = |it: &str| {
        let it = it.trim();
        let it = it.strip_prefix("mailto:").or_else(|| it.strip_prefix("https://")).unwrap_or(it);
        it.strip_prefix("http://").unwrap_or(it).trim_end_matches('/').to_lowercase()
    };
    let inside = target.is_empty() || target.starts_with('#');
    (!inside && !text.to_lowercase().contains(&bare(target))).then_some(target)
}

/// F06 for every sheet with a formula that refers to another file: the first such cell, the
/// others as related places.
fn external_formulas(file: &str, sheets: &[Sheet]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for sheet in sheets {
        let mut cells = sheet.cells.iter().filter_map(|cell| {
            let formula = cell.formula.as_deref().filter(|it| reference::is_external(it))?;
            Some((Location::cell(file, &sheet.name, cell.at), formula))
        });
        let Some((at, formula)) = cells.next() else { continue };
        let mut finding = Finding::new(Code::F06).at(at).found(formula);
        finding.related = cells.take(limits::MAX_FINDINGS).map(|(at, _)| at).collect();
        findings.push(finding);
    }
    findings
}

/// Refuses a position outside Excel's sheet.
fn check_position(file: &str, sheet: &str, at: Addr) -> Result<(), Refusal> {
    let checks = [(limit::ROWS, at.row, Addr::MAX_ROWS), (limit::COLUMNS, at.col, Addr::MAX_COLS)];
    for (name, position, most) in checks {
        if position >= most {
            let at = Location::sheet(file, sheet);
            return Err(limits::over(at, name, u64::from(position) + 1, u64::from(most), ""));
        }
    }
    Ok(())
}

/// Boxes the finding that ends a reading.
fn refuse(finding: Finding) -> Refusal {
    Box::new(finding)
}

/// F01 for a whole file; `cause` is what the office reads, a library's own words are not.
fn unreadable(file: &str, cause: &str) -> Refusal {
    refuse(Finding::new(Code::F01).at(Location::file(file)).detail(cause))
}

fn unsupported(file: &str, kind: &str) -> Refusal {
    refuse(Finding::new(Code::F03).at(Location::file(file)).detail(kind))
}

/// Brings cells into reading order; of several at one position the first stays, and those that say
/// something else are given back.
fn in_order(cells: &mut Vec<Cell>) -> Vec<Cell> {
    let mut dropped = Vec::new();
    if cells.is_sorted_by(|one, other| one.at < other.at) {
        return dropped;
    }
    cells.sort_by_key(|cell| cell.at);
    let mut kept: Vec<Cell> = Vec::with_capacity(cells.len());
    for cell in cells.drain(..) {
        match kept.last() {
            Some(first) if first.at == cell.at => {
                dropped.extend((first.value != cell.value).then_some(cell));
            }
            _ => kept.push(cell),
        }
    }
    *cells = kept;
    dropped
}

/// Turns CRLF and CR into LF.
fn normalise_lines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}
