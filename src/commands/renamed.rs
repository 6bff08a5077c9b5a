//! 機構改革: what was recorded under the earlier name of a 課 follows it to its present one.
//!
//! In: `sections` with their aliases, and what is keyed by 様式ID in the records of an earlier run.
//! Out: the same by the ids of today. Where two 課 were united, both texts are kept with the name
//! that each was written under. It reads and writes nothing.

use std::collections::BTreeMap;

use super::distribute;
use crate::identify::Expected;
use crate::ledger::Ledger;
use crate::model::{AcceptedAnswers, Answer, IssuedForm, Notes, Plan, RemarksByForm, issued_forms};
use crate::settings::Settings;

/// Gives the 様式ID of today, and the 課 that an id names; `None` for an id of another shape.
pub(super) fn current_id(settings: &Settings, id: &str) -> Option<(String, String)> {
    let (rest, branch) = id.rsplit_once('-')?;
    let at = rest.find(|c: char| !c.is_ascii_digit() && c != '-')?;
    let (initiative, section) = rest.split_at(at);
    let current = settings.section(section).unwrap_or(section);
    Some((format!("{initiative}{current}-{branch}"), section.to_owned()))
}

/// Tells the ids of today for those under which forms were issued before a 課 was renamed or united:
/// by the texts that were issued, and where these have changed as well, by the 課 alone.
pub(super) fn learn_former(
    settings: &Settings,
    plan: &Plan,
    ledger: &Ledger,
    expected: &mut Expected,
) {
    let sections = settings.section_names();
    let mut now: Option<Vec<(String, String, String)>> = None;
    for workbook in &ledger.workbooks {
        for sheet in &workbook.forms {
            if expected.by_id(&sheet.form_id).is_some() {
                continue;
            }
            let Some((likely, _)) = current_id(settings, &sheet.form_id) else { continue };
            let now = now.get_or_insert_with(|| {
                let of = |form: &IssuedForm<'_>| {
                    let initiative = form.form.initiative_id.clone();
                    let stem = format!("{initiative}-{}", form.section);
                    (form.form_id.clone(), stem, distribute::fingerprint(form))
                };
                issued_forms(plan, &sections).iter().map(of).collect()
            });
            let stem = likely.rsplit_once('-').map_or("", |(stem, _)| stem);
            let same =
                now.iter().find(|(_, own, texts)| own == stem && *texts == sheet.fingerprint);
            let form_id = same.map_or(likely.as_str(), |(form_id, ..)| form_id);
            expected.learn_former(&sheet.form_id, form_id, &sheet.sheet);
        }
    }
}

/// Takes what people decided in the master before a 課 was renamed to the forms of today.
pub(super) fn follow_notes(settings: &Settings, notes: &mut Notes) {
    let current = |id: &str| current_id(settings, id).map(|(current, _)| current);
    for note in &mut notes.entries {
        if let Some(id) = note.form_id.as_deref().and_then(current) {
            note.form_id = Some(id);
        }
        let section = note.section.as_deref().and_then(|name| settings.section(name));
        note.section = section.map(str::to_owned).or(note.section.take());
    }
    for ((id, field), place) in std::mem::take(&mut notes.adopted) {
        let id = current(&id).unwrap_or(id);
        notes.adopted.entry((id, field)).or_insert(place);
    }
}

/// Takes the decisions of plan.toml that name a form by an earlier id to the form of today.
pub(super) fn follow_decisions(settings: &mut Settings) {
    let names = settings.clone();
    let follow = |id: &mut String| {
        if let Some((current, _)) = current_id(&names, id) {
            *id = current;
        }
    };
    settings.waivers.iter_mut().filter_map(|waiver| waiver.form_id.as_mut()).for_each(follow);
    settings.choices.iter_mut().for_each(|choice| follow(&mut choice.form_id));
    settings.accepted_changes.iter_mut().for_each(|change| follow(&mut change.form_id));
}

/// Takes accepted answers to the forms of today.
pub(super) fn follow_answers(settings: &Settings, accepted: AcceptedAnswers) -> AcceptedAnswers {
    let mut by_form: BTreeMap<String, BTreeMap<_, Vec<(String, Answer)>>> = BTreeMap::new();
    for (id, answers) in accepted {
        let (current, section) = current_id(settings, &id).unwrap_or_else(|| (id, String::new()));
        let form = by_form.entry(current).or_default();
        for (field, answer) in answers {
            form.entry(field).or_default().push((section.clone(), answer));
        }
    }
    let unite = |(field, answers)| Some((field, united(answers)?));
    by_form
        .into_iter()
        .map(|(id, answers)| (id, answers.into_iter().filter_map(unite).collect()))
        .collect()
}

/// One answer as it is; several below one another, each under the 課 that wrote it.
fn united(mut answers: Vec<(String, Answer)>) -> Option<Answer> {
    if answers.len() < 2 {
        return answers.pop().map(|(_, answer)| answer);
    }
    let text = |(section, answer): &(String, Answer)| format!("〔{section}〕\n{}", answer.text);
    let texts: Vec<String> = answers.iter().map(text).collect();
    let (_, first) = answers.swap_remove(0);
    Some(Answer { text: texts.join("\n"), ..first })
}

/// Takes remarks to the forms of today; `between` stands between two that meet on one.
pub(super) fn follow_remarks(settings: &Settings, remarks: &mut RemarksByForm, between: &str) {
    for (id, old) in std::mem::take(remarks) {
        let current = current_id(settings, &id).map_or(id, |(current, _)| current);
        let now = remarks.entry(current).or_default();
        let join = |now: &mut Option<String>, old: Option<String>| match (now.as_mut(), old) {
            (Some(now), Some(old)) if *now != old => {
                now.push_str(between);
                now.push_str(&old);
            }
            (None, old) => *now = old,
            _ => {}
        };
        join(&mut now.ga_comment, old.ga_comment);
        join(&mut now.status_code, old.status_code);
        join(&mut now.mayor_instruction, old.mayor_instruction);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Field;
    use crate::model::{Provenance, Remarks};
    use crate::settings::Section;

    /// 農業振興課 is 農政課 now, and 建設課 and 水道課 are one.
    fn settings() -> Settings {
        let text = "title = \"プラン\"\nfiscal_year = \"令和6年度\"\nperiod = \"後期\"\nsecretariat = \"総務課\"\nsections = [\"総務課\"]\n";
        let mut settings = Settings::parse(text, "plan.toml").expect("settings");
        let section = |name: &str, aliases: &[&str]| Section {
            name: name.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        };
        settings.sections.push(section("農政課", &["農業振興課"]));
        settings.sections.push(section("建設水道課", &["建設課", "水道課"]));
        settings
    }

    fn answer(text: &str) -> Answer {
        let source = Provenance {
            file: "a.xlsx".to_owned(),
            sheet: "様式".to_owned(),
            cell: "D9".to_owned(),
            sha256: String::new(),
        };
        Answer { text: text.to_owned(), source: Box::new(source) }
    }

    #[test]
    fn answers_follow_a_renamed_section_and_both_of_two_that_were_united() {
        let of = |id: &str, text: &str| {
            (id.to_owned(), BTreeMap::from([(Field::FirstHalf, answer(text))]))
        };
        let accepted = AcceptedAnswers::from([
            of("1-1-1-1-農業振興課-1", "甲"),
            of("1-1-1-1-建設課-1", "乙"),
            of("1-1-1-1-水道課-1", "丙"),
            of("1-1-1-1-総務課-2", "丁"),
        ]);
        let found: BTreeMap<String, String> = follow_answers(&settings(), accepted)
            .into_iter()
            .map(|(id, answers)| (id, answers[&Field::FirstHalf].text.clone()))
            .collect();
        let expected = [
            ("1-1-1-1-農政課-1", "甲"),
            ("1-1-1-1-建設水道課-1", "〔建設課〕\n乙\n〔水道課〕\n丙"),
            ("1-1-1-1-総務課-2", "丁"),
        ];
        let expected = expected.map(|(id, text)| (id.to_owned(), text.to_owned()));
        assert_eq!(found, BTreeMap::from(expected));
    }

    #[test]
    fn remarks_follow_and_none_is_lost_where_two_meet() {
        let remarks =
            |text: &str| Remarks { mayor_instruction: Some(text.to_owned()), ..Remarks::default() };
        let mut all = RemarksByForm::from([
            ("1-1-1-1-建設課-1".to_owned(), remarks("急ぐこと")),
            ("1-1-1-1-水道課-1".to_owned(), remarks("縮小すること")),
            ("町長報告（様式の記載なし）".to_owned(), remarks("全体に急ぐこと")),
        ]);
        follow_remarks(&settings(), &mut all, "\n―\n");
        let found = all["1-1-1-1-建設水道課-1"].mayor_instruction.as_deref();
        assert_eq!(found, Some("急ぐこと\n―\n縮小すること"));
        assert_eq!(all.len(), 2);
    }
}
