//! Dates that a file states in ISO 8601: strict workbooks and XML Spreadsheet 2003.
//!
//! In: the text and the cell's number format. Out: a grid value, shown as the format has it. Such a
//! date is the same in a workbook that counts from 1904.

use jiff::civil::{Date, DateTime, Time};

use super::number_format;
use crate::grid::Value;

/// A date as its number format shows it; as written without a format for dates, and where it is
/// no date.
pub(super) fn value(raw: &str, code: &str) -> Value {
    let as_written = || Value::Date { iso: raw.to_owned(), shown: raw.to_owned() };
    let Some(serial) = serial(raw) else { return as_written() };
    match number_format::value(serial, code, false) {
        date @ Value::Date { .. } => date,
        _ => as_written(),
    }
}

/// The serial, counted from 1900, of an ISO date, date and time, or time.
fn serial(iso: &str) -> Option<f64> {
    let iso = iso.strip_suffix('Z').unwrap_or(iso);
    let (date, time) = if let Ok(both) = iso.parse::<DateTime>() {
        (Some(both.date()), both.time())
    } else {
        (None, iso.trim_start_matches('T').parse::<Time>().ok()?)
    };
    let day = date.map_or(Some(0), days)?;
    let seconds =
        i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second());
    Some(f64::from(day) + f64::from(seconds) / 86_400.0)
}

/// The serial of a day, 0 for 1899-12-31, by which times stand alone; from March 1900 on Excel
/// counts a day that never was.
fn days(date: Date) -> Option<i32> {
    let before = Date::constant(1899, 12, 30);
    let days = before.until(date).ok()?.get_days();
    match days {
        61.. => Some(days),
        1..=60 => Some(days - 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_shown(raw: &str, code: &str, expected: &str) {
        let Value::Date { shown, .. } = value(raw, code) else { panic!("a date: {raw}") };
        assert_eq!(shown, expected, "{raw}");
    }

    #[test]
    fn dates_and_times_are_shown_by_their_format() {
        check_shown("2024-04-01", "yyyy/m/d", "2024/4/1");
        check_shown("2024-04-01T09:30:00.000", "yyyy/m/d h:mm", "2024/4/1 9:30");
        check_shown("2024-04-01T00:00:00Z", "[$-411]ggge\"年\"m\"月\"d\"日\"", "令和6年4月1日");
        check_shown("1899-12-31T17:15:00.000", "h:mm", "17:15");
        check_shown("17:15:00", "h:mm", "17:15");
        check_shown("1900-02-28", "yyyy/m/d", "1900/2/28");
        check_shown("1900-03-01", "yyyy/m/d", "1900/3/1");
    }

    #[test]
    fn what_no_format_shows_stays_as_written() {
        check_shown("2024-04-01", "General", "2024-04-01");
        check_shown("令和6年", "yyyy/m/d", "令和6年");
        check_shown("0001-01-01", "yyyy/m/d", "0001-01-01");
    }
}
