//! 検算: every total that the program computed beside the one that the formulas give.
//!
//! In: the totals and the account. Out: a sheet on which both stand in one row, with their difference
//! and a word. Only a 台帳 of an older plan can make a difference: any other stops the run before.

use super::super::list_sheet::{Cell, Column, FIRST, Kind, ListSheet};
use super::super::sheet::{Sheet, reference};
use super::super::style::Styles;
use super::formulas::{cell, count};
use super::{Desk, findings, items, list, overview, sections};
use crate::grid::{Addr, Region};
use crate::merge::State;
use crate::rules::Severity;

/// Name of the sheet.
pub(super) const SHEET: &str = "検算";
const EQUAL: &str = "一致";
const DIFFERENT: &str = "不一致";
/// Columns of the program's figure, the formula's, the difference and the word, 0-based.
const PROGRAM: u32 = 2;
const FORMULA: u32 = 3;
const WORD: u32 = 5;

const fn column(heading: &str, width: u32, kind: Kind) -> Column<'_> {
    Column { heading, width, kind }
}

const COLUMNS: [Column<'static>; 7] = [
    column("区分", 100, Kind::Text),
    column("数えたもの", 280, Kind::Text),
    column("プログラムの値", 110, Kind::Number),
    column("式の値", 110, Kind::Number),
    column("差", 80, Kind::Number),
    column("判定", 72, Kind::Word),
    column("式が数えるところ", 330, Kind::Text),
];

/// A row: two figures that must be equal.
struct Check {
    kind: &'static str,
    name: String,
    program: u64,
    formula: String,
    /// What the formula gives.
    value: u64,
    told: &'static str,
}

/// Draws the sheet.
pub(super) fn audit_sheet(desk: &Desk<'_>) -> Sheet {
    let checks = checks(desk);
    let equal = checks.iter().all(|check| check.program == check.value);
    let title = format!("{}　{SHEET}", desk.header);
    let issued = match desk.input.issued {
        None => "　まだ配布していないため、台帳とは比べていません。",
        Some(issued) if issued != desk.totals.all.total() => {
            "　配布した様式の数が今の計画と違います。様式を加えたか除いたときは、配布をやり直すと一致します。"
        }
        Some(_) => "",
    };
    let note = format!(
        "{}　プログラムが数えた値と、このファイルの式が数えた値を比べています。一覧や確認事項の行を消すと「{DIFFERENT}」になります。{issued}",
        desk.as_of
    );
    let mut list = ListSheet::new(SHEET, (&title, &note), &COLUMNS, &desk.styles);
    for check in &checks {
        let row = list.next_row();
        list.row(&cells(check, row));
    }
    let last = list.next_row() - 1;
    let words = format!("{}:{}", cell(FIRST, WORD), cell(last, WORD));
    let word = if equal { "すべて一致" } else { DIFFERENT };
    let formula = format!("=IF(COUNTIF({words},\"{DIFFERENT}\")=0,\"すべて一致\",\"{DIFFERENT}\")");
    list.total(&[
        "判定".into(),
        "上のすべて".into(),
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
        Cell::Words(formula, word.to_owned()),
        Cell::Blank,
    ]);
    mark(&mut list.sheet, last + 1, &desk.styles);
    list.finish(desk.input.template, &desk.paper(), 2)
}

/// Colours the words that say 不一致.
fn mark(sheet: &mut Sheet, last: u32, styles: &Styles) {
    let region = Region { first: Addr::new(FIRST, WORD), last: Addr::new(last, WORD) };
    let formula = format!("=${}=\"{DIFFERENT}\"", cell(FIRST, WORD));
    if let Some(fill) = styles.alert.fill {
        sheet.colour_when(region, &formula, fill, true);
    }
}

fn cells(check: &Check, row: u32) -> [Cell<'_>; 7] {
    let (program, formula) = (cell(row, PROGRAM), cell(row, FORMULA));
    let difference = check.value as f64 - check.program as f64;
    let word = if check.program == check.value { EQUAL } else { DIFFERENT };
    [
        check.kind.into(),
        check.name.as_str().into(),
        Cell::Number(check.program as f64),
        Cell::Formula(check.formula.clone(), check.value as f64),
        Cell::Formula(format!("={formula}-{program}"), difference),
        Cell::Words(
            format!("=IF({formula}={program},\"{EQUAL}\",\"{DIFFERENT}\")"),
            word.to_owned(),
        ),
        check.told.into(),
    ]
}

fn checks(desk: &Desk<'_>) -> Vec<Check> {
    let mut all = of_forms(desk);
    all.extend(of_states(desk));
    all.extend(of_characters(desk));
    all.extend(of_findings(desk));
    all
}

/// 体系, 台帳, 一覧, 課 and 基本項目: the forms must be as many in all of them.
fn of_forms(desk: &Desk<'_>) -> Vec<Check> {
    const KIND: &str = "様式の数";
    let totals = &desk.totals;
    let forms = totals.all.total();
    let listed = format!("={}", count(desk, &[]));
    let at =
        |sheet: &str, row: u32, col: u32| format!("={}", reference(sheet, Addr::new(row, col)));
    let check = |name: &str, program: u64, formula: String, told: &'static str| Check {
        kind: KIND,
        name: name.to_owned(),
        program,
        formula,
        value: forms,
        told,
    };
    let [(_, in_list), (_, of_items), (_, of_sections), (_, of_areas), (_, of_statuses), _] =
        totals.of_forms();
    let items = at(items::SHEET, items::total_row(desk), items::FORMS);
    let sections = at(sections::SHEET, sections::total_row(desk), sections::FORMS);
    let areas = at(overview::SHEET, overview::area_total_row(desk), overview::FORMS);
    let mut checks = vec![
        check("体系：取組項目ごとの様式の合計", of_items, items, "「項目別」の計"),
        check("一覧の様式", in_list, listed.clone(), "「一覧」の枝番のある行"),
        check("課ごとの様式の合計", of_sections, sections, "「課別」の計"),
        check("基本項目ごとの様式の合計", of_areas, areas, "「総括」の基本項目別の計"),
        check(
            "状況区分ごとの様式の合計",
            of_statuses,
            overview::status_sum(desk),
            "「総括」の基本項目別の計（状況区分の列）",
        ),
    ];
    if let Some(issued) = desk.input.issued {
        let told = "「一覧」の枝番のある行（プログラムの値は台帳の様式の数）";
        checks.insert(1, check("台帳：配布した様式", issued, listed, told));
    }
    checks
}

/// Forms by state, and by 達成区分.
fn of_states(desk: &Desk<'_>) -> Vec<Check> {
    let total = sections::total_row(desk);
    let state = |(col, state): (u32, State)| {
        let counted = desk.totals.all.get(state);
        Check {
            kind: "状態",
            name: state.label().to_owned(),
            program: counted,
            formula: format!("={}", reference(sections::SHEET, Addr::new(total, col))),
            value: counted,
            told: "「課別」の計",
        }
    };
    let attainment = |(choice, counted): &(String, u64)| {
        let condition = format!("\"{}\"", choice.replace('"', "\"\""));
        Check {
            kind: "達成区分",
            name: choice.clone(),
            program: *counted,
            formula: format!("={}", count(desk, &[(list::ATTAINMENT, &condition)])),
            value: *counted,
            told: "「一覧」の達成区分",
        }
    };
    let states = (sections::STATES..).zip(State::ALL).map(state);
    states.chain(desk.totals.attainments.choices.iter().map(attainment)).collect()
}

/// Characters in against characters out: the parts stand below, and the sum is a formula over them.
fn of_characters(desk: &Desk<'_>) -> Vec<Check> {
    let account = desk.input.merged.account;
    let parts = [
        ("見出しと決まった文", account.labels),
        ("配布した文のまま戻った文字", account.issued),
        ("一覧に入った答え", account.merged),
        ("食い違う答え（すべて一覧にあります）", account.conflicting),
        ("同じ答えの写し", account.repeated),
        ("プログラムが書いたシート", account.own_sheets),
        ("確認事項に引用した文字", account.quoted),
    ];
    let sum: Vec<String> = parts.iter().map(|(_, count)| count.to_string()).collect();
    let names: Vec<String> = parts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    vec![Check {
        kind: "文字の収支",
        name: format!("読み取った文字（行き先：{}）", names.join("、")),
        program: account.read,
        formula: format!("={}", sum.join("+")),
        value: account.accounted(),
        told: "行き先の文字数の合計（式の中に、行き先ごとの数を上の順に並べています）",
    }]
}

/// Findings by severity.
fn of_findings(desk: &Desk<'_>) -> Vec<Check> {
    let column = desk.findings_column(findings::SEVERITY);
    let check = |severity: Severity| {
        let counted = desk.totals.findings.get(severity);
        Check {
            kind: "指摘",
            name: severity.label().to_owned(),
            program: counted,
            formula: format!("=COUNTIF({column},\"{}\")", severity.label()),
            value: counted,
            told: "「確認事項」の程度",
        }
    };
    [Severity::Error, Severity::Warning, Severity::Info].map(check).into()
}
