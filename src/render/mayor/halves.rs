//! The two halves of the page below the list: 基本項目, chart and 数値目標 on the left, 課 and earlier
//! 町長指示 on the right.
//!
//! In: what is counted, 数値目標, earlier instructions, a height. Out: rows of the page's grid. What
//! does not fit is counted in a line of its own.

use super::count::Words;
use super::data::Data;
use super::fit::shortened;
use super::followups::Followup;
use super::grid::{COLUMNS, Cell, Line, ROW, across, draw, rows, rows_for};
use super::looks::Looks;
use super::page::{Contents, Pen, mark};
use super::{tables, targets};
use crate::figures::Target;

/// The left half.
const LEFT: (u32, u32) = (0, 56);
/// The right half.
const RIGHT: (u32, u32) = (57, COLUMNS);

/// The two halves below: 基本項目, chart and 数値目標; 課 and earlier instructions.
pub(super) struct Halves {
    areas: Vec<Line>,
    chart: u32,
    sections: Vec<Line>,
    targets: Vec<Line>,
    followups: Vec<Line>,
    /// Earlier instructions stand in the left half.
    followups_left: bool,
}

impl Halves {
    /// Makes the halves; `room` is the height in points that they may take, if they need it.
    pub(super) fn new(data: &Data<'_>, contents: &Contents<'_>, looks: &Looks, room: f64) -> Self {
        /// Most and fewest rows that the halves are filled up to.
        const FILLED: (u32, u32) = (20, 30);
        /// Rows of the shortest list: title, head, an entry, the others.
        const SHORTEST: u32 = 6;
        let areas = tables::areas(data, looks, LEFT);
        let count = data.areas().len() as u32;
        let chart = if count == 0 { 0 } else { (count + 3).clamp(6, 8) };
        let sections = tables::sections(data, looks, RIGHT);
        let (left, right) = (rows(&areas) + chart, rows(&sections));
        let limit = ((room / ROW) as u32).clamp(FILLED.0, FILLED.1).max(left).max(right);
        let (free_left, free_right) = (limit - left, limit - right);
        let followups_left = free_right < SHORTEST + 1;
        let (for_targets, for_followups) = if followups_left {
            let half = (free_left / 2).max(SHORTEST - 1);
            (free_left.saturating_sub(half).max(SHORTEST), half)
        } else {
            (free_left, free_right)
        };
        let span = if followups_left { LEFT } else { RIGHT };
        Self {
            areas,
            chart,
            sections,
            targets: target_list(data, contents.targets, looks, for_targets.saturating_sub(1)),
            followups: followup_list(
                data,
                contents.followups,
                looks,
                (span, for_followups.saturating_sub(1)),
            ),
            followups_left,
        }
    }

    fn left(&self) -> u32 {
        let followups = if self.followups_left { rows(&self.followups) + 1 } else { 0 };
        rows(&self.areas) + self.chart + 1 + rows(&self.targets) + followups
    }

    fn right(&self) -> u32 {
        let followups = if self.followups_left { 0 } else { rows(&self.followups) + 1 };
        rows(&self.sections) + followups
    }

    /// Rows that the longer half takes.
    pub(super) fn rows(&self) -> u32 {
        self.left().max(self.right())
    }

    pub(super) fn draw(&self, data: &Data<'_>, looks: &Looks, pen: &mut Pen) {
        for row in pen.row..pen.row + self.rows() {
            pen.sheet.row_height(row, ROW);
        }
        let below = draw(&mut pen.sheet, &self.areas, pen.row);
        if self.chart > 0 {
            tables::chart(data, looks, &mut pen.sheet, (below, LEFT, self.chart));
        }
        let below = draw(&mut pen.sheet, &self.targets, below + self.chart + 1);
        let beside = draw(&mut pen.sheet, &self.sections, pen.row);
        let row = if self.followups_left { below } else { beside } + 1;
        draw(&mut pen.sheet, &self.followups, row);
        pen.row += self.rows();
    }
}

/// As many entries as fit below a head, and a word on the others.
fn listed(
    head: Vec<Line>,
    entries: Vec<Line>,
    limit: u32,
    rest: impl Fn(usize) -> Line,
) -> Vec<Line> {
    let all = entries.len();
    let fits = |count: &usize| {
        let rest = u32::from(*count < all);
        rows(&head) + rows(&entries[..*count]) + rest <= limit
    };
    let count = (1..=all).rev().find(fits).unwrap_or(all.min(1));
    let mut lines = head;
    lines.extend(entries.into_iter().take(count));
    if count < all {
        lines.push(rest(count));
    }
    lines
}

fn target_list(data: &Data<'_>, found: &[Target], looks: &Looks, limit: u32) -> Vec<Line> {
    let mut head = targets::head(looks, LEFT);
    if found.is_empty() {
        head.truncate(1);
        head.push(Line::single(vec![Cell::new(
            LEFT,
            "数値の目標は、様式の文に見つかりません。",
            &looks.note,
        )]));
        return head;
    }
    let rest =
        |shown| Line::single(vec![Cell::new(LEFT, targets::rest(found.len(), shown), &looks.note)]);
    listed(head, targets::lines(data, found, looks, LEFT), limit, rest)
}

/// Earlier instructions with what has been said since.
fn followup_list(
    data: &Data<'_>,
    followups: &[Followup],
    looks: &Looks,
    (span, limit): ((u32, u32), u32),
) -> Vec<Line> {
    /// Columns of the grid: 期, 様式ID, 町長指示; the rest is what was said since.
    const WIDE: [u32; 3] = [4, 14, 17];
    let title = Cell::new(span, "■ これまでの町長指示とその後", &looks.heading);
    let mut head = vec![Line::single(vec![title])];
    if followups.is_empty() {
        let nothing = Cell::new(span, "これまでの町長指示はありません。", &looks.note);
        head.push(Line::single(vec![nothing]));
        return head;
    }
    let mut next = span.0;
    let spans = WIDE.map(|wide| {
        next += wide;
        (next - wide, next)
    });
    let last = (next, span.1);
    let cells = |texts: [&str; 4], style: &super::super::style::Style| {
        let spans = spans.into_iter().chain([last]);
        spans.zip(texts).map(|(span, text)| Cell::new(span, text, style)).collect::<Vec<_>>()
    };
    head.push(Line::single(cells(["期", "様式", "指示", "その後の回答・対応"], &looks.head)));
    let entry = |own: &Followup| {
        let mark = mark(data.list_row(&own.key));
        let texts = [&own.given, &own.key, &own.instruction, &own.since];
        let spans = spans.into_iter().chain([last]);
        let cut = |(span, text): ((u32, u32), &String)| {
            let text = shortened(text, across(span, looks.face), 2, &mark).into_owned();
            (rows_for(&text, span, looks.face), Cell::new(span, text.as_str(), &looks.text))
        };
        let cut: Vec<(u32, Cell)> = spans.zip(texts).map(cut).collect();
        let rows = cut.iter().map(|(rows, _)| *rows).max().unwrap_or(1);
        Line { rows, cells: cut.into_iter().map(|(_, cell)| cell).collect() }
    };
    let entries: Vec<Line> = followups.iter().map(entry).collect();
    let rest = |shown: usize| {
        let beyond = data.instructed_beyond(followups.len(), shown);
        let words = Words::new("ほか ")
            .count(&beyond)
            .and(" 件は、各期のとりまとめ.xlsx の「一覧」にあります。");
        Line::single(vec![Cell::new(span, words, &looks.note)])
    };
    listed(head, entries, limit, rest)
}
