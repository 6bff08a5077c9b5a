//! Gathers the text of a cell: paragraphs, blanks and line breaks, without furigana and notes.
//!
//! In: tokens of one cell, and the styles that strike text out. Out: what the cell shows, what is
//! struck out in it, where it leads, and what is written and drawn over it.

use std::collections::HashMap;

use super::drawn::{self, Controls};
use crate::grid::{Addr, is_blank};
use crate::read::annotations::Drawn;
use crate::read::link_to_tell;
use crate::read::words::beside;
use crate::read::xml::{Tag, Token, Xml};

/// Most blanks that one `text:s` stands for: a cell holds no more.
const MAX_BLANKS: usize = 32_767;

/// What a cell holds.
#[derive(Debug, Default)]
pub(super) struct CellText {
    /// The cell's own text, paragraphs separated by `\n`.
    pub(super) text: String,
    /// Text of spans that are struck out, separate ones on lines of their own; not in `text`.
    pub(super) struck: String,
    /// At least one paragraph, if blank.
    pub(super) present: bool,
    /// Notes and links: kind and text.
    pub(super) beside: Vec<(&'static str, String)>,
    pub(super) drawn: Vec<Drawn>,
}

/// Styles that say whether they strike out.
pub(super) type Lines = HashMap<String, bool>;

/// What a paragraph holds beside its own text.
#[derive(Debug, Default)]
struct Aside {
    /// Text that is struck out.
    struck: String,
    /// Where links lead that do not show it.
    links: Vec<String>,
}

/// Reads on to the end of the cell at a position that was just started; `struck` is what its style
/// does to text whose own styles do not say.
pub(super) fn cell(
    xml: &mut Xml<'_>,
    at: Addr,
    struck: bool,
    lines: &Lines,
    controls: &Controls,
) -> CellText {
    let mut out = CellText::default();
    let mut aside = Aside::default();
    let mut paragraphs: Vec<String> = Vec::new();
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "p" | "h" => {
                    let struck = line_of(&tag, lines).unwrap_or(struck);
                    paragraphs.push(paragraph(xml, struck, lines, &mut aside));
                }
                "annotation" => out.beside.push((beside::NOTE, block(xml))),
                _ => out.drawn.extend(drawn::read(xml, &tag, Some(at), controls)),
            },
            Token::End(_) => break,
            Token::Text(_) => {}
        }
    }
    out.present = !paragraphs.is_empty();
    out.text = paragraphs.join("\n");
    out.struck = aside.struck;
    out.beside.extend(aside.links.into_iter().map(|link| (beside::LINK, link)));
    out.beside.retain(|(_, text)| !is_blank(text));
    out
}

/// Gathers all paragraphs within the note that was just started.
fn block(xml: &mut Xml<'_>) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut depth = 0u32;
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) if matches!(tag.local(), "p" | "h") => {
                paragraphs.push(plain_paragraph(xml));
            }
            Token::Start(_) => depth += 1,
            Token::End(_) if depth == 0 => break,
            Token::End(_) => depth -= 1,
            Token::Text(_) => {}
        }
    }
    paragraphs.join("\n")
}

/// Reads on to the end of the paragraph that was just started, whatever its looks.
pub(super) fn plain_paragraph(xml: &mut Xml<'_>) -> String {
    paragraph(xml, false, &Lines::default(), &mut Aside::default())
}

/// What the style of a paragraph or span says of a line through its text.
fn line_of(tag: &Tag<'_>, lines: &Lines) -> Option<bool> {
    if lines.is_empty() {
        return None;
    }
    lines.get(&*tag.attr("style-name")?).copied()
}

/// Reads a paragraph; runs of white space in the XML are one blank (ODF 1.2 part 1, 6.1.2). What is
/// struck out goes aside.
fn paragraph(xml: &mut Xml<'_>, struck: bool, lines: &Lines, aside: &mut Aside) -> String {
    let mut out = String::new();
    let mut part = String::new();
    // Where a link begins, and where it leads.
    let mut link: Option<(usize, usize, String)> = None;
    // Whether the open elements strike out.
    let mut open = vec![struck];
    while let Some(token) = xml.next() {
        let is_struck = open.last().copied().unwrap_or_default();
        match token {
            Token::Start(tag) => {
                if matches!(tag.local(), "ruby-text" | "annotation") {
                    // Furigana, notes within text.
                    xml.skip();
                    continue;
                }
                push_mark(if is_struck { &mut part } else { &mut out }, &tag);
                open.push(line_of(&tag, lines).unwrap_or(is_struck));
                if tag.local() == "a" && link.is_none() {
                    link = tag.owned("href").map(|href| (open.len(), out.len(), href));
                }
            }
            Token::End(_) => {
                if let Some((_, from, href)) = link.take_if(|(depth, ..)| *depth == open.len()) {
                    let text = out.get(from..).unwrap_or_default();
                    aside.links.extend(link_to_tell(&href, text).map(str::to_owned));
                }
                open.pop();
                if open.is_empty() {
                    break;
                }
            }
            Token::Text(text) if is_struck => push_collapsed(&mut part, &text),
            Token::Text(text) => {
                add_line(&mut aside.struck, &std::mem::take(&mut part));
                push_collapsed(&mut out, &text);
            }
        }
    }
    add_line(&mut aside.struck, &part);
    out
}

/// Adds what an element within a paragraph stands for.
fn push_mark(out: &mut String, tag: &Tag<'_>) {
    match tag.local() {
        "s" => {
            let count = tag.number("c").unwrap_or(1usize).min(MAX_BLANKS);
            out.extend(std::iter::repeat_n(' ', count));
        }
        "tab" => out.push('\t'),
        "line-break" => out.push('\n'),
        _ => {}
    }
}

fn add_line(out: &mut String, line: &str) {
    if !out.is_empty() && !line.is_empty() {
        out.push('\n');
    }
    out.push_str(line);
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

    /// Reads a cell in which the style T1 strikes out and T0 does not.
    fn read(text: &str, struck: bool) -> CellText {
        let mut xml = Xml::new(text);
        xml.next();
        let lines = Lines::from([("T1".to_owned(), true), ("T0".to_owned(), false)]);
        cell(&mut xml, Addr::new(0, 0), struck, &lines, &Controls::new())
    }

    #[track_caller]
    fn check_text(inside: &str, expected: &str) {
        let text = format!("<c>{inside}</c>");
        assert_eq!(read(&text, false).text, expected);
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
        let cell = read(text, false);
        assert_eq!(
            (cell.text.as_str(), cell.beside),
            ("値", vec![(beside::NOTE, "注".to_owned())])
        );
    }

    #[test]
    fn struck_spans_stand_apart() {
        let text = "<c><text:p>研修を<text:span text:style-name=\"T1\">3<text:span>回</text:span></text:span>\
            <text:span text:style-name=\"T2\">5回</text:span></text:p>\
            <text:p text:style-name=\"T1\">中止</text:p></c>";
        let cell = read(text, false);
        assert_eq!((&*cell.text, &*cell.struck), ("研修を5回\n", "3回\n中止"));
    }

    #[test]
    fn spans_of_a_struck_cell_may_stay() {
        let text = "<c><text:p>消す<text:span text:style-name=\"T0\">残す</text:span>\
            <text:span text:style-name=\"T2\">二</text:span><text:span text:style-name=\"T1\">三</text:span>\
            </text:p></c>";
        let cell = read(text, true);
        assert_eq!((&*cell.text, &*cell.struck), ("残す", "消す\n二三"));
    }
}
