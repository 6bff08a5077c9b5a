//! 実践課: who answers a form, and who gathers.
//!
//! In: the text of a 実践課 cell. Out: 全課 or a list of 課, and the とりまとめ課 in 【】.

use crate::grid::squeeze;

/// What a 実践課 cell says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Responsible {
    /// 全課: every 課 answers.
    pub all: bool,
    /// 【とりまとめ課】.
    pub coordinator: Option<String>,
    /// Named 課 in order; empty for 全課.
    pub sections: Vec<String>,
}

/// Words for "every 課".
const ALL: [&str; 5] = ["全課", "全課室", "各課", "全ての課", "全部署"];

/// Brackets that hold a とりまとめ課 behind 全課, and elsewhere a part of a name.
const ROUND: [char; 5] = ['（', '(', '「', '『', '《'];

/// How names of 課 and their like end.
const ENDINGS: [&str; 14] = [
    "課",
    "室",
    "局",
    "所",
    "館",
    "園",
    "係",
    "部",
    "センター",
    "ハイツ",
    "委員会",
    "学校",
    "病院",
    "班",
];

/// Reads a 実践課 text.
#[must_use]
pub fn responsible(text: &str) -> Responsible {
    let mut result = Responsible::default();
    let mut names = String::with_capacity(text.len());
    let mut inside: Option<String> = None;
    for c in text.chars() {
        match (c, &mut inside) {
            ('【' | '[' | '［' | '〔' | '〈' | '＜' | '<', None) => {
                inside = Some(String::new());
            }
            ('】' | ']' | '］' | '〕' | '〉' | '＞' | '>', Some(name)) => {
                result.coordinator = Some(squeeze(name)).filter(|name| !name.is_empty());
                inside = None;
                names.push(' ');
            }
            (_, Some(name)) => name.push(c),
            (_, None) => names.push(c),
        }
    }
    for name in split_names(&names) {
        let (word, rest) = name.split_at(name.find(ROUND).unwrap_or(name.len()));
        if ALL.contains(&word) {
            result.all = true;
            result.sections.push(rest.to_owned());
        } else {
            result.sections.push(name);
        }
    }
    if result.all {
        let others = std::mem::take(&mut result.sections).into_iter();
        let mut bracketed = others.filter(|name| name.contains(ROUND)).map(|name| bare_name(&name));
        let in_brackets = bracketed.find(|name| ends_like_a_section(name));
        result.coordinator = result.coordinator.map(|name| bare_name(&name)).or(in_brackets);
    }
    result
}

/// The name of a とりまとめ課 without brackets and without the words that say what it is.
fn bare_name(text: &str) -> String {
    let mut name = squeeze(text);
    name.retain(|c| !ROUND.contains(&c) && !"）)」』》".contains(c));
    for word in ["とりまとめ課", "取りまとめ課", "とりまとめ", "取りまとめ", "取まとめ"]
    {
        name = name.replace(word, "");
    }
    name.trim_matches(['：', ':', '・']).to_owned()
}

/// Splits a list of 課 at white space and punctuation. `総 務 課` with a blank after every letter
/// is one name.
fn split_names(text: &str) -> Vec<String> {
    let separators = |c: char| {
        c.is_whitespace() || matches!(c, '、' | '，' | ',' | '・' | '／' | '/' | ';' | '；')
    };
    let pieces: Vec<&str> = text.split(separators).filter(|piece| !piece.is_empty()).collect();
    if pieces.len() > 1 && pieces.iter().any(|piece| !ends_like_a_section(piece)) {
        return join_pieces(&pieces);
    }
    pieces.into_iter().map(str::to_owned).collect()
}

/// Joins pieces until each ends as a 課 does; what is left at the end stands alone.
fn join_pieces(pieces: &[&str]) -> Vec<String> {
    let mut names = Vec::new();
    let mut name = String::new();
    for piece in pieces {
        name.push_str(piece);
        if ends_like_a_section(&name) {
            names.push(std::mem::take(&mut name));
        }
    }
    if !name.is_empty() {
        names.push(name);
    }
    names
}

fn ends_like_a_section(name: &str) -> bool {
    name.chars().count() > 1 && ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Tells whether a text is a list of 課 and nothing else.
pub(super) fn is_section_list(text: &str) -> bool {
    let read = responsible(text);
    (read.all || !read.sections.is_empty())
        && read.sections.iter().all(|name| ends_like_a_section(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, all: bool, coordinator: Option<&str>, sections: &[&str]) {
        let read = responsible(text);
        assert_eq!(
            (read.all, read.coordinator.as_deref(), read.sections),
            (all, coordinator, sections.iter().map(|&s| s.to_owned()).collect()),
            "{text}"
        );
    }

    #[test]
    fn every_way_to_name_sections_is_read() {
        check("全課【総務課】", true, Some("総務課"), &[]);
        check("全課\n【企画商工観光課】", true, Some("企画商工観光課"), &[]);
        check("町民生活課 建設水道課", false, None, &["町民生活課", "建設水道課"]);
        check(
            "総務課　保健福祉課\nラベンダーハイツ",
            false,
            None,
            &["総務課", "保健福祉課", "ラベンダーハイツ"],
        );
        check("総 務 課", false, None, &["総務課"]);
        for text in [
            "全課（総務課）",
            "全課 〔総務課〕",
            "全課《総務課》",
            "全課「総務課」",
            "全課 (総務課)",
            "全課（とりまとめ課：総務課）",
            "全課（総務課取りまとめ）",
            "全課 (取りまとめ 総務課)",
        ] {
            check(text, true, Some("総務課"), &[]);
        }
        check("全課（出先を含む）", true, None, &[]);
        check("全課 総務課", true, None, &[]);
        check("町民生活課（税務係）", false, None, &["町民生活課（税務係）"]);
        check("町民生活課、保健福祉課", false, None, &["町民生活課", "保健福祉課"]);
    }

    #[test]
    fn prose_is_no_section_list() {
        assert!(is_section_list("町民生活課 建設水道課"));
        assert!(!is_section_list("行政情報の公開と共有"));
        assert!(!is_section_list(""));
    }
}
