//! The HTML reports.

use torimatome::field::Field;
use torimatome::finding::{FileCounts, Finding, Location, Waived};
use torimatome::fingerprint::policy_source;
use torimatome::merge::{Account, FileAccount};
use torimatome::model::parse_date;
use torimatome::render::report::{Report, ReportKind, ReturnsFacts, report_html};
use torimatome::render::tally::by_section;
use torimatome::rules::Code;

use crate::sample;

fn returns_page(findings: &[Finding], account: Account) -> String {
    page_with_waived(findings, &[], account)
}

fn page_with_waived(findings: &[Finding], waived: &[Waived], account: Account) -> String {
    let (merged, sections) = (sample::merged(), sample::sections());
    let tallies = by_section(&merged, &sections, findings);
    let report = Report {
        title: &merged.title,
        municipality: &merged.municipality,
        fiscal_year: &merged.fiscal_year.label,
        kind: ReportKind::Returns(ReturnsFacts {
            period: &merged.period,
            as_of: parse_date("2024-10-17"),
            due: parse_date("2024-10-18"),
            sections: &tallies,
            hierarchy: &merged.hierarchy,
            forms: &merged.forms,
            account,
            files: &[FileAccount { file: "回収/前期/総務課.xlsx".to_owned(), account }],
        }),
        read: sample::READ,
        notes: &[],
        waived,
        findings,
        sections: &sections,
    };
    report_html(&report).expect("rendered")
}

/// The page without its own style and script.
fn said(page: &str) -> String {
    let (head, rest) = page.split_once("<style>").expect("a style");
    let (_, rest) = rest.split_once("</style>").expect("its end");
    let (body, rest) = rest.split_once("<script>").expect("a script");
    let (_, foot) = rest.split_once("</script>").expect("its end");
    format!("{head}{body}{foot}")
}

/// What stands between two marks.
#[track_caller]
fn between<'a>(page: &'a str, open: &str, close: &str) -> &'a str {
    let (_, rest) = page.split_once(open).unwrap_or_else(|| panic!("{open} is missing"));
    rest.split_once(close).unwrap_or_else(|| panic!("{close} is missing")).0
}

#[test]
fn text_from_files_is_escaped_and_hidden_characters_are_shown() {
    let page = said(&returns_page(&sample::findings(), sample::merged().account));
    assert!(!page.contains("<script"));
    assert!(page.contains("&#60;script&#62;alert(1)"), "escaped text is missing");
    assert!(page.contains("［U+202E］［U+0007］長い"));
}

#[test]
fn names_from_files_are_escaped_and_spelt_out_wherever_they_stand() {
    let place = Location::file("回収/<b>\u{202E}xslx.xlsx");
    let finding = Finding::new(Code::F01)
        .section("課\u{200B}\"><i>")
        .at(place.clone())
        .detail("\u{7}")
        .related(place);
    let page = returns_page(&[finding], sample::merged().account);
    for raw in ["<b>", "<i>", "\u{202E}", "\u{200B}", "\u{7}"] {
        assert!(!page.contains(raw), "{raw:?}");
    }
    assert!(page.contains("［U+202E］xslx.xlsx"));
}

#[test]
fn the_page_needs_nothing_from_outside() {
    let page = returns_page(&sample::findings(), sample::merged().account);
    for word in ["http:", "https:", "src=", "@import", "<link", "url(h", "url(d", "fetch("] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("<html lang=\"ja\">"));
}

#[test]
fn nothing_but_its_own_style_and_script_may_run() {
    let page = returns_page(&sample::findings(), sample::merged().account);
    let policy =
        between(&page, "Content-Security-Policy\" content=\"", "\">").replace("&#39;", "'");
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    for (directive, tag) in [("style-src", "style"), ("script-src", "script")] {
        let text = between(&page, &format!("<{tag}>"), &format!("</{tag}>"));
        let source = format!("{directive} '{}'", policy_source(text));
        assert!(policy.contains(&source), "{policy} lacks {source}");
    }
    let page = said(&page);
    assert!(!page.contains(" style=") && !page.contains(" on"), "the policy would drop it");
}

#[test]
fn findings_stand_by_section_then_severity() {
    let page = returns_page(&sample::findings(), sample::merged().account);
    let list = between(&page, "id=\"count\"", "id=\"account\"");
    let at = |text: &str| list.find(text).unwrap_or_else(|| panic!("{text} is missing"));
    assert!(at("id=\"課-総務課\"") < at("id=\"課-町民生活課\""));
    assert!(at("要修正 M02") < at("要修正 V01"));
    assert!(at("id=\"課-建設水道課\"") < at("id=\"課なし\""));
    assert!(list.contains("<code>回収/前期/町民生活課.xlsx!1-1-1-1!D6</code>"));
}

#[test]
fn findings_and_rules_lead_to_each_other() {
    let finding = Finding::new(Code::X04).section("総務課").field(Field::FirstHalf).expected("98%");
    let waived = Waived { finding, reason: "年度末に確定するため".to_owned() };
    let page = page_with_waived(&sample::findings(), &[waived], sample::merged().account);
    assert!(page.contains("<dd>年度末に確定するため</dd>") && page.contains("href=\"#r-X04\""));
    let links = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
    for target in links {
        assert!(page.contains(&format!("id=\"{target}\"")), "#{target} leads nowhere");
    }
    assert!(page.contains("<a class=\"code\" href=\"#r-M02\">要修正 M02</a>"));
    let rule = between(&page, "id=\"r-M02\"", "</article>");
    assert!(rule.contains("町民生活課 1 件</a>"), "{rule}");
}

#[test]
fn sections_that_returned_nothing_are_named() {
    let page = returns_page(&sample::findings(), sample::merged().account);
    assert!(page.contains("まだ何も提出していない課（1 課）：<strong>建設水道課</strong>"));
}

#[test]
fn the_picture_tells_every_state_in_words_and_the_bar_adds_up() {
    let page = returns_page(&[], sample::merged().account);
    let label = between(&page, "role=\"img\" aria-label=\"", "\"");
    assert_eq!(label, "記入済 1 件、不一致 1 件、一部記入 1 件、未記入 1 件、未提出 1 件");
    let bar = between(&page, "<svg class=\"bar\"", "</svg>");
    assert_eq!(bar.matches("width=\"20.00%\"").count(), 5, "{bar}");
    assert!(page.contains("提出率 <strong>80.0%</strong>"));
    let open = between(&page, "まだそろっていない様式　4 件", "</details>");
    assert!(open.contains("［不一致］効果的な情報発信手法の研究実施"), "{open}");
}

#[test]
fn dates_are_in_their_era_for_people_and_iso_for_machines() {
    let late = Finding::new(Code::M05)
        .section("総務課")
        .at(Location::file("回収/前期/総務課.xlsx"))
        .found("2024-10-20")
        .expected("2024-10-18");
    let page = said(&returns_page(&[late], sample::merged().account));
    for (iso, day) in [("2024-10-17", 17), ("2024-10-18", 18), ("2024-10-20", 20)] {
        let time = format!("<time datetime=\"{iso}\">令和6年10月{day}日</time>");
        assert!(page.contains(&time), "{time}");
    }
    assert!(page.contains("提出期限「令和6年10月18日」より後の提出です：「令和6年10月20日」"));
}

#[test]
fn changed_words_are_told_apart_without_colour() {
    let changed = Finding::new(Code::M03)
        .section("総務課")
        .field(Field::AnnualGoal)
        .found("講座を25回開く。")
        .expected("講座を20回開く。");
    let page = returns_page(&[changed], sample::merged().account);
    let aside = |word: &str| format!("<span class=\"aside\">{word}</span>");
    assert!(page.contains(&format!("<del>{}20</del>", aside("削除"))));
    assert!(page.contains(&format!("<ins>{}25</ins>", aside("追加"))));
}

#[test]
fn an_account_that_does_not_balance_says_so() {
    let sound = sample::merged().account;
    assert!(!returns_page(&[], sound).contains("不一致（差"));
    let lost = Account { read: 1007, ..sound };
    let page = returns_page(&[], lost);
    assert!(page.contains("不一致（差 7 文字）"));
    let file = between(&page, "class=\"file\">回収/前期/総務課.xlsx", "</tr>");
    assert!(file.contains("data-l=\"読んだ文字\">1,007<") && file.contains(">差 7<"), "{file}");
}

#[test]
fn the_report_on_the_plan_tells_what_was_read_and_has_no_table_of_sections() {
    let (sections, merged) = (sample::sections(), sample::merged());
    let file =
        FileCounts { file: "様式/計画.xlsx".to_owned(), sheets: 9, forms: 5, characters: 1000 };
    let report = Report {
        title: "プラン",
        municipality: "",
        fiscal_year: "令和6年度",
        kind: ReportKind::Import { hierarchy: &merged.hierarchy, forms: &[], files: &[file] },
        read: sample::READ,
        notes: &[],
        waived: &[],
        findings: &[],
        sections: &sections,
    };
    let page = said(&report_html(&report).expect("rendered"));
    assert!(page.contains("取込報告") && page.contains("<strong>2 取組項目</strong>"));
    let area = between(&page, "1　協働によるまちづくり</th>", "</tr>");
    assert_eq!(area.matches("<td class=\"n\">1</td>").count(), 3, "{area}");
    assert!(page.contains("class=\"file\">様式/計画.xlsx</th><td class=\"n\">9</td>"));
    assert!(page.contains("指摘はありません。") && !page.contains("課ごとの状況"));
}
