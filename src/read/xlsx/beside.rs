//! Finds what stands beside the cells: notes, shapes, form controls, and links to other files.
//!
//! In: a package and its sheets. Out: F10 and F06. The text is quoted, never merged into cells.

use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use crate::finding::{Finding, Location};
use crate::grid::Sheet;
use crate::read::package::Package;
use crate::read::words::beside;
use crate::read::xml::{Token, Xml};
use crate::rules::Code;

/// A part with text, before it is known which sheet it belongs to.
struct Found {
    kind: &'static str,
    text: String,
}

/// F06 for every sheet with a formula that refers to another file: the first such cell, the others
/// as related places; links without such a formula are told once for the file.
pub(super) fn external_links(
    file: &str,
    package: &mut Package<'_>,
    sheets: &[Sheet],
) -> Vec<Finding> {
    let targets = link_targets(package);
    let mut findings = crate::read::external_formulas(file, sheets);
    if findings.is_empty() && !targets.is_empty() {
        findings.push(Finding::new(Code::F06).at(Location::file(file)));
    }
    for finding in &mut findings {
        finding.detail = (!targets.is_empty()).then(|| targets.join("、"));
        finding.found = finding.found.take().or_else(|| finding.detail.clone());
    }
    findings
}

/// The files that links lead to, as the workbook states them.
fn link_targets(package: &mut Package<'_>) -> Vec<String> {
    let parts = package.names_under("xl/externallinks/externallink");
    parts
        .iter()
        .flat_map(|part| package.relations(part).to_vec())
        .filter(|relation| relation.external)
        .map(|relation| relation.target)
        .collect()
}

/// F10 for every part with notes, shapes or controls.
pub(super) fn texts(file: &str, package: &mut Package<'_>, book: &Book) -> Vec<Finding> {
    let parts = package.names_under("xl/").into_iter();
    let parts: Vec<(String, Read)> =
        parts.filter_map(|part| reader_of(&part).map(|read| (part, read))).collect();
    if parts.is_empty() {
        return Vec::new();
    }
    let owners = owners(package, book);
    let mut findings = Vec::new();
    let mut quoted: BTreeSet<(Option<String>, String)> = BTreeSet::new();
    for (part, read) in parts {
        let Some(found) = package.text(&part).and_then(|text| read(&text)) else { continue };
        let sheet = owners.get(&part).cloned();
        // Excel writes a control's caption into the drawing and into the VML beside it.
        let lines = || found.text.lines().map(|line| (sheet.clone(), line.to_owned()));
        if lines().all(|line| quoted.contains(&line)) {
            continue;
        }
        quoted.extend(lines());
        let location =
            sheet.map_or_else(|| Location::file(file), |sheet| Location::sheet(file, &sheet));
        let finding = Finding::new(Code::F10).at(location).detail(found.kind);
        findings.push(finding.found(found.text));
    }
    findings
}

/// How the text of a part is read; `None` when it shows nothing.
type Read = fn(&str) -> Option<Found>;

/// Chooses how a part is read, by its name.
fn reader_of(part: &str) -> Option<Read> {
    let (stem, extension) = part.rsplit_once('.')?;
    let name = stem.rsplit('/').next().unwrap_or_default();
    let is_xml = extension == "xml";
    if is_xml && (name.starts_with("comment") || part.starts_with("xl/threadedcomments/")) {
        Some(notes)
    } else if is_xml && part.starts_with("xl/drawings/drawing") {
        Some(shapes)
    } else if extension == "vml" {
        Some(controls)
    } else {
        None
    }
}

/// Which sheet a part belongs to, by the sheets' relationships.
fn owners(package: &mut Package<'_>, book: &Book) -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for sheet in &book.sheets {
        for relation in package.relations(&sheet.part).iter() {
            let part = relation.target.to_lowercase();
            owners.entry(part).or_insert_with(|| sheet.name.clone());
        }
    }
    owners
}

/// Notes and threaded comments: one line a note, with its cell.
fn notes(text: &str) -> Option<Found> {
    let mut lines: Vec<String> = Vec::new();
    let mut note: Option<String> = None;
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "comment" | "threadedComment" => {
                    note = Some(tag.attr("ref").map(|at| format!("{at}: ")).unwrap_or_default());
                }
                "rPh" => xml.skip(),
                "t" if note.is_some() => push(&mut note, &xml.text_until_end()),
                _ => {}
            },
            Token::End(tag) => {
                if matches!(tag.local(), "comment" | "threadedComment") {
                    lines.extend(note.take());
                }
            }
            Token::Text(text) => {
                // A threaded comment holds its text without runs.
                if !text.trim().is_empty() {
                    push(&mut note, &text);
                }
            }
        }
    }
    found(beside::NOTE, &lines)
}

fn push(note: &mut Option<String>, text: &str) {
    if let Some(note) = note {
        note.push_str(text);
    }
}

/// Shapes and text boxes (`a:t` in `a:p`), and how many pictures there are.
fn shapes(text: &str) -> Option<Found> {
    let mut lines: Vec<String> = Vec::new();
    let mut paragraph = String::new();
    let mut pictures = 0;
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "t" => paragraph.push_str(&xml.text_until_end()),
                "br" => paragraph.push('\n'),
                "pic" => pictures += 1,
                // The same shape again, for older programs.
                "Fallback" => xml.skip(),
                _ => {}
            },
            Token::End(tag) if tag.local() == "p" => lines.push(std::mem::take(&mut paragraph)),
            _ => {}
        }
    }
    lines.extend(std::iter::repeat_n(beside::PICTURE.to_owned(), pictures));
    found(beside::SHAPE, &lines)
}

/// Captions of form controls in VML; the shapes of notes are left out.
fn controls(text: &str) -> Option<Found> {
    let mut lines: Vec<String> = Vec::new();
    let mut caption = String::new();
    let mut is_control = false;
    let mut in_textbox = false;
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "shape" => (caption, is_control) = (String::new(), false),
                "textbox" => in_textbox = true,
                "ClientData" => {
                    is_control =
                        !matches!(tag.attr("ObjectType").as_deref(), Some("Note" | "Pict"));
                }
                _ => {}
            },
            Token::End(tag) => match tag.local() {
                "textbox" => in_textbox = false,
                "shape" if is_control => lines.push(std::mem::take(&mut caption)),
                _ => {}
            },
            Token::Text(text) if in_textbox => caption.push_str(text.trim()),
            Token::Text(_) => {}
        }
    }
    found(beside::CONTROL, &lines)
}

fn found(kind: &'static str, lines: &[String]) -> Option<Found> {
    let lines: Vec<&str> =
        lines.iter().map(String::as_str).filter(|line| !crate::grid::is_blank(line)).collect();
    let text = crate::read::normalise_lines(lines.join("\n"));
    (!lines.is_empty()).then_some(Found { kind, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: Option<Found>, kind: &str, text: &str) {
        let found = found.expect("text beside the cells");
        assert_eq!((found.kind, found.text.as_str()), (kind, text));
    }

    #[test]
    fn notes_are_quoted_with_their_cells() {
        let text = "<comments><commentList><comment ref=\"B2\"><text><r><t>確認</t></r><r><t>済み</t>\
            </r><rPh><t>カクニン</t></rPh></text></comment></commentList></comments>";
        check(notes(text), beside::NOTE, "B2: 確認済み");
        let text = "<ThreadedComments><threadedComment ref=\"C3\"><text>返信</text></threadedComment></ThreadedComments>";
        check(notes(text), beside::NOTE, "C3: 返信");
    }

    #[test]
    fn shapes_give_a_line_a_paragraph_and_name_pictures() {
        let text = "<wsDr><sp><txBody><a:p><a:r><a:t>別紙</a:t></a:r></a:p><a:p/></txBody></sp><pic/></wsDr>";
        check(shapes(text), beside::SHAPE, "別紙\n（画像）");
        assert!(shapes("<wsDr><sp/></wsDr>").is_none());
    }

    #[test]
    fn controls_are_told_from_the_shapes_of_notes() {
        let text = "<xml><v:shape><v:textbox><div>達成<br></div></v:textbox>\
            <x:ClientData ObjectType=\"Checkbox\"/></v:shape>\
            <v:shape><v:textbox><div>メモ</div></v:textbox><x:ClientData ObjectType=\"Note\"/></v:shape></xml>";
        check(controls(text), beside::CONTROL, "達成");
    }
}
