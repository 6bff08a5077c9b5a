//! Reads XML Spreadsheet 2003, which old systems write and name `.xls`.
//!
//! In: the file's bytes. Out: sheets with values as shown, formulas and merges, names, properties;
//! notes and links as F10. Formulas and names keep the notation `R1C1`. Page set-up is not read.

mod looks;

use std::borrow::Cow;

use super::limits::{self, MAX_FINDINGS, Spent};
use super::looks::dress;
use super::properties::Properties;
use super::words::{NOT_CALCULATED, beside, cause, limit};
use super::xml::{Tag, Token, Xml};
use super::{
    Loaded, Refusal, annotations, encoding, in_order, iso_date, normalise_lines, number_format,
    reference, unreadable,
};
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Cell, DefinedName, Format, Region, Sheet, Value, Visibility, mark};
use crate::rules::Code;
use looks::{Lines, Styles};

/// Names that Excel makes itself and that have no mark in this format.
const BUILT_IN: [&str; 4] = ["Print_Area", "Print_Titles", "_FilterDatabase", "Criteria"];

/// What is known while the file is walked.
struct Walk<'a> {
    file: &'a str,
    spent: &'a mut Spent,
    properties: Properties,
    names: Vec<DefinedName>,
    styles: Styles,
    lines: Lines,
    from_1904: bool,
    sheets: Vec<Sheet>,
    findings: Vec<Finding>,
    /// Notes of the current sheet, a line each.
    notes: Vec<String>,
    /// Where links of the current sheet lead.
    links: Vec<(Addr, String)>,
    /// How many findings are of cells of the current sheet.
    told: usize,
    next: Addr,
    /// How many rows the current one stands for beside itself.
    span: u32,
}

/// Reads a workbook.
pub(super) fn load(file: &str, bytes: &[u8], spent: &mut Spent) -> Result<Loaded, Refusal> {
    let (text, damaged) = encoding::decode_xml(bytes.to_vec());
    let mut walk = Walk {
        file,
        spent,
        properties: Properties::default(),
        names: Vec::new(),
        styles: Styles::default(),
        lines: Lines::default(),
        from_1904: false,
        sheets: Vec::new(),
        findings: Vec::new(),
        notes: Vec::new(),
        links: Vec::new(),
        told: 0,
        next: Addr::new(0, 0),
        span: 0,
    };
    let ended = walk.run(&text)?;
    walk.finish_sheet();
    if walk.sheets.is_empty() {
        return Err(unreadable(file, cause::NO_SHEETS));
    }
    if damaged || !ended {
        let last = walk.sheets.last().map_or("", |sheet| sheet.name.as_str());
        let at = Location::sheet(file, last);
        walk.findings.push(Finding::new(Code::F01).at(at).detail(cause::SHEET_BROKEN));
    }
    Ok(Loaded {
        format: Format::Xml2003,
        properties: walk.properties,
        defined_names: walk.names,
        sheets: walk.sheets,
        findings: walk.findings,
    })
}

impl Walk<'_> {
    /// Walks the file; tells whether the workbook was closed.
    fn run(&mut self, text: &str) -> Result<bool, Refusal> {
        let mut xml = Xml::new(text);
        let mut ended = false;
        while let Some(token) = xml.next() {
            match token {
                Token::Start(tag) => self.start(&mut xml, &tag)?,
                Token::End(tag) => match tag.local() {
                    "Row" => {
                        let row = self.next.row.saturating_add(self.span).saturating_add(1);
                        self.next = Addr::new(row, 0);
                    }
                    name => ended |= name == "Workbook",
                },
                Token::Text(_) => {}
            }
        }
        Ok(ended && !xml.faulty())
    }

    fn start(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<(), Refusal> {
        match tag.local() {
            "LastSaved" => self.properties.modified = Some(xml.text_until_end().into_owned()),
            "CustomDocumentProperties" => self.custom_properties(xml),
            "Date1904" => self.from_1904 = true,
            "Style" | "NumberFormat" | "Font" | "Interior" => self.styles.note(tag),
            "NamedRange" => self.name(tag),
            "Worksheet" => self.start_sheet(tag)?,
            "Row" => {
                self.next = Addr::new(index(tag).unwrap_or(self.next.row), 0);
                self.span = tag.number("Span").unwrap_or_default();
                self.lines.row(tag);
            }
            "Column" => self.lines.column(tag),
            "Cell" => self.cell(xml, tag)?,
            "Visible" => {
                let hidden = xml.text_until_end().contains("Hidden");
                if let Some(sheet) = self.sheets.last_mut().filter(|_| hidden) {
                    sheet.visibility = Visibility::Hidden;
                }
            }
            "PivotTable" => xml.skip(),
            _ => {}
        }
        Ok(())
    }

    /// Reads properties, whose names are those of their elements.
    fn custom_properties(&mut self, xml: &mut Xml<'_>) {
        while let Some(token) = xml.next() {
            match token {
                Token::Start(tag) => {
                    let text = xml.text_until_end().trim().to_owned();
                    self.properties.custom.entry(tag.local().to_owned()).or_insert(text);
                }
                Token::End(_) => return,
                Token::Text(_) => {}
            }
        }
    }

    fn name(&mut self, tag: &Tag<'_>) {
        let (Some(name), Some(text)) = (tag.owned("Name"), tag.attr("RefersTo")) else { return };
        let Some((sheet, region)) = reference::split(&text) else { return };
        let Some(region) = Region::parse(region).or_else(|| r1c1(region)) else { return };
        if name == BUILT_IN[0] {
            if let Some(own) = self.sheets.last_mut().filter(|own| own.name == sheet) {
                own.print_area = Some(region);
            }
        } else if !BUILT_IN.contains(&name.as_str()) && !reference::is_built_in(&name) {
            self.names.push(DefinedName { name, sheet, at: region.first });
        }
    }

    fn start_sheet(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        self.finish_sheet();
        let count = self.sheets.len() as u64 + 1;
        limits::check(self.file, limit::SHEETS, count, limits::MAX_SHEETS, limit::PIECES)?;
        (self.next, self.lines) = (Addr::new(0, 0), Lines::default());
        self.sheets.push(Sheet {
            name: tag.owned("Name").unwrap_or_default(),
            visibility: Visibility::Visible,
            cells: Vec::new(),
            merges: Vec::new(),
            print_area: None,
        });
        Ok(())
    }

    fn finish_sheet(&mut self) {
        let Some(sheet) = self.sheets.last_mut() else { return };
        sheet.merges.sort_unstable();
        sheet.merges.dedup();
        let dropped = in_order(&mut sheet.cells);
        let at = Location::sheet(self.file, &sheet.name);
        for cell in dropped {
            self.tell(cause::CELL_BROKEN, Some(cell.at), &cell.shown());
        }
        if !self.notes.is_empty() {
            let found = std::mem::take(&mut self.notes).join("\n");
            self.findings.push(Finding::new(Code::F10).at(at).detail(beside::NOTE).found(found));
        }
        if let Some(sheet) = self.sheets.last() {
            self.findings.extend(annotations::links(self.file, sheet, &self.links));
        }
        self.links.clear();
        self.told = 0;
    }

    /// Reads a cell on to its end.
    fn cell(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<(), Refusal> {
        let at = Addr::new(self.next.row, index(tag).unwrap_or(self.next.col));
        let across = tag.number::<u32>("MergeAcross").unwrap_or_default();
        let down = tag.number::<u32>("MergeDown").unwrap_or_default();
        self.next.col = at.col.saturating_add(across).saturating_add(1);
        let inside = at.row < Addr::MAX_ROWS && at.col < Addr::MAX_COLS;
        let formula = tag.attr("Formula").map(|it| it.trim_start_matches('=').to_owned());
        let mut struck = String::new();
        let by_line = || Cow::Owned(self.lines.style(at.col).to_owned());
        let style = tag.attr("StyleID").unwrap_or_else(by_line);
        let (looks, hidden) = (self.styles.looks(&style), self.lines.hidden(at.col));
        let calculated = formula.is_some();
        let value = self.content(xml, (&style, calculated), at, &mut struck);
        self.links.extend(tag.owned("HRef").map(|target| (at, target)));
        let unknown = || formula.is_some().then(|| Value::Error(NOT_CALCULATED.to_owned()));
        let value = value.or_else(unknown);
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        if inside && (across > 0 || down > 0) {
            let row = at.row.saturating_add(down).min(Addr::MAX_ROWS - 1);
            let col = at.col.saturating_add(across).min(Addr::MAX_COLS - 1);
            sheet.merges.push(Region { first: at, last: Addr::new(row, col) });
        }
        let Some(value) = value else { return Ok(()) };
        let mut cell = Cell { at, value, formula, marks: None };
        let formula_bytes = cell.formula.as_ref().map_or(0, String::len);
        self.spent.cell(self.file, cell.shown().len() + formula_bytes + struck.len())?;
        if struck.is_empty() {
            dress(&mut cell, looks, hidden, None);
        } else {
            mark(&mut cell, struck, looks.struck, hidden.or(looks.unseen));
        }
        if inside {
            sheet.cells.push(cell);
        } else {
            self.tell(cause::CELL_OUTSIDE, None, &cell.shown());
        }
        Ok(())
    }

    /// Reads what a cell of a style holds: its value, what is struck out in it, and its note.
    fn content(
        &mut self,
        xml: &mut Xml<'_>,
        (style, calculated): (&str, bool),
        at: Addr,
        struck: &mut String,
    ) -> Option<Value> {
        let mut value = None;
        while let Some(token) = xml.next() {
            match token {
                Token::Start(tag) => match tag.local() {
                    "Data" => {
                        let code = self.styles.code(style);
                        let kind = tag.attr("Type").unwrap_or_default();
                        let text = data(xml, struck);
                        value = typed(&kind, &text, code, self.from_1904);
                        let is_empty = kind == "String" && calculated;
                        if value.is_none() && (is_empty || !struck.is_empty()) {
                            value = Some(Value::Text(String::new()));
                        }
                    }
                    "Comment" => {
                        let text = normalise_lines(xml.text_until_end().trim().to_owned());
                        self.notes.extend((!text.is_empty()).then(|| format!("{at}: {text}")));
                    }
                    _ => xml.skip(),
                },
                Token::End(_) => break,
                Token::Text(_) => {}
            }
        }
        value
    }

    /// F01 for one cell, as often as a sheet may have them.
    fn tell(&mut self, cause: &str, at: Option<Addr>, found: &str) {
        let Some(sheet) = self.sheets.last().filter(|_| self.told < MAX_FINDINGS) else { return };
        self.told += 1;
        let sheet = Location::sheet(self.file, &sheet.name);
        let at = Location { cell: at.map(|at| at.to_string()), ..sheet };
        self.findings.push(Finding::new(Code::F01).at(at).detail(cause).found(found));
    }
}

/// Reads on to the end of `<Data>`; what stands in `<S>` within it goes to `struck`.
fn data<'a>(xml: &mut Xml<'a>, struck: &mut String) -> Cow<'a, str> {
    let mut out = Cow::Borrowed("");
    let mut depth = 0u32;
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) if tag.local() == "S" => {
                if !struck.is_empty() {
                    struck.push('\n');
                }
                struck.push_str(&normalise_lines(xml.text_until_end().into_owned()));
            }
            Token::Start(_) => depth += 1,
            Token::End(_) if depth == 0 => break,
            Token::End(_) => depth -= 1,
            Token::Text(text) if out.is_empty() => out = text,
            Token::Text(text) => out.to_mut().push_str(&text),
        }
    }
    out
}

/// The 0-based position that `ss:Index` states.
fn index(tag: &Tag<'_>) -> Option<u32> {
    tag.number::<u32>("Index").and_then(|index| index.checked_sub(1))
}

/// The value of a cell by its type; a text that is none of its type stays text.
fn typed(kind: &str, text: &str, code: &str, from_1904: bool) -> Option<Value> {
    let trimmed = text.trim();
    match kind {
        "Number" => {
            if let Some(number) = trimmed.parse().ok().filter(|number: &f64| number.is_finite()) {
                return Some(number_format::value(number, code, from_1904));
            }
        }
        "DateTime" => return Some(iso_date::value(trimmed, code)),
        "Boolean" => match trimmed {
            "1" | "true" | "TRUE" => return Some(Value::Bool(true)),
            "0" | "false" | "FALSE" => return Some(Value::Bool(false)),
            _ => {}
        },
        "Error" => return Some(Value::Error(trimmed.to_owned())),
        _ => {}
    }
    let text = normalise_lines(text.to_owned());
    (!text.is_empty()).then_some(Value::Text(text))
}

/// Reads `R1C1` or `R1C1:R6C4`; relative positions are none.
fn r1c1(text: &str) -> Option<Region> {
    let corner = |text: &str| {
        let (row, col) = text.strip_prefix('R')?.split_once('C')?;
        let (row, col) = (row.parse::<u32>().ok()?, col.parse::<u32>().ok()?);
        let inside = (1..=Addr::MAX_ROWS).contains(&row) && (1..=Addr::MAX_COLS).contains(&col);
        inside.then(|| Addr::new(row - 1, col - 1))
    };
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (corner(first)?, corner(last)?);
    (first <= last && first.col <= last.col).then_some(Region { first, last })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(sheets: &str) -> String {
        let schema = "urn:schemas-microsoft-com:office:spreadsheet";
        format!(
            "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
             <Workbook xmlns=\"{schema}\" xmlns:ss=\"{schema}\">{sheets}</Workbook>"
        )
    }

    fn read(text: &str) -> Loaded {
        load("a.xls", text.as_bytes(), &mut Spent::default()).expect("a workbook")
    }

    #[track_caller]
    fn check_cells(sheet: &Sheet, expected: &[(&str, &str)]) {
        let found: Vec<(String, String)> =
            sheet.cells.iter().map(|it| (it.at.to_string(), it.shown().into_owned())).collect();
        let expected: Vec<(String, String)> =
            expected.iter().map(|(at, text)| ((*at).to_owned(), (*text).to_owned())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn positions_merges_and_formats_are_read() {
        let loaded = read(&book(
            "<Styles><Style ss:ID=\"d\"><NumberFormat ss:Format=\"Long Date\"/></Style></Styles>\
             <Worksheet ss:Name=\"様式\"><Table><Row ss:Index=\"2\" ss:Span=\"2\">\
             <Cell ss:MergeAcross=\"1\" ss:MergeDown=\"2\"><Data ss:Type=\"String\">目標&#10;二行目</Data>\
             <PhoneticText>モクヒョウ</PhoneticText></Cell>\
             <Cell><Data ss:Type=\"Number\">1.5</Data></Cell>\
             <Cell ss:Index=\"6\" ss:StyleID=\"d\"><Data ss:Type=\"DateTime\">2024-04-01T00:00:00.000</Data>\
             <Comment><ss:Data>確認</ss:Data></Comment></Cell></Row>\
             <Row><Cell ss:Formula=\"=R[-1]C\"/><Cell><Data ss:Type=\"Boolean\">1</Data></Cell>\
             <Cell><Data ss:Type=\"Error\">#N/A</Data></Cell><Cell><Data ss:Type=\"Number\">inf</Data></Cell>\
             <Cell><ss:Data ss:Type=\"String\"><B>太</B>字</ss:Data></Cell></Row></Table>\
             <WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>",
        ));
        let sheet = &loaded.sheets[0];
        check_cells(
            sheet,
            &[
                ("A2", "目標\n二行目"),
                ("C2", "1.5"),
                ("F2", "2024年4月1日"),
                ("A5", "#未計算"),
                ("B5", "TRUE"),
                ("C5", "#N/A"),
                ("D5", "inf"),
                ("E5", "太字"),
            ],
        );
        assert_eq!(sheet.cells[3].formula.as_deref(), Some("R[-1]C"));
        assert_eq!(Some(sheet.merges[0]), Region::parse("A2:B4"));
        assert_eq!(sheet.visibility, Visibility::Hidden);
        let notes: Vec<_> =
            loaded.findings.iter().map(|it| (it.code, it.found.as_deref())).collect();
        assert_eq!(notes, [(Code::F10, Some("F2: 確認"))]);
    }

    #[test]
    fn names_and_properties_are_read() {
        let loaded = read(&book(
            "<DocumentProperties><LastSaved>2024-10-01T00:30:00Z</LastSaved></DocumentProperties>\
             <CustomDocumentProperties><torimatome_period dt:dt=\"string\">前期</torimatome_period>\
             </CustomDocumentProperties><Names>\
             <NamedRange ss:Name=\"tm_f01_form_id\" ss:RefersTo=\"='様式 1'!R2C4\"/>\
             <NamedRange ss:Name=\"broken\" ss:RefersTo=\"=#REF!\"/></Names>\
             <Worksheet ss:Name=\"様式 1\"><Names>\
             <NamedRange ss:Name=\"Print_Area\" ss:RefersTo=\"='様式 1'!R1C1:R6C4\"/></Names>\
             <Table/></Worksheet>",
        ));
        let at = Addr::new(1, 3);
        let expected = DefinedName { name: "tm_f01_form_id".into(), sheet: "様式 1".into(), at };
        assert_eq!(loaded.defined_names, [expected]);
        assert_eq!(loaded.sheets[0].print_area, Region::parse("A1:D6"));
        assert_eq!(loaded.properties.modified.as_deref(), Some("2024-10-01T00:30:00Z"));
        let period = loaded.properties.custom.get("torimatome_period");
        assert_eq!(period.map(String::as_str), Some("前期"));
    }

    #[test]
    fn what_is_cut_off_outside_or_twice_is_told_and_the_rest_is_read() {
        let cell = "<Cell><Data ss:Type=\"String\">一</Data></Cell>";
        let text = book(&format!(
            "<Worksheet ss:Name=\"A\"><Table><Row>{cell}</Row><Row ss:Index=\"1\"><Cell>\
             <Data ss:Type=\"String\">二</Data></Cell><Cell ss:Index=\"99999\"><Data>外</Data></Cell></Row>\
             </Table></Worksheet><Worksheet ss:Name=\"B\"><Table><Row>{cell}</Row>"
        ));
        let loaded = read(text.strip_suffix("</Workbook>").expect("an end"));
        check_cells(&loaded.sheets[0], &[("A1", "一")]);
        check_cells(&loaded.sheets[1], &[("A1", "一")]);
        let told: Vec<_> = loaded
            .findings
            .iter()
            .map(|it| (it.location.as_ref().map(ToString::to_string), it.found.as_deref()))
            .collect();
        let at = |place: &str| Some(format!("a.xls!{place}"));
        assert_eq!(told, [(at("A"), Some("外")), (at("A!A1"), Some("二")), (at("B"), None)]);
    }
}
