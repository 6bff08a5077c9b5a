//! 総括: the whole 期 on one page: shares, 基本項目 by 状況区分, 課 by state, each with its chart.
//!
//! In: the desk. Out: one A4 landscape page, and where its totals stand. Every figure is a formula
//! over 一覧, 確認事項 or 課別; the charts are drawn over the figures.

mod page;

use super::super::list_sheet::Cell;
use super::super::sheet::chart::Fill;
use super::super::sheet::{Sheet, reference};
use super::super::tally::{SectionTally, SeverityCounts, StateCounts};
use super::formulas::{StatusColumns, cell, count, share, states, sum};
use super::items::OUTSIDE;
use super::{Desk, findings, list, sections};
use crate::grid::{Addr, Region};
use crate::merge::State;
use crate::model::{roman, wareki};
use crate::rules::Severity;
use page::{KEY, Page, ROW};

/// Name of the sheet.
pub(super) const SHEET: &str = "総括";
/// Column of 様式数 in both tables, 0-based.
pub(super) const FORMS: u32 = 1;
/// Column of the first 状況区分 or state, 0-based.
const PARTS: u32 = 2;
/// Row of the key figures, 0-based, below title, dates, a gap and their names.
const KEYS: u32 = 4;
/// Row of the head of the first table, 0-based, below a gap and its heading.
const AREA_HEAD: u32 = KEYS + 3;
/// Most 課 that the page names; more would be too small to read.
const MOST: usize = 20;
/// Least heights of the charts in points.
const AREA_CHART: f64 = 170.0;
const SECTION_CHART: f64 = 330.0;

/// How the parts of a bar are filled, in turn: apart in grey, and by pattern.
const FILLS: [Fill; 5] = [
    Fill::Plain(0x001F_4E79),
    Fill::Plain(0x009D_C3E6),
    Fill::Lines(0x008A_5A00),
    Fill::Crossed(0x00A6_3603),
    Fill::Dots(0x0040_4040),
];
const WHITE: Fill = Fill::Plain(0x00FF_FFFF);
const GREY: Fill = Fill::Plain(0x00C9_C9C9);

/// Row of the totals of the 基本項目, 0-based.
pub(super) fn area_total_row(desk: &Desk<'_>) -> u32 {
    AREA_HEAD + 1 + desk.totals.areas.len() as u32 + u32::from(has_outside(desk))
}

/// Sums the 状況区分 in the row of the totals.
pub(super) fn status_sum(desk: &Desk<'_>) -> String {
    let row = area_total_row(desk);
    let last = PARTS + desk.input.template.status.columns().len() as u32 - 1;
    let first = reference(SHEET, Addr::new(row, PARTS));
    let absolute = reference(SHEET, Addr::new(row, last));
    let last = absolute.rsplit('!').next().unwrap_or_default();
    format!("=SUM({first}:{last})")
}

fn has_outside(desk: &Desk<'_>) -> bool {
    desk.totals.outside.states.total() > 0
}

/// Draws the sheet.
pub(super) fn overview_sheet(desk: &Desk<'_>) -> Sheet {
    let attainments = desk.totals.attainments.choices.len() + 1;
    let parts = desk.input.template.status.columns().len().max(attainments);
    let columns = PARTS + (parts as u32).max(8);
    let mut page = Page::new(desk, columns);
    page.head();
    page.keys();
    page.areas();
    page.sections();
    page.finish()
}

impl Page<'_, '_> {
    /// Title, 基準日 and due date.
    fn head(&mut self) {
        let desk = self.desk;
        let row = self.row(self.look.title.size * 1.9);
        let title = format!("{}　{SHEET}", desk.header);
        self.sheet.text(Addr::new(row, 0), &title, &self.look.title);
        let row = self.row(ROW);
        let due = desk.input.settings.due.get(&desk.input.merged.period).copied();
        let due = due.map_or_else(|| "定めなし".to_owned(), wareki);
        let town = &desk.input.merged.municipality;
        let dates = format!("{}　提出期限：{due}　{town}", desk.as_of);
        self.sheet.text(Addr::new(row, 0), dates.trim_end(), &self.look.plain);
        self.row(6.0);
    }

    /// The key figures, each below its name, two columns wide.
    fn keys(&mut self) {
        let desk = self.desk;
        let (all, found) = (&desk.totals.all, &desk.totals.findings);
        let state = |equal: &str, state: State| {
            let word = format!("\"{equal}{}\"", state.label());
            count(desk, &[(list::STATE, &word)])
        };
        let severity = |severity: Severity| {
            let column = desk.findings_column(findings::SEVERITY);
            format!("=COUNTIF({column},\"{}\")", severity.label())
        };
        let forms = format!("={}", count(desk, &[]));
        let first = cell(KEYS, 0);
        let (returned, complete) = (state("<>", State::Missing), state("", State::Complete));
        let complete_forms = all.get(State::Complete);
        let keys = [
            ("様式（件）", Cell::Formula(forms, all.total() as f64)),
            ("提出率", share(&returned, &first, (all.returned(), all.total()))),
            ("記入率", share(&complete, &first, (complete_forms, all.total()))),
            ("要修正（件）", Cell::Formula(severity(Severity::Error), found.error as f64)),
            ("要確認（件）", Cell::Formula(severity(Severity::Warning), found.warning as f64)),
        ];
        let (names, values) = (self.row(ROW), self.row(KEY));
        let mut col = 0;
        for (name, value) in &keys {
            let last = if col == 0 { 0 } else { col + 1 };
            for row in [names, values] {
                let style = if row == names { &self.look.head } else { &self.look.key };
                let region = Region { first: Addr::new(row, col), last: Addr::new(row, last) };
                self.sheet.merge(region, style);
            }
            let (head, key) = (self.look.head.clone(), self.look.key.clone());
            self.put(Addr::new(names, col), &Cell::from(*name), &head);
            self.put(Addr::new(values, col), value, &key);
            col = last + 1;
        }
        self.row(10.0);
    }

    /// 基本項目 by 状況区分.
    fn areas(&mut self) {
        let desk = self.desk;
        let totals = &desk.totals;
        let words = desk.input.template.status.columns();
        let mut heads = vec!["基本項目", "様式数"];
        heads.extend(&words);
        let titles =
            ["１　基本項目別の状況区分（様式の数）", "図１　基本項目別の状況区分（様式の数）"];
        let start = self.heights.len();
        let head = self.table_head(titles, &heads);
        let columns = StatusColumns { first: PARTS, forms: FORMS, head };
        for (area, statuses) in totals.areas.iter().zip(&totals.area_statuses) {
            let row = self.heights.len() as u32;
            let name = format!("$A{}", row + 1);
            let own = [(list::AREA, name.as_str())];
            let mut cells: Vec<Cell<'_>> = vec![
                format!("{} {}", roman(area.number), area.title).into(),
                Cell::Formula(format!("={}", count(desk, &own)), area.states.total() as f64),
            ];
            cells.extend(columns.cells(desk, row, statuses, &own));
            self.record(&cells, false);
        }
        if has_outside(desk) {
            let row = self.heights.len() as u32;
            let own = [(list::AREA, "\"\"")];
            let outside = &totals.outside;
            let mut cells: Vec<Cell<'_>> = vec![
                OUTSIDE.into(),
                Cell::Formula(format!("={}", count(desk, &own)), outside.states.total() as f64),
            ];
            cells.extend(columns.cells(desk, row, &outside.statuses, &own));
            self.record(&cells, false);
        }
        let end = self.heights.len() as u32;
        let figures = std::iter::once(totals.all.total()).chain(totals.statuses.columns());
        let mut cells: Vec<Cell<'_>> = vec!["計".into()];
        cells.extend((FORMS..).zip(figures).map(|(col, value)| sum(col, (head + 1, end), value)));
        self.record(&cells, true);
        let note = format!(
            "状況区分は総務課が「一覧」で選んだものです。選んでいない様式は「{}」として数えます。",
            desk.input.template.status.undecided
        );
        self.note(&note);
        self.attainments();
        self.fill_up(start, AREA_CHART);
        let count = words.len() as u32 - 2;
        let mut parts: Vec<(u32, Fill)> =
            (PARTS..).zip(FILLS.into_iter().cycle()).take(count as usize).collect();
        parts.extend([(PARTS + count, WHITE), (PARTS + count + 1, GREY)]);
        self.chart(start, (head, end), parts, "基本項目ごとの、状況区分別の様式の数の棒グラフ");
        self.row(8.0);
    }

    /// What the 課 chose at 目標の達成, where somebody did.
    fn attainments(&mut self) {
        let desk = self.desk;
        let (all, counts) = (desk.totals.all.total(), &desk.totals.attainments);
        let chosen: u64 = counts.choices.iter().map(|(_, count)| count).sum();
        if chosen == 0 {
            return;
        }
        self.row(4.0);
        let mut names = vec!["目標の達成（課の答え）", "様式数"];
        names.extend(counts.choices.iter().map(|(choice, _)| choice.as_str()));
        names.push("ほか");
        let head = self.heads(&names);
        let row = self.heights.len() as u32;
        let mut cells: Vec<Cell<'_>> = vec![
            "達成区分ごとの様式の数".into(),
            Cell::Formula(format!("={}", count(desk, &[])), all as f64),
        ];
        for (col, (_, value)) in (PARTS..).zip(&counts.choices) {
            let heading = cell(head, col);
            let formula = format!("={}", count(desk, &[(list::ATTAINMENT, &heading)]));
            cells.push(Cell::Formula(formula, *value as f64));
        }
        let last = cell(row, PARTS + counts.choices.len() as u32 - 1);
        let rest = format!("={}-SUM({}:{last})", cell(row, FORMS), cell(row, PARTS));
        cells.push(Cell::Formula(rest, (all - chosen) as f64));
        self.record(&cells, false);
        self.note("「ほか」は、記入のないもの、選択肢にない答え、食い違う答えです。");
    }

    /// 課 by state.
    fn sections(&mut self) {
        let desk = self.desk;
        let totals = &desk.totals;
        let mut heads = vec!["課", "様式数"];
        heads.extend(State::ALL.map(State::label));
        heads.extend(["提出率", "要修正", "要確認"]);
        let titles = ["２　課別の提出と記入（様式の数）", "図２　課別の提出と記入（様式の数）"];
        let start = self.heights.len();
        let head = self.table_head(titles, &heads);
        let all = &totals.sections;
        let shown = if all.len() > MOST + 2 { MOST } else { all.len() };
        for tally in &all[..shown] {
            let row = self.heights.len() as u32;
            let name = format!("$A{}", row + 1);
            let own = [(list::SECTION, name.as_str())];
            let mut cells: Vec<Cell<'_>> = vec![
                tally.section.as_str().into(),
                Cell::Formula(format!("={}", count(desk, &own)), tally.states.total() as f64),
            ];
            cells.extend(states(desk, (head, PARTS), &tally.states, &own));
            cells.push(share_of(row, &tally.states));
            for severity in [Severity::Error, Severity::Warning] {
                let found = tally.findings.get(severity);
                cells.push(sections::found(desk, &name, severity, found));
            }
            self.record(&cells, false);
        }
        let end = self.heights.len() as u32;
        if shown < all.len() {
            self.others(&all[shown..], (head + 1, end));
        }
        self.section_total(head + 1);
        self.fill_up(start, SECTION_CHART);
        // 未提出 to 記入済, so that what is done stands at the left of the bar.
        let fills = [WHITE, FILLS[4], FILLS[2], FILLS[3], FILLS[0]];
        let parts: Vec<(u32, Fill)> = (PARTS..).zip(fills).collect();
        let parts: Vec<(u32, Fill)> = parts.into_iter().rev().collect();
        self.chart(start, (head, end), parts, "課ごとの、状態別の様式の数の棒グラフ");
    }

    /// What 課 that the page does not name have: the totals of 課別 less those above.
    fn others(&mut self, others: &[SectionTally], rows: (u32, u32)) {
        let row = self.heights.len() as u32;
        let total = sections::total_row(self.desk);
        let rest: StateCounts = others.iter().map(|tally| tally.states).sum();
        let found: SeverityCounts = others.iter().map(|tally| tally.findings).sum();
        let less = |col: u32, of: u32, value: u64| {
            let all = reference(sections::SHEET, Addr::new(total, of));
            let named = format!("SUM({}:{})", cell(rows.0, col), cell(rows.1 - 1, col));
            Cell::Formula(format!("={all}-{named}"), value as f64)
        };
        let mut cells: Vec<Cell<'_>> = vec![
            format!("ほか {} 課（→ 課別）", others.len()).into(),
            less(FORMS, sections::FORMS, rest.total()),
        ];
        for (index, state) in (0..).zip(State::ALL) {
            cells.push(less(PARTS + index, sections::STATES + index, rest.get(state)));
        }
        let after = PARTS + State::ALL.len() as u32;
        cells.push(share_of(row, &rest));
        cells.push(less(after + 1, sections::SHARES + 2, found.error));
        cells.push(less(after + 2, sections::SHARES + 3, found.warning));
        self.record(&cells, false);
    }

    fn section_total(&mut self, first: u32) {
        let row = self.heights.len() as u32;
        let tallies = &self.desk.totals.sections;
        let all: StateCounts = tallies.iter().map(|tally| tally.states).sum();
        let found: SeverityCounts = tallies.iter().map(|tally| tally.findings).sum();
        let total = |col: u32, value: u64| sum(col, (first, row), value);
        let after = PARTS + State::ALL.len() as u32;
        let mut cells: Vec<Cell<'_>> = vec!["計".into(), total(FORMS, all.total())];
        cells.extend((PARTS..).zip(State::ALL).map(|(col, state)| total(col, all.get(state))));
        cells.push(share_of(row, &all));
        cells.push(total(after + 1, found.error));
        cells.push(total(after + 2, found.warning));
        self.record(&cells, true);
    }
}

/// 提出率 of a row of the second table, 0-based.
fn share_of(row: u32, counts: &StateCounts) -> Cell<'static> {
    let (forms, missing) = (cell(row, FORMS), cell(row, PARTS));
    share(&format!("({forms}-{missing})"), &forms, (counts.returned(), counts.total()))
}
