//! Reads files that lie within another file: the members of a zip, the attachments of a mail.
//!
//! In: the file that holds them, and how deep it lies itself. Out: a reading each, under the name of
//! the outer file and its own. What may lie within what is told by one limit.

use super::limits::{self, Spent};
use super::mail::{Attachment, Mail};
use super::package::Package;
use super::words::{beside, cause, kind, limit};
use super::{
    Reading, Refusal, encrypted, finish, paths, read_nested, unread, unreadable, unsupported, words,
};
use crate::finding::{Finding, Location};
use crate::rules::Code;

/// Reads every member of a zip of plain files.
pub(super) fn members(
    file: &str,
    bytes: &[u8],
    mut package: Package<'_>,
    depth: u32,
    spent: &mut Spent,
) -> Vec<Reading> {
    let mut members = package.members();
    members.retain(|member| !paths::is_of_the_system(&member.name));
    if members.is_empty() {
        return vec![finish(file, bytes, Err(unreadable(file, cause::ZIP_EMPTY)))];
    }
    if let Err(refusal) = check_depth(file, depth) {
        return vec![finish(file, bytes, Err(refusal))];
    }
    let mut readings: Vec<Reading> = package
        .repeated
        .iter()
        .map(|name| format!("{file}/{name}"))
        .map(|name| unread(&name, *unreadable(&name, cause::MEMBER_TWICE)))
        .collect();
    for member in members {
        let name = format!("{file}/{}", member.name);
        if let Some(ignored) = paths::ignored(&name, &member.name) {
            readings.push(unread(&name, ignored));
        } else if member.encrypted {
            readings.push(unread(&name, *encrypted::locked(&name, "")));
        } else if let Some(content) = package.expand(member.index) {
            readings.extend(read_nested(&name, &content, depth + 1, spent));
        } else {
            let refusal = unreadable(&name, cause::ZIP_BROKEN);
            readings.push(unread(&name, *refusal));
        }
    }
    readings
}

/// Reads every attachment of a mail, as the members of a zip are read.
///
/// F10 quotes what its text says beyond the phrases of a covering letter.
pub(super) fn attachments(
    file: &str,
    bytes: &[u8],
    mail: Mail,
    depth: u32,
    spent: &mut Spent,
) -> Vec<Reading> {
    let message = mail.message().map(|text| {
        Finding::new(Code::F10).at(Location::file(file)).detail(beside::MAIL).found(text)
    });
    let is_attached = mail.attachments.iter().any(|it| !it.incidental);
    if !is_attached {
        let mut reading = finish(file, bytes, Err(unsupported(file, kind::MAIL)));
        reading.findings.extend(message);
        return vec![reading];
    }
    let size = bytes.len() as u64;
    let checked = limits::check(file, limit::FILE_SIZE, size, limits::MAX_FILE_BYTES, limit::BYTES)
        .and_then(|()| check_depth(file, depth));
    if let Err(refusal) = checked {
        return vec![finish(file, bytes, Err(refusal))];
    }
    let mut readings: Vec<Reading> = message.into_iter().map(|it| unread(file, it)).collect();
    for Attachment { name, bytes, incidental } in mail.attachments {
        let shown = format!("{file}/{name}");
        if incidental {
            let said = format!("{name}{}", words::mail::INCIDENTAL);
            let finding = Finding::new(Code::F08).at(Location::file(&shown)).found(said);
            readings.push(unread(&shown, finding));
            continue;
        }
        readings.extend(match spent.expand(&shown, bytes.len() as u64) {
            Ok(()) => read_nested(&shown, &bytes, depth + 1, spent),
            Err(refusal) => vec![unread(&shown, *refusal)],
        });
    }
    readings
}

/// Refuses what lies deeper than the limit.
fn check_depth(file: &str, depth: u32) -> Result<(), Refusal> {
    let most = limits::MAX_ZIP_NESTING;
    if depth <= most {
        return Ok(());
    }
    let at = Location::file(file);
    Err(limits::over(at, limit::NESTING, u64::from(depth), u64::from(most), limit::LEVELS))
}
