//! What people wrote beside findings: found again for the findings of this run, or kept on 確認済.
//!
//! In: the notes of the run before and the findings in the order of the sheet. Out: the note of
//! every row, the sheet 確認済, and the files that 採用 offers. It changes no note.

use std::collections::{BTreeMap, VecDeque};

use super::super::cell_text::as_written;
use super::super::list_sheet::{Cell, Column, Kind, ListSheet, width_for};
use super::super::sheet::{Accept, Sheet, Validation, region_reference};
use super::super::style::Style;
use super::Desk;
use crate::field::Field;
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Region, squeeze};
use crate::model::notes::{
    ADOPTED_HEADING, CELL_HEADING, CHECKED_BY_HEADING, CODE_HEADING, DONE_SHEET, FIELD_HEADING,
    FILE_HEADING, FOUND_HEADING, MESSAGE_HEADING, Note, RESPONSE_HEADING, SECTION_HEADING,
    SHEET_HEADING,
};
use crate::model::remarks::ID_HEADING;
use crate::rules::Code;

/// Name of the hidden sheet that 採用 takes its list from: a list in the rule itself may hold 255
/// characters, and none with a comma.
pub(super) const OFFERS_SHEET: &str = "採用の候補";

/// The notes by the finding that they were written on.
pub(super) struct Noted<'a> {
    /// The note on every finding, in the order of the sheet.
    pub rows: Vec<Option<&'a Note>>,
    /// Notes on findings that are gone.
    pub gone: Vec<&'a Note>,
}

impl<'a> Noted<'a> {
    /// Finds every note's finding again; of several alike, one each.
    pub(super) fn of(notes: &'a [Note], findings: &[&Finding]) -> Self {
        let mut by_key: BTreeMap<[String; 7], VecDeque<usize>> = BTreeMap::new();
        for (index, note) in notes.iter().enumerate() {
            by_key.entry(key_of_note(note)).or_default().push_back(index);
        }
        let mut used = vec![false; notes.len()];
        let mut rows = Vec::with_capacity(findings.len());
        for finding in findings {
            let index = by_key.get_mut(&key_of_finding(finding)).and_then(VecDeque::pop_front);
            rows.push(index.and_then(|index| {
                used[index] = true;
                notes.get(index)
            }));
        }
        let gone = notes.iter().zip(used).filter(|(_, used)| !used).map(|(note, _)| note).collect();
        Self { rows, gone }
    }
}

/// What a finding is known by: code, form, field, file, sheet, cell and what was found.
fn key_of_finding(finding: &Finding) -> [String; 7] {
    let at = finding.location.as_ref();
    key([
        Some(finding.code.as_str()),
        finding.form_id.as_deref(),
        finding.field.map(Field::label),
        at.map(|at| &*at.file),
        at.and_then(|at| at.sheet.as_deref()),
        at.and_then(|at| at.cell.as_deref()),
        finding.found.as_deref(),
    ])
}

fn key_of_note(note: &Note) -> [String; 7] {
    key([
        note.code.as_deref(),
        note.form_id.as_deref(),
        note.field.as_deref(),
        note.file.as_deref(),
        note.sheet.as_deref(),
        note.cell.as_deref(),
        note.found.as_deref(),
    ])
}

/// Compares without white space and control characters, which saving in other programs changes,
/// and the beginning only: a row that cannot show the whole quote holds no more.
fn key(parts: [Option<&str>; 7]) -> [String; 7] {
    const COMPARED: usize = 60;
    parts.map(|part| {
        let text = squeeze(&as_written(part.unwrap_or_default()));
        text.chars().filter(|c| !c.is_control()).take(COMPARED).collect()
    })
}

/// The answers that 採用 offers for one field of one form.
struct Offer {
    form_id: String,
    field: Field,
    places: Vec<String>,
    /// First row of its places on the hidden sheet, 0-based.
    first: u32,
}

/// The drop-downs of 採用.
pub(super) struct Offers(Vec<Offer>);

impl Offers {
    /// Makes an offer of every field in which answers differ, decided or not.
    pub(super) fn of(findings: &[&Finding]) -> Self {
        let mut offers: Vec<(String, Field, Vec<&Location>)> = Vec::new();
        for finding in findings.iter().filter(|f| matches!(f.code, Code::M02 | Code::M07)) {
            let (Some(form_id), Some(field)) = (finding.form_id.as_deref(), finding.field) else {
                continue;
            };
            let known = offers.iter().position(|(id, own, _)| id == form_id && *own == field);
            let index = known.unwrap_or_else(|| {
                offers.push((form_id.to_owned(), field, Vec::new()));
                offers.len() - 1
            });
            let places = &mut offers[index].2;
            for place in finding.location.iter().chain(&finding.related) {
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        let mut first = 1;
        let offer = |(form_id, field, places): (String, Field, Vec<&Location>)| {
            let places = named(&places);
            let offer = Offer { form_id, field, places, first };
            first += offer.places.len() as u32;
            offer
        };
        Self(offers.into_iter().map(offer).collect())
    }

    fn get(&self, finding: &Finding) -> Option<&Offer> {
        let own = |offer: &&Offer| {
            finding.form_id.as_ref() == Some(&offer.form_id) && finding.field == Some(offer.field)
        };
        self.0.iter().find(own).filter(|_| matches!(finding.code, Code::M02 | Code::M07))
    }

    /// The drop-down of a finding's row; `None` where nothing is to be chosen.
    pub(super) fn validation(&self, finding: &Finding) -> Option<Validation> {
        let offer = self.get(finding)?;
        let last = offer.first + offer.places.len().max(1) as u32 - 1;
        let region = Region { first: Addr::new(offer.first, 2), last: Addr::new(last, 2) };
        Some(Validation {
            accept: Accept::List(region_reference(OFFERS_SHEET, region)),
            title: ADOPTED_HEADING.to_owned(),
            message: "採る答えのファイルを選び、保存してから、もう一度実行してください。消すと、選ばなかったことになります。".to_owned(),
            warning: "一覧にないファイルです。一覧から選び直すときは「いいえ」を、このまま残すときは「はい」を押してください。".to_owned(),
        })
    }

    /// Writes the hidden sheet of places; `None` where nothing is to be chosen.
    pub(super) fn sheet(&self, plain: &Style) -> Option<Sheet> {
        if self.0.is_empty() {
            return None;
        }
        let style = Style { wrap: false, ..plain.clone() };
        let mut sheet = Sheet::new(OFFERS_SHEET);
        for (col, heading) in (0..).zip([ID_HEADING, FIELD_HEADING, FILE_HEADING]) {
            sheet.column_width(col, 220);
            sheet.text(Addr::new(0, col), heading, &style.clone().bold());
        }
        for offer in &self.0 {
            for (row, place) in (offer.first..).zip(&offer.places) {
                let texts = [offer.form_id.as_str(), offer.field.label(), place];
                for (col, text) in (0..).zip(texts) {
                    sheet.text(Addr::new(row, col), text, &style);
                }
            }
        }
        sheet.hide();
        Some(sheet)
    }
}

/// The files of some answers; with sheet and cell where one file holds several of them.
fn named(places: &[&Location]) -> Vec<String> {
    let alone = |place: &Location| places.iter().filter(|other| other.file == place.file).count();
    let name = |place: &&Location| {
        if alone(place) == 1 { place.file.clone() } else { place.to_string() }
    };
    places.iter().map(name).collect()
}

const COLUMNS: [Column<'static>; 11] = [
    Column::new(CODE_HEADING, 48, Kind::Word),
    Column::new(SECTION_HEADING, 92, Kind::Text),
    Column::new(ID_HEADING, 156, Kind::Text),
    Column::new(FIELD_HEADING, 76, Kind::Text),
    Column::new(MESSAGE_HEADING, 200, Kind::Text),
    Column::new(FOUND_HEADING, 200, Kind::Text),
    Column::new(FILE_HEADING, 130, Kind::Text),
    Column::new(SHEET_HEADING, 84, Kind::Text),
    Column::new(CELL_HEADING, 46, Kind::Word),
    Column::new(RESPONSE_HEADING, 160, Kind::Entry),
    Column::new(CHECKED_BY_HEADING, 80, Kind::Entry),
];

/// Draws 確認済: what was written on findings that are gone; `None` where nothing was.
pub(super) fn done_sheet(desk: &Desk<'_>) -> Option<Sheet> {
    let gone = &desk.noted.gone;
    if gone.is_empty() {
        return None;
    }
    let mut columns = COLUMNS.to_vec();
    columns[2].width = desk.id_width(COLUMNS[2].width);
    for (col, column) in columns.iter_mut().enumerate() {
        let texts = gone.iter().filter_map(|note| texts(note)[col]);
        column.width = width_for(column.width, texts, desk.styles.small_face);
    }
    let title = format!("{}　確認済", desk.header);
    let note = format!(
        "{}　今はない指摘への記入 {} 件です。同じ指摘がまた出ると「確認事項」に戻ります。要らなくなった行は消して構いません。",
        desk.as_of,
        gone.len()
    );
    let mut list = ListSheet::new(DONE_SHEET, (&title, &note), &columns, &desk.styles);
    for note in gone {
        let cells: Vec<Cell<'_>> = texts(note).into_iter().map(Cell::from).collect();
        list.row(&cells);
    }
    Some(list.finish(desk.input.template, &desk.paper(), 1))
}

fn texts(note: &Note) -> [Option<&str>; 11] {
    [
        note.code.as_deref(),
        note.section.as_deref(),
        note.form_id.as_deref(),
        note.field.as_deref(),
        note.message.as_deref(),
        note.found.as_deref(),
        note.file.as_deref(),
        note.sheet.as_deref(),
        note.cell.as_deref(),
        note.response.as_deref(),
        note.checked_by.as_deref(),
    ]
}
