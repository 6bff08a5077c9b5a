//! How much room a text takes in a cell, reckoned without fonts.
//!
//! In: a text, the width of its column, the size of its type. Out: lines, a row height in points,
//! the heights of the rows that a tall text is spread over, and the pieces of a text that is too
//! long for one cell. It draws nothing and knows no sheet.
//!
//! No program fits a merged cell or a row of fixed height to its text, so whatever is reckoned too
//! small here is cut off on paper. Every doubt is therefore settled upwards.

use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_width::UnicodeWidthChar;

/// Tallest row that Excel knows, in points.
pub const MAX_ROW: f64 = 409.5;
/// Tallest row that is drawn: leaves a person room to pull it higher.
pub const TALL_ROW: f64 = 379.5;
/// Most characters in a cell, in UTF-16 units.
pub const MAX_CELL_UNITS: usize = 32_767;
/// Most line breaks in a cell.
pub const MAX_CELL_BREAKS: usize = 253;

/// Lines from which a spare one is added: long texts are the ones reckoned too short.
const SPARE_FROM: usize = 8;
/// White above and below the text of a cell, together, in points.
const CELL_MARGIN: f64 = 6.0;
/// White left and right of the text of a cell, together, in points.
const SIDE_MARGIN: f64 = 4.5;
/// Row heights are whole pixels of 0.75 points.
const PIXEL: f64 = 0.75;

/// Type as it is set: size and distance of lines, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    /// Size of an em.
    pub size: f64,
    /// Distance from one line to the next.
    pub pitch: f64,
}

/// Half-width units that fit on a line of a column, given its width in pixels.
///
/// Half of a full-width character is held back, because screen and printer do not agree.
#[must_use]
pub fn units_across(pixels: u32, size: f64) -> usize {
    let points = f64::from(pixels) * PIXEL - SIDE_MARGIN;
    let units = (points / (size / 2.0)).floor() - 1.0;
    units.max(2.0) as usize
}

/// Width of a text in half-width units: a kanji is 2, also characters of ambiguous width.
#[must_use]
pub fn units(text: &str) -> usize {
    text.chars().map(char_units).sum()
}

/// A tab shows as up to eight blanks; other control characters show nothing.
fn char_units(c: char) -> usize {
    if c == '\t' { 8 } else { c.width_cjk().unwrap_or(0) }
}

/// Lines that a text needs at a width in half-width units, broken by UAX #14 (kinsoku).
///
/// An empty text needs one line.
#[must_use]
pub fn lines(text: &str, width: usize) -> usize {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.split('\n').map(|paragraph| paragraph_lines(paragraph, width)).sum()
}

fn paragraph_lines(paragraph: &str, width: usize) -> usize {
    let mut lines = 1;
    let mut used = 0;
    let mut start = 0;
    for (end, kind) in linebreaks(paragraph) {
        let piece = &paragraph[start..end];
        start = end;
        // Blanks at the end of a line hang over its edge.
        let visible = units(piece.trim_end());
        if used > 0 && used + visible > width {
            lines += 1;
            used = 0;
        }
        if visible > width {
            let (more, rest) = split_word(piece, width);
            lines += more;
            used = rest;
        } else {
            used += units(piece);
        }
        // Separators other than LF that a cell shows as a line break (U+2028, VT, FF).
        if kind == BreakOpportunity::Mandatory && end < paragraph.len() {
            lines += 1;
            used = 0;
        }
    }
    lines
}

/// Breaks a word that is wider than the line: further lines, and the units used on the last.
fn split_word(word: &str, width: usize) -> (usize, usize) {
    word.chars().map(char_units).fold((0, 0), |(lines, used), next| {
        if used > 0 && used + next > width { (lines + 1, next) } else { (lines, used + next) }
    })
}

/// Height in points of a number of lines, with a spare one from eight lines up.
#[must_use]
pub fn height(lines: usize, face: Face) -> f64 {
    let spare = usize::from(lines >= SPARE_FROM) + lines / 40;
    whole_pixels((lines + spare) as f64 * face.pitch + CELL_MARGIN)
}

/// Height in points of a text in a column of a width in pixels.
#[must_use]
pub fn text_height(text: &str, pixels: u32, face: Face) -> f64 {
    height(lines(text, units_across(pixels, face.size)), face)
}

/// Spreads a height over as few rows as may be, none higher than [`TALL_ROW`].
///
/// The rows are whole lines high, so that a page does not end in the middle of a line.
#[must_use]
pub fn split_height(height: f64, face: Face) -> Vec<f64> {
    if height <= TALL_ROW {
        return vec![whole_pixels(height)];
    }
    let full = ((TALL_ROW / face.pitch).floor() * face.pitch / PIXEL).floor() * PIXEL;
    let mut rows = Vec::new();
    let mut left = height;
    while left > full {
        rows.push(full);
        left -= full;
    }
    rows.push(whole_pixels(left.max(face.pitch)));
    rows
}

fn whole_pixels(height: f64) -> f64 {
    (height / PIXEL).ceil() * PIXEL
}

/// Cuts a text into pieces that a cell can hold, preferably after a line break.
///
/// The pieces joined are the text. Nearly every text is one piece.
#[must_use]
pub fn split_cells(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        let end = cell_end(rest);
        let (piece, tail) = rest.split_at(end);
        pieces.push(piece);
        if tail.is_empty() {
            return pieces;
        }
        rest = tail;
    }
}

/// Byte length of the longest beginning of a text that a cell can hold.
fn cell_end(text: &str) -> usize {
    let (mut units, mut breaks, mut last_break) = (0, 0, None);
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > MAX_CELL_UNITS {
            return last_break.unwrap_or(at);
        }
        if c == '\n' {
            breaks += 1;
            last_break = Some(at + 1);
            if breaks == MAX_CELL_BREAKS {
                return at + 1;
            }
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Face = Face { size: 10.5, pitch: 13.5 };

    #[track_caller]
    fn check_lines(text: &str, width: usize, expected: usize) {
        assert_eq!(lines(text, width), expected, "{text}");
    }

    #[test]
    fn kanji_take_two_units_and_latin_letters_one() {
        assert_eq!(units("町ICT①"), 7);
        assert_eq!(units("ｶﾅ"), 2);
    }

    #[test]
    fn lines_break_between_kanji() {
        check_lines("", 10, 1);
        check_lines("町民生活課", 10, 1);
        check_lines("町民生活課の", 10, 2);
        check_lines("一\n二\n", 10, 3);
        check_lines("一\r\n二", 10, 2);
    }

    #[test]
    fn closing_marks_never_begin_a_line() {
        // 5 characters fit; the full stop takes the character before it along.
        check_lines("町民生活課。", 10, 2);
        check_lines("町民生活課。町民生", 10, 2);
        check_lines("町民生活課。町民生活", 10, 3);
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken() {
        check_lines("https://www.town.example.lg.jp/", 10, 4);
        check_lines("abc abcdefghijkl", 10, 3);
    }

    #[test]
    fn long_texts_get_a_spare_line() {
        assert!((height(7, FACE) - (7.0 * 13.5 + 6.0)).abs() < PIXEL);
        assert!((height(8, FACE) - (9.0 * 13.5 + 6.0)).abs() < PIXEL);
    }

    #[test]
    fn tall_texts_are_spread_over_rows() {
        for total in [10.0, 380.0, 381.0, 409.5, 5_000.0, 40_000.0] {
            let rows = split_height(total, FACE);
            assert!(rows.iter().all(|row| *row > 0.0 && *row <= TALL_ROW), "{total}: {rows:?}");
            assert!(rows.iter().sum::<f64>() >= total, "{total}: {rows:?}");
        }
    }

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_and_kept_whole() {
        let long = "町".repeat(40_000);
        let broken = "一\n".repeat(600);
        let surrogates = "𠮷".repeat(20_000);
        for (text, pieces) in [(long, 2), (broken, 3), (surrogates, 2), (String::new(), 1)] {
            let cut = split_cells(&text);
            assert_eq!(cut.len(), pieces);
            assert_eq!(cut.concat(), text);
            for piece in cut {
                assert!(piece.encode_utf16().count() <= MAX_CELL_UNITS);
                assert!(piece.matches('\n').count() <= MAX_CELL_BREAKS);
            }
        }
    }
}
