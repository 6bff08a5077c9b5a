//! 町長報告.xlsx: one page on how the 期 stands, and a sheet for the meeting of the 課長.
//!
//! In: the merged record, findings, what 総務課 and 町長 wrote, what is known of the 期 before. Out:
//! the file's bytes, the same for the same input. It stands alone: every figure is a formula over
//! its own hidden sheets, with its value cached. It rates nothing and words nothing that nobody
//! reported.

mod attention;
mod categories;
mod count;
mod data;
mod fit;
mod followups;
mod grid;
mod halves;
mod hidden;
mod items;
mod looks;
mod meeting;
mod page;
mod tables;
mod targets;

use std::collections::BTreeMap;

use super::master::Master;
use super::sheet::{Book, Properties};
use super::style::Styles;
use crate::error::Result;
use crate::figures::targets_of;
use crate::merge::State;
use crate::model::RemarksByForm;
use data::Data;
use looks::Looks;

/// What is known of the 期 before.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// Its name.
    pub period: &'a str,
    /// The state in which every form ended; empty where there is no record.
    pub states: &'a BTreeMap<String, State>,
    /// What 総務課 and 町長 wrote then.
    pub remarks: &'a RemarksByForm,
}

/// Makes 町長報告.xlsx.
///
/// # Errors
///
/// The drawing itself is at fault; no input makes it so.
pub fn mayor_workbook(input: &Master<'_>, earlier: Option<Earlier<'_>>) -> Result<Vec<u8>> {
    let merged = input.merged;
    let properties = Properties {
        title: format!("{}　町長報告（{}）", merged.title, merged.period),
        subject: format!("{}　{}", merged.fiscal_year.label, merged.period),
        company: merged.municipality.clone(),
        custom: Vec::new(),
    };
    let mut book = Book::new(&properties, super::master::made_on(merged)?);
    let looks = Looks::new(&Styles::new(&input.template.layout));
    let data = Data::of(input, earlier);
    let items = items::items(&data);
    let followups = followups::followups(&data);
    let targets = targets_of(merged, input.template);
    let contents = page::Contents { items: &items, followups: &followups, targets: &targets };
    let (page, shown) = page::page(&data, &contents, &looks);
    let beside = hidden::Beside { items: &items, followups: &followups, shown: &shown };
    book.push(page);
    book.push(meeting::meeting_sheet(&data, &looks));
    book.push(hidden::forms_sheet(&data, &beside, &looks));
    book.push(hidden::findings_sheet(&data, &looks));
    book.push(hidden::targets_sheet(&data, &targets, &looks));
    book.push(hidden::chart_sheet(&data, &looks));
    book.save()
}
