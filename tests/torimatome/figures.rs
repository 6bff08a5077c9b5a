//! 数値目標: which figures are found in goals and answers, and what is said of them.

use torimatome::field::Field;
use torimatome::figures::{Reported, Standing, Target, targets_of};
use torimatome::merge::{Merged, MergedForm};
use torimatome::model::Form;
use torimatome::template::Template;

use crate::sample;
use crate::seed::{import_text, seed};

fn form(section: &str, goal: &str, answers: &[(Field, &str)]) -> MergedForm {
    let mut form = sample::form("2-1-3-2", section, 1);
    "2-1-3-2-全課-1".clone_into(&mut form.plan_form_id);
    form.vision = None;
    form.annual_goal = Some(goal.into());
    for (field, text) in answers {
        sample::answer(&mut form, *field, text);
    }
    form
}

fn found(forms: Vec<MergedForm>) -> Vec<Target> {
    let template = Template::by_name("torikumi").expect("built in");
    targets_of(&Merged { forms, ..sample::merged() }, &template)
}

/// Target, year and baseline of the only target of a goal.
#[track_caller]
fn check_target(goal: &str, (value, unit): (f64, &str), year: &str, baseline: Option<(f64, &str)>) {
    let all = found(vec![form("町民生活課", goal, &[])]);
    assert_eq!(all.len(), 1, "{goal}");
    let figure = &all[0].figure;
    assert!((figure.value - value).abs() < 1e-9, "{goal}: {}", figure.value);
    assert_eq!((figure.unit.as_str(), figure.year.as_deref()), (unit, Some(year)), "{goal}");
    let own = all[0].baseline.as_ref().map(|own| (own.value, own.year.as_deref().unwrap_or("")));
    assert_eq!(own, baseline, "{goal}");
}

/// The figures that are reported beside 収納率98%以上.
#[track_caller]
fn check_results(field: Field, answer: &str, expected: &[(f64, Standing)]) {
    let all = found(vec![form("町民生活課", "収納率98%以上", &[(field, answer)])]);
    let results: Vec<(f64, Standing)> =
        all[0].results.iter().map(|one| (one.figure.value, one.standing)).collect();
    assert_eq!(results, expected, "{answer}");
}

#[test]
fn a_target_has_its_unit_year_and_baseline() {
    let rate = "令和10年度の登用率の目標値を25% (R5 23%) とする";
    check_target(rate, (25.0, "%"), "令和10年度", Some((23.0, "R5")));
    check_target("収納率９８．５パーセント以上", (98.5, "%"), "令和6年度", None);
    check_target("滞納額を5千円以下に抑える", (5_000.0, "円"), "令和6年度", None);
    check_target("現状23%の登用率を30%に上げる", (30.0, "%"), "令和6年度", Some((23.0, "")));
    check_target("研修を20名以上が受ける", (20.0, "人"), "令和6年度", None);
    check_target("・R4に始めた。\n・相談200件以上", (200.0, "件"), "令和6年度", None);
}

#[test]
fn a_vision_without_a_year_has_none() {
    let mut own = form("町民生活課", "計画を見直す", &[]);
    own.vision = Some("保有率が85%に達している。".into());
    let all = found(vec![own]);
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].figure.field, all[0].figure.year.as_deref()), (Field::Vision, None));
}

#[test]
fn an_answer_says_how_sure_it_is() {
    use Standing::{Expected, Final, Interim};
    check_results(Field::FirstHalf, "・9月末の収納率は97.2%である。", &[(97.2, Interim)]);
    check_results(Field::SecondHalf, "・収納率は９７％となった。", &[(97.0, Final)]);
    check_results(
        Field::Evaluation,
        "収納率は97パーセントとなる見込みである。",
        &[(97.0, Expected)],
    );
    check_results(Field::FirstHalf, "・年度末は98%を予定", &[(98.0, Expected)]);
    check_results(
        Field::Evaluation,
        "9月末は90%、年度末は97%の見込み。",
        &[(90.0, Final), (97.0, Expected)],
    );
}

#[test]
fn other_years_differences_and_the_target_itself_are_no_results() {
    check_results(Field::Evaluation, "目標の98%に対し、実績は96%。", &[(96.0, Standing::Final)]);
    check_results(Field::Evaluation, "R5 95%に対し、R6 96%となった。", &[(96.0, Standing::Final)]);
    check_results(Field::Evaluation, "前年度の95%より高い。", &[]);
    check_results(Field::Evaluation, "収納率は3%増となった。", &[]);
    check_results(Field::Evaluation, "消費税10%を含む。相談は15件。", &[]);
    check_results(Field::Evaluation, "来年度は収納率97%の見込み。", &[]);
    check_results(Field::Evaluation, "執行率は38.5%。", &[]);
    check_results(Field::Evaluation, "収納率（現年度）は97%。", &[(97.0, Standing::Final)]);
    check_results(Field::Evaluation, "町税収納率 97%", &[(97.0, Standing::Final)]);
    check_results(Field::FirstHalf, "・令和6年度の計画を見直した。", &[]);
}

#[test]
fn a_target_of_every_section_is_found_once_with_the_results_of_each() {
    let forms = vec![
        form("総務課", "収納率98%以上", &[(Field::FirstHalf, "・97%")]),
        form("町民生活課", "収納率98%以上", &[(Field::FirstHalf, "・96%")]),
    ];
    let all = found(forms);
    assert_eq!(all.len(), 1);
    let results: Vec<(&str, &str)> = all[0]
        .results
        .iter()
        .map(|one| (one.section.as_str(), one.figure.form_id.as_str()))
        .collect();
    assert_eq!(results, [("総務課", "2-1-3-2-総務課-1"), ("町民生活課", "2-1-3-2-町民生活課-1")]);
}

#[test]
fn the_real_plan_has_one_target_with_its_baseline() {
    let Some(text) = seed() else { return };
    let of_plan = |form: &Form| {
        let mut merged = sample::form(&form.initiative_id, &form.section, form.branch_no);
        merged.plan_form_id.clone_from(&form.form_id);
        merged.vision = form.vision.as_deref().map(Into::into);
        merged.annual_goal = form.annual_goal.as_deref().map(Into::into);
        merged
    };
    let all = found(import_text(text.as_bytes()).plan.forms.iter().map(of_plan).collect());
    assert_eq!(all.len(), 1);
    let (target, baseline) = (&all[0].figure, all[0].baseline.as_ref().expect("R5 23%"));
    assert_eq!(all[0].plan_form_id, "1-2-2-1-全課-1");
    assert_eq!((target.quote.as_str(), target.year.as_deref()), ("25%", Some("令和10年度")));
    assert_eq!((baseline.quote.as_str(), baseline.year.as_deref()), ("23%", Some("R5")));
}

/// Goals and what is answered to them, a line each: the goal, the answers behind their fields (f for
/// 前期, s for 後期, e for 評価・検証), and what is shown as the result.
const PAIRS: &str = include_str!("../fixtures/results.tsv");

#[test]
fn a_result_is_the_figure_of_the_target_or_none() {
    let mut wrong = Vec::new();
    for line in PAIRS.lines() {
        let (goal, rest) = line.split_once('\t').expect("a goal");
        let (answers, expected) = rest.rsplit_once('\t').expect("a result");
        let answers: Vec<(Field, &str)> = answers
            .split('|')
            .map(|answer| {
                let (field, text) = answer.split_once('\t').expect("an answer");
                let field = match field {
                    "f" => Field::FirstHalf,
                    "s" => Field::SecondHalf,
                    _ => Field::Evaluation,
                };
                (field, text)
            })
            .collect();
        let all = found(vec![form("町民生活課", goal, &answers)]);
        let shown: Vec<String> = all.iter().map(shown).collect();
        if shown != [expected] {
            wrong.push(format!("{line}\n    {shown:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(PAIRS.lines().count() >= 60);
}

fn shown(target: &Target) -> String {
    match target.result() {
        Reported::One(one) => format!("{} {}", one.figure.value, one.standing.label()),
        Reported::Candidates(count) => format!("候補 {count}"),
        Reported::Nothing => "-".to_owned(),
    }
}
