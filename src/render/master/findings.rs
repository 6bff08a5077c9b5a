//! 確認事項: every finding, a row each, with room for what people did about it.

use super::super::list_sheet::{Cell, Column, Kind, ListSheet, width_for};
use super::super::sheet::Sheet;
use super::Desk;
use crate::field::Field;
use crate::finding::Finding;
use crate::grid::Addr;
use crate::model::Note;
use crate::model::notes::{
    ADOPTED_HEADING, CELL_HEADING, CHECKED_BY_HEADING, CODE_HEADING, FIELD_HEADING, FILE_HEADING,
    FINDINGS_SHEET, FOUND_HEADING, MESSAGE_HEADING, RESPONSE_HEADING, SECTION_HEADING,
    SHEET_HEADING,
};
use crate::model::remarks::ID_HEADING;
use crate::rules::Severity;

/// Column of 程度, 0-based.
pub(super) const SEVERITY: u32 = 1;
/// Column of 課, 0-based.
pub(super) const SECTION: u32 = 3;
/// Column of 様式ID, 0-based.
pub(super) const FORM: u32 = 4;
/// Columns of 見つかったもの and あるべきもの, 0-based.
const QUOTES: [usize; 2] = [7, 8];
/// Column of 対応, 0-based.
const RESPONSE: usize = 13;
/// Column of 採用, 0-based.
const ADOPTED: u32 = 15;

const COLUMNS: [Column<'static>; 16] = [
    Column::new("No", 32, Kind::Number),
    Column::new("程度", 50, Kind::Word),
    Column::new(CODE_HEADING, 48, Kind::Word),
    Column::new(SECTION_HEADING, 92, Kind::Text),
    Column::new(ID_HEADING, 156, Kind::Text),
    Column::new(FIELD_HEADING, 76, Kind::Text),
    Column::new(MESSAGE_HEADING, 200, Kind::Text),
    Column::new(FOUND_HEADING, 200, Kind::Text),
    Column::new("あるべきもの", 200, Kind::Text),
    Column::new("どうするか", 180, Kind::Text),
    Column::new(FILE_HEADING, 130, Kind::Text),
    Column::new(SHEET_HEADING, 84, Kind::Text),
    Column::new(CELL_HEADING, 46, Kind::Word),
    Column::new(RESPONSE_HEADING, 110, Kind::Entry),
    Column::new(CHECKED_BY_HEADING, 60, Kind::Entry),
    Column::new(ADOPTED_HEADING, 130, Kind::Text),
];

/// Puts findings in the order of the sheet: by 課 in display order, then by severity, then as they
/// came; those of no 課 come last.
pub(super) fn in_order<'a>(findings: &'a [Finding], sections: &[String]) -> Vec<&'a Finding> {
    let place = |finding: &&Finding| {
        let section = finding.section.as_deref();
        let known = section.and_then(|name| sections.iter().position(|other| other == name));
        let unknown = if section.is_some() { sections.len() } else { sections.len() + 1 };
        (known.unwrap_or(unknown), finding.severity())
    };
    let mut ordered: Vec<&Finding> = findings.iter().collect();
    ordered.sort_by_key(place);
    ordered
}

/// Draws the sheet.
pub(super) fn findings_sheet(desk: &Desk<'_>) -> Sheet {
    let findings = &desk.findings;
    let title = format!("{}　確認事項", desk.header);
    let note = if findings.is_empty() {
        format!("{}　確認事項はありません。", desk.as_of)
    } else {
        format!(
            "{}　{} 件。黄色の列は記入欄で、とりまとめを作り直しても残ります。答えが食い違うところは、「採用」で採るファイルを選び、もう一度実行すると決まります。",
            desk.as_of,
            findings.len()
        )
    };
    let columns = columns(desk);
    let mut list = ListSheet::new(FINDINGS_SHEET, (&title, &note), &columns, &desk.styles);
    list.rest_in("検証報告.html ");
    let mut offered = Vec::new();
    for ((number, finding), note) in (1_u32..).zip(findings).zip(&desk.noted.rows) {
        let key = (finding.form_id.as_deref(), finding.field);
        let offer = desk.offers.validation(finding).filter(|_| !offered.contains(&key));
        if let Some(rule) = &offer {
            // One row decides for all answers of the field, so that no two can differ.
            offered.push(key);
            list.sheet.validate(Addr::new(list.next_row(), ADOPTED), rule);
        }
        list.row(&cells(desk, number, finding, *note, offer.is_some()));
    }
    list.finish(desk.input.template, &desk.paper(), 1)
}

fn columns(desk: &Desk<'_>) -> Vec<Column<'static>> {
    let quote: [fn(&Finding) -> Option<&str>; 2] =
        [|finding| finding.found.as_deref(), |finding| finding.expected.as_deref()];
    let mut columns = COLUMNS.to_vec();
    columns[FORM as usize].width = desk.id_width(COLUMNS[FORM as usize].width);
    for (col, quote) in QUOTES.into_iter().zip(quote) {
        let texts = desk.input.findings.iter().filter_map(quote);
        columns[col].width = width_for(columns[col].width, texts, desk.styles.small_face);
    }
    let responses = desk.noted.rows.iter().flatten().filter_map(|note| note.response.as_deref());
    columns[RESPONSE].width = width_for(columns[RESPONSE].width, responses, desk.styles.small_face);
    columns
}

fn cells<'c>(
    desk: &'c Desk<'_>,
    number: u32,
    finding: &'c Finding,
    note: Option<&'c Note>,
    offered: bool,
) -> [Cell<'c>; 16] {
    let location = finding.location.as_ref();
    let mut message = finding.message();
    for place in &finding.related {
        message.push_str("\n関わる場所：");
        message.push_str(&place.to_string());
    }
    let severity = finding.severity();
    let label = severity.label().into();
    [
        Cell::Number(number.into()),
        if severity == Severity::Error { Cell::Alert(label) } else { Cell::Text(label) },
        finding.code.as_str().into(),
        finding.section.as_deref().into(),
        finding.form_id.as_deref().map_or(Cell::Blank, |form_id| desk.form_link(form_id)),
        finding.field.map(Field::label).into(),
        message.into(),
        finding.found.as_deref().into(),
        finding.expected.as_deref().into(),
        finding.help().into(),
        location.map(|location| &*location.file).into(),
        location.and_then(|location| location.sheet.as_deref()).into(),
        location.and_then(|location| location.cell.as_deref()).into(),
        note.and_then(|note| note.response.as_deref()).into(),
        note.and_then(|note| note.checked_by.as_deref()).into(),
        if offered { Cell::Entry(adopted(desk, finding).into()) } else { Cell::Blank },
    ]
}

/// The file that was chosen before for the finding's field; empty where none was.
fn adopted<'c>(desk: &'c Desk<'_>, finding: &Finding) -> &'c str {
    let key = finding.form_id.clone().zip(finding.field);
    key.and_then(|key| desk.input.notes.adopted.get(&key)).map_or("", String::as_str)
}
