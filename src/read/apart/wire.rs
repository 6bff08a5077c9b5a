//! How what was read crosses from one process to the other: JSON of short rows.
//!
//! In: what a format's reader gives. Out: bytes, and back. Numbers cross as their bits, so that
//! both sides hold the same; the file's name does not cross, the asking side knows it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Location};
use crate::grid::{
    Addr, Cell, DefinedName, Format, Marks, Region, Sheet, Unseen, Value, Visibility,
};
use crate::read::properties::Properties;
use crate::read::{Loaded, Refusal, refuse};
use crate::rules::Code;

/// What the reading process says.
#[derive(Serialize, Deserialize)]
enum Answer {
    Book(Book),
    Refused(Fault),
}

#[derive(Serialize, Deserialize)]
struct Book {
    kind: Kind,
    sheets: Vec<Page>,
    /// Name, sheet, first cell.
    names: Vec<(String, String, Position)>,
    modified: Option<String>,
    custom: BTreeMap<String, String>,
    faults: Vec<Fault>,
}

/// A format that is read from a workbook.
#[derive(Serialize, Deserialize)]
enum Kind {
    Xlsx { macros: bool },
    Xlsb,
    Xls,
    Ods,
}

/// Row and column, 0-based.
type Position = (u32, u32);

#[derive(Serialize, Deserialize)]
struct Page {
    name: String,
    hidden: bool,
    /// Position, value, formula.
    cells: Vec<(Position, Shown, Option<String>)>,
    /// Of marked cells: the index in `cells`, what is struck out, why it is not seen.
    marks: Vec<(usize, String, Option<Reason>)>,
    merges: Vec<(Position, Position)>,
    print_area: Option<(Position, Position)>,
}

#[derive(Serialize, Deserialize)]
enum Shown {
    T(String),
    /// The bits of the number: JSON has no NaN, and its digits may round.
    N(u64, String),
    D(String, String),
    B(bool),
    E(String),
}

/// Why a text is not seen.
#[derive(Serialize, Deserialize)]
enum Reason {
    C,
    F,
    S,
    R,
    K,
}

/// A finding within the file.
#[derive(Serialize, Deserialize)]
struct Fault {
    code: String,
    /// Sheet and cell; `None` without a place.
    place: Option<Place>,
    found: Option<String>,
    expected: Option<String>,
    detail: Option<String>,
    related: Vec<Place>,
}

type Place = (Option<String>, Option<String>);

/// Makes the answer of a reader.
pub(super) fn encode(outcome: Result<Loaded, Refusal>) -> Vec<u8> {
    let answer = match outcome {
        Err(refusal) => Answer::Refused(fault(*refusal)),
        Ok(loaded) => Answer::Book(Book {
            kind: match loaded.format {
                Format::Xlsx { macros } => Kind::Xlsx { macros },
                Format::Xlsb => Kind::Xlsb,
                Format::Ods => Kind::Ods,
                // A text or a page is never read apart.
                Format::Xls | Format::Html | Format::Xml2003 | Format::Text { .. } => Kind::Xls,
            },
            sheets: loaded.sheets.into_iter().map(page).collect(),
            names: loaded
                .defined_names
                .into_iter()
                .map(|it| (it.name, it.sheet, position(it.at)))
                .collect(),
            modified: loaded.properties.modified,
            custom: loaded.properties.custom,
            faults: loaded.findings.into_iter().map(fault).collect(),
        }),
    };
    serde_json::to_vec(&answer).expect("strings and integers are always JSON")
}

/// Reads an answer on a file; `None` when it is none.
pub(super) fn decode(file: &str, answer: &[u8]) -> Option<Result<Loaded, Refusal>> {
    match serde_json::from_slice(answer).ok()? {
        Answer::Refused(it) => Some(Err(refuse(finding(file, it)?))),
        Answer::Book(book) => {
            let defined = |(name, sheet, at)| DefinedName { name, sheet, at: addr(at) };
            Some(Ok(Loaded {
                format: match book.kind {
                    Kind::Xlsx { macros } => Format::Xlsx { macros },
                    Kind::Xlsb => Format::Xlsb,
                    Kind::Xls => Format::Xls,
                    Kind::Ods => Format::Ods,
                },
                properties: Properties { modified: book.modified, custom: book.custom },
                defined_names: book.names.into_iter().map(defined).collect(),
                sheets: book.sheets.into_iter().map(sheet).collect(),
                findings: book
                    .faults
                    .into_iter()
                    .map(|it| finding(file, it))
                    .collect::<Option<_>>()?,
            }))
        }
    }
}

fn page(sheet: Sheet) -> Page {
    let shown = |value| match value {
        Value::Text(text) => Shown::T(text),
        Value::Number { value, shown } => Shown::N(value.to_bits(), shown),
        Value::Date { iso, shown } => Shown::D(iso, shown),
        Value::Bool(flag) => Shown::B(flag),
        Value::Error(code) => Shown::E(code),
    };
    let corners = |it: Region| (position(it.first), position(it.last));
    let marked = |(index, cell): (usize, &Cell)| {
        let marks = cell.marks.as_deref()?;
        let reason = marks.unseen.map(|unseen| match unseen {
            Unseen::Colour => Reason::C,
            Unseen::Format => Reason::F,
            Unseen::Size => Reason::S,
            Unseen::Row => Reason::R,
            Unseen::Column => Reason::K,
        });
        Some((index, marks.struck.clone(), reason))
    };
    Page {
        marks: sheet.cells.iter().enumerate().filter_map(marked).collect(),
        name: sheet.name,
        hidden: sheet.visibility == Visibility::Hidden,
        cells: sheet
            .cells
            .into_iter()
            .map(|cell| (position(cell.at), shown(cell.value), cell.formula))
            .collect(),
        merges: sheet.merges.into_iter().map(corners).collect(),
        print_area: sheet.print_area.map(corners),
    }
}

fn sheet(page: Page) -> Sheet {
    let value = |shown| match shown {
        Shown::T(text) => Value::Text(text),
        Shown::N(bits, shown) => Value::Number { value: f64::from_bits(bits), shown },
        Shown::D(iso, shown) => Value::Date { iso, shown },
        Shown::B(flag) => Value::Bool(flag),
        Shown::E(code) => Value::Error(code),
    };
    let region = |(first, last)| Region { first: addr(first), last: addr(last) };
    let mut cells: Vec<Cell> = page
        .cells
        .into_iter()
        .map(|(at, shown, formula)| Cell {
            at: addr(at),
            value: value(shown),
            formula,
            marks: None,
        })
        .collect();
    for (index, struck, reason) in page.marks {
        let unseen = reason.map(|reason| match reason {
            Reason::C => Unseen::Colour,
            Reason::F => Unseen::Format,
            Reason::S => Unseen::Size,
            Reason::R => Unseen::Row,
            Reason::K => Unseen::Column,
        });
        if let Some(cell) = cells.get_mut(index) {
            cell.marks = Some(Box::new(Marks { struck, unseen }));
        }
    }
    Sheet {
        name: page.name,
        visibility: if page.hidden { Visibility::Hidden } else { Visibility::Visible },
        cells,
        merges: page.merges.into_iter().map(region).collect(),
        print_area: page.print_area.map(region),
    }
}

/// The readers of files set no 課, form or field: nobody knows them yet.
fn fault(finding: Finding) -> Fault {
    let place = |it: Location| (it.sheet, it.cell);
    Fault {
        code: finding.code.as_str().to_owned(),
        place: finding.location.map(place),
        found: finding.found,
        expected: finding.expected,
        detail: finding.detail,
        related: finding.related.into_iter().map(place).collect(),
    }
}

fn finding(file: &str, fault: Fault) -> Option<Finding> {
    let location = |(sheet, cell)| Location { file: file.to_owned(), sheet, cell };
    let mut finding = Finding::new(Code::parse(&fault.code)?);
    finding.location = fault.place.map(location);
    finding.found = fault.found;
    finding.expected = fault.expected;
    finding.detail = fault.detail;
    finding.related = fault.related.into_iter().map(location).collect();
    Some(finding)
}

fn position(at: Addr) -> Position {
    (at.row, at.col)
}

fn addr((row, col): Position) -> Addr {
    Addr::new(row, col)
}
