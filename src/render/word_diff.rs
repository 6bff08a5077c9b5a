//! What differs between two texts, word by word.
//!
//! In: a text before and after. Out: runs that are the same, removed or added, in reading order: the
//! same and the removed ones joined are the text before, the same and the added ones the text after.
//! A word is a run of kanji, hiragana, katakana, or of letters and digits; every mark is its own.
//! Texts that differ in more than [`MOST_EDITS`] words are replaced as a whole, so that the work
//! stays bounded. It knows no dictionary and judges nothing.

use std::borrow::Cow;
use std::ops::Range;

use crate::finding::Finding;
use crate::rules::Code;

/// Most words that may be removed and added between the common beginning and end.
pub const MOST_EDITS: usize = 600;
/// Characters that stay of an unchanged stretch on the side of a change.
const CONTEXT: usize = 12;

/// What became of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Stands in both texts.
    Same,
    /// Stands in the text before only.
    Removed,
    /// Stands in the text after only.
    Added,
}

/// A stretch of text of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run<'a> {
    /// What became of it.
    pub kind: Kind,
    /// The text, never empty.
    pub text: Cow<'a, str>,
}

/// What differs in a finding that shows a text before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<'a> {
    /// Which text became which.
    pub caption: &'static str,
    /// The runs, unchanged stretches shortened.
    pub runs: Vec<Run<'a>>,
}

/// Compares two texts; no runs for two empty ones.
#[must_use]
pub fn word_diff<'a>(before: &'a str, after: &'a str) -> Vec<Run<'a>> {
    let (old, new) = (words(before), words(after));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let old_middle = &old_rest[..old_rest.len() - tail];
    let new_middle = &new_rest[..new_rest.len() - tail];
    let pairs = common(old_middle, new_middle).unwrap_or_default();
    let all = (0..head)
        .map(|at| (at, at))
        .chain(pairs.into_iter().map(|(a, b)| (a + head, b + head)))
        .chain((0..tail).rev().map(|back| (old.len() - 1 - back, new.len() - 1 - back)));
    let matches: Vec<(Range<usize>, Range<usize>)> =
        all.map(|(a, b)| (span(before, old[a]), span(after, new[b]))).collect();
    runs(before, after, &hold_together(before, after, joined(matches)))
}

/// Tells what differs in a finding on changed text: M03, X02, or S03 at a field. `None` for others,
/// and where nothing is the same, for then the two texts say it themselves.
#[must_use]
pub fn difference(finding: &Finding) -> Option<Difference<'_>> {
    finding.field?;
    let (found, expected) = (finding.found.as_deref()?, finding.expected.as_deref()?);
    let (caption, before, after) = match finding.code {
        Code::M03 => ("違い（配布した文から提出された文へ）", expected, found),
        Code::X02 => ("違い（受付時の答えから提出された答えへ）", expected, found),
        Code::S03 => ("違い（古い版の文から今の版の文へ）", found, expected),
        _ => return None,
    };
    let runs = word_diff(before, after);
    is_partial(&runs).then(|| Difference { caption, runs: shortened(runs) })
}

/// Writes a difference into one text, `［－20－］［＋25＋］％`, with unchanged stretches shortened.
#[must_use]
pub fn marked(before: &str, after: &str) -> String {
    let runs = word_diff(before, after);
    if runs.iter().all(|run| run.kind == Kind::Same) {
        return "同じ文です。".to_owned();
    }
    if !is_partial(&runs) {
        return "文の全体が違います。".to_owned();
    }
    mark(&shortened(runs))
}

/// Writes runs into one text, with marks that need no colour.
#[must_use]
pub fn mark(runs: &[Run<'_>]) -> String {
    let text = |run: &Run<'_>| match run.kind {
        Kind::Same => run.text.clone().into_owned(),
        Kind::Removed => format!("［－{}－］", run.text),
        Kind::Added => format!("［＋{}＋］", run.text),
    };
    runs.iter().map(text).collect()
}

/// Something changed and something did not.
fn is_partial(runs: &[Run<'_>]) -> bool {
    let same = |run: &&Run<'_>| run.kind == Kind::Same && !run.text.trim().is_empty();
    runs.iter().any(|run| run.kind != Kind::Same) && runs.iter().any(|run| same(&run))
}

/// Leaves of every unchanged stretch what stands beside a change.
fn shortened(runs: Vec<Run<'_>>) -> Vec<Run<'_>> {
    let last = runs.len().saturating_sub(1);
    let shorten = |(at, run): (usize, Run<'_>)| {
        let sides = usize::from(at > 0) + usize::from(at < last);
        let chars = run.text.chars().count();
        if run.kind != Kind::Same || sides == 0 || chars <= CONTEXT * sides + 1 {
            return Run { kind: run.kind, text: Cow::Owned(run.text.into_owned()) };
        }
        let head: String = run.text.chars().take(if at > 0 { CONTEXT } else { 0 }).collect();
        let skip = chars - if at < last { CONTEXT } else { 0 };
        let tail: String = run.text.chars().skip(skip).collect();
        Run { kind: Kind::Same, text: Cow::Owned(format!("{head}…{tail}")) }
    };
    runs.into_iter().enumerate().map(shorten).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Hiragana,
    Katakana,
    Letters,
    Mark,
}

fn script(c: char) -> Script {
    match c {
        '々'
        | '〆'
        | '\u{3400}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' => Script::Kanji,
        '\u{3041}'..='\u{309F}' => Script::Hiragana,
        '\u{30A1}'..='\u{30FA}' | 'ー' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}' => {
            Script::Katakana
        }
        _ if c.is_alphanumeric() => Script::Letters,
        _ => Script::Mark,
    }
}

/// Cuts a text into words; joined they are the text.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let script = script(c);
        if last.is_some_and(|last| last != script || script == Script::Mark) {
            words.push(&text[start..at]);
            start = at;
        }
        last = Some(script);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

/// Bytes of a word within the text that it was cut from.
fn span(text: &str, word: &str) -> Range<usize> {
    let start = word.as_ptr().addr() - text.as_ptr().addr();
    start..start + word.len()
}

/// Pairs of equal words in order, as many as may be (Myers 1986); `None` beyond the bound.
fn common(old: &[&str], new: &[&str]) -> Option<Vec<(usize, usize)>> {
    let mut reached: Vec<Vec<usize>> = Vec::new();
    for edits in 0..=MOST_EDITS.min(old.len() + new.len()) {
        let mut furthest = Vec::with_capacity(2 * edits + 1);
        for step in 0..=2 * edits {
            let mut x = begin(&reached, edits, step);
            // The diagonal is step - edits: x - y.
            while let Some(y) = (x + edits).checked_sub(step)
                && x < old.len()
                && y < new.len()
                && old[x] == new[y]
            {
                x += 1;
            }
            furthest.push(x);
            if x >= old.len() && x + edits >= new.len() + step {
                reached.push(furthest);
                return Some(trace(&reached, old.len(), new.len()));
            }
        }
        reached.push(furthest);
    }
    None
}

/// Where a diagonal begins after one more edit: a word removed, or one added.
fn begin(reached: &[Vec<usize>], edits: usize, step: usize) -> usize {
    let Some(before) = edits.checked_sub(1).and_then(|edits| reached.get(edits)) else { return 0 };
    // Diagonals are two apart at equal parity; of those before, `step` lies between step - 2 and step.
    let added = before.get(step).copied();
    let removed = step.checked_sub(2).and_then(|step| before.get(step)).map(|x| x + 1);
    match (added, removed) {
        (Some(added), Some(removed)) => added.max(removed),
        (added, removed) => added.or(removed).unwrap_or(0),
    }
}

/// Follows the path back from the end and gives the words that it shares.
fn trace(reached: &[Vec<usize>], old: usize, new: usize) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut x, mut y) = (old, new);
    for edits in (0..reached.len()).rev() {
        let step = x + edits - y;
        let start = begin(reached, edits, step);
        while x > start && y > 0 {
            (x, y) = (x - 1, y - 1);
            pairs.push((x, y));
        }
        if edits == 0 {
            break;
        }
        let before = &reached[edits - 1];
        let removed = step.checked_sub(2).and_then(|step| before.get(step));
        if removed.is_some_and(|before| before + 1 == start) && x > 0 {
            x -= 1;
        } else {
            y = y.saturating_sub(1);
        }
    }
    pairs.reverse();
    pairs
}

type Match = (Range<usize>, Range<usize>);

/// Joins matches that follow one another in both texts.
fn joined(matches: Vec<Match>) -> Vec<Match> {
    let mut out: Vec<Match> = Vec::new();
    for (old, new) in matches {
        match out.last_mut() {
            Some(last) if last.0.end == old.start && last.1.end == new.start => {
                last.0.end = old.end;
                last.1.end = new.end;
            }
            _ => out.push((old, new)),
        }
    }
    out
}

/// Drops matches of one character between two changes, which would only tear them apart. A line
/// break stays.
fn hold_together(before: &str, after: &str, matches: Vec<Match>) -> Vec<Match> {
    let single = |range: &Range<usize>| {
        let mut chars = before[range.clone()].chars();
        chars.next().is_some_and(|c| c != '\n') && chars.next().is_none()
    };
    let edge = |(old, new): &Match| {
        (old.start == 0 && new.start == 0) || (old.end == before.len() && new.end == after.len())
    };
    matches.into_iter().filter(|found| edge(found) || !single(&found.0)).collect()
}

/// What lies between the matches is removed and added.
fn runs<'a>(before: &'a str, after: &'a str, matches: &[Match]) -> Vec<Run<'a>> {
    let mut runs = Vec::new();
    let mut push = |kind, text: &'a str| {
        if !text.is_empty() {
            runs.push(Run { kind, text: Cow::Borrowed(text) });
        }
    };
    let (mut old_at, mut new_at) = (0, 0);
    for (old, new) in matches {
        push(Kind::Removed, &before[old_at..old.start]);
        push(Kind::Added, &after[new_at..new.start]);
        push(Kind::Same, &before[old.clone()]);
        (old_at, new_at) = (old.end, new.end);
    }
    push(Kind::Removed, &before[old_at..]);
    push(Kind::Added, &after[new_at..]);
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check_marked(before: &str, after: &str, expected: &str) {
        assert_eq!(marked(before, after), expected);
    }

    #[track_caller]
    fn check_whole(before: &str, after: &str) {
        let runs = word_diff(before, after);
        let join = |not: Kind| {
            runs.iter().filter(|run| run.kind != not).map(|run| &*run.text).collect::<String>()
        };
        assert_eq!(join(Kind::Added), before);
        assert_eq!(join(Kind::Removed), after);
    }

    #[test]
    fn words_are_runs_of_one_script() {
        assert_eq!(
            words("町のﾎｰﾑページを25%更新、"),
            ["町", "の", "ﾎｰﾑページ", "を", "25", "%", "更新", "、"]
        );
    }

    #[test]
    fn a_changed_word_stands_between_marks() {
        check_marked(
            "徴収率を25%にする",
            "徴収率を20%にする",
            "徴収率を［－25－］［＋20＋］%にする",
        );
        check_marked("毎月の更新", "更新", "［－毎月の－］更新");
        check_marked("", "更新", "文の全体が違います。");
        check_marked("更新", "更新", "同じ文です。");
        check_marked("公開", "更新", "文の全体が違います。");
    }

    #[test]
    fn one_mark_between_two_changes_does_not_tear_them_apart() {
        check_marked(
            "町の広報、配布する",
            "町の会議、開催する",
            "町の［－広報、配布－］［＋会議、開催＋］する",
        );
    }

    #[test]
    fn a_mark_at_the_edge_stays() {
        check_marked("・町の広報", "・国の会議", "・［－町の広報－］［＋国の会議＋］");
    }

    #[test]
    fn lines_stay_apart() {
        check_marked(
            "・公開\n・記録",
            "・更新\n・会議",
            "・［－公開－］［＋更新＋］\n・［－記録－］［＋会議＋］",
        );
    }

    #[test]
    fn long_unchanged_stretches_are_shortened() {
        let far = "あア".repeat(30);
        let text = marked(&format!("{far}25{far}10{far}"), &format!("{far}20{far}11{far}"));
        let near = "あア".repeat(6);
        assert_eq!(
            text,
            format!("…{near}［－25－］［＋20＋］{near}…{near}［－10－］［＋11＋］{near}…")
        );
    }

    #[test]
    fn the_longest_texts_are_compared_in_bounded_work() {
        let old = "あア".repeat(16_383);
        let new = "いイ".repeat(16_383);
        check_whole(&old, &new);
        assert_eq!(word_diff(&old, &new).len(), 2);
        let edited = old.replacen("アあ", "ア、あ", 1);
        assert_eq!(word_diff(&old, &edited).len(), 3);
    }

    #[test]
    fn only_findings_on_changed_text_have_a_difference() {
        let finding = |code| Finding::new(code).found("徴収率を20%に").expected("徴収率を25%に");
        let at_field = |code| finding(code).field(crate::field::Field::AnnualGoal);
        assert!(difference(&finding(Code::S03)).is_none());
        assert!(difference(&at_field(Code::M02)).is_none());
        let told = |code| difference(&at_field(code)).map(|found| mark(&found.runs));
        assert_eq!(told(Code::M03).as_deref(), Some("徴収率を［－25－］［＋20＋］%に"));
        assert_eq!(told(Code::S03).as_deref(), Some("徴収率を［－20－］［＋25＋］%に"));
    }

    proptest! {
        #[test]
        fn same_with_removed_is_before_and_same_with_added_is_after(
            before in "[町課のをアー25a、。\n]{0,40}", after in "[町課のをアー25a、。\n]{0,40}",
        ) {
            check_whole(&before, &after);
            prop_assert_eq!(word_diff(&before, &before).len(), usize::from(!before.is_empty()));
        }

        #[test]
        fn any_two_texts_are_told_whole(before in "\\PC{0,30}", after in "\\PC{0,30}") {
            check_whole(&before, &after);
        }
    }
}
