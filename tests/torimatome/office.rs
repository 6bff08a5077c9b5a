//! One distribution and what comes back: workbooks are rendered, read into grids and edited there,
//! as a 課 would edit them in Excel.

use std::collections::BTreeMap;

use torimatome::check::{Rules, check};
use torimatome::field::Field;
use torimatome::finding::Finding;
use torimatome::fingerprint::sha256;
use torimatome::grid::{Addr, Cell, Sheet, Value, Visibility, Workbook};
use torimatome::identify::{Expected, Wording, identify};
use torimatome::ledger::{IssuedSheet, IssuedWorkbook, Ledger, SCHEMA};
use torimatome::merge::{Merged, Terms, merge};
use torimatome::model::{
    AcceptedAnswers, Answer, IssuedForm, Plan, Provenance, issued_forms, summary_forms,
};
use torimatome::read::read;
use torimatome::recognise::recognise;
use torimatome::render::fan_in::{FanIn, fan_in_workbook};
use torimatome::render::section::{Answers, SectionBook, SectionFile, section_workbook};
use torimatome::settings::Settings;
use torimatome::template::Template;

/// A plan that was issued in a 期.
pub(crate) struct Office {
    pub(crate) plan: Plan,
    pub(crate) settings: Settings,
    pub(crate) template: Template,
    pub(crate) period: &'static str,
    /// 版 that counts.
    pub(crate) edition: u32,
    /// Answers of 前期 that were accepted and are issued again.
    accepted: AcceptedAnswers,
}

/// A workbook of a 課 as it comes back.
#[derive(Clone)]
pub(crate) struct Returned {
    pub(crate) book: Workbook,
    /// Where the fields were issued, by sheet.
    pub(crate) cells: BTreeMap<String, BTreeMap<Field, Addr>>,
    /// Cells of the printed ids, by sheet.
    pub(crate) ids: BTreeMap<String, Addr>,
    /// Sheet of every form.
    sheets: BTreeMap<String, String>,
}

/// What became of the returns.
pub(crate) struct Outcome {
    pub(crate) merged: Merged,
    pub(crate) findings: Vec<Finding>,
}

impl Office {
    pub(crate) fn new(plan: Plan, settings: Settings, period: &'static str) -> Self {
        let template = Template::by_name("torikumi").expect("built in");
        let accepted = AcceptedAnswers::new();
        Self { plan, settings, template, period, edition: 1, accepted }
    }

    /// Accepts an answer to 前期 on every form.
    pub(crate) fn accept_first_half(&mut self, text: &str) {
        let sections = self.sections();
        let source = Provenance {
            file: "回収/前期/課.xlsx".to_owned(),
            sheet: "様式".to_owned(),
            cell: "D9".to_owned(),
            sha256: String::new(),
        };
        let answer = Answer { text: text.to_owned(), source: Box::new(source) };
        let answers = BTreeMap::from([(Field::FirstHalf, answer)]);
        let forms = issued_forms(&self.plan, &sections).into_iter();
        self.accepted = forms.map(|form| (form.form_id, answers.clone())).collect();
    }

    pub(crate) fn sections(&self) -> Vec<String> {
        self.settings.section_names()
    }

    fn file(&self, section: &str, edition: u32) -> SectionFile {
        let sections = self.sections();
        let forms: Vec<IssuedForm<'_>> = issued_forms(&self.plan, &sections)
            .into_iter()
            .filter(|form| form.section == section)
            .collect();
        let of_form = |(form_id, answers): (&String, &BTreeMap<Field, Answer>)| {
            let id = form_id.clone();
            let entry = move |(field, answer): (&Field, &Answer)| {
                ((id.clone(), *field), answer.text.clone())
            };
            answers.iter().map(entry).collect::<Vec<_>>()
        };
        let answers: Answers = self.accepted.iter().flat_map(of_form).collect();
        section_workbook(&SectionBook {
            settings: &self.settings,
            template: &self.template,
            plan: &self.plan,
            period: self.period,
            section,
            forms: &forms,
            edition,
            answers: Some(&answers),
            changes: &[],
        })
        .expect("drawn")
    }

    /// The workbook of a 課 in an edition, as it is issued.
    pub(crate) fn issue(&self, section: &str, edition: u32) -> Returned {
        self.returned(section, self.file(section, edition))
    }

    /// The forms on which the とりまとめ課 sum up.
    fn summaries(&self) -> Vec<IssuedForm<'_>> {
        summary_forms(&self.plan, |stated| self.settings.gathering(stated))
    }

    /// The workbook on which 総務課 sums up what the returns brought.
    pub(crate) fn fan_in(&self, outcome: Option<&Outcome>) -> Returned {
        let all = FanIn {
            settings: &self.settings,
            template: &self.template,
            plan: &self.plan,
            period: self.period,
            edition: self.edition,
            issued: &Answers::new(),
            merged: outcome.map(|outcome| &outcome.merged),
            findings: outcome.map_or(&[], |outcome| &outcome.findings),
        };
        let file = fan_in_workbook(&all, "総務課", &self.summaries()).expect("drawn");
        self.returned("まとめ", file)
    }

    fn returned(&self, name: &str, file: SectionFile) -> Returned {
        let path = format!("回収/{}/{name}.xlsx", self.period);
        let mut readings = read(&path, &file.bytes);
        let reading = readings.remove(0);
        assert_eq!(reading.findings, [], "the program's own workbook is sound");
        let mut book = reading.workbook.expect("a workbook");
        book.modified = Some("2024-10-15T01:00:00Z".to_owned());
        let ids = file.sheets.iter().map(|sheet| (sheet.name.clone(), sheet.id_cell)).collect();
        let sheets =
            file.sheets.iter().map(|sheet| (sheet.form_id.clone(), sheet.name.clone())).collect();
        let cells = file.sheets.into_iter().map(|sheet| (sheet.name, sheet.cells)).collect();
        Returned { book, cells, ids, sheets }
    }

    fn ledger(&self) -> Ledger {
        let workbook = |section: &String| {
            let forms =
                self.file(section, self.edition).sheets.into_iter().map(|sheet| IssuedSheet {
                    form_id: sheet.form_id,
                    sheet: sheet.name,
                    fingerprint: String::new(),
                });
            IssuedWorkbook {
                section: section.clone(),
                file: format!("{section}.xlsx"),
                sha256: String::new(),
                edition: self.edition,
                forms: forms.collect(),
            }
        };
        Ledger {
            schema: SCHEMA.to_owned(),
            title: self.plan.title.clone(),
            fiscal_year: self.plan.fiscal_year.label.clone(),
            period: self.period.to_owned(),
            edition: self.edition,
            workbooks: self.sections().iter().map(workbook).collect(),
            words: Vec::new(),
        }
    }

    /// Runs recognise, identify, check and merge over what came back.
    #[track_caller]
    pub(crate) fn collect(&self, returned: &[Returned]) -> Outcome {
        self.desk().collect(returned)
    }

    /// Prepares what every set of returns is compared with.
    pub(crate) fn desk(&self) -> Desk<'_> {
        let sections = self.sections();
        let mut expected =
            Expected::new(&self.plan, &sections, Some(&self.ledger()), &self.accepted);
        expected.add_summaries(&self.plan, &self.summaries(), &self.accepted);
        let issued = sections.iter().map(|section| self.issue(section, self.edition));
        for book in issued.chain([self.fan_in(None)]).map(|returned| returned.book) {
            let sheets = book.sheets.iter();
            let readings: Vec<_> = sheets.map(|sheet| recognise(sheet, &self.template)).collect();
            expected.learn_wording(Wording::of(&book, &readings));
        }
        Desk { office: self, expected }
    }
}

/// The desk on which returns are laid: what was issued, learnt once.
pub(crate) struct Desk<'o> {
    office: &'o Office,
    expected: Expected,
}

impl Desk<'_> {
    /// Runs recognise, identify, check and merge over what came back.
    #[track_caller]
    pub(crate) fn collect(&self, returned: &[Returned]) -> Outcome {
        let office = self.office;
        let period = office.template.period(office.period).expect("a period");
        let rules = Rules {
            expected: &self.expected,
            settings: &office.settings,
            template: &office.template,
            period,
        };
        let books = returned.iter().map(|returned| {
            let mut book = returned.book.clone();
            book.sha256 = sha256(format!("{:?}", book.sheets).as_bytes());
            let readings =
                book.sheets.iter().map(|sheet| recognise(sheet, &office.template)).collect();
            let mut read = identify(&book, readings, &self.expected);
            check(&mut read, rules);
            read
        });
        let terms = Terms {
            plan: &office.plan,
            expected: &self.expected,
            settings: &office.settings,
            period,
            as_of: None,
        };
        let (merged, findings, _) = merge(books.collect(), terms);
        let proof = merged.prove(&findings);
        assert!(proof.holds(), "every character is accounted for: {proof:#?}");
        Outcome { merged, findings }
    }
}

impl Returned {
    pub(crate) fn sheet(&mut self, name: &str) -> &mut Sheet {
        let sheet = self.book.sheets.iter_mut().find(|sheet| sheet.name == name);
        sheet.unwrap_or_else(|| panic!("no sheet {name}"))
    }

    /// The sheet on which a form was issued.
    pub(crate) fn sheet_of(&self, form_id: &str) -> String {
        self.sheets[form_id].clone()
    }

    /// The cell at which a field was issued.
    pub(crate) fn cell_of(&self, sheet: &str, field: Field) -> Addr {
        self.cells[sheet][&field]
    }

    /// The cell of a field as findings name it.
    pub(crate) fn place(&self, sheet: &str, field: Field) -> String {
        self.place_at(sheet, self.cell_of(sheet, field))
    }

    pub(crate) fn place_at(&self, sheet: &str, at: Addr) -> String {
        format!("{}!{sheet}!{at}", self.book.file)
    }

    /// First label of a form, where findings on the whole form point.
    pub(crate) fn start(&mut self, name: &str) -> String {
        let label = |cell: &&Cell| cell.shown() == "取組項目";
        let at = self.sheet(name).cells.iter().find(label).expect("the label").at;
        self.place_at(name, at)
    }

    /// Writes an answer; an empty text clears it. Gives the answer's place.
    pub(crate) fn answer(&mut self, sheet: &str, field: Field, text: &str) -> String {
        let at = self.cell_of(sheet, field);
        set(self.sheet(sheet), at, Value::Text(text.to_owned()));
        self.place(sheet, field)
    }

    /// Answers a field on every form.
    pub(crate) fn answer_all(&mut self, field: Field, text: impl Fn(&str) -> String) {
        let names: Vec<String> = self.cells.keys().cloned().collect();
        for name in names {
            self.answer(&name, field, &text(&name));
        }
    }

    /// Takes away everything that leads to a form but its own words.
    pub(crate) fn forget(&mut self, sheet: &str) {
        self.book.defined_names.clear();
        self.book.properties.clear();
        self.book.sheets.retain(|sheet| sheet.name != "_torimatome");
        let id = |cell: &&Cell| cell.shown().starts_with("様式ID：1-");
        let issued = self.ids[sheet];
        let at = self.sheet(sheet).cells.iter().find(id).map_or(issued, |cell| cell.at);
        set(self.sheet(sheet), at, Value::Text(String::new()));
    }

    /// Copies a sheet, as dragging its tab with Ctrl does.
    pub(crate) fn copy_sheet(&mut self, from: &str, to: &str) {
        let mut copy = self.sheet(from).clone();
        to.clone_into(&mut copy.name);
        self.book.sheets.push(copy);
    }

    /// Inserts an empty row above a 0-based row.
    pub(crate) fn insert_row(&mut self, name: &str, row: u32) {
        let sheet = self.sheet(name);
        let moved = |at: &mut Addr| at.row += u32::from(at.row >= row);
        for cell in &mut sheet.cells {
            moved(&mut cell.at);
        }
        for region in &mut sheet.merges {
            moved(&mut region.first);
            moved(&mut region.last);
        }
        for defined in self.book.defined_names.iter_mut().filter(|it| it.sheet == name) {
            moved(&mut defined.at);
        }
    }

    pub(crate) fn add_sheet(&mut self, name: &str, visibility: Visibility, text: &str) {
        let sheet = crate::sheets::sheet(text, &[]);
        self.book.sheets.push(Sheet { name: name.to_owned(), visibility, ..sheet });
    }
}

/// Puts a value into a cell; an empty text empties it.
pub(crate) fn set(sheet: &mut Sheet, at: Addr, value: Value) {
    put(sheet, Cell { at, value, formula: None, marks: None });
}

/// Puts a cell in its place.
pub(crate) fn put(sheet: &mut Sheet, cell: Cell) {
    sheet.cells.retain(|other| other.at != cell.at);
    if cell.shown().is_empty() && cell.struck().is_empty() {
        return;
    }
    let index = sheet.cells.partition_point(|other| other.at < cell.at);
    sheet.cells.insert(index, cell);
}
