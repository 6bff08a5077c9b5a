//! What the look of a cell does to its text, whatever format states it: struck out, or not to be
//! seen.
//!
//! In: colours, sizes and number formats as a format's reader found them. Out: looks. It reads no
//! file; a colour that is not known hides nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{normalise_lines, number_format};
use crate::grid::{Cell, Unseen, Value, mark};

/// Largest size in points that nobody can read on paper.
pub(super) const UNREADABLE_POINTS: f64 = 2.0;
/// Longest number format that is looked at: Excel allows 255 characters.
const MAX_FORMAT_BYTES: usize = 1024;
/// Colours as 0xRRGGBB.
pub(super) const WHITE: u32 = 0x00FF_FFFF;
pub(super) const BLACK: u32 = 0;

/// What a style says of the text in its cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Looks {
    /// Struck out, except runs that say otherwise.
    pub(super) struck: bool,
    /// Why the text cannot be seen; `None` where it can.
    pub(super) unseen: Option<Unseen>,
}

/// A font, as far as it matters here.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Font {
    pub(super) struck: bool,
    /// Nobody can read its size.
    pub(super) tiny: bool,
    /// Its colour, where it is known.
    pub(super) colour: Option<u32>,
}

impl Font {
    /// The looks of text in this font on a ground; `None` for a ground that is not one colour.
    pub(super) fn on(self, ground: Option<u32>) -> Looks {
        let unseen = if self.colour.is_some() && self.colour == ground {
            Some(Unseen::Colour)
        } else {
            self.tiny.then_some(Unseen::Size)
        };
        Looks { struck: self.struck, unseen }
    }
}

/// Tells whether a number format shows nothing at all, such as `;;;`, or `"";"";""` as LibreOffice
/// writes it, with conditions or without.
pub(super) fn is_empty_format(code: &str) -> bool {
    let section = |section: &str| {
        let section = section.trim_start();
        let condition = section.strip_prefix('[').filter(|it| it.starts_with(['<', '>', '=']));
        let rest = condition.and_then(|it| it.split_once(']')).map_or(section, |(_, rest)| rest);
        rest.trim_matches([' ', '"']).is_empty()
    };
    code.len() <= MAX_FORMAT_BYTES && code.matches(';').count() >= 2 && code.split(';').all(section)
}

/// Shows a number that its format does not show as it is stored: it is there all the same.
pub(super) fn show_unseen(value: &mut Value, looks: Looks) {
    if let (Some(Unseen::Format), Value::Number { value, shown }) = (looks.unseen, value) {
        *shown = number_format::stored(*value);
    }
}

/// A colour as web pages and OpenDocument write it: `#1F4E78`, `#fff`, `rgb(1, 2, 3)`, `white`.
pub(super) fn web_colour(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(digits) = text.strip_prefix('#') {
        let value = u32::from_str_radix(digits, 16).ok()?;
        return match digits.len() {
            6 => Some(value),
            3 => {
                Some((value >> 8) * 0x11_00_00 + (value >> 4 & 15) * 0x11_00 + (value & 15) * 0x11)
            }
            _ => None,
        };
    }
    if let Some(parts) = text.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
        let mut value = 0;
        for part in parts.split(',') {
            value = value << 8 | u32::from(part.trim().parse::<u8>().ok()?);
        }
        return Some(value);
    }
    match text.as_str() {
        "white" | "window" => Some(WHITE),
        "black" | "windowtext" => Some(BLACK),
        _ => None,
    }
}

/// The columns of a sheet that are hidden: the last of each range by its first, no two of which
/// overlap, however often a file states them.
#[derive(Debug, Default)]
pub(super) struct HiddenColumns(BTreeMap<u32, u32>);

impl HiddenColumns {
    /// Adds a range by its first and last column.
    pub(super) fn add(&mut self, mut first: u32, mut last: u32) {
        while let Some((&from, &to)) = self.0.range(..=last).next_back()
            && to >= first
        {
            self.0.remove(&from);
            (first, last) = (first.min(from), last.max(to));
        }
        self.0.insert(first, last);
    }

    /// Why text in a column is not seen.
    pub(super) fn unseen(&self, col: u32) -> Option<Unseen> {
        let range = self.0.range(..=col).next_back();
        range.filter(|(_, last)| **last >= col).map(|_| Unseen::Column)
    }
}

/// What a sheet says of its cells beside their values.
#[derive(Debug, Default)]
pub(super) struct SheetLooks {
    /// Looks of cells that have any.
    pub(super) cells: HashMap<(u32, u32), Looks>,
    /// Shared texts of cells, where runs strike something out.
    pub(super) texts: HashMap<(u32, u32), usize>,
    pub(super) rows: HashSet<u32>,
    pub(super) columns: HiddenColumns,
}

impl SheetLooks {
    /// The looks of a cell by its style.
    pub(super) fn of(&self, row: u32, col: u32) -> Looks {
        self.cells.get(&(row, col)).copied().unwrap_or_default()
    }

    /// Whether its row or its column hides a cell.
    pub(super) fn hidden(&self, row: u32, col: u32) -> Option<Unseen> {
        if self.rows.contains(&row) {
            return Some(Unseen::Row);
        }
        self.columns.unseen(col)
    }
}

/// A text of which runs say what is struck out: its parts, and whether each is struck out; `None` for what
/// the cell's own font says.
pub(super) type Parts = Vec<(String, Option<bool>)>;

/// Cuts a text at its runs: the character at which each begins, and its font.
pub(super) fn parts(text: &[u16], runs: &[(u16, u16)], is_struck: impl Fn(u16) -> bool) -> Parts {
    let mut parts = Parts::new();
    let mut from = 0;
    let mut struck = None;
    for (start, font) in runs {
        let to = usize::from(*start).clamp(from, text.len());
        if to > from {
            parts.push((String::from_utf16_lossy(&text[from..to]), struck));
        }
        (from, struck) = (to, Some(is_struck(*font)));
    }
    if from < text.len() {
        parts.push((String::from_utf16_lossy(&text[from..]), struck));
    }
    parts
}

/// Puts the marks of its looks on a cell; `hidden` is what its row or column does, `parts` are those
/// of a text of which runs say what is struck out.
pub(super) fn dress(cell: &mut Cell, looks: Looks, hidden: Option<Unseen>, parts: Option<&Parts>) {
    show_unseen(&mut cell.value, looks);
    let unseen = hidden.or(looks.unseen);
    let Some(parts) = parts else {
        if looks.struck || unseen.is_some() {
            mark(cell, String::new(), looks.struck, unseen);
        }
        return;
    };
    let (mut kept, mut struck) = (String::new(), String::new());
    let mut last = false;
    for (text, own) in parts {
        let is_struck = own.unwrap_or(looks.struck);
        if !is_struck {
            kept.push_str(text);
        } else if last || struck.is_empty() {
            struck.push_str(text);
        } else {
            struck.push('\n');
            struck.push_str(text);
        }
        last = is_struck;
    }
    if !struck.is_empty() {
        cell.value = Value::Text(normalise_lines(kept));
    }
    mark(cell, normalise_lines(struck), false, unseen);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Addr;

    #[test]
    fn colours_of_pages_are_read() {
        for (text, colour) in [
            ("#1F4E78", Some(0x1F_4E78)),
            ("#FFF", Some(WHITE)),
            ("#18a", Some(0x11_88AA)),
            ("rgb(255, 0, 1)", Some(0xFF_0001)),
            (" White ", Some(WHITE)),
            ("windowtext", Some(BLACK)),
            ("#12", None),
            ("inherit", None),
        ] {
            assert_eq!(web_colour(text), colour, "{text}");
        }
    }

    #[test]
    fn runs_that_the_style_strikes_out_join_those_that_do_so_themselves() {
        let units: Vec<u16> = "3回、4回、5回".encode_utf16().collect();
        let parts = parts(&units, &[(3, 1), (5, 0), (6, 1)], |font| font == 1);
        for (by_style, kept, struck) in
            [(false, "3回、、", "4回\n5回"), (true, "、", "3回、4回\n5回")]
        {
            let value = Value::Text("3回、4回、5回".to_owned());
            let mut cell = Cell { at: Addr::new(0, 0), value, formula: None, marks: None };
            dress(&mut cell, Looks { struck: by_style, unseen: None }, None, Some(&parts));
            assert_eq!((&*cell.shown(), cell.struck()), (kept, struck));
        }
    }

    #[test]
    fn ranges_of_hidden_columns_join() {
        let mut columns = HiddenColumns::default();
        for (first, last) in [(8, 9), (2, 3), (3, 5), (2, 2), (9, 8), (12, 10)] {
            columns.add(first, last);
        }
        let hidden: Vec<u32> = (0..20).filter(|col| columns.unseen(*col).is_some()).collect();
        assert_eq!(hidden, [2, 3, 4, 5, 8, 9]);
    }

    #[test]
    fn formats_that_show_nothing_are_known() {
        for code in [";;;", ";;", " ; ; ", "\"\";\"\";\"\";\"\"", "[>0]\"\";[<0]\"\";\"\""] {
            assert!(is_empty_format(code), "{code}");
        }
        for code in ["", ";", "0;;", "0;-0;;@", "[h];;", "\"-\";;;", "@"] {
            assert!(!is_empty_format(code), "{code}");
        }
    }

    #[test]
    fn a_number_that_its_format_does_not_show_is_there() {
        let value = number_format::value(12.5, ";;;", false);
        let mut cell = Cell { at: Addr::new(0, 0), value, formula: None, marks: None };
        let looks = Looks { struck: false, unseen: Some(Unseen::Format) };
        dress(&mut cell, looks, Some(Unseen::Row), None);
        assert_eq!(cell.shown(), "12.5");
        assert_eq!(cell.marks.and_then(|marks| marks.unseen), Some(Unseen::Row));
    }

    #[test]
    fn text_in_the_colour_of_its_ground_is_not_seen() {
        let font = |colour| Font { colour, ..Font::default() };
        assert_eq!(font(Some(WHITE)).on(Some(WHITE)).unseen, Some(Unseen::Colour));
        assert_eq!(font(Some(WHITE)).on(None).unseen, None);
        assert_eq!(font(None).on(None).unseen, None);
        assert_eq!(Font { tiny: true, ..font(None) }.on(None).unseen, Some(Unseen::Size));
    }
}
