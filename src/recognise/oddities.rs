//! Oddities of a text: what a reader should know about its letters and cells.
//!
//! In: a field's text and the cells that it was read from. Out: findings without a place. The
//! text itself is not changed here.

use crate::field::Field;
use crate::finding::Finding;
use crate::grid::Addr;
use crate::rules::Code;

use super::strip_html;

/// Finds HTML residue (T04), 外字 (T05), decomposed kana (T07) and a text in several cells (S12).
#[must_use]
pub fn oddities(field: Field, text: &str, cells: &[Addr]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some((_, removed)) = strip_html(text) {
        findings.push(Finding::new(Code::T04).found(removed.join(" ")));
    }
    let private: String = text.chars().filter(|c| is_private(*c)).collect();
    if !private.is_empty() {
        findings.push(Finding::new(Code::T05).found(private));
    }
    if text.contains(['\u{3099}', '\u{309A}']) {
        findings.push(Finding::new(Code::T07).found(text));
    }
    // A number in a narrow cell of its own is how a title is laid out, no spread answer.
    if cells.len() > 1 && field != Field::Initiative {
        let cells: Vec<String> = cells.iter().map(Addr::to_string).collect();
        findings.push(Finding::new(Code::S12).found(text).detail(cells.join("、")));
    }
    findings.into_iter().map(|finding| finding.field(field)).collect()
}

/// 外字 or a variation selector.
fn is_private(c: char) -> bool {
    matches!(
        c,
        '\u{E000}'..='\u{F8FF}'
            | '\u{F0000}'..='\u{10FFFD}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{E0100}'..='\u{E01EF}'
    )
}
