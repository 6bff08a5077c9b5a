//! What was issued, prepared for comparison with what comes back.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::field::Field;
use crate::grid::{Workbook, match_key, squeeze};
use crate::ledger::Ledger;
use crate::model::{ALL_SECTIONS, AcceptedAnswers, Answer, Plan, Source, issued_forms};

use super::content::Profile;

/// The forms that were issued.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Title of the plan.
    pub title: String,
    /// Label of the 年度.
    pub fiscal_year: String,
    /// Current edition; `None` where nothing was issued yet.
    pub edition: Option<u32>,
    /// 課 in display order.
    pub sections: Vec<String>,
    /// Forms in the order of issue.
    pub forms: Vec<ExpectedForm>,
    /// Index of `forms` by the key of the id.
    by_id: HashMap<String, usize>,
    /// Keys of the issued workbooks' own words around the forms.
    fixed: HashSet<String>,
}

/// A form that was issued to a 課.
#[derive(Debug, Clone)]
pub struct ExpectedForm {
    /// 様式ID.
    pub form_id: String,
    /// The plan's form, `…-全課-1` where every 課 answers.
    pub plan_form_id: String,
    /// 取組項目.
    pub initiative_id: String,
    /// 課 that answers.
    pub section: String,
    /// 枝番, 1-based.
    pub branch_no: u32,
    /// 取組項目 as the form states it, on two lines.
    pub heading: String,
    /// 実践課 as the form states it.
    pub responsible: String,
    /// 目指す姿.
    pub vision: Option<String>,
    /// 目標.
    pub annual_goal: Option<String>,
    /// 取組内容.
    pub planned_actions: Option<String>,
    /// Where the plan's form was read.
    pub source: Source,
    /// Answers of an earlier period, issued again as they were accepted.
    pub accepted: BTreeMap<Field, Answer>,
    /// Sheet on which it was issued, where the 台帳 tells it.
    pub sheet: Option<String>,
    /// Its texts for comparison by content.
    pub(super) profile: Profile,
}

impl ExpectedForm {
    /// The issued text of a field; empty where the plan leaves it blank.
    #[must_use]
    pub fn issued(&self, field: Field) -> &str {
        match field {
            Field::Initiative => &self.heading,
            Field::ResponsibleSection => &self.responsible,
            Field::Vision => self.vision.as_deref().unwrap_or_default(),
            Field::AnnualGoal => self.annual_goal.as_deref().unwrap_or_default(),
            Field::PlannedActions => self.planned_actions.as_deref().unwrap_or_default(),
            _ => "",
        }
    }
}

impl Expected {
    /// Prepares the forms of a plan as they are issued to `sections`.
    #[must_use]
    pub fn new(
        plan: &Plan,
        sections: &[String],
        ledger: Option<&Ledger>,
        accepted: &AcceptedAnswers,
    ) -> Self {
        let sheets: HashMap<&str, &str> = ledger
            .iter()
            .flat_map(|ledger| &ledger.workbooks)
            .flat_map(|workbook| &workbook.forms)
            .map(|form| (form.form_id.as_str(), form.sheet.as_str()))
            .collect();
        let forms: Vec<ExpectedForm> = issued_forms(plan, sections)
            .into_iter()
            .map(|issued| {
                let form = issued.form;
                let path = plan.initiative(&form.initiative_id);
                let coordinator = path.and_then(|p| p.initiative.coordinating_section.as_deref());
                let responsible = match coordinator {
                    Some(name) if form.section == ALL_SECTIONS => {
                        format!("{ALL_SECTIONS}【{name}】")
                    }
                    _ => form.section.clone(),
                };
                let heading =
                    path.map_or_else(|| form.initiative_id.clone(), |path| path.heading());
                let profile = Profile::of([
                    Some(heading.as_str()),
                    form.vision.as_deref(),
                    form.annual_goal.as_deref(),
                    form.planned_actions.as_deref(),
                ]);
                ExpectedForm {
                    accepted: accepted.get(&issued.form_id).cloned().unwrap_or_default(),
                    sheet: sheets.get(issued.form_id.as_str()).map(|&sheet| sheet.to_owned()),
                    form_id: issued.form_id,
                    plan_form_id: form.form_id.clone(),
                    initiative_id: form.initiative_id.clone(),
                    section: issued.section.to_owned(),
                    branch_no: issued.branch_no,
                    heading,
                    responsible,
                    vision: form.vision.clone(),
                    annual_goal: form.annual_goal.clone(),
                    planned_actions: form.planned_actions.clone(),
                    source: form.source.clone(),
                    profile,
                }
            })
            .collect();
        let by_id =
            forms.iter().enumerate().map(|(i, form)| (match_key(&form.form_id), i)).collect();
        Self {
            title: plan.title.clone(),
            fiscal_year: plan.fiscal_year.label.clone(),
            edition: ledger.map(|ledger| ledger.edition),
            sections: sections.to_vec(),
            forms,
            by_id,
            fixed: HashSet::new(),
        }
    }

    /// Learns the words of an issued workbook that stand around its forms.
    pub fn learn_fixed_text(&mut self, issued: &Workbook) {
        for cell in issued.sheets.iter().flat_map(|sheet| &sheet.cells) {
            self.fixed.insert(fixed_key(&cell.shown()));
        }
    }

    /// Tells whether a text is one that the issued workbooks hold themselves.
    #[must_use]
    pub fn is_fixed(&self, text: &str) -> bool {
        self.fixed.contains(&fixed_key(text))
    }

    /// Finds a form by its id, in any width and with blanks inside.
    #[must_use]
    pub fn by_id(&self, form_id: &str) -> Option<usize> {
        self.by_id.get(&match_key(form_id)).copied()
    }

    /// Finds the 課 of a name.
    pub(super) fn section(&self, name: &str) -> Option<&str> {
        let key = match_key(name);
        self.sections.iter().find(|section| match_key(section) == key).map(String::as_str)
    }

    /// Finds the 課 that a file's name mentions; the longest name wins.
    #[must_use]
    pub fn section_in(&self, file: &str) -> Option<&str> {
        let key = match_key(file);
        let mentioned = self.sections.iter().filter(|section| key.contains(&match_key(section)));
        mentioned.max_by_key(|section| section.len()).map(String::as_str)
    }

    /// The forms of a 課 in the order of issue.
    pub(super) fn of_section(&self, section: &str) -> impl Iterator<Item = usize> {
        let own = move |index: &usize| self.forms[*index].section == section;
        (0..self.forms.len()).filter(own)
    }
}

/// The key of a workbook's own words: without white space, and without the number of its 版,
/// which tells an older workbook from the current one.
fn fixed_key(text: &str) -> String {
    let key = squeeze(text);
    let Some((before, rest)) = key.split_once('第') else { return key };
    match rest.trim_start_matches(|c: char| c.is_ascii_digit()) {
        after if after.starts_with('版') => format!("{before}第{after}"),
        _ => key,
    }
}
