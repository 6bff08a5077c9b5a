//! Files that come back among the good ones: every rule on files, at the file.

use torimatome::bind::Known;
use torimatome::commands::import::bind_readings;
use torimatome::grid::Visibility;
use torimatome::read::read;
use torimatome::rules::Code;
use torimatome::template::Template;

use crate::read::{compound, fixture, xlsx, zip};

const EMPTY: &str = "<worksheet><sheetData/></worksheet>";
const LINK: &str = r#"<Relationships><Relationship Id="rId1" Type="x/externalLinkPath" Target="前年度.xlsx" TargetMode="External"/></Relationships>"#;

/// Reads a file on which one rule must fire, once and alone, at a place.
#[track_caller]
fn check_fires(code: Code, file: &str, bytes: &[u8], place: &str) {
    let findings: Vec<_> = read(file, bytes).into_iter().flat_map(|it| it.findings).collect();
    let found: Vec<_> = findings
        .iter()
        .map(|f| (f.code, f.location.as_ref().map(ToString::to_string).unwrap_or_default()))
        .collect();
    assert_eq!(found, [(code, place.to_owned())]);
}

fires! { check_fires:
    a_broken_file_is_told => F01, "総務課.xlsx", b"PK\x03\x04 cut off", "総務課.xlsx";
    an_encrypted_file_is_told => F02,
        "総務課.xlsx", &compound(&["Root Entry", "EncryptedPackage"], 1, 0), "総務課.xlsx";
    a_pdf_is_told => F03, "総務課.pdf", b"%PDF-1.7", "総務課.pdf";
    a_wrong_extension_is_told => F04, "総務課.xls", &xlsx(EMPTY, &[]), "総務課.xls";
    macros_are_told => F05,
        "総務課.xlsm", &xlsx(EMPTY, &[("xl/vbaProject.bin", "macro")]), "総務課.xlsm";
    links_to_other_files_are_told => F06,
        "総務課.xlsx",
        &xlsx(
            EMPTY,
            &[
                ("xl/externalLinks/externalLink1.xml", "<externalLink/>"),
                ("xl/externalLinks/_rels/externalLink1.xml.rels", LINK),
            ],
        ),
        "総務課.xlsx";
    a_table_that_is_too_wide_is_told => F07,
        "総務課.csv", (",".repeat(20_000) + "x\n").as_bytes(), "総務課.csv!総務課";
    a_lock_file_is_told => F08,
        "回収.zip", &zip(&[("~$総務課.xlsx", b"lock")]), "回収.zip/~$総務課.xlsx";
    a_note_on_a_cell_is_told => F10,
        "libreoffice.ods", &fixture("libreoffice.ods"), "libreoffice.ods!様式 1";
}

#[test]
fn sound_files_are_silent() {
    for (file, bytes) in [
        ("総務課.xlsx", xlsx(EMPTY, &[])),
        ("総務課.csv", "目標,達成\n".as_bytes().to_vec()),
        ("回収.zip", zip(&[("総務課.csv", "目標,達成\n".as_bytes())])),
    ] {
        let readings = read(file, &bytes);
        assert!(readings.iter().all(|reading| reading.findings.is_empty()), "{file}");
    }
}

#[test]
fn text_on_a_hidden_sheet_of_an_existing_form_is_told() {
    let forms = "取組項目\t① 公開 (1) 研究\n目指す姿\t町\n目標\t更新\n実践課\t総務課\n評価・検証\n";
    let visible = crate::sheets::sheet(forms, &[]);
    let mut old = crate::sheets::sheet("旧様式\t古い目標\n", &[]);
    (old.name, old.visibility) = ("旧".to_owned(), Visibility::Hidden);
    let mut reading = read("様式.csv", "題\n".as_bytes()).remove(0);
    let book = reading.workbook.as_mut().expect("a workbook");
    book.sheets = vec![visible, old];
    let template = Template::by_name("torikumi").expect("built in");
    let told = |reading| bind_readings(vec![reading], &Known::default(), &template).findings;
    let findings = told(reading.clone());
    let hidden: Vec<_> = findings.iter().filter(|finding| finding.code == Code::F09).collect();
    assert_eq!(hidden.len(), 1, "{findings:?}");
    assert_eq!(hidden[0].found.as_deref(), Some("旧様式\n古い目標"));
    let place = hidden[0].location.as_ref().and_then(|at| at.sheet.as_deref());
    assert_eq!(place, Some("旧"));
    reading.workbook.as_mut().expect("a workbook").sheets.pop();
    assert!(told(reading).iter().all(|finding| finding.code != Code::F09));
}
