//! Recognition: a grid becomes forms, a hierarchy table and the text around them.
//!
//! In: a sheet and the template. Out: what stands where, every non-blank cell in exactly one
//! place. Labels are found wherever they stand; coordinates mean nothing. It never fails.

mod blocks;
mod looks;
mod numbering;
mod oddities;
mod residue;
mod sections;
mod strays;
mod table;
mod tokens;
mod values;

pub use looks::{looks, unseen_words};
pub use numbering::{Level, Numbered, heading, markers};
pub use oddities::{label_oddity, oddities};
pub use residue::strip_html;
pub use sections::{Responsible, responsible};
pub use table::{HierarchyTable, TableRow};

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::FiscalYear;
use crate::field::Field;
use crate::grid::{Addr, Sheet};
use crate::template::Template;

use tokens::{Kind, Token};

/// What one sheet holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SheetReading {
    /// Forms in reading order.
    pub blocks: Vec<Block>,
    /// The 体系 table, where the sheet has one.
    pub table: Option<HierarchyTable>,
    /// All other text in reading order: headings, titles, notes, strays.
    pub loose: Vec<Loose>,
}

/// One form as it stands on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// First label's cell.
    pub at: Addr,
    /// Labels as found, group labels and the year among them.
    pub labels: Vec<LabelHit>,
    /// Fields that have a label; their text is empty where nothing is filled in.
    pub values: BTreeMap<Field, FieldValue>,
    /// Headings that hold at the form, from above it.
    pub headings: Headings,
    /// The 年度 that the form states.
    pub year: Option<(FiscalYear, Addr)>,
    /// The 様式ID printed on the form.
    pub printed_id: Option<(String, Addr)>,
    /// Fields whose answer was written into the label's cell: the cell, and the text after the
    /// label.
    pub overwritten: BTreeMap<Field, (Addr, String)>,
}

/// A label as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelHit {
    /// Its field; `None` for group labels and the year.
    pub field: Option<Field>,
    /// Its cell.
    pub at: Addr,
    /// As written.
    pub text: String,
    /// As the template writes it.
    pub canonical: String,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldValue {
    /// Its first cell, or the cell where it would stand.
    pub at: Addr,
    /// The cells that it was read from and their texts, in reading order.
    pub cells: Vec<(Addr, String)>,
    /// The whole text, verbatim: cells of one row joined by a blank, rows by `\n`.
    pub text: String,
}

/// Headings above a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headings {
    /// 基本項目.
    pub area: Option<Numbered>,
    /// 推進項目.
    pub item: Option<Numbered>,
}

/// Text that belongs to no form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loose {
    /// Its cell.
    pub at: Addr,
    /// Verbatim.
    pub text: String,
    /// What it is.
    pub kind: LooseKind,
}

/// What a loose text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LooseKind {
    /// A heading of the hierarchy.
    Heading,
    /// A note, form number or page mark as the template lists them.
    Note,
    /// Text between a form's labels and values.
    InsideForm,
    /// Anything else outside the forms: a title, a name, a stray.
    Outside,
}

impl FieldValue {
    /// Joins the cells of a value in reading order.
    fn join<'t>(at: Addr, cells: impl Iterator<Item = &'t Token<'t>>) -> Self {
        Self::of(at, cells.map(|token| (token.at, token.text.clone().into_owned())).collect())
    }

    fn of(at: Addr, cells: Vec<(Addr, String)>) -> Self {
        let mut text = String::new();
        let mut row = None;
        for (at, part) in &cells {
            if let Some(previous) = row {
                text.push(if previous == at.row { ' ' } else { '\n' });
            }
            row = Some(at.row);
            text.push_str(part);
        }
        Self { at, cells, text }
    }

    /// The value without some of its cells.
    #[must_use]
    pub fn without(&self, cells: &[Addr]) -> Self {
        let rest: Vec<(Addr, String)> =
            self.cells.iter().filter(|(at, _)| !cells.contains(at)).cloned().collect();
        Self::of(rest.first().map_or(self.at, |(at, _)| *at), rest)
    }

    /// Tells whether nothing is filled in.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        crate::grid::is_blank(&self.text)
    }
}

impl Block {
    /// The value of a field; `None` when the form lacks its label.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<&FieldValue> {
        self.values.get(&field)
    }
}

/// Recognises what a sheet holds.
#[must_use]
pub fn recognise(sheet: &Sheet, template: &Template) -> SheetReading {
    let mut tokens = tokens::tokens(sheet, template);
    let (table, table_tokens) = table::find(&tokens).unzip();
    let table_rows = table_tokens.unwrap_or_default();
    let from_row = table_rows.last().map_or(0, |index| tokens[*index].at.row + 1);
    strays::take_as_text(&mut tokens, from_row);
    let found = blocks::find(&tokens, from_row);
    let mut used = vec![false; tokens.len()];
    for index in table_rows {
        used[index] = true;
    }
    let columns = blocks::by_columns(&tokens, &found);
    let mut blocks = Vec::with_capacity(found.len());
    for labels in &found {
        let own = blocks::own(&columns, &tokens, labels);
        blocks.push(block(sheet, &tokens, labels, own, template, &mut used));
    }
    attach_ids(&tokens, &mut blocks, &mut used);
    let loose = loose(&tokens, &found, template, &mut blocks, &used);
    SheetReading { blocks, table, loose }
}

/// Makes one form of its labels; `own` are the tokens from its first row on, by index.
fn block(
    sheet: &Sheet,
    tokens: &[Token<'_>],
    labels: &blocks::Labels,
    own: &[usize],
    template: &Template,
    used: &mut [bool],
) -> Block {
    let (values, claimed) = values::find(sheet, tokens, labels, own);
    for index in claimed {
        used[index] = true;
    }
    let end = last_label_row(tokens, labels);
    let mut hits = Vec::new();
    let mut year = None;
    for &index in own {
        let token = &tokens[index];
        if token.at.row > end {
            break;
        }
        if used[index] || !(labels.cols.0..=labels.cols.1).contains(&token.at.col) {
            continue;
        }
        let (field, canonical) = match &token.kind {
            Kind::Label(field) => (Some(*field), template.label(*field).to_owned()),
            Kind::Group(group) => (None, template.group_labels[*group].text.clone()),
            Kind::Year(found) => {
                year = Some((found.clone(), token.at));
                (None, found.label.clone())
            }
            _ => continue,
        };
        used[index] = true;
        hits.push(LabelHit {
            field,
            at: token.at,
            text: token.text.clone().into_owned(),
            canonical,
        });
    }
    let at = hits.first().map_or(Addr::new(labels.first_row, labels.cols.0), |hit| hit.at);
    Block {
        at,
        labels: hits,
        headings: Headings::default(),
        year,
        printed_id: None,
        overwritten: overwritten(tokens, own, labels, &values, template),
        values,
    }
}

/// Answers in the cells of labels that the form has nowhere else.
fn overwritten(
    tokens: &[Token<'_>],
    own: &[usize],
    labels: &blocks::Labels,
    values: &BTreeMap<Field, FieldValue>,
    template: &Template,
) -> BTreeMap<Field, (Addr, String)> {
    let mut found = BTreeMap::new();
    if Field::ANSWERED.iter().all(|field| values.contains_key(field)) {
        return found;
    }
    let inside = own.iter().map(|index| &tokens[*index]);
    for token in inside.take_while(|token| token.at.row <= labels.last_row) {
        if token.kind == Kind::Text
            && let Some((field, answer)) = tokens::label_and_answer(&token.text, template)
            && Field::ANSWERED.contains(&field)
            && !values.contains_key(&field)
        {
            found.entry(field).or_insert_with(|| (token.at, answer.to_owned()));
        }
    }
    found
}

/// Last row that a label of the form covers; what stands below is no label of it.
fn last_label_row(tokens: &[Token<'_>], labels: &blocks::Labels) -> u32 {
    let last = labels.fields.iter().map(|(_, index)| tokens[*index].region.last.row).max();
    last.unwrap_or(labels.first_row)
}

/// Gives each printed 様式ID to its form: the form below it where ids stand above forms, else the
/// form above it.
fn attach_ids(tokens: &[Token<'_>], blocks: &mut [Block], used: &mut [bool]) {
    let ids: Vec<usize> =
        (0..tokens.len()).filter(|i| matches!(tokens[*i].kind, Kind::FormId(_))).collect();
    let (Some(first_id), Some(first_block)) = (ids.first(), blocks.first()) else { return };
    let above = tokens[*first_id].at.row <= first_block.at.row;
    let mut free: BTreeSet<(u32, usize)> =
        blocks.iter().enumerate().map(|(index, block)| (block.at.row, index)).collect();
    for index in ids {
        let Kind::FormId(id) = &tokens[index].kind else { continue };
        let row = tokens[index].at.row;
        let owner = if above {
            free.range((row, 0)..).next().copied()
        } else {
            free.range(..=(row, usize::MAX)).next_back().copied()
        };
        if let Some(owner) = owner {
            free.remove(&owner);
            blocks[owner.1].printed_id = Some((id.clone(), tokens[index].at));
            used[index] = true;
        }
    }
}

/// Sorts all other text, and hands headings down to the forms below them.
fn loose(
    tokens: &[Token<'_>],
    found: &[blocks::Labels],
    template: &Template,
    blocks: &mut [Block],
    used: &[bool],
) -> Vec<Loose> {
    // By the first column of forms that stand under one another: their last column, and for each its
    // first row and the last row of it or any above it.
    let mut rows: BTreeMap<u32, (u32, Vec<(u32, u32)>)> = BTreeMap::new();
    for labels in found {
        let (_, forms) = rows.entry(labels.cols.0).or_insert_with(|| (labels.cols.1, Vec::new()));
        let above = forms.last().map_or(0, |(_, end)| *end);
        forms.push((labels.first_row, last_label_row(tokens, labels).max(above)));
    }
    let inside = |at: Addr| {
        let Some((_, (last, forms))) = rows.range(..=at.col).next_back() else { return false };
        let begun = forms.partition_point(|(first, _)| *first <= at.row);
        at.col <= *last && forms[..begun].last().is_some_and(|(_, end)| *end >= at.row)
    };
    let mut current = Headings::default();
    let mut next_block = 0;
    let mut loose = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        let token = &tokens[index];
        while next_block < blocks.len() && blocks[next_block].at < token.at {
            blocks[next_block].headings = current.clone();
            next_block += 1;
        }
        if used[index] {
            index += 1;
            continue;
        }
        let (heading, length) = heading_at(tokens, used, index);
        let kind = match heading {
            Some(heading) if !inside(token.at) && current.take(&heading) => LooseKind::Heading,
            _ if is_note(&token.text, template) => LooseKind::Note,
            _ if inside(token.at) => LooseKind::InsideForm,
            _ => LooseKind::Outside,
        };
        let length = if kind == LooseKind::Heading { length } else { 1 };
        for token in &tokens[index..index + length] {
            loose.push(Loose { at: token.at, text: token.text.clone().into_owned(), kind });
        }
        index += length;
    }
    for block in &mut blocks[next_block..] {
        block.headings = current.clone();
    }
    loose
}

/// Reads a heading at a token, joined with the next cell where its number stands alone.
fn heading_at(tokens: &[Token<'_>], used: &[bool], index: usize) -> (Option<Numbered>, usize) {
    let token = &tokens[index];
    let Some(mut found) = heading(&token.text) else { return (None, 1) };
    if !found.title.is_empty() {
        return (Some(found), 1);
    }
    match tokens.get(index + 1) {
        Some(next)
            if next.at.row == token.at.row && !used[index + 1] && next.kind == Kind::Text =>
        {
            next.text.trim().clone_into(&mut found.title);
            (Some(found), 2)
        }
        _ => (None, 1),
    }
}

impl Headings {
    /// Takes a heading over; a new 基本項目 ends the 推進項目 before it.
    fn take(&mut self, heading: &Numbered) -> bool {
        match heading.level {
            Level::Area => {
                self.area = Some(heading.clone());
                self.item = None;
                true
            }
            Level::Item if self.area.is_some() => {
                self.item = Some(heading.clone());
                true
            }
            _ => false,
        }
    }
}

/// Tells whether a text is one of the notes, numbers and marks that offices put around a form.
fn is_note(text: &str, template: &Template) -> bool {
    let text = text.trim_start();
    template.surroundings.prefixes.iter().any(|prefix| text.starts_with(prefix.as_str()))
}
