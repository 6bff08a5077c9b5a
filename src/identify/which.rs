//! Which issued form a block is: the printed id and the binding first, checked by content.
//!
//! In: a block and what the workbook says of itself. Out: the form and how sure that is. It
//! refuses nothing and reports nothing; the reader does.

use crate::binding::BoundForm;
use crate::field::Field;
use crate::finding::Finding;
use crate::grid::match_key;
use crate::recognise::{Block, responsible};
use crate::rules::Code;

use super::content::{COMPARED, Profile};
use super::reader::Reader;

/// A content match below this score is none.
pub(super) const FITS: f64 = 0.6;
/// Two forms whose scores are closer than this fit equally well.
const APART: f64 = 0.05;

/// How a form was identified.
pub(super) enum Identity {
    /// By the printed id or the binding.
    Sure(usize),
    /// By content: score and runner-up.
    Likely(usize, String),
    /// Two forms fit equally well, or none does.
    Unknown(String),
}

impl Reader<'_> {
    /// S02: the workbook or the form names another plan or 年度.
    pub(super) fn other_plan(&self, block: &Block, bound: Option<&BoundForm>) -> Option<Finding> {
        let differs = |found: &str, expected: &str| {
            !expected.is_empty() && match_key(found) != match_key(expected)
        };
        let finding = |found: &str, expected: &str| {
            Some(Finding::new(Code::S02).found(found).expected(expected))
        };
        // A title that was mended after the distribution disowns no form that was issued under it.
        if let Some(title) = self.binding.key("plan_title")
            && differs(title, &self.expected.title)
            && differs(title, &self.expected.issued_title)
        {
            return finding(title, &self.expected.title);
        }
        // Where the binding tells the form and the year, a year that somebody wrote beside it does not.
        let own_year = self.binding.key("fiscal_year");
        let is_ours = own_year.is_some_and(|year| !differs(year, &self.expected.fiscal_year));
        if bound.is_some() && is_ours && !states_year(block) {
            return None;
        }
        let year = block.year.as_ref().map(|(year, _)| year.label.as_str());
        let year = year.or_else(|| self.binding.key("fiscal_year"));
        match year {
            Some(year) if differs(year, &self.expected.fiscal_year) => {
                finding(year, &self.expected.fiscal_year)
            }
            _ => None,
        }
    }

    /// Finds out which form a block is. An id that was copied along with a sheet or typed over
    /// gives way where the texts tell clearly of another form.
    pub(super) fn identity(
        &self,
        block: &Block,
        bound: Option<&BoundForm>,
        section: Option<&str>,
    ) -> Identity {
        let printed = block.printed_id.as_ref().and_then(|(id, _)| self.expected.by_id(id));
        let hidden = bound.and_then(|form| self.expected.by_id(form.form_id.as_deref()?));
        let sure = printed.or(hidden);
        if let Some(form) = sure
            && self.is_as_issued(form, block, section)
        {
            return Identity::Sure(form);
        }
        let profile = profile(block);
        let (best, detail) = match self.by_content(&profile, block, section) {
            Ok(found) => found,
            Err(detail) => return sure.map_or(Identity::Unknown(detail), Identity::Sure),
        };
        let Some(form) = sure.filter(|form| *form != best) else {
            return sure.map_or(Identity::Likely(best, detail), Identity::Sure);
        };
        let taken = |form: usize| self.forms.iter().any(|other| other.form == form);
        let fits = profile.score(self.expected.forms[form].profile()) >= FITS;
        if !fits || hidden == Some(best) || (taken(form) && !taken(best)) {
            let stated = &self.expected.forms[form].form_id;
            return Identity::Likely(best, format!("記された様式IDは {stated}、{detail}"));
        }
        Identity::Sure(form)
    }

    /// Tells whether a form may stand here and its texts are those that were issued: no other
    /// form fits better.
    fn is_as_issued(&self, form: usize, block: &Block, section: Option<&str>) -> bool {
        let form = &self.expected.forms[form];
        let text = |field| block.value(field).map_or("", |value| value.text.as_str());
        self.purpose.admits(form)
            && section.or_else(|| self.stated_section(block)).is_none_or(|s| form.section == s)
            && COMPARED.iter().all(|&field| form.is_as_issued(field, text(field)))
    }

    /// Finds the form whose issued texts a block shares, and says how well.
    fn by_content(
        &self,
        profile: &Profile,
        block: &Block,
        section: Option<&str>,
    ) -> Result<(usize, String), String> {
        let stated = self.stated_section(block);
        let candidates: Vec<usize> = match section.or(stated) {
            Some(section) => self.expected.of_section(section).collect(),
            None => (0..self.expected.forms.len()).collect(),
        };
        let admitted = |index: &usize| self.purpose.admits(&self.expected.forms[*index]);
        let candidates = candidates.into_iter().filter(admitted);
        let mut scored: Vec<(f64, usize)> = candidates
            .map(|index| (profile.score(self.expected.forms[index].profile()), index))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let name = |index: usize| &self.expected.forms[index].form_id;
        match scored.as_slice() {
            [] => Err("該当する様式がありません".to_owned()),
            [(best, index), ..] if *best < FITS => {
                Err(format!("最も近い様式でも {}（一致度 {best:.2}）", name(*index)))
            }
            [(best, index)] => Ok((*index, format!("一致度 {best:.2}、次点なし"))),
            [(best, first), (second, other), ..] if best - second < APART => Err(format!(
                "{}（一致度 {best:.2}）と {}（{second:.2}）",
                name(*first),
                name(*other)
            )),
            [(best, first), (second, other), ..] => {
                Ok((*first, format!("一致度 {best:.2}、次点 {} {second:.2}", name(*other))))
            }
        }
    }

    /// The one 課 that a block states as its 実践課.
    pub(super) fn stated_section(&self, block: &Block) -> Option<&str> {
        let stated = responsible(&block.value(Field::ResponsibleSection)?.text);
        self.expected.section(stated.sections.first()?)
    }
}

/// Tells whether the year of a block stands where a form states it: left of the label of 目標.
fn states_year(block: &Block) -> bool {
    let goal = block.labels.iter().find(|hit| hit.field == Some(Field::AnnualGoal));
    let year = block.year.as_ref().map(|(_, at)| *at);
    goal.zip(year).is_some_and(|(goal, at)| at.row == goal.at.row && at.col < goal.at.col)
}

pub(super) fn profile(block: &Block) -> Profile {
    Profile::of(COMPARED.map(|field| Some(block.value(field)?.text.as_str())))
}
