//! Tells what the text of a mail says beyond the phrases of a covering letter.
//!
//! In: the text of a mail. Out: the sentences that say more, such as a correction of an answer. It
//! knows phrases and not meanings: in doubt a sentence is told.

use crate::grid::match_key;
use crate::read::words::mail::{
    ADDRESSES, ANSWERS, DATES, ERAS, GREETINGS, OFFICES, QUOTES, RECIPIENTS, SIGNERS,
};

/// Longest line that may be a name or an office.
const MAX_NAME: usize = 20;
/// Longest text that is quoted, in characters.
const MAX_QUOTED: usize = 2_000;

/// The sentences that say more, one a line; `None` where there are none.
pub(super) fn message(text: &str) -> Option<String> {
    let lines = text.lines().map(str::trim).take_while(|line| !begins_quote(line));
    let sentences = lines.filter(|line| !line.starts_with('>')).flat_map(sentences);
    let more: Vec<&str> = sentences.filter(|sentence| says_more(sentence)).collect();
    let more = more.join("\n");
    (!more.is_empty()).then(|| more.chars().take(MAX_QUOTED).collect())
}

/// Tells whether an earlier mail is quoted from this line on.
fn begins_quote(line: &str) -> bool {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    QUOTES.iter().any(|begin| line.to_ascii_lowercase().starts_with(begin))
}

fn sentences(line: &str) -> impl Iterator<Item = &str> {
    line.split_inclusive('。').map(str::trim).filter(|sentence| !sentence.is_empty())
}

fn says_more(sentence: &str) -> bool {
    let key = match_key(sentence);
    let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
    if !key.chars().any(char::is_alphanumeric) || has(&ADDRESSES) {
        return false;
    }
    if has(&ANSWERS) {
        return true;
    }
    let bare = key.trim_end_matches(|c: char| !c.is_alphanumeric());
    if has(&GREETINGS) || names_writer(bare) {
        return has_figure(&key);
    }
    let is_name = !key.chars().any(|c| ('ぁ'..='ゖ').contains(&c));
    let is_short = key.chars().count() <= MAX_NAME && !has_figure(&key);
    !(is_name && (is_short || RECIPIENTS.iter().any(|end| bare.ends_with(end))))
}

/// Tells whether a sentence only says who writes, such as 農業振興課の山田です.
fn names_writer(sentence: &str) -> bool {
    SIGNERS.iter().any(|end| sentence.ends_with(end))
        && OFFICES.iter().any(|office| sentence.contains(office))
        && sentence.chars().count() <= MAX_NAME
        && !sentence.contains(['は', 'が', 'を'])
}

/// Tells whether a text has a number that is neither a date nor a year.
fn has_figure(key: &str) -> bool {
    let mut rest = key;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, digits) = rest.split_at(start);
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        rest = &digits[end..];
        let is_dated = ERAS.iter().any(|era| before.ends_with(era))
            || DATES.iter().any(|unit| rest.starts_with(unit));
        if !is_dated {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(message(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn a_covering_letter_says_no_more() {
        for text in [
            "",
            "総務課 企画係 御中\n\nお世話になっております。農業振興課の山田です。\n\
             令和６年度前期の様式を添付のとおり提出します。\nご確認のほど、よろしくお願いいたします。\n\
             \n--------------------\n〇〇町 農業振興課 農政係\n主事 山田 太郎\n\
             TEL 0123-45-6789（内線 123）\nyamada@example.jp\n",
            "お疲れ様です。農業振興課です。\r\n標記の件、送付します。\r\n遅くなり申し訳ありません。",
            "送ります。\n\nFrom: 総務課\nSent: 2024/10/1\n2番は未実施に直してください。",
            "よろしくお願いします。\n> 3番の実績を書いてください。",
            "-----Original Message-----\n3番の実績は5回です。",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn an_answer_in_the_letter_is_told() {
        check(
            "お世話になっております。様式を提出します。2番の進捗は未実施に直してください。",
            Some("2番の進捗は未実施に直してください。"),
        );
        check("添付します。\n研修は３回開きました。", Some("研修は３回開きました。"));
        check(
            "様式を提出します（参加者は25人でした）。",
            Some("様式を提出します（参加者は25人でした）。"),
        );
        check("1-1-2-1 3回→5回", Some("1-1-2-1 3回→5回"));
        check("参加者の多くは高齢者です。", Some("参加者の多くは高齢者です。"));
        check("担当は町民生活課です。", Some("担当は町民生活課です。"));
        check(
            "会場が閉まっていたため、開けませんでした。",
            Some("会場が閉まっていたため、開けませんでした。"),
        );
    }
}
