//! The page that the 町長 reads: one A4 lying on its side, exceptions first.
//!
//! In: what is counted, the ranking, 数値目標, earlier instructions. Out: the sheet, and 町長指示 as
//! they stand on it. Everything is fitted into one height, so that the type is always the same size
//! on paper: where texts are long, they are cut with a mark; where there are many, fewer are shown
//! and the others counted.

use std::collections::BTreeMap;

use super::super::sheet::{PageSetup, Sheet};
use super::super::text_layout::{height, lines};
use super::attention::{attention, fitting, wanted};
use super::count::{Figure, Words};
use super::data::{Data, Is};
use super::followups::Followup;
use super::grid::{COLUMNS, Cell, Line, ROW, UNIT, across};
use super::halves::Halves;
use super::items::{Item, rule};
use super::looks::Looks;
use crate::figures::Target;
use crate::grid::{Addr, Region};
use crate::merge::State;
use crate::model::remarks::PAGE_SHEET;
use crate::model::{parse_date, wareki};
use crate::rules::Severity;
use crate::template::Page;

/// Margins in millimetres: the page has no header, and its footer is small.
const MARGINS: Page =
    Page { left: 8.0, right: 8.0, top: 9.0, bottom: 11.0, header: 4.0, footer: 5.0 };
/// Heights in points that all rows together may take. Between the margins are 541 points; at the
/// width of the columns the page is printed at 79 %, which leaves 684. Only where items would be
/// left out it is printed at 73 %, and no smaller: 9 point type is then 6.6 points high.
const HEIGHTS: [f64; 2] = [676.0, 736.0];
/// The whole width.
pub(super) const WHOLE: (u32, u32) = (0, COLUMNS);
/// Height in points of a heading.
pub(super) const HEADING: f64 = 16.5;
/// Height in points of the head of a table.
pub(super) const HEAD: f64 = 15.75;
/// Height in points of the space between two parts.
pub(super) const SPACE: f64 = 5.25;
/// Height in points of the title, and of a conclusion.
const TITLE: f64 = 24.0;
const CONCLUSION: f64 = 17.25;

/// What stands on the page.
pub(super) struct Contents<'c> {
    /// The ranking.
    pub items: &'c [Item],
    /// Earlier instructions.
    pub followups: &'c [Followup],
    /// 数値目標.
    pub targets: &'c [Target],
}

/// What is said where a text is cut.
pub(super) fn mark(list_row: Option<u32>) -> String {
    match list_row {
        Some(row) => format!("…（続きは一覧の {row} 行）"),
        None => "…（続きは確認事項）".to_owned(),
    }
}

/// Draws the page; gives 町長指示 as they stand on it, by 様式ID.
pub(super) fn page(
    data: &Data<'_>,
    contents: &Contents<'_>,
    looks: &Looks,
) -> (Sheet, BTreeMap<String, String>) {
    let mut sheet = Sheet::new(PAGE_SHEET);
    for col in 0..COLUMNS {
        sheet.column_width(col, UNIT);
    }
    let mut pen = Pen { sheet, row: 0 };
    pen.line(TITLE, title(data, looks));
    let mut used = TITLE;
    for words in conclusions(data, contents.items.len()) {
        let rows = lines(&words.text, across(WHOLE, looks.plain_face)) as f64;
        let own = CONCLUSION + (rows - 1.0) * looks.plain_face.pitch;
        pen.line(own, vec![Cell::new(WHOLE, words, &looks.plain)]);
        used += own;
    }
    let rule = rule(data);
    let note_rows = lines(&rule, across(WHOLE, looks.face));
    let note = height(note_rows, looks.face);
    used += 2.0 * SPACE + HEADING + HEAD + note;
    let items = contents.items;
    let [normal, tall] = HEIGHTS.map(|height| {
        let halves = Halves::new(data, contents, looks, height - used - wanted(items, looks));
        let room = height - used - f64::from(halves.rows()) * ROW;
        (halves, fitting(items, looks, room))
    });
    let (halves, fit) = if normal.1.count < tall.1.count { tall } else { normal };
    let shown = attention(data, items, looks, &mut pen, fit);
    pen.line(note, vec![Cell::new(WHOLE, rule.as_str(), &looks.note)]);
    pen.space(SPACE);
    halves.draw(data, looks, &mut pen);
    (pen.finish(data), shown)
}

/// The page under construction.
pub(super) struct Pen {
    /// The sheet.
    pub sheet: Sheet,
    /// The next row.
    pub row: u32,
}

impl Pen {
    /// Draws a line of a height in points.
    pub(super) fn line(&mut self, height: f64, cells: Vec<Cell>) {
        self.sheet.row_height(self.row, height);
        self.row = Line::single(cells).draw(&mut self.sheet, self.row);
    }

    /// Leaves a space of a height in points.
    pub(super) fn space(&mut self, height: f64) {
        self.sheet.row_height(self.row, height);
        self.row += 1;
    }

    fn finish(mut self, data: &Data<'_>) -> Sheet {
        let last = Addr::new(self.row.max(1) - 1, COLUMNS - 1);
        self.sheet.page(&PageSetup {
            page: &MARGINS,
            landscape: true,
            header: ("", ""),
            footer: &format!(
                "{}　{}　とりまとめと同じ内容から作成。件数は隠しシート「データ」を数える式です。",
                data.input.merged.municipality, data.input.settings.secretariat
            ),
            print_area: Some(Region { first: Addr::new(0, 0), last }),
            repeat_rows: None,
        });
        self.sheet.one_page();
        self.sheet
    }
}

/// Title, 基準日 and 提出率.
fn title(data: &Data<'_>, looks: &Looks) -> Vec<Cell> {
    let merged = data.input.merged;
    let title =
        format!("{}　{}　{}　町長報告", merged.title, merged.fiscal_year.label, merged.period);
    let day = merged.as_of.as_deref().and_then(parse_date).map(wareki);
    let (all, missing) = (data.count(&[]), data.count(&[Is::State(State::Missing)]));
    let returned = all.minus(&missing);
    let day = Words::new(&format!("基準日：{}　　提出率 ", day.as_deref().unwrap_or("不明")));
    let words = day.percent(&returned.share_of(&all)).and("（").count(&returned);
    let words = words.and(" ／ ").count(&all).and(" 件）");
    vec![
        Cell::new((0, 66), title.as_str(), &looks.title),
        Cell::new((66, COLUMNS), words, &looks.right),
    ]
}

/// Three lines of counts, and of nothing else.
fn conclusions(data: &Data<'_>, items: usize) -> [Words; 3] {
    let state = |state| data.count(&[Is::State(state)]);
    let all = data.count(&[]);
    let first = Words::new("・様式 ")
        .count(&all)
        .and(" 件のうち ")
        .count(&all.minus(&state(State::Missing)))
        .and(" 件が提出され、")
        .count(&state(State::Complete))
        .and(" 件が記入済です。未提出は ")
        .count(&state(State::Missing))
        .and(" 件、未記入は ")
        .count(&state(State::Blank))
        .and(" 件、一部記入は ")
        .count(&state(State::Partial))
        .and(" 件、回答の不一致は ")
        .count(&state(State::Conflict))
        .and(" 件です。");
    let second = Words::new("・町長の判断を要する事項は ")
        .count(&data.ranked_beyond(items, 0))
        .and(" 件です。確認事項は、要修正が ")
        .count(&data.found(Severity::Error, &[]))
        .and(" 件、要確認が ")
        .count(&data.found(Severity::Warning, &[]))
        .and(" 件です。");
    let second = match data.earlier {
        Some(earlier) if !earlier.states.is_empty() => before(data, second, earlier.period),
        _ => second,
    };
    let statuses = data.status.names();
    let listed = |words: Words, names: &[String], is: &dyn Fn(&str) -> Figure| {
        (0..).zip(names).fold(words, |words, (index, name)| {
            let comma = if index == 0 { "" } else { "、" };
            words.and(&format!("{comma}{name} ")).count(&is(name))
        })
    };
    let third = listed(Words::new("・総務課の状況区分は、"), statuses, &|name| {
        data.count(&[Is::Status(name)])
    })
    .and(" 件です。");
    let third = match &data.attainment {
        Some(attainment) => {
            let third = third.and("課の答えた目標の達成は、");
            listed(third, attainment.names(), &|name| data.count(&[Is::Attainment(name)]))
                .and(" 件です。")
        }
        None => third,
    };
    [first, second, third]
}

/// How the 期 before ended, forms that are gone since included.
fn before(data: &Data<'_>, words: Words, period: &str) -> Words {
    let count = |state| data.ended(state);
    let returned = State::ALL.into_iter().filter(|state| *state != State::Missing).map(count);
    let returned = returned.reduce(|sum, own| sum.plus(&own));
    let Some(returned) = returned else { return words };
    words
        .and(&format!("{period}は、提出が "))
        .count(&returned)
        .and(" 件、記入済が ")
        .count(&count(State::Complete))
        .and(" 件、未提出が ")
        .count(&count(State::Missing))
        .and(" 件でした。")
}
