//! The flat table: one row a form and 課, one column a fact, no merges, ISO dates.
//!
//! In: the merged record, or the plan before any merge. Out: rows that `csv.rs` and the sheet データ
//! write. A field in conflict holds every answer, each under its file, as the master shows it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::tally::returns_of;
use crate::field::Field;
use crate::finding::Location;
use crate::merge::{Answer, Conflict, Merged, MergedForm, Provenance};
use crate::model::{Form, Path, Plan, Source, parse_date, paths};

/// A column of the table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Heading in csv and tsv.
    pub heading: &'static str,
    /// Key in JSON.
    pub key: &'static str,
    /// Field of the form that it holds; `None` for facts about the form.
    pub field: Option<Field>,
}

const fn column(heading: &'static str, key: &'static str, field: Option<Field>) -> Column {
    Column { heading, key, field }
}

/// The columns in order.
pub const COLUMNS: [Column; 23] = [
    column("様式ID", "form_id", None),
    column("年度", "fiscal_year", None),
    column("期", "period", None),
    column("基本項目番号", "basic_area_number", None),
    column("基本項目", "basic_area", Some(Field::BasicArea)),
    column("推進項目番号", "promotion_item_number", None),
    column("推進項目", "promotion_item", Some(Field::PromotionItem)),
    column("取組項目群番号", "initiative_group_number", None),
    column("取組項目群", "initiative_group", Some(Field::Initiative)),
    column("取組項目番号", "initiative_number", None),
    column("取組項目", "initiative", Some(Field::Initiative)),
    column("実践課", "section", Some(Field::ResponsibleSection)),
    column("とりまとめ課", "coordinating_section", None),
    column("枝番", "branch_no", None),
    column("目指す姿", "vision", Some(Field::Vision)),
    column("目標", "annual_goal", Some(Field::AnnualGoal)),
    column("取組内容", "planned_actions", Some(Field::PlannedActions)),
    column("進捗状況_前期", "progress_first_half", Some(Field::FirstHalf)),
    column("進捗状況_後期", "progress_second_half", Some(Field::SecondHalf)),
    column("目標の達成", "goal_attainment", Some(Field::GoalAttainment)),
    column("評価・検証", "evaluation", Some(Field::Evaluation)),
    column("状態", "state", None),
    column("提出日", "submitted_on", None),
];

/// The table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// A row a form and 課.
    pub rows: Vec<Row>,
}

/// One form of one 課.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its 様式ID.
    pub form_id: String,
    /// Its 課.
    pub section: String,
    /// A cell a column, in the order of [`COLUMNS`].
    pub cells: Vec<Cell>,
}

/// A value and the cell that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The value.
    pub value: Value,
    /// Where it was read; `None` for what no cell states.
    pub source: Option<Location>,
}

/// A value of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Not filled in.
    Blank,
    /// A number.
    Number(u32),
    /// A text, lines separated by `\n`.
    Text(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank => Ok(()),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(Some(self.cells.len()))?;
        for (column, cell) in COLUMNS.iter().zip(&self.cells) {
            out.serialize_entry(column.key, &cell.value)?;
        }
        out.end()
    }
}

impl Table {
    /// The headings of csv and tsv.
    #[must_use]
    pub fn headings(&self) -> [&'static str; COLUMNS.len()] {
        COLUMNS.map(|column| column.heading)
    }

    /// Makes the table of a merge.
    #[must_use]
    pub fn of_merged(merged: &Merged) -> Self {
        let above: BTreeMap<&str, Path<'_>> =
            paths(&merged.hierarchy).map(|path| (&*path.initiative.id, path)).collect();
        let row = |form: &MergedForm| {
            let submitted = submitted_on(merged, &form.form_id);
            let record = Record {
                form_id: &form.form_id,
                section: &form.section,
                branch_no: form.branch_no,
                fiscal_year: &merged.fiscal_year.label,
                period: &merged.period,
                path: above.get(&*form.initiative_id).copied(),
                state: Some(form.state.label()),
                submitted: submitted.as_deref(),
                form: form_place(&form.source),
            };
            record.row(|field| merged_cell(form, field))
        };
        Self { rows: merged.forms.iter().map(row).collect() }
    }

    /// Makes the table of a plan before any merge; 状態 and 提出日 are blank.
    #[must_use]
    pub fn of_plan(plan: &Plan, period: &str) -> Self {
        let above: BTreeMap<&str, Path<'_>> =
            plan.initiatives().map(|path| (&*path.initiative.id, path)).collect();
        let row = |form: &Form| {
            let record = Record {
                form_id: &form.form_id,
                section: &form.section,
                branch_no: form.branch_no,
                fiscal_year: &plan.fiscal_year.label,
                period,
                path: above.get(&*form.initiative_id).copied(),
                state: None,
                submitted: None,
                form: form_place(&form.source),
            };
            record.row(|field| form.text(field).map(|text| (text.to_owned(), None)))
        };
        Self { rows: plan.forms.iter().map(row).collect() }
    }
}

/// The facts of one row, but for the texts of the form.
struct Record<'a> {
    form_id: &'a str,
    section: &'a str,
    branch_no: u32,
    fiscal_year: &'a str,
    period: &'a str,
    path: Option<Path<'a>>,
    state: Option<&'a str>,
    submitted: Option<&'a str>,
    /// Where the form was read; stands in where an answer has no place of its own.
    form: Location,
}

impl Record<'_> {
    /// Makes the row; `text` gives a field's text and its own place.
    fn row(&self, text: impl Fn(Field) -> Option<(String, Option<Location>)>) -> Row {
        let path = self.path.as_ref();
        let number =
            |of: fn(&Path<'_>) -> u32| path.map_or(Value::Blank, |path| Value::Number(of(path)));
        let title = |of: for<'a> fn(&'a Path<'a>) -> &'a str| text_value(path.map(of));
        let coordinator = path.and_then(|path| path.initiative.coordinating_section.as_deref());
        let facts = [
            text_value(Some(self.form_id)),
            text_value(Some(self.fiscal_year)),
            text_value(Some(self.period)),
            number(|path| path.area.number),
            title(|path| &path.area.title),
            number(|path| path.item.number),
            title(|path| &path.item.title),
            number(|path| path.group.number),
            title(|path| &path.group.title),
            number(|path| path.initiative.number),
            title(|path| &path.initiative.title),
            text_value(Some(self.section)),
            text_value(coordinator),
            Value::Number(self.branch_no),
            Value::Blank,
            Value::Blank,
            Value::Blank,
            Value::Blank,
            Value::Blank,
            Value::Blank,
            Value::Blank,
            text_value(self.state),
            text_value(self.submitted),
        ];
        let cell = |(column, fact): (Column, Value)| {
            let answer = column.field.and_then(&text);
            let (value, source) =
                answer.map_or((fact, None), |(text, source)| (Value::Text(text), source));
            let source = source.or_else(|| column.field.map(|_| self.form.clone()));
            Cell { value, source }
        };
        Row {
            form_id: self.form_id.to_owned(),
            section: self.section.to_owned(),
            cells: COLUMNS.into_iter().zip(facts).map(cell).collect(),
        }
    }
}

fn text_value(text: Option<&str>) -> Value {
    text.map_or(Value::Blank, |text| Value::Text(text.to_owned()))
}

/// The text of a field as one cell shows it: the answer, or every answer of a conflict.
#[must_use]
pub fn shown_text(form: &MergedForm, field: Field) -> Option<String> {
    let conflict = form.conflict(field).map(conflict_text);
    conflict.or_else(|| form.text(field).map(str::to_owned))
}

/// Every answer of a conflict, each under the file that it stands in.
#[must_use]
pub fn conflict_text(conflict: &Conflict) -> String {
    let answer = |answer: &Answer| format!("〔{}〕\n{}", answer.source.file, answer.text);
    let answers: Vec<String> = conflict.answers.iter().map(answer).collect();
    answers.join("\n")
}

/// The day of the newest return that holds a form, ISO 8601.
#[must_use]
pub fn submitted_on(merged: &Merged, form_id: &str) -> Option<String> {
    let returns = returns_of(merged, form_id);
    let date = returns.iter().find_map(|one| parse_date(one.modified.as_deref()?));
    date.map(|date| date.to_string())
}

fn merged_cell(form: &MergedForm, field: Field) -> Option<(String, Option<Location>)> {
    let text = shown_text(form, field)?;
    let answer = form
        .conflict(field)
        .and_then(|conflict| conflict.answers.first())
        .or_else(|| form.answers.get(&field));
    Some((text, answer.map(|answer| place(&answer.source))))
}

fn form_place(source: &Source) -> Location {
    Location {
        file: source.file.clone(),
        sheet: Some(source.sheet.clone()),
        cell: Some(source.cell.clone()),
    }
}

/// Where an answer was read.
pub(super) fn place(source: &Provenance) -> Location {
    Location {
        file: source.file.clone(),
        sheet: Some(source.sheet.clone()),
        cell: Some(source.cell.clone()),
    }
}
