//! What the figures of 町長報告.xlsx are counted from: a row a form as in 一覧, a row a finding as in
//! 確認事項, and the conditions that count them.
//!
//! In: the merged record, findings, remarks, what is known of the 期 before. Out: figures, each with
//! its formula over the hidden sheets that `hidden` writes. It ranks and words nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::super::list_sheet::FIRST;
use super::super::master::Master;
use super::super::sheet::region_reference;
use super::Earlier;
use super::categories::Categories;
use super::count::{Figure, exactly};
use crate::field::Field;
use crate::finding::Finding;
use crate::grid::{Addr, Region};
use crate::merge::{MergedForm, State};
use crate::model::remarks::{PAGE_DATA_SHEET, of_section};
use crate::model::{Path, Remarks, paths, roman};
use crate::rules::Severity;

/// Columns of データ that conditions speak of, 0-based.
pub(super) mod col {
    /// 様式ID.
    pub(in super::super) const ID: u32 = 0;
    /// 一覧の行.
    pub(in super::super) const LIST_ROW: u32 = 1;
    /// 基本項目の番号.
    pub(in super::super) const AREA: u32 = 2;
    /// 課.
    pub(in super::super) const SECTION: u32 = 5;
    /// 状態.
    pub(in super::super) const STATE: u32 = 6;
    /// 状況区分.
    pub(in super::super) const STATUS: u32 = 7;
    /// 達成区分.
    pub(in super::super) const ATTAINMENT: u32 = 8;
    /// 前の期の状態.
    pub(in super::super) const EARLIER: u32 = 9;
    /// 順位.
    pub(in super::super) const RANK: u32 = 10;
    /// 町長指示の全文.
    pub(in super::super) const INSTRUCTION: u32 = 15;
    /// 前の期の町長指示.
    pub(in super::super) const BEFORE: u32 = 16;
}

/// Name of the sheet with a row a finding.
pub(super) const FINDINGS: &str = "データ（確認事項）";
/// Columns of that sheet that conditions speak of, 0-based.
pub(super) mod finding_col {
    /// 様式ID.
    pub(in super::super) const ID: u32 = 0;
    /// 課.
    pub(in super::super) const SECTION: u32 = 2;
    /// 程度.
    pub(in super::super) const SEVERITY: u32 = 3;
}

/// Most choices of 状況区分 that have a column of their own.
const MOST_STATUS: usize = 5;
/// Most choices of 目標の達成 that have a column of their own.
const MOST_ATTAINMENT: usize = 4;

/// One form.
pub(super) struct Row<'a> {
    /// The form.
    pub form: &'a MergedForm,
    /// What stands above it; `None` outside the hierarchy.
    pub path: Option<Path<'a>>,
    /// Its row in 一覧, 1-based.
    pub listed: u32,
    /// Its column of 状況区分.
    pub status: String,
    /// Its column of 達成区分; blank where the 期 does not ask for it.
    pub attainment: String,
    /// Its state in the 期 before.
    pub earlier: Option<State>,
}

/// All that is counted.
pub(super) struct Data<'a> {
    /// What the page is made from.
    pub input: Master<'a>,
    /// The 期 before.
    pub earlier: Option<Earlier<'a>>,
    /// The forms, in the order of 一覧.
    pub rows: Vec<Row<'a>>,
    /// The findings.
    pub findings: &'a [Finding],
    /// Columns of 状況区分.
    pub status: Categories,
    /// Columns of 達成区分; `None` where the 期 does not ask for it.
    pub attainment: Option<Categories>,
    /// Ids of rows below the forms: 課, forms that are gone.
    pub others: Vec<String>,
}

/// A condition on forms.
#[derive(Debug, Clone, Copy)]
pub(super) enum Is<'w> {
    /// Of a 基本項目 by its number; 0 is outside the hierarchy.
    Area(u32),
    /// Of a 課.
    Section(&'w str),
    /// In a state.
    State(State),
    /// In a column of 状況区分.
    Status(&'w str),
    /// In a column of 達成区分.
    Attainment(&'w str),
}

/// A condition on findings.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of<'w> {
    /// On a form.
    Form(&'w str),
    /// Of a 課.
    Section(&'w str),
}

impl<'a> Data<'a> {
    pub(super) fn of(input: &Master<'a>, earlier: Option<Earlier<'a>>) -> Self {
        let merged = input.merged;
        let above: BTreeMap<&str, Path<'a>> =
            paths(&merged.hierarchy).map(|path| (&*path.initiative.id, path)).collect();
        let statuses = &input.template.status;
        let status = Categories::of(
            &statuses.choices,
            MOST_STATUS,
            merged.forms.iter().map(|form| status_of(input, form)),
            (&statuses.undecided, &statuses.other),
        );
        let asked = |period: &&crate::template::Period| period.name == merged.period;
        let period = input.template.periods.iter().find(asked);
        let asks = period.is_some_and(|period| period.requires.contains(&Field::GoalAttainment));
        let attainment = asks.then(|| {
            let texts = merged.forms.iter().map(|form| form.text(Field::GoalAttainment));
            let texts = texts.map(|text| text.map(|text| attained(input, text)));
            let choices = &input.settings.attainment_choices;
            Categories::of(choices, MOST_ATTAINMENT, texts, ("記入なし", &statuses.other))
        });
        let row = |(index, form): (u32, &'a MergedForm)| {
            let text = form.text(Field::GoalAttainment).map(|text| attained(input, text));
            Row {
                form,
                path: above.get(&*form.initiative_id).copied(),
                listed: FIRST + index + 1,
                status: status.name(status_of(input, form)).to_owned(),
                attainment: attainment.as_ref().map_or("", |own| own.name(text)).to_owned(),
                earlier: earlier.and_then(|earlier| earlier.states.get(&form.form_id).copied()),
            }
        };
        let rows: Vec<Row<'a>> = (0..).zip(&merged.forms).map(row).collect();
        let findings = input.findings;
        let others = Vec::new();
        let mut data = Self { input: *input, earlier, rows, findings, status, attainment, others };
        data.others = others_of(&data);
        data
    }

    /// 基本項目 by number with their names; forms outside the hierarchy are number 0, if there are
    /// any.
    pub(super) fn areas(&self) -> Vec<(u32, String)> {
        let area =
            |area: &crate::model::BasicArea| (area.number, area_name(area.number, &area.title));
        let mut areas: Vec<(u32, String)> = self.input.merged.hierarchy.iter().map(area).collect();
        if self.rows.iter().any(|row| row.area() == 0) {
            areas.push((0, OUTSIDE.to_owned()));
        }
        areas
    }

    /// 課 in display order, then others that have forms or findings.
    pub(super) fn sections(&self) -> Vec<String> {
        let mut sections = self.input.settings.section_names();
        let forms = self.rows.iter().map(|row| &row.form.section);
        for section in forms.chain(self.findings.iter().filter_map(|f| f.section.as_ref())) {
            if !sections.contains(section) {
                sections.push(section.clone());
            }
        }
        sections
    }

    /// Remarks on a form or on all forms of a 課.
    pub(super) fn remarks(&self, key: &str) -> Option<&'a Remarks> {
        self.input.remarks.get(key)
    }

    /// The form's row, by its id.
    pub(super) fn row(&self, form_id: &str) -> Option<&Row<'a>> {
        self.rows.iter().find(|row| row.form.form_id == form_id)
    }

    /// The row in 一覧, 1-based, of a form or of what stands below the forms there.
    pub(super) fn list_row(&self, key: &str) -> Option<u32> {
        let form = self.row(key).map(|row| row.listed);
        form.or_else(|| {
            let mut below = self.input.remarks.keys().filter(|id| self.row(id).is_none());
            let index = below.position(|id| id == key)?;
            Some(FIRST + (self.rows.len() + index) as u32 + 1)
        })
    }

    /// Counts the forms that meet all conditions.
    pub(super) fn count(&self, conditions: &[Is<'_>]) -> Figure {
        let meets = |row: &&Row<'_>| conditions.iter().all(|condition| condition.holds(row));
        let value = self.rows.iter().filter(meets).count() as f64;
        if conditions.is_empty() {
            return Figure { formula: format!("COUNT({})", self.column(col::LIST_ROW)), value };
        }
        let pairs: Vec<String> = conditions
            .iter()
            .map(|condition| {
                let (column, word) = condition.told();
                format!("{},{word}", self.column(column))
            })
            .collect();
        Figure { formula: format!("COUNTIFS({})", pairs.join(",")), value }
    }

    /// Counts the findings of a severity that meet all conditions.
    pub(super) fn found(&self, severity: Severity, conditions: &[Of<'_>]) -> Figure {
        let meets = |finding: &&Finding| {
            finding.severity() == severity
                && conditions.iter().all(|condition| match condition {
                    Of::Form(id) => finding.form_id.as_deref() == Some(id),
                    Of::Section(name) => finding.section.as_deref() == Some(name),
                })
        };
        let value = self.findings.iter().filter(meets).count() as f64;
        let column = |col| column(FINDINGS, col, self.findings.len());
        let mut pairs =
            vec![format!("{},{}", column(finding_col::SEVERITY), exactly(severity.label()))];
        for condition in conditions {
            let (col, word) = match condition {
                Of::Form(id) => (finding_col::ID, id),
                Of::Section(name) => (finding_col::SECTION, name),
            };
            pairs.push(format!("{},{}", column(col), exactly(word)));
        }
        Figure { formula: format!("COUNTIFS({})", pairs.join(",")), value }
    }

    /// Counts the forms that ended the 期 before in a state, also those that are gone since.
    pub(super) fn ended(&self, state: State) -> Figure {
        let states = self.earlier.iter().flat_map(|earlier| earlier.states.values());
        let value = states.filter(|own| **own == state).count() as f64;
        let (all, word) = (self.whole_column(col::EARLIER), exactly(state.label()));
        Figure { formula: format!("COUNTIF({all},{word})"), value }
    }

    /// How many stand in the ranking beyond the first `shown`; `ranked` are all.
    pub(super) fn ranked_beyond(&self, ranked: usize, shown: usize) -> Figure {
        let all = self.whole_column(col::RANK);
        Figure { formula: format!("COUNT({all})-{shown}"), value: (ranked - shown) as f64 }
    }

    /// How many earlier 町長指示 there are beyond the first `shown`; `given` are all.
    pub(super) fn instructed_beyond(&self, given: usize, shown: usize) -> Figure {
        let (own, before) = (self.whole_column(col::INSTRUCTION), self.whole_column(col::BEFORE));
        let formula = format!("COUNTA({own})+COUNTA({before})-{shown}");
        Figure { formula, value: (given - shown) as f64 }
    }

    /// How many 課 there are beyond the first `shown`.
    pub(super) fn sections_beyond(&self, shown: usize) -> Figure {
        let ids = self.whole_column(col::ID);
        let value = (self.sections().len() - shown) as f64;
        let word = exactly(&of_section("")).replacen('"', "\"*", 1);
        Figure { formula: format!("COUNTIF({ids},{word})-{shown}"), value }
    }

    /// A column of all rows, with those below the forms.
    fn whole_column(&self, col: u32) -> String {
        column(PAGE_DATA_SHEET, col, self.rows.len() + self.others.len())
    }

    /// A column of the forms' rows, without its heading.
    fn column(&self, col: u32) -> String {
        column(PAGE_DATA_SHEET, col, self.rows.len())
    }
}

/// Refers to a column of a list with its headings in the first row.
pub(super) fn column(sheet: &str, col: u32, records: usize) -> String {
    let last = Addr::new((records as u32).max(1), col);
    region_reference(sheet, Region { first: Addr::new(1, col), last })
}

/// Stands for the 基本項目 of a form that is not in the hierarchy.
const OUTSIDE: &str = "体系にない様式";

fn area_name(number: u32, title: &str) -> String {
    format!("{} {title}", roman(number))
}

impl Row<'_> {
    /// Number of its 基本項目; 0 outside the hierarchy.
    pub(super) fn area(&self) -> u32 {
        self.path.map_or(0, |path| path.area.number)
    }

    /// Its 基本項目.
    pub(super) fn area_name(&self) -> String {
        self.path.map_or_else(
            || OUTSIDE.to_owned(),
            |path| area_name(path.area.number, &path.area.title),
        )
    }

    /// Its 取組項目, `(1) 自治会組織の活動支援と連携`; blank outside the hierarchy.
    pub(super) fn title(&self) -> String {
        let title =
            |path: Path<'_>| format!("({}) {}", path.initiative.number, path.initiative.title);
        self.path.map(title).unwrap_or_default()
    }
}

impl Is<'_> {
    fn holds(&self, row: &Row<'_>) -> bool {
        match *self {
            Self::Area(number) => row.area() == number,
            Self::Section(name) => row.form.section == name,
            Self::State(state) => row.form.state == state,
            Self::Status(name) => row.status == name,
            Self::Attainment(name) => row.attainment == name,
        }
    }

    /// The column and the condition as a formula tells them.
    fn told(&self) -> (u32, String) {
        match *self {
            Self::Area(number) => (col::AREA, number.to_string()),
            Self::Section(name) => (col::SECTION, exactly(name)),
            Self::State(state) => (col::STATE, exactly(state.label())),
            Self::Status(name) => (col::STATUS, exactly(name)),
            Self::Attainment(name) => (col::ATTAINMENT, exactly(name)),
        }
    }
}

/// 状況区分 that 総務課 gave, as written.
fn status_of<'a>(input: &Master<'a>, form: &MergedForm) -> Option<&'a str> {
    input.remarks.get(&form.form_id)?.status_code.as_deref()
}

/// 達成区分 of an answer, or the answer where it is none of the choices.
fn attained<'a>(input: &Master<'a>, text: &'a str) -> &'a str {
    input.settings.attainment(text).unwrap_or(text)
}

/// Ids of what has no row as a form: every 課, and forms that are gone.
fn others_of(data: &Data<'_>) -> Vec<String> {
    let mut others: Vec<String> =
        data.sections().iter().map(|section| of_section(section)).collect();
    let before = data.earlier.iter();
    let before = before.flat_map(|earlier| earlier.states.keys().chain(earlier.remarks.keys()));
    let gone: BTreeSet<&String> = data
        .input
        .remarks
        .keys()
        .chain(before)
        .filter(|id| data.row(id).is_none() && !others.contains(*id))
        .collect();
    let gone: Vec<String> = gone.into_iter().cloned().collect();
    others.extend(gone);
    others
}
