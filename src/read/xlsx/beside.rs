//! Finds what stands beside the cells: notes, shapes, form controls, embedded documents, and links.
//!
//! In: a package and its sheets. Out: F10 and F06. The text is quoted, never merged into cells.

use std::collections::BTreeMap;

use super::drawn::{self, Drawn};
use super::{embedded, over};
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Cell, Region, Sheet};
use crate::read::limits::MAX_FINDINGS;
use crate::read::link_to_tell;
use crate::read::package::Package;
use crate::read::words::beside;
use crate::read::xml::{Token, Xml};
use crate::rules::Code;

/// A part with text, before it is known which sheet it belongs to.
struct Found {
    covered: Option<Region>,
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

/// F10 for every part with notes, and for everything that is drawn or embedded, at its cell.
///
/// `listed` are the parts of the sheets with their names; those of an xlsb hang on it in the same way.
pub(in crate::read) fn texts(
    file: &str,
    package: &mut Package<'_>,
    listed: &[(&str, &str)],
    sheets: &[Sheet],
) -> Vec<Finding> {
    let parts = package.names_under("xl/").into_iter();
    let has_vml = parts
        .as_slice()
        .iter()
        .any(|part| part.rsplit_once('.').is_some_and(|(_, extension)| extension == "vml"));
    let parts: Vec<(String, Read)> =
        parts.filter_map(|part| reader_of(&part, has_vml).map(|read| (part, read))).collect();
    if parts.is_empty() {
        return Vec::new();
    }
    let owners = owners(package, listed);
    let mut findings = Vec::new();
    for (part, read) in parts {
        let owner = owners.get(&part);
        let sheet = owner.and_then(|name| sheets.iter().find(|sheet| sheet.name == *name));
        let found = match read {
            Read::Text(read) => package.text(&part).map(|text| read(&text, sheet)),
            Read::Bytes(read) => package.part_bytes(&part).map(|bytes| read(&part, &bytes)),
        };
        for found in found.unwrap_or_default() {
            let mut at =
                owner.map_or_else(|| Location::file(file), |sheet| Location::sheet(file, sheet));
            at.cell = found.covered.filter(|_| owner.is_some()).map(|it| it.first.to_string());
            findings.push(Finding::new(Code::F10).at(at).detail(found.kind).found(found.text));
        }
    }
    findings
}

/// A link of a cell: the relationship that it names.
pub(in crate::read) type CellLink = (Addr, String);

/// F10 for the links of a sheet that do not show where they lead.
pub(in crate::read) fn links(
    file: &str,
    package: &mut Package<'_>,
    part: &str,
    sheet: &Sheet,
    links: &[CellLink],
) -> Vec<Finding> {
    if links.is_empty() {
        return Vec::new();
    }
    let relations = package.relations(part);
    let found = |(at, id): &CellLink| {
        let relation = relations.iter().find(|it| it.id == *id && it.external)?;
        let shown = sheet.cell(*at).map(Cell::shown).unwrap_or_default();
        let target = link_to_tell(&relation.target, &shown)?;
        let place = Location::cell(file, &sheet.name, *at);
        let text = format!("{at}: {target}");
        Some(Finding::new(Code::F10).at(place).detail(beside::LINK).found(text))
    };
    links.iter().take(MAX_FINDINGS).filter_map(found).collect()
}

/// How a part is read; nothing when it shows nothing.
enum Read {
    Text(fn(&str, Option<&Sheet>) -> Vec<Found>),
    Bytes(fn(&str, &[u8]) -> Vec<Found>),
}

/// Chooses how a part is read, by its name.
fn reader_of(part: &str, has_vml: bool) -> Option<Read> {
    let (stem, extension) = part.rsplit_once('.')?;
    let name = stem.rsplit('/').next().unwrap_or_default();
    let is_xml = extension == "xml";
    if is_xml && (name.starts_with("comment") || part.starts_with("xl/threadedcomments/")) {
        Some(Read::Text(|text, _| notes(text).into_iter().collect()))
    } else if is_xml && part.starts_with("xl/drawings/drawing") {
        Some(Read::Text(|text, sheet| told(beside::SHAPE, drawn::drawing(text), sheet)))
    } else if extension == "vml" {
        Some(Read::Text(|text, sheet| told(beside::CONTROL, drawn::controls(text), sheet)))
    } else if is_xml && part.starts_with("xl/ctrlprops/") && !has_vml {
        Some(Read::Text(|text, _| one(beside::CONTROL, &drawn::control(text))))
    } else if is_xml && part.starts_with("xl/diagrams/data") {
        Some(Read::Text(|text, _| {
            let text = embedded::diagram(text);
            let text = if text.is_empty() { text } else { format!("{} {text}", beside::SMART_ART) };
            one(beside::SHAPE, &text)
        }))
    } else if part.starts_with("xl/embeddings/") {
        Some(Read::Bytes(|part, bytes| one(beside::EMBEDDED, &embedded::document(part, bytes))))
    } else {
        None
    }
}

/// What is found once in a part; nothing where it is empty.
fn one(kind: &'static str, text: &str) -> Vec<Found> {
    let text = crate::read::normalise_lines(text.to_owned());
    Vec::from_iter((!text.is_empty()).then_some(Found { covered: None, kind, text }))
}

/// How many objects of a drawing are told one by one; the rest is told together.
const MAX_TOLD: usize = 100;

/// Quotes what is drawn: the cells, what it is, its text.
fn told(kind: &'static str, drawn: Vec<Drawn>, sheet: Option<&Sheet>) -> Vec<Found> {
    let mut told: Vec<Found> = drawn
        .into_iter()
        .map(|it| {
            let place = it.covered.map(|at| {
                if at.first == at.last {
                    format!("{}: ", at.first)
                } else {
                    format!("{}:{}: ", at.first, at.last)
                }
            });
            let word = over::word(&it, sheet).map(|word| beside::over(&word)).unwrap_or_default();
            let gap = if it.text.is_empty() { "" } else { " " };
            let text = format!("{}{}{word}{gap}{}", place.unwrap_or_default(), it.kind, it.text);
            Found { covered: it.covered, kind, text: crate::read::normalise_lines(text) }
        })
        .collect();
    if told.len() > MAX_TOLD {
        let rest: Vec<String> = told.drain(MAX_TOLD..).map(|found| found.text).collect();
        told.push(Found { covered: None, kind, text: rest.join("\n") });
    }
    told
}

/// Which sheet a part belongs to, by the sheets' relationships.
fn owners(package: &mut Package<'_>, listed: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for (part, name) in listed {
        for relation in package.relations(part).to_vec() {
            let part = relation.target.to_lowercase();
            if relation.kind == "drawing" {
                // Diagrams and embedded objects hang on the drawing.
                for inner in package.relations(&part).iter() {
                    let inner = inner.target.to_lowercase();
                    owners.entry(inner).or_insert_with(|| (*name).to_owned());
                }
            }
            owners.entry(part).or_insert_with(|| (*name).to_owned());
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

fn found(kind: &'static str, lines: &[String]) -> Option<Found> {
    let lines: Vec<&str> =
        lines.iter().map(String::as_str).filter(|line| !crate::grid::is_blank(line)).collect();
    let text = crate::read::normalise_lines(lines.join("\n"));
    (!lines.is_empty()).then_some(Found { covered: None, kind, text })
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
}
