//! What was issued, prepared for comparison with what comes back.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use crate::field::Field;
use crate::grid::{match_key, squeeze};
use crate::ledger::Ledger;
use crate::model::{
    ALL_SECTIONS, AcceptedAnswers, Answer, Form, IssuedForm, Plan, Source, issued_forms,
};

use super::content::{COMPARED, Profile};
use super::wording::Wording;

/// The forms that were issued.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Title of the plan.
    pub title: String,
    /// Title under which the forms were issued; empty where nothing was.
    pub issued_title: String,
    /// Label of the 年度.
    pub fiscal_year: String,
    /// Current edition; `None` where nothing was issued yet.
    pub edition: Option<u32>,
    /// 課 in display order.
    pub sections: Vec<String>,
    /// Forms in the order of issue, then those on which a とりまとめ課 sums up.
    pub forms: Vec<ExpectedForm>,
    /// Index of `forms` by the key of the id.
    by_id: HashMap<String, usize>,
    /// Indices of `forms` by 課, in order.
    by_section: HashMap<String, Vec<usize>>,
    /// Keys of the names and aliases of the 課 with the 課, in display order, aliases last.
    names: Vec<(String, String)>,
    /// Index of `names` by key; the first of equal ones.
    by_name: HashMap<String, usize>,
    /// The words of the workbooks of every edition.
    pub(super) wording: Wording,
    /// Ids under which a form was issued before its 課 was renamed or united, by index of `forms`.
    former: HashMap<usize, Vec<String>>,
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
    /// 課 that answers; of a summary, the 課 that gathers.
    pub section: String,
    /// The とりまとめ課 sums up on it what every 課 answered; nobody has to return it.
    pub summary: bool,
    /// 枝番, 1-based.
    pub branch_no: u32,
    /// Its issued texts, one copy for all 課 that answer a 全課 form.
    pub texts: Arc<IssuedTexts>,
    /// Answers of an earlier period, issued again as they were accepted.
    pub accepted: BTreeMap<Field, Answer>,
    /// Sheet on which it was issued, where the 台帳 tells it.
    pub sheet: Option<String>,
}

/// The texts that a form of the plan is issued with.
#[derive(Debug, Clone)]
pub struct IssuedTexts {
    /// 取組項目 as the form states it, on two lines.
    pub heading: String,
    /// 実践課 as the form states it.
    pub responsible: String,
    /// 目指す姿.
    pub vision: Option<Arc<str>>,
    /// 目標.
    pub annual_goal: Option<Arc<str>>,
    /// 取組内容.
    pub planned_actions: Option<Arc<str>>,
    /// Where the plan's form was read.
    pub source: Arc<Source>,
    /// The texts for comparison by content, prepared where they are first asked for.
    profile: OnceLock<Profile>,
}

impl IssuedTexts {
    fn of(plan: &Plan, form: &Form) -> Self {
        let path = plan.initiative(&form.initiative_id);
        let coordinator = path.and_then(|p| p.initiative.coordinating_section.as_deref());
        let responsible = match coordinator {
            Some(name) if form.section == ALL_SECTIONS => format!("{ALL_SECTIONS}【{name}】"),
            _ => form.section.clone(),
        };
        let heading = path.map_or_else(|| form.initiative_id.clone(), |path| path.heading());
        let text = |field: Field| form.text(field).map(Arc::from);
        Self {
            heading,
            responsible,
            vision: text(Field::Vision),
            annual_goal: text(Field::AnnualGoal),
            planned_actions: text(Field::PlannedActions),
            source: Arc::new(form.source.clone()),
            profile: OnceLock::new(),
        }
    }

    fn text(&self, field: Field) -> &str {
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

impl ExpectedForm {
    /// A form as it is issued, on a sheet that is not known. `texts` keeps those of the plan's
    /// forms by id.
    fn of<'p>(
        plan: &Plan,
        issued: &IssuedForm<'p>,
        accepted: &AcceptedAnswers,
        texts: &mut HashMap<&'p str, Arc<IssuedTexts>>,
    ) -> Self {
        let form = issued.form;
        let texts = texts.entry(&form.form_id);
        Self {
            accepted: accepted.get(&issued.form_id).cloned().unwrap_or_default(),
            sheet: None,
            form_id: issued.form_id.clone(),
            plan_form_id: form.form_id.clone(),
            initiative_id: form.initiative_id.clone(),
            section: issued.section.to_owned(),
            summary: false,
            branch_no: issued.branch_no,
            texts: Arc::clone(texts.or_insert_with(|| Arc::new(IssuedTexts::of(plan, form)))),
        }
    }

    /// The issued text of a field; empty where the plan leaves it blank.
    #[must_use]
    pub fn issued(&self, field: Field) -> &str {
        self.texts.text(field)
    }

    /// Its texts for comparison by content.
    pub(super) fn profile(&self) -> &Profile {
        let of = || Profile::of(COMPARED.map(|field| Some(self.issued(field))));
        self.texts.profile.get_or_init(of)
    }

    /// Tells whether a locked text is as it was issued; white space alone is no edit.
    #[must_use]
    pub fn is_as_issued(&self, field: Field, text: &str) -> bool {
        let issued = self.issued(field);
        text == issued || squeeze(text) == squeeze(issued)
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
        let mut texts = HashMap::new();
        let forms: Vec<ExpectedForm> = issued_forms(plan, sections)
            .iter()
            .map(|issued| {
                let sheet = sheets.get(issued.form_id.as_str()).map(|&sheet| sheet.to_owned());
                ExpectedForm { sheet, ..ExpectedForm::of(plan, issued, accepted, &mut texts) }
            })
            .collect();
        let mut expected = Self {
            title: plan.title.clone(),
            issued_title: ledger.map(|ledger| ledger.title.clone()).unwrap_or_default(),
            fiscal_year: plan.fiscal_year.label.clone(),
            edition: ledger.map(|ledger| ledger.edition),
            sections: sections.to_vec(),
            forms: Vec::with_capacity(forms.len()),
            by_id: HashMap::with_capacity(forms.len()),
            by_section: HashMap::new(),
            names: Vec::new(),
            by_name: HashMap::new(),
            wording: Wording::default(),
            former: HashMap::new(),
        };
        for form in forms {
            expected.expect(form);
        }
        for section in sections {
            expected.learn_alias(section, section);
        }
        expected
    }

    /// Expects the forms on which the とりまとめ課 sum up as well: see
    /// [`crate::model::summary_forms`].
    pub fn add_summaries(
        &mut self,
        plan: &Plan,
        forms: &[IssuedForm<'_>],
        accepted: &AcceptedAnswers,
    ) {
        let mut texts = HashMap::new();
        for form in forms {
            let expected = ExpectedForm::of(plan, form, accepted, &mut texts);
            self.expect(ExpectedForm { summary: true, ..expected });
        }
    }

    fn expect(&mut self, form: ExpectedForm) {
        let index = self.forms.len();
        self.by_id.insert(match_key(&form.form_id), index);
        self.by_section.entry(form.section.clone()).or_default().push(index);
        self.forms.push(form);
    }

    /// Learns the words of issued workbooks.
    pub fn learn_wording(&mut self, wording: Wording) {
        self.wording.extend(wording);
    }

    /// Tells whether a form was ever issued with a text in a field, in this or an earlier edition.
    #[must_use]
    pub fn was_issued(&self, form: usize, field: Field, text: &str) -> bool {
        let mut ids = std::iter::once(&self.forms[form].form_id)
            .chain(self.former.get(&form).into_iter().flatten());
        ids.any(|id| self.wording.was_issued(id, field, text))
    }

    /// Tells whether a locked text of a form is as it was issued. The earlier name of a 課 that was
    /// renamed is no edit.
    #[must_use]
    pub fn is_as_issued(&self, form: usize, field: Field, text: &str) -> bool {
        let own = &self.forms[form];
        let is_own = |name: &str| self.section(name) == Some(own.section.as_str());
        own.is_as_issued(field, text)
            || field == Field::ResponsibleSection && is_own(text) && is_own(own.issued(field))
    }

    /// Learns an id under which a form was issued before its 課 was renamed or united with another.
    pub fn learn_former(&mut self, former: &str, form_id: &str, sheet: &str) {
        let Some(form) = self.by_id(form_id) else { return };
        if self.by_id.insert(match_key(former), form).is_none() {
            self.former.entry(form).or_default().push(former.to_owned());
            self.forms[form].sheet.get_or_insert_with(|| sheet.to_owned());
        }
    }

    /// Tells whether an id is one of a form, that of today or an earlier one.
    #[must_use]
    pub fn is_id_of(&self, form: usize, id: &str) -> bool {
        self.by_id(id) == Some(form)
    }

    /// Learns a name of a 課; where two 課 share one, it stays with the first.
    pub fn learn_alias(&mut self, alias: &str, section: &str) {
        let key = match_key(alias);
        self.by_name.entry(key.clone()).or_insert(self.names.len());
        self.names.push((key, section.to_owned()));
    }

    /// Finds a form by its id, in any width and with blanks inside.
    #[must_use]
    pub fn by_id(&self, form_id: &str) -> Option<usize> {
        self.by_id.get(&match_key(form_id)).copied()
    }

    /// Finds the 課 of a name or alias.
    pub(super) fn section(&self, name: &str) -> Option<&str> {
        self.by_name.get(&match_key(name)).map(|&index| self.names[index].1.as_str())
    }

    /// Finds the 課 that a file's name mentions; the longest name wins.
    #[must_use]
    pub fn section_in(&self, file: &str) -> Option<&str> {
        let file = match_key(file);
        let mentioned = self.names.iter().filter(|(key, _)| file.contains(key.as_str()));
        mentioned.max_by_key(|(key, _)| key.len()).map(|(_, section)| section.as_str())
    }

    /// The forms of a 課 in the order of issue.
    pub(super) fn of_section(&self, section: &str) -> impl Iterator<Item = usize> {
        self.by_section.get(section).into_iter().flatten().copied()
    }
}
