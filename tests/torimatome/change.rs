//! 変更申出: from an edited text to a new edition, and what comes back of either.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;
use torimatome::binding::{CHANGES_SHEET, COVER_SHEET, is_own_sheet};
use torimatome::commands::import::Imported;
use torimatome::field::Field;
use torimatome::finding::Finding;
use torimatome::grid::{Sheet, Workbook};
use torimatome::merge::Merged;
use torimatome::model::notes::Notes;
use torimatome::model::{Change, Plan, issued_forms};
use torimatome::read::read;
use torimatome::recognise::recognise;
use torimatome::render::master::{Master, master_workbook};
use torimatome::render::section::{Answers, SectionBook, section_workbook};
use torimatome::render::text_layout::{MAX_ROW, split_cells};
use torimatome::rules::Code;
use torimatome::settings::Settings;
use torimatome::template::Template;

use crate::plan_sample;
use crate::sample;
use crate::seed::import_text;

const PLAN_TOML: &str = r#"title = "町政運営推進プランR6"
municipality = "上富良野町"
fiscal_year = "令和6年度"
period = "前期"
sections = ["総務課", "町民生活課"]
[due]
前期 = "2024-10-18"
"#;

/// One form of every 課, one of 町民生活課.
const FORMS: &str = "\
町政運営推進プランR6\n\
Ⅰ 協働によるまちづくり\n\
1 積極的な情報共有\n\
取組項目\t① 公開 (1) 情報発信の研究\n目指す姿\t得やすい町\n目標\t毎月の更新\n取組内容\t・見直し\n\
実践課\t全課【総務課】\n前期 (4～9月)\t\n後期 (10～3月)\t\n目標の達成\t\n評価・検証\t\n\n\
取組項目\t② 広報 (1) 広報活動\n目指す姿\t伝わる町\n目標\t紙面を25%充実する\n取組内容\t・増刷\n\
実践課\t町民生活課\n前期 (4～9月)\t\n後期 (10～3月)\t\n目標の達成\t\n評価・検証\t\n";

const SECTION: &str = "町民生活課";
const OWN: &str = "1-1-2-1-町民生活課-1";
const SHARED: &str = "1-1-1-1-町民生活課-1";
const BEFORE: &str = "紙面を25%充実する";
const AFTER: &str = "紙面を20%充実する";

/// A plan folder that is thrown away.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.write("plan.toml", PLAN_TOML.as_bytes());
        folder.write("様式/様式.tsv", FORMS.as_bytes());
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|cause| panic!("{name}: {cause}"))
    }

    fn book(&self, name: &str) -> Workbook {
        workbook(name, &self.bytes(name))
    }

    fn accept(&self, lines: &str) {
        self.write("plan.toml", format!("{PLAN_TOML}\n{lines}\n").as_bytes());
    }

    /// Runs a command in the folder; gives its messages.
    #[track_caller]
    fn run(&self, command: &str, code: i32) -> String {
        let mut program = Command::new(env!("CARGO_BIN_EXE_torimatome"));
        let output = program.arg(command).current_dir(self.0.path()).output().expect("run");
        let messages = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(code), "{messages}");
        messages
    }

    /// Codes and cells of the findings on returns.
    fn findings(&self) -> Vec<(String, String)> {
        let report: serde_json::Value =
            serde_json::from_slice(&self.bytes("とりまとめ/前期/検証報告.json")).expect("JSON");
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let findings = report["findings"].as_array().expect("findings").iter();
        findings.map(|f| (text(&f["code"]), text(&f["location"]["cell"]))).collect()
    }
}

fn workbook(name: &str, bytes: &[u8]) -> Workbook {
    read(name, bytes).remove(0).workbook.unwrap_or_else(|| panic!("{name} is no workbook"))
}

fn plan() -> Plan {
    let Imported { plan, .. } = import_text(FORMS.as_bytes());
    plan
}

/// The plan with another 目標 of 町民生活課's own form.
fn edited(goal: &str) -> Plan {
    let mut plan = plan();
    let form = plan.forms.iter_mut().find(|form| form.form_id == OWN).expect("the form");
    form.annual_goal = Some(goal.to_owned());
    plan
}

/// The workbook of 町民生活課, answered.
fn returned(plan: &Plan, edition: u32, changes: &[Change]) -> Vec<u8> {
    let settings = Settings::parse(PLAN_TOML, "plan.toml").expect("sound");
    let sections = settings.section_names();
    let mut forms = issued_forms(plan, &sections);
    forms.retain(|form| form.section == SECTION);
    let answer = |id: &str| ((id.to_owned(), Field::FirstHalf), format!("・{id} を3件行った。"));
    let answers: Answers = [answer(OWN), answer(SHARED)].into();
    let book = SectionBook {
        settings: &settings,
        template: &Template::by_name("torikumi").expect("built in"),
        plan,
        period: "前期",
        section: SECTION,
        forms: &forms,
        edition,
        answers: Some(&answers),
        changes,
    };
    section_workbook(&book).expect("drawn").bytes
}

fn change(form_id: &str, field: Field, before: &str, after: &str) -> Change {
    let (before, after) = (before.to_owned(), after.to_owned());
    Change { form_id: form_id.to_owned(), field, before, after }
}

fn texts(sheet: &Sheet) -> Vec<String> {
    sheet.cells.iter().map(|cell| cell.shown().into_owned()).collect()
}

/// The rows of a list below its headings, by heading.
fn records(book: &Workbook, name: &str) -> Vec<BTreeMap<String, String>> {
    let sheet = book.sheet(name).expect(name);
    let cell = |row: u32, col: u32| {
        let at = torimatome::grid::Addr::new(row, col);
        sheet.cell(at).map(|cell| cell.shown().into_owned()).unwrap_or_default()
    };
    let last = sheet.cells.iter().map(|cell| cell.at.row).max().unwrap_or(0);
    let record = |row| (0..9).map(|col| (cell(4, col), cell(row, col))).collect();
    (5..=last).map(record).collect()
}

#[test]
fn an_edited_text_becomes_a_new_edition() {
    let folder = Folder::new();
    folder.run("distribute", 0);
    let first = folder.bytes("配布/前期/町民生活課.xlsx");
    folder.write("回収/前期/町民生活課.xlsx", &returned(&edited(AFTER), 1, &[]));
    folder.run("consolidate", 0);
    assert_eq!(codes(&folder, "M03"), 1, "{:?}", folder.findings());
    let page = String::from_utf8(folder.bytes("とりまとめ/前期/検証報告.html")).expect("UTF-8");
    let words = "紙面を<del><span class=\"aside\">削除</span>25</del><ins><span class=\"aside\">追加</span>20</ins>%充実する";
    assert!(page.contains(words));
    let asked = records(&folder.book("とりまとめ/前期/とりまとめ.xlsx"), "変更申出");
    let [asked] = &asked[..] else { panic!("{asked:#?}") };
    assert_eq!((&*asked["様式ID"], &*asked["扱い"]), (OWN, "未決"));
    assert_eq!((&*asked["配布した文"], &*asked["申し出た文"]), (BEFORE, AFTER));
    assert_eq!(asked["違い"], "紙面を［－25－］［＋20＋］%充実する");

    folder.accept(&asked["plan.toml に書く文"]);
    let messages = folder.run("run", 0);
    assert!(messages.contains("第1版を配布した後に") && messages.contains(OWN), "{messages}");
    assert_eq!(codes(&folder, "M03"), 0, "{:?}", folder.findings());
    let accepted = records(&folder.book("とりまとめ/前期/とりまとめ.xlsx"), "変更申出");
    assert_eq!((accepted.len(), &*accepted[0]["扱い"]), (1, "認めた"));

    let messages = folder.run("distribute", 0);
    assert!(messages.contains("第2版") && messages.contains(CHANGES_SHEET), "{messages}");
    assert_eq!(folder.bytes("配布/前期/旧版/第1版/町民生活課.xlsx"), first);
    let second = folder.book("配布/前期/町民生活課.xlsx");
    let told = texts(second.sheet(CHANGES_SHEET).expect("新旧対照"));
    for text in [OWN, "「目標」の欄", BEFORE, AFTER, "紙面を［－25－］［＋20＋］%充実する"]
    {
        assert!(told.iter().any(|cell| cell == text), "{text}: {told:#?}");
    }
    let cover = texts(second.sheet(COVER_SHEET).expect("提出票")).join("\n");
    assert!(cover.contains("第 2 版") && cover.contains(CHANGES_SHEET), "{cover}");
    assert!(folder.book("配布/前期/総務課.xlsx").sheet(CHANGES_SHEET).is_none());
    let messages = folder.run("run", 0);
    assert!(!messages.contains("配布した後に"), "{messages}");
    let again = folder.bytes("配布/前期/台帳.json");
    folder.run("distribute", 0);
    assert_eq!(folder.bytes("配布/前期/台帳.json"), again);

    folder.write("回収/前期/町民生活課.xlsx", &returned(&plan(), 1, &[]));
    folder.run("merge", 0);
    let own = &section_findings(&folder)[..];
    let [(file, _), (at, cell)] = own else { panic!("{own:?}") };
    assert_eq!((&**file, &**at, &**cell), ("S03", "S03", "D6"));
    let merged = String::from_utf8(folder.bytes("とりまとめ/前期/統合.json")).expect("UTF-8");
    assert!(merged.contains(&format!("・{OWN} を3件行った。")));

    let changes = [change(OWN, Field::AnnualGoal, BEFORE, AFTER)];
    folder.write("回収/前期/町民生活課.xlsx", &returned(&edited(AFTER), 2, &changes));
    folder.run("merge", 0);
    assert_eq!(section_findings(&folder), []);
}

fn codes(folder: &Folder, code: &str) -> usize {
    folder.findings().iter().filter(|(other, _)| other == code).count()
}

/// Findings but for those on 総務課, which returned nothing.
fn section_findings(folder: &Folder) -> Vec<(String, String)> {
    let mut findings = folder.findings();
    findings.retain(|(code, _)| !["M04", "X06"].contains(&&**code));
    findings
}

#[test]
fn the_form_of_one_section_accepts_for_all() {
    let folder = Folder::new();
    folder
        .accept(&format!("[[accept]]\nform_id = '{SHARED}'\nfield = '目標'\ntext = '毎週の更新'"));
    let messages = folder.run("distribute", 0);
    assert!(messages.contains("すべての課") && messages.contains("1-1-1-1-全課-1"), "{messages}");
    for section in ["総務課", SECTION] {
        let book = folder.book(&format!("配布/前期/{section}.xlsx"));
        let changed = texts(book.sheet(CHANGES_SHEET).expect("新旧対照"));
        assert!(changed.contains(&format!("1-1-1-1-{section}-1")), "{changed:?}");
        assert!(texts(book.sheet("1-1-1-1").expect("様式")).contains(&"毎週の更新".to_owned()));
    }
}

#[test]
fn an_acceptance_that_cannot_be_is_refused_with_its_line() {
    let accept = |id: &str, text: &str| {
        format!("[[accept]]\nform_id = '{id}'\nfield = '目標'\ntext = '{text}'\n")
    };
    let folder = Folder::new();
    folder.accept(&accept("9-9-9-9-総務課-1", "毎週"));
    let error = folder.run("merge", 2);
    assert!(error.contains("10 行目") && error.contains("9-9-9-9"), "{error}");
    folder.accept(&(accept(SHARED, "毎週") + &accept("1-1-1-1-総務課-1", "隔週")));
    let error = folder.run("merge", 2);
    assert!(error.contains("14 行目") && error.contains("10 行目"), "{error}");
    folder.accept(&(accept(SHARED, "毎週") + &accept("1-1-1-1-総務課-1", "毎週")));
    folder.run("merge", 0);
}

#[test]
fn the_sheet_of_changes_is_no_form_and_cuts_nothing_off() {
    let long = "町の広報を充実する。\n".repeat(240);
    let fields = [Field::Vision, Field::AnnualGoal, Field::PlannedActions];
    let after = format!("{long}終わりまで。");
    let changes: Vec<Change> =
        fields.into_iter().map(|field| change(OWN, field, &long, &after)).collect();
    let book = workbook("配布.xlsx", &returned(&plan(), 2, &changes));
    assert!(is_own_sheet(CHANGES_SHEET));
    let sheet = book.sheet(CHANGES_SHEET).expect("新旧対照");
    let template = Template::by_name("torikumi").expect("built in");
    assert_eq!(recognise(sheet, &template).blocks.len(), 0);
    let column = |col: u32| -> usize {
        let cells = sheet.cells.iter().filter(|cell| cell.at.col == col && cell.at.row > 3);
        cells.map(|cell| cell.shown().matches("町の広報を充実する。").count()).sum()
    };
    assert_eq!((column(2), column(3)), (720, 720));
}

/// The master with one M03.
fn master(found: &str, expected: &str, accepted: &str) -> Vec<u8> {
    let merged: Merged = sample::merged();
    let form = &merged.forms[0];
    let finding = Finding::new(Code::M03)
        .form(form.form_id.as_str())
        .section(form.section.as_str())
        .field(Field::AnnualGoal)
        .found(found)
        .expected(expected);
    let lines = torimatome::render::accept_lines::accept_lines(
        &form.plan_form_id,
        Field::AnnualGoal,
        accepted,
    );
    let toml = format!("{PLAN_TOML}\n{lines}\n");
    let input = Master {
        merged: &merged,
        findings: &[finding],
        settings: &Settings::parse(&toml, "plan.toml").expect("sound"),
        template: &Template::by_name("torikumi").expect("built in"),
        changes: &[],
        issued: None,
        remarks: &sample::remarks(),
        notes: &Notes::default(),
    };
    master_workbook(&input).expect("drawn")
}

#[test]
fn what_is_to_be_pasted_reads_back() {
    for found in ["", "二行\n目標 = '25%'\n", "'''と\"\"\"\\", "=1+1"] {
        let book = workbook("とりまとめ.xlsx", &master(found, "紙面", "別の文"));
        let row = records(&book, "変更申出").remove(0);
        assert_eq!(row["扱い"], "未決");
        let text = format!("{PLAN_TOML}\n{}\n", row["plan.toml に書く文"]);
        let settings = Settings::parse(&text, "plan.toml").expect("sound");
        let [change] = &settings.accepted_changes[..] else { panic!("{text}") };
        assert_eq!((change.form_id.as_str(), change.text.as_str()), ("1-1-1-1-全課-1", found));
    }
}

#[test]
fn what_is_accepted_with_the_same_text_says_so() {
    let book = workbook("とりまとめ.xlsx", &master("紙面の充実", "紙面", "紙面の\n充実"));
    assert_eq!(records(&book, "変更申出")[0]["扱い"], "認めた");
}

#[test]
fn the_longest_request_stands_whole_in_rows_that_excel_knows() {
    let long = "町".repeat(32_767);
    let bytes = master(&long, "紙面", "別");
    let book = workbook("とりまとめ.xlsx", &bytes);
    let rows = records(&book, "変更申出");
    let all: String = rows.iter().map(|row| row["申し出た文"].as_str()).collect();
    assert_eq!(all, long);
    assert!(rows.iter().all(|row| split_cells(&row["plan.toml に書く文"]).len() == 1));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("a zip file");
    let mut xml = String::new();
    let mut part = zip.by_name("xl/worksheets/sheet9.xml").expect("変更申出");
    part.read_to_string(&mut xml).expect("UTF-8");
    // What would be higher is written as the highest that Excel knows.
    for height in xml.split(" ht=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(height.parse::<f64>().expect("a height") < MAX_ROW, "{height}");
    }
}

#[test]
fn a_sheet_of_changes_that_comes_back_is_known_without_its_plan() {
    let changes = [change("1-1-2-1-町民生活課-1", Field::Vision, "前の長い文がここにある", "後")];
    let book = workbook("配布.xlsx", &returned(&plan_sample::plan(), 2, &changes));
    let binding = torimatome::binding::Binding::of(&book);
    for text in texts(book.sheet(CHANGES_SHEET).expect("新旧対照")) {
        assert!(binding.is_own_text(&text), "{text}");
    }
}
