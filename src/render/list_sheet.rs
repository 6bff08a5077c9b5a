//! A list on a sheet: title, a note, one row of headings, one row a record without merges.
//!
//! In: columns and cells. Out: a sheet with row heights that show every text, a filter and
//! repeated headings. It decides nothing about what is listed.
//!
//! A row of Excel is at most 409.5 pt high. Columns of long texts therefore start narrow and are
//! widened until their longest text fits. Of a text that fits at no width, the beginning stands in
//! the list with a word on where the rest is, for what cannot be seen is not on paper either; only
//! what people wrote, and a list for other programs, keep every text whole.

use std::borrow::Cow;

use jiff::civil::{Date, date};

use super::sheet::{PageSetup, Sheet};
use super::style::{Across, Down, Style, Styles};
use super::text_layout::{
    Face, MAX_ROW, TALL_ROW, height, lines, split_lines, text_height, trim_break, units,
    units_across,
};
use crate::grid::{Addr, Region};
use crate::template::Template;

/// Rows of the note below the title, a line each: a wrapped note would need a merged cell, and those
/// stand in the way of people who select columns.
const NOTE_ROWS: u32 = 3;
/// Height in points of a row of the note that is left empty.
const NO_NOTE: f64 = 3.0;
/// Row of the headings below title and note, 0-based.
pub(super) const HEAD: u32 = 1 + NOTE_ROWS;
/// Row of the first record below title and note, 0-based.
pub(super) const FIRST: u32 = HEAD + 1;
/// Widths in pixels that a column of long texts may take beyond its own.
const WIDER: [u32; 4] = [340, 430, 540, 700];
/// The same where nobody prints; Excel knows no wider column than the last.
const WIDER_ON_SCREEN: [u32; 3] = [700, 1_200, 1_790];
/// Least height of a row in points.
const LEAST: f64 = 18.0;
/// Width in pixels between the margins of A4 landscape at 100 %, less a little for the printer.
const LANDSCAPE: u32 = 1_000;
/// Width in pixels of what is shrunk onto one page: more would be too small to read.
const READABLE: u32 = 1_700;

/// How large a list that is wider than a screen is shown, in percent.
const WIDE_ZOOM: u16 = 85;

/// Number format of a count: a little room stays between the figure and the line.
pub(super) const COUNT: &str = "0_ ;-0_ ";
/// Number format of a figure with up to three decimals.
const DECIMAL: &str = "#,##0.###_ ";
/// Number format of a day as people read it: 令和6年10月18日. The cell holds the day itself.
const ERA_DAY: &str = r#"[$-411]ggge"年"m"月"d"日""#;
/// Number format of a share.
pub(super) const SHARE: &str = "0.0%_ ";

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column<'h> {
    /// Heading.
    pub heading: &'h str,
    /// Width in pixels.
    pub width: u32,
    /// What stands in it.
    pub kind: Kind,
}

impl<'a> Column<'a> {
    /// A column with its heading and its width in pixels.
    pub(super) const fn new(heading: &'a str, width: u32, kind: Kind) -> Self {
        Self { heading, width, kind }
    }
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text that may run over lines; the column widens for long ones.
    Text,
    /// A word, in the middle.
    Word,
    /// A figure.
    Number,
    /// A day.
    Day,
    /// What people write: coloured like an answer.
    Entry,
    /// Text that people copy, so that it stays whole even where it cannot be seen to its end.
    Whole,
}

/// What stands in the margins of every page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paper<'a> {
    /// Header, left; the sheet's name stands on the right.
    pub header: &'a str,
    /// Footer, left; the page number stands on the right.
    pub footer: &'a str,
}

/// What one cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Blank,
    /// A text.
    Text(Cow<'a, str>),
    /// A text that needs a person: coloured.
    Alert(Cow<'a, str>),
    /// A text that people write or change, in a column where not every cell is theirs.
    Entry(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// A share of one, shown in percent.
    Share(String, f64),
    /// A day.
    Day(Date),
    /// A formula over figures, with what it gives.
    Formula(String, f64),
    /// A formula that gives a word, with that word.
    Words(String, String),
    /// A figure with its decimals.
    Value(f64),
    /// A formula over such figures, with what it gives.
    Difference(String, f64),
    /// A text that leads to a cell of a sheet.
    Link(String, (&'a str, Addr)),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Blank, Into::into)
    }
}

/// A list under construction.
pub(super) struct ListSheet<'s> {
    /// The sheet, for what is not a list on it.
    pub sheet: Sheet,
    /// Width in pixels and kind of every column.
    columns: Vec<(u32, Kind)>,
    styles: &'s Styles,
    /// Columns at which a new page begins, and the width of the widest page in pixels.
    pages: (Vec<u32>, u32),
    note: String,
    /// Where the rest of a text is that fits no row.
    rest: &'static str,
    head: u32,
    /// Last row of the records, or the headings where there is none.
    last: u32,
    next: u32,
}

impl<'s> ListSheet<'s> {
    /// Draws title, note and headings.
    pub(super) fn new(
        name: &str,
        (title, note): (&str, &str),
        columns: &[Column<'_>],
        styles: &'s Styles,
    ) -> Self {
        let mut list = Self::bare(name, columns, styles, HEAD);
        let title_style = Style { wrap: false, ..styles.title.clone() };
        list.sheet.text(Addr::new(0, list.title_col()), title, &title_style);
        list.sheet.row_height(0, styles.title.size * 1.9);
        list.note(note);
        list
    }

    /// Changes the note below the title, when more is known.
    pub(super) fn note(&mut self, note: &str) {
        note.clone_into(&mut self.note);
    }

    /// Says where the rest of a text is that fits no row; 様式のシート unless it is said.
    pub(super) fn rest_in(&mut self, place: &'static str) {
        self.rest = place;
    }

    /// Where title and note begin: behind the column that further pages repeat, for there they
    /// would be cut off.
    fn title_col(&self) -> u32 {
        u32::from(!self.pages.0.is_empty())
    }

    /// Writes the note over the columns of the first page.
    fn write_note(&mut self) {
        let all = self.columns.len() as u32;
        let (first, end) = (self.title_col(), self.pages.0.first().copied().unwrap_or(all));
        let own = &self.columns[first as usize..end as usize];
        let width: u32 = own.iter().map(|(width, _)| width).sum();
        let face = self.styles.small_face;
        let style = Style { wrap: false, ..self.styles.small.clone() };
        let mut rest = self.note.as_str();
        for row in 1..=NOTE_ROWS {
            let (line, more) = match row {
                NOTE_ROWS => (rest, ""),
                _ => split_lines(rest, units_across(width, face.size), 1),
            };
            if line.is_empty() {
                self.sheet.row_height(row, NO_NOTE);
            } else {
                self.sheet.text(Addr::new(row, first), line, &style);
                self.sheet.row_height(row, height(1, face) + 2.0);
            }
            rest = more;
        }
    }

    /// Draws headings in the first row and nothing above, as other programs like to read it.
    pub(super) fn flat(name: &str, columns: &[Column<'_>], styles: &'s Styles) -> Self {
        Self::bare(name, columns, styles, 0)
    }

    fn bare(name: &str, columns: &[Column<'_>], styles: &'s Styles, head: u32) -> Self {
        let mut sheet = Sheet::new(name);
        let style = styles.label.clone().size(styles.small.size);
        let mut tallest = LEAST;
        for (col, column) in (0..).zip(columns) {
            sheet.column_width(col, column.width);
            sheet.text(Addr::new(head, col), column.heading, &style);
            // The filter's button takes room from the heading.
            let room = column.width.saturating_sub(18).max(24);
            tallest = tallest.max(text_height(column.heading, room, styles.small_face));
        }
        sheet.row_height(head, tallest);
        let widths: Vec<u32> = columns.iter().map(|column| column.width).collect();
        let pages = pages(&widths);
        Self {
            sheet,
            columns: columns.iter().map(|column| (column.width, column.kind)).collect(),
            styles,
            pages,
            note: String::new(),
            rest: "様式のシート",
            head,
            last: head,
            next: head + 1,
        }
    }

    /// The row that the next record takes, 0-based.
    pub(super) const fn next_row(&self) -> u32 {
        self.next
    }

    /// Writes a record; tells whether a text that stays whole is taller than a row of Excel can be.
    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> bool {
        let face = self.styles.small_face;
        let mut tallest = LEAST;
        for (col, (cell, (width, kind))) in (0..).zip(cells.iter().zip(&self.columns)) {
            let style = look(self.styles, cell, *kind);
            let cell = self.fitting(cell, *width, *kind);
            let height = shown(&cell).map_or(0.0, |text| text_height(text, *width, face));
            tallest = tallest.max(height);
            write(&mut self.sheet, Addr::new(self.next, col), &cell, &style);
        }
        self.sheet.row_height(self.next, tallest);
        self.next += 1;
        self.last = self.next - 1;
        tallest > MAX_ROW
    }

    /// The cell, or as much of its text as a row can show and a word on where the rest is.
    fn fitting<'c>(&self, cell: &'c Cell<'c>, width: u32, kind: Kind) -> Cow<'c, Cell<'c>> {
        let own = self.head == 0 || matches!(kind, Kind::Entry | Kind::Whole);
        let (Cell::Text(text) | Cell::Alert(text), false) = (cell, own) else {
            return Cow::Borrowed(cell);
        };
        let face = self.styles.small_face;
        let width = units_across(width, face.size);
        if height(lines(text, width), face) <= TALL_ROW {
            return Cow::Borrowed(cell);
        }
        let reference = format!("〔続きは{}にあります〕", self.rest);
        let below = lines(&reference, width);
        let mut most = (TALL_ROW / face.pitch) as usize;
        while most > 1 && height(most + below, face) > TALL_ROW {
            most -= 1;
        }
        let beginning = trim_break(split_lines(text, width, most).0);
        let text = Cow::Owned(format!("{beginning}\n{reference}"));
        Cow::Owned(if matches!(cell, Cell::Alert(_)) {
            Cell::Alert(text)
        } else {
            Cell::Text(text)
        })
    }

    /// Writes a row of totals in the look of the headings, outside the filter.
    pub(super) fn total(&mut self, cells: &[Cell<'_>]) {
        let style = self.styles.label.clone().size(self.styles.small.size).number_format(COUNT);
        for (col, cell) in (0..).zip(cells) {
            let across = match cell {
                Cell::Words(..) => Across::Centre,
                _ if col == 0 => Across::Left,
                _ => Across::Right,
            };
            let style = style.clone().place(across, Down::Middle);
            write(&mut self.sheet, Addr::new(self.next, col), cell, &style);
        }
        self.sheet.row_height(self.next, LEAST);
        self.next += 1;
    }

    /// Adds the filter, keeps the headings and the first `fixed` columns in sight, and sets A4
    /// landscape with repeated headings: one page wide, or several where one would be too small
    /// to read; then the first column is repeated.
    pub(super) fn finish(mut self, template: &Template, paper: &Paper<'_>, fixed: u32) -> Sheet {
        if self.head > 0 {
            self.write_note();
        }
        let last = Addr::new(self.last, self.columns.len().saturating_sub(1) as u32);
        self.sheet.filter(Region { first: Addr::new(self.head, 0), last });
        self.sheet.freeze(Addr::new(self.head + 1, fixed));
        let name = self.sheet.name().to_owned();
        self.sheet.page(&PageSetup {
            page: &template.layout.page,
            landscape: true,
            header: (paper.header, &name),
            footer: paper.footer,
            print_area: None,
            repeat_rows: Some((self.head, self.head)),
        });
        let (breaks, widest) = &self.pages;
        if !breaks.is_empty() {
            let scale = (LANDSCAPE * 100 / (*widest).max(1)).min(100) as u16;
            self.sheet.pages_wide(breaks, 0, scale);
            self.sheet.zoom(WIDE_ZOOM);
        }
        self.sheet
    }
}

/// Columns at which a new page begins, and the width of the widest page: as few pages as are
/// readable, and those as even as may be.
fn pages(widths: &[u32]) -> (Vec<u32>, u32) {
    const STEP: usize = 20;
    let most = pages_of(widths, READABLE);
    let narrower = (LANDSCAPE..READABLE).step_by(STEP).map(|limit| pages_of(widths, limit));
    let even = narrower.into_iter().find(|(breaks, _)| breaks.len() == most.0.len());
    even.unwrap_or(most)
}

/// Fills pages from left to right up to a width in pixels; all repeat the first column.
fn pages_of(widths: &[u32], limit: u32) -> (Vec<u32>, u32) {
    let first = widths.first().copied().unwrap_or(0);
    let (mut breaks, mut used, mut widest) = (Vec::new(), 0, 0);
    for (col, width) in (0..).zip(widths) {
        if col > 1 && used + width > limit {
            breaks.push(col);
            used = first;
        }
        used += width;
        widest = u32::max(widest, used);
    }
    (breaks, widest)
}

/// The least width at which a column's texts fit a row of Excel: its own, or wider. A text that
/// fits at no width does not count, so that one runaway text does not stretch the sheet.
pub(super) fn width_for<'t>(own: u32, texts: impl Iterator<Item = &'t str>, face: Face) -> u32 {
    least_width(own, &WIDER, texts, face)
}

/// The same for a list that is read on the screen or by other programs.
pub(super) fn screen_width_for<'t>(
    own: u32,
    texts: impl Iterator<Item = &'t str>,
    face: Face,
) -> u32 {
    least_width(own, &WIDER_ON_SCREEN, texts, face)
}

fn least_width<'t>(
    own: u32,
    wider: &[u32],
    texts: impl Iterator<Item = &'t str>,
    face: Face,
) -> u32 {
    let wider = || wider.iter().copied().filter(|width| *width > own);
    let widths = || std::iter::once(own).chain(wider());
    let fits = |text: &str, width: u32| {
        height(lines(text, units_across(width, face.size)), face) <= TALL_ROW
    };
    let needed = texts.filter_map(|text| widths().find(|width| fits(text, *width)));
    needed.fold(own, u32::max)
}

/// Names the first of many.
pub(super) fn few<T: AsRef<str>>(names: &[T]) -> String {
    const MOST: usize = 4;
    let first: Vec<&str> = names.iter().take(MOST).map(AsRef::as_ref).collect();
    let more = names.len() - first.len();
    let tail = if more > 0 { format!(" ほか {more} 件") } else { String::new() };
    format!("{}{tail}", first.join("、"))
}

/// Width in pixels at which the longest of some ids stands on one line: some programs do not break
/// the text of a link.
pub(super) fn id_width<'t>(own: u32, ids: impl Iterator<Item = &'t str>, face: Face) -> u32 {
    let longest = ids.map(units).max().unwrap_or(0);
    let pixels = longest as f64 * face.size / 2.0 / 0.75;
    own.max(pixels.ceil() as u32 + 14).min(WIDER[WIDER.len() - 1])
}

/// The look of a cell.
fn look(styles: &Styles, cell: &Cell<'_>, kind: Kind) -> Style {
    let small =
        |style: &Style, across| style.clone().size(styles.small.size).place(across, Down::Top);
    match (cell, kind) {
        (Cell::Alert(_), Kind::Word) => small(&styles.alert, Across::Centre),
        (Cell::Alert(_), _) => small(&styles.alert, Across::Left),
        (Cell::Link(..), _) => small(&styles.link, Across::Left),
        (Cell::Entry(_), _) | (_, Kind::Entry) => small(&styles.answer, Across::Left),
        (_, Kind::Word) => small(&styles.word, Across::Centre),
        (_, Kind::Number) => small(&styles.word, Across::Right).number_format(COUNT),
        (_, Kind::Day) => small(&styles.word, Across::Centre).number_format(ERA_DAY),
        (_, Kind::Text | Kind::Whole) => small(&styles.issued, Across::Left),
    }
}

/// The text that decides a row's height.
fn shown<'c>(cell: &'c Cell<'_>) -> Option<&'c str> {
    match cell {
        Cell::Text(text) | Cell::Alert(text) | Cell::Entry(text) => Some(text),
        Cell::Words(_, word) => Some(word),
        Cell::Link(text, _) => Some(text),
        _ => None,
    }
}

/// Writes a cell.
pub(super) fn write(sheet: &mut Sheet, at: Addr, cell: &Cell<'_>, style: &Style) {
    match cell {
        Cell::Blank => sheet.paint(Region::cell(at), style),
        Cell::Entry(text) if text.is_empty() => sheet.paint(Region::cell(at), style),
        Cell::Text(text) | Cell::Alert(text) | Cell::Entry(text) => {
            sheet.text(at, text, style);
        }
        Cell::Number(number) => sheet.number(at, *number, style),
        Cell::Day(day) => sheet.number(at, serial(*day), style),
        Cell::Formula(formula, value) => sheet.formula(at, formula, &value.to_string(), style),
        Cell::Words(formula, word) => sheet.formula(at, formula, word, style),
        Cell::Value(value) => {
            sheet.number(at, *value, &style.clone().number_format(DECIMAL));
        }
        Cell::Share(formula, value) => {
            sheet.formula(at, formula, &value.to_string(), &style.clone().number_format(SHARE));
        }
        Cell::Difference(formula, value) => {
            sheet.formula(at, formula, &value.to_string(), &style.clone().number_format(DECIMAL));
        }
        Cell::Link(text, target) => sheet.link(at, *target, text, style),
    }
}

/// The number by which Excel knows a day: days since 1899-12-30.
fn serial(day: Date) -> f64 {
    f64::from((day - date(1899, 12, 30)).get_days())
}
