//! Recognition: labels, values, headings and ids on grids as offices draw them.

use torimatome::field::Field::{self, *};
use torimatome::recognise::{Block, Loose, LooseKind, SheetReading, recognise};
use torimatome::template::Template;

use crate::sheets::sheet;

/// A form whose values stand right of their labels; nothing is answered yet.
const FORM: &str = "\
取組項目\t① 行政情報の公開 (1) 情報発信の研究\n\
目指す姿\t情報を得やすい町\n\
目標\t毎月の更新\n\
取組内容\t・体制の見直し\n\
実践課\t総務課\n\
前期 (4～9月)\n\
後期 (10～3月)\n\
目標の達成\n\
評価・検証\n";

/// What [`FORM`] holds.
const VALUES: [(Field, &str, &str); 9] = [
    (Initiative, "B1", "① 行政情報の公開 (1) 情報発信の研究"),
    (Vision, "B2", "情報を得やすい町"),
    (AnnualGoal, "B3", "毎月の更新"),
    (PlannedActions, "B4", "・体制の見直し"),
    (ResponsibleSection, "B5", "総務課"),
    (FirstHalf, "B6", ""),
    (SecondHalf, "B7", ""),
    (GoalAttainment, "B8", ""),
    (Evaluation, "B9", ""),
];

fn read(text: &str, merges: &[&str]) -> SheetReading {
    recognise(&sheet(text, merges), &Template::by_name("torikumi").expect("built in"))
}

/// Reads a sheet with one form and compares the fields that are given: address and text.
#[track_caller]
fn check_form(text: &str, merges: &[&str], expected: &[(Field, &str, &str)]) -> SheetReading {
    let reading = read(text, merges);
    assert_eq!(reading.blocks.len(), 1, "one form: {:#?}", reading.blocks);
    for (field, at, text) in expected {
        let value = reading.blocks[0].value(*field).unwrap_or_else(|| panic!("{field:?} is lost"));
        assert_eq!((value.at.to_string().as_str(), value.text.as_str()), (*at, *text), "{field:?}");
    }
    reading
}

/// Compares one field of every form.
#[track_caller]
fn check_forms(text: &str, merges: &[&str], field: Field, expected: &[&str]) -> Vec<Block> {
    let blocks = read(text, merges).blocks;
    let found: Vec<&str> =
        blocks.iter().map(|block| block.value(field).map_or("", |value| &value.text)).collect();
    assert_eq!(found, expected);
    blocks
}

/// Reads a sheet on which a label of [`FORM`] is spelled otherwise; nothing else may change.
#[track_caller]
fn check_spelling(canonical: &str, spelled: &str) {
    let start = format!("{canonical}\t");
    let text: String = FORM
        .lines()
        .map(|line| {
            let other = match line.strip_prefix(&start) {
                Some(value) => format!("{spelled}\t{value}"),
                None if line == canonical => spelled.to_owned(),
                None => line.to_owned(),
            };
            other + "\n"
        })
        .collect();
    assert!(text.contains(spelled), "the label stands on the form");
    let reading = check_form(&text, &[], &VALUES);
    assert_eq!(loose(&reading), [], "{spelled}");
}

/// Reads a sheet that holds no form.
#[track_caller]
fn check_no_form(text: &str, merges: &[&str]) {
    let reading = read(text, merges);
    assert_eq!(reading.blocks, []);
}

fn loose(reading: &SheetReading) -> Vec<(&str, LooseKind)> {
    let pair = |loose: &'_ Loose| (loose.at, loose.kind);
    let mut all: Vec<_> = reading.loose.iter().collect();
    all.sort_by_key(|loose| pair(loose).0);
    all.into_iter().map(|loose| (loose.text.as_str(), loose.kind)).collect()
}

fn heading_numbers(block: &Block) -> (Option<u32>, Option<u32>) {
    let headings = &block.headings;
    (headings.area.as_ref().map(|found| found.number), headings.item.as_ref().map(|f| f.number))
}

#[test]
fn values_stand_right_of_their_labels() {
    let reading = check_form(FORM, &[], &VALUES);
    assert_eq!(reading.loose, []);
    assert_eq!(reading.table, None);
}

#[test]
fn values_stand_below_their_labels() {
    let text = "\
取組項目\n(1) 情報発信の研究\n目指す姿\n情報を得やすい町\n目標\n毎月の更新\n取組内容\n・体制の見直し\n\
実践課\n総務課\n前期 (4～9月)\n更新した。\n後期 (10～3月)\n\n目標の達成\n\n評価・検証\n\n";
    let expected = [
        (Initiative, "A2", "(1) 情報発信の研究"),
        (Vision, "A4", "情報を得やすい町"),
        (PlannedActions, "A8", "・体制の見直し"),
        (FirstHalf, "A12", "更新した。"),
        (SecondHalf, "A14", ""),
        (Evaluation, "A18", ""),
    ];
    check_form(text, &[], &expected);
}

#[test]
fn a_merged_label_spanning_rows_owns_all_of_them() {
    let text = "\
取組項目\t(1) 研究\n\
目指す姿\t得やすい町\n\
目標\t一行目\n\
\t二行目\n\
\t三行目\n\
取組内容\t見直し\n\
前期 (4～9月)\n";
    let expected = [(AnnualGoal, "B3", "一行目\n二行目\n三行目"), (PlannedActions, "B6", "見直し")];
    check_form(text, &["A3:A5"], &expected);
}

#[test]
fn an_unmerged_label_keeps_the_rows_that_continue_its_value() {
    let text = "\
取組項目\t(1) 研究\n\
目指す姿\t得やすい町\n\
目標\t一行目\n\
\t二行目\n\
取組内容\t見直し\n\
前期 (4～9月)\n";
    check_form(text, &[], &[(AnnualGoal, "B3", "一行目\n二行目")]);
}

#[test]
fn group_labels_and_the_year_on_end_are_no_values() {
    let text = "\
取組項目\t\t\t(1) 研究\n\
目指す姿\t\t\t得やすい町\n\
令和６年度\t目標\t\t更新\n\
\t取組内容\t\t見直し\n\
\t実践課\t\t総務課\n\
\t進捗状況\t前期 (4～9月)\t更新した。\n\
\t\t後期 (10～3月)\t\n\
\t目標の達成\t\t\n\
評価・検証\t\t\t\n";
    let merges = ["A1:C1", "A2:C2", "A3:A8", "B3:C3", "B6:B7", "B8:C8", "A9:C9"];
    let expected = [
        (AnnualGoal, "D3", "更新"),
        (ResponsibleSection, "D5", "総務課"),
        (FirstHalf, "D6", "更新した。"),
        (SecondHalf, "D7", ""),
        (GoalAttainment, "D8", ""),
        (Evaluation, "D9", ""),
    ];
    let reading = check_form(text, &merges, &expected);
    let year = reading.blocks[0].year.as_ref().map(|(year, at)| (year.label.as_str(), *at));
    assert_eq!(year, Some(("令和6年度", crate::sheets::at("A3"))));
    let groups: Vec<&str> = reading.blocks[0]
        .labels
        .iter()
        .filter(|hit| hit.field.is_none())
        .map(|hit| hit.canonical.as_str())
        .collect();
    assert_eq!(groups, ["令和6年度", "進捗状況"]);
    assert_eq!(reading.loose, []);
}

#[test]
fn the_year_written_downwards_is_read() {
    let text = FORM.replace("目標\t毎月", "令⏎和⏎６⏎年⏎度\t目標\t毎月");
    let reading = read(&text, &[]);
    let year = reading.blocks[0].year.as_ref().map(|(year, _)| year.label.as_str());
    assert_eq!(year, Some("令和6年度"));
    assert_eq!(reading.blocks[0].value(AnnualGoal).map(|v| v.text.as_str()), Some("毎月の更新"));
}

#[test]
fn spaces_and_line_breaks_in_labels_do_not_matter() {
    check_spelling("目標", "目　標");
    check_spelling("目標", " 目 標 ");
    check_spelling("目指す姿", "目指す⏎姿");
    check_spelling("実践課", "実⏎践⏎課");
    check_spelling("評価・検証", "評 価 ・ 検 証");
}

#[test]
fn widths_and_dashes_in_labels_do_not_matter() {
    for spelled in [
        "前期（４～９月）",
        "前期(4〜9月)",
        "前期 (4~9月)",
        "前期（4－9月）",
        "前期（4-9月）",
        "前期(4月～9月)",
        "前期（4月から9月まで）",
        "前期",
    ] {
        check_spelling("前期 (4～9月)", spelled);
    }
    check_spelling("評価・検証", "評価･検証");
    check_spelling("取組内容", "取り組み内容");
}

#[test]
fn decorated_labels_are_labels() {
    for spelled in [
        "【目標】",
        "■目標",
        "目標：",
        "●　目 標",
        "１　目標",
        "(3) 目標",
        "3．目標",
        "〔目標〕",
        "◆目標◆",
    ] {
        check_spelling("目標", spelled);
    }
    check_spelling("目標", "令和6年度の目標");
    check_spelling("目標", "令和６年度　目標");
}

#[test]
fn a_text_that_begins_with_a_label_stays_text() {
    for value in ["目標を立てる", "目標：25%", "実践課の連絡会", "評価・検証の方法を決める"]
    {
        let text = FORM.replace("毎月の更新", value);
        check_form(&text, &[], &[(AnnualGoal, "B3", value)]);
    }
}

#[test]
fn a_label_column_shifted_by_one_changes_nothing() {
    let text = "\
取組項目\t\t(1) 研究\n\
\t目指す姿\t得やすい町\n\
目標\t\t更新\n\
\t取組内容\t見直し\n\
実践課\t\t総務課\n\
\t前期 (4～9月)\t\n\
評価・検証\t\t\n";
    let expected = [
        (Initiative, "C1", "(1) 研究"),
        (Vision, "C2", "得やすい町"),
        (AnnualGoal, "C3", "更新"),
        (FirstHalf, "C6", ""),
        (Evaluation, "C7", ""),
    ];
    check_form(text, &[], &expected);
}

#[test]
fn stacked_forms_take_the_headings_above_them() {
    let second = FORM.replace("情報を得やすい町", "声の届く町");
    let third = FORM.replace("情報を得やすい町", "健全な町");
    let text = format!(
        "Ⅰ 協働によるまちづくり\n1 積極的な情報共有\n{FORM}\n２　町民の参加\n{second}\n\
         Ⅱ 効果的な行財政運営\n1 手法の検証\n{third}"
    );
    let blocks = check_forms(&text, &[], Vision, &["情報を得やすい町", "声の届く町", "健全な町"]);
    let numbers: Vec<_> = blocks.iter().map(heading_numbers).collect();
    assert_eq!(numbers, [(Some(1), Some(1)), (Some(1), Some(2)), (Some(2), Some(1))]);
    let title = blocks[1].headings.item.as_ref().map(|found| found.title.as_str());
    assert_eq!(title, Some("町民の参加"));
}

#[test]
fn stacked_forms_without_a_gap_are_told_apart() {
    let second = FORM.replace("情報を得やすい町", "声の届く町");
    let blocks =
        check_forms(&format!("{FORM}{second}"), &[], Vision, &["情報を得やすい町", "声の届く町"]);
    assert_eq!(blocks[0].value(Evaluation).map(|value| value.text.as_str()), Some(""));
    assert_eq!(blocks[1].at, crate::sheets::at("A10"));
}

#[test]
fn forms_side_by_side_are_told_apart() {
    let pairs = [
        ("取組項目", "(1) 研究", "(2) 発信"),
        ("目指す姿", "得やすい町", "声の届く町"),
        ("目標", "更新", "発行"),
        ("取組内容", "見直し", "増刷"),
        ("前期 (4～9月)", "", "3回発行した。"),
        ("評価・検証", "", ""),
    ];
    let text: String = pairs
        .iter()
        .map(|(label, left, right)| format!("{label}\t{left}\t\t{label}\t{right}"))
        .collect::<Vec<_>>()
        .join("\n");
    let blocks = check_forms(&text, &[], Vision, &["得やすい町", "声の届く町"]);
    let first_half = |block: &Block| {
        block.value(FirstHalf).map(|value| (value.at.to_string(), value.text.clone()))
    };
    assert_eq!(first_half(&blocks[0]), Some(("B5".to_owned(), String::new())));
    assert_eq!(first_half(&blocks[1]), Some(("E5".to_owned(), "3回発行した。".to_owned())));
}

#[test]
fn a_number_in_a_narrow_cell_of_its_own_belongs_to_the_title() {
    let text = FORM.replace("① 行政情報の公開 (1) 情報発信の研究", "(1)\t情報発信の研究");
    let expected = [(Initiative, "B1", "(1) 情報発信の研究"), (Vision, "B2", "情報を得やすい町")];
    check_form(&text, &["B2:C2", "B3:C3"], &expected);
}

#[test]
fn a_heading_whose_number_stands_in_its_own_cell_is_read() {
    let text = format!("Ⅰ\t協働によるまちづくり\n1\t積極的な情報共有\n{FORM}");
    let blocks = check_forms(&text, &[], Vision, &["情報を得やすい町"]);
    let title = blocks[0].headings.area.as_ref().map(|found| found.title.as_str());
    assert_eq!(title, Some("協働によるまちづくり"));
    assert_eq!(heading_numbers(&blocks[0]), (Some(1), Some(1)));
}

#[test]
fn notes_around_the_form_are_notes() {
    let text = format!(
        "様式第1号（第2条関係）\n※ 太枠の中に記入\n{FORM}\n※ 提出期限は10月18日\n注）押印不要\n"
    );
    let expected = [(Vision, "B4", "情報を得やすい町"), (Evaluation, "B11", "")];
    let reading = check_form(&text, &[], &expected);
    let kinds: Vec<LooseKind> = loose(&reading).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds, [LooseKind::Note; 4]);
}

#[test]
fn the_last_answer_does_not_swallow_a_note_below() {
    let text = format!("{FORM}※ 黄色の欄に記入してください。\n備考　様式は総務課が保管する。\n");
    let reading = check_form(&text, &[], &VALUES);
    assert_eq!(loose(&reading).len(), 2);
}

#[test]
fn a_filled_last_answer_ends_at_a_blank_row() {
    let text =
        FORM.replace("評価・検証\n", "評価・検証\t達成した。\n\t課題が残る。\n\n\t担当　山田\n");
    let expected = [(Evaluation, "B9", "達成した。\n課題が残る。")];
    let reading = check_form(&text, &[], &expected);
    assert_eq!(loose(&reading), [("担当　山田", LooseKind::Outside)]);
}

#[test]
fn a_list_of_choices_beside_the_form_is_no_value() {
    let text = "\
取組項目\t(1) 研究\t\t\t選択肢\n\
目指す姿\t得やすい町\t\t\t達成\n\
目標\t更新\t\t\t一部達成\n\
取組内容\t見直し\t\t\t未達成\n\
前期 (4～9月)\t更新した。\n\
目標の達成\t達成\n\
評価・検証\n";
    let expected = [
        (Initiative, "B1", "(1) 研究"),
        (Vision, "B2", "得やすい町"),
        (AnnualGoal, "B3", "更新"),
        (GoalAttainment, "B6", "達成"),
    ];
    let reading = check_form(text, &[], &expected);
    let texts: Vec<&str> = loose(&reading).into_iter().map(|(text, _)| text).collect();
    assert_eq!(texts, ["選択肢", "達成", "一部達成", "未達成"]);
}

#[test]
fn a_blank_answer_gets_the_cell_where_it_would_stand() {
    // A merged box, a box in the column of the other values, and a sheet without either.
    let boxed = FORM.replace('\t', "\t\t");
    check_form(&boxed, &["C6:F6"], &[(FirstHalf, "C6", ""), (SecondHalf, "C7", "")]);
    check_form(FORM, &["A9:B9"], &[(Evaluation, "C9", "")]);
}

#[test]
fn answers_keep_their_lines_and_blanks() {
    let text = FORM.replace("前期 (4～9月)\n", "前期 (4～9月)\t　・4月：公開⏎　・9月：更新  \n");
    check_form(&text, &[], &[(FirstHalf, "B6", "　・4月：公開\n　・9月：更新  ")]);
}

#[test]
fn an_answer_in_two_cells_of_a_row_is_joined_in_reading_order() {
    let text = FORM.replace("前期 (4～9月)\n", "前期 (4～9月)\t公開した。\t3回\n");
    let reading = check_form(&text, &[], &[(FirstHalf, "B6", "公開した。 3回")]);
    let cells = &reading.blocks[0].value(FirstHalf).expect("the field").cells;
    assert_eq!(cells.len(), 2);
}

#[test]
fn a_printed_id_above_its_form_is_found() {
    let text =
        format!("\t\t様式ID：1-1-1-1-総務課-1\n{FORM}\n\t\t様式ID：1-1-1-1-総務課-2\n{FORM}");
    let blocks = check_forms(&text, &[], ResponsibleSection, &["総務課", "総務課"]);
    let ids: Vec<&str> =
        blocks.iter().filter_map(|b| Some(b.printed_id.as_ref()?.0.as_str())).collect();
    assert_eq!(ids, ["1-1-1-1-総務課-1", "1-1-1-1-総務課-2"]);
}

#[test]
fn a_printed_id_below_its_form_is_found() {
    let text = format!("{FORM}様式ID: 1-1-1-1-総務課-1\n\n{FORM}様式ID 1-1-1-1-総務課-2\n");
    let blocks = check_forms(&text, &[], Evaluation, &["", ""]);
    let ids: Vec<&str> =
        blocks.iter().filter_map(|b| Some(b.printed_id.as_ref()?.0.as_str())).collect();
    assert_eq!(ids, ["1-1-1-1-総務課-1", "1-1-1-1-総務課-2"]);
}

/// A 体系 table in order.
const TABLE: &str = "\
基本項目\t推進項目\t取組項目\t実践課\n\
Ⅰ 協働\t1 情報共有\t① 公開\t\n\
\t\t(1) 情報発信の研究\t全課【総務課】\n\
\t\t② 広報\t\n\
\t\t(1) 広報活動\t町民生活課 建設水道課\n\
Ⅱ 行財政\t1 検証\t① 財源\t\n\
\t\t(1) 債権管理\t総務課\n";

/// Titles with numbers of a table's rows, and the 課 that they name.
#[track_caller]
fn check_table(text: &str, expected: &[(u32, &str, &[&str])]) -> SheetReading {
    let reading = read(text, &[]);
    let table = reading.table.as_ref().expect("a table");
    let rows: Vec<(u32, &str, Vec<&str>)> = table
        .rows
        .iter()
        .map(|row| {
            let named = row.responsible.iter().flat_map(|of| &of.sections).map(String::as_str);
            (row.entry.number, row.entry.title.as_str(), named.collect())
        })
        .collect();
    let expected: Vec<_> = expected.iter().map(|row| (row.0, row.1, row.2.to_vec())).collect();
    assert_eq!(rows, expected);
    reading
}

/// What [`TABLE`] says.
const ROWS: [(u32, &str, &[&str]); 10] = [
    (1, "協働", &[]),
    (1, "情報共有", &[]),
    (1, "公開", &[]),
    (1, "情報発信の研究", &[]),
    (2, "広報", &[]),
    (1, "広報活動", &["町民生活課", "建設水道課"]),
    (2, "行財政", &[]),
    (1, "検証", &[]),
    (1, "財源", &[]),
    (1, "債権管理", &["総務課"]),
];

#[test]
fn an_orderly_hierarchy_table_is_read() {
    let reading = check_table(TABLE, &ROWS);
    let table = reading.table.expect("a table");
    assert_eq!(table.shifted, []);
    let all = table.rows[3].responsible.as_ref().expect("named");
    assert_eq!((all.all, all.coordinator.as_deref()), (true, Some("総務課")));
    assert_eq!((reading.blocks, reading.loose), (Vec::new(), Vec::new()));
}

#[test]
fn a_scrambled_hierarchy_table_is_rebuilt_from_its_numbers() {
    let scrambled = TABLE
        .replace("\t\t② 広報\t", "② 広報\t\t\t")
        .replace("\t\t(1) 広報活動\t", "\t(1) 広報活動\t\t")
        .replace("Ⅱ 行財政\t1 検証", "\tⅡ 行財政\n1 検証\t");
    let reading = check_table(&scrambled, &ROWS);
    assert!(!reading.table.expect("a table").shifted.is_empty());
}

#[test]
fn headings_of_the_forms_end_the_table() {
    let text = format!("{TABLE}Ⅰ 協働\n1 情報共有\n{FORM}");
    let reading = check_table(&text, &ROWS);
    assert_eq!(reading.blocks.len(), 1);
    assert_eq!(heading_numbers(&reading.blocks[0]), (Some(1), Some(1)));
}

#[test]
fn a_form_after_the_table_is_no_part_of_it() {
    let reading = check_table(&format!("{TABLE}\n{FORM}"), &ROWS);
    assert_eq!(reading.blocks.len(), 1);
    assert_eq!(reading.blocks[0].value(Vision).map(|v| v.text.as_str()), Some("情報を得やすい町"));
}

#[test]
fn a_guide_or_a_list_is_no_form() {
    check_no_form(
        "記入要領\n目標\t数字で書いてください。\n取組内容\t箇条書きにしてください。\n",
        &[],
    );
    check_no_form(
        "様式ID\t取組項目\t目標\t前期 (4～9月)\t評価・検証\n1-1-1-1\t研究\t更新\t\t\n",
        &[],
    );
    check_no_form("目標\n", &[]);
    check_no_form("", &[]);
}

#[test]
fn every_cell_ends_in_exactly_one_place() {
    let text =
        format!("町政運営推進プランR6\n{TABLE}\nⅠ 協働\n1 情報共有\n{FORM}\n※ 注\nその他\n{FORM}");
    let grid = sheet(&text, &[]);
    let reading = recognise(&grid, &Template::by_name("torikumi").expect("built in"));
    let table_end = crate::sheets::at("A8").row;
    let mut places: Vec<_> = grid
        .cells
        .iter()
        .map(|cell| cell.at)
        .filter(|at| (1..=table_end).contains(&at.row))
        .collect();
    for block in &reading.blocks {
        places.extend(block.labels.iter().map(|hit| hit.at));
        places
            .extend(block.values.values().flat_map(|value| value.cells.iter().map(|cell| cell.0)));
    }
    places.extend(reading.loose.iter().map(|loose| loose.at));
    places.sort_unstable();
    let cells: Vec<_> = grid.cells.iter().map(|cell| cell.at).collect();
    assert_eq!(places, cells);
}

#[test]
fn a_table_that_repeats_its_headings_in_every_row_is_read() {
    let text = "\
基本項目\t推進項目\t取組項目\t\t実践課\n\
Ⅰ 協働\t1 情報共有\t① 公開\t(1) 情報発信の研究\t全課【総務課】\n\
Ⅰ 協働\t1 情報共有\t② 広報\t(1) 広報活動\t町民生活課 建設水道課\n\
Ⅱ 行財政\t1 検証\t① 財源\t(1) 債権管理\t総務課\n";
    check_table(text, &ROWS);
}

#[test]
fn a_column_of_coordinating_sections_names_them() {
    let text = "\
基本項目\t推進項目\t取組項目\t\t実践課\tとりまとめ課\n\
Ⅰ 協働\t1 情報共有\t① 公開\t(1) 情報発信の研究\t全課\t総務課\n\
\t\t② 広報\t(1) 広報活動\t町民生活課 建設水道課\n\
Ⅱ 行財政\t1 検証\t① 財源\t(1) 債権管理\t総務課\n";
    let reading = check_table(text, &ROWS);
    let rows = reading.table.expect("a table").rows;
    let named = rows.iter().filter_map(|row| row.responsible.as_ref()?.coordinator.as_deref());
    assert_eq!(named.collect::<Vec<_>>(), ["総務課"]);
}

#[test]
fn labels_with_the_year_or_the_half_year_inside_are_read() {
    for (canonical, spelled) in [
        ("目標", "目標（令和6年度）"),
        ("目標", "R6目標"),
        ("取組内容", "令和６年度の取組内容"),
        ("目指す姿", "目指す姿⏎（令和10年度）"),
        ("実践課", "〈実践課〉"),
        ("評価・検証", "評価・検証欄"),
        ("前期 (4～9月)", "前期（４～９月）の進捗状況"),
        ("後期 (10～3月)", "進捗状況【後期】"),
        ("後期 (10～3月)", "１０月～３月"),
    ] {
        let spelled = spelled.replace('⏎', "");
        check_spelling(canonical, &spelled);
    }
}

#[test]
fn a_text_in_a_label_s_place_is_no_label() {
    for text in ["目標（達成した）", "評価・検証（25%）", "6目標を変更", "目標に届かず"]
    {
        let spelled = FORM.replace("評価・検証\n", &format!("{text}\n"));
        let reading = read(&spelled, &[]);
        assert_eq!(reading.blocks[0].value(Evaluation), None, "{text}");
        assert!(loose(&reading).iter().any(|(loose, _)| *loose == text), "{text}");
    }
}

#[test]
fn a_section_above_the_initiative_belongs_to_its_form() {
    let (head, rest) = FORM.split_once("実践課\t総務課\n").expect("a section");
    let text = format!("実践課\t総務課\n{head}{rest}実践課\t町民生活課\n{head}{rest}");
    check_forms(&text, &[], ResponsibleSection, &["総務課", "町民生活課"]);
    check_forms(&text, &[], Initiative, &[VALUES[0].2; 2]);
}

#[test]
fn an_initiative_goes_on_below_in_a_row_without_a_label() {
    let rows = "取組項目\t\t① 行政情報の公開\n\t\t(1) 情報発信の研究\n目指す姿\t\t町\n\
                目標\t\t更新\n取組内容\t\t見直し\n前期 (4～9月)\n評価・検証\n";
    let merges = ["A1:B1", "A2:B2", "A3:B3"];
    check_forms(rows, &merges, Initiative, &["① 行政情報の公開\n(1) 情報発信の研究"]);
    // A row whose label is gone keeps its own text.
    let lost = rows.replace("(1) 情報発信の研究", "情報を得やすい町");
    check_forms(&lost, &merges, Initiative, &["① 行政情報の公開"]);
}
