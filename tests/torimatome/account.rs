//! The account of characters, broken on purpose: whatever is dropped between the returned cells
//! and the results is found, and its cell is named.

use torimatome::field::Field::{AnnualGoal, FirstHalf};
use torimatome::finding::{Finding, Location};
use torimatome::grid::{Addr, Value, Visibility};
use torimatome::merge::{Merged, Provenance};
use torimatome::rules::Code;

use crate::office::{Office, Outcome, Returned, set};
use crate::plan_sample;

const FIRST: &str = "1-1-2-1";
const SECOND: &str = "1-1-2-1(2)";
const ALL: &str = "1-1-1-1";

/// Rules whose finding is the only place of a text.
const QUOTING: [Code; 7] =
    [Code::F09, Code::S01, Code::S02, Code::S10, Code::S11, Code::M03, Code::M07];

fn answered(office: &Office, section: &str) -> Returned {
    let mut returned = office.issue(section, 1);
    returned.answer_all(FirstHalf, |sheet| format!("・{sheet} の点検を書いた。\n・件数は3件。"));
    returned
}

/// Returns in which a text goes every way that there is.
fn outcome() -> Outcome {
    let office = Office::new(plan_sample::plan(), plan_sample::settings(), "前期");
    let mut general = answered(&office, "総務課");
    general.add_sheet("旧様式", Visibility::Hidden, "前年の答え\t下書き");
    let mut citizens = answered(&office, "町民生活課");
    citizens.answer(FIRST, FirstHalf, "毎月発行した。");
    citizens.answer(SECOND, FirstHalf, "<p>懇談会を開いた。</p>");
    citizens.answer(SECOND, AnnualGoal, "懇談会の縮小");
    let below = citizens.cell_of(ALL, FirstHalf);
    set(citizens.sheet(ALL), Addr::new(below.row, below.col + 1), text("続きの一文"));
    set(citizens.sheet(FIRST), Addr::new(60, 3), text("追伸：別途資料あり"));
    set(citizens.sheet("提出票"), Addr::new(70, 0), text("遅くなりました。"));
    let mut other = citizens.clone();
    "回収/前期/町民生活課 (2).xlsx".clone_into(&mut other.book.file);
    other.book.modified = Some("2024-10-16T01:00:00Z".to_owned());
    other.answer(FIRST, FirstHalf, "隔月で発行した。");
    other.answer(
        ALL,
        FirstHalf,
        "・1-1-1-1 の点検を書いた。\n・件数は3件。 続きの一文\n・足した。",
    );
    set(other.sheet(ALL), Addr::new(below.row, below.col + 1), text(""));
    let mut again = other.clone();
    "回収/前期/町民生活課 (3).xlsx".clone_into(&mut again.book.file);
    let mut last_year = general.clone();
    "回収/前期/総務課（前年）.xlsx".clone_into(&mut last_year.book.file);
    let sheet = last_year.sheet(ALL);
    let year = sheet.cells.iter().find(|cell| cell.shown() == "令和6年度").expect("the year").at;
    set(sheet, year, text("令和5年度"));
    let mut lost = citizens.clone();
    "回収/前期/無名.xlsx".clone_into(&mut lost.book.file);
    lost.book.sheets.retain(|sheet| sheet.name == FIRST);
    lost.forget(FIRST);
    for field in torimatome::field::Field::ISSUED {
        lost.answer(FIRST, field, "ＱＲコード決済の導入");
    }
    let mut memo = general.clone();
    "回収/前期/メモ.xlsx".clone_into(&mut memo.book.file);
    memo.book.sheets.clear();
    memo.book.defined_names.clear();
    memo.add_sheet("Sheet1", Visibility::Visible, "電話の記録\n10月1日\t山田");
    office.collect(&[general, citizens, other, again, last_year, lost, memo])
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn place(source: &Provenance) -> Location {
    let (file, sheet) = (source.file.clone(), Some(source.sheet.clone()));
    Location { file, sheet, cell: Some(source.cell.clone()) }
}

/// Breaks the results and expects the account to fail and to name the cell at a place, or one of
/// its sheet or file where the place is wider.
#[track_caller]
fn check_fails(merged: &Merged, findings: &[Finding], at: &Location) {
    let proof = merged.prove(findings);
    assert!(!proof.account.balances() && !proof.holds(), "{at}: {:?}", proof.account);
    let lies_at = |missing: &Location| {
        let in_sheet = at.sheet.is_none() || missing.sheet == at.sheet;
        missing.file == at.file && in_sheet
    };
    assert!(proof.missing.iter().any(lies_at), "{at}: {:?}", proof.missing);
    assert!(proof.missing.iter().all(|missing| missing.cell.is_some()));
}

#[test]
fn the_account_holds_where_nothing_is_dropped() {
    let Outcome { merged, findings } = outcome();
    let proof = merged.prove(&findings);
    assert!(proof.holds(), "{proof:?}");
    assert_eq!(proof.account, merged.account);
    let sums = merged.account;
    for sum in [sums.merged, sums.conflicting, sums.repeated, sums.quoted, sums.issued] {
        assert!(sum > 0, "{sums:?}");
    }
    for code in QUOTING {
        assert!(findings.iter().any(|finding| finding.code == code), "{code:?}: {findings:#?}");
    }
}

#[test]
fn an_id_in_the_place_of_a_field_without_label_counts_once() {
    // The form's own, one of another 課, one that was never issued.
    for id in ["1-1-2-1-町民生活課-1", "1-1-2-1-総務課-1", "9-9-9-9-町民生活課-1"] {
        let office = Office::new(plan_sample::plan(), plan_sample::settings(), "前期");
        let mut citizens = answered(&office, "町民生活課");
        let printed = citizens.ids[FIRST];
        let sheet = citizens.sheet(FIRST);
        let label = sheet.cells.iter().find(|cell| cell.shown() == "目標").expect("a label").at;
        set(sheet, printed, text(""));
        set(sheet, label, text(""));
        citizens.answer(FIRST, AnnualGoal, &format!("様式ID：{id}"));
        let Outcome { merged, findings } = office.collect(&[citizens]);
        let proof = merged.prove(&findings);
        assert!(proof.holds(), "{id}: {proof:?}");
    }
}

#[test]
fn an_answer_dropped_from_the_record_is_named() {
    let Outcome { merged, findings } = outcome();
    let mut dropped = 0;
    for (index, form) in merged.forms.iter().enumerate() {
        for (field, answer) in &form.answers {
            let mut broken = merged.clone();
            broken.forms[index].answers.remove(field);
            check_fails(&broken, &findings, &place(&answer.source));
            dropped += 1;
        }
    }
    assert!(dropped > 2);
}

#[test]
fn an_answer_that_is_cut_or_changed_is_named() {
    let Outcome { merged, findings } = outcome();
    for (index, form) in merged.forms.iter().enumerate() {
        for (field, answer) in &form.answers {
            let text = &answer.text;
            let last = text.len() - text.chars().last().expect("a letter").len_utf8();
            let replaced =
                text.replacen('し', "ち", 1).replacen('開', "閉", 1).replacen('件', "軒", 1);
            for changed in [&text[..last], text.trim_start_matches(['・', '懇', '毎']), &replaced]
            {
                let mut broken = merged.clone();
                let kept = broken.forms[index].answers.get_mut(field).expect("the answer");
                changed.clone_into(&mut kept.text);
                assert_ne!(changed, text);
                check_fails(&broken, &findings, &place(&answer.source));
            }
        }
    }
}

#[test]
fn a_text_dropped_from_a_conflict_is_named() {
    let Outcome { merged, findings } = outcome();
    let mut dropped = 0;
    for (index, form) in merged.forms.iter().enumerate() {
        for answer in form.conflicts.iter().flat_map(|conflict| &conflict.answers) {
            let mut broken = merged.clone();
            broken.forms[index].conflicts[0].answers.retain(|other| other != answer);
            let without: Vec<Finding> =
                findings.iter().filter(|f| f.code != Code::M02).cloned().collect();
            check_fails(&broken, &without, &place(&answer.source));
            dropped += 1;
        }
    }
    assert_eq!(dropped, 2);
}

#[test]
fn a_quote_dropped_from_the_findings_is_named() {
    let Outcome { merged, findings } = outcome();
    for index in 0..findings.len() {
        if !QUOTING.contains(&findings[index].code) {
            continue;
        }
        let mut without = findings.clone();
        let finding = without.remove(index);
        check_fails(&merged, &without, finding.location.as_ref().expect("a place"));
        let mut cut = findings.clone();
        let found = cut[index].found.as_mut().expect("a quote");
        found.remove(0);
        found.pop();
        check_fails(&merged, &cut, cut[index].location.as_ref().expect("a place"));
    }
}

#[test]
fn a_quote_at_another_place_does_not_stand_in() {
    let Outcome { merged, findings } = outcome();
    let mut moved = findings;
    let stray = moved.iter_mut().find(|f| f.code == Code::S11).expect("a stray text");
    let at = stray.location.clone().expect("a place");
    stray.location = Some(Location::cell("別.xlsx", FIRST, Addr::new(0, 0)));
    check_fails(&merged, &moved, &at);
}

#[test]
fn tags_that_no_finding_quotes_are_named() {
    let Outcome { merged, mut findings } = outcome();
    let tags = findings.iter().position(|f| f.code == Code::T04).expect("tags");
    let finding = findings.remove(tags);
    check_fails(&merged, &findings, finding.location.as_ref().expect("a place"));
}

#[test]
fn cells_beyond_a_thousand_are_quoted_together() {
    let office = Office::new(plan_sample::plan(), plan_sample::settings(), "前期");
    let mut citizens = answered(&office, "町民生活課");
    let sheet = citizens.sheet(FIRST);
    for at in (100..130).flat_map(|row| (0..100).map(move |col| Addr::new(row, col))) {
        set(sheet, at, text(&format!("{at} の控え")));
    }
    let Outcome { merged, mut findings } = office.collect(&[citizens]);
    assert!(merged.prove(&findings).holds());
    let strays = |findings: &[Finding]| -> Vec<usize> {
        let all = findings.iter().enumerate().filter(|(_, it)| it.code == Code::S11);
        all.map(|(index, _)| index).collect()
    };
    let strays = strays(&findings);
    let alone = |index: &&usize| {
        let at = findings[**index].location.as_ref().expect("a place");
        at.cell.is_some()
    };
    assert_eq!((strays.len(), strays.iter().filter(alone).count()), (1_001, 1_000));
    let together = strays.iter().copied().find(|index| !alone(&index)).expect("one for the rest");
    let found = findings[together].found.clone().expect("a quote");
    assert_eq!(found.lines().count(), 2_000);
    // One text less, in the middle, and it is missed.
    let lost = found.lines().nth(1_234).expect("a line");
    findings[together].found = Some(found.replace(&format!("{lost}\n"), ""));
    let missing = merged.prove(&findings).missing;
    let lost = lost.strip_suffix(" の控え");
    assert_eq!(missing.iter().map(|at| at.cell.as_deref()).collect::<Vec<_>>(), [lost]);
}
