//! What people wrote beside the findings of the master before this run.
//!
//! In: the previous とりまとめ.xlsx as a grid. Out: 対応 and 確認者 with the words of their findings,
//! and 採用 by form and field. It does not know which findings there are now.

use super::records::below;
use crate::field::Field;
use crate::grid::{Sheet, Workbook, match_key};
use crate::model::notes::{
    ADOPTED_HEADING, CELL_HEADING, CHECKED_BY_HEADING, CODE_HEADING, DONE_SHEET, FIELD_HEADING,
    FILE_HEADING, FINDINGS_SHEET, FOUND_HEADING, MESSAGE_HEADING, Note, Notes, RESPONSE_HEADING,
    SECTION_HEADING, SHEET_HEADING,
};
use crate::model::remarks::ID_HEADING;

/// What a row of the list holds; the first three tell a list of findings from others.
const HEADINGS: [&str; 12] = [
    CODE_HEADING,
    RESPONSE_HEADING,
    CHECKED_BY_HEADING,
    ID_HEADING,
    FIELD_HEADING,
    SECTION_HEADING,
    MESSAGE_HEADING,
    FOUND_HEADING,
    FILE_HEADING,
    SHEET_HEADING,
    CELL_HEADING,
    ADOPTED_HEADING,
];
/// Headings without which a sheet is no list of findings.
const KEYS: usize = 3;

/// Reads what people wrote on 確認事項 and 確認済 of a master, and on copies of them.
///
/// 採用 counts on 確認事項 alone: a copy of the sheet may be older. Where no sheet has that name,
/// the first list counts.
#[must_use]
pub fn notes(master: &Workbook) -> Notes {
    let mut sheets: Vec<&Sheet> = master.sheets.iter().collect();
    sheets.sort_by_key(|sheet| (sheet.name != FINDINGS_SHEET, sheet.name != DONE_SHEET));
    let mut lists = sheets.into_iter().filter_map(|sheet| below(sheet, HEADINGS, KEYS));
    let mut notes = Notes::default();
    let mut contradicted = Vec::new();
    let deciding = lists.next().unwrap_or_default().into_iter().map(|row| (true, row));
    for (decides, row) in deciding.chain(lists.flatten().map(|row| (false, row))) {
        let [
            code,
            response,
            checked_by,
            form_id,
            field,
            section,
            message,
            found,
            file,
            sheet,
            cell,
            adopted,
        ] = row;
        if let Some(place) = adopted.filter(|_| decides) {
            adopt(&mut notes, &mut contradicted, (&form_id, &field), place.trim());
        }
        if response.is_none() && checked_by.is_none() {
            continue;
        }
        let note = Note {
            code,
            section,
            form_id,
            field,
            message,
            found,
            file,
            sheet,
            cell,
            response,
            checked_by,
        };
        if !notes.entries.contains(&note) {
            notes.entries.push(note);
        }
    }
    for key in contradicted {
        notes.adopted.remove(&key);
    }
    notes
}

/// Takes a 採用; one that another row contradicts decides nothing.
fn adopt(
    notes: &mut Notes,
    contradicted: &mut Vec<(String, Field)>,
    (form_id, field): (&Option<String>, &Option<String>),
    place: &str,
) {
    let form_id = form_id.as_deref().unwrap_or_default().trim();
    let label = field.as_deref().unwrap_or_default();
    let named = |field: &&Field| match_key(field.label()) == match_key(label);
    let field = Field::ANSWERED.iter().find(named).filter(|_| !form_id.is_empty());
    let row = || format!("{form_id} {label}「{place}」");
    let Some(field) = field else {
        notes.unclear.push(row().trim_start().to_owned());
        return;
    };
    let key = (form_id.to_owned(), *field);
    match notes.adopted.get(&key) {
        Some(other) if other != place => {
            notes.unclear.push(row());
            contradicted.push(key);
        }
        _ => {
            notes.adopted.insert(key, place.to_owned());
        }
    }
}
