//! Tells what a file is by its first bytes; names and extensions are never believed.
//!
//! In: bytes. Out: a family that the dispatcher opens, or the kind of a file that is not read.
//! What a zip or compound file holds inside is not told here.

use super::words::kind;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// No bytes at all.
    Empty,
    /// Zip: a workbook, another office document, or plain files.
    Zip,
    /// OLE compound file: xls, an encrypted workbook, or another office document.
    Compound,
    /// BIFF without a container, as Excel 4 and earlier wrote.
    BareBiff,
    /// Web page.
    Html,
    /// XML Spreadsheet 2003.
    Xml2003,
    /// OpenDocument spreadsheet as one XML text.
    FlatOds,
    /// Something that is not read, by its Japanese name.
    Unsupported(&'static str),
    /// Anything else: text, or nothing usable.
    TextOrBinary,
}

/// Magic numbers at the start of files that are not read.
const MAGIC: [(&[u8], &str); 18] = [
    (b"%PDF", kind::PDF),
    (b"\x89PNG\r\n\x1A\n", kind::PNG),
    (b"\xFF\xD8\xFF", kind::JPEG),
    (b"GIF87a", kind::GIF),
    (b"GIF89a", kind::GIF),
    (b"II*\0", kind::TIFF),
    (b"MM\0*", kind::TIFF),
    (b"{\\rtf", kind::RTF),
    (b"7z\xBC\xAF\x27\x1C", kind::ARCHIVE),
    (b"Rar!\x1A\x07", kind::ARCHIVE),
    (b"\x1F\x8B", kind::ARCHIVE),
    (b"BZh", kind::ARCHIVE),
    (b"\xFD7zXZ\0", kind::ARCHIVE),
    (b"MSCF", kind::ARCHIVE),
    (b"\x60\x0E\x82\x01", kind::DOCUWORKS),
    (b"\x4C\0\0\0\x01\x14\x02\0", kind::SHORTCUT),
    (b"\x28\xB5\x2F\xFD", kind::ARCHIVE),
    (b"\x78\x9F\x3E\x22", kind::TNEF),
];

/// Tells what a file is.
pub(super) fn sniff(bytes: &[u8]) -> Kind {
    if bytes.is_empty() {
        return Kind::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Kind::Compound;
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Kind::Unsupported(kind);
    }
    if let Some(kind) = media(bytes) {
        return Kind::Unsupported(kind);
    }
    // BOF of BIFF2, 3, 4 and 5 without a container: record number, then its length.
    if matches!(bytes, [0x09, 0x00 | 0x02 | 0x04 | 0x08, 4 | 6 | 8, 0, ..]) {
        return Kind::BareBiff;
    }
    markup(bytes).unwrap_or(Kind::TextOrBinary)
}

/// Files whose magic stands further in, or needs a second look.
fn media(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Some(kind::BMP);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some(kind::HEIC);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(kind::WEBP);
    }
    if bytes.get(2..5) == Some(b"-lh") && bytes.get(6) == Some(&b'-') {
        return Some(kind::ARCHIVE);
    }
    None
}

/// HTML and XML that a web system or an old Excel named `.xls`.
fn markup(bytes: &[u8]) -> Option<Kind> {
    // UTF-16 markup is compared without its NULs.
    let head: Vec<u8> = bytes.iter().take(8192).copied().filter(|byte| *byte != 0).collect();
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let head = head.trim_start_matches(|c: char| c.is_whitespace() || !c.is_ascii());
    if is_web_archive(head) {
        return Some(Kind::Unsupported(kind::MHT));
    }
    if !head.starts_with('<') {
        return None;
    }
    let is_xml = head.starts_with("<?xml");
    let root = head.contains("<workbook") || head.contains(":workbook");
    if root && head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Some(Kind::Xml2003);
    }
    let is_sheets = head.contains(super::ods::MEDIA_TYPE) || !head.contains("office:mimetype");
    if head.contains("<office:document") && is_sheets {
        return Some(Kind::FlatOds);
    }
    let tags = ["<!doctype html", "<html", "<table"];
    let starts = ["<head", "<body", "<meta", "<!--"];
    if tags.iter().any(|tag| head.contains(tag))
        || starts.iter().any(|tag| head.starts_with(tag)) && head.contains("<t")
    {
        return Some(Kind::Html);
    }
    is_xml.then_some(Kind::Unsupported(kind::XML))
}

/// Tells whether a text begins as a web page that a browser or Excel saved with its pictures. A mail
/// may begin with the same header.
fn is_web_archive(head: &str) -> bool {
    const OF_MAILS: [&str; 6] = ["from:", "to:", "date:", "subject:", "received:", "message-id:"];
    let headers = || head.lines().take_while(|line| !line.trim().is_empty());
    let has = |name: &str| headers().any(|line| line.starts_with(name));
    has("mime-version:")
        && (has("from: <saved by")
            || head.starts_with("mime-version:") && !OF_MAILS.iter().any(|name| has(name)))
}

/// Tells whether a file is a picture.
pub(super) fn is_picture(bytes: &[u8]) -> bool {
    const PICTURES: [&str; 5] = [kind::PNG, kind::JPEG, kind::GIF, kind::BMP, kind::WEBP];
    matches!(sniff(bytes), Kind::Unsupported(kind) if PICTURES.contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_content() {
        for (bytes, kind) in [
            (b"".as_slice(), Kind::Empty),
            (b"PK\x03\x04rest", Kind::Zip),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest", Kind::Compound),
            (b"%PDF-1.7", Kind::Unsupported(kind::PDF)),
            (b"\x89PNG\r\n\x1A\n....", Kind::Unsupported(kind::PNG)),
            (b"\0\0\0\x18ftypheic", Kind::Unsupported(kind::HEIC)),
            (b"\x60\x0E\x82\x01\0\0", Kind::Unsupported(kind::DOCUWORKS)),
            (b"{\\rtf1", Kind::Unsupported(kind::RTF)),
            (b"\x09\x04\x06\x00\x00\x00", Kind::BareBiff),
            (b"\n<html><body>", Kind::Html),
            (b"\xEF\xBB\xBF<?xml version=\"1.0\"?><a/>", Kind::Unsupported(kind::XML)),
            (
                b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Kind::Xml2003,
            ),
            (
                b"<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"><table:table>",
                Kind::FlatOds,
            ),
            (b"<office:document office:version=\"1.2\"><office:body>", Kind::FlatOds),
            (
                b"<office:document office:mimetype=\"application/vnd.oasis.opendocument.text\">",
                Kind::TextOrBinary,
            ),
            (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", Kind::Unsupported(kind::MHT)),
            (b"From: <Saved by Blink>\nMIME-Version: 1.0\n\n", Kind::Unsupported(kind::MHT)),
            (b"MIME-Version: 1.0\nFrom: a@example.jp\n\n", Kind::TextOrBinary),
            (b"MIME-Version: 1.0\n\nDate: 1", Kind::Unsupported(kind::MHT)),
            (b"\x78\x9F\x3E\x22\x01\x00", Kind::Unsupported(kind::TNEF)),
            (b"a\tb\n", Kind::TextOrBinary),
            (b"<3", Kind::TextOrBinary),
            (b"BMI,1,2,3\n", Kind::TextOrBinary),
        ] {
            assert_eq!(sniff(bytes), kind, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
