//! Which styles of an OpenDocument file strike text out or make it unreadable.
//!
//! In: the text properties of its automatic styles. Out: what a cell's or span's style means.

use std::collections::{HashMap, HashSet};

use crate::grid::Unseen;
use crate::read::xml::Tag;

/// Styles by what they do to text.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// Styles that strike out.
    pub(super) struck: HashSet<String>,
    unseen: HashMap<String, Unseen>,
}

/// What the style of a cell means.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    /// The whole cell is struck out.
    pub(super) struck: bool,
    /// Why it cannot be seen.
    pub(super) unseen: Option<Unseen>,
}

/// Largest size in points that nobody can read on paper.
const UNREADABLE_POINTS: f64 = 2.0;

impl Looks {
    /// Notes the text properties of a style (ODF 1.2 part 1, 16.27.28).
    pub(super) fn note(&mut self, style: &str, tag: &Tag<'_>) {
        let lines = ["text-line-through-style", "text-line-through-type"];
        let mut lines = lines.iter().filter_map(|name| tag.attr(name));
        if lines.any(|line| &*line != "none") {
            self.struck.insert(style.to_owned());
        }
        let size = tag.attr("font-size").and_then(|size| size.strip_suffix("pt")?.parse().ok());
        if size.is_some_and(|size: f64| size <= UNREADABLE_POINTS) {
            self.unseen.insert(style.to_owned(), Unseen::Size);
        }
    }

    /// What the style of a cell means.
    pub(super) fn of(&self, tag: &Tag<'_>) -> Look {
        if self.struck.is_empty() && self.unseen.is_empty() {
            return Look::default();
        }
        let Some(style) = tag.attr("style-name") else { return Look::default() };
        Look { struck: self.struck.contains(&*style), unseen: self.unseen.get(&*style).copied() }
    }
}

/// Tells whether a row is hidden, by a person or by a filter.
pub(super) fn is_hidden(tag: &Tag<'_>) -> bool {
    matches!(tag.attr("visibility").as_deref(), Some("collapse" | "filter"))
}
