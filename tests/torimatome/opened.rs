//! What other programs open: workbooks that are odd, in part damaged or hostile. What is readable is
//! read, and what is not is told where it stands; never the whole book is lost for one bad part.

use std::fmt::Write as _;
use std::io::Cursor;

use torimatome::finding::Finding;
use torimatome::grid::{Addr, Format, Sheet, Value, Workbook};
use torimatome::read::{Reading, read};
use torimatome::rules::Code;

use crate::read::{fixture, zip};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

/// The parts of an xlsx, by name.
struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    /// A workbook of sheets: name, kind of relationship, part.
    fn book(sheets: &[(&str, &str, String)]) -> Self {
        let mut listed = String::new();
        let mut relations = String::new();
        let mut parts = Self(Vec::new());
        for (index, (name, kind, text)) in sheets.iter().enumerate() {
            let number = index + 1;
            let _ =
                write!(listed, r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#);
            let _ = write!(
                relations,
                r#"<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="worksheets/sheet{number}.xml"/>"#
            );
            parts.put(&format!("xl/worksheets/sheet{number}.xml"), text.as_bytes());
        }
        let root = format!(
            r#"<Relationships><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        );
        parts.put("[Content_Types].xml", b"<Types/>");
        parts.put("_rels/.rels", root.as_bytes());
        let book = format!(r#"<workbook xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>"#);
        parts.put("xl/workbook.xml", book.as_bytes());
        let relations = format!("<Relationships>{relations}</Relationships>");
        parts.put("xl/_rels/workbook.xml.rels", relations.as_bytes());
        parts
    }

    fn put(&mut self, name: &str, content: &[u8]) {
        self.remove(name);
        self.0.push((name.to_owned(), content.to_vec()));
    }

    fn remove(&mut self, name: &str) {
        self.0.retain(|(other, _)| other != name);
    }

    /// Changes the text of every part.
    fn each(mut self, change: impl Fn(&str) -> Vec<u8>) -> Self {
        for (_, content) in &mut self.0 {
            *content = change(std::str::from_utf8(content).expect("a text"));
        }
        self
    }

    fn zip(&self) -> Vec<u8> {
        let parts = self.0.iter().map(|(name, content)| (name.as_str(), content.as_slice()));
        zip(&parts.collect::<Vec<_>>())
    }
}

/// A sheet with one text a row.
fn sheet(texts: &[&str]) -> String {
    let mut rows = String::new();
    for (index, text) in texts.iter().enumerate() {
        let row = index + 1;
        let _ = write!(
            rows,
            r#"<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c></row>"#
        );
    }
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

/// Three worksheets with a text each.
fn three() -> Parts {
    let of = |name: &'static str| (name, "worksheet", sheet(&[name, "一", "二"]));
    Parts::book(&[of("様式A"), of("様式B"), of("様式C")])
}

fn one(file: &str, bytes: &[u8]) -> Reading {
    let mut readings = read(file, bytes);
    assert_eq!(readings.len(), 1, "one reading");
    readings.remove(0)
}

/// Texts of the first column.
fn texts(sheet: &Sheet) -> Vec<String> {
    sheet.cells.iter().map(|cell| cell.shown().into_owned()).collect()
}

/// Findings as code and place.
fn told(findings: &[Finding]) -> Vec<(&str, String)> {
    let place = |it: &Finding| it.location.as_ref().map(ToString::to_string).unwrap_or_default();
    findings.iter().map(|it| (it.code.as_str(), place(it))).collect()
}

/// Reads a workbook of which these things are told, and nothing else.
#[track_caller]
fn check_told(bytes: &[u8], expected: &[(&str, &str)]) -> Workbook {
    let reading = one("a.xlsx", bytes);
    let found = told(&reading.findings);
    let found: Vec<(&str, &str)> = found.iter().map(|(code, at)| (*code, at.as_str())).collect();
    assert_eq!(found, expected, "{:#?}", reading.findings);
    reading.workbook.expect("a workbook")
}

#[test]
fn worksheets_beside_macro_dialog_and_chart_sheets_are_read() {
    let mut parts = Parts::book(&[
        ("様式", "worksheet", sheet(&["目標"])),
        ("Macro1", "xlMacrosheet", sheet(&["=HALT()"]).replace("worksheet", "xm:macrosheet")),
        ("Dialog1", "dialogsheet", "<dialogsheet/>".to_owned()),
        ("Chart1", "chartsheet", "<chartsheet><drawing/></chartsheet>".to_owned()),
        ("様式 2", "worksheet", sheet(&["評価"])),
    ]);
    let book = check_told(&parts.zip(), &[("F05", "a.xlsx")]);
    let found: Vec<_> = book.sheets.iter().map(|it| (it.name.as_str(), texts(it))).collect();
    let of = |name: &'static str, text: &[&str]| {
        (name, text.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
    };
    let expected = [
        of("様式", &["目標"]),
        of("Macro1", &["=HALT()"]),
        of("Dialog1", &[]),
        of("Chart1", &[]),
        of("様式 2", &["評価"]),
    ];
    assert_eq!(found, expected);
    // A dialog or chart whose part is lost takes no cell with it.
    parts.remove("xl/worksheets/sheet3.xml");
    check_told(&parts.zip(), &[("F05", "a.xlsx")]);
}

fn utf_16(text: &str, bom: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let bom = bom.then_some(0xFEFF);
    bom.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// How the text of a part is stored.
type Encode = fn(&str) -> Vec<u8>;

fn declare(text: &str, encoding: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n{text}")
}

#[test]
fn parts_in_another_encoding_are_read_as_they_say() {
    let encodings: [(&str, Encode); 7] = [
        ("UTF-16LE", |text| utf_16(&declare(text, "UTF-16"), true, u16::to_le_bytes)),
        ("UTF-16BE", |text| utf_16(&declare(text, "UTF-16"), true, u16::to_be_bytes)),
        ("UTF-16LE without BOM", |text| utf_16(&declare(text, "UTF-16"), false, u16::to_le_bytes)),
        ("UTF-16BE without BOM", |text| utf_16(text, false, u16::to_be_bytes)),
        ("UTF-8 that says UTF-16", |text| declare(text, "UTF-16").into_bytes()),
        ("Shift_JIS", |text| encoding_rs::SHIFT_JIS.encode(&declare(text, "Shift_JIS")).0.into()),
        ("CP932", |text| encoding_rs::SHIFT_JIS.encode(&declare(text, "cp932")).0.into()),
    ];
    for (name, encode) in encodings {
        let book = check_told(&three().each(encode).zip(), &[]);
        let names: Vec<_> = book.sheets.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["様式A", "様式B", "様式C"], "{name}");
        assert_eq!(texts(&book.sheets[2]), ["様式C", "一", "二"], "{name}");
    }
}

#[test]
fn sheets_are_found_without_relationships() {
    for (from, to) in [(" r:id=\"rId2\"", ""), ("r:id=\"rId2\"", "r:id=\"rId9\"")] {
        let parts = three().each(|text| text.replace(from, to).into_bytes());
        let book = check_told(&parts.zip(), &[]);
        assert_eq!(texts(&book.sheets[1])[0], "様式B", "{to}");
    }
    let mut parts = three();
    parts.remove("xl/_rels/workbook.xml.rels");
    let book = check_told(&parts.zip(), &[]);
    assert_eq!(texts(&book.sheets[2])[0], "様式C");
    // Without the list of sheets, their names are lost, and that is told.
    parts.remove("xl/workbook.xml");
    let book = check_told(&parts.zip(), &[("F01", "a.xlsx")]);
    assert_eq!(texts(&book.sheets[1]), ["様式B", "一", "二"]);
}

#[test]
fn a_strict_workbook_shows_its_iso_dates() {
    let dates = r#"<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>
        <x:row r="1"><x:c r="A1" s="1" t="d"><x:v>2024-10-15</x:v></x:c>
        <x:c r="B1" s="2" t="d"><x:v>2024-10-15T09:30:00.000Z</x:v></x:c>
        <x:c r="C1" t="d"><x:v>2024-10-15</x:v></x:c><x:c r="D1" s="1" t="d"><x:v>10月</x:v></x:c>
        <x:c r="E1" s="1"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>"#;
    let mut parts = Parts::book(&[("様式", "worksheet", dates.to_owned())])
        .each(|text| text.replace(OFFICE, STRICT).into_bytes());
    parts.put(
        "xl/styles.xml",
        br#"<x:styleSheet><x:numFmts><x:numFmt numFmtId="164" formatCode="m&quot;/&quot;d h:mm"/></x:numFmts>
            <x:cellXfs><x:xf/><x:xf numFmtId="14"/><x:xf numFmtId="164"/></x:cellXfs></x:styleSheet>"#,
    );
    for epoch in ["0", "1"] {
        let book = format!("<workbookPr date1904=\"{epoch}\"/><sheets>");
        let mut parts = Parts(parts.0.clone());
        let (_, text) = parts.0.iter_mut().find(|it| it.0 == "xl/workbook.xml").expect("a part");
        let stated = String::from_utf8_lossy(text).replace("<sheets>", &book);
        *text = stated.into_bytes();
        let book = check_told(&parts.zip(), &[]);
        let first = if epoch == "1" { "1904/1/1" } else { "1900/1/0" };
        // A date in ISO 8601 is the same in both epochs, a number is not.
        let shown = ["2024/10/15", "10/15 9:30", "2024-10-15", "10月", first];
        assert_eq!(texts(&book.sheets[0]), shown, "{epoch}");
        let iso = Value::Date { iso: "2024-10-15".to_owned(), shown: "2024/10/15".to_owned() };
        assert_eq!(book.sheets[0].cells[0].value, iso);
    }
}

#[test]
fn malformed_references_cost_only_themselves() {
    let text = |cell: &str, text: &str| {
        format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let cells = [text("A1", "一"), text("1B", "二"), text("ZZZZZZZZZ2", "三"), text("E1", "五")];
    let part = format!(
        "<worksheet><dimension ref=\"A1:ZZZZZZ99999999\"/><sheetData><row r=\"1\">{}</row>\
         <row r=\"x\">{}</row></sheetData><mergeCells count=\"999999999\"><mergeCell ref=\"A1:B\"/>\
         <mergeCell/><mergeCell ref=\"C3:D4\"/><mergeCell ref=\"A1:XFE2\"/></mergeCells></worksheet>",
        cells.concat(),
        text("A2", "六"),
    );
    let parts = Parts::book(&[("様式", "worksheet", part)]);
    let book = check_told(
        &parts.zip(),
        &[
            ("F01", "a.xlsx!様式!B1"),
            ("F01", "a.xlsx!様式!C1"),
            ("F01", "a.xlsx!様式"),
            ("F01", "a.xlsx!様式"),
        ],
    );
    let found: Vec<_> = book.sheets[0].cells.iter().map(|it| it.at.to_string()).collect();
    assert_eq!(found, ["A1", "B1", "C1", "E1", "A2"]);
    assert_eq!(book.sheets[0].merges.len(), 1);
}

/// Damages the packed bytes of a part from its middle on.
fn with_damaged_data(bytes: &[u8], part: &str) -> Vec<u8> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let entry = archive.by_name(part).expect("a part");
    let start = usize::try_from(entry.data_start().expect("a place")).expect("a small file");
    let length = usize::try_from(entry.compressed_size()).expect("a small part");
    drop(entry);
    let mut damaged = bytes.to_vec();
    damaged[start + length / 2..start + length].fill(0xFF);
    damaged
}

#[test]
fn one_unreadable_sheet_costs_only_itself() {
    let bad = "xl/worksheets/sheet2.xml";
    let sound = sheet(&["様式B", "一", "二"]);
    let cut = |text: &str| sound.split_once(text).expect("the text").0.to_owned();
    let cases: [(&str, String, &[&str]); 4] = [
        ("cut within a tag", cut("r=\"A3\""), &["様式B", "一"]),
        ("cut within a text", cut("二"), &["様式B", "一"]),
        ("no XML", "目標\t達成".to_owned(), &[]),
        ("nothing", String::new(), &[]),
    ];
    for (name, text, read) in cases {
        let mut parts = three();
        parts.put(bad, text.as_bytes());
        let reading = one("a.xlsx", &parts.zip());
        check_second_is_bad(name, &reading);
        let book = reading.workbook.expect("a workbook");
        if !read.is_empty() {
            assert_eq!(texts(&book.sheets[1])[..read.len()], *read, "{name}");
        }
    }
    let mut parts = three();
    parts.remove(bad);
    check_second_is_bad("no part", &one("a.xlsx", &parts.zip()));
    let long: Vec<String> =
        (0..2000_u32).map(|it| format!("{:x}", it.wrapping_mul(0x9E37_79B9))).collect();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    let mut parts = three();
    parts.put(bad, sheet(&long).as_bytes());
    let reading = one("a.xlsx", &with_damaged_data(&parts.zip(), bad));
    check_second_is_bad("damaged data", &reading);
    let read = texts(&reading.workbook.expect("a workbook").sheets[1]);
    assert!(read.len() > 500 && read[..500] == long[..500], "{} cells", read.len());
}

/// Asks that only the second of three sheets is told, and that the others are whole.
#[track_caller]
fn check_second_is_bad(name: &str, reading: &Reading) {
    assert!(!reading.findings.is_empty(), "{name}");
    for finding in &reading.findings {
        assert_eq!(finding.code, Code::F01, "{name}: {finding:?}");
        let sheet = finding.location.as_ref().and_then(|at| at.sheet.as_deref());
        assert_eq!(sheet, Some("様式B"), "{name}: {finding:?}");
    }
    let book = reading.workbook.as_ref().unwrap_or_else(|| panic!("{name}: a workbook"));
    for (index, first) in [(0, "様式A"), (2, "様式C")] {
        assert_eq!(texts(&book.sheets[index]), [first, "一", "二"], "{name}");
    }
}

#[test]
fn texts_under_the_name_of_a_workbook_are_read_by_their_content() {
    let schema = "urn:schemas-microsoft-com:office:spreadsheet";
    let xml = format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"{schema}\"><Worksheet ss:Name=\"様式\"><Table><Row>\
         <Cell><Data>目標</Data></Cell><Cell><Data>達成</Data></Cell></Row></Table></Worksheet></Workbook>"
    );
    let html = "<table><tr><td>目標</td><td>達成</td></tr></table>";
    let page = format!("<meta http-equiv=Content-Type content='text/html; charset=x-sjis'>{html}");
    let text = |delimiter| Format::Text { encoding: "UTF-8", delimiter };
    for (content, format) in [
        ("目標,達成\r\n".as_bytes().to_vec(), text(',')),
        ("目標\t達成\n".as_bytes().to_vec(), text('\t')),
        (html.as_bytes().to_vec(), Format::Html),
        (encoding_rs::SHIFT_JIS.encode(&page).0.into_owned(), Format::Html),
        (utf_16(html, true, u16::to_le_bytes), Format::Html),
        (utf_16(html, false, u16::to_be_bytes), Format::Html),
        (xml.clone().into_bytes(), Format::Xml2003),
        (utf_16(&xml, true, u16::to_le_bytes), Format::Xml2003),
    ] {
        for name in ["様式.xls", "様式.xlsx"] {
            let reading = one(name, &content);
            assert_eq!(told(&reading.findings), [("F04", name.to_owned())], "{format:?}");
            let book = reading.workbook.expect("a workbook");
            assert_eq!(book.format, format);
            assert_eq!(texts(&book.sheets[0]), ["目標", "達成"], "{format:?}");
            assert_eq!(book.sheets[0].cells[1].at, Addr::new(0, 1));
        }
    }
    let archive = one("a.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related");
    assert_eq!(told(&archive.findings), [("F03", "a.mht".to_owned())]);
}

/// Nine layers of ten: a thousand million words once expanded.
fn laughs() -> String {
    let mut entities = "<!ENTITY a0 \"笑\">".to_owned();
    for layer in 1..10 {
        let inner = format!("&a{};", layer - 1).repeat(10);
        let _ = write!(entities, "<!ENTITY a{layer} \"{inner}\">");
    }
    format!("<!DOCTYPE x [{entities}<!ENTITY file SYSTEM \"file:///etc/passwd\">]>")
}

#[test]
fn entities_are_never_expanded_and_stay_as_written() {
    let text = "&a9;|&file;|&unknown;|&nbsp;|R&D|&lt;&#12354;&#x3042;";
    let read = "&a9;|&file;|&unknown;|&nbsp;|R&D|<ああ";
    let parts = Parts::book(&[("様式", "worksheet", sheet(&[text]))]);
    let parts = parts.each(|part| format!("{}{part}", laughs()).into_bytes());
    let book = check_told(&parts.zip(), &[]);
    assert_eq!(texts(&book.sheets[0]), [read]);

    let mut parts = Parts::book(&[("様式", "worksheet", sheet(&[]))]);
    let cells = r#"<row><c t="s"><v>0</v></c></row></sheetData>"#;
    let part = sheet(&[]).replace("</sheetData>", cells);
    parts.put("xl/worksheets/sheet1.xml", part.as_bytes());
    let strings = format!("{}<sst><si><t>{text}</t></si></sst>", laughs());
    parts.put("xl/sharedStrings.xml", strings.as_bytes());
    assert_eq!(texts(&check_told(&parts.zip(), &[]).sheets[0]), [read]);

    let schema = "urn:schemas-microsoft-com:office:spreadsheet";
    let xml = format!(
        "<?xml version=\"1.0\"?>{}<Workbook xmlns=\"{schema}\"><Worksheet ss:Name=\"&a9;\"><Table><Row>\
         <Cell><Data>{text}</Data></Cell></Row></Table></Worksheet></Workbook>",
        laughs()
    );
    let book = one("a.xml", xml.as_bytes()).workbook.expect("a workbook");
    assert_eq!((book.sheets[0].name.as_str(), texts(&book.sheets[0])), ("&a9;", vec![read.into()]));
}

#[test]
fn references_to_what_is_no_character_stay_as_written() {
    let cases = [
        ("&#xD83D;&#xDE00;", "&#xD83D;&#xDE00;"),
        ("&#x1F600;", "\u{1F600}"),
        ("&#x110000;&#99999999999;&#x;", "&#x110000;&#99999999999;&#x;"),
        ("&#0;", "&#0;"),
        ("前_xD83D_後", "前_xD83D_後"),
        ("_xDE00__xD83D_", "_xDE00__xD83D_"),
        ("_xD83D__xDE00_", "\u{1F600}"),
        ("_x005F_xD83D_", "_xD83D_"),
    ];
    let written: Vec<&str> = cases.iter().map(|(written, _)| *written).collect();
    let read: Vec<&str> = cases.iter().map(|(_, read)| *read).collect();
    let parts = Parts::book(&[("様式", "worksheet", sheet(&written))]);
    assert_eq!(texts(&check_told(&parts.zip(), &[]).sheets[0]), read);
}

#[test]
fn a_page_of_tables_in_tables_is_read_without_end_of_stack_or_time() {
    let deep = "<table><tr><td>".repeat(200_000);
    let reading = one("a.xls", format!("<html>{deep}底").as_bytes());
    assert_eq!(texts(&reading.workbook.expect("a workbook").sheets[0]), ["底"]);
    let deep = format!("<td>一<td>{}", "<table><tr><td>二".repeat(100_000));
    let reading = one("a.xls", format!("<table><tr>{deep}</html>").as_bytes());
    // A cell of that length is kept and told.
    let at = "a.xls!a!B1".to_owned();
    assert_eq!(told(&reading.findings), [("F04", "a.xls".to_owned()), ("F07", at)]);
    let wide = "<td rowspan=65534>x".repeat(2_000);
    let long = "<tr><td>y".repeat(5_000);
    let reading = one("a.xls", format!("<table><tr>{wide}{long}</table>").as_bytes());
    assert_eq!(told(&reading.findings), [("F07", "a.xls".to_owned())]);
    let classes = format!(".{},", "x".repeat(7)).repeat(200_000);
    let code = "0".repeat(1_000_000);
    let style = format!("<style>{classes} .y {{mso-number-format:{code}}}</style>");
    for broken in ["<a <b '<c \"".repeat(100_000), format!("{}>", "< ".repeat(1_000_000)), style] {
        let reading = one("a.xls", format!("<table><tr><td>{broken}").as_bytes());
        assert!(reading.workbook.is_some(), "{:?}", reading.findings);
    }
}

#[test]
fn deep_xml_is_read_without_end_of_stack() {
    let deep = format!("<x>{}", "<y>".repeat(300_000));
    let mut parts = three();
    parts.put("xl/worksheets/sheet2.xml", format!("<worksheet>{deep}").as_bytes());
    parts.put("xl/sharedStrings.xml", format!("<sst><si>{deep}").as_bytes());
    parts.put("xl/styles.xml", format!("<styleSheet>{deep}").as_bytes());
    let reading = one("a.xlsx", &parts.zip());
    check_second_is_bad("deep", &reading);
}

/// Asks for the texts of the first sheet of a fixture by another program, in reading order.
#[track_caller]
fn check_texts(name: &str, expected: &[&str]) {
    let mut readings = read(name, &fixture(name));
    let book = readings.remove(0).workbook.expect("a workbook");
    let found: Vec<String> =
        book.sheets[0].cells.iter().map(|cell| cell.shown().into_owned()).collect();
    assert_eq!(found, expected);
}

#[test]
fn short_cells_of_sheetjs_are_read() {
    check_texts("short_cells.xlsb", &["一", "二", "三", "四", "五", "六"]);
}

#[test]
fn texts_of_biff8_are_unicode_whatever_its_code_page_says() {
    check_texts("code_page_1252.xls", &["ABC", "2", "4", "4"]);
}
