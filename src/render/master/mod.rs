//! とりまとめ.xlsx: the 総務課 master of one 期.
//!
//! In: the merged record, findings, settings, and what 総務課 and 町長 wrote before. Out: the file's
//! bytes, the same for the same input. It decides nothing: every text stands as it was merged, and
//! every figure is a formula over 一覧 or 確認事項 with its value beside it.

mod audit;
mod changes;
mod choices;
mod data;
mod figures;
mod findings;
mod forms;
mod formulas;
mod index;
mod items;
mod list;
mod notes;
mod overview;
mod parts;
mod returns;
mod sections;
mod shared;
mod totals;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::list_sheet::{Cell, HEAD, Paper, id_width};
use super::sheet::{Book, Properties, Sheet, region_reference};
use super::sheet_names::SheetNames;
use super::style::Styles;
use crate::error::{Error, Result};
use crate::field::Field;
use crate::figures::{Target, targets_of};
use crate::finding::Finding;
use crate::grid::{Addr, Region};
use crate::merge::{Merged, MergedForm};
use crate::model::notes::{DONE_SHEET, FINDINGS_SHEET};
use crate::model::remarks::{
    COMMENT_HEADING, ID_HEADING, INSTRUCTION_HEADING, LIST_SHEET, STATUS_HEADING,
};
use crate::model::{Change, Notes, Path, RemarksByForm, parse_date, paths, wareki};
use crate::rules::{self, Code};
use crate::settings::Settings;
use crate::template::Template;
use choices::{Entry, Kinds};
pub use index::{index_workbook, part_file, part_page};
use notes::{Noted, Offers};
pub use parts::{MOST_FORMS, Parts, Whole};
use totals::Totals;

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
    /// Forms that the 台帳 names as issued; `None` before the first distribution.
    pub issued: Option<u64>,
    /// What 総務課 and 町長 wrote before; written back as it is.
    pub remarks: &'a RemarksByForm,
    /// What people wrote beside findings before; written back as it is.
    pub notes: &'a Notes,
}

/// What a sheet is for, told by the colour of its tab.
#[derive(Debug, Clone, Copy)]
enum Tab {
    /// Figures to be read: 総括, 項目別, 課別, 数値目標, 検算.
    Figures,
    /// Lists to be written on: 一覧, 確認事項.
    Work,
    /// Lists to be looked up.
    Lists,
    /// The forms of a 取組項目.
    Forms,
    /// What other programs and drop-downs read.
    Data,
}

impl Tab {
    const fn colour(self) -> u32 {
        match self {
            Self::Figures => 0x001F_4E79,
            Self::Work => 0x00E6_9F00,
            Self::Lists => 0x0056_B4E9,
            Self::Forms => 0x0000_9E73,
            Self::Data => 0x0080_8080,
        }
    }
}

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
    /// 様式ID and field of the answers of which a part is struck out.
    struck: BTreeSet<(&'a str, Field)>,
    /// What people wrote on them.
    noted: Noted<'a>,
    /// What 採用 offers.
    offers: Offers,
    /// Rows of 一覧: forms, then remarks on forms that are gone, which sorting may mix in.
    listed: usize,
    /// The program's own counts.
    totals: Totals,
    /// 数値目標.
    targets: Vec<Target>,
    /// The rows of マスタ.
    entries: Vec<Entry>,
}

/// Makes とりまとめ.xlsx.
///
/// # Errors
///
/// The program's own totals differ, or the drawing itself is at fault; no input makes it so.
pub fn master_workbook(input: &Master<'_>) -> Result<Vec<u8>> {
    let mut names = SheetNames::default();
    for name in FIXED {
        names.take(name);
    }
    let mut desk = Desk::new(*input);
    desk.totals.agree()?;
    let (form_sheets, places) = forms::initiative_sheets(&desk, &mut names);
    desk.places = places;

    let mut book = book(input)?;
    let mut push = |tab: Tab, mut sheet: Sheet| {
        sheet.tab(tab.colour());
        book.push(sheet);
    };
    push(Tab::Figures, overview::overview_sheet(&desk));
    push(Tab::Work, list::list_sheet(&desk));
    push(Tab::Figures, items::items_sheet(&desk));
    push(Tab::Figures, sections::sections_sheet(&desk));
    push(Tab::Lists, returns::returns_sheet(&desk));
    push(Tab::Work, findings::findings_sheet(&desk));
    if let Some(sheet) = notes::done_sheet(&desk) {
        push(Tab::Lists, sheet);
    }
    push(Tab::Lists, shared::shared_sheet(&desk));
    push(Tab::Figures, figures::figures_sheet(&desk));
    push(Tab::Lists, changes::changes_sheet(&desk));
    push(Tab::Figures, audit::audit_sheet(&desk));
    for sheet in form_sheets {
        push(Tab::Forms, sheet);
    }
    push(Tab::Data, data::data_sheet(&desk));
    push(Tab::Data, choices::choices_sheet(&desk));
    if let Some(sheet) = desk.offers.sheet(&desk.styles.plain) {
        push(Tab::Data, sheet);
    }
    book.save()
}

/// Stands beside an answer of which a part is struck out.
const STRUCK: &str = "〈取消〉";

/// Names that no sheet of a 取組項目 may take.
const FIXED: [&str; 15] = [
    overview::SHEET,
    LIST_SHEET,
    items::SHEET,
    sections::SHEET,
    returns::SHEET,
    FINDINGS_SHEET,
    DONE_SHEET,
    shared::SHEET,
    figures::SHEET,
    changes::SHEET,
    audit::SHEET,
    data::SHEET,
    choices::SHEET,
    notes::OFFERS_SHEET,
    // What the sheet of the 取組項目 was called before; copies of it may still be about.
    "体系",
];

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
            listed: listed(&input),
            totals: Totals::of(&input, &sections),
            targets: targets_of(merged, input.template),
            struck: struck_answers(input.findings),
            entries: choices::entries(&input),
            findings,
            sections,
            input,
        }
    }

    /// Tells whether a part of an answer, or all of it, is struck out.
    fn is_struck(&self, form: &MergedForm, field: Field) -> bool {
        self.struck.contains(&(&*form.form_id, field))
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
        column_reference(LIST_SHEET, col, self.listed)
    }

    /// The choices of a kind on マスタ, as drop-downs refer to them.
    fn choices(&self, kind: Kinds) -> String {
        choices::reference(&self.entries, kind)
    }

    /// A column of 確認事項, without its heading, as formulas refer to it.
    fn findings_column(&self, col: u32) -> String {
        column_reference(FINDINGS_SHEET, col, self.findings.len())
    }
}

/// The answers of which F10 quotes a struck part.
fn struck_answers(findings: &[Finding]) -> BTreeSet<(&str, Field)> {
    let is_struck = |finding: &&Finding| {
        finding.code == Code::F10 && finding.detail.as_deref() == Some(rules::STRUCK)
    };
    let struck = findings.iter().filter(is_struck);
    struck.filter_map(|finding| finding.form_id.as_deref().zip(finding.field)).collect()
}

/// Rows of 一覧.
fn listed(input: &Master<'_>) -> usize {
    let forms = &input.merged.forms;
    let ids: BTreeSet<&str> = forms.iter().map(|form| &*form.form_id).collect();
    forms.len() + input.remarks.keys().filter(|id| !ids.contains(id.as_str())).count()
}

/// Refers to a column of a list with a number of records; of an empty list, to its heading.
fn column_reference(sheet: &str, col: u32, records: usize) -> String {
    let first = Addr::new(HEAD + u32::from(records > 0), col);
    let last = Addr::new(HEAD + records as u32, col);
    region_reference(sheet, Region { first, last })
}
