//! Shows fractions: `# ?/?`, `# ??/??`, `# ?/8`.
//!
//! In: a number and the tokens of a section with a slash. Out: what Excel shows, blanks that only
//! line numbers up left out.

use super::section::Token;

/// Most digits of a denominator.
const MOST_DIGITS: usize = 7;
/// Largest number that is shown without a whole part.
const MAX_IMPROPER: f64 = 1e11;

/// Shows a number as a fraction; `None` where the tokens are no pattern of one.
pub(super) fn show(number: f64, tokens: &[Token]) -> Option<String> {
    let slash = tokens.iter().position(|token| *token == Token::Slash)?;
    let (above, below) = (&tokens[..slash], &tokens[slash + 1..]);
    let top = above.iter().rposition(|token| matches!(token, Token::Digit(_)))?;
    let top = above[..top].iter().rposition(|token| !matches!(token, Token::Digit(_)));
    // What stands before the numerator and holds a digit is the whole part.
    let mixed = top.is_some_and(|end| has_digit(&above[..end]));
    let size = number.abs();
    if !size.is_finite() || size >= 1e15 {
        return None;
    }
    let fixed = denominator(below);
    let digits = below.iter().take_while(|token| matches!(token, Token::Digit(_))).count();
    let (whole, part) = if mixed { (size.trunc(), size.fract()) } else { (0.0, size) };
    let (mut numerator, denominator) = match fixed {
        Some(fixed) => ((part * fixed as f64).round() as u64, fixed),
        None if digits == 0 => return None,
        // Beyond this a numerator would be no number of 64 bits.
        None if part >= MAX_IMPROPER => return None,
        None => nearest(part, 10_u64.pow(digits.min(MOST_DIGITS) as u32) - 1),
    };
    let mut whole = whole as u64;
    if mixed && numerator == denominator {
        (whole, numerator) = (whole + 1, 0);
    }
    let sign = if number < 0.0 && (whole > 0 || numerator > 0) { "-" } else { "" };
    Some(match (mixed, whole, numerator) {
        (true, _, 0) => format!("{sign}{whole}"),
        (true, 0, _) | (false, ..) => format!("{sign}{numerator}/{denominator}"),
        (true, ..) => format!("{sign}{whole} {numerator}/{denominator}"),
    })
}

fn has_digit(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| matches!(token, Token::Digit(_)))
}

/// The denominator that a format states: 8 in `# ?/8`, 100 in `# ?/100`.
fn denominator(below: &[Token]) -> Option<u64> {
    let digits: String = below
        .iter()
        .map_while(|token| match token {
            Token::Literal(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(text.clone())
            }
            Token::Digit('0') => Some("0".to_owned()),
            _ => None,
        })
        .collect();
    let stated = digits.bytes().any(|digit| digit != b'0') && digits.len() <= MOST_DIGITS;
    digits.parse().ok().filter(|_| stated)
}

/// The fraction nearest to a part, with a denominator of at most `most`: the last convergent of its
/// continued fraction that is small enough, or what lies between that and the next.
fn nearest(part: f64, most: u64) -> (u64, u64) {
    let (mut before, mut last) = ((0_u64, 1_u64), (1_u64, 0_u64));
    let mut rest = part;
    loop {
        let times = rest.trunc() as u64;
        // A convergent that is too large only shows how far the one before may be carried.
        let room = (most - before.1).checked_div(last.1).map_or(times, |room| room.min(times));
        let next = (before.0 + room * last.0, before.1 + room * last.1);
        if room < times {
            let distance = |(above, below): (u64, u64)| (above as f64 / below as f64 - part).abs();
            return if distance(next) < distance(last) { next } else { last };
        }
        (before, last) = (last, next);
        let left = rest.fract();
        if left < 1e-9 || (last.0 as f64 / last.1 as f64 - part).abs() < 1e-12 {
            return last;
        }
        rest = left.recip();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_fraction_is_found_whatever_the_size_of_the_denominator() {
        for (part, most, expected) in [
            (0.3, 9, (2, 7)),
            (0.3, 99, (3, 10)),
            (0.02, 9, (0, 1)),
            (0.06, 9, (1, 9)),
            (0.999, 9, (1, 1)),
            (12.5, 9, (25, 2)),
            (0.618, 99, (55, 89)),
            (0.0, 9, (0, 1)),
            (1e-9, 9_999_999, (0, 1)),
            (0.123_456, 9_999_999, (1_929, 15_625)),
        ] {
            assert_eq!(nearest(part, most), expected, "{part} up to {most}");
        }
    }
}
