//! The typed model: the plan, its hierarchy and its forms, as `計画.json` states them.
//!
//! In: what `bind` made of the forms. Out: values that serialise to the contract's JSON. It reads
//! no sheet and knows no label.

mod answer;
mod change;
mod form;
mod hierarchy;
mod issued;
pub mod notes;
pub mod remarks;

pub use answer::{AcceptedAnswers, Answer, Provenance, accepted_answers};
pub use change::Change;
pub use form::{Form, Progress, Source, form_id};
pub use hierarchy::{BasicArea, Initiative, InitiativeGroup, PromotionItem};
pub use issued::{IssuedForm, issued_by_section, issued_forms, summary_forms};
pub use notes::{Note, Notes};
pub use remarks::{Remarks, RemarksByForm};

use serde::{Deserialize, Serialize};

pub use crate::calendar::{FiscalYear, parse_date, parse_moment, parse_written_date, wareki};

/// The word that stands for every 課.
pub const ALL_SECTIONS: &str = "全課";

/// The `schema` of `計画.json`.
pub const SCHEMA: &str = "torimatome/plan/1";

/// The whole plan of one 年度.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Title, such as 町政運営推進プランR6.
    pub title: String,
    /// Name of the municipality; empty when no form tells it.
    pub municipality: String,
    /// The 年度.
    pub fiscal_year: FiscalYear,
    /// 基本項目 > 推進項目 > (group) > 取組項目.
    pub hierarchy: Vec<BasicArea>,
    /// Forms in order of appearance.
    pub forms: Vec<Form>,
}

/// An initiative with all that stands above it.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    /// 基本項目.
    pub area: &'a BasicArea,
    /// 推進項目.
    pub item: &'a PromotionItem,
    /// The group (①).
    pub group: &'a InitiativeGroup,
    /// 取組項目.
    pub initiative: &'a Initiative,
}

impl Plan {
    /// Every initiative in the hierarchy's order, with what stands above it.
    pub fn initiatives(&self) -> impl Iterator<Item = Path<'_>> {
        paths(&self.hierarchy)
    }

    /// Finds an initiative by its id, such as `2-1-3-2`.
    #[must_use]
    pub fn initiative(&self, id: &str) -> Option<Path<'_>> {
        self.initiatives().find(|path| path.initiative.id == id)
    }
}

/// Every initiative of a hierarchy in its order, with what stands above it.
pub fn paths(hierarchy: &[BasicArea]) -> impl Iterator<Item = Path<'_>> {
    hierarchy.iter().flat_map(|area| {
        area.promotion_items.iter().flat_map(move |item| {
            item.initiative_groups.iter().flat_map(move |group| {
                let path = move |initiative| Path { area, item, group, initiative };
                group.initiatives.iter().map(path)
            })
        })
    })
}

impl Path<'_> {
    /// The text of the 取組項目 cell: `① 行政情報の公開と共有` and `(1) 効果的な…` on two lines.
    #[must_use]
    pub fn heading(&self) -> String {
        let (group, initiative) = (self.group, self.initiative);
        format!(
            "{} {}\n({}) {}",
            circled(group.number),
            group.title,
            initiative.number,
            initiative.title
        )
    }
}

/// Writes 1 to 20 as ① to ⑳; larger numbers as `<21>`.
#[must_use]
pub fn circled(number: u32) -> String {
    match number {
        1..=20 => char::from_u32(0x2460 + number - 1).map_or_else(String::new, String::from),
        _ => format!("<{number}>"),
    }
}

/// Writes 1 to 12 as Ⅰ to Ⅻ; larger numbers in digits.
#[must_use]
pub fn roman(number: u32) -> String {
    match number {
        1..=12 => char::from_u32(0x2160 + number - 1).map_or_else(String::new, String::from),
        _ => number.to_string(),
    }
}
