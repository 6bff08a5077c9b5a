//! The integration tests, a module a stage.

mod export;
mod read;
mod report;
mod rules;
mod sample;
mod seed;
