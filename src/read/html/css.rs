//! What style sheets and attributes say of a cell: its number format, its colours, whether it is
//! struck out or hidden.
//!
//! In: style sheets, and the attributes of a tag. Out: a style. Only rules of classes count, which is
//! how Excel writes them; where a rule is not understood it says nothing.

use std::collections::HashMap;
use std::rc::Rc;

use super::stated::code_in;
use super::tag::Tag;
use crate::read::looks::{Font, UNREADABLE_POINTS, web_colour};

/// What is said of a cell, a row or a run of text.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    /// The number format.
    pub(super) code: Option<Rc<str>>,
    pub(super) font: Font,
    /// The colour behind the text.
    pub(super) ground: Option<u32>,
    /// It takes no room on the page.
    pub(super) hidden: bool,
}

/// Styles by the class that they are for.
///
/// A style sheet may give one style to any number of classes.
#[derive(Debug, Default)]
pub(super) struct Classes(HashMap<String, Rc<Style>>);

impl Classes {
    /// Reads a style sheet.
    pub(super) fn learn(&mut self, styles: &str) {
        for rule in styles.split('}') {
            let Some((selectors, body)) = rule.split_once('{') else { continue };
            let style = Style::parse(body);
            if !style.says_something() {
                continue;
            }
            let style = Rc::new(style);
            for selector in selectors.split(',') {
                if let Some((_, class)) = selector.trim().rsplit_once('.') {
                    self.0.insert(class.to_owned(), Rc::clone(&style));
                }
            }
        }
    }

    /// The style of a tag: that of its classes, then what its own attributes say.
    pub(super) fn of(&self, tag: &Tag<'_>) -> Style {
        let mut style = Style::default();
        let mut own = Style::default();
        for (name, value) in tag.attributes() {
            match name.to_ascii_lowercase().as_str() {
                "class" => {
                    for class in value.split_whitespace().filter_map(|class| self.0.get(class)) {
                        style.add(class);
                    }
                }
                "style" => own.add(&Style::parse(&value)),
                "bgcolor" => own.ground = web_colour(&value).or(own.ground),
                "color" => own.font.colour = web_colour(&value).or(own.font.colour),
                _ => {}
            }
        }
        style.add(&own);
        style
    }
}

impl Style {
    /// Reads the properties of a rule or of a `style` attribute.
    pub(super) fn parse(body: &str) -> Self {
        let mut style = Self { code: code_in(body).map(Rc::from), ..Self::default() };
        for property in body.split(';') {
            let Some((name, value)) = property.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "color" => style.font.colour = web_colour(value),
                "background" | "background-color" => style.ground = web_colour(value),
                "text-decoration" | "text-decoration-line" => {
                    style.font.struck = value.contains("line-through");
                }
                "font-size" => {
                    let points = value.strip_suffix("pt").and_then(|size| size.trim().parse().ok());
                    style.font.tiny = points.is_some_and(|size: f64| size <= UNREADABLE_POINTS);
                }
                "display" => style.hidden = value.eq_ignore_ascii_case("none"),
                _ => {}
            }
        }
        style
    }

    fn says_something(&self) -> bool {
        let Font { struck, tiny, colour } = self.font;
        self.code.is_some() || struck || tiny || self.hidden || colour.or(self.ground).is_some()
    }

    /// Lays another style over this one.
    fn add(&mut self, other: &Self) {
        self.code = other.code.clone().or(self.code.take());
        self.font.struck |= other.font.struck;
        self.font.tiny |= other.font.tiny;
        self.font.colour = other.font.colour.or(self.font.colour);
        self.ground = other.ground.or(self.ground);
        self.hidden |= other.hidden;
    }
}
