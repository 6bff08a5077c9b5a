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
    match FiscalYear::from_key(&key) {
        Some(year) if !key.chars().all(|c| c.is_ascii_digit()) => Kind::Year(year),
        _ => Kind::Text,
    }
}

/// The field whose label a text begins with, and what was written after it in the same cell: on
/// further lines, or behind a colon.
pub(super) fn label_and_answer<'t>(text: &'t str, template: &Template) -> Option<(Field, &'t str)> {
    let text = text.trim();
    let (label, answer) = text.split_once(['\n', '：', ':'])?;
    if label.len() > LABEL_BYTES || answer.trim().is_empty() {
        return None;
    }
    match meaning(&match_key(label), template)? {
        Kind::Label(field) => Some((field, answer.trim())),
        _ => None,
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
    let decoration = |c: char| "■●〇◆◇□▼▽▲△★☆・:;【】「」『』〔〕〈〉《》[]<>*※".contains(c);
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
    let unlimited = bare.trim_end_matches(months);
    if unlimited.len() < bare.len()
        && let Some(kind) = find(unlimited)
    {
        return Some(kind);
    }
    if let Some(kind) = bare.strip_suffix('欄').and_then(find) {
        return Some(kind);
    }
    find(without_year(bare)?)
}

/// Takes the year off a label: 令和6年度の目標, r6目標, 目標(令和6年度).
fn without_year(key: &str) -> Option<&str> {
    if let Some((label, year)) = key.strip_suffix(')').and_then(|key| key.split_once('('))
        && FiscalYear::from_key(year).is_some()
    {
        return Some(label);
    }
    if let Some((year, label)) = key.split_once("年度")
        && FiscalYear::from_key(year).is_some()
    {
        return Some(label.trim_start_matches('の'));
    }
    let digits = key.rfind(|c: char| c.is_ascii_digit())? + 1;
    FiscalYear::from_key(&key[..digits]).map(|_| &key[digits..])
}

/// Reads `様式ID：1-1-1-1-総務課-1`.
fn printed_id(text: &str, template: &Template) -> Option<String> {
    let text = text.trim();
    let prefixes = &template.surroundings.id_prefixes;
    let rest = prefixes.iter().find_map(|prefix| text.strip_prefix(prefix.as_str()))?;
    let id = rest.trim_start_matches([':', '：', ' ', '\u{3000}', '\n']).trim();
    (!id.is_empty()).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Cell, Value, Visibility};

    /// Makes a sheet of rows of cells; an empty text is an empty cell.
    fn sheet(rows: &[[&str; 3]]) -> Sheet {
        let cell = |row: u32, col: u32, text: &str| Cell {
            at: Addr::new(row, col),
            value: Value::Text(text.to_owned()),
            formula: None,
            marks: None,
        };
        let cells = (0..).zip(rows).flat_map(|(row, texts)| {
            (0..)
                .zip(texts)
                .filter(|(_, text)| !text.is_empty())
                .map(move |(col, text)| cell(row, col, text))
        });
        Sheet {
            name: "様式".to_owned(),
            visibility: Visibility::Visible,
            cells: cells.collect(),
            merges: Vec::new(),
            print_area: None,
        }
    }

    #[track_caller]
    fn check_kind(rows: &[[&str; 3]], text: &str, kind: &Kind) {
        let template = Template::by_name("torikumi").expect("built in");
        let sheet = sheet(rows);
        let tokens = tokens(&sheet, &template);
        let token = tokens.iter().find(|token| token.text == text).expect("stands on the sheet");
        assert_eq!(&token.kind, kind, "{text}");
    }

    #[test]
    fn an_answer_that_reads_like_a_label_is_text() {
        let rows = [
            ["取組項目", "", "(1) 広報"],
            ["目指す姿", "", "届く広報"],
            ["目標", "", "充実"],
            ["目標の達成", "", "目標達成"],
        ];
        check_kind(&rows, "目標達成", &Kind::Text);
        check_kind(&rows, "目標の達成", &Kind::Label(Field::GoalAttainment));
    }

    #[test]
    fn the_head_of_a_list_is_labels() {
        let rows = [
            ["基本項目", "推進項目", "取組項目"],
            ["Ⅰ 協働", "1 共有", "(1) 広報"],
            ["", "2 参画", "(1) 登用"],
        ];
        check_kind(&rows, "推進項目", &Kind::Label(Field::PromotionItem));
        check_kind(&rows, "取組項目", &Kind::Label(Field::Initiative));
    }
}
