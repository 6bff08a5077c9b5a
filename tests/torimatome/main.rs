//! The integration tests, a module a stage.

mod read;
