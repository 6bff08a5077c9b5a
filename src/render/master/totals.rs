//! What the program counts by itself, before any formula does: the figures of every sheet.
//!
//! In: the record, the findings, the remarks. Out: the counts, made once, and the proof that those
//! that must be equal are. 検算 lays the formulas' figures beside them.

use super::super::tally::{
    AreaTally, Attainments, SectionTally, SeverityCounts, StateCounts, StatusCounts, by_area,
    by_attainment, by_form, by_section, status_by_area, status_by_section,
};
use super::Master;
use crate::error::{Error, Result};
use crate::merge::MergedForm;
use crate::model::{Path, paths};

/// The counts of the master.
pub(super) struct Totals {
    /// Every form of the record.
    pub all: StateCounts,
    /// The same by 状況区分.
    pub statuses: StatusCounts,
    /// By 取組項目, in the hierarchy's order.
    pub items: Vec<ItemTally>,
    /// Forms whose 取組項目 is not in the hierarchy.
    pub outside: ItemTally,
    /// By 課 in display order.
    pub sections: Vec<SectionTally>,
    /// The same by 状況区分.
    pub section_statuses: Vec<StatusCounts>,
    /// By 基本項目.
    pub areas: Vec<AreaTally>,
    /// The same by 状況区分.
    pub area_statuses: Vec<StatusCounts>,
    /// By 達成区分.
    pub attainments: Attainments,
    /// Findings by severity.
    pub findings: SeverityCounts,
}

/// The forms of one 取組項目.
pub(super) struct ItemTally {
    pub states: StateCounts,
    pub statuses: StatusCounts,
    /// 要修正 and 要確認 on them.
    pub to_check: u64,
}

impl Totals {
    pub(super) fn of(input: &Master<'_>, sections: &[String]) -> Self {
        let (merged, status) = (input.merged, &input.template.status);
        let to_check = by_form(input.findings);
        let item = |own: &dyn Fn(&MergedForm) -> bool| {
            let forms: Vec<&MergedForm> = merged.forms.iter().filter(|form| own(form)).collect();
            let of_form = |form: &&MergedForm| {
                to_check.get(&*form.form_id).map_or(0, SeverityCounts::to_check)
            };
            ItemTally {
                states: StateCounts::of(forms.iter().copied()),
                statuses: StatusCounts::of(forms.iter().copied(), input.remarks, status),
                to_check: forms.iter().map(of_form).sum(),
            }
        };
        let known: Vec<Path<'_>> = paths(&merged.hierarchy).collect();
        let items = known.iter().map(|path| item(&|form| form.initiative_id == path.initiative.id));
        let inside =
            |form: &MergedForm| known.iter().any(|path| path.initiative.id == form.initiative_id);
        let tallies = by_section(merged, sections, input.findings);
        let names = tallies.iter().map(|tally| tally.section.as_str());
        Self {
            all: StateCounts::of(&merged.forms),
            statuses: StatusCounts::of(&merged.forms, input.remarks, status),
            items: items.collect(),
            outside: item(&|form| !inside(form)),
            section_statuses: status_by_section(merged, names, input.remarks, status),
            sections: tallies,
            areas: by_area(merged),
            area_statuses: status_by_area(merged, input.remarks, status),
            attainments: by_attainment(merged, input.settings),
            findings: SeverityCounts::of(input.findings),
        }
    }

    /// Every way in which the forms are counted, with its name.
    pub(super) fn of_forms(&self) -> [(&'static str, u64); 6] {
        let outside = self.outside.states.total();
        let items: u64 = self.items.iter().map(|item| item.states.total()).sum();
        let areas: u64 = self.areas.iter().map(|area| area.states.total()).sum();
        let chosen: u64 = self.attainments.choices.iter().map(|(_, count)| count).sum();
        [
            ("一覧の様式", self.all.total()),
            ("体系の取組項目ごとの様式の合計", items + outside),
            ("課ごとの様式の合計", self.sections.iter().map(|one| one.states.total()).sum()),
            ("基本項目ごとの様式の合計", areas + outside),
            ("状況区分ごとの様式の合計", self.statuses.total()),
            ("達成区分ごとの様式の合計", chosen + self.attainments.other + self.attainments.blank),
        ]
    }

    /// Holds the counts to one another.
    ///
    /// # Errors
    ///
    /// Two of them differ: the error names all.
    pub(super) fn agree(&self) -> Result<()> {
        let figures = self.of_forms();
        if figures.iter().all(|(_, count)| *count == figures[0].1) {
            return Ok(());
        }
        let figures: Vec<String> =
            figures.iter().map(|(name, count)| format!("{name} {count}")).collect();
        let what = format!("検算が合いません：{}", figures.join("、"));
        let hint = "何も書き込んでいません。計画フォルダーを保管し、開発者に知らせてください。";
        Err(Error::new(what, hint))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(of_items: u64) -> Totals {
        let nothing = || ItemTally {
            states: StateCounts::default(),
            statuses: StatusCounts::default(),
            to_check: 0,
        };
        Totals {
            all: StateCounts::default(),
            statuses: StatusCounts { undecided: of_items, ..StatusCounts::default() },
            items: Vec::new(),
            outside: nothing(),
            sections: Vec::new(),
            section_statuses: Vec::new(),
            areas: Vec::new(),
            area_statuses: Vec::new(),
            attainments: Attainments::default(),
            findings: SeverityCounts::default(),
        }
    }

    #[test]
    fn counts_that_differ_stop_the_run_and_are_named() {
        assert!(totals(0).agree().is_ok());
        let error = totals(3).agree().expect_err("they differ").to_string();
        assert!(error.contains("一覧の様式 0") && error.contains("状況区分ごとの様式の合計 3"));
    }
}
