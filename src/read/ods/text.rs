//! Gathers the text of a cell: paragraphs, blanks and line breaks, without furigana and notes.
//!
//! In: tokens of one cell. Out: what the cell shows, and the texts of notes and shapes in it.

use crate::read::words::beside;
use crate::read::xml::{Tag, Token, Xml};

/// Most blanks that one `text:s` stands for: a cell holds no more.
const MAX_BLANKS: usize = 32_767;

/// What a cell holds.
#[derive(Debug, Default)]
pub(super) struct CellText {
    /// The cell's own text, paragraphs separated by `\n`.
    pub(super) text: String,
    /// At least one paragraph, if blank.
    pub(super) present: bool,
    /// Notes and shapes: kind and text.
    pub(super) beside: Vec<(&'static str, String)>,
}

/// Reads on to the end of the cell that was just started.
pub(super) fn cell(xml: &mut Xml<'_>) -> CellText {
    let mut out = CellText::default();
    let mut paragraphs: Vec<String> = Vec::new();
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "p" | "h" => paragraphs.push(paragraph(xml)),
                "annotation" => out.beside.push((beside::NOTE, block(xml))),
                _ => out.beside.push((kind(&tag), block(xml))),
            },
            Token::End(_) => break,
            Token::Text(_) => {}
        }
    }
    out.present = !paragraphs.is_empty();
    out.text = paragraphs.join("\n");
    out.beside.retain(|(_, text)| !crate::grid::is_blank(text));
    out
}

/// Tells what an element beside the text is.
pub(super) fn kind(tag: &Tag<'_>) -> &'static str {
    match tag.local() {
        "annotation" => beside::NOTE,
        "control" => beside::CONTROL,
        _ => beside::SHAPE,
    }
}

/// Gathers all paragraphs within the element that was just started.
pub(super) fn block(xml: &mut Xml<'_>) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut depth = 0u32;
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) if matches!(tag.local(), "p" | "h") => {
                paragraphs.push(paragraph(xml));
            }
            Token::Start(tag) if tag.local() == "image" => {
                paragraphs.push(beside::PICTURE.to_owned());
                depth += 1;
            }
            Token::Start(_) => depth += 1,
            Token::End(_) if depth == 0 => break,
            Token::End(_) => depth -= 1,
            Token::Text(_) => {}
        }
    }
    paragraphs.join("\n")
}

/// Reads a paragraph; runs of white space in the XML are one blank (ODF 1.2 part 1, 6.1.2).
fn paragraph(xml: &mut Xml<'_>) -> String {
    let mut out = String::new();
    let mut depth = 0u32;
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                // Furigana, notes within text.
                "ruby-text" | "annotation" => xml.skip(),
                "s" => {
                    let count = tag.number("c").unwrap_or(1usize).min(MAX_BLANKS);
                    out.extend(std::iter::repeat_n(' ', count));
                    depth += 1;
                }
                "tab" => {
                    out.push('\t');
                    depth += 1;
                }
                "line-break" => {
                    out.push('\n');
                    depth += 1;
                }
                _ => depth += 1,
            },
            Token::End(_) if depth == 0 => break,
            Token::End(_) => depth -= 1,
            Token::Text(text) => push_collapsed(&mut out, &text),
        }
    }
    out
}

fn push_collapsed(out: &mut String, text: &str) {
    for c in text.chars() {
        if matches!(c, ' ' | '\t' | '\n' | '\r') {
            if !out.is_empty() && !out.ends_with([' ', '\n', '\t']) {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_text(inside: &str, expected: &str) {
        let text = format!("<c>{inside}</c>");
        let mut xml = Xml::new(&text);
        xml.next();
        assert_eq!(cell(&mut xml).text, expected);
    }

    #[test]
    fn paragraphs_blanks_and_breaks_are_kept() {
        check_text("<text:p>一</text:p><text:p/><text:p>三</text:p>", "一\n\n三");
        check_text(
            "<text:p><text:s text:c=\"2\"/>前<text:tab/>後<text:line-break/>次</text:p>",
            "  前\t後\n次",
        );
        check_text("<text:p>a\n   b <text:span>c</text:span></text:p>", "a b c");
    }

    #[test]
    fn furigana_is_dropped_and_notes_stand_beside() {
        check_text(
            "<text:p><text:ruby><text:ruby-base>町</text:ruby-base>\
             <text:ruby-text>まち</text:ruby-text></text:ruby>民</text:p>",
            "町民",
        );
        let text = "<c><office:annotation><dc:date>2024</dc:date><text:p>注</text:p></office:annotation><text:p>値</text:p></c>";
        let mut xml = Xml::new(text);
        xml.next();
        let cell = cell(&mut xml);
        assert_eq!(
            (cell.text.as_str(), cell.beside),
            ("値", vec![(beside::NOTE, "注".to_owned())])
        );
    }
}
