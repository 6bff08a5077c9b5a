//! What 総務課 and 町長 wrote into the workbooks of the run before.
//!
//! In: the previous とりまとめ.xlsx and 町長報告.xlsx as grids. Out: remarks by 様式ID, and what was
//! written on the 町長's page. Headings and ids decide, never positions.

use std::collections::BTreeMap;

use super::records::records;
use crate::grid::Workbook;
use crate::model::remarks::{
    ALL_FORMS, COMMENT_HEADING, ID_HEADING, INITIATIVE_HEADING, INSTRUCTION_HEADING, Instruction,
    LIST_SHEET, NUMBER_HEADING, PAGE_DATA_SHEET, PAGE_SHEET, PART_MARK, SECTION_HEADING,
    STATUS_HEADING, UNPLACED, of_section,
};
use crate::model::{Remarks, RemarksByForm};

/// Reads the remarks of a master; `None` when it has no 一覧.
///
/// Rows of the same 様式ID, as copying makes them, are taken together.
#[must_use]
pub fn remarks(master: &Workbook) -> Option<RemarksByForm> {
    let headings = [ID_HEADING, COMMENT_HEADING, STATUS_HEADING, INSTRUCTION_HEADING];
    let mut found = RemarksByForm::new();
    for [form_id, ga_comment, status_code, mayor_instruction] in
        records(master, LIST_SHEET, headings, 1)?
    {
        let Some(form_id) = form_id else { continue };
        let remarks = Remarks { ga_comment, status_code, mayor_instruction };
        if remarks == Remarks::default() {
            continue;
        }
        let known = found.entry(form_id.trim().to_owned()).or_default();
        add(&mut known.ga_comment, remarks.ga_comment);
        add(&mut known.status_code, remarks.status_code);
        add(&mut known.mayor_instruction, remarks.mayor_instruction);
    }
    Some(found)
}

/// Tells whether a workbook is the master itself, which somebody put among the returns: its sheets
/// show forms, but are answered by nobody.
pub(super) fn is_master(workbook: &Workbook) -> bool {
    let headings = [ID_HEADING, COMMENT_HEADING, STATUS_HEADING, INSTRUCTION_HEADING];
    records(workbook, LIST_SHEET, headings, headings.len()).is_some()
}

/// Tells whether a workbook is one that the program makes for 総務課 or 町長: the charts on it are
/// the program's own.
#[must_use]
pub fn is_report(workbook: &Workbook) -> bool {
    is_master(workbook)
        || workbook.sheet(PAGE_SHEET).is_some() && workbook.sheet(PAGE_DATA_SHEET).is_some()
}

/// Puts a text below another one, unless it stands there already.
fn add(known: &mut Option<String>, text: Option<String>) {
    match (known.as_mut(), text) {
        (Some(known), Some(text)) if !known.contains(&text) => {
            known.push('\n');
            known.push_str(&text);
        }
        (None, Some(text)) => *known = Some(text),
        _ => {}
    }
}

/// Reads 町長指示 from the 町長's page, with what the program had written there; `None` when the
/// workbook holds no such page. A page without anything in need of attention has no rows.
#[must_use]
pub fn instructions(page: &Workbook) -> Option<Vec<Instruction>> {
    page.sheet(PAGE_SHEET)?;
    let before: BTreeMap<String, String> =
        records(page, PAGE_DATA_SHEET, [ID_HEADING, INSTRUCTION_HEADING], 1)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|[id, text]| Some((id?, text?)))
            .collect();
    let headings = [NUMBER_HEADING, INITIATIVE_HEADING, SECTION_HEADING, INSTRUCTION_HEADING];
    let rows = records(page, PAGE_SHEET, headings, headings.len()).unwrap_or_default();
    // Below the list stand other tables, whose columns have nothing to do with its own.
    let in_list = |[number, ..]: &[Option<String>; 4]| {
        !number.as_deref().is_some_and(|number| number.starts_with(PART_MARK))
    };
    let rows = rows.into_iter().take_while(in_list);
    let instruction = |[_, what, section, text]: [Option<String>; 4]| {
        let text = text?;
        let what = what.unwrap_or_default();
        let first = what.lines().next().unwrap_or_default().trim();
        let form_id = match section {
            Some(section) if first.starts_with(ALL_FORMS) => of_section(section.trim()),
            _ if first.is_empty() => UNPLACED.to_owned(),
            _ => first.to_owned(),
        };
        let before = before.get(&form_id).cloned();
        Some(Instruction { form_id, before, text })
    };
    Some(rows.filter_map(instruction).collect())
}
