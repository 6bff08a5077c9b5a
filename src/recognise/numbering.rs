//! The numbering of the 体系: Ⅰ, 1, ① and (1), in every spelling that offices use.
//!
//! In: a text. Out: its markers with the titles between them. It knows no hierarchy.

/// A level of the hierarchy, as its numbering tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Ⅰ: 基本項目.
    Area,
    /// 1: 推進項目.
    Item,
    /// ①: the group.
    Group,
    /// (1): 取組項目.
    Initiative,
}

/// A number, its title and how the number was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// Level that the marker's shape stands for.
    pub level: Level,
    /// The number, 1-based.
    pub number: u32,
    /// What follows the marker, trimmed; empty when the marker stands alone.
    pub title: String,
    /// The marker as written.
    pub marker: String,
}

/// Reads a heading that starts with a marker of any level; `None` for other text.
///
/// Latin `I`, `II` … and digits count only before white space or punctuation, so that `ICT` and
/// `25%` stay text.
#[must_use]
pub fn heading(text: &str) -> Option<Numbered> {
    let text = text.trim();
    let (level, number, length) = marker_at_start(text)?;
    let title = clean_title(&text[length..]);
    Some(Numbered { level, number, title, marker: text[..length].to_owned() })
}

/// Splits a 取組項目 text at its ① and (1) markers; text before the first marker is left out.
#[must_use]
pub fn markers(text: &str) -> Vec<Numbered> {
    let mut found: Vec<(usize, usize, Level, u32)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match enclosed(&text[at..]) {
            Some((level, number, length)) => {
                found.push((at, length, level, number));
                at += length;
            }
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    let ends = found.iter().skip(1).map(|next| next.0).chain(std::iter::once(text.len()));
    found
        .iter()
        .zip(ends)
        .map(|(&(start, length, level, number), end)| Numbered {
            level,
            number,
            title: clean_title(&text[start + length..end]),
            marker: text[start..start + length].to_owned(),
        })
        .collect()
}

/// Trims a title and joins its lines.
fn clean_title(text: &str) -> String {
    let text = text.trim_start_matches(['.', '．', '、', '，', ':', '：']);
    text.split(['\n', '\r', '\t']).map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// Reads a marker at the start: level, number, length in bytes.
fn marker_at_start(text: &str) -> Option<(Level, u32, usize)> {
    enclosed(text).or_else(|| roman(text)).or_else(|| arabic(text))
}

/// Reads ①, ㉑, (1), （１） or ⑴ at the start.
fn enclosed(text: &str) -> Option<(Level, u32, usize)> {
    let first = text.chars().next()?;
    let code = first as u32;
    let length = first.len_utf8();
    match code {
        0x2460..=0x2473 => return Some((Level::Group, code - 0x2460 + 1, length)),
        0x3251..=0x325F => return Some((Level::Group, code - 0x3251 + 21, length)),
        0x2474..=0x2487 => return Some((Level::Initiative, code - 0x2474 + 1, length)),
        _ => {}
    }
    if !matches!(first, '(' | '（') {
        return None;
    }
    let (number, digits) = digits(&text[length..])?;
    let close = text[length + digits..].chars().next().filter(|c| matches!(c, ')' | '）'))?;
    Some((Level::Initiative, number, length + digits + close.len_utf8()))
}

/// Reads a Roman number at the start: Ⅰ of U+2160, or Latin letters of any width.
fn roman(text: &str) -> Option<(Level, u32, usize)> {
    let first = text.chars().next()?;
    if let code @ (0x2160..=0x216B | 0x2170..=0x217B) = first as u32 {
        return Some((Level::Area, (code & 0xF) + 1, first.len_utf8()));
    }
    let fold = |c: char| match c {
        'Ｉ' => 'I',
        'Ｖ' => 'V',
        'Ｘ' => 'X',
        other => other,
    };
    let letters: String =
        text.chars().map(fold).take_while(|c| matches!(c, 'I' | 'V' | 'X')).collect();
    let number = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
        .iter()
        .position(|name| *name == letters)? as u32
        + 1;
    let length: usize = text.chars().take(letters.len()).map(char::len_utf8).sum();
    ends_marker(&text[length..]).then_some((Level::Area, number, length))
}

/// Reads an Arabic number at the start, of any width.
fn arabic(text: &str) -> Option<(Level, u32, usize)> {
    let (number, length) = digits(text)?;
    ends_marker(&text[length..]).then_some((Level::Item, number, length))
}

/// Reads one or two digits of any width at the start: the number and its length in bytes.
fn digits(text: &str) -> Option<(u32, usize)> {
    let mut number = 0;
    let mut length = 0;
    let mut count = 0;
    for c in text.chars() {
        let Some(digit) = digit(c) else { break };
        number = number * 10 + digit;
        length += c.len_utf8();
        count += 1;
        if count > 2 {
            return None;
        }
    }
    (number > 0).then_some((number, length))
}

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// Tells whether a bare number or Latin numeral ends here as a marker would.
fn ends_marker(rest: &str) -> bool {
    rest.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '.' | '．' | '、' | '，'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_heading(text: &str, expected: Option<(Level, u32, &str)>) {
        let found = heading(text);
        let found = found.as_ref().map(|n| (n.level, n.number, n.title.as_str()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn every_spelling_of_a_number_is_read() {
        for text in ["Ⅱ 効果的な", "II 効果的な", "ＩＩ　効果的な", "Ⅱ効果的な", "II．効果的な"]
        {
            check_heading(text, Some((Level::Area, 2, "効果的な")));
        }
        for text in ["2 協力体制", "２　協力体制", "2.協力体制"] {
            check_heading(text, Some((Level::Item, 2, "協力体制")));
        }
        check_heading("③公共施設", Some((Level::Group, 3, "公共施設")));
        for text in ["(3)自主", "（３）自主", "⑶ 自主", "（3） 自主"] {
            check_heading(text, Some((Level::Initiative, 3, "自主")));
        }
        check_heading("Ⅰ", Some((Level::Area, 1, "")));
    }

    #[test]
    fn words_that_begin_like_numbers_stay_text() {
        for text in ["ICTの利活用", "IT", "25%", "6月に実施", "（ICT）の", "(R5 23%)", "100 件"]
        {
            check_heading(text, None);
        }
    }

    #[test]
    fn a_form_title_is_split_at_its_markers() {
        let found = markers(
            "④ 情報通信技術（ICT）の利活用 (2) 情報通信技術（ICT）を活用した情報サービスの検討",
        );
        let titles: Vec<_> = found.iter().map(|n| (n.level, n.number, n.title.as_str())).collect();
        assert_eq!(
            titles,
            [
                (Level::Group, 4, "情報通信技術（ICT）の利活用"),
                (Level::Initiative, 2, "情報通信技術（ICT）を活用した情報サービスの検討")
            ]
        );
    }
}
