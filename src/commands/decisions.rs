//! What people decided in `plan.toml`: findings that may stand, and changes of issued text.

use crate::error::{Error, Result};
use crate::field::Field;
use crate::finding::{Finding, Waived};
use crate::model::{Change, Plan};
use crate::settings::{Settings, Waiver};

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

/// Puts the accepted changes into the plan and tells what stood there before.
pub(super) fn accept(plan: &mut Plan, settings: &Settings) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for accepted in &settings.accepted_changes {
        let id = &accepted.form_id;
        let form = plan.forms.iter_mut().find(|form| form.form_id == *id).ok_or_else(|| {
            let what = format!("plan.toml の [[accept]] の様式IDが計画にありません：「{id}」");
            let hint = "計画.json の form_id を書いてください。全課の様式は「1-1-1-1-全課-1」のように書きます。";
            Error::new(what, hint)
        })?;
        let text = match accepted.field {
            Field::Vision => &mut form.vision,
            Field::AnnualGoal => &mut form.annual_goal,
            _ => &mut form.planned_actions,
        };
        let before = text.replace(accepted.text.clone()).unwrap_or_default();
        if before != accepted.text {
            changes.push(Change {
                form_id: id.clone(),
                field: accepted.field,
                before,
                after: accepted.text.clone(),
            });
        }
    }
    Ok(changes)
}
