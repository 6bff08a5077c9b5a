//! Whether a workbook holds a 課's own forms or those on which a とりまとめ課 sums up.
//!
//! In: what the workbook says of itself. Out: the forms that may be found in it by content, for
//! both kinds have the same issued texts. It identifies no form.

use crate::binding::{Binding, FAN_IN_KEY, GATHERED_SHEET, GUIDE_SHEET, SHEET, SUMMARY_NOTE};
use crate::grid::{Cell, Workbook, squeeze};
use crate::recognise::{Block, SheetReading};

use super::which::{FITS, profile};
use super::{Expected, ExpectedForm};

/// What the forms of a workbook are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A 課 answers them.
    Answer,
    /// A とりまとめ課 sums up on those of 全課.
    Summary,
    /// Both, or it cannot be told: where content fits both, no one of them is chosen.
    Untold,
}

impl Purpose {
    /// Tells the purpose of a workbook that comes from `section`.
    pub(super) fn of(
        workbook: &Workbook,
        readings: &[SheetReading],
        binding: &Binding,
        expected: &Expected,
        section: Option<&str>,
    ) -> Self {
        let blocks = || readings.iter().flat_map(|reading| &reading.blocks);
        let printed = blocks().filter_map(|block| Some(block.printed_id.as_ref()?.0.as_str()));
        let bound = binding.forms.values().filter_map(|form| form.form_id.as_deref());
        let told: Vec<bool> = printed
            .chain(bound)
            .filter_map(|id| Some(expected.forms[expected.by_id(id)?].summary))
            .collect();
        let summary =
            told.contains(&true) || binding.key(FAN_IN_KEY).is_some() || is_marked(workbook);
        let answer = told.contains(&false) || workbook.sheet(GUIDE_SHEET).is_some();
        let fits_summary = |block: &Block| {
            let own = |form: &&ExpectedForm| section.is_none_or(|name| form.section == name);
            let mut summaries = expected.forms.iter().filter(|form| form.summary).filter(own);
            let profile = profile(block);
            summaries.any(|form| profile.score(form.profile()) >= FITS)
        };
        match (summary, answer) {
            (true, false) => Self::Summary,
            (true, true) => Self::Untold,
            (false, false) if blocks().all(fits_summary) => Self::Untold,
            (false, _) => Self::Answer,
        }
    }

    /// Tells whether a form may be found by content.
    pub(super) fn admits(self, form: &ExpectedForm) -> bool {
        match self {
            Self::Answer => !form.summary,
            Self::Summary => form.summary || form.plan_form_id == form.form_id,
            Self::Untold => true,
        }
    }
}

/// Tells whether a sheet shows what every 課 answered, or a form has the line of a summary.
fn is_marked(workbook: &Workbook) -> bool {
    let note = squeeze(SUMMARY_NOTE);
    // The hidden sheet has more cells than all others, and holds no form.
    let mut sheets = workbook.sheets.iter().filter(|sheet| sheet.name != SHEET);
    sheets.any(|sheet| {
        sheet.name.trim().starts_with(GATHERED_SHEET)
            || sheet.cells.iter().map(Cell::shown).any(|t| t.contains('※') && squeeze(&t) == note)
    })
}
