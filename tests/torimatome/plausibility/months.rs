//! X05: a report of something done in a month outside the half-year.

use torimatome::field::Field;
use torimatome::rules::Code;

use super::{Known, answered, check_place, found};

#[track_caller]
fn check_first(first: &str, quote: &str) {
    let all = found("前期", vec![answered(&[(Field::FirstHalf, first)])], &Known::default());
    assert_eq!(all.len(), 1, "{first}");
    check_place(&all[0], Code::X05, "2-1-3-2-町民生活課-1", Field::FirstHalf);
    assert_eq!(all[0].found.as_deref(), Some(quote));
}

#[test]
fn a_report_of_december_in_the_first_half_is_told() {
    check_first("・5月に行った。\n・12月に説明会を開催した。", "・12月に説明会を開催した。");
    check_first("１２月に実施した", "１２月に実施した");
    check_first("十二月に町民との懇談会を開催しました。", "十二月に町民との懇談会を開催しました。");
    check_first("12月5日（木）に研修を実施した。", "12月5日（木）に研修を実施した。");
    check_first("・研修は11月下旬に行った（参加20名）。", "・研修は11月下旬に行った（参加20名）。");
    check_first("今年3月に計画を策定した。", "今年3月に計画を策定した。");
    check_first("10月、広報を全戸へ配布した。", "10月、広報を全戸へ配布した。");
    check_first("6月と10月に点検を行った。", "6月と10月に点検を行った。");
}

#[test]
fn a_report_of_july_in_the_second_half_is_told_and_the_first_half_is_not_judged_again() {
    let form = answered(&[
        (Field::FirstHalf, "12月に説明会を開催した。"),
        (Field::SecondHalf, "・7月に説明会を開催した。"),
    ]);
    let all = found("後期", vec![form], &Known::default());
    assert_eq!(all.len(), 1);
    check_place(&all[0], Code::X05, "2-1-3-2-町民生活課-1", Field::SecondHalf);
}

#[test]
fn sound_first_halves_stay_silent() {
    for first in [
        "4月に説明会を開催した。",
        "９月に実施した。",
        "11月に実施予定である。",
        "・12月に開催する説明会の案内文を作成した。",
        "12月に開催の説明会の資料を配布した。",
        "10月以降に実施する。",
        "来年1月に実施することとした。",
        "令和5年12月に策定した。",
        "昨年12月に開催した。",
        "前年度の2月に実施した。",
        "翌年1月に開始する準備をした。",
        "訓練を10月に延期した。",
        "開催日を10月に変更した。",
        "12月に向けて資料を作成し配布した。",
        "12月号の広報に掲載した。",
        "12月議会に条例案を提出した。",
        "10月から開始する事業の説明会を開催した。",
        "12月に改選を迎える委員会へ資料を送付した。",
        "3月に策定した計画を公表した。",
        "10月に公布された法律の研修を実施した。",
        "1月に2回実施した。",
        "3か月に1回点検を行った。",
        "10月1日の開始に向け、手引を配布した。",
        "【今後の予定】\n・12月に説明会を開催した後、集計する。\n・1月に説明会を開催した。",
        "＜昨年度の実績＞\n・12月に研修を実施した。",
        "12月に実施",
        "4月～10月に点検を行った。",
        "10月までに提出した。",
        "R5.12月に実施した。",
        "2月末の残高を確認した。",
        "十月に実施の予定とした。",
        "住民説明会（10月に開催）の資料を作成した。",
        "10月に施行の条例について説明会を開催した。",
        "10月に任期切れの委員の公募を開始した。",
        "10月に本番のイベントのポスターを配布した。",
        "10月に国勢調査があり、説明会を開催した。",
        "10月に卒業の児童に配布した。",
        "10月に議会へ上程の議案について、説明会を開催した。",
        "10月は国の調査があるため、9月に実施した。",
    ] {
        let all = found("前期", vec![answered(&[(Field::FirstHalf, first)])], &Known::default());
        assert_eq!(all, [], "{first}");
    }
}

#[test]
fn sound_second_halves_stay_silent() {
    for second in [
        "10月に説明会を開催した。",
        "1月に実施した。",
        "３月に点検を終えた。",
        "9月に実施したアンケートの結果を公表した。",
        "4月から開始する制度を周知した。",
        "令和7年4月に開始した。",
        "4月に開始する予定である。",
        "7月に行った調査を基に計画を策定した。",
    ] {
        let all = found("後期", vec![answered(&[(Field::SecondHalf, second)])], &Known::default());
        assert_eq!(all, [], "{second}");
    }
}
