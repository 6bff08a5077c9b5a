//! Mails among the returns: what is attached to them is read, and told under its own name.

use torimatome::read::read;
use torimatome::rules::Code;

use crate::cli::{Plan, returned};

const SECTOR: usize = 512;
const FREE: u32 = 0xFFFF_FFFF;
const END: u32 = 0xFFFF_FFFE;

/// Entry of a directory: name, kind, left, right, inside, content.
type Entry<'a> = (&'a str, u8, u32, u32, u32, &'a [u8]);

/// A compound file (MS-CFB) of streams that are long enough to lie in sectors of their own.
fn compound(entries: &[Entry<'_>]) -> Vec<u8> {
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

/// A mail as Outlook saves it, with one file attached.
fn msg(name: &str, content: &[u8]) -> Vec<u8> {
    let mut name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    name.resize(4096, 0);
    compound(&[
        ("Root Entry", 5, FREE, FREE, 1, b""),
        ("__attach_version1.0_#00000000", 1, FREE, 4, 2, b""),
        ("__substg1.0_37010102", 2, FREE, 3, FREE, content),
        ("__substg1.0_3707001F", 2, FREE, FREE, FREE, &name),
        ("__properties_version1.0", 2, FREE, FREE, FREE, b""),
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
