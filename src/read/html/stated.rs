//! What a page states of a cell beside its text: the number that Excel or LibreOffice showed there,
//! its format, a formula.
//!
//! In: a cell's tag, the page's style sheets, the text. Out: a grid value. A cell of which nothing
//! is stated is text: a page shows `1` and `001` alike.

use super::css::Style;
use super::tag::Tag;
use crate::grid::Value;
use crate::read::looks::is_empty_format;
use crate::read::words::is_error;
use crate::read::{normalise_lines, number_format};

/// The style property that holds a number format.
const FORMAT_PROPERTY: &str = "mso-number-format:";

/// What the tag of a cell says.
#[derive(Debug, Default)]
pub(super) struct Stated {
    /// Rows that it takes; 0 is all to the table's end.
    pub(super) rows: u32,
    /// Columns that it takes.
    pub(super) cols: u32,
    /// Formula without `=`.
    pub(super) formula: Option<String>,
    /// The number; empty where the text is the number.
    number: Option<String>,
    /// The text with its own blanks.
    text: Option<String>,
    code: Option<String>,
    is_error: bool,
    is_bool: bool,
}

impl Stated {
    /// Reads the tag of a cell.
    pub(super) fn read(tag: &Tag<'_>, style: &Style) -> Self {
        let mut stated = Self { rows: 1, cols: 1, ..Self::default() };
        for (name, value) in tag.attributes() {
            match name.to_ascii_lowercase().as_str() {
                "rowspan" => stated.rows = value.trim().parse().unwrap_or(1),
                "colspan" => stated.cols = value.trim().parse().unwrap_or(1).max(1),
                "x:num" | "sdval" => stated.number = Some(value.into_owned()),
                "x:str" if !value.is_empty() => {
                    stated.text = Some(normalise_lines(value.into_owned()));
                }
                "x:fmla" => stated.formula = Some(value.trim_start_matches('=').to_owned()),
                "x:err" => stated.is_error = true,
                "x:bool" => stated.is_bool = true,
                // Language, language of the format, format.
                "sdnum" => stated.code = value.splitn(3, ';').nth(2).map(str::to_owned),
                _ => {}
            }
        }
        stated.code = stated.code.or_else(|| style.code.as_ref().map(ToString::to_string));
        stated
    }

    /// Tells whether its number format shows nothing.
    pub(super) fn shows_nothing(&self) -> bool {
        self.code.as_deref().is_some_and(is_empty_format)
    }

    /// The value of the cell with its text; `None` for one without content. An empty text is content
    /// only where a formula made it.
    pub(super) fn value(self, text: String) -> Option<Value> {
        if self.is_error || self.number.is_some() && is_error(&text) {
            return Some(Value::Error(text));
        }
        if self.is_bool && matches!(text.as_str(), "TRUE" | "FALSE") {
            return Some(Value::Bool(text == "TRUE"));
        }
        let number = self.number.as_deref().map(|number| match number.trim() {
            "" => text.replace(',', "").parse::<f64>(),
            stated => stated.parse::<f64>(),
        });
        if let Some(Ok(number)) = number
            && number.is_finite()
        {
            let code = self.code.as_deref().unwrap_or_default();
            let value = number_format::value(number, code, false);
            return Some(if text.is_empty() { value } else { shown_as(value, text) });
        }
        let text = self.text.unwrap_or(text);
        (self.formula.is_some() || !text.is_empty()).then_some(Value::Text(text))
    }
}

/// The value, shown as the page shows it.
fn shown_as(value: Value, text: String) -> Value {
    match value {
        Value::Number { value, .. } => Value::Number { value, shown: text },
        Value::Date { iso, .. } => Value::Date { iso, shown: text },
        other => other,
    }
}

/// The number format among the properties of a style.
pub(super) fn code_in(style: &str) -> Option<String> {
    let (_, rest) = style.split_once(FORMAT_PROPERTY)?;
    let mut chars = rest.trim_start().chars().peekable();
    let quote = chars.next_if(|c| matches!(c, '"' | '\''));
    let mut code = String::new();
    while let Some(c) = chars.next() {
        match c {
            // Excel escapes quotes as four hexadecimal digits and all other signs as themselves.
            '\\' => {
                let digits: String = chars.clone().take(4).collect();
                let escaped = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                if let Some(escaped) = escaped.filter(|_| digits.len() == 4) {
                    code.push(escaped);
                    chars.nth(3);
                } else {
                    code.extend(chars.next());
                }
            }
            c if Some(c) == quote => break,
            ';' | '}' if quote.is_none() => break,
            c => code.push(c),
        }
    }
    let code = code.trim();
    (!code.is_empty()).then(|| number_format::named(code).unwrap_or(code).to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::css::Classes;
    use super::super::tag::{Piece, Pieces};
    use super::*;

    fn value(tag: &str, text: &str) -> Option<Value> {
        let mut classes = Classes::default();
        classes.learn(
            "td {color:red;} .xl24, td.xl25 {mso-style-parent:style0;\n\
             mso-number-format:\"m\\0022月\\0022d\\0022日\\0022\";} .xl26{mso-number-format:Fixed}",
        );
        let Some(Piece::Tag(tag)) = Pieces::new(tag).next() else { panic!("a tag") };
        Stated::read(&tag, &classes.of(&tag)).value(text.to_owned())
    }

    #[track_caller]
    fn check_date(tag: &str, text: &str, shown: &str) {
        let expected = Value::Date { iso: "2024-01-01".to_owned(), shown: shown.to_owned() };
        assert_eq!(value(tag, text), Some(expected), "{tag}");
    }

    #[track_caller]
    fn check_number(tag: &str, text: &str, number: f64, shown: &str) {
        let expected = Value::Number { value: number, shown: shown.to_owned() };
        assert_eq!(value(tag, text), Some(expected), "{tag}");
    }

    #[track_caller]
    fn check_text(tag: &str, text: &str, expected: &str) {
        assert_eq!(value(tag, text), Some(Value::Text(expected.to_owned())), "{tag}");
    }

    #[test]
    fn what_is_stated_of_a_number_is_believed_and_shown_as_the_page_has_it() {
        check_number("<td x:num=\"-1\">", "(1)", -1.0, "(1)");
        check_number("<td x:num>", "1,234", 1234.0, "1,234");
        check_number("<td class=xl26 x:num=2>", "", 2.0, "2.00");
        check_date("<td x:num=45292 class='a xl25'>", "1月1日", "1月1日");
        check_date("<td x:num=45292 class=xl24>", "", "1月1日");
        check_date("<td sdval=\"45292\" sdnum=\"1041;0;YYYY/M/D\">", "2024/1/1", "2024/1/1");
        check_date("<td style='mso-number-format:\"Short Date\"' x:num=45292>", "", "2024/1/1");
    }

    #[test]
    fn everything_else_is_text() {
        check_text("<td>", "1", "1");
        check_text("<td style='mso-number-format:\"\\@\"'>", "001", "001");
        check_text("<td x:str=\" 前\">", "前", " 前");
        check_text("<td x:num=abc>", "1月", "1月");
        check_text("<td x:num=inf>", "∞", "∞");
        check_text("<td>", "#N/A", "#N/A");
        check_text("<td x:fmla='=IF(A1,1,\"\")'>", "", "");
        assert_eq!(value("<td x:str>", ""), None);
    }

    #[test]
    fn errors_and_flags_are_told_where_the_page_says_so() {
        let error = Value::Error("#N/A".to_owned());
        assert_eq!(value("<td x:err>", "#N/A"), Some(error.clone()));
        assert_eq!(value("<td sdval=0>", "#N/A"), Some(error));
        assert_eq!(value("<td x:bool=\"TRUE\">", "TRUE"), Some(Value::Bool(true)));
    }
}
