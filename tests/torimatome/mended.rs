//! A mended 差戻し beside the returns that it was made from: which answer counts, and what is told.

use std::collections::BTreeSet;

use torimatome::binding::{Binding, SHEET};
use torimatome::field::Field;
use torimatome::finding::Finding;
use torimatome::grid::Workbook;
use torimatome::merge::Merged;
use torimatome::rules::{Code, taken};
use torimatome::settings::Choice;

use crate::send_back::{FILE, FIRST, Office, SECOND, SOUND, cell_of, faults, set, workbook};

const MENDED: &str = "回収/前期/差戻し_町民生活課.xlsx";
const LATER: &str = "回収/前期/係から.xlsx";
const BETTER: &str = "紙面を月2回の発行に見直した。";

/// The first return, in which one answer is a placeholder.
fn old(office: &Office) -> Workbook {
    let mut answers = SOUND;
    answers[1].2 = "検討中";
    office.returned(FILE, &answers)
}

/// What goes back for these returns, with `text` in the answer of [`FIRST`].
fn mended(office: &Office, returns: &[Workbook], file: &str, text: &str) -> Workbook {
    let (merged, findings) = office.merged(returns);
    let bytes = office.sent_back(&merged, &findings).expect("something to mend");
    let mut book = workbook(file, &bytes);
    set(&mut book, "1-1-2-1", "D9", text);
    book
}

/// The text of an answer and the file that it was read from.
fn answer(merged: &Merged, form_id: &str) -> Option<(String, String)> {
    let form = merged.forms.iter().find(|form| form.form_id == form_id).expect("a form");
    let answer = form.answers.get(&Field::FirstHalf)?;
    Some((answer.text.clone(), answer.source.file.clone()))
}

/// What is told of older answers: the file with the answer that was not taken, both texts, why.
fn superseded(findings: &[Finding]) -> Vec<[&str; 5]> {
    let told = findings.iter().filter(|finding| finding.code == Code::M07);
    assert!(told.clone().all(|finding| finding.related.len() == 1));
    told.map(|finding| {
        [
            finding.location.as_ref().map_or("", |at| at.file.as_str()),
            finding.found.as_deref().unwrap_or_default(),
            finding.expected.as_deref().unwrap_or_default(),
            finding.related[0].file.as_str(),
            finding.detail.as_deref().unwrap_or_default(),
        ]
    })
    .collect()
}

#[test]
fn a_mended_answer_supersedes_the_one_of_the_return_that_it_was_made_from() {
    let office = Office::new();
    let old = old(&office);
    let new = mended(&office, std::slice::from_ref(&old), MENDED, BETTER);
    let alone = office.merged(std::slice::from_ref(&new)).0;
    // In either order of paths, and as if the old return had been taken away.
    for file in [FILE, "回収/前期/～前のもの.xlsx"] {
        let mut before = old.clone();
        file.clone_into(&mut before.file);
        let mut books = [before, new.clone()];
        books.sort_by(|a, b| a.file.cmp(&b.file));
        let (merged, findings) = office.merged(&books);
        assert_eq!(merged.forms, alone.forms);
        assert_eq!(answer(&merged, FIRST), Some((BETTER.to_owned(), MENDED.to_owned())));
        assert_eq!(superseded(&findings), [[file, "検討中", BETTER, MENDED, taken::MENDED]]);
        // The placeholder was mended, and equal texts are no news.
        assert_eq!(faults(&findings), [Code::M07]);
        assert!(!findings.iter().any(|finding| finding.code == Code::M06));
        assert_eq!(office.sent_back(&merged, &findings), None);
    }
}

#[test]
fn a_mended_answer_that_is_as_faulty_as_before_is_told_once_where_it_counts() {
    let office = Office::new();
    let old = old(&office);
    let new = mended(&office, std::slice::from_ref(&old), MENDED, "検討中。");
    let (merged, findings) = office.merged(&[old, new]);
    let placeholders = findings.iter().filter(|finding| finding.code == Code::V07);
    let places: Vec<&str> =
        placeholders.filter_map(|f| f.location.as_ref()).map(|at| at.file.as_str()).collect();
    assert_eq!(places, [MENDED]);
    assert!(office.sent_back(&merged, &findings).is_some());
}

#[test]
fn an_answer_that_the_mended_workbook_left_blank_stays_with_its_faults() {
    let office = Office::new();
    let old = old(&office);
    let new = mended(&office, std::slice::from_ref(&old), MENDED, "");
    let (merged, findings) = office.merged(&[old, new]);
    assert_eq!(answer(&merged, FIRST), Some(("検討中".to_owned(), FILE.to_owned())));
    assert_eq!(faults(&findings), [Code::V07]);
    assert!(office.sent_back(&merged, &findings).is_some());
}

#[test]
fn a_return_that_it_was_not_made_from_is_a_conflict() {
    let office = Office::new();
    let old = old(&office);
    let new = mended(&office, std::slice::from_ref(&old), MENDED, BETTER);
    let other = office.returned(LATER, &[(FIRST, Field::FirstHalf, "紙面は据え置いた。")]);
    let (merged, findings) = office.merged(&[other, old, new]);
    assert_eq!(answer(&merged, FIRST), None);
    assert_eq!(superseded(&findings), [[FILE, "検討中", BETTER, MENDED, taken::MENDED]]);
    let conflict = findings.iter().find(|finding| finding.code == Code::M02).expect("a conflict");
    let found = conflict.found.as_deref().expect("both answers");
    for text in [BETTER, "紙面は据え置いた。", MENDED, LATER] {
        assert!(found.contains(text), "{text}: {found}");
    }
    assert!(!found.contains("検討中"), "{found}");
}

#[test]
fn an_old_answer_that_came_again_later_is_a_conflict() {
    let office = Office::new();
    let old = old(&office);
    let new = mended(&office, std::slice::from_ref(&old), MENDED, BETTER);
    let again = office.returned(LATER, &[(FIRST, Field::FirstHalf, "検討中")]);
    let (_, findings) = office.merged(&[again, old, new]);
    assert!(faults(&findings).contains(&Code::M02));
}

#[test]
fn an_answer_that_was_shortened_on_purpose_counts() {
    let office = Office::new();
    let mut answers = SOUND;
    answers[1].2 = "紙面を見直した。\n見直しの案を読者に尋ねた。";
    answers[2].2 = "なし";
    let old = office.returned(FILE, &answers);
    let new = mended(&office, std::slice::from_ref(&old), MENDED, "紙面を見直した。");
    let (merged, _) = office.merged(&[old, new]);
    assert_eq!(answer(&merged, FIRST), Some(("紙面を見直した。".to_owned(), MENDED.to_owned())));
}

#[test]
fn of_two_differing_returns_the_one_that_was_written_over_is_told() {
    let office = Office::new();
    let mut other = SOUND;
    other[1].2 = "紙面は据え置いた。";
    let returns = [office.returned(LATER, &other), office.returned(FILE, &SOUND)];
    let new = mended(&office, &returns, MENDED, SOUND[1].2);
    let [first, second] = returns;
    let (merged, findings) = office.merged(&[first, second, new]);
    // The mended workbook repeats the other return, which was read before it.
    assert_eq!(answer(&merged, FIRST), Some((SOUND[1].2.to_owned(), FILE.to_owned())));
    assert_eq!(superseded(&findings), [[LATER, other[1].2, SOUND[1].2, FILE, taken::MENDED]]);
    assert_eq!(faults(&findings), [Code::M07]);
    assert_eq!(office.sent_back(&merged, &findings), None);
}

#[test]
fn what_was_sent_back_twice_supersedes_both_returns() {
    let office = Office::new();
    let old = old(&office);
    let again = mended(&office, std::slice::from_ref(&old), MENDED, "なし");
    let names = BTreeSet::from([old.sha256.clone(), again.sha256.clone()]);
    for before in [vec![old.clone(), again.clone()], vec![again.clone()]] {
        let last = mended(&office, &before, "回収/前期/三度目.xlsx", BETTER);
        assert_eq!(Binding::of(&last).made_from(), names);
        let (merged, findings) = office.merged(&[last, old.clone(), again.clone()]);
        assert_eq!(answer(&merged, FIRST).expect("an answer").0, BETTER);
        assert_eq!(faults(&findings), [Code::M07, Code::M07]);
    }
}

#[test]
fn the_custom_properties_name_the_returns_as_well() {
    let office = Office::new();
    let old = old(&office);
    let mut new = mended(&office, std::slice::from_ref(&old), MENDED, BETTER);
    new.sheets.retain(|sheet| sheet.name != SHEET);
    assert_eq!(Binding::of(&new).made_from(), BTreeSet::from([old.sha256.clone()]));
    let (_, findings) = office.merged(&[old, new]);
    assert!(!findings.iter().any(|finding| finding.code == Code::M02));
    assert_eq!(superseded(&findings), [[FILE, "検討中", BETTER, MENDED, taken::MENDED]]);
}

#[test]
fn without_its_binding_a_mended_answer_is_a_conflict() {
    let office = Office::new();
    let old = old(&office);
    let mut new = mended(&office, std::slice::from_ref(&old), MENDED, BETTER);
    new.sheets.retain(|sheet| sheet.name != SHEET);
    new.properties.clear();
    let (_, findings) = office.merged(&[old, new]);
    assert!(faults(&findings).contains(&Code::M02));
    assert_eq!(superseded(&findings), [[""; 5]; 0]);
}

#[test]
fn a_person_may_still_choose_the_older_answer() {
    let mut office = Office::new();
    let old = old(&office);
    let new = mended(&office, std::slice::from_ref(&old), MENDED, BETTER);
    office.settings.choices =
        vec![Choice { form_id: FIRST.to_owned(), field: Field::FirstHalf, file: FILE.to_owned() }];
    let (merged, findings) = office.merged(&[old, new]);
    assert_eq!(answer(&merged, FIRST), Some(("検討中".to_owned(), FILE.to_owned())));
    assert_eq!(superseded(&findings), [[MENDED, BETTER, "検討中", FILE, taken::CHOSEN]]);
}

#[test]
fn a_file_without_forms_is_not_named() {
    let office = Office::new();
    let old = old(&office);
    let mut without_forms = office.returned(LATER, &[]);
    without_forms.sheets.retain(|sheet| !sheet.name.starts_with("1-"));
    without_forms.defined_names.clear();
    let (merged, findings) = office.merged(&[without_forms, old.clone()]);
    let bytes = office.sent_back(&merged, &findings).expect("something to mend");
    let named = Binding::of(&workbook(MENDED, &bytes)).made_from();
    assert_eq!(named, BTreeSet::from([old.sha256]));
    assert_eq!(answer(&merged, SECOND).map(|(_, file)| file).as_deref(), Some(FILE));
}

/// A return with an answer in a field that 前期 does not ask for, and what goes back for it.
fn of_other_period(office: &Office, answer: &str) -> (Workbook, Workbook) {
    let mut answers = SOUND.to_vec();
    answers.push((FIRST, Field::Evaluation, answer));
    let old = office.returned(FILE, &answers);
    let (merged, findings) = office.merged(std::slice::from_ref(&old));
    let bytes = office.sent_back(&merged, &findings).expect("something to mend");
    (old, workbook(MENDED, &bytes))
}

/// The cell of 評価・検証 of [`FIRST`].
fn evaluation(book: &Workbook) -> String {
    let binding = Binding::of(book);
    let form = binding.forms.values().find(|form| form.form_id.as_deref() == Some(FIRST));
    form.expect("a form").cells[&Field::Evaluation].to_string()
}

#[test]
fn an_answer_of_another_period_that_was_emptied_is_withdrawn_and_quoted() {
    let office = Office::new();
    let (old, mut new) = of_other_period(&office, "紙面は読みやすくなった。");
    let at = evaluation(&new);
    set(&mut new, "1-1-2-1", &at, "");
    let alone = office.merged(std::slice::from_ref(&new)).0;
    let (merged, findings) = office.merged(&[old, new]);
    assert_eq!(merged.forms, alone.forms);
    let told = [FILE, "紙面は読みやすくなった。", "", MENDED, taken::WITHDRAWN];
    assert_eq!(superseded(&findings), [told]);
    assert_eq!(faults(&findings), [Code::M07]);
    assert_eq!(office.sent_back(&merged, &findings), None);
}

#[test]
fn an_answer_of_another_period_that_was_left_is_told_once() {
    let office = Office::new();
    let (old, new) = of_other_period(&office, "紙面は読みやすくなった。");
    let (_, findings) = office.merged(&[old, new]);
    // Nothing was mended: the workbook that came back repeats the return.
    assert_eq!(faults(&findings), [Code::V10]);
}

#[test]
fn a_cell_that_was_sent_out_blank_withdraws_no_answer() {
    let office = Office::new();
    let (old, _) = of_other_period(&office, "紙面は読みやすくなった。");
    let mut other = office.returned(LATER, &SOUND);
    let at = evaluation(&other);
    set(&mut other, "1-1-2-1", &at, "紙面は変わらない。");
    let returns = [other, old];
    let (merged, findings) = office.merged(&returns);
    let bytes = office.sent_back(&merged, &findings).expect("something to mend");
    let [other, old] = returns;
    let (_, findings) = office.merged(&[other, old, workbook(MENDED, &bytes)]);
    assert!(faults(&findings).contains(&Code::M02));
}

/// Whether the mended workbook is late, on 2024-11-05, when the return came on a day.
#[track_caller]
fn check_late(returned: Option<&str>, late: bool) {
    let mut office = Office::new();
    office.settings.due.insert("前期".to_owned(), "2024-10-18".parse().expect("a date"));
    let mut old = old(&office);
    old.modified = returned.map(str::to_owned);
    let mut new = mended(&office, std::slice::from_ref(&old), MENDED, BETTER);
    new.modified = Some("2024-11-05T09:00:00Z".to_owned());
    let (_, findings) = office.merged(&[new]);
    let told = findings.iter().any(|finding| finding.code == Code::M05);
    assert_eq!(told, late, "{returned:?}");
}

#[test]
fn what_was_sent_back_is_as_late_as_the_first_return() {
    check_late(Some("2024-10-18T05:00:00Z"), false);
    check_late(Some("2024-10-21T09:00:00Z"), true);
    check_late(None, true);
}

#[test]
fn a_field_that_the_old_return_lacked_is_settled_by_the_mended_one() {
    let office = Office::new();
    let mut old = old(&office);
    let label = cell_of(old.sheet("1-1-2-1(2)").expect("a form"), Field::GoalAttainment.label());
    set(&mut old, "1-1-2-1(2)", &label, "");
    old.sheets.retain(|sheet| sheet.name != SHEET);
    old.defined_names.clear();
    let label = |finding: &Finding| finding.code == Code::S08;
    let (_, findings) = office.merged(std::slice::from_ref(&old));
    assert!(findings.iter().any(label), "{findings:#?}");
    let new = mended(&office, std::slice::from_ref(&old), MENDED, BETTER);
    let (_, findings) = office.merged(&[old, new]);
    assert!(!findings.iter().any(label), "{findings:#?}");
}
