//! The integration tests, a module a stage.

#[macro_use]
mod fires;

mod account;
mod apart;
mod appendix;
mod beside;
mod bind;
mod chain;
mod change;
mod cli;
mod export;
mod fan_in;
mod figures;
mod files;
mod fillings;
mod hostile;
mod injuries;
mod layering;
mod looks;
mod markup;
mod master;
mod mayor;
mod memory;
mod mended;
mod office;
mod opened;
mod passwords;
mod plan_sample;
mod plausibility;
mod read;
mod recognise;
mod renamed;
mod render;
mod report;
mod returns;
mod round_trip;
mod rules;
mod sample;
mod seed;
mod send_back;
mod sheets;
mod slips;
mod tally;
mod traps;
mod walls;
