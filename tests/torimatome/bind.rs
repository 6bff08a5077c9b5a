//! Binding: recognised forms become the plan, and what is odd about them becomes findings.

use torimatome::bind::{Known, RecognisedSheet, bind};
use torimatome::finding::Finding;
use torimatome::model::Plan;
use torimatome::recognise::recognise;
use torimatome::rules::Code;
use torimatome::template::Template;

use crate::sheets::sheet;

/// A 体系 table of three 取組項目.
const TABLE: &str = "\
基本項目\t推進項目\t取組項目\t実践課\n\
Ⅰ 協働\t1 情報共有\t① 公開\t\n\
\t\t(1) 情報発信の研究\t全課【企画商工観光課】\n\
\t\t(2) 会議録の公表\t総務課\n\
\t\t② 広報\t\n\
\t\t(1) 広報活動の強化\t町民生活課\n";

/// A form that belongs to [`TABLE`]; its labels are spelled as the template spells them.
fn form(initiative: &str, section: &str, vision: &str) -> String {
    format!(
        "取組項目\t{initiative}\n目指す姿\t{vision}\n目標\t毎月の更新\n取組内容\t・見直し\n\
         実践課\t{section}\n前期 (4～9月)\n後期 (10～3月)\n目標の達成\n評価・検証\n\n"
    )
}

/// The three forms that [`TABLE`] asks for.
fn sound_forms() -> String {
    [
        form("① 公開⏎(1) 情報発信の研究", "全課【企画商工観光課】", "得やすい町"),
        form("① 公開⏎(2) 会議録の公表", "総務課", "開かれた町"),
        form("② 広報⏎(1) 広報活動の強化", "町民生活課", "伝わる町"),
    ]
    .concat()
}

/// A sound sheet: headings and table, then the forms; the first form starts in row 8.
fn sound() -> String {
    format!("{TABLE}\n{}", sound_forms())
}

fn known() -> Known {
    let sections = ["総務課", "町民生活課", "企画商工観光課"];
    Known {
        sections: sections.map(|name| (name.to_owned(), Vec::new())).to_vec(),
        ..Known::default()
    }
}

fn bind_text(text: &str) -> (Plan, Vec<Finding>) {
    let template = Template::by_name("torikumi").expect("built in");
    let reading = recognise(&sheet(text, &[]), &template);
    let sheet =
        RecognisedSheet { file: "様式.tsv".to_owned(), sheet: "様式".to_owned(), reading };
    bind(&[sheet], &known())
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.forms.iter().map(|form| form.form_id.as_str()).collect()
}

/// Binds a sheet on which a rule must fire, once and alone, at a cell with a quote.
#[track_caller]
fn check_fires(code: Code, text: &str, cell: &str, found: Option<&str>) {
    let (_, findings) = bind_text(text);
    let all: Vec<_> = findings.iter().map(|f| (f.code, f.location.as_ref(), &f.found)).collect();
    let [finding] = findings.as_slice() else { panic!("one finding: {all:#?}") };
    assert_eq!(finding.code, code, "{finding:?}");
    let place = finding.location.as_ref().map(ToString::to_string);
    assert_eq!(place, Some(format!("様式.tsv!様式!{cell}")));
    if found.is_some() {
        assert_eq!(finding.found.as_deref(), found);
    }
}

#[test]
fn a_sound_sheet_has_no_findings() {
    let (plan, findings) = bind_text(&sound());
    assert_eq!(findings, []);
    assert_eq!(ids(&plan), ["1-1-1-1-全課-1", "1-1-1-2-総務課-1", "1-1-2-1-町民生活課-1"]);
}

fires! { check_fires:
    a_label_spelled_otherwise_is_told => T01,
        &sound().replacen("目標\t", "目　標\t", 1), "A10", Some("目　標");
    a_number_of_another_shape_is_told => T02,
        &sound().replace("② 広報⏎(1)", "② 広報⏎②"), "B28", Some("②");
    another_wave_dash_is_told => T03,
        &sound().replacen("4～9月", "4〜9月", 1), "A13", Some("前期 (4〜9月)");
    html_residue_is_told => T04,
        &sound().replace("開かれた町", "<div>開かれた町</div>"), "B19", Some("<div> </div>");
    a_private_use_character_is_told => T05,
        &sound().replace("開かれた町", "開かれ\u{E000}た町"), "B19", Some("\u{E000}");
    a_variation_selector_is_told => T05,
        &sound().replace("開かれた町", "葛\u{E0100}城の町"), "B19", Some("\u{E0100}");
    decomposed_kana_are_told => T07,
        &sound().replace("開かれた町", "ひら\u{3099}かれた町"), "B19", None;
    a_section_without_a_form_is_told => H01,
        &sound().replace("\t町民生活課\n\n", "\t町民生活課 総務課\n\n"), "C6", None;
    a_form_that_the_table_lacks_is_told => H02,
        &format!("{}{}", sound(), form("③ 防災⏎(1) 訓練", "総務課", "備える町")),
        "B38", Some("③ 防災\n(1) 訓練");
    a_title_with_a_slip_is_told => H03,
        &sound().replace("⏎(1) 広報活動の強化", "⏎(1) 広報活動の強化策"), "B28", Some("広報活動の強化策");
    a_group_title_with_a_slip_is_told => H03,
        &sound().replace("② 広報⏎", "② 広報広聴⏎"), "B28", Some("広報広聴");
    a_section_that_plan_toml_lacks_is_told => H04,
        &format!("{}{}", sound(), form("① 公開⏎(2) 会議録の公表", "議会事務局", "開かれた町")),
        "B42", Some("議会事務局");
    a_shifted_table_is_told => H05,
        &sound().replace("\t\t② 広報\t", "② 広報\t\t\t"), "A1", None;
    text_beside_the_values_is_told => S11,
        &sound().replace("開かれた町", "開かれた町\t\t\t担当　山田"), "E19", Some("担当　山田");
    an_issued_text_in_two_cells_is_told => S12,
        &sound().replace("開かれた町", "開かれた町\t明るい町"), "B19", Some("開かれた町 明るい町");
}

#[test]
fn the_hierarchy_comes_from_the_table() {
    let (plan, _) = bind_text(&sound());
    let found: Vec<_> = plan
        .initiatives()
        .map(|path| (path.initiative.id.as_str(), path.group.title.as_str(), path.initiative))
        .collect();
    let names: Vec<_> = found.iter().map(|(id, group, _)| (*id, *group)).collect();
    assert_eq!(names, [("1-1-1-1", "公開"), ("1-1-1-2", "公開"), ("1-1-2-1", "広報")]);
    let first = found[0].2;
    assert!(first.all_sections && first.responsible_sections.is_empty());
    assert_eq!(first.coordinating_section.as_deref(), Some("企画商工観光課"));
    assert_eq!(found[2].2.responsible_sections, ["町民生活課"]);
}

#[test]
fn without_a_table_the_hierarchy_is_inferred_from_headings_and_forms() {
    let text = format!(
        "Ⅰ 協働\n1 情報共有\n{}Ⅱ 行財政\n１ 検証\n{}",
        sound_forms(),
        form("③ 財源⏎(2) 債権管理", "総務課", "健全な町")
    );
    let (plan, findings) = bind_text(&text);
    assert_eq!(findings, []);
    let ids = ids(&plan);
    assert_eq!(
        ids,
        ["1-1-1-1-全課-1", "1-1-1-2-総務課-1", "1-1-2-1-町民生活課-1", "2-1-3-2-総務課-1"]
    );
    let path = plan.initiative("2-1-3-2").expect("inferred");
    assert_eq!((path.area.title.as_str(), path.item.title.as_str()), ("行財政", "検証"));
    assert_eq!((path.group.title.as_str(), path.initiative.title.as_str()), ("財源", "債権管理"));
    let first = plan.initiative("1-1-1-1").expect("inferred").initiative;
    assert_eq!(first.coordinating_section.as_deref(), Some("企画商工観光課"));
    assert!(first.all_sections);
}

#[test]
fn two_titles_under_one_number_are_two_initiatives() {
    let text = format!(
        "Ⅰ 協働\n1 情報共有\n{}{}",
        form("① 公開⏎(1) 情報発信の研究", "総務課", "得やすい町"),
        form("① 公開⏎(1) 会議録の公表", "総務課", "開かれた町")
    );
    let (plan, findings) = bind_text(&text);
    assert_eq!(ids(&plan), ["1-1-1-1-総務課-1", "1-1-1-2-総務課-1"]);
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::T02]);
}

#[test]
fn a_form_without_numbers_is_placed_by_its_title() {
    let text = sound().replace("② 広報⏎(1) 広報活動の強化", "広報活動の 強化");
    let (plan, findings) = bind_text(&text);
    assert_eq!(findings, []);
    assert_eq!(plan.forms[2].form_id, "1-1-2-1-町民生活課-1");
}

#[test]
fn a_form_that_names_no_section_takes_that_of_the_table() {
    let text = sound().replace("実践課\t町民生活課", "実践課");
    let (plan, _) = bind_text(&text);
    assert_eq!(plan.forms[2].form_id, "1-1-2-1-町民生活課-1");
}

#[test]
fn branch_numbers_follow_the_order_of_appearance() {
    let again = form("① 公開⏎(2) 会議録の公表", "総務課", "早い町");
    let text = format!("{}{again}{}", sound(), again.replace("早い町", "明るい町"));
    let (plan, findings) = bind_text(&text);
    assert_eq!(findings, []);
    let own: Vec<_> = plan
        .forms
        .iter()
        .filter(|form| form.section == "総務課")
        .map(|form| (form.form_id.as_str(), form.branch_no, form.vision.as_deref()))
        .collect();
    let expected = [
        ("1-1-1-2-総務課-1", 1, Some("開かれた町")),
        ("1-1-1-2-総務課-2", 2, Some("早い町")),
        ("1-1-1-2-総務課-3", 3, Some("明るい町")),
    ];
    assert_eq!(own, expected);
}

#[test]
fn a_form_of_several_sections_is_a_form_each() {
    let text = sound().replace("\t町民生活課\n", "\t町民生活課 総務課\n");
    let (plan, findings) = bind_text(&text);
    assert_eq!(findings, []);
    let ids = ids(&plan);
    assert_eq!(ids[2..], ["1-1-2-1-町民生活課-1", "1-1-2-1-総務課-1"]);
    assert_eq!(plan.forms[2].vision, plan.forms[3].vision);
}

#[test]
fn a_form_of_all_sections_names_who_gathers() {
    for spelled in ["全課【企画商工観光課】", "全課⏎［企画商工観光課］", "全 課 〔企画商工観光課〕"]
    {
        let text = sound().replace("実践課\t全課【企画商工観光課】", &format!("実践課\t{spelled}"));
        let (plan, _) = bind_text(&text);
        assert_eq!(plan.forms[0].section, "全課", "{spelled}");
        assert_eq!(plan.forms[0].form_id, "1-1-1-1-全課-1", "{spelled}");
    }
}

#[test]
fn a_section_is_known_by_its_alias() {
    let template = Template::by_name("torikumi").expect("built in");
    let text = sound().replace("実践課\t町民生活課", "実践課\t町民生活");
    let reading = recognise(&sheet(&text, &[]), &template);
    let sheet =
        RecognisedSheet { file: "様式.tsv".to_owned(), sheet: "様式".to_owned(), reading };
    let mut known = known();
    known.sections[1].1 = vec!["町民生活".to_owned()];
    let (plan, findings) = bind(&[sheet], &known);
    assert_eq!(findings, []);
    assert_eq!(plan.forms[2].section, "町民生活課");
}

#[test]
fn blank_answers_are_none_and_filled_ones_verbatim() {
    let text = sound().replacen("前期 (4～9月)\n", "前期 (4～9月)\t　・公開した。⏎・3回\n", 1);
    let (plan, _) = bind_text(&text);
    assert_eq!(plan.forms[0].progress.first_half.as_deref(), Some("　・公開した。\n・3回"));
    assert_eq!(plan.forms[0].progress.second_half, None);
    assert_eq!(plan.forms[1].evaluation, None);
}

#[test]
fn the_source_is_the_first_cell_of_the_form() {
    let (plan, _) = bind_text(&sound());
    let cells: Vec<&str> = plan.forms.iter().map(|form| form.source.cell.as_str()).collect();
    assert_eq!(cells, ["A8", "A18", "A28"]);
}

#[test]
fn title_and_municipality_are_read_from_the_text_around() {
    let (plan, _) =
        bind_text(&format!("上富良野町　町政運営推進プランR6\n上 富 良 野 町\n{}", sound()));
    assert_eq!(plan.title, "町政運営推進プランR6");
    assert_eq!(plan.municipality, "上富良野町");
    assert_eq!(plan.fiscal_year.label, "令和6年度");
}
