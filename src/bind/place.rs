//! Placing a form: which 取組項目 of the hierarchy it belongs to, by title first, then number.

use std::collections::BTreeSet;

use crate::field::Field;
use crate::finding::Finding;
use crate::grid::match_key;
use crate::model::{BasicArea, Initiative, InitiativeGroup};
use crate::recognise::{Block, Level, Numbered, markers};
use crate::rules::Code;

/// Where a form belongs.
pub(super) struct Placement {
    /// Id of the 取組項目.
    pub id: String,
    /// 課 that the hierarchy names there, for a form that names none.
    pub sections: Vec<String>,
    /// Findings on number and title, without their place.
    pub findings: Vec<Finding>,
}

/// The numbers and titles that a form states for itself.
pub(super) struct Titles {
    /// The whole 取組項目 text.
    pub text: String,
    /// The group (①).
    pub group: Option<Numbered>,
    /// The 取組項目; number 0 where the form states none.
    pub initiative: Numbered,
}

/// Below this likeness of titles a form with a fitting number is not taken for the same.
const LIKE_WITH_NUMBER: f64 = 0.5;
/// Above this likeness a title is the same with a slip in it.
const LIKE_WITHOUT_NUMBER: f64 = 0.8;

/// Reads the numbers and titles of a form.
pub(super) fn titles(block: &Block) -> Titles {
    let text = block.value(Field::Initiative).map(|value| value.text.clone()).unwrap_or_default();
    let mut found = markers(&text);
    let (group, initiative) = match found.len() {
        0 => (None, None),
        1 if found[0].level == Level::Group => (found.pop(), None),
        1 => (None, found.pop()),
        _ => {
            let initiative = found.swap_remove(1);
            (found.into_iter().next(), Some(initiative))
        }
    };
    let initiative = initiative.unwrap_or_else(|| Numbered {
        level: Level::Initiative,
        number: 0,
        title: text.lines().last().unwrap_or_default().trim().to_owned(),
        marker: String::new(),
    });
    Titles { text, group, initiative }
}

impl Titles {
    /// T02 where the number, or the shape of its marker, is not the hierarchy's.
    pub(super) fn number_finding(&self, number: u32) -> Option<Finding> {
        let own = &self.initiative;
        let differs = own.number != number || own.level != Level::Initiative;
        (own.number > 0 && differs).then(|| {
            Finding::new(Code::T02)
                .field(Field::Initiative)
                .found(own.marker.as_str())
                .expected(format!("({number})"))
        })
    }
}

/// Finds a form's place in a hierarchy that a table states.
pub(super) fn place(block: &Block, hierarchy: &[BasicArea]) -> Placement {
    let titles = titles(block);
    by_title(&titles, hierarchy)
        .or_else(|| by_number(block, &titles, hierarchy))
        .or_else(|| by_likeness(&titles, hierarchy))
        .unwrap_or_else(|| nowhere(block, &titles))
}

/// Finds the one 取組項目 of exactly this title; its group decides where several share it.
pub(super) fn by_title(titles: &Titles, hierarchy: &[BasicArea]) -> Option<Placement> {
    let key = match_key(&titles.initiative.title);
    let mut same: Vec<_> = initiatives(hierarchy)
        .filter(|(_, initiative)| match_key(&initiative.title) == key)
        .collect();
    if same.len() > 1 {
        let group = titles.group.as_ref().map(|group| match_key(&group.title));
        same.retain(|(of, _)| Some(match_key(&of.title)) == group);
    }
    match same.as_slice() {
        [(group, initiative)] => Some(found(titles, group, initiative)),
        _ => None,
    }
}

/// Follows the numbers of headings and form down the hierarchy.
fn by_number(block: &Block, titles: &Titles, hierarchy: &[BasicArea]) -> Option<Placement> {
    let area = block.headings.area.as_ref()?.number;
    let item = block.headings.item.as_ref()?.number;
    let group = titles.group.as_ref()?.number;
    let id = format!("{area}-{item}-{group}-{}", titles.initiative.number);
    let (group, initiative) = initiatives(hierarchy).find(|(_, i)| i.id == id)?;
    let like = likeness(&titles.initiative.title, &initiative.title);
    (like >= LIKE_WITH_NUMBER).then(|| found(titles, group, initiative))
}

/// Takes the one title that is nearly the same.
fn by_likeness(titles: &Titles, hierarchy: &[BasicArea]) -> Option<Placement> {
    let like = |initiative: &Initiative| likeness(&titles.initiative.title, &initiative.title);
    let mut scored: Vec<_> = initiatives(hierarchy)
        .map(|(group, initiative)| (like(initiative), group, initiative))
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (best, group, initiative) = *scored.first()?;
    let second = scored.get(1).map_or(0.0, |entry| entry.0);
    (best >= LIKE_WITHOUT_NUMBER && best > second).then(|| found(titles, group, initiative))
}

/// A form that the hierarchy does not know: it keeps its own numbers, 0 where it states none.
fn nowhere(block: &Block, titles: &Titles) -> Placement {
    let number = |heading: &Option<Numbered>| heading.as_ref().map_or(0, |found| found.number);
    let id = format!(
        "{}-{}-{}-{}",
        number(&block.headings.area),
        number(&block.headings.item),
        number(&titles.group),
        titles.initiative.number
    );
    let finding = Finding::new(Code::H02).field(Field::Initiative).found(titles.text.as_str());
    Placement { id, sections: Vec::new(), findings: vec![finding] }
}

fn found(titles: &Titles, group: &InitiativeGroup, initiative: &Initiative) -> Placement {
    let mut findings: Vec<Finding> = titles.number_finding(initiative.number).into_iter().collect();
    let differs = |a: &str, b: &str| match_key(a) != match_key(b);
    if differs(&titles.initiative.title, &initiative.title) {
        findings.push(title_finding(&titles.initiative.title, &initiative.title));
    }
    if let Some(own) = &titles.group
        && differs(&own.title, &group.title)
    {
        findings.push(title_finding(&own.title, &group.title));
    }
    let sections = initiative.responsible_sections.clone();
    Placement { id: initiative.id.clone(), sections, findings }
}

fn title_finding(found: &str, expected: &str) -> Finding {
    Finding::new(Code::H03).field(Field::Initiative).found(found).expected(expected)
}

fn initiatives(hierarchy: &[BasicArea]) -> impl Iterator<Item = (&InitiativeGroup, &Initiative)> {
    hierarchy
        .iter()
        .flat_map(|area| &area.promotion_items)
        .flat_map(|item| &item.initiative_groups)
        .flat_map(|group| group.initiatives.iter().map(move |initiative| (group, initiative)))
}

/// Likeness of two titles, 0 to 1: twice the shared letter pairs over all pairs (Dice).
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (pairs(a), pairs(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    2.0 * a.intersection(&b).count() as f64 / (a.len() + b.len()) as f64
}

fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let chars: Vec<char> = match_key(text).chars().collect();
    chars.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
