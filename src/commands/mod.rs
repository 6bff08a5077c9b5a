//! The commands: the only place where the stages meet and files are written.
//!
//! One file a command; each returns what it has to say, and the program prints it.

pub mod import;
