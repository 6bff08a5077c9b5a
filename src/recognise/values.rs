//! Values: which cells hold the answer that a label asks for.
//!
//! In: a form's labels. Out: for each field its cells, or the cell where its answer would stand.
//! The value stands right of its label or below it; the issued texts, which are always filled,
//! show which of the two a form uses.

use std::collections::BTreeMap;

use crate::field::Field;
use crate::grid::{Addr, Region, Sheet};

use super::FieldValue;
use super::blocks::Labels;
use super::numbering::{Level, heading, markers};
use super::tokens::{Kind, Token};

/// Where the values of a form stand relative to their labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Right,
    Below,
}

/// The cells that a label may claim, as indices of text tokens.
struct Zones {
    field: Field,
    label: Region,
    right: Vec<usize>,
    below: Vec<usize>,
    /// No label follows below, so what stands there may be a note under the form.
    is_last: bool,
}

/// Finds the values of a form's fields; the second result are the tokens that they use. `own` are
/// the tokens from the form's first row on, by index.
pub(super) fn find(
    sheet: &Sheet,
    tokens: &[Token<'_>],
    labels: &Labels,
    own: &[usize],
) -> (BTreeMap<Field, FieldValue>, Vec<usize>) {
    let inside: Vec<usize> = inside(tokens, labels, own);
    let zones: Vec<Zones> = labels
        .fields
        .iter()
        .map(|&(field, index)| zones(sheet, tokens, &inside, labels, (field, index)))
        .collect();
    let side = side(&zones);
    let mut claimed = Vec::new();
    let mut values = BTreeMap::new();
    for zone in &zones {
        let cells: Vec<usize> =
            choose(zone, side).iter().copied().filter(|index| !claimed.contains(index)).collect();
        claimed.extend(&cells);
        values.insert(zone.field, (zone, cells));
    }
    let column = usual_column(tokens, &values);
    let values = values
        .into_iter()
        .map(|(field, (zone, cells))| {
            let at = cells
                .first()
                .map_or_else(|| blank_cell(sheet, zone, side, column), |index| tokens[*index].at);
            (field, FieldValue::join(at, cells.iter().map(|index| &tokens[*index])))
        })
        .collect();
    (values, claimed)
}

/// Tokens within the form's rows and columns.
fn inside(tokens: &[Token<'_>], labels: &Labels, own: &[usize]) -> Vec<usize> {
    own.iter()
        .copied()
        .take_while(|index| tokens[*index].at.row <= labels.last_row)
        .filter(|index| (labels.cols.0..=labels.cols.1).contains(&tokens[*index].at.col))
        .collect()
}

/// Finds the text right of a label and below it, up to the next labels.
fn zones(
    sheet: &Sheet,
    tokens: &[Token<'_>],
    inside: &[usize],
    labels: &Labels,
    (field, index): (Field, usize),
) -> Zones {
    let label = tokens[index].region;
    let blocking =
        |i: &&usize| !matches!(tokens[**i].kind, Kind::Text | Kind::FormId(_)) && **i != index;
    let overlaps =
        |region: Region| region.first.row <= label.last.row && label.first.row <= region.last.row;
    let right_end = inside
        .iter()
        .filter(blocking)
        .map(|i| tokens[*i].region)
        .filter(|region| overlaps(*region) && region.first.col > label.last.col)
        .map(|region| region.first.col)
        .min()
        .unwrap_or(u32::MAX);
    let next_row = inside
        .iter()
        .filter(blocking)
        .map(|i| tokens[*i].at.row)
        .filter(|row| *row > label.last.row)
        .min();
    let rows_end = next_row.unwrap_or(labels.last_row.saturating_add(1));
    let text = |i: &usize| tokens[*i].kind == Kind::Text;
    let in_label_rows: Vec<usize> = inside
        .iter()
        .copied()
        .filter(text)
        .filter(|i| {
            let at = tokens[*i].at;
            let rows = label.first.row..=label.last.row;
            rows.contains(&at.row) && at.col > label.last.col && at.col < right_end
        })
        .collect();
    let next_box = next_label_box(sheet, label, rows_end).filter(|row| {
        field != Field::Initiative || !continues(tokens, inside, &in_label_rows, *row)
    });
    let right_limit = rows_end.min(next_box.unwrap_or(u32::MAX));
    let right = grow_right(tokens, inside, in_label_rows, label, right_limit, right_end);
    let below = inside
        .iter()
        .copied()
        .filter(text)
        .filter(|i| {
            let at = tokens[*i].at;
            at.row > label.last.row
                && at.row < rows_end
                && at.col >= label.first.col
                && at.col < right_end
        })
        .collect();
    Zones { field, label, right, below, is_last: next_row.is_none() }
}

/// Tells whether a 取組項目 goes on in a row: ① stands beside its label, (1) under it.
fn continues(tokens: &[Token<'_>], inside: &[usize], begun: &[usize], row: u32) -> bool {
    let levels = |index: usize| markers(&tokens[index].text).into_iter().map(|it| it.level);
    let under = inside.iter().copied().filter(|index| tokens[*index].at.row == row);
    let first = under.clone().next().and_then(|index| heading(&tokens[index].text));
    let group_only = begun.iter().flat_map(|index| levels(*index)).eq([Level::Group]);
    group_only && first.is_some_and(|first| first.level >= Level::Group)
}

/// The row of the next merged box in the label's columns, above `rows_end`: what stands beside it
/// is not this label's answer, even where the text of that box is gone.
fn next_label_box(sheet: &Sheet, label: Region, rows_end: u32) -> Option<u32> {
    let start = sheet.merges.partition_point(|region| region.first.row <= label.last.row);
    let mut below = sheet.merges[start..].iter().take_while(|region| region.first.row < rows_end);
    let under = below.find(|it| (label.first.col..=label.last.col).contains(&it.first.col));
    under.map(|region| region.first.row)
}

/// Keeps the cells of the answer box and adds the rows that continue under it.
///
/// A cell belongs to the box when it starts where the box's first cell does, or touches the cell
/// before it, or lies under an earlier cell of the box. A list beside the form does not.
fn grow_right(
    tokens: &[Token<'_>],
    inside: &[usize],
    in_label_rows: Vec<usize>,
    label: Region,
    rows_end: u32,
    right_end: u32,
) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    let mut span: Option<(u32, u32)> = None;
    let mut take = |index: usize, kept: &mut Vec<usize>| {
        let region = tokens[index].region;
        let (first, last) = span.unwrap_or((region.first.col, region.last.col));
        let touches = region.first.col <= last.saturating_add(1) && region.first.col >= first;
        if touches {
            span = Some((first, last.max(region.last.col)));
            kept.push(index);
        }
        touches
    };
    for index in in_label_rows {
        take(index, &mut kept);
    }
    if kept.is_empty() || label.first.row != label.last.row {
        return kept;
    }
    let mut row = tokens[kept[0]].region.last.row;
    for &index in inside {
        let at = tokens[index].at;
        let under = at.row > label.last.row && at.row < rows_end && at.col > label.last.col;
        if !under || at.col >= right_end || tokens[index].kind != Kind::Text {
            continue;
        }
        // A gap of a blank row ends the box: what follows is a note.
        if at.row > row + 1 || !take(index, &mut kept) {
            break;
        }
        row = row.max(tokens[index].region.last.row);
    }
    kept
}

/// Decides by majority of the fields that are always filled.
fn side(zones: &[Zones]) -> Side {
    let filled = |zone: &&Zones| {
        Field::ISSUED.contains(&zone.field)
            || matches!(zone.field, Field::Initiative | Field::ResponsibleSection)
    };
    let right = zones.iter().filter(filled).filter(|zone| !zone.right.is_empty()).count();
    let below =
        zones.iter().filter(filled).filter(|z| z.right.is_empty() && !z.below.is_empty()).count();
    if below > right { Side::Below } else { Side::Right }
}

/// Chooses the text of a zone: on the form's side, or on the other where only that has some.
fn choose(zone: &Zones, side: Side) -> &[usize] {
    match side {
        Side::Right if zone.right.is_empty() && !zone.is_last && !zone.is_answer() => &zone.below,
        Side::Right => &zone.right,
        Side::Below if zone.below.is_empty() => &zone.right,
        Side::Below => &zone.below,
    }
}

impl Zones {
    /// A blank answer is likelier than one that stands where no other value does.
    fn is_answer(&self) -> bool {
        Field::ANSWERED.contains(&self.field)
    }
}

/// The column in which most values of the form start.
fn usual_column(
    tokens: &[Token<'_>],
    values: &BTreeMap<Field, (&Zones, Vec<usize>)>,
) -> Option<u32> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for (_, cells) in values.values() {
        if let Some(first) = cells.first() {
            *counts.entry(tokens[*first].at.col).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .max_by_key(|(col, count)| (*count, std::cmp::Reverse(*col)))
        .map(|(col, _)| col)
}

/// The cell where a blank answer would stand.
fn blank_cell(sheet: &Sheet, zone: &Zones, side: Side, column: Option<u32>) -> Addr {
    let label = zone.label;
    match side {
        Side::Below => Addr::new(label.last.row + 1, label.first.col),
        Side::Right => {
            let next = Addr::new(label.first.row, label.last.col + 1);
            let start = sheet.merges.partition_point(|region| region.first < next);
            let merged = sheet.merges.get(start).map(|region| region.first);
            let merged = merged.filter(|first| first.row == label.first.row);
            let usual = column.filter(|col| *col > label.last.col);
            merged.or_else(|| usual.map(|col| Addr::new(label.first.row, col))).unwrap_or(next)
        }
    }
}
