//! 課長会議資料: a block a 課 with its forms, what is to be mended and what 総務課 says.
//!
//! In: what is counted. Out: the sheet. A 課 begins a new page where it would else be split and
//! fits a page of its own; a text that is taller than a row of Excel runs on in the next row.

use super::super::sheet::{PageSetup, Sheet};
use super::super::text_layout::{lines, split_rows, text_height, trim_break, units_across};
use super::count::{Figure, Words};
use super::data::{Data, Is, Of, Row};
use super::looks::Looks;
use crate::finding::Finding;
use crate::grid::{Addr, Region};
use crate::merge::State;
use crate::model::remarks::of_section;
use crate::model::{parse_date, wareki};
use crate::rules::Severity;

/// Name of the sheet.
pub(super) const MEETING: &str = "課長会議資料";
/// Scale in percent at which the sheet is printed.
const SCALE: u16 = 88;
/// Share of a page that blocks are reckoned to fill: programs differ in the height of rows.
const FILLED: f64 = 0.95;
/// Least height of a row in points.
const LEAST: f64 = 18.0;
/// Height in points of a 課's name.
const NAME: f64 = 22.5;

/// A column: heading, width in pixels.
type Column = (&'static str, u32);
const COLUMNS: [Column; 7] = [
    ("様式", 290),
    ("状態", 62),
    ("状況区分", 70),
    ("要修正", 48),
    ("要確認", 48),
    ("直すところ、確かめるところ", 380),
    ("総務課所見", 230),
];
/// 目標の達成, where the 期 asks for it, and the column that makes room for it.
const ATTAINMENT: Column = ("目標の達成", 84);
const NARROWED: usize = 5;

/// Draws the sheet.
pub(super) fn meeting_sheet(data: &Data<'_>, looks: &Looks) -> Sheet {
    let mut columns = COLUMNS.to_vec();
    if data.attainment.is_some() {
        columns[NARROWED].1 -= ATTAINMENT.1;
        columns.insert(3, ATTAINMENT);
    }
    let mut sheet = Sheet::new(MEETING);
    for (col, (_, width)) in (0..).zip(&columns) {
        sheet.column_width(col, *width);
    }
    let page = &data.input.template.layout.page;
    let paper = (210.0 - page.top - page.bottom) * 72.0 / 25.4;
    let mut pen = Pen {
        data,
        looks,
        columns,
        sheet,
        row: 0,
        page: paper * 100.0 / f64::from(SCALE) * FILLED,
        used: 0.0,
        breaks: Vec::new(),
    };
    let merged = data.input.merged;
    let title = format!("{}　{}　{}", merged.title, merged.fiscal_year.label, merged.period);
    pen.whole(&Text::Plain(format!("{title}　課長会議資料")), &looks.title, 30.0);
    for section in data.sections() {
        pen.section(&section);
    }
    let day = merged.as_of.as_deref().and_then(parse_date).map(wareki);
    let day = format!("基準日：{}", day.as_deref().unwrap_or("不明"));
    pen.sheet.page(&PageSetup {
        page,
        landscape: true,
        header: (&title, MEETING),
        footer: &day,
        print_area: None,
        repeat_rows: None,
    });
    pen.sheet.scale(SCALE);
    let breaks = std::mem::take(&mut pen.breaks);
    pen.sheet.page_breaks(&breaks);
    pen.sheet
}

enum Text {
    Plain(String),
    Words(Words),
}

/// One row of a block: its cells and its height in points.
struct Drawn {
    cells: Vec<Part>,
    height: f64,
}

enum Part {
    Text(String),
    Word(String),
    Count(Figure),
}

struct Pen<'p, 'a> {
    data: &'p Data<'a>,
    looks: &'p Looks,
    columns: Vec<Column>,
    sheet: Sheet,
    row: u32,
    /// Height of a page in points, and what is used of the current one.
    page: f64,
    used: f64,
    breaks: Vec<u32>,
}

impl Pen<'_, '_> {
    /// A line over the whole width.
    fn whole(&mut self, text: &Text, style: &super::super::style::Style, height: f64) {
        let last = Addr::new(self.row, self.columns.len() as u32 - 1);
        let region = Region { first: Addr::new(self.row, 0), last };
        self.sheet.merge(region, style);
        match text {
            Text::Plain(text) => self.sheet.text(region.first, text, style),
            Text::Words(words) => {
                let formula = format!("={}", words.formula);
                self.sheet.formula(region.first, &formula, &words.text, style);
            }
        }
        self.close(height);
    }

    fn close(&mut self, height: f64) {
        self.sheet.row_height(self.row, height);
        self.used += height;
        self.row += 1;
    }

    /// One 課: name, figures, a row a form, a row for what concerns no form.
    fn section(&mut self, section: &str) {
        let width: u32 = self.columns.iter().map(|(_, width)| width).sum();
        let summary = summary(self.data, section);
        let rows_of = lines(&summary.text, units_across(width, self.looks.face.size));
        let summary_height = rows_of as f64 * self.looks.face.pitch + 6.0;
        let forms = self.data.rows.iter().filter(|row| row.form.section == section);
        let mut drawn: Vec<Drawn> = forms.flat_map(|row| self.form(row)).collect();
        drawn.extend(self.beside(section));
        let block: f64 = drawn.iter().map(|row| row.height).sum();
        let block = NAME + summary_height + LEAST + block;
        if self.used + block > self.page && self.used > 60.0 {
            self.breaks.push(self.row);
            self.used = 0.0;
        }
        self.whole(&Text::Plain(format!("■ {section}")), &self.looks.heading, NAME);
        self.whole(&Text::Words(summary), &self.looks.small, summary_height);
        if drawn.is_empty() {
            self.close(SPACE);
            return;
        }
        for (col, (heading, _)) in (0..).zip(&self.columns) {
            self.sheet.text(Addr::new(self.row, col), heading, &self.looks.head);
        }
        self.close(LEAST);
        for row in drawn {
            self.draw(row);
        }
        self.close(SPACE);
    }

    fn draw(&mut self, row: Drawn) {
        if self.used + row.height > self.page {
            // The program that prints begins a page here; what follows is reckoned from it.
            self.used = 0.0;
        }
        for (col, part) in (0..).zip(row.cells) {
            let at = Addr::new(self.row, col);
            match part {
                Part::Text(text) => self.sheet.text(at, &text, &self.looks.text),
                Part::Word(text) => self.sheet.text(at, &text, &self.looks.word),
                Part::Count(figure) => {
                    let (formula, value) = (format!("={}", figure.formula), figure.value);
                    self.sheet.formula(at, &formula, &value.to_string(), &self.looks.count);
                }
            }
        }
        self.close(row.height);
    }

    fn form(&self, row: &Row<'_>) -> Vec<Drawn> {
        let data = self.data;
        let id = &*row.form.form_id;
        let own = |finding: &&Finding| finding.form_id.as_deref() == Some(id);
        let comment = data.remarks(id).and_then(|own| own.ga_comment.as_deref());
        let mut head = vec![
            Part::Text(format!("{id}\n{}", row.title()).trim_end().to_owned()),
            Part::Word(row.form.state.label().to_owned()),
            Part::Word(row.status.clone()),
        ];
        if data.attainment.is_some() {
            head.push(Part::Word(row.attainment.clone()));
        }
        let severities = [Severity::Error, Severity::Warning];
        head.extend(severities.map(|severity| Part::Count(data.found(severity, &[Of::Form(id)]))));
        self.rows(head, &messages(data.findings.iter().filter(own)), comment.unwrap_or_default())
    }

    /// What concerns the 課, but no form of it; nothing where there is nothing to say.
    fn beside(&self, section: &str) -> Vec<Drawn> {
        let data = self.data;
        let own = |finding: &&Finding| {
            finding.section.as_deref() == Some(section)
                && finding.form_id.as_deref().is_none_or(|id| data.row(id).is_none())
        };
        let told = messages(data.findings.iter().filter(own));
        let comment = data.remarks(&of_section(section)).and_then(|own| own.ga_comment.as_deref());
        let comment = comment.unwrap_or_default();
        if told.is_empty() && comment.is_empty() {
            return Vec::new();
        }
        let mut head = vec![Part::Text("（様式によらないもの）".to_owned())];
        head.resize_with(self.columns.len() - 2, || Part::Text(String::new()));
        self.rows(head, &told, comment)
    }

    /// The rows that two texts need behind some cells; only the first row has these cells.
    fn rows(&self, head: Vec<Part>, told: &str, comment: &str) -> Vec<Drawn> {
        let face = self.looks.face;
        let count = self.columns.len();
        let width = |col: usize| self.columns[col].1;
        let pieces = |text, col: usize| split_rows(text, units_across(width(col), face.size), face);
        let (told, comments) = (pieces(told, count - 2), pieces(comment, count - 1));
        let mut head = Some(head);
        let row = |index: usize| {
            let blank = || (0..count - 2).map(|_| Part::Text(String::new())).collect();
            let mut cells = head.take().unwrap_or_else(blank);
            for pieces in [&told, &comments] {
                let piece = pieces.get(index).copied().unwrap_or_default();
                cells.push(Part::Text(trim_break(piece).to_owned()));
            }
            let tall = |(col, part): (usize, &Part)| match part {
                Part::Text(text) | Part::Word(text) => text_height(text, width(col), face),
                Part::Count(_) => LEAST,
            };
            let height = cells.iter().enumerate().map(tall).fold(LEAST, f64::max);
            Drawn { cells, height }
        };
        (0..told.len().max(comments.len())).map(row).collect()
    }
}

/// Height in points of the space between two 課.
const SPACE: f64 = 9.0;

/// Forms and findings of a 課, counted.
fn summary(data: &Data<'_>, section: &str) -> Words {
    let own = Is::Section(section);
    let mut words = Words::new("様式 ").count(&data.count(&[own])).and(" 件：");
    for (index, state) in State::ALL.into_iter().enumerate() {
        let comma = if index == 0 { "" } else { "、" };
        words = words.and(&format!("{comma}{} ", state.label()));
        words = words.count(&data.count(&[own, Is::State(state)]));
    }
    words = words.and("　／　状況区分：");
    for (index, name) in data.status.names().iter().enumerate() {
        let comma = if index == 0 { "" } else { "、" };
        words = words.and(&format!("{comma}{name} "));
        words = words.count(&data.count(&[own, Is::Status(name)]));
    }
    words = words.and("　／　確認事項：");
    for (index, severity) in [Severity::Error, Severity::Warning].into_iter().enumerate() {
        let comma = if index == 0 { "" } else { "、" };
        words = words.and(&format!("{comma}{} ", severity.label()));
        words = words.count(&data.found(severity, &[Of::Section(section)]));
    }
    words
}

/// The messages of what is to be mended and checked, each once, the former first.
fn messages<'f>(findings: impl Iterator<Item = &'f Finding>) -> String {
    let findings: Vec<&Finding> = findings.collect();
    let mut told: Vec<String> = Vec::new();
    for severity in [Severity::Error, Severity::Warning] {
        for finding in findings.iter().filter(|finding| finding.severity() == severity) {
            let line = format!("・{}：{}", severity.label(), finding.message());
            if !told.contains(&line) {
                told.push(line);
            }
        }
    }
    told.join("\n")
}
