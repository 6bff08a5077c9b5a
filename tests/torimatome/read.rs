//! Reading: bytes of every format to grids, and what is said about those that cannot be read.

use std::fs;
use std::io::{Cursor, Write};
use std::path::PathBuf;

use torimatome::finding::Finding;
use torimatome::grid::{Addr, Format, Sheet, Value, Visibility, Workbook};
use torimatome::read::{Reading, limits, list, read, read_paths};
use torimatome::rules::Code;
use zip::write::SimpleFileOptions;

const TYPES: &str =
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const ROOT: &str = r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="様式" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// Makes a zip of named contents.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a member");
        writer.write_all(content).expect("its content");
    }
    writer.finish().expect("a zip").into_inner()
}

/// Makes an xlsx of one sheet, `様式`, with parts added or replaced.
pub(crate) fn xlsx(sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = vec![
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    parts.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    parts.extend(more);
    let parts: Vec<(&str, &[u8])> =
        parts.into_iter().map(|(name, text)| (name, text.as_bytes())).collect();
    zip(&parts)
}

fn one(file: &str, bytes: &[u8]) -> Reading {
    let mut readings = read(file, bytes);
    assert_eq!(readings.len(), 1, "one reading");
    readings.remove(0)
}

#[track_caller]
fn workbook(file: &str, bytes: &[u8]) -> Workbook {
    let reading = one(file, bytes);
    reading.workbook.unwrap_or_else(|| panic!("a workbook: {:?}", reading.findings))
}

fn shown(sheet: &Sheet, at: &str) -> String {
    let at = Addr::parse(at).expect("an address");
    sheet.cell(at).map(|cell| cell.shown().into_owned()).unwrap_or_default()
}

fn codes(findings: &[Finding]) -> Vec<Code> {
    findings.iter().map(|finding| finding.code).collect()
}

#[track_caller]
fn check_codes(file: &str, bytes: &[u8], expected: &[Code]) -> Reading {
    let reading = one(file, bytes);
    assert_eq!(codes(&reading.findings), expected, "{:?}", reading.findings);
    reading
}

pub(crate) fn fixture(name: &str) -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name))
        .expect("a fixture")
}

#[test]
fn every_format_gives_the_same_grid() {
    for (name, calculated) in [
        ("openpyxl.xlsx", "#未計算"),
        ("libreoffice.xlsx", "2"),
        ("libreoffice.xls", "2"),
        ("libreoffice.ods", "2"),
        ("excel_2003.xml", "2"),
    ] {
        let book = workbook(name, &fixture(name));
        let names: Vec<_> =
            book.sheets.iter().map(|it| (it.name.as_str(), it.visibility)).collect();
        let expected = [("様式 1", Visibility::Visible), ("旧様式", Visibility::Hidden)];
        assert_eq!(names, expected, "{name}");
        let sheet = &book.sheets[0];
        for (at, text) in [
            ("A1", "目 標"),
            ("B1", "広報紙の充実\n毎月発行"),
            ("B3", "(1)"),
            ("C3", "25%"),
            ("D3", "1,234,567"),
            ("A4", "1月1日"),
            ("B4", "2024/1/1"),
            ("C4", calculated),
            ("D4", "#N/A"),
            ("A5", "TRUE"),
            ("B5", "\u{3000}"),
            ("C5", "  前の空白"),
            ("A6", "7"),
        ] {
            assert_eq!(shown(sheet, at), text, "{name} {at}");
        }
        let error = sheet.cell(Addr::new(3, 3)).map(|cell| &cell.value);
        assert_eq!(error, Some(&Value::Error("#N/A".to_owned())), "{name}");
        assert_eq!(sheet.cells.len(), 14, "{name}");
        let merges: Vec<String> =
            sheet.merges.iter().map(|it| format!("{}:{}", it.first, it.last)).collect();
        assert_eq!(merges, ["B1:D2"], "{name}");
        let area = sheet.print_area.map(|it| format!("{}:{}", it.first, it.last));
        assert_eq!(area.as_deref(), Some("A1:D6"), "{name}");
        let goal = &book.defined_names;
        assert_eq!(goal.len(), 1, "{name}");
        assert_eq!(
            (goal[0].name.as_str(), goal[0].sheet.as_str()),
            ("tm_goal", "様式 1"),
            "{name}"
        );
        assert_eq!(goal[0].at, Addr::new(0, 1), "{name}");
        assert!(book.modified.is_some_and(|it| it.starts_with("20")), "{name}");
    }
}

/// Makes one record of an xlsb part (MS-XLSB 2.1.4): number, length, body.
pub(crate) fn record(number: u16, body: &[&[u8]]) -> Vec<u8> {
    let mut out = match number {
        0..0x80 => vec![number as u8],
        _ => vec![number as u8 & 0x7F | 0x80, (number >> 7) as u8],
    };
    let body = body.concat();
    out.push(u8::try_from(body.len()).expect("a short record"));
    out.extend(body);
    out
}

pub(crate) fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u32::try_from(units.len()).expect("a short text").to_le_bytes();
    length.into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

/// Makes an xlsb of one sheet, which the workbook finds by a relationship's id; the right one is
/// `rId1`.
pub(crate) fn xlsb(relation: &str) -> Vec<u8> {
    let zero = [0; 4];
    let book = [
        record(0x9C, &[&zero, &[1, 0, 0, 0], &wide(relation), &wide("様式")]),
        record(0x90, &[]),
        record(0x9D, &[]),
    ];
    let number = |col: u8, style: u8, value: f64| {
        record(0x05, &[&[col, 0, 0, 0], &[style, 0, 0, 0], &value.to_le_bytes()])
    };
    let sheet = [
        record(0x94, &[&[0; 16]]),
        record(0x91, &[]),
        record(0x00, &[&zero, &[0; 13]]),
        record(0x06, &[&zero, &zero, &wide("目標")]),
        number(1, 0, 1.5),
        number(2, 1, -1.0),
        number(3, 2, 45_292.0),
        record(0x92, &[]),
        record(0xB1, &[&[1, 0, 0, 0]]),
        // Rows 1 to 2, columns A to B.
        record(0xB0, &[&[0, 0, 0, 0], &[1, 0, 0, 0], &zero, &[1, 0, 0, 0]]),
        record(0xB2, &[]),
    ];
    let style = |format: u16| record(0x2F, &[&[0, 0], &format.to_le_bytes(), &[0; 12]]);
    let styles = [
        record(0x267, &[&[2, 0, 0, 0]]),
        record(0x2C, &[&164_u16.to_le_bytes(), &wide("0;(0)")]),
        record(0x2C, &[&165_u16.to_le_bytes(), &wide("m\"月\"d\"日\"")]),
        record(0x268, &[]),
        // Styles that cells inherit from come before those of cells.
        record(0x272, &[&[1, 0, 0, 0]]),
        style(9),
        record(0x273, &[]),
        record(0x269, &[&[3, 0, 0, 0]]),
        style(0),
        style(164),
        style(165),
        record(0x26A, &[]),
    ];
    let relations = BOOK_RELATIONS.replace(".xml", ".bin");
    zip(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("xl/workbook.bin", &book.concat()),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/styles.bin", &styles.concat()),
        ("xl/worksheets/sheet1.bin", &sheet.concat()),
    ])
}

#[test]
fn a_binary_workbook_gives_values_as_shown_and_merges() {
    let reading = check_codes("a.xlsb", &xlsb("rId1"), &[]);
    let book = reading.workbook.expect("a workbook");
    assert_eq!(book.format, Format::Xlsb);
    let sheet = &book.sheets[0];
    let texts = ["A1", "B1", "C1", "D1"].map(|at| shown(sheet, at));
    assert_eq!(texts, ["目標", "1.5", "(1)", "1月1日"]);
    let merges: Vec<String> =
        sheet.merges.iter().map(|it| format!("{}:{}", it.first, it.last)).collect();
    assert_eq!(merges, ["A1:B2"]);
}

#[test]
fn notes_are_quoted_with_their_sheet() {
    for name in [
        "openpyxl.xlsx",
        "libreoffice.xlsx",
        "libreoffice.xls",
        "libreoffice.ods",
        "libreoffice.html",
        "excel_2003.xml",
    ] {
        let reading = check_codes(name, &fixture(name), &[Code::F10]);
        let finding = &reading.findings[0];
        assert!(
            finding.found.as_deref().is_some_and(|it| it.contains("確認してください")),
            "{name}"
        );
        let sheet = finding.location.as_ref().and_then(|it| it.sheet.as_deref());
        let page = name == "libreoffice.html";
        assert_eq!(sheet, Some(if page { "libreoffice" } else { "様式 1" }), "{name}");
    }
}

#[test]
fn one_bad_cell_does_not_lose_the_sheet() {
    let sheet = r#"<worksheet><sheetData><row r="1">
        <c r="A1" t="inlineStr"><is><t>前</t></is></c>
        <c r="B1" t="e"><v>#SPILL!</v></c>
        <c r="C1" t="s"><v>99</v></c>
        <c r="D1" t="inlineStr"><is><t>後</t></is></c></row></sheetData></worksheet>"#;
    let strings = ("xl/sharedStrings.xml", "<sst><si><t>一</t></si></sst>");
    let reading = check_codes("a.xlsx", &xlsx(sheet, &[strings]), &[Code::F01]);
    let cell = reading.findings[0].location.as_ref().and_then(|it| it.cell.as_deref());
    assert_eq!(cell, Some("C1"));
    let sheet = &reading.workbook.expect("a workbook").sheets[0];
    let texts: Vec<_> = sheet.cells.iter().map(|cell| cell.shown().into_owned()).collect();
    assert_eq!(texts, ["前", "#SPILL!", "99", "後"]);
    assert_eq!(sheet.cells[1].value, Value::Error("#SPILL!".to_owned()));
}

#[test]
fn a_far_corner_costs_nothing_and_positions_beyond_it_are_told() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>
        <row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>"#;
    let book = workbook("a.xlsx", &xlsx(sheet, &[]));
    assert_eq!(shown(&book.sheets[0], "XFD1048576"), "2");
}

#[test]
fn line_ends_are_one_and_nothing_else_changes() {
    let sheet = r#"<worksheet><sheetData><row r="1">
        <c r="A1" t="inlineStr"><is><t xml:space="preserve"> 一_x000D_
二　</t></is></c><c r="B1" t="inlineStr"><is><t>①㈱～塚</t></is></c>
        <c r="C1" t="str"><f>IF(A1="","",1)</f><v></v></c>
        <c r="D1"><f>1+1</f></c></row></sheetData></worksheet>"#;
    let book = workbook("a.xlsx", &xlsx(sheet, &[]));
    let sheet = &book.sheets[0];
    assert_eq!(shown(sheet, "A1"), " 一\n二　");
    assert_eq!(shown(sheet, "B1"), "①㈱～塚");
    assert_eq!(sheet.cell(Addr::new(0, 2)).map(torimatome::grid::Cell::is_blank), Some(true));
    assert_eq!(sheet.cells[3].value, Value::Error("#未計算".to_owned()));
    assert_eq!(sheet.cells[3].formula.as_deref(), Some("1+1"));
}

#[test]
fn links_macros_and_shapes_are_told() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1"><f>[1]S!A1</f><v>5</v></c>
        </row></sheetData></worksheet>"#;
    let shape =
        "<wsDr><oneCellAnchor><sp><a:p><a:t>別紙参照</a:t></a:p></sp></oneCellAnchor></wsDr>";
    let bytes = xlsx(
        sheet,
        &[
            ("xl/vbaProject.bin", "macro"),
            ("xl/externalLinks/externalLink1.xml", "<externalLink/>"),
            (
                "xl/externalLinks/_rels/externalLink1.xml.rels",
                r#"<Relationships><Relationship Id="rId1" Type="x/externalLinkPath" Target="前年度.xlsx" TargetMode="External"/></Relationships>"#,
            ),
            ("xl/drawings/drawing1.xml", shape),
            (
                "xl/worksheets/_rels/sheet1.xml.rels",
                r#"<Relationships><Relationship Id="rId1" Type="x/drawing" Target="../drawings/drawing1.xml"/></Relationships>"#,
            ),
        ],
    );
    let reading = check_codes("a.xlsx", &bytes, &[Code::F04, Code::F05, Code::F06, Code::F10]);
    let [mismatch, _, link, shape] = reading.findings.as_slice() else { panic!("four") };
    assert_eq!(mismatch.found.as_deref(), Some(".xlsx"));
    assert_eq!(link.detail.as_deref(), Some("前年度.xlsx"));
    assert_eq!(shape.found.as_deref(), Some("図形 別紙参照"));
    assert_eq!(shape.location.as_ref().map(ToString::to_string).as_deref(), Some("a.xlsx!様式"));
    let book = reading.workbook.expect("a workbook");
    assert_eq!(book.format, Format::Xlsx { macros: true });
    assert_eq!(shown(&book.sheets[0], "A1"), "5");
}

#[test]
fn content_decides_and_not_the_extension() {
    check_codes("様式.xls", &xlsx("<worksheet><sheetData/></worksheet>", &[]), &[Code::F04]);
    check_codes("様式.xlsx", "目標\t達成\n".as_bytes(), &[Code::F04]);
    check_codes("様式.csv", "目標\t達成\n".as_bytes(), &[]);
    check_codes("様式.xlsm", &xlsx("<worksheet><sheetData/></worksheet>", &[]), &[]);
    check_codes("様式", b"a,b", &[]);
}

#[test]
fn what_is_no_workbook_is_named() {
    check_codes("a.pdf", b"%PDF-1.7", &[Code::F03]);
    check_codes("a.xlsx", b"", &[Code::F01]);
    check_codes("a.xlsx", b"PK\x03\x04 cut off", &[Code::F01]);
    check_codes("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 cut off", &[Code::F01]);
    check_codes("a.bin", &[0, 159, 3, 200, 0, 0, 1, 7], &[Code::F01]);
    let word = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
    check_codes("a.docx", &word, &[Code::F03]);
    let text = zip(&[("mimetype", b"application/vnd.oasis.opendocument.text")]);
    check_codes("a.odt", &text, &[Code::F03]);
}

#[test]
fn an_encrypted_workbook_is_told_from_a_broken_one() {
    let manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>";
    let ods = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", b"\x8f\x00"),
    ]);
    check_codes("a.ods", &ods, &[Code::F02]);
}

/// Makes a compound file (MS-CFB) with named streams that all start at one sector.
pub(crate) fn compound(names: &[&str], start: u32, length: u32) -> Vec<u8> {
    let mut bytes = vec![0xFF; 512 * 4];
    bytes[..76].fill(0);
    bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    for (at, value) in [(24, 0x3E), (26, 3), (28, 0xFFFE), (30, 9), (32, 6)] {
        bytes[at..at + 2].copy_from_slice(&u16::to_le_bytes(value));
    }
    // The allocation table is sector 0, the directory sector 1, and sector 2 follows itself.
    for (at, value) in [
        (44, 1),
        (48, 1),
        (56, 4096),
        (60, 0xFFFF_FFFE),
        (68, 0xFFFF_FFFE),
        (76, 0),
        (512, 0xFFFF_FFFD),
        (516, 0xFFFF_FFFE),
        (520, 2),
    ] {
        bytes[at..at + 4].copy_from_slice(&u32::to_le_bytes(value));
    }
    bytes[1024..1536].fill(0);
    for (index, name) in names.iter().enumerate() {
        let entry = &mut bytes[1024 + index * 128..][..128];
        for (unit, place) in name.encode_utf16().zip(entry.chunks_exact_mut(2)) {
            place.copy_from_slice(&unit.to_le_bytes());
        }
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&length.to_le_bytes());
    }
    bytes
}

#[test]
fn compound_files_are_told_apart_and_their_traps_refused() {
    check_codes("a.xlsx", &compound(&["Root Entry", "EncryptedPackage"], 1, 0), &[Code::F02]);
    check_codes("a.doc", &compound(&["Root Entry", "WordDocument"], 1, 0), &[Code::F03]);
    for length in [5000, 1 << 30, u32::MAX] {
        check_codes("a.xls", &compound(&["Root Entry", "Workbook"], 2, length), &[Code::F01]);
    }
}

#[test]
fn a_zip_gives_one_reading_a_member() {
    let inner = zip(&[("下/様式.csv", "目標,達成".as_bytes())]);
    let deepest = zip(&[("b.zip", &zip(&[("c.zip", &zip(&[("d.csv", b"x")]))]))]);
    let outer = zip(&[
        ("~$様式.xlsx", b"lock"),
        ("__MACOSX/様式.xlsx", b"mac"),
        ("中.zip", &inner),
        ("深.zip", &deepest),
        ("空.csv", b""),
        ("か\u{3099}.csv", b"x"),
    ]);
    let readings = read("回収.zip", &outer);
    let told: Vec<_> = readings.iter().map(|it| (it.file.as_str(), codes(&it.findings))).collect();
    assert_eq!(
        told,
        [
            ("回収.zip/~$様式.xlsx", vec![Code::F08]),
            ("回収.zip/__MACOSX/様式.xlsx", vec![Code::F08]),
            ("回収.zip/中.zip/下/様式.csv", vec![]),
            ("回収.zip/深.zip/b.zip", vec![Code::F07]),
            ("回収.zip/空.csv", vec![Code::F01]),
            ("回収.zip/か\u{3099}.csv", vec![Code::T07]),
        ]
    );
}

#[test]
fn bombs_are_refused_before_they_expand() {
    let zeros = vec![b'0'; 80 << 20];
    let bomb = xlsx(std::str::from_utf8(&zeros).expect("zeros"), &[]);
    let reading = check_codes("a.xlsx", &bomb, &[Code::F07]);
    let most = limits::MAX_RATIO.to_string();
    assert!(reading.findings[0].detail.as_deref().is_some_and(|it| it.contains(&most)));
    let strings = r#"<sst uniqueCount="9999999999"><si><t>a</t></si></sst>"#;
    let sheet = "<worksheet><sheetData/></worksheet>";
    check_codes("a.xlsx", &xlsx(sheet, &[("xl/sharedStrings.xml", strings)]), &[Code::F07]);
    let row = format!("{}\n", ",".repeat(20_000) + "x");
    check_codes("a.csv", row.as_bytes(), &[Code::F07]);
    let long = "あ".repeat(32_768);
    let reading = check_codes("a.csv", long.as_bytes(), &[Code::F07]);
    assert!(reading.workbook.is_some(), "a long text is told, and kept");
}

#[test]
fn text_keeps_its_encoding_and_delimiter() {
    let cp932 = [0x96, 0xDA, 0x95, 0x57, b'\t', b'1', b'\r', b'\n'];
    let book = workbook("様式.txt", &cp932);
    assert_eq!(book.format, Format::Text { encoding: "CP932", delimiter: '\t' });
    assert_eq!(book.sheets[0].name, "様式");
    assert_eq!(
        (shown(&book.sheets[0], "A1"), shown(&book.sheets[0], "B1")),
        ("目標".to_owned(), "1".to_owned())
    );
}

#[test]
fn folders_are_listed_in_one_order_with_what_is_ignored() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    fs::create_dir_all(root.join("b/下")).expect("folders");
    for name in
        ["b/下/2.csv", "b/1.csv", "a.csv", "か\u{3099}.csv", "~$a.xlsx", ".DS_Store", "b/Thumbs.db"]
    {
        fs::write(root.join(name), "x").expect("a file");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(root, root.join("b/loop")).expect("a link");
    let (files, ignored) = list(&[root.to_path_buf()], Some(root)).expect("a list");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a.csv", "b/1.csv", "b/下/2.csv", "か\u{3099}.csv"]);
    assert_eq!(codes(&ignored), [Code::F08], "what the system puts there is not told");
    let finished = std::sync::atomic::AtomicUsize::new(0);
    let count = |all: usize| {
        assert_eq!(all, 4);
        finished.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    };
    let readings = read_paths(&[root.to_path_buf()], Some(root), &count).expect("readings");
    assert_eq!(finished.into_inner(), 4);
    assert_eq!(readings.len(), 5);
    assert_eq!(codes(&readings[3].findings), [Code::T07]);
    assert!(list(&[root.join("missing")], None).is_err());
}

#[test]
fn no_mutation_of_a_workbook_panics() {
    for name in ["openpyxl.xlsx", "libreoffice.xls", "libreoffice.ods"] {
        let sound = fixture(name);
        let mut seed = 0x2545_F491_4F6C_DD1D_u64;
        let mut random = |below: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed % below as u64) as usize
        };
        for round in 0..200 {
            let mut bytes = sound.clone();
            for _ in 0..=random(8) {
                let at = random(bytes.len());
                bytes[at] = [0, 1, 0x7F, 0xFF, random(256) as u8][random(5)];
            }
            if round % 10 == 0 {
                bytes.truncate(random(sound.len()));
            }
            let _ = read(name, &bytes);
        }
    }
}

#[test]
fn no_mutation_of_a_part_panics() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>
        <c r="B1" s="1"><f t="shared" si="0" ref="B1:B3">A1&amp;"x"</f><v>1.5</v></c>
        <c r="C1" t="b"><v>1</v></c></row></sheetData>
        <mergeCells><mergeCell ref="A1:C3"/></mergeCells></worksheet>"#;
    let mut seed = 88_172_645_463_325_252_u64;
    for _ in 0..200 {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let mut bytes = sheet.as_bytes().to_vec();
        let at = (seed % bytes.len() as u64) as usize;
        bytes[at] = b"<>\"/09Z&;= "[(seed >> 32) as usize % 11];
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let strings = "<sst><si><t>a</t></si></sst>";
        let _ = read("a.xlsx", &xlsx(&text, &[("xl/sharedStrings.xml", strings)]));
    }
}
