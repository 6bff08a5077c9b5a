//! The workbook of one 課: 提出票, 記入要領, a sheet a form, and the hidden binding.
//!
//! In: the plan, the settings, the forms that the 課 answers, what is already answered. Out: the
//! file's bytes and where every field stands. It writes no file and decides on no edition.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::answer_cells::guard;
use super::binding::{self, BoundForm, binding_sheet, bound_fields, name_cells};
use super::changes_sheet::{self, changes_sheet};
use super::cover::{Cover, Required, Row, blank_test, cover_sheet};
use super::form_sheet::{Drawing, Drawn, Purpose, draw, foot_note, set_columns};
use super::form_view::FormView;
use super::guide::{Guide, guide_sheet};
use super::origin::Origin;
use super::sheet::{Book, PageSetup, Properties, Sheet};
use super::sheet_names::SheetNames;
use super::style::Styles;
use crate::binding::{
    CHANGES_SHEET, COVER_SHEET, FAN_IN_KEY, GATHERED_SHEET, GUIDE_SHEET, PROPERTY, SCHEMA,
    SEND_BACK_KEY, SEND_BACK_SHEET, SHEET, SUMMARY_NOTE, own_text_key,
};
use crate::error::{Error, Result};
use crate::field::Field;
use crate::grid::{Addr, Region, is_blank};
use crate::model::{ALL_SECTIONS, Change, IssuedForm, Plan, parse_date, wareki};
use crate::settings::Settings;
use crate::template::{Period, Template};

/// Size in percent at which sheets open: the form is then as wide as a small screen shows.
pub(super) const ZOOM: u16 = 110;

/// What is already answered, by 様式ID and field.
pub type Answers = BTreeMap<(String, Field), String>;

/// All that a 課's workbook is made from.
#[derive(Debug, Clone, Copy)]
pub struct SectionBook<'a> {
    /// `plan.toml`.
    pub settings: &'a Settings,
    /// The form.
    pub template: &'a Template,
    /// The plan.
    pub plan: &'a Plan,
    /// 前期 or 後期.
    pub period: &'a str,
    /// The 課.
    pub section: &'a str,
    /// Its forms, in the order of their sheets; may be empty.
    pub forms: &'a [IssuedForm<'a>],
    /// 版.
    pub edition: u32,
    /// Texts to put into the answer cells, as in 後期 those of 前期.
    pub answers: Option<&'a Answers>,
    /// Accepted changes of the plan's texts; those of the 課's forms are shown in 新旧対照.
    pub changes: &'a [Change],
}

/// A 課's workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionFile {
    /// The xlsx file.
    pub bytes: Vec<u8>,
    /// The forms' sheets, in order.
    pub sheets: Vec<IssuedSheet>,
}

/// A form's sheet in the workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedSheet {
    /// 様式ID.
    pub form_id: String,
    /// Name of the sheet.
    pub name: String,
    /// Cell of the printed 様式ID.
    pub id_cell: Addr,
    /// First cell of every field's text.
    pub cells: BTreeMap<Field, Addr>,
}

/// What a workbook that goes back to its 課 has besides.
pub(super) struct SendBackParts<'a> {
    /// What is wrong with an answer, by 様式ID; shown as its input message.
    pub faults: &'a BTreeMap<&'a str, BTreeMap<Field, String>>,
    /// The returns that it is made from.
    pub origin: Origin<'a>,
    /// Draws 差戻し票, given the forms and their sheets; the texts are those that it wrote.
    pub list: &'a ListSheet<'a>,
}

/// Draws 差戻し票.
pub(super) type ListSheet<'a> =
    dyn Fn(&Styles, &[FormView<'_>], &[IssuedSheet]) -> (Sheet, Vec<String>) + 'a;

/// What the workbook of a とりまとめ課 has besides.
pub(super) struct FanInParts<'a> {
    /// Draws what every 課 answered, under a sheet name, given the form and its sheet.
    pub gathered: &'a GatheredSheet<'a>,
    /// Notes on the cover.
    pub notes: Vec<String>,
    /// The returns in which it was summed up before.
    pub origin: Origin<'a>,
}

/// Draws what every 課 answered to a 全課 form.
pub(super) type GatheredSheet<'a> =
    dyn Fn(&str, &Styles, &FormView<'_>, &IssuedSheet) -> Sheet + 'a;

/// What a workbook has beside its forms.
#[derive(Clone, Copy)]
pub(super) enum Beside<'a> {
    /// 提出票 and 記入要領.
    Nothing,
    /// 差戻し票 as well.
    SendBack(&'a SendBackParts<'a>),
    /// 提出票, and behind every form what every 課 answered.
    FanIn(&'a FanInParts<'a>),
}

/// Makes the workbook of a 課.
///
/// # Errors
///
/// The template does not know the 期; or the drawing itself is at fault.
pub fn section_workbook(book: &SectionBook<'_>) -> Result<SectionFile> {
    assemble(book, Beside::Nothing)
}

/// Makes the workbook of a 課 with what it has beside its forms.
pub(super) fn assemble(book: &SectionBook<'_>, beside: Beside<'_>) -> Result<SectionFile> {
    let period = book.template.period(book.period).ok_or_else(|| {
        let what = format!("様式の定義にない期です：「{}」", book.period);
        Error::new(what, "plan.toml の period を、様式の定義にある期にしてください。")
    })?;
    let styles = Styles::new(&book.template.layout);
    let keys = binding_keys(book, beside);
    let choices = &book.settings.attainment_choices;
    let choices_at = binding::choices_reference(keys.len(), choices.len());
    let views: Vec<FormView<'_>> = book.forms.iter().map(|form| view(book, form)).collect();
    let maker = Maker { book, period, styles: &styles, choices: choices_at.as_deref(), beside };
    let mut names = SheetNames::default();
    for own in [SEND_BACK_SHEET, COVER_SHEET, GUIDE_SHEET, CHANGES_SHEET, SHEET] {
        names.take(own);
    }
    let (mut drawn, mut issued) = (Vec::new(), Vec::new());
    let mut own_texts = BTreeSet::new();
    for (form, view) in book.forms.iter().zip(&views) {
        let name = names.take(&sheet_name(form));
        let (sheet, at) = maker.form(&name, view);
        drawn.push(sheet);
        let form_id = form.form_id.clone();
        let at = IssuedSheet { form_id, name, id_cell: at.id_cell, cells: at.cells };
        if let Beside::FanIn(parts) = beside {
            let name = names.take(&format!("{GATHERED_SHEET} {}", at.name));
            let gathered = (parts.gathered)(&name, &styles, view, &at);
            own_texts.extend(gathered.texts().iter().map(|text| own_text_key(text)));
            drawn.push(gathered);
        }
        issued.push(at);
    }
    let mut out = Book::new(&properties(book, &keys), stamp(book));
    if let Beside::SendBack(back) = beside {
        let (sheet, texts) = (back.list)(&styles, &views, &issued);
        out.push(sheet);
        let notes = views.iter().map(|view| foot_note(&maker.marked(view.form_id)));
        own_texts.extend(texts.into_iter().chain(notes).map(|text| own_text_key(&text)));
    }
    let cover = maker.cover(&views, &issued);
    if let Beside::FanIn(_) = beside {
        let texts = cover.texts().iter().map(String::as_str).chain([SUMMARY_NOTE]);
        own_texts.extend(texts.map(own_text_key));
    }
    out.push(cover);
    if !matches!(beside, Beside::FanIn(_)) {
        out.push(maker.guide());
    }
    if let Some((sheet, texts)) = maker.changes() {
        out.push(sheet);
        own_texts.extend(texts.iter().map(|text| own_text_key(text)));
    }
    for sheet in drawn {
        out.push(sheet);
    }
    let bound: Vec<BoundForm<'_>> = issued.iter().map(bind).collect();
    out.push(binding_sheet(&styles, &keys, &bound, book.edition, choices, &own_texts));
    name_cells(&mut out, &bound);
    Ok(SectionFile { bytes: out.save()?, sheets: issued })
}

/// `1-1-1-1`, with `(2)` behind it for the second 枝番.
fn sheet_name(form: &IssuedForm<'_>) -> String {
    match form.branch_no {
        0 | 1 => form.form.initiative_id.clone(),
        branch_no => format!("{}({branch_no})", form.form.initiative_id),
    }
}

/// The file's date: the first day of the 年度, for an issued file has been saved by nobody yet.
fn stamp(book: &SectionBook<'_>) -> Date {
    parse_date(&book.plan.fiscal_year.start).unwrap_or(Date::constant(2000, 1, 1))
}

/// Answered fields that an earlier period asked for and that are given: they are issued again as
/// they were accepted.
fn accepted(period: &Period, view: &FormView<'_>) -> Vec<Field> {
    let earlier = |field: &Field| !period.requires.contains(field) && !period.later.contains(field);
    let given = |field: &Field| is_filled(view, *field);
    Field::ANSWERED.into_iter().filter(earlier).filter(given).collect()
}

fn view<'a>(book: &SectionBook<'a>, issued: &'a IssuedForm<'a>) -> FormView<'a> {
    let own = issued.form.section != ALL_SECTIONS;
    let mut view = FormView::issued(book.plan, issued);
    for field in Field::ANSWERED {
        let key = (issued.form_id.clone(), field);
        let given = book.answers.and_then(|answers| answers.get(&key)).map(String::as_str);
        // What stands in the plan's form of 全課 is the answer of nobody in particular.
        let text = given.or_else(|| issued.form.text(field).filter(|_| own));
        if let Some(text) = text {
            view = view.answered(field, text);
        }
    }
    view
}

fn is_filled(view: &FormView<'_>, field: Field) -> bool {
    let entries = view.answers.get(&field);
    entries.and_then(|entries| entries.first()).is_some_and(|entry| !is_blank(entry.text))
}

fn bind(sheet: &IssuedSheet) -> BoundForm<'_> {
    let cells =
        bound_fields().filter_map(|field| Some((field, *sheet.cells.get(&field)?))).collect();
    BoundForm { form_id: &sheet.form_id, sheet: &sheet.name, id_cell: sheet.id_cell, cells }
}

/// What the hidden sheet says of the whole workbook.
fn binding_keys(book: &SectionBook<'_>, beside: Beside<'_>) -> Vec<(String, String)> {
    let mark = match beside {
        Beside::Nothing => None,
        Beside::SendBack(_) => Some(SEND_BACK_KEY),
        Beside::FanIn(_) => Some(FAN_IN_KEY),
    };
    let mark = mark.map(|key| (key.to_owned(), book.period.to_owned()));
    let origin = match beside {
        Beside::Nothing => None,
        Beside::SendBack(back) => Some(&back.origin),
        Beside::FanIn(parts) => Some(&parts.origin),
    };
    let keys = [
        ("schema", SCHEMA.to_owned()),
        ("plan_title", book.plan.title.clone()),
        ("municipality", municipality(book).to_owned()),
        ("fiscal_year", book.plan.fiscal_year.label.clone()),
        ("period", book.period.to_owned()),
        ("section", book.section.to_owned()),
        ("edition", book.edition.to_string()),
    ];
    let keys = keys.into_iter().map(|(key, value)| (key.to_owned(), value));
    keys.chain(mark).chain(origin.into_iter().flat_map(Origin::keys)).collect()
}

/// The document properties; those of our own repeat the `keys` of the hidden sheet, which a
/// workbook may lose.
fn properties(book: &SectionBook<'_>, keys: &[(String, String)]) -> Properties {
    let custom = keys.iter().filter(|(_, value)| !value.is_empty());
    let custom = custom.map(|(key, value)| (format!("{PROPERTY}{key}"), value.clone()));
    Properties {
        title: format!("{}　{}", book.plan.title, book.section),
        subject: format!("{} {}", book.plan.fiscal_year.label, book.period),
        company: municipality(book).to_owned(),
        custom: custom.collect(),
    }
}

/// `plan.toml` is edited by hand, so its word counts.
pub(super) fn municipality<'a>(book: &SectionBook<'a>) -> &'a str {
    let settings = &book.settings.municipality;
    if settings.is_empty() { &book.plan.municipality } else { settings }
}

/// 令和6年10月18日（金）, or that it is not settled.
fn due_text(book: &SectionBook<'_>) -> String {
    const DAYS: [char; 7] = ['月', '火', '水', '木', '金', '土', '日'];
    book.settings.due.get(book.period).map_or_else(
        || "（未定）".to_owned(),
        |date| {
            let day = DAYS[date.weekday().to_monday_zero_offset().rem_euclid(7) as usize];
            format!("{}（{day}）", wareki(*date))
        },
    )
}

/// Draws the sheets of one workbook.
struct Maker<'a> {
    book: &'a SectionBook<'a>,
    period: &'a Period,
    styles: &'a Styles,
    choices: Option<&'a str>,
    beside: Beside<'a>,
}

impl Maker<'_> {
    fn form(&self, name: &str, view: &FormView<'_>) -> (Sheet, Drawn) {
        let layout = &self.book.template.layout;
        let mut sheet = Sheet::new(name);
        set_columns(&mut sheet, layout);
        let marked = self.marked(view.form_id);
        let mut accepted = accepted(self.period, view);
        accepted.retain(|field| !marked.contains(field));
        let asked = &self.period.requires;
        let summary = matches!(self.beside, Beside::FanIn(_));
        let purpose = Purpose::Answer { asked, marked: &marked, accepted: &accepted, summary };
        let how = Drawing { template: self.book.template, styles: self.styles, purpose };
        let drawn = draw(&mut sheet, 0, view, &how);
        let open = drawn.cells.iter().filter(|(field, _)| !accepted.contains(field));
        let open: BTreeMap<Field, Addr> = open.map(|(field, at)| (*field, *at)).collect();
        let none = BTreeMap::new();
        let faults = self.faults(view.form_id).unwrap_or(&none);
        guard(&mut sheet, &open, self.book.template, self.period, self.choices, faults);
        let footer = format!("様式ID：{}", view.form_id);
        sheet.page(&PageSetup {
            page: &layout.page,
            landscape: false,
            header: (&self.book.plan.title, &self.header()),
            footer: &footer,
            print_area: Some(drawn.region),
            repeat_rows: Some((0, drawn.head)),
        });
        let blank = |field: &&Field| !is_filled(view, **field);
        let first = marked.first().or_else(|| self.period.requires.iter().find(blank));
        let first = first.or(self.period.requires.first());
        if let Some(at) = first.and_then(|field| drawn.cells.get(field)) {
            sheet.select(*at);
        }
        for field in self.period.requires.iter().filter(|field| !marked.contains(field)) {
            if let Some(at) = drawn.cells.get(field) {
                let blank = format!("={}", blank_test(&at.to_string()));
                sheet.colour_when(Region::cell(*at), &blank, layout.colours.missing.0, false);
            }
        }
        let tabs = &layout.tabs;
        sheet.tab(match first {
            _ if !marked.is_empty() => tabs.mend.0,
            _ if self.period.requires.iter().all(|field| is_filled(view, *field)) => tabs.done.0,
            _ => tabs.todo.0,
        });
        sheet.zoom(ZOOM);
        sheet.protect();
        (sheet, drawn)
    }

    /// What is wrong with the answers of a form.
    fn faults(&self, form_id: &str) -> Option<&BTreeMap<Field, String>> {
        match self.beside {
            Beside::SendBack(back) => back.faults.get(form_id),
            _ => None,
        }
    }

    /// The answers of a form that were sent back.
    fn marked(&self, form_id: &str) -> Vec<Field> {
        self.faults(form_id).into_iter().flatten().map(|(field, _)| *field).collect()
    }

    /// The right side of every header.
    fn header(&self) -> String {
        let book = self.book;
        format!("{} {}　{}", book.plan.fiscal_year.label, book.period, book.section)
    }

    /// 前期（4～9月）.
    fn period_text(&self) -> String {
        let [first, last] = self.period.months;
        format!("{}（{first}～{last}月）", self.period.name)
    }

    fn cover(&self, views: &[FormView<'_>], issued: &[IssuedSheet]) -> Sheet {
        let book = self.book;
        let row = |(view, sheet)| self.row(view, sheet);
        let (report, due, notes) = self.words();
        let mut facts = vec![
            ("課", book.section.to_owned()),
            ("期", format!("{}　{}の{report}", book.plan.fiscal_year.label, self.period_text())),
            (due, due_text(book)),
            ("提出先", book.settings.secretariat.clone()),
            ("様式の数", format!("{} 件（第 {} 版）", views.len(), book.edition)),
        ];
        if !book.settings.contact.is_empty() {
            facts.insert(4, ("問い合わせ先", book.settings.contact.clone()));
        }
        let cover = Cover {
            title: &book.plan.title,
            municipality: municipality(book),
            facts,
            rows: views.iter().zip(issued).map(row).collect(),
            notes,
        };
        cover_sheet(&cover, &book.template.layout, self.styles, &self.header())
    }

    /// What is reported, whose due date it is, and the notes of the cover.
    fn words(&self) -> (&'static str, &'static str, Vec<String>) {
        let mut notes = vec![
            "※ 青い下線のシート名を押すと、その様式へ移ります。".to_owned(),
            "※ 様式の黄色の欄をすべて記入すると、記入状況が「記入済」に変わります。".to_owned(),
        ];
        let (report, due) = if let Beside::FanIn(parts) = self.beside {
            notes.extend(parts.notes.iter().cloned());
            ("全課まとめ", "各課の期限")
        } else {
            notes.push("※ 書き方は「記入要領」のシートにあります。".to_owned());
            ("進捗状況の報告", "提出期限")
        };
        let changed = self.changed().count();
        if changed > 0 {
            notes.push(format!(
                "※ 改めた文が {changed} 件あります。「{CHANGES_SHEET}」のシートで確かめてください。"
            ));
        }
        (report, due, notes)
    }

    /// The changes of the 課's own forms, in the order of the forms.
    fn changed(&self) -> impl Iterator<Item = changes_sheet::Row<'_>> {
        self.book.forms.iter().flat_map(|form| {
            let own = |change: &&Change| change.form_id == form.form.form_id;
            self.book.changes.iter().filter(own).map(|change| changes_sheet::Row {
                form_id: &form.form_id,
                field: change.field.label(),
                before: &change.before,
                after: &change.after,
            })
        })
    }

    /// 新旧対照 with the texts on it; `None` where nothing changed.
    fn changes(&self) -> Option<(Sheet, Vec<String>)> {
        let rows: Vec<changes_sheet::Row<'_>> = self.changed().collect();
        let content = changes_sheet::Content {
            title: &self.book.plan.title,
            header: &self.header(),
            secretariat: &self.book.settings.secretariat,
            edition: self.book.edition,
            rows,
        };
        let layout = &self.book.template.layout;
        (!content.rows.is_empty()).then(|| changes_sheet(&content, layout, self.styles))
    }

    fn row<'v>(&self, view: &'v FormView<'_>, sheet: &'v IssuedSheet) -> Row<'v> {
        let required = |field: &Field| {
            let at = *sheet.cells.get(field)?;
            Some(Required { field: *field, at, filled: is_filled(view, *field) })
        };
        let required: Vec<Required> = self.period.requires.iter().filter_map(required).collect();
        Row {
            form_id: view.form_id,
            initiative: &view.initiative,
            responsible: &view.responsible,
            sheet: &sheet.name,
            target: required.first().map_or(sheet.id_cell, |one| one.at),
            required,
        }
    }

    fn guide(&self) -> Sheet {
        let book = self.book;
        let guide = Guide {
            period: self.period,
            due: &due_text(book),
            secretariat: &book.settings.secretariat,
            choices: &book.settings.attainment_choices,
        };
        let header = self.header();
        guide_sheet(&guide, &book.template.layout, self.styles, (&book.plan.title, &header))
    }
}
