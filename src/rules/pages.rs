//! Rules of family P.

use super::{Code, Rule, Severity};

/// The rules, in catalogue order.
pub(super) static RULES: [Rule; 1] = [Rule {
    code: Code::P01,
    severity: Severity::Warning,
    name: "text-overflows-page",
    message: "",
    what: "",
    why: "",
    example: "",
    remedy: "",
}];
