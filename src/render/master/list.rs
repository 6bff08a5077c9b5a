//! 一覧: a row a form and 課, with every text and what 総務課 and 町長 say about it.
//!
//! In: the desk. Out: the sheet that every figure of the master is counted over. The order of the
//! columns is the office's; people's columns are read back by their headings.

use super::super::list_sheet::{Cell, Column, FIRST, Kind, ListSheet, width_for};
use super::super::sheet::{Accept, Sheet, Validation};
use super::super::table::{shown_text, submitted_on};
use super::super::tally::{SeverityCounts, by_form, returns_of};
use super::choices::Kinds;
use super::{
    COMMENT_HEADING, Desk, ID_HEADING, INSTRUCTION_HEADING, LIST_SHEET, STATUS_HEADING, STRUCK,
    findings,
};
use crate::field::Field;
use crate::grid::{Addr, Region};
use crate::merge::{Conflict, MergedForm, State};
use crate::model::remarks::of_section;
use crate::model::{Remarks, circled, parse_date, roman};
use crate::rules::Severity;

/// Column of 枝番, 0-based: a number in every row that stands for a form, and in no other.
pub(super) const BRANCH: u32 = 1;
/// Column of 基本項目, 0-based.
pub(super) const AREA: u32 = 2;
/// Column of 実践課, 0-based.
pub(super) const SECTION: u32 = 6;
/// Column of 達成区分, 0-based.
pub(super) const ATTAINMENT: u32 = 14;
/// Column of 状況区分, 0-based.
pub(super) const STATUS: u32 = 16;
/// Column of 確認件数, 0-based.
pub(super) const TO_CHECK: u32 = 21;
/// Column of 状態, 0-based.
pub(super) const STATE: u32 = 22;

/// The columns; those of fields are widened for long texts and narrowed where all are blank.
const COLUMNS: [Column<'static>; 24] = [
    Column::new(ID_HEADING, 156, Kind::Text),
    Column::new("枝番", 44, Kind::Word),
    Column::new("基本項目", 104, Kind::Text),
    Column::new("推進項目", 104, Kind::Text),
    Column::new("取組項目群", 116, Kind::Text),
    Column::new("取組項目", 140, Kind::Text),
    Column::new("実践課", 98, Kind::Text),
    Column::new("とりまとめ課", 98, Kind::Text),
    Column::new("目指す姿", 240, Kind::Text),
    Column::new("目標", 240, Kind::Text),
    Column::new("取組内容", 240, Kind::Text),
    Column::new("進捗状況（前期）", 270, Kind::Text),
    Column::new("進捗状況（後期）", 270, Kind::Text),
    Column::new("目標の達成", 84, Kind::Text),
    Column::new("達成区分", 84, Kind::Word),
    Column::new("評価・検証", 230, Kind::Text),
    Column::new(STATUS_HEADING, 76, Kind::Entry),
    Column::new(COMMENT_HEADING, 170, Kind::Entry),
    Column::new(INSTRUCTION_HEADING, 170, Kind::Entry),
    Column::new("提出日", 122, Kind::Day),
    Column::new("版", 40, Kind::Word),
    Column::new("確認件数", 52, Kind::Number),
    Column::new("状態", 68, Kind::Word),
    Column::new("提出ファイル", 170, Kind::Text),
];

/// The columns that hold texts of the form.
const FIELDS: [(usize, Field); 7] = [
    (8, Field::Vision),
    (9, Field::AnnualGoal),
    (10, Field::PlannedActions),
    (11, Field::FirstHalf),
    (12, Field::SecondHalf),
    (13, Field::GoalAttainment),
    (15, Field::Evaluation),
];

/// Columns of 総務課 and 町長 and their texts.
type Remark = fn(&Remarks) -> Option<&str>;
const REMARKS: [(usize, Remark); 3] = [
    (16, |remarks| remarks.status_code.as_deref()),
    (17, |remarks| remarks.ga_comment.as_deref()),
    (18, |remarks| remarks.mayor_instruction.as_deref()),
];

/// Width in pixels of a column in which nobody has written yet.
const EMPTY: u32 = 84;

/// Draws the sheet.
pub(super) fn list_sheet(desk: &Desk<'_>) -> Sheet {
    let columns = columns(desk);
    let forms = &desk.input.merged.forms;
    let note = format!(
        "{}　様式 {} 件。黄色の列は総務課と町長の記入欄で、とりまとめを作り直しても残ります。",
        desk.as_of,
        forms.len()
    );
    let title = format!("{}　一覧", desk.header);
    let mut list = ListSheet::new(LIST_SHEET, (&title, &note), &columns, &desk.styles);
    let counts = by_form(desk.input.findings);
    for form in forms {
        let to_check = counts.get(&*form.form_id).map_or(0, SeverityCounts::to_check);
        let row = list.next_row();
        list.row(&cells(desk, form, row, to_check));
    }
    for (form_id, remarks) in desk.input.remarks {
        if !forms.iter().any(|form| form.form_id == *form_id) {
            let whole = desk.sections.iter().any(|section| of_section(section) == *form_id);
            list.row(&orphan(form_id, remarks, whole));
        }
    }
    if let Some(last) = list.next_row().checked_sub(1).filter(|last| *last >= FIRST) {
        let region = Region { first: Addr::new(FIRST, STATUS), last: Addr::new(last, STATUS) };
        list.sheet.validate_all(region, &choose_status(desk));
    }
    list.finish(desk.input.template, &desk.paper(), 1)
}

/// The drop-down of 状況区分: it takes its choices from マスタ, and lets other words pass.
fn choose_status(desk: &Desk<'_>) -> Validation {
    let status = &desk.input.template.status;
    Validation {
        accept: Accept::List(desk.choices(Kinds::Status)),
        title: STATUS_HEADING.to_owned(),
        message: format!("一覧から選んでください。空欄は「{}」として数えます。", status.undecided),
        warning: format!(
            "選択肢にない言葉です。選び直すときは「いいえ」を、このまま残すときは「はい」を押してください。残した言葉は「{}」として数えます。",
            status.other
        ),
    }
}

/// The columns with widths for this record's texts.
fn columns(desk: &Desk<'_>) -> Vec<Column<'static>> {
    let face = desk.styles.small_face;
    let mut columns = COLUMNS.to_vec();
    columns[0].width = desk.id_width(COLUMNS[0].width);
    for (col, field) in FIELDS {
        let texts: Vec<String> =
            desk.input.merged.forms.iter().filter_map(|form| shown_text(form, field)).collect();
        let own = if texts.is_empty() { EMPTY } else { columns[col].width };
        columns[col].width = width_for(own, texts.iter().map(String::as_str), face);
    }
    for (col, remark) in REMARKS {
        let texts = desk.input.remarks.values().filter_map(remark);
        columns[col].width = width_for(columns[col].width, texts, face);
    }
    columns
}

fn cells<'c>(desk: &'c Desk<'_>, form: &'c MergedForm, row: u32, to_check: u64) -> [Cell<'c>; 24] {
    let merged = desk.input.merged;
    let path = desk.above.get(&*form.initiative_id);
    let title = |text: Option<String>| Cell::from(text);
    let initiative = path.map(|path| path.initiative);
    let remarks = desk.input.remarks.get(&form.form_id);
    let remark = |index: usize| Cell::from(remarks.and_then(REMARKS[index].1));
    let attainment = form.text(Field::GoalAttainment);
    let returns = returns_of(merged, &form.form_id);
    let edition = returns.iter().find_map(|one| one.edition);
    let files: Vec<&str> = returns.into_iter().map(|one| &*one.file).collect();
    let submitted = submitted_on(merged, &form.form_id).as_deref().and_then(parse_date);
    let state = if matches!(form.state, State::Complete) { Cell::Text } else { Cell::Alert };
    [
        desk.form_link(&form.form_id),
        Cell::Number(form.branch_no.into()),
        title(path.map(|path| format!("{} {}", roman(path.area.number), path.area.title))),
        title(path.map(|path| format!("{} {}", path.item.number, path.item.title))),
        title(path.map(|path| format!("{} {}", circled(path.group.number), path.group.title))),
        title(initiative.map(|initiative| format!("({}) {}", initiative.number, initiative.title))),
        form.section.as_str().into(),
        initiative.and_then(|initiative| initiative.coordinating_section.as_deref()).into(),
        field_cell(desk, form, Field::Vision),
        field_cell(desk, form, Field::AnnualGoal),
        field_cell(desk, form, Field::PlannedActions),
        field_cell(desk, form, Field::FirstHalf),
        field_cell(desk, form, Field::SecondHalf),
        field_cell(desk, form, Field::GoalAttainment),
        attainment.and_then(|text| desk.input.settings.attainment(text)).into(),
        field_cell(desk, form, Field::Evaluation),
        remark(0),
        remark(1),
        remark(2),
        submitted.map_or(Cell::Blank, Cell::Day),
        edition.map_or(Cell::Blank, |edition| Cell::Number(edition.into())),
        Cell::Formula(to_check_formula(desk, row), to_check as f64),
        state(form.state.label().into()),
        files.join("\n").into(),
    ]
}

/// Remarks on a form that is no longer issued: kept below the list, out of every count.
/// Those on all forms of a 課 stand there as well.
fn orphan<'c>(form_id: &'c str, remarks: &'c Remarks, of_section: bool) -> [Cell<'c>; 24] {
    let mut cells = [const { Cell::Blank }; 24];
    cells[0] = form_id.into();
    cells[STATE as usize] = if of_section {
        Cell::Text("課全体".into())
    } else {
        Cell::Alert("様式なし".into())
    };
    for (col, remark) in REMARKS {
        cells[col] = remark(remarks).into();
    }
    cells
}

/// Counts the findings on the form that are more than 参考.
fn to_check_formula(desk: &Desk<'_>, row: u32) -> String {
    format!(
        "=COUNTIFS({},$A{},{},\"<>{}\")",
        desk.findings_column(findings::FORM),
        row + 1,
        desk.findings_column(findings::SEVERITY),
        Severity::Info.label(),
    )
}

/// The text of a field, with a mark where a part of it is struck out; every answer under its file
/// where they differ.
fn field_cell<'c>(desk: &Desk<'_>, form: &'c MergedForm, field: Field) -> Cell<'c> {
    let mut text = shown_text(form, field);
    if desk.is_struck(form, field) {
        let parts = text.into_iter().chain([STRUCK.to_owned()]);
        text = Some(parts.collect::<Vec<_>>().join("\n"));
    }
    let conflict: Option<&Conflict> = form.conflict(field);
    match (text, conflict) {
        (Some(text), Some(_)) => Cell::Alert(text.into()),
        (text, _) => text.into(),
    }
}
