//! What the look of a cell does to its text, whatever format states it: struck out, or not to be
//! seen.
//!
//! In: colours, sizes and number formats as a format's reader found them. Out: looks. It reads no
//! file; a colour that is not known hides nothing.

use crate::grid::Unseen;

/// Largest size in points that nobody can read on paper.
pub(super) const UNREADABLE_POINTS: f64 = 2.0;
/// Colours as 0xRRGGBB.
pub(super) const WHITE: u32 = 0x00FF_FFFF;
pub(super) const BLACK: u32 = 0;

/// What a style says of the text in its cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Looks {
    /// Struck out, except runs that say otherwise.
    pub(super) struck: bool,
    /// Why the text cannot be seen; `None` where it can.
    pub(super) unseen: Option<Unseen>,
}

/// A font, as far as it matters here.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Font {
    pub(super) struck: bool,
    /// Nobody can read its size.
    pub(super) tiny: bool,
    /// Its colour, where it is known.
    pub(super) colour: Option<u32>,
}

impl Font {
    /// The looks of text in this font on a ground; `None` for a ground that is not one colour.
    pub(super) fn on(self, ground: Option<u32>) -> Looks {
        let unseen = if self.colour.is_some() && self.colour == ground {
            Some(Unseen::Colour)
        } else {
            self.tiny.then_some(Unseen::Size)
        };
        Looks { struck: self.struck, unseen }
    }
}

/// Tells whether a number format shows nothing at all, such as `;;;`.
pub(super) fn is_empty_format(code: &str) -> bool {
    code.matches(';').count() >= 2 && code.trim_matches([';', ' ']).is_empty()
}

/// A colour as web pages and OpenDocument write it: `#1F4E78`, `#fff`, `rgb(1, 2, 3)`, `white`.
pub(super) fn web_colour(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(digits) = text.strip_prefix('#') {
        let value = u32::from_str_radix(digits, 16).ok()?;
        return match digits.len() {
            6 => Some(value),
            3 => {
                Some((value >> 8) * 0x11_00_00 + (value >> 4 & 15) * 0x11_00 + (value & 15) * 0x11)
            }
            _ => None,
        };
    }
    if let Some(parts) = text.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
        let mut value = 0;
        for part in parts.split(',') {
            value = value << 8 | u32::from(part.trim().parse::<u8>().ok()?);
        }
        return Some(value);
    }
    match text.as_str() {
        "white" | "window" => Some(WHITE),
        "black" | "windowtext" => Some(BLACK),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_pages_are_read() {
        for (text, colour) in [
            ("#1F4E78", Some(0x1F_4E78)),
            ("#FFF", Some(WHITE)),
            ("#18a", Some(0x11_88AA)),
            ("rgb(255, 0, 1)", Some(0xFF_0001)),
            (" White ", Some(WHITE)),
            ("windowtext", Some(BLACK)),
            ("#12", None),
            ("inherit", None),
        ] {
            assert_eq!(web_colour(text), colour, "{text}");
        }
    }

    #[test]
    fn text_in_the_colour_of_its_ground_is_not_seen() {
        let font = |colour| Font { colour, ..Font::default() };
        assert_eq!(font(Some(WHITE)).on(Some(WHITE)).unseen, Some(Unseen::Colour));
        assert_eq!(font(Some(WHITE)).on(None).unseen, None);
        assert_eq!(font(None).on(None).unseen, None);
        assert_eq!(Font { tiny: true, ..font(None) }.on(None).unseen, Some(Unseen::Size));
    }
}
