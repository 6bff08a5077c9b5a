//! The sheet 提出票: whose workbook it is, until when, its forms, and whether it is complete.
//!
//! In: the facts of the workbook and a row a form. Out: the cover sheet. Whether a form is filled,
//! and what is missing, are formulas over its cells; the words count, the colour only repeats them.

use super::section::ZOOM;
use super::sheet::{PageSetup, Sheet, reference};
use super::style::{Across, Down, Style, Styles};
use super::text_layout::text_height;
use crate::field::Field;
use crate::grid::{Addr, Region};
use crate::template::Layout;

/// Name of the sheet.
use crate::binding::COVER_SHEET as SHEET;
/// What a form's state says.
const FILLED: &str = "記入済";
/// What a form's state begins with while an answer is missing.
const OPEN: &str = "未記入";
/// What the check says when every form is filled.
const COMPLETE: &str = "すべて記入されています";
/// Forms up to which the check names those that are open: a formula holds 8,192 characters.
const NAMED: usize = 150;

/// What the cover shows.
#[derive(Debug)]
pub struct Cover<'a> {
    /// Title of the plan.
    pub title: &'a str,
    /// Name of the municipality.
    pub municipality: &'a str,
    /// Label and text: 課, 提出期限, 提出先 …
    pub facts: Vec<(&'static str, String)>,
    /// The forms.
    pub rows: Vec<Row<'a>>,
    /// Notes above the table.
    pub notes: Vec<String>,
}

/// A form in the table.
#[derive(Debug)]
pub struct Row<'a> {
    /// 様式ID.
    pub form_id: &'a str,
    /// 取組項目.
    pub initiative: &'a str,
    /// 実践課.
    pub responsible: &'a str,
    /// Its sheet.
    pub sheet: &'a str,
    /// What must be filled in this 期.
    pub required: Vec<Required>,
    /// The cell where the link leads.
    pub target: Addr,
}

/// An answer that must be given.
#[derive(Debug, Clone, Copy)]
pub struct Required {
    /// The field.
    pub field: Field,
    /// Its cell.
    pub at: Addr,
    /// Tells whether it holds a text now.
    pub filled: bool,
}

impl Row<'_> {
    fn is_filled(&self) -> bool {
        self.required.iter().all(|one| one.filled)
    }
}

/// Columns: number, sheet, 取組項目, 様式ID, 実践課, 記入状況. Pixels, together as wide as the form.
///
/// The link stands on the sheet's name and not on 取組項目: LibreOffice does not wrap a link.
const WIDTHS: [u32; 6] = [34, 76, 274, 132, 90, 74];
const HEAD: [&str; 6] = ["番号", "シート", "取組項目", "様式ID", "実践課", "記入状況"];
const LAST_COL: u32 = 5;
/// Least height of a row in points.
const ROW: f64 = 22.5;

/// Draws the cover.
#[must_use]
pub fn cover_sheet(cover: &Cover<'_>, layout: &Layout, styles: &Styles, header: &str) -> Sheet {
    let mut sheet = Sheet::new(SHEET);
    for (col, width) in (0..).zip(WIDTHS) {
        sheet.column_width(col, width);
    }
    let mut pen = Pen { sheet, styles, row: 0 };
    pen.titles(cover);
    pen.facts(&cover.facts);
    // Above the table, so that it is seen first; the table's rows are known beforehand.
    let head = pen.row + 3 + cover.notes.len() as u32;
    pen.check(&cover.rows, head + 1, layout);
    pen.notes(&cover.notes);
    pen.table(&cover.rows, layout);
    let last = Addr::new(pen.row.saturating_sub(1), LAST_COL);
    let mut sheet = pen.sheet;
    sheet.page(&PageSetup {
        page: &layout.page,
        landscape: false,
        header: (cover.title, header),
        footer: SHEET,
        print_area: Some(Region { first: Addr::new(0, 0), last }),
        repeat_rows: Some((head, head)),
    });
    sheet.tab(layout.tabs.own.0);
    sheet.zoom(ZOOM);
    sheet.protect();
    sheet
}

struct Pen<'a> {
    sheet: Sheet,
    styles: &'a Styles,
    row: u32,
}

impl Pen<'_> {
    fn titles(&mut self, cover: &Cover<'_>) {
        let small = self.styles.small.clone().place(Across::Right, Down::Middle);
        self.line(cover.municipality, &small, 16.5);
        self.line(&format!("{}　{SHEET}", cover.title), &self.styles.title.clone(), 30.0);
        self.gap();
    }

    fn facts(&mut self, facts: &[(&'static str, String)]) {
        let width: u32 = WIDTHS[2..].iter().sum();
        let value = self.styles.word.clone().place(Across::Left, Down::Middle);
        for (label, text) in facts {
            let height = text_height(text, width, self.styles.label_face).max(ROW);
            self.pair(label, height);
            let region = self.columns(2, LAST_COL);
            self.sheet.merged_text(region, text, &value);
            self.row += 1;
        }
    }

    /// 提出前チェック: counts and names what the table says is open.
    fn check(&mut self, rows: &[Row<'_>], first: u32, layout: &Layout) {
        let style = self.styles.word.clone().bold().place(Across::Left, Down::Middle);
        let region = self.columns(2, LAST_COL);
        if rows.is_empty() {
            self.pair("提出前チェック", ROW);
            self.sheet.merged_text(region, "この課が記入する様式はありません", &style);
        } else {
            let width = WIDTHS[2..].iter().sum();
            let longest = check_text(rows.iter());
            let height = text_height(&longest, width, self.styles.label_face).max(27.0);
            self.pair("提出前チェック", height);
            self.sheet.merge(region, &style);
            let now = check_text(rows.iter().filter(|row| !row.is_filled()));
            let count = count_open(first, rows.len());
            self.sheet.formula(region.first, &check_formula(first, rows.len()), &now, &style);
            let colours = &layout.colours;
            self.sheet.colour_when(region, &format!("={count}=0"), colours.done.0, true);
            self.sheet.colour_when(region, &format!("={count}>0"), colours.todo.0, true);
        }
        self.row += 1;
    }

    fn table(&mut self, rows: &[Row<'_>], layout: &Layout) {
        for (col, title) in (0..).zip(HEAD) {
            self.sheet.text(Addr::new(self.row, col), title, &self.styles.label);
        }
        self.sheet.row_height(self.row, ROW);
        self.row += 1;
        let first = self.row;
        for (number, row) in (1..).zip(rows) {
            self.form(number, row);
        }
        if let Some(last) = self.row.checked_sub(1).filter(|last| *last >= first) {
            let region =
                Region { first: Addr::new(first, LAST_COL), last: Addr::new(last, LAST_COL) };
            let state = region.first;
            let colours = &layout.colours;
            for (word, fill) in [(FILLED, colours.done.0), (OPEN, colours.todo.0)] {
                let begins = format!("=LEFT({state},{})=\"{word}\"", word.chars().count());
                self.sheet.colour_when(region, &begins, fill, false);
            }
        }
    }

    fn form(&mut self, number: usize, row: &Row<'_>) {
        let styles = self.styles;
        let face = styles.small_face;
        let texts = [row.initiative, row.form_id, row.responsible];
        let longest = longest_state(row);
        let heights = texts
            .into_iter()
            .chain([longest.as_str()])
            .zip(&WIDTHS[2..])
            .map(|(text, width)| text_height(text, *width, face));
        let at = |col| Addr::new(self.row, col);
        self.sheet.text(at(0), &number.to_string(), &styles.word);
        let link = Style { wrap: false, ..styles.link.clone() };
        self.sheet.link(at(1), (row.sheet, row.target), row.sheet, &link);
        for (col, text) in (2..).zip(texts) {
            self.sheet.text(at(col), text, &styles.cell);
        }
        let style = styles.word.clone().size(styles.small.size);
        self.sheet.formula(at(LAST_COL), &state_formula(row), &state_now(row), &style);
        self.sheet.row_height(self.row, heights.fold(ROW, f64::max));
        self.row += 1;
    }

    fn notes(&mut self, notes: &[String]) {
        let width = WIDTHS.iter().sum();
        self.gap();
        for note in notes {
            let height = text_height(note, width, self.styles.small_face);
            self.line(note, &self.styles.small.clone(), height);
        }
        self.gap();
    }

    /// A label over the first two columns.
    fn pair(&mut self, label: &str, height: f64) {
        let region = self.columns(0, 1);
        self.sheet.merged_text(region, label, &self.styles.label);
        self.sheet.row_height(self.row, height);
    }

    /// A line over all columns.
    fn line(&mut self, text: &str, style: &Style, height: f64) {
        let region = self.columns(0, LAST_COL);
        self.sheet.merged_text(region, text, style);
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

/// Counts the open forms of the table.
fn count_open(first: u32, rows: usize) -> String {
    let last = first + rows as u32 - 1;
    let (from, to) = (Addr::new(first, LAST_COL), Addr::new(last, LAST_COL));
    format!("COUNTIF({from}:{to},\"{OPEN}*\")")
}

/// What the check says when these forms are open.
fn check_text<'r>(open: impl Iterator<Item = &'r Row<'r>>) -> String {
    let names: Vec<&str> = open.map(|row| row.sheet).collect();
    match names.len() {
        0 => COMPLETE.to_owned(),
        count if count > NAMED => format!("{OPEN}が {count} 件あります"),
        count => format!("{OPEN}が {count} 件あります：{}", names.join("、")),
    }
}

fn check_formula(first: u32, rows: usize) -> String {
    let count = count_open(first, rows);
    let name = |row: u32| {
        let (state, sheet) = (Addr::new(row, LAST_COL), Addr::new(row, 1));
        format!("IF({state}=\"{FILLED}\",\"\",\"、\"&{sheet})")
    };
    let names = if rows > NAMED {
        String::new()
    } else {
        let names: Vec<String> = (first..first + rows as u32).map(name).collect();
        format!("&\"：\"&MID({},2,9999)", names.join("&"))
    };
    format!("=IF({count}=0,\"{COMPLETE}\",\"{OPEN}が \"&{count}&\" 件あります\"{names})")
}

/// A field in the narrow column of states.
const fn short(field: Field) -> &'static str {
    match field {
        Field::FirstHalf => "前期",
        Field::SecondHalf => "後期",
        Field::GoalAttainment => "達成",
        Field::Evaluation => "評価",
        _ => field.label(),
    }
}

/// 記入済, 未記入, or what is still missing.
fn state_now(row: &Row<'_>) -> String {
    let missing: Vec<&str> =
        row.required.iter().filter(|one| !one.filled).map(|one| short(one.field)).collect();
    match missing.len() {
        0 => FILLED.to_owned(),
        count if count == row.required.len() => OPEN.to_owned(),
        _ => format!("{OPEN}：{}", missing.join("・")),
    }
}

/// The longest state that a form can have.
fn longest_state(row: &Row<'_>) -> String {
    let fields: Vec<&str> = row.required.iter().skip(1).map(|one| short(one.field)).collect();
    format!("{OPEN}：{}", fields.join("・"))
}

/// The same as [`state_now`], as a formula.
fn state_formula(row: &Row<'_>) -> String {
    let blanks: Vec<String> =
        row.required.iter().map(|one| blank_test(&reference(row.sheet, one.at))).collect();
    let all = format!("AND({})", blanks.join(","));
    let name =
        |(one, blank): (&Required, &String)| format!("IF({blank},\"・{}\",\"\")", short(one.field));
    let names: Vec<String> = row.required.iter().zip(&blanks).map(name).collect();
    let some = if names.len() > 1 {
        format!(
            "IF(OR({}),\"{OPEN}：\"&MID({},2,99),\"{FILLED}\")",
            blanks.join(","),
            names.join("&")
        )
    } else {
        format!("\"{FILLED}\"")
    };
    format!("=IF({all},\"{OPEN}\",{some})")
}

/// Tells whether a cell shows no more than blanks of either width and line breaks.
pub(super) fn blank_test(cell: &str) -> String {
    format!("LEN(TRIM(SUBSTITUTE(SUBSTITUTE({cell},\"　\",\"\"),CHAR(10),\"\")))=0")
}
