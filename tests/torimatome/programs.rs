//! What other programs write in their own way, and what the reader makes of it.

use std::io::{Cursor, Read};

use torimatome::calendar::parse_moment;
use torimatome::finding::Finding;
use torimatome::grid::{Addr, Cell, Value};
use torimatome::read::{Reading, read};
use torimatome::rules::Code;

use crate::mails::{FREE, compound};
use crate::read::{fixture, xlsb, xlsx, zip};

fn one(file: &str, bytes: &[u8]) -> Reading {
    let mut readings = read(file, bytes);
    assert_eq!(readings.len(), 1, "{file}");
    readings.remove(0)
}

/// The cells of the first sheet.
#[track_caller]
fn cells(file: &str, bytes: &[u8]) -> Vec<Cell> {
    let reading = one(file, bytes);
    let book = reading.workbook.unwrap_or_else(|| panic!("{file}: {:?}", reading.findings));
    book.sheets.into_iter().next().expect("a sheet").cells
}

#[track_caller]
fn value(cells: &[Cell], at: &str) -> Value {
    let at = Addr::parse(at).expect("an address");
    let cell = cells.iter().find(|cell| cell.at == at);
    cell.unwrap_or_else(|| panic!("a cell at {at}")).value.clone()
}

fn text(it: &str) -> Value {
    Value::Text(it.to_owned())
}

fn error(it: &str) -> Value {
    Value::Error(it.to_owned())
}

#[test]
fn a_time_of_libreoffice_is_japans_and_that_of_others_is_universal() {
    let core = "<cp:coreProperties><dcterms:modified>2024-10-18T18:00:00Z</dcterms:modified></cp:coreProperties>";
    for (program, local) in [
        ("LibreOffice/7.4.7.2$Linux_X86_64 LibreOffice_project/40", "2024-10-18T18:00:00"),
        ("Microsoft Excel", "2024-10-19T03:00:00"),
        ("", "2024-10-19T03:00:00"),
    ] {
        let app = format!("<Properties><Application>{program}</Application></Properties>");
        let bytes = xlsx(
            "<worksheet><sheetData/></worksheet>",
            &[("docProps/core.xml", core), ("docProps/app.xml", &app)],
        );
        let saved = one("a.xlsx", &bytes).workbook.expect("a workbook").modified;
        let saved = saved.as_deref().and_then(parse_moment).map(|it| it.to_string());
        assert_eq!(saved.as_deref(), Some(local), "{program}");
    }
}

/// An ods of one row.
fn ods(row: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"様式\">\
         <table:table-row>{row}</table:table-row></table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let media = "application/vnd.oasis.opendocument.spreadsheet";
    zip(&[("mimetype", media.as_bytes()), ("content.xml", content.as_bytes())])
}

#[test]
fn an_error_that_ods_holds_as_a_text_is_an_error_where_a_formula_made_it() {
    for said in ["#DIV/0!", "#NAME?", "#N/A", "Err:522", "エラー:522"] {
        let cell = |formula: &str| {
            format!(
                "<table:table-cell {formula} office:value-type=\"string\"><text:p>{said}</text:p></table:table-cell>"
            )
        };
        let row = format!("{}{}", cell("table:formula=\"of:=1/0\""), cell(""));
        let cells = cells("a.ods", &ods(&row));
        assert_eq!(value(&cells, "A1"), error(said));
        assert_eq!(value(&cells, "B1"), text(said));
    }
}

#[test]
fn blanks_and_line_breaks_that_ods_states_in_an_attribute_are_kept() {
    let row = "<table:table-cell office:value-type=\"string\" office:string-value=\"一行目&#10;二  行目\">\
        <text:p>一行目\n二  行目</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\" office:string-value=\"別の文\"><text:p>見える文</text:p>\
        </table:table-cell><table:table-cell office:value-type=\"string\"><text:p>a  b</text:p></table:table-cell>";
    let cells = cells("a.ods", &ods(row));
    assert_eq!(value(&cells, "A1"), text("一行目\n二  行目"));
    assert_eq!(value(&cells, "B1"), text("見える文"));
    assert_eq!(value(&cells, "C1"), text("a b"));
}

#[test]
fn a_flat_ods_of_sheetjs_is_no_web_page() {
    let page = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document \
        xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" office:version=\"1.2\"><office:body>\
        <office:spreadsheet><table:table table:name=\"様式\"><table:table-row><table:table-cell \
        office:value-type=\"string\"><text:p>目標</text:p></table:table-cell></table:table-row></table:table>\
        </office:spreadsheet></office:body></office:document>";
    assert_eq!(value(&cells("a.fods", page.as_bytes()), "A1"), text("目標"));
}

#[test]
fn a_formula_that_gives_an_empty_text_is_calculated() {
    let schema = "urn:schemas-microsoft-com:office:spreadsheet";
    let page = format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"{schema}\" xmlns:ss=\"{schema}\"><Worksheet ss:Name=\"様式\">\
         <Table><Row><Cell ss:Formula=\"=IF(1,&quot;&quot;)\"><Data ss:Type=\"String\"></Data></Cell>\
         <Cell ss:Formula=\"=A1\"/><Cell><Data ss:Type=\"String\"></Data></Cell></Row></Table></Worksheet></Workbook>"
    );
    let cells = cells("a.xml", page.as_bytes());
    assert_eq!(value(&cells, "A1"), text(""));
    assert_eq!(value(&cells, "B1"), error("#未計算"));
    assert_eq!(cells.len(), 2);
}

#[test]
fn the_contents_list_of_libreoffice_is_no_text_of_a_form() {
    for heading in ["Overview", "概要"] {
        let sheet = |number: usize| {
            format!(
                "<A NAME=\"table{number}\"><h1>Sheet {number}: <em>様式 {number}</em></h1></A>\
                 <table><tr><td>目標</td></tr></table>"
            )
        };
        let page = format!(
            "<!DOCTYPE html><html><body><p><center><h1>{heading}</h1>\
             <A HREF=\"#table0\">Sheet 1: <em>様式 0</em></A><br><A HREF=\"#table1\">Sheet 2: <em>様式 1</em></A><br>\
             </center></p><hr>{}{}</body></html>",
            sheet(0),
            sheet(1)
        );
        let book = one("a.html", page.as_bytes()).workbook.expect("a workbook");
        let names: Vec<&str> = book.sheets.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["様式 0", "様式 1"], "{heading}");
        assert!(book.sheets.iter().all(|it| it.cells.len() == 1), "{heading}: {:?}", book.sheets);
    }
}

/// F01 for cells without their values: the cell and what is named.
fn lost(findings: &[Finding]) -> Vec<(String, String)> {
    let lost = |it: &&Finding| {
        it.code == Code::F01
            && it.detail.as_deref().is_some_and(|it| it.contains("読み取れないセル"))
    };
    let place = |it: &Finding| it.location.as_ref().and_then(|at| at.cell.clone());
    let told = |it: &Finding| Some((place(it)?, it.found.clone()?));
    findings.iter().filter(lost).filter_map(told).collect()
}

#[test]
fn a_shared_text_that_an_xls_lacks_is_told_at_its_cell() {
    let mut bytes = fixture("libreoffice.xls");
    let sound = one("a.xls", &bytes);
    assert_eq!(lost(&sound.findings), []);
    // The record of a cell with a shared text: number, length, row, column, style, index.
    let first = |at: &usize| bytes[*at..].starts_with(&[0xFD, 0, 10, 0, 0, 0, 0, 0]);
    let at = (0..bytes.len() - 14).find(first).expect("A1 with a shared text");
    bytes[at + 10..at + 14].copy_from_slice(&[0xFF, 0xFF, 0, 0]);
    let reading = one("a.xls", &bytes);
    assert_eq!(lost(&reading.findings), [("A1".to_owned(), "A1".to_owned())]);
    let cells = reading.workbook.expect("a workbook").sheets.remove(0).cells;
    assert_eq!(value(&cells, "A1"), error("#文字不明"));
    assert_eq!(cells.len(), sound.workbook.expect("a workbook").sheets[0].cells.len());
}

/// Rewrites a part of a zip.
fn rewritten(bytes: &[u8], part: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("its content");
        let name = entry.name().expect("a name").into_owned();
        let content = if name == part { change(content) } else { content };
        parts.push((name, content));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, it)| (&**name, &**it)).collect();
    zip(&parts)
}

#[test]
fn a_cell_that_the_reading_of_an_xlsb_passes_over_is_told() {
    assert_eq!(lost(&one("a.xlsb", &xlsb("rId1")).findings), []);
    assert_eq!(lost(&one("a.xlsb", &fixture("short_cells.xlsb")).findings), []);
    // Cell E1 with an index of a shared text, of which the file has none.
    let with = rewritten(&xlsb("rId1"), "xl/worksheets/sheet1.bin", |part| {
        let end = part.iter().position(|byte| *byte == 0x92).expect("the end of the cells");
        let (before, after) = part.split_at(end);
        let cell = [&[0x07, 12][..], &[4, 0, 0, 0], &[0; 4], &[9, 0, 0, 0]].concat();
        [before, &cell, after].concat()
    });
    let reading = one("a.xlsb", &with);
    assert_eq!(lost(&reading.findings), [("E1".to_owned(), "E1".to_owned())]);
    let cells = reading.workbook.expect("a workbook").sheets.remove(0).cells;
    assert_eq!(value(&cells, "E1"), error("#文字不明"));
    assert_eq!(value(&cells, "A1"), text("目標"));
}

#[test]
fn tables_of_older_programs_are_named_and_no_answer_is_read_off_them() {
    for (file, bytes, kind) in [
        ("a.dif", "TABLE\r\n0,1\r\n\"sheetjs\"\r\nVECTORS\r\n0,2\r\n\"\"\r\n", "DIF"),
        ("a.slk", "ID;PCALCOOO32\r\nC;X1;Y1;K\"目標\"\r\nE\r\n", "SYLK"),
    ] {
        let reading = one(file, bytes.as_bytes());
        assert!(reading.workbook.is_none(), "{file}");
        let told = &reading.findings[0];
        assert_eq!(told.code, Code::F03, "{file}");
        assert!(told.detail.as_deref().is_some_and(|it| it.starts_with(kind)), "{told:?}");
    }
}

#[test]
fn a_workbook_under_rights_management_asks_for_no_password() {
    let detail = |names: &[&str]| {
        let root = ("Root Entry", 5, FREE, FREE, 1, &b""[..]);
        let entries = names.iter().map(|name| (*name, 2, FREE, FREE, FREE, &b""[..]));
        let bytes = compound(&std::iter::once(root).chain(entries).collect::<Vec<_>>());
        let told = one("a.xlsx", &bytes).findings.remove(0);
        assert_eq!(told.code, Code::F02, "{names:?}");
        told.detail.unwrap_or_default()
    };
    for names in [
        &["EncryptedPackage", "\u{6}DataSpaces", "DataSpaceMap"][..],
        &["EncryptedPackage", "EncryptionInfo", "DRMEncryptedTransform"],
    ] {
        assert!(detail(names).contains("IRM"), "{names:?}");
    }
    assert_eq!(detail(&["EncryptedPackage", "EncryptionInfo", "\u{6}DataSpaces"]), "");
}
