//! Identical findings as people read them: one entry with all its places.
//!
//! In: findings in any order. Out: groups in the order of their first finding, each with the
//! sentence that holds for all. Counts and JSON stay those of the single findings.

use std::collections::HashMap;

use crate::field::Field;
use crate::finding::Finding;
use crate::rules::Code;

/// Findings that differ in form and cell only.
#[derive(Debug, Clone)]
pub struct Group<'a> {
    /// The first of them.
    pub first: &'a Finding,
    /// All of them, in order.
    pub findings: Vec<&'a Finding>,
}

/// Puts identical findings together: same rule, same 課, same words.
#[must_use]
pub fn groups<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known: HashMap<Key<'a>, usize> = HashMap::new();
    for finding in findings {
        let index = *known.entry(key(finding)).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group { first: finding, findings: vec![finding] }),
        }
    }
    groups
}

/// What identical findings share: rule, 課, field, and what was found, expected and told.
type Key<'a> = (Code, Option<&'a str>, Option<Field>, [Option<&'a str>; 3]);

fn key(finding: &Finding) -> Key<'_> {
    let words = [finding.found.as_deref(), finding.expected.as_deref(), finding.detail.as_deref()];
    let words = if told_by_place(finding.code) { [None; 3] } else { words };
    (finding.code, finding.section.as_deref(), finding.field, words)
}

/// Tells whether the names in a rule's message belong to the place, as those of a sheet do.
fn told_by_place(code: Code) -> bool {
    code == Code::S05
}

impl Group<'_> {
    /// Tells whether there are several findings.
    #[must_use]
    pub fn is_many(&self) -> bool {
        self.findings.len() > 1
    }

    /// The sentence that holds for all findings.
    #[must_use]
    pub fn message(&self) -> String {
        if !self.is_many() {
            return self.first.message();
        }
        let mut common = self.first.clone();
        let all = format!("下の {} 様式", self.findings.len());
        common.form_id = Some(all.clone());
        if told_by_place(common.code) {
            common.found = Some("…".to_owned());
            common.expected = Some("…".to_owned());
        }
        // Several forms are named by their number, not quoted as an id is.
        common.message().replace(&format!("様式「{all}」"), &all)
    }

    /// What one of several findings is about: form, field, and the names that belong to its place.
    #[must_use]
    pub fn subject(&self, finding: &Finding) -> String {
        let names = finding.expected.as_deref().zip(finding.found.as_deref());
        let names = names.filter(|_| self.is_many() && told_by_place(finding.code));
        let names = names.map(|(before, after)| format!("「{before}」→「{after}」"));
        let parts = [finding.form_id.as_deref(), finding.field.map(Field::label), names.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        parts.join("　")
    }

    /// A text that all findings have in common; `None` where every place has its own.
    #[must_use]
    pub fn common<'t>(&self, text: Option<&'t str>) -> Option<&'t str> {
        text.filter(|_| !(self.is_many() && told_by_place(self.first.code)))
    }
}
