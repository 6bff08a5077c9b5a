//! Finds out in which encoding a text is, and decodes it; the only user of encoding_rs here.
//!
//! In: bytes. Out: text and the encoding's name as reports show it, or `None` when the bytes are
//! no text. It does not split the text into cells.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

/// Decodes a text file; the BOM is dropped.
///
/// Order: BOM, then NULs (UTF-16 without BOM), then valid UTF-8, then the escape sequences of
/// ISO-2022-JP, then the frequency detector with the `jp` hint. `None` when nothing fits without
/// replacement characters, or when the result is full of control characters.
pub(super) fn decode(bytes: &[u8]) -> Option<(String, &'static str)> {
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        return strict(encoding, &bytes[bom..]);
    }
    if let Some(encoding) = utf16_without_bom(bytes) {
        return strict(encoding, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return plausible(text).then(|| (text.to_owned(), shown_name(UTF_8, bytes)));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"jp"), Utf8Detection::Deny);
    [guess, SHIFT_JIS, EUC_JP].into_iter().find_map(|encoding| strict(encoding, bytes))
}

/// Decodes the name of a zip member that is not flagged as UTF-8: valid UTF-8, else CP932.
pub(super) fn decode_name(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => SHIFT_JIS.decode_without_bom_handling(raw).0.into_owned(),
    }
}

/// Decodes an XML part: by its BOM, its first bytes, or the encoding that it declares; else UTF-8.
///
/// The flag tells that some bytes were no text and became U+FFFD.
pub(super) fn decode_xml(bytes: Vec<u8>) -> (String, bool) {
    let (encoding, bom) = match bytes.as_slice() {
        [0xFF, 0xFE, ..] => (UTF_16LE, 2),
        [0xFE, 0xFF, ..] => (UTF_16BE, 2),
        [0xEF, 0xBB, 0xBF, ..] => (UTF_8, 3),
        [b'<', 0, ..] => (UTF_16LE, 0),
        [0, b'<', ..] => (UTF_16BE, 0),
        _ => (declared(&bytes).unwrap_or(UTF_8), 0),
    };
    if encoding == UTF_8 && bom == 0 {
        return match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        };
    }
    let (text, faulty) = encoding.decode_without_bom_handling(&bytes[bom..]);
    (text.into_owned(), faulty)
}

/// Decodes a web page: as UTF-16 or UTF-8 where its bytes show that, else by the encoding that it
/// declares, else as any text.
///
/// The flag tells that some bytes were no text and became U+FFFD.
pub(super) fn decode_html(bytes: &[u8]) -> (String, bool) {
    let is_utf8 = !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok();
    let encoding = utf16_without_bom(bytes)
        .or(is_utf8.then_some(UTF_8))
        .or_else(|| declared(bytes))
        .or_else(|| meta_charset(bytes));
    if encoding.is_none()
        && let Some((text, _)) = decode(bytes)
    {
        return (text, false);
    }
    // A BOM is believed more than anything else.
    let (text, _, faulty) = encoding.unwrap_or(UTF_8).decode(bytes);
    (text.into_owned(), faulty)
}

/// The encoding that a `meta` near the start of a web page names.
fn meta_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let metas = head.split("<meta").skip(1).filter_map(|meta| meta.split('>').next());
    let mut stated = metas.filter_map(|meta| Some(meta.split_once("charset")?.1));
    stated.find_map(labelled)
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..1024).unwrap_or(bytes).split(|byte| *byte == b'>').next()?;
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let declaration = head.trim_start().strip_prefix("<?xml")?.strip_suffix('?')?;
    let (_, rest) = declaration.split_once("encoding")?;
    labelled(rest)
}

/// The encoding of `="label"`; UTF-16 is not believed, since such a text could not have been read
/// as ASCII.
fn labelled(rest: &str) -> Option<&'static Encoding> {
    let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let label = rest.split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).next()?;
    // The label that Japanese systems write is none of the WHATWG's.
    let label = if matches!(label, "cp932" | "ms932") { "windows-31j" } else { label };
    Encoding::for_label(label.as_bytes()).filter(|it| *it != UTF_16LE && *it != UTF_16BE)
}

/// Decodes UTF-16LE as in compound files; broken pairs become the replacement character.
pub(super) fn decode_utf16le(bytes: &[u8]) -> String {
    UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<(String, &'static str)> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    plausible(&text).then(|| (text.into_owned(), shown_name(encoding, bytes)))
}

/// UTF-16 shows itself by NULs: ASCII and line ends have them at every other byte.
fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let (mut even, mut odd) = (0usize, 0usize);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    match (even, odd) {
        (0, 0) => None,
        (even, odd) if odd > even * 4 => Some(UTF_16LE),
        (even, odd) if even > odd * 4 => Some(UTF_16BE),
        _ => None,
    }
}

/// Text holds next to no control characters; a NUL never.
fn plausible(text: &str) -> bool {
    let mut chars = 0usize;
    let mut controls = 0usize;
    for c in text.chars() {
        chars += 1;
        match c {
            '\0' => return false,
            '\t' | '\n' | '\r' | '\u{C}' | '\u{1A}' | '\u{1B}' => {}
            c if c.is_control() => controls += 1,
            _ => {}
        }
    }
    controls * 100 <= chars
}

fn shown_name(encoding: &'static Encoding, bytes: &[u8]) -> &'static str {
    if encoding == SHIFT_JIS {
        "CP932"
    } else if encoding == UTF_8 && bytes.is_ascii() {
        "ASCII"
    } else if encoding == ISO_2022_JP {
        "ISO-2022-JP"
    } else {
        encoding.name()
    }
}

/// Decodes bytes in the encoding that a label names, such as `ISO-2022-JP`; `None` for an unknown one.
pub(super) fn decode_as(label: &str, bytes: &[u8]) -> Option<String> {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
    Some(encoding.decode(bytes).0.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    }

    #[track_caller]
    fn check_decode(bytes: &[u8], text: &str, encoding: &str) {
        let (decoded, name) = decode(bytes).expect("a text");
        assert_eq!((decoded.as_str(), name), (text, encoding));
    }

    #[test]
    fn an_xml_part_is_decoded_as_it_declares_and_else_as_utf_8() {
        let declared = b"<?xml version='1.0' encoding='Shift_JIS'?><t>\x8E\x96</t>".to_vec();
        assert!(decode_xml(declared).0.ends_with("<t>事</t>"));
        // The text of a cell may speak of a charset.
        let spoken = "<t>charset=Shift_JIS の表</t>";
        assert_eq!(decode_xml(spoken.into()), (spoken.to_owned(), false));
    }

    #[test]
    fn a_page_is_decoded_as_its_meta_says_where_its_bytes_fit() {
        let page = |charset: &str| format!("<meta content=\"text/html; charset={charset}\"><td>事");
        let stored = SHIFT_JIS.encode(&page("x-sjis")).0.into_owned();
        assert_eq!(decode_html(&stored), (page("x-sjis"), false));
        let wrong = page("Shift_JIS");
        assert_eq!(decode_html(wrong.as_bytes()), (wrong.clone(), false));
        assert_eq!(decode_html(&utf16(&wrong, false)), (wrong, false));
        let broken = [stored.as_slice(), b"\x81"].concat();
        let (text, faulty) = decode_html(&broken);
        assert!(faulty && text.ends_with("事\u{FFFD}"), "{text}");
    }

    #[test]
    fn each_encoding_of_an_office_is_recognised() {
        let text = "目標\t広報紙の充実～①\n";
        check_decode(text.as_bytes(), text, "UTF-8");
        check_decode(&[b"\xEF\xBB\xBF", text.as_bytes()].concat(), text, "UTF-8");
        check_decode(&SHIFT_JIS.encode(text).0, text, "CP932");
        check_decode(&[b"\xFF\xFE".to_vec(), utf16(text, false)].concat(), text, "UTF-16LE");
        check_decode(&[b"\xFE\xFF".to_vec(), utf16(text, true)].concat(), text, "UTF-16BE");
        check_decode(&utf16(text, false), text, "UTF-16LE");
        check_decode(&utf16(text, true), text, "UTF-16BE");
        check_decode(b"a,b\n", "a,b\n", "ASCII");
    }

    #[test]
    fn a_very_short_cp932_text_is_still_japanese() {
        for text in ["目標", "達成", "①", "髙﨑㈱", "ｱｲｳ,はい"] {
            check_decode(&SHIFT_JIS.encode(text).0, text, "CP932");
        }
    }

    #[test]
    fn binary_is_no_text() {
        assert_eq!(decode(&[0, 1, 2, 3, 0, 0, 9, 255, 0, 254]), None);
        let noise: Vec<u8> = (0..2000u32).map(|i| (i * i * 31 % 251) as u8).collect();
        assert_eq!(decode(&noise), None);
    }

    #[test]
    fn zip_names_are_utf8_or_cp932() {
        assert_eq!(decode_name("様式.xlsx".as_bytes()), "様式.xlsx");
        assert_eq!(decode_name(&SHIFT_JIS.encode("様式.xlsx").0), "様式.xlsx");
    }
}
