//! The sheet 新旧対照: the issued texts that changed, before and after.
//!
//! In: the changes of a 課's forms. Out: the sheet, and every text that was written on it, so that
//! it is known when the workbook comes back. Long texts run over several rows; nothing is cut off.

use super::sheet::{PageSetup, Sheet};
use super::style::{Across, Down, Style, Styles};
use super::text_layout::{split_rows, text_height, trim_break, units_across};
use super::word_diff::marked;
use crate::binding::CHANGES_SHEET as SHEET;
use crate::grid::{Addr, Region};
use crate::template::Layout;

/// What the sheet shows.
#[derive(Debug)]
pub(super) struct Content<'a> {
    /// Title of the plan.
    pub title: &'a str,
    /// Right side of the page header.
    pub header: &'a str,
    /// 課 to which changes are to be told.
    pub secretariat: &'a str,
    /// 版.
    pub edition: u32,
    /// The changes in the order of the forms.
    pub rows: Vec<Row<'a>>,
}

/// One changed text.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// 様式ID as the 課 knows it.
    pub form_id: &'a str,
    /// Name of the field.
    pub field: &'static str,
    /// The text before; may be empty.
    pub before: &'a str,
    /// The text after; may be empty.
    pub after: &'a str,
}

/// Columns in pixels, together as wide as A4 on its side between the margins.
const WIDTHS: [u32; 5] = [142, 76, 252, 252, 286];
const HEAD: [&str; 5] = ["様式ID", "欄", "旧", "新", "違い"];
const LAST: u32 = 4;
/// Least height of a row in points.
const ROW: f64 = 22.5;
/// What stands in place of an empty text.
const NOTHING: &str = "（空欄）";

/// Draws the sheet; gives it with the texts that stand on it.
pub(super) fn changes_sheet(
    content: &Content<'_>,
    layout: &Layout,
    styles: &Styles,
) -> (Sheet, Vec<String>) {
    let mut sheet = Sheet::new(SHEET);
    for (col, width) in (0..).zip(WIDTHS) {
        sheet.column_width(col, width);
    }
    let mut pen = Pen { sheet, styles, row: 0, written: Vec::new() };
    pen.line(
        &format!("{}　{SHEET}（第 {} 版）", content.title, content.edition),
        &styles.title,
        30.0,
    );
    for note in notes(content) {
        let height = text_height(&note, WIDTHS.iter().sum(), styles.text_face);
        pen.line(&note, &styles.plain, height);
    }
    let head = pen.row;
    pen.cells(HEAD, &styles.label);
    for row in &content.rows {
        pen.change(row);
    }
    let last = Addr::new(pen.row.saturating_sub(1), LAST);
    let mut sheet = pen.sheet;
    sheet.page(&PageSetup {
        page: &layout.page,
        landscape: true,
        header: (content.title, content.header),
        footer: SHEET,
        print_area: Some(Region { first: Addr::new(0, 0), last }),
        repeat_rows: Some((head, head)),
    });
    sheet.freeze(Addr::new(head + 1, 0));
    sheet.tab(layout.colours.label.0);
    sheet.protect();
    (sheet, pen.written)
}

fn notes(content: &Content<'_>) -> [String; 2] {
    [
        format!(
            "変更の申出を{}が認め、計画の文を次のとおり改めました。様式には新しい文が入っています。",
            content.secretariat
        ),
        "「違い」では、なくなった言葉を［－ －］、加わった言葉を［＋ ＋］で囲み、変わらないところを「…」で略しています。".to_owned(),
    ]
}

struct Pen<'a> {
    sheet: Sheet,
    styles: &'a Styles,
    row: u32,
    written: Vec<String>,
}

impl Pen<'_> {
    /// A change, in as many rows as its longest text needs.
    fn change(&mut self, row: &Row<'_>) {
        let difference = marked(row.before, row.after);
        // The bare name would be the label of a form.
        let field = format!("「{}」の欄", row.field);
        let texts = [row.before, row.after, &difference];
        let face = self.styles.small_face;
        let style = self.styles.cell.clone().place(Across::Left, Down::Top);
        let pieces: Vec<Vec<&str>> = texts
            .iter()
            .zip(&WIDTHS[2..])
            .map(|(text, width)| {
                let text = if text.is_empty() { NOTHING } else { text };
                split_rows(text, units_across(*width, face.size), face)
            })
            .collect();
        for part in 0..pieces.iter().map(Vec::len).max().unwrap_or(1) {
            let piece = |col: usize| trim_break(pieces[col].get(part).copied().unwrap_or_default());
            let (form_id, field) =
                if part == 0 { (row.form_id, field.as_str()) } else { ("（続き）", "") };
            self.cells([form_id, field, piece(0), piece(1), piece(2)], &style);
        }
    }

    /// A row, as high as its texts need.
    fn cells(&mut self, texts: [&str; 5], style: &Style) {
        let mut height = ROW;
        for ((col, text), width) in (0..).zip(texts).zip(WIDTHS) {
            self.sheet.text(Addr::new(self.row, col), text, style);
            self.written.push(text.to_owned());
            height = height.max(text_height(text, width, self.styles.small_face));
        }
        self.sheet.row_height(self.row, height);
        self.row += 1;
    }

    /// A line over all columns.
    fn line(&mut self, text: &str, style: &Style, height: f64) {
        let region = Region { first: Addr::new(self.row, 0), last: Addr::new(self.row, LAST) };
        self.sheet.merged_text(region, text, style);
        self.written.push(text.to_owned());
        self.sheet.row_height(self.row, height);
        self.row += 1;
    }
}
