//! Reads the table of shared strings and the text of single cells.
//!
//! In: the part's text, or a walk within a cell. Out: texts without furigana, runs joined, escapes
//! decoded, lines separated by `\n`; of runs also whether they are struck out.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::formats::is_on;
use crate::read::limits::{self, MIN_SHARED_STRING_BYTES};
use crate::read::words::limit;
use crate::read::xml::{Token, Xml};
use crate::read::{Refusal, normalise_lines};

/// The shared strings of a workbook.
#[derive(Debug, Default)]
pub(super) struct Strings {
    texts: Vec<Box<str>>,
    /// Runs of the texts in which something may be struck out, by index.
    runs: FxHashMap<usize, Vec<Run>>,
    /// The part is missing or ends too early: an index beyond the table is its fault.
    pub(super) incomplete: bool,
}

impl Strings {
    /// The table of a workbook without its part.
    pub(super) fn missing() -> Self {
        Self { incomplete: true, ..Self::default() }
    }

    /// Reads the part; runs are kept where one is struck out, or of all texts with `keep_runs`, for
    /// a cell whose style strikes out may hold runs that do not. `uniqueCount` reserves nothing, and
    /// one that claims more strings than the
    /// part's bytes can hold is refused.
    pub(super) fn read(file: &str, part: &str, keep_runs: bool) -> Result<Self, Refusal> {
        let (mut texts, mut runs) = (Vec::<Box<str>>::new(), FxHashMap::default());
        let mut ended = false;
        let mut xml = Xml::new(part);
        while let Some(token) = xml.next() {
            match token {
                Token::Start(tag) => match tag.local() {
                    "si" => {
                        let rich = rich_text(&mut xml);
                        if keep_runs && !rich.runs.is_empty() || rich.is_struck() {
                            runs.insert(texts.len(), rich.runs);
                        }
                        texts.push(rich.text.into());
                    }
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
        Ok(Self { texts, runs, incomplete: !ended })
    }

    /// The runs of the text at an index, where they matter.
    pub(super) fn runs(&self, index: usize) -> Option<&[Run]> {
        self.runs.get(&index).map(Vec::as_slice)
    }

    /// The text at an index.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        self.texts.get(index).map(|text| &**text)
    }
}

/// A text and the runs that it is made of.
#[derive(Debug, Default)]
pub(super) struct RichText {
    /// All runs joined.
    pub(super) text: String,
    /// The runs; empty for plain text.
    pub(super) runs: Vec<Run>,
}

/// A run of a text, lines separated by `\n`.
#[derive(Debug)]
pub(super) struct Run {
    text: String,
    /// Whether it is struck out; `None` where the cell's style decides.
    struck: Option<bool>,
}

impl RichText {
    fn is_struck(&self) -> bool {
        self.runs.iter().any(|run| run.struck == Some(true))
    }
}

/// Parts the runs of a cell into what stays and what is struck out, separate parts on lines of
/// their own.
pub(super) fn part(runs: &[Run], by_style: bool) -> (String, String) {
    let (mut kept, mut struck) = (String::new(), String::new());
    let mut last = false;
    for run in runs {
        let now = run.struck.unwrap_or(by_style);
        if now && !last && !struck.is_empty() {
            struck.push('\n');
        }
        if now { &mut struck } else { &mut kept }.push_str(&run.text);
        last = now;
    }
    (kept, struck)
}

/// Reads on to the end of `<si>` or `<is>`: plain text, or runs without their furigana.
pub(super) fn rich_text(xml: &mut Xml<'_>) -> RichText {
    let mut out: Option<String> = None;
    let mut runs: Vec<Run> = Vec::new();
    let (mut in_run, mut struck) = (false, None);
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
                    if in_run {
                        runs.push(Run { text: normalise_lines(text.clone().into_owned()), struck });
                    }
                    match &mut out {
                        None => out = Some(text.into_owned()),
                        Some(out) => out.push_str(&text),
                    }
                }
                "rPh" | "phoneticPr" => xml.skip(),
                "rPr" => {
                    struck = Some(false);
                    xml.each_child(|tag| {
                        if tag.local() == "strike" {
                            struck = Some(is_on(tag));
                        }
                    });
                }
                name => {
                    if name == "r" {
                        (in_run, struck) = (true, None);
                    }
                    depth += 1;
                }
            },
            Token::End(_) if depth == 0 => break,
            Token::End(_) => depth -= 1,
            Token::Text(_) => {}
        }
    }
    RichText { text: normalise_lines(out.unwrap_or_default()), runs }
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
        let strings = Strings::read("a.xlsx", &text, false).expect("a table");
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
        let strings =
            Strings::read("a.xlsx", "<sst><si><t>一</t></si><si><t>二", false).expect("a table");
        assert_eq!(
            (strings.get(0), strings.get(1), strings.get(2)),
            (Some("一"), Some("二"), None)
        );
        assert!(strings.incomplete);
    }
}
