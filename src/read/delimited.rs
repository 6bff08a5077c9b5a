//! Splits a text into cells: tab-separated or comma-separated, with quotes as RFC 4180 has them.
//!
//! In: decoded text. Out: one sheet. It keeps every blank inside a field, changes only line ends,
//! and neither decodes bytes nor reads numbers: `１` and `001` stay as they are.

use super::limits::Spent;
use super::{Refusal, normalise_lines};
use crate::grid::{Addr, Cell, Sheet, Value, Visibility};

/// Reads a text as a sheet and tells the delimiter.
///
/// The delimiter is tab if one stands outside the quotes of a comma-separated field, else comma. A field may be quoted and then hold
/// delimiters and line ends. Rows and columns beyond Excel's limits end the reading as F07.
pub(super) fn parse(
    file: &str,
    name: &str,
    text: &str,
    spent: &mut Spent,
) -> Result<(Sheet, char), Refusal> {
    let delimiter = if has_bare_tab(text) { '\t' } else { ',' };
    let mut cells = Vec::new();
    let mut at = Addr::new(0, 0);
    let mut rest = text;
    while !rest.is_empty() {
        let (field, end, after) = next_field(rest, delimiter);
        if !field.is_empty() {
            let value = normalise_lines(field);
            spent.cell(file, value.len())?;
            super::check_position(file, name, at)?;
            cells.push(Cell { at, value: Value::Text(value), formula: None, marks: None });
        }
        match end {
            End::Field => at.col += 1,
            End::Row => at = Addr::new(at.row + 1, 0),
        }
        rest = after;
    }
    let sheet = Sheet {
        name: name.to_owned(),
        visibility: Visibility::Visible,
        cells,
        merges: Vec::new(),
        print_area: None,
    };
    Ok((sheet, delimiter))
}

/// Tells whether a tab stands outside quotes where fields are parted by commas.
fn has_bare_tab(text: &str) -> bool {
    let Some(last) = text.rfind('\t') else { return false };
    let mut rest = text;
    while text.len() - rest.len() <= last {
        let quoted = rest.strip_prefix('"').and_then(|inner| quoted_field(inner, ','));
        rest = if let Some((_, _, after)) = quoted {
            after
        } else {
            let stop = rest.find([',', '\n', '\r']).unwrap_or(rest.len());
            if rest[..stop].contains('\t') {
                return true;
            }
            after_field(&rest[stop..], ',').1
        };
    }
    false
}

/// What ended a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The delimiter.
    Field,
    /// A line end, or the end of the text.
    Row,
}

/// Takes one field off the text: its content, what ended it, and what follows.
fn next_field(text: &str, delimiter: char) -> (String, End, &str) {
    if let Some(inner) = text.strip_prefix('"')
        && let Some(quoted) = quoted_field(inner, delimiter)
    {
        return quoted;
    }
    let stop = text.find([delimiter, '\n', '\r']).unwrap_or(text.len());
    let (end, after) = after_field(&text[stop..], delimiter);
    (text[..stop].to_owned(), end, after)
}

/// Reads on after an opening quote; `None` when the quote is never closed before a delimiter or
/// line end, so that a stray `"` at the start of a line is text and swallows nothing.
fn quoted_field(text: &str, delimiter: char) -> Option<(String, End, &str)> {
    let mut content = String::new();
    let mut rest = text;
    loop {
        let close = rest.find('"')?;
        content.push_str(&rest[..close]);
        rest = &rest[close + 1..];
        if let Some(more) = rest.strip_prefix('"') {
            content.push('"');
            rest = more;
            continue;
        }
        let closed = rest.is_empty() || rest.starts_with([delimiter, '\n', '\r']);
        if !closed {
            return None;
        }
        let (end, after) = after_field(rest, delimiter);
        return Some((content, end, after));
    }
}

/// Steps over the delimiter or line end that stands at the start of `text`.
fn after_field(text: &str, delimiter: char) -> (End, &str) {
    if let Some(after) = text.strip_prefix(delimiter) {
        return (End::Field, after);
    }
    let after = text.strip_prefix("\r\n").or_else(|| text.strip_prefix(['\n', '\r']));
    (End::Row, after.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_cells(text: &str, expected: &[(&str, &str)]) {
        let (sheet, _) = parse("a.txt", "a", text, &mut Spent::default()).expect("a sheet");
        let found: Vec<(String, String)> = sheet
            .cells
            .iter()
            .map(|cell| (cell.at.to_string(), cell.shown().into_owned()))
            .collect();
        let expected: Vec<(String, String)> =
            expected.iter().map(|(at, text)| ((*at).to_owned(), (*text).to_owned())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn tabs_win_over_commas() {
        check_cells(
            "目標\t1,000人\n評価\t\t達成\n",
            &[("A1", "目標"), ("B1", "1,000人"), ("A2", "評価"), ("C2", "達成")],
        );
    }

    #[test]
    fn a_tab_in_quotes_parts_nothing() {
        check_cells("\"a\tb\",1,000\n", &[("A1", "a\tb"), ("B1", "1"), ("C1", "000")]);
    }

    #[test]
    fn quoted_fields_hold_delimiters_quotes_and_line_ends() {
        let text = "\"a,b\",\"1行目\r\n2行目\",\"言う\"\"はい\"\"\"\r\nx";
        check_cells(
            text,
            &[("A1", "a,b"), ("B1", "1行目\n2行目"), ("C1", "言う\"はい\""), ("A2", "x")],
        );
        check_cells("\"a\tb\nc\"\td", &[("A1", "a\tb\nc"), ("B1", "d")]);
    }

    #[test]
    fn a_stray_quote_is_text() {
        check_cells(
            "\"引用の途中\tb\n次\tc",
            &[("A1", "\"引用の途中"), ("B1", "b"), ("A2", "次"), ("B2", "c")],
        );
        check_cells("a\"b,c", &[("A1", "a\"b"), ("B1", "c")]);
    }

    #[test]
    fn every_kind_of_line_end_ends_a_row_and_blanks_stay() {
        check_cells(
            "a\rb\r\nc\n\n 　d ",
            &[("A1", "a"), ("A2", "b"), ("A3", "c"), ("A5", " 　d ")],
        );
        check_cells("", &[]);
    }
}
