//! Reads what is drawn over the cells of an OpenDocument sheet, and the controls of its forms.
//!
//! In: tokens of an element of `draw:` (ODF 1.2 part 1, 10.3) or of `office:forms` (13.1). Out: what
//! each object is, the cells that it covers, its text. A shape of a group stands at the group's
//! place.

use std::collections::HashMap;

use super::{address, text};
use crate::grid::{Addr, Region};
use crate::read::annotations::Drawn;
use crate::read::words::beside;
use crate::read::xml::{Tag, Token, Xml};

/// The controls of a sheet by their ids: what each shows, and its label.
pub(super) type Controls = HashMap<String, (&'static str, String)>;

/// Reads on to the end of the forms that were just started.
pub(super) fn controls(xml: &mut Xml<'_>) -> Controls {
    let mut controls = Controls::new();
    xml.each_child(|tag| {
        let Some(id) = tag.qualified("form:id").or_else(|| tag.qualified("xml:id")) else { return };
        let is = |names: [&str; 2], value: &str| {
            let stated = names.iter().find_map(|name| tag.attr(name));
            stated.as_deref() == Some(value)
        };
        let what = match tag.local() {
            "checkbox" if is(["current-state", "state"], "checked") => beside::CHECKED,
            "radio" if is(["current-selected", "selected"], "true") => beside::CHECKED,
            "checkbox" | "radio" => beside::UNCHECKED,
            _ => beside::PART,
        };
        let texts = ["label", "current-value", "value"];
        let text = texts.iter().find_map(|name| tag.owned(name)).unwrap_or_default();
        controls.insert(id.into_owned(), (what, text));
    });
    controls
}

/// Reads on to the end of something drawn that was just started; `at` is the cell where it stands,
/// `None` for what stands over no cell.
pub(super) fn read(
    xml: &mut Xml<'_>,
    tag: &Tag<'_>,
    at: Option<Addr>,
    controls: &Controls,
) -> Vec<Drawn> {
    let covered = at.map(|at| covered(tag, at));
    let mut out = Vec::new();
    if matches!(tag.local(), "g" | "a") {
        inside(xml, covered, controls, &mut out);
    } else {
        out.push(object(xml, tag, covered, controls));
    }
    out
}

/// Reads on to the end of the shapes of a sheet, which stand over no cell.
pub(super) fn read_all(xml: &mut Xml<'_>, controls: &Controls) -> Vec<Drawn> {
    let mut out = Vec::new();
    inside(xml, None, controls, &mut out);
    out
}

/// Reads on to the end of the group that was just started, whose shapes are all at its place.
fn inside(xml: &mut Xml<'_>, covered: Option<Region>, controls: &Controls, out: &mut Vec<Drawn>) {
    let mut depth = 0u32;
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) if matches!(tag.local(), "g" | "a") => depth += 1,
            // Points where lines may end, and what the group is called.
            Token::Start(tag) if matches!(tag.local(), "glue-point" | "title" | "desc") => {
                xml.skip();
            }
            Token::Start(tag) => {
                let drawn = object(xml, &tag, covered, controls);
                out.push(drawn);
            }
            Token::End(_) if depth == 0 => break,
            Token::End(_) => depth -= 1,
            Token::Text(_) => {}
        }
    }
}

/// The cells from the one where an object stands to the one where it ends.
fn covered(tag: &Tag<'_>, at: Addr) -> Region {
    let end = tag.attr("end-cell-address").and_then(|end| address::parse(&end));
    let end = end.map(|(_, region)| region.first);
    Region {
        first: at,
        last: end.filter(|end| end.row >= at.row && end.col >= at.col).unwrap_or(at),
    }
}

/// Reads on to the end of a single object.
fn object(xml: &mut Xml<'_>, tag: &Tag<'_>, covered: Option<Region>, controls: &Controls) -> Drawn {
    let mut what = match tag.local() {
        "control" => "",
        "ellipse" | "circle" => beside::OVAL,
        "line" | "connector" | "polyline" | "path" => beside::LINE,
        _ => beside::FIGURE,
    };
    let control = tag.attr("control").and_then(|id| controls.get(&*id)).cloned();
    let mut lines: Vec<String> = Vec::new();
    let mut depth = 0u32;
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) if matches!(tag.local(), "p" | "h") => {
                lines.push(text::plain_paragraph(xml));
            }
            Token::Start(tag) => {
                depth += 1;
                what = kind_of(&tag, what);
            }
            Token::End(_) if depth == 0 => break,
            Token::End(_) => depth -= 1,
            Token::Text(_) => {}
        }
    }
    lines.retain(|line| !crate::grid::is_blank(line));
    let text = lines.join("\n");
    if !what.is_empty() {
        return Drawn { covered, kind: beside::SHAPE, what, text };
    }
    let (what, label) = control.unwrap_or((beside::PART, String::new()));
    let text = if label.is_empty() { text } else { label };
    Drawn { covered, kind: beside::CONTROL, what, text }
}

/// What an element within an object says of its kind. A picture behind an embedded object is only its
/// likeness.
fn kind_of(tag: &Tag<'_>, known: &'static str) -> &'static str {
    match tag.local() {
        "image" if known == beside::FIGURE => beside::IMAGE,
        // A chart is drawn anew when the cells that it shows change.
        "object" if tag.attr("notify-on-update-of-ranges").is_some() => beside::CHART,
        "object" | "object-ole" | "plugin" => beside::EMBEDDED,
        "enhanced-geometry" => {
            let shape = tag.attr("type").unwrap_or_default();
            if shape.ends_with("ellipse") {
                beside::OVAL
            } else if shape.to_ascii_lowercase().contains("arrow") {
                beside::ARROW
            } else {
                known
            }
        }
        _ => known,
    }
}
