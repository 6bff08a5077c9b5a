//! The grid: what a workbook holds, whatever its format, before anyone knows that it is a form.
//!
//! In: nothing; `read` fills it. Out: cells with positions, merged regions, visibility.
//! It knows no labels, no fields and no files on disk.

mod address;
mod key;
mod marks;
mod visible;

pub use address::{Addr, Region};
pub use key::{is_blank, match_key, squeeze};
pub use marks::{Marks, Unseen, mark};
pub use visible::{is_hidden, visible};

use std::borrow::Cow;
use std::collections::BTreeMap;

/// One workbook as read, or one delimited text as a workbook of one sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// Path as people see it: relative to the folder that was named, `/` between parts; a zip's
    /// members are `archive.zip/member.xlsx`.
    pub file: String,
    /// SHA-256 of the file's bytes, lower-case hex.
    pub sha256: String,
    /// What the content turned out to be.
    pub format: Format,
    /// When it was last saved, from the document properties (ISO 8601); `None` where a format
    /// or program does not say.
    pub modified: Option<String>,
    /// Custom document properties by name; empty where a format or program keeps none.
    pub properties: BTreeMap<String, String>,
    /// Defined names that refer to one cell or region; broken ones (`#REF!`) are left out.
    pub defined_names: Vec<DefinedName>,
    /// Sheets in the workbook's order, hidden ones included.
    pub sheets: Vec<Sheet>,
    /// Texts above and below the printed pages, each with its sheet.
    pub pages: Vec<(String, String)>,
}

/// What a file turned out to be by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML workbook; the flag tells whether macros are present.
    Xlsx {
        /// A `vbaProject.bin` is inside.
        macros: bool,
    },
    /// BIFF workbook in a compound file.
    Xls,
    /// Binary Office Open XML workbook.
    Xlsb,
    /// OpenDocument spreadsheet.
    Ods,
    /// Web page whose tables are the sheet, as web systems and Excel's "web page" write it.
    Html,
    /// XML Spreadsheet 2003.
    Xml2003,
    /// Delimited text with the encoding that it was decoded from.
    Text {
        /// Encoding name as shown in reports: `UTF-8`, `UTF-16LE`, `CP932` …
        encoding: &'static str,
        /// `,` or tab.
        delimiter: char,
    },
}

impl Format {
    /// How a text file was read, for people: 文字コード and separator; `None` for workbooks.
    #[must_use]
    pub fn text_choice(&self) -> Option<String> {
        let Self::Text { encoding, delimiter } = self else { return None };
        let separator = if *delimiter == '\t' { "タブ区切り" } else { "コンマ区切り" };
        Some(format!("文字コード {encoding}、{separator}のテキストとして読みました"))
    }
}

/// A defined name and the top-left cell that it refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinedName {
    /// The name as written.
    pub name: String,
    /// Sheet that the reference names.
    pub sheet: String,
    /// First cell of the reference.
    pub at: Addr,
}

/// Who sees a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Shown.
    Visible,
    /// Hidden or very hidden.
    Hidden,
}

/// One sheet: its non-empty cells and its merged regions.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Name as written, blanks included.
    pub name: String,
    /// Shown or hidden.
    pub visibility: Visibility,
    /// Non-empty cells, sorted by row then column, no two at one position.
    pub cells: Vec<Cell>,
    /// Merged regions, sorted by first cell. Empty for formats that do not tell.
    pub merges: Vec<Region>,
    /// Print area, where the file states one region.
    pub print_area: Option<Region>,
}

/// One non-empty cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Position, 0-based.
    pub at: Addr,
    /// What it shows.
    pub value: Value,
    /// Formula text without `=`, where the cell is calculated.
    pub formula: Option<String>,
    /// What its looks take back or hide; `None` for nearly every cell.
    pub marks: Option<Box<Marks>>,
}

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text without furigana, lines separated by `\n`.
    Text(String),
    /// A number and the form in which the cell shows it.
    Number {
        /// The stored number.
        value: f64,
        /// As displayed by the cell's number format, as far as it can be known.
        shown: String,
    },
    /// A date or time that a number format makes of a serial.
    Date {
        /// ISO 8601.
        iso: String,
        /// As displayed by the cell's number format, as far as it can be known.
        shown: String,
    },
    /// TRUE or FALSE.
    Bool(bool),
    /// `#REF!` and the like; also a formula without a cached value, as `#未計算`.
    Error(String),
}

impl Cell {
    /// Gives what the cell shows to a person.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        match &self.value {
            Value::Text(text) => Cow::Borrowed(text),
            Value::Number { shown, .. } | Value::Date { shown, .. } => Cow::Borrowed(shown),
            Value::Bool(flag) => Cow::Borrowed(if *flag { "TRUE" } else { "FALSE" }),
            Value::Error(code) => Cow::Borrowed(code),
        }
    }

    /// Gives the text that is struck out in the cell, which its value does not hold; empty where
    /// there is none.
    #[must_use]
    pub fn struck(&self) -> &str {
        self.marks.as_ref().map_or("", |marks| &marks.struck)
    }

    /// Tells whether the cell shows nothing but white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        is_blank(&self.shown())
    }
}

impl Sheet {
    /// Finds the cell at a position; `None` when it is empty.
    #[must_use]
    pub fn cell(&self, at: Addr) -> Option<&Cell> {
        let index = self.cells.binary_search_by(|cell| cell.at.cmp(&at)).ok()?;
        self.cells.get(index)
    }

    /// Gives the merged region that starts at a position, or the position alone.
    #[must_use]
    pub fn region_from(&self, at: Addr) -> Region {
        match self.merges.binary_search_by(|region| region.first.cmp(&at)) {
            Ok(index) => self.merges[index],
            Err(_) => Region::cell(at),
        }
    }

    /// Gives the non-empty cells of the rows `first..=last`, in reading order.
    pub fn rows(&self, first: u32, last: u32) -> impl Iterator<Item = &Cell> {
        let start = self.cells.partition_point(|cell| cell.at.row < first);
        self.cells[start..].iter().take_while(move |cell| cell.at.row <= last)
    }
}

impl Workbook {
    /// Finds a sheet by its exact name.
    #[must_use]
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }
}
