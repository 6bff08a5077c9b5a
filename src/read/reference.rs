//! Reads references such as `'シート 1'!$D$9:$E$12` in defined names, and tells external ones.
//!
//! In: formula text. Out: sheet name and region, `None` for anything that is not one region.

use crate::grid::{DefinedName, Region};

/// Reads a reference to one cell or region with its sheet.
///
/// `#REF!`, whole columns, several regions, other workbooks and calculations give `None`.
pub(super) fn parse(text: &str) -> Option<(String, Region)> {
    let (sheet, region) = split(text)?;
    Some((sheet, Region::parse(region)?))
}

/// Takes a reference apart into its sheet and what follows; `None` for one to another workbook or
/// without a sheet.
pub(super) fn split(text: &str) -> Option<(String, &str)> {
    let text = text.trim().trim_start_matches('=');
    let (sheet, region) = if let Some(inner) = text.strip_prefix('\'') {
        let end = closing_quote(inner)?;
        (inner[..end].replace("''", "'"), inner[end + 1..].strip_prefix('!')?)
    } else {
        // Some readers give sheet names with blanks unquoted.
        let (sheet, region) = text.rsplit_once('!')?;
        (sheet.to_owned(), region)
    };
    if sheet.is_empty() || sheet.starts_with('#') || sheet.contains(['[', ']', '!']) {
        return None;
    }
    Some((sheet, region))
}

/// Tells names that programs make themselves, such as `_xlnm.Print_Area`.
pub(super) fn is_built_in(name: &str) -> bool {
    name.starts_with("_xlnm") || name.contains(char::is_control)
}

/// Makes a defined name when a person or a tool gave it and it refers to one cell or region.
pub(super) fn defined_name(name: &str, text: &str) -> Option<DefinedName> {
    if is_built_in(name) {
        return None;
    }
    let (sheet, region) = parse(text)?;
    Some(DefinedName { name: name.to_owned(), sheet, at: region.first })
}

/// Finds the quote that closes a sheet name; doubled quotes are part of the name.
fn closing_quote(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\'' {
            if bytes.get(at + 1) != Some(&b'\'') {
                return Some(at);
            }
            at += 1;
        }
        at += 1;
    }
    None
}

/// Tells whether a formula refers to another file: `[1]Sheet1!A1`, `'C:\[b.xlsx]S'!A1`, and in
/// OpenDocument `'file:///…'#$S.A1`.
pub(super) fn is_external(formula: &str) -> bool {
    if formula.contains("'file:") || formula.contains(".xls") && formula.contains("'#") {
        return true;
    }
    let bytes = formula.as_bytes();
    let mut in_text = false;
    for (at, byte) in bytes.iter().enumerate() {
        in_text ^= *byte == b'"';
        if *byte != b'[' || in_text {
            continue;
        }
        // In a table reference the bracket follows the table's name; ODF starts with `[.A1]`.
        let before = at.checked_sub(1).map_or(b'=', |before| bytes[before]);
        let after_name =
            before.is_ascii_alphanumeric() || before >= 0x80 || b"_.[,".contains(&before);
        let quoted_path = formula[..at].matches('\'').count() % 2 == 1;
        let rest = &formula[at + 1..];
        let has_sheet = rest.split_once(']').is_some_and(|(_, after)| after.contains('!'));
        if has_sheet && (quoted_path || !after_name) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_with_quoted_sheets_are_read() {
        for (text, sheet, region) in [
            ("'シート 1'!$D$9", "シート 1", "D9"),
            ("Sheet1!$A$1:$C$3", "Sheet1", "A1:C3"),
            ("'A''課'!B2", "A'課", "B2"),
            ("シート 1!$D$9", "シート 1", "D9"),
        ] {
            let expected = Region::parse(region).map(|region| (sheet.to_owned(), region));
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn other_references_are_left_out() {
        for text in [
            "#REF!",
            "Sheet1!#REF!",
            "'S'!$A:$A",
            "A1",
            "[1]Sheet1!$A$1",
            "'[b.xlsx]S'!A1",
            "Sheet1!A1,Sheet1!B2",
            "SUM(Sheet1!A1)",
            "",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn references_to_other_files_are_told_from_table_columns() {
        for formula in
            ["[1]Sheet1!A1", "1+'C:\\様式\\[b.xlsx]S 1'!$A$1", "'file:///tmp/b.ods'#$S.A1"]
        {
            assert!(is_external(formula), "{formula}");
        }
        for formula in ["表1[目標]", "SUM(T[[#All],[a]])", "\"[1]Sheet1!A1\"", "A1", "[.A1]+1"] {
            assert!(!is_external(formula), "{formula}");
        }
    }
}
