//! Words that only read like labels: a form has each of its labels once.
//!
//! In: the tokens of a sheet. Out: the same tokens, where a second 目標 or 令和5年度 that somebody
//! typed beside or into a form is the text it is. Two whole forms under one another stay two.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::field::Field;

use super::blocks::bands;
use super::tokens::{Kind, Token};

/// More labels than this between two 取組項目 are no form with strays.
const MAX_LABELS: usize = 60;

/// What a form has once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Once {
    Label(Field),
    Group(usize),
}

/// Takes for text what cannot be a label; `from_row` is the first row after the hierarchy table.
pub(super) fn take_as_text(tokens: &mut [Token<'_>], from_row: u32) {
    let labels = tokens.iter().filter(|t| t.at.row >= from_row && once(t).is_some()).count();
    if labels == 0 {
        return;
    }
    let starts = initiatives(tokens, from_row);
    for segment in segments(tokens, from_row, &starts) {
        let strays = strays(tokens, &segment);
        for index in strays {
            tokens[index].kind = Kind::Text;
        }
        let years = stray_years(tokens, &segment);
        for index in years {
            tokens[index].kind = Kind::Text;
        }
    }
}

fn once(token: &Token<'_>) -> Option<Once> {
    match token.kind {
        Kind::Label(field) => Some(Once::Label(field)),
        Kind::Group(group) => Some(Once::Group(group)),
        _ => None,
    }
}

/// The labels 取組項目 that open forms. One without another label in its column is text where
/// others have some.
fn initiatives(tokens: &mut [Token<'_>], from_row: u32) -> BTreeSet<usize> {
    let mut columns: BTreeMap<u32, BTreeSet<Field>> = BTreeMap::new();
    for token in tokens.iter().filter(|token| token.at.row >= from_row) {
        if let Kind::Label(field) = token.kind {
            columns.entry(token.at.col).or_default().insert(field);
        }
    }
    let opens = |token: &Token<'_>| {
        token.kind == Kind::Label(Field::Initiative) && token.at.row >= from_row
    };
    let all: Vec<usize> = (0..tokens.len()).filter(|index| opens(&tokens[*index])).collect();
    let has_others =
        |index: usize| columns.get(&tokens[index].at.col).is_some_and(|fields| fields.len() > 1);
    let (supported, alone): (Vec<usize>, Vec<usize>) =
        all.iter().partition(|index| has_others(**index));
    if supported.is_empty() {
        return all.into_iter().collect();
    }
    for index in alone {
        tokens[index].kind = Kind::Text;
    }
    supported.into_iter().collect()
}

/// The labels and years from one 取組項目 to the next, by the columns of forms side by side.
fn segments(tokens: &[Token<'_>], from_row: u32, starts: &BTreeSet<usize>) -> Vec<Vec<usize>> {
    let bands = bands(tokens, from_row);
    let mut current: Vec<Option<Vec<usize>>> = vec![None; bands.len()];
    // Above the first 取組項目 stand strays, or a form that lost its own.
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); bands.len()];
    let mut done = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let counts = once(token).is_some() || matches!(token.kind, Kind::Year(_));
        if !counts || token.at.row < from_row {
            continue;
        }
        let band = bands.partition_point(|(first, _)| *first <= token.at.col) - 1;
        if starts.contains(&index) {
            let mut segment = std::mem::take(&mut before[band]);
            segment.push(index);
            done.extend(current[band].replace(segment));
        } else if let Some(open) = &mut current[band] {
            open.push(index);
        } else if matches!(token.kind, Kind::Label(field) if !may_stand_above(field)) {
            before[band].push(index);
        }
    }
    done.extend(current.into_iter().flatten());
    done.retain(|segment| segment.len() <= MAX_LABELS);
    done
}

/// Labels that stand above 取組項目 in some forms.
fn may_stand_above(field: Field) -> bool {
    matches!(field, Field::BasicArea | Field::PromotionItem | Field::ResponsibleSection)
}

/// Of labels that stand in a segment more than once, all but the likeliest.
fn strays(tokens: &[Token<'_>], segment: &[usize]) -> Vec<usize> {
    let mut places: BTreeMap<Once, Vec<usize>> = BTreeMap::new();
    for &index in segment {
        if let Some(once) = once(&tokens[index]) {
            places.entry(once).or_default().push(index);
        }
    }
    let single: Vec<(Field, usize)> = places
        .iter()
        .filter_map(|(once, indices)| match (once, indices.as_slice()) {
            (Once::Label(field), [index]) => Some((*field, *index)),
            _ => None,
        })
        .collect();
    let mut kept = BTreeSet::new();
    let mut strays = Vec::new();
    for (once, indices) in &places {
        // 基本項目 and 推進項目 of the next form stand above its 取組項目.
        if indices.len() < 2 || matches!(once, Once::Label(f) if *f <= Field::PromotionItem) {
            continue;
        }
        let best = indices.iter().copied().min_by_key(|i| unlikeliness(tokens, &single, *once, *i));
        kept.extend(best.map(|index| tokens[index].at.col));
        strays.extend(indices.iter().copied().filter(|index| Some(*index) != best));
    }
    kept.extend(single.iter().map(|(_, index)| tokens[*index].at.col));
    if are_form(tokens, &strays, &kept) { Vec::new() } else { strays }
}

/// Orders the places of one label: in the order of the form, in a column of other labels, then
/// left and above.
fn unlikeliness(
    tokens: &[Token<'_>],
    single: &[(Field, usize)],
    once: Once,
    index: usize,
) -> (usize, Reverse<bool>, u32, u32) {
    let at = tokens[index].at;
    let contradicts = |(other, place): &&(Field, usize)| {
        let Once::Label(field) = once else { return false };
        let row = tokens[*place].at.row;
        if *other < field { row > at.row } else { row < at.row }
    };
    let against = single.iter().filter(contradicts).count();
    let supported = single.iter().any(|(_, place)| tokens[*place].at.col == at.col);
    (against, Reverse(supported), at.col, at.row)
}

/// Tells whether second labels are a form of their own that lost its 取組項目: three in the columns
/// of labels, one of them an answer's, not all in a row.
fn are_form(tokens: &[Token<'_>], strays: &[usize], columns: &BTreeSet<u32>) -> bool {
    let labels: Vec<(Field, u32)> = strays
        .iter()
        .filter(|index| columns.contains(&tokens[**index].at.col))
        .filter_map(|index| match tokens[*index].kind {
            Kind::Label(field) => Some((field, tokens[*index].at.row)),
            _ => None,
        })
        .collect();
    let fields: BTreeSet<Field> = labels.iter().map(|(field, _)| *field).collect();
    let rows: BTreeSet<u32> = labels.iter().map(|(_, row)| *row).collect();
    let subject = [Field::Vision, Field::AnnualGoal, Field::PlannedActions];
    fields.len() >= 4 && rows.len() >= 3 && subject.iter().any(|field| fields.contains(field))
}

/// Years within a form other than the first one that stands left of a label, where one does.
fn stray_years(tokens: &[Token<'_>], segment: &[usize]) -> Vec<usize> {
    let labels = || segment.iter().filter(|i| matches!(tokens[**i].kind, Kind::Label(_)));
    let Some(last) = labels().map(|index| tokens[*index].region.last.row).max() else {
        return Vec::new();
    };
    let is_year =
        |i: &&usize| matches!(tokens[**i].kind, Kind::Year(_)) && tokens[**i].at.row <= last;
    let states = |index: &usize| {
        let year = tokens[*index].region;
        labels().map(|label| tokens[*label].region).any(|label| {
            label.first.col == year.last.col + 1
                && label.first.row <= year.last.row
                && year.first.row <= label.last.row
        })
    };
    let years: Vec<usize> = segment.iter().filter(is_year).copied().collect();
    let Some(own) = years.iter().find(|index| states(index)).copied() else { return Vec::new() };
    years.into_iter().filter(|index| *index != own).collect()
}
