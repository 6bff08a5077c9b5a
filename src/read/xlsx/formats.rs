//! Reads which number format each cell style has.
//!
//! In: the styles part. Out: a format code by style. Fonts, fills and borders are not read.

use crate::read::number_format::Formats;
use crate::read::xml::{Token, Xml};

/// Reads the styles part; the formats of cells are those of `cellXfs`.
pub(super) fn read(part: &str) -> Formats {
    let mut formats = Formats::default();
    let mut in_cells = false;
    let mut xml = Xml::new(part);
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "numFmt" => {
                    let code = tag.owned("formatCode");
                    formats.codes.extend(tag.number("numFmtId").zip(code));
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    formats.ids.push(tag.number("numFmtId").unwrap_or_default());
                }
                "dxfs" | "fonts" | "fills" | "borders" => xml.skip(),
                _ => {}
            },
            Token::End(tag) => in_cells &= tag.local() != "cellXfs",
            Token::Text(_) => {}
        }
    }
    formats
}
