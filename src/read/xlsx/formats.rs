//! Reads which number format each cell style has.
//!
//! In: the styles part. Out: a format code by style. Fonts, fills and borders are not read.

use std::collections::HashMap;

use crate::read::number_format;
use crate::read::xml::{Token, Xml};

/// The number formats of a workbook.
#[derive(Debug, Default)]
pub(super) struct Formats {
    /// Id of the number format of each cell style (`cellXfs`).
    ids: Vec<u32>,
    /// Codes that the workbook brings along.
    codes: HashMap<u32, String>,
}

impl Formats {
    /// Reads the styles part.
    pub(super) fn read(part: &str) -> Self {
        let mut formats = Self::default();
        let mut in_cells = false;
        let mut xml = Xml::new(part);
        while let Some(token) = xml.next() {
            match token {
                Token::Start(tag) => match tag.local() {
                    "numFmt" => {
                        let code = tag.attr("formatCode");
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

    /// The format code of a cell style, a built-in one as a Japanese Excel has it; empty when it
    /// is not known.
    pub(super) fn code(&self, style: usize) -> &str {
        let Some(id) = self.ids.get(style) else { return "" };
        let own = || self.codes.get(id).map_or("", String::as_str);
        number_format::builtin(*id).unwrap_or_else(own)
    }
}
