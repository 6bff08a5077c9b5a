//! Splits a text into cells: tab-separated or comma-separated, with quotes as RFC 4180 has them.
//!
//! In: decoded text. Out: one sheet. It keeps every blank inside a field, changes only line ends,
//! and neither decodes bytes nor reads numbers: `１` and `001` stay as they are.

use std::collections::BTreeMap;

use super::limits::Spent;
use super::{Refusal, normalise_lines};
use crate::grid::{Addr, Cell, Sheet, Value, Visibility};

/// What parts fields, the usual one first where nothing else decides.
const DELIMITERS: [char; 3] = ['\t', ',', ';'];

/// Most rows by which the delimiter is told.
const MAX_SAMPLE: usize = 1_000;

/// Reads a text as a sheet and tells the delimiter.
///
/// The delimiter is the one of tab, comma and semicolon that makes the rows regular. A field may be
/// quoted and then hold delimiters and line ends; `="001"` is the text 001, as spreadsheets read it.
/// Rows and columns beyond Excel's limits end the reading as F07.
pub(super) fn parse(
    file: &str,
    name: &str,
    text: &str,
    spent: &mut Spent,
) -> Result<(Sheet, char), Refusal> {
    let delimiter = delimiter(text);
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

/// The delimiter that parts most rows into as many fields as most other rows have. Where none parts
/// anything, it is the comma.
fn delimiter(text: &str) -> char {
    let mut best = (0, ',');
    for delimiter in DELIMITERS.into_iter().filter(|delimiter| text.contains(*delimiter)) {
        let regular = regular_rows(text, delimiter);
        if regular > best.0 {
            best = (regular, delimiter);
        }
    }
    best.1
}

/// How many rows have the most usual number of fields; a quote that a delimiter tears open counts
/// against it. A row of one field decides nothing, and neither does a comma within a number.
fn regular_rows(text: &str, delimiter: char) -> usize {
    let mut counts = BTreeMap::new();
    let mut torn = 0;
    let (mut rest, mut fields, mut rows) = (text, 1, 0);
    while !rest.is_empty() && rows < MAX_SAMPLE {
        let (field, end, after) = next_field(rest, delimiter);
        torn += usize::from(rest.starts_with('"') && field.starts_with('"') && end == End::Field);
        let in_number = delimiter == ','
            && field.ends_with(|c: char| c.is_ascii_digit())
            && after.starts_with(|c: char| c.is_ascii_digit());
        match end {
            End::Field => fields += usize::from(!in_number),
            End::Row => {
                *counts.entry(std::mem::replace(&mut fields, 1)).or_insert(0_usize) += 1;
                rows += 1;
            }
        }
        rest = after;
    }
    if fields > 1 {
        *counts.entry(fields).or_insert(0) += 1;
    }
    counts.remove(&1);
    counts.into_values().max().unwrap_or(0).saturating_sub(torn)
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
    let inner = text.strip_prefix('"').or_else(|| text.strip_prefix("=\""));
    if let Some(inner) = inner
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
    fn the_delimiter_is_the_one_that_makes_rows_regular() {
        let comma = [("A1", "目標"), ("B1", "広報紙を\t毎月"), ("A2", "評価"), ("B2", "済")];
        check_cells("目標,広報紙を\t毎月\n評価,済\n", &comma);
        let semicolon = [("A1", "目標"), ("B1", "1,000人"), ("A2", "評価"), ("B2", "2,000人")];
        check_cells("目標;1,000人\n評価;2,000人\n", &semicolon);
        check_cells(
            "目標,a;b\n評価,c\n",
            &[("A1", "目標"), ("B1", "a;b"), ("A2", "評価"), ("B2", "c")],
        );
        check_cells("表題\n\n甲\t乙\n", &[("A1", "表題"), ("A3", "甲"), ("B3", "乙")]);
        check_cells("一行の文、です", &[("A1", "一行の文、です")]);
    }

    #[test]
    fn a_text_behind_an_equals_sign_is_text() {
        check_cells(
            "=\"0012\",=\"a\"\"b\"\n=1+2,x\n",
            &[("A1", "0012"), ("B1", "a\"b"), ("A2", "=1+2"), ("B2", "x")],
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
