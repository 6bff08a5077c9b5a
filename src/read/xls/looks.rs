//! Which cells of an xls strike their text out or hide it: fonts, fills, and the runs of shared texts.
//!
//! In: the records of the workbook globals (MS-XLS 2.4.122 Font, 2.4.353 XF, 2.4.188 Palette,
//! 2.4.265 SST). Out: looks by style, and texts whose runs strike something out.

use std::collections::HashMap;

use crate::grid::Unseen;
use crate::read::compound::{u16_at, u32_at};
use crate::read::encoding;
use crate::read::looks::{
    BLACK, Font, Looks, Parts, UNREADABLE_POINTS, WHITE, is_empty_format, parts,
};
use crate::read::number_format::Formats;

/// Twips in a point.
const TWIPS: f64 = 20.0;
/// First colour of the palette.
const PALETTE: u16 = 8;
/// Set in a colour that only its number tells: equal numbers are equal colours.
const UNKNOWN: u32 = 0x0100_0000;

/// The styles of a workbook while its records are read.
#[derive(Debug, Default)]
pub(super) struct Styles {
    fonts: Vec<(Font, u16)>,
    /// Font, pattern and colour of the fill of every style.
    cells: Vec<(u16, u32, u16)>,
    palette: Vec<u32>,
    looks: Vec<Looks>,
}

impl Styles {
    /// Takes a Font record.
    pub(super) fn font(&mut self, body: &[u8]) {
        let field = |at| u16_at(body, at).unwrap_or_default();
        let font = Font {
            struck: field(2) & 8 != 0,
            tiny: f64::from(field(0)) <= UNREADABLE_POINTS * TWIPS,
            colour: None,
        };
        self.fonts.push((font, field(4)));
    }

    /// Takes an XF record: 20 bytes in BIFF8, 16 before.
    pub(super) fn style(&mut self, body: &[u8]) {
        let field = |at| u16_at(body, at).unwrap_or_default();
        let (pattern, ground) = if body.len() < 20 {
            (u32::from(field(10) & 0x3F), field(8))
        } else {
            (u32_at(body, 14).unwrap_or_default() >> 26, field(18))
        };
        self.cells.push((field(0), pattern, ground & 0x7F));
    }

    /// Takes the Palette record.
    pub(super) fn palette(&mut self, body: &[u8]) {
        let colours = body.get(2..).unwrap_or_default().chunks_exact(4);
        let colour = |c: &[u8]| u32::from(c[0]) << 16 | u32::from(c[1]) << 8 | u32::from(c[2]);
        self.palette = colours.map(colour).collect();
    }

    /// Ends the globals; `formats` are those of the styles.
    pub(super) fn finish(&mut self, formats: &Formats) {
        let looks = |(font, pattern, ground): &(u16, u32, u16)| {
            let (font, colour) = self.font_at(*font);
            let font = Font { colour: Some(self.colour(colour)), ..font };
            font.on(match pattern {
                0 => Some(WHITE),
                1 => Some(self.colour(*ground)),
                _ => None,
            })
        };
        let mut looks: Vec<Looks> = self.cells.iter().map(looks).collect();
        for (style, looks) in looks.iter_mut().enumerate() {
            if looks.unseen.is_none() && is_empty_format(formats.code(style)) {
                looks.unseen = Some(Unseen::Format);
            }
        }
        if looks.iter().any(|looks| *looks != Looks::default()) {
            self.looks = looks;
        }
    }

    /// Font 4 does not exist: the fifth record is font 5 (MS-XLS 2.5.129).
    fn font_at(&self, number: u16) -> (Font, u16) {
        let at = if number > 4 { number - 1 } else { number };
        self.fonts.get(usize::from(at)).copied().unwrap_or_default()
    }

    fn colour(&self, number: u16) -> u32 {
        // The first eight are there once more, where the palette begins.
        let number = if number < PALETTE { number + PALETTE } else { number };
        let of_palette =
            number.checked_sub(PALETTE).and_then(|at| self.palette.get(usize::from(at)));
        match (number, of_palette) {
            (_, Some(colour)) => *colour,
            (8 | 0x40 | 0x7FFF, None) => BLACK,
            (9 | 0x41, None) => WHITE,
            _ => UNKNOWN | u32::from(number),
        }
    }

    /// The looks of a style.
    pub(super) fn looks(&self, style: u16) -> Looks {
        self.looks.get(usize::from(style)).copied().unwrap_or_default()
    }

    fn is_struck(&self, font: u16) -> bool {
        self.font_at(font).0.struck
    }

    fn any_struck(&self) -> bool {
        self.fonts.iter().any(|(font, _)| font.struck)
    }
}

/// Reads the shared texts that have runs, by their index, where any font strikes out: a run that does
/// not stays within a cell whose style does. `pieces` are the bodies of the SST
/// record and of the Continue records behind it.
pub(super) fn shared_runs(pieces: &[&[u8]], styles: &Styles) -> HashMap<usize, Parts> {
    let mut found = HashMap::new();
    if !styles.any_struck() {
        return found;
    }
    let mut bytes = Pieces { pieces, at: 0 };
    let count = bytes.skip(4).and_then(|()| bytes.u32()).unwrap_or_default();
    for index in 0..count as usize {
        let Some((text, runs)) = bytes.text() else { break };
        if !runs.is_empty() {
            found.insert(index, parts(&text, &runs, |font| styles.is_struck(font)));
        }
    }
    found
}

/// The runs of the text of an RString record (MS-XLS 2.4.267), behind its cell and style; `None` where
/// no font strikes out.
pub(super) fn label_runs(body: &[u8], styles: &Styles) -> Option<Parts> {
    if !styles.any_struck() {
        return None;
    }
    let mut bytes = Pieces { pieces: &[body], at: 0 };
    let (text, _) = bytes.text()?;
    let count = bytes.u16()?;
    let runs = (0..count).map(|_| Some((bytes.u16()?, bytes.u16()?))).collect::<Option<Runs>>()?;
    Some(parts(&text, &runs, |font| styles.is_struck(font)))
}

/// The runs of a text: the character at which each begins, and its font.
type Runs = Vec<(u16, u16)>;

/// Bytes that run on over several records.
struct Pieces<'a> {
    pieces: &'a [&'a [u8]],
    at: usize,
}

impl Pieces<'_> {
    fn u8(&mut self) -> Option<u8> {
        while self.at == self.pieces.first()?.len() {
            self.pieces = &self.pieces[1..];
            self.at = 0;
        }
        let byte = *self.pieces.first()?.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        (0..count).try_for_each(|_| self.u8().map(|_| ()))
    }

    /// A text with its runs (MS-XLS 2.5.293). Where its characters go on in the next record, that one
    /// tells anew how wide they are.
    fn text(&mut self) -> Option<(Vec<u16>, Runs)> {
        let length = usize::from(self.u16()?);
        let flags = self.u8()?;
        let runs = if flags & 8 == 0 { 0 } else { self.u16()? };
        let extra = if flags & 4 == 0 { 0 } else { self.u32()? as usize };
        let mut wide = flags & 1 == 1;
        let mut text = Vec::with_capacity(length);
        while text.len() < length {
            if self.at == self.pieces.first()?.len() {
                self.pieces = &self.pieces[1..];
                self.at = 0;
                wide = self.u8()? & 1 == 1;
            }
            text.push(if wide { self.u16()? } else { u16::from(self.u8()?) });
        }
        let runs = (0..runs).map(|_| Some((self.u16()?, self.u16()?))).collect::<Option<_>>()?;
        self.skip(extra)?;
        Some((text, runs))
    }
}

/// Where a HyperLink record leads: its first cell and the target (MS-XLS 2.4.140, MS-OSHARED 2.3.7).
pub(super) fn link(body: &[u8]) -> Option<((u32, u32), String)> {
    const URL: [u8; 4] = [0xE0, 0xC9, 0xEA, 0x79];
    const FILE: [u8; 4] = [0x03, 0x03, 0x00, 0x00];
    let cell = (u32::from(u16_at(body, 0)?), u32::from(u16_at(body, 4)?));
    let flags = u32_at(body, 28)?;
    let mut at = 32;
    // The name and the frame stand before the target: lengths in characters, the ending one included.
    for flag in [0x10, 0x80] {
        if flags & flag != 0 {
            at += 4 + u32_at(body, at)? as usize * 2;
        }
    }
    if flags & 1 == 0 {
        return None;
    }
    let wide = |bytes: &[u8]| {
        let text = encoding::decode_utf16le(bytes);
        text.split('\0').next().unwrap_or_default().to_owned()
    };
    if flags & 0x100 != 0 {
        let length = u32_at(body, at)? as usize * 2;
        return Some((cell, wide(body.get(at + 4..at + 4 + length)?)));
    }
    let kind = body.get(at..at + 4)?;
    let data = body.get(at + 16..)?;
    if kind == URL {
        let length = u32_at(data, 0)? as usize;
        return Some((cell, wide(data.get(4..4 + length)?)));
    }
    if kind != FILE {
        return None;
    }
    let length = u32_at(data, 2)? as usize;
    let path = data.get(6..6 + length)?;
    let end = path.iter().position(|byte| *byte == 0).unwrap_or(path.len());
    // The path once more in Unicode, where the code page of the system cannot hold it.
    let long = data.get(6 + length + 24..).and_then(|rest| {
        let size = u32_at(rest, 0)? as usize;
        let length = u32_at(rest, 4).filter(|_| size > 0)? as usize;
        rest.get(10..10 + length).map(wide)
    });
    Some((cell, long.unwrap_or_else(|| String::from_utf8_lossy(&path[..end]).into_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles() -> Styles {
        let mut styles = Styles::default();
        for struck in [0_u16, 0, 0, 0, 8] {
            let body = [220_u16, struck, 0x7FFF].map(u16::to_le_bytes).concat();
            styles.font(&body);
        }
        styles
    }

    #[test]
    fn runs_of_shared_texts_are_cut_over_records() {
        let text: Vec<u8> = "3回5回".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut first = vec![1, 0, 0, 0, 1, 0, 0, 0, 4, 0, 9, 2, 0];
        first.extend(&text[..4]);
        let mut second = vec![1];
        second.extend(&text[4..]);
        second.extend([0, 0, 5, 0, 2, 0, 1, 0]);
        let found = shared_runs(&[&first, &second], &styles());
        let parts = [("3回".to_owned(), Some(true)), ("5回".to_owned(), Some(false))];
        assert_eq!(found[&0], parts);
        assert!(shared_runs(&[&first], &styles()).is_empty());
    }

    #[test]
    fn looks_are_those_of_font_and_fill() {
        let mut styles = styles();
        let xf = |font: u16, pattern: u32, ground: u16| {
            let mut body = vec![0; 20];
            body[..2].copy_from_slice(&font.to_le_bytes());
            body[14..18].copy_from_slice(&(pattern << 26).to_le_bytes());
            body[18..].copy_from_slice(&ground.to_le_bytes());
            body
        };
        styles.font(&[220_u16, 0, 9].map(u16::to_le_bytes).concat());
        for body in [xf(0, 0, 0), xf(5, 0, 0), xf(6, 0, 0), xf(6, 1, 10), xf(0, 1, 8)] {
            styles.style(&body);
        }
        styles.finish(&Formats::default());
        let looks: Vec<Looks> = (0..5).map(|style| styles.looks(style)).collect();
        let unseen = Some(Unseen::Colour);
        assert!(!looks[0].struck && looks[1].struck);
        assert_eq!([looks[2].unseen, looks[3].unseen, looks[4].unseen], [unseen, None, unseen]);
    }
}
