//! How offices write numbers: 1億2,000万, 3千5百, 二十三, 2.5万, 3分の1, ▲3.5.
//!
//! In: a text folded by `fold`. Out: where a number stands and what it is worth. Units and what the
//! number is about are no matter here.

/// A number in a text: positions are bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Amount {
    /// Where it begins, with its sign.
    pub start: usize,
    /// Where its digits begin.
    pub digits: usize,
    /// Where its last digit or power of ten ends.
    pub end: usize,
    /// What it is worth, powers of ten multiplied in.
    pub value: f64,
    /// Whether it begins with a digit; kanji make up other words as well.
    pub arabic: bool,
}

/// Digits of kanji numbers.
const KANJI: &str = "〇一二三四五六七八九";

/// Powers of ten inside a group of four digits.
const SMALL: [(char, f64); 3] = [('十', 1e1), ('百', 1e2), ('千', 1e3)];

/// Powers of ten that a group is multiplied by.
const LARGE: [(char, f64); 3] = [('万', 1e4), ('億', 1e8), ('兆', 1e12)];

/// Signs of a number below zero, as accounts write it. A hyphen is one where nothing stands before
/// it that it could join.
const MINUS: [char; 4] = ['▲', '△', '−', '-'];

/// The numbers of a text, in order.
pub(super) fn amounts(text: &str) -> Vec<Amount> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let Some((value, length)) = read(&text[at..]) else {
            at += first.len_utf8();
            continue;
        };
        let (value, length) = fraction(&text[at..], value, length);
        let start = sign(&text[..at]).unwrap_or(at);
        found.push(Amount {
            start,
            digits: at,
            end: at + length,
            value: if start < at { -value } else { value },
            arabic: first.is_ascii_digit(),
        });
        at += length;
    }
    found
}

/// Where the sign in front of a number stands.
fn sign(before: &str) -> Option<usize> {
    let mark = before.chars().next_back().filter(|c| MINUS.contains(c))?;
    let at = before.len() - mark.len_utf8();
    let free = |c: char| c.is_whitespace() || "(「、。:=・".contains(c);
    let joins = mark == '-' && before[..at].chars().next_back().is_some_and(|c| !free(c));
    (!joins).then_some(at)
}

/// 3分の1 is a third; what is no fraction stays.
fn fraction(text: &str, value: f64, length: usize) -> (f64, usize) {
    let part = text[length..].strip_prefix("分の").and_then(read);
    match part {
        Some((part, more)) if value > 0.0 => (part / value, length + "分の".len() + more),
        _ => (value, length),
    }
}

/// Reads the number that a text begins with: its worth and its length in bytes.
fn read(text: &str) -> Option<(f64, usize)> {
    let mut sum = Sum::default();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if let Some((value, length)) = arabic(&text[at..]).filter(|_| sum.current.is_none()) {
            sum.current = Some(value);
            sum.kanji = false;
            at += length;
        } else if let Some(digit) = KANJI.chars().position(|digit| digit == c) {
            if sum.current.is_some() && !sum.kanji {
                break;
            }
            sum.current = Some(sum.current.unwrap_or(0.0) * 10.0 + digit as f64);
            sum.kanji = true;
            at += c.len_utf8();
        } else if sum.take(c) {
            at += c.len_utf8();
        } else if c == ' ' && at > 0 && sum.goes_on(&text[at + 1..]) {
            at += 1;
        } else {
            break;
        }
    }
    (at > 0).then(|| (sum.worth(), at))
}

/// A number that is read from left to right.
#[derive(Default)]
struct Sum {
    /// Groups of 億 and 万 that are complete.
    total: f64,
    /// 千, 百 and 十 of the group that is open.
    group: f64,
    /// Digits that no power has followed yet.
    current: Option<f64>,
    /// Whether they are kanji.
    kanji: bool,
    /// The last power inside the group, and the last one of a group; 0 for none.
    small: f64,
    large: f64,
}

impl Sum {
    /// Takes a power of ten; tells whether it may stand here. 千 before 千円 multiplies all.
    fn take(&mut self, c: char) -> bool {
        let power = |powers: &[(char, f64)]| {
            powers.iter().find(|(own, _)| *own == c).map(|(_, power)| *power)
        };
        if let Some(power) = power(&SMALL) {
            if self.small > 0.0 && power >= self.small {
                return false;
            }
            self.group += self.current.take().unwrap_or(1.0) * power;
            self.small = power;
            return true;
        }
        let Some(power) = power(&LARGE) else { return false };
        let group = self.group + self.current.unwrap_or(0.0);
        if group == 0.0 || (self.large > 0.0 && power >= self.large) {
            return false;
        }
        self.current = None;
        self.total += group * power;
        (self.group, self.small, self.large) = (0.0, 0.0, power);
        true
    }

    /// Tells whether the number goes on behind a blank: 1億 2,000万, 12,345 千円.
    fn goes_on(&self, rest: &str) -> bool {
        match self.current {
            None => arabic(rest).is_some(),
            Some(_) => ["千円", "百万円", "万円", "億円"].iter().any(|unit| rest.starts_with(unit)),
        }
    }

    fn worth(&self) -> f64 {
        self.total + self.group + self.current.unwrap_or(0.0)
    }
}

/// Digits with their decimals and grouping commas: worth and length.
fn arabic(text: &str) -> Option<(f64, usize)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if !digit(0) {
        return None;
    }
    let mut at = 0;
    while digit(at) || (matches!(bytes.get(at), Some(b'.' | b',')) && digit(at + 1)) {
        at += 1;
    }
    let digits: String = text[..at].chars().filter(|c| *c != ',').collect();
    // 1.2.3 is the number of a clause; its first part stands for it.
    let value = digits.parse().or_else(|_| digits.split('.').next().unwrap_or("").parse());
    value.ok().map(|value| (value, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[f64]) {
        let found: Vec<f64> = amounts(text).iter().map(|amount| amount.value).collect();
        let near = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6 * b.abs().max(1.0));
        assert!(near && found.len() == expected.len(), "{text}: {found:?}");
    }

    #[test]
    fn powers_of_ten_are_read_whole() {
        check("1億2,000万円", &[120_000_000.0]);
        check("1億3,480万", &[134_800_000.0]);
        check("3千5百円、2.5万人、1万2千", &[3_500.0, 25_000.0, 12_000.0]);
        check("12,345千円と12百万円", &[12_345_000.0, 12_000_000.0]);
        check("1兆2億3万4", &[1_000_200_030_004.0]);
        check("1億 2,000万", &[120_000_000.0]);
    }

    #[test]
    fn kanji_numbers_are_read() {
        check("二十三人、百二十件、一億二千万円", &[23.0, 120.0, 120_000_000.0]);
        check("二〇二五年、三千五百、十五", &[2025.0, 3500.0, 15.0]);
        check("5百人と千人", &[500.0, 1000.0]);
    }

    #[test]
    fn parts_and_signs_are_read() {
        check("3分の1、三分の二", &[1.0 / 3.0, 2.0 / 3.0]);
        check("▲3.5%、△1,200千円、(-5)、−2", &[-3.5, -1_200_000.0, -5.0, -2.0]);
        check("10-5、4-9月", &[10.0, 5.0, 4.0, 9.0]);
    }

    #[test]
    fn what_stops_a_number_ends_it() {
        check("1.2.3", &[1.0]);
        check("万全を期す。億劫", &[]);
        check("3回5回", &[3.0, 5.0]);
    }
}
