//! The binding between a workbook that was issued and its form ids, as writer and reader share it.
//!
//! Three things lead back from a cell to its field: the hidden sheet, the defined names and the
//! printed 様式ID. The custom properties repeat what the hidden sheet says of the whole workbook.
//! Here are their names; `render` writes them, `identify` reads them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Bound;

use sha2::{Digest, Sha256};

use crate::field::Field;
use crate::grid::{Addr, Sheet, Workbook, squeeze};

/// Name of the hidden sheet.
pub const SHEET: &str = "_torimatome";
/// The value of its key `schema`.
pub const SCHEMA: &str = "torimatome/binding/1";
/// The head of its table.
pub const COLUMNS: [&str; 6] = ["form_no", "form_id", "sheet", "edition", "field", "cell"];
/// The `field` of the cell with the printed 様式ID.
pub const ID_FIELD: &str = "form_id";
/// Name of the cover sheet.
pub const COVER_SHEET: &str = "提出票";
/// Name of the guide sheet.
pub const GUIDE_SHEET: &str = "記入要領";
/// Name of the sheet that lists what to mend.
pub const SEND_BACK_SHEET: &str = "差戻し票";
/// Name of the sheet that shows changed texts before and after.
pub const CHANGES_SHEET: &str = "新旧対照";
/// Key of the hidden sheet in a workbook that was sent back; its value is the 期.
pub const SEND_BACK_KEY: &str = "send_back";
/// What the keys begin with by which a workbook that was sent back names the returns that it was
/// made from; a number follows, and the value is a return's SHA-256.
pub const MADE_FROM_KEY: &str = "made_from_";
/// Key of a workbook that was sent back; its value is when the first of those returns was saved.
pub const FIRST_SAVED_KEY: &str = "first_saved";
/// What the names of the custom properties begin with; a key of the hidden sheet follows.
pub const PROPERTY: &str = "torimatome_";
/// What the name of a sheet begins with that shows what every 課 answered.
pub const GATHERED_SHEET: &str = "各課の答え";
/// Key of the hidden sheet in a workbook on which a とりまとめ課 sums up; its value is the 期.
pub const FAN_IN_KEY: &str = "fan_in";
/// The line below a form on which a とりまとめ課 sums up; no other form has it.
pub const SUMMARY_NOTE: &str =
    "※ 全課のまとめの様式です。各課の答えを読み、とりまとめ課として黄色の欄に記入してください。";
/// What the hidden sheet's key for a text of the program's own begins with.
const OWN_TEXT: &str = "own_text:";

/// The defined name of a form's cell: `tm_f01_progress_first_half`; `None` is the printed id.
#[must_use]
pub fn defined_name(form_no: usize, field: Option<Field>) -> String {
    let field = field.map_or_else(|| ID_FIELD.to_owned(), Field::ascii_name);
    format!("tm_f{form_no:02}_{field}")
}

/// Tells whether a sheet is one that the tool adds around the forms.
#[must_use]
pub fn is_own_sheet(name: &str) -> bool {
    let name = name.trim();
    [SHEET, COVER_SHEET, GUIDE_SHEET, SEND_BACK_SHEET, CHANGES_SHEET].contains(&name)
        || name.starts_with(GATHERED_SHEET)
}

/// Tells whether a sheet is the hidden sheet, whatever its name: it states its schema, or has the
/// head of its table. Rows above, as Numbers puts there, do not matter.
#[must_use]
pub fn is_hidden_sheet(sheet: &Sheet) -> bool {
    sheet.name.trim() == SHEET
        || sheet.cells.chunk_by(|a, b| a.at.row == b.at.row).any(|row| {
            let begins_with = |texts: &[&str]| {
                row.len() >= texts.len()
                    && row.iter().zip(texts).all(|(cell, text)| cell.shown().trim() == *text)
            };
            begins_with(&["schema", SCHEMA]) || begins_with(&COLUMNS)
        })
}

/// The hidden sheet's key for a text that the program wrote into this one workbook. White space
/// does not count.
#[must_use]
pub fn own_text_key(text: &str) -> String {
    let mut key = OWN_TEXT.to_owned();
    for byte in Sha256::digest(squeeze(text)) {
        // Writing to a String cannot fail.
        let _ = write!(key, "{byte:02x}");
    }
    key
}

/// Tells whether a text of the column 済 only says that it is done.
#[must_use]
pub fn is_done_mark(text: &str) -> bool {
    ["済", "済み", "✓", "✔", "☑", "レ", "○", "〇", "◯"].contains(&text.trim())
}

/// What a returned workbook still tells about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Binding {
    /// Keys and values of the hidden sheet, and of the custom properties where it has none.
    pub keys: BTreeMap<String, String>,
    /// Forms by number, from the hidden sheet and the defined names together.
    pub forms: BTreeMap<usize, BoundForm>,
}

/// A form as the binding knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoundForm {
    /// 様式ID, from the hidden sheet.
    pub form_id: Option<String>,
    /// Sheet on which it was issued, from the hidden sheet.
    pub issued_sheet: Option<String>,
    /// Sheet on which it stands now, from the defined names.
    pub sheet: Option<String>,
    /// Cells as issued, from the hidden sheet.
    pub issued_cells: BTreeMap<Field, Addr>,
    /// Cells now, from the defined names.
    pub cells: BTreeMap<Field, Addr>,
}

impl Binding {
    /// Reads what is left of the binding of a workbook.
    #[must_use]
    pub fn of(workbook: &Workbook) -> Self {
        let mut binding = Self::default();
        binding.read_sheet(workbook);
        for (name, value) in &workbook.properties {
            if let Some(key) = name.strip_prefix(PROPERTY).filter(|_| !value.is_empty()) {
                binding.keys.entry(key.to_owned()).or_insert_with(|| value.clone());
            }
        }
        for name in &workbook.defined_names {
            let Some((number, field)) = parse_name(&name.name) else { continue };
            let form = binding.forms.entry(number).or_default();
            form.sheet.get_or_insert_with(|| name.sheet.clone());
            if let Some(field) = field
                && form.sheet.as_deref() == Some(&name.sheet)
            {
                form.cells.insert(field, name.at);
            }
        }
        binding
    }

    fn read_sheet(&mut self, workbook: &Workbook) {
        let by_content = || workbook.sheets.iter().find(|sheet| is_hidden_sheet(sheet));
        let Some(sheet) = workbook.sheet(SHEET).or_else(by_content) else { return };
        for row in sheet.cells.chunk_by(|a, b| a.at.row == b.at.row) {
            let text = |col: u32| {
                let cell = row.iter().find(|cell| cell.at.col == col);
                cell.map(|cell| trimmed(cell.shown())).unwrap_or_default()
            };
            match text(0).parse::<usize>() {
                Ok(number) => self.read_row(number, &text),
                Err(_) if !text(1).is_empty() => {
                    self.keys.insert(text(0).into_owned(), text(1).into_owned());
                }
                Err(_) => {}
            }
        }
    }

    fn read_row<'a>(&mut self, number: usize, text: &impl Fn(u32) -> Cow<'a, str>) {
        let form = self.forms.entry(number).or_default();
        let some = |text: Cow<'_, str>| Some(text.into_owned()).filter(|text| !text.is_empty());
        form.form_id = form.form_id.take().or_else(|| some(text(1)));
        form.issued_sheet = form.issued_sheet.take().or_else(|| some(text(2)));
        if let (Some(field), Some(at)) = (Field::from_key(&text(4)), Addr::parse(&text(5))) {
            form.issued_cells.insert(field, at);
        }
    }

    /// Tells whether the program wrote this text into the workbook.
    #[must_use]
    pub fn is_own_text(&self, text: &str) -> bool {
        // Nearly every workbook names no such text, and then none needs a hash.
        let first = self.keys.range::<str, _>((Bound::Included(OWN_TEXT), Bound::Unbounded)).next();
        first.is_some_and(|(key, _)| key.starts_with(OWN_TEXT))
            && self.keys.contains_key(&own_text_key(text))
    }

    /// SHA-256 of the returns that the workbook was made from when it was sent back.
    #[must_use]
    pub fn made_from(&self) -> BTreeSet<String> {
        let named = self.keys.iter().filter(|(key, _)| key.starts_with(MADE_FROM_KEY));
        named.map(|(_, sha256)| sha256.trim().to_ascii_lowercase()).collect()
    }

    /// A key of the hidden sheet or the custom properties.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<&str> {
        self.keys.get(key).map(String::as_str)
    }

    /// The form that the binding places on a sheet, where it places exactly one there.
    #[must_use]
    pub fn on_sheet(&self, sheet: &str) -> Option<(usize, &BoundForm)> {
        let by_name = |form: &&BoundForm| form.sheet.as_deref() == Some(sheet);
        let by_issue =
            |form: &&BoundForm| form.sheet.is_none() && form.issued_sheet.as_deref() == Some(sheet);
        let all = || self.forms.iter();
        let mut named = all().filter(|(_, form)| by_name(form));
        let found = match (named.next(), named.next()) {
            (Some(one), None) => Some(one),
            (None, _) => all().find(|(_, form)| by_issue(form)),
            _ => None,
        };
        found.map(|(number, form)| (*number, form))
    }
}

/// A text without white space around it.
fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// Reads `tm_f01_progress_first_half`: number and field, `None` for the printed id.
fn parse_name(name: &str) -> Option<(usize, Option<Field>)> {
    let rest = name.strip_prefix("tm_f").or_else(|| name.strip_prefix("TM_F"))?;
    let (number, field) = rest.split_once('_')?;
    let number = number.parse().ok()?;
    let field = field.to_ascii_lowercase();
    if field == ID_FIELD {
        return Some((number, None));
    }
    let field = Field::ALL.into_iter().find(|candidate| candidate.ascii_name() == field)?;
    Some((number, Some(field)))
}
