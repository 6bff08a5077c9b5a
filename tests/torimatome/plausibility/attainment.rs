//! X01: 達成, although the progress says that something was not done.

use torimatome::field::Field;
use torimatome::finding::Finding;
use torimatome::rules::Code;

use super::{Known, answered, check_place, found};

fn findings(attained: &str, first: &str, second: &str, evaluation: &str) -> Vec<Finding> {
    let form = answered(&[
        (Field::FirstHalf, first),
        (Field::SecondHalf, second),
        (Field::GoalAttainment, attained),
        (Field::Evaluation, evaluation),
    ]);
    found("後期", vec![form], &Known::default())
}

#[track_caller]
fn check_fires(second: &str, detail: &str) {
    let all = findings("達成", "・5月に講座を3回開いた。", second, "目標に届いた。");
    assert_eq!(all.len(), 1, "{second}");
    check_place(&all[0], Code::X01, "2-1-3-2-町民生活課-1", Field::GoalAttainment);
    assert_eq!(all[0].found.as_deref(), Some("達成"));
    assert_eq!(all[0].detail.as_deref(), Some(detail));
    assert_eq!(all[0].related[0].cell.as_deref(), Some("D10"));
}

#[track_caller]
fn check_silent(second: &str) {
    let all = findings("達成", "・5月に講座を3回開いた。", second, "目標に届いた。");
    assert_eq!(all, [], "{second}");
}

#[test]
fn what_was_not_done_contradicts_attained() {
    check_fires("・11月に研修を行った。\n・説明会は中止", "・説明会は中止");
    check_fires("説明会は雨天のため中止した。", "説明会は雨天のため中止した。");
    check_fires("・防災訓練を延期した。\n・広報に掲載した。", "・防災訓練を延期した。");
    check_fires("・２件目の調査は未実施である。", "・２件目の調査は未実施である。");
    check_fires("先進地視察は実施できなかった。", "先進地視察は実施できなかった。");
    check_fires("・条例の改正には着手できず。", "・条例の改正には着手できず。");
    check_fires("・説明会の開催を中止しました（雨天）", "・説明会の開催を中止しました（雨天）");
    check_fires("・大雨により中止となった。", "・大雨により中止となった。");
    check_fires("・住民アンケート：未実施", "・住民アンケート：未実施");
    check_fires("交流会（中止）", "交流会（中止）");
    check_fires("計画の策定に至らなかった。", "計画の策定に至らなかった。");
}

#[test]
fn a_number_of_things_that_is_left_contradicts_attained() {
    check_fires("4橋のうち3橋を補修し、1橋は延期した。", "4橋のうち3橋を補修し、1橋は延期した。");
    check_fires("・3路線を整備。2路線は中止", "2路線は中止");
}

#[test]
fn a_result_that_misses_the_bound_of_its_target_contradicts_attained() {
    let fires = |goal: &str, second: &str| {
        let mut form = answered(&[
            (Field::FirstHalf, "・5月に講座を3回開いた。"),
            (Field::SecondHalf, second),
            (Field::GoalAttainment, "達成"),
            (Field::Evaluation, "目標に届いた。"),
        ]);
        form.annual_goal = Some(goal.into());
        let all = found("後期", vec![form], &Known::default());
        all.into_iter().find(|finding| finding.code == Code::X01).and_then(|it| it.detail)
    };
    let missed = fires("・受診率85%以上", "受診率は82.1%だった。");
    assert_eq!(missed.as_deref(), Some("82.1%（目標 85%以上）"));
    let over = fires("・滞納額を5千円以下に抑える", "滞納額は6千円となった。");
    assert_eq!(over.as_deref(), Some("6千円（目標 5千円以下）"));
    assert_eq!(fires("・受診率85%以上", "受診率は85.0%だった。"), None);
    assert_eq!(fires("・受診率85%以上", "受診率は82%の見込みである。"), None);
    assert_eq!(fires("・ごみ排出量 500t", "ごみ排出量は480tだった。"), None);
    assert_eq!(fires("・特定健診の受診率85%以上", "がん検診の受診率は31%だった。"), None);
}

#[test]
fn an_alias_of_attained_counts_and_another_choice_does_not() {
    let fires =
        |attained| findings(attained, "・5月に行った。", "説明会は中止した。", "届いた。").len();
    assert_eq!(fires("○"), 1);
    assert_eq!(fires(" 達　成"), 1);
    assert_eq!(fires("一部達成"), 0);
    assert_eq!(fires("未達成"), 0);
    assert_eq!(fires("達成できなかった"), 0);
}

#[test]
fn a_first_half_put_off_is_made_good_by_the_second_and_a_cancelled_one_is_not() {
    let first = |first| findings("達成", first, "・2月に研修を2回行った。", "届いた。");
    assert_eq!(first("・訓練を延期した。"), []);
    assert_eq!(first("・調査は未実施。"), []);
    let cancelled = first("・説明会は中止した。");
    assert_eq!(cancelled.len(), 1);
    assert_eq!(cancelled[0].related[0].cell.as_deref(), Some("D9"));
}

#[test]
fn an_evaluation_that_gives_the_reason_settles_it() {
    let second = "説明会は中止した。";
    assert_eq!(findings("達成", "・行った。", second, "中止したが、配布で目標に届いた。"), []);
    assert_eq!(findings("達成", "・行った。", second, "代わりの配布で目標に届いた。"), []);
}

#[test]
fn sound_progress_stays_silent() {
    for second in [
        "中止した行事の代わりに、動画を配信した。",
        "・中止した行事はない。",
        "・中止はなかった。",
        "行事を中止せず、規模を縮小して行った。",
        "雨天で延期した訓練を10月に行った。",
        "訓練は延期したが、11月に実施した。",
        "説明会は中止した。代わりに資料を全戸へ配布した。",
        "・説明会は中止した。\n・後日、個別に訪問して説明した。",
        "・未実施の施設は残っていない。",
        "実施済18件、未実施0件。",
        "・紙での配布を中止した。",
        "・不要な印刷物の発行を中止した。",
        "・納期限を延期した。",
        "・昨年度は説明会を中止した。",
        "令和5年度は研修会が中止となった。",
        "・近隣の町では調査は未実施である。",
        "・対象がなかったため調査は未実施である。",
        "・水道の使用開始と中止の届出を電子申請に移した。",
        "給水停止の予告を行い、使用の中止を届け出た世帯を確認した。",
        "会場の使用中止の手順を定めた。",
        "未着手の項目を洗い出し、全て着手した。",
        "工事の一時中止の指示を出さずに完了した。",
        "行事の中止の基準を定めた。",
        "実施できなかったものはない。",
        "延期の申出を2件受け付けた。",
        "・総合計画審議会は書面開催とし、会議は中止した。",
        "・イベントを中止した場合の補償を定めた。",
        "・予定した2回のうち1回は雨天により中止した。",
        "・2回開催（1回は雨天中止）",
        "・重複する定例会を中止した。",
        "・町営バスの日曜日の運行を中止した。",
        "・納付の約束があったため差押えを中止した。",
        "・受付期間を延期した。",
        "・会議資料の印刷は中止した。",
        "中止\nした行事の代わりに、動画を配信した。",
    ] {
        check_silent(second);
    }
}

#[test]
fn a_form_without_attainment_is_not_judged() {
    let form = answered(&[(Field::FirstHalf, "説明会は中止した。")]);
    assert_eq!(found("前期", vec![form], &Known::default()), []);
}
