//! The flat table and the JSON of findings.

use torimatome::field::Field;
use torimatome::render::csv::{CP932_TWINS, Encoding, Format, encode};
use torimatome::render::json::findings_json;
use torimatome::render::table::{COLUMNS, Table};
use torimatome::rules::Code;

use crate::sample;

fn text(format: Format) -> String {
    let bytes = encode(&Table::of_merged(&sample::merged()), format, Encoding::Utf8);
    String::from_utf8(bytes.expect("UTF-8 holds every character")).expect("UTF-8")
}

#[test]
fn csv_holds_a_row_a_form_with_every_answer_and_conflict() {
    insta::with_settings!({ snapshot_path => "../expected", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("export_csv", text(Format::Csv).replace('\r', ""));
    });
}

#[test]
fn every_line_has_every_column_and_ends_with_crlf() {
    let merged = sample::merged();
    for (format, separator) in [(Format::Csv, ','), (Format::Tsv, '\t')] {
        let text = text(format);
        let mut quoted = false;
        let outside: String = text
            .chars()
            .filter(|c| {
                quoted ^= *c == '"';
                !quoted
            })
            .collect();
        let lines: Vec<&str> = outside.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), merged.forms.len() + 1);
        for line in lines {
            assert_eq!(line.matches(separator).count(), COLUMNS.len() - 1);
        }
    }
}

#[test]
fn a_value_that_a_spreadsheet_would_run_gets_an_apostrophe_except_in_json() {
    assert!(text(Format::Csv).contains(",'=徴収率は98.5%〜,"));
    assert!(text(Format::Json).contains("\"=徴収率は98.5%〜\""));
}

#[test]
fn json_is_an_array_of_objects_with_english_keys() {
    let rows: serde_json::Value = serde_json::from_str(&text(Format::Json)).expect("JSON");
    let row = &rows[0];
    assert_eq!(row["form_id"], "1-1-1-1-総務課-1");
    assert_eq!(row["basic_area_number"], 1);
    assert_eq!(row["submitted_on"], "2024-10-15");
    assert!(row["evaluation"].is_null());
    assert_eq!(row.as_object().map(serde_json::Map::len), Some(COLUMNS.len()));
}

#[test]
fn utf8_with_a_mark_starts_with_it() {
    let table = Table::of_merged(&sample::merged());
    let bytes = encode(&table, Format::Csv, Encoding::Utf8Bom).expect("encodable");
    assert!(bytes.starts_with(&[0xEF, 0xBB, 0xBF]));
}

#[test]
fn cp932_maps_twins_and_composes_kana() {
    let mut merged = sample::merged();
    let twins: String = CP932_TWINS.into_iter().map(|(from, _)| from).collect();
    let decomposed = "か\u{3099}は\u{309A}ウ\u{3099}①Ⅱ㈱髙﨑德ｱ～";
    sample::answer(&mut merged.forms[0], Field::FirstHalf, &format!("{twins}{decomposed}"));
    let bytes =
        encode(&Table::of_merged(&merged), Format::Csv, Encoding::Cp932).expect("encodable");
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&bytes);
    assert!(!broken);
    assert!(text.contains("～―∥－￠￡￢￥￣ がぱヴ①Ⅱ㈱髙﨑德ｱ～"), "{text}");
}

#[test]
fn what_cp932_lacks_is_named_with_its_cell_and_nothing_is_written() {
    let mut merged = sample::merged();
    sample::answer(&mut merged.forms[0], Field::FirstHalf, "𠮷田と𠮷野が☑を付けた。");
    let findings = encode(&Table::of_merged(&merged), Format::Tsv, Encoding::Cp932)
        .expect_err("two characters are not in CP932");
    let found: Vec<_> = findings.iter().filter_map(|finding| finding.found.as_deref()).collect();
    assert_eq!(found, ["𠮷（U+20BB7）", "☑（U+2611）"]);
    let first = &findings[0];
    assert_eq!((first.code, first.field), (Code::T06, Some(Field::FirstHalf)));
    assert_eq!(first.form_id.as_deref(), Some("1-1-1-1-総務課-1"));
    let place = first.location.as_ref().map(ToString::to_string);
    assert_eq!(place.as_deref(), Some("回収/前期/総務課.xlsx!1-1-1-1!D6"));
}

#[test]
fn no_numeric_reference_is_ever_written() {
    let bytes = encode(&Table::of_merged(&sample::merged()), Format::Csv, Encoding::Cp932);
    let bytes = bytes.expect("encodable");
    assert!(!bytes.windows(2).any(|pair| pair == b"&#"));
}

#[test]
fn findings_json_has_the_shape_of_the_contract() {
    let text = findings_json(&sample::findings(), &[], sample::READ);
    assert!(
        text.ends_with("}\n") && text.starts_with("{\n  \"schema\": \"torimatome/findings/1\"")
    );
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(report["findings"][0]["code"], "M02");
    assert_eq!(report["findings"][0]["field"], "progress.first_half");
    assert_eq!(report["findings"][3]["location"], serde_json::Value::Null);
    insta::assert_snapshot!(report["summary"].to_string(), @r#"{"error":3,"info":1,"read":{"characters":1000,"files":3,"forms":5,"sheets":9},"warning":1}"#);
}

/// Exports an answer of which one character, at a cell, cannot be written.
#[track_caller]
fn check_fires(code: Code, answer: &str, found: &str) {
    let mut merged = sample::merged();
    sample::answer(&mut merged.forms[0], Field::FirstHalf, answer);
    let findings = encode(&Table::of_merged(&merged), Format::Csv, Encoding::Cp932)
        .expect_err("a character is not in CP932");
    let told: Vec<_> = findings
        .iter()
        .map(|f| (f.code, f.found.as_deref(), f.location.as_ref().map(ToString::to_string)))
        .collect();
    let place = "回収/前期/総務課.xlsx!1-1-1-1!D6".to_owned();
    assert_eq!(told, [(code, Some(found), Some(place))]);
}

fires! { check_fires:
    a_kanji_beyond_cp932_is_told => T06, "𠮷野氏と協議した。", "𠮷（U+20BB7）";
    a_sign_beyond_cp932_is_told => T06, "☑を付けた。", "☑（U+2611）";
}
