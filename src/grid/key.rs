//! Matching keys for Japanese labels and titles: for comparison only, never stored.

use unicode_normalization::UnicodeNormalization;

/// Tells whether a text shows nothing: empty, or white space of any width.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// Tells whether a character takes space but shows nothing.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{200C}' | '\u{200D}' | '\u{FEFF}' | '\u{2060}')
}

/// Makes the key under which a label or title is compared.
///
/// White space is dropped, widths and compatibility forms are folded (NFKC), wave dashes and the
/// many hyphens become one, Latin letters lower-case. `目　標` and `目標` share a key, so do
/// `4～9月` (U+FF5E), `4〜9月` (U+301C) and `4~9月`.
#[must_use]
pub fn match_key(text: &str) -> String {
    if text.is_ascii() {
        return text
            .bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect();
    }
    text.nfkc()
        .filter(|c| !is_space(*c) && !is_variation_selector(*c))
        .map(fold_twin)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Drops white space only, so that a spelling can be compared with the label's own.
#[must_use]
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !is_space(*c)).collect()
}

/// Variation selectors choose a glyph, not a character.
fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Maps characters that offices use for one another onto one of them.
fn fold_twin(c: char) -> char {
    match c {
        '〜' | '～' | '∼' | '˜' => '~',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | 'ｰ' => '-',
        '･' => '・',
        '○' | '◯' => '〇',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_label_share_a_key() {
        for twin in ["目　標", "目 標", "目\n標", " 目標\u{3000}"] {
            assert_eq!(match_key(twin), match_key("目標"));
        }
        for twin in ["前期 (4~9月)", "前期（４〜９月）", "前期(4～9月)"] {
            assert_eq!(match_key(twin), match_key("前期（4～9月）"));
        }
    }

    #[test]
    fn an_ideographic_blank_is_blank() {
        assert!(is_blank("　 \n\t"));
        assert!(!is_blank("　・"));
    }
}
