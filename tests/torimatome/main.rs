//! The integration tests, a module a stage.

mod export;
mod report;
mod rules;
mod sample;
mod seed;
