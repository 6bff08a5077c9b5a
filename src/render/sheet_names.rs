//! Names that Excel accepts for sheets.
//!
//! In: the name that is wanted. Out: a legal one that no other sheet of the book has.

use std::collections::HashSet;

use crate::grid::match_key;

/// Longest sheet name, in UTF-16 units.
const LONGEST: usize = 31;
/// Names that Excel keeps for itself.
const RESERVED: [&str; 2] = ["history", "履歴"];

/// Hands out the sheet names of one book.
#[derive(Debug, Default)]
pub struct SheetNames {
    used: HashSet<String>,
}

impl SheetNames {
    /// Gives the wanted name, made legal, with `(2)`, `(3)` … behind it when it is taken.
    pub fn take(&mut self, wanted: &str) -> String {
        let clean: String = wanted.chars().map(legal).collect();
        let clean = clean.trim_matches(|c: char| c == '\'' || c.is_whitespace());
        let clean = if clean.is_empty() { "様式" } else { clean };
        // A book has far fewer sheets; the range only shows that the search ends.
        (1..=100_000)
            .map(|number| numbered(clean, number))
            .find(|name| !RESERVED.contains(&match_key(name).as_str()) && self.insert(name))
            .unwrap_or_default()
    }

    /// Excel takes names for the same that differ in case or width only.
    fn insert(&mut self, name: &str) -> bool {
        self.used.insert(match_key(name))
    }
}

fn legal(c: char) -> char {
    match c {
        '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '-',
        '［' | '］' | '：' | '＊' | '？' | '／' | '＼' => '－',
        c if c.is_control() => ' ',
        c => c,
    }
}

fn numbered(name: &str, number: u32) -> String {
    let tail = if number == 1 { String::new() } else { format!("({number})") };
    let mut room = LONGEST - tail.len();
    let fits = |c: &char| {
        let units = c.len_utf16();
        let fits = units <= room;
        room = room.saturating_sub(units);
        fits
    };
    let head: String = name.chars().take_while(fits).collect();
    format!("{head}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wanted: &[&str], expected: &[&str]) {
        let mut names = SheetNames::default();
        let taken: Vec<String> = wanted.iter().map(|name| names.take(name)).collect();
        assert_eq!(taken, expected);
    }

    #[test]
    fn a_name_that_is_taken_is_numbered() {
        check(&["1-1-1-1", "1-1-1-1", "１-1-1-1"], &["1-1-1-1", "1-1-1-1(2)", "１-1-1-1(3)"]);
    }

    #[test]
    fn what_excel_refuses_is_replaced() {
        check(&["a/b：c", "'x'", "", "履歴"], &["a-b－c", "x", "様式", "履歴(2)"]);
    }

    #[test]
    fn long_names_are_cut() {
        let long = "町".repeat(40);
        let (first, second) = ("町".repeat(31), format!("{}(2)", "町".repeat(28)));
        check(&[&long, &long], &[&first, &second]);
    }
}
