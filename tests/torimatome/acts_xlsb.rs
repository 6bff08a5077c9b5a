//! What an xlsb holds of text that is struck out, hidden or drawn, and cells that the reading library
//! passes over.

use torimatome::grid::{Unseen, Value};
use torimatome::read::read;
use torimatome::rules::Code;

use crate::read::{record, wide, zip};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRUCK: u8 = 1;
const WHITE: u8 = 2;
const UNSHOWN: u8 = 3;

/// Relationships by id, kind and target; one with `://` leads out of the file.
fn relations(list: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        let mode = if target.contains("://") { " TargetMode=\"External\"" } else { "" };
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"{mode}/>")
    };
    format!("<Relationships>{}</Relationships>", list.iter().map(one).collect::<String>())
}

fn int(number: u32) -> [u8; 4] {
    number.to_le_bytes()
}

/// A cell of a kind: column, style, the rest.
fn cell(kind: u16, col: u32, style: u8, rest: &[u8]) -> Vec<u8> {
    record(kind, &[&int(col), &[style, 0, 0, 0], rest])
}

/// A text with runs: where each begins, and its font.
fn rich(text: &str, runs: &[(u16, u16)]) -> Vec<u8> {
    let pairs = runs.iter().flat_map(|(at, font)| [at.to_le_bytes(), font.to_le_bytes()].concat());
    let mut out = vec![u8::from(!runs.is_empty())];
    out.extend(wide(text));
    if !runs.is_empty() {
        out.extend(int(u32::try_from(runs.len()).expect("a few")));
        out.extend(pairs);
    }
    out
}

fn row(number: u32, flags: u8) -> Vec<u8> {
    record(0, &[&int(number), &[0; 4], &[0, 0, 0, flags, 0], &[0; 4]])
}

/// Fonts: plain, struck out, white. Styles: one for each, and one whose format shows nothing.
fn styles() -> Vec<u8> {
    let font = |flags: u8, colour: [u8; 8]| {
        record(43, &[&[220, 0, flags, 0], &[0; 8], &colour, &[0], &wide("游ゴシック")])
    };
    let automatic = [1, 64, 0, 0, 0, 0, 0, 255];
    let style = |format: u16, font: u8| {
        record(47, &[&[0, 0], &format.to_le_bytes(), &[font, 0, 0, 0], &[0; 8]])
    };
    [
        record(0x267, &[&int(1)]),
        record(44, &[&164_u16.to_le_bytes(), &wide(";;;")]),
        record(0x268, &[]),
        font(0, automatic),
        font(8, automatic),
        font(0, [4, 0, 0, 0, 255, 255, 255, 255]),
        record(45, &[&int(0), &automatic, &automatic, &[0; 48]]),
        record(617, &[&int(4)]),
        style(0, 0),
        style(0, 1),
        style(0, 2),
        style(164, 0),
        record(618, &[]),
    ]
    .concat()
}

/// A workbook of one sheet.
fn xlsb(sheet: &[Vec<u8>], texts: &[Vec<u8>], more: &[(&str, &[u8])], of_sheet: &str) -> Vec<u8> {
    let book = [
        record(0x9C, &[&int(0), &int(1), &wide("rId1"), &wide("様式")]),
        record(0x90, &[]),
        record(0x9D, &[]),
    ];
    let head = [record(0x94, &[&[0; 16]]), record(60, &[&int(8), &int(8), &[0; 8], &[1, 0]])];
    let sheet = [head.concat(), record(0x91, &[]), sheet.concat(), record(0x92, &[])].concat();
    let count = int(u32::try_from(texts.len()).expect("a few"));
    let items: Vec<u8> = texts.iter().flat_map(|text| record(19, &[text])).collect();
    let texts = [record(0x9F, &[&count, &count]), items, record(0xA0, &[])].concat();
    let book_relations = relations(&[
        ("rId1", "worksheet", "worksheets/sheet1.bin"),
        ("rId2", "sharedStrings", "sharedStrings.bin"),
    ]);
    let root = relations(&[("rId1", "officeDocument", "xl/workbook.bin")]);
    let book = book.concat();
    let styles = styles();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", book_relations.as_bytes()),
        ("xl/styles.bin", &styles),
        ("xl/sharedStrings.bin", &texts),
        ("xl/worksheets/sheet1.bin", &sheet),
    ];
    if !of_sheet.is_empty() {
        parts.push(("xl/worksheets/_rels/sheet1.bin.rels", of_sheet.as_bytes()));
    }
    parts.extend(more);
    zip(&parts)
}

#[test]
fn struck_and_unseen_cells_of_xlsb_are_told_apart() {
    let texts = [
        rich("説明会を3回5回", &[(4, 1), (6, 0)]),
        rich("残すも", &[(0, 0), (2, 1)]),
        rich("中止", &[]),
    ];
    let sheet = [
        row(0, 0),
        cell(7, 0, 0, &int(0)),
        cell(7, 1, STRUCK, &int(2)),
        cell(7, 2, STRUCK, &int(1)),
        cell(6, 3, WHITE, &wide("白い字")),
        cell(5, 4, UNSHOWN, &12.5_f64.to_le_bytes()),
        cell(7, 5, 0, &int(2)),
        // A text with runs within the cell, which the library passes over.
        cell(62, 6, 0, &rich("3回5回", &[(0, 1), (2, 0)])),
        cell(6, 8, 0, &wide("隠れた列")),
        row(1, 0x10),
        cell(6, 0, 0, &wide("隠れた行")),
    ];
    let mut readings = read("a.xlsb", &xlsb(&sheet, &texts, &[], ""));
    let reading = readings.remove(0);
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    let book = reading.workbook.expect("a workbook");
    let found: Vec<(String, String, &str, Option<Unseen>)> = book.sheets[0]
        .cells
        .iter()
        .map(|cell| {
            let unseen = cell.marks.as_ref().and_then(|marks| marks.unseen);
            (cell.at.to_string(), cell.shown().into_owned(), cell.struck(), unseen)
        })
        .collect();
    let expected = [
        ("A1", "説明会を5回", "3回", None),
        ("B1", "", "中止", None),
        ("C1", "残す", "も", None),
        ("D1", "白い字", "", Some(Unseen::Colour)),
        ("E1", "12.5", "", Some(Unseen::Format)),
        ("F1", "中止", "", None),
        ("G1", "5回", "3回", None),
        ("I1", "隠れた列", "", Some(Unseen::Column)),
        ("A2", "隠れた行", "", Some(Unseen::Row)),
    ];
    let expected =
        expected.map(|(at, kept, struck, unseen)| (at.to_owned(), kept.to_owned(), struck, unseen));
    assert_eq!(found, expected);
}

#[test]
fn a_formula_of_xlsb_that_failed_shows_its_error() {
    // The formula `5`, whose value is #NAME?.
    let formula = [&[0x1D_u8, 0, 0][..], &int(3), &[0x1E, 5, 0], &int(0)].concat();
    let sheet = [row(0, 0), cell(11, 0, 0, &formula)];
    let book = read("a.xlsb", &xlsb(&sheet, &[], &[], "")).remove(0).workbook.expect("a workbook");
    let cell = &book.sheets[0].cells[0];
    assert_eq!(cell.value, Value::Error("#NAME?".to_owned()));
    assert_eq!(cell.formula.as_deref(), Some("5"));
}

#[test]
fn notes_links_and_drawings_of_xlsb_are_told() {
    let link = |row: u32, col: u32, id: &str| {
        let place = [int(row), int(row), int(col), int(col)].concat();
        record(494, &[&place, &wide(id), &wide(""), &wide(""), &wide("")])
    };
    let sheet = [
        row(0, 0),
        cell(6, 0, 0, &wide("結果")),
        cell(6, 1, 0, &wide("https://www.example.jp/")),
        link(0, 0, "rId1"),
        link(0, 1, "rId2"),
    ];
    let of_sheet = relations(&[
        ("rId1", "hyperlink", "https://www.example.jp/2024.pdf"),
        ("rId2", "hyperlink", "https://www.example.jp/"),
        ("rId3", "comments", "../comments1.bin"),
        ("rId4", "drawing", "../drawings/drawing1.xml"),
    ]);
    let place = [int(0), int(2), int(2), int(1), int(1)].concat();
    let notes = [record(635, &[&place, &[0; 16]]), record(637, &[&rich("確認", &[])])].concat();
    let drawing = "<wsDr><twoCellAnchor><from><col>0</col><row>4</row></from><to><col>1</col>\
        <colOff>9</colOff><row>4</row></to><sp><spPr><prstGeom prst=\"ellipse\"/></spPr></sp>\
        </twoCellAnchor></wsDr>";
    let more: [(&str, &[u8]); 2] =
        [("xl/comments1.bin", &notes), ("xl/drawings/drawing1.xml", drawing.as_bytes())];
    let findings = read("a.xlsb", &xlsb(&sheet, &[], &more, &of_sheet)).remove(0).findings;
    let told: Vec<(Code, &str)> =
        findings.iter().map(|it| (it.code, it.found.as_deref().unwrap_or_default())).collect();
    let expected = ["A1: https://www.example.jp/2024.pdf", "B3: 確認", "A5:B5: 楕円"];
    assert_eq!(told, expected.map(|text| (Code::F10, text)));
}
