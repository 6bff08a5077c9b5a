//! M03: locked text that a 課 edited, or S03 that an earlier edition had, is never taken over,
//! always shown.

use crate::field::Field;
use crate::finding::Finding;
use crate::identify::{Expected, ReturnedForm};
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
/// A text that an earlier edition held is that edition's, not the 課's: S03.
pub(super) fn check(
    file: &str,
    form: &ReturnedForm,
    expected: &Expected,
    findings: &mut Vec<Finding>,
) {
    let current = &expected.forms[form.form];
    for field in LOCKED {
        let Some(value) = form.fields.get(&field) else { continue };
        if expected.is_as_issued(form.form, field, &value.text) {
            continue;
        }
        let earlier = expected.was_issued(form.form, field, &value.text);
        findings.push(
            Finding::new(if earlier { Code::S03 } else { Code::M03 })
                .at(form.location(file, field))
                .field(field)
                .found(value.text.as_str())
                .expected(current.issued(field)),
        );
    }
}
