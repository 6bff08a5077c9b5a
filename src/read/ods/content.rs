//! Walks the content part: tables, rows and cells with their repetitions, names and styles.
//!
//! In: the part's text. Out: sheets in order. A repeated row or cell without content costs
//! nothing; one with content is booked each time.

use std::collections::HashSet;

use super::drawn::{self, Controls};
use super::looks::{Columns, Styles, is_hidden};
use super::{address, text};
use crate::grid::{
    Addr, Cell, DefinedName, Region, Sheet, Unseen, Value, Visibility, is_blank, mark,
};
use crate::read::annotations::Drawn;
use crate::read::limits::{self, MAX_SHEETS, Spent};
use crate::read::looks::show_unseen;
use crate::read::words::{NOT_CALCULATED, is_error, limit};
use crate::read::xml::{Tag, Token, Xml};
use crate::read::{Refusal, check_position, normalise_lines, reference};

/// What the content part holds.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) sheets: Vec<Sheet>,
    pub(super) names: Vec<DefinedName>,
    pub(super) beside: Vec<Beside>,
    /// What is drawn: the index of the sheet, and the object.
    pub(super) drawn: Vec<(usize, Drawn)>,
    /// The walk ended at a fault of the XML.
    pub(super) faulty: bool,
}

/// Text beside the cells of a sheet.
#[derive(Debug)]
pub(super) struct Beside {
    pub(super) sheet: String,
    pub(super) kind: &'static str,
    pub(super) text: String,
}

/// A row while it is read.
#[derive(Debug, Default)]
struct Row {
    repeated: u32,
    /// By a person or by a filter.
    hidden: bool,
    /// The style of cells that name none.
    usual: Option<String>,
    next_col: u32,
    cells: Vec<Cell>,
    merges: Vec<Region>,
}

/// Reads the content part; `styles` are those of other parts.
pub(super) fn read(
    file: &str,
    content: &str,
    mut styles: Styles,
    spent: &mut Spent,
) -> Result<Content, Refusal> {
    let mut out = Content::default();
    let mut hidden_styles = HashSet::new();
    let (mut columns, mut controls) = (Columns::default(), Controls::new());
    let mut row = Row::default();
    let mut next_row = 0u32;
    let mut xml = Xml::new(content);
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "style"
                | "default-style"
                | "text-style"
                | "text-properties"
                | "table-cell-properties" => styles.note(&tag, &mut xml),
                "table-properties" if tag.attr("display").as_deref() == Some("false") => {
                    hidden_styles.insert(styles.open.clone());
                }
                "forms" => controls = drawn::controls(&mut xml),
                "tracked-changes" | "scripts" | "font-face-decls" => xml.skip(),
                "table" => {
                    let count = out.sheets.len() as u64 + 1;
                    limits::check(file, limit::SHEETS, count, MAX_SHEETS, limit::PIECES)?;
                    out.sheets.push(sheet(&tag, &hidden_styles));
                    next_row = 0;
                    (columns, controls) = (Columns::default(), Controls::new());
                }
                "table-column" => columns.note(&tag),
                "table-row" => {
                    let repeated = tag.number("number-rows-repeated").unwrap_or(1);
                    let usual = tag.owned("default-cell-style-name");
                    row = Row { repeated, hidden: is_hidden(&tag), usual, ..Row::default() };
                }
                "table-cell" | "covered-table-cell" => {
                    let known = Known { styles: &styles, columns: &columns, controls: &controls };
                    read_cell(file, &mut xml, &tag, (next_row, known), &mut row, &mut out, spent)?;
                }
                "shapes" => {
                    let sheet = out.sheets.len().saturating_sub(1);
                    let drawn = drawn::read_all(&mut xml, &controls);
                    out.drawn.extend(drawn.into_iter().map(|it| (sheet, it)));
                }
                "named-range" => out.names.extend(named_range(&tag)),
                _ => {}
            },
            Token::End(tag) if tag.local() == "table-row" => {
                let done = std::mem::take(&mut row);
                next_row = finish_row(file, done, next_row, &mut out, spent)?;
            }
            _ => {}
        }
    }
    out.faulty = xml.faulty();
    for sheet in &mut out.sheets {
        sheet.merges.sort_unstable();
        sheet.merges.dedup();
    }
    Ok(out)
}

fn sheet(tag: &Tag<'_>, hidden_styles: &HashSet<String>) -> Sheet {
    let hidden = tag.attr("style-name").is_some_and(|style| hidden_styles.contains(&*style))
        || tag.attr("display").as_deref() == Some("false");
    let area = tag.attr("print-ranges").and_then(|ranges| address::parse(&ranges));
    Sheet {
        name: tag.owned("name").unwrap_or_default(),
        visibility: if hidden { Visibility::Hidden } else { Visibility::Visible },
        cells: Vec::new(),
        merges: Vec::new(),
        print_area: area.map(|(_, region)| region),
    }
}

fn named_range(tag: &Tag<'_>) -> Option<DefinedName> {
    let (sheet, region) = address::parse(&tag.attr("cell-range-address")?)?;
    let name = tag.owned("name").filter(|name| !reference::is_built_in(name))?;
    Some(DefinedName { name, sheet, at: region.first })
}

/// What is known of the sheet whose cell is read.
#[derive(Clone, Copy)]
struct Known<'a> {
    styles: &'a Styles,
    columns: &'a Columns,
    controls: &'a Controls,
}

/// Reads one cell and its repetitions into the row.
fn read_cell(
    file: &str,
    xml: &mut Xml<'_>,
    tag: &Tag<'_>,
    (next_row, known): (u32, Known<'_>),
    row: &mut Row,
    out: &mut Content,
    spent: &mut Spent,
) -> Result<(), Refusal> {
    let repeated = tag.number::<u32>("number-columns-repeated").unwrap_or(1);
    let at = Addr::new(next_row, row.next_col);
    let usual = row.usual.as_deref().or_else(|| known.columns.usual(at.col));
    let looks = known.styles.of(tag, usual);
    let content = text::cell(xml, at, looks.struck, &known.styles.lines, known.controls);
    for (kind, text) in content.beside {
        push_beside(out, kind, format!("{at}: {text}"));
    }
    let index = out.sheets.len().saturating_sub(1);
    out.drawn.extend(content.drawn.into_iter().map(|it| (index, it)));
    row.next_col = row.next_col.saturating_add(repeated);
    row.merges.extend(merge(tag, at));
    let formula = tag.attr("formula").map(|formula| plain_formula(&formula));
    let all_struck = is_blank(&content.text) && !content.struck.is_empty();
    // A number format that shows nothing leaves the text to its attribute.
    let unshown = content.present && content.text.is_empty() && tag.attr("string-value").is_some();
    let unseen = row.hidden.then_some(Unseen::Row);
    let unseen = unseen.or(looks.unseen).or(unshown.then_some(Unseen::Format));
    let value = if all_struck {
        Some(Value::Text(String::new()))
    } else {
        value(tag, content.text, content.present && !unshown, formula.is_some())
    };
    let Some(mut value) = value else { return Ok(()) };
    show_unseen(&mut value, looks);
    let sheet = out.sheets.last().map_or("", |sheet| sheet.name.as_str());
    check_position(file, sheet, Addr::new(0, at.col))?;
    for col in at.col..row.next_col.min(Addr::MAX_COLS) {
        let at = Addr::new(next_row, col);
        let mut cell = Cell { at, value: value.clone(), formula: formula.clone(), marks: None };
        spent.cell(file, cell.shown().len() + content.struck.len())?;
        let unseen = unseen.or_else(|| known.columns.unseen(col));
        let whole = looks.struck && !content.present;
        mark(&mut cell, content.struck.clone(), whole, unseen);
        row.cells.push(cell);
    }
    Ok(())
}

fn push_beside(out: &mut Content, kind: &'static str, text: String) {
    if crate::grid::is_blank(&text) {
        return;
    }
    let sheet = out.sheets.last().map(|sheet| sheet.name.clone()).unwrap_or_default();
    // One finding a sheet and kind, as the other formats have one a part.
    if let Some(same) = out.beside.iter_mut().find(|it| it.sheet == sheet && it.kind == kind) {
        same.text.push('\n');
        same.text.push_str(&text);
    } else {
        out.beside.push(Beside { sheet, kind, text });
    }
}

fn merge(tag: &Tag<'_>, at: Addr) -> Option<Region> {
    let rows = tag.number::<u32>("number-rows-spanned").unwrap_or(1).max(1);
    let cols = tag.number::<u32>("number-columns-spanned").unwrap_or(1).max(1);
    let last = Addr::new(
        at.row.saturating_add(rows - 1).min(Addr::MAX_ROWS - 1),
        at.col.saturating_add(cols - 1).min(Addr::MAX_COLS - 1),
    );
    (last > at && last.col >= at.col).then_some(Region { first: at, last })
}

/// Moves a finished row into the sheet, as often as it is repeated; gives the next row.
fn finish_row(
    file: &str,
    row: Row,
    at: u32,
    out: &mut Content,
    spent: &mut Spent,
) -> Result<u32, Refusal> {
    let next = at.saturating_add(row.repeated);
    let Some(sheet) = out.sheets.last_mut() else { return Ok(next) };
    if row.cells.is_empty() && row.merges.is_empty() {
        return Ok(next);
    }
    check_position(file, &sheet.name, Addr::new(at, 0))?;
    spent.merges(file, row.merges.len())?;
    sheet.merges.extend(row.merges);
    if row.cells.is_empty() {
        return Ok(next);
    }
    for copy in at..next.min(Addr::MAX_ROWS) {
        for cell in &row.cells {
            if copy > at {
                spent.cell(file, cell.shown().len())?;
            }
            sheet.cells.push(Cell { at: Addr::new(copy, cell.at.col), ..cell.clone() });
        }
    }
    Ok(next)
}

/// The text that a cell's attribute states where it differs from the shown one in blanks alone:
/// pandas writes line breaks and runs of blanks there, which XML takes away from paragraphs.
fn stated(tag: &Tag<'_>, shown: String) -> String {
    let stated = tag.owned("string-value").map(normalise_lines);
    let same = |stated: &String| stated.split_whitespace().eq(shown.split_whitespace());
    stated.filter(same).unwrap_or(shown)
}

/// Drops the namespace that says which language a formula is in.
fn plain_formula(formula: &str) -> String {
    let known = ["of:=", "oooc:=", "msoxl:=", "="];
    let plain = known.iter().find_map(|prefix| formula.strip_prefix(prefix));
    plain.unwrap_or(formula).to_owned()
}

/// The value of a cell: its type's attribute, shown by its text; `None` for one without content.
fn value(tag: &Tag<'_>, text: String, present: bool, calculated: bool) -> Option<Value> {
    let is_error = tag.qualified("calcext:value-type").as_deref() == Some("error")
        || calculated && is_error(&text);
    if is_error {
        return Some(Value::Error(text));
    }
    let kind = tag.qualified("office:value-type").or_else(|| tag.attr("value-type"));
    let shown = |fallback: &str| if present { text.clone() } else { fallback.to_owned() };
    let dated = |iso: String| Value::Date { shown: shown(&iso), iso };
    let value = match kind.as_deref() {
        Some("float" | "percentage" | "currency") => {
            let value = tag.number("value")?;
            let general = crate::read::number_format::value(value, "", false);
            let general = Cell { at: Addr::new(0, 0), value: general, formula: None, marks: None };
            Value::Number { value, shown: shown(&general.shown()) }
        }
        Some("date") => dated(tag.owned("date-value")?),
        Some("time") => dated(tag.owned("time-value")?),
        Some("boolean") => Value::Bool(tag.attr("boolean-value").as_deref() == Some("true")),
        _ if present => Value::Text(stated(tag, text)),
        Some("string") => {
            Value::Text(normalise_lines(tag.owned("string-value").unwrap_or_default()))
        }
        _ if calculated => Value::Error(NOT_CALCULATED.to_owned()),
        _ => return None,
    };
    let empty = matches!(&value, Value::Text(text) if text.is_empty());
    (calculated || !empty).then_some(value)
}
