//! Splits a number format into sections and a section into tokens.
//!
//! In: a format code and the number to show. Out: the section that applies, with the magnitude
//! that it shows. It shows nothing itself.

use super::kanji::Kanji;

/// One section of a format code.
#[derive(Debug, Default)]
pub(super) struct Section {
    /// Its tokens in order.
    pub(super) tokens: Vec<Token>,
    /// Stands in the code, if empty: `;;;` hides a number.
    pub(super) explicit: bool,
    /// How its digits are written, where not as usual.
    pub(super) kanji: Option<Kanji>,
    /// Whether the first year of an era is 元年: `[$-ja-JP-x-gannen]`.
    pub(super) gannen: bool,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Text as it stands.
    Literal(String),
    /// `General`.
    General,
    /// `@`.
    Text,
    /// `0`, `#` or `?`.
    Digit(char),
    /// Decimal point.
    Point,
    /// Thousands, or a division by a thousand.
    Comma,
    /// `%`.
    Percent,
    /// `/` between digits: a fraction; in dates a separator.
    Slash,
    /// `E+` or `E-`; the flag tells that a plus is shown.
    Exponent(bool),
    /// `y`, `m`, `d`, `h`, `s`, `g`, `e`, `a` and how often; `M` stands for minutes.
    Date(char, usize),
    /// `[h]`, `[m]` or `[s]` and how many digits.
    Elapsed(char, usize),
    /// `AM/PM` (true: long) or `A/P`.
    HalfDay(bool),
    /// `.000` behind seconds, in digits.
    SubSecond(usize),
}

impl Section {
    /// Tells whether the section shows a date or a time.
    pub(super) fn is_date(&self) -> bool {
        self.tokens
            .iter()
            .any(|token| matches!(token, Token::Date(..) | Token::Elapsed(..) | Token::HalfDay(_)))
    }
}

/// Chooses the section for a number and the number that it shows: the magnitude where the
/// section is for negative numbers only, since such a section brings its own sign.
pub(super) fn choose(code: &str, number: f64) -> (Section, f64) {
    let texts = split(code);
    let conditions: Vec<Option<Condition>> = texts.iter().map(|text| condition(text)).collect();
    let numeric = texts.len().min(3);
    if conditions.iter().any(Option::is_some) {
        let hit = (0..numeric)
            .find(|index| conditions[*index].as_ref().is_none_or(|it| it.holds(number)))
            .unwrap_or(0);
        return (tokenise(&texts[hit], texts.len() > 1), number);
    }
    let (index, shown) = match numeric {
        0 | 1 => (0, number),
        _ if number < 0.0 => (1, number.abs()),
        3 if number == 0.0 => (2, number),
        _ => (0, number),
    };
    let text = texts.get(index).map_or("", String::as_str);
    (tokenise(text, texts.len() > 1), shown)
}

/// A condition such as `[>=100]`.
struct Condition {
    operator: String,
    bound: f64,
}

impl Condition {
    fn holds(&self, number: f64) -> bool {
        match self.operator.as_str() {
            "<" => number < self.bound,
            "<=" => number <= self.bound,
            ">" => number > self.bound,
            ">=" => number >= self.bound,
            "<>" => (number - self.bound).abs() > 0.0,
            _ => (number - self.bound).abs() <= 0.0,
        }
    }
}

fn condition(section: &str) -> Option<Condition> {
    section.split('[').skip(1).find_map(|part| {
        let inside = part.split(']').next()?;
        let digits = inside.find(|c: char| !matches!(c, '<' | '>' | '='))?;
        let (operator, bound) = inside.split_at(digits);
        if operator.is_empty() {
            return None;
        }
        Some(Condition { operator: operator.to_owned(), bound: bound.parse().ok()? })
    })
}

/// Splits at `;` outside quotes and escapes.
fn split(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let mut quoted = false;
    let mut escaped = false;
    for c in code.chars() {
        if c == ';' && !quoted && !escaped {
            sections.push(String::new());
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped && !quoted;
        if let Some(last) = sections.last_mut() {
            last.push(c);
        }
    }
    sections
}

/// Splits a section into tokens.
fn tokenise(text: &str, explicit: bool) -> Section {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        at += one_token(&chars[at..], &mut tokens);
    }
    tell_minutes_from_months(&mut tokens);
    let brackets = || text.split('[').skip(1).filter_map(|part| part.split(']').next());
    Section {
        tokens,
        explicit,
        kanji: brackets().find_map(Kanji::named),
        gannen: brackets().any(|inside| inside.to_ascii_lowercase().contains("x-gannen")),
    }
}

/// Takes one token off and tells how many characters it took, at least one.
fn one_token(chars: &[char], tokens: &mut Vec<Token>) -> usize {
    let c = chars[0];
    let next = chars.get(1).copied();
    let run = || chars.iter().take_while(|other| other.eq_ignore_ascii_case(&c)).count();
    if let Some((length, token)) = word(chars) {
        tokens.push(token);
        return length;
    }
    match c {
        '"' => {
            let text: String = chars[1..].iter().take_while(|c| **c != '"').collect();
            let length = text.chars().count() + 2;
            tokens.push(Token::Literal(text));
            length
        }
        '\\' | '!' => {
            tokens.extend(next.map(|c| Token::Literal(c.to_string())));
            2
        }
        '_' => {
            tokens.push(Token::Literal(" ".to_owned()));
            2
        }
        '*' => 2,
        '[' => bracket(chars, tokens),
        '0' | '#' | '?' => push(tokens, Token::Digit(c), 1),
        '.' if matches!(
            tokens.last(),
            Some(Token::Date('s' | 'S', _) | Token::Elapsed('s', _))
        ) =>
        {
            let digits = chars[1..].iter().take_while(|c| **c == '0').count();
            push(tokens, Token::SubSecond(digits), digits + 1)
        }
        '.' => push(tokens, Token::Point, 1),
        ',' => push(tokens, Token::Comma, 1),
        '%' => push(tokens, Token::Percent, 1),
        '/' => push(tokens, Token::Slash, 1),
        '@' => push(tokens, Token::Text, 1),
        // The year of an era, and the era with it: ee and gggee.
        'r' if run() == 1 => push(tokens, Token::Date('e', 2), 1),
        'r' => {
            tokens.push(Token::Date('g', 3));
            push(tokens, Token::Date('e', 2), run())
        }
        'E' | 'e' if matches!(next, Some('+' | '-')) => {
            push(tokens, Token::Exponent(next == Some('+')), 2)
        }
        'y' | 'm' | 'd' | 'h' | 's' | 'g' | 'e' | 'a' | 'Y' | 'M' | 'D' | 'H' | 'S' | 'G' | 'E' => {
            push(tokens, Token::Date(c.to_ascii_lowercase(), run()), run())
        }
        other => push(tokens, Token::Literal(other.to_string()), 1),
    }
}

fn push(tokens: &mut Vec<Token>, token: Token, length: usize) -> usize {
    tokens.push(token);
    length
}

/// The words of a format code that are no runs of one letter.
fn word(chars: &[char]) -> Option<(usize, Token)> {
    let words = [
        ("general", Token::General),
        ("g/標準", Token::General),
        ("am/pm", Token::HalfDay(true)),
        ("a/p", Token::HalfDay(false)),
    ];
    words.into_iter().find_map(|(word, token)| {
        let length = word.chars().count();
        let matches = chars.len() >= length
            && word.chars().zip(chars).all(|(a, b)| a == b.to_ascii_lowercase());
        matches.then_some((length, token))
    })
}

/// Reads `[…]`: elapsed time, a currency sign, or a colour, locale or condition to step over.
fn bracket(chars: &[char], tokens: &mut Vec<Token>) -> usize {
    let inside: String = chars[1..].iter().take_while(|c| **c != ']').collect();
    let length = inside.chars().count() + 2;
    let lower = inside.to_ascii_lowercase();
    if let Some(sign) = inside.strip_prefix('$') {
        let sign = sign.split('-').next().unwrap_or_default();
        if !sign.is_empty() {
            tokens.push(Token::Literal(sign.to_owned()));
        }
    } else if let Some(unit @ ('h' | 'm' | 's')) = lower.chars().next()
        && lower.chars().all(|c| c == unit)
    {
        tokens.push(Token::Elapsed(unit, lower.len()));
    }
    length
}

/// `m` is minutes after hours or before seconds, else months.
fn tell_minutes_from_months(tokens: &mut [Token]) {
    let units: Vec<(usize, char)> = tokens
        .iter()
        .enumerate()
        .filter_map(|(index, token)| match token {
            Token::Date(unit, _) | Token::Elapsed(unit, _) => Some((index, *unit)),
            _ => None,
        })
        .collect();
    for (order, (index, unit)) in units.iter().enumerate() {
        let before = order.checked_sub(1).and_then(|order| units.get(order));
        let after = units.get(order + 1);
        let minutes = matches!(before, Some((_, 'h'))) || matches!(after, Some((_, 's')));
        if *unit == 'm'
            && minutes
            && let Token::Date(unit, 1 | 2) = &mut tokens[*index]
        {
            *unit = 'M';
        }
    }
}
