//! The passwords that encrypted workbooks are tried with, as a person gave them for this run.
//!
//! In: a list, once. Out: the same list. It guesses none, and no password is ever written or shown.

use std::sync::OnceLock;

static CANDIDATES: OnceLock<Vec<String>> = OnceLock::new();

/// Lets encrypted workbooks be tried with these passwords from now on, in this order.
///
/// The program calls this once, before it reads; without it no encrypted file is opened.
pub fn allow(passwords: Vec<String>) {
    // A second call changes nothing: a run has one list.
    let _ = CANDIDATES.set(passwords);
}

/// The passwords to try; none before [`allow`].
pub(super) fn candidates() -> &'static [String] {
    CANDIDATES.get().map_or(&[], Vec::as_slice)
}
