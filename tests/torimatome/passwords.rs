//! Encrypted workbooks among the others: told, or opened with a password that a person gave.

use std::fs;

use crate::cli::Plan;
use crate::read::fixture;

/// A folder with the encrypted fixtures, whose password is 秘密.
fn encrypted() -> Plan {
    let plan = Plan::new();
    for name in
        ["encrypted_agile.xlsx", "encrypted_standard.xlsx", "encrypted.xls", "encrypted.ods"]
    {
        plan.write(&format!("鍵/{name}"), &fixture(name));
    }
    plan
}

/// What `import` says with these options: the messages of F02 by file, and the characters read.
#[track_caller]
fn import(plan: &Plan, options: &[&str]) -> (Vec<String>, u64) {
    let command = ["import", "鍵", "-o", "計画2.json", "--findings", "指摘.json"];
    plan.run(&[&command, options].concat()).ends_with(0);
    let json = fs::read_to_string(plan.root().join("指摘.json")).expect("findings");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let findings = json["findings"].as_array().expect("a list").iter();
    let locked = findings.filter(|it| it["code"] == "F02").map(|it| {
        let file = it["location"]["file"].as_str().unwrap_or_default();
        format!("{file}：{}", it["message"].as_str().unwrap_or_default())
    });
    (locked.collect(), json["summary"]["read"]["characters"].as_u64().expect("a count"))
}

#[test]
fn without_a_password_every_encrypted_file_is_told() {
    let (locked, characters) = import(&encrypted(), &[]);
    let said = "パスワードなどで保護されているため、中身を読めません";
    let names =
        ["encrypted.ods", "encrypted.xls", "encrypted_agile.xlsx", "encrypted_standard.xlsx"];
    assert_eq!(locked, names.map(|name| format!("鍵/{name}：{said}")));
    assert_eq!(characters, 0);
}

#[test]
fn a_file_of_passwords_opens_what_one_of_them_fits() {
    let plan = encrypted();
    plan.write("鍵.txt", "\u{FEFF}違う\r\n秘密\r\n\r\n".as_bytes());
    let (locked, characters) = import(&plan, &["--password-file", "鍵.txt"]);
    assert_eq!(locked.len(), 2, "{locked:?}");
    assert!(locked[0].starts_with("鍵/encrypted.ods") && locked[1].starts_with("鍵/encrypted.xls"));
    assert!(characters > 40, "{characters}");
}

#[test]
fn wrong_passwords_are_told_with_their_number_and_never_shown() {
    let plan = encrypted();
    plan.write("鍵.txt", "違う\n秘密 \n".as_bytes());
    let (locked, characters) = import(&plan, &["--password-file", "鍵.txt"]);
    assert_eq!(locked.len(), 4);
    assert!(locked[2].ends_with("（指定されたパスワード 2 個のどれでも開きません）"), "{locked:?}");
    assert_eq!(characters, 0);
    let shown = |name: &str| String::from_utf8_lossy(&plan.files()[name]).contains("違う");
    assert!(!shown("指摘.json") && !shown("計画2.json"));
}

#[test]
fn a_list_of_passwords_that_cannot_be_used_is_refused() {
    let plan = encrypted();
    let refused = |bytes: &[u8], word: &str| {
        plan.write("鍵.txt", bytes);
        plan.run(&["import", "鍵", "--password-file", "鍵.txt"]).refused(&["パスワード", word]);
    };
    refused(b"\n\n", "0 個");
    refused(&b"a\n".repeat(101), "101 個");
    refused(&[0x94, 0xE9, 0x96, 0xA7], "UTF-8");
    plan.run(&["import", "鍵", "--password-file", "ない.txt"]).refused(&["見つかりません"]);
    plan.run(&["import", "鍵", "--ask-password"]).refused(&["画面", "--password-file"]);
}
