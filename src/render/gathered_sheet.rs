//! The sheet 各課の答え: what every 課 answered to one 全課 form, a row a 課.
//!
//! In: the item and the records of its 課. Out: the sheet, which is only read. A text that is higher
//! than a row goes on in the next one, so that nothing is cut and no page ends within a line.

use super::answer_columns::{HEADINGS, Widths, widths};
use super::sheet::{PageSetup, Sheet};
use super::style::{Across, Border, Down, Style, Styles};
use super::table::shown_text;
use super::text_layout::{split_rows, text_height, trim_break, units_across};
use crate::binding::GATHERED_SHEET;
use crate::field::Field;
use crate::grid::{Addr, Region};
use crate::merge::{MergedForm, State};
use crate::template::Layout;

/// What the sheet shows.
#[derive(Debug)]
pub(super) struct Content<'a> {
    /// Title of the plan.
    pub title: &'a str,
    /// Right side of the page header.
    pub header: &'a str,
    /// 課 that gathers.
    pub gathering: &'a str,
    /// 取組項目 on two lines.
    pub heading: &'a str,
    /// 目標; may be empty.
    pub goal: &'a str,
    /// Sheet and first cell of the form on which it is summed up.
    pub form: (&'a str, Addr),
    /// A record a 課, in the order of issue.
    pub records: Vec<&'a MergedForm>,
}

/// Least height of a row in points.
const LEAST: f64 = 20.0;
/// Last column.
const LAST: u32 = 5;

/// Draws the sheet.
pub(super) fn gathered_sheet(
    name: &str,
    content: &Content<'_>,
    layout: &Layout,
    styles: &Styles,
) -> Sheet {
    let mut sheet = Sheet::new(name);
    let widths = widths(content.records.iter().copied());
    for (col, width) in (0..).zip(widths) {
        sheet.column_width(col, width);
    }
    let mut pen = Pen { sheet, styles, widths, row: 0 };
    pen.top(content);
    let head = pen.row;
    pen.head();
    for record in &content.records {
        pen.record(record);
    }
    let last = Addr::new(pen.row - 1, LAST);
    let mut sheet = pen.sheet;
    sheet.page(&PageSetup {
        page: &layout.page,
        landscape: true,
        header: (content.title, content.header),
        footer: name,
        print_area: Some(Region { first: Addr::new(0, 0), last }),
        repeat_rows: Some((head, head)),
    });
    sheet.tab(layout.colours.label.0);
    sheet.protect();
    sheet
}

struct Pen<'a> {
    sheet: Sheet,
    styles: &'a Styles,
    widths: Widths,
    row: u32,
}

impl Pen<'_> {
    /// The item, who has answered, its 目標, and the way back to the form.
    fn top(&mut self, content: &Content<'_>) {
        let styles = self.styles;
        let back = Style { border: Border::None, wrap: false, ..styles.link.clone() };
        let (form, at) = content.form;
        self.sheet.link(Addr::new(0, 0), (form, at), &format!("様式 {form} へ"), &back);
        self.sheet.row_height(0, LEAST);
        self.row = 1;
        let heading = format!("{GATHERED_SHEET}　{}", content.heading.replace('\n', "　"));
        self.across(&heading, &styles.heading, styles.heading_face.pitch);
        for line in standing(content) {
            self.across(&line, &styles.plain, LEAST);
        }
        if !content.goal.is_empty() {
            self.goal(content.goal);
        }
        self.sheet.row_height(self.row, 9.0);
        self.row += 1;
    }

    /// 目標, against which the answers are read.
    fn goal(&mut self, goal: &str) {
        let face = self.styles.small_face;
        let width: u32 = self.widths[2..].iter().sum();
        let pieces = split_rows(goal, units_across(width, face.size), face);
        let count = pieces.len();
        for (at, piece) in pieces.into_iter().map(trim_break).enumerate() {
            let label = if at == 0 { Field::AnnualGoal.label() } else { "" };
            let border = border(at, count);
            let head = self.small(&self.styles.label).border(border);
            let text = self.small(&self.styles.issued).border(border);
            self.sheet.merged_text(self.columns(0, 1), label, &head);
            self.sheet.merged_text(self.columns(2, LAST), piece, &text);
            self.sheet.row_height(self.row, text_height(piece, width, face).max(LEAST));
            self.row += 1;
        }
    }

    fn head(&mut self) {
        let style = self.styles.label.clone().size(self.styles.small.size);
        let labels = HEADINGS.into_iter().chain(Field::ANSWERED.map(Field::label));
        let heights = labels.zip(self.widths).zip(0..).map(|((label, width), col)| {
            self.sheet.text(Addr::new(self.row, col), label, &style);
            text_height(label, width, self.styles.small_face)
        });
        let height = heights.fold(LEAST, f64::max);
        self.sheet.row_height(self.row, height);
        self.row += 1;
    }

    /// The answers of one 課, over as many rows as its longest needs.
    fn record(&mut self, form: &MergedForm) {
        let styles = self.styles;
        let face = styles.small_face;
        let look = |sound: bool| if sound { &styles.issued } else { &styles.alert };
        let mut cells = vec![
            (form.section.clone(), look(true)),
            (form.state.label().to_owned(), look(form.state == State::Complete)),
        ];
        cells.extend(Field::ANSWERED.map(|field| {
            let text = shown_text(form, field).unwrap_or_default();
            (text, look(form.conflict(field).is_none()))
        }));
        let pieces: Vec<Vec<&str>> = cells
            .iter()
            .zip(self.widths)
            .map(|((text, _), width)| split_rows(text, units_across(width, face.size), face))
            .collect();
        let rows = pieces.iter().map(Vec::len).max().unwrap_or(1);
        for at in 0..rows {
            let mut height = LEAST;
            for (col, (pieces, (_, style))) in (0..).zip(pieces.iter().zip(&cells)) {
                let piece = pieces.get(at).map_or("", |piece| trim_break(piece));
                let style = self.small(style).border(border(at, rows));
                let width = self.widths[col as usize];
                height = height.max(text_height(piece, width, face));
                self.sheet.merged_text(self.columns(col, col), piece, &style);
            }
            self.sheet.row_height(self.row, height);
            self.row += 1;
        }
    }

    fn small(&self, style: &Style) -> Style {
        style.clone().size(self.styles.small.size).place(Across::Left, Down::Top)
    }

    /// A line over all columns.
    fn across(&mut self, text: &str, style: &Style, least: f64) {
        let width = self.widths.iter().sum();
        let face = if style.bold { self.styles.heading_face } else { self.styles.text_face };
        self.sheet.merged_text(self.columns(0, LAST), text, style);
        self.sheet.row_height(self.row, text_height(text, width, face).max(least));
        self.row += 1;
    }

    fn columns(&self, first: u32, last: u32) -> Region {
        Region { first: Addr::new(self.row, first), last: Addr::new(self.row, last) }
    }
}

/// The line around the piece at `at` of a box of several rows.
fn border(at: usize, rows: usize) -> Border {
    match at {
        _ if rows == 1 => Border::Thin,
        0 => Border::BoxTop,
        _ if at + 1 == rows => Border::BoxBottom,
        _ => Border::BoxMiddle,
    }
}

/// Who gathers, how many 課 have answered, and which have not.
fn standing(content: &Content<'_>) -> Vec<String> {
    let silent = |form: &&&MergedForm| matches!(form.state, State::Missing | State::Blank);
    let names: Vec<&str> =
        content.records.iter().filter(silent).map(|form| form.section.as_str()).collect();
    let all = content.records.len();
    let answered = all - names.len();
    let mut lines =
        vec![format!("とりまとめ課：{}　答え：{all} 課のうち {answered} 課", content.gathering)];
    if !names.is_empty() {
        lines.push(format!("答えのない課：{}", names.join("、")));
    }
    lines
}
