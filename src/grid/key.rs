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
    let mut key = String::with_capacity(text.len());
    // Nearly every text of a form takes this way, which looks nothing up.
    if text.chars().all(|c| push_simple(c, &mut key)) {
        return key;
    }
    full_key(text)
}

/// Makes the key of any text, by the tables of Unicode.
fn full_key(text: &str) -> String {
    text.nfkc()
        .filter(|c| !is_space(*c) && !is_variation_selector(*c))
        .map(fold_twin)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Adds the key of a character that stands for itself whatever its neighbours are; tells whether
/// it is one. Marks that would join the character before them are none.
fn push_simple(c: char, key: &mut String) -> bool {
    match c {
        ' ' | '\t'..='\r' | '\u{3000}' => {}
        '!'..='~' => key.push(c.to_ascii_lowercase()),
        '、'..='。' | '「'..='】' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '・' | 'ー' | '一'..='\u{9FFF}' =>
        {
            key.push(c);
        }
        // Full-width forms stand in the order of ASCII.
        '！'..='～' => {
            let narrow = u8::try_from(u32::from(c) - u32::from('！') + u32::from('!'));
            let Ok(narrow) = narrow else { return false };
            key.push(char::from(narrow.to_ascii_lowercase()));
        }
        '①'..='⑳' => {
            let number = u32::from(c) - u32::from('①') + 1;
            if number >= 10 {
                key.push(if number == 20 { '2' } else { '1' });
            }
            key.extend(char::from_digit(number % 10, 10));
        }
        '〜' | '‐'..='―' | '−' | '○' | '◯' | '〇' => key.push(fold_twin(c)),
        _ => return false,
    }
    true
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
    fn the_short_way_gives_the_same_key_for_every_character_that_takes_it() {
        let mut simple = 0;
        for c in '\0'..=char::MAX {
            let mut short = String::new();
            if push_simple(c, &mut short) {
                simple += 1;
                assert_eq!(short, full_key(&c.to_string()), "U+{:04X}", u32::from(c));
                // No neighbour changes it: a voiced mark or a Hangul vowel sends both the long way.
                let pair = format!("{c}か{c}");
                assert_eq!(match_key(&pair), full_key(&pair), "U+{:04X}", u32::from(c));
            }
        }
        assert!(simple > 20_000);
        assert_eq!(match_key("か\u{3099}"), match_key("が"));
    }

    #[test]
    fn an_ideographic_blank_is_blank() {
        assert!(is_blank("　 \n\t"));
        assert!(!is_blank("　・"));
    }
}
