//! The hierarchy, from the 体系 table or, where there is none, from headings and forms.

use crate::field::Field;
use crate::finding::{Finding, Location};
use crate::grid::match_key;
use crate::model::{BasicArea, Initiative, InitiativeGroup, PromotionItem};
use crate::recognise::{Block, HierarchyTable, Level, Numbered, Responsible, heading};
use crate::rules::Code;

use super::RecognisedSheet;
use super::place::{self, Placement};

/// Builds the hierarchy from the first table, and reports it where it was shifted.
pub(super) fn from_tables(
    sheets: &[RecognisedSheet],
    findings: &mut Vec<Finding>,
) -> Vec<BasicArea> {
    let tables = sheets.iter().filter_map(|s| s.reading.table.as_ref().map(|table| (s, table)));
    let mut hierarchy = Vec::new();
    for (sheet, table) in tables {
        if !table.shifted.is_empty() {
            let names: Vec<&str> = table.shifted.iter().map(|level| level_name(*level)).collect();
            let at = Location::cell(&sheet.file, &sheet.sheet, table.at);
            findings.push(Finding::new(Code::H05).at(at).detail(names.join("、")));
        }
        if hierarchy.is_empty() {
            hierarchy = build(table);
        }
    }
    hierarchy
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Area => "基本項目",
        Level::Item => "推進項目",
        Level::Group => "取組項目（①）",
        Level::Initiative => "取組項目（(1)）",
    }
}

/// Puts the rows of a table under one another by the level of their numbers.
fn build(table: &HierarchyTable) -> Vec<BasicArea> {
    let mut areas: Vec<BasicArea> = Vec::new();
    for row in &table.rows {
        let entry = &row.entry;
        match entry.level {
            Level::Area => {
                area(&mut areas, entry);
            }
            Level::Item => {
                if let Some(area) = areas.last_mut() {
                    item(area, entry);
                }
            }
            Level::Group => {
                if let Some(item) = areas.last_mut().and_then(|a| a.promotion_items.last_mut()) {
                    group(item, entry);
                }
            }
            Level::Initiative => {
                let responsible = row.responsible.clone().unwrap_or_default();
                initiative_at_end(&mut areas, entry, &responsible);
            }
        }
    }
    areas
}

fn initiative_at_end(areas: &mut [BasicArea], entry: &Numbered, responsible: &Responsible) {
    let Some(area) = areas.last_mut() else { return };
    let area_number = area.number;
    let Some(item) = area.promotion_items.last_mut() else { return };
    let item_number = item.number;
    let Some(group) = item.initiative_groups.last_mut() else { return };
    let id = format!("{area_number}-{item_number}-{}-{}", group.number, entry.number);
    initiative(group, entry, id, responsible);
}

/// Finds or adds the 基本項目 of a heading; the same for the levels below.
fn area<'a>(areas: &'a mut Vec<BasicArea>, entry: &Numbered) -> &'a mut BasicArea {
    let found = areas.iter().position(|area| area.number == entry.number);
    let index = found.unwrap_or(areas.len());
    if found.is_none() {
        let title = entry.title.clone();
        areas.push(BasicArea { number: entry.number, title, promotion_items: Vec::new() });
    }
    &mut areas[index]
}

fn item<'a>(area: &'a mut BasicArea, entry: &Numbered) -> &'a mut PromotionItem {
    let items = &mut area.promotion_items;
    let found = items.iter().position(|item| item.number == entry.number);
    let index = found.unwrap_or(items.len());
    if found.is_none() {
        let title = entry.title.clone();
        items.push(PromotionItem { number: entry.number, title, initiative_groups: Vec::new() });
    }
    &mut items[index]
}

fn group<'a>(item: &'a mut PromotionItem, entry: &Numbered) -> &'a mut InitiativeGroup {
    let groups = &mut item.initiative_groups;
    let found = groups.iter().position(|group| group.number == entry.number);
    let index = found.unwrap_or(groups.len());
    if found.is_none() {
        let title = entry.title.clone();
        groups.push(InitiativeGroup { number: entry.number, title, initiatives: Vec::new() });
    }
    &mut groups[index]
}

fn initiative<'a>(
    group: &'a mut InitiativeGroup,
    entry: &Numbered,
    id: String,
    responsible: &Responsible,
) -> &'a mut Initiative {
    let initiatives = &mut group.initiatives;
    let found = initiatives.iter().position(|initiative| initiative.number == entry.number);
    let index = found.unwrap_or(initiatives.len());
    if found.is_none() {
        initiatives.push(Initiative {
            number: entry.number,
            id,
            title: entry.title.clone(),
            all_sections: responsible.all,
            coordinating_section: responsible.coordinator.clone(),
            responsible_sections: responsible.sections.clone(),
        });
    }
    &mut initiatives[index]
}

/// Adds a form's own place to a hierarchy that no table states.
pub(super) fn infer(
    areas: &mut Vec<BasicArea>,
    block: &Block,
    responsible: &Responsible,
) -> Placement {
    let titles = place::titles(block);
    let stated = |field| block.value(field).and_then(|value| heading_or_title(&value.text));
    let of_area = block.headings.area.clone().or_else(|| stated(Field::BasicArea));
    let of_item = block.headings.item.clone().or_else(|| stated(Field::PromotionItem));
    let complete = of_area.is_some()
        && of_item.is_some()
        && titles.group.is_some()
        && titles.initiative.number > 0;
    if !complete && let Some(placement) = place::by_title(&titles, areas) {
        return placement;
    }
    let unknown =
        |level| Numbered { level, number: 0, title: String::new(), marker: String::new() };
    let of_area = of_area.unwrap_or_else(|| unknown(Level::Area));
    let of_item = of_item.unwrap_or_else(|| unknown(Level::Item));
    let of_group = titles.group.clone().unwrap_or_else(|| unknown(Level::Group));
    let area = area(areas, &of_area);
    let item = item(area, &of_item);
    let group = group(item, &of_group);
    let mut entry = titles.initiative.clone();
    // Two titles under one number are two initiatives: the later one takes the next free number.
    while group.initiatives.iter().any(|other| {
        other.number == entry.number && match_key(&other.title) != match_key(&entry.title)
    }) {
        entry.number += 1;
    }
    let number = entry.number;
    let id = format!("{}-{}-{}-{number}", of_area.number, of_item.number, of_group.number);
    let initiative = initiative(group, &entry, id, responsible);
    for section in &responsible.sections {
        if !initiative.responsible_sections.contains(section) {
            initiative.responsible_sections.push(section.clone());
        }
    }
    if initiative.coordinating_section.is_none() {
        initiative.coordinating_section.clone_from(&responsible.coordinator);
    }
    let mut findings: Vec<Finding> = titles.number_finding(number).into_iter().collect();
    if !complete {
        findings.push(Finding::new(Code::H02).found(titles.text.as_str()));
    }
    Placement { id: initiative.id.clone(), sections: Vec::new(), findings }
}

/// Reads a heading, or a bare title as number 0.
fn heading_or_title(text: &str) -> Option<Numbered> {
    heading(text).filter(|found| !found.title.is_empty())
}
