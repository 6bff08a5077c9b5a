//! Draws workbooks and texts from the model and the merged record.
//!
//! In: plan, settings, template, merged record, findings. Out: bytes and the places of what was
//! written. It reads no file, decides nothing about content, and changes no text.
//!
//! - [`text_layout`]: how much room a text takes
//! - [`style`]: how a cell looks, as plain data
//! - [`sheet`], [`sheet_names`]: the only place that knows the writing library; legal sheet names
//! - [`form_view`], [`form_sheet`]: one form, blank or filled: its texts, and where they stand
//! - [`section`]: the workbook of one 課, from [`cover`], [`guide`], [`answer_cells`], [`binding`]

pub mod answer_cells;
pub mod binding;
mod cell_text;
pub mod cover;
pub mod form_sheet;
pub mod form_view;
pub mod guide;
pub mod section;
pub mod sheet;
pub mod sheet_names;
pub mod style;
pub mod text_layout;
