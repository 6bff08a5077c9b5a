//! Rules of family H.

use super::{Code, Rule, Severity};

/// The rules, in catalogue order.
pub(super) static RULES: [Rule; 5] = [
    Rule {
        code: Code::H01,
        severity: Severity::Error,
        name: "initiative-without-form",
        message: "",
        what: "",
        why: "",
        example: "",
        remedy: "",
    },
    Rule {
        code: Code::H02,
        severity: Severity::Error,
        name: "form-without-initiative",
        message: "",
        what: "",
        why: "",
        example: "",
        remedy: "",
    },
    Rule {
        code: Code::H03,
        severity: Severity::Warning,
        name: "title-differs",
        message: "",
        what: "",
        why: "",
        example: "",
        remedy: "",
    },
    Rule {
        code: Code::H04,
        severity: Severity::Error,
        name: "unknown-section",
        message: "",
        what: "",
        why: "",
        example: "",
        remedy: "",
    },
    Rule {
        code: Code::H05,
        severity: Severity::Warning,
        name: "hierarchy-table-repaired",
        message: "",
        what: "",
        why: "",
        example: "",
        remedy: "",
    },
];
