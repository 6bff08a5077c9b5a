//! Turns the reading library's values into the grid's.
//!
//! In: a value as the library gives it. Out: a grid value. Number formats are applied elsewhere.

use calamine::{Data, DataRef};

use super::normalise_lines;
use crate::grid::Value;

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
