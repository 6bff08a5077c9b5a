//! Answers that say nothing, by rule: 特段なし, 別紙1のとおり, 昨年度と同じ.
//!
//! In: the patterns of the template and an answer. Out: whether the whole answer is one of them. A
//! sentence that says more matches none.

use crate::grid::match_key;

/// Marks of an answer to a choice: they say something.
const MARKS: &str = "〇×△▲◎✓✔☑レ%+";

/// Tells whether an answer is nothing but marks, such as 〃 or ー, or matches a pattern as a whole.
///
/// A pattern is parts behind blanks, each with its alternatives between `|`; an empty one lets the
/// part be left out. Digits and punctuation do not count.
pub(super) fn says_nothing(answer: &str, patterns: &[String]) -> bool {
    let key = match_key(answer);
    let is_mark = |c: char| !c.is_alphanumeric() && !MARKS.contains(c) || "ー々".contains(c);
    if key.chars().all(is_mark) {
        return !key.is_empty();
    }
    let bare: String = key.chars().filter(|c| c.is_alphabetic() || MARKS.contains(*c)).collect();
    patterns.iter().any(|pattern| {
        let parts: Vec<&str> = pattern.split(' ').collect();
        !bare.is_empty() && matches(&bare, &parts)
    })
}

/// Tells whether the parts take up a text to its end.
fn matches(text: &str, parts: &[&str]) -> bool {
    let Some((part, rest)) = parts.split_first() else { return text.is_empty() };
    let mut alternatives = part.split('|').filter_map(|begin| text.strip_prefix(begin));
    alternatives.any(|after| matches(after, rest))
}

#[cfg(test)]
mod tests {
    use crate::template::Template;

    #[track_caller]
    fn check(answers: &[&str], expected: bool) {
        let template = Template::by_name("torikumi").expect("built in");
        for answer in answers {
            assert_eq!(template.is_placeholder(answer), expected, "{answer}");
        }
    }

    #[test]
    fn answers_that_say_nothing_are_known_by_rule() {
        check(
            &[
                "〃",
                "ー",
                "－",
                "―",
                "…",
                "……",
                "・・・",
                "「〃」",
                "無",
                "無し",
                "なし。",
                "ナシ",
                "該当無し",
                "該当なし",
                "該当ありません",
                "該当する事項はありません",
                "特段なし",
                "特になし",
                "・特になし",
                "特に無し。",
                "特にありません",
                "特記事項なし",
                "今のところなし",
                "別紙",
                "別紙１のとおり",
                "別紙1-2参照",
                "別添参照",
                "別添のとおり",
                "別添資料を参照",
                "別紙のとおりです。",
                "別紙をご覧ください",
                "添付のとおり",
                "前期に同じ",
                "前期と同じ",
                "前期と同様です",
                "昨年度と同じ",
                "前年度に同じ",
                "上に同じ",
                "上記に同じ",
                "同上",
                "右に同じ",
                "同じ",
                "左記のとおり",
                "後日提出",
                "後日提出します",
                "後日報告予定",
                "追って報告",
                "確認中",
                "確認中です",
                "現在確認中",
                "作成中",
                "調整中",
                "検討中。",
                "未定です",
                "不明",
                "未記入",
                "プルダウンで選択",
            ],
            true,
        );
    }

    #[test]
    fn sentences_that_say_more_are_answers() {
        check(
            &[
                "〇",
                "×",
                "△",
                "◎",
                "達成",
                "30",
                "80%",
                "3件",
                "計画どおり実施した。",
                "申請は3件、苦情はなし。",
                "別紙の様式を全課に配布した。",
                "前期と同じく3回開催した。",
                "前期に同じ講座を2回開いた。",
                "同じ内容を広報で周知した。",
                "確認中の案件は2件。",
                "後日提出された書類を点検した。",
                "特に無料相談が好評だった。",
                "無人販売所を1か所設けた。",
                "未実施",
                "中止",
                "検討会を3回開催した。",
                "昨年度と同じ会場で実施し、41名が参加した。",
                "該当する世帯に通知した。",
                "なし崩しの変更を改めた。",
            ],
            false,
        );
    }
}
