//! The sheet 差戻し票: to whom the workbook goes back, and the list of what to mend.
//!
//! In: facts, a request, the items. Out: the sheet, and every text that was written on it, so that
//! they can be told from what a 課 adds. Only the column 済 is open; quotes stand whole.

use super::sheet::{Accept, PageSetup, Sheet, Validation};
use super::style::{Across, Border, Down, Style, Styles};
use super::text_layout::{
    Face, TALL_ROW, height, lines, split_cells, split_height, text_height, units_across,
};
use crate::binding::SEND_BACK_SHEET as SHEET;
use crate::grid::{Addr, Region};
use crate::template::Layout;

/// What the sheet shows.
#[derive(Debug)]
pub(super) struct Content<'a> {
    /// Title of the plan.
    pub title: &'a str,
    /// Name of the municipality.
    pub municipality: &'a str,
    /// Right side of the page header.
    pub header: &'a str,
    /// Label and text: 課, 日付 …
    pub facts: Vec<(&'static str, String)>,
    /// What the 課 is asked, a paragraph each.
    pub request: Vec<String>,
    /// What to mend.
    pub items: Vec<Item>,
}

/// One thing to mend.
#[derive(Debug)]
pub(super) struct Item {
    /// 要修正 or 要確認.
    pub severity: &'static str,
    /// Sheet and cell where it is to be mended; `None` for a whole file.
    pub target: Option<(String, Addr)>,
    /// 様式ID and 取組項目.
    pub form: String,
    /// The field's name.
    pub field: String,
    /// What is the matter.
    pub message: String,
    /// What was found; never empty.
    pub quotes: Vec<Quote>,
    /// What to do.
    pub asked: &'static str,
}

/// A text of the returned file.
#[derive(Debug)]
pub(super) struct Quote {
    /// Where it stands.
    pub caption: Option<String>,
    /// The text, verbatim.
    pub text: String,
}

/// Columns in pixels, together as wide as A4 on its side between the margins.
const WIDTHS: [u32; 8] = [50, 76, 162, 116, 154, 260, 152, 38];
const HEAD: [&str; 8] =
    ["番号", "様式", "様式ID・取組項目", "欄", "内容", "見つかったもの", "どうするか", "済"];
const LINK: u32 = 1;
const QUOTE: u32 = 5;
const ASKED: u32 = 6;
const DONE: u32 = 7;
/// Least height of a row in points.
const ROW: f64 = 22.5;

/// Draws the sheet; gives it with the texts that stand on it.
pub(super) fn send_back_sheet(
    content: &Content<'_>,
    layout: &Layout,
    styles: &Styles,
) -> (Sheet, Vec<String>) {
    let mut sheet = Sheet::new(SHEET);
    for (col, width) in (0..).zip(WIDTHS) {
        sheet.column_width(col, width);
    }
    let mut pen = Pen { sheet, styles, row: 0, written: Vec::new() };
    pen.titles(content);
    pen.facts(&content.facts);
    pen.request(&content.request);
    let head = pen.row;
    pen.head();
    for (number, item) in (1..).zip(&content.items) {
        pen.item(number, item);
    }
    let last = Addr::new(pen.row.saturating_sub(1), DONE);
    let mut sheet = pen.sheet;
    sheet.page(&PageSetup {
        page: &layout.page,
        landscape: true,
        header: (content.title, content.header),
        footer: SHEET,
        print_area: Some(Region { first: Addr::new(0, 0), last }),
        repeat_rows: Some((head, head)),
    });
    sheet.select(Addr::new(head + 1, LINK));
    sheet.tab(layout.colours.todo.0);
    sheet.protect();
    (sheet, pen.written)
}

struct Pen<'a> {
    sheet: Sheet,
    styles: &'a Styles,
    row: u32,
    written: Vec<String>,
}

/// A cell of the quote column with the rows that it is spread over.
struct Piece<'a> {
    text: &'a str,
    style: Style,
    heights: Vec<f64>,
}

impl Pen<'_> {
    fn titles(&mut self, content: &Content<'_>) {
        let small = self.styles.small.clone().place(Across::Right, Down::Middle);
        self.line(content.municipality, &small, 16.5);
        self.line(&format!("{}　{SHEET}", content.title), &self.styles.title, 30.0);
        self.gap();
    }

    fn facts(&mut self, facts: &[(&'static str, String)]) {
        let value = self.styles.word.clone().place(Across::Left, Down::Middle);
        for (label, text) in facts {
            self.merged(self.columns(0, 1), label, &self.styles.label);
            self.merged(self.columns(2, DONE), text, &value);
            let width = WIDTHS[2..].iter().sum();
            let height = text_height(text, width, self.styles.label_face).max(ROW);
            self.sheet.row_height(self.row, height);
            self.row += 1;
        }
        self.gap();
    }

    fn request(&mut self, paragraphs: &[String]) {
        let styles = self.styles;
        for paragraph in paragraphs {
            let height = text_height(paragraph, WIDTHS.iter().sum(), styles.text_face);
            self.line(paragraph, &styles.plain, height);
        }
        self.gap();
    }

    fn head(&mut self) {
        for (col, title) in (0..).zip(HEAD) {
            self.merged(self.columns(col, col), title, &self.styles.label);
        }
        self.sheet.row_height(self.row, ROW);
        self.row += 1;
    }

    fn item(&mut self, number: usize, item: &Item) {
        let styles = self.styles;
        let cell = styles.cell.clone().place(Across::Left, Down::Top);
        let centred = cell.clone().place(Across::Centre, Down::Top);
        let number = format!("{number}\n{}", item.severity);
        let texts = [
            (0, number.as_str(), &centred),
            (2, item.form.as_str(), &cell),
            (3, item.field.as_str(), &cell),
            (4, item.message.as_str(), &cell),
            (ASKED, item.asked, &cell),
        ];
        let wanted = |(col, text, _): &(u32, &str, &Style)| {
            text_height(text, WIDTHS[*col as usize], styles.small_face)
        };
        let wanted = texts.iter().map(wanted).fold(ROW, f64::max);
        let first = self.row;
        self.pieces(&pieces(&item.quotes, wanted, styles));
        let last = self.row - 1;
        let rows = |col| Region { first: Addr::new(first, col), last: Addr::new(last, col) };
        let (link, done) = (rows(LINK), rows(DONE));
        for (col, text, style) in texts {
            self.merged(rows(col), text, style);
        }
        self.link(link, item.target.as_ref());
        self.sheet.merge(done, &centred.unlocked());
        self.sheet.validate(done.first, &done_mark());
    }

    /// Writes the quotes from top to bottom; the item's rows are theirs.
    fn pieces(&mut self, pieces: &[Piece<'_>]) {
        for piece in pieces {
            let first = Addr::new(self.row, QUOTE);
            for height in &piece.heights {
                self.sheet.row_height(self.row, *height);
                self.row += 1;
            }
            let region = Region { first, last: Addr::new(self.row - 1, QUOTE) };
            self.merged(region, piece.text, &piece.style);
        }
    }

    /// The sheet's name, which leads to the cell. LibreOffice does not wrap a link.
    fn link(&mut self, region: Region, target: Option<&(String, Addr)>) {
        let top = |style: &Style| style.clone().place(Across::Left, Down::Top);
        let Some((sheet, at)) = target else {
            self.merged(region, "－", &top(&self.styles.cell));
            return;
        };
        let style = Style { wrap: false, ..top(&self.styles.link) };
        self.sheet.merge(region, &style);
        self.sheet.link(region.first, (sheet, *at), sheet, &style);
        self.written.push(sheet.clone());
    }

    fn merged(&mut self, region: Region, text: &str, style: &Style) {
        self.sheet.merged_text(region, text, style);
        self.written.push(text.to_owned());
    }

    /// A line over all columns.
    fn line(&mut self, text: &str, style: &Style, height: f64) {
        self.merged(self.columns(0, DONE), text, style);
        self.sheet.row_height(self.row, height);
        self.row += 1;
    }

    fn gap(&mut self) {
        self.sheet.row_height(self.row, 9.0);
        self.row += 1;
    }

    fn columns(&self, first: u32, last: u32) -> Region {
        Region { first: Addr::new(self.row, first), last: Addr::new(self.row, last) }
    }
}

/// Cuts the quotes into cells; together they are at least `wanted` points high.
fn pieces<'a>(quotes: &'a [Quote], wanted: f64, styles: &Styles) -> Vec<Piece<'a>> {
    let cell = styles.cell.clone().place(Across::Left, Down::Top);
    let small = Style { colour: styles.small.colour, ..cell.clone() };
    let mut pieces = Vec::new();
    for quote in quotes {
        let caption = quote.caption.as_deref().map(|caption| (caption, &small));
        let texts = split_cells(&quote.text).into_iter().map(|text| (text, &cell));
        let parts: Vec<_> = caption.into_iter().chain(texts).collect();
        let count = parts.len();
        for (at, (text, style)) in parts.into_iter().enumerate() {
            let border = match at {
                _ if count == 1 => Border::Thin,
                0 => Border::BoxTop,
                _ if at + 1 == count => Border::BoxBottom,
                _ => Border::BoxMiddle,
            };
            let heights = split_height(quote_height(text, styles.small_face), styles.small_face);
            pieces.push(Piece { text, style: style.clone().border(border), heights });
        }
    }
    let missing = wanted - pieces.iter().flat_map(|piece| &piece.heights).sum::<f64>();
    if let Some(heights) = pieces.last_mut().map(|piece| &mut piece.heights)
        && missing > 0.0
    {
        match heights.last_mut().filter(|last| **last + missing <= TALL_ROW) {
            Some(last) => *last += missing,
            None => heights.push(missing),
        }
    }
    pieces
}

fn quote_height(text: &str, face: Face) -> f64 {
    height(lines(text, units_across(WIDTHS[QUOTE as usize], face.size)), face)
}

/// The column 済 offers its one word, and lets a remark pass.
fn done_mark() -> Validation {
    Validation {
        accept: Accept::List("\"済\"".to_owned()),
        title: "済".to_owned(),
        message: "直したら（確かめたら）「済」を選んでください。".to_owned(),
        warning: "「済」のほかの文字は、連絡として伝わります。このまま残すときは「はい」を押してください。"
            .to_owned(),
    }
}
