//! The hidden sheets that every figure is counted from: データ with a row a form, and one each for
//! findings, 数値目標 and the chart.
//!
//! In: what is counted, and the whole texts of what the page may have cut. Out: sheets of one datum
//! a cell. Beside every datum stand the 様式ID and the row in 一覧.

use std::collections::BTreeMap;

use super::super::sheet::Sheet;
use super::super::text_layout::split_cells;
use super::data::{Data, FINDINGS, Is, Row, col};
use super::followups::Followup;
use super::items::Item;
use super::looks::Looks;
use super::targets::TARGETS;
use crate::figures::{Reported, Target};
use crate::grid::{Addr, Region};
use crate::model::remarks::{ID_HEADING, INSTRUCTION_HEADING, PAGE_DATA_SHEET};

/// Name of the sheet with the numbers of the chart.
pub(super) const CHART: &str = "データ（図）";

/// Headings of データ. 町長指示 is as it was written onto the page, so that the next run knows what
/// the 町長 changed there.
const HEADINGS: [&str; 18] = [
    ID_HEADING,
    "一覧の行",
    "基本項目の番号",
    "基本項目",
    "取組項目名",
    "課",
    "状態",
    "状況区分",
    "達成区分",
    "前の期の状態",
    "順位",
    "理由",
    "課の対応",
    "総務課所見",
    INSTRUCTION_HEADING,
    "町長指示の全文",
    "前の期の町長指示",
    "指示の後の回答と対応",
];
/// Width in pixels of every column.
const WIDTH: u32 = 110;

/// What データ holds beside the forms.
pub(super) struct Beside<'d> {
    /// The ranking.
    pub items: &'d [Item],
    /// Earlier instructions.
    pub followups: &'d [Followup],
    /// 町長指示 as the page shows them, by 様式ID.
    pub shown: &'d BTreeMap<String, String>,
}

/// Writes データ.
pub(super) fn forms_sheet(data: &Data<'_>, beside: &Beside<'_>, looks: &Looks) -> Sheet {
    let mut list = List::new(PAGE_DATA_SHEET, &HEADINGS, looks);
    for row in &data.rows {
        form(&mut list, row);
        texts(&mut list, data, &row.form.form_id, beside);
        list.row += 1;
    }
    // Below all that is counted: a row a 課, and forms that are gone.
    for key in &data.others {
        list.text(col::ID, key);
        if let Some(row) = data.list_row(key) {
            list.number(col::LIST_ROW, f64::from(row));
        }
        if let Some(state) = data.earlier.and_then(|earlier| earlier.states.get(key).copied()) {
            list.text(col::EARLIER, state.label());
        }
        texts(&mut list, data, key, beside);
        list.row += 1;
    }
    list.finish()
}

fn form(list: &mut List<'_>, row: &Row<'_>) {
    let form = row.form;
    list.text(col::ID, &form.form_id);
    list.number(col::LIST_ROW, f64::from(row.listed));
    list.number(col::AREA, f64::from(row.area()));
    list.text(col::AREA + 1, &row.area_name());
    list.text(col::AREA + 2, &row.title());
    list.text(col::SECTION, &form.section);
    list.text(col::STATE, form.state.label());
    list.text(col::STATUS, &row.status);
    list.text(col::ATTAINMENT, &row.attainment);
    list.text(col::EARLIER, row.earlier.map_or("", crate::merge::State::label));
}

/// The ranking, and the texts that the page may cut, whole.
fn texts(list: &mut List<'_>, data: &Data<'_>, key: &str, beside: &Beside<'_>) {
    let own = beside.items.iter().position(|item| item.key == key);
    if let Some((index, item)) = own.and_then(|index| Some((index, beside.items.get(index)?))) {
        list.number(col::RANK, (index + 1) as f64);
        list.text(col::RANK + 1, &item.reason);
        list.text(col::RANK + 2, &item.response);
    }
    let remarks = data.remarks(key);
    let comment = remarks.and_then(|own| own.ga_comment.as_deref());
    let instruction = remarks.and_then(|own| own.mayor_instruction.as_deref()).unwrap_or_default();
    list.text(col::RANK + 3, comment.unwrap_or_default());
    list.text(col::RANK + 4, beside.shown.get(key).map_or(instruction, String::as_str));
    list.text(col::INSTRUCTION, instruction);
    let before = data.earlier.and_then(|earlier| earlier.remarks.get(key));
    let before = before.and_then(|own| own.mayor_instruction.as_deref()).unwrap_or_default();
    list.text(col::BEFORE, before);
    let own = beside.followups.iter().filter(|followup| followup.key == key);
    let since: Vec<String> = own.map(|own| format!("{}：{}", own.given, own.since)).collect();
    list.text(col::BEFORE + 1, &since.join("\n"));
}

/// Writes the sheet with a row a finding.
pub(super) fn findings_sheet(data: &Data<'_>, looks: &Looks) -> Sheet {
    let headings = [ID_HEADING, "一覧の行", "課", "程度", "コード", "欄", "内容"];
    let mut list = List::new(FINDINGS, &headings, looks);
    for finding in data.findings {
        let form_id = finding.form_id.as_deref().unwrap_or_default();
        if let Some(row) = data.row(form_id) {
            list.number(1, f64::from(row.listed));
        }
        let words = [
            (0, form_id),
            (2, finding.section.as_deref().unwrap_or_default()),
            (3, finding.severity().label()),
            (4, finding.code.as_str()),
            (5, finding.field.map_or("", crate::field::Field::label)),
            (6, &finding.message()),
        ];
        for (col, word) in words {
            list.text(col, word);
        }
        list.row += 1;
    }
    list.finish()
}

/// Writes the sheet with a row a 数値目標; its columns are those that `targets` speaks of.
pub(super) fn targets_sheet(data: &Data<'_>, targets: &[Target], looks: &Looks) -> Sheet {
    let headings = [
        ID_HEADING,
        "一覧の行",
        "目標値",
        "基準値",
        "実績値",
        "単位",
        "目標（引用）",
        "年",
        "目標の文",
        "基準（引用）",
        "実績の様式ID",
        "実績の課",
        "実績の区分",
        "実績（引用）",
        "実績の文",
        "実績の数",
    ];
    let mut list = List::new(TARGETS, &headings, looks);
    for target in targets {
        let of_plan = |row: &&Row<'_>| row.form.plan_form_id == target.plan_form_id;
        if let Some(row) = data.rows.iter().find(of_plan) {
            list.number(1, f64::from(row.listed));
        }
        let result = match target.result() {
            Reported::One(result) => Some(result),
            _ => None,
        };
        list.number(2, target.figure.value);
        for (col, figure) in
            [(3, target.baseline.as_ref()), (4, result.map(|result| &result.figure))]
        {
            if let Some(figure) = figure {
                list.number(col, figure.value);
            }
        }
        let baseline = target.baseline.as_ref().map_or("", |figure| &figure.quote);
        let words = [
            (0, target.plan_form_id.as_str()),
            (5, &target.figure.unit),
            (6, &target.figure.quote),
            (7, target.figure.year.as_deref().unwrap_or_default()),
            (8, &target.figure.sentence),
            (9, baseline),
            (10, result.map_or("", |result| &result.figure.form_id)),
            (11, result.map_or("", |result| &result.section)),
            (12, result.map_or("", |result| result.standing.label())),
            (13, result.map_or("", |result| &result.figure.quote)),
            (14, result.map_or("", |result| &result.figure.sentence)),
        ];
        for (col, word) in words {
            list.text(col, word);
        }
        list.number(15, target.results.len() as f64);
        list.row += 1;
    }
    list.finish()
}

/// Cells with the names of the chart's bars.
pub(super) fn chart_bars(data: &Data<'_>) -> Region {
    Region { first: Addr::new(1, 0), last: Addr::new(data.areas().len().max(1) as u32, 0) }
}

/// Writes the sheet with the numbers of the chart.
pub(super) fn chart_sheet(data: &Data<'_>, looks: &Looks) -> Sheet {
    let names = data.status.names();
    let headings: Vec<&str> =
        std::iter::once("基本項目").chain(names.iter().map(String::as_str)).collect();
    let mut list = List::new(CHART, &headings, looks);
    for (number, name) in data.areas() {
        list.text(0, &name);
        for (col, status) in (1..).zip(names) {
            let figure = data.count(&[Is::Area(number), Is::Status(status)]);
            let at = Addr::new(list.row, col);
            let formula = format!("={}", figure.formula);
            list.sheet.formula(at, &formula, &figure.value.to_string(), &looks.data);
        }
        list.row += 1;
    }
    list.finish()
}

struct List<'l> {
    sheet: Sheet,
    looks: &'l Looks,
    row: u32,
}

impl<'l> List<'l> {
    fn new(name: &str, headings: &[&str], looks: &'l Looks) -> Self {
        let mut sheet = Sheet::new(name);
        for (col, heading) in (0..).zip(headings) {
            sheet.column_width(col, if col == 0 { WIDTH * 2 } else { WIDTH });
            sheet.text(Addr::new(0, col), heading, &looks.data.clone().bold());
        }
        Self { sheet, looks, row: 1 }
    }

    /// Writes a text, or nothing where it is empty.
    fn text(&mut self, col: u32, text: &str) {
        if let Some(piece) = split_cells(text).first().filter(|piece| !piece.is_empty()) {
            self.sheet.text(Addr::new(self.row, col), piece, &self.looks.data);
        }
    }

    fn number(&mut self, col: u32, number: f64) {
        self.sheet.number(Addr::new(self.row, col), number, &self.looks.data);
    }

    fn finish(mut self) -> Sheet {
        self.sheet.hide();
        self.sheet
    }
}
