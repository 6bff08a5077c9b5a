//! One form of one 課: its copies laid over one another, a field at a time.
//!
//! Equal answers are one. Where only one copy answers, that answer stands. An answer in a mended
//! 差戻し replaces those of the returns that it was made from, and one that contains the others and
//! is not older replaces them (M07). Anything else is a conflict (M02): every text is kept and a
//! person decides.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::field::Field;
use crate::finding::{Finding, Location, named};
use crate::grid::squeeze;
use crate::identify::{ReturnedBook, ReturnedField, ReturnedForm};
use crate::model::parse_moment;
use crate::rules::{Code, taken};

use super::choices::Choices;
use super::extension::extends;
use super::replaced::Replaced;
use super::{Answer, Conflict, MergedForm, Provenance, State, Terms};

/// The copies of every form.
pub(super) struct Copies<'a> {
    /// The copies of each issued form by its index, in path order, without those in workbooks that
    /// repeat another.
    of_form: Vec<Vec<FormCopy<'a>>>,
    /// Which of them a mended 差戻し replaces.
    replaced: &'a Replaced<'a>,
    /// Fields that the 期 asks for: a blank one says nothing. Any other may be emptied on purpose.
    requires: &'a [Field],
}

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
    all: &Copies<'_>,
    terms: Terms<'_>,
    choices: &Choices<'_>,
    findings: &mut Vec<Finding>,
) -> MergedForm {
    let expected = &terms.expected.forms[index];
    let copies = all.of_form(index);
    let mut answers = BTreeMap::new();
    let mut conflicts = Vec::new();
    let mut own = Vec::new();
    for field in Field::ANSWERED {
        if let Some(accepted) = expected.accepted.get(&field) {
            keep_accepted(field, accepted, &copies, &mut own);
            continue;
        }
        let chosen = choices.place(&expected.form_id, field);
        match all.merge_field(field, &copies, chosen, &mut own) {
            Outcome::Blank => {}
            Outcome::Answer(answer) => {
                answers.insert(field, answer);
            }
            Outcome::Conflict(conflict) => conflicts.push(conflict),
        }
    }
    let failed = |field: Field| answers.get(&field).is_some_and(|it| is_error(field, it, &copies));
    let state = state(&copies, &answers, &conflicts, &terms.period.requires, failed);
    let required: Vec<Field> = match (expected.summary, state) {
        (false, _) => terms.period.requires.clone(),
        // Nobody has to sum up in the first place; a missing evaluation is X07.
        (true, State::Blank) => Vec::new(),
        (true, _) => {
            let required = terms.period.requires.iter().copied();
            required.filter(|field| *field != Field::Evaluation).collect()
        }
    };
    let asked = (expected.form_id.as_str(), required.as_slice());
    // A workbook of another 期 asks for other fields, and is told as what it is.
    let of_period = |copy: &FormCopy<'_>| {
        copy.book.period.as_ref().is_none_or(|period| *period == terms.period.name)
    };
    if copies.iter().any(of_period) {
        report_blanks(state, &copies, &answers, &conflicts, asked, &mut own);
    }
    report_united(all, &copies, &conflicts, &expected.accepted, &mut own);
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
        vision: expected.texts.vision.clone(),
        annual_goal: expected.texts.annual_goal.clone(),
        planned_actions: expected.texts.planned_actions.clone(),
        answers,
        conflicts,
        state,
        source: Arc::clone(&expected.texts.source),
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

impl<'a> Copies<'a> {
    /// Takes the copies of all forms that `books` hold, of `forms` that were issued.
    pub(super) fn of(
        books: &[&'a ReturnedBook],
        forms: usize,
        replaced: &'a Replaced<'a>,
        requires: &'a [Field],
    ) -> Self {
        let mut of_form = vec![Vec::new(); forms];
        for &book in books {
            for form in &book.forms {
                of_form[form.form].push(FormCopy { book, form });
            }
        }
        Self { of_form, replaced, requires }
    }

    /// The copies of the issued form at `index`; those that a mended 差戻し replaces stand last.
    fn of_form(&self, index: usize) -> Vec<FormCopy<'a>> {
        let copies = &self.of_form[index];
        let replaced = |copy: &FormCopy<'_>| {
            copies.iter().any(|newer| self.replaced.by(copy.book, newer.book))
        };
        let mut ordered = copies.clone();
        ordered.sort_by_cached_key(replaced);
        ordered
    }

    /// Merges one field; `chosen` is the file, or the cell, whose answer a person chose.
    fn merge_field(
        &self,
        field: Field,
        copies: &[FormCopy<'_>],
        chosen: Option<&str>,
        findings: &mut Vec<Finding>,
    ) -> Outcome {
        let (blank, answers): (Vec<Candidate<'_>>, Vec<Candidate<'_>>) =
            cells(field, copies).into_iter().partition(|cell| cell.value.is_blank());
        let different = first_of_each(&answers);
        let take = |kept: &Candidate<'_>, others: &[Candidate<'_>], why, findings: &mut Vec<_>| {
            let others = others.iter().filter(|other| !says(other, kept));
            findings.extend(others.map(|other| superseded(field, other, kept, why)));
        };
        if let Some(index) = chosen.and_then(|place| chosen_of(&different, &answers, place)) {
            take(&different[index], &different, taken::CHOSEN, findings);
            return Outcome::Answer(different[index].answer());
        }
        let asked = self.requires.contains(&field);
        let blank = if asked { &[][..] } else { &blank };
        let newer_of = |older: &Candidate<'_>| self.newer_of(older, &answers, blank);
        let mut current = Vec::new();
        for answer in different {
            let mut saying = answers.iter().filter(|other| says(other, &answer));
            let newer = newer_of(&answer).filter(|_| saying.all(|same| newer_of(same).is_some()));
            match newer {
                Some(kept) if kept.value.is_blank() => {
                    findings.push(superseded(field, &answer, &kept, taken::WITHDRAWN));
                }
                Some(kept) => findings.push(superseded(field, &answer, &kept, taken::MENDED)),
                None => current.push(answer),
            }
        }
        match current.as_slice() {
            [] => Outcome::Blank,
            [only] => Outcome::Answer(only.answer()),
            several => {
                if let Some(longest) = extension(field, several) {
                    take(&several[longest], several, taken::EXTENDED, findings);
                    Outcome::Answer(several[longest].answer())
                } else {
                    findings.push(conflicting(field, several));
                    let answers = several.iter().map(Candidate::answer).collect();
                    Outcome::Conflict(Conflict { field, answers })
                }
            }
        }
    }

    /// Finds what stands in the place of an answer in a 差戻し that was made from its return: another
    /// answer, or a blank cell that was sent out with this one in it.
    fn newer_of<'c>(
        &self,
        older: &Candidate<'_>,
        answers: &[Candidate<'c>],
        blank: &[Candidate<'c>],
    ) -> Option<Candidate<'c>> {
        let by = |older: &Candidate<'_>, newer: &Candidate<'_>| {
            self.replaced.by(older.copy.book, newer.copy.book)
        };
        let emptied = |cell: &&Candidate<'_>| {
            let mut sent_out = answers.iter().filter(|answer| by(answer, cell));
            by(older, cell) && sent_out.all(|answer| says(answer, older))
        };
        let answer = answers.iter().find(|newer| by(older, newer));
        answer.or_else(|| blank.iter().find(emptied)).copied()
    }
}

/// The cells of a field in all copies in which it was found.
fn cells<'a>(field: Field, copies: &[FormCopy<'a>]) -> Vec<Candidate<'a>> {
    let cell =
        |copy: &FormCopy<'a>| Some(Candidate { copy: *copy, value: copy.form.fields.get(&field)? });
    copies.iter().filter_map(cell).collect()
}

/// The different ones among answers, each where it stands first.
fn first_of_each<'a>(answers: &[Candidate<'a>]) -> Vec<Candidate<'a>> {
    let mut different: Vec<Candidate<'a>> = Vec::new();
    for answer in answers {
        if !different.iter().any(|other| says(other, answer)) {
            different.push(*answer);
        }
    }
    different
}

/// Tells whether two answers say the same; white space does not count.
fn says(one: &Candidate<'_>, other: &Candidate<'_>) -> bool {
    squeeze(&one.value.text) == squeeze(&other.value.text)
}

/// Finds the answer that stands at a chosen place, also where another file says the same and was
/// read before.
fn chosen_of(different: &[Candidate<'_>], answers: &[Candidate<'_>], place: &str) -> Option<usize> {
    let there = |answer: &&Candidate<'_>| {
        answer.copy.book.file == place || answer.location().to_string() == place
    };
    let chosen = answers.iter().find(there)?;
    different.iter().position(|candidate| says(candidate, chosen))
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

fn superseded(field: Field, older: &Candidate<'_>, kept: &Candidate<'_>, why: &str) -> Finding {
    let mut finding = Finding::new(Code::M07)
        .detail(why)
        .field(field)
        .at(older.location())
        .found(older.value.text.as_str())
        .related(kept.location());
    finding.expected = Some(kept.value.text.clone()).filter(|_| !kept.value.is_blank());
    finding
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
            source: Box::new(Provenance {
                file: self.copy.book.file.clone(),
                sheet: self.copy.form.sheet.clone(),
                cell: self.value.at.to_string(),
                sha256: self.copy.book.sha256.clone(),
            }),
        }
    }
}

/// Tells whether an answer is what a formula shows that failed (V04): kept, but nothing that a
/// person wrote.
fn is_error(field: Field, answer: &Answer, copies: &[FormCopy<'_>]) -> bool {
    let from = &answer.source;
    copies.iter().any(|copy| {
        (&copy.book.file, &copy.form.sheet) == (&from.file, &from.sheet)
            && copy.form.fields.get(&field).is_some_and(ReturnedField::is_error)
    })
}

fn state(
    copies: &[FormCopy<'_>],
    answers: &BTreeMap<Field, Answer>,
    conflicts: &[Conflict],
    required: &[Field],
    failed: impl Fn(Field) -> bool,
) -> State {
    if copies.is_empty() {
        State::Missing
    } else if !conflicts.is_empty() {
        State::Conflict
    } else if answers.is_empty() {
        State::Blank
    } else if required.iter().all(|field| answers.contains_key(field) && !failed(*field)) {
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
    (form_id, required): (&str, &[Field]),
    findings: &mut Vec<Finding>,
) {
    let Some(first) = copies.first() else { return };
    let in_label = |field: Field| copies.iter().any(|copy| stands_in_label(copy, form_id, field));
    let unfilled = state == State::Blank && !required.iter().any(|field| in_label(*field));
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
        if !answers.contains_key(field) && !conflict && !in_label(*field) {
            let at = first.form.location(&first.book.file, *field);
            findings.push(Finding::new(Code::V01).field(*field).at(at));
        }
    }
}

/// Tells whether S08 quotes an answer that was written into the label's cell: it is not blank.
fn stands_in_label(copy: &FormCopy<'_>, form_id: &str, field: Field) -> bool {
    copy.book.findings.iter().any(|finding| {
        finding.code == Code::S08
            && finding.field == Some(field)
            && finding.form_id.as_deref() == Some(form_id)
            && finding.found.is_some()
    })
}

/// M06: copies of which each holds a part, or one all and another nothing, were united.
fn report_united(
    all: &Copies<'_>,
    copies: &[FormCopy<'_>],
    conflicts: &[Conflict],
    accepted: &BTreeMap<Field, Answer>,
    findings: &mut Vec<Finding>,
) {
    let filled = |copy: &FormCopy<'_>| -> Vec<Field> {
        let fields = copy.form.answers().map(|(field, _)| field);
        fields.filter(|field| !accepted.contains_key(field)).collect()
    };
    // What a mended 差戻し took over from a return was no part of an answer.
    let of_others = |copy: &FormCopy<'_>| {
        let others = copies.iter().filter(|other| all.replaced.by(copy.book, other.book));
        others.flat_map(filled).collect::<Vec<Field>>()
    };
    let adds = |copy: &&FormCopy<'_>| {
        let others = of_others(copy);
        others.is_empty() || !filled(copy).iter().all(|field| others.contains(field))
    };
    let copies: Vec<FormCopy<'_>> = copies.iter().filter(adds).copied().collect();
    let [first, rest @ ..] = copies.as_slice() else { return };
    let differ = rest.iter().any(|copy| filled(copy) != filled(first));
    if !differ || !conflicts.is_empty() {
        return;
    }
    let mut files: Vec<&str> = copies.iter().map(|copy| copy.book.file.as_str()).collect();
    files.dedup();
    let place =
        |copy: &FormCopy<'_>| Location::cell(&copy.book.file, &copy.form.sheet, copy.form.at);
    let mut finding = Finding::new(Code::M06).at(place(first)).detail(named(files.iter()));
    finding.related = rest.iter().map(place).collect();
    findings.push(finding);
}
