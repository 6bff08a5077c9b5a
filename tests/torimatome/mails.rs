//! Mails among the returns: what is attached to them is read, and told under its own name.

use torimatome::read::read;
use torimatome::rules::Code;

use crate::cli::{Plan, returned};

const SECTOR: usize = 512;
pub(crate) const FREE: u32 = 0xFFFF_FFFF;
const END: u32 = 0xFFFF_FFFE;

/// Entry of a directory: name, kind, left, right, inside, content.
pub(crate) type Entry<'a> = (&'a str, u8, u32, u32, u32, &'a [u8]);

/// A compound file (MS-CFB) of streams that are long enough to lie in sectors of their own.
pub(crate) fn compound(entries: &[Entry<'_>]) -> Vec<u8> {
    let directory_sectors = entries.len().div_ceil(SECTOR / 128);
    let (mut fat, mut body, mut directory) = (vec![0xFFFF_FFFD_u32], Vec::new(), Vec::new());
    for sector in 0..directory_sectors {
        let last = sector + 1 == directory_sectors;
        fat.push(if last { END } else { sector as u32 + 2 });
    }
    for (name, kind, left, right, inside, content) in entries {
        let start = if content.is_empty() { END } else { fat.len() as u32 };
        let sectors = content.len().div_ceil(SECTOR);
        for sector in 0..sectors {
            fat.push(if sector + 1 == sectors { END } else { fat.len() as u32 + 1 });
        }
        body.extend_from_slice(content);
        body.resize(body.len().next_multiple_of(SECTOR), 0);
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = entry.len() as u16 + 2;
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.extend([*kind, 1]);
        entry.extend([*left, *right, *inside].map(u32::to_le_bytes).concat());
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend((content.len() as u64).to_le_bytes());
        directory.extend(entry);
    }
    directory.resize(directory_sectors * SECTOR, 0);
    let mut out = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    out.resize(24, 0);
    out.extend([0x3E_u16, 3, 0xFFFE, 9, 6, 0, 0, 0].map(u16::to_le_bytes).concat());
    out.extend([0, 1, 1, 0, 4096, END, 0, END, 0, 0_u32].map(u32::to_le_bytes).concat());
    out.resize(SECTOR, 0xFF);
    fat.resize(SECTOR / 4, FREE);
    out.extend(fat.iter().flat_map(|id| id.to_le_bytes()));
    [out, directory, body].concat()
}

/// A text as a property of Outlook, long enough for sectors of its own.
fn property(text: &str) -> Vec<u8> {
    let mut bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.resize(4096, 0);
    bytes
}

/// A mail as Outlook saves it, with one file attached.
fn msg(name: &str, content: &[u8]) -> Vec<u8> {
    msg_with("送ります。", name, content)
}

/// As [`msg`], with a text.
fn msg_with(text: &str, name: &str, content: &[u8]) -> Vec<u8> {
    compound(&[
        ("Root Entry", 5, FREE, FREE, 1, b""),
        ("__attach_version1.0_#00000000", 1, FREE, 4, 2, b""),
        ("__substg1.0_37010102", 2, FREE, 3, FREE, content),
        ("__substg1.0_3707001F", 2, FREE, FREE, FREE, &property(name)),
        ("__properties_version1.0", 2, FREE, 5, FREE, b""),
        ("__substg1.0_1000001F", 2, FREE, FREE, FREE, &property(text)),
    ])
}

/// A mail as text, with one file attached.
fn eml(name: &str, content: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut base64 = String::new();
    for (index, group) in content.chunks(3).enumerate() {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(*group.get(at).unwrap_or(&0)));
        for at in 0..=group.len() {
            base64.push(char::from(DIGITS[(bits >> (18 - 6 * at) & 63) as usize]));
        }
        base64.push_str(&"=".repeat(3 - group.len()));
        if index % 19 == 18 {
            base64.push_str("\r\n");
        }
    }
    format!(
        "Received: from mail\r\nFrom: a@example.jp\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n送ります。\r\n\
         --b\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{base64}\r\n--b--\r\n"
    )
    .into_bytes()
}

#[test]
fn a_returned_workbook_is_read_out_of_a_mail() {
    let own = |id: &str| format!("{id} を進めた。");
    for (mail, bytes) in [
        ("返信.eml", eml("総務課.xlsx", &returned("総務課", own))),
        ("返信.msg", msg("総務課.xlsx", &returned("総務課", own))),
    ] {
        let plan = Plan::new();
        plan.run(&["distribute"]).ends_with(0);
        plan.write(&format!("回収/前期/{mail}"), &bytes);
        plan.run(&["merge"]).ends_with(0);
        let record = &plan.files()["とりまとめ/前期/統合.json"];
        let record = String::from_utf8_lossy(record);
        assert!(record.contains("-総務課-1 を進めた。"), "{mail}");
        assert!(record.contains(&format!("回収/前期/{mail}/総務課.xlsx")), "{mail}");
    }
}

#[test]
fn a_mail_without_a_file_is_told_as_what_it_is() {
    let text = eml("x", b"").split(|byte| *byte == b'\n').take(7).collect::<Vec<_>>().join(&b'\n');
    let bare = compound(&[
        ("Root Entry", 5, FREE, FREE, 1, b""),
        ("__properties_version1.0", 2, FREE, FREE, FREE, b""),
    ]);
    for (name, bytes) in [("a.eml", text), ("a.msg", bare)] {
        let reading = read(name, &bytes).remove(0);
        assert_eq!(reading.findings[0].code, Code::F03, "{name}");
    }
}

/// A mail of parts, each with its headers and body.
fn of_parts(kind: &str, parts: &[&str]) -> Vec<u8> {
    let parts: Vec<String> = parts.iter().map(|part| format!("--b\r\n{part}\r\n")).collect();
    let parts = parts.concat();
    format!(
        "MIME-Version: 1.0\r\nDate: Fri, 18 Oct 2024 09:00:00 +0900\r\nFrom: a@example.jp\r\n\
         Content-Type: {kind}; boundary=\"b\"\r\n\r\n{parts}--b--\r\n"
    )
    .into_bytes()
}

/// The readings of a mail: their files, and the codes and details of what is told of them.
#[track_caller]
fn check(bytes: &[u8], expected: &[(&str, Option<(Code, &str)>)]) {
    let readings = read("a.eml", bytes);
    let found: Vec<(&str, Option<(Code, &str)>)> = readings
        .iter()
        .map(|it| {
            let told = |it: &'_ torimatome::finding::Finding| it.found.is_some();
            let first = it.findings.iter().find(|it| told(it));
            (&*it.file, first.map(|it| (it.code, it.found.as_deref().unwrap_or_default())))
        })
        .collect();
    assert_eq!(found, expected);
}

const TABLE: &str = "Content-Disposition: attachment; filename=a.csv\r\n\r\n1,2";
const LETTER: &str = "Content-Type: text/plain; charset=UTF-8\r\n\r\nお世話になっております。\r\n\
    令和6年度前期の様式を提出します。よろしくお願いします。";

#[test]
fn a_letter_is_silent_and_an_answer_in_it_is_quoted() {
    let mixed = |text: &str| of_parts("multipart/mixed", &[text, TABLE]);
    check(&mixed(LETTER), &[("a.eml/a.csv", None)]);
    let answer = "2番は未実施に直してください。";
    for text in [
        format!("{LETTER}\r\n{answer}"),
        format!("Content-Type: text/html; charset=UTF-8\r\n\r\n<p>送ります。</p><p>{answer}</p>"),
        format!(
            "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n{LETTER}{answer}\r\n--c\r\n\
            Content-Type: text/html\r\n\r\n<b>{answer}</b>\r\n--c--"
        ),
    ] {
        check(&mixed(&text), &[("a.eml", Some((Code::F10, answer))), ("a.eml/a.csv", None)]);
    }
    let table = "1,2\n".repeat(1024);
    let readings = read("a.msg", &msg_with(answer, "a.csv", table.as_bytes()));
    let told: Vec<(&str, Option<&str>)> = readings
        .iter()
        .flat_map(|it| &it.findings)
        .map(|it| (it.code.as_str(), it.found.as_deref()))
        .collect();
    assert_eq!(told, [("F10", Some(answer))]);
    assert!(read("a.msg", &msg("a.csv", table.as_bytes())).iter().all(|it| it.findings.is_empty()));
    // Without an attachment the mail itself is told as what it is, and its text with it.
    let bare = of_parts("multipart/mixed", &[&format!("{LETTER}\r\n{answer}")]);
    let reading = read("a.eml", &bare).remove(0);
    let codes: Vec<Code> = reading.findings.iter().map(|it| it.code).collect();
    assert_eq!(codes, [Code::F03, Code::F10]);
}

#[test]
fn the_look_and_the_signature_of_a_mail_are_no_returns() {
    let logo = "Content-Type: image/png; name=logo.png\r\nContent-ID: <1>\r\n\
        Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=";
    let page = format!(
        "Content-Type: multipart/related; boundary=c\r\n\r\n--c\r\nContent-Type: text/html\r\n\r\n\
         <img src=\"cid:1\">\r\n--c\r\n{logo}\r\n--c--"
    );
    let signature = "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx";
    let said = |name: &str| format!("{name}（メールの飾りや署名）");
    check(
        &of_parts("multipart/signed", &[&page, TABLE, signature]),
        &[
            ("a.eml/logo.png", Some((Code::F08, &said("logo.png")))),
            ("a.eml/a.csv", None),
            ("a.eml/smime.p7s", Some((Code::F08, &said("smime.p7s")))),
        ],
    );
    // The same picture as an attachment was sent on purpose.
    let readings = read("a.eml", &of_parts("multipart/mixed", &[logo, TABLE]));
    assert_eq!(readings[0].findings[0].code, Code::F03);
    // Nothing but a logo is a mail without a file, and so is one that is encrypted.
    let sealed = "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nx";
    for parts in [[page.as_str()], [sealed]] {
        let reading = read("a.eml", &of_parts("multipart/mixed", &parts)).remove(0);
        assert_eq!((&*reading.file, reading.findings[0].code), ("a.eml", Code::F03));
    }
}

#[test]
fn attachments_of_one_name_and_without_one_are_all_read() {
    let unnamed = "Content-Type: application/vnd.ms-excel\r\n\r\n3,4";
    check(
        &of_parts("multipart/mixed", &[TABLE, TABLE, unnamed]),
        &[("a.eml/a.csv", None), ("a.eml/a (2).csv", None), ("a.eml/名前のない添付 3", None)],
    );
}

#[test]
fn mails_lie_in_each_other_only_as_deep_as_zips() {
    let mail = |inner: &[u8]| eml("次.eml", inner);
    let three = mail(&mail(&mail(b"1,2")));
    let last = read("a.eml", &three).remove(0);
    assert_eq!(last.findings[0].code, Code::F07, "{last:?}");
    let two = mail(&eml("a.csv", b"1,2"));
    assert!(read("a.eml", &two)[0].workbook.is_some());
}

#[test]
fn no_mutation_of_a_mail_panics() {
    let table = "1,2\n".repeat(1024);
    let text = of_parts("multipart/mixed", &[LETTER, TABLE]);
    let named =
        b"Content-Type: text/csv; name*0*=UTF-8''%E7; name*1=\"=?UTF-8?Q?=E7=B7?=\"\r\n\r\n1";
    let named = of_parts("multipart/mixed", &[std::str::from_utf8(named).expect("ASCII")]);
    for mail in [text, named, msg("a.csv", table.as_bytes())] {
        let step = (mail.len() / 150).max(1);
        for at in (0..mail.len()).step_by(step) {
            for byte in [0, b'\n', b'=', b';', 0xFF] {
                let mut broken = mail.clone();
                broken[at] = byte;
                assert!(!read("a.eml", &broken).is_empty());
            }
            assert!(!read("a.eml", &mail[..at]).is_empty());
        }
    }
}
