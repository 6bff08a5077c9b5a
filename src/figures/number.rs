//! Numbers in a text: which of them are figures, and which figures are to be reached.
//!
//! In: a text folded by `fold`, the word lists of the template. Out: where the figures stand, with
//! value and unit. This is the one statement of what a target is: X04 and 数値目標 both go by it.

use super::amount::{Amount, amounts};
use super::fold::{after, holds};
use crate::template::Figures;

/// A figure with a unit: positions are bytes of the folded text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measure {
    /// Where its digits begin, or the sign in front of them.
    pub(crate) start: usize,
    /// Where its unit ends, or the bound behind it: 98%以上.
    pub(crate) end: usize,
    /// The number, powers of ten multiplied in: 5000 for 5千円.
    pub(crate) value: f64,
    /// The greater number of a range: 30 in 20~30人.
    pub(crate) upper: Option<f64>,
    /// The unit as the template lists it.
    pub(crate) unit: String,
    /// Whether dates answer it as well: 3回.
    pub(crate) occasions: bool,
}

/// The figures of an issued text that can be reached.
pub(crate) fn targets(text: &str, words: &Figures) -> Vec<Measure> {
    let target = |number: Amount| {
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
    apart(measurable(text).filter_map(target))
}

/// The figures of a text with their units, whatever they say; dates, plan numbers and list numbers
/// are none, nor are rates of grants and taxes.
pub(crate) fn measures(text: &str, words: &Figures) -> Vec<Measure> {
    let told = |number: &Amount| {
        let before = text[..number.start].trim_end_matches(' ');
        is_figure(text, number, words) && !ends_with_any(before, &words.not_after)
    };
    let all = measurable(text).filter(told);
    let all = all.filter_map(|number| measure(text, number, words));
    apart(all.filter(|measure| after(&text[measure.end..], &words.not_before).is_none()))
}

/// The numbers that may be figures where a unit follows: kanji make up 数十, 第三 and 一人一人 too.
fn measurable(text: &str) -> impl Iterator<Item = Amount> {
    amounts(text).into_iter().filter(move |number| {
        let (before, rest) = (&text[..number.start], &text[number.end..]);
        // The unit of a table: 単位：千円.
        let unit = matches!(&text[number.digits..number.end], "千" | "百万");
        number.arabic
            || !(before.ends_with(['数', '何', '幾', '第', '人'])
                || is_everybody(rest)
                || (unit && rest.starts_with('円')))
    })
}

/// Drops what lies inside the figure before it, as 30人 does in 20~30人.
fn apart(measures: impl Iterator<Item = Measure>) -> Vec<Measure> {
    let mut kept: Vec<Measure> = Vec::new();
    for measure in measures {
        if kept.last().is_none_or(|last| measure.start >= last.end) {
            kept.push(measure);
        }
    }
    kept
}

/// Tells whether an answer holds a figure that is no date, plan number or list number.
pub(crate) fn tells_figure(text: &str, words: &Figures) -> bool {
    numbers(text).any(|number| is_figure(text, &number, words))
        || tells_kanji_figure(text, words)
        || holds(text, &words.words)
}

/// Tells whether an answer names a month or day, or how often something was done.
pub(crate) fn tells_occasion(text: &str, words: &Figures) -> bool {
    let date = numbers(text).any(|number| dated(&text[number.end..], words));
    date || holds(text, &words.frequencies)
}

/// The years that a text names with an era or in four digits: where each begins and ends, 年度 and
/// 年 included.
pub(crate) fn years(text: &str, words: &Figures) -> Vec<(usize, usize)> {
    let year = |number: Amount| {
        let rest = &text[number.end..];
        let before = text[..number.digits].trim_end_matches(' ');
        let letter = before.ends_with(['R', 'H', 'r', 'h']).then_some(1);
        let letter = letter.filter(|_| {
            let head = &before[..before.len() - 1];
            number.end - number.digits <= 2 && !head.ends_with(|c: char| c.is_ascii_alphanumeric())
        });
        let era = words.eras.iter().find(|era| before.ends_with(era.as_str())).map(String::len);
        let civil = text[number.digits..number.end].parse().is_ok_and(|n: u32| {
            (1900..2200).contains(&n) && number.end - number.digits == 4 && rest.starts_with('年')
        });
        let start = match era.or(letter) {
            Some(width) => before.len() - width,
            None if civil => number.digits,
            None => return None,
        };
        let tail = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年')).unwrap_or(rest);
        Some((start, text.len() - tail.len()))
    };
    numbers(text).filter_map(year).collect()
}

/// A number with its unit; `None` where no unit of the template follows. 20~30人 is one figure.
fn measure(text: &str, number: Amount, words: &Figures) -> Option<Measure> {
    let own = unit(text, number.end, words);
    let behind = own.as_ref().map_or(number.end, |unit| unit.end);
    let range = text[behind..].trim_start_matches(' ').strip_prefix('~').and_then(|rest| {
        let start = text.len() - rest.trim_start_matches(' ').len();
        let upper = *amounts(&text[start..]).first().filter(|upper| upper.start == 0)?;
        let unit = unit(text, start + upper.end, words)?;
        // 2~3万人 is 20,000 to 30,000.
        let last = &text[start..start + upper.end];
        let digits = last.trim_end_matches(|c: char| !c.is_ascii_digit());
        let first = &text[number.digits..number.end];
        let plain = first.ends_with(|c: char| c.is_ascii_digit());
        let shared = own.is_none() && plain && digits.len() < last.len();
        let times = amounts(digits).first().map_or(1.0, |digits| upper.value / digits.value);
        let lower = if shared { number.value * times } else { number.value };
        Some((lower, Some(upper.value), unit))
    });
    let (value, upper, unit) = match range {
        Some(range) => range,
        None => (number.value, None, own?),
    };
    let Unit { name, end, occasions } = unit;
    // 割 are tenths, and 分 behind them hundredths: 3割5分 is 35%.
    if name == "割" && upper.is_none() {
        let part = amounts(&text[end..]).first().copied().filter(|part| part.start == 0);
        let part = part.filter(|part| text[end + part.end..].starts_with('分'));
        let hundredths = part.map_or(0.0, |part| part.value);
        let end = end + part.map_or(0, |part| part.end + '分'.len_utf8());
        let value = value * 10.0 + hundredths;
        return Some(Measure {
            start: number.start,
            end,
            value,
            upper,
            unit: "%".into(),
            occasions,
        });
    }
    Some(Measure { start: number.start, end, value, upper, unit: name, occasions })
}

/// A unit of the template behind a number.
struct Unit {
    name: String,
    end: usize,
    occasions: bool,
}

fn unit(text: &str, at: usize, words: &Figures) -> Option<Unit> {
    let from = text[at..].trim_start_matches(' ');
    let rest = after(from, &words.rates).or_else(|| after(from, &words.counts))?;
    Some(Unit {
        name: from[..from.len() - rest.len()].to_owned(),
        end: text.len() - rest.len(),
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
fn is_figure(text: &str, number: &Amount, words: &Figures) -> bool {
    let (before, rest) = (text[..number.start].trim_end_matches(' '), &text[number.end..]);
    let date = dated(rest, words) || words.eras.iter().any(|era| before.ends_with(era));
    let listed = enumerates(before, rest, number.end - number.digits)
        && after(rest.trim_start_matches(' '), &words.rates).is_none();
    !date && !names_something(before) && !joined(before, rest) && !listed
}

/// Tells whether a kanji number with a unit stands in a text.
fn tells_kanji_figure(text: &str, words: &Figures) -> bool {
    text.match_indices(is_kanji_digit).any(|(at, digit)| {
        let rest = text[at + digit.len()..].trim_start_matches(is_kanji_digit);
        let units = words.rates.iter().chain(&words.counts);
        let unit = units.into_iter().any(|unit| rest.starts_with(unit.as_str()));
        let within = text[..at].ends_with(|c: char| is_kanji_digit(c) || c == '第' || c == '人');
        unit && !is_everybody(rest) && !within
    })
}

/// Digits and powers of ten of kanji numbers, as in 三回.
fn is_kanji_digit(c: char) -> bool {
    "〇一二三四五六七八九十百千".contains(c)
}

/// Tells whether 一 before a text makes it mean everybody, not one person.
fn is_everybody(rest: &str) -> bool {
    rest.starts_with("人ひとり") || rest.starts_with("人一人")
}

/// The numbers of a folded text that begin with a digit.
fn numbers(text: &str) -> impl Iterator<Item = Amount> {
    amounts(text).into_iter().filter(|number| number.arabic)
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

/// Tells whether a number of so many digits only counts the lines of a list: `1. `, `(2)`, `3)`,
/// `4 `.
fn enumerates(before: &str, rest: &str, digits: usize) -> bool {
    let line = last_line(before);
    let bracketed = before.ends_with('(') && rest.starts_with(')');
    let starts_line = line.trim_start_matches([' ', '・', '(', '○', '●']).is_empty();
    bracketed || (starts_line && digits <= 2 && rest.starts_with(['.', ')', '、', ':', ' ', ',']))
}

/// Tells whether a text ends with one of the words, or with one and a particle.
pub(crate) fn ends_with_any(text: &str, words: &[String]) -> bool {
    let bare = text.trim_end_matches(['は', 'が', 'を', 'の', ':', '(']);
    words.iter().any(|word| bare.ends_with(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;
    use crate::template::Template;

    /// How offices write figures, a line each: the text, and the figures that it holds.
    const TABLE: &str = include_str!("../../tests/fixtures/amounts.tsv");

    fn shown(measure: &Measure) -> String {
        let number = |value: f64| format!("{}", (value * 1e9).round() / 1e9);
        let upper = measure.upper.map(|upper| format!("~{}", number(upper))).unwrap_or_default();
        format!("{}{upper} {}", number(measure.value), measure.unit)
    }

    #[test]
    fn every_way_of_writing_a_figure_is_read_whole() {
        let template = Template::by_name("torikumi").expect("built in");
        let words = &template.plausibility.figures;
        let mut wrong = Vec::new();
        for line in TABLE.lines() {
            let (text, expected) = line.split_once('\t').expect("two columns");
            let found: Vec<String> = measures(&fold(text), words).iter().map(shown).collect();
            let found = if found.is_empty() { "-".to_owned() } else { found.join("; ") };
            let rounded = expected.replace("0.3333333333333333", "0.333333333");
            if found != rounded {
                wrong.push(format!("{text}: {found}, not {rounded}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(TABLE.lines().count() >= 200);
    }
}
