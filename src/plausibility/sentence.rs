//! Sentences of an answer, as the rules compare them.
//!
//! In: an answer as written. Out: its sentences with half-width digits and brackets and without
//! blanks, beside the words as written. It knows no grammar.

use std::ops::Range;

use crate::figures::{fold, fold_char};
use crate::grid::squeeze;

/// The sentences of an answer.
pub(super) struct Sentences {
    /// All of them, folded, without blanks.
    text: String,
    /// Where each of them stands in the text, its words as written, and whether it ends its line.
    pieces: Vec<(Range<usize>, String, bool)>,
}

/// A sentence of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sentence<'a> {
    /// For comparison: folded, without blanks.
    pub(super) text: &'a str,
    /// As written, trimmed.
    pub(super) quote: &'a str,
    /// Whether nothing follows it in its line.
    pub(super) last: bool,
    /// What follows the sentence in the answer, folded, without blanks.
    pub(super) rest: &'a str,
}

impl Sentences {
    /// Splits an answer into sentences.
    ///
    /// A line ends a sentence as 。 does, unless the next one starts with hiragana: then somebody
    /// broke the line within a sentence.
    pub(super) fn of(answer: &str) -> Self {
        let mut all = Self { text: String::with_capacity(answer.len()), pieces: Vec::new() };
        for line in lines(answer) {
            let of_line = split(&line);
            let count = of_line.len();
            for (index, piece) in of_line.into_iter().enumerate() {
                let start = all.text.len();
                all.text.push_str(&squeeze(&fold(&piece)));
                let quote = piece.trim().to_owned();
                all.pieces.push((start..all.text.len(), quote, index + 1 == count));
            }
        }
        all
    }

    /// The sentences in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Sentence<'_>> {
        self.pieces.iter().map(|(at, quote, last)| Sentence {
            text: &self.text[at.clone()],
            quote,
            last: *last,
            rest: &self.text[at.end..],
        })
    }
}

/// The lines that show something; one that goes on with hiragana is joined to the one before.
fn lines(answer: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in answer.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let goes_on = line.starts_with(is_hiragana);
        match lines.last_mut().filter(|before| goes_on && !before.ends_with(['。', '｡'])) {
            Some(before) => before.push_str(line),
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Splits a line after 。, ！ and ？, but not before a closing bracket.
fn split(line: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
        let closes = |next: &char| matches!(fold_char(*next), ')' | '」' | '』' | ']' | '】');
        let ends = matches!(fold_char(c), '。' | '!' | '?');
        if ends && chars.peek().is_some_and(|next| !closes(next)) {
            pieces.push(String::new());
        }
    }
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces
}

/// Drops what closes a sentence: 。 and brackets.
pub(super) fn without_stop(text: &str) -> &str {
    text.trim_end_matches(['。', '.', ')', '」', '』', ']', '】', '!'])
}

/// Drops a remark in round brackets at the end of a sentence.
pub(super) fn without_remark(text: &str) -> &str {
    let text = text.trim_end_matches(['。', '.']);
    match text.strip_suffix(')').and_then(|inner| inner.rfind('(')) {
        Some(start) => text[..start].trim_end_matches(['。', '.']),
        None => text,
    }
}

pub(super) const fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309F}')
}

/// Tells whether a character is a kanji or katakana: one that starts a noun.
pub(super) const fn starts_noun(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '々' | '\u{30A1}'..='\u{30FE}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(answer: &str) -> Vec<String> {
        Sentences::of(answer).iter().map(|sentence| sentence.text.to_owned()).collect()
    }

    #[test]
    fn lines_and_stops_end_sentences() {
        assert_eq!(
            texts("・説明会を　２回\nした。（雨天。）次に\n・終了"),
            ["・説明会を2回した。", "(雨天。)次に", "・終了"]
        );
    }

    #[test]
    fn a_sentence_knows_what_follows_it() {
        let all = Sentences::of("一。二\n三");
        let known: Vec<(bool, &str)> = all.iter().map(|s| (s.last, s.rest)).collect();
        assert_eq!(known, [(false, "二三"), (true, "三"), (true, "")]);
    }
}
