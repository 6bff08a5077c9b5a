//! X04: a figure to be reached in the goal or vision, and no figure in the answers.

use torimatome::field::Field;
use torimatome::finding::Finding;
use torimatome::merge::{Conflict, MergedForm, State};
use torimatome::model::Form;
use torimatome::rules::Code;

use crate::sample;
use crate::seed::{import_text, seed};

use super::{Known, answered, check_place, fill, found};

fn form(goal: &str, progress: &str) -> MergedForm {
    let mut form = answered(&[(Field::FirstHalf, progress)]);
    form.annual_goal = Some(goal.into());
    form
}

fn findings(goal: &str, progress: &str) -> Vec<Finding> {
    found("前期", vec![form(goal, progress)], &Known::default())
}

#[track_caller]
fn check_target(goal: &str, quote: &str) {
    let all = findings(goal, "・7月に第2回の会議を開き、計画を見直した。");
    assert_eq!(all.len(), 1, "{goal}");
    check_place(&all[0], Code::X04, "2-1-3-2-町民生活課-1", Field::FirstHalf);
    assert_eq!(all[0].expected.as_deref(), Some(quote));
}

#[test]
fn a_figure_to_be_reached_wants_a_figure() {
    check_target("・現年度の収納率98%以上を保つ", "98%以上");
    check_target("目標値を２５％とする", "２５％");
    check_target("登用率を25 %に上げる", "25 %");
    check_target("・相談200件", "200件");
    check_target("年度末の保有率が85%に達している", "85%");
    check_target("登用率を30% (R5 23%) とする", "30%");
    check_target("耐震化率100%\n・点検の充実", "100%");
    check_target("講座の受講者を年1,000人以上とする", "1,000人以上");
    check_target("滞納額を5千円以下に抑える", "5千円以下");
    check_target("参加者を10人増やす", "10人");
    check_target("・職員研修の受講率98.5パーセント", "98.5パーセント");
    check_target("令和10年度の登用率の目標値を25% (R5 23%) とする", "25%");
}

#[test]
fn texts_without_a_target_ask_for_nothing() {
    for goal in [
        "第6次総合計画の実現を目指す",
        "令和10年度までに計画を策定する",
        "最終料金改定 平成16年9月",
        "第9期介護保険事業計画に基づく事業の実施",
        "①適正な督促の実施\n②財産の調査",
        "(1) 体制の整備\n(2) 研修の充実",
        "1. 広報の充実\n2. 広聴の強化",
        "・9月30日までに調査を終える",
        "・健康かみふらの21の検証",
        "職員一人ひとりの能力を高める",
        "1人1台の端末を生かす",
        "1人暮らしの高齢者を見守る",
        "国民健康保険税の7割・5割・2割軽減の周知",
        "消費税10%への対応",
        "町内3か所の公民館を長く使う",
        "25団体からなる住民会と話し合う",
        "24時間の相談体制を保つ",
        "3R運動を進める",
        "費用の50%の補助を活用する",
        "第3回の懇談会の開催",
        "R5年度の水準を保つ",
        "4～9月の取組を広げる",
        "2次利用を進める",
        "70歳以上の高齢者を支える",
        "2人以上の子を持つ世帯を支援する",
        "20人以下の小規模校を支える",
        "高齢化率が35%を超える中、支え合う",
        "現在23%の登用率を上げる",
        "65歳以上が35%となった地域を支える",
        "人口1万人のまちを保つ",
        "1件でも多く受け付ける",
    ] {
        assert_eq!(findings(goal, "・計画を見直した。"), [], "{goal}");
    }
}

#[test]
fn any_figure_in_the_answers_is_an_answer() {
    for progress in [
        "・9月末の収納率は97.2%である。",
        "・収納率は９７％となった。",
        "・相談を15件受けた。",
        "・講座に18名が参加した。",
        "・講座を３回開いた。",
        "・三回の講座を開いた。",
        "・五名が受講した。",
        "・対象者の半数が受診した。",
        "・全員が研修を受けた。",
        "・誤りはゼロである。",
        "・収納額 1,200,000円",
        "・滞納は3世帯減った。",
        "・9月末：45",
        "・延べ2時間の研修を行った。",
        "・近隣5町を調べた。",
        "・前年度比1.2倍",
        "・2団体へ交付した。",
        "・登用率は前年より2ポイント高い。",
        "・十二人の応募があった。",
        "・6月に2か所で受け付けた。",
    ] {
        assert_eq!(findings("収納率98%以上", progress), [], "{progress}");
    }
}

#[test]
fn dates_plan_numbers_and_list_numbers_are_no_figures() {
    for progress in [
        "・7月と9月に納付を促した。",
        "・令和6年度の計画を見直した。",
        "・R6計画を見直した。",
        "・第3期の計画を見直した。",
        "1. 納付を促した。\n2. 計画を見直した。",
        "(1)納付を促した。",
        "①納付を促した。",
        "・7/10に納付を促した。",
        "・様式2-1-3-2のとおり納付を促した。",
        "・職員一人ひとりが納付を促した。",
        "・毎月、納付を促した。",
    ] {
        assert_eq!(findings("収納率98%以上", progress).len(), 1, "{progress}");
    }
}

#[test]
fn dates_answer_how_often() {
    assert_eq!(findings("懇談会を年2回以上開く", "・7月と9月に懇談会を開いた。"), []);
    assert_eq!(findings("広報を月1回以上発行する", "・広報を毎月発行した。"), []);
    assert_eq!(findings("懇談会を年2回以上開く", "・懇談会を開いた。").len(), 1);
}

#[test]
fn only_a_form_that_is_filled_in_and_not_in_conflict_is_judged() {
    let blank = MergedForm {
        annual_goal: Some("収納率98%以上".into()),
        ..sample::form("2-1-3-2", "町民生活課", 1)
    };
    assert_eq!(found("前期", vec![blank], &Known::default()), []);
    let mut partial = form("収納率98%以上", "・納付を促した。");
    assert_eq!(found("後期", vec![partial.clone()], &Known::default()), []);
    fill(&mut partial, &[(Field::SecondHalf, "・促した。"), (Field::Evaluation, "届いた。")]);
    assert_eq!(found("後期", vec![partial], &Known::default()).len(), 1);
    let mut conflict = form("収納率98%以上", "・納付を促した。");
    conflict.conflicts = vec![Conflict { field: Field::Evaluation, answers: Vec::new() }];
    conflict.state = State::Conflict;
    assert_eq!(found("前期", vec![conflict], &Known::default()), []);
}

#[test]
fn in_the_real_plan_only_the_rate_of_women_is_a_target() {
    let Some(text) = seed() else { return };
    let of_plan = |form: &Form| {
        let mut merged = sample::form(&form.initiative_id, &form.section, form.branch_no);
        merged.vision = form.vision.as_deref().map(Into::into);
        merged.annual_goal = form.annual_goal.as_deref().map(Into::into);
        fill(&mut merged, &[(Field::FirstHalf, "・取り組んだ。")]);
        merged
    };
    let forms = import_text(text.as_bytes()).plan.forms.iter().map(of_plan).collect();
    let all = found("前期", forms, &Known::default());
    let told: Vec<_> = all.iter().map(|f| (f.form_id.as_deref(), f.expected.as_deref())).collect();
    assert_eq!(told, [(Some("1-2-2-1-全課-1"), Some("25%"))]);
}
