//! Gathers the text of a cell: paragraphs, blanks and line breaks, without furigana and notes.
//!
//! In: tokens of one cell, and the styles that strike text out. Out: what the cell shows, what is
//! struck out in it, where it leads, and what is written and drawn over it.

use std::collections::HashSet;

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
    /// Notes, shapes and links: kind and text.
    pub(super) beside: Vec<(&'static str, String)>,
}

/// What a paragraph holds beside its own text.
#[derive(Debug, Default)]
struct Aside {
    /// Text that is struck out.
    struck: String,
    /// Where links lead that do not show it.
    links: Vec<String>,
}

/// Reads on to the end of the cell that was just started; `struck` are the styles that strike out.
pub(super) fn cell(xml: &mut Xml<'_>, struck: &HashSet<String>) -> CellText {
    let mut out = CellText::default();
    let mut aside = Aside::default();
    let mut paragraphs: Vec<String> = Vec::new();
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "p" | "h" => {
                    let text = paragraph(xml, struck, is_struck(&tag, struck), &mut aside);
                    paragraphs.push(text);
                }
                "annotation" => out.beside.push((beside::NOTE, block(xml))),
                _ => out.beside.push(drawn(xml, &tag)),
            },
            Token::End(_) => break,
            Token::Text(_) => {}
        }
    }
    out.present = !paragraphs.is_empty();
    out.text = paragraphs.join("\n");
    out.struck = aside.struck;
    out.beside.extend(aside.links.into_iter().map(|link| (beside::LINK, link)));
    out.beside.retain(|(_, text)| !crate::grid::is_blank(text));
    out
}

/// Reads on to the end of something drawn that was just started: its kind, and what to tell of it.
fn drawn(xml: &mut Xml<'_>, tag: &Tag<'_>) -> (&'static str, String) {
    let kind = match tag.local() {
        "control" => return (beside::CONTROL, format!("{} {}", beside::PART, block(xml))),
        "ellipse" | "circle" => beside::OVAL,
        "line" | "connector" | "polyline" | "path" => beside::LINE,
        _ => beside::FIGURE,
    };
    let text = block(xml);
    let what = if text.is_empty() { kind.to_owned() } else { format!("{kind} {text}") };
    (beside::SHAPE, what)
}

/// Reads on to the end of the shapes of a sheet that stand over no cell, those in groups one by one.
pub(super) fn shapes(xml: &mut Xml<'_>) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut depth = 0u32;
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) if tag.local() == "g" => depth += 1,
            Token::Start(tag) => found.push(drawn(xml, &tag)),
            Token::End(_) if depth == 0 => break,
            Token::End(_) => depth -= 1,
            Token::Text(_) => {}
        }
    }
    found
}

/// Gathers all paragraphs within the element that was just started.
pub(super) fn block(xml: &mut Xml<'_>) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut depth = 0u32;
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) if matches!(tag.local(), "p" | "h") => {
                paragraphs.push(paragraph(xml, &HashSet::new(), false, &mut Aside::default()));
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

/// Tells whether the style of a paragraph or span strikes its text out.
fn is_struck(tag: &Tag<'_>, struck: &HashSet<String>) -> bool {
    !struck.is_empty() && tag.attr("style-name").is_some_and(|style| struck.contains(&*style))
}

/// Reads a paragraph; runs of white space in the XML are one blank (ODF 1.2 part 1, 6.1.2). What is
/// struck out, all of it with `whole`, goes to `taken`.
fn paragraph(
    xml: &mut Xml<'_>,
    struck: &HashSet<String>,
    whole: bool,
    aside: &mut Aside,
) -> String {
    let mut out = String::new();
    // Where a link begins, and where it leads.
    let mut link: Option<(u32, usize, String)> = None;
    let mut depth = 0u32;
    // Depth at which text began to be struck out.
    let mut since = whole.then_some(0);
    let mut part = String::new();
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => {
                let out = if since.is_some() { &mut part } else { &mut out };
                match tag.local() {
                    // Furigana, notes within text.
                    "ruby-text" | "annotation" => {
                        xml.skip();
                        continue;
                    }
                    "s" => {
                        let count = tag.number("c").unwrap_or(1usize).min(MAX_BLANKS);
                        out.extend(std::iter::repeat_n(' ', count));
                    }
                    "tab" => out.push('\t'),
                    "line-break" => out.push('\n'),
                    _ => {}
                }
                depth += 1;
                if tag.local() == "a" && link.is_none() {
                    link = tag.owned("href").map(|href| (depth, out.len(), href));
                }
                if since.is_none() && is_struck(&tag, struck) {
                    since = Some(depth);
                }
            }
            Token::End(_) if depth == 0 => break,
            Token::End(_) => {
                if since == Some(depth) {
                    since = None;
                    add_line(&mut aside.struck, &std::mem::take(&mut part));
                }
                if let Some((_, from, href)) = link.take_if(|(at, ..)| *at == depth) {
                    let text = out.get(from..).unwrap_or_default();
                    aside.links.extend(link_to_tell(&href, text).map(str::to_owned));
                }
                depth -= 1;
            }
            Token::Text(text) if since.is_some() => push_collapsed(&mut part, &text),
            Token::Text(text) => push_collapsed(&mut out, &text),
        }
    }
    add_line(&mut aside.struck, &part);
    out
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

    #[track_caller]
    fn check_text(inside: &str, expected: &str) {
        let text = format!("<c>{inside}</c>");
        let mut xml = Xml::new(&text);
        xml.next();
        assert_eq!(cell(&mut xml, &HashSet::new()).text, expected);
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
        let cell = cell(&mut xml, &HashSet::new());
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
        let mut xml = Xml::new(text);
        xml.next();
        let cell = cell(&mut xml, &HashSet::from(["T1".to_owned()]));
        assert_eq!((&*cell.text, &*cell.struck), ("研修を5回\n", "3回\n中止"));
    }
}
