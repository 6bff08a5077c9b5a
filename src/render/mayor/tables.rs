//! The two tables of the page: 基本項目 x 状況区分 and 課別 x 状況, with the chart below the first.
//!
//! In: what is counted. Out: lines of the page's grid and the chart. It counts nothing itself.

use super::super::sheet::Sheet;
use super::super::sheet::chart::{Fill, StackedBars};
use super::count::{Figure, Words};
use super::data::{Data, Is, Of};
use super::fit::shortened;
use super::grid::{Cell, Content, Line, ROW, UNIT, across, rows_for};
use super::hidden::{CHART, chart_bars};
use super::looks::Looks;
use crate::grid::Addr;
use crate::merge::State;
use crate::rules::Severity;

/// Columns of the grid that a count takes.
const COUNT: u32 = 3;
/// Columns of the grid that a share takes.
const SHARE: u32 = 4;
/// Most 課 with a row of their own; the page says how many others there are.
const MOST_SECTIONS: usize = 20;

/// How 状況区分 is filled on paper, in the order of the choices; the last is for all others.
const FILLS: [Fill; 6] = [
    Fill::Plain(0x008C_8C8C),
    Fill::Plain(0x00D9_D9D9),
    Fill::Lines(0x0040_4040),
    Fill::Crossed(0x0026_2626),
    Fill::Dots(0x0026_2626),
    Fill::Plain(0x00FF_FFFF),
];

/// What a column counts, of some forms or of all.
type Count<'c> = Box<dyn Fn(Option<Is<'_>>) -> Figure + 'c>;

/// A column of a table: its heading, its columns of the grid, what it counts.
struct Column<'c> {
    head: String,
    wide: u32,
    figure: Count<'c>,
}

/// Some columns under one heading.
struct Group<'c> {
    head: &'static str,
    columns: Vec<Column<'c>>,
}

fn count<'c>(data: &'c Data<'_>, head: &str, condition: Option<Is<'c>>) -> Column<'c> {
    let figure = move |of: Option<Is<'_>>| {
        let conditions: Vec<Is<'_>> = of.into_iter().chain(condition).collect();
        data.count(&conditions)
    };
    Column { head: in_two_lines(head), wide: COUNT, figure: Box::new(figure) }
}

/// A word of three characters as a clerk breaks it over a narrow column: 未＋提出, 記入＋済.
fn in_two_lines(word: &str) -> String {
    const PREFIXES: [char; 3] = ['未', '不', '要'];
    let mut chars = word.chars();
    match (chars.next(), chars.next(), chars.next(), chars.next()) {
        (Some(a), Some(b), Some(c), None) if PREFIXES.contains(&a) => format!("{a}\n{b}{c}"),
        (Some(a), Some(b), Some(c), None) => format!("{a}{b}\n{c}"),
        _ => word.to_owned(),
    }
}

fn all<'c>(data: &'c Data<'_>) -> Group<'c> {
    Group { head: "", columns: vec![count(data, "様式数", None)] }
}

fn status<'c>(data: &'c Data<'_>, head: &'static str) -> Group<'c> {
    let names = data.status.names().iter();
    Group { head, columns: names.map(|name| count(data, name, Some(Is::Status(name)))).collect() }
}

/// 基本項目 x 状況区分, at year end also x 目標の達成.
pub(super) fn areas(data: &Data<'_>, looks: &Looks, span: (u32, u32)) -> Vec<Line> {
    let returned = |of: Option<Is<'_>>| {
        let own: Vec<Is<'_>> = of.into_iter().collect();
        let missing: Vec<Is<'_>> = own.iter().copied().chain([Is::State(State::Missing)]).collect();
        let all = data.count(&own);
        all.minus(&data.count(&missing)).share_of(&all)
    };
    let rate = Column { head: "提出率".to_owned(), wide: SHARE, figure: Box::new(returned) };
    let mut groups = vec![all(data), status(data, "状況区分（総務課）")];
    if let Some(attainment) = &data.attainment {
        let names = attainment.names().iter();
        let columns = names.map(|name| count(data, name, Some(Is::Attainment(name)))).collect();
        groups.push(Group { head: "目標の達成（課の回答）", columns });
    }
    groups[0].columns.push(rate);
    let table = Table { looks, span, label: "基本項目", groups };
    let mut lines = table.head("■ 基本項目別の状況（様式の件数）");
    for (number, name) in data.areas() {
        lines.push(table.line(&name, Some(Is::Area(number))));
    }
    lines.push(table.total(|column| (column.figure)(None)));
    lines
}

/// 課別 x 状況: states, 状況区分 and findings.
pub(super) fn sections(data: &Data<'_>, looks: &Looks, span: (u32, u32)) -> Vec<Line> {
    let states = State::ALL.map(|state| count(data, state.label(), Some(Is::State(state))));
    let found = |severity: Severity| {
        let figure = move |of: Option<Is<'_>>| match of {
            Some(Is::Section(name)) => data.found(severity, &[Of::Section(name)]),
            _ => data.found(severity, &[]),
        };
        Column { head: in_two_lines(severity.label()), wide: COUNT, figure: Box::new(figure) }
    };
    let groups = vec![
        all(data),
        Group { head: "提出と記入", columns: states.into() },
        status(data, "状況区分（総務課）"),
        Group {
            head: "確認事項", columns: [Severity::Error, Severity::Warning].map(found).into()
        },
    ];
    let table = Table { looks, span, label: "課", groups };
    let mut lines = table.head("■ 課別の状況（様式の件数。確認事項は指摘の件数）");
    let sections = data.sections();
    // A single 課 too many gets its own row rather than a row that stands for it.
    let shown = if sections.len() > MOST_SECTIONS + 1 { MOST_SECTIONS } else { sections.len() };
    for name in &sections[..shown] {
        lines.push(table.line(name, Some(Is::Section(name))));
    }
    // What no row above counts: 課 beyond the last row, findings that are of no 課.
    let rest = |column: &Column<'_>| {
        let own = sections[..shown].iter().map(|name| (column.figure)(Some(Is::Section(name))));
        own.fold((column.figure)(None), |rest, own| rest.minus(&own))
    };
    let of_none = table.columns().map(rest).any(|figure| figure.value != 0.0);
    if shown < sections.len() {
        let name = Words::new("ほかの課（").count(&data.sections_beyond(shown)).and("）");
        let mut line = table.row(&name.text, rest);
        line.cells[0].content = name.into();
        lines.push(line);
    } else if of_none {
        lines.push(table.row("どの課でもない", rest));
    }
    lines.push(table.total(|column| (column.figure)(None)));
    lines
}

struct Table<'t, 'c> {
    looks: &'t Looks,
    span: (u32, u32),
    label: &'static str,
    groups: Vec<Group<'c>>,
}

impl<'c> Table<'_, 'c> {
    fn columns(&self) -> impl Iterator<Item = &Column<'c>> {
        self.groups.iter().flat_map(|group| &group.columns)
    }

    /// The columns of the grid that names take: what the figures leave.
    fn names(&self) -> (u32, u32) {
        let figures: u32 = self.columns().map(|column| column.wide).sum();
        (self.span.0, (self.span.1 - figures).max(self.span.0 + COUNT))
    }

    /// Title of the table, headings of groups, headings of columns.
    fn head(&self, title: &str) -> Vec<Line> {
        let (looks, names) = (self.looks, self.names());
        let title = Line::single(vec![Cell::new(self.span, title, &looks.heading)]);
        let tallest = |column: &Column<'_>| rows_for(&column.head, (0, column.wide), looks.face);
        let rows = self.columns().map(tallest).max().unwrap_or(1);
        let mut groups = vec![Cell::new(names, "", &looks.head)];
        let mut heads = vec![Cell::new(names, self.label, &looks.head)];
        let mut from = names.1;
        for group in &self.groups {
            let start = from;
            for column in &group.columns {
                let span = (from, from + column.wide);
                heads.push(Cell::new(span, column.head.as_str(), &looks.head));
                from = span.1;
            }
            groups.push(Cell::new((start, from), group.head, &looks.head));
        }
        vec![title, Line::single(groups), Line { rows, cells: heads }]
    }

    fn line(&self, name: &str, of: Option<Is<'_>>) -> Line {
        self.row(name, |column| (column.figure)(of))
    }

    fn row(&self, name: &str, figure: impl Fn(&Column<'c>) -> Figure) -> Line {
        let looks = self.looks;
        self.filled(name, [&looks.text, &looks.count, &looks.share], figure)
    }

    fn total(&self, figure: impl Fn(&Column<'c>) -> Figure) -> Line {
        let [name, count, share] = &self.looks.total;
        self.filled("計", [name, count, share], figure)
    }

    fn filled(
        &self,
        name: &str,
        [text, count, share]: [&super::super::style::Style; 3],
        figure: impl Fn(&Column<'c>) -> Figure,
    ) -> Line {
        /// Most rows that a name takes.
        const MOST: usize = 2;
        let (names, face) = (self.names(), self.looks.face);
        let name = shortened(name, across(names, face), MOST, "…");
        let rows = rows_for(&name, names, face);
        let mut cells = vec![Cell::new(names, &*name, text)];
        let mut from = names.1;
        for column in self.columns() {
            let style = if column.wide == SHARE { share } else { count };
            let content = Content::Figure(figure(column));
            cells.push(Cell::new((from, from + column.wide), content, style));
            from += column.wide;
        }
        Line { rows, cells }
    }
}

/// Draws the chart of 基本項目 x 状況区分 over a number of rows of the grid.
pub(super) fn chart(
    data: &Data<'_>,
    looks: &Looks,
    sheet: &mut Sheet,
    (row, span, rows): (u32, (u32, u32), u32),
) {
    let columns = (1..).zip(data.status.names());
    let last = data.status.names().len() - 1;
    let fill =
        |index: usize| if index == last { FILLS[FILLS.len() - 1] } else { FILLS[index.min(4)] };
    let pixels = (f64::from(rows) * ROW / 0.75).floor() as u32;
    sheet.stacked_bars(
        Addr::new(row, span.0),
        &StackedBars {
            source: CHART,
            bars: chart_bars(data),
            names_row: 0,
            parts: columns.enumerate().map(|(index, (col, _))| (col, fill(index))).collect(),
            size: ((span.1 - span.0) * UNIT - 4, pixels.saturating_sub(6)),
            font: &looks.head.font,
            type_size: looks.face.size,
            told: "基本項目ごとに、状況区分別の様式の件数を積み上げた横棒のグラフ。件数は上の表と同じです。",
        },
    );
}
