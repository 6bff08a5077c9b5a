//! A master of many forms in parts: workbooks of a size that a person can work in, each for some 課.
//!
//! In: all that the master is made from. Out: parts, of which each makes a whole master by itself.
//! Nothing is in two parts, and what belongs to no 課 is in the first.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::super::mayor::Earlier;
use super::Master;
use crate::finding::Finding;
use crate::merge::{Account, Dues, FileAccount, Merged, MergedForm, Return, State};
use crate::model::remarks::of_section;
use crate::model::{Note, Notes, RemarksByForm};
use crate::settings::Settings;

/// Most forms of one master; more would take Excel minutes and a person days.
pub const MOST_FORMS: usize = 3_000;

/// Which 課 stand in which part.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The 課 of every part, in display order.
    pub sections: Vec<Vec<&'a str>>,
    /// The part of every 課, 0-based.
    part_of: HashMap<&'a str, usize>,
}

/// What the parts are taken from.
#[derive(Debug, Clone, Copy)]
pub struct Whole<'a> {
    /// All that a master is made from.
    pub input: &'a Master<'a>,
    /// The account of every return, in their order.
    pub accounts: &'a [FileAccount],
    /// Forms that the 台帳 names, by 課.
    pub issued: Option<&'a BTreeMap<String, u64>>,
    /// What is known of the 期 before.
    pub earlier: Option<Earlier<'a>>,
}

/// What one part is made from.
#[derive(Debug)]
pub struct Part {
    merged: Merged,
    findings: Vec<Finding>,
    settings: Settings,
    issued: Option<u64>,
    remarks: RemarksByForm,
    notes: Notes,
    /// States and remarks of the 期 before.
    earlier: (BTreeMap<String, State>, RemarksByForm),
}

impl<'a> Parts<'a> {
    /// Divides the 課 into parts of at most `most` forms; a 課 is never divided.
    #[must_use]
    pub fn of(input: &Master<'a>, most: usize) -> Self {
        let mut forms: HashMap<&str, usize> = HashMap::new();
        let mut names: Vec<&'a str> = Vec::new();
        let settings = input.settings.sections.iter().map(|section| section.name.as_str());
        for (name, count) in settings
            .map(|name| (name, 0))
            .chain(input.merged.forms.iter().map(|form| (form.section.as_str(), 1)))
        {
            *forms.entry(name).or_insert_with(|| {
                names.push(name);
                0
            }) += count;
        }
        let mut parts = Self { sections: vec![Vec::new()], part_of: HashMap::new() };
        // As many forms in each as can be, so that the last is no remnant.
        let all = input.merged.forms.len();
        let count = all.div_ceil(most);
        let (mut before, mut held) = (0, 0);
        for name in names {
            let own = forms[name];
            let is_next = before * count >= all * parts.sections.len();
            if held > 0 && (is_next || held + own > most) {
                parts.sections.push(Vec::new());
                held = 0;
            }
            held += own;
            before += own;
            let last = parts.sections.len() - 1;
            parts.sections[last].push(name);
            parts.part_of.insert(name, last);
        }
        parts
    }

    /// The part in which a 課 stands; the first where it is not known or none is meant.
    pub(super) fn index(&self, section: Option<&str>) -> usize {
        section.and_then(|name| self.part_of.get(name)).copied().unwrap_or_default()
    }

    /// Takes what belongs into a part, 0-based; its title tells that it is one of several.
    #[must_use]
    pub fn take(&self, part: usize, whole: &Whole<'_>) -> Part {
        let Whole { input, accounts, issued, earlier } = *whole;
        let own = |section: &str| self.index(Some(section)) == part;
        let record = input.merged;
        let forms = |forms: &[MergedForm]| -> Vec<MergedForm> {
            forms.iter().filter(|form| own(&form.section)).cloned().collect()
        };
        let of_return = |one: &Return| self.index(one.section.as_deref()) == part;
        let returned = || record.returns.iter().zip(accounts).filter(|(one, _)| of_return(one));
        let account: Account = returned().map(|(_, file)| file.account).sum();
        let merged = Merged {
            schema: record.schema,
            title: format!("{}（分冊 {}／{}）", record.title, part + 1, self.sections.len()),
            municipality: record.municipality.clone(),
            fiscal_year: record.fiscal_year.clone(),
            period: record.period.clone(),
            as_of: record.as_of.clone(),
            hierarchy: record.hierarchy.clone(),
            forms: forms(&record.forms),
            summaries: forms(&record.summaries),
            returns: returned().map(|(one, _)| one.clone()).collect(),
            account,
            dues: Dues::default(),
        };
        let findings = input.findings.iter();
        let findings = findings.filter(|finding| self.index(finding.section.as_deref()) == part);
        let mut settings = input.settings.clone();
        settings.sections.retain(|section| own(&section.name));
        let of_forms =
            record.forms.iter().map(|form| (Cow::Borrowed(&*form.form_id), &*form.section));
        let of_sections = self.part_of.keys().map(|name| (Cow::Owned(of_section(name)), *name));
        let section_of: HashMap<Cow<'_, str>, &str> = of_forms.chain(of_sections).collect();
        let of_id = |id: &str| self.index(section_of.get(id).copied()) == part;
        let remarks = |all: &RemarksByForm| -> RemarksByForm {
            let own = all.iter().filter(|(id, _)| of_id(id));
            own.map(|(id, remarks)| (id.clone(), remarks.clone())).collect()
        };
        let note = |note: &&Note| self.index(note.section.as_deref()) == part;
        Part {
            findings: findings.cloned().collect(),
            settings,
            issued: issued.map(|issued| {
                issued.iter().filter(|(section, _)| own(section)).map(|(_, count)| count).sum()
            }),
            remarks: remarks(input.remarks),
            earlier: earlier.map_or_else(Default::default, |earlier| {
                let states = earlier.states.iter().filter(|(id, _)| of_id(id));
                let states = states.map(|(id, state)| (id.clone(), *state)).collect();
                (states, remarks(earlier.remarks))
            }),
            notes: Notes {
                entries: input.notes.entries.iter().filter(note).cloned().collect(),
                adopted: input
                    .notes
                    .adopted
                    .iter()
                    .filter(|((id, _), _)| of_id(id))
                    .map(|(key, place)| (key.clone(), place.clone()))
                    .collect(),
                unclear: if part == 0 { input.notes.unclear.clone() } else { Vec::new() },
            },
            merged,
        }
    }
}

impl Part {
    /// As a master of its own.
    #[must_use]
    pub fn master<'p>(&'p self, whole: &Whole<'p>) -> Master<'p> {
        let whole = whole.input;
        Master {
            merged: &self.merged,
            findings: &self.findings,
            settings: &self.settings,
            template: whole.template,
            changes: whole.changes,
            issued: self.issued,
            remarks: &self.remarks,
            notes: &self.notes,
        }
    }

    /// What is known of it in the 期 before.
    #[must_use]
    pub fn earlier<'p>(&'p self, whole: &Whole<'p>) -> Option<Earlier<'p>> {
        let (states, remarks) = &self.earlier;
        whole.earlier.map(|earlier| Earlier { period: earlier.period, states, remarks })
    }
}
