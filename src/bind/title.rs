//! The plan's title and municipality, where no `plan.toml` states them.

use crate::calendar::FiscalYear;
use crate::grid::squeeze;
use crate::recognise::LooseKind;

use super::RecognisedSheet;

/// Longest text that can be a title, in characters.
const TITLE_CHARS: usize = 60;

/// Finds a word such as 町政運営推進プランR6: it names a plan and its year.
pub(super) fn title(sheets: &[RecognisedSheet]) -> Option<String> {
    outside(sheets).find_map(|text| {
        let short = text.chars().count() <= TITLE_CHARS;
        let mut words = text.split_whitespace().filter(|_| short);
        let named = |word: &&str| {
            (word.contains("プラン") || word.contains("計画")) && FiscalYear::find(word).is_some()
        };
        words.find(named).map(str::to_owned)
    })
}

/// Finds a text that is a municipality's name and nothing else, such as 上富良野町.
pub(super) fn municipality(sheets: &[RecognisedSheet]) -> Option<String> {
    outside(sheets).find_map(|text| {
        let name = squeeze(text);
        let length = name.chars().count();
        let letters = name.chars().all(|c| c.is_alphabetic() && !c.is_ascii());
        let ends = ["町", "村", "市", "区"].iter().any(|end| name.ends_with(end));
        ((2..=8).contains(&length) && letters && ends).then_some(name)
    })
}

fn outside(sheets: &[RecognisedSheet]) -> impl Iterator<Item = &str> {
    let loose = sheets.iter().flat_map(|sheet| &sheet.reading.loose);
    loose.filter(|loose| loose.kind == LooseKind::Outside).map(|loose| loose.text.as_str())
}
