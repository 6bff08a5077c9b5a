//! Reads xlsb through the library's stream of cells.
//!
//! In: an opened package. Out: sheets with values as shown, formulas, merges and looks, and F10 for
//! what stands beside the cells. Print areas are not read.

mod beside;
mod held;
mod records;
mod styles;
mod texts;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xlsb, XlsbError};

use super::library::{self, Serial};
use super::limits::{self, Spent};
use super::package::Package;
use super::properties::Properties;
use super::words::{NOT_CALCULATED, TEXT_LOST, cause, limit};
use super::{
    Loaded, Refusal, check_position, encrypted, normalise_lines, number_format, reference,
    report_long_cells, unreadable, wall,
};
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Cell, Format, Sheet, Value, Visibility};
use crate::rules::Code;
use beside::SheetPart;
use records::{Layout, Shared, Short};
use styles::Styles;

type Book<'a> = Xlsb<Cursor<&'a [u8]>>;

/// The part that lists the sheets.
const WORKBOOK: &str = "xl/workbook.bin";

/// How numbers are shown.
struct Shown<'a> {
    styles: &'a Styles,
    from_1904: bool,
}

/// Reads a workbook.
pub(super) fn load(
    file: &str,
    bytes: &[u8],
    mut package: Package<'_>,
    spent: &mut Spent,
) -> Result<Loaded, Refusal> {
    let mut book = open(file, bytes)?;
    let listed = book.sheets_metadata().to_vec();
    if listed.is_empty() {
        return Err(unreadable(file, cause::NO_SHEETS));
    }
    let count = listed.len() as u64;
    limits::check(file, limit::SHEETS, count, limits::MAX_SHEETS, limit::PIECES)?;
    let styles = Styles::read(&package.part_bytes("xl/styles.bin").unwrap_or_default());
    let texts = package.part_bytes("xl/sharedStrings.bin").unwrap_or_default();
    let shared = Shared { runs: texts::shared_runs(&texts, &styles), styles };
    let shown = Shown { styles: &shared.styles, from_1904: book.has_1904_epoch() };
    let ids = records::sheets(&package.part_bytes(WORKBOOK).unwrap_or_default());
    let mut findings = Vec::new();
    let mut sheets = Vec::with_capacity(listed.len());
    let mut parts = Vec::with_capacity(listed.len());
    for listed in listed {
        let visibility = match listed.visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden | SheetVisible::VeryHidden => Visibility::Hidden,
        };
        let mut cells = BTreeMap::new();
        let name = listed.name;
        let part = sheet_part(&mut package, &ids, &name);
        let layout = package.part_bytes(&part).map(|bytes| records::layout(&bytes, &shared));
        let layout = layout.unwrap_or_default();
        if listed.typ == SheetType::WorkSheet {
            let outcome = wall::guard(|| -> Result<(), Stop> {
                read_formulas(file, &mut book, &name, &mut cells)?;
                read_values(file, &mut book, &name, &shown, &layout, &mut cells, spent)
            });
            match outcome {
                Some(Ok(())) => {}
                Some(Err(Stop::Limit(refusal))) => return Err(refusal),
                Some(Err(Stop::Broken(said))) => findings.push(broken(file, &name, &said)),
                None => findings.push(broken(file, &name, "")),
            }
        }
        read_short(file, &texts, &shown, &layout, &name, &mut cells, spent)?;
        let is_sheet = listed.typ == SheetType::WorkSheet;
        let lost = if is_sheet { held::lost(&layout.held, &cells, &texts) } else { Vec::new() };
        let mut cells: Vec<Cell> = cells.into_values().collect();
        for cell in &mut cells {
            layout.dress(cell, &shared);
        }
        parts.push(SheetPart { name: part, links: layout.links });
        let merges = layout.merges;
        let mut sheet = Sheet { name, visibility, cells, merges, print_area: None };
        findings.extend(library::add_lost(file, &mut sheet, &lost, spent)?);
        report_long_cells(file, &sheet, &mut findings);
        sheets.push(sheet);
    }
    if package.has("xl/vbaProject.bin") {
        findings.push(Finding::new(Code::F05).at(Location::file(file)));
    }
    findings.extend(super::external_formulas(file, &sheets));
    findings.extend(beside::texts(file, &mut package, &parts, &sheets));
    let names = book.defined_names().iter();
    Ok(Loaded {
        format: Format::Xlsb,
        properties: Properties::of_office(&mut package),
        defined_names: names
            .filter_map(|(name, text)| reference::defined_name(name, text))
            .collect(),
        sheets,
        findings,
    })
}

/// Why the reading of a sheet ended early.
enum Stop {
    Limit(Refusal),
    Broken(String),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Limit(refusal)
    }
}

impl From<XlsbError> for Stop {
    fn from(error: XlsbError) -> Self {
        Self::Broken(error.to_string())
    }
}

fn broken(file: &str, sheet: &str, said: &str) -> Finding {
    let at = Location::sheet(file, sheet);
    let finding = Finding::new(Code::F01).at(at).detail(cause::SHEET_BROKEN);
    if said.is_empty() { finding } else { finding.found(said) }
}

fn open<'a>(file: &str, bytes: &'a [u8]) -> Result<Book<'a>, Refusal> {
    match wall::guard(|| Xlsb::new(Cursor::new(bytes))) {
        Some(Ok(book)) => Ok(book),
        Some(Err(XlsbError::Password)) => Err(encrypted::locked(file, "")),
        Some(Err(_)) | None => Err(unreadable(file, cause::BOOK_BROKEN)),
    }
}

/// Puts a cell for every formula, as not calculated until its value comes.
fn read_formulas(
    file: &str,
    book: &mut Book<'_>,
    sheet: &str,
    cells: &mut BTreeMap<Addr, Cell>,
) -> Result<(), Stop> {
    let mut reader = book.worksheet_cells_reader(sheet)?;
    while let Some(cell) = reader.next_formula()? {
        let (row, col) = cell.get_position();
        let at = Addr::new(row, col);
        check_position(file, sheet, at)?;
        let count = cells.len() as u64;
        limits::check(file, limit::CELLS, count, limits::MAX_CELLS, limit::PIECES)?;
        let value = uncalculated();
        cells.insert(at, Cell { at, value, formula: Some(cell.get_value().clone()), marks: None });
    }
    Ok(())
}

/// What a formula shows until its value comes.
fn uncalculated() -> Value {
    Value::Error(NOT_CALCULATED.to_owned())
}

fn read_values(
    file: &str,
    book: &mut Book<'_>,
    sheet: &str,
    shown: &Shown<'_>,
    layout: &Layout,
    cells: &mut BTreeMap<Addr, Cell>,
    spent: &mut Spent,
) -> Result<(), Stop> {
    let mut reader = book.worksheet_cells_reader(sheet)?;
    while let Some(cell) = reader.next_cell()? {
        let (row, col) = cell.get_position();
        let at = Addr::new(row, col);
        check_position(file, sheet, at)?;
        let formula = cells.get(&at).and_then(|cell| cell.formula.clone());
        let show = |serial| shown.value(serial, layout.styles.get(&at));
        let data = cell.get_value().clone();
        let Some(value) = library::value(data, formula.is_some(), show) else { continue };
        let cell = Cell { at, value, formula, marks: None };
        spent.cell(file, cell.shown().len() + cell.formula.as_ref().map_or(0, String::len))?;
        cells.insert(at, cell);
    }
    Ok(())
}

/// Puts the cells that the library passes over where nothing else stands, and the errors of formulas.
fn read_short(
    file: &str,
    texts: &[u8],
    shown: &Shown<'_>,
    layout: &Layout,
    sheet: &str,
    cells: &mut BTreeMap<Addr, Cell>,
    spent: &mut Spent,
) -> Result<(), Refusal> {
    if layout.short.is_empty() {
        return Ok(());
    }
    let texts = texts::shared_texts(texts);
    for (at, short) in &layout.short {
        check_position(file, sheet, *at)?;
        let value = match short {
            Short::Number(number) => shown.value(Serial::Number(*number), layout.styles.get(at)),
            Short::Bool(flag) => Value::Bool(*flag),
            Short::Error(code) => Value::Error(error_text(*code).to_owned()),
            Short::Text(text) => Value::Text(normalise_lines(text.clone())),
            Short::Shared(index) => match texts.get(*index) {
                Some(text) => Value::Text(normalise_lines(text.clone())),
                None => Value::Error(TEXT_LOST.to_owned()),
            },
        };
        let cell = Cell { at: *at, value, formula: None, marks: None };
        if cell.shown().is_empty() {
            continue;
        }
        spent.cell(file, cell.shown().len())?;
        match cells.entry(*at) {
            Entry::Vacant(place) => {
                place.insert(cell);
            }
            Entry::Occupied(mut place) if place.get().value == uncalculated() => {
                place.get_mut().value = cell.value;
            }
            Entry::Occupied(_) => {}
        }
    }
    Ok(())
}

/// An error value by its number (MS-XLSB 2.5.98.2).
const fn error_text(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}

/// The name of a sheet's part; empty where the workbook leads to none.
fn sheet_part(package: &mut Package<'_>, ids: &HashMap<String, String>, sheet: &str) -> String {
    let relations = package.relations(WORKBOOK);
    let id = ids.get(sheet);
    let relation = relations.iter().find(|relation| Some(&relation.id) == id);
    relation.map(|relation| relation.target.clone()).unwrap_or_default()
}

impl Shown<'_> {
    /// Shows a number by the format of its cell; where that is lost, a date as `yyyy/m/d`.
    fn value(&self, serial: Serial, style: Option<&usize>) -> Value {
        let code = style.map_or("", |style| self.styles.formats.code(*style));
        let code = match serial {
            Serial::Date(_) if code.is_empty() => "yyyy/m/d",
            Serial::Elapsed(_) if code.is_empty() => "[h]:mm:ss",
            _ => code,
        };
        number_format::value(serial.number(), code, self.from_1904)
    }
}
