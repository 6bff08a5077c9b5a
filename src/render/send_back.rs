//! 差戻し/<課>.xlsx: a 課's answers in a clean form, with the list of what to mend.
//!
//! In: the merged record and its findings. Out: the 課's workbook as it is issued now, its answers
//! filled in, faulty answers coloured, 差戻し票 in front. What comes back is merged like any other.
//!
//! Nothing is chosen here: answers in conflict, and errors of a formula, leave their cell blank and
//! stand whole on 差戻し票. There are no cell notes, for a note that comes back is a finding (F10):
//! the input message of a faulty cell says what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::form_view::FormView;
use super::origin::Origin;
use super::section::{
    Answers, Beside, IssuedSheet, SectionBook, SectionFile, SendBackParts, assemble, municipality,
};
use super::send_back_sheet::{Content, Item, Quote, send_back_sheet};
use super::send_back_words::{STRAY, asked};
use crate::error::Result;
use crate::field::Field;
use crate::finding::{Finding, Location};
use crate::merge::{Answer, Merged, MergedForm, Provenance, State};
use crate::model::{IssuedForm, Plan, parse_date, wareki};
use crate::rules::{Code, Severity};
use crate::settings::Settings;
use crate::template::Template;

/// What stands for a text that is not there.
const BLANK: &str = "（空欄）";
/// Longest quote beside answers, in bytes: thirty pages.
const MOST_QUOTED: usize = 100_000;
/// Where a quote was cut.
const CUT: &str = "（以下略。全文は、提出していただいたファイルにあります）";

/// All that the workbooks are made from.
#[derive(Debug, Clone, Copy)]
pub struct SendBack<'a> {
    /// `plan.toml`.
    pub settings: &'a Settings,
    /// The form.
    pub template: &'a Template,
    /// The plan.
    pub plan: &'a Plan,
    /// 版 of what is issued now.
    pub edition: u32,
    /// Answers of an earlier 期 that are issued again.
    pub issued: &'a Answers,
    /// What the returns brought.
    pub merged: &'a Merged,
    /// What was found on them.
    pub findings: &'a [Finding],
}

/// Makes the workbook that goes back to a 課; `None` when it has nothing to mend. `forms` are those
/// that it answers, in the order of their sheets.
///
/// # Errors
///
/// Those of [`super::section::section_workbook`].
pub fn send_back_workbook(
    all: &SendBack<'_>,
    section: &str,
    forms: &[IssuedForm<'_>],
) -> Result<Option<SectionFile>> {
    let faults = faults_of(all, section, forms);
    if faults.is_empty() {
        return Ok(None);
    }
    let answers = answers(all, &faults, forms);
    let period = all.merged.period.as_str();
    let book = SectionBook {
        settings: all.settings,
        template: all.template,
        plan: all.plan,
        period,
        section,
        forms,
        edition: all.edition,
        answers: Some(&answers),
        changes: &[],
    };
    let marks = marks(all, &faults);
    let header = format!("{} {period}　{section}", all.plan.fiscal_year.label);
    let list = |styles: &_, views: &[FormView<'_>], sheets: &[IssuedSheet]| {
        let content = Content {
            title: &all.plan.title,
            municipality: municipality(&book),
            header: &header,
            facts: facts(all, section),
            request: request(all, &faults),
            items: items(all, &faults, views, sheets),
        };
        send_back_sheet(&content, &all.template.layout, styles)
    };
    let origin = Origin::of(all.merged, forms);
    let parts = SendBackParts { faults: &marks, origin, list: &list };
    assemble(&book, Beside::SendBack(&parts)).map(Some)
}

/// A finding that a 課 is asked about, and the form where it is to be mended.
struct Fault<'a> {
    finding: &'a Finding,
    /// What the 課 is asked.
    asked: &'static str,
    /// Place of the form in the workbook; `None` for a whole file.
    form: Option<usize>,
    form_id: Option<&'a str>,
}

/// The errors and warnings of a 課 in the order of its sheets, those on whole files first.
fn faults_of<'a>(all: &SendBack<'a>, section: &str, forms: &[IssuedForm<'_>]) -> Vec<Fault<'a>> {
    let own = |finding: &&Finding| finding.section.as_deref() == Some(section);
    // What a 課 sums up is mended in the workbook of 全課まとめ.
    let summary = |finding: &Finding| {
        let id = finding.form_id.as_ref();
        all.merged.summaries.iter().any(|summary| Some(&summary.form_id) == id)
    };
    let own = all.findings.iter().filter(own).filter(|finding| !summary(finding));
    let blank = |finding: &&Finding| finding.code == Code::V01;
    let blank: BTreeSet<_> =
        own.clone().filter(blank).map(|finding| finding.form_id.as_deref()).collect();
    // A form of which a blank field is named is not named once more as unfilled.
    let own = own.filter(|finding| {
        finding.severity() != Severity::Info
            && !(finding.code == Code::V09 && blank.contains(&finding.form_id.as_deref()))
            && !asked_before(all, finding)
    });
    let fault = |finding: &'a Finding| {
        let form_id = finding.form_id.as_deref().or_else(|| form_at(all, finding));
        let form = forms.iter().position(|form| Some(form.form_id.as_str()) == form_id);
        Some(Fault { finding, asked: asked(finding.code)?, form, form_id })
    };
    let mut faults: Vec<Fault<'a>> = own.filter_map(fault).collect();
    // Stable: what is found in one field or on one file keeps its order.
    faults.sort_by_key(|fault| (fault.form, fault.finding.field));
    faults
}

/// Tells whether a finding is on a return from which a mended 差戻し was made that has come back:
/// its list named it. What is blank, and an answer that still stands in the record, is asked again.
fn asked_before(all: &SendBack<'_>, finding: &Finding) -> bool {
    let Some(at) = &finding.location else { return false };
    let returns = &all.merged.returns;
    let is_replaced = returns
        .iter()
        .filter(|file| file.file == at.file)
        .any(|older| returns.iter().any(|newer| newer.made_from.contains(&older.sha256)));
    let of_form = |form: &&MergedForm| Some(&form.form_id) == finding.form_id.as_ref();
    let stands = all.merged.forms.iter().filter(of_form).any(|form| {
        let Some(field) = finding.field else { return false };
        let answers = form.conflict(field).map(|conflict| conflict.answers.as_slice());
        let mut answers = answers.unwrap_or_default().iter().chain(form.answers.get(&field));
        answers.any(|answer| answer.source.file == at.file)
    });
    let blank = matches!(finding.code, Code::V01 | Code::V09 | Code::S06);
    is_replaced && !blank && !stands
}

/// The one form that was read from the sheet of a finding.
fn form_at<'a>(all: &SendBack<'a>, finding: &Finding) -> Option<&'a str> {
    let Location { file, sheet: Some(sheet), .. } = finding.location.as_ref()? else { return None };
    let there = |form: &&MergedForm| {
        let in_conflict = form.conflicts.iter().flat_map(|conflict| &conflict.answers);
        let mut sources = form.answers.values().chain(in_conflict).map(|answer| &answer.source);
        sources.any(|source| source.file == *file && source.sheet == *sheet)
    };
    let mut forms = all.merged.forms.iter().filter(there);
    match (forms.next(), forms.next()) {
        (Some(only), None) => Some(&only.form_id),
        _ => None,
    }
}

/// The answers that are filled in; what a person must decide or write anew is left blank.
fn answers(all: &SendBack<'_>, faults: &[Fault<'_>], forms: &[IssuedForm<'_>]) -> Answers {
    let is_error = |form: &MergedForm, field, text: &str| {
        faults.iter().any(|fault| {
            let finding = fault.finding;
            finding.code == Code::V04
                && finding.field == Some(field)
                && fault.form_id == Some(&form.form_id)
                && finding
                    .found
                    .as_deref()
                    .and_then(|found| found.lines().next())
                    .is_some_and(|error| text.contains(error))
        })
    };
    let mut answers = all.issued.clone();
    let returned = |form: &&MergedForm| {
        form.state != State::Missing && forms.iter().any(|own| own.form_id == form.form_id)
    };
    for form in all.merged.forms.iter().filter(returned) {
        for field in Field::ANSWERED {
            let key = (form.form_id.clone(), field);
            let text = form.answers.get(&field).map(|answer| answer.text.as_str());
            let issued = all.issued.get(&key).filter(|_| form.conflict(field).is_none());
            let text = text.or(issued.map(String::as_str)).unwrap_or_default();
            let text = if is_error(form, field, text) { "" } else { text };
            answers.insert(key, text.to_owned());
        }
    }
    answers
}

/// What is wrong with every faulty answer, by 様式ID and field.
fn marks<'a>(
    all: &SendBack<'_>,
    faults: &[Fault<'a>],
) -> BTreeMap<&'a str, BTreeMap<Field, String>> {
    let period = all.template.period(&all.merged.period);
    let required = period.map_or(&[][..], |period| &period.requires);
    let mut marks: BTreeMap<&str, BTreeMap<Field, String>> = BTreeMap::new();
    for fault in faults.iter().filter(|fault| fault.form.is_some()) {
        let Some(form_id) = fault.form_id else { continue };
        let fields = match (fault.finding.code, fault.finding.field) {
            (Code::V09 | Code::S06, _) => required.to_vec(),
            // Where it stood is no fault of the answer.
            (Code::S07, _) | (_, None) => Vec::new(),
            (_, Some(field)) => vec![field],
        };
        for field in fields.into_iter().filter(|field| Field::ANSWERED.contains(field)) {
            let text = marks.entry(form_id).or_default().entry(field).or_default();
            if !text.is_empty() {
                text.push('\n');
            }
            // Writing to a String cannot fail.
            let _ = write!(text, "{}。{}", fault.finding.message(), fault.asked);
        }
    }
    marks
}

fn facts(all: &SendBack<'_>, section: &str) -> Vec<(&'static str, String)> {
    let year = &all.plan.fiscal_year.label;
    let months = all.template.period(&all.merged.period).map(|period| period.months);
    let months = months.map(|[first, last]| format!("（{first}～{last}月）")).unwrap_or_default();
    let date = all.merged.as_of.as_deref().and_then(parse_date);
    let mut facts = vec![
        ("課", section.to_owned()),
        ("期", format!("{year}　{}{months}の進捗状況の報告", all.merged.period)),
        ("版", format!("第 {} 版の様式に入れ直してあります", all.edition)),
    ];
    facts.extend(date.map(|date| ("基準日", format!("{}までの提出分", wareki(date)))));
    facts.push(("提出先", all.settings.secretariat.clone()));
    facts
}

fn request(all: &SendBack<'_>, faults: &[Fault<'_>]) -> Vec<String> {
    let count = |severity| {
        let of = |fault: &&Fault<'_>| fault.finding.severity() == severity;
        faults.iter().filter(of).count()
    };
    let counts = [(Severity::Error, "直すところ"), (Severity::Warning, "確かめるところ")]
        .map(|(severity, what)| (count(severity), format!("{what}（{}）", severity.label())));
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{what}が {count} 件"))
        .collect();
    vec![
        format!(
            "提出していただいた報告に、{}あります。次の一覧の「どうするか」のとおりにして、このファイルを{}へ提出してください。",
            counts.join("、"),
            all.settings.secretariat
        ),
        "読み取れた答えは、このファイルの様式に入れ直してあります。前のファイルは使わず、このファイルを直してください。ここに書いた答えが、前に提出された答えに代わります。".to_owned(),
        "青い下線のシート名を押すと、直す欄へ移ります。その欄には色が付いていて、選ぶとどうするかが表示されます。直したら「済」を選んでください。".to_owned(),
    ]
}

fn items(
    all: &SendBack<'_>,
    faults: &[Fault<'_>],
    views: &[FormView<'_>],
    sheets: &[IssuedSheet],
) -> Vec<Item> {
    // Every stray cell of a sheet is a finding of its own, and would be a line of its own.
    let same = |a: &Fault<'_>, b: &Fault<'_>| {
        let sheet = |fault: &Fault<'_>| {
            let at = fault.finding.location.as_ref()?;
            Some((at.file.clone(), at.sheet.clone()))
        };
        a.finding.code == Code::S11 && b.finding.code == Code::S11 && sheet(a) == sheet(b)
    };
    faults.chunk_by(same).filter_map(|group| item(all, group, views, sheets)).collect()
}

fn item(
    all: &SendBack<'_>,
    group: &[Fault<'_>],
    views: &[FormView<'_>],
    sheets: &[IssuedSheet],
) -> Option<Item> {
    let fault = group.first()?;
    let finding = fault.finding;
    let view = fault.form.and_then(|form| views.get(form));
    let target = fault.form.and_then(|form| sheets.get(form)).map(|sheet| {
        let first = match finding.code {
            Code::V09 | Code::S06 => all.template.period(&all.merged.period)?.requires.first(),
            _ => finding.field.as_ref(),
        };
        let at = first.and_then(|field| sheet.cells.get(field)).unwrap_or(&sheet.id_cell);
        Some((sheet.name.clone(), *at))
    });
    let form = match (view, fault.form_id) {
        (Some(view), _) => format!("{}\n{}", view.form_id, view.initiative),
        (None, Some(form_id)) => form_id.to_owned(),
        (None, None) => "提出されたファイル".to_owned(),
    };
    let message = match finding.code {
        Code::S11 if group.len() > 1 => {
            let alone = |fault: &Fault<'_>| {
                fault.finding.location.as_ref().is_some_and(|at| at.cell.is_some())
            };
            let more = if group.iter().all(alone) { "" } else { "以上" };
            format!("{STRAY}（{} か所{more}）", group.len())
        }
        // What follows the colon is a part of the quotes, which stand beside it whole.
        Code::S11 | Code::M03 | Code::M07 | Code::X02 => {
            finding.message().split('：').next().unwrap_or_default().to_owned()
        }
        _ => finding.message(),
    };
    Some(Item {
        severity: finding.severity().label(),
        target: target.flatten(),
        form,
        field: finding.field.map_or("－", Field::label).to_owned(),
        message,
        quotes: group.iter().flat_map(|fault| quotes(all, fault)).collect(),
        asked: fault.asked,
    })
}

/// What was found, whole; every answer of a conflict by itself, so that one can be copied.
fn quotes(all: &SendBack<'_>, fault: &Fault<'_>) -> Vec<Quote> {
    let finding = fault.finding;
    let quote = |caption: String, text: &str| Quote { caption, text: text.to_owned() };
    if let Some(answers) = conflict(all, fault) {
        let place =
            |at: &Provenance| caption(all, &format!("{}!{}!{}", at.file, at.sheet, at.cell));
        return answers.iter().map(|answer| quote(place(&answer.source), &answer.text)).collect();
    }
    let place = finding.location.as_ref().map(|at| caption(all, &at.to_string()));
    let or_blank = |text: &str| if text.is_empty() { BLANK } else { text }.to_owned();
    let found = match finding.code {
        Code::V01 | Code::V09 => BLANK.to_owned(),
        Code::M03 => or_blank(finding.found.as_deref().unwrap_or_default()),
        _ => shortened(finding.found.as_deref().unwrap_or_default()),
    };
    let mut quotes = vec![quote(place.unwrap_or_default(), &found)];
    let beside = match finding.code {
        Code::M03 => "配布した文",
        Code::M07 => "使った答え",
        Code::X02 => "受付時の答え",
        _ => return quotes,
    };
    let expected = finding.expected.as_deref();
    quotes.extend(expected.map(|text| quote(beside.to_owned(), &or_blank(text))));
    quotes
}

/// A quote that is no answer, cut where it fills the workbook: the 課 has the file that it is from.
fn shortened(text: &str) -> String {
    let (start, rest) = text.split_at(text.floor_char_boundary(MOST_QUOTED));
    if rest.is_empty() { text.to_owned() } else { format!("{start}\n{CUT}") }
}

fn conflict<'a>(all: &SendBack<'a>, fault: &Fault<'_>) -> Option<&'a [Answer]> {
    let field = fault.finding.field.filter(|_| fault.finding.code == Code::M02)?;
    let form = all.merged.forms.iter().find(|form| Some(form.form_id.as_str()) == fault.form_id)?;
    form.conflict(field).map(|conflict| conflict.answers.as_slice())
}

/// A place as the 課 knows it: without the folder of 総務課.
fn caption(all: &SendBack<'_>, place: &str) -> String {
    let folder = format!("回収/{}/", all.merged.period);
    format!("〔{}〕", place.strip_prefix(&folder).unwrap_or(place))
}
