//! What the answer cells of a form say when selected, and what they accept.
//!
//! In: the places of a form's answers, the template, the 期. Out: input messages, the drop-down of
//! 目標の達成 and the check of length. Every rule warns and can be passed.

use std::collections::BTreeMap;

use super::sheet::{Accept, Sheet, Validation};
use crate::field::Field;
use crate::grid::Addr;
use crate::template::{Period, Template};

/// Sets messages and rules on the answers of a form; `choices` refers to the list of 目標の達成,
/// `faults` take the place of the messages of what was sent back.
pub fn guard(
    sheet: &mut Sheet,
    cells: &BTreeMap<Field, Addr>,
    template: &Template,
    period: &Period,
    choices: Option<&str>,
    faults: &BTreeMap<Field, String>,
) {
    for field in Field::ANSWERED {
        if let Some(at) = cells.get(&field) {
            let mut rule = validation(field, template, period, choices);
            if let Some(fault) = faults.get(&field) {
                "差戻し".clone_into(&mut rule.title);
                rule.message.clone_from(fault);
            }
            sheet.validate(*at, &rule);
        }
    }
}

fn validation(
    field: Field,
    template: &Template,
    period: &Period,
    choices: Option<&str>,
) -> Validation {
    let input = template.input(field);
    let limit = template.layout.answer_limit;
    let (accept, warning) = match choices {
        Some(list) if field == Field::GoalAttainment => (
            Accept::List(list.to_owned()),
            "一覧にない言葉です。一覧から選び直すときは「いいえ」を、このまま残すときは「はい」を押してください。".to_owned(),
        ),
        _ => (
            Accept::MaxLength(limit),
            format!(
                "{}字を超えています。短くまとめ直すときは「いいえ」を、このまま残すときは「はい」を押してください。",
                with_commas(limit)
            ),
        ),
    };
    Validation {
        accept,
        title: input.map_or_else(|| field.label().to_owned(), |input| input.title.clone()),
        message: message(field, input.map_or("", |input| &input.message), template, period),
        warning,
    }
}

/// The template's message, with a word on the 期 where the field belongs to another one.
fn message(field: Field, message: &str, template: &Template, period: &Period) -> String {
    if period.requires.contains(&field) {
        return message.to_owned();
    }
    let owner = template.periods.iter().find(|other| other.requires.contains(&field));
    let owner = owner.map_or("別の期", |owner| owner.name.as_str());
    if period.later.contains(&field) {
        return format!("この欄は{owner}に記入します。今回は空けておいてください。\n{message}");
    }
    format!(
        "この欄は{owner}に記入した欄です。直すところがあるときだけ書き直してください。\n{message}"
    )
}

/// 2000 as 2,000.
fn with_commas(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_later_period_says_so() {
        let template = Template::by_name("torikumi").expect("built in");
        let period = template.period("前期").expect("built in");
        let later = validation(Field::SecondHalf, &template, period, None);
        assert!(later.message.starts_with("この欄は後期に記入します。"), "{}", later.message);
        let now = validation(Field::FirstHalf, &template, period, None);
        assert!(!now.message.contains("この欄は"), "{}", now.message);
        for field in Field::ANSWERED {
            for period in &template.periods {
                let message = validation(field, &template, period, None).message;
                assert!(message.encode_utf16().count() <= 255);
            }
        }
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!((with_commas(999).as_str(), with_commas(2_000).as_str()), ("999", "2,000"));
        assert_eq!(with_commas(1_234_567), "1,234,567");
    }
}
