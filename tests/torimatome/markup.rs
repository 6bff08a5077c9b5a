//! Workbooks that are one text with tags: a web page and XML Spreadsheet 2003 named `.xls` give the
//! grid of the workbook that they were made from, and are returns like any other.

use std::fmt::Write as _;

use torimatome::finding::Finding;
use torimatome::grid::{Addr, Format, Region, Sheet, Value, Visibility, Workbook};
use torimatome::merge::State;
use torimatome::read::read;
use torimatome::rules::Code;

use crate::office::{Office, Returned};
use crate::plan_sample;
use crate::read::fixture;
use crate::returns::{answered, settings};

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Visits every position of a sheet that no merged region covers, with its region and text.
fn each_cell(sheet: &Sheet, mut visit: impl FnMut(Region, &str)) {
    let ends = sheet.cells.iter().map(|cell| cell.at).chain(sheet.merges.iter().map(|it| it.last));
    let (rows, cols) = ends.fold((0, 0), |(rows, cols), at| (rows.max(at.row), cols.max(at.col)));
    for row in 0..=rows {
        for col in 0..=cols {
            let at = Addr::new(row, col);
            let region = sheet.region_from(at);
            if sheet.merges.iter().any(|merge| merge.contains(at) && merge.first != at) {
                continue;
            }
            let text = sheet.cell(at).map(|cell| cell.shown().into_owned()).unwrap_or_default();
            visit(region, &text);
        }
    }
}

/// Saves the sheets that are shown as LibreOffice does, with blanks marked as Excel does.
fn html(book: &Workbook) -> String {
    let mut page = "<html><head><meta charset=\"utf-8\"></head><body>".to_owned();
    let shown = book.sheets.iter().filter(|sheet| sheet.visibility == Visibility::Visible);
    for (number, sheet) in shown.enumerate() {
        let name = escaped(&sheet.name);
        let _ =
            write!(page, "<a name=\"table{number}\"><h1>Sheet: <em>{name}</em></h1></a><table>");
        let mut row = None;
        each_cell(sheet, |region, text| {
            for _ in row.map_or(0, |row| row + 1)..=region.first.row {
                page.push_str("</tr>\n<tr>");
            }
            row = Some(region.first.row);
            let rows = region.last.row - region.first.row + 1;
            let cols = region.last.col - region.first.col + 1;
            let text = escaped(text).replace('\n', "<br>\n\t");
            let text = text.replace("  ", "<span style='mso-spacerun:yes'>&nbsp; </span>");
            let _ = write!(page, "<td rowspan={rows} colspan=\"{cols}\"><font>{text}</font></td>");
        });
        page.push_str("</tr></table>");
    }
    page + "</body></html>"
}

/// Saves a workbook as Excel 2003 does.
fn xml_2003(book: &Workbook) -> String {
    let schema = "urn:schemas-microsoft-com:office:spreadsheet";
    let mut xml = format!(
        "<?xml version=\"1.0\"?>\n<Workbook xmlns=\"{schema}\" xmlns:ss=\"{schema}\">\
         <DocumentProperties><LastSaved>2024-10-15T01:00:00Z</LastSaved></DocumentProperties>\
         <CustomDocumentProperties>"
    );
    for (name, text) in &book.properties {
        let _ = write!(xml, "<{name}>{}</{name}>", escaped(text));
    }
    xml.push_str("</CustomDocumentProperties><Names>");
    for name in &book.defined_names {
        let (row, col) = (name.at.row + 1, name.at.col + 1);
        let (name, sheet) = (&name.name, escaped(&name.sheet));
        let _ =
            write!(xml, "<NamedRange ss:Name=\"{name}\" ss:RefersTo=\"='{sheet}'!R{row}C{col}\"/>");
    }
    xml.push_str("</Names>");
    for sheet in &book.sheets {
        let _ = write!(xml, "<Worksheet ss:Name=\"{}\"><Table>", escaped(&sheet.name));
        let mut row = None;
        each_cell(sheet, |region, text| {
            if row != Some(region.first.row) {
                xml.push_str(if row.is_some() { "</Row>" } else { "" });
                let _ = write!(xml, "<Row ss:Index=\"{}\">", region.first.row + 1);
                row = Some(region.first.row);
            }
            let col = region.first.col + 1;
            let down = region.last.row - region.first.row;
            let across = region.last.col - region.first.col;
            let text = escaped(text).replace('\n', "&#10;");
            let _ = write!(
                xml,
                "<Cell ss:Index=\"{col}\" ss:MergeDown=\"{down}\" ss:MergeAcross=\"{across}\">\
                 <Data ss:Type=\"String\">{text}</Data></Cell>"
            );
        });
        let hidden = sheet.visibility == Visibility::Hidden;
        let visible = if hidden { "<Visible>SheetHidden</Visible>" } else { "" };
        let _ =
            write!(xml, "</Row></Table><WorksheetOptions>{visible}</WorksheetOptions></Worksheet>");
    }
    xml + "</Workbook>"
}

/// A sheet's name, texts and merges.
type Kept = (String, Vec<(Addr, String)>, Vec<Region>);

/// What a grid must keep of its sheets.
fn kept(book: &Workbook, hidden: bool) -> Vec<Kept> {
    let sheets = book.sheets.iter().filter(|it| hidden || it.visibility == Visibility::Visible);
    sheets
        .map(|sheet| {
            let texts = sheet.cells.iter().filter(|cell| !cell.is_blank());
            let texts = texts.map(|cell| (cell.at, cell.shown().into_owned())).collect();
            (sheet.name.clone(), texts, sheet.merges.clone())
        })
        .collect()
}

/// Saves every return as a text named `.xls`, reads it back and collects it.
#[track_caller]
fn check_returns(save: fn(&Workbook) -> String, format: Format, hidden: bool) {
    let office = Office::new(plan_sample::plan(), settings(), "前期");
    let mut books: Vec<Returned> =
        office.sections().iter().map(|section| answered(&office, section, 1)).collect();
    for returned in &mut books {
        let file = returned.book.file.replace(".xlsx", ".xls");
        let reading = read(&file, save(&returned.book).as_bytes()).remove(0);
        let codes: Vec<Code> = reading.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::F04], "only the extension is told");
        let modified = returned.book.modified.clone();
        let mut book = reading.workbook.expect("a workbook");
        assert_eq!(book.format, format);
        assert_eq!(kept(&book, true), kept(&returned.book, hidden));
        book.modified = book.modified.or(modified);
        returned.book = book;
    }
    let outcome = office.collect(&books);
    assert_eq!(outcome.findings, [] as [Finding; 0]);
    assert!(outcome.merged.forms.iter().all(|form| form.state == State::Complete));
}

#[test]
fn a_return_that_was_saved_as_a_web_page_is_complete() {
    check_returns(html, Format::Html, false);
}

#[test]
fn a_return_that_was_saved_as_xml_spreadsheet_2003_is_complete() {
    check_returns(xml_2003, Format::Xml2003, true);
}

#[test]
fn a_page_of_libreoffice_gives_the_cells_of_its_sheet() {
    let grid = |name: &str| read(name, &fixture(name)).remove(0).workbook.expect("a workbook");
    let (page, sheet) = (grid("libreoffice.html"), grid("libreoffice.xlsx"));
    let (page, sheet) = (&page.sheets[0], &sheet.sheets[0]);
    assert_eq!(page.merges, sheet.merges);
    for cell in &sheet.cells {
        let same = page.cell(cell.at).unwrap_or_else(|| panic!("{}", cell.at));
        match &cell.value {
            // LibreOffice leaves a flag's number, and blanks that a page does not show.
            Value::Bool(_) => assert_eq!(same.shown(), "1"),
            Value::Text(text) => assert_eq!(same.shown(), text.trim_start_matches(' ')),
            value => assert_eq!(&same.value, value, "{}", cell.at),
        }
    }
    assert_eq!(page.cells.len(), sheet.cells.len());
}

#[test]
fn no_mutation_of_a_page_or_text_breaks_the_grid() {
    let words = [
        "<",
        ">",
        "\"",
        "&",
        "<td rowspan=9>",
        "<td colspan=3>",
        "<table>",
        "</table>",
        "-1",
        "0",
        "ss:Index=\"2\"",
    ];
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    for name in ["libreoffice.html", "excel_2003.xml"] {
        let sound = fixture(name);
        for round in 0..300 {
            let mut text = sound.clone();
            for _ in 0..=random(6) {
                let (at, word) = (random(text.len()), words[random(words.len())].bytes());
                let end = if random(2) == 0 { at } else { (at + random(40)).min(text.len()) };
                text.splice(at..end, word);
            }
            if round % 10 == 0 {
                text.truncate(random(text.len()));
            }
            let reading = read(name, &text).remove(0);
            let Some(book) = reading.workbook else {
                assert!(!reading.findings.is_empty());
                continue;
            };
            for sheet in &book.sheets {
                assert!(sheet.cells.is_sorted_by(|one, other| one.at < other.at), "round {round}");
                let page = book.format == Format::Html;
                let apart = |index: usize, one: &Region| {
                    sheet.merges[index + 1..].iter().all(|other| !meet(one, other))
                };
                let all_apart = sheet.merges.iter().enumerate().all(|(i, one)| apart(i, one));
                assert!(!page || all_apart, "round {round}: {:?}", sheet.merges);
            }
        }
    }
}

/// Tells whether two regions share a cell.
fn meet(one: &Region, other: &Region) -> bool {
    one.first.row <= other.last.row
        && other.first.row <= one.last.row
        && one.first.col <= other.last.col
        && other.first.col <= one.last.col
}
