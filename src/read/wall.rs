//! Runs a foreign reader so that its panics end in `None` instead of ending the program.
//!
//! In: a closure. Out: its result, or `None` after a panic, without a word on stderr. Aborts and
//! endless loops are not caught here: what leads to them is checked before.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}
static INSTALLED: Once = Once::new();

/// Runs a closure behind the wall.
///
/// The closure must not hand work to other threads: the silence is this thread's own.
pub(super) fn guard<T>(run: impl FnOnce() -> T) -> Option<T> {
    INSTALLED.call_once(|| {
        let previous = take_hook();
        set_hook(Box::new(move |info| {
            if !QUIET.try_with(Cell::get).unwrap_or(false) {
                previous(info);
            }
        }));
    });
    let was = QUIET.replace(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    QUIET.set(was);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_in_none_and_leaves_the_thread_usable() {
        let empty: Vec<u8> = Vec::new();
        assert_eq!(guard(|| empty[1]), None);
        assert_eq!(guard(|| 1), Some(1));
        assert!(!QUIET.get());
    }
}
