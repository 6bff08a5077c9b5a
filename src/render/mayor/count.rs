//! A figure and the formula that gives it, made from the same conditions so that they agree.

use std::fmt::Write as _;

/// A figure with its formula, which has no `=` in front.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    /// The formula.
    pub formula: String,
    /// What it gives.
    pub value: f64,
}

/// A text with figures in it, with its formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Words {
    /// The formula, without `=`.
    pub formula: String,
    /// What it gives.
    pub text: String,
}

impl Figure {
    /// The difference of two figures.
    pub(super) fn minus(&self, other: &Self) -> Self {
        Self {
            formula: format!("{}-{}", self.formula, other.formula),
            value: self.value - other.value,
        }
    }

    /// The sum of two figures.
    pub(super) fn plus(&self, other: &Self) -> Self {
        Self {
            formula: format!("{}+{}", self.formula, other.formula),
            value: self.value + other.value,
        }
    }

    /// The share that this is of another figure; nothing of nothing is none.
    pub(super) fn share_of(&self, all: &Self) -> Self {
        let value = if all.value == 0.0 { 0.0 } else { self.value / all.value };
        let (own, all) = (&self.formula, &all.formula);
        Self { formula: format!("IF({all}=0,0,({own})/{all})"), value }
    }
}

impl Words {
    /// Starts with a text.
    pub(super) fn new(text: &str) -> Self {
        Self { formula: quoted(text), text: text.to_owned() }
    }

    /// Adds a text.
    pub(super) fn and(mut self, text: &str) -> Self {
        self.formula.push('&');
        self.formula.push_str(&quoted(text));
        self.text.push_str(text);
        self
    }

    /// Adds a count.
    pub(super) fn count(mut self, figure: &Figure) -> Self {
        self.formula.push_str("&(");
        self.formula.push_str(&figure.formula);
        self.formula.push(')');
        self.text.push_str(&figure.value.to_string());
        self
    }

    /// Adds a share in percent with one decimal.
    pub(super) fn percent(mut self, figure: &Figure) -> Self {
        self.formula.push_str("&TEXT(");
        self.formula.push_str(&figure.formula);
        self.formula.push_str(",\"0.0%\")");
        // Halves are rounded up, as spreadsheets do.
        let tenths = (figure.value * 1_000.0 + 1e-9).round() / 10.0;
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{tenths:.1}%");
        self
    }
}

/// A text as formulas quote it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A text as a condition that only the very same text meets.
pub(super) fn exactly(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '?' | '~') {
            plain.push('~');
        }
        plain.push(c);
    }
    if plain.starts_with(['=', '<', '>']) {
        plain.insert(0, '=');
    }
    quoted(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_formula_say_the_same() {
        let part = Figure { formula: "A1".to_owned(), value: 2.0 };
        let all = Figure { formula: "B1".to_owned(), value: 3.0 };
        let words = Words::new("提出率 ").percent(&part.share_of(&all)).and("（").count(&part);
        assert_eq!(words.text, "提出率 66.7%（2");
        assert_eq!(words.formula, "\"提出率 \"&TEXT(IF(B1=0,0,(A1)/B1),\"0.0%\")&\"（\"&(A1)");
    }

    #[test]
    fn a_condition_is_met_by_its_own_text_only() {
        assert_eq!(exactly("総務課"), "\"総務課\"");
        assert_eq!(exactly("○*\""), "\"○~*\"\"\"");
        assert_eq!(exactly("<1"), "\"=<1\"");
    }
}
