//! The integration tests, a module a stage.

mod export;
mod plan_sample;
mod plausibility;
mod read;
mod render;
mod report;
mod rules;
mod sample;
mod seed;
