//! 別紙: an answer longer than a page is told at its cell and goes on behind its form.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use torimatome::field::Field::FirstHalf;
use torimatome::finding::Finding;
use torimatome::merge::Merged;
use torimatome::model::Notes;
use torimatome::render::appendix::overflows;
use torimatome::render::master::{Master, master_workbook};
use torimatome::rules::Code;
use torimatome::template::Template;

use crate::office::Office;
use crate::{plan_sample, returns, sample};

pub(crate) const FIRED: &[Code] = &[Code::P01];

/// Numbered sentences, so that a lost or doubled line shows.
fn sentences(count: usize) -> String {
    let sentence = |number| format!("・{number}回目の説明会を開き、町民の意見を聞いた。\n");
    (1..=count).map(sentence).collect()
}

/// What is told when 町民生活課 gives an answer of so many sentences.
fn told(count: usize) -> (String, Vec<Finding>) {
    let office = Office::new(plan_sample::plan(), returns::settings(), "前期");
    let mut book = returns::answered(&office, "町民生活課", 1);
    let place = book.answer("1-1-2-1", FirstHalf, &sentences(count));
    let template = Template::by_name("torikumi").expect("built in");
    (place, overflows(&office.collect(&[book]).merged, &template))
}

/// The texts of a sheet of the master, in reading order.
fn texts(merged: &Merged, sheet: &str) -> Vec<String> {
    let (settings, remarks) = (sample::settings(), sample::remarks());
    let template = Template::by_name("torikumi").expect("built in");
    let master = master_workbook(&Master {
        merged,
        findings: &[],
        settings: &settings,
        template: &template,
        changes: &[],
        issued: None,
        remarks: &remarks,
        notes: &Notes::default(),
    });
    let mut book = Xlsx::new(Cursor::new(master.expect("drawn"))).expect("a workbook");
    let range = book.worksheet_range(sheet).expect("the sheet");
    range.used_cells().map(|(_, _, cell)| cell.to_string()).collect()
}

#[test]
fn an_answer_longer_than_a_page_is_told_at_its_cell() {
    let (place, findings) = told(60);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!((findings[0].code, findings[0].field), (Code::P01, Some(FirstHalf)));
    assert_eq!(findings[0].location.as_ref().map(ToString::to_string), Some(place));
}

#[test]
fn an_answer_that_fills_a_page_is_not_told() {
    assert_eq!(told(45).1, []);
}

#[test]
fn the_master_goes_on_behind_the_form_and_loses_no_line() {
    let mut merged = sample::merged();
    let long = sentences(200);
    sample::answer(&mut merged.forms[0], FirstHalf, &long);
    let texts = texts(&merged, "1-1-1-1");
    let at = |start: &str| texts.iter().position(|text| text.starts_with(start)).expect(start);
    let (form, reference) = (at("・1回目"), at("〔続きは、このシートの別紙1"));
    let appendix = at("別紙1　1-1-1-1-総務課-1　進捗状況（前期）の続き");
    assert!(form < reference && reference < appendix);
    let end = texts.iter().rposition(|text| text.contains("回目の説明会")).expect("the end");
    let pieces = texts[form..reference].iter().chain(&texts[appendix + 1..=end]);
    let lines: Vec<&str> = pieces.flat_map(|piece| piece.lines()).collect();
    assert_eq!(lines, long.lines().collect::<Vec<_>>());
}
