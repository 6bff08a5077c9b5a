//! Takes a mail as text apart, such as `.eml` (RFC 5322, RFC 2045 to 2047, RFC 2231).
//!
//! In: bytes of a text. Out: the mail; `None` for another kind of text. Mails within it give their
//! attachments as well.

use super::coding::{base64, parameter, quoted_printable};
use super::{MAX_PARTS, Mail};
use crate::read::encoding;
use crate::read::html::plain_text;
use crate::read::sniff;

/// How deep parts may lie in each other.
const MAX_DEPTH: usize = 10;
/// Headers of which every mail has one beside `MIME-Version`.
const USUAL: [&str; 7] = ["from", "to", "subject", "date", "received", "return-path", "message-id"];

/// What is gathered on the way through the parts.
#[derive(Debug, Default)]
struct Gathered {
    mail: Mail,
    /// The text as a page, for a mail without another one.
    page: String,
    parts: usize,
}

/// One part of a mail.
struct Part<'a> {
    /// Names in lower case, and values.
    headers: Vec<(String, String)>,
    body: &'a [u8],
}

/// Reads a mail.
pub(in crate::read) fn of_text(bytes: &[u8]) -> Option<Mail> {
    let part = Part::read(bytes);
    let is_mail = part.header("mime-version").is_some()
        && USUAL.iter().any(|name| part.header(name).is_some());
    if !is_mail {
        return None;
    }
    let mut gathered = Gathered::default();
    gathered.part(&part, 0, false);
    let Gathered { mut mail, page, .. } = gathered;
    if mail.text.trim().is_empty() {
        mail.text = plain_text(&page);
    }
    Some(mail)
}

/// Tells whether a part of that media type only proves who sent the mail.
pub(super) fn is_signature(media: &str) -> bool {
    const SIGNATURES: [&str; 3] = [
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
    ];
    SIGNATURES.iter().any(|it| media.eq_ignore_ascii_case(it))
}

impl Gathered {
    /// Goes through a part and the parts within it; `related` tells that a page shows it.
    fn part(&mut self, part: &Part<'_>, depth: usize, related: bool) {
        if depth > MAX_DEPTH || self.parts >= MAX_PARTS {
            return;
        }
        self.parts += 1;
        let kind = part.header("content-type").unwrap_or_default();
        let media = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let boundary = parameter(kind, "boundary").filter(|_| media.starts_with("multipart/"));
        if let Some(boundary) = boundary {
            for inner in split_parts(part.body, &boundary) {
                self.part(&Part::read(inner), depth + 1, media == "multipart/related");
            }
            return;
        }
        // A mail that is encrypted as a whole has nothing that could be read.
        if matches!(media.as_str(), "application/pkcs7-mime" | "application/x-pkcs7-mime") {
            return;
        }
        let disposition = part.header("content-disposition").unwrap_or_default();
        let is_attached = disposition.trim_start().to_ascii_lowercase().starts_with("attachment");
        let name = parameter(disposition, "filename").or_else(|| parameter(kind, "name"));
        let is_text = media.is_empty() || media.starts_with("text/");
        if name.is_none() && media == "message/rfc822" {
            self.part(&Part::read(part.body), depth + 1, false);
        } else if name.is_some() || is_attached || !is_text {
            let bytes = part.decoded();
            let shown = related && part.header("content-id").is_some();
            let incidental = shown && sniff::is_picture(&bytes) || is_signature(&media);
            // What says how the mail was delivered or read was attached by no one.
            if name.is_some() || !media.starts_with("message/") {
                self.mail.attach(&name.unwrap_or_default(), bytes, incidental);
            }
        } else {
            let text = part.text(kind);
            let out = if media == "text/html" { &mut self.page } else { &mut self.mail.text };
            out.push_str(&text);
            out.push('\n');
        }
    }
}

impl<'a> Part<'a> {
    /// Parts headers and body.
    fn read(part: &'a [u8]) -> Self {
        let (headers, body) = split_headers(part);
        Self { headers, body }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The body without its coding.
    fn decoded(&self) -> Vec<u8> {
        let coding = self.header("content-transfer-encoding").unwrap_or_default();
        match coding.trim().to_ascii_lowercase().as_str() {
            "base64" => base64(self.body),
            "quoted-printable" => quoted_printable(self.body, false),
            _ => self.body.to_vec(),
        }
    }

    /// The body as text, in the charset that its type states.
    fn text(&self, kind: &str) -> String {
        let bytes = self.decoded();
        let stated = parameter(kind, "charset").and_then(|it| encoding::decode_as(&it, &bytes));
        stated.unwrap_or_else(|| encoding::decode_name(&bytes))
    }
}

/// Headers with names in lower case and folded lines joined, and the body behind the blank line.
fn split_headers(part: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let mut headers: Vec<(String, String)> = Vec::new();
    // A line of a mailbox file may stand before the first header.
    let mut rest = match part.strip_prefix(b"From ") {
        Some(after) => after.splitn(2, |byte| *byte == b'\n').nth(1).unwrap_or_default(),
        None => part,
    };
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
        let found: Vec<(&str, &[u8])> =
            found.attachments.iter().map(|it| (&*it.name, &*it.bytes)).collect();
        assert_eq!(found, [(name, bytes)], "{part}");
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
        assert_eq!(found.attachments[0].name, "b.csv");
        assert_eq!(found.attachments[0].bytes, b"1,2");
    }

    #[test]
    fn a_text_that_is_no_mail_is_none() {
        assert_eq!(of_text("目標: 1\r\n評価: 2\r\n".as_bytes()), None);
        assert_eq!(of_text(b""), None);
        assert_eq!(of_text(b"MIME-Version: 1.0\r\n\r\n"), None);
    }
}
