//! Books and sheets: a thin layer of our own over the writing library, which only this file uses.
//!
//! In: positions, texts, styles. Out: the bytes of an xlsx file, the same bytes for the same input.
//! It decides nothing about what is written or where.
//!
//! A sheet keeps the first fault (a merge that overlaps another, a name that Excel refuses) and
//! [`Book::save`] returns it: such a fault is a mistake in the drawing, not in the input, and
//! drawing code reads better without a `?` on every cell.

pub mod chart;
mod print;

use jiff::civil::Date;
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule,
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, Formula,
    ProtectionOptions, Url, Workbook, Worksheet, XlsxError,
};

use super::cell_text::{as_written, cut, header_text};
pub use super::cell_text::{reference, region_reference};
use super::style::{Across, Border, Down, Style};
use super::text_layout::{MAX_ROW, within_cell};
use crate::error::{Error, Result};
use crate::grid::{Addr, Region};
use crate::template::Page;

/// A workbook under construction.
pub struct Book {
    inner: Workbook,
    fault: Option<String>,
}

/// A sheet under construction; [`Book::push`] adds it to a book.
pub struct Sheet {
    inner: Worksheet,
    name: String,
    texts: Vec<String>,
    fault: Option<String>,
}

/// What the file's properties say.
#[derive(Debug, Clone, Default)]
pub struct Properties {
    /// Title of the document.
    pub title: String,
    /// What it is about.
    pub subject: String,
    /// The municipality.
    pub company: String,
    /// Properties of our own: name and value.
    pub custom: Vec<(String, String)>,
}

/// Paper, margins, header and footer.
#[derive(Debug, Clone)]
pub struct PageSetup<'a> {
    /// Margins.
    pub page: &'a Page,
    /// A4 lying on its side.
    pub landscape: bool,
    /// Header, left and right.
    pub header: (&'a str, &'a str),
    /// Footer, left; the page number stands on the right.
    pub footer: &'a str,
    /// What is printed; `None` prints everything.
    pub print_area: Option<Region>,
    /// First and last row that every page repeats.
    pub repeat_rows: Option<(u32, u32)>,
}

/// What a cell accepts; every rule warns and can be passed, so that no answer is turned away.
#[derive(Debug, Clone)]
pub enum Accept {
    /// Anything; only the input message is shown.
    Anything,
    /// A value of a list, by its reference: `_torimatome!$H$9:$H$12`.
    List(String),
    /// A text of at most so many characters.
    MaxLength(u32),
}

/// An input message and a rule on a cell.
#[derive(Debug, Clone)]
pub struct Validation {
    /// What is accepted.
    pub accept: Accept,
    /// Title of both messages; cut at 32 UTF-16 units.
    pub title: String,
    /// Shown while the cell is selected; cut at 255 UTF-16 units.
    pub message: String,
    /// Shown when the rule does not hold; cut at 255 UTF-16 units.
    pub warning: String,
}

impl Book {
    /// Starts a book; `created` is its date of making and of saving, for it must not depend on
    /// the clock.
    #[must_use]
    pub fn new(properties: &Properties, created: Date) -> Self {
        let mut fault = None;
        let mut made = DocProperties::new()
            .set_title(properties.title.as_str())
            .set_subject(properties.subject.as_str())
            .set_company(properties.company.as_str());
        let (year, month, day) = (created.year(), created.month(), created.day());
        match ExcelDateTime::from_ymd(year.unsigned_abs(), month.unsigned_abs(), day.unsigned_abs())
        {
            Ok(date) => made = made.set_creation_datetime(&date),
            Err(cause) => keep(&mut fault, &cause, "作成日"),
        }
        for (name, value) in &properties.custom {
            made = made.set_custom_property(name, value.as_str());
        }
        let mut inner = Workbook::new();
        let (row, col) = STANDARD_CELL;
        if let Err(cause) = inner.set_default_format(&standard(), row, col) {
            keep(&mut fault, &cause, "標準の書式");
        }
        inner.set_properties(&made);
        Self { inner, fault }
    }

    /// Adds a sheet behind those that are there. The first one is shown on opening.
    pub fn push(&mut self, sheet: Sheet) {
        if self.fault.is_none() {
            self.fault = sheet.fault;
        }
        self.inner.push_worksheet(sheet.inner);
    }

    /// Gives a cell a name that holds for the whole book. ASCII letters, digits and `_` only.
    pub fn name_cell(&mut self, name: &str, sheet: &str, at: Addr) {
        let result = self.inner.define_name(name, &format!("={}", reference(sheet, at)));
        let fault = result.err();
        if let Some(cause) = fault {
            keep(&mut self.fault, &cause, name);
        }
    }

    /// Finishes the book.
    ///
    /// # Errors
    ///
    /// The first fault of the book or of a sheet, or the library's own on writing.
    pub fn save(mut self) -> Result<Vec<u8>> {
        let bytes = match self.fault {
            None => self.inner.save_to_buffer().map_err(|cause| cause.to_string()),
            Some(fault) => Err(fault),
        };
        bytes.map_err(|cause| {
            Error::new(
                format!("Excel ファイルを作れません：{cause}"),
                "プログラムの不具合です。この表示を添えて、作成元に知らせてください。",
            )
        })
    }
}

/// Height and width in pixels of a cell in [`standard`] type.
const STANDARD_CELL: (u32, u32) = (17, 64);

/// The type that column widths are counted in: its digits are 7 pixels wide in every program, and
/// every Windows PC of an office has it, so that widths in pixels come out as they were meant.
fn standard() -> Format {
    const SHIFT_JIS: u8 = 128;
    Format::new().set_font_name("ＭＳ ゴシック").set_font_size(10.5).set_font_charset(SHIFT_JIS)
}

fn keep(fault: &mut Option<String>, cause: &XlsxError, place: &str) {
    fault.get_or_insert_with(|| format!("{place}（{cause}）"));
}

impl Sheet {
    /// Starts a sheet; the name must be legal and unique in its book (see `sheet_names`).
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut sheet =
            Self { inner: Worksheet::new(), name: name.to_owned(), texts: Vec::new(), fault: None };
        let (row, col) = STANDARD_CELL;
        let result = sheet.inner.set_default_format(&standard(), row, col).err();
        sheet.note(result, Addr::new(0, 0));
        let result = sheet.inner.set_name(name).err();
        sheet.note(result, Addr::new(0, 0));
        sheet.inner.set_screen_gridlines(false);
        sheet
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Every text that was written on it, in the order of writing.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    fn note(&mut self, result: Option<XlsxError>, at: Addr) {
        if let Some(cause) = result {
            keep(&mut self.fault, &cause, &format!("{}!{at}", self.name));
        }
    }

    /// Writes a text, always as text, also when it begins with `=` or `+`.
    ///
    /// CR LF becomes LF. A text that is too long for a cell ends with a word on where the rest is;
    /// for an answer, see [`super::text_layout::split_cells`].
    pub fn text(&mut self, at: Addr, text: &str, style: &Style) {
        let text = as_written(text);
        let text = within_cell(&text);
        self.texts.push(text.clone().into_owned());
        let (row, col) = position(at);
        let result = self.inner.write_string_with_format(row, col, text, &format_of(style)).err();
        self.note(result, at);
    }

    /// Writes a number.
    pub fn number(&mut self, at: Addr, value: f64, style: &Style) {
        let (row, col) = position(at);
        let result = self.inner.write_number_with_format(row, col, value, &format_of(style)).err();
        self.note(result, at);
    }

    /// Writes a formula with the value that it gives now, for programs that do not calculate.
    pub fn formula(&mut self, at: Addr, formula: &str, value: &str, style: &Style) {
        let (row, col) = position(at);
        let formula = Formula::new(formula).set_result(value);
        let result =
            self.inner.write_formula_with_format(row, col, formula, &format_of(style)).err();
        self.note(result, at);
    }

    /// Gives a look to a region without writing to it.
    pub fn paint(&mut self, region: Region, style: &Style) {
        let format = format_of(style);
        for row in region.first.row..=region.last.row {
            for col in region.first.col..=region.last.col {
                let at = Addr::new(row, col);
                let result = self.inner.write_blank(row, col as u16, &format).err();
                self.note(result, at);
            }
        }
    }

    /// Joins a region into one cell; what was written to its first cell before stays out of use,
    /// so merge first and write then.
    pub fn merge(&mut self, region: Region, style: &Style) {
        if region.first == region.last {
            self.paint(region, style);
            return;
        }
        let ((row, col), (last_row, last_col)) = (position(region.first), position(region.last));
        let result =
            self.inner.merge_range(row, col, last_row, last_col, "", &format_of(style)).err();
        self.note(result, region.first);
    }

    /// Joins a region and writes a text into it.
    pub fn merged_text(&mut self, region: Region, text: &str, style: &Style) {
        self.merge(region, style);
        self.text(region.first, text, style);
    }

    /// Writes a text that leads to a cell of this book.
    pub fn link(&mut self, at: Addr, target: (&str, Addr), text: &str, style: &Style) {
        let (sheet, cell) = target;
        self.texts.push(text.to_owned());
        let (row, col) = position(at);
        let url = Url::new(format!("internal:'{}'!{cell}", sheet.replace('\'', "''")));
        let format = format_of(style);
        let result = self
            .inner
            .write_url_with_options(row, col, url, as_written(text), "", Some(&format))
            .err();
        self.note(result, at);
    }

    /// Sets the width of a column in pixels.
    pub fn column_width(&mut self, col: u32, pixels: u32) {
        let result = self.inner.set_column_width_pixels(col as u16, pixels).err();
        self.note(result, Addr::new(0, col));
    }

    /// Sets the height of a row in points.
    pub fn row_height(&mut self, row: u32, points: f64) {
        let result = self.inner.set_row_height(row, points.min(MAX_ROW)).err();
        self.note(result, Addr::new(row, 0));
    }

    /// Sets what a cell accepts and what it says when selected.
    pub fn validate(&mut self, at: Addr, validation: &Validation) {
        self.validate_all(Region::cell(at), validation);
    }

    /// Sets what every cell of a region accepts and what it says when selected.
    pub fn validate_all(&mut self, region: Region, validation: &Validation) {
        let ((row, col), (last_row, last_col)) = (position(region.first), position(region.last));
        let result = data_validation(validation)
            .and_then(|rule| {
                self.inner.add_data_validation(row, col, last_row, last_col, &rule).map(|_| ())
            })
            .err();
        self.note(result, region.first);
    }

    /// Colours a region while a formula is true; the words must say the same.
    pub fn colour_when(&mut self, region: Region, formula: &str, fill: u32, bold: bool) {
        let mut format = Format::new().set_background_color(fill);
        if bold {
            format = format.set_bold();
        }
        let rule = ConditionalFormatFormula::new().set_rule(formula).set_format(format);
        let ((row, col), (last_row, last_col)) = (position(region.first), position(region.last));
        let result = self.inner.add_conditional_format(row, col, last_row, last_col, &rule).err();
        self.note(result, region.first);
    }

    /// Locks what is not unlocked, without a password; rows may still be pulled higher.
    pub fn protect(&mut self) {
        let options = ProtectionOptions {
            format_rows: true,
            format_columns: true,
            ..ProtectionOptions::default()
        };
        self.inner.protect_with_options(&options);
    }

    /// Sets paper, margins, header and footer: A4, one page wide, as many as needed long.
    pub fn page(&mut self, setup: &PageSetup<'_>) {
        const A4: u8 = 9;
        const MM: f64 = 25.4;
        let page = setup.page;
        let (left, right) = setup.header;
        self.inner
            .set_paper_size(A4)
            .set_print_fit_to_pages(1, 0)
            .set_print_center_horizontally(true)
            .set_margins(
                page.left / MM,
                page.right / MM,
                page.top / MM,
                page.bottom / MM,
                page.header / MM,
                page.footer / MM,
            )
            .set_header(format!("&L{}&R{}", header_text(left), header_text(right)))
            .set_footer(format!("&L{}&R&P / &N", header_text(setup.footer)));
        if setup.landscape {
            self.inner.set_landscape();
        }
        if let Some(area) = setup.print_area {
            let ((row, col), (last_row, last_col)) = (position(area.first), position(area.last));
            let result = self.inner.set_print_area(row, col, last_row, last_col).err();
            self.note(result, area.first);
        }
        if let Some((first, last)) = setup.repeat_rows {
            let result = self.inner.set_repeat_rows(first, last).err();
            self.note(result, Addr::new(first, 0));
        }
    }

    /// Starts a new page at each of these rows.
    pub fn page_breaks(&mut self, rows: &[u32]) {
        let result = self.inner.set_page_breaks(rows).err();
        self.note(result, Addr::new(0, 0));
    }

    /// Keeps the rows above and the columns left of a cell in sight.
    pub fn freeze(&mut self, at: Addr) {
        let (row, col) = position(at);
        let result = self.inner.set_freeze_panes(row, col).err();
        self.note(result, at);
    }

    /// Puts filter buttons on the first row of a region.
    pub fn filter(&mut self, region: Region) {
        let ((row, col), (last_row, last_col)) = (position(region.first), position(region.last));
        let result = self.inner.autofilter(row, col, last_row, last_col).err();
        self.note(result, region.first);
    }

    /// Selects the cell where a person begins.
    pub fn select(&mut self, at: Addr) {
        let (row, col) = position(at);
        let result = self.inner.set_selection(row, col, row, col).err();
        self.note(result, at);
    }

    /// Colours the sheet's tab.
    pub fn tab(&mut self, colour: u32) {
        self.inner.set_tab_color(colour);
    }

    /// Sets the size at which the sheet opens, in percent.
    pub fn zoom(&mut self, percent: u16) {
        self.inner.set_zoom(percent);
    }

    /// Hides the sheet.
    pub fn hide(&mut self) {
        self.inner.set_hidden(true);
    }
}

fn position(at: Addr) -> (u32, u16) {
    (at.row, at.col as u16)
}

fn data_validation(validation: &Validation) -> std::result::Result<DataValidation, XlsxError> {
    const TITLE: usize = 32;
    const MESSAGE: usize = 255;
    let rule = DataValidation::new();
    let rule = match &validation.accept {
        Accept::Anything => rule.allow_any_value(),
        Accept::List(list) => rule.allow_list_formula(Formula::new(list)),
        Accept::MaxLength(most) => {
            rule.allow_text_length(DataValidationRule::LessThanOrEqualTo(*most))
        }
    };
    let title = cut(&validation.title, TITLE);
    rule.set_input_title(title.as_str())?
        .set_input_message(cut(&validation.message, MESSAGE))?
        .set_error_title(title)?
        .set_error_message(cut(&validation.warning, MESSAGE))
        .map(|rule| rule.set_error_style(DataValidationErrorStyle::Warning))
}

fn format_of(style: &Style) -> Format {
    type Switch = (bool, fn(Format) -> Format);
    let mut format = Format::new()
        .set_font_name(style.font.as_str())
        .set_font_size(style.size)
        .set_align(match style.across {
            Across::Left => FormatAlign::Left,
            Across::Centre => FormatAlign::Center,
            Across::Right => FormatAlign::Right,
        });
    format = format.set_align(match style.down {
        Down::Top => FormatAlign::Top,
        Down::Middle => FormatAlign::VerticalCenter,
    });
    format = bordered(format, style);
    let switches: [Switch; 5] = [
        (style.bold, Format::set_bold),
        (style.wrap, Format::set_text_wrap),
        (style.unlocked, Format::set_unlocked),
        (style.underline, |format| format.set_underline(FormatUnderline::Single)),
        (style.stacked, |format| format.set_rotation(270)),
    ];
    for (_, set) in switches.into_iter().filter(|(on, _)| *on) {
        format = set(format);
    }
    if let Some(colour) = style.colour {
        format = format.set_font_color(colour);
    }
    if let Some(colour) = style.fill {
        format = format.set_background_color(colour);
    }
    match style.number_format {
        Some(number_format) => format.set_num_format(number_format),
        None => format,
    }
}

fn bordered(format: Format, style: &Style) -> Format {
    let (line, colour) = (FormatBorder::Thin, style.line_colour);
    let sides = |format: Format| {
        let format = format.set_border_left(line).set_border_left_color(colour);
        format.set_border_right(line).set_border_right_color(colour)
    };
    let above = |format: Format| format.set_border_top(line).set_border_top_color(colour);
    let below = |format: Format| format.set_border_bottom(line).set_border_bottom_color(colour);
    match style.border {
        Border::None => format,
        Border::Thin => format.set_border(line).set_border_color(colour),
        Border::Hair => format.set_border(FormatBorder::Hair).set_border_color(colour),
        Border::Below => below(format),
        Border::BoxTop => sides(above(format)),
        Border::BoxMiddle => sides(format),
        Border::BoxBottom => sides(below(format)),
    }
}
