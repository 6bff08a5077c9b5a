//! 数値目標 on the page: where a figure started, what is reported, what is to be reached.
//!
//! In: the targets that were found. Out: lines of the page's grid; every figure leads to its row on
//! the hidden sheet. It works nothing out: a figure that no text gives stays blank.

use super::super::sheet::reference;
use super::count::{Figure, Words};
use super::data::{Data, Row, column};
use super::fit::shortened;
use super::grid::{Cell, Content, Line, across, rows_for};
use super::looks::Looks;
use super::page::mark;
use crate::figures::{Reported, Target};
use crate::grid::Addr;

/// Name of the sheet with a row a target.
pub(super) const TARGETS: &str = "データ（数値目標）";

/// Columns of the grid: 取組項目, 目標（引用）, 基準値, 実績値, 実績の課, 目標値, 単位.
const WIDE: [u32; 7] = [16, 11, 5, 5, 10, 5, 4];
/// Most rows that a text takes.
const MOST: usize = 2;

/// Spans of the table's columns from a column of the grid on.
fn spans(from: u32) -> [(u32, u32); 7] {
    let mut next = from;
    WIDE.map(|wide| {
        next += wide;
        (next - wide, next)
    })
}

/// Title and head of the table.
pub(super) fn head(looks: &Looks, span: (u32, u32)) -> Vec<Line> {
    let labels = ["取組項目", "目標（引用）", "基準", "実績", "実績の課", "目標", "単位"];
    let cells = spans(span.0).into_iter().zip(labels);
    vec![
        Line::single(vec![Cell::new(span, "■ 数値目標（様式の文にある数値）", &looks.heading)]),
        Line::single(cells.map(|(span, label)| Cell::new(span, label, &looks.head)).collect()),
    ]
}

/// A line a target.
pub(super) fn lines(
    data: &Data<'_>,
    targets: &[Target],
    looks: &Looks,
    span: (u32, u32),
) -> Vec<Line> {
    (1..).zip(targets).map(|(row, target)| line(data, target, row, looks, span.0)).collect()
}

/// Says how many targets stand on the hidden sheet only.
pub(super) fn rest(count: usize, shown: usize) -> Words {
    let all = column(TARGETS, 2, count);
    let rest = Figure { formula: format!("COUNT({all})-{shown}"), value: (count - shown) as f64 };
    Words::new("ほか ").count(&rest).and(" 件は、とりまとめ.xlsx の「数値目標」にあります。")
}

fn line(data: &Data<'_>, target: &Target, row: u32, looks: &Looks, from: u32) -> Line {
    let face = looks.face;
    let spans = spans(from);
    let own = data.rows.iter().find(|own| own.form.plan_form_id == target.plan_form_id);
    let mark = mark(own.map(|own| own.listed));
    let title = own.map(Row::title).unwrap_or_default();
    let name = format!("{title}（{}）", section(target));
    let aim = match &target.figure.year {
        Some(year) => format!("{}（{year}）", target.figure.quote),
        None => target.figure.quote.clone(),
    };
    let reported = target.result();
    let (result, by) = match reported {
        Reported::One(one) => (Some(one), format!("{}（{}）", one.section, one.standing.label())),
        Reported::Candidates(count) => (None, format!("候補 {count} 件")),
        Reported::Nothing => (None, String::new()),
    };
    let texts = [(0, name), (1, aim), (4, by), (6, target.figure.unit.clone())];
    // The column of the table, that of the hidden sheet, and the figure.
    let figures = [
        (2, 3, target.baseline.as_ref().map(|own| own.value)),
        (3, 4, result.map(|own| own.figure.value)),
        (5, 2, Some(target.figure.value)),
    ];
    let mut cells = Vec::new();
    let mut rows = 1;
    for (index, text) in texts {
        let span = spans[index];
        let text = shortened(&text, across(span, face), MOST, &mark);
        rows = rows.max(rows_for(&text, span, face));
        cells.push(Cell::new(span, &*text, &looks.text));
    }
    for (index, col, value) in figures {
        let formula = || reference(TARGETS, Addr::new(row, col));
        let content =
            value.map_or(Content::Blank, |value| Figure { formula: formula(), value }.into());
        let whole = value.is_none_or(|value| value.fract() == 0.0);
        let style = if whole { &looks.whole } else { &looks.decimal };
        cells.push(Cell { content, ..Cell::new(spans[index], "", style) });
    }
    Line { rows, cells }
}

/// The 課 of a target's form: 全課 or its own.
fn section(target: &Target) -> &str {
    let id = target.plan_form_id.strip_prefix(&*target.initiative_id).unwrap_or_default();
    id.trim_start_matches('-').rsplit_once('-').map_or(id, |(section, _)| section)
}
