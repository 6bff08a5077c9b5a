//! 提出状況: for every 課 and form what came back, in which file, and when.

use jiff::civil::Date;

use super::super::list_sheet::{Cell, Column, Kind, ListSheet};
use super::super::sheet::Sheet;
use super::super::tally::returns_of;
use super::Desk;
use crate::merge::{MergedForm, Return, State};
use crate::model::{Path, parse_date, wareki};

/// Name of the sheet.
pub(super) const SHEET: &str = "提出状況";

const COLUMNS: [Column<'static>; 7] = [
    Column::new("課", 120, Kind::Text),
    Column::new("様式ID", 150, Kind::Text),
    Column::new("取組項目", 240, Kind::Text),
    Column::new("状態", 70, Kind::Word),
    Column::new("提出ファイル（新しい順）", 250, Kind::Text),
    Column::new("最終保存日", 122, Kind::Day),
    Column::new("期限からの日数（日）", 76, Kind::Number),
];

/// Draws the sheet: forms by 課 in display order, then workbooks that hold no form.
pub(super) fn returns_sheet(desk: &Desk<'_>) -> Sheet {
    let merged = desk.input.merged;
    let due = desk.input.settings.due.get(&merged.period).copied();
    let as_of = merged.as_of.as_deref().and_then(parse_date);
    let deadline = due.map_or_else(|| "定めなし".to_owned(), wareki);
    let note = format!(
        "{}　提出期限：{deadline}　日数は期限の翌日を 1 とし、期限より前は負の数です。未提出の様式は基準日までの日数です。",
        desk.as_of
    );
    let title = format!("{}　提出状況", desk.header);
    let mut columns = COLUMNS;
    columns[1].width = desk.id_width(COLUMNS[1].width);
    let mut list = ListSheet::new(SHEET, (&title, &note), &columns, &desk.styles);
    let order = |form: &&MergedForm| desk.input.settings.section_order(&form.section);
    let mut forms: Vec<&MergedForm> = merged.forms.iter().collect();
    forms.sort_by_key(order);
    for form in forms {
        let returns = returns_of(merged, &form.form_id);
        let saved = returns.iter().find_map(|one| saved_on(one));
        let day = if form.state == State::Missing { as_of } else { saved };
        let title = desk.above.get(&*form.initiative_id).map(Path::heading);
        let state = form.state.label().into();
        list.row(&[
            form.section.as_str().into(),
            desk.form_link(&form.form_id),
            title.into(),
            if form.state == State::Missing { Cell::Alert(state) } else { Cell::Text(state) },
            files(&returns).into(),
            saved.map_or(Cell::Blank, Cell::Day),
            days(due, day),
        ]);
    }
    for one in merged.returns.iter().filter(|one| one.forms.is_empty()) {
        list.row(&[
            one.section.as_deref().into(),
            Cell::Blank,
            "様式が見つからないファイル".into(),
            Cell::Blank,
            one.file.as_str().into(),
            saved_on(one).map_or(Cell::Blank, Cell::Day),
            Cell::Blank,
        ]);
    }
    list.finish(desk.input.template, &desk.paper(), 2)
}

fn saved_on(one: &Return) -> Option<Date> {
    one.modified.as_deref().and_then(parse_date)
}

fn files(returns: &[&Return]) -> String {
    let files: Vec<&str> = returns.iter().map(|one| &*one.file).collect();
    files.join("\n")
}

/// Days from the due date; blank where either day is unknown.
fn days(due: Option<Date>, day: Option<Date>) -> Cell<'static> {
    let days = due.zip(day).map(|(due, day)| (day - due).get_days());
    days.map_or(Cell::Blank, |days| Cell::Number(days.into()))
}
