//! Dues: what every returned cell owes to the record and the findings.
//!
//! In: the identified workbooks, before anything is merged. Out: for all their cells the place
//! where the text must come out. It looks at no result; the account does.

use rustc_hash::FxHashSet;

use crate::field::Field;
use crate::finding::Location;
use crate::grid::is_blank;
use crate::identify::{
    CellText, Expected, Quote, ReturnedBook, ReturnedField, ReturnedForm, Tally,
};

use super::{Account, FileAccount};

/// What the cells of all returned workbooks owe.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dues {
    /// A file each: what needs no place, such as labels, issued text, the tool's own sheets.
    pub(super) files: Vec<FileAccount>,
    /// All other cells.
    pub(super) open: Vec<Due>,
}

/// Cells whose text must come out together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Due {
    /// Index of its file within [`Dues::files`].
    pub file: usize,
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
            let fixed = match first {
                Some(first) => dues.copy(book, &books[*first]),
                None => dues.book(book, expected),
            };
            let account = Account { read: book.tally.read, ..fixed };
            dues.files.push(FileAccount { file: book.file.clone(), account });
        }
        dues
    }

    /// Characters of all non-empty cells.
    #[must_use]
    pub(super) fn read(&self) -> u64 {
        self.files.iter().map(|file| file.account.read).sum()
    }

    /// Notes what the cells of a workbook owe, and returns what needs no place.
    fn book(&mut self, book: &ReturnedBook, expected: &Expected) -> Account {
        let Tally { labels, own_sheets, issued, .. } = book.tally;
        let mut fixed = Account { labels, issued, own_sheets, ..Account::default() };
        let file = self.files.len();
        let stray = |quote: &Quote| Due {
            file,
            place: quote.place.clone(),
            cells: quote.cells.clone(),
            of: DueOf::Stray,
        };
        self.open.extend(book.quotes.iter().map(stray));
        for form in &book.forms {
            for (field, value) in &form.fields {
                fixed.issued += self.field(book, form, (*field, value), expected);
            }
        }
        fixed
    }

    /// Notes what the cells of a field owe, and returns the characters that came back as issued.
    fn field(
        &mut self,
        book: &ReturnedBook,
        form: &ReturnedForm,
        (field, value): (Field, &ReturnedField),
        expected: &Expected,
    ) -> u64 {
        let cells = cells(form, value);
        if cells.is_empty() {
            return 0;
        }
        let issued = &expected.forms[form.form];
        let text = value.text.clone();
        let of = if issued.accepted.contains_key(&field) {
            DueOf::Accepted { form: form.form, field, text }
        } else if Field::ANSWERED.contains(&field) {
            DueOf::Answer { form: form.form, field, text }
        } else if expected.is_as_issued(form.form, field, &value.text) {
            return cells.iter().map(CellText::characters).sum();
        } else {
            DueOf::Edited
        };
        let file = self.files.len();
        self.open.push(Due { file, place: form.location(&book.file, field), cells, of });
        0
    }

    /// A copy owes nothing that the first one owes as well; returns what it repeats.
    fn copy(&mut self, copy: &ReturnedBook, first: &ReturnedBook) -> Account {
        let said: Vec<&str> = texts(first);
        // Nearly all of a copy stands in the first one word for word.
        let same: FxHashSet<&str> = said.iter().copied().collect();
        let told =
            |text: &str| same.contains(text) || said.iter().any(|other| other.contains(text));
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
            let file = self.files.len();
            self.open.push(Due { file, place, cells: vec![cell], of: DueOf::OnlyInCopy });
        }
        Account { repeated: copy.tally.read - lacking, ..Account::default() }
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
