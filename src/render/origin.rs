//! The returns from which a workbook is made that takes answers over and goes out again.
//!
//! In: the merged record and the forms of the workbook. Out: what it says of those returns, so
//! that its answers replace theirs when it comes back. It judges no answer.

use std::collections::BTreeSet;

use crate::binding::{FIRST_SAVED_KEY, MADE_FROM_KEY};
use crate::merge::{Merged, Return};
use crate::model::{IssuedForm, parse_date};

/// What a workbook says of the returns that it is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Origin<'a> {
    /// SHA-256 of them, and of those from which one of them was made itself.
    made_from: BTreeSet<&'a str>,
    /// When the first of them was saved.
    first_saved: Option<&'a str>,
}

impl<'a> Origin<'a> {
    /// Takes the returns that hold one of the forms.
    pub(super) fn of(merged: &'a Merged, forms: &[IssuedForm<'_>]) -> Self {
        let own = |id: &String| forms.iter().any(|form| form.form_id == *id);
        let returns = || merged.returns.iter().filter(|file| file.forms.iter().any(own));
        let all = |file: &'a Return| file.made_from.iter().chain([&file.sha256]);
        let saved = returns().filter_map(|file| file.first_saved.as_deref());
        Self {
            made_from: returns().flat_map(all).map(String::as_str).collect(),
            first_saved: saved
                .filter(|date| parse_date(date).is_some())
                .min_by_key(|date| parse_date(date)),
        }
    }

    /// Keys and values for the hidden sheet and the custom properties.
    pub(super) fn keys(&self) -> impl Iterator<Item = (String, String)> {
        let saved = self.first_saved.map(|date| (FIRST_SAVED_KEY.to_owned(), date.to_owned()));
        let numbered = (1..).zip(&self.made_from);
        saved.into_iter().chain(
            numbered.map(|(number, sha256)| {
                (format!("{MADE_FROM_KEY}{number:03}"), (*sha256).to_owned())
            }),
        )
    }
}
