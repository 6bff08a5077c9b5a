//! A small plan: one 全課 form, two forms of one 取組項目 and 課, and one with a long text.

use torimatome::model::{
    BasicArea, FiscalYear, Form, Initiative, InitiativeGroup, Plan, Progress, PromotionItem,
    SCHEMA, Source, form_id,
};
use torimatome::settings::Settings;

/// Text of 目指す姿, long enough for several lines.
const VISION: &str = "日々高度化する情報取得手段に対応し、町が行うべき各種施策に関し、町と町民による協働が双方で、実感できるサイト構築を図る。";

pub(crate) fn settings() -> Settings {
    let text = r#"title = "町政運営推進プランR6"
municipality = "上富良野町"
fiscal_year = "令和6年度"
period = "前期"
sections = ["総務課", "町民生活課"]
[due]
前期 = "2024-10-18"
"#;
    Settings::parse(text, "plan.toml").expect("sound")
}

pub(crate) fn plan() -> Plan {
    let group = |number, title: &str, initiatives| InitiativeGroup {
        number,
        title: title.to_owned(),
        initiatives,
    };
    let mut everyone = initiative("1-1-1-1", "効果的な情報発信手法の研究実施");
    everyone.all_sections = true;
    everyone.coordinating_section = Some("総務課".to_owned());
    let groups = vec![
        group(1, "行政情報の公開と共有", vec![everyone]),
        group(2, "広報・広聴活動の強化", vec![initiative("1-1-2-1", "広報活動の強化")]),
    ];
    let item = PromotionItem {
        number: 1,
        title: "積極的な情報共有".to_owned(),
        initiative_groups: groups,
    };
    let area = BasicArea {
        number: 1,
        title: "協働によるまちづくり".to_owned(),
        promotion_items: vec![item],
    };
    Plan {
        schema: SCHEMA.to_owned(),
        title: "町政運営推進プランR6".to_owned(),
        municipality: "上富良野町".to_owned(),
        fiscal_year: FiscalYear::of(2024),
        hierarchy: vec![area],
        forms: vec![
            form("1-1-1-1", "全課", 1, "・情報提供の充実\n・記録の公表"),
            form("1-1-2-1", "町民生活課", 1, "=紙面の充実"),
            form("1-1-2-1", "町民生活課", 2, &"懇談会の開催。".repeat(1_000)),
        ],
    }
}

fn initiative(id: &str, title: &str) -> Initiative {
    Initiative {
        number: 1,
        id: id.to_owned(),
        title: title.to_owned(),
        all_sections: false,
        coordinating_section: None,
        responsible_sections: Vec::new(),
    }
}

fn form(initiative_id: &str, section: &str, branch_no: u32, goal: &str) -> Form {
    Form {
        form_id: form_id(initiative_id, section, branch_no),
        initiative_id: initiative_id.to_owned(),
        section: section.to_owned(),
        branch_no,
        vision: Some(VISION.to_owned()),
        annual_goal: Some(goal.to_owned()),
        planned_actions: Some("・内容更新体制の見直し\r\n・A_x000D_B".to_owned()),
        progress: Progress::default(),
        goal_attainment: None,
        evaluation: None,
        source: Source {
            file: "様式.xlsx".to_owned(),
            sheet: "様式".to_owned(),
            cell: "A1".to_owned(),
        },
    }
}
