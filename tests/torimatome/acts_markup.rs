//! What web pages and XML Spreadsheet 2003 hold of text that is struck out, hidden or drawn over.

use torimatome::grid::{Unseen, Workbook};
use torimatome::read::{Reading, read};

fn reading(file: &str, text: &str) -> Reading {
    read(file, text.as_bytes()).remove(0)
}

#[track_caller]
fn check_cells(book: Option<&Workbook>, expected: &[(&str, &str, &str, Option<Unseen>)]) {
    let sheet = &book.expect("a workbook").sheets[0];
    let found: Vec<(String, String, &str, Option<Unseen>)> = sheet
        .cells
        .iter()
        .map(|cell| {
            let unseen = cell.marks.as_ref().and_then(|marks| marks.unseen);
            (cell.at.to_string(), cell.shown().into_owned(), cell.struck(), unseen)
        })
        .collect();
    let found: Vec<(&str, &str, &str, Option<Unseen>)> =
        found.iter().map(|(at, kept, struck, unseen)| (&**at, &**kept, *struck, *unseen)).collect();
    assert_eq!(found, expected);
}

#[track_caller]
fn check_told(reading: &Reading, expected: &[&str]) {
    let told: Vec<&str> =
        reading.findings.iter().map(|it| it.found.as_deref().unwrap_or_default()).collect();
    assert_eq!(told, expected);
}

/// A workbook in XML Spreadsheet 2003 of one sheet.
fn xml_2003(table: &str) -> String {
    let schema = "urn:schemas-microsoft-com:office:spreadsheet";
    let white = "<Font ss:Color=\"#FFFFFF\"/>";
    let blue = "<Interior ss:Color=\"#1F4E78\" ss:Pattern=\"Solid\"/>";
    format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"{schema}\" xmlns:ss=\"{schema}\"><Styles>\
         <Style ss:ID=\"white\">{white}</Style><Style ss:ID=\"shown\">{white}{blue}</Style>\
         <Style ss:ID=\"blue\" ss:Parent=\"shown\"><Font ss:Color=\"#1F4E78\"/></Style>\
         <Style ss:ID=\"tiny\"><Font ss:Size=\"1\"/></Style>\
         <Style ss:ID=\"none\"><NumberFormat ss:Format=\";;;\"/></Style>\
         <Style ss:ID=\"struck\"><Font ss:StrikeThrough=\"1\"/></Style>\
         <Style ss:ID=\"kept\" ss:Parent=\"struck\"><Font ss:StrikeThrough=\"0\"/></Style></Styles>\
         <Worksheet ss:Name=\"様式\"><Table>{table}</Table></Worksheet></Workbook>"
    )
}

fn text_cell(more: &str, text: &str) -> String {
    format!("<Cell{more}><Data ss:Type=\"String\">{text}</Data></Cell>")
}

fn styled(style: &str, text: &str) -> String {
    text_cell(&format!(" ss:StyleID=\"{style}\""), text)
}

#[test]
fn struck_and_unseen_cells_of_xml_2003_are_told_apart() {
    let styles = ["white", "shown", "blue", "tiny", "none", "struck", "kept"];
    let cells: String = styles.iter().map(|style| styled(style, style)).collect();
    let number = "<Cell ss:StyleID=\"none\"><Data ss:Type=\"Number\">3</Data></Cell>";
    let reading = reading(
        "a.xml",
        &xml_2003(&format!(
            "<Column/><Column ss:Index=\"10\" ss:Span=\"1\" ss:Hidden=\"1\"/>\
             <Column ss:StyleID=\"struck\"/><Row>{cells}{number}</Row>\
             <Row ss:Hidden=\"1\">{}</Row><Row>{}{}{}</Row><Row ss:StyleID=\"white\">{}</Row>",
            text_cell("", "隠れた行"),
            text_cell(" ss:Index=\"11\"", "隠れた列"),
            text_cell("", "列の書式"),
            text_cell("", "見える"),
            text_cell("", "行の書式"),
        )),
    );
    let colour = Some(Unseen::Colour);
    check_cells(
        reading.workbook.as_ref(),
        &[
            ("A1", "white", "", colour),
            ("B1", "shown", "", None),
            ("C1", "blue", "", colour),
            ("D1", "tiny", "", Some(Unseen::Size)),
            ("E1", "none", "", Some(Unseen::Format)),
            ("F1", "", "struck", None),
            ("G1", "kept", "", None),
            ("H1", "3", "", Some(Unseen::Format)),
            ("A2", "隠れた行", "", Some(Unseen::Row)),
            ("K3", "隠れた列", "", Some(Unseen::Column)),
            ("L3", "", "列の書式", None),
            ("M3", "見える", "", None),
            ("A4", "行の書式", "", colour),
        ],
    );
    check_told(&reading, &[]);
}

#[test]
fn links_of_xml_2003_are_told_where_they_do_not_show_their_target() {
    let target = "https://www.example.jp/2024.pdf";
    let link = |text| text_cell(&format!(" ss:HRef=\"{target}\""), text);
    let inside = text_cell(" ss:HRef=\"#様式!A1\"", "上へ");
    let row = format!("<Row>{}{}{inside}</Row>", link("結果"), link(target));
    check_told(&reading("a.xml", &xml_2003(&row)), &[&format!("A1: {target}")]);
}

#[test]
fn struck_and_unseen_cells_of_web_pages_are_told_apart() {
    let page = "<html><head><style>.xl1 {text-decoration:line-through;} td.xl2 {color:white;}\
        .xl3 {color:white; background:#1F4E78;} .font4 {text-decoration:line-through;}\
        .xl5 {mso-number-format:\"\\;\\;\\;\";}</style></head><body><table>\
        <col width=72><col span=2 width=72><col width=0 style='display:none'>\
        <tr><td class=xl1>中止</td><td class=xl2>白い字</td><td class=xl3>青に白</td><td>隠れた列</td>\
        <td>研修を<font class=font4>3回</font>5回</td><td class=xl5 x:num=\"3\"></td>\
        <td sdval=\"4\" sdnum=\"1041;0;;;;\"><br></td></tr>\
        <tr style='display:none'><td>隠れた行</td></tr>\
        <tr><td>一<s>二<b style='text-decoration: line-through'>三</b>四</s>五</td>\
        <td><i style='text-decoration:line-through'>六</i><b>七</b></td></tr>\
        </table><table><tr><td></td><td></td><td></td><td>次の表</td></tr></table></body></html>";
    let reading = reading("a.html", page);
    check_cells(
        reading.workbook.as_ref(),
        &[
            ("A1", "", "中止", None),
            ("B1", "白い字", "", Some(Unseen::Colour)),
            ("C1", "青に白", "", None),
            ("D1", "隠れた列", "", Some(Unseen::Column)),
            ("E1", "研修を5回", "3回", None),
            ("F1", "3", "", Some(Unseen::Format)),
            ("G1", "4", "", Some(Unseen::Format)),
            ("A2", "隠れた行", "", Some(Unseen::Row)),
            ("A3", "一五", "二三四", None),
            ("B3", "七", "六", None),
            ("D4", "次の表", "", None),
        ],
    );
    check_told(&reading, &[]);
}

#[test]
fn pictures_and_fields_of_web_pages_are_told_with_their_cells() {
    let page = "<html><body><img src=\"logo.png\"><input type=checkbox><table>\
        <tr><td>達成<img src=\"dot.gif\" width=1 height=1></td><td><img src=\"a.png\" alt=\"完成した水路\" width=200></td></tr>\
        <tr><td><input type=checkbox checked>達成</td><td><input type=\"radio\">未達成</td>\
        <td><input value=\"5回\"><input type=hidden value=\"id\"></td></tr></table></body></html>";
    let reading = reading("a.html", page);
    check_told(&reading, &["B1: 画像 完成した水路", "A2: ☑", "B2: □", "C2: 部品 5回"]);
}
