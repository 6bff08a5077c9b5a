//! Reading one returned workbook: from its sheets to forms with ids, nothing left unaccounted.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::binding::{
    Binding, BoundForm, COVER_SHEET, FIRST_SAVED_KEY, SEND_BACK_SHEET, is_done_mark,
};
use crate::field::Field;
use crate::finding::{Finding, Location, MAX_QUOTED_ALONE};
use crate::grid::{Addr, Cell, Sheet, Visibility, Workbook, match_key};
use crate::recognise::{Block, SheetReading, label_oddity};
use crate::rules::Code;

use super::cells::{block_from_binding, fields_of};
use super::own_sheets::{OwnSheet, own_sheets};
use super::purpose::Purpose;
use super::remarks::is_master;
use super::which::Identity;
use super::wording::UNMISTAKABLE;
use super::{CellText, Expected, Quote, ReturnedBook, ReturnedForm, Tally, characters};

/// The fields that a returned form is read for; 基本項目 and 推進項目 are headings to it.
const READ: [Field; 9] = [
    Field::Initiative,
    Field::Vision,
    Field::AnnualGoal,
    Field::PlannedActions,
    Field::ResponsibleSection,
    Field::FirstHalf,
    Field::SecondHalf,
    Field::GoalAttainment,
    Field::Evaluation,
];

/// Reads one workbook.
pub(super) struct Reader<'a> {
    pub(super) workbook: &'a Workbook,
    pub(super) expected: &'a Expected,
    pub(super) binding: Binding,
    pub(super) purpose: Purpose,
    /// The tool's own sheets, one entry a sheet.
    pub(super) own_sheets: Vec<Option<OwnSheet>>,
    pub(super) findings: Vec<Finding>,
    pub(super) forms: Vec<ReturnedForm>,
    pub(super) tally: Tally,
    pub(super) quotes: Vec<Quote>,
    /// How many cells are quoted each by itself.
    alone: usize,
    /// Cells that are nobody's own, by where they lie in memory: two sheets may share a name.
    pub(super) fixed: FxHashSet<*const Cell>,
}

/// Cells of a sheet by who has a claim to them.
pub(super) struct Marks {
    /// Accounted for.
    taken: FxHashSet<Addr>,
    /// Labels and values of some form, as recognised.
    pub(super) claimed: FxHashSet<Addr>,
}

impl Marks {
    fn of(blocks: &[Block]) -> Self {
        let labels = || blocks.iter().flat_map(|block| block.labels.iter().map(|hit| hit.at));
        let values = blocks.iter().flat_map(|block| block.values.values());
        let values = values.flat_map(|value| value.cells.iter().map(|(at, _)| *at));
        Self { taken: labels().collect(), claimed: labels().chain(values).collect() }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(workbook: &'a Workbook, expected: &'a Expected) -> Self {
        Self {
            workbook,
            expected,
            binding: Binding::of(workbook),
            purpose: Purpose::Answer,
            own_sheets: Vec::new(),
            findings: Vec::new(),
            forms: Vec::new(),
            tally: Tally::default(),
            quotes: Vec::new(),
            alone: 0,
            fixed: FxHashSet::default(),
        }
    }

    pub(super) fn read(mut self, readings: Vec<SheetReading>) -> ReturnedBook {
        let cells = self.workbook.sheets.iter().flat_map(|sheet| &sheet.cells);
        self.tally.read = cells.map(characters).sum();
        // The master shows the forms of every 課 and comes from none.
        let master = is_master(self.workbook);
        self.own_sheets = own_sheets(self.workbook, &readings, &self.expected.wording);
        let section = self.section(&readings).filter(|_| !master);
        let (workbook, binding) = (self.workbook, &self.binding);
        self.purpose = Purpose::of(workbook, &readings, binding, self.expected, section.as_deref());
        let blocks = readings.iter().any(|reading| !reading.blocks.is_empty());
        let bound = self.binding.forms.values().any(|form| !form.cells.is_empty());
        let has_forms = (blocks || bound) && !master;
        for (index, (sheet, reading)) in self.workbook.sheets.iter().zip(readings).enumerate() {
            if let Some(own) = self.own_sheets[index].clone() {
                self.own_sheet(sheet, &own, section.as_deref());
            } else if sheet.visibility == Visibility::Hidden && !self.is_issued(sheet, &reading) {
                self.hidden_sheet(sheet);
            } else if has_forms {
                self.sheet(sheet, reading, section.as_deref());
            }
        }
        if !has_forms {
            self.no_form();
        }
        self.owe_the_rest();
        self.report_beside();
        self.report_twice();
        self.report_edition(section.as_deref());
        ReturnedBook {
            edition: self.edition(),
            period: self.binding.key("period").map(str::to_owned),
            file: self.workbook.file.clone(),
            sha256: self.workbook.sha256.clone(),
            modified: self.workbook.modified.clone(),
            made_from: self.binding.made_from(),
            first_saved: self.binding.key(FIRST_SAVED_KEY).map(str::to_owned),
            section: section.or_else(|| self.majority()),
            forms: self.forms,
            findings: self.findings,
            tally: self.tally,
            quotes: self.quotes,
            sheets: self.workbook.sheets.len() as u64,
        }
    }

    pub(super) fn at(&self, sheet: &Sheet, at: Addr) -> Location {
        Location::cell(&self.workbook.file, &sheet.name, at)
    }

    /// The 課 that the workbook comes from: by the hidden sheet, by most of its printed ids, by
    /// the cover, by most of the 実践課 that its forms state, or by the file's name.
    fn section(&self, readings: &[SheetReading]) -> Option<String> {
        if let Some(section) = self.binding.key("section").and_then(|s| self.expected.section(s)) {
            return Some(section.to_owned());
        }
        let blocks = || readings.iter().flat_map(|reading| &reading.blocks);
        let by_id = |block: &Block| {
            let (id, _) = block.printed_id.as_ref()?;
            Some(self.expected.forms[self.expected.by_id(id)?].section.as_str())
        };
        let mut sheets = self.workbook.sheets.iter().zip(&self.own_sheets);
        let cover = sheets.find(|(_, own)| own.as_ref().is_some_and(|own| own.name == COVER_SHEET));
        let on_cover = || {
            let cells = cover.iter().flat_map(|(sheet, _)| &sheet.cells);
            cells.into_iter().find_map(|cell| self.expected.section(&cell.shown()))
        };
        most(blocks().filter_map(by_id))
            .or_else(on_cover)
            .or_else(|| most(blocks().filter_map(|block| self.stated_section(block))))
            .or_else(|| self.expected.section_in(&self.workbook.file))
            .map(str::to_owned)
    }

    /// The 課 of most forms.
    fn majority(&self) -> Option<String> {
        let sections =
            self.forms.iter().map(|form| self.expected.forms[form.form].section.as_str());
        most(sections).map(str::to_owned)
    }

    /// The cover, the guide, 差戻し票 and the hidden sheet: only what somebody added is quoted.
    fn own_sheet(&mut self, sheet: &Sheet, own: &OwnSheet, section: Option<&str>) {
        if let Some(issued_as) = own.renamed_from(sheet) {
            let at = Location::sheet(&self.workbook.file, &sheet.name);
            let mut finding =
                Finding::new(Code::S05).at(at).found(sheet.name.as_str()).expected(issued_as);
            finding.section = section.map(str::to_owned);
            self.findings.push(finding);
        }
        let wording = &self.expected.wording;
        let mut strays = Vec::new();
        for cell in &sheet.cells {
            let shown = cell.shown();
            let is_own = wording.on_own_sheet(&own.name, &own.shifts, sheet, cell)
                || self.binding.is_own_text(&shown)
                || own.name == SEND_BACK_SHEET && is_done_mark(&shown);
            // The name of another 課 where that of its own was issued: somebody else answers.
            let other = || {
                let named = self.expected.section(&shown).filter(|_| own.name == COVER_SHEET);
                section.zip(named).is_some_and(|(section, named)| {
                    section != named && wording.is_placed(&own.name, cell.at, section)
                })
            };
            if is_own && !other() {
                self.tally.own_sheets += self.fix(cell);
            } else if !cell.is_blank() {
                strays.push(cell);
            }
        }
        self.quote(sheet, &strays);
    }

    /// S11 for the cells of a sheet outside the fields: one for each as long as they are few, then
    /// one for all others.
    fn quote(&mut self, sheet: &Sheet, cells: &[&Cell]) {
        let room = MAX_QUOTED_ALONE - self.alone;
        let (alone, together) = cells.split_at(cells.len().min(room));
        self.alone += alone.len();
        for cell in alone {
            let at = self.at(sheet, cell.at);
            self.owe(at.clone(), vec![CellText::of(&sheet.name, cell)]);
            self.findings.push(Finding::new(Code::S11).at(at).found(cell.shown()));
        }
        if !together.is_empty() {
            let cells: Vec<CellText> =
                together.iter().map(|cell| CellText::of(&sheet.name, cell)).collect();
            let at = Location::sheet(&self.workbook.file, &sheet.name);
            self.findings.push(Finding::new(Code::S11).at(at.clone()).found(joined(&cells)));
            self.owe(at, cells);
        }
    }

    /// Notes cells that a finding at a place must quote, for the account.
    pub(super) fn owe(&mut self, place: Location, cells: Vec<CellText>) {
        self.quotes.push(Quote { place, cells });
    }

    /// Notes a cell that is nobody's own; gives its characters, once.
    fn fix(&mut self, cell: &Cell) -> u64 {
        if self.fixed.insert(std::ptr::from_ref(cell)) { characters(cell) } else { 0 }
    }

    /// A visible sheet: its forms, and every other cell.
    fn sheet(&mut self, sheet: &Sheet, mut reading: SheetReading, section: Option<&str>) {
        if reading.blocks.is_empty()
            && let Some((_, bound)) = self.binding.on_sheet(&sheet.name)
        {
            reading.blocks.extend(block_from_binding(sheet, bound));
        }
        let alone = reading.blocks.len() == 1;
        let mut marks = Marks::of(&reading.blocks);
        for block in &reading.blocks {
            for cell in block.labels.iter().filter_map(|hit| sheet.cell(hit.at)) {
                self.tally.labels += self.fix(cell);
            }
            let bound = alone.then(|| self.binding.on_sheet(&sheet.name)).flatten();
            let bound = bound.map(|(_, form)| form.clone());
            self.block(sheet, block, bound.as_ref(), section, &mut marks);
        }
        let mut strays = Vec::new();
        for cell in &sheet.cells {
            if cell.is_blank() || marks.taken.contains(&cell.at) {
                continue;
            }
            let shown = cell.shown();
            // A short text of another sheet is no sign that the program wrote it here as well.
            let own = shown.chars().count() >= UNMISTAKABLE && self.binding.is_own_text(&shown);
            if own || self.expected.wording.around_forms(&shown) {
                self.tally.labels += self.fix(cell);
            } else {
                strays.push(cell);
            }
        }
        self.quote(sheet, &strays);
    }

    /// One form: its identity, then its fields. What it accounts for is marked as taken.
    fn block(
        &mut self,
        sheet: &Sheet,
        block: &Block,
        bound: Option<&BoundForm>,
        section: Option<&str>,
        marks: &mut Marks,
    ) {
        if let Some(other) = self.other_plan(block, bound) {
            self.refuse(sheet, block, other, marks);
            return;
        }
        let form = match self.identity(block, bound, section) {
            Identity::Sure(form) => form,
            Identity::Likely(form, detail) => {
                let finding = Finding::new(Code::S09).detail(detail);
                self.report(finding, sheet, block.at, form);
                form
            }
            Identity::Unknown(detail) => {
                let finding = Finding::new(Code::S10).detail(detail);
                self.refuse(sheet, block, finding, marks);
                return;
            }
        };
        let expected = &self.expected.forms[form];
        let own_section = self.binding.key("section").and_then(|name| self.expected.section(name));
        if let Some(own) = own_section
            && own != expected.section
        {
            let form_id = expected.form_id.as_str();
            let finding =
                Finding::new(Code::S04).form(form_id).section(own).found(form_id).expected(own);
            self.refuse(sheet, block, finding, marks);
            return;
        }
        self.report_sheet(sheet, block, form);
        self.report_year(sheet, block, form);
        let mut fields = fields_of(sheet, block, bound);
        fields.retain(|field, _| READ.contains(field));
        if let Some(bound) = bound {
            self.report_moved(sheet, block, &fields, bound, form);
        }
        self.missing_labels(sheet, block, bound, form, &mut fields, marks);
        marks
            .taken
            .extend(fields.values().flat_map(|value| value.cells.iter().map(|cell| cell.at)));
        // An id that a field holds is the field's.
        if let Some((id, at)) = &block.printed_id
            && self.expected.by_id(id) == Some(form)
            && marks.taken.insert(*at)
        {
            self.tally.labels += sheet.cell(*at).map_or(0, |cell| self.fix(cell));
        }
        self.forms.push(ReturnedForm { form, sheet: sheet.name.clone(), at: block.at, fields });
    }

    /// Refuses a form by name; its printed id and all that is filled in are quoted.
    fn refuse(&mut self, sheet: &Sheet, block: &Block, finding: Finding, marks: &mut Marks) {
        let mut texts: Vec<String> = finding.found.clone().into_iter().collect();
        let mut cells = Vec::new();
        // The year is a label where it is the plan's; another one is told as it is written.
        if let Some((year, at)) = &block.year
            && match_key(&year.label) != match_key(&self.expected.fiscal_year)
            && let Some(written) = sheet.cell(*at).map(|cell| cell.shown().into_owned())
            && !texts.contains(&written)
        {
            texts.push(written);
        }
        if let Some((_, at)) = &block.printed_id
            && let Some(cell) = sheet.cell(*at)
        {
            cells.push(CellText::of(&sheet.name, cell));
            marks.taken.insert(*at);
            texts.push(cell.shown().into_owned());
        }
        for (field, value) in fields_of(sheet, block, None) {
            if !value.is_blank() {
                cells.extend(value.cells.iter().map(|cell| CellText::of(&sheet.name, cell)));
                texts.push(format!("{}：{}", field.label(), value.text));
            }
            marks.taken.extend(value.cells.iter().map(|cell| cell.at));
        }
        let at = self.at(sheet, block.at);
        self.owe(at.clone(), cells);
        self.findings.push(finding.at(at).found(texts.join("\n")));
    }

    pub(super) fn report(&mut self, finding: Finding, sheet: &Sheet, at: Addr, form: usize) {
        let expected = &self.expected.forms[form];
        let at = self.at(sheet, at);
        self.findings.push(
            finding.at(at).form(expected.form_id.as_str()).section(expected.section.as_str()),
        );
    }

    /// The edition of the workbook, as its hidden sheet tells.
    fn edition(&self) -> Option<u32> {
        self.binding.key("edition")?.parse().ok()
    }

    /// The edition of the workbook and the current one, where it is older.
    fn old_edition(&self) -> Option<(u32, u32)> {
        let found = self.edition()?;
        self.expected.edition.filter(|current| found < *current).map(|current| (found, current))
    }

    /// S05, T01 and T03: sheet name and the spelling of labels.
    fn report_sheet(&mut self, sheet: &Sheet, block: &Block, form: usize) {
        for hit in &block.labels {
            if let Some(finding) = label_oddity(hit) {
                self.report(finding, sheet, hit.at, form);
            }
        }
        let form_id = &self.expected.forms[form].form_id;
        let by_binding = self
            .binding
            .forms
            .values()
            .find(|bound| bound.form_id.as_ref().is_some_and(|id| self.expected.is_id_of(form, id)))
            .and_then(|bound| bound.issued_sheet.clone());
        let issued_as = by_binding.or_else(|| self.expected.forms[form].sheet.clone());
        if let Some(issued_as) = issued_as
            && match_key(&issued_as) != match_key(&sheet.name)
            && !self.recovered(form_id, sheet)
        {
            let finding = Finding::new(Code::S05).found(sheet.name.as_str()).expected(issued_as);
            self.report(finding, sheet, block.at, form);
        }
    }

    /// Whether S09 already tells how the form of this sheet was found: S05 would say by its 様式ID.
    fn recovered(&self, form_id: &str, sheet: &Sheet) -> bool {
        self.findings.iter().any(|finding| {
            finding.code == Code::S09
                && finding.form_id.as_deref() == Some(form_id)
                && finding.location.as_ref().and_then(|at| at.sheet.as_deref())
                    == Some(sheet.name.as_str())
        })
    }

    /// S03: the workbook is of an earlier edition; what differs is told at its cells.
    fn report_edition(&mut self, section: Option<&str>) {
        let Some((found, current)) = self.old_edition() else { return };
        let mut finding = Finding::new(Code::S03)
            .at(Location::file(&self.workbook.file))
            .found(format!("第{found}版"))
            .expected(format!("第{current}版"));
        finding.section = section.map(str::to_owned);
        self.findings.push(finding);
    }

    /// S13: the same form twice in one workbook.
    fn report_twice(&mut self) {
        for (index, form) in self.forms.iter().enumerate() {
            let Some(first) = self.forms[..index].iter().find(|other| other.form == form.form)
            else {
                continue;
            };
            let expected = &self.expected.forms[form.form];
            let file = &self.workbook.file;
            self.findings.push(
                Finding::new(Code::S13)
                    .at(Location::cell(file, &form.sheet, form.at))
                    .form(expected.form_id.as_str())
                    .section(expected.section.as_str())
                    .related(Location::cell(file, &first.sheet, first.at)),
            );
        }
    }
}

/// The name that comes most often; none where two come equally often.
fn most<'n>(names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *votes.entry(name).or_default() += 1;
    }
    let (name, most) = votes.iter().max_by_key(|(_, count)| **count)?;
    let alone = votes.values().filter(|count| *count == most).count() == 1;
    alone.then_some(*name)
}

/// The cells of a sheet that show something.
pub(super) fn texts(sheet: &Sheet) -> Vec<CellText> {
    let shown = sheet.cells.iter().filter(|cell| !cell.is_blank());
    shown.map(|cell| CellText::of(&sheet.name, cell)).collect()
}

pub(super) fn joined(cells: &[CellText]) -> String {
    cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\n")
}
