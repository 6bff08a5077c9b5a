//! The key property: what is drawn and read again is the plan, and what is filled in comes back.

use std::collections::BTreeMap;
use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::RngSeed;
use torimatome::bind::{Known, RecognisedSheet, bind};
use torimatome::commands::import::known;
use torimatome::field::Field;
use torimatome::finding::Finding;
use torimatome::grid::Visibility;
use torimatome::merge::State;
use torimatome::model::{
    ALL_SECTIONS, BasicArea, FiscalYear, Form, Initiative, InitiativeGroup, Plan, Progress,
    PromotionItem, SCHEMA, Source, form_id, issued_forms,
};
use torimatome::recognise::recognise;
use torimatome::rules::Code;
use torimatome::settings::Settings;

use crate::office::{Office, Returned};

const SECTIONS: [&str; 3] = ["総務課", "町民生活課", "建設水道課"];

/// What office texts are made of: numbers, notes, brackets and words that are labels elsewhere.
const PHRASES: [&str; 22] = [
    "・情報提供の充実を図る。",
    "①窓口の改善",
    "②記録の公表",
    "(1) 点検を行う",
    "（２）見直しを行う",
    "※予算の範囲内で実施する",
    "（4月～9月に３回）",
    "【重点】町民の声を聴く",
    "「広報かみふらの」の発行",
    "目標は25%以上",
    "前期に準備し、後期に実施",
    "Ⅱ期計画に反映",
    "1 基礎調査",
    "ＩＣＴの利活用",
    "ｱﾝｹｰﾄの実施",
    "髙﨑様ほか１０名",
    "=合計",
    "〜",
    "－",
    "令和6年度中に評価・検証を行う",
    "A<B かつ C>D & E",
    "葛󠄀城の件",
];

const WORDS: [&str; 12] = [
    "広報活動",
    "の強化",
    "情報通信技術（ICT）",
    "の利活用",
    "債権管理",
    "徴収対策",
    "町民参加",
    "「まちづくり」",
    "の推進",
    "・公聴",
    "行政評価25",
    "、改善",
];

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 64,
        rng_seed: RngSeed::Fixed(2024),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn line() -> impl Strategy<Value = String> {
    let indent = select(vec!["", "", "　", "  "]);
    (indent, vec(select(PHRASES.to_vec()), 1..4))
        .prop_map(|(indent, parts)| format!("{indent}{}", parts.concat()))
}

/// A text of a few lines; now and then one of many lines, or one long paragraph.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => vec(line(), 1..6).prop_map(|lines| lines.join("\n")),
        2 => (line(), line()).prop_map(|(first, last)| format!("{first}\n\n{last}")),
        1 => vec(line(), 60..90).prop_map(|lines| lines.join("\n")),
        1 => (line(), 4..10_usize).prop_map(|(line, times)| line.trim_start().repeat(times)),
    ]
}

/// A paragraph that is higher than a row of a sheet can be.
fn long_paragraph() -> impl Strategy<Value = String> {
    (line(), 60..90_usize).prop_map(|(line, times)| line.trim_start().repeat(times))
}

fn title() -> impl Strategy<Value = String> {
    (select(WORDS[..8].to_vec()), vec(select(WORDS.to_vec()), 0..3))
        .prop_map(|(first, rest)| format!("{first}{}", rest.concat()))
}

/// Who answers: every 課 with one that gathers, or some 課.
#[derive(Debug, Clone)]
enum Who {
    All(&'static str),
    Some(Vec<&'static str>),
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        1 => select(SECTIONS.to_vec()).prop_map(Who::All),
        3 => subsequence(SECTIONS.to_vec(), 1..=2).prop_map(Who::Some),
    ]
}

/// An initiative and the texts of its forms; the later ones are further branches.
type Seed = (String, Who, Vec<[String; 3]>);

fn seeds() -> impl Strategy<Value = Seed> {
    let texts = (text(), text(), text()).prop_map(|(a, b, c)| [a, b, c]);
    (title(), who(), vec(texts, 1..=2))
}

type Level<T> = Vec<(String, Vec<T>)>;

/// A plan that a failing case shows by its forms' texts alone.
#[derive(Clone)]
struct Generated(Plan);

impl fmt::Debug for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        own_forms(&self.0).fmt(f)?;
        shared_forms(&self.0).fmt(f)
    }
}

fn plans() -> impl Strategy<Value = Generated> {
    let groups = vec((title(), vec(seeds(), 1..=2)), 1..=2);
    let items = vec((title(), groups), 1..=2);
    vec((title(), items), 1..=2).prop_map(|areas| Generated(plan(&areas)))
}

/// Both sides of the first entry that differs.
fn first_difference<K: Ord + fmt::Debug, V: PartialEq + fmt::Debug>(
    found: &BTreeMap<K, V>,
    wanted: &BTreeMap<K, V>,
) -> Option<String> {
    let key = found.keys().chain(wanted.keys()).find(|key| found.get(key) != wanted.get(key))?;
    Some(format!("{key:?}:\nfound  {:?}\nwanted {:?}", found.get(key), wanted.get(key)))
}

fn plan(areas: &Level<(String, Level<Seed>)>) -> Plan {
    let mut forms = Vec::new();
    let hierarchy = (1..)
        .zip(areas)
        .map(|(area, (title, items))| BasicArea {
            number: area,
            title: title.clone(),
            promotion_items: (1..)
                .zip(items)
                .map(|(item, (title, groups))| PromotionItem {
                    number: item,
                    title: title.clone(),
                    initiative_groups: (1..)
                        .zip(groups)
                        .map(|(number, (title, seeds))| InitiativeGroup {
                            number,
                            title: title.clone(),
                            initiatives: (1..)
                                .zip(seeds)
                                .map(|(own, seed)| {
                                    let id = format!("{area}-{item}-{number}-{own}");
                                    forms.extend(forms_of(&id, seed));
                                    initiative(own, id, seed)
                                })
                                .collect(),
                        })
                        .collect(),
                })
                .collect(),
        })
        .collect();
    Plan {
        schema: SCHEMA.to_owned(),
        title: "町政運営推進プランR6".to_owned(),
        municipality: "上富良野町".to_owned(),
        fiscal_year: FiscalYear::of(2024),
        hierarchy,
        forms,
    }
}

fn initiative(number: u32, id: String, (title, who, _): &Seed) -> Initiative {
    let (all_sections, coordinating_section, responsible) = match who {
        Who::All(name) => (true, Some((*name).to_owned()), Vec::new()),
        Who::Some(names) => (false, None, names.iter().map(|&name| name.to_owned()).collect()),
    };
    Initiative {
        number,
        id,
        title: title.clone(),
        all_sections,
        coordinating_section,
        responsible_sections: responsible,
    }
}

/// A 全課 form has no branches here: it is one form that every 課 receives.
fn forms_of(id: &str, (_, who, texts): &Seed) -> Vec<Form> {
    let (sections, texts): (Vec<&str>, _) = match who {
        Who::All(_) => (vec![ALL_SECTIONS], &texts[..1]),
        Who::Some(names) => (names.clone(), &texts[..]),
    };
    let branches = |section| (1..).zip(texts).map(move |(branch, texts)| (section, branch, texts));
    sections
        .into_iter()
        .flat_map(branches)
        .map(|(section, branch_no, [vision, goal, actions])| Form {
            form_id: form_id(id, section, branch_no),
            initiative_id: id.to_owned(),
            section: section.to_owned(),
            branch_no,
            vision: Some(vision.clone()),
            annual_goal: Some(goal.clone()),
            planned_actions: Some(actions.clone()),
            progress: Progress::default(),
            goal_attainment: None,
            evaluation: None,
            source: Source { file: String::new(), sheet: String::new(), cell: String::new() },
        })
        .collect()
}

fn settings() -> Settings {
    let text = format!(
        "title = \"町政運営推進プランR6\"\nmunicipality = \"上富良野町\"\n\
         fiscal_year = \"令和6年度\"\nperiod = \"前期\"\nsections = {SECTIONS:?}\n"
    );
    Settings::parse(&text, "plan.toml").expect("sound")
}

/// The plan as it is read from the workbooks of all 課.
fn read_back(office: &Office, known: &Known) -> (Plan, Vec<Finding>) {
    let mut sheets = Vec::new();
    for section in office.sections() {
        let book = office.issue(&section, 1).book;
        for sheet in book.sheets.iter().filter(|it| it.visibility == Visibility::Visible) {
            let reading = recognise(sheet, &office.template);
            let (file, sheet) = (book.file.clone(), sheet.name.clone());
            sheets.push(RecognisedSheet { file, sheet, reading });
        }
    }
    bind(&sheets, known)
}

type Issued<'a> = (&'a str, u32, [Option<&'a str>; 3]);

/// Ids of the forms of single 課, with what was issued.
fn own_forms(plan: &Plan) -> BTreeMap<&str, Issued<'_>> {
    let own = plan.forms.iter().filter(|form| form.section != ALL_SECTIONS);
    own.map(|form| {
        let texts = Field::ISSUED.map(|field| form.text(field));
        (form.form_id.as_str(), (form.section.as_str(), form.branch_no, texts))
    })
    .collect()
}

/// Texts of 全課 forms by initiative, a copy a 課.
fn shared_forms(plan: &Plan) -> BTreeMap<&str, Vec<[Option<&str>; 3]>> {
    let mut shared: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for form in plan.forms.iter().filter(|form| form.section == ALL_SECTIONS) {
        let texts = Field::ISSUED.map(|field| form.text(field));
        shared.entry(&form.initiative_id).or_default().push(texts);
    }
    shared
}

/// Id, the titles from 基本項目 down, 全課, とりまとめ課 and 課 of an initiative.
type Stated<'a> = (String, [&'a str; 4], bool, Option<&'a str>, Vec<&'a str>);

/// All that the hierarchy says about each initiative; the order of 課 follows the workbooks.
fn hierarchy(plan: &Plan) -> Vec<Stated<'_>> {
    let mut all: Vec<_> = plan
        .initiatives()
        .map(|path| {
            let own = path.initiative;
            let titles: [&str; 4] =
                [&path.area.title, &path.item.title, &path.group.title, &own.title];
            let mut sections: Vec<&str> =
                own.responsible_sections.iter().map(String::as_str).collect();
            sections.sort_unstable();
            let coordinator = own.coordinating_section.as_deref();
            (own.id.clone(), titles, own.all_sections, coordinator, sections)
        })
        .collect();
    all.sort();
    all
}

/// What a 課 writes into its forms of a 期: a text, or nothing.
fn answers() -> impl Strategy<Value = Vec<Option<String>>> {
    let answer = prop_oneof![1 => Just(None), 5 => text().prop_map(Some), 1 => long_paragraph().prop_map(Some)];
    vec(answer, 24)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_plan_that_is_issued_is_read_back(plan in plans()) {
        let office = Office::new(plan.0, settings(), "前期");
        let (read, findings) = read_back(&office, &known(&office.settings));
        let told: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
        let harmless = |code: &Code| matches!(code, Code::T05 | Code::S12);
        prop_assert!(told.iter().all(harmless), "{:?}", findings);
        prop_assert_eq!(first_difference(&own_forms(&read), &own_forms(&office.plan)), None);
        let issued = shared_forms(&office.plan);
        let copies: BTreeMap<_, _> = issued
            .iter()
            .map(|(id, texts)| (*id, vec![texts[0]; SECTIONS.len()]))
            .collect();
        prop_assert_eq!(first_difference(&shared_forms(&read), &copies), None);
        prop_assert_eq!(hierarchy(&read), hierarchy(&office.plan));
        prop_assert_eq!(&read.title, &office.plan.title);
        prop_assert_eq!(&read.fiscal_year, &office.plan.fiscal_year);
    }

    /// Rows of a sheet cannot be higher than 409.5 points, so that such a paragraph is issued in
    /// several cells; where it was cut, nobody can tell a line break from none.
    #[test]
    fn a_long_paragraph_is_read_back_but_for_its_line_breaks(
        plan in plans(),
        paragraph in long_paragraph(),
    ) {
        let mut plan = plan.0;
        plan.forms[0].vision = Some(paragraph.clone());
        let office = Office::new(plan, settings(), "前期");
        let (read, _) = read_back(&office, &known(&office.settings));
        let initiative = &office.plan.forms[0].initiative_id;
        let found = read.forms.iter().find(|form| form.initiative_id == *initiative);
        let found = found.and_then(|form| form.vision.as_deref()).unwrap_or_default();
        prop_assert_eq!(found.replace('\n', ""), paragraph);
    }

    #[test]
    fn answers_come_back_verbatim(
        plan in plans(),
        answers in answers(),
        period in select(vec!["前期", "後期"]),
    ) {
        let office = Office::new(plan.0, settings(), period);
        let field = office.template.period(period).expect("a period").requires[0];
        let sections = office.sections();
        let mut wanted: BTreeMap<String, Option<String>> = BTreeMap::new();
        let mut next = answers.into_iter().cycle();
        let mut books: Vec<Returned> = Vec::new();
        for section in &sections {
            let mut forms = issued_forms(&office.plan, &sections);
            forms.retain(|form| form.section == section);
            if forms.is_empty() {
                continue;
            }
            let mut book = office.issue(section, 1);
            for form in forms {
                let answer = next.next().flatten();
                let sheet = book.sheet_of(&form.form_id);
                book.answer(&sheet, field, answer.as_deref().unwrap_or_default());
                wanted.insert(form.form_id.clone(), answer);
            }
            books.push(book);
        }
        // That the account balances is asserted on the way.
        let outcome = office.collect(&books);
        let found: BTreeMap<String, Option<String>> = outcome
            .merged
            .forms
            .iter()
            .map(|form| (form.form_id.clone(), form.text(field).map(str::to_owned)))
            .collect();
        prop_assert_eq!(first_difference(&found, &wanted), None);
        let missing = outcome.merged.forms.iter().filter(|form| form.state == State::Missing);
        prop_assert_eq!(missing.count(), 0);
        let told = outcome.findings.iter().map(|finding| finding.code);
        let harmless =
            |code| matches!(code, Code::T05 | Code::V01 | Code::V07 | Code::V08 | Code::V09);
        prop_assert!(told.into_iter().all(harmless), "{:?}", outcome.findings);
    }
}
