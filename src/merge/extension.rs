//! Whether one answer extends another, so that nothing is lost where it stands in its place.
//!
//! In: two texts. Out: yes or no. It knows neither files nor dates.

use crate::grid::squeeze;

/// Marks that say something by themselves, so that they do not part an addition from the text.
const MEANINGFUL: &str = "%％‰℃°+＋-－−±△▲▽▼×÷=＝<>＜＞≦≧～~〜/／.．,，￥¥$";

/// Tells whether a text says all that another says, and more: every line of the other stands in
/// it, in order, whole or continued behind a mark. 実施した is not extended by 実施しなかった.
pub(super) fn extends(long: &str, short: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(squeeze).filter(|line| !line.is_empty()).collect()
    };
    if continues(&squeeze(long), &squeeze(short)) {
        return true;
    }
    let mut rest = lines(long).into_iter();
    lines(short).iter().all(|line| rest.any(|candidate| continues(&candidate, line)))
}

/// Tells whether a line is another one, whole or with something added behind a mark.
fn continues(line: &str, start: &str) -> bool {
    let Some(added) = line.strip_prefix(start) else { return false };
    // Such a mark belongs to the word or figure beside it: 80% is not 80%を下回った.
    let has_meaning = |c: char| c.is_alphanumeric() || MEANINGFUL.contains(c);
    let is_mark = |c: Option<char>| c.is_none_or(|c| !has_meaning(c));
    is_mark(added.chars().next()) || is_mark(start.chars().last())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_added_words_extend_an_answer() {
        for (long, short) in [
            ("説明会を開催（30人参加）", "説明会を開催"),
            ("・点検した。\n・更新した。", "・更新した。"),
            ("・点検した。次に更新した。", "・点検した。"),
            ("・点検した\n・追加\n・更新した", "・点検 した\n・更新した"),
        ] {
            assert!(extends(long, short), "{long} / {short}");
        }
        for (long, short) in [
            ("未達成", "達成"),
            ("説明会を開催できなかった", "説明会を開催"),
            ("点検を120件", "点検を12"),
            ("80%を下回った", "80%"),
            ("８０％を下回った", "８０％"),
            ("12.5", "12"),
            ("参加者は－3人", "参加者は"),
            ("・更新した。\n・点検した。", "・点検した。\n・更新した。"),
        ] {
            assert!(!extends(long, short), "{long} / {short}");
        }
    }
}
