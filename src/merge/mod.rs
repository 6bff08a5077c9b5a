//! 統合: what came back, laid over what was issued, one field at a time.
//!
//! In: the issued forms and the returned ones. Out: one record a form and 課, with findings for
//! every choice. It reads no file and draws no sheet.

mod merged;

pub use merged::{Account, Answer, Conflict, Merged, MergedForm, Provenance, Return, State};
