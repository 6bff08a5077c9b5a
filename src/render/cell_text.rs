//! Texts and references as the xlsx format can hold them.
//!
//! In: any text, any position. Out: lines that Excel shows as lines, header text that is not dropped,
//! absolute references. It writes nothing.

use std::borrow::Cow;

use crate::grid::{Addr, Region};

/// Writes an absolute reference: `'1-1-1-1'!$D$9`.
#[must_use]
pub fn reference(sheet: &str, at: Addr) -> String {
    format!("'{}'!{}", sheet.replace('\'', "''"), absolute(at))
}

/// Writes an absolute reference to a region: `'名簿'!$A$1:$B$9`.
#[must_use]
pub fn region_reference(sheet: &str, region: Region) -> String {
    format!("{}:{}", reference(sheet, region.first), absolute(region.last))
}

fn absolute(at: Addr) -> String {
    let text = at.to_string();
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    format!("${}${}", &text[..digits], &text[digits..])
}

/// LF between lines: CR LF would show as a stray `_x000D_`.
pub(super) fn as_written(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        return Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    Cow::Borrowed(text)
}

/// Header text: `&` doubled, one line, short enough that the header is not dropped.
pub(super) fn header_text(text: &str) -> String {
    const LONGEST: usize = 60;
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    clean.take(LONGEST).collect::<String>().replace('&', "&&")
}

/// Cuts at a number of UTF-16 units and drops what XML attributes cannot hold.
pub(super) fn cut(text: &str, most: usize) -> String {
    let mut units = 0;
    text.chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .take_while(|c| {
            units += c.len_utf16();
            units <= most
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_lf() {
        assert_eq!(as_written("一\r\n二\r三"), "一\n二\n三");
        assert_eq!(as_written("a_x000D_b"), "a_x000D_b");
    }

    #[test]
    fn headers_and_messages_keep_to_their_limits() {
        assert_eq!(header_text("A&B\n町"), "A&&B 町");
        assert_eq!(header_text(&"町".repeat(300)).chars().count(), 60);
        assert_eq!(cut("𠮷𠮷𠮷", 5), "𠮷𠮷");
    }

    #[test]
    fn references_quote_the_sheet() {
        assert_eq!(reference("o'k", Addr::new(8, 3)), "'o''k'!$D$9");
        let region = Region { first: Addr::new(0, 0), last: Addr::new(8, 27) };
        assert_eq!(region_reference("名簿", region), "'名簿'!$A$1:$AB$9");
    }
}
