//! 年度 and dates: era years to civil dates and back.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{self, TimeZone};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A fiscal year, April to March.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiscalYear {
    /// 令和6年度.
    pub label: String,
    /// First day, ISO 8601.
    pub start: String,
    /// Last day, ISO 8601.
    pub end: String,
}

/// Era name, its Latin letter, the year before its first, and its first day.
type Era = (&'static str, char, i16, (i16, i8, i8));

/// The five eras since the solar calendar.
///
/// Source: 元号を改める政令 (平成 from 1989-01-08, 令和 from 2019-05-01).
const ERAS: [Era; 5] = [
    ("令和", 'r', 2018, (2019, 5, 1)),
    ("平成", 'h', 1988, (1989, 1, 8)),
    ("昭和", 's', 1925, (1926, 12, 25)),
    ("大正", 't', 1911, (1912, 7, 30)),
    ("明治", 'm', 1867, (1868, 10, 23)),
];

impl FiscalYear {
    /// Makes the 年度 that starts in April of a civil year.
    #[must_use]
    pub fn of(year: i16) -> Self {
        Self {
            label: era_year_label(year),
            start: format!("{year:04}-04-01"),
            end: format!("{:04}-03-31", year + 1),
        }
    }

    /// Reads 令和6年度, 令和６年度, 令6, R6, 令和元年度 or 2024年度, in any width and with blanks
    /// inside; the 年度 may be left out. `None` when the text says more or something else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let key: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
        Self::from_key(&key.to_lowercase())
    }

    /// Reads a 年度 as [`parse`](Self::parse) does from a text whose widths are folded already, in
    /// lower case and without blanks.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        let key = key.strip_suffix("年度").or_else(|| key.strip_suffix('年')).unwrap_or(key);
        if !key.ends_with(|c: char| c.is_ascii_digit() || c == '元') {
            return None;
        }
        for (name, letter, base, _) in ERAS {
            let first = name.chars().next()?;
            let years = key
                .strip_prefix(name)
                .or_else(|| key.strip_prefix(first))
                .or_else(|| key.strip_prefix(letter));
            if let Some(years) = years {
                let years = if years == "元" { "1" } else { years };
                let number: i16 = short_number(years)?;
                return Some(Self::of(base + number));
            }
        }
        let year = short_number(key).filter(|year| (1900..2200).contains(year))?;
        Some(Self::of(year))
    }

    /// Finds a 年度 inside a longer text, such as a plan's title ending in `R6`.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let key: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
        let starts = key.char_indices().map(|(at, _)| at);
        starts.into_iter().find_map(|at| {
            let rest = &key[at..];
            let head = ERAS.iter().find_map(|(name, letter, ..)| {
                let upper = letter.to_ascii_uppercase();
                rest.strip_prefix(*name)
                    .map(|tail| (&rest[..name.len()], tail))
                    .or_else(|| rest.strip_prefix(upper).map(|tail| (&rest[..1], tail)))
            });
            let (era, tail) = head?;
            let digits = tail.chars().take_while(char::is_ascii_digit).count();
            (1..=2).contains(&digits).then(|| Self::parse(&format!("{era}{}", &tail[..digits])))?
        })
    }
}

/// Reads up to four ASCII digits.
fn short_number(text: &str) -> Option<i16> {
    let short = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    short.then(|| text.parse().ok())?
}

/// 令和6年度 for 2024; the first year is 元年度.
fn era_year_label(year: i16) -> String {
    let (name, _, base, _) =
        ERAS.into_iter().find(|(_, _, _, start)| start.0 <= year).unwrap_or(ERAS[4]);
    match year - base {
        1 => format!("{name}元年度"),
        number => format!("{name}{number}年度"),
    }
}

/// Reads the day of an ISO 8601 text; a moment with a zone counts by Japan's clock.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    parse_moment(text).map(DateTime::date).or_else(|| text.get(..10)?.parse().ok())
}

/// Reads a moment of an ISO 8601 text by Japan's clock; one without a zone is taken as local.
#[must_use]
pub fn parse_moment(text: &str) -> Option<DateTime> {
    let text = text.trim();
    match text.parse::<Timestamp>() {
        Ok(moment) => Some(TimeZone::fixed(tz::offset(9)).to_datetime(moment)),
        Err(_) => text.parse().ok(),
    }
}

/// Reads a date as people write it: 2025-10-17, 2025/10/17, 2025.10.17, 2025年10月17日,
/// 令和7年10月17日 or R7.10.17, in any width, with a weekday in brackets behind it or without.
#[must_use]
pub fn parse_written_date(text: &str) -> Option<Date> {
    let key: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let key = key.to_lowercase();
    let weekday =
        |key: &'_ str| key.strip_suffix(')').and_then(|rest| Some(rest.rsplit_once('(')?.0.len()));
    let key = &key[..weekday(&key).unwrap_or(key.len())];
    let (year, rest) = key.split_once(['年', '/', '-', '.'])?;
    let (month, day) = rest.split_once(['月', '/', '-', '.'])?;
    let day = day.strip_suffix('日').unwrap_or(day);
    let year = FiscalYear::from_key(year)?.start.get(..4)?.parse().ok()?;
    let number = |text| short_number(text).and_then(|number| i8::try_from(number).ok());
    Date::new(year, number(month)?, number(day)?).ok()
}

/// Today in Japan, by the clock.
#[must_use]
pub fn today() -> Option<Date> {
    parse_date(&Timestamp::now().to_string())
}

/// Writes a date as 令和6年10月18日.
#[must_use]
pub fn wareki(date: Date) -> String {
    let day = (date.year(), date.month(), date.day());
    let Some((name, _, base, _)) = ERAS.into_iter().find(|(_, _, _, start)| *start <= day) else {
        return format!("{}年{}月{}日", date.year(), date.month(), date.day());
    };
    let year = match date.year() - base {
        1 => "元".to_owned(),
        number => number.to_string(),
    };
    format!("{name}{year}年{}月{}日", date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_office_spelling_of_a_year_is_read() {
        for text in
            ["令和6年度", "令和６年度", "令和　６ 年度", "R6", "Ｒ６", "令6", "r6年度", "2024年度"]
        {
            let year = FiscalYear::parse(text).expect(text);
            assert_eq!((year.label.as_str(), year.start.as_str()), ("令和6年度", "2024-04-01"));
        }
        assert_eq!(FiscalYear::parse("令和元年度").map(|y| y.start).as_deref(), Some("2019-04-01"));
        for text in ["令和6年度 目標", "目標", "6", "R", "", "rules"] {
            assert_eq!(FiscalYear::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_year_is_found_in_a_title() {
        let found = FiscalYear::find("町政運営推進プランR6").map(|year| year.label);
        assert_eq!(found.as_deref(), Some("令和6年度"));
        assert_eq!(FiscalYear::find("プラン"), None);
    }

    #[test]
    fn every_office_spelling_of_a_date_is_read() {
        for text in [
            "2025-10-17",
            "2025/10/17",
            "２０２５．１０．１７",
            "2025年10月17日（金）",
            "令和7年10月17日",
            "令和 ７年 10月 17日",
            "R7.10.17",
            "r7/10/17(金)",
        ] {
            let date = parse_written_date(text).expect(text);
            assert_eq!(date.to_string(), "2025-10-17", "{text}");
        }
        for text in ["2025-10", "2025-13-40", "10/17", "いつか", "", "7.10.17", "2025-10-17ごろ"]
        {
            assert_eq!(parse_written_date(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_written_in_their_era() {
        let date = |text| parse_date(text).map(wareki);
        assert_eq!(date("2024-10-18T03:00:00Z").as_deref(), Some("令和6年10月18日"));
        assert_eq!(date("2024-10-18T16:30:00Z").as_deref(), Some("令和6年10月19日"));
        assert_eq!(date("2024-10-18T16:30:00").as_deref(), Some("令和6年10月18日"));
        assert_eq!(date("2019-04-30").as_deref(), Some("平成31年4月30日"));
        assert_eq!(date("2019-05-01").as_deref(), Some("令和元年5月1日"));
    }
}
