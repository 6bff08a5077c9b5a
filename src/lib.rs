//! Turns a Japanese town office's Excel forms into a typed model and back.

pub mod bind;
pub mod binding;
pub mod calendar;
pub mod check;
pub mod cli;
pub mod commands;
pub mod error;
pub mod field;
pub mod finding;
pub mod folder;
pub mod grid;
pub mod identify;
pub mod ledger;
pub mod merge;
pub mod model;
pub mod output;
pub mod plausibility;
pub mod read;
pub mod recognise;
pub mod render;
pub mod rules;
pub mod settings;
pub mod template;
