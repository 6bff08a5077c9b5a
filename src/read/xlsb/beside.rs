//! Finds what stands beside the cells of an xlsb: notes, links, and drawings, whose parts are those of
//! an xlsx.
//!
//! In: a package and its sheets. Out: F10. The text is quoted, never merged into cells.

use super::texts;
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Sheet};
use crate::read::normalise_lines;
use crate::read::package::Package;
use crate::read::words::beside;
use crate::read::xlsx::beside as drawings;
use crate::rules::Code;

/// The part of a sheet, and the cells with links that leave the sheet.
#[derive(Debug, Default)]
pub(super) struct SheetPart {
    pub(super) name: String,
    pub(super) links: Vec<(Addr, String)>,
}

/// F10 for the notes, the links and everything drawn on the sheets; `parts` are theirs, in order.
pub(super) fn texts(
    file: &str,
    package: &mut Package<'_>,
    parts: &[SheetPart],
    sheets: &[Sheet],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (part, sheet) in parts.iter().zip(sheets) {
        findings.extend(drawings::links(file, package, &part.name, sheet, &part.links));
        for relation in package.relations(&part.name).iter().filter(|it| it.kind == "comments") {
            let notes = package.part_bytes(&relation.target).map(|part| texts::notes(&part));
            let notes = notes.unwrap_or_default();
            if !notes.is_empty() {
                let at = Location::sheet(file, &sheet.name);
                let found = normalise_lines(notes.join("\n"));
                findings.push(Finding::new(Code::F10).at(at).detail(beside::NOTE).found(found));
            }
        }
    }
    let listed: Vec<(&str, &str)> =
        parts.iter().zip(sheets).map(|(part, sheet)| (&*part.name, &*sheet.name)).collect();
    findings.extend(drawings::texts(file, package, &listed, sheets));
    findings
}
