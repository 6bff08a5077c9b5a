//! Returns: every rule that a returned workbook can break, on a set that is sound but for one edit.

use torimatome::field::Field::{self, *};
use torimatome::grid::{Addr, Cell, Marks, Sheet, Unseen, Value, Visibility};
use torimatome::merge::State;
use torimatome::rules::Code;
use torimatome::settings::Settings;

use crate::office::{Office, Outcome, Returned, put, set};
use crate::plan_sample;

/// Sheets of 町民生活課.
const ALL: &str = "1-1-1-1";
const FIRST: &str = "1-1-2-1";
const SECOND: &str = "1-1-2-1(2)";

/// What every form answered in 前期.
const ACCEPTED: &str = "・前期に3件行った。";

/// A sound set of returns in one 期; in 後期 the answers of 前期 were issued again.
struct Returns {
    office: Office,
    books: Vec<Returned>,
}

pub(crate) fn settings() -> Settings {
    let text = r#"title = "町政運営推進プランR6"
municipality = "上富良野町"
fiscal_year = "令和6年度"
period = "前期"
sections = ["総務課", "町民生活課"]
[due]
前期 = "2024-10-18"
後期 = "2025-04-18"
[goal_attainment]
choices = ["達成", "一部達成", "未達成"]
aliases = { "○" = "達成" }
"#;
    Settings::parse(text, "plan.toml").expect("sound")
}

impl Returns {
    /// Every 課 has answered all that the 期 asks for.
    fn sound(period: &'static str) -> Self {
        let mut office = Office::new(plan_sample::plan(), settings(), period);
        if period == "後期" {
            office.accept_first_half(ACCEPTED);
        }
        let books = office.sections().iter().map(|section| answered(&office, section, 1)).collect();
        Self { office, books }
    }

    fn general(&mut self) -> &mut Returned {
        &mut self.books[0]
    }

    fn citizens(&mut self) -> &mut Returned {
        &mut self.books[1]
    }

    /// Adds a second return of 町民生活課, saved at a time of its own.
    fn again(&mut self, modified: &str) -> &mut Returned {
        let mut copy = self.books[1].clone();
        copy.book.file = format!("回収/{}/町民生活課 (2).xlsx", self.office.period);
        copy.book.modified = Some(modified.to_owned());
        self.books.push(copy);
        &mut self.books[2]
    }

    fn collect(&self) -> Outcome {
        self.office.collect(&self.books)
    }
}

pub(crate) fn answered(office: &Office, section: &str, edition: u32) -> Returned {
    let mut returned = office.issue(section, edition);
    let asked = &office.template.period(office.period).expect("a period").requires;
    for field in asked {
        returned.answer_all(*field, |sheet| match field {
            GoalAttainment => "達成".to_owned(),
            _ => format!("・{sheet} の{}を書いた。\n・件数は3件。", field.label()),
        });
    }
    returned
}

/// Puts a cell with struck text and what is left of it.
fn strike(sheet: &mut Sheet, at: Addr, struck: &str, rest: &str) {
    let marks = Some(Box::new(Marks { struck: struck.to_owned(), unseen: None }));
    put(sheet, Cell { at, value: Value::Text(rest.to_owned()), formula: None, marks });
}

/// Makes the edit and asks for the rule at the place that the edit gives (`""` for none); beside
/// it only the rules of `also` may fire.
#[track_caller]
fn check_fires(
    code: Code,
    period: &'static str,
    also: &[Code],
    edit: impl FnOnce(&mut Returns) -> String,
) {
    let mut returns = Returns::sound(period);
    let place = edit(&mut returns);
    let findings = returns.collect().findings;
    let all: Vec<String> = findings
        .iter()
        .map(|f| format!("{} {:?} {:?}", f.code.as_str(), f.location, f.message()))
        .collect();
    let here = |location: Option<String>| location.unwrap_or_default() == place;
    let fired = findings
        .iter()
        .any(|f| f.code == code && here(f.location.as_ref().map(ToString::to_string)));
    assert!(fired, "{} at {place}: {all:#?}", code.as_str());
    let strangers: Vec<&str> = findings
        .iter()
        .map(|finding| finding.code)
        .filter(|other| *other != code && !also.contains(other))
        .map(Code::as_str)
        .collect();
    assert_eq!(strangers, [""; 0], "{all:#?}");
    for other in also {
        assert!(findings.iter().any(|f| f.code == *other), "{}: {all:#?}", other.as_str());
    }
}

#[test]
fn sound_returns_have_no_findings() {
    for period in ["前期", "後期"] {
        let outcome = Returns::sound(period).collect();
        assert_eq!(outcome.findings, [], "{period}");
        assert!(outcome.merged.forms.iter().all(|form| form.state == State::Complete));
    }
}

#[test]
fn returns_as_issued_are_only_unfilled() {
    let mut returns = Returns::sound("前期");
    for book in &mut returns.books {
        book.answer_all(FirstHalf, |_| String::new());
    }
    let outcome = returns.collect();
    let codes: Vec<Code> = outcome.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::V09; 4]);
    assert!(outcome.merged.forms.iter().all(|form| form.state == State::Blank));
}

fires! { check_fires:
    text_on_a_hidden_sheet_is_told => F09, "前期", &[], |returns| {
        let book = returns.citizens();
        book.add_sheet("旧様式", Visibility::Hidden, "前年の答え");
        format!("{}!旧様式", book.book.file)
    };
    a_workbook_without_forms_is_told => S01, "前期", &[], |returns| {
        let mut book = returns.general().clone();
        book.book.sheets.clear();
        book.book.defined_names.clear();
        book.book.file = "回収/前期/メモ.xlsx".to_owned();
        book.add_sheet("Sheet1", Visibility::Visible, "電話の記録\n10月1日\t山田");
        returns.books.push(book);
        "回収/前期/メモ.xlsx".to_owned()
    };
    a_form_of_another_year_is_refused => S02, "前期", &[Code::S06], |returns| {
        let book = returns.citizens();
        let sheet = book.sheet(FIRST);
        let year = sheet.cells.iter().find(|cell| cell.shown() == "令和6年度").expect("the year").at;
        set(sheet, year, Value::Text("令和5年度".to_owned()));
        book.start(FIRST)
    };
    a_workbook_of_another_plan_is_refused => S02, "前期", &[Code::M04], |returns| {
        let book = returns.general();
        let keys = book.sheet("_torimatome");
        let title = keys.cells.iter().find(|cell| cell.shown() == "町政運営推進プランR6");
        let title = title.expect("the title").at;
        set(keys, title, Value::Text("防災計画R6".to_owned()));
        book.start(ALL)
    };
    an_old_edition_is_told => S03, "前期", &[], |returns| {
        returns.office.edition = 2;
        returns.books[0] = answered(&returns.office, "総務課", 1);
        returns.books[1] = answered(&returns.office, "町民生活課", 2);
        returns.general().book.file.clone()
    };
    a_form_of_another_section_is_refused => S04, "前期", &[], |returns| {
        let mut sheet = returns.general().sheet(ALL).clone();
        sheet.name = "総務課分".to_owned();
        returns.citizens().book.sheets.push(sheet);
        returns.citizens().start("総務課分")
    };
    a_renamed_sheet_is_told => S05, "前期", &[], |returns| {
        let book = returns.citizens();
        book.sheet(FIRST).name = "広報".to_owned();
        for name in book.book.defined_names.iter_mut().filter(|name| name.sheet == FIRST) {
            name.sheet = "広報".to_owned();
        }
        book.start("広報")
    };
    a_form_that_was_taken_out_is_told => S06, "前期", &[], |returns| {
        let book = returns.citizens();
        book.book.sheets.retain(|sheet| sheet.name != SECOND);
        book.book.defined_names.retain(|name| name.sheet != SECOND);
        book.book.file.clone()
    };
    moved_cells_are_told => S07, "前期", &[], |returns| {
        let book = returns.citizens();
        book.insert_row(FIRST, 1);
        let at = book.cell_of(FIRST, Vision);
        book.place_at(FIRST, Addr::new(at.row + 1, at.col))
    };
    a_missing_label_is_told_and_its_field_kept => S08, "後期", &[], |returns| {
        let book = returns.citizens();
        let row = book.cell_of(FIRST, Evaluation).row;
        set(book.sheet(FIRST), Addr::new(row, 0), Value::Text(String::new()));
        book.place(FIRST, Evaluation)
    };
    a_form_without_ids_is_recovered_by_content => S09, "前期", &[], |returns| {
        let book = returns.citizens();
        book.forget(FIRST);
        book.start(FIRST)
    };
    a_renamed_form_without_ids_is_not_said_to_be_found_by_id => S09, "前期", &[], |returns| {
        let book = returns.citizens();
        book.forget(FIRST);
        book.sheet(FIRST).name = "広報".to_owned();
        for name in book.book.defined_names.iter_mut().filter(|name| name.sheet == FIRST) {
            name.sheet = "広報".to_owned();
        }
        book.start("広報")
    };
    a_form_that_fits_two_is_refused => S10, "前期", &[Code::S06], |returns| {
        let book = returns.citizens();
        book.forget(FIRST);
        book.answer(FIRST, AnnualGoal, "");
        book.start(FIRST)
    };
    a_form_that_fits_none_is_refused => S10, "前期", &[Code::S06], |returns| {
        let book = returns.citizens();
        book.forget(FIRST);
        for field in [Initiative, Vision, AnnualGoal, PlannedActions] {
            book.answer(FIRST, field, "ＱＲコード決済の導入");
        }
        book.start(FIRST)
    };
    text_beside_the_form_is_quoted => S11, "前期", &[], |returns| {
        let book = returns.citizens();
        let at = Addr::new(book.cell_of(FIRST, Vision).row, 6);
        set(book.sheet(FIRST), at, Value::Text("要確認　山田".to_owned()));
        book.place_at(FIRST, at)
    };
    text_below_the_form_is_quoted => S11, "前期", &[], |returns| {
        let book = returns.citizens();
        let at = Addr::new(60, 3);
        set(book.sheet(FIRST), at, Value::Text("追伸：別途資料あり".to_owned()));
        book.place_at(FIRST, at)
    };
    text_on_the_cover_is_quoted => S11, "前期", &[], |returns| {
        let book = returns.citizens();
        let at = Addr::new(70, 0);
        set(book.sheet("提出票"), at, Value::Text("遅くなりました。".to_owned()));
        book.place_at("提出票", at)
    };
    an_answer_in_two_cells_is_told => S12, "前期", &[], |returns| {
        let book = returns.citizens();
        let at = book.cell_of(FIRST, FirstHalf);
        set(book.sheet(FIRST), Addr::new(at.row, at.col + 1), Value::Text("続き".to_owned()));
        book.place(FIRST, FirstHalf)
    };
    a_form_that_stands_twice_is_told => S13, "前期", &[Code::S05], |returns| {
        let book = returns.citizens();
        book.copy_sheet(FIRST, "1-1-2-1 (3)");
        book.start("1-1-2-1 (3)")
    };
    html_in_an_answer_is_told => T04, "前期", &[], |returns| {
        returns.citizens().answer(FIRST, FirstHalf, "<p>更新した。</p>")
    };
    a_private_use_character_in_an_answer_is_told => T05, "前期", &[], |returns| {
        returns.citizens().answer(FIRST, FirstHalf, "髙\u{E000}氏と協議した。")
    };
    a_turned_reading_direction_in_an_answer_is_told => T05, "前期", &[], |returns| {
        returns.citizens().answer(FIRST, FirstHalf, "増\u{202E}加した。")
    };
    a_control_character_in_an_answer_is_told => T05, "前期", &[], |returns| {
        returns.citizens().answer(FIRST, FirstHalf, "増\u{7}加した。")
    };
    decomposed_kana_in_an_answer_are_told => T07, "前期", &[], |returns| {
        returns.citizens().answer(FIRST, FirstHalf, "ホ\u{309A}スターを貼った。")
    };
    a_required_blank_is_told => V01, "後期", &[], |returns| {
        returns.citizens().answer(FIRST, Evaluation, "　\n")
    };
    a_form_that_was_passed_over_is_told => V01, "前期", &[Code::V09], |returns| {
        returns.citizens().answer(FIRST, FirstHalf, "")
    };
    a_word_that_is_no_choice_is_told => V02, "後期", &[], |returns| {
        returns.citizens().answer(FIRST, GoalAttainment, "ほぼ完了")
    };
    an_alias_of_a_choice_is_told => V03, "後期", &[], |returns| {
        returns.citizens().answer(FIRST, GoalAttainment, "○")
    };
    an_error_value_is_told => V04, "前期", &[], |returns| {
        let book = returns.citizens();
        let at = book.cell_of(FIRST, FirstHalf);
        set(book.sheet(FIRST), at, Value::Error("#REF!".to_owned()));
        book.place(FIRST, FirstHalf)
    };
    a_formula_that_failed_is_quoted => V04, "前期", &[], |returns| {
        let book = returns.citizens();
        let at = book.cell_of(FIRST, FirstHalf);
        let value = Value::Error("#NAME?".to_owned());
        let formula = Some("-説明会を３回開いた".to_owned());
        put(book.sheet(FIRST), Cell { at, value, formula, marks: None });
        book.place(FIRST, FirstHalf)
    };
    an_answer_that_is_struck_out_is_none => F10, "前期", &[Code::V01, Code::V09], |returns| {
        let book = returns.citizens();
        let at = book.cell_of(FIRST, FirstHalf);
        strike(book.sheet(FIRST), at, "担当者2名が研修を受けた。", "");
        book.place(FIRST, FirstHalf)
    };
    a_part_of_an_answer_that_is_struck_out_is_told => F10, "前期", &[], |returns| {
        let book = returns.citizens();
        let at = book.cell_of(FIRST, FirstHalf);
        strike(book.sheet(FIRST), at, "3回", "説明会を5回開き、名簿を改めた。");
        book.place(FIRST, FirstHalf)
    };
    locked_text_that_is_struck_out_is_a_request => M03, "前期", &[Code::F10], |returns| {
        let book = returns.citizens();
        let at = book.cell_of(FIRST, AnnualGoal);
        strike(book.sheet(FIRST), at, "目標をやめる", "");
        book.place(FIRST, AnnualGoal)
    };
    an_answer_that_nobody_sees_is_told => F09, "前期", &[], |returns| {
        let book = returns.citizens();
        let at = book.cell_of(FIRST, FirstHalf);
        let sheet = book.sheet(FIRST);
        let cell = sheet.cells.iter_mut().find(|cell| cell.at == at).expect("an answer");
        let unseen = Some(Unseen::Colour);
        cell.marks = Some(Box::new(Marks { struck: String::new(), unseen }));
        book.place(FIRST, FirstHalf)
    };
    a_formula_is_told => V05, "前期", &[], |returns| {
        let book = returns.citizens();
        let at = book.cell_of(FIRST, FirstHalf);
        let value = Value::Text("前年のとおり進めた。".to_owned());
        put(book.sheet(FIRST), Cell { at, value, formula: Some("Sheet9!A1".to_owned()), marks: None });
        book.place(FIRST, FirstHalf)
    };
    a_number_is_told => V06, "前期", &[], |returns| {
        let book = returns.citizens();
        let at = book.cell_of(FIRST, FirstHalf);
        set(book.sheet(FIRST), at, Value::Number { value: -1.0, shown: "(1)".to_owned() });
        book.place(FIRST, FirstHalf)
    };
    a_date_is_told => V06, "前期", &[], |returns| {
        let book = returns.citizens();
        let at = book.cell_of(FIRST, FirstHalf);
        let (iso, shown) = ("2024-01-01".to_owned(), "1月1日".to_owned());
        set(book.sheet(FIRST), at, Value::Date { iso, shown });
        book.place(FIRST, FirstHalf)
    };
    a_placeholder_is_told => V07, "前期", &[], |returns| {
        returns.citizens().answer(FIRST, FirstHalf, "別紙のとおり。")
    };
    a_text_near_the_limit_is_told => V08, "前期", &[], |returns| {
        returns.citizens().answer(FIRST, FirstHalf, &"進捗を書いた。".repeat(4_600))
    };
    a_workbook_as_issued_is_told => V09, "前期", &[], |returns| {
        returns.general().answer(ALL, FirstHalf, "")
    };
    a_field_of_a_later_period_is_told => V10, "前期", &[], |returns| {
        returns.citizens().answer(FIRST, SecondHalf, "来期の予定を書いた。")
    };
    an_accepted_first_half_that_was_changed_is_told => X02, "後期", &[], |returns| {
        returns.citizens().answer(FIRST, FirstHalf, "・前期に4件行った。")
    };
    an_accepted_first_half_that_was_cleared_is_told => X02, "後期", &[], |returns| {
        returns.citizens().answer(FIRST, FirstHalf, "")
    };
    the_same_file_again_counts_once => M01, "前期", &[], |returns| {
        returns.again("2024-10-15T01:00:00Z").book.file.clone()
    };
    the_same_values_again_count_once => M01, "前期", &[], |returns| {
        let again = returns.again("2024-10-16T01:00:00Z");
        set(again.sheet(FIRST), Addr::new(80, 9), Value::Text("　".to_owned()));
        again.book.file.clone()
    };
    different_answers_are_a_conflict => M02, "前期", &[], |returns| {
        returns.again("2024-10-16T01:00:00Z").answer(FIRST, FirstHalf, "隔月で発行した。");
        returns.citizens().place(FIRST, FirstHalf)
    };
    an_edited_vision_is_a_change_request => M03, "前期", &[], |returns| {
        returns.citizens().answer(FIRST, Vision, "だれもが情報を得やすい町を図る。")
    };
    an_edited_section_is_a_change_request => M03, "前期", &[], |returns| {
        returns.citizens().answer(FIRST, ResponsibleSection, "総務課")
    };
    a_silent_section_is_told => M04, "前期", &[], |returns| {
        returns.books.remove(0);
        String::new()
    };
    a_late_return_is_told => M05, "前期", &[], |returns| {
        let book = &mut returns.citizens().book;
        book.modified = Some("2024-10-19T00:10:00Z".to_owned());
        book.file.clone()
    };
    a_return_after_midnight_in_japan_is_late => M05, "前期", &[], |returns| {
        let book = &mut returns.citizens().book;
        book.modified = Some("2024-10-18T15:30:00Z".to_owned());
        book.file.clone()
    };
    parts_of_one_form_are_united => M06, "後期", &[], |returns| {
        let again = returns.again("2025-03-31T01:00:00Z");
        again.answer(FIRST, Evaluation, "");
        returns.citizens().answer(FIRST, SecondHalf, "");
        returns.citizens().start(FIRST)
    };
    an_extended_answer_replaces_the_shorter => M07, "前期", &[], |returns| {
        let text = "・毎月発行した。";
        let place = returns.citizens().answer(FIRST, FirstHalf, text);
        let longer = format!("{text}\n・部数を増やした。");
        returns.again("2024-10-16T01:00:00Z").answer(FIRST, FirstHalf, &longer);
        place
    };
}

/// The text of a field in the merged record.
#[track_caller]
fn merged_text(outcome: &Outcome, form_id: &str, field: Field) -> Option<String> {
    let form = outcome.merged.forms.iter().find(|form| form.form_id == form_id);
    form.expect("the form").text(field).map(str::to_owned)
}

#[test]
fn answers_come_back_verbatim_from_their_cells() {
    let mut returns = Returns::sound("前期");
    let text = "　①公開した。\n　　・3回（うち1回は「夜間」）\n\n※ 残りは下期  ";
    let place = returns.citizens().answer(SECOND, FirstHalf, text);
    let outcome = returns.collect();
    assert_eq!(outcome.findings, []);
    let id = "1-1-2-1-町民生活課-2";
    assert_eq!(merged_text(&outcome, id, FirstHalf).as_deref(), Some(text));
    let form = outcome.merged.forms.iter().find(|form| form.form_id == id).expect("the form");
    let source = &form.answers[&FirstHalf].source;
    assert_eq!(format!("{}!{}!{}", source.file, source.sheet, source.cell), place);
}

#[test]
fn moved_cells_keep_their_answers() {
    let mut returns = Returns::sound("前期");
    let row = returns.citizens().cell_of(FIRST, FirstHalf).row;
    returns.citizens().insert_row(FIRST, row);
    returns.citizens().insert_row(FIRST, 0);
    let outcome = returns.collect();
    let text = merged_text(&outcome, "1-1-2-1-町民生活課-1", FirstHalf);
    assert_eq!(text.as_deref(), Some("・1-1-2-1 の進捗状況（前期）を書いた。\n・件数は3件。"));
}

#[test]
fn every_label_may_be_missing_and_no_answer_is_lost() {
    let sound = Returns::sound("後期").collect();
    for field in Field::ISSUED.into_iter().chain(Field::ANSWERED) {
        let mut returns = Returns::sound("後期");
        let book = returns.citizens();
        let label = book_label(book, field);
        set(book.sheet(FIRST), label, Value::Text(String::new()));
        let outcome = returns.collect();
        let codes: Vec<&str> = outcome.findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, ["S08"], "{field:?}: {:#?}", outcome.findings);
        for form in &sound.merged.forms {
            for answered in Field::ANSWERED {
                let found = merged_text(&outcome, &form.form_id, answered);
                assert_eq!(found.as_deref(), form.text(answered), "{field:?} {}", form.form_id);
            }
        }
    }
}

#[test]
fn the_accepted_first_half_stays_in_the_record() {
    let mut returns = Returns::sound("後期");
    returns.citizens().answer(FIRST, FirstHalf, "・前期に4件行った。");
    let outcome = returns.collect();
    let text = merged_text(&outcome, "1-1-2-1-町民生活課-1", FirstHalf);
    assert_eq!(text.as_deref(), Some(ACCEPTED));
    assert_eq!(outcome.findings[0].found.as_deref(), Some("・前期に4件行った。"));
}

/// The cell of a field's own label: the nearest text left of its value.
fn book_label(book: &mut Returned, field: Field) -> Addr {
    let at = book.cell_of(FIRST, field);
    let left = |cell: &&Cell| cell.at.row == at.row && cell.at.col < at.col;
    book.sheet(FIRST).cells.iter().rfind(left).expect("a label").at
}

#[test]
fn a_conflict_keeps_every_text() {
    let mut returns = Returns::sound("前期");
    returns.citizens().answer(FIRST, FirstHalf, "毎月発行した。");
    returns.again("2024-10-16T01:00:00Z").answer(FIRST, FirstHalf, "隔月で発行した。");
    let outcome = returns.collect();
    let form = outcome.merged.forms.iter().find(|f| f.form_id == "1-1-2-1-町民生活課-1");
    let form = form.expect("the form");
    assert_eq!(form.state, State::Conflict);
    let texts: Vec<&str> = form.conflicts[0].answers.iter().map(|a| a.text.as_str()).collect();
    assert_eq!(texts, ["毎月発行した。", "隔月で発行した。"]);
    assert_eq!(form.text(FirstHalf), None);
}

#[test]
fn a_form_that_only_shows_the_error_of_a_formula_is_not_complete() {
    let mut returns = Returns::sound("前期");
    let book = returns.citizens();
    let at = book.cell_of(FIRST, FirstHalf);
    set(book.sheet(FIRST), at, Value::Error("#N/A".to_owned()));
    let outcome = returns.collect();
    let state = |form_id: &str| {
        let form = outcome.merged.forms.iter().find(|form| form.form_id == form_id);
        form.expect("the form").state
    };
    assert_eq!(state("1-1-2-1-町民生活課-1"), State::Partial);
    assert_eq!(state("1-1-2-1-町民生活課-2"), State::Complete);
    let text = merged_text(&outcome, "1-1-2-1-町民生活課-1", FirstHalf);
    assert_eq!(text.as_deref(), Some("#N/A"), "what it shows is kept");
    let codes: Vec<Code> = outcome.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::V04]);
}

#[test]
fn an_older_longer_answer_does_not_replace_a_newer_one() {
    let mut returns = Returns::sound("前期");
    returns.citizens().answer(FIRST, FirstHalf, "毎月発行した。");
    returns.again("2024-10-14T01:00:00Z").answer(FIRST, FirstHalf, "毎月発行した。増刷した。");
    let codes: Vec<Code> = returns.collect().findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, [Code::M02]);
}

#[test]
fn issued_text_in_the_record_is_never_the_edited_one() {
    let mut returns = Returns::sound("前期");
    let issued = returns.office.plan.forms[1].annual_goal.clone();
    returns.citizens().answer(FIRST, AnnualGoal, "紙面の縮小");
    let outcome = returns.collect();
    let finding = &outcome.findings[0];
    assert_eq!((finding.code, finding.found.as_deref()), (Code::M03, Some("紙面の縮小")));
    assert_eq!(finding.expected, issued);
    assert_eq!(merged_text(&outcome, "1-1-2-1-町民生活課-1", AnnualGoal), issued);
}

#[test]
fn quoted_text_is_whole() {
    let mut returns = Returns::sound("前期");
    let text = "長い覚え書き。".repeat(30);
    set(returns.citizens().sheet(FIRST), Addr::new(5, 9), Value::Text(text.clone()));
    let outcome = returns.collect();
    assert_eq!(outcome.findings[0].found, Some(text));
}

#[test]
fn an_answer_that_reads_like_a_label_or_a_note_is_an_answer() {
    for text in [
        "※ 予定どおり",
        "様式を改めた。",
        "備考のとおり",
        "(1) 研究を行った。",
        "Ⅰ期分を終えた。",
        "1 回開いた。",
        "R6",
        "目標",
        "進捗状況",
        "令和6年度",
        "評価・検証",
        "様式ID：1-1-2-1-総務課-1",
    ] {
        let mut returns = Returns::sound("前期");
        returns.citizens().answer(FIRST, FirstHalf, text);
        let outcome = returns.collect();
        let found = merged_text(&outcome, "1-1-2-1-町民生活課-1", FirstHalf);
        assert_eq!(found.as_deref(), Some(text));
    }
}
