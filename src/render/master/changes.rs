//! 変更申出: every edit of issued text that a 課 returned, and every one that was accepted.

use super::super::accept_lines::accept_lines;
use super::super::list_sheet::{Cell, Column, Kind, ListSheet, few, width_for};
use super::super::sheet::Sheet;
use super::super::text_layout::{split_cells, split_rows, trim_break, units_across};
use super::super::word_diff::marked;
use super::Desk;
use crate::field::Field;
use crate::finding::Finding;
use crate::grid::squeeze;
use crate::merge::MergedForm;
use crate::model::{ALL_SECTIONS, Change};
use crate::rules::Code;

/// Name of the sheet.
pub(super) const SHEET: &str = "変更申出";

const COLUMNS: [Column<'static>; 9] = [
    Column::new("No", 32, Kind::Number),
    Column::new("様式ID", 156, Kind::Text),
    Column::new("課", 92, Kind::Text),
    Column::new("欄", 76, Kind::Text),
    Column::new("配布した文", 220, Kind::Text),
    Column::new("申し出た文", 220, Kind::Text),
    Column::new("違い", 240, Kind::Text),
    Column::new("扱い", 56, Kind::Word),
    Column::new("plan.toml に書く文", 270, Kind::Whole),
];
/// Columns of 配布した文, 申し出た文 and 違い, 0-based.
const TEXTS: [usize; 3] = [4, 5, 6];
/// Column of the lines for `plan.toml`, 0-based.
const LINES: usize = 8;

const ACCEPTED: &str = "認めた";
const OPEN: &str = "未決";
/// What stands in place of an empty text.
const NOTHING: &str = "（空欄）";

/// One change that somebody asked for.
struct Request<'a> {
    form_id: &'a str,
    section: Option<&'a str>,
    field: Field,
    before: &'a str,
    after: &'a str,
    difference: String,
    accepted: bool,
    lines: String,
}

/// Draws the sheet.
pub(super) fn changes_sheet(desk: &Desk<'_>) -> Sheet {
    let requests = requests(desk);
    let title = format!("{}　{SHEET}", desk.header);
    let note = note(desk, &requests);
    let columns = columns(desk, &requests);
    let mut list = ListSheet::new(SHEET, (&title, &note), &columns, &desk.styles);
    let mut too_tall = Vec::new();
    for (number, request) in (1_u32..).zip(&requests) {
        if row(desk, &mut list, &columns, number, request) {
            too_tall.push(number.to_string());
        }
    }
    if !too_tall.is_empty() {
        let places = "No は「plan.toml に書く文」が長く、この表では終わりまで見えませんが、セルの中にはすべてあります";
        list.note(&format!("{note}　次の{places}：{}", few(&too_tall)));
    }
    list.finish(desk.input.template, &desk.paper(), 2)
}

fn note(desk: &Desk<'_>, requests: &[Request<'_>]) -> String {
    if requests.is_empty() {
        return format!("{}　変更申出はありません。", desk.as_of);
    }
    let open = requests.iter().filter(|request| !request.accepted).count();
    format!(
        "{}　{} 件（{OPEN} {open}）。認めるときは「plan.toml に書く文」を plan.toml の終わりに貼り付け、「torimatome distribute」で新しい版を作ります。セルをダブルクリックし、中の文字を選んでコピーしてください。「違い」では、なくなった言葉を［－ －］、加わった言葉を［＋ ＋］で囲み、変わらないところを「…」で略しています。",
        desk.as_of,
        requests.len()
    )
}

/// What is open, in the order of 確認事項, then what was accepted.
fn requests<'a>(desk: &Desk<'a>) -> Vec<Request<'a>> {
    let told = desk.findings.iter().filter(|finding| finding.code == Code::M03);
    let mut requests: Vec<Request<'a>> =
        told.filter_map(|finding| of_finding(desk, finding)).collect();
    for change in desk.input.changes {
        let request = of_change(desk, change);
        let same = |other: &Request<'_>| {
            let ids = [other.form_id, plan_form_id(desk, other.form_id)];
            other.accepted && other.field == request.field && ids.contains(&request.form_id)
        };
        if !requests.iter().any(same) {
            requests.push(request);
        }
    }
    requests.sort_by_key(|request| request.accepted);
    requests
}

fn of_finding<'a>(desk: &Desk<'a>, finding: &'a Finding) -> Option<Request<'a>> {
    let (form_id, field) = (finding.form_id.as_deref()?, finding.field?);
    let before = finding.expected.as_deref().unwrap_or_default();
    let after = finding.found.as_deref().unwrap_or_default();
    let plan_form = plan_form_id(desk, form_id);
    let accepted = desk.input.settings.accepted_changes.iter().any(|change| {
        [form_id, plan_form].contains(&&*change.form_id)
            && change.field == field
            && squeeze(&change.text) == squeeze(after)
    });
    Some(Request {
        form_id,
        section: finding.section.as_deref(),
        field,
        before,
        after,
        difference: marked(before, after),
        accepted,
        lines: if accepted { WRITTEN.to_owned() } else { lines(plan_form, field, after) },
    })
}

/// Said where `plan.toml` holds the change.
const WRITTEN: &str = "plan.toml に書かれています。";

fn of_change<'a>(desk: &Desk<'a>, change: &'a Change) -> Request<'a> {
    let forms = &desk.input.merged.forms;
    let form = forms.iter().find(|form| form.plan_form_id == change.form_id);
    let section = |form: &'a MergedForm| {
        if form.form_id == change.form_id { form.section.as_str() } else { ALL_SECTIONS }
    };
    Request {
        form_id: &change.form_id,
        section: form.map(section),
        field: change.field,
        before: &change.before,
        after: &change.after,
        difference: marked(&change.before, &change.after),
        accepted: true,
        lines: WRITTEN.to_owned(),
    }
}

/// The plan's form behind the form of a 課.
fn plan_form_id<'a>(desk: &Desk<'a>, form_id: &'a str) -> &'a str {
    let form = desk.input.merged.forms.iter().find(|form| form.form_id == form_id);
    form.map_or(form_id, |form| &form.plan_form_id)
}

/// What to paste; where that is not possible, what to do instead.
fn lines(plan_form: &str, field: Field, text: &str) -> String {
    if !Field::ISSUED.contains(&field) {
        return "この欄は plan.toml では改められません。認めるときは、様式フォルダーの様式を直してください。".to_owned();
    }
    let lines = accept_lines(plan_form, field, text);
    if split_cells(&lines).len() == 1 {
        return lines;
    }
    "長いため一つのセルに収まりません。検証報告.json の found から写してください。".to_owned()
}

fn columns(desk: &Desk<'_>, requests: &[Request<'_>]) -> Vec<Column<'static>> {
    let mut columns = COLUMNS.to_vec();
    columns[1].width = desk.id_width(COLUMNS[1].width);
    for col in TEXTS.into_iter().chain([LINES]) {
        let texts = requests.iter().map(|request| match col {
            4 => request.before,
            5 => request.after,
            6 => &request.difference,
            _ => &request.lines,
        });
        columns[col].width = width_for(columns[col].width, texts, desk.styles.small_face);
    }
    columns
}

/// A request, in as many rows as its longest text needs; tells whether the lines for `plan.toml`,
/// which stay in one cell to be copied, are taller than a row of Excel can be.
fn row(
    desk: &Desk<'_>,
    list: &mut ListSheet<'_>,
    columns: &[Column<'_>],
    number: u32,
    request: &Request<'_>,
) -> bool {
    let face = desk.styles.small_face;
    let texts = [request.before, request.after, &request.difference];
    let pieces: Vec<Vec<&str>> = texts
        .iter()
        .zip(TEXTS)
        .map(|(text, col)| {
            let text = if text.is_empty() { NOTHING } else { text };
            split_rows(text, units_across(columns[col].width, face.size), face)
        })
        .collect();
    let piece = |col: usize, part: usize| {
        trim_break(pieces[col].get(part).copied().unwrap_or_default()).into()
    };
    let status = if request.accepted { ACCEPTED.into() } else { Cell::Alert(OPEN.into()) };
    let mut too_tall = list.row(&[
        Cell::Number(number.into()),
        desk.form_link(request.form_id),
        request.section.into(),
        request.field.label().into(),
        piece(0, 0),
        piece(1, 0),
        piece(2, 0),
        status,
        request.lines.as_str().into(),
    ]);
    for part in 1..pieces.iter().map(Vec::len).max().unwrap_or(1) {
        too_tall |= list.row(&[
            Cell::Number(number.into()),
            request.form_id.into(),
            request.section.into(),
            "（続き）".into(),
            piece(0, part),
            piece(1, part),
            piece(2, part),
            Cell::Blank,
            Cell::Blank,
        ]);
    }
    too_tall
}
