//! Binding: recognised forms become the typed plan.
//!
//! In: what every sheet of the office's forms holds. Out: the plan and the findings on it
//! (families S, T and H). It reads no grid and fails on nothing.

mod hierarchy;
mod place;
mod title;

use std::collections::BTreeMap;

use crate::field::Field;
use crate::finding::{Finding, Location, MAX_QUOTED_ALONE};
use crate::grid::{Addr, match_key};
use crate::model::{ALL_SECTIONS, FiscalYear, Form, Plan, Progress, SCHEMA, Source, form_id};
use crate::recognise::{
    Block, Loose, LooseKind, Responsible, SheetReading, label_oddity, oddities, responsible,
    strip_html,
};
use crate::rules::Code;

use place::Placement;

/// What one sheet of a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct RecognisedSheet {
    /// Path as people see it.
    pub file: String,
    /// Sheet name.
    pub sheet: String,
    /// What stands on it.
    pub reading: SheetReading,
}

/// What is known before the forms are read, from `plan.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Title of the plan.
    pub title: Option<String>,
    /// Name of the municipality.
    pub municipality: Option<String>,
    /// The 年度.
    pub fiscal_year: Option<FiscalYear>,
    /// 課 that may answer, each with its other spellings; empty when any may.
    pub sections: Vec<(String, Vec<String>)>,
}

/// A form before it has its branch number.
struct Draft<'a> {
    sheet: &'a RecognisedSheet,
    block: &'a Block,
    placement: Placement,
    responsible: Responsible,
}

/// Makes the plan of all sheets, in their order.
#[must_use]
pub fn bind(sheets: &[RecognisedSheet], known: &Known) -> (Plan, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut hierarchy = hierarchy::from_tables(sheets, &mut findings);
    let inferred = hierarchy.is_empty();
    let mut drafts = Vec::new();
    for sheet in sheets {
        for block in &sheet.reading.blocks {
            let responsible = block
                .value(Field::ResponsibleSection)
                .map(|value| responsible(&value.text))
                .unwrap_or_default();
            let placement = if inferred {
                hierarchy::infer(&mut hierarchy, block, &responsible)
            } else {
                place::place(block, &hierarchy)
            };
            drafts.push(Draft { sheet, block, placement, responsible });
        }
    }
    let mut forms = Vec::new();
    let mut branches: BTreeMap<(String, String), u32> = BTreeMap::new();
    for draft in &drafts {
        let first_form = forms.len();
        draft.make_forms(known, &mut branches, &mut forms, &mut findings);
        draft.report(&mut findings, forms.get(first_form).map(|form: &Form| form.form_id.as_str()));
    }
    let blocks = || sheets.iter().flat_map(|sheet| &sheet.reading.blocks);
    let stated_year =
        || blocks().find_map(|block| block.year.as_ref().map(|(year, _)| year.clone()));
    let title = known.title.clone().or_else(|| title::title(sheets)).unwrap_or_default();
    let fiscal_year = known
        .fiscal_year
        .clone()
        .or_else(stated_year)
        .or_else(|| FiscalYear::find(&title))
        .unwrap_or(FiscalYear { label: String::new(), start: String::new(), end: String::new() });
    let municipality = known.municipality.clone().or_else(|| title::municipality(sheets));
    let plan = Plan {
        schema: SCHEMA.to_owned(),
        title,
        municipality: municipality.unwrap_or_default(),
        fiscal_year,
        hierarchy,
        forms,
    };
    report_missing_forms(&plan, sheets, &mut findings);
    report_strays(sheets, &mut findings);
    (plan, findings)
}

impl Draft<'_> {
    fn at(&self, at: Addr) -> Location {
        Location::cell(&self.sheet.file, &self.sheet.sheet, at)
    }

    /// Makes the form, or one a 課 where the form names several.
    fn make_forms(
        &self,
        known: &Known,
        branches: &mut BTreeMap<(String, String), u32>,
        forms: &mut Vec<Form>,
        findings: &mut Vec<Finding>,
    ) {
        for section in self.sections(known, findings) {
            let id = &self.placement.id;
            let branch = branches.entry((id.clone(), section.clone())).or_default();
            *branch += 1;
            let text = |field| self.text(field);
            forms.push(Form {
                form_id: form_id(id, &section, *branch),
                initiative_id: id.clone(),
                branch_no: *branch,
                vision: text(Field::Vision),
                annual_goal: text(Field::AnnualGoal),
                planned_actions: text(Field::PlannedActions),
                progress: Progress {
                    first_half: text(Field::FirstHalf),
                    second_half: text(Field::SecondHalf),
                },
                goal_attainment: text(Field::GoalAttainment),
                evaluation: text(Field::Evaluation),
                source: Source {
                    file: self.sheet.file.clone(),
                    sheet: self.sheet.sheet.clone(),
                    cell: self.block.at.to_string(),
                },
                section,
            });
        }
    }

    /// The text of a field without HTML residue; `None` when it is blank.
    fn text(&self, field: Field) -> Option<String> {
        let value = self.block.value(field).filter(|value| !value.is_blank())?;
        match strip_html(&value.text) {
            Some((text, _)) => Some(text).filter(|text| !text.is_empty()),
            None => Some(value.text.clone()),
        }
    }

    /// 課 that answer, in the spelling of `plan.toml` where it lists them.
    fn sections(&self, known: &Known, findings: &mut Vec<Finding>) -> Vec<String> {
        if self.responsible.all {
            return vec![ALL_SECTIONS.to_owned()];
        }
        let mut sections = self.responsible.sections.clone();
        if sections.is_empty() {
            sections.clone_from(&self.placement.sections);
        }
        let at =
            self.block.value(Field::ResponsibleSection).map_or(self.block.at, |value| value.at);
        for section in &mut sections {
            if known.sections.is_empty() {
                continue;
            }
            let key = match_key(section);
            let listed = known.sections.iter().find(|(name, aliases)| {
                std::iter::once(name).chain(aliases).any(|name| match_key(name) == key)
            });
            match listed {
                Some((name, _)) => name.clone_into(section),
                None => findings.push(
                    Finding::new(Code::H04)
                        .at(self.at(at))
                        .section(section.as_str())
                        .field(Field::ResponsibleSection)
                        .found(section.as_str()),
                ),
            }
        }
        if sections.is_empty() {
            sections.push(String::new());
        }
        sections
    }

    /// Reports what was normalised, recovered or odd about the form.
    fn report(&self, findings: &mut Vec<Finding>, form_id: Option<&str>) {
        let mut own = Vec::new();
        for hit in &self.block.labels {
            let at = self.at(hit.at);
            own.extend(label_oddity(hit).map(|finding| finding.at(at)));
        }
        let initiative_at = self.block.value(Field::Initiative).map_or(self.block.at, |v| v.at);
        for finding in &self.placement.findings {
            own.push(finding.clone().at(self.at(initiative_at)));
        }
        for (field, value) in &self.block.values {
            let cells: Vec<Addr> = value.cells.iter().map(|(at, _)| *at).collect();
            for finding in oddities(*field, &value.text, &cells) {
                own.push(finding.at(self.at(value.at)));
            }
        }
        for finding in &mut own {
            finding.form_id = form_id.map(str::to_owned);
        }
        findings.append(&mut own);
    }
}

/// H01: the hierarchy names a 課 that has no form.
fn report_missing_forms(plan: &Plan, sheets: &[RecognisedSheet], findings: &mut Vec<Finding>) {
    let table = sheets.iter().find_map(|sheet| sheet.reading.table.as_ref().map(|t| (sheet, t)));
    for path in plan.initiatives() {
        let initiative = path.initiative;
        let all = initiative.all_sections.then(|| ALL_SECTIONS.to_owned());
        for section in all.iter().chain(&initiative.responsible_sections) {
            let has = plan.forms.iter().any(|form| {
                form.initiative_id == initiative.id
                    && match_key(&form.section) == match_key(section)
            });
            if has {
                continue;
            }
            let mut finding = Finding::new(Code::H01)
                .section(section.as_str())
                .expected(form_id(&initiative.id, section, 1))
                .detail(format!("{} {}", initiative.id, initiative.title));
            if let Some((sheet, table)) = table {
                let row = table.rows.iter().find(|row| row.entry.title == initiative.title);
                let at = row.map_or(table.at, |row| row.at);
                finding = finding.at(Location::cell(&sheet.file, &sheet.sheet, at));
            }
            findings.push(finding);
        }
    }
}

/// S11: text between a form's labels and values.
fn report_strays(sheets: &[RecognisedSheet], findings: &mut Vec<Finding>) {
    for workbook in sheets.chunk_by(|a, b| a.file == b.file) {
        let mut room = MAX_QUOTED_ALONE;
        for sheet in workbook {
            let inside = |loose: &&Loose| loose.kind == LooseKind::InsideForm;
            let strays: Vec<&Loose> = sheet.reading.loose.iter().filter(inside).collect();
            let (alone, together) = strays.split_at(strays.len().min(room));
            room -= alone.len();
            for loose in alone {
                let at = Location::cell(&sheet.file, &sheet.sheet, loose.at);
                findings.push(Finding::new(Code::S11).at(at).found(loose.text.as_str()));
            }
            if !together.is_empty() {
                let texts: Vec<&str> = together.iter().map(|loose| loose.text.as_str()).collect();
                let at = Location::sheet(&sheet.file, &sheet.sheet);
                findings.push(Finding::new(Code::S11).at(at).found(texts.join("\n")));
            }
        }
    }
}
