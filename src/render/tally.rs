//! The counts that every report shows, made once so that no two of them can differ.
//!
//! In: the merged record, findings and remarks. Out: forms by state and by 状況区分 a 課 and a
//! 基本項目, findings by severity, answers by 達成区分. It words nothing.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::finding::Finding;
use crate::merge::{Merged, MergedForm, Return, State};
use crate::model::{BasicArea, parse_moment, paths};
use crate::rules::Severity;

mod ratings;

pub use ratings::{Attainments, StatusCounts, by_attainment, status_by_area, status_by_section};

/// Findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SeverityCounts {
    /// Findings that somebody must mend.
    pub error: u64,
    /// Findings that somebody should look at.
    pub warning: u64,
    /// Choices told for the record.
    pub info: u64,
}

/// Forms by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StateCounts {
    /// In the order of [`State::ALL`].
    counts: [u64; State::ALL.len()],
}

/// One 課: its forms by state, its returns and its findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SectionTally {
    /// Name of the 課.
    pub section: String,
    /// Its forms.
    pub states: StateCounts,
    /// Workbooks that it returned.
    pub returns: u64,
    /// Findings that concern it.
    pub findings: SeverityCounts,
}

/// One 基本項目: its forms by state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaTally {
    /// 1 for Ⅰ.
    pub number: u32,
    /// Title without the number.
    pub title: String,
    /// Its forms.
    pub states: StateCounts,
}

impl SeverityCounts {
    /// Counts findings.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            counts.add(finding.severity());
        }
        counts
    }

    /// Findings of one severity.
    #[must_use]
    pub const fn get(&self, severity: Severity) -> u64 {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Info => self.info,
        }
    }

    /// All findings.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.error + self.warning + self.info
    }

    /// Findings that a person should look at: errors and warnings.
    #[must_use]
    pub const fn to_check(&self) -> u64 {
        self.error + self.warning
    }

    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.error += 1,
            Severity::Warning => self.warning += 1,
            Severity::Info => self.info += 1,
        }
    }
}

impl StateCounts {
    /// Counts forms.
    pub fn of<'a>(forms: impl IntoIterator<Item = &'a MergedForm>) -> Self {
        let mut counts = Self::default();
        for form in forms {
            counts.add(form.state);
        }
        counts
    }

    /// Forms in one state.
    #[must_use]
    pub fn get(&self, state: State) -> u64 {
        let of_state = |(other, count): (State, u64)| (other == state).then_some(count);
        State::ALL.into_iter().zip(self.counts).find_map(of_state).unwrap_or_default()
    }

    /// All forms: what was issued.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Forms that some return holds, filled or not.
    #[must_use]
    pub fn returned(&self) -> u64 {
        self.total() - self.get(State::Missing)
    }

    fn add(&mut self, state: State) {
        for (other, count) in State::ALL.into_iter().zip(&mut self.counts) {
            *count += u64::from(other == state);
        }
    }
}

impl std::iter::Sum for SeverityCounts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, one| Self {
            error: sum.error + one.error,
            warning: sum.warning + one.warning,
            info: sum.info + one.info,
        })
    }
}

impl std::iter::Sum for StateCounts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |mut sum, one| {
            for (total, count) in sum.counts.iter_mut().zip(one.counts) {
                *total += count;
            }
            sum
        })
    }
}

/// Counts by 課: those of `sections` first and in their order, then others as they appear.
///
/// A 課 without forms keeps its row: that nothing is asked of it is an answer too.
#[must_use]
pub fn by_section(merged: &Merged, sections: &[String], findings: &[Finding]) -> Vec<SectionTally> {
    let mut rows = Rows::default();
    for section in sections {
        rows.of(section);
    }
    for form in &merged.forms {
        rows.of(&form.section).states.add(form.state);
    }
    for section in merged.returns.iter().filter_map(|one| one.section.as_ref()) {
        rows.of(section).returns += 1;
    }
    for finding in findings {
        if let Some(section) = &finding.section {
            rows.of(section).findings.add(finding.severity());
        }
    }
    rows.tallies
}

/// Counts by 基本項目 in the hierarchy's order; forms outside the hierarchy are in none.
#[must_use]
pub fn by_area(merged: &Merged) -> Vec<AreaTally> {
    let areas = areas(merged);
    let tally = |area: &BasicArea| {
        let inside = |form: &&MergedForm| areas.get(&*form.initiative_id) == Some(&area.number);
        AreaTally {
            number: area.number,
            title: area.title.clone(),
            states: StateCounts::of(merged.forms.iter().filter(inside)),
        }
    };
    merged.hierarchy.iter().map(tally).collect()
}

/// The number of the 基本項目 above every 取組項目.
fn areas(merged: &Merged) -> BTreeMap<&str, u32> {
    paths(&merged.hierarchy).map(|path| (&*path.initiative.id, path.area.number)).collect()
}

/// Counts findings by form.
#[must_use]
pub fn by_form(findings: &[Finding]) -> BTreeMap<&str, SeverityCounts> {
    let mut counts: BTreeMap<&str, SeverityCounts> = BTreeMap::new();
    for finding in findings {
        if let Some(form_id) = &finding.form_id {
            counts.entry(form_id).or_default().add(finding.severity());
        }
    }
    counts
}

/// The returns that hold a form, newest first; those without a date come last.
#[must_use]
pub fn returns_of<'a>(merged: &'a Merged, form_id: &str) -> Vec<&'a Return> {
    let holds = |one: &&Return| one.forms.iter().any(|id| id == form_id);
    let mut returns: Vec<&Return> = merged.returns.iter().filter(holds).collect();
    // Some programs write local time and some universal time.
    let saved = |one: &Return| one.modified.as_deref().and_then(parse_moment);
    returns.sort_by(|a, b| saved(b).cmp(&saved(a)).then_with(|| a.file.cmp(&b.file)));
    returns
}

/// A row a 課, in the order in which they are first asked for.
#[derive(Default)]
struct Rows<'a> {
    tallies: Vec<SectionTally>,
    at: HashMap<&'a str, usize>,
}

impl<'a> Rows<'a> {
    fn of(&mut self, section: &'a str) -> &mut SectionTally {
        let at = *self.at.entry(section).or_insert_with(|| {
            let section = section.to_owned();
            self.tallies.push(SectionTally { section, ..SectionTally::default() });
            self.tallies.len() - 1
        });
        &mut self.tallies[at]
    }
}
