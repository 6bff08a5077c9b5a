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
const CHARACTERS: &str = "文字の収支";
const DIFFERENT: &str = "不一致";
/// Columns of the program's figure, the formula's, the difference and the word, 0-based.
const PROGRAM: u32 = 2;
const FORMULA: u32 = 3;
const WORD: u32 = 5;

const COLUMNS: [Column<'static>; 7] = [
    Column::new("区分", 100, Kind::Text),
    Column::new("数えたもの", 280, Kind::Text),
    Column::new("プログラムの値", 110, Kind::Number),
    Column::new("式の値", 110, Kind::Number),
    Column::new("差", 80, Kind::Number),
    Column::new("判定", 88, Kind::Word),
    Column::new("式が数えるところ", 330, Kind::Text),
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
    let mut sheet = ListSheet::new(SHEET, (&title, &note), &COLUMNS, &desk.styles);
    let mut checks = of_forms(desk);
    checks.extend(of_states(desk));
    checks.extend(of_findings(desk));
    for check in &checks {
        let row = sheet.next_row();
        sheet.row(&cells(check, row));
    }
    let first = sheet.next_row();
    for (name, count) in destinations(desk) {
        sheet.row(&part(name, count));
    }
    let last = sheet.next_row();
    checks.push(of_characters(desk, (first, last)));
    sheet.row(&cells(&checks[checks.len() - 1], last));
    let equal = checks.iter().all(|check| check.program == check.value);
    let words = format!("{}:{}", cell(FIRST, WORD), cell(last, WORD));
    let word = if equal { "すべて一致" } else { DIFFERENT };
    let formula = format!("=IF(COUNTIF({words},\"{DIFFERENT}\")=0,\"すべて一致\",\"{DIFFERENT}\")");
    sheet.total(&[
        "判定".into(),
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
        Cell::Words(formula, word.to_owned()),
        Cell::Blank,
    ]);
    mark(&mut sheet.sheet, last + 1, &desk.styles);
    let mut sheet = sheet.finish(desk.input.template, &desk.paper(), 2);
    sheet.one_page();
    sheet
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

/// A destination of characters: a part of the sum below, with nothing to compare it with.
fn part(name: &'static str, count: u64) -> [Cell<'static>; 7] {
    [
        CHARACTERS.into(),
        name.into(),
        Cell::Number(count as f64),
        Cell::Blank,
        Cell::Blank,
        "内訳".into(),
        Cell::Blank,
    ]
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
        let told = "「一覧」の枝番のある行（左の値は台帳の数）";
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

/// Where the characters went.
fn destinations(desk: &Desk<'_>) -> [(&'static str, u64); 7] {
    let account = desk.input.merged.account;
    [
        ("見出しと決まった文", account.labels),
        ("配布した文のまま戻った文字", account.issued),
        ("一覧に入った答え", account.merged),
        ("食い違う答え（一覧にすべて並べています）", account.conflicting),
        ("同じ答えの写し", account.repeated),
        ("プログラムが書いたシート", account.own_sheets),
        ("確認事項に引用した文字", account.quoted),
    ]
}

/// Characters in against characters out, whose rows stand right above.
fn of_characters(desk: &Desk<'_>, rows: (u32, u32)) -> Check {
    let account = desk.input.merged.account;
    let (first, last) = (cell(rows.0, PROGRAM), cell(rows.1 - 1, PROGRAM));
    Check {
        kind: CHARACTERS,
        name: "読み取った文字 ＝ 行き先の合計".to_owned(),
        program: account.read,
        formula: format!("=SUM({first}:{last})"),
        value: account.accounted(),
        told: "すぐ上の、行き先ごとの文字数",
    }
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
