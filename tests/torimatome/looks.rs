//! What is struck out or cannot be seen, in every format that can hold it.

use torimatome::grid::{Unseen, Workbook};
use torimatome::read::read;

use crate::read::{xlsx, zip};

#[track_caller]
fn book(file: &str, bytes: &[u8]) -> Workbook {
    let mut readings = read(file, bytes);
    readings.remove(0).workbook.expect("a workbook")
}

/// Asks what stays of the cells in reading order, and what is struck out of them.
#[track_caller]
fn check_struck(book: &Workbook, expected: &[(&str, &str)]) {
    let cells = book.sheets.iter().flat_map(|sheet| &sheet.cells);
    let found: Vec<(String, &str)> =
        cells.map(|cell| (cell.shown().into_owned(), cell.struck())).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(kept, struck)| (&**kept, *struck)).collect();
    assert_eq!(found, expected);
}

const STYLES: &str = "<styleSheet><fonts><font/><font><strike/></font><font><color rgb=\"FFFFFFFF\"/></font></fonts>\
    <fills><fill><patternFill patternType=\"none\"/></fill></fills>\
    <cellXfs><xf fontId=\"0\"/><xf fontId=\"1\"/><xf fontId=\"2\"/></cellXfs></styleSheet>";

fn styled(rows: &str) -> Workbook {
    let sheet = format!("<worksheet>{rows}</worksheet>");
    book("a.xlsx", &xlsx(&sheet, &[("xl/styles.xml", STYLES)]))
}

#[test]
fn struck_runs_and_cells_of_xlsx_stand_apart() {
    let book = styled(
        "<sheetData><row r=\"1\">\
         <c r=\"A1\" t=\"inlineStr\"><is><r><t>説明会を</t></r><r><rPr><strike/></rPr><t>3回</t></r>\
         <r><rPr><b/></rPr><t>5回、</t></r><r><rPr><strike/></rPr><t>10人</t></r></is></c>\
         <c r=\"B1\" s=\"1\" t=\"inlineStr\"><is><t>中止した。</t></is></c>\
         <c r=\"C1\" s=\"1\"><v>12</v></c>\
         <c r=\"D1\" s=\"1\" t=\"inlineStr\"><is><r><t>消す</t></r><r><rPr/><t>残す</t></r></is></c>\
         <c r=\"E1\" t=\"inlineStr\"><is><r><rPr><strike val=\"0\"/></rPr><t>残る</t></r></is></c>\
         <c r=\"F1\" s=\"1\" t=\"inlineStr\"><is><r><rPr/><t>みな</t></r><r><rPr/><t>残る</t></r></is></c>\
         </row></sheetData>",
    );
    check_struck(
        &book,
        &[
            ("説明会を5回、", "3回\n10人"),
            ("", "中止した。"),
            ("", "12"),
            ("残す", "消す"),
            ("残る", ""),
            ("みな残る", ""),
        ],
    );
}

#[test]
fn text_of_xlsx_that_nobody_sees_says_why() {
    let book = styled(
        "<cols><col min=\"3\" max=\"4\" hidden=\"1\"/></cols><sheetData>\
         <row r=\"1\"><c r=\"A1\" s=\"2\"><v>1</v></c><c r=\"B1\"><v>2</v></c><c r=\"D1\"><v>3</v></c></row>\
         <row r=\"2\" hidden=\"1\"><c r=\"A2\"><v>4</v></c></row></sheetData>",
    );
    let cells = &book.sheets[0].cells;
    let found: Vec<Option<Unseen>> =
        cells.iter().map(|cell| cell.marks.as_ref().and_then(|marks| marks.unseen)).collect();
    let expected = [Some(Unseen::Colour), None, Some(Unseen::Column), Some(Unseen::Row)];
    assert_eq!(found, expected);
}

#[test]
fn struck_text_of_ods_stands_apart() {
    let content = "<office:document-content><office:automatic-styles>\
        <style:style style:name=\"ce1\"><style:text-properties style:text-line-through-style=\"solid\"/></style:style>\
        <style:style style:name=\"T1\"><style:text-properties style:text-line-through-type=\"single\"/></style:style>\
        <style:style style:name=\"T2\"><style:text-properties style:text-line-through-style=\"none\"/></style:style>\
        </office:automatic-styles><office:body><office:spreadsheet><table:table table:name=\"様式\">\
        <table:table-row>\
        <table:table-cell office:value-type=\"string\"><text:p>研修を<text:span text:style-name=\"T1\">3回</text:span><text:span text:style-name=\"T2\">5回</text:span></text:p></table:table-cell>\
        <table:table-cell table:style-name=\"ce1\" office:value-type=\"string\"><text:p>中止した。</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><text:p><text:span text:style-name=\"T1\">すべて消す</text:span></text:p></table:table-cell>\
        </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    let media = "application/vnd.oasis.opendocument.spreadsheet";
    let bytes = zip(&[("mimetype", media.as_bytes()), ("content.xml", content.as_bytes())]);
    let expected = [("研修を5回", "3回"), ("", "中止した。"), ("", "すべて消す")];
    check_struck(&book("a.ods", &bytes), &expected);
}

#[test]
fn struck_text_of_a_web_page_stands_apart() {
    let page = "<html><body><table><tr><td>研修を<s>3回</s>5回</td><td><del>中止</del></td>\
        <td><strike>10人</strike></td><td>残る</td></tr></table></body></html>";
    let expected = [("研修を5回", "3回"), ("", "中止"), ("", "10人"), ("残る", "")];
    check_struck(&book("a.html", page.as_bytes()), &expected);
}

#[test]
fn struck_text_of_xml_2003_stands_apart() {
    let schema = "urn:schemas-microsoft-com:office:spreadsheet";
    let text = format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"{schema}\" xmlns:ss=\"{schema}\"><Styles>\
         <Style ss:ID=\"s1\"><Font ss:StrikeThrough=\"1\"/></Style></Styles>\
         <Worksheet ss:Name=\"様式\"><Table><Row><Cell><ss:Data ss:Type=\"String\">研修を<S>3回</S>5回</ss:Data></Cell>\
         <Cell ss:StyleID=\"s1\"><Data ss:Type=\"String\">中止</Data></Cell></Row></Table></Worksheet></Workbook>"
    );
    check_struck(&book("a.xml", text.as_bytes()), &[("研修を5回", "3回"), ("", "中止")]);
}
