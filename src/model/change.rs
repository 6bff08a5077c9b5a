//! A change of issued text that the office accepted.

use crate::field::Field;

/// What stood on a form and what stands there from the next edition on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The plan's form.
    pub form_id: String,
    /// 目指す姿, 目標 or 取組内容.
    pub field: Field,
    /// As the plan's 様式 states it.
    pub before: String,
    /// As accepted.
    pub after: String,
}
