//! 全課まとめ/<とりまとめ課>.xlsx: what every 課 answered, and a form to sum it up.
//!
//! In: the merged record. Out: the とりまとめ課's workbook: 提出票, and for each 全課 form that it
//! gathers the plan's own form and a sheet with the answers of every 課. What comes back is merged
//! as the item's summary; what was summed up before stands in the form again.

use super::form_view::FormView;
use super::gathered_sheet::{Content, gathered_sheet};
use super::origin::Origin;
use super::section::{
    Answers, Beside, FanInParts, IssuedSheet, SectionBook, SectionFile, assemble,
};
use super::send_back_words::asked;
use super::style::Styles;
use crate::error::Result;
use crate::field::Field;
use crate::finding::Finding;
use crate::merge::{Merged, MergedForm, State};
use crate::model::{IssuedForm, Plan};
use crate::rules::{Code, Severity};
use crate::settings::Settings;
use crate::template::Template;

/// All that the workbooks are made from.
#[derive(Debug, Clone, Copy)]
pub struct FanIn<'a> {
    /// `plan.toml`.
    pub settings: &'a Settings,
    /// The form.
    pub template: &'a Template,
    /// The plan.
    pub plan: &'a Plan,
    /// 前期 or 後期.
    pub period: &'a str,
    /// 版 of what is issued now.
    pub edition: u32,
    /// What was summed up in an earlier 期 and is issued again.
    pub issued: &'a Answers,
    /// What the returns brought; `None` for the bare words of a workbook.
    pub merged: Option<&'a Merged>,
    /// What was found on them.
    pub findings: &'a [Finding],
}

/// Makes the workbook of a とりまとめ課; `forms` are those of [`crate::model::summary_forms`] that it
/// gathers, in the order of their sheets.
///
/// # Errors
///
/// Those of [`super::section::section_workbook`].
pub fn fan_in_workbook(
    all: &FanIn<'_>,
    section: &str,
    forms: &[IssuedForm<'_>],
) -> Result<SectionFile> {
    let answers = answers(all);
    let book = SectionBook {
        settings: all.settings,
        template: all.template,
        plan: all.plan,
        period: all.period,
        section,
        forms,
        edition: all.edition,
        answers: Some(&answers),
        changes: &[],
    };
    let header = format!("{} {}　{section}", all.plan.fiscal_year.label, all.period);
    let gathered = |name: &str, styles: &Styles, view: &FormView<'_>, sheet: &IssuedSheet| {
        let records = all.merged.map_or(&[][..], |merged| &merged.forms).iter();
        let content = Content {
            title: &all.plan.title,
            header: &header,
            gathering: section,
            heading: &view.initiative,
            goal: view.issued[1],
            form: (&sheet.name, sheet.id_cell),
            records: records.filter(|form| form.plan_form_id == view.form_id).collect(),
        };
        gathered_sheet(name, &content, &all.template.layout, styles)
    };
    let origin = all.merged.map(|merged| Origin::of(merged, forms)).unwrap_or_default();
    let parts = FanInParts { gathered: &gathered, notes: notes(all, section), origin };
    assemble(&book, Beside::FanIn(&parts))
}

/// What was summed up before; what a person must decide or write anew is left blank.
fn answers(all: &FanIn<'_>) -> Answers {
    let mut answers = all.issued.clone();
    let returned = all.merged.map_or(&[][..], |merged| &merged.summaries).iter();
    for form in returned.filter(|form| form.state != State::Missing) {
        for field in Field::ANSWERED {
            let text = form.answers.get(&field).map(|answer| answer.text.clone());
            let text = text.filter(|_| !is_error(all.findings, form, field));
            answers.insert((form.form_id.clone(), field), text.unwrap_or_default());
        }
    }
    answers
}

/// Tells whether an answer holds the error of a formula, which is no text to be issued again.
fn is_error(findings: &[Finding], form: &MergedForm, field: Field) -> bool {
    findings.iter().any(|finding| {
        finding.code == Code::V04
            && finding.field == Some(field)
            && finding.form_id.as_ref() == Some(&form.form_id)
    })
}

/// How to sum up, and what is to be mended in what was summed up before.
fn notes(all: &FanIn<'_>, section: &str) -> Vec<String> {
    let secretariat = &all.settings.secretariat;
    let deliver = if section == secretariat {
        "回収フォルダーに入れてください".to_owned()
    } else {
        format!("{secretariat}へ提出してください")
    };
    let mut notes = vec![
        "※ 各課の答えは、様式の次のシート「各課の答え」にあります。読むためのもので、書き込めません。"
            .to_owned(),
        format!("※ 各課の答えを読み、{section}が全体のまとめを書きます。{section}としての答えは、配布した様式に書いてください。"),
        format!("※ 記入したら上書き保存し、このファイルを{deliver}。"),
    ];
    let summaries = all.merged.map_or(&[][..], |merged| &merged.summaries);
    let own = |id: &str| summaries.iter().any(|it| it.form_id == id && it.section == section);
    for finding in all.findings {
        let Some(id) = finding.form_id.as_deref().filter(|id| own(id)) else { continue };
        // A blank evaluation is what this workbook asks for in the first place.
        if finding.severity() == Severity::Info || matches!(finding.code, Code::X06 | Code::X07) {
            continue;
        }
        let field = finding.field.map(|field| format!("　{}", field.label())).unwrap_or_default();
        let ask = asked(finding.code).unwrap_or_default();
        notes.push(format!(
            "※ {}：{id}{field}　{}。{ask}",
            finding.severity().label(),
            finding.message()
        ));
    }
    notes
}
