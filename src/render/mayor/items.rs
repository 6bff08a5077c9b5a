//! What needs attention, most pressing first: 課 and forms that are missing, answers that differ,
//! then forms with faults, those with most faults first. The order is stated here and nowhere
//! depends on a rating; every reason is a state or the message of a finding.

use super::super::master::Master;
use super::super::tally::by_section;
use crate::field::Field;
use crate::finding::Finding;
use crate::merge::{MergedForm, State};
use crate::model::paths;
use crate::model::remarks::{ALL_FORMS, of_section};
use crate::rules::Severity;

/// One line of 対応が必要なもの.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// 取組項目, or that all forms of a 課 are meant.
    pub what: String,
    /// 課.
    pub section: String,
    /// State.
    pub state: &'static str,
    /// Why it stands here.
    pub reason: String,
    /// 町長指示 that was written before; usually empty.
    pub instruction: String,
}

/// Gives every item in order.
pub(super) fn items(input: &Master<'_>) -> Vec<Item> {
    let sections = input.settings.section_names();
    let tallies = by_section(input.merged, &sections, &[]);
    let mut silent = Vec::new();
    let mut items = Vec::new();
    for tally in tallies.iter().filter(|tally| tally.states.total() > 0) {
        if tally.states.returned() == 0 {
            silent.push(tally.section.as_str());
            items.push(Item {
                what: format!("{ALL_FORMS}（{} 件）", tally.states.total()),
                section: tally.section.clone(),
                state: State::Missing.label(),
                reason: "提出がありません".to_owned(),
                instruction: instruction(input, &of_section(&tally.section)),
            });
        }
    }
    let forms = || input.merged.forms.iter().filter(|form| !silent.contains(&&*form.section));
    let missing = forms().filter(|form| form.state == State::Missing);
    items
        .extend(missing.map(|form| item(input, form, "提出されたファイルにありません".to_owned())));
    let differing = forms().filter(|form| form.state == State::Conflict);
    items.extend(differing.map(|form| item(input, form, differing_fields(form))));
    items.extend(faulty(input, forms()));
    items
}

/// Forms with errors that are neither missing nor in conflict, most errors first.
fn faulty<'a>(
    input: &Master<'_>,
    forms: impl Iterator<Item = &'a MergedForm>,
) -> impl Iterator<Item = Item> {
    let mut faulty: Vec<(&MergedForm, Vec<&Finding>)> = forms
        .filter(|form| !matches!(form.state, State::Missing | State::Conflict))
        .map(|form| (form, errors(input.findings, &form.form_id)))
        .filter(|(_, errors)| !errors.is_empty())
        .collect();
    faulty.sort_by_key(|(_, errors)| std::cmp::Reverse(errors.len()));
    let made: Vec<Item> =
        faulty.into_iter().map(|(form, errors)| item(input, form, first_of(&errors))).collect();
    made.into_iter()
}

fn item(input: &Master<'_>, form: &MergedForm, reason: String) -> Item {
    let path = paths(&input.merged.hierarchy).find(|path| path.initiative.id == form.initiative_id);
    let title = path.map(|path| format!("({}) {}", path.initiative.number, path.initiative.title));
    Item {
        what: format!("{}\n{}", form.form_id, title.unwrap_or_default()).trim_end().to_owned(),
        section: form.section.clone(),
        state: form.state.label(),
        reason,
        instruction: instruction(input, &form.form_id),
    }
}

/// 町長指示 that was written before; empty where none was.
fn instruction(input: &Master<'_>, form_id: &str) -> String {
    let remarks = input.remarks.get(form_id);
    remarks.and_then(|remarks| remarks.mayor_instruction.clone()).unwrap_or_default()
}

fn errors<'a>(findings: &'a [Finding], form_id: &str) -> Vec<&'a Finding> {
    let own = |finding: &&Finding| {
        finding.form_id.as_deref() == Some(form_id) && finding.severity() == Severity::Error
    };
    findings.iter().filter(own).collect()
}

/// The first finding's message, and how many more there are.
fn first_of(errors: &[&Finding]) -> String {
    let first = errors.first().map(|finding| finding.message()).unwrap_or_default();
    match errors.len() {
        0 | 1 => first,
        more => format!("{first}（ほか {} 件）", more - 1),
    }
}

fn differing_fields(form: &MergedForm) -> String {
    let fields: Vec<&str> =
        form.conflicts.iter().map(|conflict| conflict.field).map(Field::label).collect();
    format!("提出されたファイルの間で回答が違います：{}", fields.join("、"))
}
