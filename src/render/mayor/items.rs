//! 町長の判断を要する事項: what stands on the page first, in an order that is stated there.
//!
//! In: the forms with their states, 総務課's 状況区分, the 課's 目標の達成, findings. Out: items, most
//! pressing first. The order rests only on what somebody gave; every reason is a state, a rating
//! that 総務課 or the 課 gave, or the message of a finding.

use std::cmp::Reverse;

use super::count::Words;
use super::data::{Data, Is, Row};
use crate::field::Field;
use crate::finding::Finding;
use crate::merge::{MergedForm, State};
use crate::model::remarks::{ALL_FORMS, of_section};
use crate::rules::{Code, Severity};

/// The order, as the page states it. `{worst}` is the last choice of 目標の達成.
const RULE: &str = "並べる順：①課のすべての様式が未提出　②状況区分「遅れ」　③「未着手」{worst}　{next}「やや遅れ」　{then}様式が未提出　{differ}回答の不一致　{faults}要修正のある様式。同じ順では要修正の多い順、一覧の順。";
/// 状況区分 that 総務課 gives to what the 町長 must know of, most pressing first.
const PRESSING: [(&str, Rank); 3] =
    [("遅れ", Rank::Late), ("未着手", Rank::NotBegun), ("やや遅れ", Rank::RatherLate)];

/// Why something stands on the page: the first that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Silent,
    Late,
    NotBegun,
    NotAttained,
    RatherLate,
    Missing,
    Differing,
    Faulty,
}

/// One item.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// 様式ID, or that of all forms of a 課.
    pub key: String,
    /// The words of 取組項目, where they hold a figure.
    pub what: Result<Words, String>,
    /// 課.
    pub section: String,
    /// State, and 状況区分 where 総務課 gave one.
    pub state: String,
    /// Why it stands here.
    pub reason: String,
    /// What stands in 対応 of 確認事項 for its findings.
    pub response: String,
    /// 総務課所見.
    pub comment: String,
    /// 町長指示 that was written before; usually empty.
    pub instruction: String,
}

/// The order, in words.
pub(super) fn rule(data: &Data<'_>) -> String {
    let worst = worst(data).map(|worst| format!("　④目標の達成「{worst}」"));
    let marks =
        if worst.is_some() { ["⑤", "⑥", "⑦", "⑧"] } else { ["④", "⑤", "⑥", "⑦"] };
    let mut rule = RULE.replace("{worst}", worst.as_deref().unwrap_or_default());
    for (slot, mark) in ["{next}", "{then}", "{differ}", "{faults}"].into_iter().zip(marks) {
        rule = rule.replace(slot, mark);
    }
    rule
}

/// Gives every item in order.
pub(super) fn items(data: &Data<'_>) -> Vec<Item> {
    let sections = data.sections();
    let silent: Vec<&String> = sections
        .iter()
        .filter(|section| {
            let mut own = data.rows.iter().filter(|row| row.form.section == **section).peekable();
            own.peek().is_some() && own.all(|row| row.form.state == State::Missing)
        })
        .collect();
    let whole = |section: &&String| (Rank::Silent, Reverse(0), of_whole_section(data, section));
    let mut ranked: Vec<(Rank, Reverse<usize>, Item)> = silent.iter().map(whole).collect();
    ranked.extend(data.rows.iter().filter(|row| !silent.contains(&&row.form.section)).filter_map(
        |row| {
            let errors = errors(data.findings, &row.form.form_id);
            let rank = rank(data, row, !errors.is_empty())?;
            Some((rank, Reverse(errors.len()), of_form(data, row, &errors)))
        },
    ));
    // A stable order: what is equal stays as 課 are shown, then as 一覧 is.
    ranked.sort_by_key(|(rank, errors, _)| (*rank, *errors));
    ranked.into_iter().map(|(_, _, item)| item).collect()
}

/// The last of the choices of 目標の達成, where the 期 asks for it.
fn worst<'a>(data: &'a Data<'_>) -> Option<&'a str> {
    data.attainment.as_ref()?;
    data.input.settings.attainment_choices.last().map(String::as_str)
}

/// The answer to 目標の達成 where it is the last of the choices.
fn not_attained<'a>(data: &Data<'_>, form: &'a MergedForm) -> Option<&'a str> {
    let worst = worst(data)?;
    let text = form.text(Field::GoalAttainment)?;
    (data.input.settings.attainment(text) == Some(worst)).then_some(text)
}

fn rank(data: &Data<'_>, row: &Row<'_>, faulty: bool) -> Option<Rank> {
    let pressing = PRESSING.into_iter().find(|(name, _)| row.status == *name);
    let conditions = [
        pressing.map(|(_, rank)| rank),
        not_attained(data, row.form).map(|_| Rank::NotAttained),
        (row.form.state == State::Missing).then_some(Rank::Missing),
        (row.form.state == State::Conflict).then_some(Rank::Differing),
        faulty.then_some(Rank::Faulty),
    ];
    conditions.into_iter().flatten().min()
}

fn of_whole_section(data: &Data<'_>, section: &str) -> Item {
    let key = of_section(section);
    let all = data.count(&[Is::Section(section)]);
    let remarks = data.remarks(&key);
    Item {
        what: Ok(Words::new(ALL_FORMS).and("（").count(&all).and(" 件）")),
        section: section.to_owned(),
        state: State::Missing.label().to_owned(),
        reason: "提出がありません".to_owned(),
        response: responses(data, |note| {
            note.form_id.is_none() && note.section.as_deref() == Some(section)
        }),
        comment: remarks.and_then(|own| own.ga_comment.clone()).unwrap_or_default(),
        instruction: remarks.and_then(|own| own.mayor_instruction.clone()).unwrap_or_default(),
        key,
    }
}

fn of_form(data: &Data<'_>, row: &Row<'_>, errors: &[&Finding]) -> Item {
    let form = row.form;
    let remarks = data.remarks(&form.form_id);
    let status = remarks.and_then(|own| own.status_code.as_deref());
    Item {
        key: form.form_id.clone(),
        what: Err(format!("{}\n{}", form.form_id, row.title()).trim_end().to_owned()),
        section: form.section.clone(),
        state: [Some(form.state.label()), status]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("\n"),
        reason: reasons(data, row, errors).join("。"),
        response: responses(data, |note| note.form_id.as_deref() == Some(&*form.form_id)),
        comment: remarks.and_then(|own| own.ga_comment.clone()).unwrap_or_default(),
        instruction: remarks.and_then(|own| own.mayor_instruction.clone()).unwrap_or_default(),
    }
}

/// What is known of a form that makes it an item.
fn reasons(data: &Data<'_>, row: &Row<'_>, errors: &[&Finding]) -> Vec<String> {
    let mut reasons = Vec::new();
    if PRESSING.iter().any(|(name, _)| row.status == *name) {
        reasons.push(format!("総務課の状況区分は「{}」", row.status));
    }
    if let Some(text) = not_attained(data, row.form) {
        reasons.push(format!("課の答えた目標の達成は「{text}」"));
    }
    if !reasons.is_empty() {
        reasons.extend(own_words(row.form));
    }
    match row.form.state {
        State::Missing => reasons.push("提出されたファイルにありません".to_owned()),
        State::Conflict => reasons.push(differing_fields(row.form)),
        _ => {}
    }
    // A missing form and differing answers are told already.
    for finding in errors.iter().filter(|finding| !matches!(finding.code, Code::S06 | Code::M02)) {
        let message = finding.message();
        if !reasons.contains(&message) {
            reasons.push(message);
        }
    }
    reasons
}

/// What the 課 itself says of a form that is late: its newest text, quoted.
fn own_words(form: &MergedForm) -> Option<String> {
    let fields = [Field::Evaluation, Field::SecondHalf, Field::FirstHalf];
    let field = fields.into_iter().find(|field| form.text(*field).is_some())?;
    Some(format!("{}「{}」", field.label(), form.text(field)?))
}

fn differing_fields(form: &MergedForm) -> String {
    let fields: Vec<&str> =
        form.conflicts.iter().map(|conflict| conflict.field).map(Field::label).collect();
    format!("提出されたファイルの間で回答が違います：{}", fields.join("、"))
}

fn errors<'a>(findings: &'a [Finding], form_id: &str) -> Vec<&'a Finding> {
    let own = |finding: &&Finding| {
        finding.form_id.as_deref() == Some(form_id) && finding.severity() == Severity::Error
    };
    findings.iter().filter(own).collect()
}

/// What people wrote in 対応, each text once.
pub(super) fn responses(data: &Data<'_>, own: impl Fn(&crate::model::Note) -> bool) -> String {
    let mut texts: Vec<&str> = Vec::new();
    for note in data.input.notes.entries.iter().filter(|note| own(note)) {
        if let Some(text) = note.response.as_deref().filter(|text| !texts.contains(text)) {
            texts.push(text);
        }
    }
    texts.join("\n")
}
