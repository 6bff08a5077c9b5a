//! Tokens: the non-blank cells of a sheet with what each one means as a label.
//!
//! In: a sheet and the template. Out: tokens in reading order. It does not yet know forms.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::calendar::FiscalYear;
use crate::field::Field;
use crate::grid::{Addr, Region, Sheet, match_key};
use crate::template::{Meaning, Template};

/// A non-blank cell and what it means.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    /// Position, 0-based.
    pub at: Addr,
    /// Merged region that starts here, or the cell alone.
    pub region: Region,
    /// What the cell shows, verbatim.
    pub text: Cow<'a, str>,
    /// What it means.
    pub kind: Kind,
}

/// What a token means by its own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Label of a field.
    Label(Field),
    /// Label over others, by its index in the template.
    Group(usize),
    /// 令和6年度 standing alone.
    Year(FiscalYear),
    /// A printed 様式ID; empty after its prefix is `Text`.
    FormId(String),
    /// Anything else.
    Text,
}

/// Longest text that can be a label, in bytes: 40 characters.
const LABEL_BYTES: usize = 120;

/// Makes the tokens of a sheet.
pub(super) fn tokens<'a>(sheet: &'a Sheet, template: &Template) -> Vec<Token<'a>> {
    let shown = sheet.cells.iter().filter(|cell| !cell.is_blank());
    let mut tokens: Vec<Token<'_>> = shown
        .map(|cell| {
            let text = cell.shown();
            let kind = kind(&text, template);
            Token { at: cell.at, region: sheet.region_from(cell.at), text, kind }
        })
        .collect();
    take_answers_as_text(&mut tokens);
    tokens
}

/// Takes an answer that reads like a label, such as 目標達成 beside 目標の達成, for the text it is.
///
/// A cell that follows a label in its row is an answer where most cells of its column that do so
/// are text, three at least. A row of three labels is the head of a list.
fn take_answers_as_text(tokens: &mut [Token<'_>]) {
    let mut columns: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    let mut labelled: Vec<usize> = Vec::new();
    let mut labels: BTreeMap<u32, usize> = BTreeMap::new();
    let is_label = |token: &Token<'_>| matches!(token.kind, Kind::Label(_));
    for token in tokens.iter().filter(|token| is_label(token)) {
        *labels.entry(token.at.row).or_default() += 1;
    }
    for (index, pair) in tokens.windows(2).enumerate() {
        let [label, cell] = pair else { continue };
        let row = label.at.row;
        if row != cell.at.row || !is_label(label) || labels.get(&row).is_some_and(|n| *n > 2) {
            continue;
        }
        let (texts, others) = columns.entry(cell.at.col).or_default();
        if cell.kind == Kind::Text {
            *texts += 1;
        } else {
            *others += 1;
            labelled.push(index + 1);
        }
    }
    for index in labelled {
        let (texts, others) = columns.get(&tokens[index].at.col).copied().unwrap_or_default();
        if texts >= 3 && texts > others {
            tokens[index].kind = Kind::Text;
        }
    }
}

fn kind(text: &str, template: &Template) -> Kind {
    if text.len() > LABEL_BYTES {
        return Kind::Text;
    }
    if let Some(id) = printed_id(text, template) {
        return Kind::FormId(id);
    }
    let key = match_key(text);
    if let Some(meaning) = meaning(&key, template) {
        return meaning;
    }
    match FiscalYear::parse(text) {
        Some(year) if !key.chars().all(|c| c.is_ascii_digit()) => Kind::Year(year),
        _ => Kind::Text,
    }
}

/// Finds a label's meaning, also behind decoration, a number or the year.
fn meaning(key: &str, template: &Template) -> Option<Kind> {
    let find = |key: &str| {
        template.meaning(key).map(|meaning| match meaning {
            Meaning::Field(field) => Kind::Label(field),
            Meaning::Group(index) => Kind::Group(index),
        })
    };
    if let Some(kind) = find(key) {
        return Some(kind);
    }
    let decoration = |c: char| "■●〇◆◇□▼▽▲△★☆・:;【】「」〔〕[]<>*※".contains(c);
    let bare = key.trim_matches(decoration);
    if bare.len() < key.len()
        && let Some(kind) = find(bare)
    {
        return Some(kind);
    }
    let unnumbered = bare.trim_start_matches(|c: char| c.is_ascii_digit() || "().".contains(c));
    if unnumbered.len() < bare.len()
        && !unnumbered.is_empty()
        && let Some(kind) = find(unnumbered)
    {
        return Some(kind);
    }
    let months = |c: char| c.is_ascii_digit() || "()~-月からまで・".contains(c);
    if let Some(kind) = find(bare.trim_end_matches(months)) {
        return Some(kind);
    }
    let (year, rest) = bare.split_once("年度")?;
    FiscalYear::parse(year)?;
    find(rest.trim_start_matches('の'))
}

/// Reads `様式ID：1-1-1-1-総務課-1`.
fn printed_id(text: &str, template: &Template) -> Option<String> {
    let text = text.trim();
    let prefixes = &template.surroundings.id_prefixes;
    let rest = prefixes.iter().find_map(|prefix| text.strip_prefix(prefix.as_str()))?;
    let id = rest.trim_start_matches([':', '：', ' ', '\u{3000}', '\n']).trim();
    (!id.is_empty()).then(|| id.to_owned())
}
