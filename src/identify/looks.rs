//! What the looks of a returned workbook's cells take back or hide: F11 and F12.
//!
//! In: its sheets and the forms that were found on them. Out: a finding a cell, with form and field
//! where an answer stands there; struck text is quoted for the account. Looks decide no value here:
//! the reader has already kept struck text apart.

use rustc_hash::FxHashMap;

use crate::field::Field;
use crate::finding::{Finding, Location, MAX_QUOTED_ALONE};
use crate::grid::{Addr, Sheet, Visibility};
use crate::recognise::unseen_words;
use crate::rules::Code;

use super::CellText;
use super::reader::Reader;

/// The form (index into the expected ones) and field of a cell, by sheet and cell.
type Places = FxHashMap<(String, Addr), (usize, Field)>;

impl Reader<'_> {
    /// F11 for every cell with struck text, as S11 quotes strays; F12 for every answer that cannot
    /// be seen.
    pub(super) fn report_looks(&mut self) {
        let places = self.places();
        let workbook = self.workbook;
        let mut alone = 0;
        for sheet in &workbook.sheets {
            let mut together = Vec::new();
            for cell in sheet.cells.iter().filter(|cell| cell.marks.is_some()) {
                let place = places.get(&(sheet.name.clone(), cell.at)).copied();
                if !cell.struck().is_empty() {
                    let text = cell.struck().to_owned();
                    let quote = CellText { sheet: sheet.name.clone(), at: cell.at, text };
                    if alone < MAX_QUOTED_ALONE {
                        alone += 1;
                        self.report_struck(sheet, vec![quote], Some(cell.at), place);
                    } else {
                        together.push(quote);
                    }
                }
                let unseen = cell.marks.as_ref().and_then(|marks| marks.unseen);
                if let (Some(unseen), Some((form, field))) = (unseen, place)
                    && sheet.visibility == Visibility::Visible
                    && Field::ANSWERED.contains(&field)
                {
                    let finding = Finding::new(Code::F12).field(field).found(cell.shown());
                    let finding = finding.detail(unseen_words(unseen));
                    self.report(finding, sheet, cell.at, form);
                }
            }
            if !together.is_empty() {
                self.report_struck(sheet, together, None, None);
            }
        }
    }

    /// F11 at a cell, or at the sheet for many.
    fn report_struck(
        &mut self,
        sheet: &Sheet,
        cells: Vec<CellText>,
        at: Option<Addr>,
        place: Option<(usize, Field)>,
    ) {
        let texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
        let mut finding = Finding::new(Code::F11).found(texts.join("\n"));
        finding.field = place.map(|(_, field)| field);
        if let Some((form, _)) = place {
            let expected = &self.expected.forms[form];
            finding = finding.form(expected.form_id.as_str()).section(expected.section.as_str());
        }
        let file = &self.workbook.file;
        let location = at.map_or_else(
            || Location::sheet(file, &sheet.name),
            |at| Location::cell(file, &sheet.name, at),
        );
        self.owe(location.clone(), cells);
        self.findings.push(finding.at(location));
    }

    /// Which cells are whose answer; a blank field stands where its answer would.
    fn places(&self) -> Places {
        let mut places = Places::default();
        for form in &self.forms {
            for (field, value) in &form.fields {
                let cells = value.cells.iter().map(|cell| cell.at).chain([value.at]);
                for at in cells {
                    places.entry((form.sheet.clone(), at)).or_insert((form.form, *field));
                }
            }
        }
        places
    }
}
