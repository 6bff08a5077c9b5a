//! Lists what is drawn over the cells: shapes, pictures, charts, and form controls.
//!
//! In: the text of a drawing or of VML. Out: every object with its kind, its text and the cells
//! that it covers. A shape that an older program sees as a control is told from the VML alone.

use crate::grid::{Addr, Region};
use crate::read::words::beside;
use crate::read::xml::{Token, Xml};

/// Something that lies over the cells.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Drawn {
    /// The cells that it covers; `None` where it is not anchored to cells.
    pub(super) covered: Option<Region>,
    /// What it is.
    pub(super) kind: &'static str,
    /// Its text, often none.
    pub(super) text: String,
    /// Where it begins and ends in the column of its first cell, in EMU.
    pub(super) across: Option<(u32, u32)>,
}

/// The objects of a drawing (ECMA-376 part 1, 20.5); those of a group each, at the group's place.
pub(super) fn drawing(text: &str) -> Vec<Drawn> {
    let mut out = Vec::new();
    let mut anchor = Drawn::default();
    let mut from = None;
    // The object that is read, and whether a control hides behind it.
    let mut drawn: Option<(Drawn, bool)> = None;
    let mut paragraph = String::new();
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => {
                    (anchor, from) = (Drawn::default(), None);
                }
                "from" => {
                    from = Some(point(&mut xml));
                    anchor.covered = region(from, from);
                }
                "to" => {
                    let to = Some(point(&mut xml));
                    anchor.covered = region(from, to);
                    anchor.across = from.zip(to).map(|(from, to)| across(from, to));
                }
                // The same shape again, for older programs.
                "Fallback" => xml.skip(),
                name if drawn.is_none() => {
                    let kind = kind_of(name);
                    if !kind.is_empty() {
                        drawn = Some((Drawn { kind, ..anchor.clone() }, false));
                    }
                }
                name => {
                    if let Some((drawn, is_control)) = &mut drawn {
                        match name {
                            "t" => paragraph.push_str(&xml.text_until_end()),
                            "br" => paragraph.push('\n'),
                            "compatExt" => *is_control = true,
                            "prstGeom" => {
                                drawn.kind = shape(tag.attr("prst").as_deref(), drawn.kind);
                            }
                            "graphicData" => {
                                drawn.kind = graphic(&tag.attr("uri").unwrap_or_default());
                            }
                            _ => {}
                        }
                    }
                }
            },
            Token::End(tag) => match tag.local() {
                "p" => {
                    let line = std::mem::take(&mut paragraph);
                    if let Some((drawn, _)) = &mut drawn {
                        push_line(&mut drawn.text, &line);
                    }
                }
                name if !kind_of(name).is_empty() => {
                    out.extend(drawn.take().filter(|(_, is_control)| !is_control).map(|it| it.0));
                }
                _ => {}
            },
            Token::Text(_) => {}
        }
    }
    out
}

/// What a preset shape is called; `other` where it has no name of its own.
fn shape(preset: Option<&str>, other: &'static str) -> &'static str {
    match preset {
        Some("ellipse") => beside::OVAL,
        Some(name) if name.contains("Arrow") => beside::ARROW,
        Some("line" | "straightConnector1") => beside::LINE,
        _ => other,
    }
}

/// Where a shape begins and ends in the column of its first cell, in EMU; one that goes on beyond it
/// has no end there.
fn across(from: Corner, to: Corner) -> (u32, u32) {
    (from[1], if to[0] == from[0] { to[1] } else { u32::MAX })
}

fn kind_of(element: &str) -> &'static str {
    match element {
        "sp" | "graphicFrame" => beside::FIGURE,
        "cxnSp" => beside::LINE,
        "pic" => beside::IMAGE,
        "contentPart" => beside::INK,
        _ => "",
    }
}

fn graphic(uri: &str) -> &'static str {
    if uri.ends_with("/chart") || uri.ends_with("/chartex") {
        beside::CHART
    } else if uri.ends_with("/diagram") {
        beside::SMART_ART
    } else {
        beside::FIGURE
    }
}

fn push_line(text: &mut String, line: &str) {
    if crate::grid::is_blank(line) {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// A corner: column, its offset, row, its offset.
type Corner = [u32; 4];

/// Reads a corner up to the end of its element.
fn point(xml: &mut Xml<'_>) -> Corner {
    let mut corner = [0; 4];
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => {
                let index = match tag.local() {
                    "col" => 0,
                    "colOff" => 1,
                    "row" => 2,
                    "rowOff" => 3,
                    _ => continue,
                };
                corner[index] = xml.text_until_end().trim().parse().unwrap_or_default();
            }
            Token::End(tag) if matches!(tag.local(), "from" | "to") => break,
            _ => {}
        }
    }
    corner
}

/// The cells between two corners; what ends at the very edge of a cell does not cover it.
fn region(from: Option<Corner>, to: Option<Corner>) -> Option<Region> {
    let (from, to) = (from?, to?);
    let last = |first: u32, at: u32, offset: u32| {
        let last = if offset == 0 && at > first { at - 1 } else { at };
        last.max(first)
    };
    let first = Addr::new(from[2], from[0]);
    let last = Addr::new(last(from[2], to[2], to[3]), last(from[0], to[0], to[1]));
    (last.row < Addr::MAX_ROWS && last.col < Addr::MAX_COLS).then_some(Region { first, last })
}

/// Form controls in VML with their state; the shapes of notes are left out.
pub(super) fn controls(text: &str) -> Vec<Drawn> {
    let mut out = Vec::new();
    let mut drawn = Drawn::default();
    let (mut object, mut checked, mut in_textbox) = (String::new(), false, false);
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "shape" => (drawn, object, checked) = (Drawn::default(), String::new(), false),
                "textbox" => in_textbox = true,
                "ClientData" => object = tag.owned("ObjectType").unwrap_or_default(),
                "Anchor" => drawn.covered = vml_region(&xml.text_until_end()),
                "Checked" => checked = xml.text_until_end().trim() == "1",
                _ => {}
            },
            Token::End(tag) => match tag.local() {
                "textbox" => in_textbox = false,
                "shape" => {
                    drawn.kind = match object.as_str() {
                        "" | "Note" => continue,
                        "Checkbox" | "Radio" if checked => beside::CHECKED,
                        "Checkbox" | "Radio" => beside::UNCHECKED,
                        "Pict" => beside::EMBEDDED,
                        _ => beside::PART,
                    };
                    out.push(std::mem::take(&mut drawn));
                }
                _ => {}
            },
            Token::Text(text) if in_textbox => drawn.text.push_str(text.trim()),
            Token::Text(_) => {}
        }
    }
    out
}

/// A form control that no VML shows, by its properties (MS-XLSX 2.6.23): its state.
pub(super) fn control(text: &str) -> String {
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next() {
        if let Token::Start(tag) = token
            && tag.local() == "formControlPr"
        {
            let boxed = matches!(tag.attr("objectType").as_deref(), Some("CheckBox" | "Radio"));
            let checked = tag.attr("checked").as_deref() == Some("Checked");
            return match (boxed, checked) {
                (true, true) => beside::CHECKED,
                (true, false) => beside::UNCHECKED,
                (false, _) => beside::PART,
            }
            .to_owned();
        }
    }
    String::new()
}

/// The cells of `x:Anchor`: left column, offset, top row, offset, right column …
fn vml_region(anchor: &str) -> Option<Region> {
    let numbers: Vec<u32> = anchor.split(',').filter_map(|it| it.trim().parse().ok()).collect();
    let (from, to) = (numbers.first_chunk()?, numbers.get(4..)?.first_chunk()?);
    region(Some(*from), Some(*to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(drawn: &[Drawn], expected: &[(&str, &str, &str)]) {
        let told: Vec<_> = drawn
            .iter()
            .map(|it| {
                let first = it.covered.map(|it| format!("{}:{}", it.first, it.last));
                (it.kind, first.unwrap_or_default(), it.text.clone())
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(kind, at, text)| (*kind, (*at).to_owned(), (*text).to_owned()))
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn shapes_and_pictures_are_told_with_the_cells_they_cover() {
        let anchor = "<from><col>3</col><row>10</row></from>\
            <to><col>4</col><colOff>5</colOff><row>11</row><rowOff>0</rowOff></to>";
        let text = format!(
            "<wsDr><twoCellAnchor>{anchor}<sp><spPr><a:prstGeom prst=\"ellipse\"/></spPr><a:p/></sp>\
             </twoCellAnchor><twoCellAnchor>{anchor}<sp><a:p><a:t>別紙</a:t></a:p></sp></twoCellAnchor>\
             <oneCellAnchor><pic/></oneCellAnchor><twoCellAnchor>{anchor}<grpSp><sp><a:p><a:t>甲</a:t></a:p></sp>\
             <cxnSp/></grpSp></twoCellAnchor></wsDr>"
        );
        check(
            &drawing(&text),
            &[
                (beside::OVAL, "D11:E11", ""),
                (beside::FIGURE, "D11:E11", "別紙"),
                (beside::IMAGE, "", ""),
                (beside::FIGURE, "D11:E11", "甲"),
                (beside::LINE, "D11:E11", ""),
            ],
        );
        check(&drawing("<wsDr/>"), &[]);
    }

    #[test]
    fn controls_are_told_with_their_state_and_notes_are_not() {
        let text = "<xml><v:shape><v:textbox><div>達成<br></div></v:textbox>\
            <x:ClientData ObjectType=\"Checkbox\"><x:Anchor>3, 0, 10, 0, 3, 60, 11, 0</x:Anchor>\
            <x:Checked>1</x:Checked></x:ClientData></v:shape>\
            <v:shape><v:textbox><div>メモ</div></v:textbox><x:ClientData ObjectType=\"Note\"/></v:shape></xml>";
        check(&controls(text), &[(beside::CHECKED, "D11:D11", "達成")]);
    }
}
