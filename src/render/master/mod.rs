//! とりまとめ.xlsx: the 総務課 master of one 期.
//!
//! In: the merged record, findings, settings, and what 総務課 and 町長 wrote before. Out: the file's
//! bytes, the same for the same input. It decides nothing: every text stands as it was merged, and
//! every figure is a formula over 一覧 or 確認事項 with its value beside it.

mod changes;
mod counts;
mod findings;
mod forms;
mod list;
mod notes;
mod returns;
mod shared;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::list_sheet::{Cell, Column, HEAD, Kind, ListSheet, Paper, id_width, screen_width_for};
use super::sheet::{Book, Properties, Sheet, region_reference};
use super::sheet_names::SheetNames;
use super::style::Styles;
use super::table::{COLUMNS, Row, Table, Value};
use super::text_layout::units;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::grid::{Addr, Region};
use crate::merge::Merged;
use crate::model::notes::{DONE_SHEET, FINDINGS_SHEET};
use crate::model::remarks::{
    COMMENT_HEADING, ID_HEADING, INSTRUCTION_HEADING, LIST_SHEET, STATUS_HEADING,
};
use crate::model::{Change, Notes, Path, RemarksByForm, parse_date, paths, wareki};
use crate::settings::Settings;
use crate::template::Template;
use notes::{Noted, Offers};

/// All that the master is made from.
#[derive(Debug, Clone, Copy)]
pub struct Master<'a> {
    /// What came back.
    pub merged: &'a Merged,
    /// Findings on it.
    pub findings: &'a [Finding],
    /// `plan.toml`.
    pub settings: &'a Settings,
    /// The form.
    pub template: &'a Template,
    /// Changes of issued text that `plan.toml` accepts.
    pub changes: &'a [Change],
    /// What 総務課 and 町長 wrote before; written back as it is.
    pub remarks: &'a RemarksByForm,
    /// What people wrote beside findings before; written back as it is.
    pub notes: &'a Notes,
}

/// Width of a text, in half-width units, above which データ gives it a wide column.
const DATA_LONG: usize = 60;

/// What all sheets of the master share.
struct Desk<'a> {
    input: Master<'a>,
    styles: Styles,
    /// 課 in display order.
    sections: Vec<String>,
    /// What stands above every initiative.
    above: BTreeMap<&'a str, Path<'a>>,
    /// Where every form stands in this book: sheet and first cell.
    places: BTreeMap<&'a str, (String, Addr)>,
    /// 町政運営推進プランR6　令和6年度　前期.
    header: String,
    /// 基準日：令和6年10月18日.
    as_of: String,
    /// The findings in the order of 確認事項.
    findings: Vec<&'a Finding>,
    /// What people wrote on them.
    noted: Noted<'a>,
    /// What 採用 offers.
    offers: Offers,
}

/// Makes とりまとめ.xlsx.
///
/// # Errors
///
/// The drawing itself is at fault; no input makes it so.
pub fn master_workbook(input: &Master<'_>) -> Result<Vec<u8>> {
    let mut names = SheetNames::default();
    let fixed = [LIST_SHEET, "体系", "課別", "提出状況", changes::SHEET, "全課まとめ", "データ"];
    let fixed = fixed.into_iter().chain([FINDINGS_SHEET, DONE_SHEET, notes::OFFERS_SHEET]);
    for name in fixed {
        names.take(name);
    }
    let mut desk = Desk::new(*input);
    let (form_sheets, places) = forms::initiative_sheets(&desk, &mut names);
    desk.places = places;

    let mut book = book(input)?;
    book.push(list::list_sheet(&desk));
    book.push(counts::hierarchy_sheet(&desk));
    book.push(counts::section_sheet(&desk));
    book.push(returns::returns_sheet(&desk));
    book.push(findings::findings_sheet(&desk));
    book.push(changes::changes_sheet(&desk));
    if let Some(sheet) = notes::done_sheet(&desk) {
        book.push(sheet);
    }
    book.push(shared::shared_sheet(&desk));
    for sheet in form_sheets {
        book.push(sheet);
    }
    book.push(data_sheet(&desk));
    if let Some(sheet) = desk.offers.sheet(&desk.styles.plain) {
        book.push(sheet);
    }
    book.save()
}

/// The empty book.
fn book(input: &Master<'_>) -> Result<Book> {
    let merged = input.merged;
    let properties = Properties {
        title: format!("{}　とりまとめ（{}）", merged.title, merged.period),
        subject: format!("{}　{}", merged.fiscal_year.label, merged.period),
        company: merged.municipality.clone(),
        custom: Vec::new(),
    };
    Ok(Book::new(&properties, made_on(merged)?))
}

/// The day that a book is dated to: the first of the 年度, for the clock must not show in it.
pub(super) fn made_on(merged: &Merged) -> Result<Date> {
    parse_date(&merged.fiscal_year.start).ok_or_else(|| {
        let what = format!("年度の初日を日付として読めません：「{}」", merged.fiscal_year.start);
        Error::new(what, "plan.toml の fiscal_year を「令和6年度」のように書いてください。")
    })
}

impl<'a> Desk<'a> {
    fn new(input: Master<'a>) -> Self {
        let merged = input.merged;
        let sections = input.settings.section_names();
        let day = merged.as_of.as_deref().and_then(parse_date).map(wareki);
        let findings = findings::in_order(input.findings, &sections);
        Self {
            noted: Noted::of(&input.notes.entries, &findings),
            offers: Offers::of(&findings),
            styles: Styles::new(&input.template.layout),
            above: paths(&merged.hierarchy).map(|path| (&*path.initiative.id, path)).collect(),
            places: BTreeMap::new(),
            header: format!("{}　{}　{}", merged.title, merged.fiscal_year.label, merged.period),
            as_of: format!("基準日：{}", day.as_deref().unwrap_or("不明")),
            findings,
            sections,
            input,
        }
    }

    fn paper(&self) -> Paper<'_> {
        Paper { header: &self.header, footer: &self.as_of }
    }

    /// A link to a form's place in this book; the plain id where no sheet holds it.
    fn form_link(&self, form_id: &'a str) -> Cell<'_> {
        match self.places.get(form_id) {
            Some((sheet, at)) => Cell::Link(form_id.to_owned(), (sheet, *at)),
            None => form_id.into(),
        }
    }

    /// Width in pixels of a column of 様式ID, at least `own`.
    fn id_width(&self, own: u32) -> u32 {
        let ids = self.input.merged.forms.iter().map(|form| &*form.form_id);
        id_width(own, ids, self.styles.small_face)
    }

    /// A column of 一覧, without its heading, as formulas refer to it.
    fn list_column(&self, col: u32) -> String {
        column_reference(LIST_SHEET, col, self.input.merged.forms.len())
    }

    /// A column of 確認事項, without its heading, as formulas refer to it.
    fn findings_column(&self, col: u32) -> String {
        column_reference(FINDINGS_SHEET, col, self.findings.len())
    }
}

/// Refers to a column of a list with a number of records; of an empty list, to its heading.
fn column_reference(sheet: &str, col: u32, records: usize) -> String {
    let first = Addr::new(HEAD + u32::from(records > 0), col);
    let last = Addr::new(HEAD + records as u32, col);
    region_reference(sheet, Region { first, last })
}

/// データ: the table of `export`, for other programs.
fn data_sheet(desk: &Desk<'_>) -> Sheet {
    let rows = Table::of_merged(desk.input.merged).rows;
    let text = |row: &Row, col: usize| match row.cells.get(col).map(|cell| &cell.value) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let column = |(col, column): (usize, super::table::Column)| {
        let texts: Vec<String> = rows.iter().filter_map(|row| text(row, col)).collect();
        let longest = texts.iter().map(|text| units(text)).max().unwrap_or(0);
        let own = if longest > DATA_LONG { 300 } else { 110 };
        let width = screen_width_for(own, texts.iter().map(String::as_str), desk.styles.small_face);
        Column { heading: column.heading, width, kind: Kind::Text }
    };
    let columns: Vec<Column> = COLUMNS.into_iter().enumerate().map(column).collect();
    let mut list = ListSheet::flat("データ", &columns, &desk.styles);
    for row in &rows {
        let cells = row.cells.iter().map(|cell| match &cell.value {
            Value::Blank => Cell::Blank,
            Value::Number(number) => Cell::Number(f64::from(*number)),
            Value::Text(text) => text.as_str().into(),
        });
        let cells: Vec<Cell<'_>> = cells.collect();
        list.row(&cells);
    }
    list.finish(desk.input.template, &desk.paper(), 1)
}
