//! Which word of a cell a shape lies over: people draw a ring around one of several choices.
//!
//! In: a shape and the sheet. Out: the word that is nearest to its middle. Where the text is not in
//! one line, or has no words apart, nothing is guessed.

use super::drawn::Drawn;
use crate::grid::Sheet;
use crate::read::words::beside;

/// Width of a full character in EMU, at the 10.5 points of a Japanese workbook.
const FULL: u32 = 133_350;
/// Room between the edge of a cell and its text.
const EDGE: u32 = 19_050;
/// What parts the choices of a cell.
const GAPS: [char; 12] = ['・', '、', '，', ',', '／', '/', '|', '｜', ' ', '\u{3000}', '･', ';'];

/// The word under the middle of a ring or figure without text.
pub(super) fn word(drawn: &Drawn, sheet: Option<&Sheet>) -> Option<String> {
    let is_ring = matches!(drawn.kind, beside::OVAL | beside::FIGURE) && drawn.text.is_empty();
    let (from, to) = drawn.across.filter(|(_, to)| is_ring && *to != u32::MAX)?;
    let cell = sheet?.cell(drawn.covered?.first)?;
    let shown = cell.shown();
    let words: Vec<(u32, u32, &str)> = words(&shown);
    if words.len() < 2 || shown.contains('\n') {
        return None;
    }
    let middle = from / 2 + to / 2;
    let hit = words.iter().find(|(start, end, _)| (*start..*end).contains(&middle));
    hit.map(|(.., word)| (*word).to_owned())
}

/// The words of a line with where they begin and end, in EMU.
fn words(text: &str) -> Vec<(u32, u32, &str)> {
    let mut words = Vec::new();
    let mut x = EDGE;
    let mut open: Option<(usize, u32)> = None;
    for (at, c) in text.char_indices() {
        if GAPS.contains(&c) {
            words.extend(open.take().map(|(start, from)| (from, x, &text[start..at])));
        } else {
            open.get_or_insert((at, x));
        }
        x += if c.is_ascii() || ('\u{FF61}'..='\u{FF9F}').contains(&c) { FULL / 2 } else { FULL };
    }
    words.extend(open.map(|(start, from)| (from, x, &text[start..])));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_where_their_characters_are() {
        let found = words("達成　・　未");
        let found: Vec<(u32, &str)> = found.iter().map(|(from, _, word)| (*from, *word)).collect();
        assert_eq!(found, [(EDGE, "達成"), (EDGE + 5 * FULL, "未")]);
    }
}
