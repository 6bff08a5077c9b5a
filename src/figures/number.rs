//! Numbers in a text: which of them are figures, and which figures are to be reached.
//!
//! In: a text folded by `fold`, the word lists of the template. Out: where the figures stand, with
//! value and unit. This is the one statement of what a target is: X04 and 数値目標 both go by it.

use super::fold::{after, holds};
use crate::template::Figures;

/// Digits of kanji numbers, as in 三回.
const KANJI_DIGITS: &str = "〇一二三四五六七八九十百千";
/// Powers of ten between a number and its unit, as in 5千円.
const POWERS: [(char, f64); 5] = [('十', 1e1), ('百', 1e2), ('千', 1e3), ('万', 1e4), ('億', 1e8)];

/// A figure with a unit: positions are bytes of the folded text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measure {
    /// Where its digits begin.
    pub(crate) start: usize,
    /// Where its unit ends, or the bound behind it: 98%以上.
    pub(crate) end: usize,
    /// The number, powers of ten multiplied in: 5000 for 5千円.
    pub(crate) value: f64,
    /// The unit as the template lists it.
    pub(crate) unit: String,
    /// Whether dates answer it as well: 3回.
    pub(crate) occasions: bool,
}

/// A number in a text: the bytes that its digits take.
#[derive(Debug, Clone, Copy)]
struct Number {
    start: usize,
    end: usize,
}

/// The figures of an issued text that can be reached.
pub(crate) fn targets(text: &str, words: &Figures) -> Vec<Measure> {
    let target = |number: Number| {
        let before = text[..number.start].trim_end_matches(' ');
        if names_something(before) || ends_with_any(before, &words.not_after) {
            return None;
        }
        let mut measure = measure(text, number, words)?;
        let rest = &text[measure.end..];
        if !aimed_at(before, rest, words) || after(rest, &words.not_before).is_some() {
            return None;
        }
        measure.end = text.len() - after(rest, &words.bounds).unwrap_or(rest).len();
        Some(measure)
    };
    numbers(text).into_iter().filter_map(target).collect()
}

/// The figures of a text with their units, whatever they say; dates, plan numbers and list numbers
/// are none, nor are rates of grants and taxes.
pub(crate) fn measures(text: &str, words: &Figures) -> Vec<Measure> {
    let told = |number: &Number| {
        let before = text[..number.start].trim_end_matches(' ');
        is_figure(text, number, words) && !ends_with_any(before, &words.not_after)
    };
    let all = numbers(text).into_iter().filter(told);
    all.filter_map(|number| measure(text, number, words))
        .filter(|measure| after(&text[measure.end..], &words.not_before).is_none())
        .collect()
}

/// Tells whether an answer holds a figure that is no date, plan number or list number.
pub(crate) fn tells_figure(text: &str, words: &Figures) -> bool {
    numbers(text).iter().any(|number| is_figure(text, number, words))
        || tells_kanji_figure(text, words)
        || holds(text, &words.words)
}

/// Tells whether an answer names a month or day, or how often something was done.
pub(crate) fn tells_occasion(text: &str, words: &Figures) -> bool {
    let date = numbers(text).iter().any(|number| dated(&text[number.end..], words));
    date || holds(text, &words.frequencies)
}

/// The years that a text names with an era or in four digits: where each begins and ends, 年度 and
/// 年 included.
pub(crate) fn years(text: &str, words: &Figures) -> Vec<(usize, usize)> {
    let year = |number: Number| {
        let rest = &text[number.end..];
        let before = text[..number.start].trim_end_matches(' ');
        let letter = before.ends_with(['R', 'H', 'r', 'h']).then_some(1);
        let letter = letter.filter(|_| {
            let head = &before[..before.len() - 1];
            number.end - number.start <= 2 && !head.ends_with(|c: char| c.is_ascii_alphanumeric())
        });
        let era = words.eras.iter().find(|era| before.ends_with(era.as_str())).map(String::len);
        let civil = text[number.start..number.end].parse().is_ok_and(|n: u32| {
            (1900..2200).contains(&n) && number.end - number.start == 4 && rest.starts_with('年')
        });
        let start = match era.or(letter) {
            Some(width) => before.len() - width,
            None if civil => number.start,
            None => return None,
        };
        let tail = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年')).unwrap_or(rest);
        Some((start, text.len() - tail.len()))
    };
    numbers(text).into_iter().filter_map(year).collect()
}

/// A number with its unit; `None` where no unit of the template follows.
fn measure(text: &str, number: Number, words: &Figures) -> Option<Measure> {
    let digits: String = text[number.start..number.end].chars().filter(|c| *c != ',').collect();
    let mut value: f64 = digits.parse().ok()?;
    let mut rest = text[number.end..].trim_start_matches(' ');
    while let Some((power, times)) = POWERS.iter().find(|(power, _)| rest.starts_with(*power)) {
        value *= times;
        rest = &rest[power.len_utf8()..];
    }
    let from = rest.trim_start_matches(' ');
    let rest = after(from, &words.rates).or_else(|| after(from, &words.counts))?;
    Some(Measure {
        start: number.start,
        end: text.len() - rest.len(),
        value,
        unit: from[..from.len() - rest.len()].to_owned(),
        occasions: after(from, &words.occasions).is_some(),
    })
}

/// Tells whether a figure between two texts is aimed at, not only mentioned: a word before it in
/// the line says so, its line ends there, or a cue follows. 20人以下の小規模校 only describes.
fn aimed_at(before: &str, rest: &str, words: &Figures) -> bool {
    let (line_before, line) = (last_line(before), rest.lines().next().unwrap_or_default().trim());
    let remark = line.strip_prefix('(').and_then(|line| Some(line.split_once(')')?.1.trim()));
    let line = remark.unwrap_or(line);
    let bounded = after(line, &words.bounds).unwrap_or(line);
    let describes = bounded.starts_with('の') && after(bounded, &words.cues).is_none();
    let ends = line.is_empty() || line == "。";
    let aimed = ends || holds(line_before, &words.aims) || after(line, &words.cues).is_some();
    aimed && !describes
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or_default()
}

/// Tells whether a number is no date, plan number, part of a number or list number.
fn is_figure(text: &str, number: &Number, words: &Figures) -> bool {
    let (before, rest) = (text[..number.start].trim_end_matches(' '), &text[number.end..]);
    let date = dated(rest, words) || words.eras.iter().any(|era| before.ends_with(era));
    !date && !names_something(before) && !joined(before, rest) && !enumerates(before, rest)
}

/// Tells whether a kanji number with a unit stands in a text.
fn tells_kanji_figure(text: &str, words: &Figures) -> bool {
    let is_digit = |c: char| KANJI_DIGITS.contains(c);
    text.match_indices(is_digit).any(|(at, digit)| {
        let rest = text[at + digit.len()..].trim_start_matches(is_digit);
        let units = words.rates.iter().chain(&words.counts);
        let unit = units.into_iter().any(|unit| rest.starts_with(unit.as_str()));
        // 一人ひとり and 一人一人 mean everybody, not one person.
        let everybody = rest.starts_with("人ひとり") || rest.starts_with("人一人");
        let within = text[..at].ends_with(|c: char| is_digit(c) || c == '第' || c == '人');
        unit && !everybody && !within
    })
}

/// The numbers of a folded text, with their decimals and grouping commas.
fn numbers(text: &str) -> Vec<Number> {
    let bytes = text.as_bytes();
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        while digit(at) || (matches!(bytes.get(at), Some(b'.' | b',')) && digit(at + 1)) {
            at += 1;
        }
        numbers.push(Number { start, end: at });
    }
    numbers
}

/// Tells whether a number belongs to a name: 第6次, R5, DX2025.
fn names_something(before: &str) -> bool {
    before.ends_with(|c: char| c == '第' || c.is_ascii_alphabetic())
}

/// Tells whether a number is the day, month or year of a date, or counts a plan or clause.
fn dated(rest: &str, words: &Figures) -> bool {
    let rest = rest.trim_start_matches(' ');
    after(rest, &words.dates).is_some() && after(rest, &words.durations).is_none()
}

/// Tells whether a number is a part of one such as 10/5 or 1-2-2-1.
fn joined(before: &str, rest: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    let mark = ['/', '-', '.'];
    rest.strip_prefix(mark).is_some_and(|rest| rest.starts_with(digit))
        || before.strip_suffix(mark).is_some_and(|before| before.ends_with(digit))
}

/// Tells whether a number only counts the lines of a list: `1. `, `(2)`, `3)`, `4 `.
fn enumerates(before: &str, rest: &str) -> bool {
    let line = last_line(before);
    let bracketed = before.ends_with('(') && rest.starts_with(')');
    let starts_line = line.trim_start_matches([' ', '・', '(', '○', '●']).is_empty();
    bracketed || (starts_line && rest.starts_with(['.', ')', '、', ':', ' ', ',']))
}

/// Tells whether a text ends with one of the words, or with one and a particle.
pub(crate) fn ends_with_any(text: &str, words: &[String]) -> bool {
    let bare = text.trim_end_matches(['は', 'が', 'を', 'の', ':', '(']);
    words.iter().any(|word| bare.ends_with(word.as_str()))
}
