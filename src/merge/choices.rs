//! Which return a person chose for a field of a form.

use std::collections::BTreeMap;

use crate::field::Field;
use crate::finding::Finding;
use crate::rules::Code;
use crate::settings::Choice;

/// The choices, and which workbooks stand for copies that were set aside.
pub(super) struct Choices<'a> {
    choices: &'a [Choice],
    /// File that was set aside as a copy, to the file that is read in its place.
    original_of: BTreeMap<String, String>,
}

impl<'a> Choices<'a> {
    /// Takes the choices; `findings` tell which files were set aside (M01).
    pub(super) fn new(choices: &'a [Choice], findings: &[Finding]) -> Self {
        let copies = findings.iter().filter(|finding| finding.code == Code::M01);
        let pair = |finding: &Finding| {
            let original = finding.related.first()?.file.clone();
            Some((finding.location.as_ref()?.file.clone(), original))
        };
        Self { choices, original_of: copies.filter_map(pair).collect() }
    }

    /// The file, or the cell as `file!sheet!cell`, whose answer was chosen.
    pub(super) fn place(&self, form_id: &str, field: Field) -> Option<&str> {
        let own = |choice: &&Choice| choice.form_id == form_id && choice.field == field;
        let place = self.choices.iter().find(own)?.file.as_str();
        Some(self.original_of.get(place).map_or(place, String::as_str))
    }
}
