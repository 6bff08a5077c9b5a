//! What the looks of a cell say about its text: struck out, or not to be seen.
//!
//! In: a reader's cell and what its style tells. Out: the same cell with the struck text apart from
//! its value. Which looks a format can hold is the reader's matter.

use super::{Cell, Value, is_blank};

/// What the looks of a cell take back or hide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Text that is struck out, verbatim, separate parts on lines of their own. The cell's value
    /// does not hold it.
    pub struck: String,
    /// Why the rest cannot be seen; `None` where it can.
    pub unseen: Option<Unseen>,
}

/// Why nobody sees a text that a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    /// Its font has the colour of its background.
    Colour,
    /// Its number format shows nothing.
    Format,
    /// Its font is too small to read.
    Size,
    /// Its row is hidden, by a person or by a filter.
    Row,
    /// Its column is hidden.
    Column,
}

/// Puts marks on a cell. `struck` is the text that its runs strike out; where `whole` is true, the
/// rest of the cell is struck out as well, and nothing is left of its value.
pub fn mark(cell: &mut Cell, mut struck: String, whole: bool, unseen: Option<Unseen>) {
    if whole && !cell.is_blank() {
        if !struck.is_empty() {
            struck.push('\n');
        }
        struck.push_str(&cell.shown());
        cell.value = Value::Text(String::new());
    }
    let unseen = unseen.filter(|_| !cell.is_blank());
    if !is_blank(&struck) || unseen.is_some() {
        cell.marks = Some(Box::new(Marks { struck, unseen }));
    }
}
