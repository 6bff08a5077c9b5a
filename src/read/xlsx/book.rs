//! Reads the workbook part: which part holds which sheet, print areas and defined names.
//!
//! In: a package. Out: sheets by position. Values are not read here.

use std::collections::BTreeMap;

use crate::grid::{DefinedName, Region};
use crate::read::package::Package;
use crate::read::reference;
use crate::read::xml::{Tag, Token, Xml};

/// What the workbook part says.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// Name and part of each sheet, in the workbook's order.
    pub(super) sheets: Vec<(String, String)>,
    names: Vec<Name>,
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
    /// Reads the workbook part; what cannot be read is left out.
    pub(super) fn read(package: &mut Package<'_>) -> Self {
        let main = package.relations("").into_iter().find(|it| it.kind == "officeDocument");
        let main = main.map_or_else(|| "xl/workbook.xml".to_owned(), |main| main.target);
        let parts: BTreeMap<String, String> =
            package.relations(&main).into_iter().map(|it| (it.id, it.target)).collect();
        let mut book = Self::default();
        let Some(text) = package.text(&main) else { return book };
        let mut xml = Xml::new(&text);
        while let Some(token) = xml.next() {
            let Token::Start(tag) = token else { continue };
            match tag.local() {
                "sheet" => book.sheets.push(sheet(&tag, &parts)),
                "definedName" => {
                    let name = tag.attr("name").unwrap_or_default();
                    let scope = tag.number("localSheetId");
                    book.names.push(Name { written: name, scope, text: xml.text_until_end() });
                }
                _ => {}
            }
        }
        book
    }

    /// The part of a sheet, where name and position agree with the library's list.
    pub(super) fn part(&self, index: usize, name: &str) -> Option<&str> {
        let (listed, part) = self.sheets.get(index)?;
        (listed == name && !part.is_empty()).then_some(part.as_str())
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

fn sheet(tag: &Tag<'_>, parts: &BTreeMap<String, String>) -> (String, String) {
    let part = tag.attr("id").and_then(|id| parts.get(&id).cloned()).unwrap_or_default();
    (tag.attr("name").unwrap_or_default(), part)
}
