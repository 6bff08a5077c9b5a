//! The flat table of `export`: csv, tsv or json, in UTF-8 or CP932.
//!
//! In: a [`Table`]. Out: the bytes of the file, or a T06 finding for every character that the
//! encoding lacks and then no bytes at all. Nothing is ever replaced by `?` or `&#12316;`.
//!
//! # Formulas
//!
//! A spreadsheet runs a value that starts with `=`, `+`, `-` or `@` as a formula; a Japanese one takes
//! their full-width twins for the same, and some drop a tab or a line end before them. In csv and tsv
//! such a value gets a `'` before it, and so does one that starts with `'` itself: whoever reads the
//! file back drops one leading `'` and has the value again. JSON is no spreadsheet and has no guard.
//!
//! # CP932
//!
//! Marks of decomposed kana (か + U+3099) are composed, and characters that differ only by the width
//! or the origin of the code table are mapped: see [`CP932_TWINS`]. All others are T06.

use encoding_rs::{EncoderResult, SHIFT_JIS};
use unicode_normalization::char::compose;

use super::json::to_json;
use super::table::{Row, Table, Value};
use crate::finding::Finding;
use crate::rules::Code;

/// How the table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180: commas, CRLF, quotes where needed; line breaks in a value stay LF.
    Csv,
    /// As csv with tabs between the values.
    Tsv,
    /// An array of objects with English keys.
    Json,
}

/// In which bytes the table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 with the mark by which Excel knows it.
    Utf8Bom,
    /// UTF-8.
    Utf8,
    /// Windows-31J, as older systems ask for.
    Cp932,
}

/// What CP932 lacks, with its twin in the table that Windows uses.
///
/// Source: JIS X 0208 row 1, which Unicode's JIS table and Microsoft's map to different code points;
/// a no-break space becomes a plain one.
pub const CP932_TWINS: [(char, char); 10] = [
    ('\u{301C}', '\u{FF5E}'),
    ('\u{2014}', '\u{2015}'),
    ('\u{2016}', '\u{2225}'),
    ('\u{2212}', '\u{FF0D}'),
    ('\u{00A2}', '\u{FFE0}'),
    ('\u{00A3}', '\u{FFE1}'),
    ('\u{00AC}', '\u{FFE2}'),
    ('\u{00A5}', '\u{FFE5}'),
    ('\u{203E}', '\u{FFE3}'),
    ('\u{00A0}', ' '),
];

impl Encoding {
    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8Bom => "utf-8-bom",
            Self::Utf8 => "utf-8",
            Self::Cp932 => "cp932",
        }
    }
}

/// Writes a table.
///
/// JSON is UTF-8 without a mark whatever the encoding asked for (RFC 8259, section 8.1).
///
/// # Errors
///
/// A T06 finding for every character, cell by cell, that the encoding lacks.
pub fn encode(table: &Table, format: Format, encoding: Encoding) -> Result<Vec<u8>, Vec<Finding>> {
    let separator = match format {
        Format::Csv => ',',
        Format::Tsv => '\t',
        Format::Json => return Ok(to_json(&table.rows).into_bytes()),
    };
    match encoding {
        Encoding::Utf8 => Ok(delimited(table, separator).into_bytes()),
        Encoding::Utf8Bom => Ok(format!("\u{FEFF}{}", delimited(table, separator)).into_bytes()),
        Encoding::Cp932 => {
            let findings: Vec<Finding> = table.rows.iter().flat_map(not_encodable).collect();
            if !findings.is_empty() {
                return Err(findings);
            }
            let text = delimited(table, separator);
            // The cells were tried one by one; what is left are separators and headings.
            cp932(&text).map_err(|c| vec![t06(c)])
        }
    }
}

/// Writes heading and rows.
fn delimited(table: &Table, separator: char) -> String {
    let mut out = String::new();
    push_line(&mut out, separator, table.headings().into_iter().map(str::to_owned));
    for row in &table.rows {
        push_line(&mut out, separator, row.cells.iter().map(|cell| guarded(&cell.value)));
    }
    out
}

fn push_line(out: &mut String, separator: char, values: impl Iterator<Item = String>) {
    for (index, value) in values.enumerate() {
        if index > 0 {
            out.push(separator);
        }
        // A tab in quotes is no sign of a table that is parted by tabs.
        if value.contains([separator, '\t', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&value.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&value);
        }
    }
    out.push_str("\r\n");
}

/// What a value starts with that a spreadsheet may run, in either width, and the guard itself.
///
/// A tab or a line end may be dropped by the program that opens the file, and then what follows
/// stands first.
const RUN: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', '\''];

/// The value as text, with `'` before what a spreadsheet would run.
fn guarded(value: &Value) -> String {
    let text = value.to_string();
    if text.starts_with(RUN) { format!("'{text}") } else { text }
}

/// The characters of a row that CP932 lacks, each once a cell, with their place.
fn not_encodable(row: &Row) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (cell, column) in row.cells.iter().zip(super::table::COLUMNS) {
        let Value::Text(text) = &cell.value else { continue };
        let mut seen = Vec::new();
        for c in cp932_form(text).chars() {
            if cp932(c.encode_utf8(&mut [0; 4])).is_ok() || seen.contains(&c) {
                continue;
            }
            seen.push(c);
            let mut finding = t06(c).form(&row.form_id).section(&row.section);
            finding.field = column.field;
            finding.location.clone_from(&cell.source);
            findings.push(finding);
        }
    }
    findings
}

/// The finding on a character.
fn t06(c: char) -> Finding {
    let found = format!("{c}（U+{:04X}）", u32::from(c));
    Finding::new(Code::T06).found(found).detail(Encoding::Cp932.name())
}

/// Composes kana marks and maps twins.
fn cp932_form(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let mark = matches!(c, '\u{3099}' | '\u{309A}');
        if let Some(whole) =
            out.chars().next_back().filter(|_| mark).and_then(|kana| compose(kana, c))
        {
            out.pop();
            out.push(whole);
            continue;
        }
        let twin = CP932_TWINS.into_iter().find(|(from, _)| *from == c);
        out.push(twin.map_or(c, |(_, to)| to));
    }
    out
}

/// Encodes a text, or names its first character that CP932 lacks.
fn cp932(text: &str) -> Result<Vec<u8>, char> {
    let text = cp932_form(text);
    let mut encoder = SHIFT_JIS.new_encoder();
    let needed = encoder.max_buffer_length_from_utf8_without_replacement(text.len());
    // Two bytes a character at most; the encoder asks for a little more.
    let mut bytes = Vec::with_capacity(needed.unwrap_or(text.len() * 2 + 16));
    let (result, _) = encoder.encode_from_utf8_to_vec_without_replacement(&text, &mut bytes, true);
    match result {
        EncoderResult::InputEmpty => Ok(bytes),
        EncoderResult::Unmappable(c) => Err(c),
        EncoderResult::OutputFull => Err('\u{FFFD}'),
    }
}
