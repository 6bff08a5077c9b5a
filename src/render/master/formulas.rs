//! Formulas over 一覧 and 確認事項: how the figures of the master are counted.
//!
//! In: conditions on columns. Out: formulas that Excel 2016 and LibreOffice calculate alike. Rows of
//! 一覧 that stand for no form (remarks on forms that are gone) have no 枝番 and are never counted,
//! wherever sorting puts them.

use super::super::list_sheet::Cell;
use super::super::tally::{StateCounts, StatusCounts};
use super::{Desk, list};
use crate::grid::Addr;
use crate::merge::State;

/// A condition: a column of 一覧, and what must stand there as Excel writes it, such as `$A5` or
/// `"<>"`.
pub(super) type Condition<'c> = (u32, &'c str);

/// Counts the forms of 一覧 under some conditions, without a leading `=`.
pub(super) fn count(desk: &Desk<'_>, conditions: &[Condition<'_>]) -> String {
    let mut formula = format!("COUNTIFS({},\">0\"", desk.list_column(list::BRANCH));
    for (col, value) in conditions {
        formula.extend([",", &desk.list_column(*col), ",", value]);
    }
    formula.push(')');
    formula
}

/// The forms by 状況区分 on one row: choices, 未判定 and その他.
#[derive(Debug, Clone, Copy)]
pub(super) struct StatusColumns {
    /// Column of the first choice, 0-based.
    pub first: u32,
    /// Column of 様式数, 0-based.
    pub forms: u32,
    /// Row of the headings, 0-based: the choices are compared with them.
    pub head: u32,
}

impl StatusColumns {
    /// The cells of a row, 0-based, whose forms meet some conditions.
    pub(super) fn cells(
        &self,
        desk: &Desk<'_>,
        row: u32,
        counts: &StatusCounts,
        conditions: &[Condition<'_>],
    ) -> Vec<Cell<'static>> {
        let judged = |value: &str| {
            let all: Vec<Condition<'_>> =
                conditions.iter().copied().chain([(list::STATUS, value)]).collect();
            count(desk, &all)
        };
        let choices = counts.choices.len() as u32;
        let own = (self.first..).zip(&counts.choices).map(|(col, count)| {
            let heading = format!("{}${}", letters(col), self.head + 1);
            Cell::Formula(format!("={}", judged(&heading)), *count as f64)
        });
        let any = judged("\"<>\"");
        let undecided = format!("={}-{any}", cell(row, self.forms));
        let other = if choices == 0 {
            format!("={any}")
        } else {
            let last = cell(row, self.first + choices - 1);
            format!("={any}-SUM({}:{last})", cell(row, self.first))
        };
        let rest = [
            Cell::Formula(undecided, counts.undecided as f64),
            Cell::Formula(other, counts.other as f64),
        ];
        own.chain(rest).collect()
    }
}

/// The forms by state on one row; the headings name the states.
pub(super) fn states(
    desk: &Desk<'_>,
    (head, first): (u32, u32),
    counts: &StateCounts,
    conditions: &[Condition<'_>],
) -> Vec<Cell<'static>> {
    let of_state = |(state, col): (State, u32)| {
        let heading = format!("{}${}", letters(col), head + 1);
        let all: Vec<Condition<'_>> =
            conditions.iter().copied().chain([(list::STATE, heading.as_str())]).collect();
        Cell::Formula(format!("={}", count(desk, &all)), counts.get(state) as f64)
    };
    State::ALL.into_iter().zip(first..).map(of_state).collect()
}

/// Sums a column from a row to another, 0-based; zero where there is no row.
pub(super) fn sum(col: u32, (first, end): (u32, u32), value: u64) -> Cell<'static> {
    if first >= end {
        return Cell::Formula("=0".to_owned(), value as f64);
    }
    let formula = format!("=SUM({}:{})", cell(first, col), cell(end - 1, col));
    Cell::Formula(formula, value as f64)
}

/// A share of a whole, both on the same sheet.
pub(super) fn share(part: &str, whole: &str, (of, all): (u64, u64)) -> Cell<'static> {
    let value = if all == 0 { 0.0 } else { of as f64 / all as f64 };
    Cell::Share(format!("=IF({whole}=0,0,{part}/{whole})"), value)
}

/// A cell of the same sheet, 0-based: `B5`.
pub(super) fn cell(row: u32, col: u32) -> String {
    Addr::new(row, col).to_string()
}

/// The letters of a column, 0-based.
pub(super) fn letters(col: u32) -> String {
    cell(0, col).trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
}
