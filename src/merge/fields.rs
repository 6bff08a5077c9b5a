//! One form of one 課: its copies laid over one another, a field at a time.
//!
//! Equal answers are one. Where only one copy answers, that answer stands. An answer that
//! contains the others and is not older replaces them (M07). Anything else is a conflict (M02):
//! every text is kept and a person decides.

use std::collections::BTreeMap;

use crate::field::Field;
use crate::finding::{Finding, Location};
use crate::grid::squeeze;
use crate::identify::{ReturnedBook, ReturnedField, ReturnedForm};
use crate::model::parse_moment;
use crate::rules::Code;

use super::choices::Choices;
use super::{Answer, Conflict, MergedForm, Provenance, State, Terms};

/// A copy of a form and the workbook that it stands in.
#[derive(Clone, Copy)]
struct FormCopy<'a> {
    book: &'a ReturnedBook,
    form: &'a ReturnedForm,
}

/// An answer in one copy.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    copy: FormCopy<'a>,
    value: &'a ReturnedField,
}

/// What became of one field.
enum Outcome {
    Blank,
    Answer(Answer),
    Conflict(Conflict),
}

/// Merges the copies of the issued form at `index`.
pub(super) fn merge_form(
    index: usize,
    books: &[&ReturnedBook],
    terms: Terms<'_>,
    choices: &Choices<'_>,
    findings: &mut Vec<Finding>,
) -> MergedForm {
    let expected = &terms.expected.forms[index];
    let copies: Vec<FormCopy<'_>> = books
        .iter()
        .flat_map(|book| book.forms.iter().map(move |form| FormCopy { book, form }))
        .filter(|copy| copy.form.form == index)
        .collect();
    let mut answers = BTreeMap::new();
    let mut conflicts = Vec::new();
    let mut own = Vec::new();
    for field in Field::ANSWERED {
        if let Some(accepted) = expected.accepted.get(&field) {
            keep_accepted(field, accepted, &copies, &mut own);
            continue;
        }
        let chosen = choices.place(&expected.form_id, field);
        match merge_field(field, &copies, chosen, &mut own) {
            Outcome::Blank => {}
            Outcome::Answer(answer) => {
                answers.insert(field, answer);
            }
            Outcome::Conflict(conflict) => conflicts.push(conflict),
        }
    }
    let state = state(&copies, &answers, &conflicts, &terms.period.requires);
    let required: Vec<Field> = match (expected.summary, state) {
        (false, _) => terms.period.requires.clone(),
        // Nobody has to sum up in the first place; a missing evaluation is X07.
        (true, State::Blank) => Vec::new(),
        (true, _) => {
            let required = terms.period.requires.iter().copied();
            required.filter(|field| *field != Field::Evaluation).collect()
        }
    };
    report_blanks(state, &copies, &answers, &conflicts, &required, &mut own);
    report_united(&copies, &conflicts, &expected.accepted, &mut own);
    answers.extend(expected.accepted.clone());
    for mut finding in own {
        finding.form_id = Some(expected.form_id.clone());
        finding.section = Some(expected.section.clone());
        findings.push(finding);
    }
    MergedForm {
        form_id: expected.form_id.clone(),
        plan_form_id: expected.plan_form_id.clone(),
        initiative_id: expected.initiative_id.clone(),
        section: expected.section.clone(),
        branch_no: expected.branch_no,
        vision: expected.vision.clone(),
        annual_goal: expected.annual_goal.clone(),
        planned_actions: expected.planned_actions.clone(),
        answers,
        conflicts,
        state,
        source: expected.source.clone(),
    }
}

/// X02 for every copy in which the accepted text of an earlier period was changed; the accepted
/// text stays.
fn keep_accepted(
    field: Field,
    accepted: &Answer,
    copies: &[FormCopy<'_>],
    findings: &mut Vec<Finding>,
) {
    for copy in copies {
        let Some(value) = copy.form.fields.get(&field) else { continue };
        if squeeze(&value.text) == squeeze(&accepted.text) {
            continue;
        }
        findings.push(
            Finding::new(Code::X02)
                .field(field)
                .at(Candidate { copy: *copy, value }.location())
                .found(value.text.as_str())
                .expected(accepted.text.as_str()),
        );
    }
}

/// Merges one field; `chosen` is the file, or the cell, whose answer a person chose.
fn merge_field(
    field: Field,
    copies: &[FormCopy<'_>],
    chosen: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Outcome {
    let mut different: Vec<Candidate<'_>> = Vec::new();
    for copy in copies {
        let Some(value) = copy.form.fields.get(&field).filter(|value| !value.is_blank()) else {
            continue;
        };
        let same = |other: &&Candidate<'_>| squeeze(&other.value.text) == squeeze(&value.text);
        if !different.iter().any(|other| same(&other)) {
            different.push(Candidate { copy: *copy, value });
        }
    }
    match different.as_slice() {
        [] => Outcome::Blank,
        [only] => Outcome::Answer(only.answer()),
        several => {
            let from = |place: &str| chosen_of(several, copies, field, place);
            if let Some(longest) = chosen.and_then(from).or_else(|| extension(field, several)) {
                let kept = several[longest];
                for (_, other) in several.iter().enumerate().filter(|(index, _)| *index != longest)
                {
                    findings.push(superseded(field, other, &kept));
                }
                Outcome::Answer(kept.answer())
            } else {
                findings.push(conflicting(field, several));
                let answers = several.iter().map(Candidate::answer).collect();
                Outcome::Conflict(Conflict { field, answers })
            }
        }
    }
}

/// Finds the answer that stands at a chosen place, also where another file says the same and was
/// read before.
fn chosen_of(
    several: &[Candidate<'_>],
    copies: &[FormCopy<'_>],
    field: Field,
    place: &str,
) -> Option<usize> {
    let candidate = |copy: &FormCopy<'_>| {
        let value = copy.form.fields.get(&field).filter(|value| !value.is_blank())?;
        let found = copy.book.file == place
            || Location::cell(&copy.book.file, &copy.form.sheet, value.at).to_string() == place;
        found.then(|| squeeze(&value.text))
    };
    let text = copies.iter().find_map(candidate)?;
    several.iter().position(|candidate| squeeze(&candidate.value.text) == text)
}

/// Finds the answer that extends all others and is not known to be older than any.
///
/// A choice such as 未達成 contains another, 達成, and extends nothing: 目標の達成 has no extension.
fn extension(field: Field, several: &[Candidate<'_>]) -> Option<usize> {
    if field == Field::GoalAttainment {
        return None;
    }
    let text = |index: usize| several[index].value.text.as_str();
    let longest = (0..several.len()).max_by_key(|index| squeeze(text(*index)).chars().count())?;
    let saved = |index: usize| several[index].copy.book.modified.as_deref().and_then(parse_moment);
    let extended = (0..several.len()).filter(|index| *index != longest).all(|index| {
        let not_older = match (saved(longest), saved(index)) {
            (Some(long), Some(short)) => long >= short,
            _ => true,
        };
        not_older && extends(text(longest), text(index))
    });
    extended.then_some(longest)
}

/// Tells whether a text says all that another says, and more: every line of the other stands in
/// it, in order, whole or continued behind a mark. 実施した is not extended by 実施しなかった.
fn extends(long: &str, short: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(squeeze).filter(|line| !line.is_empty()).collect()
    };
    if continues(&squeeze(long), &squeeze(short)) {
        return true;
    }
    let mut rest = lines(long).into_iter();
    lines(short).iter().all(|line| rest.any(|candidate| continues(&candidate, line)))
}

/// Tells whether a line is another one, whole or with something added behind a mark.
fn continues(line: &str, start: &str) -> bool {
    let Some(added) = line.strip_prefix(start) else { return false };
    let is_mark = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    is_mark(added.chars().next()) || is_mark(start.chars().last())
}

fn superseded(field: Field, older: &Candidate<'_>, kept: &Candidate<'_>) -> Finding {
    Finding::new(Code::M07)
        .field(field)
        .at(older.location())
        .found(older.value.text.as_str())
        .expected(kept.value.text.as_str())
        .related(kept.location())
}

fn conflicting(field: Field, several: &[Candidate<'_>]) -> Finding {
    let quotes: Vec<String> = several
        .iter()
        .map(|candidate| format!("〔{}〕\n{}", candidate.location(), candidate.value.text))
        .collect();
    let mut finding = Finding::new(Code::M02)
        .field(field)
        .at(several[0].location())
        .found(quotes.join("\n"))
        .detail(several.len().to_string());
    finding.related = several[1..].iter().map(Candidate::location).collect();
    finding
}

impl Candidate<'_> {
    fn location(&self) -> Location {
        Location::cell(&self.copy.book.file, &self.copy.form.sheet, self.value.at)
    }

    fn answer(&self) -> Answer {
        Answer {
            text: self.value.text.clone(),
            source: Provenance {
                file: self.copy.book.file.clone(),
                sheet: self.copy.form.sheet.clone(),
                cell: self.value.at.to_string(),
                sha256: self.copy.book.sha256.clone(),
            },
        }
    }
}

fn state(
    copies: &[FormCopy<'_>],
    answers: &BTreeMap<Field, Answer>,
    conflicts: &[Conflict],
    required: &[Field],
) -> State {
    if copies.is_empty() {
        State::Missing
    } else if !conflicts.is_empty() {
        State::Conflict
    } else if answers.is_empty() {
        State::Blank
    } else if required.iter().all(|field| answers.contains_key(field)) {
        State::Complete
    } else {
        State::Partial
    }
}

/// V09 for a form that came back as it was issued, V01 for a `required` field that is blank.
///
/// Where the 期 asks for one field only and the 課 filled other forms, its blank cell is named as
/// well: there the form was passed over, not the whole workbook.
fn report_blanks(
    state: State,
    copies: &[FormCopy<'_>],
    answers: &BTreeMap<Field, Answer>,
    conflicts: &[Conflict],
    required: &[Field],
    findings: &mut Vec<Finding>,
) {
    let Some(first) = copies.first() else { return };
    let unfilled = state == State::Blank;
    if unfilled {
        let Some(field) = required.first().copied() else { return };
        findings.push(Finding::new(Code::V09).at(first.form.location(&first.book.file, field)));
        let passed_over = required.len() == 1
            && copies
                .iter()
                .any(|copy| copy.book.forms.iter().any(|f| f.answers().next().is_some()));
        if !passed_over {
            return;
        }
    }
    for field in required {
        let conflict = conflicts.iter().any(|conflict| conflict.field == *field);
        if !answers.contains_key(field) && !conflict {
            let at = first.form.location(&first.book.file, *field);
            findings.push(Finding::new(Code::V01).field(*field).at(at));
        }
    }
}

/// M06: copies of which each holds a part, or one all and another nothing, were united.
fn report_united(
    copies: &[FormCopy<'_>],
    conflicts: &[Conflict],
    accepted: &BTreeMap<Field, Answer>,
    findings: &mut Vec<Finding>,
) {
    let filled = |copy: &FormCopy<'_>| -> Vec<Field> {
        let fields = copy.form.answers().map(|(field, _)| field);
        fields.filter(|field| !accepted.contains_key(field)).collect()
    };
    let [first, rest @ ..] = copies else { return };
    let differ = rest.iter().any(|copy| filled(copy) != filled(first));
    if !differ || !conflicts.is_empty() {
        return;
    }
    let mut files: Vec<&str> = copies.iter().map(|copy| copy.book.file.as_str()).collect();
    files.dedup();
    let place =
        |copy: &FormCopy<'_>| Location::cell(&copy.book.file, &copy.form.sheet, copy.form.at);
    let mut finding = Finding::new(Code::M06).at(place(first)).detail(files.join("、"));
    finding.related = rest.iter().map(place).collect();
    findings.push(finding);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_added_words_extend_an_answer() {
        for (long, short) in [
            ("説明会を開催（30人参加）", "説明会を開催"),
            ("・点検した。\n・更新した。", "・更新した。"),
            ("・点検した。次に更新した。", "・点検した。"),
            ("・点検した\n・追加\n・更新した", "・点検 した\n・更新した"),
        ] {
            assert!(extends(long, short), "{long} / {short}");
        }
        for (long, short) in [
            ("未達成", "達成"),
            ("説明会を開催できなかった", "説明会を開催"),
            ("点検を120件", "点検を12"),
            ("・更新した。\n・点検した。", "・点検した。\n・更新した。"),
        ] {
            assert!(!extends(long, short), "{long} / {short}");
        }
    }
}
