//! The 体系 table: basic areas down to initiatives and their 課, rebuilt from the numbering.
//!
//! In: the tokens of a sheet. Out: the table's rows in reading order. Columns decide nothing: a
//! PDF or a careless edit shifts them, the numbers stay.

use std::collections::BTreeMap;

use crate::field::Field;
use crate::grid::{Addr, match_key, squeeze};

use super::numbering::{Level, Numbered, heading, markers};
use super::sections::{Responsible, is_section_list, responsible};
use super::tokens::{Kind, Token};

/// The 体系 table as read.
#[derive(Debug, Clone, PartialEq)]
pub struct HierarchyTable {
    /// Cell of its header 基本項目.
    pub at: Addr,
    /// Its entries in reading order.
    pub rows: Vec<TableRow>,
    /// Levels that start in more than one column, as their headers call them: the table was
    /// shifted.
    pub shifted: Vec<Level>,
}

/// One entry of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// Its cell.
    pub at: Addr,
    /// Number and title.
    pub entry: Numbered,
    /// 課 of a 取組項目.
    pub responsible: Option<Responsible>,
}

/// Finds the table; the second part are its tokens, in reading order.
pub(super) fn find(tokens: &[Token<'_>]) -> Option<(HierarchyTable, Vec<usize>)> {
    let header = header(tokens)?;
    let at = tokens[*header.first()?].at;
    let coordinator = header.iter().find(|index| is_coordinator(&tokens[**index]));
    let coordinator = coordinator.map(|index| tokens[*index].at.col);
    let mut reader = Reader { coordinator, ..Reader::default() };
    let mut used = header.clone();
    let start = header.last()? + 1;
    for (index, token) in tokens.iter().enumerate().skip(start) {
        let blank_rows = token.at.row.saturating_sub(reader.last_row.unwrap_or(at.row));
        if token.kind != Kind::Text || (blank_rows > 1 && reader.complete()) {
            break;
        }
        if !reader.read(token) {
            break;
        }
        reader.last_row = Some(token.region.last.row);
        used.push(index);
    }
    let shifted = reader.shifted();
    let rows = reader.finish(tokens, &mut used);
    (!rows.is_empty()).then_some((HierarchyTable { at, rows, shifted }, used))
}

/// Finds the header row: 基本項目, 推進項目 and 取組項目 with no text between them.
fn header(tokens: &[Token<'_>]) -> Option<Vec<usize>> {
    let rows = tokens.chunk_by(|a, b| a.at.row == b.at.row);
    let mut start = 0;
    for row in rows {
        let fields: Vec<Field> = row
            .iter()
            .filter_map(|token| match token.kind {
                Kind::Label(field) => Some(field),
                _ => None,
            })
            .collect();
        let wanted = [Field::BasicArea, Field::PromotionItem, Field::Initiative];
        let others = || row.iter().filter(|token| is_coordinator(token)).count();
        if wanted.iter().all(|field| fields.contains(field)) && fields.len() + others() == row.len()
        {
            return Some((start..start + row.len()).collect());
        }
        start += row.len();
    }
    None
}

/// Tells whether a cell heads the column of the とりまとめ課 alone.
fn is_coordinator(token: &Token<'_>) -> bool {
    let words = ["とりまとめ課", "取りまとめ課", "取まとめ課"];
    token.kind == Kind::Text && words.contains(&match_key(&token.text).as_str())
}

/// Drops a heading that a row says again because its cells are not merged.
fn without_repeats(rows: Vec<TableRow>) -> Vec<TableRow> {
    let mut current: BTreeMap<Level, (u32, String)> = BTreeMap::new();
    let new = |row: &TableRow| {
        let entry = &row.entry;
        let said = (entry.number, match_key(&entry.title));
        if entry.level < Level::Initiative && current.get(&entry.level) == Some(&said) {
            return false;
        }
        current.retain(|level, _| *level < entry.level);
        current.insert(entry.level, said);
        true
    };
    let mut rows = rows;
    rows.retain(new);
    rows
}

/// Reads the table's cells one after another.
#[derive(Default)]
struct Reader {
    rows: Vec<TableRow>,
    columns: BTreeMap<Level, Vec<u32>>,
    /// Column of the とりまとめ課, where it has one.
    coordinator: Option<u32>,
    /// A marker whose title stands in the next cell.
    open: bool,
    last_row: Option<u32>,
}

impl Reader {
    /// Tells whether the last 取組項目 has its 課, so that the table may end here.
    fn complete(&self) -> bool {
        self.rows.last().is_some_and(|row| row.responsible.is_some())
    }

    /// Reads one cell; `false` when the table ended before it.
    fn read(&mut self, token: &Token<'_>) -> bool {
        for line in token.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if !self.read_line(line, token) {
                return false;
            }
        }
        true
    }

    fn read_line(&mut self, line: &str, token: &Token<'_>) -> bool {
        let at = token.at;
        if let Some(first) = heading(line) {
            let areas = self.rows.iter().filter(|row| row.entry.level == Level::Area);
            let mut earlier = areas.rev().skip_while(|row| row.entry.number == first.number);
            if first.level == Level::Area && earlier.any(|row| row.entry.number == first.number) {
                return false;
            }
            let entries = if first.level >= Level::Group { markers(line) } else { vec![first] };
            for entry in entries {
                self.columns.entry(entry.level).or_default().push(at.col);
                self.open = entry.title.is_empty();
                self.rows.push(TableRow { at, entry, responsible: None });
            }
            return true;
        }
        let Some(last) = self.rows.last_mut() else { return true };
        if self.coordinator == Some(at.col) {
            last.responsible.get_or_insert_default().coordinator = Some(squeeze(line));
            return true;
        }
        if std::mem::take(&mut self.open) {
            line.clone_into(&mut last.entry.title);
        } else if last.entry.level == Level::Initiative
            && (is_section_list(line) || (last.at.row == at.row && at.col > last.at.col))
        {
            let read = responsible(line);
            match &mut last.responsible {
                None => last.responsible = Some(read),
                Some(before) => {
                    before.all |= read.all;
                    before.coordinator = before.coordinator.take().or(read.coordinator);
                    before.sections.extend(read.sections);
                }
            }
        } else {
            last.entry.title.push_str(line);
        }
        true
    }

    /// Levels that start in more than one column.
    fn shifted(&self) -> Vec<Level> {
        let several = |cols: &&Vec<u32>| cols.iter().any(|col| *col != cols[0]);
        self.columns.iter().filter(|(_, cols)| several(cols)).map(|(level, _)| *level).collect()
    }

    /// Drops headings after the last 取組項目: they belong to the forms that follow.
    fn finish(mut self, tokens: &[Token<'_>], used: &mut Vec<usize>) -> Vec<TableRow> {
        let last = self.rows.iter().rposition(|row| row.entry.level == Level::Initiative);
        let keep = last.map_or(0, |index| index + 1);
        if let Some(first_dropped) = self.rows.get(keep).map(|row| row.at) {
            used.retain(|index| tokens[*index].at < first_dropped);
        }
        self.rows.truncate(keep);
        without_repeats(self.rows)
    }
}
