//! Dues: what every returned cell owes to the record and the findings.
//!
//! In: the identified workbooks, before anything is merged. Out: for all their cells the place
//! where the text must come out. It looks at no result; the account does.

use crate::field::Field;
use crate::finding::Location;
use crate::grid::is_blank;
use crate::identify::{CellText, Expected, Quote, ReturnedBook, ReturnedField, ReturnedForm};

use super::Account;

/// What the cells of all returned workbooks owe.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dues {
    /// What needs no place: labels, issued text, the tool's own sheets.
    pub(super) fixed: Account,
    /// All other cells.
    pub(super) open: Vec<Due>,
}

/// Cells whose text must come out together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Due {
    /// Where the record or a finding tells their text.
    pub place: Location,
    /// The cells.
    pub cells: Vec<CellText>,
    /// What they are.
    pub of: DueOf,
}

/// What cells with a due are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DueOf {
    /// An answer: index of the issued form, field, and its text as it was read.
    Answer { form: usize, field: Field, text: String },
    /// An answer that was issued again as it was accepted.
    Accepted { form: usize, field: Field, text: String },
    /// Locked text that is not as issued.
    Edited,
    /// Cells outside the fields.
    Stray,
    /// Cells of a copy whose text the first of the copies lacks.
    OnlyInCopy,
}

impl Dues {
    /// Notes what the cells of the workbooks owe. `repeated` names for a copy the workbook that it
    /// repeats.
    pub(super) fn of(
        books: &[ReturnedBook],
        repeated: &[Option<usize>],
        expected: &Expected,
    ) -> Self {
        let mut dues = Self::default();
        for (book, first) in books.iter().zip(repeated) {
            dues.fixed.read += book.tally.read;
            match first {
                Some(first) => dues.copy(book, &books[*first]),
                None => dues.book(book, expected),
            }
        }
        dues
    }

    /// Characters of all non-empty cells.
    #[must_use]
    pub(super) const fn read(&self) -> u64 {
        self.fixed.read
    }

    fn book(&mut self, book: &ReturnedBook, expected: &Expected) {
        self.fixed.labels += book.tally.labels;
        self.fixed.own_sheets += book.tally.own_sheets;
        let stray = |quote: &Quote| Due {
            place: quote.place.clone(),
            cells: quote.cells.clone(),
            of: DueOf::Stray,
        };
        self.open.extend(book.quotes.iter().map(stray));
        for form in &book.forms {
            for (field, value) in &form.fields {
                self.field(book, form, (*field, value), expected);
            }
        }
    }

    fn field(
        &mut self,
        book: &ReturnedBook,
        form: &ReturnedForm,
        (field, value): (Field, &ReturnedField),
        expected: &Expected,
    ) {
        let cells = cells(form, value);
        if cells.is_empty() {
            return;
        }
        let issued = &expected.forms[form.form];
        let text = value.text.clone();
        let of = if issued.accepted.contains_key(&field) {
            DueOf::Accepted { form: form.form, field, text }
        } else if Field::ANSWERED.contains(&field) {
            DueOf::Answer { form: form.form, field, text }
        } else if issued.is_as_issued(field, &value.text) {
            self.fixed.issued += cells.iter().map(CellText::characters).sum::<u64>();
            return;
        } else {
            DueOf::Edited
        };
        self.open.push(Due { place: form.location(&book.file, field), cells, of });
    }

    /// A copy owes nothing that the first one owes as well.
    fn copy(&mut self, copy: &ReturnedBook, first: &ReturnedBook) {
        let said: Vec<&str> = texts(first);
        let told = |text: &str| said.iter().any(|other| other.contains(text));
        let mut lacking = 0;
        let fields = copy
            .forms
            .iter()
            .flat_map(|form| form.fields.values().flat_map(move |value| cells(form, value)));
        let quoted = copy.quotes.iter().flat_map(|quote| quote.cells.iter().cloned());
        for cell in
            fields.chain(quoted).filter(|cell| copy.sha256 != first.sha256 && !told(&cell.text))
        {
            lacking += cell.characters();
            let place = Location::cell(&copy.file, &cell.sheet, cell.at);
            self.open.push(Due { place, cells: vec![cell], of: DueOf::OnlyInCopy });
        }
        self.fixed.repeated += copy.tally.read - lacking;
    }
}

/// The cells of a field that show something.
fn cells(form: &ReturnedForm, value: &ReturnedField) -> Vec<CellText> {
    let shown = value.cells.iter().filter(|cell| !cell.is_blank());
    shown.map(|cell| CellText::of(&form.sheet, cell)).collect()
}

/// Everything that a workbook says in its fields and beside them.
fn texts(book: &ReturnedBook) -> Vec<&str> {
    let values = book.forms.iter().flat_map(|form| form.fields.values());
    let joined = values.clone().map(|value| value.text.as_str());
    let quoted = book.quotes.iter().flat_map(|quote| &quote.cells).map(|cell| cell.text.as_str());
    let cells = values.flat_map(|value| &value.cells).filter_map(|cell| match &cell.value {
        crate::grid::Value::Text(text) => Some(text.as_str()),
        _ => None,
    });
    joined.chain(quoted).chain(cells).filter(|text| !is_blank(text)).collect()
}
