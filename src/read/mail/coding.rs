//! Decodes what a mail writes in letters and digits: base64, quoted-printable, encoded words and the
//! parameters of headers.
//!
//! In: text of a mail. Out: bytes, or text in its own charset. What is broken is given as far as it
//! goes.

use crate::read::encoding;

/// A parameter of a header, also where it is split or encoded (RFC 2231), and an encoded word in it
/// (RFC 2047), as many programs write file names.
pub(super) fn parameter(header: &str, name: &str) -> Option<String> {
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
pub(super) fn base64(text: &[u8]) -> Vec<u8> {
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
pub(super) fn quoted_printable(text: &[u8], header: bool) -> Vec<u8> {
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
        let byte = byte.filter(|_| text[at] == mark);
        out.push(byte.unwrap_or(text[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    (out, at)
}
