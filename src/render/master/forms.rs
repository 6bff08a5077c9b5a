//! A sheet a 取組項目: its forms below one another, filled, as the 様式 has them.

use std::collections::BTreeMap;

use super::super::appendix::{appendices, draw_appendix};
use super::super::form_sheet::{Drawing, Purpose, draw, set_columns};
use super::super::form_view::{Entry, FormView, headings};
use super::super::sheet::{PageSetup, Sheet};
use super::super::sheet_names::SheetNames;
use super::super::style::Style;
use super::super::tally::returns_of;
use super::super::text_layout::{height, lines, split_cells, split_height, units_across};
use super::{Desk, LIST_SHEET, STRUCK};
use crate::field::Field;
use crate::grid::{Addr, Region};
use crate::merge::{Answer, Merged, MergedForm, State};
use crate::model::{ALL_SECTIONS, Path, form_id, parse_date, wareki};

/// Where every form stands: sheet and first cell, by 様式ID.
pub(super) type Places<'a> = BTreeMap<&'a str, (String, Addr)>;

/// Last column of the form.
const LAST_COL: u32 = 3;

/// Draws the sheets in the hierarchy's order; initiatives outside it come last.
pub(super) fn initiative_sheets<'a>(
    desk: &Desk<'a>,
    names: &mut SheetNames,
) -> (Vec<Sheet>, Places<'a>) {
    let merged = desk.input.merged;
    let mut order: Vec<&str> =
        crate::model::paths(&merged.hierarchy).map(|path| &*path.initiative.id).collect();
    for form in &merged.forms {
        if !order.contains(&&*form.initiative_id) {
            order.push(&form.initiative_id);
        }
    }
    let mut places = Places::new();
    let mut sheets = Vec::new();
    for id in order {
        let returned = |form: &&MergedForm| form.state != State::Missing;
        let summaries = merged.summaries.iter().filter(returned);
        let own = summaries.chain(&merged.forms).filter(|form| form.initiative_id == id);
        let own: Vec<&MergedForm> = own.collect();
        if !own.is_empty() {
            let name = names.take(id);
            sheets.push(initiative_sheet(desk, &name, &own, &mut places));
        }
    }
    (sheets, places)
}

fn initiative_sheet<'a>(
    desk: &Desk<'a>,
    name: &str,
    forms: &[&'a MergedForm],
    places: &mut Places<'a>,
) -> Sheet {
    let template = desk.input.template;
    let mut sheet = Sheet::new(name);
    set_columns(&mut sheet, &template.layout);
    let back = Style { border: desk.styles.plain.border, ..desk.styles.link.clone() };
    let back = Style { wrap: false, ..back.size(desk.styles.small.size) };
    sheet.link(Addr::new(0, 0), (LIST_SHEET, Addr::new(0, 0)), "一覧へ戻る", &back);
    let how = Drawing { template, styles: &desk.styles, purpose: Purpose::Read };
    let (mut row, mut breaks) = (1, Vec::new());
    for form in forms {
        if row > 1 {
            breaks.push(row);
        }
        places.insert(&form.form_id, (name.to_owned(), Addr::new(row, 0)));
        row = across(desk, &mut sheet, row, &standing(desk.input.merged, form), &desk.styles.small);
        let view = view(desk, form);
        let drawn = draw(&mut sheet, row, &view, &how);
        row = remarks(desk, &mut sheet, drawn.region.last.row + 1, form) + 1;
        let layout = &template.layout;
        for appendix in appendices(&view, layout, desk.styles.text_face) {
            breaks.push(row);
            let look = (layout, &desk.styles);
            row = draw_appendix(&mut sheet, row, &form.form_id, &appendix, look) + 1;
        }
    }
    sheet.page_breaks(&breaks);
    sheet.page(&PageSetup {
        page: &template.layout.page,
        landscape: false,
        header: (&desk.header, name),
        footer: &desk.as_of,
        print_area: None,
        repeat_rows: None,
    });
    sheet
}

/// The line above a form: whose it is, how far it has come, when and in which file it came.
fn standing(merged: &Merged, form: &MergedForm) -> String {
    let whose = if is_summary(form) { "全課のまとめ　" } else { "" };
    let mut text = format!("{whose}{}　状態：{}", form.section, form.state.label());
    for one in returns_of(merged, &form.form_id) {
        let day = one.modified.as_deref().and_then(parse_date).map(wareki);
        let day = day.as_deref().unwrap_or("保存日不明");
        text.extend(["\n提出：", day, "　", &one.file]);
    }
    text
}

/// What a merged form shows in its boxes.
fn view<'a>(desk: &Desk<'a>, form: &'a MergedForm) -> FormView<'a> {
    let path = desk.above.get(&*form.initiative_id).copied();
    let answer = |field: Field| {
        let entries: Vec<Entry<'a>> = if let Some(conflict) = form.conflict(field) {
            conflict.answers.iter().map(captioned).collect()
        } else {
            let caption = desk.is_struck(form, field).then(|| STRUCK.to_owned());
            let text = form.text(field).or_else(|| caption.as_ref().map(|_| ""));
            text.map(|text| Entry { caption, text }).into_iter().collect()
        };
        (!entries.is_empty()).then_some((field, entries))
    };
    FormView {
        form_id: &form.form_id,
        year: &desk.input.merged.fiscal_year.label,
        headings: path.map(headings).unwrap_or_default(),
        initiative: path.map_or_else(|| form.initiative_id.clone(), |path| path.heading()),
        responsible: responsible(form, path),
        issued: Field::ISSUED.map(|field| form.text(field).unwrap_or_default()),
        answers: Field::ANSWERED.into_iter().filter_map(answer).collect(),
    }
}

/// One of several answers, under the cell that it was read from.
fn captioned(answer: &Answer) -> Entry<'_> {
    let source = &answer.source;
    let caption = format!("〔不一致〕{}!{}!{}", source.file, source.sheet, source.cell);
    Entry { caption: Some(caption), text: &answer.text }
}

/// 町民生活課; 町民生活課（全課【総務課】） where every 課 answers.
fn responsible(form: &MergedForm, path: Option<Path<'_>>) -> String {
    let Some(path) = path.filter(|path| path.initiative.all_sections) else {
        return form.section.clone();
    };
    let gathering = path.initiative.coordinating_section.as_deref();
    let gathering = gathering.map(|name| format!("【{name}】")).unwrap_or_default();
    if is_summary(form) {
        return format!("{ALL_SECTIONS}{gathering}");
    }
    format!("{}（{ALL_SECTIONS}{gathering}）", form.section)
}

/// Tells whether a とりまとめ課 sums up on a form: it has the id of the plan's 全課 form.
fn is_summary(form: &MergedForm) -> bool {
    form.form_id == form_id(&form.initiative_id, ALL_SECTIONS, form.branch_no)
}

/// Writes what 総務課 and 町長 remarked, below the form; gives the next free row.
fn remarks(desk: &Desk<'_>, sheet: &mut Sheet, mut row: u32, form: &MergedForm) -> u32 {
    let Some(remarks) = desk.input.remarks.get(&form.form_id) else { return row };
    let texts = [
        ("状況区分", &remarks.status_code),
        ("総務課所見", &remarks.ga_comment),
        ("町長指示", &remarks.mayor_instruction),
    ];
    for (label, text) in texts {
        if let Some(text) = text {
            row = across(desk, sheet, row, &format!("{label}：{text}"), &desk.styles.plain);
        }
    }
    row
}

/// Writes a text over the whole width of the form; gives the next free row.
fn across(desk: &Desk<'_>, sheet: &mut Sheet, mut row: u32, text: &str, style: &Style) -> u32 {
    let face = desk.styles.text_face;
    let width = units_across(desk.input.template.layout.columns.total(), face.size);
    for piece in split_cells(text) {
        let heights = split_height(height(lines(piece, width), face), face);
        let first = Addr::new(row, 0);
        for height in heights {
            sheet.row_height(row, height);
            row += 1;
        }
        sheet.merged_text(Region { first, last: Addr::new(row - 1, LAST_COL) }, piece, style);
    }
    row
}
