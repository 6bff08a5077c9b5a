//! X05: a report of something done in a month outside the half-year.

use crate::field::Field;
use crate::figures::{after, holds};
use crate::finding::Finding;
use crate::merge::MergedForm;
use crate::rules::Code;
use crate::template::{Months, Period};

use super::sentence::{Sentence, Sentences, starts_noun, without_remark};
use super::{Terms, place};

/// Kanji digits from 1 to 9.
const KANJI_DIGITS: &str = "一二三四五六七八九";
/// Brackets and marks that open a heading.
const HEADING_MARKS: [char; 10] = ['【', '<', '[', '〔', '《', '■', '◆', '◎', '●', '▼'];

/// Looks at the progress that the 期 asks for; what was accepted before is not judged again.
pub(super) fn check(form: &MergedForm, terms: Terms<'_>) -> Option<Finding> {
    let words = &terms.template.plausibility.months;
    [Field::FirstHalf, Field::SecondHalf].into_iter().find_map(|field| {
        let answer = form.answers.get(&field)?;
        let asked = terms.period.requires.contains(&field);
        let half = |period: &&Period| asked && period.requires.contains(&field);
        let half = terms.template.periods.iter().find(half)?;
        let all = Sentences::of(&answer.text);
        let mut own = all.iter().take_while(|sentence| !heads_other_time(sentence, words));
        let outside = own.find(|sentence| reports_month_outside(sentence, half, words))?;
        let place = place(answer);
        Some(Finding::new(Code::X05).field(field).at(place).found(outside.quote))
    })
}

/// Tells whether a heading puts all that follows into another year or the future.
fn heads_other_time(sentence: &Sentence<'_>, words: &Months) -> bool {
    let text = sentence.text;
    let heading = text.starts_with(HEADING_MARKS) || text.ends_with(':');
    heading && (holds(text, &words.other_years) || holds(text, &words.plans))
}

fn reports_month_outside(sentence: &Sentence<'_>, half: &Period, words: &Months) -> bool {
    let text = without_remark(sentence.text);
    if holds(text, &words.other_years) {
        return false;
    }
    text.match_indices('月').any(|(at, month)| {
        let Some((number, before)) = number_before(&text[..at]) else { return false };
        let outside = !within(number, half.months);
        outside && !of_other_year(before, words) && is_deed(&text[at + month.len()..], words)
    })
}

/// Tells whether a month lies in a half-year, which may reach over the turn of the year.
const fn within(month: u8, [first, last]: [u8; 2]) -> bool {
    if first <= last { first <= month && month <= last } else { month >= first || month <= last }
}

/// The month's number at the end of a text, and what stands before it; `None` for a range, a
/// date such as 6.10月 and anything that is no month.
fn number_before(text: &str) -> Option<(u8, &str)> {
    let kanji = |c: char| c == '十' || KANJI_DIGITS.contains(c);
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let (digits, before) = if bare.len() < text.len() {
        (&text[bare.len()..], bare)
    } else {
        let bare = text.trim_end_matches(kanji);
        (&text[bare.len()..], bare)
    };
    let part_of_more = |c: char| {
        matches!(c, '.' | '/' | '~' | '-' | '第' | '数' | ',')
            || c.is_ascii_alphanumeric()
            || kanji(c)
    };
    if before.ends_with(part_of_more) {
        return None;
    }
    let number = digits.parse().ok().or_else(|| kanji_month(digits))?;
    (1..=12).contains(&number).then_some((number, before))
}

fn kanji_month(digits: &str) -> Option<u8> {
    let digit = |c: char| KANJI_DIGITS.chars().position(|d| d == c).map(|at| at as u8 + 1);
    let mut chars = digits.chars();
    match (chars.next()?, chars.next(), chars.next()) {
        ('十', None, None) => Some(10),
        ('十', Some(c), None) => digit(c).map(|ones| 10 + ones),
        (c, None, None) => digit(c),
        _ => None,
    }
}

/// Tells whether a year or a range stands before the month.
fn of_other_year(before: &str, words: &Months) -> bool {
    let mut bare = before.to_owned();
    for word in &words.this_year {
        bare = bare.replace(word.as_str(), "");
    }
    bare.contains('年') || bare.ends_with("から") || bare.ends_with("より")
}

/// Tells whether what follows a month reports a deed of that month: a particle, one simple
/// clause without another verb, and a deed in the past at the end.
fn is_deed(rest: &str, words: &Months) -> bool {
    let rest = after_day(rest);
    let rest = after(rest, &words.parts).unwrap_or(rest);
    let Some(clause) = after(rest, &words.particles) else { return false };
    let clause = clause.trim_start_matches('、');
    // 1月に2回 is once in a while, not January.
    let counted = clause.starts_with(|c: char| c.is_ascii_digit() || KANJI_DIGITS.contains(c));
    let deed = words.deeds.iter().any(|deed| {
        let done = |past: &String| clause.strip_suffix(past.as_str());
        words.done.iter().filter_map(done).any(|clause| clause.ends_with(deed.as_str()))
    });
    let done = deed || words.verbs.iter().any(|verb| clause.ends_with(verb.as_str()));
    let other_month = clause.contains('月');
    done && !counted
        && !other_month
        && !holds(clause, &words.plans)
        && !has_other_verb(clause, words)
}

/// Drops a day and its weekday: 5日(金).
fn after_day(rest: &str) -> &str {
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let Some(day) = digits.strip_prefix('日').filter(|_| digits.len() < rest.len()) else {
        return rest;
    };
    let weekday =
        day.strip_prefix('(').and_then(|inner| inner.find(')').map(|end| &inner[end + 1..]));
    weekday.unwrap_or(day)
}

/// Tells whether a clause holds a verb before a noun (提出する書類, 公布された法律) or a deed that
/// belongs to one (開催の説明会, 施行の条例): then the month may be that noun's.
fn has_other_verb(clause: &str, words: &Months) -> bool {
    let chars: Vec<char> = clause.chars().collect();
    let attribute = chars.windows(2).any(|pair| match pair {
        ['る', _] => true,
        ['う' | 'く' | 'す' | 'む' | 'ぶ' | 'ぐ' | 'つ' | 'た', next] => starts_noun(*next),
        _ => false,
    });
    let compound = |deed: &String| {
        let mut followers = clause.match_indices(deed.as_str());
        followers.any(|(at, deed)| {
            let rest = &clause[at + deed.len()..];
            rest.starts_with(['の', 'に', 'へ', '時', '日', '前', '後', '用', '分', '者'])
        })
    };
    // 10月に施行の条例: the month belongs to the noun.
    let first = clause.split(['を', 'が', 'で', 'は', 'と', '、']).next().unwrap_or_default();
    attribute || first.contains('の') || words.deeds.iter().any(compound)
}
