//! The integration tests, a module a stage.

mod export;
mod master;
mod plan_sample;
mod read;
mod render;
mod report;
mod rules;
mod sample;
mod seed;
