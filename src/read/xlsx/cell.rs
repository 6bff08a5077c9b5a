//! Reads one cell: what is written in it, and the value that this gives.
//!
//! In: a walk that stands at the cell. Out: a grid cell, and what was wrong with it. Where it
//! stands is not decided here.

use std::borrow::Cow;
use std::collections::HashMap;
use std::str::FromStr;

use calamine::expand_shared_formula;

use super::Context;
use super::strings::{RichText, part, plain, rich_text};
use crate::grid::{Addr, Cell, Region, Unseen, Value, mark};
use crate::read::words::{NOT_CALCULATED, TEXT_LOST, beside};
use crate::read::xml::{Token, Xml};
use crate::read::{iso_date, normalise_lines, number_format, wall};

/// Formulas that a sheet's cells share, by index: text and the cell that it is written for.
pub(super) type Shared = HashMap<usize, (String, Addr)>;

/// Type of a cell (ECMA-376 part 1, 18.18.11).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number; the flag tells that the cell says so itself.
    Number(bool),
    /// Index of a shared string.
    Shared,
    /// Text that a formula gave.
    Calculated,
    /// Text within the cell.
    Inline,
    /// TRUE or FALSE.
    Bool,
    /// An error value.
    Error,
    /// A date in ISO 8601.
    Date,
    /// No type that exists.
    #[default]
    Unknown,
}

/// What was wrong with a cell that was read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Its value is none of its type; it is kept as written.
    Value,
    /// Its text stood in a table that is missing or broken.
    TextLost,
}

/// A cell as the part states it.
#[derive(Debug)]
pub(super) struct Written<'a> {
    /// Position of its style.
    pub(super) style: usize,
    /// Its type.
    pub(super) kind: Kind,
    value: Option<Cow<'a, str>>,
    inline: Option<RichText>,
    formula: Option<Formula>,
}

/// A formula as written.
#[derive(Debug)]
struct Formula {
    text: String,
    /// Index and region, where several cells share it.
    shared: Option<(usize, Option<Region>)>,
}

impl Default for Written<'_> {
    fn default() -> Self {
        Self { style: 0, kind: Kind::Number(false), value: None, inline: None, formula: None }
    }
}

impl FromStr for Kind {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "n" => Self::Number(true),
            "s" => Self::Shared,
            "str" => Self::Calculated,
            "inlineStr" | "is" => Self::Inline,
            "b" => Self::Bool,
            "e" => Self::Error,
            "d" => Self::Date,
            _ => Self::Unknown,
        })
    }
}

impl<'a> Written<'a> {
    /// Reads on to the end of the cell.
    pub(super) fn read(&mut self, xml: &mut Xml<'a>) {
        while let Some(token) = xml.next() {
            match token {
                Token::Start(tag) => match tag.local() {
                    "v" => self.value = Some(xml.text_until_end()),
                    "is" => self.inline = Some(rich_text(xml)),
                    "f" => {
                        let is_shared = tag.attr("t").as_deref() == Some("shared");
                        let is_table = tag.attr("t").as_deref() == Some("dataTable");
                        let index = tag.number("si").filter(|_| is_shared);
                        let region = tag.attr("ref").and_then(|text| Region::parse(&text));
                        let text = xml.text_until_end().into_owned();
                        let shared = index.map(|index| (index, region));
                        self.formula = (!is_table).then_some(Formula { text, shared });
                    }
                    _ => xml.skip(),
                },
                Token::End(_) => return,
                Token::Text(_) => {}
            }
        }
    }

    /// Makes the cell; `None` for one without content. An empty text is content only where a
    /// formula made it: an empty string that is stored is no answer.
    pub(super) fn into_cell(
        mut self,
        context: &Context<'_>,
        at: Addr,
        shared: &mut Shared,
        hidden: Option<Unseen>,
    ) -> (Option<Cell>, Option<Fault>) {
        let looks = context.styles.looks(self.style);
        let parted = self.parted(context, looks.struck);
        let formula = self.formula.take().map(|formula| formula.moved(at, shared));
        let (value, fault) = match self.value(context, formula.is_some()) {
            Ok(value) => (value, None),
            Err((value, fault)) => (Some(value), fault),
        };
        let unknown = || formula.is_some().then(|| Value::Error(NOT_CALCULATED.to_owned()));
        let value = value.or_else(unknown);
        let cell = value.map(|value| {
            let mut cell = Cell { at, value, formula, marks: None };
            let whole = looks.struck && parted.is_none();
            let struck = parted.map(|(kept, struck)| {
                cell.value = Value::Text(kept);
                struck
            });
            if looks.unseen == Some(Unseen::Format)
                && let Value::Number { value, shown } = &mut cell.value
            {
                *shown = number_format::stored(*value);
            }
            mark(&mut cell, struck.unwrap_or_default(), whole, hidden.or(looks.unseen));
            cell
        });
        (cell, fault)
    }

    /// What stays of a text of which runs are struck out, and what does not; `None` where the cell
    /// is one piece.
    fn parted(&self, context: &Context<'_>, by_style: bool) -> Option<(String, String)> {
        let runs = match (&self.inline, self.kind, &self.value) {
            (Some(inline), ..) => &*inline.runs,
            (None, Kind::Shared, Some(index)) => {
                context.strings.runs(index.trim().parse().ok()?)?
            }
            _ => return None,
        };
        let (kept, struck) = part(runs, by_style);
        // Of a cell that is struck out, no run may be.
        let matters = !struck.is_empty() || by_style && !runs.is_empty();
        matters.then_some((kept, struck))
    }

    /// The value, or what stands for one that is none.
    fn value(
        self,
        context: &Context<'_>,
        calculated: bool,
    ) -> Result<Option<Value>, (Value, Option<Fault>)> {
        let text = |text: String| (calculated || !text.is_empty()).then_some(Value::Text(text));
        if let Some(inline) = self.inline {
            return Ok(text(inline.text));
        }
        // `<v></v>` is an empty text; where `<v>` is missing, nothing was ever calculated.
        let Some(written) = self.value else { return Ok(None) };
        if self.kind == Kind::Calculated {
            return Ok(text(normalise_lines(plain(&written).into_owned())));
        }
        let raw = written.trim_matches([' ', '\t', '\r', '\n']);
        if raw.is_empty() || self.kind == Kind::Inline {
            return Ok(None);
        }
        let broken = || Err((Value::Text(normalise_lines(raw.to_owned())), Some(Fault::Value)));
        let number = |number| {
            number_format::value(number, context.styles.formats.code(self.style), context.from_1904)
        };
        match self.kind {
            Kind::Shared => match raw.parse().ok().and_then(|index| context.strings.get(index)) {
                Some(shared) => Ok(text(shared.to_owned())),
                None if context.strings.incomplete => {
                    Err((Value::Error(TEXT_LOST.to_owned()), Some(Fault::TextLost)))
                }
                None => broken(),
            },
            Kind::Number(stated) => match raw.parse() {
                Ok(value) => Ok(Some(number(value))),
                Err(_) if stated => broken(),
                Err(_) => Ok(text(normalise_lines(written.into_owned()))),
            },
            Kind::Bool if context.styles.is_box(self.style) => {
                let on = raw == "1" || raw.eq_ignore_ascii_case("true");
                let shown = if on { beside::CHECKED } else { beside::UNCHECKED };
                Ok(Some(Value::Text(shown.to_owned())))
            }
            Kind::Bool if raw == "1" || raw.eq_ignore_ascii_case("true") => {
                Ok(Some(Value::Bool(true)))
            }
            Kind::Bool if raw == "0" || raw.eq_ignore_ascii_case("false") => {
                Ok(Some(Value::Bool(false)))
            }
            Kind::Error => Ok(Some(Value::Error(raw.to_owned()))),
            Kind::Date => {
                let code = context.styles.formats.code(self.style);
                Ok(Some(iso_date::value(raw, code)))
            }
            _ => broken(),
        }
    }
}

impl Formula {
    /// The formula of the cell at a position: a shared one is moved there.
    fn moved(self, at: Addr, shared: &mut Shared) -> String {
        let Some((index, region)) = self.shared else { return self.text };
        if !self.text.is_empty() {
            let start = region.map_or(at, |region| region.first);
            shared.insert(index, (self.text.clone(), start));
            return self.text;
        }
        let Some((template, start)) = shared.get(&index) else { return self.text };
        let (from, to) = ((start.row, start.col), (at.row, at.col));
        let moved = wall::guard(|| expand_shared_formula(template, from, to).ok());
        moved.flatten().unwrap_or_else(|| template.clone())
    }
}

/// Bytes of text that a cell costs.
pub(super) fn size(cell: &Cell) -> usize {
    cell.shown().len() + cell.formula.as_ref().map_or(0, String::len)
}
