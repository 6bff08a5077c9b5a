//! Figures as people read them: `72,330`.
//!
//! In: a count, or any reference to one as templates give it. Out: its digits in threes. Data for other programs is never written so.

use std::fmt::Display;

/// Writes a count with a comma before every third digit from the right.
pub(super) fn figure(count: impl Display) -> String {
    let digits = count.to_string();
    let comma = |(at, digit): (usize, char)| {
        let rest = digits.len() - at;
        let comma = (at > 0 && rest.is_multiple_of(3)).then_some(',');
        comma.into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(comma).collect()
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn digits_stand_in_threes() {
        let figures = [0, 999, 1000, 72_330, 1_234_567].map(figure);
        assert_eq!(figures, ["0", "999", "1,000", "72,330", "1,234,567"]);
    }
}
