//! Shows serial numbers as dates, times and durations, Japanese eras and weekdays included.
//!
//! In: a serial and a date section. Out: ISO 8601 and the shown form, `None` where Excel shows
//! `####`. Excel's own 29 February 1900 (serial 60) is kept.

use super::kanji::Kanji;
use super::section::{Section, Token};
use crate::read::words::{ERAS, FIRST_YEAR, WEEKDAY_SUFFIX, WEEKDAYS};

/// First serial beyond 9999-12-31.
const END_OF_DATES: f64 = 2_958_466.0;
/// Days between the two epochs.
const DAYS_TO_1904: f64 = 1462.0;
const MILLIS_A_DAY: f64 = 86_400_000.0;
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// A serial taken apart.
struct Moment {
    year: i32,
    month: u32,
    day: u32,
    /// 0 is Sunday.
    weekday: usize,
    hour: i64,
    minute: i64,
    second: i64,
    milli: i64,
    /// The whole serial in milliseconds, for elapsed time.
    total: i64,
}

impl Moment {
    /// The year of the era that the date lies in; the civil year before the first era.
    fn year_of_era(&self) -> i32 {
        let date = (self.year, self.month, self.day);
        let era = ERAS.iter().find(|era| era.first <= date);
        era.map_or(self.year, |era| self.year - era.first.0 + 1)
    }
}

/// Gives ISO 8601 and the shown form of a serial.
pub(super) fn show(serial: f64, section: &Section, from_1904: bool) -> Option<(String, String)> {
    let serial = if from_1904 { serial + DAYS_TO_1904 } else { serial };
    if !(0.0..END_OF_DATES).contains(&serial) {
        return None;
    }
    let moment = moment(serial, smallest_unit(section));
    let twelve = section.tokens.iter().any(|token| matches!(token, Token::HalfDay(_)));
    let show = |token: &Token| {
        let first = moment.year_of_era() == 1;
        let shown = show_token(token, &moment, twelve);
        match (token, section.kanji) {
            (Token::Date('e', _), _) if section.gannen && first => FIRST_YEAR.to_owned(),
            // A year of four digits and what is full-width is written digit by digit, all else is
            // read out.
            (Token::Date('y', _), Some(kanji)) => kanji.one_by_one(&shown),
            (Token::Date(..) | Token::Elapsed(..), Some(Kanji::Wide)) => {
                Kanji::Wide.one_by_one(&shown)
            }
            (Token::Date(..) | Token::Elapsed(..), Some(kanji)) => kanji.read_out(&shown),
            _ => shown,
        }
    };
    let shown: String = section.tokens.iter().map(show).collect();
    Some((iso(&moment, section), shown.trim_matches(' ').to_owned()))
}

/// Takes a serial apart after rounding it to the smallest unit that is shown, in milliseconds.
fn moment(serial: f64, unit: i64) -> Moment {
    let millis = (serial * MILLIS_A_DAY).round() as i64;
    let total = (millis + unit / 2) / unit * unit;
    let days = total.div_euclid(86_400_000);
    let time = total.rem_euclid(86_400_000);
    let (year, month, day) = civil(days);
    Moment {
        year,
        month,
        day,
        weekday: (days + 6).rem_euclid(7) as usize,
        hour: time / 3_600_000,
        minute: time / 60_000 % 60,
        second: time / 1000 % 60,
        milli: time % 1000,
        total,
    }
}

/// Excel rounds seconds, and fractions of them, but cuts minutes and hours.
fn smallest_unit(section: &Section) -> i64 {
    let places = section.tokens.iter().find_map(|token| match token {
        Token::SubSecond(places) => Some(*places),
        _ => None,
    });
    match places {
        None | Some(0) => 1000,
        Some(1) => 100,
        Some(2) => 10,
        Some(_) => 1,
    }
}

/// Gives year, month and day of a day count from 1899-12-31.
fn civil(days: i64) -> (i32, u32, u32) {
    match days {
        0 => return (1900, 1, 0),
        60 => return (1900, 2, 29),
        _ => {}
    }
    // Days since 1970-01-01, then the usual count of eras of 400 years from 1 March.
    let days = if days < 60 { days + 1 } else { days } - 25_569;
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year as i32, month as u32, day as u32)
}

fn iso(moment: &Moment, section: &Section) -> String {
    let Moment { year, month, day, hour, minute, second, .. } = moment;
    if section.tokens.iter().any(|token| matches!(token, Token::Elapsed(..))) {
        let hours = moment.total / 3_600_000;
        return format!("PT{hours}H{minute}M{second}S");
    }
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if moment.total < 86_400_000 {
        return time;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if moment.total % 86_400_000 == 0 { date } else { format!("{date}T{time}") }
}

fn show_token(token: &Token, moment: &Moment, twelve: bool) -> String {
    match token {
        Token::Date(unit, count) => show_unit(*unit, *count, moment, twelve),
        Token::Elapsed(unit, width) => {
            let millis = match unit {
                'h' => 3_600_000,
                'm' => 60_000,
                _ => 1000,
            };
            format!("{:0>width$}", moment.total / millis)
        }
        Token::HalfDay(long) => {
            let half = if moment.hour < 12 { "AM" } else { "PM" };
            if *long { half.to_owned() } else { half[..1].to_owned() }
        }
        Token::SubSecond(places) => {
            let digits = format!("{:03}{:0>9}", moment.milli, "");
            format!(".{}", digits.get(..(*places).min(12)).unwrap_or_default())
        }
        Token::Digit(_) | Token::Exponent(_) => String::new(),
        other => super::plain_token(other, 0.0),
    }
}

fn show_unit(unit: char, count: usize, moment: &Moment, twelve: bool) -> String {
    let month = MONTHS.get(moment.month.wrapping_sub(1) as usize).copied().unwrap_or_default();
    let hour = match moment.hour % 12 {
        _ if !twelve => moment.hour,
        0 => 12,
        hour => hour,
    };
    match (unit, count) {
        ('y', 1 | 2) => format!("{:02}", moment.year % 100),
        ('y', _) => format!("{:04}", moment.year),
        ('m', 1) => moment.month.to_string(),
        ('m', 2) => format!("{:02}", moment.month),
        ('m', 3) => month[..month.len().min(3)].to_owned(),
        ('m', 5) => month[..month.len().min(1)].to_owned(),
        ('m', _) => month.to_owned(),
        ('d', 1) => moment.day.to_string(),
        ('d', 2) => format!("{:02}", moment.day),
        ('d', 3) => DAYS[moment.weekday][..3].to_owned(),
        ('d', _) => DAYS[moment.weekday].to_owned(),
        ('a', 3) => WEEKDAYS[moment.weekday].to_owned(),
        ('a', 4..) => format!("{}{WEEKDAY_SUFFIX}", WEEKDAYS[moment.weekday]),
        ('a', _) => "a".repeat(count),
        ('h', 1) => hour.to_string(),
        ('h', _) => format!("{hour:02}"),
        ('M', 1) => moment.minute.to_string(),
        ('M', _) => format!("{:02}", moment.minute),
        ('s', 1) => moment.second.to_string(),
        ('s', _) => format!("{:02}", moment.second),
        ('g' | 'e', _) => era(unit, count, moment),
        _ => String::new(),
    }
}

/// Shows the era's name (`g`, `gg`, `ggg`) or its year (`e`, `ee`).
fn era(unit: char, count: usize, moment: &Moment) -> String {
    let date = (moment.year, moment.month, moment.day);
    let found = ERAS.iter().find(|era| era.first <= date);
    let year = moment.year_of_era();
    match (unit, count, found) {
        ('e', 1, _) => year.to_string(),
        ('e', ..) => format!("{year:02}"),
        (_, 1, Some(era)) => era.letter.to_owned(),
        (_, 2, Some(era)) => era.short.to_owned(),
        (.., Some(era)) => era.long.to_owned(),
        (.., None) => String::new(),
    }
}
