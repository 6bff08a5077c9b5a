//! How much room a text takes in a cell, reckoned without fonts.
//!
//! In: a text, the width of its column, the size of its type. Out: lines, a row height in points,
//! the heights of the rows that a tall text is spread over, and the pieces of a text that is too
//! long for one cell. It draws nothing and knows no sheet.
//!
//! No program fits a merged cell or a row of fixed height to its text, so whatever is reckoned too
//! small here is cut off on paper. Every doubt is therefore settled upwards.

use std::borrow::Cow;

use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_width::UnicodeWidthChar;

use crate::grid::match_key;

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

/// Distance of lines as a multiple of the size, by what a face's name begins with. Excel sets
/// 11 pt of ＭＳ Ｐゴシック on rows of 13.5 pt (1.23), of Meiryo UI on 15.75 (1.43), of 游ゴシック
/// and メイリオ on 18.75 (1.70); the fixed-pitch faces of ＭＳ and BIZ UD share the first. Each is
/// rounded up, and IPA, which stands in elsewhere, needs no more.
const PITCHES: [(&str, f64); 4] = [("ms", 1.3), ("bizud", 1.3), ("meiryoui", 1.5), ("ipa", 1.3)];
/// The same for every other face.
const WIDEST_PITCH: f64 = 1.75;

impl Face {
    /// How a typeface is set at a size in points.
    #[must_use]
    pub fn of(font: &str, size: f64) -> Self {
        let name = match_key(font);
        let known = PITCHES.iter().find(|(start, _)| name.starts_with(start));
        Self { size, pitch: size * known.map_or(WIDEST_PITCH, |(_, pitch)| *pitch) }
    }
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
    line_starts(text, width).len()
}

/// Byte offsets at which the lines of a text begin; the first is 0.
fn line_starts(text: &str, width: usize) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut offset = 0;
    for paragraph in text.split('\n') {
        starts.push(offset);
        break_paragraph(paragraph.trim_end_matches('\r'), width, offset, &mut starts);
        offset += paragraph.len() + 1;
    }
    starts
}

/// Adds the beginnings of the second and further lines of a paragraph.
fn break_paragraph(paragraph: &str, width: usize, offset: usize, starts: &mut Vec<usize>) {
    let mut used = 0;
    let mut start = 0;
    for (end, kind) in linebreaks(paragraph) {
        let piece = &paragraph[start..end];
        // Blanks at the end of a line hang over its edge.
        let visible = units(piece.trim_end());
        if used > 0 && used + visible > width {
            starts.push(offset + start);
            used = 0;
        }
        if visible > width {
            used = break_word(piece, width, offset + start, starts);
        } else {
            used += units(piece);
        }
        // Separators other than LF that a cell shows as a line break (CR, VT, FF, U+2028).
        if kind == BreakOpportunity::Mandatory && end < paragraph.len() {
            starts.push(offset + end);
            used = 0;
        }
        start = end;
    }
}

/// Breaks a word that is wider than the line; gives the units used on its last line.
fn break_word(word: &str, width: usize, offset: usize, starts: &mut Vec<usize>) -> usize {
    word.char_indices().fold(0, |used, (at, c)| {
        let next = char_units(c);
        if used > 0 && used + next > width {
            starts.push(offset + at);
            next
        } else {
            used + next
        }
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

/// Cuts a text that is higher than a row into pieces of a few lines, so that no page can end in the
/// middle of a line: after a line break where there is one, else where a line ends.
///
/// The pieces joined are the text. For texts that are read; an answer stays in one cell. Few lines a
/// piece, because what is reckoned too much shows as a gap between two pieces.
#[must_use]
pub fn split_rows(text: &str, width: usize, face: Face) -> Vec<&str> {
    let starts = line_starts(text, width);
    if height(starts.len(), face) <= TALL_ROW {
        return split_cells(text);
    }
    let most = SPARE_FROM - 1;
    let mut pieces = Vec::new();
    let mut first = 0;
    while starts.len() - first > most {
        let after_break = |line: &usize| text[..starts[*line]].ends_with('\n');
        let full = first + most;
        let end = (first + most / 2 + 1..=full).rev().find(after_break).unwrap_or(full);
        pieces.extend(split_cells(&text[starts[first]..starts[end]]));
        first = end;
    }
    pieces.extend(split_cells(&text[starts[first]..]));
    pieces
}

/// Cuts a text behind its first lines; the second part is empty where there are no more.
#[must_use]
pub fn split_lines(text: &str, width: usize, most: usize) -> (&str, &str) {
    line_starts(text, width).get(most).map_or((text, ""), |at| text.split_at(*at))
}

/// Drops the line break at the end of a piece: the next row begins a line anyway.
#[must_use]
pub fn trim_break(piece: &str) -> &str {
    piece.strip_suffix('\n').unwrap_or(piece)
}

/// Said at the end of a text that a cell cannot hold whole.
const CONTINUED: &str = "\n〔一つのセルに収まらないため、続きは様式のシートか検証報告にあります〕";

/// The text, or as much of it as one cell of Excel holds and a word on where the rest is.
#[must_use]
pub fn within_cell(text: &str) -> Cow<'_, str> {
    // So few bytes are neither too many characters nor too many lines.
    if text.len() <= MAX_CELL_BREAKS {
        return Cow::Borrowed(text);
    }
    let first = &text[..cell_end(text)];
    if first.len() == text.len() {
        return Cow::Borrowed(text);
    }
    let mut room = MAX_CELL_UNITS - CONTINUED.encode_utf16().count();
    let fits = |c: &char| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    };
    let head: String = first.trim_end_matches('\n').chars().take_while(fits).collect();
    Cow::Owned(head + CONTINUED)
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
    fn faces_are_set_as_wide_as_offices_have_them() {
        for (font, pitch) in [
            ("ＭＳ 明朝", 13.0),
            ("ＭＳ Ｐゴシック", 13.0),
            ("BIZ UD明朝 Medium", 13.0),
            ("Meiryo UI", 15.0),
            ("メイリオ", 17.5),
            ("游ゴシック", 17.5),
            ("Noto Sans CJK JP", 17.5),
        ] {
            let face = Face::of(font, 10.0);
            assert!((face.pitch - pitch).abs() < 1e-9, "{font}: {face:?}");
        }
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
    fn a_text_that_is_read_is_cut_between_lines() {
        let paragraphs = "町民生活課の取組。\n".repeat(60);
        let endless = "町".repeat(2_000);
        for text in [paragraphs.as_str(), &endless, "短い", "二\n三\n四", ""] {
            let pieces = split_rows(text, 20, FACE);
            assert_eq!(pieces.concat(), text);
            for piece in &pieces {
                assert!(height(lines(trim_break(piece), 20), FACE) <= TALL_ROW);
            }
        }
        assert_eq!(split_rows("二\n三\n四", 20, FACE).len(), 1);
        assert!(split_rows(&paragraphs, 20, FACE)[0].ends_with('\n'));
    }

    #[test]
    fn a_text_is_cut_behind_its_first_lines() {
        assert_eq!(split_lines("一二\n三四", 10, 1), ("一二\n", "三四"));
        assert_eq!(split_lines("一二\n三四", 10, 2), ("一二\n三四", ""));
        assert_eq!(split_lines("一二三四五六七", 10, 1), ("一二三四五", "六七"));
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

    #[test]
    fn a_text_that_no_cell_can_hold_ends_with_a_word_on_the_rest() {
        assert_eq!(within_cell("目標\n達成"), "目標\n達成");
        let whole = "あ".repeat(MAX_CELL_UNITS);
        assert_eq!(within_cell(&whole), whole);
        for long in ["あ".repeat(40_000), "行\n".repeat(400), "😀".repeat(20_000)] {
            let cut = within_cell(&long);
            assert!(cut.ends_with(CONTINUED));
            assert!(cut.encode_utf16().count() <= MAX_CELL_UNITS);
            assert!(cut.matches('\n').count() <= MAX_CELL_BREAKS);
        }
    }
}
