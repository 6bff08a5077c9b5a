//! The whole year in one test: the plan's text, 前期 with a fault that is sent back and mended,
//! 後期 on top of it, and the final master.
//!
//! Workbooks are filled in through their XML, as another program would, never by our own writer.

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;
use torimatome::binding::Binding;
use torimatome::cli::{Command, FolderArgs, ImportArgs, InitArgs, PasswordArgs};
use torimatome::commands::execute;
use torimatome::field::Field;
use torimatome::grid::Workbook;
use torimatome::read::read;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::seed::seed;

const FIRST: &str = "前期";
const SECOND: &str = "後期";
/// The 課 whose first return has two faults.
const FAULTY: &str = "町民生活課";

/// Where a plan folder lies through the year.
struct Year(TempDir);

impl Year {
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("計画").join(name)
    }

    #[track_caller]
    fn run(&self, command: fn(FolderArgs) -> Command, period: &str) {
        let (dir, period) = (self.path(""), Some(period.to_owned()));
        let args = FolderArgs {
            dir,
            period,
            as_of: None,
            strict: false,
            passwords: PasswordArgs::default(),
        };
        execute(&command(args)).expect("done");
    }

    /// Files of a folder, by name.
    fn files(&self, folder: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path(folder)).expect("a folder");
        let mut files: Vec<PathBuf> =
            entries.map(|entry| entry.expect("an entry").path()).collect();
        files.retain(|path| path.extension().is_some_and(|end| end == "xlsx"));
        files.sort();
        files
    }

    /// Fills in every workbook of a folder and puts it into 回収/期/, or a folder below it.
    fn answer(&self, from: &str, period: &str, text: impl Fn(&str, Field) -> Option<String>) {
        let returned = self.path(&format!("回収/{period}"));
        fs::create_dir_all(&returned).expect("a folder");
        for path in self.files(from) {
            let bytes = fill(&fs::read(&path).expect("a file"), &text);
            fs::write(returned.join(path.file_name().expect("a name")), bytes).expect("written");
        }
    }

    /// Codes of errors and warnings of a 期.
    fn faults(&self, period: &str) -> Vec<String> {
        let report = self.json(&format!("とりまとめ/{period}/検証報告.json"));
        let findings = report["findings"].as_array().expect("findings");
        let loud = findings.iter().filter(|finding| finding["severity"] != "info");
        loud.map(|f| format!("{} {} {}", f["code"], f["location"], f["message"])).collect()
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(name)).expect("a file")).expect("JSON")
    }

    /// Everything that stands in a workbook, cell by cell.
    fn texts(&self, name: &str) -> Vec<String> {
        let book = workbook(&fs::read(self.path(name)).expect("a file"));
        let cells = book.sheets.iter().flat_map(|sheet| &sheet.cells);
        cells.map(|cell| cell.shown().into_owned()).collect()
    }
}

fn workbook(bytes: &[u8]) -> Workbook {
    read("a.xlsx", bytes).remove(0).workbook.expect("a workbook")
}

/// An answer with a figure and no month.
fn answer(form_id: &str, field: Field) -> String {
    let number = form_id.bytes().map(usize::from).sum::<usize>() % 70 + 20;
    match field {
        Field::GoalAttainment => "達成".to_owned(),
        _ => format!(
            "・{form_id} {}：点検を{number}件行った。\n・目標の{number}％を保った。",
            field.label()
        ),
    }
}

/// Writes answers into a workbook's XML.
pub(crate) fn fill(bytes: &[u8], text: &impl Fn(&str, Field) -> Option<String>) -> Vec<u8> {
    let book = workbook(bytes);
    let binding = Binding::of(&book);
    let mut edits: Vec<(String, String, String)> = Vec::new();
    for form in binding.forms.values() {
        let form_id = form.form_id.as_deref().expect("an id");
        let name = form.sheet.as_deref().expect("a sheet");
        let sheet = book.sheets.iter().position(|sheet| sheet.name == name).expect("it is there");
        let part = format!("xl/worksheets/sheet{}.xml", sheet + 1);
        for (field, at) in &form.cells {
            if let Some(text) = text(form_id, *field) {
                edits.push((part.clone(), at.to_string(), text));
            }
        }
    }
    let mut from = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut data = Vec::new();
        part.read_to_end(&mut data).expect("readable");
        for (_, cell, text) in edits.iter().filter(|(part, ..)| *part == name) {
            data = write_cell(&String::from_utf8(data).expect("UTF-8"), cell, text).into_bytes();
        }
        to.start_file(name, SimpleFileOptions::default()).expect("a part");
        to.write_all(&data).expect("written");
    }
    to.finish().expect("a zip").into_inner()
}

/// Puts a text into a cell of a sheet's XML; its style stays.
fn write_cell(xml: &str, cell: &str, text: &str) -> String {
    let start = xml.find(&format!("<c r=\"{cell}\"")).expect("the cell");
    let open = start + xml[start..].find('>').expect("a tag") + 1;
    let tag = &xml[start..open];
    let end = if tag.ends_with("/>") {
        open
    } else {
        open + xml[open..].find("</c>").expect("its end") + "</c>".len()
    };
    let style = tag.find("s=\"").map_or("", |at| {
        let value = &tag[at..];
        &value[..value[3..].find('"').map_or(0, |quote| quote + 4)]
    });
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let inline = format!(
        "<c r=\"{cell}\" {style} t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
    );
    format!("{}{inline}{}", &xml[..start], &xml[end..])
}

/// April: settings and forms from the plan's text, imported.
fn april(text: &str) -> Year {
    let year = Year(tempfile::tempdir().expect("a folder"));
    let source = year.0.path().join("plan-r6.txt");
    fs::write(&source, text).expect("written");
    let init = InitArgs {
        dir: year.path(""),
        from: vec![source],
        strict: false,
        passwords: PasswordArgs::default(),
    };
    execute(&Command::Init(init)).expect("begun");
    let import = ImportArgs {
        paths: vec![year.path("様式")],
        output: Some(year.path("計画.json")),
        findings: None,
        strict: false,
        passwords: PasswordArgs::default(),
    };
    execute(&Command::Import(import)).expect("imported");
    assert_eq!(year.json("計画.json")["forms"].as_array().map(Vec::len), Some(36));
    year
}

/// October: one 課 sends two faults, gets them back, mends them; then 前期 is clean, and the same
/// whether the faulty return stays or goes.
fn first_half(year: &Year) {
    year.run(Command::Distribute, FIRST);
    let mut wrong: Vec<String> = Vec::new();
    let issued = year.path(&format!("配布/前期/{FAULTY}.xlsx"));
    let book = workbook(&fs::read(issued).expect("a file"));
    wrong.extend(Binding::of(&book).forms.into_values().take(2).filter_map(|form| form.form_id));
    year.answer("配布/前期", FIRST, |form_id, field| {
        let asked = (field == Field::FirstHalf).then(|| answer(form_id, field));
        match wrong.iter().position(|other| other == form_id) {
            Some(0) => None,
            Some(_) => asked.map(|_| "検討中".to_owned()),
            None => asked,
        }
    });
    year.run(Command::Merge, FIRST);
    year.run(Command::Consolidate, FIRST);
    let faults = year.faults(FIRST);
    for code in ["V09", "V01", "V07"] {
        assert!(faults.iter().any(|fault| fault.contains(code)), "{code}: {faults:#?}");
    }
    let names = |files: Vec<PathBuf>| -> Vec<String> {
        files.iter().filter_map(|p| p.file_stem()?.to_str().map(str::to_owned)).collect()
    };
    assert_eq!(names(year.files("とりまとめ/前期/差戻し")), [FAULTY]);
    year.answer("とりまとめ/前期/差戻し", "前期/直し", |form_id, field| {
        let mended = field == Field::FirstHalf && wrong.iter().any(|other| other == form_id);
        mended.then(|| answer(form_id, field))
    });
    year.run(Command::Consolidate, FIRST);
    let faults = year.faults(FIRST);
    assert!(faults.len() == 1 && faults[0].contains("M07"), "beside the old return: {faults:#?}");
    let record = year.json("とりまとめ/前期/統合.json");
    fs::remove_file(year.path(&format!("回収/前期/{FAULTY}.xlsx"))).expect("removed");
    year.run(Command::Consolidate, FIRST);
    assert_eq!(year.faults(FIRST), [""; 0]);
    assert_eq!(year.json("とりまとめ/前期/統合.json")["forms"], record["forms"]);
    assert_eq!(
        year.files("とりまとめ/前期"),
        ["とりまとめ.xlsx", "町長報告.xlsx"]
            .map(|name| { year.path("とりまとめ/前期").join(name) })
    );
}

/// What 後期 asks for.
const OF_SECOND_HALF: [Field; 3] = [Field::SecondHalf, Field::GoalAttainment, Field::Evaluation];

/// May: what the とりまとめ課 owe is told (X07), then they sum up.
fn sum_up(year: &Year) {
    year.run(Command::Merge, SECOND);
    let faults = year.faults(SECOND);
    assert_eq!(faults.iter().filter(|fault| fault.contains("X07")).count(), 4, "{faults:#?}");
    year.answer("とりまとめ/後期/全課まとめ", "後期/まとめ", |form_id, field| {
        OF_SECOND_HALF.contains(&field).then(|| answer(form_id, field))
    });
}

/// April of the next year: every 課 answers 後期 on what was accepted.
fn second_half(year: &Year, also: impl Fn(&str, Field) -> Option<String>) {
    year.answer("配布/後期", SECOND, |form_id, field| {
        let asked = OF_SECOND_HALF.contains(&field);
        also(form_id, field).or_else(|| asked.then(|| answer(form_id, field)))
    });
}

#[test]
fn from_the_plans_text_to_the_final_master() {
    let Some(text) = seed() else { return };
    let year = april(&text);
    first_half(&year);
    year.run(Command::Distribute, SECOND);
    second_half(&year, |_, _| None);
    sum_up(&year);
    year.run(Command::Consolidate, SECOND);
    assert_eq!(year.faults(SECOND), [""; 0]);
    let record = year.json("とりまとめ/後期/統合.json");
    let forms = record["forms"].as_array().expect("forms");
    let master = year.texts("とりまとめ/後期/とりまとめ.xlsx");
    assert!(forms.len() > 36);
    for form in forms {
        assert_eq!(form["state"], "complete", "{form}");
        let form_id = form["form_id"].as_str().expect("an id");
        for field in [Field::FirstHalf, Field::SecondHalf, Field::Evaluation] {
            let wanted = answer(form_id, field);
            assert!(master.contains(&wanted), "{wanted}");
        }
    }
}

#[test]
fn a_first_half_that_was_changed_in_the_second_is_told() {
    let Some(text) = seed() else { return };
    let year = april(&text);
    first_half(&year);
    year.run(Command::Distribute, SECOND);
    second_half(&year, |form_id, field| {
        let changed = field == Field::FirstHalf && form_id == "1-1-2-1-町民生活課-1";
        changed.then(|| "・点検を99件行ったことにした。".to_owned())
    });
    sum_up(&year);
    year.run(Command::Merge, SECOND);
    let faults = year.faults(SECOND);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert!(faults[0].contains("X02") && faults[0].contains("1-1-2-1"), "{faults:#?}");
    let record = year.json("とりまとめ/後期/統合.json");
    let kept = record["forms"].as_array().expect("forms").iter().any(|form| {
        form["progress"]["first_half"]["text"] == answer("1-1-2-1-町民生活課-1", Field::FirstHalf)
    });
    assert!(kept, "the accepted text stays");
}
