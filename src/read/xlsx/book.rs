//! Reads the workbook part: which part holds which sheet, print areas and defined names.
//!
//! In: a package. Out: sheets by position. Values are not read here.

use std::collections::{BTreeMap, BTreeSet};

use crate::grid::{DefinedName, Region, Visibility};
use crate::read::package::{Package, Relation};
use crate::read::reference;
use crate::read::words::SHEET;
use crate::read::xml::{Tag, Token, Xml};

/// What the workbook part says.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// The sheets in the workbook's order.
    pub(super) sheets: Vec<Listed>,
    /// Serials count from 1904 instead of 1900.
    pub(super) from_1904: bool,
    /// The part of the shared strings, where the workbook has a relationship for it.
    pub(super) strings: Option<String>,
    /// The part of the styles.
    pub(super) styles: String,
    /// No sheet is listed, so the parts were taken in order and named by their number.
    pub(super) recovered: bool,
    names: Vec<Name>,
}

/// A sheet as the workbook lists it.
#[derive(Debug)]
pub(super) struct Listed {
    /// Its name.
    pub(super) name: String,
    /// Its part; empty when none is known.
    pub(super) part: String,
    /// Kind of the relationship: `worksheet`, `chartsheet`, `xlMacrosheet` …; empty without one.
    pub(super) kind: String,
    /// Shown or hidden.
    pub(super) visibility: Visibility,
}

/// A defined name as written.
#[derive(Debug)]
struct Name {
    written: String,
    /// Position of the sheet that it is private to.
    scope: Option<usize>,
    text: String,
}

/// Name of a print area (ECMA-376 part 1, 18.2.6).
const PRINT_AREA: &str = "_xlnm.Print_Area";

impl Book {
    /// Reads the workbook part; what cannot be read is left out, and sheets that are not led to
    /// are looked for among the parts.
    pub(super) fn read(package: &mut Package<'_>) -> Self {
        let main = package.named_part("officeDocument", "xl/workbook.xml");
        let relations = package.relations(&main);
        let named = |kind: &str| {
            relations.iter().find(|relation| relation.kind == kind).map(|it| it.target.clone())
        };
        let mut book = Self {
            strings: named("sharedStrings"),
            styles: named("styles").unwrap_or_else(|| "xl/styles.xml".to_owned()),
            ..Self::default()
        };
        if let Some(text) = package.text(&main) {
            book.read_part(&text, &relations);
        }
        book.claim_parts(package);
        book
    }

    fn read_part(&mut self, text: &str, relations: &[Relation]) {
        let by_id: BTreeMap<&str, &Relation> =
            relations.iter().map(|it| (it.id.as_str(), it)).collect();
        let mut xml = Xml::new(text);
        while let Some(token) = xml.next() {
            let Token::Start(tag) = token else { continue };
            match tag.local() {
                "workbookPr" => {
                    let flag = tag.attr("date1904");
                    self.from_1904 = matches!(flag.as_deref(), Some("1" | "true"));
                }
                "sheet" => self.sheets.push(listed(&tag, &by_id)),
                "definedName" => {
                    let written = tag.owned("name").unwrap_or_default();
                    let scope = tag.number("localSheetId");
                    let text = xml.text_until_end().into_owned();
                    self.names.push(Name { written, scope, text });
                }
                _ => {}
            }
        }
    }

    /// Gives sheets without a relationship the parts that no other sheet has, in the order of
    /// their numbers; without any sheet in the list, every such part is one.
    fn claim_parts(&mut self, package: &Package<'_>) {
        if !self.sheets.is_empty() && self.sheets.iter().all(|sheet| !sheet.part.is_empty()) {
            return;
        }
        let claimed: BTreeSet<String> =
            self.sheets.iter().map(|sheet| sheet.part.to_lowercase()).collect();
        let mut free = package.names_under("xl/worksheets/");
        free.retain(|part| !part.contains("/_rels/") && !claimed.contains(part));
        free.sort_by_key(|part| (number_of(part), part.clone()));
        self.recovered = self.sheets.is_empty() && !free.is_empty();
        if self.recovered {
            self.sheets.extend(free.into_iter().enumerate().map(|(index, part)| Listed {
                name: format!("{SHEET}{}", index + 1),
                part,
                kind: String::new(),
                visibility: Visibility::Visible,
            }));
            return;
        }
        let unled = self.sheets.iter_mut().filter(|sheet| sheet.part.is_empty());
        for (sheet, part) in unled.zip(free) {
            sheet.part = part;
        }
    }

    /// The print area of a sheet, where it is one region.
    pub(super) fn print_area(&self, index: usize) -> Option<Region> {
        let name =
            self.names.iter().find(|it| it.written == PRINT_AREA && it.scope == Some(index))?;
        reference::parse(&name.text).map(|(_, region)| region)
    }

    /// The names that refer to one cell or region.
    pub(super) fn defined_names(&self) -> Vec<DefinedName> {
        self.names.iter().filter_map(|it| reference::defined_name(&it.written, &it.text)).collect()
    }
}

fn listed(tag: &Tag<'_>, relations: &BTreeMap<&str, &Relation>) -> Listed {
    let relation = tag.attr("id").and_then(|id| relations.get(&*id).copied());
    let hidden = matches!(tag.attr("state").as_deref(), Some("hidden" | "veryHidden"));
    Listed {
        name: tag.owned("name").unwrap_or_default(),
        part: relation.map(|it| it.target.clone()).unwrap_or_default(),
        kind: relation.map(|it| it.kind.clone()).unwrap_or_default(),
        visibility: if hidden { Visibility::Hidden } else { Visibility::Visible },
    }
}

/// The number in a part's name, so that sheet10 follows sheet9.
fn number_of(part: &str) -> u64 {
    let name = part.rsplit('/').next().unwrap_or_default();
    let digits: String = name.chars().filter(char::is_ascii_digit).take(9).collect();
    digits.parse().unwrap_or(u64::MAX)
}
