//! 町長報告.xlsx: one page of A4 on how the 期 stands.
//!
//! In: the merged record, findings, and the 課 in order. Out: the file's bytes, the same for the
//! same input. Every figure is a formula over the hidden sheet データ, a row a form as in 一覧, with
//! its value cached. It rates nothing and words nothing that nobody reported.

mod data;
mod items;

use super::list_sheet::{COUNT, SHARE};
use super::master::Master;
use super::sheet::{Book, PageSetup, Properties, Sheet};
use super::style::{Across, Down, Style, Styles};
use super::tally::{SeverityCounts, StateCounts, by_section};
use super::text_layout::text_height;
use crate::error::Result;
use crate::grid::{Addr, Region};
use crate::merge::State;
use crate::model::remarks::{INITIATIVE_HEADING, INSTRUCTION_HEADING, PAGE_SHEET, SECTION_HEADING};
use crate::model::{parse_date, wareki};
use data::Data;
use items::{Item, items};

/// Name of the page's sheet.
const PAGE: &str = PAGE_SHEET;
/// Widths of the columns A to I in pixels: what A4 leaves between the margins.
const WIDTHS: [u32; 9] = [28, 122, 76, 76, 75, 76, 76, 75, 76];
/// Last column, 0-based.
const LAST: u32 = 8;
/// Column of the first figure, 0-based; the label stands before it.
const FIGURES: u32 = 2;
/// Least height of a row in points.
const LEAST: f64 = 19.0;
/// Height of the space between two parts in points.
const SPACE: f64 = 9.0;

/// Makes 町長報告.xlsx.
///
/// # Errors
///
/// The drawing itself is at fault; no input makes it so.
pub fn mayor_workbook(input: &Master<'_>) -> Result<Vec<u8>> {
    let merged = input.merged;
    let properties = Properties {
        title: format!("{}　町長報告（{}）", merged.title, merged.period),
        subject: format!("{}　{}", merged.fiscal_year.label, merged.period),
        company: merged.municipality.clone(),
        custom: Vec::new(),
    };
    let mut book = Book::new(&properties, super::master::made_on(merged)?);
    let styles = Styles::new(&input.template.layout);
    let data = Data::of(input);
    book.push(page(input, &styles, &data));
    book.push(data.sheet(&styles));
    book.save()
}

fn page(input: &Master<'_>, styles: &Styles, data: &Data<'_>) -> Sheet {
    let mut pen = Pen { sheet: Sheet::new(PAGE), styles, row: 0 };
    for (col, width) in (0..).zip(WIDTHS) {
        pen.sheet.column_width(col, width);
    }
    let sections = input.settings.section_names();
    let tallies = by_section(input.merged, &sections, input.findings);
    let by_section: Vec<Line> = tallies
        .into_iter()
        .map(|tally| Line { label: tally.section, states: tally.states })
        .collect();
    // The lines at the top quote the totals of the second table, so they are written last.
    pen.row = TABLES;
    let by_area = ("基本項目", data.column(data::AREA));
    pen.table("基本項目別の状況（様式の件数）", by_area, &data.areas(), data);
    let sections = ("課", data.column(data::SECTION));
    let total = pen.table("課別の状況（様式の件数）", sections, &by_section, data);
    pen.attention(&items(input));
    let end = pen.row;
    pen.row = 0;
    let all = StateCounts::of(&input.merged.forms);
    pen.head(input, &all, total);
    pen.conclusion(data, &all, SeverityCounts::of(input.findings), total);
    pen.row = end;
    pen.finish(input)
}

/// Row of the first table's heading, 0-based: title, day, space, three lines, space stand above.
const TABLES: u32 = 7;

/// A line of a table: whose forms, and how many in which state.
struct Line {
    label: String,
    states: StateCounts,
}

struct Pen<'a> {
    sheet: Sheet,
    styles: &'a Styles,
    row: u32,
}

impl Pen<'_> {
    fn head(&mut self, input: &Master<'_>, all: &StateCounts, row: u32) {
        let merged = input.merged;
        let title = format!("{}　{}　{}", merged.title, merged.fiscal_year.label, merged.period);
        let style = self.styles.title.clone().place(Across::Centre, Down::Middle);
        self.text(0, LAST, &format!("{title}　進捗状況の報告"), &style);
        self.close(30.0);
        let day = merged.as_of.as_deref().and_then(parse_date).map(wareki);
        let day = format!("基準日：{}", day.as_deref().unwrap_or("不明"));
        self.text(0, 4, &day, &middle(&self.styles.plain));
        let share = share(all);
        let formula = format!(
            "=\"提出率 \"&TEXT(I{row},\"0.0%\")&\"（\"&(C{row}-D{row})&\" ／ \"&C{row}&\" 件）\""
        );
        let value =
            format!("提出率 {:.1}%（{} ／ {} 件）", share * 100.0, all.returned(), all.total());
        let style = middle(&self.styles.plain).bold().place(Across::Right, Down::Middle);
        self.formula((5, LAST), &formula, &value, &style);
        self.close(LEAST);
        self.close(SPACE);
    }

    /// Three lines of counts, and of nothing else.
    fn conclusion(&mut self, data: &Data<'_>, all: &StateCounts, counts: SeverityCounts, row: u32) {
        let state = |state| all.get(state);
        let lines = [
            (
                format!(
                    "=\"・様式 \"&C{row}&\" 件のうち、\"&(C{row}-D{row})&\" 件が提出され、\"&H{row}&\" 件が記入済です。\""
                ),
                format!(
                    "・様式 {} 件のうち、{} 件が提出され、{} 件が記入済です。",
                    all.total(),
                    all.returned(),
                    state(State::Complete)
                ),
            ),
            (
                format!(
                    "=\"・未提出は \"&D{row}&\" 件、未記入は \"&E{row}&\" 件、一部記入は \"&F{row}&\" 件、回答の不一致は \"&G{row}&\" 件です。\""
                ),
                format!(
                    "・未提出は {} 件、未記入は {} 件、一部記入は {} 件、回答の不一致は {} 件です。",
                    state(State::Missing),
                    state(State::Blank),
                    state(State::Partial),
                    state(State::Conflict)
                ),
            ),
            (
                format!(
                    "=\"・確認事項は、要修正が \"&SUM({})&\" 件、要確認が \"&SUM({})&\" 件です。\"",
                    data.column(data::ERRORS),
                    data.column(data::WARNINGS)
                ),
                format!(
                    "・確認事項は、要修正が {} 件、要確認が {} 件です。",
                    counts.error, counts.warning
                ),
            ),
        ];
        let style = middle(&self.styles.plain);
        for (formula, value) in lines {
            self.formula((0, LAST), &formula, &value, &style);
            self.close(LEAST);
        }
        self.close(SPACE);
    }

    /// A table of forms by state; `column` is the data's column that the label is looked up in.
    /// Gives the 1-based row of its totals.
    fn table(
        &mut self,
        heading: &str,
        (label, column): (&str, String),
        lines: &[Line],
        data: &Data<'_>,
    ) -> u32 {
        self.text(0, LAST, heading, &self.styles.heading.clone());
        self.close(LEAST + 2.0);
        let head = self.small(&self.styles.label);
        self.text(0, 1, label, &head);
        let words = ["様式数"].into_iter().chain(State::ALL.map(State::label)).chain(["提出率"]);
        for (col, word) in (FIGURES..).zip(words) {
            self.sheet.text(Addr::new(self.row, col), word, &head);
        }
        let head_row = self.row + 1;
        self.close(LEAST);
        let first = self.row + 1;
        for line in lines {
            let row = self.row + 1;
            let text = self.small(&self.styles.word).place(Across::Left, Down::Middle);
            self.text(0, 1, &line.label, &text);
            let states = data.column(data::STATE);
            let figure = |letter: char, state: Option<State>| match state {
                Some(_) => format!("=COUNTIFS({column},$A{row},{states},{letter}${head_row})"),
                None => format!("=COUNTIF({column},$A{row})"),
            };
            self.figures(&line.states, &self.styles.word.clone(), figure);
            self.close(
                text_height(&line.label, WIDTHS[0] + WIDTHS[1], self.styles.small_face).max(LEAST),
            );
        }
        let (last, style) = (self.row.max(first), self.styles.label.clone());
        let total: StateCounts = lines.iter().map(|line| line.states).sum();
        self.text(0, 1, "計", &self.small(&style));
        self.figures(&total, &style, |letter, _| format!("=SUM({letter}{first}:{letter}{last})"));
        self.close(LEAST);
        let total_row = self.row;
        self.close(SPACE);
        total_row
    }

    /// 様式数, the states and 提出率 of the row that is being drawn.
    fn figures(
        &mut self,
        states: &StateCounts,
        style: &Style,
        formula: impl Fn(char, Option<State>) -> String,
    ) {
        let style = self.small(style).place(Across::Right, Down::Middle).number_format(COUNT);
        let columns = [None].into_iter().chain(State::ALL.map(Some));
        for ((letter, state), col) in ('C'..).zip(columns).zip(FIGURES..) {
            let value = state.map_or_else(|| states.total(), |state| states.get(state));
            let at = Addr::new(self.row, col);
            self.sheet.formula(at, &formula(letter, state), &value.to_string(), &style);
        }
        let row = self.row + 1;
        let rate = format!("=IF(C{row}=0,0,(C{row}-D{row})/C{row})");
        let style = style.number_format(SHARE);
        self.sheet.formula(Addr::new(self.row, LAST), &rate, &share(states).to_string(), &style);
    }

    fn attention(&mut self, items: &[Item]) {
        const MOST: usize = 7;
        const SPANS: [(u32, u32); 6] = [(0, 0), (1, 2), (3, 3), (4, 4), (5, 6), (7, 8)];
        self.text(0, LAST, "対応が必要なもの", &self.styles.heading.clone());
        self.close(LEAST + 2.0);
        if items.is_empty() {
            self.text(0, LAST, "ありません。", &middle(&self.styles.plain));
            self.close(LEAST);
            return;
        }
        let head = self.small(&self.styles.label);
        let labels =
            ["No", INITIATIVE_HEADING, SECTION_HEADING, "状況", "理由", INSTRUCTION_HEADING];
        for ((from, to), label) in SPANS.into_iter().zip(labels) {
            self.text(from, to, label, &head);
        }
        self.close(LEAST);
        for (number, item) in (1_u32..).zip(items.iter().take(MOST)) {
            let number = number.to_string();
            let texts = [
                number.as_str(),
                &item.what,
                &item.section,
                item.state,
                &item.reason,
                &item.instruction,
            ];
            let mut tallest = LEAST;
            for ((from, to), text) in SPANS.into_iter().zip(texts) {
                let style = if to == LAST { &self.styles.answer } else { &self.styles.issued };
                let across = if to == 0 { Across::Centre } else { Across::Left };
                let style = self.small(style).place(across, Down::Middle);
                self.text(from, to, text, &style);
                tallest = tallest.max(text_height(text, width(from, to), self.styles.small_face));
            }
            self.close(tallest);
        }
        if let Some(more) = items.len().checked_sub(MOST).filter(|more| *more > 0) {
            let note =
                format!("ほか {more} 件は、とりまとめ.xlsx の「一覧」と「確認事項」にあります。");
            self.text(0, LAST, &note, &middle(&self.styles.small));
            self.close(LEAST);
        }
    }

    fn finish(mut self, input: &Master<'_>) -> Sheet {
        let area = Region { first: Addr::new(0, 0), last: Addr::new(self.row.max(1) - 1, LAST) };
        let header = (input.merged.municipality.as_str(), input.settings.secretariat.as_str());
        self.sheet.page(&PageSetup {
            page: &input.template.layout.page,
            landscape: false,
            header,
            footer: "とりまとめ.xlsx と同じ内容から作成",
            print_area: Some(area),
            repeat_rows: None,
        });
        self.sheet.one_page();
        self.sheet
    }

    fn text(&mut self, from: u32, to: u32, text: &str, style: &Style) {
        let region = Region { first: Addr::new(self.row, from), last: Addr::new(self.row, to) };
        self.sheet.merged_text(region, text, style);
    }

    fn formula(&mut self, (from, to): (u32, u32), formula: &str, value: &str, style: &Style) {
        let region = Region { first: Addr::new(self.row, from), last: Addr::new(self.row, to) };
        self.sheet.merge(region, style);
        self.sheet.formula(region.first, formula, value, style);
    }

    fn close(&mut self, height: f64) {
        self.sheet.row_height(self.row, height);
        self.row += 1;
    }

    fn small(&self, style: &Style) -> Style {
        style.clone().size(self.styles.small.size)
    }
}

fn middle(style: &Style) -> Style {
    style.clone().place(Across::Left, Down::Middle)
}

/// Width of some columns in pixels.
fn width(from: u32, to: u32) -> u32 {
    WIDTHS[from as usize..=to as usize].iter().sum()
}

/// The share of forms that came back.
fn share(states: &StateCounts) -> f64 {
    let all = states.total();
    if all == 0 { 0.0 } else { states.returned() as f64 / all as f64 }
}
