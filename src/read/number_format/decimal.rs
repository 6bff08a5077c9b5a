//! Shows numbers: General, and patterns of digits with points, commas and percent signs.
//!
//! In: a number and tokens. Out: text. Halves are rounded away from zero on the decimal digits
//! that one sees, as Excel does, not on the binary fraction.

use super::section::Token;

/// Shows a number as General does in a cell that is wide enough: at most 11 characters.
pub(super) fn general(number: f64) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    let size = number.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    if size < 1e11 && size.fract() == 0.0 {
        return (number as i64).to_string();
    }
    let plain = rounded(size, 9);
    let exact_small =
        size < 1e-4 && plain.parse::<f64>().is_ok_and(|it| it.to_bits() == size.to_bits());
    let text = if size >= 1e11 || size < 1e-4 && !exact_small {
        scientific(size, 5, true, 2)
    } else {
        let whole_digits = rounded(size.trunc(), 0).len();
        strip_zeros(&rounded(size, 10usize.saturating_sub(whole_digits)))
    };
    if number < 0.0 { format!("-{text}") } else { text }
}

/// Shows a number by a pattern such as `#,##0.0%` with literals in it.
pub(super) fn patterned(number: f64, tokens: &[Token]) -> String {
    if !number.is_finite() {
        return general(number);
    }
    if let Some(at) = tokens.iter().position(|token| matches!(token, Token::Exponent(_))) {
        return exponential(number, tokens, at);
    }
    let point = tokens.iter().position(|token| *token == Token::Point).unwrap_or(tokens.len());
    let (whole, fraction) = tokens.split_at(point);
    let percents = tokens.iter().filter(|token| **token == Token::Percent).count();
    let (grouping, thousands) = commas(whole, fraction);
    let places = count_digits(fraction);
    let powers = |count: usize| i32::try_from(count).unwrap_or(i32::MAX / 8);
    let shift = 2 * powers(percents) - 3 * powers(thousands);
    let text = rounded(shifted(number.abs(), shift), places);
    let (digits, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = whole_part(digits, whole, grouping);
    out.push_str(&fraction_part(decimals, fraction));
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if number < 0.0 && !is_zero { format!("-{out}") } else { out }
}

fn count_digits(tokens: &[Token]) -> usize {
    tokens.iter().filter(|token| matches!(token, Token::Digit(_))).count()
}

/// Tells whether commas group the digits, and how many commas behind the last digit divide: that of
/// the whole part in `0,` and `0,.0`, that of the decimals in `0.0,`.
fn commas(whole: &[Token], fraction: &[Token]) -> (bool, usize) {
    let last = |tokens: &[Token]| tokens.iter().rposition(|token| matches!(token, Token::Digit(_)));
    let dividing = |tokens: &[Token]| {
        let behind = last(tokens).map_or(&[][..], |last| &tokens[last + 1..]);
        behind.iter().take_while(|token| **token == Token::Comma).count()
    };
    let grouping = last(whole).is_some_and(|last| whole[..last].contains(&Token::Comma));
    (grouping, dividing(whole) + dividing(fraction))
}

/// Fills the digits of the whole part into its placeholders, from the right.
fn whole_part(digits: &str, whole: &[Token], grouping: bool) -> String {
    let mut digits: Vec<char> = if digits == "0" { Vec::new() } else { digits.chars().collect() };
    let mut placeholders = count_digits(whole);
    let mut reversed: Vec<String> = Vec::new();
    let mut placed = 0;
    let mut place = |digit: char, reversed: &mut Vec<String>| {
        if grouping && placed > 0 && placed % 3 == 0 {
            reversed.push(",".to_owned());
        }
        reversed.push(digit.to_string());
        placed += 1;
    };
    for token in whole.iter().rev() {
        match token {
            Token::Digit(kind) => {
                placeholders -= 1;
                match (digits.pop(), kind) {
                    (Some(digit), _) => place(digit, &mut reversed),
                    (None, '0') => place('0', &mut reversed),
                    (None, '?') => reversed.push(" ".to_owned()),
                    (None, _) => {}
                }
                while placeholders == 0
                    && let Some(digit) = digits.pop()
                {
                    place(digit, &mut reversed);
                }
            }
            Token::Comma => {}
            other => reversed.push(super::plain_token(other, 0.0)),
        }
    }
    reversed.into_iter().rev().collect()
}

/// Fills decimals into the placeholders behind the point; `#` drops zeros at the end.
fn fraction_part(decimals: &str, fraction: &[Token]) -> String {
    let significant = decimals.trim_end_matches('0').len();
    let mut out = String::new();
    let mut decimals = decimals.chars().enumerate();
    for token in fraction {
        match token {
            Token::Digit(kind) => match decimals.next() {
                Some((at, _)) if at >= significant && *kind == '#' => {}
                Some((at, _)) if at >= significant && *kind == '?' => out.push(' '),
                Some((_, digit)) => out.push(digit),
                None => {}
            },
            Token::Comma => {}
            other => out.push_str(&super::plain_token(other, 0.0)),
        }
    }
    out
}

/// Shows `0.00E+00` and its like.
fn exponential(number: f64, tokens: &[Token], at: usize) -> String {
    let (mantissa, exponent) = tokens.split_at(at);
    let point = mantissa.iter().position(|token| *token == Token::Point).unwrap_or(at);
    let places = count_digits(&mantissa[point..]);
    let plus = exponent.first() == Some(&Token::Exponent(true));
    let width = count_digits(exponent);
    let text = scientific(number.abs(), places, plus, width);
    if number < 0.0 { format!("-{text}") } else { text }
}

/// Writes a mantissa with at most (General) or exactly so many places; General strips zeros.
fn scientific(size: f64, places: usize, plus: bool, width: usize) -> String {
    let text = format!("{size:.places$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa = if places == 5 { strip_zeros(mantissa) } else { mantissa.to_owned() };
    let (sign, digits) = match exponent.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => (if plus { "+" } else { "" }, exponent),
    };
    format!("{mantissa}E{sign}{digits:0>width$}")
}

/// Drops zeros behind a point, and the point.
fn strip_zeros(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

/// Multiplies by a power of ten on the decimal digits, so that 0.07 gives 7 and not 7.000…01.
fn shifted(size: f64, power: i32) -> f64 {
    if power == 0 {
        return size;
    }
    format!("{size:e}")
        .split_once('e')
        .and_then(|(mantissa, exponent)| {
            let exponent: i32 = exponent.parse().ok()?;
            format!("{mantissa}e{}", exponent + power).parse().ok()
        })
        .unwrap_or(size)
}

/// Writes a size with so many places, halves away from zero on its shortest decimal form.
fn rounded(size: f64, places: usize) -> String {
    // Excel keeps 15 significant digits: 2.675 is stored a little below and still shows 2.68.
    let text = format!("{}", format!("{size:.14e}").parse::<f64>().unwrap_or(size));
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    let keep = whole.len() + places;
    let up = digits.get(keep).is_some_and(|digit| *digit >= b'5');
    digits.resize(keep, b'0');
    if up {
        increment(&mut digits);
    }
    let split = digits.len() - places;
    let (whole, fraction) = digits.split_at(split);
    let mut out: String = whole.iter().map(|digit| char::from(*digit)).collect();
    if places > 0 {
        out.push('.');
        out.extend(fraction.iter().map(|digit| char::from(*digit)));
    }
    out
}

/// Adds one to the last of the decimal digits.
fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit == b'9' {
            *digit = b'0';
        } else {
            *digit += 1;
            return;
        }
    }
    digits.insert(0, b'1');
}
