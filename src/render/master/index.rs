//! 目次: the workbook that leads to the parts of a master of many forms, with their figures.
//!
//! In: all that the master is made from, and the 課 of every part. Out: the file's bytes. Every total
//! is a formula over the rows above it, beside the program's own; where they differ, no file comes.

use std::collections::BTreeMap;
use std::iter;

use super::super::list_sheet::{Cell, Column, FIRST, Kind, ListSheet, Paper};
use super::super::sheet::Sheet;
use super::super::style::Styles;
use super::super::tally::{SectionTally, SeverityCounts, StateCounts, by_section};
use super::formulas::sum;
use super::parts::Parts;
use super::{Master, book};
use crate::error::{Error, Result};
use crate::merge::State;
use crate::model::remarks::INDEX_SHEET;
use crate::model::{parse_date, paths, wareki};

/// The list of all 課.
const SECTIONS_SHEET: &str = "課別";
/// The list of all 取組項目.
const ITEMS_SHEET: &str = "取組項目別";
/// How many of the figures count forms.
const ITEM_FIGURES: usize = 6;
/// First column with a total, 0-based, on every sheet.
const FIGURES: u32 = 2;

/// What every figure counts: forms, forms by state, returns, findings.
const HEADINGS: [(&str, u32); 9] = [
    ("様式（件）", 76),
    ("記入済（件）", 76),
    ("不一致（件）", 76),
    ("一部記入（件）", 96),
    ("未記入（件）", 76),
    ("未提出（件）", 76),
    ("提出ファイル（個）", 120),
    ("要修正（件）", 76),
    ("要確認（件）", 76),
];

/// The name of a part's file; `part` is 1-based.
#[must_use]
pub fn part_file(part: usize) -> String {
    format!("とりまとめ-{part:03}.xlsx")
}

/// The name of the file with the 町長's page of a part; `part` is 1-based.
#[must_use]
pub fn part_page(part: usize) -> String {
    format!("町長報告-{part:03}.xlsx")
}

/// Makes とりまとめ.xlsx where the forms stand in parts.
///
/// # Errors
///
/// The parts do not sum up to the whole, or the drawing itself is at fault; no input makes it so.
pub fn index_workbook(input: &Master<'_>, parts: &Parts<'_>) -> Result<Vec<u8>> {
    let merged = input.merged;
    let styles = Styles::new(&input.template.layout);
    let header = format!("{}　{}　{}", merged.title, merged.fiscal_year.label, merged.period);
    let day = merged.as_of.as_deref().and_then(parse_date).map(wareki);
    let as_of = format!("基準日：{}", day.as_deref().unwrap_or("不明"));
    let paper = Paper { header: &header, footer: &as_of };
    let sections = input.settings.section_names();
    let tallies = by_section(merged, &sections, input.findings);
    let nobodys = SeverityCounts::of(input.findings.iter().filter(|f| f.section.is_none()));
    let mut of_parts = vec![Figures::default(); parts.sections.len()];
    of_parts[0].add(Figures::of(&StateCounts::default(), 0, &nobodys));
    for tally in &tallies {
        of_parts[parts.index(Some(&tally.section))].add(tally.into());
    }

    let note = format!(
        "{as_of}　様式が {} 件あるため、課の順に {} 個のファイルに分けました。町長報告も同じ番号で分けました。総務課所見、対応、採用などは、それぞれのファイルに書いてください。課のない指摘 {} 件は、最初のファイルの「確認事項」にあります。",
        merged.forms.len(),
        parts.sections.len(),
        nobodys.total()
    );
    let figures = HEADINGS.map(|(heading, width)| Column::new(heading, width, Kind::Number));
    let mut columns = vec![
        Column::new("ファイル", 170, Kind::Text),
        Column::new("課（初めから終わりまで）", 290, Kind::Text),
        Column::new("課の数", 76, Kind::Number),
    ];
    columns.extend(figures);
    let title = format!("{header}　{INDEX_SHEET}");
    let mut list = ListSheet::new(INDEX_SHEET, (&title, &note), &columns, &styles);
    for (index, (names, own)) in parts.sections.iter().zip(&of_parts).enumerate() {
        let range = match names.as_slice() {
            [first, .., end] => format!("{first} ～ {end}"),
            names => names.concat(),
        };
        let mut cells: Vec<Cell<'_>> =
            vec![part_file(index + 1).into(), range.into(), Cell::Number(names.len() as f64)];
        cells.extend(own.cells());
        list.row(&cells);
    }
    let whole = Figures::whole(input);
    let mut all = Figures::default();
    for own in &of_parts {
        all.add(*own);
    }
    if whole != all {
        let what =
            format!("検算が合いません：全体 {:?}、分けたファイルの合計 {:?}", whole.0, all.0);
        let hint = "何も書き込んでいません。計画フォルダーを保管し、開発者に知らせてください。";
        return Err(Error::new(what, hint));
    }
    let names = parts.sections.iter().map(Vec::len).sum::<usize>() as u64;
    add_total(&mut list, iter::once(names).chain(whole.0));
    let mut cells: Vec<Cell<'_>> = vec!["プログラムが全体を数えた値".into(), Cell::Blank];
    cells.push(Cell::Number(names as f64));
    cells.extend(whole.cells());
    list.total(&cells);

    let mut book = book(input)?;
    book.push(list.finish(input.template, &paper, 1));
    book.push(items_sheet(input, &paper, &styles));

    let mut columns =
        vec![Column::new("課", 170, Kind::Text), Column::new("ファイル", 170, Kind::Text)];
    columns.extend(figures);
    let title = format!("{header}　{SECTIONS_SHEET}");
    let mut list = ListSheet::new(SECTIONS_SHEET, (&title, &as_of), &columns, &styles);
    let mut total = Figures::default();
    for tally in &tallies {
        let part = parts.index(Some(&tally.section));
        let own = Figures::from(tally);
        let mut cells: Vec<Cell<'_>> =
            vec![tally.section.as_str().into(), part_file(part + 1).into()];
        cells.extend(own.cells());
        list.row(&cells);
        total.add(own);
    }
    add_total(&mut list, total.0);
    book.push(list.finish(input.template, &paper, 1));
    book.save()
}

/// 取組項目別: the forms of every part by 取組項目 and state.
fn items_sheet(input: &Master<'_>, paper: &Paper<'_>, styles: &Styles) -> Sheet {
    let mut columns =
        vec![Column::new("番号", 100, Kind::Text), Column::new("取組項目", 420, Kind::Text)];
    let forms = HEADINGS[..ITEM_FIGURES].iter();
    columns.extend(forms.map(|(heading, width)| Column::new(heading, *width, Kind::Number)));
    let mut of_items: BTreeMap<&str, StateCounts> = BTreeMap::new();
    for form in &input.merged.forms {
        let own = of_items.entry(&form.initiative_id).or_default();
        *own = [*own, StateCounts::of([form])].into_iter().sum();
    }
    let title = format!("{}　{ITEMS_SHEET}", paper.header);
    let mut list = ListSheet::new(ITEMS_SHEET, (&title, paper.footer), &columns, styles);
    let known = paths(&input.merged.hierarchy).map(|path| {
        let id = path.initiative.id.as_str();
        (id, path.heading(), of_items.remove(id).unwrap_or_default())
    });
    let mut rows: Vec<(&str, String, StateCounts)> = known.collect();
    rows.extend(of_items.into_iter().map(|(id, states)| (id, "体系にない様式".to_owned(), states)));
    let mut total = Figures::default();
    for (id, heading, states) in rows {
        let own = Figures::of(&states, 0, &SeverityCounts::default());
        let mut cells: Vec<Cell<'_>> = vec![id.into(), heading.into()];
        cells.extend(own.cells().take(ITEM_FIGURES));
        list.row(&cells);
        total.add(own);
    }
    add_total(&mut list, total.0.into_iter().take(ITEM_FIGURES));
    list.finish(input.template, paper, 1)
}

/// 合計: a formula over every column of figures, with the total that it must give.
fn add_total(list: &mut ListSheet<'_>, totals: impl IntoIterator<Item = u64>) {
    let rows = (FIRST, list.next_row());
    let mut cells: Vec<Cell<'_>> = vec!["合計".into(), Cell::Blank];
    cells.extend((FIGURES..).zip(totals).map(|(col, total)| sum(col, rows, total)));
    list.total(&cells);
}

/// The figures of a row, in the order of [`HEADINGS`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Figures([u64; HEADINGS.len()]);

impl Figures {
    fn of(states: &StateCounts, returns: u64, findings: &SeverityCounts) -> Self {
        let of = |state| states.get(state);
        Self([
            states.total(),
            of(State::Complete),
            of(State::Conflict),
            of(State::Partial),
            of(State::Blank),
            of(State::Missing),
            returns,
            findings.error,
            findings.warning,
        ])
    }

    /// Counted over everything at once.
    fn whole(input: &Master<'_>) -> Self {
        let returns = input.merged.returns.iter().filter(|one| one.section.is_some()).count();
        let findings = SeverityCounts::of(input.findings);
        Self::of(&StateCounts::of(&input.merged.forms), returns as u64, &findings)
    }

    fn add(&mut self, other: Self) {
        for (total, figure) in self.0.iter_mut().zip(other.0) {
            *total += figure;
        }
    }

    fn cells<'c>(self) -> impl Iterator<Item = Cell<'c>> {
        self.0.into_iter().map(|figure| Cell::Number(figure as f64))
    }
}

impl From<&SectionTally> for Figures {
    fn from(tally: &SectionTally) -> Self {
        Self::of(&tally.states, tally.returns, &tally.findings)
    }
}
