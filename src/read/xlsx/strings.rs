//! Reads the table of shared strings and the text of single cells.
//!
//! In: the part's text, or a walk within a cell. Out: texts without furigana, runs joined, escapes
//! decoded, lines separated by `\n`. Fonts and colours of runs are not read.

use std::borrow::Cow;

use crate::read::limits::{self, MIN_SHARED_STRING_BYTES};
use crate::read::words::limit;
use crate::read::xml::{Token, Xml};
use crate::read::{Refusal, normalise_lines};

/// The shared strings of a workbook.
#[derive(Debug, Default)]
pub(super) struct Strings {
    texts: Vec<Box<str>>,
    /// The part is missing or ends too early: an index beyond the table is its fault.
    pub(super) incomplete: bool,
}

impl Strings {
    /// The table of a workbook without its part.
    pub(super) fn missing() -> Self {
        Self { texts: Vec::new(), incomplete: true }
    }

    /// Reads the part; `uniqueCount` reserves nothing, and one that claims more strings than the
    /// part's bytes can hold is refused.
    pub(super) fn read(file: &str, part: &str) -> Result<Self, Refusal> {
        let mut texts: Vec<Box<str>> = Vec::new();
        let mut ended = false;
        let mut xml = Xml::new(part);
        while let Some(token) = xml.next() {
            match token {
                Token::Start(tag) => match tag.local() {
                    "si" => texts.push(rich_text(&mut xml).into()),
                    "sst" => {
                        let claimed = tag.number::<u64>("uniqueCount").unwrap_or_default();
                        let most = part.len() as u64 / MIN_SHARED_STRING_BYTES;
                        limits::check(file, limit::SHARED_STRINGS, claimed, most, limit::PIECES)?;
                    }
                    _ => {}
                },
                Token::End(tag) => ended |= tag.local() == "sst",
                Token::Text(_) => {}
            }
        }
        Ok(Self { texts, incomplete: !ended })
    }

    /// The text at an index.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        self.texts.get(index).map(|text| &**text)
    }
}

/// Reads on to the end of `<si>` or `<is>`: plain text, or runs without their furigana.
pub(super) fn rich_text(xml: &mut Xml<'_>) -> String {
    let mut out: Option<String> = None;
    let mut depth = 0u32;
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "t" => {
                    let written = xml.text_until_end();
                    // ASCII blanks only: U+3000 is what an office indents with.
                    let trimmed = written.trim_matches([' ', '\t', '\r', '\n']);
                    let preserve = || tag.qualified("xml:space").as_deref() == Some("preserve");
                    let keep = trimmed.len() < written.len() && preserve();
                    let text = plain(if keep { &written } else { trimmed });
                    match &mut out {
                        None => out = Some(text.into_owned()),
                        Some(out) => out.push_str(&text),
                    }
                }
                "rPh" | "phoneticPr" | "rPr" => xml.skip(),
                _ => depth += 1,
            },
            Token::End(_) if depth == 0 => break,
            Token::End(_) => depth -= 1,
            Token::Text(_) => {}
        }
    }
    normalise_lines(out.unwrap_or_default())
}

/// Decodes `_xHHHH_` (ECMA-376 part 1, 22.9.2.19); a surrogate without its other half stays as
/// written.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let first = unit(rest);
        let second = first.and_then(|_| unit(&rest[ESCAPE..]));
        let decoded = char::decode_utf16(first.into_iter().chain(second)).next();
        if let Some(Ok(c)) = decoded {
            out.push(c);
            rest = &rest[ESCAPE * c.len_utf16()..];
        } else {
            out.push_str("_x");
            rest = &rest[2..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Length of `_xHHHH_`.
const ESCAPE: usize = 7;

/// The UTF-16 unit of the escape that a text starts with.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x")?.get(..5)?.strip_suffix('_')?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_strings(inside: &str, expected: &[&str]) {
        let text = format!("<sst>{inside}</sst>");
        let strings = Strings::read("a.xlsx", &text).expect("a table");
        let found: Vec<&str> = strings.texts.iter().map(|text| &**text).collect();
        assert_eq!(found, expected);
        assert!(!strings.incomplete);
    }

    #[test]
    fn runs_are_joined_without_furigana() {
        check_strings(
            "<si><r><rPr><b/></rPr><t>町</t></r><r><t xml:space=\"preserve\"> 民 </t></r>\
             <rPh sb=\"0\" eb=\"1\"><t>チョウ</t></rPh><phoneticPr fontId=\"1\"/></si>\
             <si><t> 前後 \u{3000}</t></si><si/><si><t>a&amp;b\r\nc</t></si>",
            &["町 民 ", "前後 \u{3000}", "", "a&b\nc"],
        );
    }

    #[test]
    fn escapes_are_decoded_and_half_a_pair_stays() {
        for (written, read) in [
            ("一_x000D__x000A_二", "一\r\n二"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "\u{1F600}"),
            ("前_xD800_後_xDC00_", "前_xD800_後_xDC00_"),
            ("_xD800__x3042_", "_xD800_あ"),
            ("_x12_x_xあいう", "_x12_x_xあいう"),
            ("_x+041_", "_x+041_"),
        ] {
            assert_eq!(plain(written), read, "{written}");
        }
    }

    #[test]
    fn a_table_that_ends_too_early_says_so() {
        let strings = Strings::read("a.xlsx", "<sst><si><t>一</t></si><si><t>二").expect("a table");
        assert_eq!(
            (strings.get(0), strings.get(1), strings.get(2)),
            (Some("一"), Some("二"), None)
        );
        assert!(strings.incomplete);
    }
}
