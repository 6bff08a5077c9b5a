//! 体系 and 課別: how many forms stand where, by formulas over 一覧.

use super::super::list_sheet::{Cell, Column, FIRST, HEAD, Kind, ListSheet};
use super::super::sheet::Sheet;
use super::super::tally::{SectionTally, StateCounts, by_section};
use super::{Desk, findings, list};
use crate::grid::Addr;
use crate::merge::{MergedForm, State};
use crate::model::{ALL_SECTIONS, Path, circled, paths, roman};
use crate::rules::Severity;

const fn column(heading: &'static str, width: u32, kind: Kind) -> Column {
    Column { heading, width, kind }
}

/// Draws 体系: the hierarchy with the number of forms under each 取組項目.
pub(super) fn hierarchy_sheet(desk: &Desk<'_>) -> Sheet {
    let columns = [
        column("基本項目", 140, Kind::Text),
        column("推進項目", 140, Kind::Text),
        column("取組項目群", 180, Kind::Text),
        column("番号", 76, Kind::Text),
        column("取組項目", 250, Kind::Text),
        column("実践課【とりまとめ課】", 180, Kind::Text),
        column("様式数", 64, Kind::Number),
        column("記入済", 64, Kind::Number),
    ];
    let title = format!("{}　体系", desk.header);
    let note = format!("{}　様式数と記入済は「一覧」から数えています。", desk.as_of);
    let mut sheet = ListSheet::new("体系", (&title, &note), &columns, &desk.styles);
    let all: Vec<Path<'_>> = paths(&desk.input.merged.hierarchy).collect();
    for path in &all {
        sheet.row(&hierarchy_cells(desk, path));
    }
    let forms = &desk.input.merged.forms;
    let known = |form: &&MergedForm| desk.above.contains_key(&*form.initiative_id);
    let counts = StateCounts::of(forms.iter().filter(known));
    let last = sheet.next_row();
    let sum = |letter: char, value: u64| {
        Cell::Formula(
            format!("=SUM({letter}{}:{letter}{})", FIRST + 1, last.max(FIRST + 1)),
            value as f64,
        )
    };
    sheet.total(&[
        "計".into(),
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
        sum('G', counts.total()),
        sum('H', counts.get(State::Complete)),
    ]);
    sheet.finish(desk.input.template, &desk.paper(), 0)
}

fn hierarchy_cells<'c>(desk: &'c Desk<'_>, path: &Path<'c>) -> [Cell<'c>; 8] {
    let id = &path.initiative.id;
    let forms = || desk.input.merged.forms.iter().filter(|form| form.initiative_id == *id);
    let counts = StateCounts::of(forms());
    let title = format!("({}) {}", path.initiative.number, path.initiative.title);
    let place = forms().find_map(|form| desk.places.get(&*form.form_id));
    let number = match place {
        Some((sheet, _)) => Cell::Link(id.clone(), (sheet, Addr::new(0, 0))),
        None => id.as_str().into(),
    };
    // The 様式ID begins with the 取組項目's; 一覧 has no column of its own for it.
    let (ids, states) = (desk.list_column(0), desk.list_column(list::STATE));
    let complete = State::Complete.label();
    [
        format!("{} {}", roman(path.area.number), path.area.title).into(),
        format!("{} {}", path.item.number, path.item.title).into(),
        format!("{} {}", circled(path.group.number), path.group.title).into(),
        number,
        title.into(),
        responsible(path).into(),
        Cell::Formula(format!("=COUNTIF({ids},\"{id}-*\")"), counts.total() as f64),
        Cell::Formula(
            format!("=COUNTIFS({ids},\"{id}-*\",{states},\"{complete}\")"),
            counts.get(State::Complete) as f64,
        ),
    ]
}

/// 全課【総務課】, or the 課 that the table names.
fn responsible(path: &Path<'_>) -> String {
    let initiative = path.initiative;
    let sections = initiative.responsible_sections.join(" ");
    let who = if initiative.all_sections { ALL_SECTIONS } else { &sections };
    let gathering = initiative.coordinating_section.as_deref();
    format!("{who}{}", gathering.map(|name| format!("【{name}】")).unwrap_or_default())
}

/// Draws 課別: forms by state and findings of every 課.
pub(super) fn section_sheet(desk: &Desk<'_>) -> Sheet {
    let mut columns = vec![column("課", 140, Kind::Text), column("様式数", 70, Kind::Number)];
    columns.extend(State::ALL.map(|state| column(state.label(), 76, Kind::Number)));
    columns.extend([
        column("提出率", 76, Kind::Number),
        column("記入率", 76, Kind::Number),
        column("要修正", 76, Kind::Number),
        column("要確認", 76, Kind::Number),
    ]);
    let title = format!("{}　課別の状況", desk.header);
    let note = format!(
        "{}　件数は「一覧」と「確認事項」から数えています。提出率は未提出でない様式、記入率は記入済の様式の割合です。",
        desk.as_of
    );
    let mut sheet = ListSheet::new("課別", (&title, &note), &columns, &desk.styles);
    let tallies = by_section(desk.input.merged, &desk.sections, desk.input.findings);
    for tally in &tallies {
        let row = sheet.next_row() + 1;
        let mut cells: Vec<Cell<'_>> = vec![tally.section.as_str().into()];
        cells.extend(figures(desk, tally, row));
        sheet.row(&cells);
    }
    let total = SectionTally {
        states: tallies.iter().map(|tally| tally.states).sum(),
        findings: tallies.iter().map(|tally| tally.findings).sum(),
        ..SectionTally::default()
    };
    let mut cells: Vec<Cell<'_>> = vec!["計".into()];
    cells.extend(sums(&total, sheet.next_row() + 1));
    sheet.total(&cells);
    sheet.finish(desk.input.template, &desk.paper(), 1)
}

/// The figures of one 課; `row` is 1-based, as formulas count.
fn figures(desk: &Desk<'_>, tally: &SectionTally, row: u32) -> Vec<Cell<'static>> {
    let (sections, states) = (desk.list_column(list::SECTION), desk.list_column(list::STATE));
    let count = |state: State, col: char| {
        let formula = format!("=COUNTIFS({sections},$A{row},{states},{col}${})", HEAD + 1);
        Cell::Formula(formula, tally.states.get(state) as f64)
    };
    let (owners, severities) =
        (desk.findings_column(findings::SECTION), desk.findings_column(findings::SEVERITY));
    let found = |severity: Severity| {
        let label = severity.label();
        let formula = format!("=COUNTIFS({owners},$A{row},{severities},\"{label}\")");
        Cell::Formula(formula, tally.findings.get(severity) as f64)
    };
    let total = format!("=COUNTIF({sections},$A{row})");
    let mut cells = vec![Cell::Formula(total, tally.states.total() as f64)];
    cells.extend(State::ALL.into_iter().zip('C'..).map(|(state, col)| count(state, col)));
    cells.extend(shares(&tally.states, row));
    cells.extend([found(Severity::Error), found(Severity::Warning)]);
    cells
}

/// The row of totals; `row` is its own, 1-based.
fn sums(total: &SectionTally, row: u32) -> Vec<Cell<'static>> {
    let sum = |col: char, value: u64| {
        Cell::Formula(format!("=SUM({col}{}:{col}{})", FIRST + 1, row - 1), value as f64)
    };
    let mut cells = vec![sum('B', total.states.total())];
    cells.extend(
        State::ALL.into_iter().zip('C'..).map(|(state, col)| sum(col, total.states.get(state))),
    );
    cells.extend(shares(&total.states, row));
    cells.extend([sum('J', total.findings.error), sum('K', total.findings.warning)]);
    cells
}

/// 提出率 and 記入率 from the row's own figures.
fn shares(states: &StateCounts, row: u32) -> [Cell<'static>; 2] {
    let share = |formula: &str, part: u64| {
        let all = states.total();
        let value = if all == 0 { 0.0 } else { part as f64 / all as f64 };
        Cell::Share(format!("=IF(B{row}=0,0,{formula}/B{row})"), value)
    };
    [
        share(&format!("(B{row}-C{row})"), states.returned()),
        share(&format!("G{row}"), states.get(State::Complete)),
    ]
}
