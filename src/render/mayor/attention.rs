//! 町長の判断を要する事項 on the page: the first of the ranking, in the height that is left for them.
//!
//! In: the ranking and a height. Out: rows with room to write 町長指示. Where the height is short,
//! texts are cut with a mark first, then fewer items are shown and the others counted.

use std::collections::BTreeMap;

use super::super::text_layout::{height, lines};
use super::count::Words;
use super::data::Data;
use super::fit::shortened;
use super::grid::{Cell, Content, across};
use super::items::Item;
use super::looks::Looks;
use super::page::{HEAD, HEADING, Pen, SPACE, WHOLE, mark};
use crate::model::remarks::{
    INITIATIVE_HEADING, INSTRUCTION_HEADING, NUMBER_HEADING, SECTION_HEADING,
};

/// Most items.
const MOST_ITEMS: usize = 7;
/// Columns of the grid of an item: No, 取組項目, 課, 状況, 理由, 課の対応, 総務課所見, 町長指示.
const WIDE: [u32; 8] = [3, 20, 9, 7, 27, 16, 15, 15];

/// Spans of the columns of an item.
fn spans() -> [(u32, u32); 8] {
    let mut next = 0;
    WIDE.map(|wide| {
        next += wide;
        (next - wide, next)
    })
}

/// The texts of an item with their columns; 取組項目 with a figure is a formula, and short.
fn texts(item: &Item) -> [(usize, &str); 7] {
    let what = item.what.as_ref().map_or_else(String::as_str, |words| &words.text);
    [
        (1, what),
        (2, &item.section),
        (3, &item.state),
        (4, &item.reason),
        (5, &item.response),
        (6, &item.comment),
        (7, &item.instruction),
    ]
}

/// Least lines that an item takes: there must be room to write.
const LEAST_LINES: usize = 2;
/// Fewest lines that texts are cut to before items are left out.
const CUT_LINES: usize = 3;

/// Lines that an item takes, at most `most`.
fn lines_of(item: &Item, looks: &Looks, most: usize) -> usize {
    let spans = spans();
    let own = |(index, text): (usize, &str)| lines(text, across(spans[index], looks.face));
    texts(item).into_iter().map(own).fold(LEAST_LINES, usize::max).min(most)
}

/// Height in points that the items would like to take.
pub(super) fn wanted(items: &[Item], looks: &Looks) -> f64 {
    const MOST_LINES: usize = 6;
    let shown = items.iter().take(MOST_ITEMS);
    let own = |item: &Item| height(lines_of(item, looks, MOST_LINES), looks.face);
    shown.map(own).sum::<f64>().max(HEAD)
}

/// What fits into a height.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    /// Items that are shown.
    pub count: usize,
    /// Lines that each takes at most.
    most: usize,
    /// Height in points that each is given beside its own, to write in.
    spare: f64,
}

/// Finds what fits: all items in as many lines as there is room for, or fewer items.
pub(super) fn fitting(items: &[Item], looks: &Looks, room: f64) -> Fit {
    const MOST_LINES: usize = 12;
    const MOST_SPARE: f64 = 12.0;
    let all = items.len().min(MOST_ITEMS);
    let needed = |(count, most): (usize, usize)| {
        let own = |item: &Item| height(lines_of(item, looks, most), looks.face);
        items.iter().take(count).map(own).sum::<f64>()
    };
    let cuts = |count: usize| (CUT_LINES..=MOST_LINES).rev().map(move |most| (count, most));
    let mut sizes = (1..=all).rev().flat_map(cuts);
    let size = sizes.find(|size| needed(*size) <= room).unwrap_or((all.min(1), LEAST_LINES));
    let spare = (room - needed(size)) / size.0.max(1) as f64;
    // Row heights are whole pixels of 0.75 points.
    let spare = (spare.clamp(0.0, MOST_SPARE) / 0.75).floor() * 0.75;
    Fit { count: size.0, most: size.1, spare }
}

/// Draws the list; gives 町長指示 as they stand there.
pub(super) fn attention(
    data: &Data<'_>,
    items: &[Item],
    looks: &Looks,
    pen: &mut Pen,
    Fit { count, most, spare }: Fit,
) -> BTreeMap<String, String> {
    let mut shown = BTreeMap::new();
    pen.space(SPACE);
    let heading = Words::new("■ 町長の判断を要する事項");
    let heading = match items.len() - count {
        0 => Content::Text(heading.text),
        _ => heading
            .and("（このほかに ")
            .count(&data.ranked_beyond(items.len(), count))
            .and(" 件あります。とりまとめ.xlsx の「一覧」と「確認事項」、次のシート「課長会議資料」をご覧ください）")
            .into(),
    };
    pen.line(HEADING, vec![Cell { content: heading, ..Cell::new(WHOLE, "", &looks.heading) }]);
    let labels = [
        NUMBER_HEADING,
        INITIATIVE_HEADING,
        SECTION_HEADING,
        "状況",
        "理由",
        "課の対応",
        "総務課所見",
        INSTRUCTION_HEADING,
    ];
    let head = spans().into_iter().zip(labels);
    pen.line(HEAD, head.map(|(span, label)| Cell::new(span, label, &looks.head)).collect());
    if items.is_empty() {
        pen.line(HEAD, vec![Cell::new(WHOLE, "ありません。", &looks.text)]);
        return shown;
    }
    let items = &items[..count];
    for (number, item) in (1..).zip(items) {
        let (cells, instruction) = item_cells(data, item, looks, (number, most));
        shown.insert(item.key.clone(), instruction);
        pen.line(height(lines_of(item, looks, most), looks.face) + spare, cells);
    }
    shown
}

/// The cells of an item, and its 町長指示 as it stands there.
fn item_cells(
    data: &Data<'_>,
    item: &Item,
    looks: &Looks,
    (number, most): (usize, usize),
) -> (Vec<Cell>, String) {
    let (spans, mark) = (spans(), mark(data.list_row(&item.key)));
    let mut cells = vec![Cell::new(spans[0], number.to_string().as_str(), &looks.word)];
    let mut instruction = String::new();
    for (index, text) in texts(item) {
        let text = shortened(text, across(spans[index], looks.face), most, &mark);
        let style = if index == 7 { &looks.entry } else { &looks.text };
        let cell = Cell::new(spans[index], &*text, style);
        cells.push(match (&item.what, index) {
            (Ok(words), 1) => Cell { content: words.clone().into(), ..cell },
            _ => cell,
        });
        if index == 7 {
            instruction = text.into_owned();
        }
    }
    (cells, instruction)
}
