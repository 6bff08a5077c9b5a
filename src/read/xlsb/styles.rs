//! Reads the styles part of an xlsb (MS-XLSB 2.1.7.50): number formats, and which styles strike out
//! or hide text.
//!
//! In: bytes of the part. Out: formats and looks by style. Borders and alignment are not read.

use super::records::{Records, u16_at, u32_at, wide};
use crate::grid::Unseen;
use crate::read::looks::{BLACK, Font, Looks, UNREADABLE_POINTS, WHITE, is_empty_format};
use crate::read::number_format::Formats;

/// Numbers of the records that are looked at.
mod number {
    pub(super) const FONT: u16 = 43;
    pub(super) const FORMAT: u16 = 44;
    pub(super) const FILL: u16 = 45;
    pub(super) const STYLE: u16 = 47;
    pub(super) const CELL_STYLES: u16 = 617;
    pub(super) const CELL_STYLES_END: u16 = 618;
}

/// Twips in a point.
const TWIPS: f64 = 20.0;

/// The cell styles of a workbook.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Number formats by style.
    pub(super) formats: Formats,
    fonts: Vec<Font>,
    /// Looks by style; empty where no style has any.
    looks: Vec<Looks>,
}

impl Styles {
    /// Reads the part.
    pub(super) fn read(part: &[u8]) -> Self {
        let mut styles = Self::default();
        let mut fills = Vec::new();
        let mut in_cells = false;
        for (kind, body) in Records(part) {
            match kind {
                number::CELL_STYLES => in_cells = true,
                number::CELL_STYLES_END => in_cells = false,
                number::FONT => styles.fonts.push(font(body)),
                number::FILL => fills.push(fill(body)),
                number::FORMAT => {
                    let code = body.get(2..).and_then(wide).map(|(code, _)| code);
                    styles.formats.codes.extend(u16_at(body, 0).map(u32::from).zip(code));
                }
                number::STYLE if in_cells => {
                    let field = |at| u16_at(body, at).unwrap_or_default();
                    styles.formats.ids.push(u32::from(field(2)));
                    let font = styles.fonts.get(usize::from(field(4))).copied();
                    let ground = fills.get(usize::from(field(6))).copied();
                    styles.looks.push(font.unwrap_or_default().on(ground.unwrap_or(Some(WHITE))));
                }
                _ => {}
            }
        }
        styles.finish();
        styles
    }

    /// The looks of a style.
    pub(super) fn looks(&self, style: usize) -> Looks {
        self.looks.get(style).copied().unwrap_or_default()
    }

    /// Tells whether a font strikes out.
    pub(super) fn is_struck(&self, font: u16) -> bool {
        self.fonts.get(usize::from(font)).is_some_and(|font| font.struck)
    }

    /// Tells whether any font strikes out.
    pub(super) fn any_struck(&self) -> bool {
        self.fonts.iter().any(|font| font.struck)
    }

    fn finish(&mut self) {
        for (style, looks) in self.looks.iter_mut().enumerate() {
            if looks.unseen.is_none() && is_empty_format(self.formats.code(style)) {
                looks.unseen = Some(Unseen::Format);
            }
        }
        if self.looks.iter().all(|looks| *looks == Looks::default()) {
            self.looks = Vec::new();
        }
    }
}

/// Reads a BrtFont (MS-XLSB 2.4.149).
fn font(body: &[u8]) -> Font {
    let field = |at| u16_at(body, at).unwrap_or_default();
    Font {
        struck: field(2) & 8 != 0,
        tiny: f64::from(field(0)) <= UNREADABLE_POINTS * TWIPS,
        colour: body.get(12..).and_then(colour),
    }
}

/// Reads a BrtFill (MS-XLSB 2.4.659): the colour behind the text; `None` where it is not one colour.
fn fill(body: &[u8]) -> Option<u32> {
    match u32_at(body, 0)? {
        0 => Some(WHITE),
        1 => body.get(4..).and_then(colour),
        _ => None,
    }
}

/// Reads a BrtColor (MS-XLSB 2.4.324) as 0xRRGGBB; `None` for a tint of a theme, or a colour that
/// only the theme knows.
fn colour(body: &[u8]) -> Option<u32> {
    let (kind, index) = (body.first()? >> 1, *body.get(1)?);
    if kind == 2 {
        let rgb = body.get(4..7)?;
        return Some(u32::from(rgb[0]) << 16 | u32::from(rgb[1]) << 8 | u32::from(rgb[2]));
    }
    if u16_at(body, 2)? != 0 {
        return None;
    }
    match (kind, index) {
        // The first two colours of a theme are the window's and its text's.
        (3, 0) | (1, 1 | 9 | 65) => Some(WHITE),
        (0, _) | (3, 1) | (1, 0 | 8 | 64) => Some(BLACK),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::records::record;
    use super::*;

    /// A colour of a kind: its index, or red, green and blue.
    fn tone(kind: u8, index: u8, rgb: [u8; 3]) -> Vec<u8> {
        vec![kind << 1, index, 0, 0, rgb[0], rgb[1], rgb[2], 255]
    }

    #[track_caller]
    fn check_looks(size: u16, flags: u16, ink: &[u8], pattern: u32, ground: &[u8], looks: Looks) {
        let font = [&size.to_le_bytes()[..], &flags.to_le_bytes(), &[0; 8], ink].concat();
        let fill = [&pattern.to_le_bytes()[..], ground, &[0; 44]].concat();
        let style = |format: u16| [&[0, 0][..], &format.to_le_bytes(), &[0; 10]].concat();
        let part = [
            record(number::FONT, &font),
            record(number::FILL, &fill),
            record(number::STYLE, &style(0)),
            record(number::CELL_STYLES, &[]),
            record(number::STYLE, &style(0)),
            record(number::CELL_STYLES_END, &[]),
        ];
        assert_eq!(Styles::read(&part.concat()).looks(0), looks);
    }

    #[test]
    fn text_that_is_struck_out_or_cannot_be_seen_is_known_by_its_style() {
        let unseen = |why| Looks { struck: false, unseen: Some(why) };
        let (black, white) = (tone(1, 64, [0; 3]), tone(2, 0, [255; 3]));
        let blue = tone(2, 0, [0x1F, 0x4E, 0x78]);
        let struck = Looks { struck: true, unseen: None };
        check_looks(220, 8, &black, 0, &black, struck);
        check_looks(220, 4, &black, 0, &black, Looks::default());
        check_looks(220, 0, &white, 0, &black, unseen(Unseen::Colour));
        check_looks(220, 0, &tone(3, 0, [255; 3]), 0, &black, unseen(Unseen::Colour));
        check_looks(220, 0, &white, 1, &blue, Looks::default());
        check_looks(220, 0, &blue, 1, &blue, unseen(Unseen::Colour));
        check_looks(220, 0, &white, 5, &white, Looks::default());
        check_looks(20, 0, &black, 0, &black, unseen(Unseen::Size));
    }
}
