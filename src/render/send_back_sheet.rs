//! The sheet 差戻し票: to whom the workbook goes back, and the list of what to mend.
//!
//! In: facts, a request, the items. Out: the sheet, and every text that was written on it, so that
//! they can be told from what a 課 adds. Only the column 済 is open; quotes stand whole.

use super::sheet::{Accept, PageSetup, Sheet, Validation};
use super::style::{Across, Down, Style, Styles};
use super::text_layout::{Face, split_rows, text_height, trim_break, units_across};
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
    /// What was found.
    pub quotes: Vec<Quote>,
    /// What to do.
    pub asked: &'static str,
}

/// A text of the returned file.
#[derive(Debug)]
pub(super) struct Quote {
    /// Where it stands, or what it is; may be empty.
    pub caption: String,
    /// The text, verbatim; may be empty.
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
/// Greatest height in points of a quote that stands in its item's row.
const BESIDE: f64 = 160.0;
/// What stands there for longer ones.
const BELOW: &str = "下の行に全文があります。";
/// What stands where there is nothing to show.
const NOTHING: &str = "－";

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

    /// One row, which no page can end within, and a row a quote where there are several or long ones.
    fn item(&mut self, number: usize, item: &Item) {
        let styles = self.styles;
        let cell = styles.cell.clone().place(Across::Left, Down::Top);
        let centred = cell.clone().place(Across::Centre, Down::Top);
        let number = format!("{number}\n{}", item.severity);
        let beside = beside(&item.quotes, styles.small_face);
        let texts = [
            (0, number.as_str(), &centred),
            (2, item.form.as_str(), &cell),
            (3, item.field.as_str(), &cell),
            (4, item.message.as_str(), &cell),
            (QUOTE, beside.as_deref().unwrap_or(BELOW), &cell),
            (ASKED, item.asked, &cell),
        ];
        let wanted = |(col, text, _): &(u32, &str, &Style)| {
            text_height(text, WIDTHS[*col as usize], styles.small_face)
        };
        let height = texts.iter().map(wanted).fold(ROW, f64::max);
        for (col, text, style) in texts {
            self.merged(self.columns(col, col), text, style);
        }
        self.link(item.target.as_ref());
        let done = self.columns(DONE, DONE);
        self.sheet.merge(done, &centred.unlocked());
        self.sheet.validate(done.first, &done_mark());
        self.sheet.row_height(self.row, height);
        self.row += 1;
        if beside.is_none() {
            item.quotes.iter().for_each(|quote| self.quote(quote, &cell));
        }
    }

    /// A quote in full breadth below its item: the place on the left, the text on the right.
    fn quote(&mut self, quote: &Quote, cell: &Style) {
        let face = self.styles.small_face;
        let place: u32 = WIDTHS[2..4].iter().sum();
        let text: u32 = WIDTHS[4..].iter().sum();
        let caption = Style { colour: self.styles.small.colour, ..cell.clone() };
        let whole = if quote.text.is_empty() { NOTHING } else { &quote.text };
        let pieces = split_rows(whole, units_across(text, face.size), face);
        for (at, piece) in pieces.into_iter().map(trim_break).enumerate() {
            let head = if at == 0 { quote.caption.as_str() } else { "（続き）" };
            let heights =
                [(head, place), (piece, text)].map(|(t, width)| text_height(t, width, face));
            self.sheet.merge(self.columns(0, 1), cell);
            self.merged(self.columns(2, 3), head, &caption);
            self.merged(self.columns(4, DONE), piece, cell);
            self.sheet.row_height(self.row, heights.into_iter().fold(ROW, f64::max));
            self.row += 1;
        }
    }

    /// The sheet's name, which leads to the cell. LibreOffice does not wrap a link.
    fn link(&mut self, target: Option<&(String, Addr)>) {
        let top = |style: &Style| style.clone().place(Across::Left, Down::Top);
        let region = self.columns(LINK, LINK);
        if let Some((sheet, at)) = target {
            let style = Style { wrap: false, ..top(&self.styles.link) };
            self.sheet.link(region.first, (sheet, *at), sheet, &style);
            self.written.push(sheet.clone());
        } else {
            self.merged(region, NOTHING, &top(&self.styles.cell));
        }
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

/// The one short quote that has room in its item's row, below its place; `None` for others.
fn beside(quotes: &[Quote], face: Face) -> Option<String> {
    let [quote] = quotes else { return None };
    let text = format!("{}\n{}", quote.caption, quote.text);
    let fits = text_height(&text, WIDTHS[QUOTE as usize], face) <= BESIDE;
    let whole = text.trim_start_matches('\n').trim_end_matches('\n');
    fits.then(|| if whole.is_empty() { NOTHING.to_owned() } else { whole.to_owned() })
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
