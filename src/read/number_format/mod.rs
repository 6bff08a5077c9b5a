//! Gives what a cell shows of a number: the number format applied as a Japanese Excel applies it.
//!
//! In: a number and its format code (ECMA-376 part 1, 18.8.30 and 18.8.31). Out: a grid value with
//! its shown form. Colours, column widths and fills are not shown.

mod date;
mod decimal;
mod fraction;
mod kanji;
mod section;

use std::collections::HashMap;

use crate::grid::Value;
use section::{Section, Token};

/// Gives the value of a number cell, and whether it is a date.
///
/// `code` is a format code such as `#,##0` or `m"月"d"日"`; `from_1904` tells that serials count
/// from 1904 instead of 1900.
pub(super) fn value(number: f64, code: &str, from_1904: bool) -> Value {
    if matches!(code, "" | "General") {
        return Value::Number { value: number, shown: decimal::general(number) };
    }
    // A longer code is none that Excel wrote, and would be worked through once a cell.
    let code = if code.len() > MAX_CODE_BYTES { "" } else { code };
    let (section, magnitude) = section::choose(code, number);
    if !section.is_date() {
        return Value::Number { value: number, shown: number_text(magnitude, &section) };
    }
    match date::show(number, &section, from_1904) {
        Some((iso, shown)) => Value::Date { iso, shown },
        None => Value::Number { value: number, shown: decimal::general(number) },
    }
}

/// Gives a number as the file stores it, without any format.
pub(super) fn stored(number: f64) -> String {
    decimal::general(number)
}

/// The number formats of a workbook's cell styles.
#[derive(Debug, Default)]
pub(super) struct Formats {
    /// Id of the number format of each cell style.
    pub(super) ids: Vec<u32>,
    /// Codes that the workbook brings along, by id.
    pub(super) codes: HashMap<u32, String>,
}

impl Formats {
    /// The format code of a cell style, a built-in one as a Japanese Excel has it; empty when it
    /// is not known.
    pub(super) fn code(&self, style: usize) -> &str {
        let Some(id) = self.ids.get(style) else { return "" };
        let own = self.codes.get(id).map(String::as_str);
        // Gnumeric gives its own formats the ids from 50 on; SheetJS defines 56 in every file as a
        // time in Chinese.
        let redefined = own.filter(|code| *id >= REDEFINED && !code.contains("上午"));
        redefined.or(builtin(*id)).or(own).unwrap_or_default()
    }
}

/// First id of a built-in format that other programs take for formats of their own.
const REDEFINED: u32 = 50;

/// Longest format code that is applied; Excel allows 255 characters.
const MAX_CODE_BYTES: usize = 1024;

/// Gives the format code of a format that has a name, as web pages and XML Spreadsheet 2003 have
/// them.
pub(super) fn named(name: &str) -> Option<&'static str> {
    Some(match name {
        "General Number" => "General",
        "General Date" => "yyyy/m/d h:mm",
        "Short Date" => "yyyy/m/d",
        "Medium Date" => "d-mmm-yy",
        "Long Date" => "yyyy\"年\"m\"月\"d\"日\"",
        "Short Time" => "h:mm",
        "Medium Time" => "h:mm AM/PM",
        "Long Time" => "h:mm:ss",
        "Currency" => "\"¥\"#,##0;\"¥\"-#,##0",
        "Fixed" => "0.00",
        "Standard" => "#,##0.00",
        "Percent" => "0.00%",
        "Scientific" => "0.00E+00",
        _ => return None,
    })
}

/// Gives the format code of a built-in number format in a Japanese Excel.
pub(super) const fn builtin(id: u32) -> Option<&'static str> {
    Some(match id {
        0 => "General",
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 | 6 => "\"¥\"#,##0;\"¥\"-#,##0",
        7 | 8 => "\"¥\"#,##0.00;\"¥\"-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 57 => "[$-411]ge.m.d",
        28 | 29 | 51 | 54 | 58 => "[$-411]ggge\"年\"m\"月\"d\"日\"",
        30 => "m/d/yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"時\"mm\"分\"",
        33 => "h\"時\"mm\"分\"ss\"秒\"",
        34 | 52 | 55 => "yyyy\"年\"m\"月\"",
        35 | 53 | 56 => "m\"月\"d\"日\"",
        37 | 38 => "#,##0;-#,##0",
        39 | 40 => "#,##0.00;-#,##0.00",
        41 => "#,##0;-#,##0;\"-\"",
        42 => "\"¥\"#,##0;\"¥\"-#,##0;\"¥-\"",
        43 => "#,##0.00;-#,##0.00;\"-\"",
        44 => "\"¥\"#,##0.00;\"¥\"-#,##0.00;\"¥-\"",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => return None,
    })
}

/// Shows a number by a section that is no date.
fn number_text(number: f64, section: &Section) -> String {
    let has_digits = section.tokens.iter().any(|token| matches!(token, Token::Digit(_)));
    let general = section.tokens.iter().any(|token| matches!(token, Token::General | Token::Text));
    let fraction = || fraction::show(number, &section.tokens).filter(|_| !general);
    let shown = if section.tokens.is_empty() && !section.explicit {
        decimal::general(number)
    } else if section.tokens.contains(&Token::Slash) && has_digits {
        fraction().unwrap_or_else(|| decimal::general(number))
    } else if has_digits && !general {
        decimal::patterned(number, &section.tokens)
    } else {
        section.tokens.iter().map(|token| plain_token(token, number)).collect()
    };
    // Width-of-a-character gaps (`_)`) line numbers up; they are no part of what one reads.
    let shown = shown.trim_matches(' ');
    match section.kanji {
        None => shown.to_owned(),
        Some(kanji) if general || !has_digits => kanji.read_out(shown),
        Some(kanji) => kanji.one_by_one(shown),
    }
}

fn plain_token(token: &Token, number: f64) -> String {
    match token {
        Token::General | Token::Text => decimal::general(number),
        Token::Literal(text) => text.clone(),
        Token::Percent => "%".to_owned(),
        Token::Slash => "/".to_owned(),
        Token::Point => ".".to_owned(),
        Token::Comma => ",".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_shown(number: f64, code: &str, expected: &str) {
        let value = value(number, code, false);
        let (Value::Number { shown, .. } | Value::Date { shown, .. }) = &value else {
            panic!("no number: {value:?}")
        };
        assert_eq!(shown, expected, "{number} as {code}");
    }

    #[test]
    fn a_format_of_the_file_comes_before_a_built_in_one_of_late_ids() {
        let codes = [(50, "0\"人\""), (56, "\"上午/下午 \"hh"), (14, "d.m.yyyy"), (164, "0.0")];
        let codes = codes.map(|(id, code)| (id, code.to_owned())).into();
        let formats = Formats { ids: vec![50, 56, 14, 164, 51], codes };
        let found: Vec<&str> = (0..5).map(|style| formats.code(style)).collect();
        let built_in = |id| builtin(id).expect("built in");
        assert_eq!(found, ["0\"人\"", built_in(56), built_in(14), "0.0", built_in(51)]);
    }

    #[test]
    fn general_shows_integers_without_a_point() {
        for (number, shown) in [
            (1.0, "1"),
            (-1.0, "-1"),
            (0.0, "0"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.333333333"),
            (12_345_678_901.0, "12345678901"),
            (123_456_789_012.0, "1.23457E+11"),
            (0.000_01, "0.00001"),
            (1e-10, "1E-10"),
            (1234.5, "1234.5"),
        ] {
            check_shown(number, "General", shown);
        }
    }

    #[test]
    fn usual_number_formats_are_shown_as_excel_shows_them() {
        for (number, code, shown) in [
            (1234.0, "#,##0", "1,234"),
            (1_234_567.0, "#,##0;[Red]-#,##0", "1,234,567"),
            (-1.0, "0;(0)", "(1)"),
            (-1.0, "#,##0_);[Red]\\(#,##0\\)", "(1)"),
            (1.0, "#,##0_);[Red]\\(#,##0\\)", "1"),
            (0.25, "0%", "25%"),
            (0.256, "0.0%", "25.6%"),
            (0.125, "0.00", "0.13"),
            (2.675, "0.00", "2.68"),
            (3.0, "0\"人\"", "3人"),
            (3.0, "第0回", "第3回"),
            (7.0, "000", "007"),
            (715_033.0, "000-0000", "071-5033"),
            (1500.0, "#,##0,\"千円\"", "2千円"),
            (0.0, "#,##0;-#,##0;\"-\"", "-"),
            (-5.0, "0", "-5"),
            (0.0, "#", ""),
            (12345.0, "0.00E+00", "1.23E+04"),
            (5.0, "\"¥\"#,##0", "¥5"),
            (5.0, "[$¥-411]#,##0", "¥5"),
            (5.0, "@", "5"),
            (5.0, ";;;", ""),
            (1.5, "# ?/?", "1 1/2"),
            (0.5, "# ?/?", "1/2"),
            (-0.75, "# ??/??", "-3/4"),
            (2.0, "# ?/?", "2"),
            (0.999, "# ?/?", "1"),
            (2.618, "# ??/??", "2 55/89"),
            (3.142_8, "?/?", "22/7"),
            (0.3, "# ?/8", "2/8"),
            (1.25, "# ?/100", "1 25/100"),
            (1e-9, "# ?/???????", "0"),
            (123_456_789_012_345.5, "?/???????", "1.23457E+14"),
            (123_456_789_012_345.5, "# ?/???????", "123456789012345 1/2"),
            (1_234_567.0, "0.0,", "1234.6"),
            (1_234_567.0, "#,##0.0,\"千円\"", "1,234.6千円"),
            (-98_765_432.0, "#,##0.00,,\"億円\"", "-98.77億円"),
            (-98_765_432.0, "#,##0,;\"△\"#,##0,", "△98,765"),
            (1_234_567.0, "0,.0", "1234.6"),
            (1_234_567.0, "#,##0.0_,", "1,234,567.0"),
            (1_234_567.0, "0.0\\,\"x\"", "1234567.0,x"),
            (1234.0, "[DBNum1]General", "千二百三十四"),
            (1234.0, "[DBNum1]0", "一二三四"),
            (1234.0, "[DBNum3]#,##0", "１,２３４"),
            (1234.0, "[DBNum3][$-411]G/標準", "千２百３十４"),
            (1234.0, "[DBNum2]General", "壱阡弐百参拾四"),
            (50.0, "[>=100]\"大\"0;\"小\"0", "小50"),
        ] {
            check_shown(number, code, shown);
        }
    }

    #[test]
    fn dates_are_shown_by_their_format() {
        for (number, code, shown) in [
            (45292.0, "m\"月\"d\"日\"", "1月1日"),
            (45292.0, "yyyy/m/d", "2024/1/1"),
            (45292.5, "yyyy/mm/dd hh:mm", "2024/01/01 12:00"),
            (45292.0, "[$-411]ggge\"年\"m\"月\"d\"日\";@", "令和6年1月1日"),
            (43585.0, "ge.m.d", "H31.4.30"),
            (43586.0, "ggge\"年\"", "令和1年"),
            (45292.0, "e", "6"),
            (45292.0, "r", "06"),
            (45292.0, "rr", "令和06"),
            (43586.0, "[$-ja-JP-x-gannen]ggge\"年\"m\"月\"", "令和元年5月"),
            (45292.0, "[$-ja-JP-x-gannen]ggge\"年\"", "令和6年"),
            (45583.0, "[DBNum1]ggge\"年\"m\"月\"d\"日\"", "令和六年十月十八日"),
            (45583.0, "[DBNum1]yyyy\"年\"", "二〇二四年"),
            (45583.0, "[DBNum3]m\"月\"d\"日\"", "１０月１８日"),
            (45292.0, "aaa", "月"),
            (45292.0, "aaaa", "月曜日"),
            (45292.0, "d-mmm-yy", "1-Jan-24"),
            (0.4375, "h:mm", "10:30"),
            (0.9375, "h:mm AM/PM", "10:30 PM"),
            (1.5, "[h]:mm", "36:00"),
            (60.0, "yyyy/m/d", "1900/2/29"),
            (59.0, "yyyy/m/d", "1900/2/28"),
            (61.0, "yyyy/m/d", "1900/3/1"),
        ] {
            check_shown(number, code, shown);
        }
        let expected = Value::Date { iso: "2024-01-01".to_owned(), shown: "1月1日".to_owned() };
        assert_eq!(value(45292.0 - 1462.0, "m\"月\"d\"日\"", true), expected);
    }

    #[test]
    fn numbers_that_are_no_dates_stay_numbers() {
        check_shown(-1.0, "yyyy/m/d", "-1");
        check_shown(1e300, "yyyy/m/d", "1E+300");
        check_shown(f64::NAN, "yyyy/m/d", "NaN");
        check_shown(1e300, "0", &format!("1{}", "0".repeat(300)));
    }
}
