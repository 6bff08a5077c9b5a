//! 検証報告.html and 取込報告.html: one page that people read, print and mail.
//!
//! In: findings and what was counted. Out: a self-contained HTML text without script or outside
//! resources. The page's words and looks are in `templates/report.html`; here its values are made.
//! Text from files is escaped by the template and its control characters are made visible here.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use askama::Template;

use super::groups::{Group as Identical, groups as identical};
use super::tally::{SectionTally, SeverityCounts, StateCounts};
use super::word_diff::{Kind, Run, difference};
use crate::error::{Error, Result};
use crate::finding::{Finding, Location, ReadCounts, Waived};
use crate::merge::{Account, State};
use crate::rules::{Code, Rule, Severity};

/// What the page says.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// Title of the plan.
    pub title: &'a str,
    /// Name of the municipality; may be empty.
    pub municipality: &'a str,
    /// 令和6年度.
    pub fiscal_year: &'a str,
    /// What the findings are on.
    pub kind: ReportKind<'a>,
    /// What was read.
    pub read: ReadCounts,
    /// Choices of reading that are no findings, such as a text file's encoding.
    pub notes: &'a [String],
    /// Findings, in any order.
    pub findings: &'a [Finding],
    /// Findings that the office lets stand.
    pub waived: &'a [Waived],
    /// 課 in display order.
    pub sections: &'a [String],
}

/// What a report is on.
#[derive(Debug, Clone)]
pub enum ReportKind<'a> {
    /// 検証報告: what the 課 returned.
    Returns {
        /// 前期 or 後期.
        period: &'a str,
        /// 基準日 in 和暦; `None` where no return tells a date.
        as_of: Option<String>,
        /// A row a 課.
        sections: &'a [SectionTally],
        /// Characters in against characters out.
        account: Account,
    },
    /// 取込報告: the plan's own forms.
    Import {
        /// 取組項目 of the hierarchy.
        initiatives: u64,
        /// Forms of the plan.
        forms: u64,
    },
}

/// Writes the page.
///
/// # Errors
///
/// The template fails, which no input makes it do.
pub fn report_html(report: &Report<'_>) -> Result<String> {
    Page::of(report).render().map_err(|cause| {
        let what = format!("報告のページを作れません：{cause}");
        Error::new(what, "入力を添えて、開発者に知らせてください。")
    })
}

/// Severities in the order of the page.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// Longest quote that stands open, in characters; longer ones are folded.
const OPEN_QUOTE: usize = 160;

/// Characters of a folded quote that show its beginning.
const QUOTE_HEAD: usize = 40;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    name: &'static str,
    title: &'a str,
    municipality: &'a str,
    fiscal_year: &'a str,
    read: ReadCounts,
    notes: &'a [String],
    waived: &'a [Waived],
    counts: SeverityCounts,
    returns: Option<Returns<'a>>,
    import: Option<Import>,
    groups: Vec<Group<'a>>,
    rules: Vec<Fired>,
}

/// The part of the page that only 検証報告 has.
struct Returns<'a> {
    period: &'a str,
    as_of: Option<&'a str>,
    rows: &'a [SectionTally],
    states: StateCounts,
    findings: SeverityCounts,
    /// Findings that concern no 課.
    elsewhere: u64,
    missing_sections: Vec<&'a str>,
    account: Account,
    account_rows: [(&'static str, u64); 7],
}

/// The part of the page that only 取込報告 has.
struct Import {
    initiatives: u64,
    forms: u64,
}

/// The findings of one 課.
struct Group<'a> {
    section: &'a str,
    anchor: usize,
    counts: SeverityCounts,
    parts: Vec<Part>,
}

/// The findings of one 課 and severity.
struct Part {
    label: &'static str,
    class: &'static str,
    /// Whether the part is folded: what is only told for the record.
    folded: bool,
    /// Findings; identical ones are one item.
    count: usize,
    items: Vec<Item>,
}

/// One finding, or several identical ones.
struct Item {
    code: &'static str,
    message: String,
    spots: Vec<Spot>,
    found: Option<Quote>,
    expected: Option<Quote>,
    difference: Option<Changed>,
    help: &'static str,
}

/// Where a finding was made.
struct Spot {
    subject: String,
    place: Option<String>,
    related: Vec<String>,
}

/// A text from a file, whole.
struct Quote {
    /// The beginning, where the whole is folded.
    head: Option<String>,
    text: String,
    chars: usize,
}

/// What differs between two texts.
struct Changed {
    caption: &'static str,
    runs: Vec<Run<'static>>,
}

/// A rule that found something.
struct Fired {
    rule: &'static Rule,
    count: usize,
}

impl<'a> Page<'a> {
    fn of(report: &'a Report<'a>) -> Self {
        let counts = SeverityCounts::of(report.findings);
        let (name, returns, import) = match &report.kind {
            ReportKind::Returns { period, as_of, sections, account } => {
                let returns = Returns::of(period, as_of.as_deref(), sections, *account, counts);
                ("検証報告", Some(returns), None)
            }
            ReportKind::Import { initiatives, forms } => {
                ("取込報告", None, Some(Import { initiatives: *initiatives, forms: *forms }))
            }
        };
        Self {
            name,
            title: report.title,
            municipality: report.municipality,
            fiscal_year: report.fiscal_year,
            read: report.read,
            notes: report.notes,
            waived: report.waived,
            counts,
            returns,
            import,
            groups: groups(report.findings, report.sections),
            rules: fired(report.findings),
        }
    }

    /// Where the findings of a 課 stand; `None` when it has none.
    fn anchor(&self, section: &str) -> Option<usize> {
        self.groups.iter().find(|group| group.section == section).map(|group| group.anchor)
    }

    /// Where the findings that concern no 課 stand: they come last.
    fn last_anchor(&self) -> usize {
        self.groups.last().map_or(0, |group| group.anchor)
    }
}

impl<'a> Returns<'a> {
    fn of(
        period: &'a str,
        as_of: Option<&'a str>,
        rows: &'a [SectionTally],
        account: Account,
        all: SeverityCounts,
    ) -> Self {
        let findings: SeverityCounts = rows.iter().map(|row| row.findings).sum();
        let missing = |row: &&SectionTally| row.states.total() > 0 && row.states.returned() == 0;
        Self {
            period,
            as_of,
            rows,
            states: rows.iter().map(|row| row.states).sum(),
            findings,
            elsewhere: all.total().saturating_sub(findings.total()),
            missing_sections: rows.iter().filter(missing).map(|row| &*row.section).collect(),
            account,
            account_rows: [
                ("とりまとめに入れた回答", account.merged),
                ("食い違う回答（すべて並べて示したもの）", account.conflicting),
                ("同じ回答の重なり", account.repeated),
                ("配布した本文", account.issued),
                ("様式の見出しなどの決まった文字", account.labels),
                ("表紙・手引きなど配布時に付けたシート", account.own_sheets),
                ("指摘に引用した文字", account.quoted),
            ],
        }
    }

    fn state(&self, state: State) -> u64 {
        self.states.get(state)
    }

    /// What is not accounted for; 0 when the account balances.
    const fn difference(&self) -> u64 {
        self.account.read.abs_diff(self.account.accounted())
    }
}

/// Findings by 課: the known ones in display order, others as they appear, then those of no 課.
fn groups<'a>(findings: &'a [Finding], sections: &'a [String]) -> Vec<Group<'a>> {
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
    let group = |(anchor, name): (usize, Option<&'a str>)| {
        let own = by_section.get(&name)?;
        Some(Group {
            section: name.unwrap_or("特定の課に属さないもの"),
            anchor,
            counts: SeverityCounts::of(own.iter().copied()),
            parts: SEVERITIES.into_iter().filter_map(|severity| part(own, severity)).collect(),
        })
    };
    names.into_iter().enumerate().filter_map(group).collect()
}

fn part(findings: &[&Finding], severity: Severity) -> Option<Part> {
    let own = || findings.iter().copied().filter(|finding| finding.severity() == severity);
    let items: Vec<Item> = identical(own()).iter().map(item).collect();
    (!items.is_empty()).then(|| Part {
        label: severity.label(),
        class: severity.as_str(),
        folded: severity == Severity::Info,
        count: own().count(),
        items,
    })
}

fn item(same: &Identical<'_>) -> Item {
    let spot = |finding: &&Finding| Spot {
        subject: visible(&same.subject(finding)),
        place: finding.location.as_ref().map(place),
        related: finding.related.iter().map(place).collect(),
    };
    let changed = difference(same.first).filter(|_| !same.is_many()).map(|found| Changed {
        caption: found.caption,
        runs: found.runs.iter().map(visible_run).collect(),
    });
    Item {
        code: same.first.code.as_str(),
        message: visible(&same.message()),
        spots: same.findings.iter().map(spot).collect(),
        found: same.common(same.first.found.as_deref()).map(quote),
        expected: same.common(same.first.expected.as_deref()).map(quote),
        difference: changed,
        help: same.first.help(),
    }
}

fn place(location: &Location) -> String {
    visible(&location.to_string())
}

fn visible_run(run: &Run<'_>) -> Run<'static> {
    Run { kind: run.kind, text: visible(&run.text).into() }
}

fn quote(text: &str) -> Quote {
    let chars = text.chars().count();
    let head = (chars > OPEN_QUOTE).then(|| {
        let head: String = text.chars().take(QUOTE_HEAD).collect();
        visible(&head.replace('\n', " "))
    });
    Quote { head, text: visible(text), chars }
}

/// The rules that found something, in catalogue order.
fn fired(findings: &[Finding]) -> Vec<Fired> {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.code).or_default() += 1;
    }
    counts.into_iter().map(|(code, count)| Fired { rule: code.rule(), count }).collect()
}

/// Makes characters visible that show nothing or turn the reading direction: `⟨U+202E⟩`.
///
/// Line breaks and tabs stay; they show as such.
fn visible(text: &str) -> String {
    if !text.chars().any(is_hidden) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn is_hidden(c: char) -> bool {
    let turns_or_hides = matches!(
        c,
        '\u{00AD}'
            | '\u{061C}'
            | '\u{FEFF}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
    );
    turns_or_hides || (c.is_control() && c != '\n' && c != '\t')
}
