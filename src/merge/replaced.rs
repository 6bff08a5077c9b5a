//! Which returns a mended 差戻し replaces: those that it was made from and names by their SHA-256.
//!
//! In: the returned workbooks, and which of them repeat another. Out: whether one replaces another
//! in a form. A return that it does not name, made later or by somebody else, is not replaced.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use crate::finding::Finding;
use crate::identify::{ReturnedBook, ReturnedForm};
use crate::rules::Code;

use super::Terms;

/// The returned workbooks by what they were made from.
pub(super) struct Replaced<'a> {
    /// Workbooks that say the same, by the files of all of them; only where any was made from
    /// others.
    alike: HashMap<&'a str, Rc<Alike<'a>>>,
}

/// A workbook and those that repeat it: they are one return.
#[derive(Default)]
struct Alike<'a> {
    /// SHA-256 of each.
    own: BTreeSet<&'a str>,
    /// SHA-256 of what any of them was made from.
    made_from: BTreeSet<&'a str>,
}

impl<'a> Replaced<'a> {
    /// Notes the workbooks; `repeated` names for a copy the workbook that it repeats.
    pub(super) fn of(books: &'a [ReturnedBook], repeated: &[Option<usize>]) -> Self {
        if books.iter().all(|book| book.made_from.is_empty()) {
            return Self { alike: HashMap::new() };
        }
        let mut all: BTreeMap<usize, Alike<'_>> = BTreeMap::new();
        let first_of = |index: usize| repeated[index].unwrap_or(index);
        for (index, book) in books.iter().enumerate() {
            let alike = all.entry(first_of(index)).or_default();
            alike.own.insert(&book.sha256);
            alike.made_from.extend(book.made_from.iter().map(String::as_str));
        }
        let all: BTreeMap<usize, Rc<Alike<'_>>> =
            all.into_iter().map(|(first, alike)| (first, Rc::new(alike))).collect();
        let of_file = |(index, book): (usize, &'a ReturnedBook)| {
            Some((book.file.as_str(), Rc::clone(all.get(&first_of(index))?)))
        };
        Self { alike: books.iter().enumerate().filter_map(of_file).collect() }
    }

    /// Tells whether `newer`, or what repeats it, was made from `older` and all that repeats it.
    pub(super) fn by(&self, older: &ReturnedBook, newer: &ReturnedBook) -> bool {
        let of = |book: &ReturnedBook| self.alike.get(book.file.as_str());
        let (Some(older), Some(newer)) = (of(older), of(newer)) else { return false };
        !Rc::ptr_eq(older, newer) && older.own.is_subset(&newer.made_from)
    }

    /// Places in the findings of a workbook of what only comments on answers that another one
    /// replaces, or has emptied: those were mended, and what stands in their stead is judged by
    /// itself.
    pub(super) fn settled(
        &self,
        book: &ReturnedBook,
        books: &[ReturnedBook],
        terms: Terms<'_>,
    ) -> BTreeSet<usize> {
        if book.findings.is_empty() {
            return BTreeSet::new();
        }
        let newer: Vec<&ReturnedBook> = books.iter().filter(|newer| self.by(book, newer)).collect();
        let is_form =
            |form: &&ReturnedForm, id: &str| terms.expected.forms[form.form].form_id == id;
        let settled = |finding: &Finding| {
            let (Some(form_id), Some(field)) = (&finding.form_id, finding.field) else {
                return false;
            };
            let forms = newer.iter().flat_map(|book| &book.forms);
            let forms = forms.filter(|form| is_form(form, form_id));
            let mut cells = forms.filter_map(|form| form.fields.get(&field));
            let asked = terms.period.requires.contains(&field);
            match finding.code {
                Code::S08 => cells.next().is_some(),
                code if code.as_str().starts_with('V') => {
                    cells.any(|cell| !cell.is_blank() || !asked)
                }
                _ => false,
            }
        };
        let findings = book.findings.iter().enumerate();
        findings.filter(|(_, finding)| settled(finding)).map(|(index, _)| index).collect()
    }
}
