//! Fills one sheet: values and formulas from the library's stream, then a pass of our own over
//! the part for merges, number formats, and cells that the stream could not give.
//!
//! In: an opened workbook and the sheet's part. Out: cells, merges and findings. One bad cell
//! never loses the sheet.

use std::collections::HashMap;
use std::io::{Read, Seek};

use calamine::{
    DataRef, Xlsx, XlsxCellReader, XlsxError, XlsxFormulaMetadata, expand_shared_formula,
};

use super::Context;
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Cell, Region, Sheet, Value};
use crate::read::library::{self, Serial};
use crate::read::limits::{MAX_FINDINGS, Spent};
use crate::read::words::{NOT_CALCULATED, cause};
use crate::read::xml::{Tag, Token, Xml};
use crate::read::{Refusal, check_position, normalise_lines, number_format, wall};
use crate::rules::Code;

/// Most faults of a stream before the sheet is given up.
const MAX_FAULTS: usize = 1_000;

/// What the stream gave.
#[derive(Default)]
struct Stream {
    cells: Vec<Cell>,
    /// Positions in `cells` of numbers, whose shown form is still to be found.
    numbers: Vec<usize>,
    /// Number formats by style, where the workbook has them.
    formats: Vec<String>,
    /// Cells that the library refused.
    faults: usize,
    /// What ended the stream before its end.
    broken: Option<String>,
}

/// Fills a sheet's cells and merges.
///
/// `part` is the sheet's XML, where it could be found. A refusal ends the whole file: a limit.
pub(super) fn fill<RS: Read + Seek>(
    context: &Context<'_>,
    xlsx: &mut Xlsx<RS>,
    part: Option<&str>,
    sheet: &mut Sheet,
    findings: &mut Vec<Finding>,
    spent: &mut Spent,
) -> Result<(), Refusal> {
    let name = sheet.name.clone();
    let mut stream = Stream::default();
    let outcome = wall::guard(|| match xlsx.worksheet_cells_reader(&name) {
        Ok(reader) => read_stream(context, &name, reader, &mut stream, spent),
        Err(error) => {
            stream.broken = Some(error.to_string());
            Ok(())
        }
    });
    match outcome {
        Some(result) => result?,
        None => stream.broken = Some(String::new()),
    }
    if let Some(said) = &stream.broken {
        let last = stream.cells.last().map(|cell| cell.at.to_string());
        let mut finding = Finding::new(Code::F01)
            .at(Location { cell: last, ..Location::sheet(context.file, &name) })
            .detail(cause::SHEET_BROKEN);
        finding.found = Some(said.clone()).filter(|said| !said.is_empty());
        findings.push(finding);
    }
    if let Some(part) = part {
        sheet.merges = merges(part);
        if !stream.numbers.is_empty() || stream.faults > 0 {
            apply_scan(context, &name, part, &mut stream, findings, spent)?;
        }
    }
    sheet.cells = stream.cells;
    sort_cells(context.file, sheet, findings);
    Ok(())
}

/// Takes cells off the stream until its end.
fn read_stream<RS: Read + Seek>(
    context: &Context<'_>,
    sheet: &str,
    mut reader: XlsxCellReader<'_, RS>,
    stream: &mut Stream,
    spent: &mut Spent,
) -> Result<(), Refusal> {
    stream.formats = formats(&reader);
    let mut shared = HashMap::new();
    loop {
        match reader.next_cell_with_formula_metadata() {
            Ok(None) => return Ok(()),
            Ok(Some(record)) => {
                let at = Addr::new(record.pos.0, record.pos.1);
                if check_position(context.file, sheet, at).is_err() {
                    stream.faults += 1;
                    continue;
                }
                let formula = record.formula.and_then(|it| formula_text(it, at, &mut shared));
                let Some(value) = value(record.value, formula.is_some()) else { continue };
                let cell = Cell { at, value, formula };
                spent.cell(context.file, size(&cell))?;
                if matches!(cell.value, Value::Number { .. }) {
                    stream.numbers.push(stream.cells.len());
                }
                stream.cells.push(cell);
            }
            Err(error) => {
                stream.faults += 1;
                let fatal = matches!(
                    error,
                    XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Zip(_) | XlsxError::Io(_)
                );
                if fatal || stream.faults > MAX_FAULTS {
                    stream.broken = Some(error.to_string());
                    return Ok(());
                }
            }
        }
    }
}

/// The number formats of the styles; a built-in one as a Japanese Excel has it.
fn formats<RS: Read + Seek>(reader: &XlsxCellReader<'_, RS>) -> Vec<String> {
    reader
        .styles()
        .iter()
        .map(|style| {
            let Some(format) = &style.number_format else { return String::new() };
            let built_in = format.format_id.and_then(number_format::builtin);
            built_in.map_or_else(|| format.format_code.clone(), str::to_owned)
        })
        .collect()
}

/// The formula of a cell; a shared one is moved to its cell.
fn formula_text(
    formula: XlsxFormulaMetadata,
    at: Addr,
    shared: &mut HashMap<usize, (String, Addr)>,
) -> Option<String> {
    match formula {
        XlsxFormulaMetadata::Normal { formula } => Some(formula),
        XlsxFormulaMetadata::Shared { shared_index, formula, range } => {
            let start = range.map_or(at, |range| Addr::new(range.start.0, range.start.1));
            shared.insert(shared_index, (formula.clone(), start));
            Some(formula)
        }
        XlsxFormulaMetadata::SharedDerived { shared_index } => {
            let Some((template, start)) = shared.get(&shared_index) else {
                return Some(String::new());
            };
            let (from, to) = ((start.row, start.col), (at.row, at.col));
            Some(expand_shared_formula(template, from, to).unwrap_or_else(|_| template.clone()))
        }
        _ => None,
    }
}

/// The value of a cell; `None` for one without content.
///
/// Numbers are shown as General for now; [`apply_scan`] gives them their format.
fn value(data: DataRef<'_>, calculated: bool) -> Option<Value> {
    let show = |serial: Serial| number_format::value(serial.number(), "", false);
    let unknown = || calculated.then(|| Value::Error(NOT_CALCULATED.to_owned()));
    library::value(data, calculated, show).or_else(unknown)
}

fn size(cell: &Cell) -> usize {
    cell.shown().len() + cell.formula.as_ref().map_or(0, String::len)
}

/// A cell as the part states it.
struct Scanned {
    at: Addr,
    style: usize,
    kind: String,
    raw: String,
}

/// Gives numbers their shown form, and recovers cells that the stream refused.
fn apply_scan(
    context: &Context<'_>,
    sheet: &str,
    part: &str,
    stream: &mut Stream,
    findings: &mut Vec<Finding>,
    spent: &mut Spent,
) -> Result<(), Refusal> {
    let mut known: HashMap<Addr, usize> = HashMap::new();
    if stream.faults > 0 {
        known.extend(stream.cells.iter().enumerate().map(|(index, cell)| (cell.at, index)));
    } else {
        known.extend(stream.numbers.iter().map(|index| (stream.cells[*index].at, *index)));
    }
    let mut outcome = Ok(());
    scan_cells(part, stream.faults > 0, |scanned| {
        if let Some(index) = known.get(&scanned.at) {
            let format = stream.formats.get(scanned.style).map_or("", String::as_str);
            if let Value::Number { value, .. } = stream.cells[*index].value
                && !format.is_empty()
            {
                stream.cells[*index].value = number_format::value(value, format, context.from_1904);
            }
        } else if stream.faults > 0 && !scanned.raw.is_empty() {
            outcome = recover(context, sheet, scanned, stream, findings, spent);
        }
        outcome.is_ok()
    });
    outcome
}

/// Takes over a cell that the library refused: an error literal that it does not know is an error
/// value all the same; anything else is kept as it stands, and told.
fn recover(
    context: &Context<'_>,
    sheet: &str,
    scanned: Scanned,
    stream: &mut Stream,
    findings: &mut Vec<Finding>,
    spent: &mut Spent,
) -> Result<(), Refusal> {
    spent.cell(context.file, scanned.raw.len())?;
    let value = if scanned.kind == "e" {
        Value::Error(scanned.raw)
    } else {
        if findings.len() < MAX_FINDINGS {
            let at = Location::cell(context.file, sheet, scanned.at);
            let finding = Finding::new(Code::F01).at(at).detail(cause::CELL_BROKEN);
            findings.push(finding.found(&scanned.raw));
        }
        Value::Text(normalise_lines(scanned.raw))
    };
    stream.cells.push(Cell { at: scanned.at, value, formula: None });
    Ok(())
}

/// Walks the cells of a part; `visit` tells whether to go on. Raw values only when asked for.
fn scan_cells(part: &str, with_raw: bool, mut visit: impl FnMut(Scanned) -> bool) {
    let start = part.find("sheetData").map_or(0, |at| part[..at].rfind('<').unwrap_or(0));
    let mut xml = Xml::new(&part[start..]);
    let mut next = Addr::new(0, 0);
    let mut cell: Option<Scanned> = None;
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "row" => {
                    let row = tag.number::<u32>("r").and_then(|row| row.checked_sub(1));
                    next = Addr::new(row.unwrap_or(next.row), 0);
                }
                "c" => {
                    let at = tag.attr("r").map_or(Some(next), |text| Addr::parse(&text));
                    next = at.map_or(next, |at| Addr::new(at.row, at.col + 1));
                    cell = at.map(|at| scanned(at, &tag));
                }
                "v" | "t" if with_raw => {
                    let text = xml.text_until_end();
                    if let Some(cell) = &mut cell {
                        cell.raw.push_str(&text);
                    }
                }
                _ => {}
            },
            Token::End(tag) => match tag.local() {
                "c" if !cell.take().is_none_or(&mut visit) => return,
                "row" => next = Addr::new(next.row.saturating_add(1), 0),
                "sheetData" => return,
                _ => {}
            },
            Token::Text(_) => {}
        }
    }
}

fn scanned(at: Addr, tag: &Tag<'_>) -> Scanned {
    let style = tag.number("s").unwrap_or_default();
    Scanned { at, style, kind: tag.attr("t").unwrap_or_default(), raw: String::new() }
}

/// Reads the merged regions; they stand behind the cells, so the cells are stepped over unread.
fn merges(part: &str) -> Vec<Region> {
    let start = part.rfind("sheetData").map_or(0, |at| part[..at].rfind('<').unwrap_or(0));
    let mut xml = Xml::new(&part[start..]);
    let mut merges = Vec::new();
    while let Some(token) = xml.next() {
        if let Token::Start(tag) = token
            && tag.local() == "mergeCell"
            && let Some(region) = tag.attr("ref").and_then(|text| Region::parse(&text))
            && region.first != region.last
        {
            merges.push(region);
        }
    }
    merges.sort_unstable();
    merges.dedup();
    merges
}

/// Brings the cells into reading order; of two at one position the first stays.
fn sort_cells(file: &str, sheet: &mut Sheet, findings: &mut Vec<Finding>) {
    sheet.cells.sort_by_key(|cell| cell.at);
    let name = &sheet.name;
    sheet.cells.dedup_by(|later, first| {
        if later.at != first.at {
            return false;
        }
        if later.value != first.value {
            let at = Location::cell(file, name, later.at);
            let finding = Finding::new(Code::F01).at(at).detail(cause::CELL_BROKEN);
            findings.push(finding.found(later.shown()));
        }
        true
    });
}
