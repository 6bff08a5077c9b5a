//! The process that reads xls: a book that makes it abort costs that book alone.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::read::xlsb;

const SOUND: &str = "samples/r6/様式/基本項目2-1_行財政手法の検証.xls";

/// A sound book whose last text stands so far out that the library asks for over 100 MB at once.
fn far_corner(sound: &[u8]) -> Vec<u8> {
    // LABELSST, ten bytes long; row and column follow.
    let head = [0xFD, 0x00, 0x0A, 0x00];
    let last = sound.windows(4).rposition(|it| it == head).expect("a cell with text");
    let (row, col) = (60_000_u16.to_le_bytes(), 60_u16.to_le_bytes());
    let mut far = sound.to_vec();
    far[last + 4..last + 8].copy_from_slice(&[row, col].concat());
    far
}

/// F01 findings of `import` under a limit of address space in KB: (file, found forms line).
fn import_within(kilobytes: &str, folder: &Path) -> (Vec<String>, String) {
    let findings = folder.join("findings.json");
    let script = "ulimit -v \"$0\" && exec \"$@\"";
    let output = Command::new("sh")
        .args(["-c", script, kilobytes, env!("CARGO_BIN_EXE_torimatome"), "import", "books"])
        .args(["-o", "計画.json", "--findings", "findings.json"])
        // Threads take address space too.
        .env("RAYON_NUM_THREADS", "2")
        .current_dir(folder)
        .output()
        .expect("a shell");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    let json = fs::read_to_string(findings).expect("findings");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let all = json["findings"].as_array().expect("a list").iter();
    let broken = all.filter(|it| it["code"] == "F01");
    (broken.map(|it| it["location"]["file"].as_str().unwrap_or("").to_owned()).collect(), told)
}

#[test]
fn a_book_that_makes_the_reader_abort_is_f01_and_the_others_are_read() {
    let sound = Path::new(env!("CARGO_MANIFEST_DIR")).join(SOUND);
    let sound = fs::read(sound).expect("the sample");
    let folder = tempfile::tempdir().expect("a folder");
    let books = folder.path().join("books");
    fs::create_dir(&books).expect("a folder");
    fs::write(books.join("far.xls"), far_corner(&sound)).expect("a file");
    fs::write(books.join("sound.xls"), &sound).expect("a file");

    let (broken, told) = import_within("unlimited", folder.path());
    assert_eq!(broken, [""; 0], "{told}");
    assert!(told.contains("30 様式"), "{told}");

    let (broken, told) = import_within("150000", folder.path());
    assert!(matches!(&broken[..], [file] if file.ends_with("far.xls")), "{broken:?}");
    assert!(told.contains("15 様式") && !told.contains("memory allocation"), "{told}");
}

#[test]
fn a_binary_workbook_is_read_and_one_that_makes_the_reader_panic_is_f01() {
    let folder = tempfile::tempdir().expect("a folder");
    let books = folder.path().join("books");
    fs::create_dir(&books).expect("a folder");
    fs::write(books.join("sound.xlsb"), xlsb("rId1")).expect("a file");
    fs::write(books.join("trap.xlsb"), xlsb("rId9")).expect("a file");
    let (broken, told) = import_within("unlimited", folder.path());
    assert_eq!(broken.len(), 1, "{told}");
    assert!(broken[0].ends_with("trap.xlsb") && !told.contains("panicked"), "{broken:?} {told}");
    let findings = fs::read_to_string(folder.path().join("findings.json")).expect("findings");
    let findings: serde_json::Value = serde_json::from_str(&findings).expect("JSON");
    assert_eq!(findings["summary"]["read"]["characters"], 12, "目標, 1.5, (1) and 1月1日");
}

#[test]
fn the_reader_is_no_command_of_the_offices() {
    let help = Command::new(env!("CARGO_BIN_EXE_torimatome")).arg("--help").output();
    let help = help.expect("the program");
    assert!(!String::from_utf8_lossy(&help.stdout).contains(torimatome::read::apart::WORD));
}
