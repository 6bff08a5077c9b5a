//! The findings of the page, 課 by 課, and the rules that made them.
//!
//! In: findings in any order. Out: what the page shows of each, with the anchors that link findings,
//! 課 and rules. Counts are those of single findings; identical ones are one item.

use std::collections::BTreeMap;

use crate::finding::{Finding, Location, Waived};
use crate::grid::visible;
use crate::model::{parse_date, wareki};
use crate::render::groups::{Group as Identical, groups as identical};
use crate::render::tally::SeverityCounts;
use crate::render::word_diff::{Run, difference};
use crate::rules::{Code, Rule, Severity};

/// Severities in the order of the page.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// Longest quote that stands open, in characters; longer ones are folded.
const OPEN_QUOTE: usize = 160;

/// Characters of a folded quote that show its beginning.
const QUOTE_HEAD: usize = 40;

/// The findings of one 課.
pub(super) struct Group {
    pub name: String,
    pub anchor: String,
    pub counts: SeverityCounts,
    pub parts: Vec<Part>,
}

/// The findings of one 課 and severity.
pub(super) struct Part {
    pub severity: Severity,
    /// Findings; identical ones are one item.
    pub count: usize,
    pub items: Vec<Item>,
}

/// One finding, or several identical ones.
pub(super) struct Item {
    /// Its number on the page, from 1.
    pub number: usize,
    pub code: Code,
    pub message: String,
    pub spots: Vec<Spot>,
    pub found: Option<Quote>,
    pub expected: Option<Quote>,
    pub difference: Option<Changed>,
    pub help: &'static str,
}

/// Where a finding was made.
pub(super) struct Spot {
    pub subject: String,
    pub place: Option<String>,
    pub related: Vec<String>,
}

/// A text from a file, whole.
pub(super) struct Quote {
    /// The beginning, where the whole is folded.
    pub head: Option<String>,
    pub text: String,
    pub chars: usize,
    /// It holds blanks only, which show nothing.
    pub blank: bool,
    /// The text is this day, for people.
    pub day: Option<String>,
}

/// What differs between two texts.
pub(super) struct Changed {
    pub caption: &'static str,
    pub runs: Vec<Run<'static>>,
}

/// A rule that found something.
pub(super) struct Fired {
    pub rule: &'static Rule,
    pub title: String,
    pub count: usize,
    pub places: Vec<FiredIn>,
}

/// The findings of one rule on one 課.
pub(super) struct FiredIn {
    pub section: String,
    /// Number of the first item.
    pub first: usize,
    pub count: usize,
}

/// Findings by 課: the known ones in display order, others as they appear, then those of no 課.
pub(super) fn groups(findings: &[Finding], sections: &[String]) -> Vec<Group> {
    let mut names: Vec<Option<&str>> = sections.iter().map(|name| Some(&**name)).collect();
    for finding in findings {
        let name = finding.section.as_deref();
        if name.is_some() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.push(None);
    let mut by_section: BTreeMap<Option<&str>, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_section.entry(finding.section.as_deref()).or_default().push(finding);
    }
    let mut number = 0;
    let group = |(index, name): (usize, Option<&str>)| {
        let own = by_section.get(&name)?;
        let of = |severity| part(own, severity, &mut number);
        Some(Group {
            name: name.map_or_else(|| "特定の課に属さないもの".to_owned(), visible),
            anchor: anchor(name, index),
            counts: SeverityCounts::of(own.iter().copied()),
            parts: SEVERITIES.into_iter().filter_map(of).collect(),
        })
    };
    names.into_iter().enumerate().filter_map(group).collect()
}

/// An anchor that people can mail: by the name of the 課 wherever the name can stand in a link.
fn anchor(name: Option<&str>, index: usize) -> String {
    match name {
        None => "課なし".to_owned(),
        Some(name) if name.chars().all(char::is_alphanumeric) => format!("課-{name}"),
        Some(_) => format!("課{index}"),
    }
}

/// The rules that found something, in catalogue order, with the way to their findings. Those whose
/// findings all may stand have none to lead to.
pub(super) fn fired(groups: &[Group], waived: &[Waived]) -> Vec<Fired> {
    let stand = waived.iter().map(|waived| (waived.finding.code, Vec::new()));
    let mut rules: BTreeMap<Code, Vec<FiredIn>> = stand.collect();
    for group in groups {
        for item in group.parts.iter().flat_map(|part| &part.items) {
            let places = rules.entry(item.code).or_default();
            match places.last_mut().filter(|last| last.section == group.name) {
                Some(last) => last.count += item.spots.len(),
                None => places.push(FiredIn {
                    section: group.name.clone(),
                    first: item.number,
                    count: item.spots.len(),
                }),
            }
        }
    }
    let fired = |(code, places): (Code, Vec<FiredIn>)| Fired {
        rule: code.rule(),
        title: code.rule().title(),
        count: places.iter().map(|place| place.count).sum(),
        places,
    };
    rules.into_iter().map(fired).collect()
}

fn part(findings: &[&Finding], severity: Severity, number: &mut usize) -> Option<Part> {
    let own = || findings.iter().copied().filter(|finding| finding.severity() == severity);
    let next = |same: &Identical<'_>| {
        *number += 1;
        item(same, *number)
    };
    let items: Vec<Item> = identical(own()).iter().map(next).collect();
    (!items.is_empty()).then(|| Part { severity, count: own().count(), items })
}

fn item(same: &Identical<'_>, number: usize) -> Item {
    let first = same.first;
    let spot = |finding: &&Finding| Spot {
        subject: visible(&same.subject(finding)),
        place: finding.location.as_ref().map(place),
        related: finding.related.iter().map(place).collect(),
    };
    let changed = difference(first).filter(|_| !same.is_many()).map(|found| Changed {
        caption: found.caption,
        runs: found.runs.iter().map(visible_run).collect(),
    });
    let quoted = |text: &Option<String>| {
        same.common(text.as_deref()).map(|text| quote(text, first.code == Code::M05))
    };
    Item {
        number,
        code: first.code,
        message: visible(&same.message()),
        spots: same.findings.iter().map(spot).collect(),
        found: quoted(&first.found),
        expected: quoted(&first.expected),
        difference: changed,
        help: first.help(),
    }
}

pub(super) fn place(location: &Location) -> String {
    visible(&location.to_string())
}

fn visible_run(run: &Run<'_>) -> Run<'static> {
    Run { kind: run.kind, text: visible(&run.text).into() }
}

/// Quotes a text; `dated` where it is a day.
pub(super) fn quote(text: &str, dated: bool) -> Quote {
    let chars = text.chars().count();
    let head = (chars > OPEN_QUOTE).then(|| {
        let head: String = text.chars().take(QUOTE_HEAD).collect();
        visible(&head.replace('\n', " "))
    });
    let day = dated.then(|| parse_date(text)).flatten().map(wareki);
    Quote { head, text: visible(text), chars, blank: text.trim().is_empty(), day }
}
