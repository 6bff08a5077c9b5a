//! Fills one sheet in one walk over its part: cells with their formulas, then merged regions.
//!
//! In: the part's text and what the workbook shares. Out: cells, merges and findings. One bad cell
//! never loses the sheet, and one bad sheet never the book.

use super::Context;
use super::beside::CellLink;
use super::cell::{self, Fault, Shared, Written};
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Cell, Region, Sheet, Unseen, Value};
use crate::read::limits::{MAX_FINDINGS, Spent};
use crate::read::looks::HiddenColumns;
use crate::read::package::PartText;
use crate::read::words::{beside, cause};
use crate::read::xml::{Tag, Token, Xml};
use crate::read::{Refusal, in_order, page_texts};
use crate::rules::{Code, PAGES};

/// A walk over one sheet.
struct Walk<'a, 'b> {
    context: &'a Context<'a>,
    sheet: &'b mut Sheet,
    findings: &'b mut Vec<Finding>,
    /// How many of the findings are of single cells.
    told: usize,
    spent: &'b mut Spent,
    shared: Shared,
    /// Where a cell without a reference stands.
    next: Addr,
    /// The row that is read is hidden.
    in_hidden_row: bool,
    hidden_columns: HiddenColumns,
    texts_lost: bool,
    links: Vec<CellLink>,
}

/// Fills a sheet's cells and merges, and gives the links of its cells. A refusal ends the whole file:
/// a limit.
pub(super) fn fill(
    context: &Context<'_>,
    part: &PartText,
    sheet: &mut Sheet,
    findings: &mut Vec<Finding>,
    spent: &mut Spent,
) -> Result<Vec<CellLink>, Refusal> {
    let mut walk = Walk {
        context,
        sheet,
        findings,
        told: 0,
        spent,
        shared: Shared::default(),
        next: Addr::new(0, 0),
        in_hidden_row: false,
        hidden_columns: HiddenColumns::default(),
        texts_lost: false,
        links: Vec::new(),
    };
    let ended = walk.run(&part.text)?;
    let links = std::mem::take(&mut walk.links);
    walk.finish(ended && !part.damaged);
    Ok(links)
}

impl Walk<'_, '_> {
    /// Walks the part; tells whether its first element was closed.
    fn run(&mut self, part: &str) -> Result<bool, Refusal> {
        let mut xml = Xml::new(part);
        let mut root: Option<String> = None;
        let mut ended = false;
        let mut in_data = false;
        while let Some(token) = xml.next() {
            match token {
                Token::Start(tag) => {
                    if root.is_none() {
                        root = Some(tag.local().to_owned());
                    }
                    match tag.local() {
                        "c" if in_data => self.cell(&mut xml, &tag)?,
                        "row" if in_data => {
                            let row = tag.number::<u32>("r").and_then(|row| row.checked_sub(1));
                            self.next = Addr::new(row.unwrap_or(self.next.row), 0);
                            self.in_hidden_row = is_hidden(&tag);
                        }
                        "sheetData" => in_data = true,
                        "col" if !in_data && is_hidden(&tag) => {
                            let number = |name| tag.number::<u32>(name)?.checked_sub(1);
                            if let Some((first, last)) = number("min").zip(number("max")) {
                                self.hidden_columns.add(first, last);
                            }
                        }
                        "mergeCell" => self.merge(&tag)?,
                        "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader"
                        | "firstFooter" => self.page(&xml.text_until_end()),
                        "hyperlink" => {
                            let first = tag.attr("ref").and_then(|it| Region::parse(&it));
                            self.links.extend(first.map(|it| it.first).zip(tag.owned("id")));
                        }
                        _ => {}
                    }
                }
                Token::End(tag) => match tag.local() {
                    "row" if in_data => {
                        self.next = Addr::new(self.next.row.saturating_add(1), 0);
                    }
                    "sheetData" => in_data = false,
                    name => ended |= root.as_deref() == Some(name),
                },
                Token::Text(_) => {}
            }
        }
        Ok(ended && !xml.faulty())
    }

    /// F10 for each text of a header or footer; which of them the tool wrote is not known here.
    fn page(&mut self, code: &str) {
        let at = Location::sheet(self.context.file, &self.sheet.name);
        for text in page_texts::parts(code) {
            let finding = Finding::new(Code::F10).at(at.clone()).detail(PAGES).found(text);
            if !self.findings.contains(&finding) {
                self.findings.push(finding);
            }
        }
    }

    /// Reads one cell and puts it where it says that it stands.
    fn cell(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<(), Refusal> {
        let mut written = Written::default();
        let mut at = None;
        let mut bad_reference: Option<String> = None;
        let mut rich = false;
        tag.each_plain(|name, value| match name {
            "r" => {
                at = Addr::parse(value);
                bad_reference = at.is_none().then(|| value.to_owned());
            }
            "s" => written.style = value.parse().unwrap_or_default(),
            "t" => written.kind = value.parse().unwrap_or_default(),
            "vm" => rich = true,
            _ => {}
        });
        let at = at.unwrap_or(self.next);
        self.next = Addr::new(at.row, at.col.saturating_add(1));
        written.read(xml);
        let hidden = self.hidden(at);
        let (cell, fault) = written.into_cell(self.context, at, &mut self.shared, hidden);
        let Some(cell) = cell else { return Ok(()) };
        if self.is_picture(&cell, rich) {
            let place = Location::cell(self.context.file, &self.sheet.name, at);
            let text = format!("{at}: {}", beside::IN_CELL);
            self.findings.push(Finding::new(Code::F10).at(place).detail(beside::SHAPE).found(text));
            return Ok(());
        }
        self.spent.cell(self.context.file, cell::size(&cell))?;
        match fault {
            Some(Fault::TextLost) => self.texts_lost = true,
            Some(Fault::Value) => self.tell(cause::CELL_BROKEN, Some(at), &cell.shown()),
            None => {}
        }
        if at.row >= Addr::MAX_ROWS || at.col >= Addr::MAX_COLS {
            self.tell(cause::CELL_OUTSIDE, None, &cell.shown());
            return Ok(());
        }
        if let Some(reference) = bad_reference {
            let quoted = format!("{reference}: {}", cell.shown());
            self.tell(cause::CELL_UNPLACED, Some(at), &quoted);
        }
        self.sheet.cells.push(cell);
        Ok(())
    }

    /// Tells whether a cell only holds a picture: by the formula of WPS Office or Excel's IMAGE, or as
    /// a rich value, which programs that do not know it see as an error.
    fn is_picture(&self, cell: &Cell, rich: bool) -> bool {
        let calls = |formula: &str| {
            let name = formula.trim_start_matches("_xlfn.");
            name.starts_with("DISPIMG(") || name.starts_with("IMAGE(")
        };
        cell.formula.as_deref().is_some_and(calls)
            || rich && self.context.cell_pictures && matches!(cell.value, Value::Error(_))
    }

    /// Why a cell cannot be seen where it stands.
    fn hidden(&self, at: Addr) -> Option<Unseen> {
        if self.in_hidden_row {
            return Some(Unseen::Row);
        }
        self.hidden_columns.unseen(at.col)
    }

    fn merge(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        let mut region = None;
        tag.each_plain(|name, value| {
            if name == "ref" {
                region = Region::parse(value);
                if region.is_none() {
                    self.tell(cause::MERGE_BROKEN, None, value);
                }
            }
        });
        self.sheet.merges.extend(region.filter(|region| region.first != region.last));
        self.spent.merges(self.context.file, 1)
    }

    /// F01 for one cell or region, as often as a sheet may have them.
    fn tell(&mut self, cause: &str, at: Option<Addr>, found: &str) {
        if self.told >= MAX_FINDINGS {
            return;
        }
        self.told += 1;
        let sheet = Location::sheet(self.context.file, &self.sheet.name);
        let at = Location { cell: at.map(|at| at.to_string()), ..sheet };
        self.findings.push(Finding::new(Code::F01).at(at).detail(cause).found(found));
    }

    /// Brings cells and merges into order and tells what is missing.
    fn finish(mut self, whole: bool) {
        let at = Location::sheet(self.context.file, &self.sheet.name);
        if !whole {
            let last = self.sheet.cells.last().map(|cell| cell.at.to_string());
            let at = Location { cell: last, ..at.clone() };
            self.findings.push(Finding::new(Code::F01).at(at).detail(cause::SHEET_BROKEN));
        }
        if self.texts_lost {
            self.findings.push(Finding::new(Code::F01).at(at).detail(cause::TEXTS_MISSING));
        }
        self.sheet.merges.sort_unstable();
        self.sheet.merges.dedup();
        for cell in in_order(&mut self.sheet.cells) {
            self.tell(cause::CELL_BROKEN, Some(cell.at), &cell.shown());
        }
    }
}

/// Tells whether a row or column is hidden.
fn is_hidden(tag: &Tag<'_>) -> bool {
    matches!(tag.attr("hidden").as_deref(), Some("1" | "true"))
}
