//! `status`: 課 by 課, what was issued, returned, filled and is to be corrected.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::job::Job;
use super::returns::{MergedReturns, merge_returns};
use super::{Done, has_errors};
use crate::calendar::today;
use crate::cli::{ReportFormat, StatusArgs};
use crate::error::Result;
use crate::merge::State;
use crate::model::wareki;
use crate::render::json::to_json;
use crate::rules::Severity;

/// The state of a 期.
#[derive(Debug, Serialize)]
struct Status {
    schema: &'static str,
    period: String,
    edition: Option<u32>,
    due: Option<String>,
    days_left: Option<i32>,
    sections: Vec<SectionStatus>,
}

/// The state of a 課; counts of forms.
#[derive(Debug, Serialize)]
struct SectionStatus {
    section: String,
    issued: usize,
    returned: usize,
    filled: usize,
    to_correct: usize,
    files: usize,
    forms: Vec<FormStatus>,
}

#[derive(Debug, Serialize)]
struct FormStatus {
    form_id: String,
    state: State,
    to_correct: bool,
}

/// Runs `status`; it writes nothing.
///
/// # Errors
///
/// The folder is no plan folder.
pub(super) fn run(args: &StatusArgs) -> Result<Done> {
    let job = Job::open(&args.folder)?;
    let imported = job.import()?;
    let ledger = job.ledger()?;
    let result = merge_returns(&job, &imported, ledger.as_ref())?;
    let status = status(&job, &result, ledger.map(|ledger| ledger.edition), today());
    let data = match args.format {
        ReportFormat::Json => to_json(&status),
        ReportFormat::Text => table(&status),
    };
    let sum = |get: fn(&SectionStatus) -> usize| status.sections.iter().map(get).sum::<usize>();
    let totals = format!(
        "状況（{}）：配布 {} 様式、提出 {}、記入済 {}、要修正 {}",
        status.period,
        sum(|s| s.issued),
        sum(|s| s.returned),
        sum(|s| s.filled),
        sum(|s| s.to_correct)
    );
    Ok(Done {
        data: data.into_bytes(),
        messages: result.misplaced.iter().cloned().chain([totals]).collect(),
        failed: args.folder.strict && has_errors(&result.findings),
    })
}

fn status(job: &Job, result: &MergedReturns, edition: Option<u32>, today: Option<Date>) -> Status {
    let merged = &result.merged;
    let faulty: BTreeSet<&str> = result
        .findings
        .iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .filter_map(|finding| finding.form_id.as_deref())
        .collect();
    let section = |name: String| {
        let forms: Vec<FormStatus> = merged
            .forms
            .iter()
            .filter(|form| form.section == name)
            .map(|form| FormStatus {
                form_id: form.form_id.clone(),
                state: form.state,
                to_correct: form.state != State::Missing && faulty.contains(form.form_id.as_str()),
            })
            .collect();
        SectionStatus {
            issued: forms.len(),
            returned: forms.iter().filter(|form| form.state != State::Missing).count(),
            filled: forms.iter().filter(|form| form.state == State::Complete).count(),
            to_correct: forms.iter().filter(|form| form.to_correct).count(),
            files: merged.returns.iter().filter(|r| r.section.as_ref() == Some(&name)).count(),
            section: name,
            forms,
        }
    };
    let due = job.folder.settings.due.get(&job.period).copied();
    Status {
        schema: "torimatome/status/1",
        period: job.period.clone(),
        edition,
        due: due.map(|due| due.to_string()),
        days_left: due.zip(today).map(|(due, today)| (due - today).get_days()),
        sections: job.folder.settings.section_names().into_iter().map(section).collect(),
    }
}

/// The table for a terminal: columns by display width.
fn table(status: &Status) -> String {
    let mut out = String::new();
    let due = match (&status.due, status.days_left) {
        (Some(due), Some(days)) => {
            let day = crate::model::parse_date(due).map(wareki).unwrap_or_default();
            match days {
                0 => format!("{day}（今日）"),
                1.. => format!("{day}（あと {days} 日）"),
                _ => format!("{day}（{} 日超過）", -days),
            }
        }
        _ => "定めていません".to_owned(),
    };
    let edition = status.edition.map_or("未配布".to_owned(), |edition| format!("第{edition}版"));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "期：{}　版：{edition}　提出期限：{due}", status.period);
    let heads = ["課", "配布", "提出", "記入済", "要修正", "ファイル"];
    let rows = status.sections.iter().map(|s| {
        let counts = [s.issued, s.returned, s.filled, s.to_correct, s.files].map(|n| n.to_string());
        let [issued, returned, filled, to_correct, files] = counts;
        [s.section.clone(), issued, returned, filled, to_correct, files]
    });
    for row in std::iter::once(heads.map(str::to_owned)).chain(rows) {
        let [section, counts @ ..] = row;
        let _ = write!(out, "{section}{}", pad(&section, 22));
        for count in counts {
            let _ = write!(out, "{}{count}", pad(&count, 9));
        }
        out.push('\n');
    }
    out
}

/// Blanks that fill a text up to a display width.
fn pad(text: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(unicode_width::UnicodeWidthStr::width_cjk(text)))
}
