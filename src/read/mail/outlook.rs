//! Takes a mail apart that Outlook saved as `.msg` (MS-OXMSG).
//!
//! In: an opened compound file. Out: the mail; `None` for another kind of file. Mails within it give
//! their attachments as well.

use super::{MAX_PARTS, Mail};
use crate::read::compound::Compound;
use crate::read::encoding;
use crate::read::html::plain_text;
use crate::read::sniff;

/// Names of the streams that hold properties (MS-OXPROPS), as Unicode and as bytes.
mod property {
    pub(super) const DATA: &str = "37010102";
    pub(super) const LONG_NAME: [&str; 2] = ["3707001F", "3707001E"];
    pub(super) const SHORT_NAME: [&str; 2] = ["3704001F", "3704001E"];
    pub(super) const CONTENT_ID: [&str; 2] = ["3712001F", "3712001E"];
    pub(super) const MEDIA_TYPE: [&str; 2] = ["370E001F", "370E001E"];
    pub(super) const BODY: [&str; 2] = ["1000001F", "1000001E"];
    pub(super) const HTML_BODY: &str = "10130102";
}

/// Reads a mail.
pub(in crate::read) fn of_compound(compound: &Compound<'_>) -> Option<Mail> {
    if !compound.has("__properties_version1.0") {
        return None;
    }
    let root = compound.inside_root();
    let html = || bytes_of(compound, &root, property::HTML_BODY).map(|it| html_text(&it));
    let text = text_of(compound, &root, property::BODY).or_else(html).unwrap_or_default();
    let mut mail = Mail { text, ..Mail::default() };
    for inside in compound.storages("__attach_version1.0_#").into_iter().take(MAX_PARTS) {
        // An attached mail is a storage whose own attachments come here as well.
        let Some(bytes) = bytes_of(compound, &inside, property::DATA) else { continue };
        let text = |names| text_of(compound, &inside, names);
        let name = text(property::LONG_NAME).or_else(|| text(property::SHORT_NAME));
        let is_shown = text(property::CONTENT_ID).is_some() && sniff::is_picture(&bytes);
        let media = text(property::MEDIA_TYPE).unwrap_or_default();
        mail.attach(
            &name.unwrap_or_default(),
            bytes,
            is_shown || super::mime::is_signature(&media),
        );
    }
    Some(mail)
}

/// The bytes of a property among entries.
fn bytes_of(compound: &Compound<'_>, entries: &[usize], tag: &str) -> Option<Vec<u8>> {
    let name = format!("__substg1.0_{tag}");
    let own = entries.iter().find(|index| compound.is_named(**index, &name))?;
    Some(compound.stream_at(*own)?.bytes)
}

/// The text of a property among entries, unless it is empty.
fn text_of(compound: &Compound<'_>, entries: &[usize], tags: [&str; 2]) -> Option<String> {
    let [wide, narrow] = tags;
    let wide = bytes_of(compound, entries, wide).map(|bytes| encoding::decode_utf16le(&bytes));
    let text = wide.or_else(|| {
        bytes_of(compound, entries, narrow).map(|bytes| encoding::decode_name(&bytes))
    })?;
    let text = text.trim_matches('\0').to_owned();
    (!text.is_empty()).then_some(text)
}

/// The text of a page in bytes.
fn html_text(bytes: &[u8]) -> String {
    plain_text(&encoding::decode_html(bytes).0)
}
