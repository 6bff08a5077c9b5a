//! Traps: small files on which a reading library panics, aborts or asks for all memory there is.
//! Each is read as far as it goes, or refused with a finding.

use torimatome::grid::{Sheet, Workbook};
use torimatome::read::read;

use crate::read::{compound, record, wide, xlsx, zip};

/// Reads a file of which these codes are told, and nothing else.
#[track_caller]
fn check_codes(file: &str, bytes: &[u8], expected: &[&str]) -> Option<Workbook> {
    let mut readings = read(file, bytes);
    assert_eq!(readings.len(), 1, "one reading");
    let reading = readings.remove(0);
    let codes: Vec<&str> = reading.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, expected, "{:#?}", reading.findings);
    reading.workbook
}

fn texts(sheet: &Sheet) -> Vec<String> {
    sheet.cells.iter().map(|cell| format!("{}={}", cell.at, cell.shown())).collect()
}

/// A record of an xls stream (MS-XLS 2.1.4): number, length, body.
fn biff(number: u16, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("a short body");
    [&number.to_le_bytes(), &length.to_le_bytes(), body].concat()
}

/// A number in a cell of an xls sheet.
fn number(row: u16, col: u16, value: f64) -> Vec<u8> {
    let place = [row, col, 0].map(u16::to_le_bytes).concat();
    biff(0x0203, &[place.as_slice(), &value.to_le_bytes()].concat())
}

/// An xls with one sheet of these records.
fn xls(records: &[Vec<u8>]) -> Vec<u8> {
    xls_with(&[], records)
}

/// An xls with these records for the whole workbook and those of its one sheet.
fn xls_with(more: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
    let start = |kind: u16| {
        let fields = [0x0600, kind, 0, 0, 0, 0, 0, 0_u16].map(u16::to_le_bytes).concat();
        biff(0x0809, &fields)
    };
    let end = biff(0x0A, &[]);
    let globals = [start(0x0005), more.to_vec()].concat();
    // Position, visible, a worksheet, its name in UTF-16.
    let name: Vec<u8> = "様式".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let listed = |position: u32| {
        biff(0x85, &[&position.to_le_bytes(), [0, 0, 2, 1].as_slice(), &name].concat())
    };
    let position = globals.len() + listed(0).len() + end.len();
    let position = u32::try_from(position).expect("a short stream");
    let sheet = [start(0x0010), records.concat(), end.clone()].concat();
    let mut stream = [globals, listed(position), end, sheet].concat();
    // A shorter one would stand in the stream of small ones.
    stream.resize(stream.len().max(4096), 0);
    stored(&stream)
}

/// A compound file whose stream `Workbook` takes the sectors from the third on.
fn stored(stream: &[u8]) -> Vec<u8> {
    let length = u32::try_from(stream.len()).expect("a short stream");
    let mut file = compound(&["Root Entry", "Workbook"], 2, length);
    let sectors = stream.len().div_ceil(512);
    for sector in 0..sectors {
        let next = if sector + 1 == sectors { 0xFFFF_FFFE } else { sector as u32 + 3 };
        file[512 + (sector + 2) * 4..][..4].copy_from_slice(&next.to_le_bytes());
    }
    file.truncate(512 * 3);
    file.extend_from_slice(stream);
    file.resize(512 * (3 + sectors), 0);
    file
}

/// What a sheet claims to reach to: rows, columns (MS-XLS 2.4.90).
fn dimensions(rows: u32, cols: u16) -> Vec<u8> {
    let cols = [0, cols, 0].map(u16::to_le_bytes).concat();
    biff(0x0200, &[&0_u32.to_le_bytes(), &rows.to_le_bytes(), cols.as_slice()].concat())
}

#[test]
fn claims_of_an_xls_about_its_size_cost_nothing() {
    for claim in [dimensions(1, 1), dimensions(65_536, 256), dimensions(u32::MAX, u16::MAX)] {
        let book = check_codes("a.xls", &xls(&[claim, number(0, 0, 1.0), number(2, 1, 2.5)]), &[]);
        assert_eq!(texts(&book.expect("a workbook").sheets[0]), ["A1=1", "B3=2.5"]);
    }
}

#[test]
fn an_xls_that_is_a_trap_is_refused() {
    // The library holds the rectangle between the cells whole.
    check_codes("a.xls", &xls(&[number(0, 0, 1.0), number(65_535, 255, 2.0)]), &["F07"]);
    // It never ends on a continuation without a body.
    check_codes("a.xls", &xls(&[number(0, 0, 1.0), biff(0x3C, &[])]), &["F01"]);
    let sound = xls(&[number(0, 0, 1.0)]);
    let mut beyond = sound.clone();
    beyond[512 + 5 * 4..][..4].copy_from_slice(&0x00FF_FFF0_u32.to_le_bytes());
    check_codes("a.xls", &beyond, &["F01"]);
    let mut in_a_circle = sound;
    in_a_circle[512 + 5 * 4..][..4].copy_from_slice(&2_u32.to_le_bytes());
    check_codes("a.xls", &in_a_circle, &["F01"]);
}

#[test]
fn an_encrypted_xls_is_told_from_a_broken_one() {
    // FilePass (MS-XLS 2.4.117) with the older of its two methods.
    let locked = biff(0x2F, &[0, 0, 1, 2, 3, 4]);
    check_codes("a.xls", &xls_with(&locked, &[number(0, 0, 1.0)]), &["F02"]);
    // The same container holds an encrypted xlsx, whatever it is named.
    check_codes("a.xls", &compound(&["Root Entry", "EncryptedPackage"], 1, 0), &["F02"]);
}

#[test]
fn an_xlsb_with_an_unknown_relationship_is_told() {
    let book = |id: &str| {
        let listed = record(0x9C, &[&[0; 4], &[1, 0, 0, 0], &wide(id), &wide("様式")]);
        [listed, record(0x90, &[]), record(0x9D, &[])].concat()
    };
    let relations = r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#;
    for (id, sheet) in [("rId9", "xl/worksheets/sheet1.bin"), ("rId1", "xl/worksheets/other.bin")] {
        let bytes = zip(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("xl/workbook.bin", &book(id)),
            ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
            (sheet, &record(0x94, &[&[0; 16]])),
        ]);
        check_codes("a.xlsb", &bytes, &["F01"]);
    }
}

#[test]
fn a_shared_formula_may_have_any_index() {
    let cell = |at: &str, formula: &str| format!(r#"<c r="{at}">{formula}<v>1</v></c>"#);
    let first = r#"<f t="shared" si="4294967295" ref="A1:A2">B1+1</f>"#;
    let cells = [cell("A1", first), cell("A2", r#"<f t="shared" si="4294967295"/>"#)];
    let part =
        format!("<worksheet><sheetData><row>{}</row></sheetData></worksheet>", cells.concat());
    let book = check_codes("a.xlsx", &xlsx(&part, &[]), &[]).expect("a workbook");
    let formulas: Vec<_> = book.sheets[0].cells.iter().map(|it| it.formula.as_deref()).collect();
    assert_eq!(formulas, [Some("B1+1"), Some("B2+1")]);
}

#[test]
fn an_index_with_blanks_finds_its_text_and_one_beyond_the_table_is_told() {
    let strings = "<sst uniqueCount=\"2\"><si><t>一</t></si><si><t>二</t></si></sst>";
    let cell = |index: &str| format!(r#"<c t="s"><v>{index}</v></c>"#);
    let cells = [cell(" 1 "), cell("\n0"), cell("2"), cell("-1"), cell("1.0")].concat();
    let part = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    let bytes = xlsx(&part, &[("xl/sharedStrings.xml", strings)]);
    let book = check_codes("a.xlsx", &bytes, &["F01", "F01", "F01"]).expect("a workbook");
    assert_eq!(texts(&book.sheets[0]), ["A1=二", "B1=一", "C1=2", "D1=-1", "E1=1.0"]);
}
