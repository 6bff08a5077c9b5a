//! X04: a figure to be reached in the goal or vision, and no figure in the answers.

use crate::field::Field;
use crate::finding::Finding;
use crate::merge::MergedForm;
use crate::rules::Code;
use crate::template::Figures;

use super::sentence::{after, fold, holds};
use super::{Terms, answers, place};

/// Digits of kanji numbers, as in 三回.
const KANJI_DIGITS: &str = "〇一二三四五六七八九十百千";
/// Powers of ten between a number and its unit, as in 5千円.
const POWERS: [char; 5] = ['十', '百', '千', '万', '億'];

/// A figure to be reached.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    /// As written, with its bound: `98%以上`.
    quote: String,
    /// Whether dates answer it as well: 3回.
    occasions: bool,
}

/// A number in a text: the bytes that its digits take.
#[derive(Debug, Clone, Copy)]
struct Number {
    start: usize,
    end: usize,
}

/// Compares the figures of goal and vision with the answers of a form that is filled in for the
/// 期 and has no conflict.
pub(super) fn check(form: &MergedForm, terms: Terms<'_>) -> Option<Finding> {
    let words = &terms.template.plausibility.figures;
    let asked = terms.period.requires.iter().filter(|field| **field != Field::GoalAttainment);
    let filled = asked.clone().all(|field| form.answers.contains_key(field));
    if !filled || !form.conflicts.is_empty() {
        return None;
    }
    let field = *asked.clone().next()?;
    let issued = [form.annual_goal.as_deref(), form.vision.as_deref()];
    let targets: Vec<Target> =
        issued.into_iter().flatten().filter_map(|text| target(text, words)).collect();
    let first = targets.first()?;
    let answered = answers(form).any(|(_, answer)| {
        tells_figure(&answer.text, words)
            || (targets.iter().any(|target| target.occasions)
                && tells_occasion(&answer.text, words))
    });
    (!answered).then_some(())?;
    let at = place(form.answers.get(&field)?);
    Some(Finding::new(Code::X04).field(field).at(at).expected(first.quote.as_str()))
}

/// The first figure of an issued text that can be reached.
fn target(issued: &str, words: &Figures) -> Option<Target> {
    let text = fold(issued);
    numbers(&text).into_iter().find_map(|number| {
        let before = text[..number.start].trim_end_matches(' ');
        if names_something(before) || ends_with_any(before, &words.not_after) {
            return None;
        }
        let value = text[number.end..].trim_start_matches(' ').trim_start_matches(POWERS);
        let value = value.trim_start_matches(' ');
        let rest = after(value, &words.rates).or_else(|| after(value, &words.counts))?;
        if !aimed_at(before, rest, words) || after(rest, &words.not_before).is_some() {
            return None;
        }
        let occasions = after(value, &words.occasions).is_some();
        let rest = after(rest, &words.bounds).unwrap_or(rest);
        let quote = as_written(issued, &text, number.start, text.len() - rest.len());
        Some(Target { quote, occasions })
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

/// Tells whether an answer holds a figure that is no date, plan number or list number.
fn tells_figure(answer: &str, words: &Figures) -> bool {
    let text = fold(answer);
    let figure = |number: &Number| {
        let (before, rest) = (text[..number.start].trim_end_matches(' '), &text[number.end..]);
        let date = dated(rest, words) || words.eras.iter().any(|era| before.ends_with(era));
        !date && !names_something(before) && !joined(before, rest) && !enumerates(before, rest)
    };
    numbers(&text).iter().any(figure)
        || tells_kanji_figure(&text, words)
        || holds(&text, &words.words)
}

/// Tells whether an answer names a month or day, or how often something was done.
fn tells_occasion(answer: &str, words: &Figures) -> bool {
    let text = fold(answer);
    let date = numbers(&text).iter().any(|number| dated(&text[number.end..], words));
    date || holds(&text, &words.frequencies)
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
fn ends_with_any(text: &str, words: &[String]) -> bool {
    let bare = text.trim_end_matches(['は', 'が', 'を', 'の', ':', '(']);
    words.iter().any(|word| bare.ends_with(word.as_str()))
}

/// The part of a text as written that stands at these bytes of the folded text.
fn as_written(text: &str, folded: &str, start: usize, end: usize) -> String {
    let skipped = folded[..start].chars().count();
    text.chars().skip(skipped).take(folded[start..end].chars().count()).collect()
}
