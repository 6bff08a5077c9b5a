//! 総括: the whole 期 on one page: shares, 基本項目 by 状況区分, 課 by state, each with its chart.
//!
//! In: the desk. Out: one A4 landscape page, and where its totals stand. Every figure is a formula
//! over 一覧, 確認事項 or 課別; the charts are drawn over the figures.

use super::super::list_sheet::{COUNT, Cell, write};
use super::super::sheet::chart::{Fill, StackedBars};
use super::super::sheet::{PageSetup, Sheet, reference};
use super::super::style::{Across, Border, Down, Style, Styles};
use super::super::tally::StateCounts;
use super::super::text_layout::text_height;
use super::formulas::{StatusColumns, cell, count, share, states, sum};
use super::items::OUTSIDE;
use super::{Desk, findings, list, sections};
use crate::grid::{Addr, Region};
use crate::merge::State;
use crate::model::{roman, wareki};
use crate::rules::Severity;

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
/// Widths in pixels.
const NAME_WIDTH: u32 = 190;
const COUNT_WIDTH: u32 = 60;
const GAP_WIDTH: u32 = 16;
const CHART_WIDTH: u32 = 560;
/// Heights in points.
const ROW: f64 = 18.0;
const HEAD: f64 = 30.0;
const KEY: f64 = 36.0;
/// Least heights of the charts in points.
const AREA_CHART: f64 = 170.0;
const SECTION_CHART: f64 = 330.0;
/// Pixels a point.
const PIXELS: f64 = 96.0 / 72.0;

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
    let columns = PARTS + (desk.input.template.status.columns().len() as u32).max(8);
    let mut page = Page {
        desk,
        look: Look::new(&desk.styles),
        sheet: Sheet::new(SHEET),
        columns,
        heights: Vec::new(),
    };
    page.sheet.column_width(0, NAME_WIDTH);
    for col in 1..columns {
        page.sheet.column_width(col, COUNT_WIDTH);
    }
    page.sheet.column_width(columns, GAP_WIDTH);
    page.sheet.column_width(columns + 1, CHART_WIDTH);
    page.head();
    page.keys();
    page.areas();
    page.sections();
    page.finish()
}

struct Look {
    title: Style,
    plain: Style,
    heading: Style,
    head: Style,
    name: Style,
    figure: Style,
    total: Style,
    key: Style,
    note: Style,
}

impl Look {
    fn new(styles: &Styles) -> Self {
        let size = styles.small.size;
        let head = styles.label.clone().size(size);
        let figure = styles.word.clone().size(size).place(Across::Right, Down::Middle);
        let running = Style { border: Border::None, ..styles.cell.clone() };
        Self {
            title: Style { wrap: false, ..styles.title.clone() },
            plain: Style { wrap: false, ..running.clone() }.size(styles.plain.size),
            heading: Style { wrap: false, ..styles.heading.clone() },
            name: styles.cell.clone(),
            total: head.clone().place(Across::Right, Down::Middle).number_format(COUNT),
            key: styles.word.clone().bold().size(KEY_SIZE).number_format(COUNT),
            figure: figure.number_format(COUNT),
            note: running.colour(styles.small.colour.unwrap_or_default()),
            head,
        }
    }
}

/// Size of the type of the key figures in points.
const KEY_SIZE: f64 = 18.0;

struct Page<'d, 'a> {
    desk: &'d Desk<'a>,
    look: Look,
    sheet: Sheet,
    /// Columns of the tables.
    columns: u32,
    /// Heights of the rows so far, in points.
    heights: Vec<f64>,
}

impl Page<'_, '_> {
    /// Sets the height of the next row; gives the row.
    fn row(&mut self, height: f64) -> u32 {
        let row = self.heights.len() as u32;
        self.sheet.row_height(row, height);
        self.heights.push(height);
        row
    }

    fn put(&mut self, at: Addr, cell: &Cell<'_>, style: &Style) {
        write(&mut self.sheet, at, cell, style);
    }

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

    /// A heading over a table, one over its chart, and the head of the table; gives the head's row.
    fn table_head(&mut self, titles: [&str; 2], heads: &[&str]) -> u32 {
        let row = self.row(self.look.heading.size * 1.7);
        let heading = self.look.heading.clone();
        self.sheet.text(Addr::new(row, 0), titles[0], &heading);
        self.sheet.text(Addr::new(row, self.columns + 1), titles[1], &heading);
        let row = self.row(HEAD);
        let head = self.look.head.clone();
        for (col, name) in (0..).zip(heads) {
            self.sheet.text(Addr::new(row, col), name, &head);
        }
        row
    }

    fn record(&mut self, cells: &[Cell<'_>], total: bool) {
        let name_height = cells.first().map_or(0.0, |name| match name {
            Cell::Text(text) | Cell::Alert(text) => {
                text_height(text, NAME_WIDTH, self.desk.styles.small_face)
            }
            _ => 0.0,
        });
        let row = self.row(name_height.max(ROW));
        let look = &self.look;
        let figure = if total { look.total.clone() } else { look.figure.clone() };
        let head = look.head.clone().place(Across::Left, Down::Middle);
        let name = if total { head } else { look.name.clone() };
        for (col, cell) in (0..).zip(cells) {
            let style = if col == 0 { &name } else { &figure };
            self.put(Addr::new(row, col), cell, style);
        }
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
        self.fill_up(start, AREA_CHART);
        let count = words.len() as u32 - 2;
        let mut parts: Vec<(u32, Fill)> =
            (PARTS..).zip(FILLS.into_iter().cycle()).take(count as usize).collect();
        parts.extend([(PARTS + count, WHITE), (PARTS + count + 1, GREY)]);
        self.chart(start, (head, end), parts, "基本項目ごとの、状況区分別の様式の数の棒グラフ");
        self.row(8.0);
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
    fn others(&mut self, others: &[super::super::tally::SectionTally], rows: (u32, u32)) {
        let row = self.heights.len() as u32;
        let total = sections::total_row(self.desk);
        let rest: StateCounts = others.iter().map(|tally| tally.states).sum();
        let found: super::super::tally::SeverityCounts =
            others.iter().map(|tally| tally.findings).sum();
        let less = |col: u32, of: u32, value: u64| {
            let all = reference(sections::SHEET, Addr::new(total, of));
            let named = format!("SUM({}:{})", cell(rows.0, col), cell(rows.1 - 1, col));
            Cell::Formula(format!("={all}-{named}"), value as f64)
        };
        let mut cells: Vec<Cell<'_>> = vec![
            format!("ほか {} 課（「課別」にあります）", others.len()).into(),
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
        let found: super::super::tally::SeverityCounts =
            tallies.iter().map(|tally| tally.findings).sum();
        let total = |col: u32, value: u64| sum(col, (first, row), value);
        let after = PARTS + State::ALL.len() as u32;
        let mut cells: Vec<Cell<'_>> = vec!["計".into(), total(FORMS, all.total())];
        cells.extend((PARTS..).zip(State::ALL).map(|(col, state)| total(col, all.get(state))));
        cells.push(share_of(row, &all));
        cells.push(total(after + 1, found.error));
        cells.push(total(after + 2, found.warning));
        self.record(&cells, true);
    }

    fn note(&mut self, text: &str) {
        let width = NAME_WIDTH + COUNT_WIDTH * (self.columns - 1);
        let row = self.row(text_height(text, width, self.desk.styles.small_face) + 2.0);
        let region = Region { first: Addr::new(row, 0), last: Addr::new(row, self.columns - 1) };
        self.sheet.merged_text(region, text, &self.look.note);
    }

    /// Adds an empty row where the rows since `start` are lower than a chart needs.
    fn fill_up(&mut self, start: usize, least: f64) {
        let used: f64 = self.heights[start + 1..].iter().sum();
        if used < least {
            self.row(least - used);
        }
    }

    /// The chart beside the rows since `start`, below the heading that stands there.
    fn chart(&mut self, start: usize, rows: (u32, u32), parts: Vec<(u32, Fill)>, told: &str) {
        let (head, end) = rows;
        if end <= head + 1 {
            return;
        }
        let height: f64 = self.heights[start + 1..].iter().sum();
        let small = &self.desk.styles.small;
        let at = Addr::new(start as u32 + 1, self.columns + 1);
        let bars = StackedBars {
            source: SHEET,
            bars: Region { first: Addr::new(head + 1, 0), last: Addr::new(end - 1, 0) },
            names_row: head,
            parts,
            size: (CHART_WIDTH - 4, (height * PIXELS) as u32),
            font: &small.font,
            type_size: small.size,
            told,
        };
        self.sheet.stacked_bars(at, &bars);
    }

    fn finish(mut self) -> Sheet {
        let last = Addr::new(self.heights.len() as u32 - 1, self.columns + 1);
        self.sheet.page(&PageSetup {
            page: &self.desk.input.template.layout.page,
            landscape: true,
            header: (&self.desk.header, SHEET),
            footer: &self.desk.as_of,
            print_area: Some(Region { first: Addr::new(0, 0), last }),
            repeat_rows: None,
        });
        self.sheet.one_page();
        self.sheet.zoom(90);
        self.sheet
    }
}

/// 提出率 of a row of the second table, 0-based.
fn share_of(row: u32, counts: &StateCounts) -> Cell<'static> {
    let (forms, missing) = (cell(row, FORMS), cell(row, PARTS));
    share(&format!("({forms}-{missing})"), &forms, (counts.returned(), counts.total()))
}
