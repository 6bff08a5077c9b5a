//! Oddities of a text: what a reader should know about its letters and cells.
//!
//! In: a field's text and the cells that it was read from. Out: findings without a place. The
//! text itself is not changed here.

use crate::field::Field;
use crate::finding::{Finding, named};
use crate::grid::{Addr, is_hidden, visible};
use crate::rules::Code;

use super::{LabelHit, strip_html};

/// Finds HTML residue (T04), 外字 and what cannot be seen (T05), decomposed kana (T07) and a text in several cells (S12).
#[must_use]
pub fn oddities(field: Field, text: &str, cells: &[Addr]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some((_, removed)) = strip_html(text) {
        findings.push(Finding::new(Code::T04).found(removed.join(" ")));
    }
    let odd = |c: &char| is_private(*c) || is_hidden(*c);
    let odd: String = text.chars().filter(odd).collect();
    if !odd.is_empty() {
        findings.push(Finding::new(Code::T05).found(visible(&odd)));
    }
    if text.contains(['\u{3099}', '\u{309A}']) {
        findings.push(Finding::new(Code::T07).found(text));
    }
    // A number in a narrow cell of its own is how a title is laid out, no spread answer.
    if cells.len() > 1 && field != Field::Initiative {
        findings.push(Finding::new(Code::S12).found(text).detail(named(cells.iter())));
    }
    findings.into_iter().map(|finding| finding.field(field)).collect()
}

/// T01 or T03 where a label is not spelled as the template spells it.
#[must_use]
pub fn label_oddity(hit: &LabelHit) -> Option<Finding> {
    let text = hit.text.trim();
    if text == hit.canonical {
        return None;
    }
    let twins = |c: char| if c == '〜' { '～' } else { c };
    let unified: String = text.chars().map(twins).collect();
    let code = if unified == hit.canonical { Code::T03 } else { Code::T01 };
    let mut finding = Finding::new(code).found(hit.text.as_str()).expected(hit.canonical.as_str());
    finding.field = hit.field;
    Some(finding)
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
