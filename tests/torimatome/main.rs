//! The integration tests, a module a stage.

mod plan_sample;
mod render;
