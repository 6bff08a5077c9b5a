//! 督促.txt: one ready text a 課 that has not replied or not finished.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::merge::{Merged, MergedForm, State};
use crate::model::wareki;
use crate::settings::Settings;

/// Writes the reminders; a text of its own says when none is needed.
pub(super) fn reminders(merged: &Merged, settings: &Settings) -> String {
    let mut open: BTreeMap<(usize, &str), Vec<&MergedForm>> = BTreeMap::new();
    for form in merged.forms.iter().filter(|form| form.state != State::Complete) {
        let section = form.section.as_str();
        open.entry((settings.section_order(section), section)).or_default().push(form);
    }
    if open.is_empty() {
        return "督促が必要な課はありません。\n".to_owned();
    }
    let mut out = String::new();
    for ((_, section), forms) in open {
        if !out.is_empty() {
            out.push('\n');
        }
        // Writing to a String cannot fail.
        let _ = write!(out, "{}", reminder(section, &forms, merged, settings));
    }
    out
}

fn reminder(section: &str, forms: &[&MergedForm], merged: &Merged, settings: &Settings) -> String {
    let due = settings.due.get(&merged.period).copied().map(wareki);
    // A 課 that returned some of its forms has replied; it is reminded of the others only.
    let mut own = merged.forms.iter().filter(|form| form.section == section);
    let silent = own.all(|form| form.state == State::Missing);
    let mut out = String::new();
    let _ = writeln!(out, "────────────────────────────");
    let _ = writeln!(out, "{section}　御中");
    let _ = writeln!(out);
    let _ = writeln!(out, "{}　{}　進捗状況の報告について（お願い）", merged.title, merged.period);
    let _ = writeln!(out);
    let request = match (silent, due) {
        (true, Some(due)) => {
            format!("提出期限（{due}）の報告が、まだ届いていません。次の様式を提出してください。")
        }
        (true, None) => "報告が、まだ届いていません。次の様式を提出してください。".to_owned(),
        (false, Some(due)) => format!(
            "提出していただいた報告のうち、次の様式がそろっていません（提出期限 {due}）。記入または確認のうえ、再提出してください。"
        ),
        (false, None) => "提出していただいた報告のうち、次の様式がそろっていません。記入または確認のうえ、再提出してください。".to_owned(),
    };
    let _ = writeln!(out, "{request}");
    let _ = writeln!(out);
    for form in forms {
        let title = merged
            .hierarchy
            .iter()
            .flat_map(|area| &area.promotion_items)
            .flat_map(|item| &item.initiative_groups)
            .flat_map(|group| &group.initiatives)
            .find(|initiative| initiative.id == form.initiative_id)
            .map_or("", |initiative| initiative.title.as_str());
        let _ = writeln!(out, "・［{}］{}　{title}", form.state.label(), form.form_id);
    }
    let _ = writeln!(out);
    let _ = writeln!(out, "{}", settings.secretariat);
    out
}
