//! A finding: one fault or one choice at one place, by the rule that found it.
//!
//! In: a rule's code and the facts of the case. Out: the JSON object that `product.md` fixes and
//! the sentence that people read, made from the rule's message.

use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::calendar::{parse_date, wareki};
use crate::field::Field;
use crate::grid::Addr;
use crate::rules::{Code, Severity};

/// A place in a file; `sheet` and `cell` are `None` when the whole file or sheet is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Location {
    /// Path as people see it.
    pub file: String,
    /// Sheet name.
    pub sheet: Option<String>,
    /// Cell in A1 notation.
    pub cell: Option<String>,
}

impl Location {
    /// The whole file.
    #[must_use]
    pub fn file(file: &str) -> Self {
        Self { file: file.to_owned(), sheet: None, cell: None }
    }

    /// A whole sheet.
    #[must_use]
    pub fn sheet(file: &str, sheet: &str) -> Self {
        Self { file: file.to_owned(), sheet: Some(sheet.to_owned()), cell: None }
    }

    /// One cell.
    #[must_use]
    pub fn cell(file: &str, sheet: &str, at: Addr) -> Self {
        let sheet = Some(sheet.to_owned());
        Self { file: file.to_owned(), sheet, cell: Some(at.to_string()) }
    }
}

/// `file!sheet!cell`, as far as known: what people copy to find the place.
impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        for part in [&self.sheet, &self.cell].into_iter().flatten() {
            write!(f, "!{part}")?;
        }
        Ok(())
    }
}

/// How much was read: the denominator of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ReadCounts {
    /// Files, those inside zip files counted one by one.
    pub files: u64,
    /// Sheets.
    pub sheets: u64,
    /// Forms that were recognised.
    pub forms: u64,
    /// Characters of all non-empty cells.
    pub characters: u64,
}

/// What was read of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCounts {
    /// Path as people see it.
    pub file: String,
    /// Sheets.
    pub sheets: u64,
    /// Forms that were recognised.
    pub forms: u64,
    /// Characters of all non-empty cells.
    pub characters: u64,
}

/// A finding that the office lets stand, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waived {
    /// The finding, whole.
    #[serde(flatten)]
    pub finding: Finding,
    /// The reason that `plan.toml` gives.
    pub reason: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub code: Code,
    /// 課 that it concerns.
    pub section: Option<String>,
    /// Form that it concerns.
    pub form_id: Option<String>,
    /// Field that it concerns.
    pub field: Option<Field>,
    /// Where it was found.
    pub location: Option<Location>,
    /// What was found, verbatim and whole.
    pub found: Option<String>,
    /// What was expected.
    pub expected: Option<String>,
    /// A fact that the rule's message shows as `{detail}`: a limit, a score, a count.
    pub detail: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Location>,
}

impl Finding {
    /// Starts a finding of a rule.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self {
            code,
            section: None,
            form_id: None,
            field: None,
            location: None,
            found: None,
            expected: None,
            detail: None,
            related: Vec::new(),
        }
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// Sets the 課.
    #[must_use]
    pub fn section(mut self, section: impl Into<String>) -> Self {
        self.section = Some(section.into());
        self
    }

    /// Sets the form.
    #[must_use]
    pub fn form(mut self, form_id: impl Into<String>) -> Self {
        self.form_id = Some(form_id.into());
        self
    }

    /// Sets the field.
    #[must_use]
    pub const fn field(mut self, field: Field) -> Self {
        self.field = Some(field);
        self
    }

    /// Quotes what was found.
    #[must_use]
    pub fn found(mut self, text: impl Into<String>) -> Self {
        self.found = Some(text.into());
        self
    }

    /// Says what was expected.
    #[must_use]
    pub fn expected(mut self, text: impl Into<String>) -> Self {
        self.expected = Some(text.into());
        self
    }

    /// Adds the fact that the message shows as `{detail}`.
    #[must_use]
    pub fn detail(mut self, text: impl Into<String>) -> Self {
        self.detail = Some(text.into());
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, location: Location) -> Self {
        self.related.push(location);
        self
    }

    /// The severity of its rule.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.rule().severity
    }

    /// What to do, from its rule.
    #[must_use]
    pub fn help(&self) -> &'static str {
        self.code.rule().remedy
    }

    /// The sentence that people read: the rule's message with this case's facts.
    ///
    /// Quotes are shortened to 40 characters here; `found` and `expected` keep them whole.
    #[must_use]
    pub fn message(&self) -> String {
        let template = self.code.rule().message;
        let mut out = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some(start) = rest.find('{') {
            out.push_str(&rest[..start]);
            let Some(length) = rest[start..].find('}') else { break };
            match &rest[start + 1..start + length] {
                "field" => out.push_str(self.field.map_or("欄", Field::label)),
                "section" => out.push_str(self.section.as_deref().unwrap_or("（課名なし）")),
                "form" => out.push_str(self.form_id.as_deref().unwrap_or("（様式ID なし）")),
                "found" => self.push_fact(&mut out, self.found.as_deref()),
                "expected" => self.push_fact(&mut out, self.expected.as_deref()),
                "detail" => out.push_str(self.detail.as_deref().unwrap_or_default()),
                _ => {}
            }
            rest = &rest[start + length + 1..];
        }
        out.push_str(rest);
        out
    }

    /// Days are told in their era here; the facts keep ISO 8601.
    fn push_fact(&self, out: &mut String, text: Option<&str>) {
        let day = text.filter(|_| self.code == Code::M05).and_then(parse_date).map(wareki);
        push_quote(out, day.as_deref().or(text));
    }
}

/// Most cells of one workbook that are quoted each by a finding of its own; all others of a sheet
/// are quoted together.
pub const MAX_QUOTED_ALONE: usize = 1_000;

/// Most names that a finding tells one after another.
const MAX_NAMED: usize = 100;

/// Names one after another, as a finding's detail tells them: the first ones, and how many there
/// are beyond those.
pub fn named<T: fmt::Display>(names: impl ExactSizeIterator<Item = T>) -> String {
    let more = names.len().saturating_sub(MAX_NAMED);
    let mut told: Vec<String> = names.take(MAX_NAMED).map(|name| name.to_string()).collect();
    if more > 0 {
        told.push(format!("ほか {more}"));
    }
    told.join("、")
}

/// Longest quote in a message, in characters.
const QUOTE_CHARS: usize = 40;

fn push_quote(out: &mut String, text: Option<&str>) {
    let text = text.unwrap_or_default();
    let mut chars = text.chars().map(|c| if c == '\n' { ' ' } else { c });
    out.extend(chars.by_ref().take(QUOTE_CHARS));
    if chars.next().is_some() {
        out.push('…');
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Finding", 11)?;
        out.serialize_field("code", self.code.as_str())?;
        out.serialize_field("severity", self.severity().as_str())?;
        out.serialize_field("message", &self.message())?;
        out.serialize_field("help", self.help())?;
        out.serialize_field("section", &self.section)?;
        out.serialize_field("form_id", &self.form_id)?;
        out.serialize_field("field", &self.field.map(Field::key))?;
        out.serialize_field("location", &self.location)?;
        out.serialize_field("found", &self.found)?;
        out.serialize_field("expected", &self.expected)?;
        out.serialize_field("related", &self.related)?;
        out.end()
    }
}
