//! 数値目標: the figures that goals aim at, and beside them what the answers report.
//!
//! In: the targets of the record. Out: a row a target and form, or several where an answer reports
//! several figures. Where no text says a year, a baseline or a result, the cell says so or is blank.

use super::super::list_sheet::{Cell, Column, Kind, ListSheet};
use super::super::sheet::Sheet;
use super::Desk;
use super::formulas::cell;
use crate::figures::{Figure, Outcome, Standing, Target};
use crate::merge::{MergedForm, State};
use crate::model::Path;

/// Name of the sheet.
pub(super) const SHEET: &str = "数値目標";
/// Said where no answer of a form reports a figure of the target's unit.
const NONE: &str = "数値なし";
/// Columns of the target and of the result, 0-based: the difference is between them.
const VALUE: u32 = 5;
const RESULT: u32 = 13;

const COLUMNS: [Column<'static>; 17] = [
    Column::new("No", 32, Kind::Number),
    Column::new("取組項目", 124, Kind::Text),
    Column::new("目標のある欄", 62, Kind::Text),
    Column::new("目標の文", 180, Kind::Text),
    Column::new("目標（書かれたまま）", 70, Kind::Word),
    Column::new("目標値", 52, Kind::Number),
    Column::new("単位", 40, Kind::Word),
    Column::new("目標の年度", 78, Kind::Word),
    Column::new("基準値", 52, Kind::Number),
    Column::new("基準の年度", 62, Kind::Word),
    Column::new("課", 88, Kind::Text),
    Column::new("様式ID", 150, Kind::Text),
    Column::new("結果のある欄", 80, Kind::Text),
    Column::new("結果の値", 52, Kind::Number),
    Column::new("見込・確定", 52, Kind::Word),
    Column::new("目標との差", 52, Kind::Number),
    Column::new("結果の文", 200, Kind::Text),
];

/// Draws the sheet.
pub(super) fn figures_sheet(desk: &Desk<'_>) -> Sheet {
    let title = format!("{}　{SHEET}", desk.header);
    let mut columns = COLUMNS.to_vec();
    columns[11].width = desk.id_width(COLUMNS[11].width);
    let note = if desk.targets.is_empty() {
        format!("{}　目指す姿と目標の文に、達すべき数値は見つかりませんでした。", desk.as_of)
    } else {
        format!(
            "{}　目標 {} 件。目指す姿と目標の文にある数値と、進捗状況と評価・検証にある同じ単位の数値を並べています（前に別の「率」や「数」などの言葉があるものと、別の年のものは除きます）。同じものの数値かどうかは、文で確かめてください。「見込」は見込・予定などの言葉のあるもの、「確定」は後期と評価・検証に書かれたもの、「中間」は前期に書かれたものです。",
            desk.as_of,
            desk.targets.len()
        )
    };
    let mut list = ListSheet::new(SHEET, (&title, &note), &columns, &desk.styles);
    for (number, target) in (1_u32..).zip(&desk.targets) {
        for form in forms(desk, target) {
            let own = |outcome: &&Outcome| outcome.figure.form_id == form.form_id;
            let results: Vec<&Outcome> = target.results.iter().filter(own).collect();
            if results.is_empty() {
                list.row(&cells(desk, number, target, form, None, 0));
            }
            for outcome in results {
                let row = list.next_row();
                list.row(&cells(desk, number, target, form, Some(outcome), row));
            }
        }
    }
    list.finish(desk.input.template, &desk.paper(), 1)
}

/// The forms that a target stands on: the summary of the とりまとめ課 where it reports a figure,
/// then every 課.
fn forms<'d>(desk: &'d Desk<'_>, target: &'d Target) -> impl Iterator<Item = &'d MergedForm> {
    let merged = desk.input.merged;
    let reports = |form: &&MergedForm| {
        form.form_id == target.plan_form_id
            && target.results.iter().any(|result| result.figure.form_id == form.form_id)
    };
    let own = merged.forms.iter().filter(|form| form.plan_form_id == target.plan_form_id);
    merged.summaries.iter().filter(reports).chain(own)
}

fn cells<'c>(
    desk: &'c Desk<'_>,
    number: u32,
    target: &'c Target,
    form: &'c MergedForm,
    outcome: Option<&'c Outcome>,
    row: u32,
) -> [Cell<'c>; 17] {
    let heading = desk.above.get(&*target.initiative_id).map(Path::heading);
    let (aim, started) = (&target.figure, target.baseline.as_ref());
    let year = |figure: &'c Figure| figure.year.as_deref();
    let reported = outcome.map(|outcome| &outcome.figure);
    let difference = reported.map(|reported| {
        let formula = format!("=ROUND({}-{},6)", cell(row, RESULT), cell(row, VALUE));
        Cell::Difference(formula, round(reported.value - aim.value))
    });
    let standing = outcome.map(|outcome| match outcome.standing {
        Standing::Expected => Cell::Alert(outcome.standing.label().into()),
        other => other.label().into(),
    });
    [
        Cell::Number(number.into()),
        heading.into(),
        aim.field.label().into(),
        aim.sentence.as_str().into(),
        aim.quote.as_str().into(),
        Cell::Value(aim.value),
        aim.unit.as_str().into(),
        year(aim).into(),
        started.map_or(Cell::Blank, |figure| Cell::Value(figure.value)),
        started.and_then(year).into(),
        form.section.as_str().into(),
        desk.form_link(&form.form_id),
        reported.map_or_else(|| nothing(form), |figure| figure.field.label()).into(),
        reported.map_or(Cell::Blank, |figure| Cell::Value(figure.value)),
        standing.unwrap_or(Cell::Blank),
        difference.unwrap_or(Cell::Blank),
        reported.map(|figure| figure.sentence.as_str()).into(),
    ]
}

/// Why a form reports nothing: nobody answered, the answers differ, or they hold no such figure.
const fn nothing(form: &MergedForm) -> &'static str {
    match form.state {
        State::Missing | State::Blank | State::Conflict => form.state.label(),
        State::Partial | State::Complete => NONE,
    }
}

/// As the formula rounds, so that 97.2 - 98 is -0.8 in every program.
fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
