//! A text cut to a number of lines, at the end of a sentence or a word, with a mark of its rest.
//!
//! In: a text, the width and the lines that it may take, what to say where it is cut. Out: the text
//! as it is, or its beginning and the mark. It draws nothing; who calls keeps the whole text.

use std::borrow::Cow;

use super::super::text_layout::lines;

/// Cuts a text where it needs more than `most` lines of a width in half-width units.
///
/// A sentence that ends within the last half of the room is better than a word that ends later.
pub(super) fn shortened<'t>(text: &'t str, width: usize, most: usize, mark: &str) -> Cow<'t, str> {
    if lines(text, width) <= most {
        return Cow::Borrowed(text);
    }
    let fits = |end: &usize| lines(&format!("{}{mark}", text[..*end].trim_end()), width) <= most;
    let all: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    // What a longer beginning needs is never less, so the longest one is found by halves.
    let longest = all.partition_point(fits).checked_sub(1).map_or(0, |index| all[index]);
    let half = longest / 2;
    let ends = |marks: &[char]| {
        let found = text[..longest].rfind(marks)?;
        let mark = text[found..].chars().next()?;
        Some(found + mark.len_utf8()).filter(|end| *end > half)
    };
    let sentence = ends(&['。', '\n']);
    let word = || ends(&['、', '）', '」', ' ', '　', '：']);
    let end = sentence.or_else(word).unwrap_or_else(|| whole_word(text, longest));
    Cow::Owned(format!("{}{mark}", text[..end].trim_end()))
}

/// The end of the last word before a position: figures and Latin words are not cut in two.
fn whole_word(text: &str, end: usize) -> usize {
    let joined = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '%');
    if !text[end..].starts_with(joined) {
        return end;
    }
    let start = text[..end].trim_end_matches(joined).len();
    if start == 0 { end } else { start }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_cut(text: &str, width: usize, most: usize, expected: &str) {
        let cut = shortened(text, width, most, "…（続）");
        assert_eq!(cut, expected);
        assert!(lines(&cut, width) <= most);
    }

    #[test]
    fn a_text_that_fits_is_left_alone() {
        check_cut("町民生活課。", 20, 1, "町民生活課。");
        check_cut("", 20, 1, "");
    }

    #[test]
    fn a_long_text_ends_with_a_sentence_or_a_word() {
        check_cut("準備をした。次に試した。最後に直した。", 20, 1, "準備をした。…（続）");
        check_cut("準備をして、次に試して最後に直した", 20, 1, "準備をして、…（続）");
        check_cut("町民生活課長補佐兼係長事務取扱", 20, 1, "町民生活課長…（続）");
        check_cut("ICTの活用ABCDEFGH町長", 20, 1, "ICTの活用…（続）");
    }
}
