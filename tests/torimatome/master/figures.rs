//! 総括, 項目別, 検算 and 数値目標: figures that are formulas, counted twice.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use torimatome::field::Field;
use torimatome::merge::Merged;
use torimatome::model::{Remarks, RemarksByForm};
use torimatome::render::master::master_workbook;

use super::{above, make, make_with, part, records, rows, unchanged};
use crate::sample;

/// Remarks with a 状況区分 each, in the order of the sample's forms.
fn judged(words: &[&str]) -> RemarksByForm {
    let remark =
        |word: &&str| Remarks { status_code: Some((*word).to_owned()), ..Remarks::default() };
    let ids = sample::merged().forms.into_iter().map(|form| form.form_id);
    ids.zip(words.iter().map(remark)).collect()
}

/// The row of a sheet that begins with a name.
fn row(book: &[u8], sheet: &str, name: &str) -> Vec<String> {
    let own = rows(book, sheet).into_iter().find(|row| row[0] == name);
    own.unwrap_or_else(|| panic!("{name} on {sheet}"))
}

#[test]
fn every_figure_of_the_first_sheet_is_a_formula_on_one_page() {
    let book = make(master_workbook, unchanged);
    let sheet = part(&book, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("fitToPage=\"1\"") && !sheet.contains("fitToHeight=\"0\""));
    assert!(sheet.contains("orientation=\"landscape\"") && sheet.contains("paperSize=\"9\""));
    let mut book = Xlsx::new(Cursor::new(book)).expect("a workbook");
    let formulas = book.worksheet_formula("総括").expect("formulas");
    let range = book.worksheet_range("総括").expect("values");
    let mut figures = 0;
    for (row, col, value) in range.used_cells() {
        if matches!(value, Data::Float(_) | Data::Int(_)) {
            let formula = formulas.get_value((row as u32, col as u32));
            assert!(formula.is_some_and(|formula| !formula.is_empty()), "{row} {col}");
            figures += 1;
        }
    }
    assert!(figures > 40, "{figures}");
}

#[test]
fn the_charts_are_drawn_over_the_cells_and_print_their_numbers() {
    let book = make(master_workbook, unchanged);
    for (chart, cells) in [("chart1", "'総括'!$C$9:$C$10"), ("chart2", "'総括'!$G$")] {
        let xml = part(&book, &format!("xl/charts/{chart}.xml"));
        let plain = xml.replace("総括!", "'総括'!");
        assert!(plain.contains(cells), "{chart}: {xml}");
        assert!(xml.contains("<c:showVal val=\"1\"/>"), "{chart}");
    }
}

#[test]
fn forms_are_counted_by_area_and_status_with_undecided_and_others() {
    let book = make_with(master_workbook, unchanged, &judged(&["順調", "完了", "様子見"]), None);
    let total = rows(&book, "総括").into_iter().find(|row| row[0] == "計").expect("totals");
    // 様式数, 完了, 順調, やや遅れ, 遅れ, 未着手, 未判定, その他
    assert_eq!(total[1..9], ["5", "1", "1", "0", "0", "0", "2", "1"]);
    let items = records(&book, "項目別");
    assert_eq!((&*items[0]["番号"], &*items[0]["様式数"]), ("1-1-1-1", "3"));
    assert_eq!((&*items[0]["完了"], &*items[0]["その他"], &*items[0]["未判定"]), ("1", "1", "0"));
    assert_eq!((&*items[0]["提出"], &*items[0]["確認件数"]), ("2", "1"));
    let section = records(&book, "課別").into_iter().find(|row| row["課"] == "町民生活課");
    let section = section.expect("a row");
    assert_eq!((&*section["完了"], &*section["未判定"], &*section["その他"]), ("1", "2", "0"));
}

#[test]
fn the_program_and_the_formulas_count_the_same() {
    let book = make_with(master_workbook, unchanged, &sample::remarks(), Some(5));
    let checks = records(&book, "検算");
    let words: Vec<&str> = checks.iter().map(|check| &*check["判定"]).collect();
    assert!(words.iter().all(|word| ["一致", "内訳", "すべて一致"].contains(word)), "{words:?}");
    assert_eq!(words.last(), Some(&"すべて一致"));
    for (name, figure) in [
        ("体系：取組項目ごとの様式の合計", "5"),
        ("台帳：配布した様式", "5"),
        ("課ごとの様式の合計", "5"),
        ("基本項目ごとの様式の合計", "5"),
        ("読み取った文字 ＝ 行き先の合計", "1000"),
    ] {
        let check = checks.iter().find(|check| check["数えたもの"] == name).expect(name);
        assert_eq!((&*check["プログラムの値"], &*check["式の値"]), (figure, figure), "{name}");
    }
}

#[test]
fn forms_that_were_issued_otherwise_are_told() {
    let book = make_with(master_workbook, unchanged, &sample::remarks(), Some(7));
    let checks = records(&book, "検算");
    let issued = checks.iter().find(|check| check["数えたもの"].starts_with("台帳"));
    let issued = issued.expect("a row");
    assert_eq!((&*issued["判定"], &*issued["差"]), ("不一致", "-2"));
    assert_eq!(checks.last().expect("the verdict")["判定"], "不一致");
    assert!(above(&book, "検算").contains("配布をやり直す"));
    let book = make(master_workbook, unchanged);
    let checks = records(&book, "検算");
    assert!(checks.iter().all(|check| !check["数えたもの"].starts_with("台帳")));
    assert!(above(&book, "検算").contains("まだ配布していない"));
}

#[test]
fn forms_outside_the_hierarchy_keep_the_totals_equal() {
    let outside = |merged: &mut Merged, _: &mut Vec<torimatome::finding::Finding>| {
        merged.forms.push(sample::form("9/9", "会計課", 1));
    };
    let book = make(master_workbook, outside);
    for sheet in ["総括", "項目別"] {
        let own = row(&book, sheet, "体系にない様式");
        let forms = own.iter().skip(1).find(|cell| !cell.is_empty());
        assert_eq!(forms.map(String::as_str), Some("1"), "{sheet}");
    }
    assert_eq!(records(&book, "検算").last().expect("the verdict")["判定"], "すべて一致");
}

#[test]
fn more_sections_than_fit_are_summed_up_in_one_row() {
    let many = |merged: &mut Merged, _: &mut Vec<torimatome::finding::Finding>| {
        for number in 0..40 {
            merged.forms.push(sample::form("2-1-3-2", &format!("第{number}課"), 1));
        }
    };
    let book = make(master_workbook, many);
    let others = row(&book, "総括", "ほか 23 課（→ 課別）");
    assert_eq!(others[1..4], ["23", "23", "0"]);
    let totals: Vec<Vec<String>> =
        rows(&book, "総括").into_iter().filter(|row| row[0] == "計").collect();
    assert_eq!((&*totals[0][1], &*totals[1][1]), ("45", "45"));
    assert_eq!(records(&book, "課別").len(), 44);
}

#[test]
fn a_target_stands_beside_what_the_answer_reports() {
    let book = make(master_workbook, |merged, _| {
        let form = merged.forms.iter_mut().find(|form| form.branch_no == 1).expect("a form");
        form.annual_goal = Some("登用率を25%（R5 23%）に上げる".into());
        sample::answer(form, Field::FirstHalf, "・登用率は24.5%となった。");
    });
    let list = records(&book, "数値目標");
    let first = &list[0];
    assert_eq!(
        (&*first["目標値"], &*first["単位"], &*first["目標の年度"]),
        ("25", "%", "令和6年度")
    );
    assert_eq!((&*first["基準値"], &*first["基準の年度"]), ("23", "R5"));
    assert_eq!((&*first["結果の値"], &*first["見込・確定"]), ("24.5", "中間"));
    assert_eq!(first["目標との差"], "-0.5");
    assert_eq!(list.len(), 3, "a row for every 課 of the form");
}

#[test]
fn a_form_without_a_figure_says_why() {
    let book = make(master_workbook, |merged, _| {
        for form in &mut merged.forms {
            form.annual_goal = Some("相談200件以上".into());
        }
        merged.forms[0].answers.clear();
        sample::answer(&mut merged.forms[0], Field::FirstHalf, "・始めた。");
    });
    let list = records(&book, "数値目標");
    let of = |id: &str| list.iter().find(|row| row["様式ID"] == id).expect(id);
    assert_eq!(of("1-1-1-1-総務課-1")["結果のある欄"], "数値なし");
    assert_eq!(of("1-1-1-1-町民生活課-1")["結果のある欄"], "不一致");
    assert_eq!(of("1-1-1-1-建設水道課-1")["結果のある欄"], "未提出");
    assert_eq!(of("1-1-1-1-建設水道課-1")["結果の値"], "");
}

#[test]
fn a_plan_without_targets_says_so() {
    let book = make(master_workbook, unchanged);
    assert_eq!(records(&book, "数値目標").len(), 0);
    assert!(above(&book, "数値目標").contains("見つかりませんでした"));
}
