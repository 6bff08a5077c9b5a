//! A small merged record, made by hand: two 基本項目, three 課, every state.

use std::collections::BTreeMap;
use std::sync::Arc;

use torimatome::field::Field;
use torimatome::finding::{Finding, Location, ReadCounts};
use torimatome::grid::Addr;
use torimatome::merge::{
    Account, Answer, Conflict, Dues, Merged, MergedForm, Provenance, Return, State,
};
use torimatome::model::{
    BasicArea, FiscalYear, Initiative, InitiativeGroup, PromotionItem, Remarks, RemarksByForm,
    SCHEMA, Source, form_id,
};
use torimatome::rules::Code;
use torimatome::settings::Settings;

/// The settings that belong to [`merged`].
pub(crate) fn settings() -> Settings {
    let text = r#"title = "町政運営推進プランR6"
municipality = "上富良野町"
fiscal_year = "令和6年度"
period = "前期"
sections = ["総務課", "町民生活課", "建設水道課"]
[due]
"前期" = "2024-10-18"
[goal_attainment]
choices = ["達成", "一部達成", "未達成"]
aliases = { "○" = "達成" }
"#;
    Settings::parse(text, "plan.toml").expect("sound settings")
}

/// Names of the 課 in display order.
pub(crate) fn sections() -> Vec<String> {
    settings().section_names()
}

/// Counts of what was read.
pub(crate) const READ: ReadCounts = ReadCounts { files: 3, sheets: 9, forms: 5, characters: 1000 };

/// The record.
pub(crate) fn merged() -> Merged {
    let mut shared: Vec<MergedForm> = ["総務課", "町民生活課", "建設水道課"]
        .into_iter()
        .map(|section| MergedForm {
            plan_form_id: "1-1-1-1-全課-1".to_owned(),
            ..form("1-1-1-1", section, 1)
        })
        .collect();
    answer(&mut shared[0], Field::FirstHalf, "移行の準備を3件行った。");
    shared[0].state = State::Complete;
    shared[1].state = State::Conflict;
    shared[1].conflicts = vec![Conflict {
        field: Field::FirstHalf,
        answers: vec![
            said("毎月更新した。", "町民生活課.xlsx"),
            said("隔月で更新した。", "町民生活課(2).xlsx"),
        ],
    }];
    let mut first = form("2-1-3-2", "町民生活課", 1);
    answer(&mut first, Field::FirstHalf, "=徴収率は98.5%〜");
    answer(&mut first, Field::GoalAttainment, "○");
    first.state = State::Partial;
    let mut second = form("2-1-3-2", "町民生活課", 2);
    second.state = State::Blank;
    let mut forms = shared;
    forms.extend([first, second]);
    Merged {
        schema: SCHEMA,
        title: "町政運営推進プランR6".to_owned(),
        municipality: "上富良野町".to_owned(),
        fiscal_year: FiscalYear::of(2024),
        period: "前期".to_owned(),
        as_of: Some("2024-10-17".to_owned()),
        hierarchy: hierarchy(),
        forms,
        summaries: Vec::new(),
        returns: vec![
            returned("総務課", "総務課.xlsx", Some("2024-10-15T01:00:00Z"), &["1-1-1-1-総務課-1"]),
            returned("町民生活課", "町民生活課(2).xlsx", None, &["1-1-1-1-町民生活課-1"]),
            returned(
                "町民生活課",
                "町民生活課.xlsx",
                Some("2024-10-17T05:30:00Z"),
                &["1-1-1-1-町民生活課-1", "2-1-3-2-町民生活課-1", "2-1-3-2-町民生活課-2"],
            ),
        ],
        account: Account {
            read: 1000,
            labels: 500,
            issued: 400,
            merged: 60,
            conflicting: 15,
            repeated: 5,
            own_sheets: 10,
            quoted: 10,
        },
        dues: Dues::default(),
    }
}

/// Findings on the record.
pub(crate) fn findings() -> Vec<Finding> {
    let at = |file: &str, cell| {
        Location::cell(&format!("回収/前期/{file}"), "1-1-1-1", Addr::new(cell, 3))
    };
    vec![
        Finding::new(Code::M02)
            .section("町民生活課")
            .form("1-1-1-1-町民生活課-1")
            .field(Field::FirstHalf)
            .at(at("町民生活課.xlsx", 5))
            .found("毎月更新した。")
            .expected("隔月で更新した。")
            .related(at("町民生活課(2).xlsx", 5)),
        Finding::new(Code::V01)
            .section("町民生活課")
            .form("2-1-3-2-町民生活課-2")
            .field(Field::FirstHalf)
            .at(at("町民生活課.xlsx", 6)),
        Finding::new(Code::S11).section("総務課").at(at("総務課.xlsx", 20)).found(format!(
            "<script>alert(1)</script>\u{202E}\u{7}{}",
            "長い覚え書き。".repeat(40)
        )),
        Finding::new(Code::M04).section("建設水道課"),
        Finding::new(Code::F08).at(Location::file("回収/前期/~$総務課.xlsx")),
    ]
}

/// Remarks of 総務課 and 町長 on one form.
pub(crate) fn remarks() -> RemarksByForm {
    let remarks = Remarks {
        ga_comment: Some("件数の内訳を添えること。".to_owned()),
        status_code: Some("B".to_owned()),
        mayor_instruction: Some("12月までに報告を。".to_owned()),
    };
    BTreeMap::from([("1-1-1-1-総務課-1".to_owned(), remarks)])
}

/// An empty form with its issued texts.
pub(crate) fn form(initiative: &str, section: &str, branch_no: u32) -> MergedForm {
    let form_id = form_id(initiative, section, branch_no);
    MergedForm {
        plan_form_id: form_id.clone(),
        form_id,
        initiative_id: initiative.to_owned(),
        section: section.to_owned(),
        branch_no,
        vision: Some("情報を得やすい町にする。".into()),
        annual_goal: Some("・公開の徹底\n・会議録の公表".into()),
        planned_actions: Some("・随時更新".into()),
        answers: BTreeMap::new(),
        conflicts: Vec::new(),
        state: State::Missing,
        source: Arc::new(Source {
            file: "様式/計画.xlsx".to_owned(),
            sheet: "様式".to_owned(),
            cell: "A1".to_owned(),
        }),
    }
}

/// Fills in an answer.
pub(crate) fn answer(form: &mut MergedForm, field: Field, text: &str) {
    let file = format!("{}.xlsx", form.section);
    form.answers.insert(field, said(text, &file));
}

fn said(text: &str, file: &str) -> Answer {
    Answer {
        text: text.to_owned(),
        source: Box::new(Provenance {
            file: format!("回収/前期/{file}"),
            sheet: "1-1-1-1".to_owned(),
            cell: "D6".to_owned(),
            sha256: "0".repeat(64),
        }),
    }
}

fn returned(section: &str, file: &str, modified: Option<&str>, forms: &[&str]) -> Return {
    Return {
        section: Some(section.to_owned()),
        file: format!("回収/前期/{file}"),
        sha256: "0".repeat(64),
        modified: modified.map(str::to_owned),
        edition: Some(1),
        made_from: std::collections::BTreeSet::new(),
        first_saved: None,
        forms: forms.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn hierarchy() -> Vec<BasicArea> {
    let shared = Initiative {
        number: 1,
        id: "1-1-1-1".to_owned(),
        title: "効果的な情報発信手法の研究実施".to_owned(),
        all_sections: true,
        coordinating_section: Some("総務課".to_owned()),
        responsible_sections: Vec::new(),
    };
    let own = Initiative {
        number: 2,
        id: "2-1-3-2".to_owned(),
        title: "行政サービスの制限、債権管理、徴収対策".to_owned(),
        all_sections: false,
        coordinating_section: None,
        responsible_sections: vec!["町民生活課".to_owned()],
    };
    vec![
        area(1, "協働によるまちづくり", "積極的な情報共有", (1, "行政情報の公開と共有"), shared),
        area(
            2,
            "効果的な行財政運営",
            "行財政手法の検証",
            (3, "適正な受益者負担と自主財源の確保"),
            own,
        ),
    ]
}

fn area(
    number: u32,
    title: &str,
    item: &str,
    (group, group_title): (u32, &str),
    initiative: Initiative,
) -> BasicArea {
    let group = InitiativeGroup {
        number: group,
        title: group_title.to_owned(),
        initiatives: vec![initiative],
    };
    let item = PromotionItem { number: 1, title: item.to_owned(), initiative_groups: vec![group] };
    BasicArea { number, title: title.to_owned(), promotion_items: vec![item] }
}
