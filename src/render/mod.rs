//! Everything that the program writes: workbooks, reports and tables, as bytes.
//!
//! In: the plan, the merged record and findings. Out: bytes or text, the same for the same input.
//! It opens no file and decides nothing about answers.

pub mod csv;
pub mod json;
pub mod report;
pub mod table;
pub mod tally;
