//! The integration tests, a module a stage.

mod export;
mod plan_sample;
mod read;
mod recognise;
mod render;
mod report;
mod rules;
mod sample;
mod seed;
mod sheets;
