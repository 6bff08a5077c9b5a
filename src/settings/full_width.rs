//! What a Japanese keyboard puts into `plan.toml`: `＝`, `［`, `“`, `，`, full-width letters and
//! digits, and values without quotes.
//!
//! In: the file as a person wrote it. Out: the same lines as TOML writes them. What stands inside
//! quotes stays as it is, and so does a text that runs over several lines.

use super::japanese_keys::LONG_TEXTS;

/// Marks that open and close a text as `"` does.
const DOUBLE: [char; 4] = ['\u{201C}', '\u{201D}', '\u{FF02}', '"'];

/// Marks that open and close a text as `'` does.
const SINGLE: [char; 4] = ['\u{2018}', '\u{2019}', '\u{FF07}', '\''];

/// Writes the lines as TOML does, line for line.
pub(super) fn to_toml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    // Whether the line so far is a key and its `=`, so that a value without quotes may follow.
    let mut value = false;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        if let Some(mark) = LONG_TEXTS.into_iter().find(|mark| rest.starts_with(mark)) {
            let length = rest[3..].find(mark).map_or(rest.len(), |at| at + 6);
            out.push_str(&rest[..length]);
            rest = &rest[length..];
        } else if DOUBLE.contains(&first) || SINGLE.contains(&first) {
            let length = push_text(rest, first, &mut out);
            rest = &rest[length..];
        } else if matches!(first, '#' | '＃') {
            let length = after.find('\n').unwrap_or(after.len());
            out.push('#');
            out.push_str(&after[..length]);
            rest = &after[length..];
        } else if value && let Some(length) = bare_value(rest) {
            let bare = rest[..length].trim_end();
            out.extend(["\"", &bare.replace('\\', "\\\\"), "\""]);
            rest = &rest[bare.len()..];
        } else {
            out.push(half_width(first));
            rest = after;
            value = matches!(first, '=' | '＝') || (value && matches!(first, ' ' | '\t' | '　'));
            continue;
        }
        value = false;
    }
    out
}

/// A mark or a letter of TOML for its full-width form.
fn half_width(c: char) -> char {
    match c {
        '　' => ' ',
        '、' => ',',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Writes the text on one line that opens with a mark; returns its length in bytes. A text that is
/// never closed is left for TOML to refuse.
fn push_text(rest: &str, open: char, out: &mut String) -> usize {
    let marks = if DOUBLE.contains(&open) { DOUBLE } else { SINGLE };
    let line = rest.find('\n').map_or(rest, |at| &rest[..at]);
    let inside = &line[open.len_utf8()..];
    let ascii = matches!(open, '"' | '\'');
    if ascii && let Some(end) = closing(inside, open) {
        out.push_str(&line[..=end + 1]);
        return end + 2;
    }
    let Some(end) = inside.find(marks) else {
        out.push_str(line);
        return line.len();
    };
    let close = inside[end..].chars().next().map_or(0, char::len_utf8);
    out.extend(["\"", &inside[..end].replace('\\', "\\\\").replace('"', "\\\""), "\""]);
    open.len_utf8() + end + close
}

/// Where the mark stands that closes a text; a backslash hides what follows it in `"…"`.
fn closing(inside: &str, mark: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        if c == mark && !escaped {
            return Some(at);
        }
        escaped = c == '\\' && !escaped && mark == '"';
    }
    None
}

/// Length in bytes of a value that has no quotes and needs them: 前期, 2025/10/17, R7.10.17.
fn bare_value(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    if first.is_whitespace() || "[{［｛=＝,，".contains(first) {
        return None;
    }
    let length = rest.find(['\n', '\r', '#', '＃']).unwrap_or(rest.len());
    let value = rest[..length].trim_end();
    let sound = matches!(value, "true" | "false")
        || value.parse::<i64>().is_ok()
        || value.parse::<jiff::civil::Date>().is_ok();
    let closes = value.contains(DOUBLE) || value.contains(SINGLE);
    (!sound && !closes).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        assert_eq!(to_toml(typed), expected);
    }

    #[test]
    fn marks_of_a_japanese_keyboard_are_read() {
        check("ｔｉｔｌｅ　＝　“計画＝１”\n", "title = \"計画＝１\"\n");
        check(
            "sections = ［“総務課”，”町民課“、＂税務課＂］",
            "sections = [\"総務課\",\"町民課\",\"税務課\"]",
        );
        check("［due］\n前期 = ‘2025-10-17’", "[due]\n前期 = \"2025-10-17\"");
        check("title = \"計画”\n", "title = \"計画\"\n");
        check("file = “C:\\回収\\a.xlsx”", "file = \"C:\\\\回収\\\\a.xlsx\"");
    }

    #[test]
    fn values_without_quotes_are_texts() {
        check("period = 前期 # いま\n", "period = \"前期\" # いま\n");
        check("前期 = 2025/10/17", "前期 = \"2025/10/17\"");
        check("前期 ＝ 令和７年10月17日\r\n", "前期 = \"令和７年10月17日\"\r\n");
        check("前期 = 2025-10-17\nn = 3\nb = true", "前期 = 2025-10-17\nn = 3\nb = true");
    }

    #[test]
    fn what_is_toml_already_stays() {
        for text in [
            "title = \"計画＝１，“甲”\" # “乙” ＝\n",
            "a = 'C:\\b'\nb = \"\\\"＝\"\n",
            "t = '''\n目標 ＝ ２５\n'''\nt2 = \"\"\"\n［a］\n\"\"\"\n",
            "a = [\n  \"甲\",\n  { name = \"乙\", aliases = [\"丙\"] },\n]\n",
            "[[accept]]\nform_id = \"1-1-総務課-1\"\n",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn lines_stay_lines() {
        for text in ["a = \"開いたまま\nb = 1\n", "“\n”\n", "'''\n", "a = “"] {
            assert_eq!(to_toml(text).lines().count(), text.lines().count(), "{text}");
        }
    }
}
