//! Digits as Japanese formats write them: `[DBNum1]`, `[DBNum2]` and `[DBNum3]`.
//!
//! In: digits as they would be shown. Out: the same digits in kanji or full width, one by one or
//! read with 十, 百, 千 and 万, as a Japanese Excel shows them.

/// How digits are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kanji {
    /// 一二三: `[DBNum1]`.
    Plain,
    /// 壱弐参: `[DBNum2]`.
    Formal,
    /// １２３: `[DBNum3]`.
    Wide,
}

impl Kanji {
    /// The way that a bracket of a format code names.
    pub(super) fn named(inside: &str) -> Option<Self> {
        match inside.to_ascii_lowercase().as_str() {
            "dbnum1" => Some(Self::Plain),
            "dbnum2" => Some(Self::Formal),
            "dbnum3" => Some(Self::Wide),
            _ => None,
        }
    }

    const fn digits(self) -> [char; 10] {
        match self {
            Self::Plain => ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
            Self::Formal => ['〇', '壱', '弐', '参', '四', '伍', '六', '七', '八', '九'],
            Self::Wide => ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９'],
        }
    }

    /// 十, 百 and 千, then 万, 億 and 兆.
    const fn powers(self) -> ([char; 3], [char; 3]) {
        match self {
            Self::Formal => (['拾', '百', '阡'], ['萬', '億', '兆']),
            Self::Plain | Self::Wide => (['十', '百', '千'], ['万', '億', '兆']),
        }
    }

    fn digit(self, c: char) -> Option<char> {
        let digit = c.to_digit(10)?;
        self.digits().get(digit as usize).copied()
    }

    /// Writes digits one by one; all else stays.
    pub(super) fn one_by_one(self, text: &str) -> String {
        text.chars().map(|c| self.digit(c).unwrap_or(c)).collect()
    }

    /// Reads a whole number: 千二百三十四 for 1234. One with an exponent, or of more than sixteen
    /// digits, is written digit by digit.
    pub(super) fn read_out(self, text: &str) -> String {
        let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        let end = text[start..].find(|c: char| !c.is_ascii_digit());
        let end = end.map_or(text.len(), |length| start + length);
        let (head, digits, tail) = (&text[..start], &text[start..end], &text[end..]);
        if digits.is_empty() || digits.len() > 16 || tail.contains('E') {
            return self.one_by_one(text);
        }
        format!("{head}{}{}", self.whole(digits), self.one_by_one(tail))
    }

    fn whole(self, digits: &str) -> String {
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return self.digits()[0].to_string();
        }
        let (small, large) = self.powers();
        let mut out = String::new();
        for (index, c) in digits.char_indices() {
            let left = digits.len() - 1 - index;
            let (group, place) = (left / 4, left % 4);
            let digit = self.digit(c).filter(|_| c != '0');
            // One is not said before 十, 百 and 千, but it is in formal writing.
            let silent = c == '1' && place > 0 && self != Self::Formal;
            out.extend(digit.filter(|_| !silent));
            if digit.is_some() && place > 0 {
                out.push(small[place - 1]);
            }
            let from = index.saturating_sub(3 - place);
            let said = place == 0 && digits[from..=index].bytes().any(|digit| digit != b'0');
            if group > 0 && said {
                out.push(large[group - 1]);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kanji: Kanji, digits: &str, expected: &str) {
        assert_eq!(kanji.read_out(digits), expected);
    }

    #[test]
    fn whole_numbers_are_read_out() {
        check(Kanji::Plain, "1234", "千二百三十四");
        check(Kanji::Plain, "-10", "-十");
        check(Kanji::Plain, "0", "〇");
        check(Kanji::Plain, "10000", "一万");
        check(Kanji::Plain, "100000000", "一億");
        check(Kanji::Plain, "120030450", "一億二千三万四百五十");
        check(Kanji::Formal, "1234", "壱阡弐百参拾四");
        check(Kanji::Wide, "1234", "千２百３十４");
        check(Kanji::Plain, "1.5", "一.五");
        check(Kanji::Plain, "1.2E+17", "一.二E+一七");
    }
}
