//! Blocks: which labels of a sheet belong to one form.
//!
//! In: the tokens of a sheet. Out: for each form its labels and the rows and columns that it
//! spans. Values are not looked at here.

use std::collections::BTreeMap;

use crate::field::Field;

use super::tokens::{Kind, Token};

/// The labels of one form, as indices into the sheet's tokens.
#[derive(Debug, Clone)]
pub(super) struct Labels {
    /// Field labels in reading order.
    pub fields: Vec<(Field, usize)>,
    /// First row of the first label, 0-based.
    pub first_row: u32,
    /// Last row before the next form's first label, or the sheet's last.
    pub last_row: u32,
    /// Columns that belong to the form where forms stand side by side.
    pub cols: (u32, u32),
}

impl Labels {
    fn has(&self, field: Field) -> bool {
        self.fields.iter().any(|(other, _)| *other == field)
    }

    /// A form states what it is about and at least three fields in all; a list's header or a
    /// guide's table does not have its labels in different rows.
    fn is_form(&self, tokens: &[Token<'_>]) -> bool {
        let subject = [Field::Initiative, Field::Vision, Field::AnnualGoal, Field::PlannedActions];
        let answer =
            [Field::FirstHalf, Field::SecondHalf, Field::Evaluation, Field::GoalAttainment];
        let rows = |index: usize| tokens[index].at.row;
        let first = self.fields.first().map(|label| rows(label.1));
        subject.iter().any(|field| self.has(*field))
            && self.fields.len() >= 3
            && (self.has(Field::Vision) || answer.iter().any(|field| self.has(*field)))
            && self.fields.iter().any(|label| Some(rows(label.1)) != first)
    }
}

/// Finds the forms of a sheet. `from_row` is the first row after the hierarchy table.
pub(super) fn find(tokens: &[Token<'_>], from_row: u32) -> Vec<Labels> {
    let bands = bands(tokens, from_row);
    let mut blocks: Vec<Labels> = Vec::new();
    let mut current: Vec<Option<Labels>> = vec![None; bands.len()];
    for (index, token) in tokens.iter().enumerate() {
        let Kind::Label(field) = token.kind else { continue };
        if token.at.row < from_row {
            continue;
        }
        let band = bands.partition_point(|(first, _)| *first <= token.at.col) - 1;
        match &mut current[band] {
            Some(block) if !starts_form(block, field) => block.fields.push((field, index)),
            before => {
                let fields = vec![(field, index)];
                let first_row = token.at.row;
                let next = Labels { fields, first_row, last_row: u32::MAX, cols: bands[band] };
                blocks.extend(before.replace(next));
            }
        }
    }
    blocks.extend(current.into_iter().flatten());
    blocks.retain(|block| block.is_form(tokens));
    blocks.sort_by_key(|block| (block.first_row, block.cols.0));
    close(&mut blocks, tokens);
    blocks
}

/// The tokens of a sheet, by index in reading order, under the first column of the forms that they
/// stand in or right of.
pub(super) fn by_columns(tokens: &[Token<'_>], found: &[Labels]) -> BTreeMap<u32, Vec<usize>> {
    let mut columns: BTreeMap<u32, Vec<usize>> =
        found.iter().map(|labels| (labels.cols.0, Vec::new())).collect();
    for (index, token) in tokens.iter().enumerate() {
        if let Some((_, own)) = columns.range_mut(..=token.at.col).next_back() {
            own.push(index);
        }
    }
    columns
}

/// Of [`by_columns`], the tokens from a form's first row on.
pub(super) fn own<'c>(
    columns: &'c BTreeMap<u32, Vec<usize>>,
    tokens: &[Token<'_>],
    labels: &Labels,
) -> &'c [usize] {
    let column = columns.get(&labels.cols.0).map_or(&[][..], Vec::as_slice);
    &column[column.partition_point(|index| tokens[*index].at.row < labels.first_row)..]
}

/// Tells whether a label opens the next form rather than belonging to the current one.
fn starts_form(block: &Labels, field: Field) -> bool {
    let heading = |field: Field| matches!(field, Field::BasicArea | Field::PromotionItem);
    // 実践課 stands above 取組項目 in some forms.
    let head = |field: Field| heading(field) || field == Field::ResponsibleSection;
    let beyond_heading = |from: Field| block.fields.iter().any(|(f, _)| !head(*f) && *f != from);
    block.has(field)
        || (heading(field) && beyond_heading(field))
        || (field == Field::Initiative && beyond_heading(field))
}

/// Columns of forms that stand side by side: more than one 取組項目 label in a row. The first band
/// starts at the first column, and none leaves a gap.
pub(super) fn bands(tokens: &[Token<'_>], from_row: u32) -> Vec<(u32, u32)> {
    let anchors: Vec<_> = tokens
        .iter()
        .filter(|token| token.kind == Kind::Label(Field::Initiative) && token.at.row >= from_row)
        .map(|token| token.at)
        .collect();
    let side_by_side = anchors.windows(2).any(|pair| pair[0].row == pair[1].row);
    if !side_by_side {
        return vec![(0, u32::MAX)];
    }
    let mut starts: Vec<u32> = anchors.iter().map(|at| at.col).collect();
    starts.sort_unstable();
    starts.dedup();
    // What stands left of the first form belongs to it; a label column may be one off.
    starts[0] = 0;
    let ends = starts.iter().skip(1).map(|start| start - 1).chain(std::iter::once(u32::MAX));
    starts.iter().copied().zip(ends).collect()
}

/// Ends each form before the next one in the same columns, or at the sheet's last row.
fn close(blocks: &mut [Labels], tokens: &[Token<'_>]) {
    let sheet_end = tokens.iter().map(|token| token.region.last.row).max().unwrap_or(0);
    let mut next: BTreeMap<u32, u32> = BTreeMap::new();
    for block in blocks.iter_mut().rev() {
        let below = next.insert(block.cols.0, block.first_row);
        let end = below.map_or(sheet_end, |row| row.saturating_sub(1));
        block.last_row = end.max(block.first_row);
    }
}
