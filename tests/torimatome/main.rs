//! The integration tests, a module a stage.

mod rules;
mod seed;
