//! M01: copies of a workbook that say the same count once.

use std::collections::{HashMap, HashSet};

use crate::finding::{Finding, Location};
use crate::identify::{CellText, ReturnedBook};
use crate::rules::Code;

/// Marks every workbook that repeats an earlier one, byte by byte or value by value, reports it
/// and drops its own findings, which the earlier one has already. Gives that earlier one by its
/// index.
pub(super) fn set_aside(
    books: &mut [ReturnedBook],
    findings: &mut Vec<Finding>,
) -> Vec<Option<usize>> {
    let mut by_hash: HashMap<String, usize> = HashMap::new();
    // Equal workbooks have the same first form, so only those that share it are compared.
    let mut by_form: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    let mut first_of: Vec<Option<usize>> = Vec::with_capacity(books.len());
    for (index, book) in books.iter().enumerate() {
        let alike = by_form.entry(book.forms.iter().map(|form| form.form).min()).or_default();
        let same_bytes = by_hash.get(&book.sha256).copied();
        let same_values = || alike.iter().copied().find(|at| same_values(&books[*at], book));
        let first = same_bytes.or_else(same_values);
        first_of.push(first);
        if first.is_none() {
            by_hash.insert(book.sha256.clone(), index);
            alike.push(index);
        }
    }
    for (index, first) in first_of.iter().enumerate() {
        let Some(first) = first else { continue };
        let original = books[*first].file.clone();
        let book = &mut books[index];
        book.findings.clear();
        let mut finding = Finding::new(Code::M01)
            .at(Location::file(&book.file))
            .detail(original.as_str())
            .related(Location::file(&original));
        finding.section.clone_from(&book.section);
        findings.push(finding);
    }
    first_of
}

/// Tells whether two workbooks hold the same forms with the same text and say nothing else.
fn same_values(a: &ReturnedBook, b: &ReturnedBook) -> bool {
    let quotes = |book: &ReturnedBook| -> HashSet<Option<String>> {
        book.findings.iter().map(|finding| finding.found.clone()).collect()
    };
    let in_order = |book: &'_ ReturnedBook| -> Vec<usize> {
        let mut order: Vec<usize> = (0..book.forms.len()).collect();
        order.sort_by_key(|index| book.forms[*index].form);
        order
    };
    let same_forms = || {
        in_order(a).into_iter().zip(in_order(b)).all(|(first, second)| {
            let (a, b) = (&a.forms[first], &b.forms[second]);
            a.form == b.form
                && a.fields.len() == b.fields.len()
                && a.fields.iter().zip(&b.fields).all(|(a, b)| a.0 == b.0 && a.1.text == b.1.text)
        })
    };
    let strays = |book: &ReturnedBook| -> u64 {
        let cells = book.quotes.iter().flat_map(|quote| &quote.cells);
        cells.map(CellText::characters).sum()
    };
    !a.forms.is_empty()
        && a.forms.len() == b.forms.len()
        && strays(a) == strays(b)
        && same_forms()
        && quotes(a) == quotes(b)
}
