//! 機構改革 within a 期: what was issued and decided under the old name of a 課 follows it.

use crate::cli::{Plan, returned};

/// Sections of the plan of `cli`, one of them under a new name.
fn rename(plan: &Plan) {
    let toml = String::from_utf8(plan.files()["plan.toml"].clone()).expect("text");
    let toml = toml.replace("\"町民生活課\"", "{ name = \"住民課\", aliases = [\"町民生活課\"] }");
    plan.write("plan.toml", toml.as_bytes());
}

fn findings(plan: &Plan) -> Vec<String> {
    let report: serde_json::Value =
        serde_json::from_slice(&plan.files()["とりまとめ/前期/検証報告.json"]).expect("JSON");
    let findings = report["findings"].as_array().expect("a list").iter();
    findings.map(|it| format!("{} {}", it["code"], it["message"])).collect()
}

#[test]
fn forms_that_were_issued_under_the_old_name_of_a_section_are_known() {
    let plan = Plan::answered();
    plan.run(&["distribute"]).ends_with(0);
    plan.run(&["merge"]).ends_with(0);
    let before = findings(&plan);
    rename(&plan);
    let ran = plan.run(&["merge"]).ends_with(0);
    assert!(ran.err.contains("記入済 4") && !ran.err.contains("変わっています"), "{}", ran.err);
    assert_eq!(findings(&plan), before);
    let record = String::from_utf8_lossy(&plan.files()["とりまとめ/前期/統合.json"]).into_owned();
    assert!(record.contains("-住民課-1") && record.contains("-町民生活課-1 を進めた。"));
}

#[test]
fn decisions_of_plan_toml_follow_the_name_of_a_section() {
    let plan = Plan::answered();
    plan.run(&["distribute"]).ends_with(0);
    let other = returned("町民生活課", |id| format!("{id} は 8 件まで進んだ。"));
    plan.write("回収/前期/町民生活課（二）.xlsx", &other);
    let toml = String::from_utf8(plan.files()["plan.toml"].clone()).expect("text");
    let choice = "[[choose]]\nform_id = \"1-1-1-1-町民生活課-1\"\nfield = \"progress.first_half\"\n\
        file = \"回収/前期/町民生活課.xlsx\"\n[[waive]]\ncode = \"X04\"\nform_id = \"9-9-9-9-総務課-1\"\nreason = \"なし\"\n";
    plan.write("plan.toml", format!("{toml}{choice}").as_bytes());
    rename(&plan);
    let ran = plan.run(&["merge"]).ends_with(0);
    assert!(
        ran.err.contains("[[waive]] に当たる指摘はありません：X04（9-9-9-9-総務課-1）"),
        "{}",
        ran.err
    );
    let record = String::from_utf8_lossy(&plan.files()["とりまとめ/前期/統合.json"]).into_owned();
    let form = record.split("\"form_id\": \"1-1-1-1-住民課-1\"").nth(1).expect("the form");
    assert!(form.contains("1-1-1-1-町民生活課-1 を進めた。"), "{form}");
}
