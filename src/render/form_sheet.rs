//! Draws one form on a sheet, blank or filled, in the office's own arrangement.
//!
//! In: what the form shows, the row where it begins, and whether it is to be answered. Out: the
//! cells of its fields. It sets no validation, protection or page: whoever makes the sheet does.
//!
//! Four columns: 令和6年度 on end, the label, the half-year, the text. Every text stands in the
//! fourth, so that a row can be fitted by a double click where it is not merged.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::appendix::{Appendix, appendices};
use super::form_view::{Entry, FormView};
use super::sheet::Sheet;
use super::style::{Across, Border, Down, Style, Styles};
use super::text_layout::{
    Face, TALL_ROW, height, lines, split_cells, split_height, split_rows, text_height, trim_break,
    units_across,
};
use crate::binding::{SEND_BACK_SHEET, SUMMARY_NOTE};
use crate::field::Field;
use crate::grid::{Addr, Region};
use crate::template::{Layout, Template};

/// How forms are drawn on a sheet.
#[derive(Debug, Clone, Copy)]
pub struct Drawing<'a> {
    /// Labels and geometry.
    pub template: &'a Template,
    /// Looks.
    pub styles: &'a Styles,
    /// For whom the form is drawn.
    pub purpose: Purpose<'a>,
}

/// For whom a form is drawn.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'a> {
    /// A 課 answers: answers are unlocked, those of `asked` coloured, those of `marked` stand out
    /// as faulty, those of `accepted` are locked, and the form fills its page.
    Answer {
        /// Fields that the period asks for.
        asked: &'a [Field],
        /// Fields that were sent back.
        marked: &'a [Field],
        /// Fields of an earlier period that were accepted.
        accepted: &'a [Field],
        /// The とりまとめ課 sums up what every 課 answered.
        summary: bool,
    },
    /// It is read: boxes are as high as their texts.
    Read,
}

/// Where a form stands on its sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// First cell of every field's text.
    pub cells: BTreeMap<Field, Addr>,
    /// Cell with the printed 様式ID.
    pub id_cell: Addr,
    /// Last row of 様式ID and headings, which stand above the boxes.
    pub head: u32,
    /// All that belongs to the form.
    pub region: Region,
}

/// Column of 令和6年度 and of labels that stand outside it.
const YEAR: u32 = 0;
/// Column of the labels within the year.
const LABEL: u32 = 1;
/// Column of the half-years.
const PART: u32 = 2;
/// Column of all texts.
const VALUE: u32 = 3;
/// Least height of a box in points.
const LEAST: f64 = 22.0;
/// Height to which an empty box may shrink so that the form stays on one page.
const SQUEEZED: f64 = 48.0;
/// Part of the page that is not used: printers differ.
const PAGE_RESERVE: f64 = 16.0;

/// Sets the widths of the form's columns.
pub fn set_columns(sheet: &mut Sheet, layout: &Layout) {
    for (col, width) in (YEAR..).zip(layout.columns.all()) {
        sheet.column_width(col, width);
    }
}

/// Draws a form with its first row at `top`.
pub fn draw(sheet: &mut Sheet, top: u32, view: &FormView<'_>, how: &Drawing<'_>) -> Drawn {
    let continued = match how.purpose {
        Purpose::Answer { .. } => Vec::new(),
        Purpose::Read => appendices(view, &how.template.layout, how.styles.text_face),
    };
    let mut boxes: Vec<TextBox<'_>> =
        fields().map(|field| TextBox::new(field, view, how, &continued)).collect();
    if let Purpose::Answer { asked, .. } = how.purpose {
        let outside = heading_heights(view, how).iter().sum::<f64>() + 2.0 * small_height(how);
        fit_page(&mut boxes, asked, how.template.layout.page.height() - PAGE_RESERVE - outside);
    }
    let mut pen = Pen { sheet, how, row: top, cells: BTreeMap::new() };
    pen.head(view);
    let head = pen.row - 1;
    pen.body(view, &boxes);
    pen.foot();
    let region = Region { first: Addr::new(top, YEAR), last: Addr::new(pen.row - 1, VALUE) };
    Drawn { cells: pen.cells, id_cell: Addr::new(top, VALUE), head, region }
}

/// The boxes of the form from top to bottom.
fn fields() -> impl Iterator<Item = Field> {
    Field::ALL.into_iter().filter(|field| !matches!(field, Field::BasicArea | Field::PromotionItem))
}

/// The text beside a label, cut into pieces that a cell can hold.
struct TextBox<'a> {
    field: Field,
    pieces: Vec<Piece<'a>>,
}

/// One cell's text with the heights of the rows that it is spread over.
struct Piece<'a> {
    text: Cow<'a, str>,
    heights: Vec<f64>,
    kind: PieceKind,
    style: Cow<'a, Style>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    Text,
    Caption,
}

impl<'a> TextBox<'a> {
    fn new(
        field: Field,
        view: &'a FormView<'_>,
        how: &'a Drawing<'_>,
        continued: &[Appendix<'a>],
    ) -> Self {
        let style = box_style(field, view, how);
        let texts: Vec<&Entry<'a>> = view.answers.get(&field).into_iter().flatten().collect();
        let mut pieces = Vec::new();
        for (index, entry) in texts.iter().enumerate() {
            let goes_on = continued.iter().find(|one| (one.field, one.entry) == (field, index));
            pieces.extend(entry.caption.as_deref().map(|caption| caption_piece(caption, how)));
            let text = goes_on.map_or(entry.text, |one| one.beginning);
            pieces.extend(cut(text, how.styles.text_face, style, &how.template.layout));
            pieces.extend(goes_on.map(|one| caption_piece(&one.reference(), how)));
        }
        if texts.is_empty() {
            let text = plain_text(field, view);
            pieces.extend(cut(text, how.styles.text_face, style, &how.template.layout));
        }
        let mut made = Self { field, pieces };
        made.grow_to(least_height(field, how));
        made
    }

    fn height(&self) -> f64 {
        self.pieces.iter().flat_map(|piece| &piece.heights).sum()
    }

    fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text.is_empty())
    }

    /// Makes the last row higher, as far as a row can be, until the box is high enough.
    fn grow_to(&mut self, wanted: f64) {
        let missing = wanted - self.height();
        let last = self.pieces.last_mut().and_then(|piece| piece.heights.last_mut());
        if let Some(last) = last.filter(|_| missing > 0.0) {
            *last = (*last + missing).min(TALL_ROW.max(*last));
        }
    }

    fn set_height(&mut self, wanted: f64) {
        if let [Piece { heights, .. }] = self.pieces.as_mut_slice() {
            *heights = vec![wanted];
        }
    }
}

/// Cuts a text into cells and each cell into rows.
///
/// An answer that may be changed stays in one cell, which spans rows where it is tall; a text that
/// is only read is cut between lines, so that no page ends in the middle of one.
fn cut<'a>(text: &'a str, face: Face, style: &'a Style, layout: &Layout) -> Vec<Piece<'a>> {
    let kind = PieceKind::Text;
    let width = units_across(layout.columns.value, face.size);
    if style.unlocked {
        let piece = |text| {
            let heights = split_height(height(lines(text, width), face), face);
            Piece { text: Cow::Borrowed(text), heights, kind, style: Cow::Borrowed(style) }
        };
        return split_cells(text).into_iter().map(piece).collect();
    }
    let cells = split_rows(text, width, face);
    let last = cells.len() - 1;
    let part = |at| match Border::of_part(at, last) {
        Border::Thin => Cow::Borrowed(style),
        border => part_of_box(style, border),
    };
    let piece = |(at, text)| {
        let text = if at < last { trim_break(text) } else { text };
        let heights = vec![height(lines(text, width), face)];
        Piece { text: Cow::Borrowed(text), heights, kind, style: part(at) }
    };
    cells.into_iter().enumerate().map(piece).collect()
}

/// A small line of our own words above or below a text.
fn caption_piece<'a>(text: &str, how: &'a Drawing<'_>) -> Piece<'a> {
    let heights = vec![text_height(text, how.template.layout.columns.value, how.styles.small_face)];
    let style = Cow::Borrowed(&how.styles.caption);
    Piece { text: Cow::Owned(text.to_owned()), heights, kind: PieceKind::Caption, style }
}

fn part_of_box(style: &Style, border: Border) -> Cow<'_, Style> {
    Cow::Owned(style.clone().border(border).place(Across::Left, Down::Top))
}

fn plain_text<'a>(field: Field, view: &'a FormView<'_>) -> &'a str {
    let [vision, goal, actions] = view.issued;
    match field {
        Field::Initiative => &view.initiative,
        Field::ResponsibleSection => &view.responsible,
        Field::Vision => vision,
        Field::AnnualGoal => goal,
        Field::PlannedActions => actions,
        _ => "",
    }
}

fn box_style<'a>(field: Field, view: &FormView<'_>, how: &'a Drawing<'_>) -> &'a Style {
    let styles = how.styles;
    let answered = Field::ANSWERED.contains(&field);
    match how.purpose {
        Purpose::Answer { accepted, .. } if accepted.contains(&field) => &styles.issued,
        Purpose::Answer { marked, .. } if answered && marked.contains(&field) => {
            &styles.marked_answer
        }
        Purpose::Answer { asked, .. } if answered && asked.contains(&field) => match field {
            Field::GoalAttainment => &styles.answer_word,
            _ => &styles.answer,
        },
        Purpose::Answer { .. } if answered => &styles.other_answer,
        _ if view.answers.get(&field).is_some_and(|entries| entries.len() > 1) => &styles.alert,
        _ => &styles.issued,
    }
}

/// The label must fit too, and an answer's box leaves room to write.
fn least_height(field: Field, how: &Drawing<'_>) -> f64 {
    let layout = &how.template.layout;
    let columns = &layout.columns;
    let width = match field {
        Field::FirstHalf | Field::SecondHalf => columns.part,
        _ if within_year(field) => columns.label + columns.part,
        _ => columns.year + columns.label + columns.part,
    };
    let label = text_height(how.template.label(field), width, how.styles.label_face).max(LEAST);
    match (how.purpose, layout.answer_heights.get(&field)) {
        (Purpose::Answer { .. }, Some(height)) => label.max(*height),
        _ => label,
    }
}

const fn within_year(field: Field) -> bool {
    !matches!(field, Field::Initiative | Field::Vision | Field::Evaluation)
}

/// Gives what is left of the page to the answers that are asked for; where the form is too long
/// for the page, takes it from empty boxes of another period.
fn fit_page(boxes: &mut [TextBox<'_>], asked: &[Field], room: f64) {
    let left = room - boxes.iter().map(TextBox::height).sum::<f64>();
    let open = |text_box: &TextBox<'_>| {
        Field::ANSWERED.contains(&text_box.field)
            && text_box.field != Field::GoalAttainment
            && (text_box.is_empty() || left > 0.0)
            && text_box.pieces.len() == 1
    };
    let wanted = |text_box: &&mut TextBox<'_>| {
        open(text_box) && asked.contains(&text_box.field) == (left > 0.0)
    };
    let count = boxes.iter_mut().filter(wanted).count();
    if count == 0 {
        return;
    }
    let share = left / count as f64;
    for text_box in boxes.iter_mut().filter(wanted) {
        let height = text_box.height();
        if left > 0.0 {
            text_box.grow_to(height + share);
        } else {
            text_box.set_height((height + share).max(SQUEEZED.min(height)));
        }
    }
}

/// The line below a form: how to fill it in, or which fields were sent back. One line of the form.
pub(super) fn foot_note(marked: &[Field]) -> String {
    if marked.is_empty() {
        return "※ 黄色の欄に記入してください。白い記入欄は別の期に使います。文字が収まらないときは、行を高くしてください。".to_owned();
    }
    let fields: Vec<&str> = marked.iter().map(|field| field.label()).collect();
    format!("※ 差戻しの欄：{}（{SEND_BACK_SHEET}を見てください）", fields.join("、"))
}

/// A label over several pages stands at its top: in the middle, a page may end across it.
fn label_style(style: &Style, runs_on: bool) -> Cow<'_, Style> {
    if runs_on {
        Cow::Owned(style.clone().place(Across::Centre, Down::Top))
    } else {
        Cow::Borrowed(style)
    }
}

fn small_height(how: &Drawing<'_>) -> f64 {
    height(1, how.styles.small_face)
}

fn heading_heights(view: &FormView<'_>, how: &Drawing<'_>) -> [f64; 2] {
    let width = how.template.layout.columns.total();
    [0, 1].map(|level| text_height(&view.headings[level], width, how.styles.heading_face))
}

/// Draws from top to bottom and keeps where the fields are.
struct Pen<'a> {
    sheet: &'a mut Sheet,
    how: &'a Drawing<'a>,
    row: u32,
    cells: BTreeMap<Field, Addr>,
}

impl Pen<'_> {
    /// The printed 様式ID and the two headings.
    fn head(&mut self, view: &FormView<'_>) {
        let styles = self.how.styles;
        let id_style = styles.small.clone().place(Across::Right, Down::Middle);
        let prefix = self.how.template.surroundings.id_prefixes.first();
        let id = format!("{}：{}", prefix.map_or("様式ID", String::as_str), view.form_id);
        self.sheet.text(Addr::new(self.row, VALUE), &id, &id_style);
        self.sheet.row_height(self.row, small_height(self.how));
        self.row += 1;
        let heights = heading_heights(view, self.how);
        let fields = [Field::BasicArea, Field::PromotionItem];
        for ((text, height), field) in view.headings.iter().zip(heights).zip(fields) {
            self.sheet.row_height(self.row, height);
            self.across(text, &styles.heading);
            self.cells.insert(field, Addr::new(self.row, YEAR));
            self.row += 1;
        }
    }

    /// All boxes, then the year and 進捗状況 beside those that they span.
    fn body(&mut self, view: &FormView<'_>, boxes: &[TextBox<'_>]) {
        let (mut year, mut progress) = (None, None);
        for text_box in boxes {
            let first = self.row;
            self.values(text_box);
            let last = self.row - 1;
            let field = text_box.field;
            let col = match field {
                Field::FirstHalf | Field::SecondHalf => PART,
                _ if within_year(field) => LABEL,
                _ => YEAR,
            };
            let label = Region { first: Addr::new(first, col), last: Addr::new(last, PART) };
            let style = label_style(&self.how.styles.label, last > first);
            self.sheet.merged_text(label, self.how.template.label(field), &style);
            if within_year(field) {
                year = Some((year.map_or(first, |(start, _)| start), last));
            }
            if col == PART {
                progress = Some((progress.map_or(first, |(start, _)| start), last));
            }
        }
        let group = self.how.template.group_labels.first().map_or("", |label| &label.text);
        let total: f64 = boxes.iter().map(TextBox::height).sum();
        let runs_on = total > self.how.template.layout.page.height();
        let styles = self.how.styles;
        self.span(YEAR, year, view.year, &label_style(&styles.upright, runs_on));
        self.span(LABEL, progress, group, &label_style(&styles.label, runs_on));
    }

    fn span(&mut self, col: u32, rows: Option<(u32, u32)>, text: &str, style: &Style) {
        if let Some((first, last)) = rows {
            let region = Region { first: Addr::new(first, col), last: Addr::new(last, col) };
            self.sheet.merged_text(region, text, style);
        }
    }

    /// The texts of one box, each over its rows.
    fn values(&mut self, text_box: &TextBox<'_>) {
        for piece in &text_box.pieces {
            let first = Addr::new(self.row, VALUE);
            for height in &piece.heights {
                self.sheet.row_height(self.row, *height);
                self.row += 1;
            }
            let region = Region { first, last: Addr::new(self.row - 1, VALUE) };
            self.sheet.merged_text(region, &piece.text, &piece.style);
            if piece.kind == PieceKind::Text {
                self.cells.entry(text_box.field).or_insert(first);
            }
        }
    }

    /// A note on how to fill in the form, where it is to be filled in.
    fn foot(&mut self) {
        let Purpose::Answer { marked, summary, .. } = self.how.purpose else { return };
        let note = if summary { SUMMARY_NOTE.to_owned() } else { foot_note(marked) };
        self.sheet.row_height(self.row, small_height(self.how));
        self.across(&note, &self.how.styles.small);
        self.row += 1;
    }

    fn across(&mut self, text: &str, style: &Style) {
        let first = Addr::new(self.row, YEAR);
        let region = Region { first, last: Addr::new(self.row, VALUE) };
        self.sheet.merged_text(region, text, style);
    }
}
