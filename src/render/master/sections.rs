//! 課別: forms by state and by 状況区分, and the findings, of every 課.
//!
//! In: the desk. Out: the sheet, and where its totals stand. Every figure is counted over 一覧 and
//! 確認事項.

use super::super::list_sheet::{Cell, Column, FIRST, HEAD, Kind, ListSheet};
use super::super::sheet::Sheet;
use super::super::tally::{SectionTally, StateCounts, StatusCounts};
use super::formulas::{StatusColumns, cell, count, share, states, sum};
use super::{Desk, findings, list};
use crate::merge::State;
use crate::rules::Severity;

/// Name of the sheet.
pub(super) const SHEET: &str = "課別";
/// Column of 様式数, 0-based.
pub(super) const FORMS: u32 = 1;
/// Column of the first state, 0-based.
pub(super) const STATES: u32 = 2;
/// Column of 提出率, 0-based; 記入率, 要修正 and 要確認 follow.
pub(super) const SHARES: u32 = STATES + State::ALL.len() as u32;
/// Column of the first 状況区分, 0-based.
const STATUSES: u32 = SHARES + 4;

/// Row of the totals, 0-based.
pub(super) fn total_row(desk: &Desk<'_>) -> u32 {
    FIRST + desk.totals.sections.len() as u32
}

/// Draws the sheet.
pub(super) fn sections_sheet(desk: &Desk<'_>) -> Sheet {
    let status = desk.input.template.status.columns();
    let mut columns =
        vec![Column::new("課", 140, Kind::Text), Column::new("様式数", 56, Kind::Number)];
    columns.extend(State::ALL.map(|state| Column::new(state.label(), 60, Kind::Number)));
    columns.extend([
        Column::new("提出率", 64, Kind::Number),
        Column::new("記入率", 64, Kind::Number),
        Column::new("要修正", 56, Kind::Number),
        Column::new("要確認", 56, Kind::Number),
    ]);
    columns.extend(status.iter().map(|word| Column::new(word, 56, Kind::Number)));
    let title = format!("{}　課別の状況", desk.header);
    let note = format!(
        "{}　件数は「一覧」と「確認事項」を数える式です。提出率は未提出でない様式、記入率は記入済の様式の割合です。右の {} 列は、総務課の状況区分ごとの様式の数です。",
        desk.as_of,
        status.len(),
    );
    let mut sheet = ListSheet::new(SHEET, (&title, &note), &columns, &desk.styles);
    for (tally, statuses) in desk.totals.sections.iter().zip(&desk.totals.section_statuses) {
        let row = sheet.next_row();
        let mut cells: Vec<Cell<'_>> = vec![tally.section.as_str().into()];
        cells.extend(figures(desk, tally, statuses, row));
        sheet.row(&cells);
    }
    let mut cells: Vec<Cell<'_>> = vec!["計".into()];
    cells.extend(totals(desk, sheet.next_row()));
    sheet.total(&cells);
    sheet.finish(desk.input.template, &desk.paper(), 1)
}

/// The figures of one 課; `row` is its own, 0-based.
fn figures(
    desk: &Desk<'_>,
    tally: &SectionTally,
    statuses: &StatusCounts,
    row: u32,
) -> Vec<Cell<'static>> {
    let name = format!("$A{}", row + 1);
    let own = [(list::SECTION, name.as_str())];
    let mut cells =
        vec![Cell::Formula(format!("={}", count(desk, &own)), tally.states.total() as f64)];
    cells.extend(states(desk, (HEAD, STATES), &tally.states, &own));
    cells.extend(shares(&tally.states, row));
    cells.extend(
        [Severity::Error, Severity::Warning]
            .map(|severity| found(desk, &name, severity, tally.findings.get(severity))),
    );
    let columns = StatusColumns { first: STATUSES, forms: FORMS, head: HEAD };
    cells.extend(columns.cells(desk, row, statuses, &own));
    cells
}

/// Counts the findings of a 課, whose name stands in a cell.
pub(super) fn found(desk: &Desk<'_>, name: &str, severity: Severity, value: u64) -> Cell<'static> {
    let (owners, severities) =
        (desk.findings_column(findings::SECTION), desk.findings_column(findings::SEVERITY));
    let label = severity.label();
    let formula = format!("=COUNTIFS({owners},{name},{severities},\"{label}\")");
    Cell::Formula(formula, value as f64)
}

/// The row of totals; `row` is its own, 0-based.
fn totals(desk: &Desk<'_>, row: u32) -> Vec<Cell<'static>> {
    let totals = &desk.totals;
    let all: StateCounts = totals.sections.iter().map(|tally| tally.states).sum();
    let findings: super::super::tally::SeverityCounts =
        totals.sections.iter().map(|tally| tally.findings).sum();
    let total = |col: u32, value: u64| sum(col, (FIRST, row), value);
    let mut cells = vec![total(FORMS, all.total())];
    cells.extend((STATES..).zip(State::ALL).map(|(col, state)| total(col, all.get(state))));
    cells.extend(shares(&all, row));
    cells.push(total(SHARES + 2, findings.error));
    cells.push(total(SHARES + 3, findings.warning));
    cells.extend((STATUSES..).zip(totals.statuses.columns()).map(|(col, value)| total(col, value)));
    cells
}

/// 提出率 and 記入率 from the row's own figures.
fn shares(states: &StateCounts, row: u32) -> [Cell<'static>; 2] {
    let (forms, missing) = (cell(row, FORMS), cell(row, STATES));
    let complete = cell(row, SHARES - 1);
    [
        share(&format!("({forms}-{missing})"), &forms, (states.returned(), states.total())),
        share(&complete, &forms, (states.get(State::Complete), states.total())),
    ]
}
