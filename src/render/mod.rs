//! Draws workbooks and texts from the model and the merged record.
//!
//! In: plan, settings, template, merged record, findings. Out: bytes and the places of what was
//! written. It reads no file, decides nothing about content, and changes no text.
//!
//! - [`text_layout`]: how much room a text takes
//! - [`style`]: how a cell looks, as plain data
//! - [`sheet`]: the only place that knows the writing library

pub mod sheet;
pub mod style;
pub mod text_layout;
