//! The counts by 状況区分 and 達成区分.

use torimatome::field::Field;
use torimatome::merge::Merged;
use torimatome::model::{Remarks, RemarksByForm};
use torimatome::render::tally::{by_attainment, status_by_area, status_by_section};
use torimatome::template::Template;

use crate::sample;

fn judged(merged: &Merged, words: &[&str]) -> RemarksByForm {
    let remark =
        |word: &&str| Remarks { status_code: Some((*word).to_owned()), ..Remarks::default() };
    let ids = merged.forms.iter().map(|form| form.form_id.clone());
    ids.zip(words.iter().map(remark)).collect()
}

#[test]
fn every_form_counts_under_a_choice_or_undecided_or_other() {
    let merged = sample::merged();
    let template = Template::by_name("torikumi").expect("built in");
    let remarks = judged(&merged, &["順調", "まあまあ", "順調"]);
    let areas = status_by_area(&merged, &remarks, &template.status);
    let sum: torimatome::render::tally::StatusCounts = areas.into_iter().sum();
    let forms = merged.forms.len() as u64;
    assert_eq!(sum.columns(), [0, 2, 0, 0, 0, forms - 3, 1]);
    assert_eq!(sum.total(), forms);
    assert_eq!(sum.columns().len(), template.status.columns().len());
}

#[test]
fn a_section_without_forms_has_zeros() {
    let merged = sample::merged();
    let template = Template::by_name("torikumi").expect("built in");
    let names = ["町民生活課", "ない課"];
    let own = status_by_section(&merged, names, &RemarksByForm::new(), &template.status);
    let forms = merged.forms.iter().filter(|form| form.section == "町民生活課").count() as u64;
    assert_eq!(own[0].undecided, forms);
    assert_eq!((own[1].total(), own[1].columns().len()), (0, own[0].columns().len()));
}

#[test]
fn an_alias_counts_as_its_choice_and_a_strange_word_as_other() {
    let mut merged = sample::merged();
    let mut settings = sample::settings();
    settings.attainment_aliases.insert("◎".to_owned(), "達成".to_owned());
    for form in &mut merged.forms {
        form.answers.remove(&Field::GoalAttainment);
    }
    for (form, text) in merged.forms.iter_mut().zip(["◎", "達成", "たぶん"]) {
        form.conflicts.clear();
        sample::answer(form, Field::GoalAttainment, text);
    }
    let counts = by_attainment(&merged, &settings);
    assert_eq!(counts.choices[0], ("達成".to_owned(), 2));
    assert_eq!((counts.other, counts.blank), (1, merged.forms.len() as u64 - 3));
}
