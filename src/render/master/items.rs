//! 項目別: a row a 取組項目, with what its forms say in counts.
//!
//! In: the desk. Out: the sheet, and where its totals stand. Every figure is counted over 一覧.

use super::super::list_sheet::{Cell, Column, FIRST, HEAD, Kind, ListSheet};
use super::super::sheet::Sheet;
use super::formulas::{Condition, StatusColumns, count, sum};
use super::totals::ItemTally;
use super::{Desk, list};
use crate::grid::Addr;
use crate::merge::State;
use crate::model::{ALL_SECTIONS, Path, circled, paths, roman};

/// Name of the sheet.
pub(super) const SHEET: &str = "項目別";
/// Name of what is outside the hierarchy.
pub(super) const OUTSIDE: &str = "体系にない様式";
/// Column of 様式数, 0-based.
pub(super) const FORMS: u32 = 6;
/// Columns of 提出, 記入済 and 確認件数, 0-based.
const COUNTS: u32 = 3;
/// Column of the first 状況区分, 0-based.
const STATUSES: u32 = FORMS + 1 + COUNTS;

/// Most rows that are still read well on one page.
const ONE_PAGE: usize = 32;

/// Row of the totals, 0-based.
pub(super) fn total_row(desk: &Desk<'_>) -> u32 {
    FIRST + desk.totals.items.len() as u32 + u32::from(has_outside(desk))
}

fn has_outside(desk: &Desk<'_>) -> bool {
    desk.totals.outside.states.total() > 0
}

/// Draws the sheet.
pub(super) fn items_sheet(desk: &Desk<'_>) -> Sheet {
    let status = desk.input.template.status.columns();
    let mut columns = vec![
        Column::new("基本項目", 104, Kind::Text),
        Column::new("推進項目", 104, Kind::Text),
        Column::new("取組項目群", 130, Kind::Text),
        Column::new("番号", 72, Kind::Text),
        Column::new("取組項目", 200, Kind::Text),
        Column::new("実践課【とりまとめ課】", 150, Kind::Text),
        Column::new("様式数", 50, Kind::Number),
        Column::new("提出", 50, Kind::Number),
        Column::new("記入済", 50, Kind::Number),
        Column::new("確認件数", 50, Kind::Number),
    ];
    columns.extend(status.iter().map(|word| Column::new(word, 56, Kind::Number)));
    let attainments = &desk.totals.attainments.choices;
    let title = format!("{}　{SHEET}", desk.header);
    let note = format!(
        "{}　取組項目 {} 件。件数はすべて「一覧」を数える式です。番号から様式のシートへ移れます。{}",
        desk.as_of,
        desk.totals.items.len(),
        told(desk, attainments),
    );
    let mut sheet = ListSheet::new(SHEET, (&title, &note), &columns, &desk.styles);
    for (path, tally) in paths(&desk.input.merged.hierarchy).zip(&desk.totals.items) {
        let row = sheet.next_row();
        let id = format!("$D{}&\"-*\"", row + 1);
        let mut cells = names(desk, &path).to_vec();
        cells.extend(figures(desk, row, tally, &[(0, &id)]));
        sheet.row(&cells);
    }
    if has_outside(desk) {
        let row = sheet.next_row();
        let mut cells: Vec<Cell<'_>> = vec![Cell::Alert(OUTSIDE.into())];
        cells.extend((1..FORMS).map(|_| Cell::Blank));
        // Such forms are the only ones without a 基本項目; blanks are what is left of the others.
        cells.extend(outside_figures(desk, row));
        sheet.row(&cells);
    }
    let mut cells: Vec<Cell<'_>> = vec!["計".into()];
    cells.extend((1..FORMS).map(|_| Cell::Blank));
    cells.extend(totals(desk, sheet.next_row()));
    sheet.total(&cells);
    let rows = sheet.next_row() as usize;
    let mut sheet = sheet.finish(desk.input.template, &desk.paper(), 0);
    if rows <= ONE_PAGE {
        sheet.one_page();
    }
    sheet
}

/// What the 課 chose at 目標の達成, where somebody did.
fn told(desk: &Desk<'_>, choices: &[(String, u64)]) -> String {
    let attainments = &desk.totals.attainments;
    if attainments.blank == desk.totals.all.total() {
        return String::new();
    }
    let mut words: Vec<String> =
        choices.iter().map(|(choice, count)| format!("{choice} {count}")).collect();
    words.push(format!("選択肢にない答え {}", attainments.other));
    words.push(format!("記入なし {}", attainments.blank));
    format!("　目標の達成：{}。", words.join("、"))
}

fn names<'c>(desk: &'c Desk<'_>, path: &Path<'c>) -> [Cell<'c>; FORMS as usize] {
    let id = &path.initiative.id;
    let mut forms = desk.input.merged.forms.iter().filter(|form| form.initiative_id == *id);
    let number = match forms.find_map(|form| desk.places.get(&*form.form_id)) {
        Some((sheet, _)) => Cell::Link(id.clone(), (sheet, Addr::new(0, 0))),
        None => id.as_str().into(),
    };
    [
        area_name(path).into(),
        format!("{} {}", path.item.number, path.item.title).into(),
        format!("{} {}", circled(path.group.number), path.group.title).into(),
        number,
        format!("({}) {}", path.initiative.number, path.initiative.title).into(),
        responsible(path).into(),
    ]
}

/// 基本項目 as 一覧 shows it.
pub(super) fn area_name(path: &Path<'_>) -> String {
    format!("{} {}", roman(path.area.number), path.area.title)
}

/// 全課【総務課】, or the 課 that the table names.
fn responsible(path: &Path<'_>) -> String {
    let initiative = path.initiative;
    let sections = initiative.responsible_sections.join(" ");
    let who = if initiative.all_sections { ALL_SECTIONS } else { &sections };
    let gathering = initiative.coordinating_section.as_deref();
    format!("{who}{}", gathering.map(|name| format!("【{name}】")).unwrap_or_default())
}

const fn status_columns() -> StatusColumns {
    StatusColumns { first: STATUSES, forms: FORMS, head: HEAD }
}

/// The figures of a row, counted over the forms that meet a condition.
fn figures(
    desk: &Desk<'_>,
    row: u32,
    tally: &ItemTally,
    own: &[Condition<'_>],
) -> Vec<Cell<'static>> {
    let with = |state: State, equal: &str| {
        let value = format!("\"{equal}{}\"", state.label());
        let all: Vec<Condition<'_>> =
            own.iter().copied().chain([(list::STATE, value.as_str())]).collect();
        format!("={}", count(desk, &all))
    };
    let states = &tally.states;
    let ids = own.first().map_or("\"*\"", |(_, value)| value);
    let found =
        format!("=SUMIFS({},{},{ids})", desk.list_column(list::TO_CHECK), desk.list_column(0));
    let mut cells = vec![
        Cell::Formula(format!("={}", count(desk, own)), states.total() as f64),
        Cell::Formula(with(State::Missing, "<>"), states.returned() as f64),
        Cell::Formula(with(State::Complete, ""), states.get(State::Complete) as f64),
        Cell::Formula(found, tally.to_check as f64),
    ];
    cells.extend(status_columns().cells(desk, row, &tally.statuses, own));
    cells
}

/// The figures of the forms that no 取組項目 of the hierarchy has.
fn outside_figures(desk: &Desk<'_>, row: u32) -> Vec<Cell<'static>> {
    let tally = &desk.totals.outside;
    let blank = [(list::AREA, "\"\"")];
    let mut cells = figures(desk, row, tally, &blank);
    let found = format!(
        "=SUMIFS({},{},\"\")",
        desk.list_column(list::TO_CHECK),
        desk.list_column(list::AREA)
    );
    if let Some(cell) = cells.get_mut(COUNTS as usize) {
        *cell = Cell::Formula(found, tally.to_check as f64);
    }
    cells
}

/// The row of totals; `row` is its own, 0-based.
fn totals(desk: &Desk<'_>, row: u32) -> Vec<Cell<'static>> {
    let all = &desk.totals;
    let found = all.items.iter().map(|item| item.to_check).sum::<u64>() + all.outside.to_check;
    let figures = [all.all.total(), all.all.returned(), all.all.get(State::Complete), found];
    let figures = figures.into_iter().chain(all.statuses.columns());
    (FORMS..).zip(figures).map(|(col, value)| sum(col, (FIRST, row), value)).collect()
}
