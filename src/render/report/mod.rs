//! 検証報告.html and 取込報告.html: one page that people read, print and mail.
//!
//! In: findings and what was counted. Out: a self-contained HTML text, whole without its script,
//! which only filters and copies. Its words and looks are in `templates/report/`; here its values
//! are made. Text from files is escaped by the template, and what cannot be seen in it is spelt out.
//! The page's policy lets nothing run or load but its own style and script.
//!
//! - `picture`: what is in and what is missing; the account of characters
//! - `list`: the findings and the rules that made them
//! - `figure`: how counts are written

mod figure;
mod list;
mod picture;

use askama::Template;
use jiff::civil::Date;

use self::list::{Fired, Group, Quote, fired, groups, place, quote};
use self::picture::{AccountRow, Import, Returns, Row};
use super::tally::{SectionTally, SeverityCounts};
use super::word_diff::Kind;
use crate::error::{Error, Result};
use crate::finding::{FileCounts, Finding, ReadCounts, Waived};
use crate::fingerprint::policy_source;
use crate::grid::visible;
use crate::merge::{Account, FileAccount, MergedForm, State};
use crate::model::{BasicArea, Form};
use crate::rules::Severity;

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
    Returns(ReturnsFacts<'a>),
    /// 取込報告: the plan's own forms.
    Import {
        /// The 体系.
        hierarchy: &'a [BasicArea],
        /// Forms of the plan.
        forms: &'a [Form],
        /// What was read of each file.
        files: &'a [FileCounts],
    },
}

/// What 検証報告 tells beside the findings.
#[derive(Debug, Clone)]
pub struct ReturnsFacts<'a> {
    /// 前期 or 後期.
    pub period: &'a str,
    /// 基準日; `None` where no return tells a date.
    pub as_of: Option<Date>,
    /// Due date, where the office set one.
    pub due: Option<Date>,
    /// A row a 課.
    pub sections: &'a [SectionTally],
    /// The 体系.
    pub hierarchy: &'a [BasicArea],
    /// The forms of the record.
    pub forms: &'a [MergedForm],
    /// Characters in against characters out.
    pub account: Account,
    /// The same, file by file.
    pub files: &'a [FileAccount],
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

const STYLE: &str = include_str!("../../../templates/report/style.css");
const SCRIPT: &str = include_str!("../../../templates/report/filter.js");

/// Items beyond which the browser may leave undrawn what is far from the screen.
const LONG: usize = 200;

/// Most open forms that are listed without folding.
const LISTED_OPEN: usize = 40;

#[derive(Template)]
#[template(path = "report/page.html")]
struct Page<'a> {
    style_source: String,
    script_source: String,
    name: &'static str,
    title: String,
    municipality: String,
    fiscal_year: &'a str,
    read: ReadCounts,
    notes: Vec<String>,
    waived: Vec<Stands>,
    counts: SeverityCounts,
    returns: Option<Returns<'a>>,
    import: Option<Import>,
    groups: Vec<Group>,
    rules: Vec<Fired>,
}

/// A finding that the office lets stand.
struct Stands {
    code: &'static str,
    message: String,
    place: Option<String>,
    found: Option<Quote>,
    reason: String,
}

impl<'a> Page<'a> {
    fn of(report: &'a Report<'a>) -> Self {
        let counts = SeverityCounts::of(report.findings);
        let groups = groups(report.findings, report.sections);
        let (name, returns, import) = report.kind.parts(&groups, counts);
        Self {
            style_source: policy_source(STYLE),
            script_source: policy_source(SCRIPT),
            name,
            title: visible(report.title),
            municipality: visible(report.municipality),
            fiscal_year: report.fiscal_year,
            read: report.read,
            notes: report.notes.iter().map(|note| visible(note)).collect(),
            waived: report.waived.iter().map(Stands::of).collect(),
            counts,
            returns,
            import,
            rules: fired(&groups, report.waived),
            groups,
        }
    }

    fn is_long(&self) -> bool {
        let parts = self.groups.iter().flat_map(|group| &group.parts);
        parts.map(|part| part.items.len()).sum::<usize>() > LONG
    }
}

impl Stands {
    fn of(waived: &Waived) -> Self {
        let finding = &waived.finding;
        Self {
            code: finding.code.as_str(),
            message: visible(&finding.message()),
            place: finding.location.as_ref().map(place),
            found: finding.found.as_deref().map(|text| quote(text, false)),
            reason: visible(&waived.reason),
        }
    }
}

impl State {
    /// The class of its stretch of a bar.
    const fn class(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Blank => "blank",
            Self::Partial => "partial",
            Self::Complete => "complete",
            Self::Conflict => "conflict",
        }
    }
}
