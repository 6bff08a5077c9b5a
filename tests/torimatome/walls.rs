//! The walls: every limit that the help names has a file that runs into it, and F07 says both figures.

use std::fs;

use torimatome::read::{limits, list, read};
use torimatome::rules::Code;

use crate::cli::Plan;
use crate::read::{fixture, xlsx, zip};

/// Reads a file that is over one limit, and gives what is said of it.
#[track_caller]
fn check(wall: &str, file: &str, bytes: &[u8], found: &str) {
    let findings: Vec<_> = read(file, bytes).into_iter().flat_map(|it| it.findings).collect();
    let told: Vec<_> = findings.iter().filter(|it| it.code == Code::F07).collect();
    assert_eq!(told.len(), 1, "{wall}: {findings:?}");
    let detail = told[0].detail.as_deref().unwrap_or_default();
    assert!(detail.starts_with(wall), "{wall}: {detail}");
    assert_eq!(told[0].found.as_deref(), Some(found), "{wall}");
    assert!(limits::walls().iter().any(|(name, _)| *name == wall), "{wall} is not in the help");
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let bytes = vec![b'a'; limits::MAX_FILE_BYTES as usize + 1];
    check("ファイルの大きさ", "大きい.csv", &bytes, "104,857,601 バイト");
    let mut compound = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    compound.resize(bytes.len(), 0);
    let codes: Vec<Code> =
        read("大きい.xls", &compound)[0].findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, [Code::F07]);
}

#[test]
fn an_archive_of_too_many_or_too_deep_files_is_not_opened() {
    let names: Vec<String> = (0..=limits::MAX_ENTRIES).map(|n| n.to_string()).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &b"x"[..])).collect();
    check("書庫の中のファイル数", "多い.zip", &zip(&members), "10,001 個");
    let inner = zip(&[("a.csv", b"a,b\n")]);
    let two = zip(&[("b.zip", &inner)]);
    assert!(read("二段.zip", &two)[0].findings.is_empty());
    check("書庫の入れ子", "三段.zip", &zip(&[("c.zip", &two)]), "3 段");
}

#[test]
fn what_expands_too_much_is_not_expanded() {
    let zeros = vec![b'0'; 20 << 20];
    let one = zip(&[("0.csv", &zeros)]);
    let times = (20 << 20) / one.len();
    assert!((limits::MAX_RATIO as usize..10_000).contains(&times), "{times}");
    let shown = if times < 1000 {
        times.to_string()
    } else {
        format!("{},{:03}", times / 1000, times % 1000)
    };
    check("圧縮の倍率", "爆弾.zip", &one, &format!("{shown} 倍"));
}

#[test]
fn a_sheet_of_too_many_rows_columns_cells_or_merged_regions_is_told() {
    let rows = limits::MAX_CELLS.min(1_048_576) as usize;
    check("行数", "行.csv", "a\n".repeat(rows + 1).as_bytes(), "1,048,577 ");
    check("列数", "列.csv", (",".repeat(16_384) + "a").as_bytes(), "16,385 ");
    let two = "a,a,a\n".repeat(limits::MAX_CELLS as usize / 3 + 1);
    check("文字や数の入ったセル数", "セル.csv", two.as_bytes(), "2,000,001 個");
    let merges = r#"<mergeCell ref="A1:B2"/>"#.repeat(limits::MAX_MERGES as usize + 1);
    let sheet = format!("<worksheet><sheetData/><mergeCells>{merges}</mergeCells></worksheet>");
    check("結合したセルの数", "結合.xlsx", &xlsx(&sheet, &[]), "200,001 個");
}

#[test]
fn a_workbook_of_too_many_forms_is_told_and_the_others_are_read() {
    let plan = Plan::answered();
    let form = "取組項目\t① 公開 (1) 研究\n目指す姿\t町\n目標\t更新\n評価・検証\t\n";
    plan.write("回収/前期/写し.tsv", form.repeat(limits::MAX_FORMS + 1).as_bytes());
    plan.write("様式2/写し.tsv", form.repeat(limits::MAX_FORMS + 1).as_bytes());
    let ran = plan.run(&["run"]).ends_with(0);
    assert!(ran.err.contains("記入済 4"), "{}", ran.err);
    let report = plan.files()["とりまとめ/前期/検証報告.json"].clone();
    plan.run(&["import", "様式2", "-o", "a.json", "--findings", "b.json"]).ends_with(0);
    for json in [report, plan.files()["b.json"].clone()] {
        let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        let told = json["findings"].as_array().expect("a list").iter();
        let told: Vec<_> = told.filter(|it| it["code"] == "F07").collect();
        assert_eq!(told.len(), 1, "{json}");
        assert_eq!(told[0]["found"], "2,001 個");
        let message = told[0]["message"].as_str().expect("a text");
        assert!(message.contains("様式の数 2,000 個"), "{message}");
    }
}

#[test]
fn texts_that_are_too_long_or_too_many_are_told() {
    check("一つのセルの文字数", "長い.csv", "長".repeat(32_768).as_bytes(), "32,768 文字");
    let told = &read("長い.csv", "長".repeat(32_768).as_bytes())[0].findings[0];
    assert!(told.message().contains("全て読みました"), "{}", told.message());
    let strings = r#"<sst uniqueCount="9999"><si><t>a</t></si></sst>"#;
    let book = xlsx("<worksheet/>", &[("xl/sharedStrings.xml", strings)]);
    check("共有文字列の宣言数", "宣言.xlsx", &book, "9,999 個");
}

#[test]
fn an_old_workbook_whose_cells_lie_too_far_apart_is_told() {
    let mut book = fixture("libreoffice.xls");
    // LABELSST, ten bytes long; row and column follow.
    let head = [0xFD, 0x00, 0x0A, 0x00];
    let at = book.windows(4).position(|it| it == head).expect("a cell with text");
    book[at + 4..at + 8].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0x00]);
    check("表の範囲のセル数", "広い.xls", &book, "16,777,216 個");
}

#[test]
fn a_folder_that_lies_too_deep_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let deep = folder.path().join(vec!["下"; limits::MAX_FOLDER_DEPTH + 1].join("/"));
    fs::create_dir_all(&deep).expect("folders");
    fs::write(deep.join("a.csv"), "a,b\n").expect("a file");
    fs::write(folder.path().join("b.csv"), "a,b\n").expect("a file");
    let (files, findings) = list(&[folder.path().to_path_buf()], None).expect("a list");
    assert_eq!(files.len(), 1);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code, Code::F07);
    assert_eq!(findings[0].detail.as_deref(), Some("フォルダーの深さ 32 段"));
}
