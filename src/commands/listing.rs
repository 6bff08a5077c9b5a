//! Findings as people read them on a terminal: where, what, what to do.
//!
//! In: findings. Out: lines of text, 課 by 課, what weighs most first; identical findings stand once,
//! with all their places.

use std::fmt::Write as _;

use crate::finding::{Finding, Location};
use crate::grid::visible;
use crate::render::groups::{Group, groups};
use crate::render::tally::SeverityCounts;
use crate::render::word_diff::{difference, mark};

/// Writes the findings under the heading of their 課: those of `sections` in that order, others as
/// they appear, then those of no 課.
pub(super) fn listing(findings: &[Finding], sections: &[String]) -> String {
    let mut names: Vec<Option<&str>> = sections.iter().map(|name| Some(&**name)).collect();
    for name in findings.iter().map(|finding| finding.section.as_deref()) {
        if name.is_some() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.push(None);
    let of = |name: Option<&str>| {
        let own = findings.iter().filter(|finding| finding.section.as_deref() == name);
        let mut own: Vec<&Finding> = own.collect();
        own.sort_by_key(|finding| finding.severity());
        own
    };
    let part = |name: Option<&str>| Some(section(name, &of(name))).filter(|text| !text.is_empty());
    names.into_iter().filter_map(part).collect::<Vec<_>>().join("\n")
}

fn section(name: Option<&str>, findings: &[&Finding]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let counts = SeverityCounts::of(findings.iter().copied());
    let name = one_line(name.unwrap_or("特定の課に属さないもの"));
    let mut out = format!(
        "■ {name}（要修正 {}、要確認 {}、参考 {}）\n",
        counts.error, counts.warning, counts.info
    );
    for group in groups(findings.iter().copied()) {
        out.push('\n');
        entry(&mut out, &group);
    }
    out
}

fn entry(out: &mut String, group: &Group<'_>) {
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
    let _ = writeln!(out, "  {}{form}", one_line(&group.message()));
    if let Some(found) = difference(group.first).filter(|_| !group.is_many()) {
        let _ = writeln!(out, "  {}：{}", found.caption, one_line(&mark(&found.runs)));
    }
    places(out, group);
    let _ = writeln!(out, "  対処：{}", group.first.help());
}

/// The places beside the first one; of a group, every place.
fn places(out: &mut String, group: &Group<'_>) {
    for finding in &group.findings {
        if group.is_many() {
            let subject = group.subject(finding);
            let gap = if subject.is_empty() { "" } else { "　" };
            let _ = writeln!(
                out,
                "  ・{}{gap}{}",
                one_line(&subject),
                place(finding.location.as_ref())
            );
        }
        let indent = if group.is_many() { "      " } else { "  " };
        for other in &finding.related {
            let _ = writeln!(out, "{indent}関連：{}", place(Some(other)));
        }
    }
}

fn place(location: Option<&Location>) -> String {
    location.map(|location| one_line(&location.to_string())).unwrap_or_default()
}

/// A text on one line of a terminal: line breaks show, what would act or turn the line is spelt out.
fn one_line(text: &str) -> String {
    visible(text).replace('\n', "⏎").replace('\t', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Code;

    #[test]
    fn findings_stand_under_their_section_and_what_weighs_most_comes_first() {
        let findings = [
            Finding::new(Code::F08).found("Thumbs.db"),
            Finding::new(Code::M01).section("町民生活課"),
            Finding::new(Code::V01).section("町民生活課"),
            Finding::new(Code::M04).section("総務課"),
        ];
        let text = listing(&findings, &["総務課".to_owned(), "町民生活課".to_owned()]);
        let heads: Vec<&str> =
            text.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).collect();
        let expected = [
            "■ 総務課（要修正 1、要確認 0、参考 0）",
            "M04［要修正］",
            "■ 町民生活課（要修正 1、要確認 0、参考 1）",
            "V01［要修正］",
            "M01［参考］",
            "■ 特定の課に属さないもの（要修正 0、要確認 0、参考 1）",
            "F08［参考］",
        ];
        assert_eq!(heads, expected);
    }

    #[test]
    fn a_file_name_cannot_act_on_the_terminal() {
        let finding = Finding::new(Code::F01).at(Location::file("\u{1b}[2J回答.xlsx")).detail("x");
        assert!(listing(&[finding], &[]).contains("［U+001B］[2J回答.xlsx"));
    }
}
