//! What is drawn over the cells of a sheet and what hangs on them, whatever format holds it.
//!
//! In: the objects and links that a format's reader found. Out: F10 for each, with the cells that it
//! covers, what it is and its text. It reads no file.

use super::limits::MAX_FINDINGS;
use super::words::beside;
use super::{link_to_tell, normalise_lines};
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Cell, Region, Sheet, is_blank};
use crate::rules::Code;

/// Something that is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drawn {
    /// The cells that it covers; `None` where it is not anchored to cells.
    pub(super) covered: Option<Region>,
    /// Whether it is a control, a note or a shape.
    pub(super) kind: &'static str,
    /// What it is; empty for a note.
    pub(super) what: &'static str,
    /// Its text, often none.
    pub(super) text: String,
}

impl Drawn {
    /// What is told of it: the cells, what it is, its text.
    fn told(&self) -> String {
        let place = self.covered.map(|at| {
            let last = if at.first == at.last { String::new() } else { format!(":{}", at.last) };
            format!("{}{last}: ", at.first)
        });
        let gap = if self.what.is_empty() || self.text.is_empty() { "" } else { " " };
        format!("{}{}{gap}{}", place.unwrap_or_default(), self.what, self.text)
    }
}

/// F10 for every object of a sheet at its cell; from a number on they are told together, and notes
/// always are.
pub(super) fn drawn(file: &str, sheet: &str, drawn: &[Drawn]) -> Vec<Finding> {
    let (notes, drawn): (Vec<&Drawn>, Vec<&Drawn>) =
        drawn.iter().partition(|it| it.kind == beside::NOTE);
    let (alone, together) = drawn.split_at(drawn.len().min(MAX_FINDINGS));
    let mut findings: Vec<Finding> = alone
        .iter()
        .map(|it| finding(file, sheet, it.kind, it.covered.map(|at| at.first), it.told()))
        .collect();
    let notes: Vec<&Drawn> = notes.into_iter().filter(|note| !is_blank(&note.text)).collect();
    for (kind, together) in [(beside::SHAPE, together), (beside::NOTE, &notes)] {
        if !together.is_empty() {
            let told: Vec<String> = together.iter().map(|it| it.told()).collect();
            findings.push(finding(file, sheet, kind, None, told.join("\n")));
        }
    }
    findings
}

/// F10 for the links of a sheet's cells that do not show where they lead.
pub(super) fn links(file: &str, sheet: &Sheet, links: &[(Addr, String)]) -> Vec<Finding> {
    let tell = |(at, target): &(Addr, String)| {
        let shown = sheet.cell(*at).map(Cell::shown).unwrap_or_default();
        let target = link_to_tell(target, &shown)?;
        Some(finding(file, &sheet.name, beside::LINK, Some(*at), format!("{at}: {target}")))
    };
    links.iter().filter_map(tell).take(MAX_FINDINGS).collect()
}

fn finding(
    file: &str,
    sheet: &str,
    kind: &'static str,
    cell: Option<Addr>,
    text: String,
) -> Finding {
    let cell = cell.map(|at| at.to_string());
    let at = Location { cell, ..Location::sheet(file, sheet) };
    Finding::new(Code::F10).at(at).detail(kind).found(normalise_lines(text))
}
