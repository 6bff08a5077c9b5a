//! What one form shows, apart from where it stands on a sheet.
//!
//! In: a form of the plan, issued or merged. Out: the texts of its boxes. It draws nothing.

use std::collections::BTreeMap;

use crate::field::Field;
use crate::model::{ALL_SECTIONS, IssuedForm, Path, Plan, roman};

/// The texts of one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormView<'a> {
    /// 様式ID.
    pub form_id: &'a str,
    /// 令和6年度.
    pub year: &'a str,
    /// The texts above the form: `Ⅰ 協働によるまちづくり`, `1 積極的な情報共有`.
    pub headings: [String; 2],
    /// 取組項目: `① …` and `(1) …` on two lines.
    pub initiative: String,
    /// 実践課: 町民生活課 or 全課【総務課】.
    pub responsible: String,
    /// 目指す姿, 目標, 取組内容, in this order; empty when the plan leaves them blank.
    pub issued: [&'a str; 3],
    /// The answers; a field without entries is an empty box, one with several is in conflict.
    pub answers: BTreeMap<Field, Vec<Entry<'a>>>,
}

/// One text in an answer's box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// A small line above the text, such as where it was read; `None` for the text alone.
    pub caption: Option<String>,
    /// The answer, verbatim.
    pub text: &'a str,
}

impl<'a> FormView<'a> {
    /// Shows a form as it is issued to a 課, without answers.
    #[must_use]
    pub fn issued(plan: &'a Plan, issued: &'a IssuedForm<'a>) -> Self {
        let form = issued.form;
        let path = plan.initiative(&form.initiative_id);
        let text = |field| form.text(field).unwrap_or_default();
        Self {
            form_id: &issued.form_id,
            year: &plan.fiscal_year.label,
            headings: path.map(headings).unwrap_or_default(),
            initiative: path.map_or_else(|| form.initiative_id.clone(), |path| path.heading()),
            responsible: responsible(&form.section, path),
            issued: Field::ISSUED.map(text),
            answers: BTreeMap::new(),
        }
    }

    /// Puts a text into an answer's box.
    #[must_use]
    pub fn answered(mut self, field: Field, text: &'a str) -> Self {
        self.answers.insert(field, vec![Entry { caption: None, text }]);
        self
    }
}

/// Writes the two headings of a form.
#[must_use]
pub fn headings(path: Path<'_>) -> [String; 2] {
    let (area, item) = (path.area, path.item);
    [format!("{} {}", roman(area.number), area.title), format!("{} {}", item.number, item.title)]
}

/// Writes 実践課 as the form states it: 全課【総務課】 where every 課 answers.
#[must_use]
pub fn responsible(section: &str, path: Option<Path<'_>>) -> String {
    let coordinating = path.and_then(|path| path.initiative.coordinating_section.as_deref());
    match coordinating {
        Some(coordinating) if section == ALL_SECTIONS => format!("{section}【{coordinating}】"),
        _ => section.to_owned(),
    }
}
