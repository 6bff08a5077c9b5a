//! What a workbook carries inside: embedded documents and workbooks, and the texts of diagrams.
//!
//! In: a part's bytes or text. Out: what it is and the text that it holds, as far as it can be read.
//! A document within an embedded one is not opened.

use crate::read::compound::Compound;
use crate::read::limits::Spent;
use crate::read::package::Package;
use crate::read::words::{beside, kind};
use crate::read::xml::{Token, Xml};

/// Most characters that are quoted of one embedded document.
const MOST_QUOTED: usize = 10_000;

/// Parts of Office documents that hold what people wrote: a start of their names.
const TEXTS: [&str; 5] =
    ["word/document", "xl/sharedstrings", "xl/worksheets/sheet", "ppt/slides/slide", "content.xml"];

/// Says what an embedded file is, with the text that it holds.
pub(super) fn document(name: &str, bytes: &[u8]) -> String {
    let (what, text) = if bytes.starts_with(b"PK") {
        office(bytes).unwrap_or((kind::OFFICE, String::new()))
    } else if let Some(compound) = Compound::open(bytes) {
        (of_compound(&compound, bytes), String::new())
    } else if bytes.starts_with(b"%PDF") {
        (kind::PDF, String::new())
    } else {
        (name.rsplit('/').next().unwrap_or(name), String::new())
    };
    let gap = if text.is_empty() { "" } else { "：" };
    format!("{}（{what}）{gap}{text}", beside::EMBEDDED)
}

/// An Office document, with its text.
fn office(bytes: &[u8]) -> Option<(&'static str, String)> {
    let mut package = Package::open("", bytes, &mut Spent::default()).ok()?;
    let names: Vec<String> = package.names().map(str::to_owned).collect();
    let holds = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    let what = if holds("word/") {
        kind::WORD
    } else if holds("ppt/") {
        kind::POWERPOINT
    } else if holds("xl/") {
        kind::XLSX
    } else {
        kind::OFFICE
    };
    let mut text = String::new();
    for name in names.iter().filter(|name| TEXTS.iter().any(|start| name.starts_with(start))) {
        if let Some(part) = package.text(name) {
            paragraphs(&part, &mut text);
        }
    }
    Some((what, shortened(&text)))
}

fn of_compound(compound: &Compound<'_>, bytes: &[u8]) -> &'static str {
    if compound.has("WordDocument") {
        kind::WORD
    } else if compound.has("Workbook") || compound.has("Book") {
        kind::XLS
    } else if compound.has("PowerPoint Document") {
        kind::POWERPOINT
    } else if bytes.windows(5).any(|window| window == b"%PDF-") {
        kind::PDF
    } else {
        kind::OFFICE
    }
}

/// The text of a diagram (ECMA-376 part 1, 21.4): its paragraphs, a line each.
pub(super) fn diagram(part: &str) -> String {
    let mut text = String::new();
    paragraphs(part, &mut text);
    shortened(&text)
}

/// Adds the paragraphs of a part, a line each: runs are elements `t`, paragraphs `p`, `si` or `is`.
fn paragraphs(part: &str, out: &mut String) {
    let mut line = String::new();
    let mut xml = Xml::new(part);
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) if tag.local() == "t" => line.push_str(&xml.text_until_end()),
            Token::Start(tag) if tag.local() == "rPh" => xml.skip(),
            Token::End(tag) if matches!(tag.local(), "p" | "si" | "is") => {
                if !crate::grid::is_blank(&line) && out.len() < MOST_QUOTED * 4 {
                    if !out.is_empty() {
                        out.push('\n');
                    }
                    out.push_str(&line);
                }
                line.clear();
            }
            _ => {}
        }
    }
}

fn shortened(text: &str) -> String {
    let mut chars = text.chars();
    let mut out: String = chars.by_ref().take(MOST_QUOTED).collect();
    let rest = chars.count();
    if rest > 0 {
        out.push_str(&beside::more_characters(rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_every_kind_of_document_are_lines() {
        let word = "<w:body><w:p><w:r><w:t>別紙</w:t></w:r><w:r><w:t>のとおり</w:t></w:r></w:p><w:p/></w:body>";
        let strings =
            "<sst><si><t>甲</t><rPh><t>コウ</t></rPh></si><si><r><t>乙</t></r></si></sst>";
        assert_eq!(diagram(word), "別紙のとおり");
        assert_eq!(diagram(strings), "甲\n乙");
    }

    #[test]
    fn long_texts_are_cut_with_a_word_on_the_rest() {
        let text = "あ".repeat(MOST_QUOTED + 5);
        assert!(shortened(&text).ends_with(&beside::more_characters(5)));
    }
}
