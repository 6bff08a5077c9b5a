//! The form, stated once: labels, periods, surroundings, input messages, looks, from `templates/*.toml`.
//!
//! In: the TOML text. Out: one value that both the recogniser and the renderer read, with the
//! labels' matching keys made once. It does not look at any workbook.

mod layout;
mod placeholder;
mod plausibility;

pub use layout::{Colour, Colours, Columns, Fonts, Layout, Page};
pub use plausibility::{Figures, Months, Plausibility, Results, Undone};

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::field::Field;
use crate::grid::match_key;

/// The template that is built in.
const TORIKUMI: &str = include_str!("../../templates/torikumi.toml");

/// A form as a town lays it down.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Name that `plan.toml` refers to.
    pub name: String,
    /// Title of the form.
    pub title: String,
    /// Answers that say nothing when they stand alone, such as 同上.
    pub placeholders: Vec<String>,
    /// Patterns of such answers: parts behind blanks, each with its alternatives between `|`.
    pub placeholder_patterns: Vec<String>,
    /// Labels in the order of the form.
    #[serde(rename = "label")]
    pub labels: Vec<Label>,
    /// Labels over other labels.
    #[serde(rename = "group_label")]
    pub group_labels: Vec<GroupLabel>,
    /// The half-years and what each asks for.
    #[serde(rename = "period")]
    pub periods: Vec<Period>,
    /// Texts around the form that are no answers.
    pub surroundings: Surroundings,
    /// 状況区分, which 総務課 gives.
    pub status: Status,
    /// Words by which answers are compared with each other and with the plan.
    pub plausibility: Plausibility,
    /// Input messages of the answer cells.
    #[serde(rename = "input")]
    pub inputs: Vec<Input>,
    /// Geometry and looks.
    pub layout: Layout,
    #[serde(skip)]
    keys: FxHashMap<String, Meaning>,
}

/// The label of a field.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The field that it stands for.
    pub field: Field,
    /// The office's own spelling.
    pub text: String,
    /// Other spellings.
    pub aliases: Vec<String>,
}

/// A label that stands over others.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupLabel {
    /// The office's own spelling.
    pub text: String,
    /// Other spellings.
    pub aliases: Vec<String>,
}

/// A half-year: which fields must be filled and which come later.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// 前期 or 後期.
    pub name: String,
    /// First and last month, 1-based; the second may be smaller (10 to 3).
    pub months: [u8; 2],
    /// Fields that must be filled.
    pub requires: Vec<Field>,
    /// Fields of a later period.
    pub later: Vec<Field>,
}

/// Texts around the form that are no answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surroundings {
    /// How notes and form numbers start.
    pub prefixes: Vec<String>,
    /// How a printed 様式ID starts.
    pub id_prefixes: Vec<String>,
}

/// 状況区分: how far a form has come in the eyes of 総務課.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// What is chosen from, best first.
    pub choices: Vec<String>,
    /// What forms are counted under that nobody judged.
    pub undecided: String,
    /// What forms are counted under whose word is no choice.
    pub other: String,
}

/// The message that Excel shows beside a selected answer cell.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The answer's field.
    pub field: Field,
    /// At most 32 UTF-16 units.
    pub title: String,
    /// At most 255 UTF-16 units.
    pub message: String,
}

/// What a label's text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The label of a field.
    Field(Field),
    /// A label over others, by its index in `group_labels`.
    Group(usize),
}

impl Status {
    /// Every word that forms are counted under: the choices, then those without one, then others.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let rest = [self.undecided.as_str(), self.other.as_str()];
        self.choices.iter().map(String::as_str).chain(rest).collect()
    }
}

impl Template {
    /// Finds the template of a name among the built-in ones.
    ///
    /// # Errors
    ///
    /// No template has the name.
    pub fn by_name(name: &str) -> Result<Self> {
        let template = Self::parse(TORIKUMI)?;
        if template.name == name {
            return Ok(template);
        }
        let what = format!("様式の定義がありません：「{name}」");
        Err(Error::new(what, "plan.toml の template を \"torikumi\" にしてください。"))
    }

    /// Reads a template.
    ///
    /// # Errors
    ///
    /// The text is not a template: the TOML error with its line.
    pub fn parse(text: &str) -> Result<Self> {
        let mut template: Self = toml::from_str(text).map_err(|cause| {
            let what = format!("様式の定義を読めません：{cause}");
            Error::new(what, "示された行を直してください。")
        })?;
        template.index();
        Ok(template)
    }

    /// Makes the matching keys of all spellings.
    fn index(&mut self) {
        let mut keys = FxHashMap::default();
        for label in &self.labels {
            for text in std::iter::once(&label.text).chain(&label.aliases) {
                keys.insert(match_key(text), Meaning::Field(label.field));
            }
        }
        for (index, label) in self.group_labels.iter().enumerate() {
            for text in std::iter::once(&label.text).chain(&label.aliases) {
                keys.insert(match_key(text), Meaning::Group(index));
            }
        }
        self.keys = keys;
    }

    /// Tells what a label's matching key means.
    #[must_use]
    pub fn meaning(&self, key: &str) -> Option<Meaning> {
        self.keys.get(key).copied()
    }

    /// The office's own spelling of a field's label; empty when the form has none.
    #[must_use]
    pub fn label(&self, field: Field) -> &str {
        let label = self.labels.iter().find(|label| label.field == field);
        label.map_or("", |label| &label.text)
    }

    /// Finds a half-year by its name.
    #[must_use]
    pub fn period(&self, name: &str) -> Option<&Period> {
        self.periods.iter().find(|period| period.name == name)
    }

    /// Tells whether an answer is one that says nothing.
    #[must_use]
    pub fn is_placeholder(&self, answer: &str) -> bool {
        let key = match_key(answer);
        let key = key.trim_matches(|c| "。.・()「」【】".contains(c));
        self.placeholders.iter().any(|placeholder| match_key(placeholder) == key)
            || placeholder::says_nothing(answer, &self.placeholder_patterns)
    }

    /// The input message of a field.
    #[must_use]
    pub fn input(&self, field: Field) -> Option<&Input> {
        self.inputs.iter().find(|input| input.field == field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_template_is_sound() {
        let template = Template::by_name("torikumi").expect("built in");
        for field in Field::ALL {
            assert!(!template.label(field).is_empty(), "{field:?}");
        }
        assert_eq!(
            template.meaning(&match_key("実　践\n課")),
            Some(Meaning::Field(Field::ResponsibleSection))
        );
        assert_eq!(
            template.meaning(&match_key("前期（４〜９月）")),
            Some(Meaning::Field(Field::FirstHalf))
        );
        for input in &template.inputs {
            assert!(input.title.encode_utf16().count() <= 32);
            assert!(input.message.encode_utf16().count() <= 255);
        }
    }
}
