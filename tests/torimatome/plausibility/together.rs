//! X03, X06 and X07: forms compared with each other and with the 体系.

use std::collections::BTreeMap;

use torimatome::field::Field;
use torimatome::merge::{MergedForm, State};
use torimatome::plausibility::Summary;
use torimatome::rules::Code;

use crate::sample;

use super::{Known, answered, check_place, fill, found};

const ID: &str = "2-1-3-2-町民生活課-1";
const LONG: &str = "・滞納が始まった世帯を翌月に訪問し、生活状況を聞き取った。\n・連帯保証人への連絡を行い、3世帯が分納を始めた。";

#[test]
fn a_long_text_is_told_at_each_later_place() {
    let mut first = sample::form("1-1-1-1", "総務課", 1);
    let mut second = sample::form("2-1-3-2", "建設水道課", 1);
    fill(&mut first, &[(Field::FirstHalf, LONG)]);
    fill(&mut second, &[(Field::FirstHalf, &LONG.replace('\n', "　\n"))]);
    let third = answered(&[(Field::FirstHalf, "・促した。"), (Field::Evaluation, LONG)]);
    let all = found("前期", vec![first, second, third], &Known::default());
    assert_eq!(all.len(), 2);
    check_place(&all[0], Code::X03, "2-1-3-2-建設水道課-1", Field::FirstHalf);
    check_place(&all[1], Code::X03, ID, Field::Evaluation);
    for finding in &all {
        assert_eq!(finding.related.len(), 1);
        assert_eq!(finding.related[0].file, "回収/前期/総務課.xlsx");
        assert_eq!(finding.detail.as_deref(), Some("1-1-1-1-総務課-1 進捗状況（前期）"));
    }
}

#[test]
fn a_second_half_that_repeats_the_first_is_told() {
    let form = answered(&[(Field::FirstHalf, LONG), (Field::SecondHalf, LONG)]);
    let all = found("後期", vec![form], &Known::default());
    assert_eq!(all.len(), 1);
    check_place(&all[0], Code::X03, ID, Field::SecondHalf);
    assert_eq!(all[0].related[0].cell.as_deref(), Some("D9"));
}

#[test]
fn short_texts_and_texts_that_differ_stay_silent() {
    let pairs = [
        ("・予定どおり実施した。", "・予定どおり実施した。"),
        (
            "・情報を随時更新した。\n・担当を2名とした。",
            "・情報を随時更新した。\n・担当を2名とした。",
        ),
        (LONG, &LONG.replace("3世帯", "4世帯")),
    ];
    for (one, other) in pairs {
        let mut first = sample::form("1-1-1-1", "総務課", 1);
        fill(&mut first, &[(Field::FirstHalf, one)]);
        let all =
            found("前期", vec![first, answered(&[(Field::FirstHalf, other)])], &Known::default());
        assert_eq!(all, [], "{one}");
    }
}

fn of_all_sections(states: [State; 3]) -> Vec<MergedForm> {
    ["総務課", "町民生活課", "建設水道課"]
        .into_iter()
        .zip(states)
        .map(|(section, state)| MergedForm {
            plan_form_id: "1-1-1-1-全課-1".to_owned(),
            state,
            ..sample::form("1-1-1-1", section, 1)
        })
        .collect()
}

#[test]
fn sections_that_have_not_answered_are_told_once_an_item() {
    let forms = of_all_sections([State::Complete, State::Blank, State::Missing]);
    let all = found("前期", forms, &Known::default());
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].code, Code::X06);
    assert_eq!(all[0].form_id.as_deref(), Some("1-1-1-1-全課-1"));
    assert_eq!(all[0].section.as_deref(), Some("総務課"));
    assert_eq!(all[0].detail.as_deref(), Some("町民生活課、建設水道課"));
    assert!(all[0].message().contains("町民生活課、建設水道課"));
}

#[test]
fn an_item_that_every_section_answered_stays_silent() {
    let forms = of_all_sections([State::Complete, State::Partial, State::Conflict]);
    assert_eq!(found("前期", forms, &Known::default()), []);
    let own = sample::form("2-1-3-2", "町民生活課", 1);
    assert_eq!(found("前期", vec![own], &Known::default()), [], "no 全課 form");
}

#[test]
fn a_missing_summary_is_told_in_the_last_period_only() {
    let summaries = |has: bool| {
        let summary = Summary { written: has, place: None };
        let summaries = Some(BTreeMap::from([("1-1-1-1-全課-1".to_owned(), summary)]));
        Known { summaries }
    };
    let forms = || of_all_sections([State::Complete; 3]);
    let none = Known { summaries: Some(BTreeMap::new()) };
    for known in [&summaries(false), &none] {
        let all = found("後期", forms(), known);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].code, Code::X07);
        assert_eq!(all[0].form_id.as_deref(), Some("1-1-1-1-全課-1"));
        assert_eq!(all[0].section.as_deref(), Some("総務課"));
        assert_eq!(all[0].field, Some(Field::Evaluation));
    }
    assert_eq!(found("後期", forms(), &summaries(true)), []);
    assert_eq!(found("後期", forms(), &Known::default()), []);
    assert_eq!(found("前期", forms(), &summaries(false)), []);
}
