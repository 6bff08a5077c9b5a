//! Reads what each cell style says: its number format, and whether it strikes out or hides text.
//!
//! In: the styles part. Out: a format code and looks by style. Borders and alignment are not read.

use crate::grid::Unseen;
use crate::read::looks::{BLACK, Font, Looks, UNREADABLE_POINTS, WHITE, is_empty_format};
use crate::read::number_format::Formats;
use crate::read::xml::{Tag, Token, Xml};

/// The cell styles of a workbook.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Number formats by style.
    pub(super) formats: Formats,
    /// Looks by style; empty where no style has any.
    looks: Vec<Looks>,
    /// Styles that show TRUE and FALSE as a check box.
    boxes: Vec<usize>,
}

impl Styles {
    /// The looks of a style.
    pub(super) fn looks(&self, style: usize) -> Looks {
        self.looks.get(style).copied().unwrap_or_default()
    }

    /// Tells whether a style shows TRUE and FALSE as a check box.
    pub(super) fn is_box(&self, style: usize) -> bool {
        self.boxes.contains(&style)
    }

    /// Tells whether any style strikes its cells out.
    pub(super) fn any_struck(&self) -> bool {
        self.looks.iter().any(|looks| looks.struck)
    }
}

/// Reads the styles part; the formats and looks of cells are those of `cellXfs`.
pub(super) fn read(part: &str) -> Styles {
    let mut styles = Styles::default();
    let (mut fonts, mut fills) = (Vec::new(), Vec::new());
    let mut in_cells = false;
    let mut xml = Xml::new(part);
    while let Some(token) = xml.next() {
        match token {
            Token::Start(tag) => match tag.local() {
                "numFmt" => {
                    let code = tag.owned("formatCode");
                    styles.formats.codes.extend(tag.number("numFmtId").zip(code));
                }
                "font" => fonts.push(font(&mut xml)),
                "fill" => fills.push(fill(&mut xml)),
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    styles.formats.ids.push(tag.number("numFmtId").unwrap_or_default());
                    let looks = looks(&tag, &fonts, &fills);
                    styles.looks.push(looks);
                }
                // Excel's check boxes in cells are an extension of the style.
                "xfComplement" if in_cells => {
                    styles.boxes.extend(styles.formats.ids.len().checked_sub(1));
                }
                "dxfs" | "borders" => xml.skip(),
                _ => {}
            },
            Token::End(tag) => in_cells &= tag.local() != "cellXfs",
            Token::Text(_) => {}
        }
    }
    let hides = |looks: &Looks| *looks != Looks::default();
    for (style, looks) in styles.looks.iter_mut().enumerate() {
        if looks.unseen.is_none() && is_empty_format(styles.formats.code(style)) {
            looks.unseen = Some(Unseen::Format);
        }
    }
    if !styles.looks.iter().any(hides) {
        styles.looks = Vec::new();
    }
    styles
}

fn looks(tag: &Tag<'_>, fonts: &[Font], fills: &[Option<u32>]) -> Looks {
    let number = |name: &str| tag.number::<usize>(name).unwrap_or_default();
    let font = fonts.get(number("fontId")).copied().unwrap_or_default();
    font.on(fills.get(number("fillId")).copied().unwrap_or(Some(WHITE)))
}

/// Reads on to the end of `<font>`.
fn font(xml: &mut Xml<'_>) -> Font {
    let mut font = Font::default();
    xml.each_child(|tag| match tag.local() {
        "strike" => font.struck = is_on(tag),
        "sz" => font.tiny = tag.number("val").is_some_and(|size: f64| size <= UNREADABLE_POINTS),
        "color" => font.colour = colour(tag),
        _ => {}
    });
    font
}

/// Reads on to the end of `<fill>`: the colour behind the text; `None` where it is not one colour.
fn fill(xml: &mut Xml<'_>) -> Option<u32> {
    let (mut ground, mut solid) = (Some(WHITE), false);
    xml.each_child(|tag| match tag.local() {
        "patternFill" => {
            solid = tag.attr("patternType").as_deref() == Some("solid");
            let none = matches!(tag.attr("patternType").as_deref(), None | Some("none"));
            ground = none.then_some(WHITE);
        }
        "fgColor" if solid => ground = colour(tag),
        "gradientFill" => ground = None,
        _ => {}
    });
    ground
}

/// Whether a flag such as `<strike/>` is set.
pub(super) fn is_on(tag: &Tag<'_>) -> bool {
    !matches!(tag.attr("val").as_deref(), Some("0" | "false" | "off"))
}

/// A colour as 0xRRGGBB; `None` for a tint of a theme, or one that only the theme knows.
fn colour(tag: &Tag<'_>) -> Option<u32> {
    if let Some(rgb) = tag.attr("rgb") {
        let digits = rgb.get(rgb.len().checked_sub(6)?..)?;
        return u32::from_str_radix(digits, 16).ok();
    }
    if tag.number("tint").is_some_and(|tint: f64| tint != 0.0) {
        return None;
    }
    match (tag.number::<u32>("theme"), tag.number::<u32>("indexed")) {
        // The first two colours of a theme are the window's and its text's.
        (Some(0), _) | (_, Some(1 | 9 | 65)) => Some(WHITE),
        (Some(1), _) | (_, Some(0 | 8 | 64)) => Some(BLACK),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_looks(font: &str, fill: &str, format: u32, expected: Looks) {
        let part = format!(
            "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\";;;\"/></numFmts>\
             <fonts><font>{font}</font></fonts><fills><fill>{fill}</fill></fills>\
             <cellXfs><xf numFmtId=\"{format}\" fontId=\"0\" fillId=\"0\"/></cellXfs></styleSheet>"
        );
        assert_eq!(read(&part).looks(0), expected, "{font} {fill}");
    }

    #[test]
    fn text_that_is_struck_out_or_cannot_be_seen_is_known_by_its_style() {
        let unseen = |why| Looks { struck: false, unseen: Some(why) };
        let none = "<patternFill patternType=\"none\"/>";
        let blue = "<patternFill patternType=\"solid\"><fgColor rgb=\"FF1F4E78\"/><bgColor indexed=\"64\"/></patternFill>";
        check_looks("<strike/>", none, 0, Looks { struck: true, unseen: None });
        check_looks("<strike val=\"0\"/>", none, 0, Looks::default());
        check_looks("<color rgb=\"FFFFFFFF\"/>", none, 0, unseen(Unseen::Colour));
        check_looks("<color theme=\"0\"/>", none, 0, unseen(Unseen::Colour));
        check_looks("<color rgb=\"FFFFFFFF\"/>", blue, 0, Looks::default());
        check_looks("<color rgb=\"001F4E78\"/>", blue, 0, unseen(Unseen::Colour));
        check_looks("<color theme=\"1\"/>", none, 0, Looks::default());
        check_looks("<sz val=\"1\"/>", none, 0, unseen(Unseen::Size));
        check_looks("", none, 164, unseen(Unseen::Format));
    }
}
