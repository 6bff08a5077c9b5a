//! Reads xls: looks through the compound file and its records first, then lets the library read.
//!
//! In: bytes of a compound file. Out: sheets, or the kind of document that it is instead. What
//! would make the library abort is refused or defused before it sees the bytes; what makes it
//! panic ends in F01.

mod biff;
mod drawn;
mod held;
mod looks;
mod sheet;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Dimensions, Range, Reader, SheetVisible, Xls, XlsError};

use super::compound::Compound;
use super::library::{self, Serial};
use super::limits::{self, Spent};
use super::properties::Properties;
use super::words::{cause, kind, limit};
use super::{
    Loaded, Refusal, annotations, encrypted, number_format, reference, report_long_cells,
    unreadable, unsupported, wall,
};
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Cell, Format, Region, Sheet, Value, Visibility};
use crate::read::words::NOT_CALCULATED;
use crate::rules::Code;
use biff::Records;

/// Name of a print area in BIFF: a built-in name is one character.
const PRINT_AREA: &str = "\u{6}";

/// Reads a compound file.
pub(super) fn load(file: &str, bytes: &[u8], spent: &mut Spent) -> Result<Loaded, Refusal> {
    let size = bytes.len() as u64;
    limits::check(file, limit::FILE_SIZE, size, limits::MAX_FILE_BYTES, limit::BYTES)?;
    let Some(compound) = Compound::open(bytes) else {
        return Err(unreadable(file, cause::BOOK_BROKEN));
    };
    let Some(stream) = compound.stream("Workbook").or_else(|| compound.stream("Book")) else {
        return Err(refusal_without_workbook(file, &compound));
    };
    let records = Records::read(file, &stream.bytes)?;
    if records.encrypted {
        return Err(encrypted::locked(file, ""));
    }
    let mut patched = bytes.to_vec();
    for body in &records.dimensions {
        stream.zero(&mut patched, body.clone());
    }
    for (position, word) in &records.corrections {
        stream.write_u16(&mut patched, *position, *word);
    }
    let outcome = wall::guard(|| {
        let held = held::cells(&stream.bytes);
        read_book(file, patched, &records, &held, spent)
    });
    let mut loaded = outcome.unwrap_or_else(|| Err(unreadable(file, cause::BOOK_BROKEN)))?;
    loaded.properties.modified = compound.last_saved();
    if compound.has("_VBA_PROJECT_CUR") {
        loaded.findings.push(Finding::new(Code::F05).at(Location::file(file)));
    }
    Ok(loaded)
}

fn refusal_without_workbook(file: &str, compound: &Compound<'_>) -> Refusal {
    if compound.has("Workbook") || compound.has("Book") {
        unreadable(file, cause::BOOK_BROKEN)
    } else if compound.has("WordDocument") {
        unsupported(file, kind::WORD)
    } else if compound.has("PowerPoint Document") {
        unsupported(file, kind::POWERPOINT)
    } else {
        unsupported(file, kind::OFFICE)
    }
}

fn read_book(
    file: &str,
    bytes: Vec<u8>,
    records: &Records,
    held: &[Vec<Addr>],
    spent: &mut Spent,
) -> Result<Loaded, Refusal> {
    let mut xls = match Xls::new(Cursor::new(bytes)) {
        Ok(xls) => xls,
        Err(XlsError::Password) => {
            return Err(encrypted::locked(file, ""));
        }
        Err(_) => return Err(unreadable(file, cause::BOOK_BROKEN)),
    };
    let listed = xls.sheets_metadata().to_vec();
    if listed.is_empty() {
        return Err(unreadable(file, cause::NO_SHEETS));
    }
    let mut findings = Vec::new();
    let mut sheets: Vec<Sheet> = Vec::with_capacity(listed.len());
    for (index, listed) in listed.into_iter().enumerate() {
        let name = listed.name;
        let mut sheet = Sheet {
            visibility: match listed.visible {
                SheetVisible::Visible => Visibility::Visible,
                SheetVisible::Hidden | SheetVisible::VeryHidden => Visibility::Hidden,
            },
            cells: Vec::new(),
            merges: merges(&xls.merge_cells_by_sheet_name(&name).unwrap_or_default()),
            print_area: None,
            name,
        };
        let at = Location::sheet(file, &sheet.name);
        if sheets.iter().any(|other| other.name == sheet.name) {
            findings.push(Finding::new(Code::F01).at(at).detail(cause::SHEET_TWICE));
        } else {
            let values = xls.worksheet_range(&sheet.name).unwrap_or_default();
            let formulas = xls.worksheet_formula(&sheet.name).unwrap_or_default();
            sheet.cells = cells(file, records, index, &values, &formulas, spent)?;
            let held = held.get(index).map(Vec::as_slice).unwrap_or_default();
            let lost = held::lost(held, &values, &formulas);
            findings.extend(library::add_lost(file, &mut sheet, &lost, spent)?);
            spent.merges(file, sheet.merges.len())?;
            report_long_cells(file, &sheet, &mut findings);
        }
        sheets.push(sheet);
    }
    let mut defined_names = Vec::new();
    for (name, text) in xls.defined_names() {
        let Some((sheet, region)) = reference::parse(text) else { continue };
        if name == PRINT_AREA {
            if let Some(sheet) = sheets.iter_mut().find(|it| it.name == sheet) {
                sheet.print_area = Some(region);
            }
        } else {
            let named = reference::defined_name(name, text);
            // The library repeats some names.
            defined_names.extend(named.filter(|named| !defined_names.contains(named)));
        }
    }
    if !records.links.is_empty() {
        let at = Location::file(file);
        findings.push(Finding::new(Code::F06).at(at).found(records.links.join("、")));
    }
    for (index, sheet) in sheets.iter().enumerate() {
        let Some(found) = records.sheets.get(index) else { break };
        findings.extend(annotations::drawn(file, &sheet.name, &found.drawn));
        findings.extend(annotations::links(file, sheet, &found.links));
    }
    let properties = Properties::default();
    Ok(Loaded { format: Format::Xls, properties, defined_names, sheets, findings })
}

fn merges(dimensions: &[Dimensions]) -> Vec<Region> {
    let mut merges: Vec<Region> = dimensions
        .iter()
        .map(|it| Region {
            first: Addr::new(it.start.0, it.start.1),
            last: Addr::new(it.end.0, it.end.1),
        })
        .filter(|it| it.first < it.last && it.first.col <= it.last.col)
        .collect();
    merges.sort_unstable();
    merges.dedup();
    merges
}

/// Joins values and formulas into cells in reading order.
fn cells(
    file: &str,
    records: &Records,
    sheet: usize,
    values: &Range<Data>,
    formulas: &Range<String>,
    spent: &mut Spent,
) -> Result<Vec<Cell>, Refusal> {
    let mut cells: BTreeMap<Addr, (Option<Value>, Option<String>)> = BTreeMap::new();
    for (at, formula) in used(formulas) {
        let readable = !formula.starts_with("Unrecognised formula");
        let formula = if readable { formula.clone() } else { String::new() };
        cells.insert(at, (None, Some(formula)));
    }
    for (at, data) in used(values) {
        let format = records.format_of(sheet, at);
        let show =
            |serial: Serial| number_format::value(serial.number(), format, records.from_1904);
        if let Some(value) = library::other_value(data, show) {
            cells.entry(at).or_default().0 = Some(value);
        }
    }
    let mut out = Vec::with_capacity(cells.len());
    for (at, (value, formula)) in cells {
        let unknown = || records.sheets.get(sheet).is_some_and(|it| it.uncalculated.contains(&at));
        let value = value.filter(|_| formula.is_none() || !unknown());
        let value = value.unwrap_or_else(|| Value::Error(NOT_CALCULATED.to_owned()));
        if formula.is_none() && matches!(&value, Value::Text(text) if text.is_empty()) {
            continue;
        }
        let mut cell = Cell { at, value, formula, marks: None };
        spent.cell(file, cell.shown().len() + cell.formula.as_ref().map_or(0, String::len))?;
        records.dress(sheet, &mut cell);
        out.push(cell);
    }
    Ok(out)
}

/// The cells of a range with their absolute positions.
fn used<T: calamine::CellType>(range: &Range<T>) -> impl Iterator<Item = (Addr, &T)> {
    let (row, col) = range.start().unwrap_or_default();
    range.used_cells().map(move |(r, c, value)| (Addr::new(row + r as u32, col + c as u32), value))
}
