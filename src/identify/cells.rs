//! The cells of a returned form: which of them hold which field, by labels and by the binding.
//!
//! In: a block, its sheet and what the binding knows. Out: fields with their cells, and findings
//! for labels that are gone (S08) and cells that moved (S07).

use std::collections::BTreeMap;

use crate::binding::BoundForm;
use crate::field::Field;
use crate::finding::Finding;
use crate::grid::{Addr, Sheet, squeeze};
use crate::recognise::{Block, FieldValue, Headings};
use crate::rules::Code;

use super::ReturnedField;
use super::reader::{Marks, Reader};

impl Reader<'_> {
    /// S07: a field no longer stands where it was issued. A blank one stands where the defined
    /// names say, unless they contradict the fields with text.
    pub(super) fn report_moved(
        &mut self,
        sheet: &Sheet,
        block: &Block,
        fields: &BTreeMap<Field, ReturnedField>,
        bound: &BoundForm,
        form: usize,
    ) {
        let known = known_cells(bound, block);
        let now = |field: &Field| {
            let value = fields.get(field).filter(|value| !value.cells.is_empty());
            value.map(|value| value.at).or_else(|| known.get(field).copied())
        };
        let moved = bound.issued_cells.iter().find_map(|(field, issued)| {
            now(field).filter(|at| at != issued).map(|at| (*field, at, *issued))
        });
        if let Some((field, at, issued)) = moved {
            let finding = Finding::new(Code::S07)
                .field(field)
                .found(at.to_string())
                .expected(issued.to_string());
            self.report(finding, sheet, at, form);
        }
    }

    /// S08: a label is gone. Where the binding still knows the cell, its text is kept.
    pub(super) fn missing_labels(
        &mut self,
        sheet: &Sheet,
        block: &Block,
        bound: Option<&BoundForm>,
        form: usize,
        fields: &mut BTreeMap<Field, ReturnedField>,
        marks: &mut Marks,
    ) {
        let known = bound.map(|bound| known_cells(bound, block)).unwrap_or_default();
        let taken: Vec<Addr> = fields
            .values()
            .flat_map(|value| value.cells.iter().map(|cell| cell.at))
            .chain(block.labels.iter().map(|hit| hit.at))
            .collect();
        let wanted = [Field::Initiative, Field::ResponsibleSection];
        let wanted = wanted.into_iter().chain(Field::ISSUED).chain(Field::ANSWERED);
        for field in
            wanted.filter(|field| !block.labels.iter().any(|hit| hit.field == Some(*field)))
        {
            // Issued text that still stands on the sheet word for word needs no label.
            let issued = squeeze(self.expected.forms[form].issued(field));
            let verbatim = || {
                let free = sheet.cells.iter().filter(|cell| !marks.claimed.contains(&cell.at));
                let mut same = free.filter(|cell| squeeze(&cell.shown()) == issued);
                same.next().filter(|_| !issued.is_empty()).map(|cell| cell.at)
            };
            let cell = known.get(&field).copied().or_else(verbatim);
            let finding = Finding::new(Code::S08).field(field).expected(field.label());
            // The answer stands in the label's cell, which S11 quotes.
            if let Some((at, answer)) = block.overwritten.get(&field) {
                self.report(finding.found(answer.as_str()), sheet, *at, form);
            } else {
                self.report(finding, sheet, cell.unwrap_or(block.at), form);
            }
            let Some(at) = cell.filter(|at| !taken.contains(at)) else { continue };
            marks.claimed.insert(at);
            let found = sheet.cell(at).filter(|cell| !cell.is_blank());
            fields.entry(field).or_insert_with(|| ReturnedField {
                at,
                text: found.map(|cell| cell.shown().into_owned()).unwrap_or_default(),
                cells: found.cloned().into_iter().collect(),
            });
        }
    }
}

/// The fields of a block with their cells, put right by what the binding knows.
///
/// A cell of a field whose label is gone does not belong to the field above it, and text beside
/// the blank cell of a field is none of its answer.
pub(super) fn fields_of(
    sheet: &Sheet,
    block: &Block,
    bound: Option<&BoundForm>,
) -> BTreeMap<Field, ReturnedField> {
    let known = bound.map(|bound| known_cells(bound, block)).unwrap_or_default();
    let of_others: Vec<Addr> = known
        .iter()
        .filter(|(field, _)| !block.values.contains_key(field))
        .map(|(_, at)| *at)
        .collect();
    let field = |(field, value): (&Field, &FieldValue)| {
        let mut value = value.without(&of_others);
        if let Some(at) = known.get(field).copied()
            && !value.cells.iter().any(|(cell, _)| *cell == at)
        {
            value = FieldValue { at, cells: Vec::new(), text: String::new() };
        }
        let cells = value.cells.iter().filter_map(|(at, _)| sheet.cell(*at)).cloned().collect();
        (*field, ReturnedField { at: value.at, text: value.text, cells })
    };
    block.values.iter().map(field).collect()
}

/// Where the binding knows the fields to be: by the defined names, else as issued; nowhere unless
/// most of the fields with text are there, for a form may have been pasted elsewhere.
fn known_cells(bound: &BoundForm, block: &Block) -> BTreeMap<Field, Addr> {
    let known = if bound.cells.is_empty() { &bound.issued_cells } else { &bound.cells };
    let holds = |(field, value): (&Field, &FieldValue)| {
        let at = known.get(field)?;
        (!value.cells.is_empty()).then(|| value.cells.iter().any(|(cell, _)| cell == at))
    };
    let there: Vec<bool> = block.values.iter().filter_map(holds).collect();
    let agree = there.iter().filter(|there| **there).count();
    if agree * 2 > there.len() { known.clone() } else { BTreeMap::new() }
}

/// Makes a form of a sheet on which no label is left, from the cells that the binding knows.
pub(super) fn block_from_binding(sheet: &Sheet, bound: &BoundForm) -> Option<Block> {
    let cells = if bound.cells.is_empty() { &bound.issued_cells } else { &bound.cells };
    let value = |at: Addr| {
        let cell = sheet.cell(at).filter(|cell| !cell.is_blank());
        let cells: Vec<_> = cell.map(|cell| (at, cell.shown().into_owned())).into_iter().collect();
        let text = cells.first().map(|(_, text)| text.clone()).unwrap_or_default();
        FieldValue { at, cells, text }
    };
    let values: BTreeMap<Field, _> = cells.iter().map(|(field, at)| (*field, value(*at))).collect();
    let issued = Field::ISSUED.iter().filter_map(|field| values.get(field));
    if issued.filter(|value| !value.is_blank()).count() == 0 {
        return None;
    }
    Some(Block {
        at: values.values().map(|value| value.at).min()?,
        labels: Vec::new(),
        values,
        headings: Headings::default(),
        year: None,
        printed_id: None,
        overwritten: BTreeMap::new(),
    })
}
