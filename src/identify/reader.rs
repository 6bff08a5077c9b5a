//! Reading one returned workbook: from its sheets to forms with ids, nothing left unaccounted.

use std::collections::{BTreeMap, HashSet};

use crate::binding::{Binding, BoundForm, is_done_mark, is_own_sheet};
use crate::field::Field;
use crate::finding::{Finding, Location};
use crate::grid::{Addr, Cell, Sheet, Visibility, Workbook, is_blank, match_key};
use crate::recognise::{Block, FieldValue, Headings, SheetReading, responsible};
use crate::rules::Code;

use super::content::Profile;
use super::{Expected, ReturnedBook, ReturnedField, ReturnedForm, Tally, characters};

/// A content match below this score is none.
const FITS: f64 = 0.6;
/// Two forms whose scores are closer than this fit equally well.
const APART: f64 = 0.05;

/// Reads one workbook.
pub(super) struct Reader<'a> {
    workbook: &'a Workbook,
    expected: &'a Expected,
    binding: Binding,
    findings: Vec<Finding>,
    forms: Vec<ReturnedForm>,
    tally: Tally,
}

/// How a form was identified.
enum Identity {
    /// By the printed id or the binding.
    Sure(usize),
    /// By content: score and runner-up.
    Likely(usize, String),
    /// Two forms fit equally well, or none does.
    Unknown(String),
}

impl<'a> Reader<'a> {
    pub(super) fn new(workbook: &'a Workbook, expected: &'a Expected) -> Self {
        Self {
            workbook,
            expected,
            binding: Binding::of(workbook),
            findings: Vec::new(),
            forms: Vec::new(),
            tally: Tally::default(),
        }
    }

    pub(super) fn read(mut self, readings: Vec<SheetReading>) -> ReturnedBook {
        let cells = self.workbook.sheets.iter().flat_map(|sheet| &sheet.cells);
        self.tally.read = cells.map(characters).sum();
        let section = self.section(&readings);
        let has_forms = readings.iter().any(|reading| !reading.blocks.is_empty())
            || self.binding.forms.values().any(|form| !form.cells.is_empty());
        for (sheet, reading) in self.workbook.sheets.iter().zip(readings) {
            if is_own_sheet(&sheet.name) {
                self.own_sheet(sheet);
            } else if sheet.visibility == Visibility::Hidden {
                self.hidden_sheet(sheet);
            } else if has_forms {
                self.sheet(sheet, reading, section.as_deref());
            }
        }
        if !has_forms {
            self.no_form();
        }
        self.report_twice();
        ReturnedBook {
            file: self.workbook.file.clone(),
            sha256: self.workbook.sha256.clone(),
            modified: self.workbook.modified.clone(),
            section: section.or_else(|| self.majority()),
            forms: self.forms,
            findings: self.findings,
            tally: self.tally,
            sheets: self.workbook.sheets.len() as u64,
        }
    }

    fn at(&self, sheet: &Sheet, at: Addr) -> Location {
        Location::cell(&self.workbook.file, &sheet.name, at)
    }

    /// The 課 that the workbook comes from: by the hidden sheet, by most of its printed ids, by
    /// the cover, or by the file's name.
    fn section(&self, readings: &[SheetReading]) -> Option<String> {
        if let Some(section) = self.binding.key("section").and_then(|s| self.expected.section(s)) {
            return Some(section.to_owned());
        }
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for block in readings.iter().flat_map(|reading| &reading.blocks) {
            let id = block.printed_id.as_ref().and_then(|(id, _)| self.expected.by_id(id));
            if let Some(index) = id {
                *votes.entry(&self.expected.forms[index].section).or_default() += 1;
            }
        }
        let cover = self.workbook.sheet(crate::binding::COVER_SHEET);
        let on_cover = || {
            let cells = cover.iter().flat_map(|sheet| &sheet.cells);
            cells.into_iter().find_map(|cell| self.expected.section(&cell.shown()))
        };
        let by_votes =
            votes.into_iter().max_by_key(|(_, count)| *count).map(|(section, _)| section);
        by_votes
            .or_else(on_cover)
            .or_else(|| self.expected.section_in(&self.workbook.file))
            .map(str::to_owned)
    }

    /// The 課 of most forms.
    fn majority(&self) -> Option<String> {
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for form in &self.forms {
            *votes.entry(&self.expected.forms[form.form].section).or_default() += 1;
        }
        votes.into_iter().max_by_key(|(_, count)| *count).map(|(section, _)| section.to_owned())
    }

    /// Tells whether a text was written by the program: on what was issued, or on 差戻し票.
    fn is_own_text(&self, text: &str) -> bool {
        self.expected.is_fixed(text) || self.binding.is_own_text(text)
    }

    /// The cover, the guide, 差戻し票 and the hidden sheet: only what somebody added is quoted.
    fn own_sheet(&mut self, sheet: &Sheet) {
        for cell in &sheet.cells {
            let own = cell.formula.is_some()
                || sheet.visibility == Visibility::Hidden
                || self.is_own_text(&cell.shown())
                || is_state(&cell.shown())
                || is_done_mark(&cell.shown());
            if own {
                self.tally.own_sheets += characters(cell);
            } else {
                self.quote(sheet, cell);
            }
        }
    }

    /// S11 for a cell outside the fields.
    fn quote(&mut self, sheet: &Sheet, cell: &Cell) {
        if cell.is_blank() {
            return;
        }
        self.tally.quoted += characters(cell);
        let at = self.at(sheet, cell.at);
        self.findings.push(Finding::new(Code::S11).at(at).found(cell.shown()));
    }

    /// F09: a hidden sheet that the tool did not write.
    fn hidden_sheet(&mut self, sheet: &Sheet) {
        let texts: Vec<_> =
            sheet.cells.iter().filter(|cell| !cell.is_blank()).map(Cell::shown).collect();
        if texts.is_empty() {
            return;
        }
        self.tally.quoted += sheet.cells.iter().map(characters).sum::<u64>();
        let at = Location::sheet(&self.workbook.file, &sheet.name);
        self.findings.push(Finding::new(Code::F09).at(at).found(texts.join("\n")));
    }

    /// S01: nothing on any visible sheet is a form; its text is quoted as a whole.
    fn no_form(&mut self) {
        let visible =
            |sheet: &&Sheet| sheet.visibility == Visibility::Visible && !is_own_sheet(&sheet.name);
        let cells = || self.workbook.sheets.iter().filter(visible).flat_map(|sheet| &sheet.cells);
        let quoted: u64 = cells().map(characters).sum();
        let texts: Vec<_> = cells().filter(|cell| !cell.is_blank()).map(Cell::shown).collect();
        let finding = Finding::new(Code::S01).at(Location::file(&self.workbook.file));
        self.tally.quoted += quoted;
        self.findings.push(if texts.is_empty() {
            finding
        } else {
            finding.found(texts.join("\n"))
        });
    }

    /// A visible sheet: its forms, and every other cell.
    fn sheet(&mut self, sheet: &Sheet, mut reading: SheetReading, section: Option<&str>) {
        if reading.blocks.is_empty()
            && let Some((_, bound)) = self.binding.on_sheet(&sheet.name)
        {
            reading.blocks.extend(block_from_binding(sheet, bound));
        }
        let alone = reading.blocks.len() == 1;
        let mut recovered: Vec<Addr> = Vec::new();
        for block in &reading.blocks {
            self.tally.labels += block.labels.iter().map(|hit| count(&hit.text)).sum::<u64>();
            if let Some((_, at)) = &block.printed_id {
                self.tally.labels += sheet.cell(*at).map_or(0, characters);
            }
            let bound = alone.then(|| self.binding.on_sheet(&sheet.name)).flatten();
            let bound = bound.map(|(number, form)| (number, form.clone()));
            self.block(sheet, block, bound.as_ref(), section, &mut recovered);
        }
        let accounted = accounted(&reading, &recovered);
        for cell in &sheet.cells {
            if cell.is_blank() || accounted.contains(&cell.at) {
                continue;
            }
            if self.is_own_text(&cell.shown()) {
                self.tally.labels += characters(cell);
            } else {
                self.quote(sheet, cell);
            }
        }
    }

    /// One form: its identity, then its fields.
    fn block(
        &mut self,
        sheet: &Sheet,
        block: &Block,
        bound: Option<&(usize, BoundForm)>,
        section: Option<&str>,
        recovered: &mut Vec<Addr>,
    ) {
        let mut fields = fields_of(sheet, block);
        if let Some(other) = self.other_plan(block) {
            self.refuse(sheet, block, &fields, other);
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
                self.refuse(sheet, block, &fields, finding);
                return;
            }
        };
        let expected = &self.expected.forms[form];
        let own_section = self.binding.key("section").and_then(|name| self.expected.section(name));
        if let Some(own) = own_section
            && own != expected.section
        {
            let finding =
                Finding::new(Code::S04).form(expected.form_id.as_str()).section(own).expected(own);
            self.refuse(sheet, block, &fields, finding);
            return;
        }
        self.report_sheet(sheet, block, bound.map(|(_, bound)| bound), form);
        self.missing_labels(sheet, block, bound.map(|b| &b.1), form, &mut fields, recovered);
        self.account_issued(&fields);
        self.forms.push(ReturnedForm { form, sheet: sheet.name.clone(), at: block.at, fields });
    }

    /// S02: the workbook or the form names another plan or 年度.
    fn other_plan(&self, block: &Block) -> Option<Finding> {
        let differs = |found: &str, expected: &str| {
            !expected.is_empty() && match_key(found) != match_key(expected)
        };
        let finding = |found: &str, expected: &str| {
            Some(Finding::new(Code::S02).found(found).expected(expected))
        };
        if let Some(title) = self.binding.key("plan_title")
            && differs(title, &self.expected.title)
        {
            return finding(title, &self.expected.title);
        }
        let year = block.year.as_ref().map(|(year, _)| year.label.as_str());
        let year = year.or_else(|| self.binding.key("fiscal_year"));
        match year {
            Some(year) if differs(year, &self.expected.fiscal_year) => {
                finding(year, &self.expected.fiscal_year)
            }
            _ => None,
        }
    }

    /// Refuses a form by name; all that is filled in is quoted.
    fn refuse(
        &mut self,
        sheet: &Sheet,
        block: &Block,
        fields: &BTreeMap<Field, ReturnedField>,
        finding: Finding,
    ) {
        self.tally.quoted += fields.values().map(ReturnedField::characters).sum::<u64>();
        let texts: Vec<String> = fields
            .iter()
            .filter(|(_, value)| !value.is_blank())
            .map(|(field, value)| format!("{}：{}", field.label(), value.text))
            .collect();
        let texts = texts.join("\n");
        let found = match finding.found.clone() {
            Some(found) => format!("{found}\n{texts}"),
            None => texts,
        };
        let at = self.at(sheet, block.at);
        self.findings.push(finding.at(at).found(found));
    }

    /// Finds out which form a block is.
    fn identity(
        &self,
        block: &Block,
        bound: Option<&(usize, BoundForm)>,
        section: Option<&str>,
    ) -> Identity {
        let printed = block.printed_id.as_ref().and_then(|(id, _)| self.expected.by_id(id));
        let hidden = || {
            let id = bound.and_then(|(_, form)| form.form_id.as_deref())?;
            self.expected.by_id(id)
        };
        let taken = |form: &usize| self.forms.iter().any(|other| other.form == *form);
        let sure = printed.or_else(hidden);
        let (best, detail) = match self.by_content(block, section) {
            Ok(found) => found,
            Err(detail) => return sure.map_or(Identity::Unknown(detail), Identity::Sure),
        };
        match sure {
            None => Identity::Likely(best, detail),
            // A copied sheet carries the id of the form that it was copied from.
            Some(form) if form != best && taken(&form) && !taken(&best) => {
                Identity::Likely(best, detail)
            }
            Some(form) => Identity::Sure(form),
        }
    }

    /// Compares a block with the forms of its 課; the error names what fits equally well.
    fn by_content(&self, block: &Block, section: Option<&str>) -> Result<(usize, String), String> {
        let text = |field| block.value(field).map(|value| value.text.as_str());
        let profile = Profile::of([
            text(Field::Initiative),
            text(Field::Vision),
            text(Field::AnnualGoal),
            text(Field::PlannedActions),
        ]);
        let stated = text(Field::ResponsibleSection).map(responsible).unwrap_or_default();
        let stated = stated.sections.first().and_then(|name| self.expected.section(name));
        let candidates: Vec<usize> = match section.or(stated) {
            Some(section) => self.expected.of_section(section).collect(),
            None => (0..self.expected.forms.len()).collect(),
        };
        let mut scored: Vec<(f64, usize)> = candidates
            .into_iter()
            .map(|index| (profile.score(&self.expected.forms[index].profile), index))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let name = |index: usize| &self.expected.forms[index].form_id;
        match scored.as_slice() {
            [] => Err("該当する様式がありません".to_owned()),
            [(best, index), ..] if *best < FITS => {
                Err(format!("最も近い様式でも {}（一致度 {best:.2}）", name(*index)))
            }
            [(best, index)] => Ok((*index, format!("一致度 {best:.2}、次点なし"))),
            [(best, first), (second, other), ..] if best - second < APART => Err(format!(
                "{}（一致度 {best:.2}）と {}（{second:.2}）",
                name(*first),
                name(*other)
            )),
            [(best, first), (second, other), ..] => {
                Ok((*first, format!("一致度 {best:.2}、次点 {} {second:.2}", name(*other))))
            }
        }
    }

    fn report(&mut self, finding: Finding, sheet: &Sheet, at: Addr, form: usize) {
        let expected = &self.expected.forms[form];
        let at = self.at(sheet, at);
        self.findings.push(
            finding.at(at).form(expected.form_id.as_str()).section(expected.section.as_str()),
        );
    }

    /// S03, S05 and S07: edition, sheet name and moved cells.
    fn report_sheet(
        &mut self,
        sheet: &Sheet,
        block: &Block,
        bound: Option<&BoundForm>,
        form: usize,
    ) {
        let edition = self.binding.key("edition").and_then(|text| text.parse::<u32>().ok());
        if let (Some(found), Some(current)) = (edition, self.expected.edition)
            && found < current
        {
            let finding = Finding::new(Code::S03)
                .found(format!("第{found}版"))
                .expected(format!("第{current}版"));
            self.report(finding, sheet, block.at, form);
        }
        let form_id = &self.expected.forms[form].form_id;
        let by_binding = self
            .binding
            .forms
            .values()
            .find(|bound| bound.form_id.as_ref() == Some(form_id))
            .and_then(|bound| bound.issued_sheet.clone());
        let issued_as = by_binding.or_else(|| self.expected.forms[form].sheet.clone());
        if let Some(issued_as) = issued_as
            && match_key(&issued_as) != match_key(&sheet.name)
        {
            let finding = Finding::new(Code::S05).found(sheet.name.as_str()).expected(issued_as);
            self.report(finding, sheet, block.at, form);
        }
        let moved = bound.and_then(|bound| {
            let pairs = block.values.iter().filter(|(_, value)| !value.cells.is_empty());
            pairs.into_iter().find_map(|(field, value)| {
                let issued = *bound.issued_cells.get(field)?;
                (issued != value.at).then_some((*field, value.at, issued))
            })
        });
        if let Some((field, at, issued)) = moved {
            let finding = Finding::new(Code::S07)
                .field(field)
                .found(at.to_string())
                .expected(issued.to_string());
            self.report(finding, sheet, at, form);
        }
    }

    /// S08: a label is gone. Where the binding still knows the cell, its text is kept.
    fn missing_labels(
        &mut self,
        sheet: &Sheet,
        block: &Block,
        bound: Option<&BoundForm>,
        form: usize,
        fields: &mut BTreeMap<Field, ReturnedField>,
        recovered: &mut Vec<Addr>,
    ) {
        let taken: Vec<Addr> = fields
            .values()
            .flat_map(|value| value.cells.iter().map(|cell| cell.at))
            .chain(block.labels.iter().map(|hit| hit.at))
            .collect();
        let wanted = [Field::Initiative, Field::ResponsibleSection];
        let wanted = wanted.into_iter().chain(Field::ISSUED).chain(Field::ANSWERED);
        for field in
            wanted.filter(|field| !block.labels.iter().any(|hit| hit.field == Some(*field)))
        {
            let cell = bound.and_then(|bound| {
                bound.cells.get(&field).or_else(|| bound.issued_cells.get(&field)).copied()
            });
            let finding = Finding::new(Code::S08).field(field).expected(field.label());
            self.report(finding, sheet, cell.unwrap_or(block.at), form);
            let Some(at) = cell.filter(|at| !taken.contains(at)) else { continue };
            let found = sheet.cell(at).filter(|cell| !cell.is_blank());
            recovered.extend(found.map(|cell| cell.at));
            fields.entry(field).or_insert_with(|| ReturnedField {
                at,
                text: found.map(|cell| cell.shown().into_owned()).unwrap_or_default(),
                cells: found.cloned().into_iter().collect(),
            });
        }
    }

    /// Counts headings and the like; issued text and answers are counted where they are compared.
    fn account_issued(&mut self, fields: &BTreeMap<Field, ReturnedField>) {
        for field in [Field::BasicArea, Field::PromotionItem] {
            self.tally.labels += fields.get(&field).map_or(0, ReturnedField::characters);
        }
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

/// Cells that the blocks account for: labels, values and printed ids.
fn accounted(reading: &SheetReading, recovered: &[Addr]) -> HashSet<Addr> {
    let labels = reading.blocks.iter().flat_map(|block| block.labels.iter().map(|hit| hit.at));
    let values = reading
        .blocks
        .iter()
        .flat_map(|block| block.values.values())
        .flat_map(|value| value.cells.iter().map(|(at, _)| *at));
    let ids = reading.blocks.iter().filter_map(|block| block.printed_id.as_ref().map(|id| id.1));
    labels.chain(values).chain(ids).chain(recovered.iter().copied()).collect()
}

fn count(text: &str) -> u64 {
    if is_blank(text) { 0 } else { text.chars().count() as u64 }
}

/// The words of the live cells on the cover, which a program may have turned into values.
fn is_state(text: &str) -> bool {
    let text = text.trim();
    ["記入済", "未記入", "すべて記入されています"].contains(&text)
        || (text.starts_with("未記入が") && text.ends_with("あります"))
}

/// The fields of a block with their cells.
fn fields_of(sheet: &Sheet, block: &Block) -> BTreeMap<Field, ReturnedField> {
    let field = |(field, value): (&Field, &FieldValue)| {
        let cells = value.cells.iter().filter_map(|(at, _)| sheet.cell(*at)).cloned().collect();
        (*field, ReturnedField { at: value.at, text: value.text.clone(), cells })
    };
    block.values.iter().map(field).collect()
}

/// Makes a form of a sheet on which no label is left, from the cells that the binding knows.
fn block_from_binding(sheet: &Sheet, bound: &BoundForm) -> Option<Block> {
    let cells = if bound.cells.is_empty() { &bound.issued_cells } else { &bound.cells };
    let value = |at: Addr| {
        let cell = sheet.cell(at).filter(|cell| !cell.is_blank());
        let cells: Vec<_> = cell.map(|cell| (at, cell.shown().into_owned())).into_iter().collect();
        let text = cells.first().map(|(_, text)| text.clone()).unwrap_or_default();
        FieldValue { at, cells, text }
    };
    let values: BTreeMap<Field, _> = cells.iter().map(|(field, at)| (*field, value(*at))).collect();
    let issued = Field::ISSUED.iter().filter_map(|field| values.get(field));
    if issued.filter(|value| !value.is_blank()).count() == 0 {
        return None;
    }
    Some(Block {
        at: values.values().map(|value| value.at).min()?,
        labels: Vec::new(),
        values,
        headings: Headings::default(),
        year: None,
        printed_id: None,
    })
}
