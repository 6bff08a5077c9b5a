//! What 総務課 and the 課 say of the forms, counted: 状況区分 and 達成区分.
//!
//! In: the merged record, the remarks, the choices. Out: how many forms each choice has, with
//! those that have none and those that have another word counted beside. A word counts as a choice
//! only where it is written exactly so, as the formulas of the master compare it.

use super::areas;
use crate::field::Field;
use crate::merge::{Merged, MergedForm};
use crate::model::{BasicArea, RemarksByForm};
use crate::settings::Settings;
use crate::template::Status;

/// Forms by 状況区分.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatusCounts {
    /// In the order of the template's choices.
    pub choices: Vec<u64>,
    /// Forms that nobody judged: 未判定.
    pub undecided: u64,
    /// Forms with a word that is no choice: その他.
    pub other: u64,
}

impl StatusCounts {
    /// Counts forms by what 総務課 wrote on them.
    #[must_use]
    pub fn of<'a>(
        forms: impl IntoIterator<Item = &'a MergedForm>,
        remarks: &RemarksByForm,
        status: &Status,
    ) -> Self {
        let mut counts = Self { choices: vec![0; status.choices.len()], ..Self::default() };
        for form in forms {
            let own = remarks.get(&form.form_id).and_then(|own| own.status_code.as_deref());
            let Some(word) = own.filter(|word| !word.is_empty()) else {
                counts.undecided += 1;
                continue;
            };
            match status.choices.iter().position(|choice| choice == word) {
                Some(index) => counts.choices[index] += 1,
                None => counts.other += 1,
            }
        }
        counts
    }

    /// All forms.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.choices.iter().sum::<u64>() + self.undecided + self.other
    }

    /// Every count in the order of [`Status::columns`].
    #[must_use]
    pub fn columns(&self) -> Vec<u64> {
        self.choices.iter().copied().chain([self.undecided, self.other]).collect()
    }
}

impl std::iter::Sum for StatusCounts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |mut sum, one| {
            sum.choices.resize(sum.choices.len().max(one.choices.len()), 0);
            for (total, count) in sum.choices.iter_mut().zip(&one.choices) {
                *total += count;
            }
            sum.undecided += one.undecided;
            sum.other += one.other;
            sum
        })
    }
}

/// Counts by 状況区分 a 基本項目, in the hierarchy's order.
#[must_use]
pub fn status_by_area(
    merged: &Merged,
    remarks: &RemarksByForm,
    status: &Status,
) -> Vec<StatusCounts> {
    let areas = areas(merged);
    let tally = |area: &BasicArea| {
        let inside = |form: &&MergedForm| areas.get(&*form.initiative_id) == Some(&area.number);
        StatusCounts::of(merged.forms.iter().filter(inside), remarks, status)
    };
    merged.hierarchy.iter().map(tally).collect()
}

/// Counts by 状況区分 a 課, one for each of `sections`.
#[must_use]
pub fn status_by_section<'s>(
    merged: &Merged,
    sections: impl IntoIterator<Item = &'s str>,
    remarks: &RemarksByForm,
    status: &Status,
) -> Vec<StatusCounts> {
    let tally = |section: &str| {
        let own = merged.forms.iter().filter(|form| form.section == section);
        StatusCounts::of(own, remarks, status)
    };
    sections.into_iter().map(tally).collect()
}

/// Forms by 達成区分: what the 課 chose at 目標の達成.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attainments {
    /// Every choice of `plan.toml` with its forms.
    pub choices: Vec<(String, u64)>,
    /// Forms whose answer is none of the choices and no alias of one.
    pub other: u64,
    /// Forms without an answer to 目標の達成, or with several.
    pub blank: u64,
}

/// Counts by 達成区分.
#[must_use]
pub fn by_attainment(merged: &Merged, settings: &Settings) -> Attainments {
    let choice = |name: &String| (name.clone(), 0);
    let mut counts = Attainments {
        choices: settings.attainment_choices.iter().map(choice).collect(),
        ..Attainments::default()
    };
    for form in &merged.forms {
        let Some(text) = form.text(Field::GoalAttainment) else {
            counts.blank += 1;
            continue;
        };
        let chosen = settings.attainment(text);
        match counts.choices.iter_mut().find(|(name, _)| Some(name.as_str()) == chosen) {
            Some((_, count)) => *count += 1,
            None => counts.other += 1,
        }
    }
    counts
}
