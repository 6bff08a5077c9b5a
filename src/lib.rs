//! Turns a Japanese town office's Excel forms into a typed model and back.

pub mod error;
pub mod field;
pub mod finding;
pub mod grid;
pub mod merge;
pub mod model;
pub mod render;
pub mod rules;
pub mod settings;
pub mod template;
