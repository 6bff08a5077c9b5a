//! 別紙: where an answer that is longer than a page goes on.
//!
//! In: what a form shows, or the merged record. Out: the answers to be continued, their 別紙 drawn
//! on a sheet, and a finding for each. Only forms that are read have a 別紙: an answer that may still
//! be changed stays whole in its cell, over as many rows and pages as it takes.

use super::form_view::FormView;
use super::sheet::Sheet;
use super::style::{Across, Border, Down, Style, Styles};
use super::table::place;
use super::text_layout::{
    Face, height, lines, split_lines, split_rows, text_height, trim_break, units_across,
};
use crate::field::Field;
use crate::finding::Finding;
use crate::grid::{Addr, Region};
use crate::merge::{Answer, Merged, MergedForm};
use crate::rules::Code;
use crate::template::{Layout, Template};

/// Lines of such an answer that stand in the form itself.
const BEGINNING: usize = 10;
/// Height in points that the heading of a 別紙 takes from its page.
const HEADING: f64 = 40.0;
/// Last column of the form.
const LAST_COL: u32 = 3;

/// An answer that goes on on a 別紙.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Appendix<'a> {
    /// Its number within the form, 1-based.
    pub number: usize,
    /// The field.
    pub field: Field,
    /// Which of the field's texts it is, 0-based.
    pub entry: usize,
    /// What stands in the form.
    pub beginning: &'a str,
    /// What stands on the 別紙.
    pub rest: &'a str,
}

impl Appendix<'_> {
    /// The line that stands in the form below the beginning.
    pub(super) fn reference(&self) -> String {
        format!("〔続きは、このシートの別紙{}にあります〕", self.number)
    }
}

/// The answers of a form that are longer than a page, in the order of the form.
pub(super) fn appendices<'v>(
    view: &'v FormView<'_>,
    layout: &Layout,
    face: Face,
) -> Vec<Appendix<'v>> {
    let width = units_across(layout.columns.value, face.size);
    let entries = view.answers.iter().flat_map(|(field, entries)| {
        entries.iter().enumerate().map(move |(entry, answer)| (*field, entry, answer.text))
    });
    let long = entries.filter(|(_, _, text)| outgrows_page(text, layout, face));
    let cut = |(number, (field, entry, text))| {
        let (beginning, rest) = split_lines(text, width, BEGINNING);
        Appendix { number, field, entry, beginning: trim_break(beginning), rest }
    };
    (1..).zip(long).map(cut).collect()
}

/// Tells whether a text is longer than an A4 page of the form's width.
fn outgrows_page(text: &str, layout: &Layout, face: Face) -> bool {
    let width = units_across(layout.columns.total(), face.size);
    lines(text, width) as f64 * face.pitch > layout.page.height() - HEADING
}

/// Draws a 別紙 from a row on; gives the next free row.
pub(super) fn draw_appendix(
    sheet: &mut Sheet,
    mut row: u32,
    form_id: &str,
    appendix: &Appendix<'_>,
    (layout, styles): (&Layout, &Styles),
) -> u32 {
    let total = layout.columns.total();
    let mut across = |row: u32, text: &str, style: &Style, height| {
        let region = Region { first: Addr::new(row, 0), last: Addr::new(row, LAST_COL) };
        sheet.row_height(row, height);
        sheet.merged_text(region, text, style);
    };
    let field = appendix.field.label();
    let title = format!("別紙{}　{form_id}　{field}の続き", appendix.number);
    across(row, &title, &styles.heading, text_height(&title, total, styles.heading_face));
    row += 1;
    let face = styles.text_face;
    let width = units_across(total, face.size);
    let pieces = split_rows(appendix.rest, width, face);
    let last = pieces.len() - 1;
    for (at, piece) in pieces.into_iter().enumerate() {
        let border = Border::of_part(at, last);
        let style = styles.issued.clone().border(border).place(Across::Left, Down::Top);
        let piece = if at < last { trim_break(piece) } else { piece };
        across(row, piece, &style, height(lines(piece, width), face));
        row += 1;
    }
    row
}

/// Tells of every answer that is longer than a page.
#[must_use]
pub fn overflows(merged: &Merged, template: &Template) -> Vec<Finding> {
    let layout = &template.layout;
    let face = Styles::new(layout).text_face;
    let of_form = |form: &'_ MergedForm| {
        let own = form.answers.iter().map(|(field, answer)| (*field, answer));
        let conflicts = form
            .conflicts
            .iter()
            .flat_map(|conflict| conflict.answers.iter().map(|answer| (conflict.field, answer)));
        let long = |(_, answer): &(Field, &Answer)| outgrows_page(&answer.text, layout, face);
        let told = |(field, answer)| overflow(form, field, answer);
        own.chain(conflicts).filter(long).map(told).collect::<Vec<_>>()
    };
    merged.forms.iter().chain(&merged.summaries).flat_map(of_form).collect()
}

fn overflow(form: &MergedForm, field: Field, answer: &Answer) -> Finding {
    Finding::new(Code::P01)
        .section(form.section.clone())
        .form(form.form_id.clone())
        .field(field)
        .at(place(&answer.source))
        .detail(format!("{} 字", answer.text.chars().count()))
}
