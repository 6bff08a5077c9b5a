//! What people decided in `plan.toml`: findings that may stand, and changes of issued text.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::field::Field;
use crate::finding::{Finding, Waived};
use crate::grid::{is_blank, match_key};
use crate::model::{Change, Plan, issued_forms};
use crate::settings::{AcceptedChange, Settings, Waiver};

/// Takes the findings that a waiver names out of the list; every waiver takes those of its rule
/// and form.
pub(super) fn waive(findings: &mut Vec<Finding>, waivers: &[Waiver]) -> Vec<Waived> {
    let waiver_of = |finding: &Finding| {
        waivers.iter().find(|w| w.code == finding.code && w.form_id == finding.form_id)
    };
    let mut waived = Vec::new();
    let mut kept = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        match waiver_of(&finding) {
            Some(by) => waived.push(Waived { finding, reason: by.reason.clone() }),
            None => kept.push(finding),
        }
    }
    *findings = kept;
    waived
}

/// Tells of every waiver that no finding needs.
pub(super) fn unused(waivers: &[Waiver], waived: &[&[Waived]]) -> Vec<String> {
    let needed = |waiver: &&Waiver| {
        let mut all = waived.iter().copied().flatten().map(|it| &it.finding);
        all.any(|finding| finding.code == waiver.code && finding.form_id == waiver.form_id)
    };
    let told = |waiver: &Waiver| {
        let form = waiver.form_id.as_deref().unwrap_or("様式IDなし");
        let code = waiver.code.as_str();
        format!(
            "plan.toml の [[waive]] に当たる指摘はありません：{code}（{form}）。要らなくなったときは、消してください。"
        )
    };
    waivers.iter().filter(|waiver| !needed(waiver)).map(told).collect()
}

/// What `plan.toml` accepted: what stood on the plan's forms before, and what people are told.
pub(super) struct Accepted {
    pub changes: Vec<Change>,
    pub notes: Vec<String>,
}

/// Puts the accepted changes into the plan. A change that names the form of one 課 where every 課
/// answers changes the text of all 課.
pub(super) fn accept(plan: &mut Plan, settings: &Settings) -> Result<Accepted> {
    let sections = settings.section_names();
    let mut done: BTreeMap<(String, Field), &AcceptedChange> = BTreeMap::new();
    let mut accepted = Accepted { changes: Vec::new(), notes: Vec::new() };
    for change in &settings.accepted_changes {
        let id = plan_form_id(plan, &sections, change)?;
        if id != change.form_id {
            accepted.notes.push(format!(
                "[[accept]] の「{}」は全課の様式です。「{id}」の{}を、すべての課で改めました。",
                change.form_id,
                change.field.label()
            ));
        }
        if let Some(before) = done.insert((id.clone(), change.field), change) {
            if before.text == change.text {
                continue;
            }
            let what = format!(
                "plan.toml の {} 行目：[[accept]] の「{id}」の{}は、{} 行目で別の文に改めています",
                change.line,
                change.field.label(),
                before.line
            );
            return Err(Error::new(what, "認める文を一つにして、もう一方を消してください。"));
        }
        let Some(form) = plan.forms.iter_mut().find(|form| form.form_id == id) else { continue };
        let text = match change.field {
            Field::Vision => &mut form.vision,
            Field::AnnualGoal => &mut form.annual_goal,
            _ => &mut form.planned_actions,
        };
        let after = change.text.clone();
        let before = std::mem::replace(text, Some(after).filter(|text| !is_blank(text)));
        let before = before.unwrap_or_default();
        if before != change.text {
            let (field, after) = (change.field, change.text.clone());
            accepted.changes.push(Change { form_id: id, field, before, after });
        }
    }
    Ok(accepted)
}

/// The plan's form that an accepted change names, by its own id or by that of one 課.
fn plan_form_id(plan: &Plan, sections: &[String], change: &AcceptedChange) -> Result<String> {
    let key = match_key(&change.form_id);
    let own = plan.forms.iter().map(|form| &form.form_id).find(|id| match_key(id) == key).cloned();
    let issued = || {
        let all = issued_forms(plan, sections);
        all.into_iter().find(|form| match_key(&form.form_id) == key).map(|f| f.form.form_id.clone())
    };
    own.or_else(issued).ok_or_else(|| {
        let what = format!(
            "plan.toml の {} 行目：[[accept]] の様式IDが計画にありません：「{}」",
            change.line, change.form_id
        );
        let hint = "計画.json の form_id を書いてください。全課の様式は「1-1-1-1-全課-1」のように書きます。";
        Error::new(what, hint)
    })
}
