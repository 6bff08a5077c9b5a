//! Forms as they are issued: a 全課 form once for every 課, and once for the 課 that sums up.

use std::collections::{BTreeMap, HashMap};

use super::{ALL_SECTIONS, Form, Plan, form_id};

/// A form as one 課 receives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedForm<'a> {
    /// `1-1-1-1-町民生活課-1` also where the plan's form is `1-1-1-1-全課-1`.
    pub form_id: String,
    /// 課 that answers.
    pub section: &'a str,
    /// 枝番 within 取組項目 and 課, 1-based.
    pub branch_no: u32,
    /// The plan's form.
    pub form: &'a Form,
}

/// Gives every form that is issued, in the hierarchy's order (forms that it does not know come
/// last), and within a 全課 form in the order of `sections` (the list that 全課 means).
#[must_use]
pub fn issued_forms<'a>(plan: &'a Plan, sections: &'a [String]) -> Vec<IssuedForm<'a>> {
    let mut issued: Vec<IssuedForm<'a>> = Vec::with_capacity(plan.forms.len() * 2);
    let order: HashMap<&str, usize> = plan
        .initiatives()
        .enumerate()
        .map(|(index, path)| (path.initiative.id.as_str(), index))
        .collect();
    let mut forms: Vec<&Form> = plan.forms.iter().collect();
    forms.sort_by_key(|form| order.get(form.initiative_id.as_str()).copied().unwrap_or(usize::MAX));
    let mut own: HashMap<(&str, &str), u32> = HashMap::new();
    for form in &plan.forms {
        *own.entry((&form.initiative_id, &form.section)).or_default() += 1;
    }
    for form in forms {
        if form.section != ALL_SECTIONS {
            issued.push(IssuedForm {
                form_id: form.form_id.clone(),
                section: &form.section,
                branch_no: form.branch_no,
                form,
            });
            continue;
        }
        for section in sections {
            let before = own.get(&(form.initiative_id.as_str(), section.as_str()));
            let branch_no = form.branch_no + before.copied().unwrap_or_default();
            let form_id = form_id(&form.initiative_id, section, branch_no);
            issued.push(IssuedForm { form_id, section, branch_no, form });
        }
    }
    issued
}

/// Gives the forms of [`issued_forms`] by the 課 that receives them: those of `sections` in their
/// order, then others by name. 課 without forms are left out, and forms that state none.
#[must_use]
pub fn issued_by_section<'a>(
    plan: &'a Plan,
    sections: &'a [String],
) -> Vec<(&'a str, Vec<IssuedForm<'a>>)> {
    let mut forms: BTreeMap<&str, Vec<IssuedForm<'_>>> = BTreeMap::new();
    for form in issued_forms(plan, sections).into_iter().filter(|form| !form.section.is_empty()) {
        forms.entry(form.section).or_default().push(form);
    }
    let listed = sections.iter().filter_map(|section| forms.remove_entry(section.as_str()));
    let mut ordered: Vec<_> = listed.collect();
    ordered.extend(forms);
    ordered
}

/// Gives the forms on which a とりまとめ課 sums up what every 課 answered, in the plan's order: the
/// plan's own 全課 forms. `gathering` names the 課 that gathers, given the one that the 体系 states.
#[must_use]
pub fn summary_forms<'a>(
    plan: &'a Plan,
    gathering: impl Fn(Option<&'a str>) -> &'a str,
) -> Vec<IssuedForm<'a>> {
    let summary = |form: &'a Form| {
        let path = plan.initiative(&form.initiative_id);
        let stated = path.and_then(|path| path.initiative.coordinating_section.as_deref());
        let form_id = form.form_id.clone();
        IssuedForm { form_id, section: gathering(stated), branch_no: form.branch_no, form }
    };
    plan.forms.iter().filter(|form| form.section == ALL_SECTIONS).map(summary).collect()
}
