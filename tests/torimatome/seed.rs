//! The real plan's text: 21 取組項目 and 36 forms, in every text encoding.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;

use torimatome::bind::Known;
use torimatome::commands::import::{Imported, bind_readings};
use torimatome::read;
use torimatome::recognise::strip_html;
use torimatome::template::Template;

/// The seed beside the project; `None`, with a printed reason, elsewhere.
pub(crate) fn seed() -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/seed/plan-r6.txt");
    let text = std::fs::read_to_string(&path);
    if text.is_err() {
        let _ = writeln!(std::io::stderr(), "skipped: the plan's text is not there");
    }
    text.ok()
}

pub(crate) fn import_text(bytes: &[u8]) -> Imported {
    let template = Template::by_name("torikumi").expect("built in");
    bind_readings(read::read("plan-r6.txt", bytes), &Known::default(), &template)
}

/// Codes of an import with their counts.
fn codes(imported: &Imported) -> Vec<(String, usize)> {
    let mut codes: Vec<(String, usize)> = Vec::new();
    let mut all: Vec<_> = imported.findings.iter().map(|f| f.code.as_str()).collect();
    all.sort_unstable();
    for code in all {
        match codes.last_mut() {
            Some((last, count)) if last == code => *count += 1,
            _ => codes.push((code.to_owned(), 1)),
        }
    }
    codes
}

#[track_caller]
fn check_real_plan(imported: &Imported, text: &str) {
    let plan = &imported.plan;
    assert_eq!(plan.title, "町政運営推進プランR6");
    assert_eq!(plan.municipality, "上富良野町");
    assert_eq!(plan.fiscal_year.label, "令和6年度");
    assert_eq!(plan.initiatives().count(), 21);
    assert_eq!(plan.forms.len(), 36);
    let ids: BTreeSet<_> = plan.forms.iter().map(|form| form.form_id.as_str()).collect();
    assert_eq!(ids.len(), 36, "ids are distinct");
    let values = |label: &str| -> Vec<String> {
        let label: String = label.chars().filter(|c| !c.is_whitespace()).collect();
        let squeeze = |cell: &str| cell.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        text.lines()
            .filter_map(|line| {
                let cells: Vec<&str> = line.split('\t').collect();
                let at = cells.iter().position(|cell| squeeze(cell) == label)?;
                let value = cells[at + 1..].iter().find(|cell| !cell.trim().is_empty())?;
                Some(strip_html(value).map_or_else(|| (*value).to_owned(), |(text, _)| text))
            })
            .collect()
    };
    let fields = |get: fn(&torimatome::model::Form) -> &Option<String>| -> Vec<String> {
        plan.forms.iter().map(|form| get(form).clone().expect("issued")).collect()
    };
    assert_eq!(fields(|form| &form.vision), values("目指す姿"));
    assert_eq!(fields(|form| &form.annual_goal), values("目標"));
    assert_eq!(fields(|form| &form.planned_actions), values("取組内容"));
    for form in &plan.forms {
        assert_eq!(form.progress.first_half, None, "{}", form.form_id);
        assert_eq!(form.goal_attainment, None, "{}", form.form_id);
        assert_eq!(form.evaluation, None, "{}", form.form_id);
    }
}

#[test]
fn the_real_plan_is_read_from_utf8_and_cp932() {
    let Some(text) = seed() else { return };
    let utf8 = import_text(text.as_bytes());
    check_real_plan(&utf8, &text);
    let (cp932, _, unmappable) = encoding_rs::SHIFT_JIS.encode(&text);
    assert!(!unmappable, "the plan's text fits into CP932");
    let cp932 = import_text(&cp932);
    check_real_plan(&cp932, &text);
    assert_eq!(utf8.plan, cp932.plan);
}

#[test]
fn the_real_plan_gets_the_findings_that_it_deserves() {
    let Some(text) = seed() else { return };
    let imported = import_text(text.as_bytes());
    let codes = codes(&imported);
    let codes: Vec<_> = codes.iter().map(|(code, count)| (code.as_str(), *count)).collect();
    // 42 labels are not spelled as the others, eight cells hold `<ul …>`, four forms are numbered
    // ② or ③, and the 体系 table's columns are shifted.
    assert_eq!(codes, [("H05", 1), ("T01", 42), ("T02", 4), ("T04", 8)]);
}
