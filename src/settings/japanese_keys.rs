//! Bare Japanese keys in `plan.toml`, such as `前期 = "…"`: TOML asks for quotes around them, people
//! do not expect to write them.
//!
//! In: the file as a person wrote it. Out: the same lines with the quotes. A text that runs over
//! several lines is left as it is, whatever its lines look like.

/// A text that runs over lines ends with what it begins with.
pub(super) const LONG_TEXTS: [&str; 2] = ["\"\"\"", "'''"];

/// Puts quotes around a bare Japanese key at the start of a line.
pub(super) fn quote_japanese_keys(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut open = None;
    for line in text.split_inclusive('\n') {
        let key = line.split('=').next().unwrap_or_default().trim();
        let bare = key.len() < line.trim_end().len() && key.chars().all(char::is_alphanumeric);
        if open.is_none() && bare && !key.is_ascii() {
            out.push_str(&line.replacen(key, &format!("\"{key}\""), 1));
        } else {
            out.push_str(line);
        }
        open = open_after(line, open);
    }
    out
}

/// The long text that is open behind a line, by its mark, given the one that is open before it.
fn open_after(line: &str, mut open: Option<&'static str>) -> Option<&'static str> {
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let long = LONG_TEXTS.into_iter().find(|mark| rest.starts_with(mark));
        rest = match (open, long) {
            (Some(mark), _) if rest.starts_with(mark) => {
                open = None;
                // Up to two more of the mark belong to the text.
                rest[mark.len()..].trim_start_matches(first)
            }
            (Some(mark), _) if first == '\\' && mark == LONG_TEXTS[0] => after_escape(rest),
            (Some(_), _) => &rest[first.len_utf8()..],
            (None, Some(mark)) => {
                open = Some(mark);
                &rest[mark.len()..]
            }
            (None, None) => match first {
                '#' => "",
                '"' | '\'' => after_short_text(rest, first),
                _ => &rest[first.len_utf8()..],
            },
        };
    }
    open
}

/// What follows a backslash and the character behind it.
fn after_escape(text: &str) -> &str {
    text.char_indices().nth(2).map_or("", |(at, _)| &text[at..])
}

/// What follows a text on one line.
fn after_short_text(text: &str, quote: char) -> &str {
    let mut rest = &text[quote.len_utf8()..];
    while let Some(first) = rest.chars().next() {
        if first == quote {
            return &rest[quote.len_utf8()..];
        }
        let escaped = first == '\\' && quote == '"';
        rest = if escaped { after_escape(rest) } else { &rest[first.len_utf8()..] };
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(quote_japanese_keys(text), expected);
    }

    #[test]
    fn a_bare_japanese_key_is_quoted() {
        check("前期 = \"a\"\n後期= 1", "\"前期\" = \"a\"\n\"後期\"= 1");
        check("title = \"前期 = 1\" # '''\n前期 = 1", "title = \"前期 = 1\" # '''\n\"前期\" = 1");
        check("t = \"\\\"\\\"\\\"\"\n前期 = ''\n", "t = \"\\\"\\\"\\\"\"\n\"前期\" = ''\n");
    }

    #[test]
    fn the_lines_of_a_long_text_stay() {
        check("t = '''\n目標 = 25%\n'''\n前期 = 1", "t = '''\n目標 = 25%\n'''\n\"前期\" = 1");
        let escaped = "t = \"\"\"\n目標 = \\\"\"\"\n目標 = 1\n\"\"\"\n";
        check(escaped, escaped);
        check("t = \"\"\"a\"\"\"\"\"\n前期 = 1", "t = \"\"\"a\"\"\"\"\"\n\"前期\" = 1");
    }
}
