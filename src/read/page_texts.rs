//! The texts that stand above and below the printed pages of a sheet.
//!
//! In: a header or footer with its codes (ECMA-376 part 1, 18.3.1.46). Out: its parts as text, without
//! page numbers, dates, fonts and pictures.

/// The parts of a header or footer that say something, left to right.
pub(super) fn parts(code: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        let last = parts.len() - 1;
        if c != '&' {
            parts[last].push(c);
            continue;
        }
        match chars.next() {
            Some('L' | 'C' | 'R' | 'l' | 'c' | 'r') => parts.push(String::new()),
            Some('&') => parts[last].push('&'),
            Some('"') => {
                // Name and style of a font.
                chars.by_ref().find(|c| *c == '"');
            }
            Some('K' | 'k') => {
                // A colour: six hexadecimal digits, or a theme's with its tint.
                chars.by_ref().take(6).for_each(drop);
            }
            Some(digit) if digit.is_ascii_digit() => {
                while chars.next_if(char::is_ascii_digit).is_some() {}
            }
            _ => {}
        }
    }
    let says = |part: &String| part.chars().any(char::is_alphabetic);
    parts.into_iter().map(|part| part.trim().to_owned()).filter(says).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_taken_off() {
        let header = "&L&\"ＭＳ 明朝,標準\"&9令和6年度 前期&C&KFF0000速報 A&&B&R&P / &N ページ";
        assert_eq!(parts(header), ["令和6年度 前期", "速報 A&B", "/  ページ"]);
        assert_eq!(parts("&C&P/&N"), [] as [String; 0]);
        assert_eq!(parts("&"), [] as [String; 0]);
    }
}
