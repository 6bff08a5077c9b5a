//! Text as figures and words are compared in it: one form a character, every position kept.
//!
//! In: a text as written, word lists of the template. Out: the folded text, and what follows a
//! word. It knows no number and no sentence.

/// Maps full-width digits, letters, signs and half-width 。 and 、 onto one form each; the number
/// of characters stays the same, so that positions are those of the text as written.
pub(crate) fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// Maps one character as [`fold`] does.
pub(crate) fn fold_char(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\t' | '\u{A0}' => ' ',
        '〜' => '~',
        '｡' => '。',
        '､' => '、',
        '｢' => '「',
        '｣' => '」',
        other => other,
    }
}

/// The part of a text as written that stands at these bytes of the folded text.
pub(crate) fn as_written(text: &str, folded: &str, start: usize, end: usize) -> String {
    let skipped = folded[..start].chars().count();
    text.chars().skip(skipped).take(folded[start..end].chars().count()).collect()
}

/// Tells whether a text holds one of the words.
pub(crate) fn holds(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// Drops the longest of the words from the start; `None` when it starts with none.
pub(crate) fn after<'a>(text: &'a str, words: &[String]) -> Option<&'a str> {
    let fitting = words.iter().filter_map(|word| text.strip_prefix(word.as_str()));
    fitting.min_by_key(|rest| rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_every_position() {
        let text = "１２月　ﾒｰﾙ％〜";
        assert_eq!(fold(text).chars().count(), text.chars().count());
        assert_eq!(as_written("率２５％だ", &fold("率２５％だ"), 3, 6), "２５％");
    }
}
