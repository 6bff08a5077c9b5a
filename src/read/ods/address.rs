//! Reads OpenDocument addresses such as `$'様式 1'.$A$1:.$D$6`.
//!
//! In: text of an attribute. Out: sheet name and region; `None` for anything that is not one.

use crate::grid::{Addr, Region};

/// Reads an address of a cell or region with its sheet.
pub(super) fn parse(text: &str) -> Option<(String, Region)> {
    let (sheet, rest) = sheet_part(text)?;
    let digits = rest.find([':', ' ']).unwrap_or(rest.len());
    let first = Addr::parse(&rest[..digits])?;
    let last = match rest[digits..].strip_prefix(':') {
        None if digits == rest.len() => first,
        None => return None,
        Some(rest) => {
            // The second half may repeat the sheet.
            let rest = sheet_part(rest).map_or(rest, |(_, rest)| rest);
            Addr::parse(rest.trim_start_matches('.'))?
        }
    };
    let region = Region::parse(&format!("{first}:{last}"))?;
    Some((sheet, region))
}

/// Takes the sheet and its dot off an address.
fn sheet_part(text: &str) -> Option<(String, &str)> {
    let text = text.strip_prefix('$').unwrap_or(text);
    let Some(inner) = text.strip_prefix('\'') else {
        let (sheet, rest) = text.split_once('.')?;
        return Some((sheet.to_owned(), rest));
    };
    let mut from = 0;
    loop {
        let quote = from + inner[from..].find('\'')?;
        if inner[quote + 1..].starts_with('\'') {
            from = quote + 2;
            continue;
        }
        let rest = inner[quote + 1..].strip_prefix('.')?;
        return Some((inner[..quote].replace("''", "'"), rest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_with_quoted_sheets_are_read() {
        for (text, sheet, region) in [
            ("$'様式 1'.$B$1", "様式 1", "B1"),
            ("'様式 1'.A1:'様式 1'.D6", "様式 1", "A1:D6"),
            ("$Sheet1.$A$1:.$C$3", "Sheet1", "A1:C3"),
            ("'A''課'.B2", "A'課", "B2"),
        ] {
            let expected = Region::parse(region).map(|region| (sheet.to_owned(), region));
            assert_eq!(parse(text), expected, "{text}");
        }
        for text in ["#REF!", "A1", "S.A1:S.B2 S.C1:S.D2", "", "'S.A1", "S.A"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
