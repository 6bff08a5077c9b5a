//! Everything that the program writes: workbooks, reports and tables, as bytes.
//!
//! In: plan, settings, template, merged record, findings. Out: bytes and the places of what was
//! written, the same for the same input. It reads no file, decides nothing about content, and
//! changes no text.
//!
//! - [`text_layout`]: how much room a text takes
//! - [`style`]: how a cell looks, as plain data
//! - [`sheet`], [`sheet_names`]: the only place that knows the writing library; legal sheet names
//! - [`form_view`], [`form_sheet`]: one form, blank or filled: its texts, and where they stand
//! - [`appendix`]: 別紙, where an answer longer than a page goes on
//! - [`section`]: the workbook of one 課, from [`cover`], [`guide`], [`answer_cells`], [`binding`]
//! - [`accept_lines`]: the lines of `plan.toml` that accept a change
//! - [`send_back`]: the same workbook with its answers, to be mended
//! - [`fan_in`]: the workbook of a とりまとめ課, to sum up what every 課 answered
//! - `origin`: the returns that the last two are made from and replace
//! - [`tally`]: the counts that every report shows
//! - [`table`], [`csv`], [`json`]: what other programs read
//! - [`master`], [`mayor`]: とりまとめ.xlsx of 総務課, 町長報告.xlsx
//! - [`word_diff`]: what differs between two texts
//! - [`groups`]: identical findings as one entry, for people
//! - [`report`]: 検証報告 and 取込報告

pub mod accept_lines;
pub mod answer_cells;
mod answer_columns;
pub mod appendix;
pub mod binding;
mod cell_text;
mod changes_sheet;
pub mod cover;
pub mod csv;
pub mod fan_in;
pub mod form_sheet;
pub mod form_view;
mod gathered_sheet;
pub mod groups;
pub mod guide;
pub mod json;
mod list_sheet;
pub mod master;
pub mod mayor;
mod origin;
pub mod report;
pub mod section;
pub mod send_back;
mod send_back_sheet;
mod send_back_words;
pub mod sheet;
pub mod sheet_names;
pub mod style;
pub mod table;
pub mod tally;
pub mod text_layout;
pub mod word_diff;
