//! What a figure is about: the nouns beside it, compared with those of a target.
//!
//! In: a folded text and where its figures stand. Out: for a figure of an answer, whether it speaks
//! of what a target measures. Particles, order and width are no matter; unknown words decide nothing.

use super::number::Measure;
use crate::template::Results;

/// How sure it is that a figure reports on a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// Its words are about something else.
    Other,
    /// No word beside it tells what it is about.
    Unnamed,
    /// Its words are those of the target.
    Same,
}

/// The nouns beside a figure.
#[derive(Debug, Default)]
pub(super) struct Subject {
    /// Before it, in the same clause; the last one says what is counted.
    before: Vec<String>,
    /// Behind it, up to the next figure or the end of the clause.
    behind: Vec<String>,
}

/// Subjects of all figures of a text, in their order.
pub(super) fn subjects(text: &str, all: &[Measure], words: &Results) -> Vec<Subject> {
    let mut found: Vec<Subject> = Vec::new();
    for (index, measure) in all.iter().enumerate() {
        let from = index.checked_sub(1).map_or(0, |last| all[last].end);
        let next = all.get(index + 1).map_or(text.len(), |next| next.start);
        let head = &text[from..measure.start];
        let mut before = nouns(clause_before(head), words);
        // 60人から70人に: the second figure is about what the first one is.
        let linked = clause_before(head).len() == head.len() && index > 0;
        if before.is_empty()
            && linked
            && let Some(last) = found.last()
        {
            before.clone_from(&last.before);
        }
        let behind = nouns(clause_behind(&text[measure.end..next]), words);
        found.push(Subject { before, behind });
    }
    found
}

impl Subject {
    /// Compares what a figure of an answer is about with what a target is about.
    pub(super) fn matches(&self, target: &Self, words: &Results) -> Match {
        let aims: Vec<&String> = target.before.iter().chain(&target.behind).collect();
        let own = || self.before.iter().chain(&self.behind);
        if aims.is_empty() || own().next().is_none() {
            return Match::Unnamed;
        }
        let known = |noun: &String| aims.iter().any(|aim| related(aim, noun));
        if self.before.last().is_some_and(|head| !known(head)) {
            return Match::Other;
        }
        let head = target.before.last().unwrap_or(aims[0]);
        // 特定健診の受診率 and がん検診の受診率 are two matters.
        let narrowed = |nouns: &[String]| nouns.iter().any(|noun| !related(head, noun));
        let told = own().any(|noun| related(head, noun));
        let differs = narrowed(&target.before)
            && narrowed(&self.before)
            && !self.before.iter().any(|noun| !related(head, noun) && known(noun));
        let measured = words.measured.iter().any(|end| head.ends_with(end.as_str()));
        let named = (measured || counts_an_activity(head, words)) && own().any(known);
        if (told || named) && !differs { Match::Same } else { Match::Other }
    }
}

/// Tells whether a noun only counts how often something is done, such as 開催回数.
fn counts_an_activity(noun: &str, words: &Results) -> bool {
    let is_activity = |noun: &str| words.activities.iter().any(|activity| noun == activity);
    let mut counted = words.counted.iter().filter_map(|end| noun.strip_suffix(end.as_str()));
    is_activity(noun) || counted.any(|rest| rest.is_empty() || is_activity(rest))
}

/// Tells whether two nouns mean the same thing: 現年度収納率 and 収納率, 利用者数 and 利用.
fn related(one: &str, other: &str) -> bool {
    let (long, short) = if one.len() < other.len() { (other, one) } else { (one, other) };
    let chars = short.chars().count();
    long == short || (chars >= 2 && (long.ends_with(short) || long.starts_with(short)))
}

/// The part of a text that belongs to the clause which goes on behind it. A comma behind は or が
/// does not end a clause: 受診率は、58%.
fn clause_before(text: &str) -> &str {
    let ends = |(at, c): (usize, char)| {
        let topic = text[..at].ends_with(['は', 'が', 'も', 'で']);
        let end = matches!(c, '。' | '\n' | '・' | ';') || (matches!(c, '、' | ',') && !topic);
        end.then_some(at + c.len_utf8())
    };
    let start = text.char_indices().filter_map(ends).next_back().unwrap_or(0);
    &text[start..]
}

/// The part of a text that belongs to the clause which goes on before it.
fn clause_behind(text: &str) -> &str {
    let end = text.find(['。', '\n', '・', '、', ',', ';', '(']).unwrap_or(text.len());
    &text[..end]
}

/// The nouns of a clause that tell something, in their order.
fn nouns(clause: &str, words: &Results) -> Vec<String> {
    let mut found = Vec::new();
    for word in clause.split(|c: char| !is_noun(c)) {
        let word = specific(word, words);
        if word.chars().count() >= 2 {
            found.push(word.to_owned());
        }
    }
    found
}

/// A noun without the words at its ends that tell nothing; empty where nothing else is left.
fn specific<'t>(noun: &'t str, words: &Results) -> &'t str {
    let enough = |rest: &&str| rest.is_empty() || rest.chars().count() >= 2;
    let shorter = |noun: &'t str| {
        let ends = words.unspecific.iter();
        ends.clone()
            .filter_map(|own| noun.strip_prefix(own.as_str()))
            .chain(ends.filter_map(|own| noun.strip_suffix(own.as_str())))
            .find(enough)
    };
    let mut noun = noun;
    while let Some(rest) = shorter(noun).filter(|_| !noun.is_empty()) {
        noun = rest;
    }
    noun
}

/// Kanji, katakana and letters make the nouns of what is measured.
const fn is_noun(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '々' | '\u{30A1}'..='\u{30FA}' | 'ー')
        || c.is_ascii_alphabetic()
}
