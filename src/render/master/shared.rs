//! 全課まとめ: each 全課 item with every 課's answers below one another.

use super::super::answer_columns::{HEADINGS, Widths, widths};
use super::super::sheet::{PageSetup, Sheet};
use super::super::style::{Across, Down, Style};
use super::super::table::shown_text;
use super::super::text_layout::{height, lines, split_cells, split_height, units_across};
use super::Desk;
use crate::field::Field;
use crate::grid::{Addr, Region};
use crate::merge::{MergedForm, State};
use crate::model::{Path, paths};

/// Name of the sheet.
pub(super) const SHEET: &str = "全課まとめ";
/// Least height of a row in points.
const LEAST: f64 = 20.0;

/// Draws the sheet; without a 全課 item it says so.
pub(super) fn shared_sheet(desk: &Desk<'_>) -> Sheet {
    let mut pen = Pen::new(desk);
    pen.line(
        &format!("{}　全課まとめ", desk.header),
        &desk.styles.title,
        desk.styles.title.size * 1.9,
    );
    let all: Vec<Path<'_>> =
        paths(&desk.input.merged.hierarchy).filter(|path| path.initiative.all_sections).collect();
    if all.is_empty() {
        pen.line("全課が取り組む項目はありません。", &desk.styles.plain, LEAST);
    }
    let mut breaks = Vec::new();
    for (index, path) in all.iter().enumerate() {
        if index > 0 {
            breaks.push(pen.row);
        }
        pen.item(path);
    }
    let mut sheet = pen.sheet;
    sheet.page_breaks(&breaks);
    sheet.page(&PageSetup {
        page: &desk.input.template.layout.page,
        landscape: true,
        header: (&desk.header, SHEET),
        footer: &desk.as_of,
        print_area: None,
        repeat_rows: None,
    });
    sheet
}

struct Pen<'d, 'a> {
    desk: &'d Desk<'a>,
    widths: Widths,
    sheet: Sheet,
    row: u32,
}

impl<'d, 'a> Pen<'d, 'a> {
    fn new(desk: &'d Desk<'a>) -> Self {
        let mut sheet = Sheet::new(SHEET);
        let merged = desk.input.merged;
        let widths = widths(merged.forms.iter().chain(&merged.summaries));
        for (col, width) in (0..).zip(widths) {
            sheet.column_width(col, width);
        }
        Self { desk, widths, sheet, row: 0 }
    }

    fn line(&mut self, text: &str, style: &Style, height: f64) {
        let style = Style { wrap: false, ..style.clone() };
        self.sheet.text(Addr::new(self.row, 0), text, &style);
        self.sheet.row_height(self.row, height);
        self.row += 1;
    }

    /// One 全課 item: heading, issued texts, a row a 課.
    fn item(&mut self, path: &Path<'_>) {
        let desk = self.desk;
        let heading = path.heading().replace('\n', "　");
        self.line(&heading, &desk.styles.heading, desk.styles.heading.size * 1.9);
        let gathering = path.initiative.coordinating_section.as_deref().unwrap_or("定めなし");
        self.line(&format!("とりまとめ課：{gathering}"), &desk.styles.plain, LEAST);
        let forms: Vec<&MergedForm> = desk
            .input
            .merged
            .forms
            .iter()
            .filter(|form| form.initiative_id == path.initiative.id)
            .collect();
        let mut plans: Vec<&str> = forms.iter().map(|form| &*form.plan_form_id).collect();
        plans.dedup();
        for plan_form in plans {
            let own: Vec<&MergedForm> =
                forms.iter().copied().filter(|form| form.plan_form_id == plan_form).collect();
            self.issued(own[0]);
            self.head();
            let summaries = desk.input.merged.summaries.iter();
            for summary in summaries.filter(|summary| summary.form_id == plan_form) {
                self.form(&format!("全課のまとめ\n（{}）", summary.section), summary);
            }
            for form in own {
                self.form(&form.section, form);
            }
            self.row += 1;
        }
    }

    /// 目指す姿, 目標 and 取組内容, which all 課 have in common.
    fn issued(&mut self, form: &MergedForm) {
        let width: u32 = self.widths[2..].iter().sum();
        for field in Field::ISSUED {
            let Some(text) = form.text(field) else { continue };
            for piece in split_cells(text) {
                let last = self.rows(&[(piece, width)]);
                let label = Region { first: Addr::new(self.row, 0), last: Addr::new(last, 1) };
                self.sheet.merged_text(label, field.label(), &self.small(&self.desk.styles.label));
                let region = Region { first: Addr::new(self.row, 2), last: Addr::new(last, 5) };
                self.sheet.merged_text(region, piece, &self.small(&self.desk.styles.issued));
                self.row = last + 1;
            }
        }
    }

    fn head(&mut self) {
        let style = self.small(&self.desk.styles.label);
        let labels = HEADINGS.into_iter().chain(Field::ANSWERED.map(Field::label));
        for (col, label) in (0..).zip(labels) {
            self.sheet.text(Addr::new(self.row, col), label, &style);
        }
        self.sheet.row_height(self.row, LEAST);
        self.row += 1;
    }

    /// The answers of one 課, or what the とりまとめ課 sums up; long ones run over several rows of one cell.
    fn form(&mut self, name: &str, form: &MergedForm) {
        let texts: Vec<String> = Field::ANSWERED
            .iter()
            .map(|field| shown_text(form, *field).unwrap_or_default())
            .collect();
        let pieces: Vec<Vec<&str>> = texts.iter().map(|text| split_cells(text)).collect();
        let parts = pieces.iter().map(Vec::len).max().unwrap_or(1);
        let styles = &self.desk.styles;
        for part in 0..parts {
            let mut cells = vec![
                (name, &styles.issued),
                (
                    form.state.label(),
                    if form.state == State::Complete { &styles.issued } else { &styles.alert },
                ),
            ];
            for (field, pieces) in Field::ANSWERED.into_iter().zip(&pieces) {
                let style =
                    if form.conflict(field).is_some() { &styles.alert } else { &styles.issued };
                cells.push((pieces.get(part).copied().unwrap_or_default(), style));
            }
            let sized: Vec<(&str, u32)> =
                cells.iter().zip(self.widths).map(|((text, _), width)| (*text, width)).collect();
            let last = self.rows(&sized);
            for (col, (text, style)) in (0..).zip(cells) {
                let region = Region { first: Addr::new(self.row, col), last: Addr::new(last, col) };
                let style = self.small(style).place(Across::Left, Down::Top);
                self.sheet.merged_text(region, text, &style);
            }
            self.row = last + 1;
        }
    }

    /// Sets the heights of as many rows as the tallest of some texts needs; gives the last row.
    fn rows(&mut self, texts: &[(&str, u32)]) -> u32 {
        let face = self.desk.styles.small_face;
        let tall = |(text, width): &(&str, u32)| {
            height(lines(text, units_across(*width, face.size)), face)
        };
        let tallest = texts.iter().map(tall).fold(LEAST, f64::max);
        let heights = split_height(tallest, face);
        let mut row = self.row;
        for height in &heights {
            self.sheet.row_height(row, *height);
            row += 1;
        }
        row - 1
    }

    fn small(&self, style: &Style) -> Style {
        style.clone().size(self.desk.styles.small.size)
    }
}
