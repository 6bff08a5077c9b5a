//! What the cells of a returned workbook hold beside what they show: struck text (F10), answers that
//! nobody sees (F09), the words of a formula that failed (V04), an end that is probably lost (V08).
//!
//! In: its sheets and the forms that were found on them. Out: a finding a cell, with form and field
//! where an answer stands there; struck text and formulas are quoted for the account. No value is
//! decided here: the reader has already kept struck text apart.

use rustc_hash::FxHashMap;

use crate::field::Field;
use crate::finding::{Finding, Location, MAX_QUOTED_ALONE};
use crate::grid::{Addr, Cell, Format, Sheet, Value, Visibility};
use crate::recognise::unseen_words;
use crate::rules::{CUT_AT_255, Code, PAGES, STRUCK};

use super::CellText;
use super::reader::{Reader, joined};
use super::remarks::is_report;

/// The form (index into the expected ones) and field of a cell, by sheet and cell.
type Places = FxHashMap<(String, Addr), (usize, Field)>;

impl Reader<'_> {
    /// F10 for every text above or below the pages that somebody added. Those of the sheets that only
    /// a workbook which was sent back has are nobody's.
    fn report_pages(&mut self) {
        let workbook = self.workbook;
        if is_report(workbook) {
            return;
        }
        let sheets = workbook.sheets.iter().zip(&self.own_sheets);
        let own: Vec<&str> =
            sheets.filter(|(_, own)| own.is_some()).map(|(it, _)| it.name.as_str()).collect();
        for (sheet, text) in &workbook.pages {
            if !own.contains(&sheet.as_str()) && !self.expected.wording.on_pages(text) {
                let at = Location::sheet(&workbook.file, sheet);
                let finding = Finding::new(Code::F10).at(at).detail(PAGES);
                self.findings.push(finding.found(text.as_str()));
            }
        }
    }

    /// F10 for every cell with struck text and V04 for every formula that failed, as S11 quotes
    /// strays; F09 for every answer that cannot be seen.
    pub(super) fn report_beside(&mut self) {
        self.report_pages();
        let places = self.places();
        let workbook = self.workbook;
        let mut alone = 0;
        let own: Vec<bool> = self.own_sheets.iter().map(Option::is_some).collect();
        for (index, sheet) in workbook.sheets.iter().enumerate() {
            let is_own = own.get(index).copied().unwrap_or_default();
            let (mut struck, mut failed) = (Vec::new(), Vec::new());
            for cell in &sheet.cells {
                let place = || places.get(&(sheet.name.clone(), cell.at)).copied();
                let told = [(Code::F10, struck_text(cell)), (Code::V04, failed_formula(cell))];
                for (code, text) in told {
                    let Some(text) = text.filter(|_| !is_own) else { continue };
                    self.tally.read += text.chars().count() as u64;
                    let quote = CellText { sheet: sheet.name.clone(), at: cell.at, text };
                    if alone < MAX_QUOTED_ALONE {
                        alone += 1;
                        self.report_quote(code, sheet, cell, quote, place());
                    } else if code == Code::F10 {
                        struck.push(quote);
                    } else {
                        failed.push(quote);
                    }
                }
                if let (Some(marks), Visibility::Visible) = (&cell.marks, sheet.visibility)
                    && let (Some(unseen), Some((form, field))) = (marks.unseen, place())
                    && Field::ANSWERED.contains(&field)
                {
                    let finding = Finding::new(Code::F09).field(field).found(cell.shown());
                    let finding = finding.detail(unseen_words(unseen));
                    self.report(finding, sheet, cell.at, form);
                }
                if workbook.format == Format::Xls && is_cut(cell) {
                    self.report_cut(sheet, cell, place());
                }
            }
            for (code, cells) in [(Code::F10, struck), (Code::V04, failed)] {
                if !cells.is_empty() {
                    let at = Location::sheet(&workbook.file, &sheet.name);
                    let finding = quoting(code).at(at.clone()).found(joined(&cells));
                    self.findings.push(finding);
                    self.owe(at, cells);
                }
            }
        }
    }

    /// V08 for an answer of an xls that is as long as its writer lets texts be; one that was issued so
    /// was not cut on its way.
    fn report_cut(&mut self, sheet: &Sheet, cell: &Cell, place: Option<(usize, Field)>) {
        let answer = place.filter(|(_, field)| Field::ANSWERED.contains(field));
        let Some((form, field)) = answer else { return };
        let issued = self.expected.forms[form].accepted.get(&field);
        if issued.is_none_or(|issued| issued.text != cell.shown()) {
            let finding = Finding::new(Code::V08).field(field).detail(CUT_AT_255);
            self.report(finding, sheet, cell.at, form);
        }
    }

    /// F10 or V04 at a cell.
    fn report_quote(
        &mut self,
        code: Code,
        sheet: &Sheet,
        cell: &Cell,
        quote: CellText,
        place: Option<(usize, Field)>,
    ) {
        let found = match code {
            Code::V04 => format!("{}\n{}", cell.shown(), quote.text),
            _ => quote.text.clone(),
        };
        let at = Location::cell(&self.workbook.file, &sheet.name, cell.at);
        let mut finding = quoting(code).at(at.clone()).found(found);
        if let Some((form, field)) = place {
            let expected = &self.expected.forms[form];
            finding = finding.form(expected.form_id.as_str()).section(expected.section.as_str());
            finding.field = Some(field);
        }
        self.owe(at, vec![quote]);
        self.findings.push(finding);
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

/// Starts F10 or V04.
fn quoting(code: Code) -> Finding {
    let finding = Finding::new(code);
    if code == Code::F10 { finding.detail(STRUCK) } else { finding }
}

/// Characters of a text beyond which writers of older formats write none.
const OLD_LIMIT: usize = 255;

/// Tells whether a text is as long as older formats let one be.
fn is_cut(cell: &Cell) -> bool {
    matches!(&cell.value, Value::Text(text)
        if text.len() >= OLD_LIMIT && text.encode_utf16().count() == OLD_LIMIT)
}

fn struck_text(cell: &Cell) -> Option<String> {
    Some(cell.struck().to_owned()).filter(|text| !text.is_empty())
}

/// The formula of a cell that shows an error: Excel keeps `-説明会を３回開いた` as one.
fn failed_formula(cell: &Cell) -> Option<String> {
    let failed = matches!(cell.value, Value::Error(_));
    cell.formula.as_ref().filter(|_| failed).map(|formula| format!("={formula}"))
}
