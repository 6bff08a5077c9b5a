//! The HTML reports.

use torimatome::finding::Finding;
use torimatome::merge::Account;
use torimatome::render::report::{Report, ReportKind, report_html};
use torimatome::render::tally::by_section;

use crate::sample;

fn returns_page(findings: &[Finding], account: Account) -> String {
    let (merged, sections) = (sample::merged(), sample::sections());
    let tallies = by_section(&merged, &sections, findings);
    let report = Report {
        title: &merged.title,
        municipality: &merged.municipality,
        fiscal_year: &merged.fiscal_year.label,
        kind: ReportKind::Returns {
            period: &merged.period,
            as_of: Some("令和6年10月17日".to_owned()),
            sections: &tallies,
            account,
        },
        read: sample::READ,
        notes: &[],
        waived: &[],
        findings,
        sections: &sections,
    };
    report_html(&report).expect("rendered")
}

#[test]
fn text_from_files_is_escaped_and_hidden_characters_are_shown() {
    let page = returns_page(&sample::findings(), sample::merged().account);
    assert!(!page.contains("<script"));
    assert!(page.contains("&#60;script&#62;alert(1)"), "escaped text is missing");
    assert!(page.contains("⟨U+202E⟩⟨U+0007⟩長い"));
}

#[test]
fn the_page_needs_nothing_from_outside() {
    let page = returns_page(&sample::findings(), sample::merged().account);
    for word in ["http:", "https:", "src=", "@import", "url(", "<link"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("<html lang=\"ja\">"));
}

#[test]
fn findings_stand_by_section_then_severity() {
    let page = returns_page(&sample::findings(), sample::merged().account);
    let list = &page[page.find("id=\"findings\"").expect("the list")..];
    let at = |text: &str| list.find(text).unwrap_or_else(|| panic!("{text} is missing"));
    assert!(at("<h3 id=\"g0\">総務課") < at("<h3 id=\"g1\">町民生活課"));
    assert!(at("要修正 M02") < at("要修正 V01"));
    assert!(at("<h3 id=\"g2\">建設水道課") < at("特定の課に属さないもの <small>"));
    assert!(list.contains("<code>回収/前期/町民生活課.xlsx!1-1-1-1!D6</code>"));
}

#[test]
fn sections_that_returned_nothing_are_named() {
    let page = returns_page(&sample::findings(), sample::merged().account);
    assert!(page.contains("まだ何も提出していない課（1 課）：<strong>建設水道課</strong>"));
}

#[test]
fn an_account_that_does_not_balance_says_so() {
    let sound = sample::merged().account;
    assert!(!returns_page(&[], sound).contains("不一致（差"));
    let lost = Account { read: 1007, ..sound };
    assert!(returns_page(&[], lost).contains("不一致（差 7 文字）"));
}

#[test]
fn the_report_on_the_plan_has_no_table_of_sections() {
    let sections = sample::sections();
    let report = Report {
        title: "プラン",
        municipality: "",
        fiscal_year: "令和6年度",
        kind: ReportKind::Import { initiatives: 21, forms: 36 },
        read: sample::READ,
        notes: &[],
        waived: &[],
        findings: &[],
        sections: &sections,
    };
    let page = report_html(&report).expect("rendered");
    assert!(page.contains("取込報告") && page.contains("<dd>36<small>"));
    assert!(page.contains("指摘はありません。") && !page.contains("課ごとの状況"));
}
