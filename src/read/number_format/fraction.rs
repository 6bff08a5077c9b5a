//! Shows fractions: `# ?/?`, `# ??/??`, `# ?/8`.
//!
//! In: a number and the tokens of a section with a slash. Out: what Excel shows, blanks that only
//! line numbers up left out.

use super::section::Token;

/// Most digits of a denominator.
const MOST_DIGITS: usize = 7;

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

/// The fraction nearest to a part, with a denominator of at most `most` (Stern and Brocot).
fn nearest(part: f64, most: u64) -> (u64, u64) {
    let whole = part.trunc() as u64;
    let rest = part.fract();
    let (mut low, mut high) = ((0_u64, 1_u64), (1_u64, 1_u64));
    while low.1 + high.1 <= most {
        let middle = (low.0 + high.0, low.1 + high.1);
        let value = middle.0 as f64 / middle.1 as f64;
        if (value - rest).abs() < 1e-12 {
            return (whole * middle.1 + middle.0, middle.1);
        }
        if value < rest { low = middle } else { high = middle }
    }
    let distance = |(above, below): (u64, u64)| (above as f64 / below as f64 - rest).abs();
    let (above, below) = if distance(low) <= distance(high) { low } else { high };
    (whole * below + above, below)
}
