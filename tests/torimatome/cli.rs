//! The program itself: exit codes, messages, and what it leaves on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use torimatome::commands::import::Imported;
use torimatome::field::Field;
use torimatome::model::issued_forms;
use torimatome::read::limits;
use torimatome::render::section::{Answers, SectionBook, section_workbook};
use torimatome::rules::Code;
use torimatome::settings::Settings;
use torimatome::template::Template;

use crate::seed::{import_text, seed};

const PLAN_TOML: &str = r#"title = "町政運営推進プランR6"
municipality = "上富良野町"
fiscal_year = "令和6年度"
period = "前期"
sections = ["総務課", "町民生活課"]
[due]
前期 = "2024-10-18"
"#;

/// The office's forms as tab text: one of every 課, two of 町民生活課.
const FORMS: &str = "\
町政運営推進プランR6\n\
Ⅰ 協働によるまちづくり\n\
1 積極的な情報共有\n\
取組項目\t① 公開 (1) 情報発信の研究\n目指す姿\t得やすい町\n目標\t毎月の更新\n取組内容\t・見直し\n\
実践課\t全課【総務課】\n前期 (4～9月)\t\n後期 (10～3月)\t\n目標の達成\t\n評価・検証\t\n\n\
取組項目\t② 広報 (1) 広報活動\n目指す姿\t伝わる町\n目標\t紙面の充実\n取組内容\t・増刷\n\
実践課\t町民生活課\n前期 (4～9月)\t\n後期 (10～3月)\t\n目標の達成\t\n評価・検証\t\n\n\
取組項目\t② 広報 (1) 広報活動\n目指す姿\t聴く町\n目標\t懇談会の開催\n取組内容\t・年2回\n\
実践課\t町民生活課\n前期 (4～9月)\t\n後期 (10～3月)\t\n目標の達成\t\n評価・検証\t\n";

/// Commands that work on a plan folder, with their Japanese aliases.
const ON_FOLDERS: [(&str, &str); 6] = [
    ("run", "一括"),
    ("distribute", "配布"),
    ("merge", "統合"),
    ("consolidate", "とりまとめ"),
    ("status", "状況"),
    ("export", "書出"),
];

/// A plan folder that is thrown away.
pub(crate) struct Plan(TempDir);

impl Plan {
    /// Settings and forms, nothing issued yet.
    pub(crate) fn new() -> Self {
        let plan = Self(tempfile::tempdir().expect("a folder"));
        plan.write("plan.toml", PLAN_TOML.as_bytes());
        plan.write("様式/様式.tsv", FORMS.as_bytes());
        plan
    }

    /// Every 課 has answered every form.
    pub(crate) fn answered() -> Self {
        let plan = Self::new();
        for section in ["総務課", "町民生活課"] {
            let name = format!("回収/前期/{section}.xlsx");
            plan.write(&name, &returned(section, |id| format!("{id} を進めた。")));
        }
        plan
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }

    /// Runs a command in the folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(Command::new(PROGRAM).args(arguments).current_dir(self.root()))
    }

    /// Every file below the folder with its bytes.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.root().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.root()).expect("below").to_string_lossy();
                    files.insert(name.replace('\\', "/"), fs::read(&path).expect("a file"));
                }
            }
        }
        files
    }
}

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_torimatome");

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().expect("the program");
        let out = String::from_utf8(stdout).expect("UTF-8 on stdout");
        let err = String::from_utf8(stderr).expect("UTF-8 on stderr");
        Self { code: status.code(), out, err }
    }

    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// Fails with 2, says all of `words` in two parts, and prints no data.
    #[track_caller]
    pub(crate) fn refused(self, words: &[&str]) {
        let ran = self.ends_with(2);
        assert!(ran.err.starts_with("エラー：") && ran.err.contains("\n対処："), "{}", ran.err);
        for word in words {
            assert!(ran.err.contains(word), "{word}: {}", ran.err);
        }
        assert_eq!(ran.out, "");
    }
}

/// The returned workbook of a 課, answered as told by 様式ID.
pub(crate) fn returned(section: &str, answer: impl Fn(&str) -> String) -> Vec<u8> {
    let settings = Settings::parse(PLAN_TOML, "plan.toml").expect("sound");
    let template = Template::by_name("torikumi").expect("built in");
    let Imported { plan, .. } = import_text(FORMS.as_bytes());
    let sections = settings.section_names();
    let mut forms = issued_forms(&plan, &sections);
    forms.retain(|form| form.section == section);
    let answers: Answers = forms
        .iter()
        .map(|form| ((form.form_id.clone(), Field::FirstHalf), answer(&form.form_id)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let book = SectionBook {
        settings: &settings,
        template: &template,
        plan: &plan,
        period: "前期",
        section,
        forms: &forms,
        edition: 1,
        answers: Some(&answers),
        changes: &[],
    };
    section_workbook(&book).expect("drawn").bytes
}

fn run(arguments: &[&str]) -> Ran {
    Ran::of(Command::new(PROGRAM).args(arguments))
}

#[test]
fn a_folder_without_plan_toml_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_string_lossy().into_owned();
    for (command, _) in ON_FOLDERS {
        run(&[command, &path]).refused(&["plan.toml", &path, "torimatome init"]);
    }
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn a_wrong_setting_is_shown_with_its_line() {
    for (from, to, words) in [
        ("municipality", "municipalty", ["2 行目", "municipalty"]),
        ("2024-10-18", "2024-10-32", ["7 行目", "2024-10-32"]),
        ("\"前期\"\n", "\"中期\"\n", ["4 行目", "中期"]),
        ("\"総務課\", ", "\"総務課\", \"総務課\", ", ["5 行目", "総務課"]),
    ] {
        let plan = Plan::new();
        plan.write("plan.toml", PLAN_TOML.replacen(from, to, 1).as_bytes());
        let before = plan.files();
        for (command, _) in ON_FOLDERS {
            plan.run(&[command]).refused(&words);
        }
        assert_eq!(plan.files(), before);
    }
}

#[test]
fn a_folder_without_forms_refused() {
    let plan = Plan::new();
    fs::remove_dir_all(plan.root().join("様式")).expect("removed");
    plan.run(&["run"]).refused(&["様式フォルダーがありません"]);
    plan.write("様式/メモ.txt", "電話の記録\n".as_bytes());
    let before = plan.files();
    for (command, _) in ON_FOLDERS {
        plan.run(&[command]).refused(&["様式が一つも見つかりません"]);
    }
    assert_eq!(plan.files(), before);
}

#[test]
fn a_wrong_usage_is_said_in_japanese() {
    run(&["集計"]).refused(&["知らないコマンドです：「集計」", "--help"]);
    run(&["merge", "--force"]).refused(&["知らない指定です：「--force」"]);
    run(&["check"]).refused(&["必要な指定がありません"]);
    run(&[]).refused(&["コマンドがありません"]);
    run(&["export", "--format", "xml"]).refused(&["--format", "xml", "csv"]);
    let plan = Plan::new();
    plan.run(&["merge", "--period", "通期"]).refused(&["通期", "前期"]);
    plan.run(&["merge", "--as-of", "きのう"]).refused(&["きのう", "--as-of"]);
    plan.run(&["check", "どこにもない.xlsx"]).refused(&["どこにもない.xlsx"]);
}

#[test]
fn help_and_version_are_data() {
    let help = run(&["--help"]).ends_with(0);
    for (command, _) in ON_FOLDERS {
        assert!(help.out.contains(command), "{command}");
        let own = run(&[command, "--help"]).ends_with(0);
        assert!(own.out.contains("使い方") && own.err.is_empty(), "{}", own.out);
    }
    assert!(!help.out.contains("Usage") && !help.out.contains("Options"), "{}", help.out);
    assert!(run(&["--version"]).ends_with(0).out.contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn help_is_a_command_too_by_every_name_of_a_command() {
    let all = run(&["--help"]).ends_with(0).out;
    for arguments in [vec!["help"], vec!["使い方"], vec!["-h"]] {
        let ran = run(&arguments).ends_with(0);
        assert_eq!((ran.out, ran.err), (all.clone(), String::new()), "{arguments:?}");
    }
    let others = [("init", "開始"), ("import", "取込"), ("check", "検証"), ("help", "使い方")];
    for (command, alias) in ON_FOLDERS.into_iter().chain(others) {
        let own = run(&[command, "--help"]).ends_with(0).out;
        for name in [command, alias] {
            assert_eq!(run(&["help", name]).ends_with(0).out, own, "{name}");
        }
    }
    run(&["help", "集計"]).refused(&["集計", "torimatome help"]);
}

#[test]
fn the_limits_are_told_by_the_help_and_by_the_readme_alike() {
    let help = run(&["--help"]).ends_with(0).out;
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("the README");
    let walls = limits::walls();
    for (name, figure) in &walls {
        assert!(help.contains(&format!("\n  {name}　{figure}\n")), "{name}: {help}");
        assert!(readme.contains(&format!("\n| {name} | {figure} |\n")), "{name} {figure}");
    }
    let table = readme.split("| 上限 | 値 |\n|---|---|\n").nth(1).expect("the table");
    let rows = table.lines().take_while(|line| line.starts_with('|')).count();
    assert_eq!(rows, walls.len(), "the README has a limit of its own");
}

#[test]
fn a_rule_and_the_catalogue_are_explained() {
    let rule = run(&["explain", "v01"]).ends_with(0);
    assert!(rule.out.starts_with("V01　要修正　欄が空欄です（required-blank）\n"), "{}", rule.out);
    let catalogue = run(&["解説"]).ends_with(0).out;
    for code in Code::ALL {
        assert!(catalogue.contains(&format!("  {}　", code.as_str())), "{}", code.as_str());
    }
    run(&["explain", "Z99"]).refused(&["Z99", "torimatome explain"]);
}

#[test]
fn the_seed_is_imported_to_stdout() {
    let Some(text) = seed() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan-r6.txt");
    fs::write(&path, text).expect("a file");
    let path = path.to_string_lossy();
    let ran = run(&["import", &path]).ends_with(0);
    let model: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(model["schema"], "torimatome/plan/1");
    assert_eq!(model["forms"].as_array().map(Vec::len), Some(36));
    assert!(ran.err.contains("36 様式") && ran.err.contains("21 取組項目"), "{}", ran.err);
    let again = run(&["取込", &path]).ends_with(0);
    assert_eq!(again.out, ran.out);
}

#[test]
fn import_writes_model_and_findings_where_it_is_told() {
    let plan = Plan::new();
    let ran = plan.run(&["import", "様式", "-o", "計画2.json", "--findings", "指摘.json"]);
    let ran = ran.ends_with(0);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("計画2.json") && ran.err.contains("指摘.json"), "{}", ran.err);
    let findings = fs::read_to_string(plan.root().join("指摘.json")).expect("written");
    let findings: serde_json::Value = serde_json::from_str(&findings).expect("JSON");
    assert_eq!(findings["schema"], "torimatome/findings/1");
    assert_eq!(findings["summary"]["read"]["forms"], 3);
}

#[test]
fn japanese_names_do_the_same() {
    for (command, alias) in ON_FOLDERS {
        let (english, japanese) = (Plan::answered(), Plan::answered());
        let (first, second) = (english.run(&[command]), japanese.run(&[alias]));
        assert_eq!(first.ends_with(0).out, second.ends_with(0).out, "{alias}");
        assert_eq!(english.files(), japanese.files(), "{alias}");
    }
    let plan = Plan::answered();
    assert_eq!(plan.run(&["検証", "回収"]).ends_with(0).out, plan.run(&["check", "回収"]).out);
    plan.run(&["開始", "新しい計画", "--from", "様式"]).ends_with(0);
}

#[test]
fn every_command_ends_with_its_totals() {
    let plan = Plan::answered();
    let begin = ["統合（前期）：4 様式", "配布（前期", "統合", "統合", "状況（前期", "書出：4 行"];
    let rest = [
        (vec!["import", "様式"], "取込：3 様式"),
        (vec!["init", "新しい計画", "--from", "様式"], "開始：取込：3 様式"),
        (vec!["explain"], "解説：60 規則"),
        (vec!["explain", "V01"], "解説：1 規則"),
    ];
    let commands = ON_FOLDERS.into_iter().map(|(command, _)| vec![command]);
    for (arguments, words) in commands.zip(begin).chain(rest) {
        let ran = plan.run(&arguments).ends_with(0);
        let last = ran.err.lines().last().unwrap_or_default();
        assert!(last.starts_with(words) && ran.err.ends_with('\n'), "{arguments:?}: {}", ran.err);
    }
    let ran = plan.run(&["check", "回収"]).ends_with(0);
    assert_eq!(ran.err, "検証：2 ファイル、指摘 0 件（要修正 0、要確認 0、参考 0）\n");
}

#[test]
fn a_section_that_returned_some_forms_is_not_told_that_nothing_came() {
    let plan = Plan::new();
    let form = "様式ID\t1-1-2-1-町民生活課-1\n目指す姿\t伝わる町\n目標\t紙面の充実\n\
                取組内容\t・増刷\n進捗状況（前期）\t増刷した。\n目標の達成\t\n評価・検証\t\n";
    plan.write("回収/前期/町民生活課.tsv", form.as_bytes());
    plan.run(&["run"]).ends_with(0);
    let text = String::from_utf8(plan.files()["とりまとめ/前期/督促.txt"].clone()).expect("UTF-8");
    let (silent, some) = text.split_once("町民生活課　御中").expect("both are reminded");
    assert!(silent.contains("報告が、まだ届いていません"), "{text}");
    assert!(some.contains("提出していただいた報告のうち"), "{text}");
    assert!(
        some.contains("［未提出］1-1-2-1-町民生活課-2") && !some.contains("届いていません"),
        "{text}"
    );
}

/// The tool's own words on a return are known as they were issued, whatever `plan.toml` says now.
#[test]
fn words_of_what_was_issued_outlive_a_change_of_settings() {
    let quoted = |plan: &Plan| {
        let args = ["check", "回収", "--plan", ".", "--format", "json"];
        plan.run(&args).out.matches("\"S11\"").count()
    };
    let plan = Plan::answered();
    plan.run(&["distribute", "."]).ends_with(0);
    let ledger = fs::read(plan.root().join("配布/前期/台帳.json")).expect("written");
    plan.write("plan.toml", PLAN_TOML.replace("2024-10-18", "2024-10-25").as_bytes());
    assert_eq!(quoted(&plan), 0);

    // A 台帳 without words: the files that it vouches for tell them.
    let mut told: serde_json::Value = serde_json::from_slice(&ledger).expect("JSON");
    told.as_object_mut().expect("an object").remove("words").expect("words");
    plan.write("配布/前期/台帳.json", told.to_string().as_bytes());
    assert_eq!(quoted(&plan), 0);
    for section in ["総務課", "町民生活課"] {
        fs::remove_file(plan.root().join(format!("配布/前期/{section}.xlsx"))).expect("issued");
    }
    assert_eq!(quoted(&plan), 4, "the due date in two cells of two covers is nobody's now");
    plan.write("配布/前期/台帳.json", &ledger);
    assert_eq!(quoted(&plan), 0);
}

#[test]
fn run_writes_everything_that_is_due_and_names_it() {
    let plan = Plan::answered();
    let ran = plan.run(&["run"]).ends_with(0);
    let files = plan.files();
    for name in [
        "計画.json",
        "取込報告.html",
        "取込報告.json",
        "配布/前期/総務課.xlsx",
        "配布/前期/町民生活課.xlsx",
        "配布/前期/台帳.json",
        "とりまとめ/前期/統合.json",
        "とりまとめ/前期/とりまとめ.xlsx",
        "とりまとめ/前期/町長報告.xlsx",
        "とりまとめ/前期/検証報告.html",
        "とりまとめ/前期/検証報告.json",
        "とりまとめ/前期/督促.txt",
    ] {
        assert!(files.contains_key(name), "{name}: {:?}", files.keys());
        let (folder, name) = name.rsplit_once('/').unwrap_or(("", name));
        let told = ran.err.lines().find(|line| line.contains(&format!("{folder}/　")));
        assert!(told.is_some_and(|line| line.contains(name)), "{name}: {}", ran.err);
    }
    assert_eq!(ran.out, "");
    let merged: serde_json::Value =
        serde_json::from_slice(&files["とりまとめ/前期/統合.json"]).expect("JSON");
    let forms = merged["forms"].as_array().expect("forms");
    assert_eq!(forms.len(), 4);
    for form in forms {
        let text = format!("{} を進めた。", form["form_id"].as_str().expect("an id"));
        assert_eq!(form["progress"]["first_half"]["text"], text);
        assert_eq!(form["state"], "complete");
    }
}

#[test]
fn running_twice_changes_no_byte() {
    for command in ["run", "distribute", "merge", "consolidate"] {
        let (plan, other) = (Plan::answered(), Plan::answered());
        plan.run(&[command]).ends_with(0);
        let first = plan.files();
        plan.run(&[command]).ends_with(0);
        assert_eq!(differing(&plan.files(), &first), [""; 0], "{command} again");
        other.run(&[command]).ends_with(0);
        assert_eq!(differing(&other.files(), &first), [""; 0], "{command} elsewhere");
    }
}

/// Names of the files that only one side has, or that differ.
fn differing<'a>(
    a: &'a BTreeMap<String, Vec<u8>>,
    b: &'a BTreeMap<String, Vec<u8>>,
) -> Vec<&'a str> {
    let names = a.keys().chain(b.keys());
    names.filter(|name| a.get(*name) != b.get(*name)).map(String::as_str).collect()
}

#[test]
fn inputs_are_never_changed() {
    let plan = Plan::answered();
    let before = plan.files();
    plan.run(&["run"]).ends_with(0);
    plan.run(&["export", "-o", "表.csv"]).ends_with(0);
    let after = plan.files();
    for (name, bytes) in before {
        assert_eq!(after.get(&name), Some(&bytes), "{name}");
    }
}

#[test]
fn what_only_looks_writes_nothing() {
    let plan = Plan::answered();
    plan.run(&["run"]).ends_with(0);
    let before = plan.files();
    plan.run(&["status"]).ends_with(0);
    plan.run(&["check", "回収", "--format", "json"]).ends_with(0);
    plan.run(&["export", "--format", "json"]).ends_with(0);
    assert_eq!(differing(&plan.files(), &before), [""; 0]);
}

#[test]
fn faults_in_returns_end_with_one_only_for_check_and_strict() {
    let plan = Plan::answered();
    plan.write("回収/前期/町民生活課.xlsx", &returned("町民生活課", |_| String::new()));
    let ran = plan.run(&["check", "回収"]).ends_with(1);
    assert!(ran.out.contains("V09［要修正］3 か所\n"), "{}", ran.out);
    let place = "・1-1-1-1-町民生活課-1　回収/前期/町民生活課.xlsx!1-1-1-1!D";
    assert!(ran.out.contains(place), "{}", ran.out);
    assert!(ran.err.ends_with("指摘 4 件（要修正 4、要確認 0、参考 0）\n"), "{}", ran.err);
    for (command, _) in ON_FOLDERS {
        plan.run(&[command]).ends_with(0);
        let strict = plan.run(&[command, "--strict"]);
        // What is issued depends on no return.
        strict.ends_with(i32::from(command != "distribute"));
    }
}

#[test]
fn one_file_is_checked_without_asking_for_the_others() {
    let plan = Plan::answered();
    let path = "回収/前期/総務課.xlsx";
    let ran = plan.run(&["check", path]).ends_with(0);
    assert_eq!(ran.out, "");
    let elsewhere = plan.root().join(path).to_string_lossy().into_owned();
    let ran = run(&["check", &elsewhere, "--plan", &plan.root().to_string_lossy()]).ends_with(0);
    assert!(ran.err.starts_with("検証：1 ファイル"), "{}", ran.err);
}

#[test]
fn an_unreadable_file_among_good_ones_loses_only_itself() {
    let plan = Plan::answered();
    plan.write("回収/前期/破損.xlsx", b"PK\x03\x04 cut off");
    plan.write("回収/前期/案内.pdf", b"%PDF-1.7");
    plan.write("回収/前期/~$総務課.xlsx", b"lock");
    plan.run(&["consolidate"]).ends_with(0);
    let files = plan.files();
    let report: serde_json::Value =
        serde_json::from_slice(&files["とりまとめ/前期/検証報告.json"]).expect("JSON");
    let told: Vec<(&str, &str)> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|f| (f["code"].as_str().unwrap_or_default(), &f["location"]["file"]))
        .map(|(code, file)| (code, file.as_str().unwrap_or_default()))
        .collect();
    let expected = [
        ("F03", "回収/前期/案内.pdf"),
        ("F01", "回収/前期/破損.xlsx"),
        ("F08", "回収/前期/~$総務課.xlsx"),
    ];
    assert_eq!(told, expected);
    assert_eq!(report["summary"]["read"]["files"], 4);
    let merged: serde_json::Value =
        serde_json::from_slice(&files["とりまとめ/前期/統合.json"]).expect("JSON");
    let states = merged["forms"].as_array().expect("forms").iter().map(|form| &form["state"]);
    assert!(states.into_iter().all(|state| state == "complete"));
}

#[test]
fn nothing_is_half_written_when_an_output_is_blocked() {
    let plan = Plan::answered();
    // A folder stands where the last of the outputs would be written.
    fs::create_dir_all(plan.root().join("とりまとめ/前期/督促.txt")).expect("a folder");
    let before = plan.files();
    for command in ["run", "merge", "consolidate"] {
        plan.run(&[command]).refused(&["書き込めません", "督促.txt"]);
        assert_eq!(differing(&plan.files(), &before), [""; 0], "{command}");
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let plan = Plan::answered();
    let folder = plan.root().join("とりまとめ/前期");
    fs::create_dir_all(&folder).expect("a folder");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).expect("read-only");
    if fs::write(folder.join("試し"), "x").is_ok() {
        // The superuser may write anywhere.
        return;
    }
    let before = plan.files();
    plan.run(&["consolidate"]).refused(&["書き込めません", "権限がありません"]);
    assert_eq!(differing(&plan.files(), &before), [""; 0]);
}

#[test]
fn init_makes_a_folder_that_run_accepts() {
    let plan = Plan::new();
    let ran = plan.run(&["init", "新しい計画", "--from", "様式"]).ends_with(0);
    assert!(ran.err.contains("新しい計画/plan.toml"), "{}", ran.err);
    let text = fs::read_to_string(plan.root().join("新しい計画/plan.toml")).expect("written");
    for words in ["町政運営推進プランR6", "令和6年度", "\"総務課\"", "\"町民生活課\""]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    plan.run(&["run", "新しい計画"]).ends_with(0);
    assert!(plan.files().contains_key("新しい計画/配布/前期/町民生活課.xlsx"));
    let before = plan.files();
    plan.run(&["init", "新しい計画", "--from", "様式"]).refused(&["もう計画フォルダーです"]);
    assert_eq!(differing(&plan.files(), &before), [""; 0]);
}

#[test]
fn init_does_not_lose_one_of_two_forms_of_one_name() {
    let plan = Plan::new();
    plan.write("甲/様式.tsv", FORMS.as_bytes());
    plan.write("乙/様式.tsv", FORMS.replace("紙面の充実", "紙面の縮小").as_bytes());
    let before = plan.files();
    plan.run(&["init", "新", "--from", "甲", "乙"]).refused(&["同じ名前", "様式.tsv"]);
    assert_eq!(differing(&plan.files(), &before), [""; 0]);
    assert!(!plan.root().join("新").exists());
}

#[test]
fn an_edition_follows_a_change_of_the_forms() {
    let plan = Plan::new();
    plan.run(&["distribute"]).ends_with(0);
    let first = plan.files();
    plan.write("様式/様式.tsv", FORMS.replace("毎月の更新", "毎週の更新").as_bytes());
    let ran = plan.run(&["distribute"]).ends_with(0);
    assert!(ran.err.contains("第2版"), "{}", ran.err);
    let second = plan.files();
    let kept = "配布/前期/旧版/第1版/総務課.xlsx";
    assert_eq!(second.get(kept), first.get("配布/前期/総務課.xlsx"));
    assert_ne!(second["配布/前期/総務課.xlsx"], first["配布/前期/総務課.xlsx"]);
}

#[test]
fn the_table_is_exported_in_the_encoding_that_is_asked_for() {
    let plan = Plan::answered();
    let path = |name: &str| PathBuf::from(plan.root()).join(name);
    plan.run(&["export", "-o", "表.csv"]).ends_with(0);
    let bytes = fs::read(path("表.csv")).expect("written");
    assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
    plan.run(&["export", "--encoding", "cp932", "-o", "表932.csv"]).ends_with(0);
    let bytes = fs::read(path("表932.csv")).expect("written");
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&bytes);
    assert!(!broken && text.contains("町民生活課"));
    plan.write("回収/前期/総務課.xlsx", &returned("総務課", |_| "𠮷野氏と協議した。".to_owned()));
    let before = plan.files();
    plan.run(&["export", "--encoding", "cp932", "-o", "表932.csv"]).refused(&[
        "T06",
        "U+20BB7",
        "総務課.xlsx",
    ]);
    assert_eq!(differing(&plan.files(), &before), [""; 0]);
}
