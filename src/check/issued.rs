//! M03: locked text that a 課 edited, or S03 that an earlier edition had, is never taken over,
//! always shown.

use crate::field::Field;
use crate::finding::Finding;
use crate::grid::squeeze;
use crate::identify::{ExpectedForm, ReturnedField, ReturnedForm, Tally};
use crate::rules::Code;

/// The locked fields of a form.
const LOCKED: [Field; 5] = [
    Field::Initiative,
    Field::Vision,
    Field::AnnualGoal,
    Field::PlannedActions,
    Field::ResponsibleSection,
];

/// Compares the locked fields with what was issued; white space alone is no edit.
///
/// In a form of an earlier edition a difference is the edition's, not the 課's: S03.
pub(super) fn check(
    file: &str,
    form: &ReturnedForm,
    expected: &ExpectedForm,
    old_edition: bool,
    tally: &mut Tally,
    findings: &mut Vec<Finding>,
) {
    for field in LOCKED {
        let Some(value) = form.fields.get(&field) else { continue };
        let issued = expected.issued(field);
        if same(value, issued) {
            tally.issued += value.characters();
            continue;
        }
        tally.quoted += value.characters();
        findings.push(
            Finding::new(if old_edition { Code::S03 } else { Code::M03 })
                .at(form.location(file, field))
                .field(field)
                .found(value.text.as_str())
                .expected(issued),
        );
    }
}

fn same(value: &ReturnedField, issued: &str) -> bool {
    value.text == issued || squeeze(&value.text) == squeeze(issued)
}
