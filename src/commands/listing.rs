//! Findings as people read them on a terminal: where, what, what to do.
//!
//! In: findings. Out: lines of text; identical findings stand once, with all their places.

use std::fmt::Write as _;

use crate::finding::{Finding, Location};
use crate::render::groups::{Group, groups};
use crate::render::word_diff::{difference, mark};

/// Writes the findings, identical ones as one entry.
pub(super) fn listing(findings: &[Finding]) -> String {
    let mut out = String::new();
    for group in groups(findings) {
        let (code, severity) = (group.first.code.as_str(), group.first.severity().label());
        let head = if group.is_many() {
            format!("{} か所", group.findings.len())
        } else {
            place(group.first.location.as_ref())
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{code}［{severity}］{head}");
        let form = group.first.form_id.as_deref().filter(|_| !group.is_many());
        let form = form.map(|id| format!("（{id}）")).unwrap_or_default();
        let _ = writeln!(out, "  {}{form}", group.message());
        if let Some(found) = difference(group.first).filter(|_| !group.is_many()) {
            let _ = writeln!(out, "  {}：{}", found.caption, one_line(&mark(&found.runs)));
        }
        places(&mut out, &group);
        let _ = writeln!(out, "  対処：{}", group.first.help());
    }
    out
}

/// The places beside the first one; of a group, every place.
fn places(out: &mut String, group: &Group<'_>) {
    for finding in &group.findings {
        if group.is_many() {
            let subject = group.subject(finding);
            let gap = if subject.is_empty() { "" } else { "　" };
            let _ = writeln!(out, "  ・{subject}{gap}{}", place(finding.location.as_ref()));
        }
        for other in &finding.related {
            let _ = writeln!(out, "  関連：{other}");
        }
    }
}

fn place(location: Option<&Location>) -> String {
    location.map(ToString::to_string).unwrap_or_default()
}

/// A text on one line of a terminal: line breaks show, other control characters do not act.
fn one_line(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' => '⏎',
        c if c.is_control() => '\u{FFFD}',
        c => c,
    };
    text.chars().map(shown).collect()
}
