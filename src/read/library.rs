//! Turns the reading library's values into the grid's.
//!
//! In: a value as the library gives it, or the cells that it does not give. Out: a grid value, or
//! cells that say so. Number formats are applied elsewhere.

use calamine::{Data, DataRef};

use super::limits::Spent;
use super::words::{TEXT_LOST, cause};
use super::{Refusal, normalise_lines};
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Cell, Sheet, Value};
use crate::rules::Code;

/// A number or a date serial, as the library tells them apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Serial {
    /// A plain number.
    Number(f64),
    /// A serial with a date format.
    Date(f64),
    /// A serial with a format of elapsed time.
    Elapsed(f64),
}

impl Serial {
    /// The stored number.
    pub(super) fn number(self) -> f64 {
        match self {
            Self::Number(number) | Self::Date(number) | Self::Elapsed(number) => number,
        }
    }
}

/// Turns a streamed value into the grid's; `show` gives numbers their value.
///
/// `None` for a cell without content. An empty text counts as content only where a formula made
/// it (`calculated`): an empty string that is stored is no answer.
pub(super) fn value(
    data: DataRef<'_>,
    calculated: bool,
    show: impl Fn(Serial) -> Value,
) -> Option<Value> {
    let text = match data {
        DataRef::SharedString(text) => text.to_owned(),
        DataRef::String(text) => text,
        other => return other_value(&other.into(), show),
    };
    (calculated || !text.is_empty()).then(|| Value::Text(normalise_lines(text)))
}

/// Turns a stored value into the grid's, as [`value`]; an empty text is content.
pub(super) fn other_value(data: &Data, show: impl Fn(Serial) -> Value) -> Option<Value> {
    Some(match data {
        Data::Empty => return None,
        Data::String(text) => Value::Text(normalise_lines(text.clone())),
        Data::Int(number) => show(Serial::Number(*number as f64)),
        Data::Float(number) => show(Serial::Number(*number)),
        Data::DateTime(time) if time.is_duration() => show(Serial::Elapsed(time.as_f64())),
        Data::DateTime(time) => show(Serial::Date(time.as_f64())),
        Data::DateTimeIso(iso) | Data::DurationIso(iso) => {
            Value::Date { iso: iso.clone(), shown: iso.clone() }
        }
        Data::Bool(flag) => Value::Bool(*flag),
        Data::Error(error) => Value::Error(error.to_string()),
    })
}

/// Most cells that F01 names.
const MAX_NAMED: usize = 10;

/// Puts a cell that says so for each that the library does not give, and tells them together: the
/// account must not balance on a part of the file.
pub(super) fn add_lost(
    file: &str,
    sheet: &mut Sheet,
    lost: &[Addr],
    spent: &mut Spent,
) -> Result<Option<Finding>, Refusal> {
    let Some(first) = lost.first() else { return Ok(None) };
    for at in lost {
        let value = Value::Error(TEXT_LOST.to_owned());
        spent.cell(file, TEXT_LOST.len())?;
        sheet.cells.push(Cell { at: *at, value, formula: None, marks: None });
    }
    sheet.cells.sort_by_key(|cell| cell.at);
    let named: Vec<String> = lost.iter().take(MAX_NAMED).map(ToString::to_string).collect();
    let said = cause::cells_lost(&named, lost.len() - named.len());
    let at = Location::cell(file, &sheet.name, *first);
    Ok(Some(Finding::new(Code::F01).at(at).detail(cause::CELLS_LOST).found(said)))
}
