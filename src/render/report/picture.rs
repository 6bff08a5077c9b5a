//! The picture that opens the page: what is in and what is missing, 課 by 課, and what was read.
//!
//! In: the counts of the merged record or of the plan, and the account of characters. Out: rows
//! with their bars. It counts nothing that `tally` and the account have not counted.

use jiff::civil::Date;

use super::list::Group;
use super::{ReportKind, ReturnsFacts};
use crate::finding::FileCounts;
use crate::grid::visible;
use crate::merge::{Account, FileAccount, MergedForm, State};
use crate::model::{BasicArea, Form, paths, wareki};
use crate::render::tally::{SectionTally, SeverityCounts, StateCounts};

/// The part of the page that only 検証報告 has.
pub(super) struct Returns<'a> {
    pub period: &'a str,
    pub as_of: Option<Day>,
    pub due: Option<Day>,
    /// A row a 課.
    pub rows: Vec<Row>,
    pub all: Row,
    /// 課 that were asked.
    pub asked: usize,
    /// Findings that concern no 課.
    pub elsewhere: u64,
    /// 課 that returned nothing.
    pub silent: Vec<String>,
    /// 課 with forms that are not complete, each with those forms.
    pub open: Vec<(String, Vec<OpenForm>)>,
    pub account: AccountRow,
    pub files: Vec<AccountRow>,
}

/// A day for people and for machines.
pub(super) struct Day {
    pub iso: String,
    pub shown: String,
}

/// The forms of one 課, or of all.
pub(super) struct Row {
    pub section: String,
    pub anchor: Option<String>,
    pub states: StateCounts,
    pub findings: SeverityCounts,
    /// 提出率; `None` where nothing was issued.
    pub share: Option<String>,
    pub bar: Vec<Segment>,
}

/// A stretch of a bar: percentages with two decimals.
pub(super) struct Segment {
    pub state: State,
    pub from: String,
    pub width: String,
}

/// A form that is not complete.
pub(super) struct OpenForm {
    pub state: State,
    /// Title of its 取組項目; empty where the 体系 does not have it.
    pub title: String,
    pub form_id: String,
}

/// The characters of one file, or of all.
pub(super) struct AccountRow {
    pub file: String,
    pub read: u64,
    pub parts: [u64; AccountRow::PARTS.len()],
    pub sum: u64,
    pub balances: bool,
}

/// The part of the page that only 取込報告 has.
pub(super) struct Import {
    pub areas: Vec<AreaRow>,
    pub all: AreaRow,
    pub files: Vec<FileCounts>,
}

/// What the plan has in one 基本項目, or in all.
#[derive(Default)]
pub(super) struct AreaRow {
    pub title: String,
    /// 推進項目, groups, 取組項目 and 様式.
    pub counts: [usize; 4],
}

impl Row {
    /// States in the order of the bar and of the table: from complete to missing.
    pub(super) fn states() -> impl Iterator<Item = State> {
        State::ALL.into_iter().rev()
    }

    fn new(section: String, anchor: Option<String>, tally: (StateCounts, SeverityCounts)) -> Self {
        let (states, findings) = tally;
        let total = states.total();
        let share = |of: u64| of as f64 / total as f64 * 100.0;
        let mut before = 0;
        let mut bar = Vec::new();
        for state in Self::states().filter(|state| states.get(*state) > 0) {
            let count = states.get(state);
            let (from, width) = (format!("{:.2}%", share(before)), format!("{:.2}%", share(count)));
            bar.push(Segment { state, from, width });
            before += count;
        }
        let share = (total > 0).then(|| format!("{:.1}%", share(states.returned())));
        Self { section, anchor, states, findings, share, bar }
    }
}

impl Day {
    fn of(date: Date) -> Self {
        Self { iso: date.to_string(), shown: wareki(date) }
    }
}

impl<'a> Returns<'a> {
    pub(super) fn of(facts: &'a ReturnsFacts<'a>, groups: &[Group], all: SeverityCounts) -> Self {
        let row = |tally: &SectionTally| {
            let section = visible(&tally.section);
            let group = groups.iter().find(|group| group.name == section);
            let anchor = group.map(|group| group.anchor.clone());
            Row::new(section, anchor, (tally.states, tally.findings))
        };
        let rows: Vec<Row> = facts.sections.iter().map(row).collect();
        let states = facts.sections.iter().map(|tally| tally.states).sum();
        let findings: SeverityCounts = facts.sections.iter().map(|tally| tally.findings).sum();
        let asked = |row: &&Row| row.states.total() > 0;
        let silent = rows.iter().filter(asked).filter(|row| row.states.returned() == 0);
        Self {
            period: facts.period,
            as_of: facts.as_of.map(Day::of),
            due: facts.due.map(Day::of),
            asked: rows.iter().filter(asked).count(),
            elsewhere: all.total().saturating_sub(findings.total()),
            silent: silent.map(|row| row.section.clone()).collect(),
            open: open(&rows, facts),
            account: AccountRow::of("すべてのファイル", facts.account),
            files: facts.files.iter().map(AccountRow::of_file).collect(),
            all: Row::new("課の計".to_owned(), None, (states, findings)),
            rows,
        }
    }
}

/// Forms that are not complete, by 課 in the order of the rows.
fn open(rows: &[Row], facts: &ReturnsFacts<'_>) -> Vec<(String, Vec<OpenForm>)> {
    let title = |form: &MergedForm| {
        let mut all = paths(facts.hierarchy);
        let path = all.find(|path| path.initiative.id == form.initiative_id);
        path.map(|path| visible(&path.initiative.title)).unwrap_or_default()
    };
    let open = |form: &MergedForm| OpenForm {
        state: form.state,
        title: title(form),
        form_id: visible(&form.form_id),
    };
    let of = |row: &Row| {
        let own = facts.forms.iter().filter(|form| visible(&form.section) == row.section);
        let own = own.filter(|form| form.state != State::Complete);
        (row.section.clone(), own.map(open).collect())
    };
    rows.iter().map(of).filter(|(_, forms): &(_, Vec<_>)| !forms.is_empty()).collect()
}

impl AccountRow {
    /// Where characters go, as long and as short words.
    pub(super) const PARTS: [(&'static str, &'static str); 7] = [
        ("とりまとめに入れた回答", "回答"),
        ("食い違う回答（すべて並べて示したもの）", "食い違う回答"),
        ("同じ回答の重なり", "重なり"),
        ("配布した本文", "配布した本文"),
        ("様式の見出しなどの決まった文字", "見出し"),
        ("表紙・手引きなど配布時に付けたシート", "付けたシート"),
        ("指摘に引用した文字", "引用"),
    ];

    fn of(name: &str, account: Account) -> Self {
        Self {
            file: visible(name),
            read: account.read,
            parts: [
                account.merged,
                account.conflicting,
                account.repeated,
                account.issued,
                account.labels,
                account.own_sheets,
                account.quoted,
            ],
            sum: account.accounted(),
            balances: account.balances(),
        }
    }

    fn of_file(file: &FileAccount) -> Self {
        Self::of(&file.file, file.account)
    }

    /// What is not accounted for; 0 when the account balances.
    pub(super) const fn difference(&self) -> u64 {
        self.read.abs_diff(self.sum)
    }
}

impl Import {
    pub(super) fn of(hierarchy: &[BasicArea], forms: &[Form], files: &[FileCounts]) -> Self {
        let area_of = |form: &Form| {
            let mut all = paths(hierarchy);
            all.find(|path| path.initiative.id == form.initiative_id).map(|path| path.area.number)
        };
        let areas: Vec<AreaRow> = hierarchy
            .iter()
            .map(|area| {
                let groups = area.promotion_items.iter().flat_map(|item| &item.initiative_groups);
                let initiatives = groups.clone().map(|group| group.initiatives.len()).sum();
                let forms = forms.iter().filter(|form| area_of(form) == Some(area.number)).count();
                let items = area.promotion_items.len();
                AreaRow {
                    title: visible(&format!("{}　{}", area.number, area.title)),
                    counts: [items, groups.count(), initiatives, forms],
                }
            })
            .collect();
        let outside = forms.iter().filter(|form| area_of(form).is_none()).count();
        let mut all = AreaRow { title: "計".to_owned(), counts: [0, 0, 0, outside] };
        for (sum, count) in areas.iter().flat_map(|area| area.counts.into_iter().enumerate()) {
            all.counts[sum] += count;
        }
        let shown = |file: &FileCounts| FileCounts { file: visible(&file.file), ..file.clone() };
        Self { areas, all, files: files.iter().map(shown).collect() }
    }

    /// Forms outside the hierarchy.
    pub(super) fn outside(&self) -> usize {
        self.all.counts[3] - self.areas.iter().map(|area| area.counts[3]).sum::<usize>()
    }
}

impl<'a> ReportKind<'a> {
    /// The name of the report with its two possible parts.
    pub(super) fn parts(
        &'a self,
        groups: &[Group],
        counts: SeverityCounts,
    ) -> (&'static str, Option<Returns<'a>>, Option<Import>) {
        match self {
            Self::Returns(facts) => ("検証報告", Some(Returns::of(facts, groups, counts)), None),
            Self::Import { hierarchy, forms, files } => {
                ("取込報告", None, Some(Import::of(hierarchy, forms, files)))
            }
        }
    }
}
