//! A master in parts: nothing is in two of them, nothing is in none, and 目次 sums them up.

use torimatome::finding::Finding;
use torimatome::merge::{Account, FileAccount};
use torimatome::model::Notes;
use torimatome::model::remarks::{INDEX_SHEET, LIST_SHEET};
use torimatome::render::master::{
    MOST_FORMS, Master, Parts, Whole, index_workbook, master_workbook, part_file,
};
use torimatome::template::Template;

use super::records;
use crate::sample;

#[test]
fn parts_hold_every_form_and_finding_once_and_the_index_sums_them_up() {
    let (merged, findings, remarks) = (sample::merged(), sample::findings(), sample::remarks());
    let settings = sample::settings();
    let template = Template::by_name("torikumi").expect("built in");
    let whole = Master {
        merged: &merged,
        findings: &findings,
        settings: &settings,
        template: &template,
        changes: &[],
        issued: Some(5),
        remarks: &remarks,
        notes: &Notes::default(),
    };
    assert_eq!(Parts::of(&whole, MOST_FORMS).sections.len(), 1);
    // A 課 is not divided, even where it has more forms than a part should.
    let parts = Parts::of(&whole, 2);
    assert_eq!(parts.sections, [vec!["総務課"], vec!["町民生活課"], vec!["建設水道課"]]);

    let accounts: Vec<FileAccount> = merged
        .returns
        .iter()
        .enumerate()
        .map(|(index, one)| FileAccount {
            file: one.file.clone(),
            account: Account { read: 10 + index as u64, ..Account::default() },
        })
        .collect();
    let issued = ["総務課", "町民生活課", "建設水道課"].into_iter().zip([1, 3, 1]);
    let issued = issued.map(|(section, count)| (section.to_owned(), count)).collect();
    let whole_parts =
        Whole { input: &whole, accounts: &accounts, issued: Some(&issued), earlier: None };
    let (mut forms, mut quoted) = (Vec::new(), Vec::new());
    for index in 0..parts.sections.len() {
        let part = parts.take(index, &whole_parts);
        let book = master_workbook(&part.master(&whole_parts)).expect("drawn");
        forms.extend(records(&book, LIST_SHEET).into_iter().map(|row| row["様式ID"].clone()));
        quoted.extend(records(&book, "確認事項").into_iter().map(|row| row["コード"].clone()));
        let input = part.master(&whole_parts);
        assert_eq!(input.issued, Some(input.merged.forms.len() as u64));
        let title = &input.merged.title;
        assert!(title.ends_with(&format!("（分冊 {}／3）", index + 1)), "{title}");
        let own = |finding: &Finding| {
            finding.section.as_deref().is_none_or(|name| parts.sections[index].contains(&name))
        };
        assert!(input.findings.iter().all(own));
    }
    let expected: Vec<&str> = merged.forms.iter().map(|form| form.form_id.as_str()).collect();
    forms.sort();
    let mut sorted = expected.clone();
    sorted.sort_unstable();
    assert_eq!(forms, sorted);
    assert_eq!(quoted.len(), findings.len(), "{quoted:?}");

    let index = index_workbook(&whole, &parts).expect("drawn");
    let list = records(&index, INDEX_SHEET);
    let headings = [
        "課の数",
        "様式（件）",
        "記入済（件）",
        "不一致（件）",
        "一部記入（件）",
        "未記入（件）",
        "未提出（件）",
        "提出ファイル（個）",
        "要修正（件）",
        "要確認（件）",
    ];
    let row = |name: &str| {
        let row = list.iter().find(|row| row["ファイル"] == name).expect(name);
        headings.map(|heading| row[heading].parse::<u64>().expect("a figure"))
    };
    assert_eq!(row(&part_file(2)), [1, 3, 0, 1, 1, 1, 0, 2, 2, 0]);
    assert_eq!(row("合計"), row("プログラムが全体を数えた値"));
    assert_eq!(row("合計")[..2], [3, 5]);
    assert_eq!(records(&index, "課別").len(), 4, "three 課 and their total");
    let items = records(&index, "取組項目別");
    let total = items.last().expect("a total");
    assert_eq!((&*total["番号"], &*total["様式（件）"]), ("合計", "5"));
}
