//! The words that the tool itself wrote into issued workbooks, so that only what somebody added is
//! quoted.
//!
//! In: workbooks as they were issued, or what the 台帳 keeps of them. Out: whether a cell of a
//! returned one holds such words. Only hashes are kept: among ten million texts that people add,
//! one that meets any of ten million hashes by chance is not to be expected.

use std::fmt::Write as _;

use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};

use crate::binding::{SHEET, is_own_sheet};
use crate::field::Field;
use crate::grid::{Addr, Cell, Sheet, Workbook, match_key, squeeze};
use crate::recognise::SheetReading;

/// A text this long, in characters, is nobody's own even where it stands in another cell.
pub(super) const UNMISTAKABLE: usize = 8;
/// Cells of a sheet that are enough to know it by.
pub(super) const SAMPLED: usize = 200;
/// Hexadecimal digits of a hash.
const DIGITS: usize = 16;
/// Hashes on a line of the 台帳.
const LINE: usize = 64;

/// The words of issued workbooks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    words: FxHashSet<u64>,
}

impl Wording {
    /// The words of an issued workbook; `readings` has one entry a sheet, in order.
    #[must_use]
    pub fn of(issued: &Workbook, readings: &[SheetReading]) -> Self {
        let mut words = FxHashSet::from_iter([page("")]);
        words.extend(issued.pages.iter().map(|(_, text)| page(&fixed_key(text))));
        for (sheet, reading) in issued.sheets.iter().zip(readings) {
            if !is_own_sheet(&sheet.name) {
                words.extend(reading.loose.iter().map(|loose| around(&fixed_key(&loose.text))));
                for block in &reading.blocks {
                    let Some((id, _)) = &block.printed_id else { continue };
                    let values = block.values.iter();
                    words.extend(values.map(|(field, value)| of_form(id, *field, &value.text)));
                }
                continue;
            }
            for cell in &sheet.cells {
                let text = fixed_key(&cell.shown());
                if cell.formula.is_some() {
                    words.insert(live(&sheet.name, cell.at));
                }
                if text.chars().count() >= UNMISTAKABLE {
                    words.insert(long(&text));
                }
                words.insert(placed(&sheet.name, cell.at, &text));
            }
        }
        Self { words }
    }

    /// Tells whether a text above or below the pages is the tool's own; `true` also where the 台帳 is
    /// one of an earlier version, which knew none of them.
    pub(super) fn on_pages(&self, text: &str) -> bool {
        !self.words.contains(&page("")) || self.words.contains(&page(&fixed_key(text)))
    }

    /// Tells whether no word is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Adds the words of others.
    pub fn extend(&mut self, others: Self) {
        if self.words.is_empty() {
            *self = others;
        } else {
            self.words.extend(others.words);
        }
    }

    /// The hashes as the 台帳 keeps them: ascending, sixteen hexadecimal digits each, in lines that
    /// no program cuts.
    #[must_use]
    pub fn to_hex(&self) -> Vec<String> {
        let mut words: Vec<u64> = self.words.iter().copied().collect();
        words.sort_unstable();
        let line = |words: &[u64]| {
            words.iter().fold(String::with_capacity(LINE * DIGITS), |mut hex, word| {
                // Writing to a String cannot fail.
                let _ = write!(hex, "{word:0DIGITS$x}");
                hex
            })
        };
        words.chunks(LINE).map(line).collect()
    }

    /// What [`Self::to_hex`] gave; `None` where it is damaged.
    #[must_use]
    pub fn from_hex(lines: &[String]) -> Option<Self> {
        let mut words = FxHashSet::default();
        words.reserve(lines.len() * LINE);
        for digits in lines.iter().flat_map(|line| line.as_bytes().chunks(DIGITS)) {
            let mut digits = digits.iter().map(|digit| char::from(*digit).to_digit(16));
            let whole = digits.len() == DIGITS;
            let word = digits.try_fold(0, |word, digit| Some(word << 4 | u64::from(digit?)))?;
            words.insert(whole.then_some(word)?);
        }
        Some(Self { words })
    }

    /// Tells whether a form was issued with a text in a field, white space aside.
    pub(super) fn was_issued(&self, form_id: &str, field: Field, text: &str) -> bool {
        self.words.contains(&of_form(form_id, field, text))
    }

    /// Tells whether a text is a heading or note that the tool puts on the sheets of the forms.
    pub(super) fn around_forms(&self, text: &str) -> bool {
        self.words.contains(&around(&fixed_key(text)))
    }

    /// Tells whether a cell of the cover, the guide or the hidden sheet is as the tool wrote it.
    /// `name` is the name under which the sheet was issued; `shifts` are the rows that were
    /// inserted above some of its cells.
    pub(super) fn on_own_sheet(&self, name: &str, shifts: &[u32], sheet: &Sheet, c: &Cell) -> bool {
        let calculated = c.formula.is_some();
        if name == SHEET && is_binding(sheet, c) {
            return true;
        }
        let text = fixed_key(&c.shown());
        let may_be_live = calculated || is_state(&text);
        let known = |at: Addr| {
            self.words.contains(&placed(name, at, &text))
                || may_be_live && self.words.contains(&live(name, at))
        };
        known(c.at)
            || self.words.contains(&long(&text))
            || shifts.iter().filter_map(|shift| raised(c.at, *shift)).any(known)
    }

    /// Tells whether the tool wrote a text into a cell of a sheet.
    pub(super) fn is_placed(&self, name: &str, at: Addr, text: &str) -> bool {
        self.words.contains(&placed(name, at, &fixed_key(text)))
    }

    /// How many cells of a sheet stand where a sheet of the tool's own with that name had the same
    /// words, `shift` rows higher; of very many cells the first are looked at.
    pub(super) fn placed_on(&self, name: &str, shift: u32, sheet: &Sheet) -> usize {
        let cells = sheet.cells.iter().filter(|cell| !cell.is_blank()).take(SAMPLED);
        let is_placed = |cell: &&Cell| {
            raised(cell.at, shift)
                .is_some_and(|at| self.words.contains(&placed(name, at, &fixed_key(&cell.shown()))))
        };
        cells.filter(is_placed).count()
    }

    /// How many of the same cells show a long text of some sheet of the tool's own.
    pub(super) fn long_on(&self, sheet: &Sheet) -> usize {
        let cells = sheet.cells.iter().filter(|cell| !cell.is_blank()).take(SAMPLED);
        cells.filter(|cell| self.words.contains(&long(&fixed_key(&cell.shown())))).count()
    }
}

/// A position some rows higher.
fn raised(at: Addr, rows: u32) -> Option<Addr> {
    at.row.checked_sub(rows).map(|row| Addr::new(row, at.col))
}

/// A cell of cover or guide.
fn placed(sheet: &str, at: Addr, text: &str) -> u64 {
    hash("placed", &[sheet, &at.to_string(), text])
}

/// A cell of cover or guide that is calculated.
fn live(sheet: &str, at: Addr) -> u64 {
    hash("live", &[sheet, &at.to_string()])
}

/// A long text of cover or guide.
fn long(text: &str) -> u64 {
    hash("long", &[text])
}

/// A heading or note on the sheet of a form.
fn around(text: &str) -> u64 {
    hash("around", &[text])
}

/// A text above or below the pages.
fn page(text: &str) -> u64 {
    hash("page", &[text])
}

/// A text of a form.
fn of_form(form_id: &str, field: Field, text: &str) -> u64 {
    hash("form", &[&match_key(form_id), &field.ascii_name(), &squeeze(text)])
}

/// The first eight bytes of SHA-256 over the parts, each behind its length.
fn hash(kind: &str, parts: &[&str]) -> u64 {
    let mut hasher = Sha256::new();
    for part in std::iter::once(&kind).chain(parts) {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize()[..8]);
    u64::from_be_bytes(first)
}

/// Tells whether a cell of the hidden sheet lies in a row and column of its table: the first cell
/// of every such row is a key or a number, in ASCII, and the table ends with column H.
fn is_binding(sheet: &Sheet, cell: &Cell) -> bool {
    let first = sheet.cell(Addr::new(cell.at.row, 0)).map(Cell::shown).unwrap_or_default();
    cell.at.col <= 7 && !first.is_empty() && first.is_ascii()
}

/// The words of the live cells on the cover, which a program may have turned into values.
fn is_state(text: &str) -> bool {
    ["記入済", "未記入", "すべて記入されています"].contains(&text)
        || ["未記入：", "未記入が"].iter().any(|state| text.starts_with(state))
}

/// The key of a workbook's own words: without white space, and without the number of its 版,
/// which tells an older workbook from the current one.
fn fixed_key(text: &str) -> String {
    let key = squeeze(text);
    let Some((before, rest)) = key.split_once('第') else { return key };
    match rest.trim_start_matches(|c: char| c.is_ascii_digit()) {
        after if after.starts_with('版') => format!("{before}第{after}"),
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_from_the_ledger_as_they_were() {
        let at = Addr::new(2, 3);
        let words = [placed("提出票", at, "財政課"), live("提出票", at), around("様式")];
        let wording = Wording { words: words.into_iter().collect() };
        let hex = wording.to_hex();
        assert_eq!(hex.concat().len(), 3 * DIGITS);
        assert_eq!(Wording::from_hex(&hex), Some(wording));
        assert_eq!(Wording::from_hex(&[]), Some(Wording::default()));
        let many = Wording { words: (0..1_000).collect() };
        assert!(many.to_hex().iter().all(|line| line.len() <= LINE * DIGITS));
        assert_eq!(Wording::from_hex(&many.to_hex()), Some(many));
    }

    #[test]
    fn damaged_words_are_refused() {
        for hex in ["0123", "0123456789abcdeg", "+123456789abcdef", "０１２３４５６７"] {
            assert_eq!(Wording::from_hex(&[hex.to_owned()]), None, "{hex}");
        }
    }

    #[test]
    fn parts_that_only_join_to_the_same_text_are_other_words() {
        assert_ne!(hash("a", &["b", "cd"]), hash("a", &["bc", "d"]));
        assert_ne!(around("目標"), long("目標"));
    }
}
