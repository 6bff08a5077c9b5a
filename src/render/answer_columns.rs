//! The columns in which the answers of several 課 stand beside one another.
//!
//! In: the forms that are shown. Out: the widths of 課, 状態 and the four answers. It draws nothing.

use crate::field::Field;
use crate::merge::MergedForm;

/// Widths in pixels: 課, 状態, then the four answers.
pub(super) type Widths = [u32; 6];
/// Headings of the two columns before the answers.
pub(super) const HEADINGS: [&str; 2] = ["課", "状態"];

/// Widths of 課 and 状態.
const FIXED: [u32; 2] = [104, 66];
/// What the four answers share, and how, in pixels.
const ANSWERS: [u32; 4] = [330, 330, 90, 270];
/// Width of an answer that nobody has written yet.
const EMPTY: u32 = 112;

/// Gives the room of answers that nobody has written yet to the others.
pub(super) fn widths<'a>(forms: impl Iterator<Item = &'a MergedForm>) -> Widths {
    let mut written = [false; 4];
    for form in forms {
        for (written, field) in written.iter_mut().zip(Field::ANSWERED) {
            *written |= form.text(field).is_some() || form.conflict(field).is_some();
        }
    }
    let all: u32 = ANSWERS.iter().sum();
    let empty = written.iter().filter(|written| !**written).count() as u32 * EMPTY;
    let shares = || ANSWERS.into_iter().zip(written);
    let room_of_written: u32 =
        shares().filter(|(_, written)| *written).map(|(share, _)| share).sum();
    let mut widths = [FIXED[0], FIXED[1], EMPTY, EMPTY, EMPTY, EMPTY];
    for (width, (share, written)) in widths[2..].iter_mut().zip(shares()) {
        if written {
            *width = (all - empty) * share / room_of_written.max(1);
        }
    }
    widths
}
