//! Characters that show nothing or turn the reading direction, made visible: `［U+202E］`.
//!
//! In: a text from a file. Out: the same text with those characters spelt out, so that no file can
//! reorder or empty a page, or act on a terminal. Line breaks and tabs stay, and variation selectors of kanji: they are
//! part of how a name is written.

use std::fmt::Write as _;

/// Spells out what cannot be seen.
#[must_use]
pub fn visible(text: &str) -> String {
    if !text.chars().any(is_hidden) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "［U+{:04X}］", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// Tells whether a character shows nothing, turns the reading direction or acts on a terminal.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    let turns_or_hides = matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    );
    turns_or_hides || (c.is_control() && c != '\n' && c != '\t')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_turns_or_hides_text_is_spelt_out() {
        assert_eq!(visible("a\u{202E}b\u{7}c\r\n\td"), "a［U+202E］b［U+0007］c［U+000D］\n\td");
        assert_eq!(visible("\u{E0041}\u{3164}"), "［U+E0041］［U+3164］");
    }

    #[test]
    fn japanese_text_stays_as_it_is() {
        let text = "渡邉\u{E0101}　①～㈱\nＡ";
        assert_eq!(visible(text), text);
    }
}
