//! Reads a web page as a sheet: its tables below each other, as Excel opens it.
//!
//! In: the file's bytes. Out: cells with text and looks, spans as merged regions, notes, links and
//! pictures as F10. Text outside tables stands in rows of its own. Scripts are not read.

mod beside;
mod css;
mod layout;
mod looks;
mod plain;
mod stated;
mod tag;

use super::annotations::Drawn;
use super::limits::{self, MAX_SHEETS, Spent};
use super::looks::show_unseen;
use super::properties::Properties;
use super::words::{cause, limit};
use super::{Loaded, Refusal, encoding, normalise_lines, stem};
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Cell, Format, Sheet, Value, Visibility, is_blank, mark};
use crate::rules::Code;
use css::Classes;
use layout::Layout;
use looks::Inline;
pub(super) use plain::plain_text;
use stated::Stated;
use tag::{Piece, Pieces, Tag, push_blanks, push_text};

/// Elements that end a line of text, beside those of a table.
const ENDS_LINE: [&str; 18] = [
    "p", "div", "center", "li", "ul", "ol", "dt", "dd", "tr", "td", "th", "h1", "h2", "h3", "h4",
    "pre", "option", "hr",
];

/// Elements whose style may strike a run of text out.
const RUNS: [&str; 7] = ["span", "font", "b", "i", "u", "strong", "ins"];

/// A page while it is read.
struct Page<'a> {
    file: &'a str,
    spent: &'a mut Spent,
    classes: Classes,
    /// The sheets that are finished, and the one that is being filled.
    done: Vec<Sheet>,
    sheet: Sheet,
    findings: Vec<Finding>,
    layout: Layout,
    /// How many tables are open whose rows are rows of the sheet.
    tables: u32,
    /// How many tables are open within the cell: they are text of it.
    inner: u32,
    /// The row shows something.
    shows: bool,
    cell: Option<(Addr, Stated)>,
    /// How the table, the row and the cell look, and the runs of text in it.
    looks: Inline,
    text: String,
    /// Where in the text something begins to be struck out.
    strike_from: Option<usize>,
    /// How many strikes are open within each other.
    strikes: u32,
    /// What is struck out in the cell, separate parts on lines of their own.
    struck: String,
    /// The cell's text while a note within it is read.
    aside: Option<String>,
    /// Notes of the sheet, a line each.
    notes: Vec<String>,
    /// Where links lead, a line each.
    links: Vec<String>,
    /// Pictures and fields of forms on the sheet.
    drawn: Vec<Drawn>,
    mode: Mode,
    /// The page says itself that it ends.
    closed: bool,
    /// Each table is a sheet that its caption names.
    captioned: bool,
}

/// What text is at a place of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Text of the cell; runs of white space are one blank.
    Plain,
    /// Text of the cell whose blanks all count.
    Blanks,
    /// Furigana, which is not read.
    Furigana,
    /// The name of a sheet.
    Name,
}

/// Reads a page.
pub(super) fn load(file: &str, bytes: &[u8], spent: &mut Spent) -> Result<Loaded, Refusal> {
    let (html, damaged) = encoding::decode_html(bytes);
    let name = sheet_name(&html).unwrap_or_else(|| stem(file).to_owned());
    let mut page = Page {
        file,
        spent,
        classes: Classes::default(),
        done: Vec::new(),
        sheet: empty(name),
        findings: Vec::new(),
        layout: Layout::default(),
        tables: 0,
        inner: 0,
        shows: false,
        cell: None,
        looks: Inline::default(),
        text: String::new(),
        strike_from: None,
        strikes: 0,
        struck: String::new(),
        aside: None,
        notes: Vec::new(),
        links: Vec::new(),
        drawn: Vec::new(),
        mode: Mode::Plain,
        closed: false,
        captioned: false,
    };
    page.run(&html)?;
    let is_cut = page.tables > 0 && !page.closed;
    page.finish_sheet()?;
    if damaged || is_cut {
        let at = Location::sheet(file, &page.sheet.name);
        page.findings.push(Finding::new(Code::F01).at(at).detail(cause::SHEET_BROKEN));
    }
    page.done.push(page.sheet);
    Ok(Loaded {
        format: Format::Html,
        properties: Properties::default(),
        defined_names: Vec::new(),
        sheets: page.done,
        findings: page.findings,
    })
}

/// The name that Excel leaves in a comment when it saves one sheet as a page.
fn sheet_name(html: &str) -> Option<String> {
    let (_, sheets) = html.split_once("<x:ExcelWorksheet>")?;
    let (_, name) = sheets.split_once("<x:Name>")?;
    let (name, rest) = name.split_once("</x:Name>")?;
    let mut out = String::new();
    push_text(&mut out, name);
    (!is_blank(&out) && !rest.contains("<x:ExcelWorksheet>")).then_some(out)
}

fn empty(name: String) -> Sheet {
    Sheet {
        name,
        visibility: Visibility::Visible,
        cells: Vec::new(),
        merges: Vec::new(),
        print_area: None,
    }
}

impl Page<'_> {
    fn run(&mut self, html: &str) -> Result<(), Refusal> {
        for piece in Pieces::new(html) {
            match piece {
                Piece::Text(_) if self.mode == Mode::Furigana => {}
                Piece::Text(text) if self.mode == Mode::Blanks => {
                    push_blanks(&mut self.text, text);
                }
                Piece::Text(text) => push_text(&mut self.text, text),
                Piece::Tag(tag) => self.tag(&tag)?,
            }
        }
        Ok(())
    }

    fn tag(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        match (tag.name.as_str(), tag.closing) {
            ("style", false) => self.classes.learn(tag.inside),
            ("table", false) => self.open_table()?,
            ("table", true) => self.close_table()?,
            ("tr", false) if self.in_rows() => {
                self.finish_cell()?;
                self.layout.start_row();
                self.looks.start_row(self.classes.of(tag));
                self.shows = false;
            }
            ("td" | "th", false) if self.in_rows() => self.open_cell(tag)?,
            ("td" | "th" | "tr", true) if self.in_rows() => self.finish_cell()?,
            ("a", false) if self.tables == 0 => self.start_sheet(tag)?,
            ("a", false) => self.looks.start_link(tag, self.text.len()),
            ("a", true) => self.finish_link(),
            ("h1", true) if self.tables == 0 => self.skip_contents(),
            // Gnumeric writes a table a sheet, with its name above it.
            ("meta", false) => self.captioned |= tag.is_of_gnumeric(),
            ("caption", false) if self.captioned && self.inner == 0 => self.next_sheet()?,
            ("em", false) if self.mode == Mode::Name => self.text.clear(),
            ("em" | "caption", true) if self.mode == Mode::Name => self.name_sheet(),
            ("img" | "input", false) => self.note_drawn(tag),
            ("col", false) if self.in_rows() => self.looks.note_column(tag, &self.classes),
            (name, false) if RUNS.contains(&name) && self.mode != Mode::Name => {
                if tag.name == "span" {
                    self.mode = blanks_in(tag);
                }
                let style = self.classes.of(tag);
                if self.looks.start_run(&tag.name, &style, is_blank(&self.text)) {
                    self.start_strike();
                }
            }
            (name, true) if RUNS.contains(&name) => {
                if tag.name == "span" {
                    self.mode = Mode::Plain;
                }
                if self.looks.finish_run(&tag.name) {
                    self.finish_strike();
                }
            }
            ("rt" | "rp" | "ruby", true) => self.mode = Mode::Plain,
            ("rt" | "rp", false) => self.mode = Mode::Furigana,
            ("s" | "del" | "strike", false) => self.start_strike(),
            ("s" | "del" | "strike", true) => self.finish_strike(),
            ("comment", false) => self.start_note(),
            ("comment", true) => self.finish_note(),
            ("br", _) => self.end_line(true),
            ("body" | "html", true) => self.closed = true,
            (name, _) if self.mode != Mode::Name && ENDS_LINE.contains(&name) => {
                if self.cell.is_some() {
                    self.end_line(false);
                } else {
                    self.finish_cell()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Tells whether rows and cells are those of the sheet.
    fn in_rows(&self) -> bool {
        self.tables > 0 && self.inner == 0
    }

    /// Opens a table. Its rows are the sheet's; where it stands beside other cells of a row, it is
    /// text of its own cell.
    fn open_table(&mut self) -> Result<(), Refusal> {
        if self.inner > 0 || self.cell.is_some() && self.shows {
            self.inner += 1;
            self.end_line(false);
            return Ok(());
        }
        if self.cell.is_some() && is_blank(&self.text) {
            // A table that only lays out the page.
            self.cell = None;
            self.text.clear();
            self.layout.take_back();
        }
        self.finish_cell()?;
        self.finish_table();
        self.tables += 1;
        Ok(())
    }

    fn close_table(&mut self) -> Result<(), Refusal> {
        if self.inner > 0 {
            self.inner -= 1;
            self.end_line(false);
            return Ok(());
        }
        self.finish_cell()?;
        self.finish_table();
        self.tables = self.tables.saturating_sub(1);
        Ok(())
    }

    fn finish_table(&mut self) {
        self.sheet.merges.append(&mut self.layout.end_table());
        self.looks.start_table();
        self.shows = false;
    }

    fn open_cell(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        self.finish_cell()?;
        let style = self.classes.of(tag);
        let stated = Stated::read(tag, &style);
        self.looks.start_cell(style, stated.shows_nothing());
        let region = self.layout.place(self.file, &self.sheet.name, stated.rows, stated.cols)?;
        self.cell = Some((region.first, stated));
        Ok(())
    }

    /// Ends the open cell, or the text outside cells, which takes a row of its own.
    fn finish_cell(&mut self) -> Result<(), Refusal> {
        (self.mode, self.inner) = (Mode::Plain, 0);
        self.take_struck();
        let struck = normalise_lines(std::mem::take(&mut self.struck));
        let text = self.aside.take().unwrap_or_default() + &std::mem::take(&mut self.text);
        // A no-break space is what pages put into an empty cell.
        let is_empty = text.chars().all(|c| matches!(c, ' ' | '\n' | '\u{A0}'));
        let text = if is_empty { "" } else { text.trim_end_matches([' ', '\n']) };
        let text = normalise_lines(text.to_owned());
        if self.looks.in_contents {
            return Ok(());
        }
        let (at, stated) = if let Some(cell) = self.cell.take() {
            self.shows |= !is_empty;
            cell
        } else if is_empty && struck.is_empty() {
            return Ok(());
        } else {
            self.layout.start_row();
            let region = self.layout.place(self.file, &self.sheet.name, 1, 1)?;
            self.layout.end_row();
            self.shows = false;
            (region.first, Stated::default())
        };
        let formula = stated.formula.clone();
        let all_struck = is_empty && !struck.is_empty();
        let value = if all_struck { Some(Value::Text(String::new())) } else { stated.value(text) };
        if let Some(value) = value {
            let looks = self.looks.of_cell(at.col);
            let mut cell = Cell { at, value, formula, marks: None };
            show_unseen(&mut cell.value, looks);
            let formula_bytes = cell.formula.as_ref().map_or(0, String::len);
            self.spent.cell(self.file, cell.shown().len() + formula_bytes + struck.len())?;
            mark(&mut cell, struck, looks.struck, looks.unseen);
            self.sheet.cells.push(cell);
        }
        Ok(())
    }

    /// Starts a sheet where LibreOffice has put the anchor of one.
    fn start_sheet(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        let is_anchor = tag.attributes().any(|(name, value)| {
            let number = value.strip_prefix("table").filter(|it| !it.is_empty());
            name.eq_ignore_ascii_case("name")
                && number.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()))
        });
        if is_anchor { self.next_sheet() } else { Ok(()) }
    }

    /// Ends the sheet and reads the name of the next one.
    fn next_sheet(&mut self) -> Result<(), Refusal> {
        self.finish_sheet()?;
        self.looks.in_contents = false;
        let count = self.done.len() as u64 + 2;
        limits::check(self.file, limit::SHEETS, count, MAX_SHEETS, limit::PIECES)?;
        let name = self.sheet.name.clone();
        let sheet = std::mem::replace(&mut self.sheet, empty(name));
        // Before the first one, there may be nothing.
        self.done.extend(Some(sheet).filter(|sheet| !sheet.cells.is_empty()));
        self.layout = Layout::default();
        self.mode = Mode::Name;
        Ok(())
    }

    /// Leaves out the contents list that LibreOffice puts before the first of several sheets.
    fn skip_contents(&mut self) {
        let known = ["Overview", "概要"];
        if self.sheet.cells.is_empty() && known.contains(&self.text.trim()) {
            self.text.clear();
            self.looks.in_contents = true;
        }
    }

    fn name_sheet(&mut self) {
        self.sheet.name = std::mem::take(&mut self.text);
        self.mode = Mode::Plain;
    }

    fn finish_sheet(&mut self) -> Result<(), Refusal> {
        self.finish_cell()?;
        self.finish_table();
        self.sheet.merges.sort_unstable();
        self.tell_beside();
        Ok(())
    }

    /// Ends a line of the text; a paragraph's end adds none to a line that is empty.
    fn end_line(&mut self, always: bool) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if always || !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

/// How the text of a span is read.
fn blanks_in(tag: &Tag<'_>) -> Mode {
    let keeps = tag.attributes().any(|(name, value)| {
        name.eq_ignore_ascii_case("style") && value.contains("mso-spacerun:yes")
    });
    if keeps { Mode::Blanks } else { Mode::Plain }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Region;

    fn read(html: &str) -> Loaded {
        load("a.xls", html.as_bytes(), &mut Spent::default()).expect("a page")
    }

    #[track_caller]
    fn check_page(html: &str, cells: &[(&str, &str)], merges: &[&str]) {
        let loaded = read(html);
        let sheet = &loaded.sheets[0];
        let found: Vec<(String, String)> =
            sheet.cells.iter().map(|it| (it.at.to_string(), it.shown().into_owned())).collect();
        let cells: Vec<(String, String)> =
            cells.iter().map(|(at, text)| ((*at).to_owned(), (*text).to_owned())).collect();
        assert_eq!(found, cells);
        let merges: Vec<Region> = merges.iter().filter_map(|text| Region::parse(text)).collect();
        assert_eq!(sheet.merges, merges);
    }

    #[test]
    fn spans_become_merged_regions_and_push_cells_aside() {
        check_page(
            "<html><table><tr><td rowspan=2>A<td colspan='2'>B</td></tr>\
             <tr><td>C<td>D</tr><tr><td rowspan=\"0\">E<td>F</tr><tr><td>G</table>下<table><tr><td>H</table>",
            &[
                ("A1", "A"),
                ("B1", "B"),
                ("B2", "C"),
                ("C2", "D"),
                ("A3", "E"),
                ("B3", "F"),
                ("B4", "G"),
                ("A5", "下"),
                ("A6", "H"),
            ],
            &["A1:A2", "B1:C1", "A3:A4"],
        );
        // No two regions overlap, whatever the spans say.
        check_page(
            "<table><tr><td>A<td rowspan=9>B<tr><td colspan=3>C<td>D</table>",
            &[("A1", "A"), ("B1", "B"), ("A2", "C"), ("C2", "D")],
            &["B1:B2"],
        );
    }

    #[test]
    fn breaks_and_blanks_are_text_of_their_cell() {
        check_page(
            "<table><tr><td>一<br>二\n  三 &amp;&#12354;</td><td>&nbsp;</td><td><p>四</p>\n<p>五</p></td>\
             <td><span style='mso-spacerun:yes'>&nbsp; </span>前の<b>空白</b></td>\
             <td><ruby>町<span style='display:none'><rt>まち</rt></span></ruby>民</td><td>1 < 2</table>",
            &[
                ("A1", "一\n二 三 &あ"),
                ("C1", "四\n五"),
                ("D1", "  前の空白"),
                ("E1", "町民"),
                ("F1", "1 < 2"),
            ],
            &[],
        );
    }

    #[test]
    fn a_table_that_lays_out_the_page_is_rows_and_one_beside_cells_is_text() {
        check_page(
            "<p>前文</p><script>if (a < b) {}</script><table><tr><td colspan=2>\
             <table><tr><td>目標</td><td><table><tr><td>内</td><td>側</td></tr></table></td></tr></table>\
             </td></tr><tr><td>下</td></tr></table>",
            &[("A1", "前文"), ("A2", "目標"), ("B2", "内\n側"), ("A3", "下")],
            &[],
        );
    }

    #[test]
    fn sheets_and_notes_of_libreoffice_are_told_apart() {
        let sheet = |number: u32, name: &str| {
            format!(
                "<a name=\"table{number}\"><h1>シート {number}: <em>{name}</em></h1></a><table><tr><td>\
                 <a class=\"comment-indicator\"></a><comment>注{number}</comment><font>値</font></table>"
            )
        };
        let loaded = read(&format!("<html>{}{}</html>", sheet(0, "様式 1"), sheet(1, "様式 2")));
        let names: Vec<&str> = loaded.sheets.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["様式 1", "様式 2"]);
        let at = Addr::new(0, 0);
        let texts: Vec<_> = loaded.sheets.iter().map(|it| it.cell(at).map(Cell::shown)).collect();
        assert_eq!(texts, [Some("値".into()), Some("値".into())]);
        let notes: Vec<_> = loaded.findings.iter().map(|it| it.found.as_deref()).collect();
        assert_eq!(notes, [Some("A1: 注0"), Some("A1: 注1")]);
    }

    #[test]
    fn the_sheet_has_the_name_that_excel_left_and_a_page_that_is_cut_off_is_told() {
        let name = "<!--[if gte mso 9]><xml><x:ExcelWorksheet><x:Name>様式 &amp; 1</x:Name>\
            </x:ExcelWorksheet></xml><![endif]-->";
        let loaded = read(&format!("<html>{name}<table><tr><td>一"));
        assert_eq!(loaded.sheets[0].name, "様式 & 1");
        assert_eq!(loaded.findings.len(), 1);
        assert_eq!(loaded.findings[0].code, Code::F01);
        assert!(read("<table><tr><td>一</table>").findings.is_empty());
        assert!(read("<html><table><tr><td>一</html>").findings.is_empty());
    }
}
