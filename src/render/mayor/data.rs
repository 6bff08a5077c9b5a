//! The hidden sheet データ that the page's figures are counted from: a row a form as in 一覧, and
//! one row for the findings that concern no form.

use std::collections::BTreeMap;

use super::super::list_sheet::FIRST;
use super::super::master::Master;
use super::super::sheet::{Sheet, region_reference};
use super::super::style::{Style, Styles};
use super::super::tally::{SeverityCounts, StateCounts, by_area, by_form};
use super::super::text_layout::split_cells;
use super::Line;
use crate::grid::{Addr, Region};
use crate::merge::MergedForm;
use crate::model::remarks::{ID_HEADING, INSTRUCTION_HEADING, PAGE_DATA_SHEET};
use crate::model::{BasicArea, paths, roman};

/// Name of the sheet.
const SHEET: &str = PAGE_DATA_SHEET;
/// Its columns; 一覧の行 is the form's row there, 1-based. 町長指示 is as it was written onto the
/// page, so that the next run knows what the 町長 changed.
const HEADINGS: [&str; 8] = [
    ID_HEADING,
    "一覧の行",
    "基本項目",
    "課",
    "状態",
    "要修正件数",
    "要確認件数",
    INSTRUCTION_HEADING,
];
/// Column of 基本項目, 0-based.
pub(super) const AREA: u32 = 2;
/// Column of 課, 0-based.
pub(super) const SECTION: u32 = 3;
/// Column of 状態, 0-based.
pub(super) const STATE: u32 = 4;
/// Column of 要修正件数, 0-based.
pub(super) const ERRORS: u32 = 5;
/// Column of 要確認件数, 0-based.
pub(super) const WARNINGS: u32 = 6;
/// Column of 町長指示, 0-based.
const INSTRUCTION: u32 = 7;
/// Stands for the 基本項目 of a form that is not in the hierarchy.
const OUTSIDE: &str = "体系にない様式";

/// What the sheet holds.
pub(super) struct Data<'a> {
    input: Master<'a>,
    /// 基本項目 of every initiative as the page shows it.
    areas: BTreeMap<&'a str, String>,
    counts: BTreeMap<&'a str, SeverityCounts>,
}

impl<'a> Data<'a> {
    pub(super) fn of(input: &Master<'a>) -> Self {
        let areas = paths(&input.merged.hierarchy)
            .map(|path| (&*path.initiative.id, label(path.area)))
            .collect();
        Self { input: *input, areas, counts: by_form(input.findings) }
    }

    /// The forms of every 基本項目 by state; those outside the hierarchy come last, if there are any.
    pub(super) fn areas(&self) -> Vec<Line> {
        let merged = self.input.merged;
        let line = |(area, states)| Line { label: label(area), states };
        let tallies = by_area(merged).into_iter().map(|tally| tally.states);
        let mut lines: Vec<Line> = merged.hierarchy.iter().zip(tallies).map(line).collect();
        let outside = |form: &&MergedForm| !self.areas.contains_key(&*form.initiative_id);
        let states = StateCounts::of(merged.forms.iter().filter(outside));
        if states.total() > 0 {
            lines.push(Line { label: OUTSIDE.to_owned(), states });
        }
        lines
    }

    /// A column without its heading, as formulas refer to it.
    pub(super) fn column(&self, col: u32) -> String {
        let last = Addr::new(self.input.merged.forms.len() as u32 + 1, col);
        region_reference(SHEET, Region { first: Addr::new(1, col), last })
    }

    /// Writes the sheet.
    pub(super) fn sheet(&self, styles: &Styles) -> Sheet {
        let plain = Style { wrap: false, ..styles.plain.clone() };
        let mut sheet = Sheet::new(SHEET);
        for (col, heading) in (0..).zip(HEADINGS) {
            sheet.column_width(col, if col == 0 || col == AREA { 220 } else { 110 });
            sheet.text(Addr::new(0, col), heading, &plain.clone().bold());
        }
        let mut rest = SeverityCounts::of(self.input.findings);
        for (row, form) in (1..).zip(&self.input.merged.forms) {
            let counts = self.counts.get(&*form.form_id).copied().unwrap_or_default();
            rest.error = rest.error.saturating_sub(counts.error);
            rest.warning = rest.warning.saturating_sub(counts.warning);
            let area = self.areas.get(&*form.initiative_id).map_or(OUTSIDE, String::as_str);
            let words = [
                (0, &*form.form_id),
                (AREA, area),
                (SECTION, &form.section),
                (STATE, form.state.label()),
            ];
            for (col, word) in words {
                sheet.text(Addr::new(row, col), word, &plain);
            }
            sheet.number(Addr::new(row, 1), f64::from(FIRST + row), &plain);
            figures(&mut sheet, row, counts, &plain);
        }
        // Also findings on forms that are not in the record: the sums must be those of 確認事項.
        let row = self.input.merged.forms.len() as u32 + 1;
        sheet.text(Addr::new(row, 0), "どの様式にも属さない指摘", &plain);
        figures(&mut sheet, row, rest, &plain);
        self.instructions(&mut sheet, row + 1, &plain);
        sheet.hide();
        sheet
    }
}

impl Data<'_> {
    /// Writes every 町長指示: beside its form, or below all that is counted.
    fn instructions(&self, sheet: &mut Sheet, below: u32, style: &Style) {
        let mut next = below;
        for (form_id, remarks) in self.input.remarks {
            let Some(text) = &remarks.mayor_instruction else { continue };
            let forms = &self.input.merged.forms;
            let known = forms.iter().position(|form| form.form_id == *form_id);
            let row = known.map_or(next, |index| index as u32 + 1);
            if known.is_none() {
                sheet.text(Addr::new(row, 0), form_id, style);
                next += 1;
            }
            for piece in split_cells(text).into_iter().take(1) {
                sheet.text(Addr::new(row, INSTRUCTION), piece, style);
            }
        }
    }
}

fn figures(sheet: &mut Sheet, row: u32, counts: SeverityCounts, style: &Style) {
    sheet.number(Addr::new(row, ERRORS), counts.error as f64, style);
    sheet.number(Addr::new(row, WARNINGS), counts.warning as f64, style);
}

fn label(area: &BasicArea) -> String {
    format!("{} {}", roman(area.number), area.title)
}
