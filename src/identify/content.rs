//! Comparison by content: how well a returned form fits an issued one when every id is gone.
//!
//! In: the issued texts of both. Out: a score from 0 to 1. It decides nothing.

use std::collections::BTreeSet;

use crate::field::Field;
use crate::grid::match_key;

/// The texts of a form that are compared.
pub(super) const COMPARED: [Field; 4] =
    [Field::Initiative, Field::Vision, Field::AnnualGoal, Field::PlannedActions];

/// Letter pairs of a form's texts, in the order of [`COMPARED`].
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    pairs: [BTreeSet<(char, char)>; 4],
}

impl Profile {
    /// Prepares a form's texts.
    pub(super) fn of(texts: [Option<&str>; 4]) -> Self {
        Self { pairs: texts.map(|text| pairs(text.unwrap_or_default())) }
    }

    /// Likeness of two forms: the mean over the texts that either has, of shared letter pairs
    /// over all (Dice).
    pub(super) fn score(&self, other: &Self) -> f64 {
        let mut sum = 0.0;
        let mut count = 0.0;
        for (own, theirs) in self.pairs.iter().zip(&other.pairs) {
            let total = own.len() + theirs.len();
            if total == 0 {
                continue;
            }
            sum += 2.0 * own.intersection(theirs).count() as f64 / total as f64;
            count += 1.0;
        }
        if count == 0.0 { 0.0 } else { sum / count }
    }
}

/// The pairs of neighbouring letters of a text's key; a single letter pairs with nothing.
pub(crate) fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let mut chars = match_key(text);
    if chars.chars().count() == 1 {
        chars.push('\0');
    }
    chars.chars().zip(chars.chars().skip(1)).collect()
}
