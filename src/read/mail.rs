//! Takes a mail apart: the files that are attached to it, as `.eml` (RFC 5322, MIME) and as `.msg`
//! (MS-OXMSG) hold them.
//!
//! In: bytes of a mail. Out: names and bytes of its attachments; `None` for what is no mail. The text
//! of the mail itself is not read, and a broken attachment is given as far as it goes.

use super::compound::Compound;
use super::encoding;

/// A file that is attached to a mail.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attachment {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Most parts that a mail may have, and how deep they may lie in each other.
const MAX_PARTS: usize = 1_000;
const MAX_DEPTH: usize = 10;

/// The attachments of a mail as text.
pub(super) fn of_text(bytes: &[u8]) -> Option<Vec<Attachment>> {
    let (headers, _) = split_headers(bytes);
    let known = ["from", "to", "subject", "date", "received", "return-path", "message-id"];
    let any = |name: &str| headers.iter().any(|(own, _)| own == name);
    let is_mail = any("mime-version") && known.iter().any(|name| any(name));
    is_mail.then(|| {
        let mut found = Vec::new();
        gather(bytes, 0, &mut MAX_PARTS.clone(), &mut found);
        found
    })
}

/// The attachments of a mail as Outlook saves it.
pub(super) fn of_compound(compound: &Compound<'_>) -> Option<Vec<Attachment>> {
    if !compound.has("__properties_version1.0") {
        return None;
    }
    let storages = compound.storages("__attach_version1.0_#");
    let attachment = |children: Vec<usize>| {
        let stream = |tag: &str| {
            let name = format!("__substg1.0_{tag}");
            let own = children.iter().find(|index| compound.is_named(**index, &name))?;
            Some(compound.stream_at(*own)?.bytes)
        };
        let wide = |tag: &str| stream(tag).map(|bytes| encoding::decode_utf16le(&bytes));
        let narrow = |tag: &str| stream(tag).map(|bytes| encoding::decode_name(&bytes));
        let name = wide("3707001F").or_else(|| narrow("3707001E"));
        let name = name.or_else(|| wide("3704001F")).or_else(|| narrow("3704001E"));
        Some(Attachment { name: file_name(&name?), bytes: stream("37010102")? })
    };
    Some(storages.into_iter().take(MAX_PARTS).filter_map(attachment).collect())
}

/// Gathers the attachments of a part and of the parts within it.
fn gather(part: &[u8], depth: usize, left: &mut usize, found: &mut Vec<Attachment>) {
    if depth > MAX_DEPTH || *left == 0 {
        return;
    }
    *left -= 1;
    let (headers, body) = split_headers(part);
    let header =
        |name: &str| headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
    let kind = header("content-type").unwrap_or_default();
    let media = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if let Some(boundary) = parameter(kind, "boundary").filter(|_| media.starts_with("multipart/"))
    {
        for part in split_parts(body, &boundary) {
            gather(part, depth + 1, left, found);
        }
        return;
    }
    let disposition = header("content-disposition").unwrap_or_default();
    let name = parameter(disposition, "filename").or_else(|| parameter(kind, "name"));
    let coding =
        header("content-transfer-encoding").unwrap_or_default().trim().to_ascii_lowercase();
    if let Some(name) = name.map(|name| file_name(&name)).filter(|name| !name.is_empty()) {
        let bytes = match coding.as_str() {
            "base64" => base64(body),
            "quoted-printable" => quoted_printable(body, false),
            _ => body.to_vec(),
        };
        found.push(Attachment { name, bytes });
    } else if media == "message/rfc822" {
        gather(body, depth + 1, left, found);
    }
}

/// The last part of a path: a mail must not choose where its files lie.
fn file_name(name: &str) -> String {
    let name = name.trim_end_matches('\0').rsplit(['/', '\\']).next().unwrap_or_default();
    name.trim().chars().filter(|c| !c.is_control()).collect()
}

/// Headers with names in lower case and folded lines joined, and the body behind the blank line.
fn split_headers(part: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut rest = part;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        let line = line.trim_ascii_end();
        if line.is_empty() {
            break;
        }
        let line = encoding::decode_name(line);
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        } else {
            break;
        }
    }
    (headers, rest)
}

/// The parts between the lines of a boundary.
fn split_parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = [b"--", boundary.as_bytes()].concat();
    let mut parts = Vec::new();
    let (mut start, mut at) = (None, 0);
    while at < body.len() {
        let end =
            body[at..].iter().position(|byte| *byte == b'\n').map_or(body.len(), |it| at + it + 1);
        let line = body[at..end].trim_ascii_end();
        if line.starts_with(&mark) {
            parts.extend(start.map(|start| {
                let part = &body[start..at];
                let part = part.strip_suffix(b"\n").unwrap_or(part);
                part.strip_suffix(b"\r").unwrap_or(part)
            }));
            start = (line.len() == mark.len()).then_some(end);
        }
        at = end;
    }
    parts.extend(start.map(|start| &body[start..]));
    parts
}

/// A parameter of a header, also where it is split or encoded (RFC 2231), and an encoded word in it
/// (RFC 2047), as many programs write file names.
fn parameter(header: &str, name: &str) -> Option<String> {
    let mut plain = None;
    let mut pieces: Vec<(usize, bool, String)> = Vec::new();
    for (key, value) in parameters(header) {
        if key == name {
            plain.get_or_insert(value);
            continue;
        }
        let Some(rest) = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('*')) else {
            continue;
        };
        let encoded = rest.is_empty() || rest.ends_with('*');
        let number = rest.trim_end_matches('*').parse().unwrap_or(0);
        pieces.push((number, encoded, value));
    }
    if pieces.is_empty() {
        return plain.map(|value| encoded_words(&value));
    }
    pieces.sort_by_key(|(number, ..)| *number);
    let mut charset = None;
    let mut bytes = Vec::new();
    for (index, (_, encoded, value)) in pieces.iter().enumerate() {
        let mut value = value.as_str();
        if *encoded && index == 0 {
            let mut parts = value.splitn(3, '\'');
            if let (Some(name), Some(_), Some(rest)) = (parts.next(), parts.next(), parts.next()) {
                charset = Some(name.to_owned());
                value = rest;
            }
        }
        if *encoded {
            bytes.extend(escaped(value.as_bytes(), b'%').0);
        } else {
            bytes.extend(value.as_bytes());
        }
    }
    let told = charset.and_then(|charset| encoding::decode_as(&charset, &bytes));
    Some(told.unwrap_or_else(|| encoding::decode_name(&bytes)))
}

/// The parameters of a header behind its first value: names in lower case, values without quotes.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = header;
    while let Some(at) = rest.find(';') {
        rest = rest[at + 1..].trim_start();
        let Some((key, value)) = rest.split_once('=') else { break };
        let value = value.trim_start();
        let (value, after) = if let Some(inner) = value.strip_prefix('"') {
            let end = inner.find('"').unwrap_or(inner.len());
            (&inner[..end], inner.get(end + 1..).unwrap_or_default())
        } else {
            let end = value.find(';').unwrap_or(value.len());
            (value[..end].trim_end(), &value[end..])
        };
        found.push((key.trim().to_ascii_lowercase(), value.to_owned()));
        rest = after;
    }
    found
}

/// Resolves encoded words such as `=?ISO-2022-JP?B?…?=`; blanks between two of them are none.
fn encoded_words(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut last = false;
    while let Some(start) = rest.find("=?") {
        let gap = &rest[..start];
        let word = rest[start + 2..].find("?=").and_then(|_| encoded_word(&rest[start..]));
        let Some((word, length)) = word else {
            out.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            last = false;
            continue;
        };
        if !(last && gap.trim().is_empty()) {
            out.push_str(gap);
        }
        out.push_str(&word);
        rest = &rest[start + length..];
        last = true;
    }
    out.push_str(rest);
    out
}

/// One encoded word and its length.
fn encoded_word(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix("=?")?;
    let (charset, rest) = inner.split_once('?')?;
    let (coding, rest) = rest.split_once('?')?;
    let end = rest.find("?=")?;
    let bytes = match coding {
        "B" | "b" => base64(&rest.as_bytes()[..end]),
        "Q" | "q" => quoted_printable(&rest.as_bytes()[..end], true),
        _ => return None,
    };
    let length = text.len() - rest.len() + end + 2;
    Some((encoding::decode_as(charset, &bytes)?, length))
}

/// Decodes base64 as far as it goes; other characters are skipped.
fn base64(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}

/// Decodes quoted-printable; in a header `_` is a blank.
fn quoted_printable(text: &[u8], header: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| *byte == b'=') {
        out.extend_from_slice(&rest[..at]);
        let behind = &rest[at..];
        let soft = behind.strip_prefix(b"=\r\n").or_else(|| behind.strip_prefix(b"=\n"));
        if let Some(after) = soft {
            rest = after;
            continue;
        }
        let (bytes, used) = escaped(&behind[..behind.len().min(3)], b'=');
        out.extend_from_slice(&bytes);
        rest = &behind[used..];
    }
    out.extend_from_slice(rest);
    if header {
        out.iter_mut().filter(|byte| **byte == b'_').for_each(|byte| *byte = b' ');
    }
    out
}

/// Resolves bytes that stand as a mark and two hexadecimal digits; gives how many bytes were read.
fn escaped(text: &[u8], mark: u8) -> (Vec<u8>, usize) {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let digits = text.get(at + 1..at + 3).and_then(|it| std::str::from_utf8(it).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = byte.filter(|_| text[at] == mark) {
            out.push(byte);
            at += 3;
        } else {
            out.push(text[at]);
            at += 1;
        }
    }
    (out, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(part: &str) -> String {
        format!(
            "From: a@example.jp\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"=_x\"\r\n\r\n\
             前文\r\n--=_x\r\nContent-Type: text/plain\r\n\r\n送ります。\r\n--=_x\r\n{part}\r\n--=_x--\r\n後文"
        )
    }

    #[track_caller]
    fn check(part: &str, name: &str, bytes: &[u8]) {
        let found = of_text(mail(part).as_bytes()).expect("a mail");
        assert_eq!(found.len(), 1, "{part}");
        assert_eq!((found[0].name.as_str(), found[0].bytes.as_slice()), (name, bytes), "{part}");
    }

    #[test]
    fn attachments_have_their_names_in_every_coding() {
        let base64 = "Content-Transfer-Encoding: base64\r\n\r\nUEsD\r\nBA==";
        for header in [
            "Content-Disposition: attachment; filename=\"総務課.csv\"",
            "Content-Disposition: attachment;\r\n filename*=UTF-8''%E7%B7%8F%E5%8B%99%E8%AA%B2.csv",
            "Content-Disposition: attachment; filename*0*=UTF-8''%E7%B7%8F;\r\n filename*1*=%E5%8B%99%E8%AA%B2; filename*2=.csv",
            "Content-Type: text/csv; name=\"=?ISO-2022-JP?B?GyRCQW1MMzJdGyhCLmNzdg==?=\"",
            "Content-Type: text/csv; name=\"=?UTF-8?Q?=E7=B7=8F?= =?UTF-8?Q?=E5=8B=99=E8=AA=B2.csv?=\"",
            "Content-Disposition: attachment; filename=\"../回収/総務課.csv\"",
        ] {
            check(&format!("{header}\r\n{base64}"), "総務課.csv", b"PK\x03\x04");
        }
        let quoted = "Content-Disposition: attachment; filename=a.csv\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\na=2Cb=\r\nc=";
        check(quoted, "a.csv", b"a,bc=");
    }

    #[test]
    fn mails_within_mails_are_taken_apart() {
        let inner = mail("Content-Disposition: attachment; filename=b.csv\r\n\r\n1,2")
            .replace("=_x", "=_y");
        let part = format!("Content-Type: message/rfc822\r\n\r\n{inner}");
        let found = of_text(mail(&part).as_bytes()).expect("a mail");
        assert_eq!(found, [Attachment { name: "b.csv".into(), bytes: b"1,2".to_vec() }]);
    }

    #[test]
    fn a_text_that_is_no_mail_is_none() {
        assert_eq!(of_text("目標: 1\r\n評価: 2\r\n".as_bytes()), None);
        assert_eq!(of_text(b""), None);
        assert_eq!(of_text(b"MIME-Version: 1.0\r\n\r\n"), None);
    }
}
