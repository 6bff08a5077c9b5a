//! Names files of other programs by what is inside them, and half downloads by their names.
//!
//! In: a file's bytes or parts. Out: the kind of a file that is not read. What the first bytes
//! tell alone is told by `sniff`.

use super::compound::Compound;
use super::package::Package;
use super::words::kind;

/// Endings that browsers give to a file until it has arrived as a whole.
const HALF_DOWNLOADED: [&str; 5] = ["crdownload", "part", "partial", "download", "opdownload"];

/// Streams and storages that no other kind of compound file has.
const STREAMS: [(&str, &str); 4] = [
    ("__properties_version1.0", kind::MAIL),
    ("JSRV_SegmentInformation", kind::ICHITARO),
    ("DocumentText", kind::ICHITARO),
    ("PowerPoint Document", kind::POWERPOINT),
];

/// How a line of a SYLK file begins: the name of its record.
const RECORDS: [&str; 7] = ["P;", "B;", "C;", "F;", "O;", "NN;", "NE;"];

/// Tells whether a file is called as browsers call one that has not arrived as a whole.
pub(super) fn is_half_downloaded(file: &str) -> bool {
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| HALF_DOWNLOADED.contains(&ending.as_str()))
}

/// The kind of a compound file that holds no workbook; `None` where it is not known.
pub(super) fn compound(bytes: &[u8]) -> Option<&'static str> {
    let compound = Compound::open(bytes)?;
    if compound.has("Workbook") || compound.has("Book") {
        return None;
    }
    STREAMS.iter().find(|(name, _)| compound.has(name)).map(|(_, kind)| *kind)
}

/// The kind of a zip that is neither an office document nor an archive of files.
pub(super) fn zip(package: &Package<'_>) -> Option<&'static str> {
    // Older versions of Numbers wrote `index.xml` or a zip of the parts within the zip.
    let is_numbers = package.has("Index/Document.iwa") || package.has("Index.zip");
    is_numbers.then_some(kind::NUMBERS)
}

/// The kind of a short text that only leads to another place.
pub(super) fn text(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    if text.starts_with("[InternetShortcut]") {
        return Some(kind::SHORTCUT);
    }
    // Data Interchange Format and Symbolic Link: tables of older spreadsheets.
    let mut lines = text.lines();
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    if first.trim() == "TABLE" && second.starts_with("0,") {
        return Some(kind::DIF);
    }
    let goes_on = second.trim() == "E" || RECORDS.iter().any(|name| second.starts_with(name));
    if first.starts_with("ID;P") && goes_on {
        return Some(kind::SYLK);
    }
    let is_json = text.starts_with('{');
    let is_google = ["\"doc_id\"", "docs.google.com/"].iter().any(|mark| text.contains(mark));
    (is_json && is_google).then_some(kind::GOOGLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read;
    use crate::rules::Code;

    #[track_caller]
    fn check(file: &str, bytes: &[u8], expected: Option<(Code, &str)>) {
        let readings = read(file, bytes);
        let first = readings[0].findings.first();
        let first = first.map(|it| (it.code, it.detail.as_deref().unwrap_or_default()));
        assert_eq!(first, expected, "{file}");
    }

    #[test]
    fn what_only_leads_to_a_workbook_is_named() {
        let url = b"[InternetShortcut]\r\nURL=file:///Z:/a.xlsx\r\n";
        check("a.url", url, Some((Code::F03, kind::SHORTCUT)));
        let google = b"{\"doc_id\":\"1x\",\"email\":\"a@example.jp\"}";
        check("a.gsheet", google, Some((Code::F03, kind::GOOGLE)));
        let link = b"\x4C\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46";
        check("a.lnk", link, Some((Code::F03, kind::SHORTCUT)));
    }

    #[test]
    fn a_half_download_is_told_whatever_has_arrived() {
        let cause = crate::read::words::cause::HALF_DOWNLOADED;
        check("a.xlsx.crdownload", b"PK\x03\x04broken", Some((Code::F01, cause)));
        check("a.csv.part", "目標,1\n".as_bytes(), Some((Code::F01, cause)));
    }

    #[test]
    fn tables_of_older_programs_are_named() {
        let dif = b"TABLE\r\n0,1\r\n\"EXCEL\"\r\nVECTORS\r\n0,2\r\n\"\"\r\n";
        check("a.csv", dif, Some((Code::F03, kind::DIF)));
        check("a.slk", b"ID;PWXL;N;E\r\nC;Y1;X1;K\"a\"\r\nE\r\n", Some((Code::F03, kind::SYLK)));
    }

    #[test]
    fn text_that_only_looks_alike_is_read() {
        check("a.csv", b"TABLE,1\n", None);
        check("a.csv", b"TABLE\n1,2\n", None);
        check("a.csv", b"ID;Plan\n1;2\n", None);
        check("a.csv", "ID;名前\n1;甲\n".as_bytes(), None);
        check("a.txt", "{目標}\tdoc_id\n".as_bytes(), None);
        check("part.csv", b"a,b\n", None);
    }
}
