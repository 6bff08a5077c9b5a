//! マスタ: the names and choices that the other sheets go by, a row each.
//!
//! In: `plan.toml`, the template and the forms. Out: the sheet, and where the choices of a kind
//! stand, for drop-downs to refer to. Headings stand in the first row, as other programs like it.

use super::super::list_sheet::{Cell, Column, Kind, ListSheet, width_for};
use super::super::sheet::{Sheet, region_reference};
use super::{Desk, Master};
use crate::grid::{Addr, Region};
use crate::model::{Path, paths};

/// Name of the sheet.
pub(super) const SHEET: &str = "マスタ";
/// Column of the names, 0-based.
const NAME: u32 = 2;

const COLUMNS: [Column<'static>; 5] = [
    Column::new("種別", 150, Kind::Text),
    Column::new("順", 44, Kind::Number),
    Column::new("名前", 170, Kind::Text),
    Column::new("言い換え", 170, Kind::Text),
    Column::new("説明", 320, Kind::Text),
];

/// What a row of the sheet is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kinds {
    Section,
    SectionAlias,
    Status,
    Attainment,
    AttainmentAlias,
    Period,
    Form,
}

impl Kinds {
    const fn label(self) -> &'static str {
        match self {
            Self::Section => "課",
            Self::SectionAlias => "課の言い換え",
            Self::Status => "状況区分",
            Self::Attainment => "目標の達成",
            Self::AttainmentAlias => "目標の達成の言い換え",
            Self::Period => "期",
            Self::Form => "様式",
        }
    }
}

/// A row of the sheet.
pub(super) struct Entry {
    kind: Kinds,
    name: String,
    alias: Option<String>,
    told: Option<String>,
}

/// Every row in order; those of a kind stand together.
pub(super) fn entries(input: &Master<'_>) -> Vec<Entry> {
    let (settings, template) = (input.settings, input.template);
    let plain = |kind, name: &str| Entry { kind, name: name.to_owned(), alias: None, told: None };
    let mut all: Vec<Entry> = Vec::new();
    all.extend(template.status.choices.iter().map(|choice| plain(Kinds::Status, choice)));
    all.extend(settings.attainment_choices.iter().map(|choice| plain(Kinds::Attainment, choice)));
    for (alias, choice) in &settings.attainment_aliases {
        let alias = Some(alias.clone());
        all.push(Entry { alias, ..plain(Kinds::AttainmentAlias, choice) });
    }
    all.extend(settings.sections.iter().map(|section| plain(Kinds::Section, &section.name)));
    for section in &settings.sections {
        for alias in &section.aliases {
            let alias = Some(alias.clone());
            all.push(Entry { alias, ..plain(Kinds::SectionAlias, &section.name) });
        }
    }
    for period in &template.periods {
        let told = settings.due.get(&period.name).map(|due| format!("提出期限 {due}"));
        all.push(Entry { told, ..plain(Kinds::Period, &period.name) });
    }
    let hierarchy: Vec<Path<'_>> = paths(&input.merged.hierarchy).collect();
    for form in &input.merged.forms {
        let path = hierarchy.iter().find(|path| path.initiative.id == form.initiative_id);
        let told = path.map(|path| path.initiative.title.clone());
        all.push(Entry { told, ..plain(Kinds::Form, &form.form_id) });
    }
    all
}

/// Refers to the names of a kind; to the heading where there is none.
pub(super) fn reference(entries: &[Entry], kind: Kinds) -> String {
    let first = entries.iter().position(|entry| entry.kind == kind);
    let count = entries.iter().filter(|entry| entry.kind == kind).count();
    let (first, last) = first.map_or((0, 0), |at| (at + 1, at + count));
    let region =
        Region { first: Addr::new(first as u32, NAME), last: Addr::new(last as u32, NAME) };
    region_reference(SHEET, region)
}

/// Draws the sheet.
pub(super) fn choices_sheet(desk: &Desk<'_>) -> Sheet {
    let mut columns = COLUMNS.to_vec();
    let face = desk.styles.small_face;
    let names = desk.entries.iter().map(|entry| entry.name.as_str());
    columns[NAME as usize].width = width_for(desk.id_width(170), names, face);
    let mut list = ListSheet::flat(SHEET, &columns, &desk.styles);
    let (mut kind, mut number) = (None, 0_u32);
    for entry in &desk.entries {
        number = if kind == Some(entry.kind) { number + 1 } else { 1 };
        kind = Some(entry.kind);
        list.row(&[
            entry.kind.label().into(),
            Cell::Number(number.into()),
            entry.name.as_str().into(),
            entry.alias.as_deref().into(),
            entry.told.as_deref().into(),
        ]);
    }
    list.finish(desk.input.template, &desk.paper(), 1)
}
