//! What a stranger may put into a file, a name or a folder: it stays text, and stays where it is.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read, Write};

use torimatome::field::Field;
use torimatome::read::{limits, list, read};
use torimatome::render::csv::{Encoding, Format, encode};
use torimatome::render::table::Table;
use torimatome::rules::Code;
use torimatome::settings::Settings;

use crate::cli::{Plan, returned};
use crate::read::{xlsx, zip};
use crate::sample;

/// Texts that a spreadsheet would run, or a browser, or a terminal obey.
const TEXTS: [&str; 14] = [
    "=cmd|'/c calc'!A1",
    "+1+cmd|' /c calc'!A0",
    "-2+3",
    "@SUM(1,2)",
    "\t=1+1",
    "＝1+1",
    "＠SUM(1)",
    "'=1",
    "''",
    "\"=1\",\"=2\"",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>&amp;{{7*7}}",
    "\u{1b}]0;title\u{7}増\u{202E}加",
    "_x0041_ と _x000D_",
];

/// Every part of a zip that is text.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut zip = ::zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut parts = Vec::new();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).expect("a part");
        let mut text = Vec::new();
        part.read_to_end(&mut text).expect("its content");
        let name = part.name().expect("a name").into_owned();
        parts.extend(String::from_utf8(text).ok().map(|text| (name, text)));
    }
    parts
}

/// The extension of a name.
fn ends(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

#[test]
fn a_text_that_a_spreadsheet_would_run_reads_back_from_csv_as_it_was() {
    let mut merged = sample::merged();
    for text in TEXTS {
        sample::answer(&mut merged.forms[0], Field::FirstHalf, text);
        let table = Table::of_merged(&merged);
        for format in [Format::Csv, Format::Tsv] {
            let bytes = encode(&table, format, Encoding::Utf8Bom).expect("UTF-8");
            let book = read("一覧.csv", &bytes).remove(0).workbook.expect("a table");
            let cells = book.sheets[0].cells.iter().map(|cell| cell.shown().into_owned());
            let runs = |text: &&String| text.starts_with(['=', '+', '-', '@', '\t', '＝', '＠']);
            let cells: Vec<String> = cells.collect();
            assert_eq!(cells.iter().find(runs), None, "{text}");
            let back: Vec<&str> =
                cells.iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell)).collect();
            assert!(back.contains(&text), "{text}: {back:?}");
        }
    }
}

#[test]
fn hostile_answers_stay_text_in_everything_that_is_written() {
    let plan = Plan::new();
    let text = TEXTS.join("\n");
    for (index, text) in TEXTS.into_iter().chain([text.as_str()]).enumerate() {
        let books = ["総務課", "町民生活課"].map(|section| returned(section, |_| text.to_owned()));
        plan.write("回収/前期/総務課.xlsx", &books[0]);
        plan.write("回収/前期/町民生活課.xlsx", &books[1]);
        plan.run(&["run"]).ends_with(0);
        if index == 0 {
            let ran = plan.run(&["check", "回収"]).ends_with(0);
            assert!(!ran.out.contains('\u{1b}'), "{}", ran.out);
        }
    }
    let merged = &plan.files()["とりまとめ/前期/統合.json"];
    let merged: serde_json::Value = serde_json::from_slice(merged).expect("JSON");
    // A tag is taken out and quoted (T04).
    let text = text.replace("<img src=x onerror=alert(1)>", "");
    assert_eq!(merged["forms"][0]["progress"]["first_half"]["text"], text);
    let mut quoted = 0;
    for (name, bytes) in plan.files() {
        if ends(&name) == "xlsx" {
            for (part, xml) in parts(&bytes) {
                let formulas = xml.split("<f>").skip(1).filter_map(|it| it.split("</f>").next());
                let run = |it: &&str| it.contains("calc") || it.contains("1+1");
                assert_eq!(formulas.filter(run).count(), 0, "{name} {part}");
                assert!(!part.contains("externalLink"), "{name} {part}");
                quoted += usize::from(xml.contains("=cmd|'/c calc'!A1"));
            }
        } else if ends(&name) == "html" {
            let html = String::from_utf8(bytes).expect("UTF-8");
            assert!(!html.contains("<script>alert") && !html.contains("<img src=x"), "{name}");
            assert!(!html.contains(['\u{1b}', '\u{202E}']), "{name}");
        }
    }
    assert!(quoted > 2, "the text is in {quoted} parts");
}

#[test]
fn an_answer_that_no_cell_can_hold_stops_no_command() {
    let plan = Plan::new();
    let rows: Vec<String> = (0..5_000).map(|n| format!(",{n}件目を確かめた。\n")).collect();
    let rows = rows.concat();
    let names = "様式ID：1-1-1-1-町民生活課-1\n取組項目,(1) 情報共有の推進\n実践課,町民生活課\n";
    let file = format!("{names}前期 (4～9月),始めた。\n{rows}後期 (10～3月),\n");
    plan.write("回収/前期/町民生活課.csv", file.as_bytes());
    plan.run(&["run"]).ends_with(0);
    let files = plan.files();
    let merged = &files["とりまとめ/前期/統合.json"];
    let merged: serde_json::Value = serde_json::from_slice(merged).expect("JSON");
    let forms = merged["forms"].as_array().expect("forms");
    let texts = forms.iter().filter_map(|it| it["progress"]["first_half"]["text"].as_str());
    assert_eq!(texts.map(|text| text.lines().count()).max(), Some(5_001));
    // The clean form and the page of the form hold all of it, a cell after the other.
    for name in ["とりまとめ/前期/差戻し/町民生活課.xlsx", "とりまとめ/前期/とりまとめ.xlsx"]
    {
        let all: String = parts(&files[name]).into_iter().map(|(_, xml)| xml).collect();
        let number = |before: &str| {
            let bare = before.trim_end_matches(|c: char| c.is_ascii_digit());
            before[bare.len()..].parse::<u32>().ok()
        };
        let told: BTreeSet<u32> = all.split("件目を").filter_map(number).collect();
        assert_eq!(told.len(), 5_000, "{name}");
    }
}

#[test]
fn sheets_named_like_formulas_are_read_and_quoted_as_text() {
    let plan = Plan::new();
    let book = returned("町民生活課", |_| "進めた。".to_owned());
    let named = "=cmd|'' /c calc''!A1";
    let mut to = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, mut text) in parts(&book) {
        if name == "xl/workbook.xml" {
            let at = text.find("name=\"1-").expect("a form's sheet") + "name=\"".len();
            let length = text[at..].find('"').expect("its end");
            text.replace_range(at..at + length, named);
        }
        to.start_file(name, ::zip::write::SimpleFileOptions::default()).expect("a part");
        to.write_all(text.as_bytes()).expect("written");
    }
    let book = to.finish().expect("a zip").into_inner();
    plan.write("回収/前期/町民生活課.xlsx", &book);
    let ran = plan.run(&["run"]).ends_with(0);
    assert!(ran.err.contains("記入済 3"), "{}", ran.err);
    let files = plan.files();
    let merged = String::from_utf8_lossy(&files["とりまとめ/前期/統合.json"]);
    assert!(merged.contains(named));
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("とりまとめ")) {
        let books = (ends(name) == "xlsx").then(|| parts(bytes)).into_iter().flatten();
        for (part, xml) in books {
            let formulas = xml.split("<f>").skip(1).filter_map(|it| it.split("</f>").next());
            assert_eq!(formulas.filter(|it| it.contains("calc")).count(), 0, "{name} {part}");
        }
    }
}

#[test]
fn names_in_a_zip_are_shown_and_never_followed() {
    let plan = Plan::answered();
    let names = ["../../外.csv", "/絶対.csv", "C:\\ドライブ.csv", "CON", "NUL.csv", "a/~$b.xlsx"];
    let members: Vec<(&str, &[u8])> =
        names.iter().map(|name| (*name, "メモ,本文\n".as_bytes())).collect();
    plan.write("回収/前期/返送.zip", &zip(&members));
    let long = "長".repeat(20_000);
    plan.write("回収/前期/長い名前.zip", &zip(&[(&long, b"a,b\n")]));
    let before = plan.files();
    plan.run(&["run"]).ends_with(0);
    let files = plan.files();
    let report = String::from_utf8_lossy(&files["とりまとめ/前期/検証報告.json"]);
    for name in names {
        let shown = format!("返送.zip/{}", name.replace('\\', "/"));
        assert!(report.contains(&shown), "{shown}");
    }
    assert!(report.contains(&long));
    let outside = |name: &&String| {
        let own = ["配布/", "とりまとめ/", "計画.json", "取込報告."];
        !before.contains_key(*name) && !own.iter().any(|start| name.starts_with(start))
    };
    assert_eq!(files.keys().find(outside), None);
    assert!(!plan.root().join("../外.csv").exists() && !plan.root().join("../../外.csv").exists());
}

#[test]
fn a_name_that_stands_twice_in_a_zip_is_told() {
    let twice = |from: &str, to: &str, bytes: Vec<u8>| {
        let (from, to) = (from.as_bytes(), to.as_bytes());
        let mut bytes = bytes;
        while let Some(at) = bytes.windows(from.len()).position(|it| it == from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
        bytes
    };
    let archive = zip(&[("1.csv", b"a,1\n"), ("2.csv", b"a,2\n"), ("3.csv", b"a,3\n")]);
    assert!(read("返送.zip", &archive).iter().all(|reading| reading.findings.is_empty()));
    let readings = read("返送.zip", &twice("2.csv", "1.csv", archive));
    let told: Vec<_> = readings.iter().flat_map(|it| &it.findings).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    let place = told[0].location.as_ref().map(ToString::to_string);
    assert_eq!((told[0].code, place.as_deref()), (Code::F01, Some("返送.zip/1.csv")));
    assert_eq!(readings.iter().filter(|reading| reading.workbook.is_some()).count(), 2);

    let sheet = "<worksheet><sheetData/></worksheet>";
    let book = xlsx(sheet, &[("xl/worksheets/sheet2.xml", sheet)]);
    assert_eq!(read("a.xlsx", &book)[0].findings, []);
    let readings = read("a.xlsx", &twice("sheet2.xml", "sheet1.xml", book));
    assert_eq!(readings[0].findings[0].code, Code::F01);
    assert_eq!(readings[0].findings[0].found.as_deref(), Some("xl/worksheets/sheet1.xml"));
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_folder_are_told_and_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    let (inside, outside) = (folder.path().join("回収"), folder.path().join("外"));
    fs::create_dir_all(inside.join("下")).expect("folders");
    fs::create_dir(&outside).expect("a folder");
    fs::write(outside.join("秘密.csv"), "a,b\n").expect("a file");
    fs::write(inside.join("下/課.csv"), "a,b\n").expect("a file");
    symlink(outside.join("秘密.csv"), inside.join("外の一つ.csv")).expect("a link");
    symlink(&outside, inside.join("外の全部")).expect("a link");
    symlink("/dev/zero", inside.join("無限")).expect("a link");
    symlink("..", inside.join("下/上へ")).expect("a link");
    symlink(".", inside.join("輪")).expect("a link");
    symlink("切れた先", inside.join("切れ.csv")).expect("a link");
    let (files, findings) = list(std::slice::from_ref(&inside), Some(&inside)).expect("a list");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["下/課.csv", "切れ.csv"]);
    let told: Vec<String> = findings
        .iter()
        .map(|it| format!("{} {}", it.code.as_str(), it.location.as_ref().expect("a place")))
        .collect();
    assert_eq!(told, ["F01 外の一つ.csv", "F01 外の全部", "F01 無限"]);
    // A folder that a person names is read wherever it is.
    symlink(&inside, folder.path().join("別名")).expect("a link");
    let (files, _) = list(&[folder.path().join("別名")], None).expect("a list");
    assert_eq!(files.len(), 2);
}

#[test]
fn a_thousand_sheets_and_the_longest_cell_are_read() {
    let book = |sheets: usize| {
        let listed: Vec<String> = (0..sheets)
            .map(|i| format!(r#"<sheet name="={i}+1" sheetId="{i}" r:id="r{i}"/>"#))
            .collect();
        let related: Vec<String> = (0..sheets)
            .map(|i| {
                let target = "worksheets/sheet1.xml";
                format!(r#"<Relationship Id="r{i}" Type="x/worksheet" Target="{target}"/>"#)
            })
            .collect();
        let longest = "長".repeat(32_767);
        let sheet = format!(
            r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{longest}</t></is></c></row></sheetData></worksheet>"#
        );
        let book =
            format!(r#"<workbook xmlns:r="r"><sheets>{}</sheets></workbook>"#, listed.concat());
        let related = format!("<Relationships>{}</Relationships>", related.concat());
        xlsx(&sheet, &[("xl/workbook.xml", &book), ("xl/_rels/workbook.xml.rels", &related)])
    };
    let most = limits::MAX_SHEETS as usize;
    let read_it = read("多い.xlsx", &book(most)).remove(0);
    assert_eq!(read_it.findings, []);
    let sheets = read_it.workbook.expect("a workbook").sheets;
    assert_eq!(sheets.len(), most);
    assert_eq!(sheets[most - 1].cells[0].shown().chars().count(), 32_767);
    let refused = read("多すぎる.xlsx", &book(most + 1)).remove(0);
    assert_eq!(refused.findings[0].code, Code::F07);
    assert_eq!(refused.findings[0].found.as_deref(), Some("1,001 個"));
}

#[test]
fn a_section_that_no_file_can_be_called_is_refused_with_its_line() {
    let settings = |name: &str| {
        let name = toml::Value::String(name.to_owned());
        let text = format!(
            "title = \"計画\"\nfiscal_year = \"令和6年度\"\nperiod = \"前期\"\nsections = [{name}]\n"
        );
        Settings::parse(&text, "plan.toml")
    };
    let long = "課".repeat(61);
    for name in
        ["総務/課", "..", "総務課.", "総務課 ", "CON", "nul.x", "総務\n課", "総務\u{7}課", &long]
    {
        let error = settings(name).expect_err(name);
        assert!(error.what.contains("plan.toml の 4 行目"), "{error}");
        assert!(error.what.contains("課名が使えません"), "{error}");
    }
    assert!(settings("議会事務局").is_ok());
}

#[test]
fn a_section_that_only_a_form_names_gets_a_file_within_the_folder() {
    let plan = Plan::new();
    let forms = plan.files()["様式/様式.tsv"].clone();
    let forms = String::from_utf8(forms).expect("UTF-8");
    let forms = forms.replace("全課【総務課】", "全課【..\\..\\外:課?】");
    let forms = forms.replacen("実践課\t町民生活課", "実践課\tCON", 1);
    plan.write("様式/様式.tsv", forms.as_bytes());
    plan.run(&["run"]).ends_with(0);
    let names: Vec<String> = plan.files().into_keys().collect();
    let under = |start: &str| names.iter().filter(|name| name.starts_with(start)).count();
    assert_eq!(under("配布/前期/＿CON.xlsx"), 1, "{names:?}");
    assert_eq!(under("とりまとめ/前期/全課まとめ/"), 1, "{names:?}");
    assert!(names.iter().all(|name| !name.contains(['\\', ':', '?'])), "{names:?}");
}

#[test]
fn a_ledger_that_leads_out_of_its_folder_is_refused() {
    let plan = Plan::answered();
    plan.run(&["distribute"]).ends_with(0);
    let ledger = String::from_utf8(plan.files()["配布/前期/台帳.json"].clone()).expect("UTF-8");
    for file in ["../../plan.toml", "/etc/passwd", "..\\\\x.xlsx", "総務課.xls"] {
        let led = ledger.replacen("\"総務課.xlsx\"", &format!("\"{file}\""), 1);
        assert_ne!(led, ledger);
        plan.write("配布/前期/台帳.json", led.as_bytes());
        plan.run(&["distribute"]).refused(&["台帳にあるファイルの名前"]);
    }
}
