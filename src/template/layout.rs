//! The form's geometry and looks: column widths, type, colours, page, heights of answers.
//!
//! In: the `[layout]` part of a template. Out: values that the renderer reads. It draws nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use crate::field::Field;

/// Geometry and looks of the form and of the sheets around it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Typefaces and sizes.
    pub fonts: Fonts,
    /// Colours of type and paper.
    pub colours: Colours,
    /// Colours of the sheets' tabs.
    pub tabs: Tabs,
    /// Widths of the form's four columns.
    pub columns: Columns,
    /// Paper margins.
    pub page: Page,
    /// Longest answer that is accepted without a warning, in characters.
    pub answer_limit: u32,
    /// Least height of the answers in points; other fields take what their text needs.
    pub answer_heights: BTreeMap<Field, f64>,
}

/// Typefaces and sizes in points. Both faces are fixed-pitch: row heights are reckoned from them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fonts {
    /// Face of issued and answered text.
    pub text: String,
    /// Face of labels and headings.
    pub label: String,
    /// Size of running text.
    pub text_size: f64,
    /// Size of labels.
    pub label_size: f64,
    /// Size of headings.
    pub heading_size: f64,
    /// Size of titles.
    pub title_size: f64,
    /// Size of ids and notes.
    pub small_size: f64,
}

/// Colours; light enough that type on them survives a black-and-white print.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// Behind labels and heads of tables.
    pub label: Colour,
    /// Behind answers that the period asks for.
    pub answer: Colour,
    /// Behind such an answer while it is blank.
    pub missing: Colour,
    /// Behind what is done.
    pub done: Colour,
    /// Behind what is still to do.
    pub todo: Colour,
    /// Behind conflicts and faults.
    pub alert: Colour,
    /// Lines around cells.
    pub line: Colour,
    /// Small type.
    pub muted: Colour,
    /// Links.
    pub link: Colour,
}

/// Colours of tabs, which repeat in a glance what the sheets say in words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tabs {
    /// A cover or guide.
    pub own: Colour,
    /// A form with a required answer that is blank.
    pub todo: Colour,
    /// A form with all required answers.
    pub done: Colour,
    /// A form that was sent back.
    pub mend: Colour,
}

/// A colour as `0xRRGGBB`, written `"RRGGBB"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u32);

/// Widths in pixels of 1/96 inch; together at most what A4 leaves between the margins.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// 令和6年度, on end.
    pub year: u32,
    /// 目標, 取組内容, 進捗状況.
    pub label: u32,
    /// 前期 (4～9月).
    pub part: u32,
    /// The texts.
    pub value: u32,
}

/// Margins of A4 paper in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Left margin.
    pub left: f64,
    /// Right margin.
    pub right: f64,
    /// Top margin.
    pub top: f64,
    /// Bottom margin.
    pub bottom: f64,
    /// Distance of the header from the edge.
    pub header: f64,
    /// Distance of the footer from the edge.
    pub footer: f64,
}

/// Points in a millimetre.
const POINTS_PER_MM: f64 = 72.0 / 25.4;

impl Page {
    /// Height between the margins of A4 portrait, in points.
    #[must_use]
    pub fn height(&self) -> f64 {
        (297.0 - self.top - self.bottom) * POINTS_PER_MM
    }

    /// Width between the margins of A4 portrait, in points.
    #[must_use]
    pub fn width(&self) -> f64 {
        (210.0 - self.left - self.right) * POINTS_PER_MM
    }
}

impl Columns {
    /// The four widths from left to right.
    #[must_use]
    pub const fn all(&self) -> [u32; 4] {
        [self.year, self.label, self.part, self.value]
    }

    /// Width of the whole form in pixels.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.year + self.label + self.part + self.value
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let value = digits.then(|| u32::from_str_radix(&text, 16).ok()).flatten();
        value.map(Self).ok_or_else(|| {
            serde::de::Error::custom(format!("色は RRGGBB の 6 桁で書いてください：「{text}」"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Template;

    /// Lightness from 0 to 255 as a printer without colour sees it (ITU-R BT.601).
    fn lightness(Colour(value): Colour) -> f64 {
        let [_, red, green, blue] = value.to_be_bytes().map(f64::from);
        0.299 * red + 0.587 * green + 0.114 * blue
    }

    #[test]
    fn the_form_fits_a4_portrait_without_shrinking() {
        let layout = Template::by_name("torikumi").expect("built in").layout;
        assert!(f64::from(layout.columns.total()) * 0.75 <= layout.page.width());
        assert!(layout.page.height() > 600.0);
    }

    #[test]
    fn colours_survive_a_black_and_white_print() {
        let colours = Template::by_name("torikumi").expect("built in").layout.colours;
        let fills = [colours.label, colours.answer, colours.missing, colours.done, colours.todo];
        for fill in fills.into_iter().chain([colours.alert]) {
            assert!(lightness(fill) > 215.0, "{fill:?}");
        }
        for ink in [colours.line, colours.muted, colours.link] {
            assert!(lightness(ink) < 130.0, "{ink:?}");
        }
    }

    #[test]
    fn every_answer_has_room_to_write() {
        let layout = Template::by_name("torikumi").expect("built in").layout;
        for field in Field::ANSWERED {
            let height = layout.answer_heights.get(&field).copied().unwrap_or_default();
            assert!((18.0..=380.0).contains(&height), "{field:?}");
        }
        assert!(layout.answer_limit <= 32_767);
    }
}
