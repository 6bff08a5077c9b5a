//! 機構改革 within a 期: what was issued and decided under the old name of a 課 follows it.

use std::fs;

use serde_json::Value;
use torimatome::field::Field;
use torimatome::model::remarks::{COMMENT_HEADING, INSTRUCTION_HEADING, LIST_SHEET};

use crate::chain::fill;
use crate::cli::{Plan, returned};
use crate::memory::{grid, place, shown, type_into};

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

/// Forms of three 課 and one of all, before the reorganisation.
const FORMS: &str = "\
町政運営推進プランR6\n\
Ⅰ 協働によるまちづくり\n\
1 積極的な情報共有\n\
取組項目\t① 公開 (1) 情報発信の研究\n目指す姿\t得やすい町\n目標\t毎月の更新\n取組内容\t・見直し\n\
実践課\t全課【総務課】\n前期 (4～9月)\t\n後期 (10～3月)\t\n目標の達成\t\n評価・検証\t\n\n\
取組項目\t② 広報 (1) 広報活動\n目指す姿\t伝わる町\n目標\t紙面の充実\n取組内容\t・増刷\n\
実践課\t町民生活課\n前期 (4～9月)\t\n後期 (10～3月)\t\n目標の達成\t\n評価・検証\t\n\n\
取組項目\t③ 産業 (1) 担い手の確保\n目指す姿\t続く農業\n目標\t研修生の受入れ\n取組内容\t・募集\n\
実践課\t農業課\n前期 (4～9月)\t\n後期 (10～3月)\t\n目標の達成\t\n評価・検証\t\n\n\
取組項目\t④ 道路 (1) 橋の補修\n目指す姿\t渡れる橋\n目標\t補修の完了\n取組内容\t・工事\n\
実践課\t建設課\n前期 (4～9月)\t\n後期 (10～3月)\t\n目標の達成\t\n評価・検証\t\n";

const BEFORE: &str = "title = \"町政運営推進プランR6\"\nfiscal_year = \"令和6年度\"\nperiod = \"前期\"\n\
    secretariat = \"総務課\"\nsections = [\"総務課\", \"町民生活課\", \"農業課\", \"建設課\"]\n";

impl Plan {
    /// Fills in every workbook that was issued for a 期 and puts it among the returns.
    fn answer(&self, period: &str, fields: &[Field]) {
        for (name, bytes) in self.files() {
            let prefix = format!("配布/{period}/");
            let file = name.strip_prefix(&prefix).and_then(|file| file.strip_suffix(".xlsx"));
            let Some(file) = file else { continue };
            let filled = fill(&bytes, &|id: &str, field| {
                let text = match field {
                    Field::GoalAttainment => "おおむね達成".to_owned(),
                    _ => format!("{id} の{}として 8 件を進めた。", field.label()),
                };
                fields.contains(&field).then_some(text)
            });
            self.write(&format!("回収/{period}/{file}.xlsx"), &filled);
        }
    }

    fn record(&self, period: &str) -> Value {
        serde_json::from_slice(&self.files()[&format!("とりまとめ/{period}/統合.json")])
            .expect("JSON")
    }
}

/// 前期, one 課 renamed, two others united, 後期, master: no answer, remark or instruction is lost.
#[test]
fn a_reorganisation_between_the_halves_loses_nothing() {
    let plan = Plan::new();
    plan.write("様式/様式.tsv", FORMS.as_bytes());
    plan.write("plan.toml", BEFORE.as_bytes());
    plan.run(&["distribute"]).ends_with(0);
    plan.answer("前期", &[Field::FirstHalf]);
    plan.run(&["run"]).ends_with(0);
    let path = plan.root().join("とりまとめ/前期/とりまとめ.xlsx");
    for (section, id) in [("町民生活課", "1-1-2-1"), ("農業課", "1-1-3-1"), ("建設課", "1-1-1-1")]
    {
        let id = format!("{id}-{section}-1");
        for (heading, text) in [(COMMENT_HEADING, "所見"), (INSTRUCTION_HEADING, "指示")] {
            let book = grid(&fs::read(&path).expect("the master"));
            let at = place(&book, LIST_SHEET, heading, &[&id]);
            type_into(&path, LIST_SHEET, at, &format!("{section}への{text}"));
        }
    }
    plan.run(&["run"]).ends_with(0);

    let after = BEFORE
        .replace("period = \"前期\"", "period = \"後期\"")
        .replace("\"町民生活課\"", "{ name = \"住民課\", aliases = [\"町民生活課\"] }")
        .replace(
            "\"農業課\", \"建設課\"",
            "{ name = \"産業課\", aliases = [\"農業課\", \"建設課\"] }",
        );
    plan.write("plan.toml", after.as_bytes());
    plan.run(&["distribute"]).ends_with(0);
    plan.answer("後期", &[Field::SecondHalf, Field::GoalAttainment, Field::Evaluation]);
    let ran = plan.run(&["run"]).ends_with(0);
    assert!(ran.err.contains("記入済 6"), "{}", ran.err);

    let record = plan.record("後期").to_string();
    for answer in [
        "1-1-2-1-町民生活課-1 の進捗状況（前期）",
        "1-1-3-1-農業課-1 の進捗状況（前期）",
        "1-1-4-1-建設課-1 の進捗状況（前期）",
        "1-1-1-1-農業課-1 の進捗状況（前期）",
        "1-1-1-1-建設課-1 の進捗状況（前期）",
        "1-1-2-1-住民課-1 の進捗状況（後期）",
        "1-1-1-1-産業課-1 の評価・検証",
    ] {
        assert!(record.contains(answer), "{answer}");
    }
    let united = record.split("\"form_id\":\"1-1-1-1-産業課-1\"").nth(1).expect("the form");
    assert!(united.contains("〔農業課〕") && united.contains("〔建設課〕"));

    let page = grid(&plan.files()["とりまとめ/後期/町長報告.xlsx"]);
    let words: String = page.sheets.iter().flat_map(|it| &it.cells).map(|it| it.shown()).collect();
    for section in ["町民生活課", "農業課", "建設課"] {
        assert!(words.contains(&format!("{section}への指示")), "{section}");
    }
    // The remarks of 前期 stay where they were written, under the 課 of today once that run is made again.
    plan.run(&["run", "--period", "前期"]).ends_with(0);
    let book = grid(&fs::read(&path).expect("the master"));
    for (id, text) in
        [("1-1-2-1-住民課-1", "町民生活課への所見"), ("1-1-3-1-産業課-1", "農業課への所見")]
    {
        let at = place(&book, LIST_SHEET, COMMENT_HEADING, &[id]);
        assert_eq!(shown(&book, LIST_SHEET, at), text);
    }
}

/// With the record of 前期 gone, a rewritten answer of 前期 is held against what was issued.
#[test]
fn a_rewritten_first_half_is_told_without_its_record() {
    let plan = Plan::new();
    plan.write("様式/様式.tsv", FORMS.as_bytes());
    plan.write("plan.toml", BEFORE.as_bytes());
    plan.run(&["distribute"]).ends_with(0);
    plan.answer("前期", &[Field::FirstHalf]);
    plan.run(&["merge"]).ends_with(0);
    plan.run(&["distribute", "--period", "後期"]).ends_with(0);
    plan.answer(
        "後期",
        &[Field::FirstHalf, Field::SecondHalf, Field::GoalAttainment, Field::Evaluation],
    );
    let path = plan.root().join("回収/後期/町民生活課.xlsx");
    let book = grid(&fs::read(&path).expect("the return"));
    let own = book.sheets.iter().find_map(|sheet| {
        let answer = "1-1-2-1-町民生活課-1 の進捗状況（前期）として";
        Some((sheet, sheet.cells.iter().find(|cell| cell.shown().contains(answer))?))
    });
    let (sheet, first) = own.expect("the answer");
    type_into(&path, &sheet.name, first.at, "前期の答えを書き換えた。");
    fs::remove_file(plan.root().join("とりまとめ/前期/統合.json")).expect("gone");
    plan.run(&["merge", "--period", "後期"]).ends_with(0);
    let report =
        String::from_utf8_lossy(&plan.files()["とりまとめ/後期/検証報告.json"]).into_owned();
    assert!(report.contains("\"X02\"") && report.contains("前期の答えを書き換えた。"), "{report}");
}
