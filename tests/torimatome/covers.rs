//! What somebody changes on the tool's own sheets is quoted; what the tool wrote there is not.

use torimatome::grid::Addr;

use crate::cli::{Plan, returned};
use crate::memory::{edited, grid, type_into};

/// S11 of a return whose cover was changed in one cell.
fn quoted(cell: Option<(Addr, &str)>) -> Vec<String> {
    let plan = Plan::answered();
    plan.run(&["distribute"]).ends_with(0);
    plan.write(
        "回収/前期/町民生活課.xlsx",
        &returned("町民生活課", |id| format!("{id} を進めた。")),
    );
    if let Some((at, text)) = cell {
        type_into(&plan.root().join("回収/前期/町民生活課.xlsx"), "提出票", at, text);
    }
    plan.run(&["merge"]).ends_with(0);
    let report = &plan.files()["とりまとめ/前期/検証報告.json"];
    let report: serde_json::Value = serde_json::from_slice(report).expect("JSON");
    let findings = report["findings"].as_array().expect("a list").iter();
    let stray = findings.filter(|finding| finding["code"] == "S11");
    stray.map(|it| it["found"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_changed_cell_of_the_cover_is_quoted() {
    let book = grid(&returned("町民生活課", |_| String::new()));
    let cover = book.sheet("提出票").expect("the cover");
    let cell = |text: &str| {
        let found = cover.cells.iter().find(|cell| cell.shown() == text);
        found.unwrap_or_else(|| panic!("{text}")).at
    };
    let section = cell("町民生活課");
    let calculated = cover.cells.iter().find(|cell| cell.formula.is_some()).expect("a formula").at;
    assert_eq!(quoted(None), [] as [String; 0]);
    assert_eq!(quoted(Some((section, "総務課"))), ["総務課"]);
    assert_eq!(quoted(Some((calculated, "担当が替わりました"))), ["担当が替わりました"]);
}

#[test]
fn words_above_the_pages_are_quoted_and_those_of_the_tool_are_not() {
    let plan = Plan::answered();
    plan.run(&["distribute"]).ends_with(0);
    let own = returned("町民生活課", |id| format!("{id} を進めた。"));
    let header = |bytes: &[u8]| {
        edited(bytes, "xl/worksheets/sheet3.xml", |xml| {
            let at = xml.find("<oddHeader>").expect("a header") + "<oddHeader>".len();
            format!("{}&amp;L数値は速報です{}", &xml[..at], &xml[at..])
        })
    };
    for (bytes, told) in [(own.clone(), false), (header(&own), true)] {
        plan.write("回収/前期/町民生活課.xlsx", &bytes);
        plan.run(&["run"]).ends_with(0);
        let report = &plan.files()["とりまとめ/前期/検証報告.json"];
        let report = String::from_utf8_lossy(report).into_owned();
        assert_eq!(report.contains("数値は速報です"), told);
        assert_eq!(report.contains("ヘッダー・フッター"), told, "{report}");
    }
}
