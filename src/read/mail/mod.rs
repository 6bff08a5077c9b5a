//! Takes a mail apart: the files that are attached to it, as `.eml` (RFC 5322, MIME) and as `.msg`
//! (MS-OXMSG) hold them, and what its text says beyond the usual phrases.
//!
//! In: bytes of a mail. Out: names and bytes of its attachments, and its text; `None` for what is no
//! mail. A broken attachment is given as far as it goes. No answer is read off the text.

mod coding;
mod letter;
mod mime;
mod outlook;

pub(super) use mime::of_text;
pub(super) use outlook::of_compound;

use super::words;

/// A mail.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Mail {
    /// The files that are attached, each under a name of its own.
    pub(super) attachments: Vec<Attachment>,
    /// Its text as a person reads it.
    text: String,
}

/// A file that is attached to a mail.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attachment {
    /// Its name without any folder.
    pub(super) name: String,
    /// Its bytes as far as they can be decoded.
    pub(super) bytes: Vec<u8>,
    /// Belongs to the look of the mail's text (a logo) or proves its sender; no one attached it.
    pub(super) incidental: bool,
}

/// Most parts that a mail may have.
const MAX_PARTS: usize = 1_000;

impl Mail {
    /// What the text says beyond the phrases of a covering letter; `None` where it says no more.
    pub(super) fn message(&self) -> Option<String> {
        letter::message(&self.text)
    }

    /// Adds an attachment. One without a name is called by its number, and one whose name is taken
    /// gets a number behind it.
    fn attach(&mut self, name: &str, bytes: Vec<u8>, incidental: bool) {
        let number = self.attachments.len() + 1;
        let mut name = file_name(name);
        if name.is_empty() {
            name = words::mail::unnamed(number);
        }
        let is_taken = |name: &str| self.attachments.iter().any(|it| it.name == name);
        if is_taken(&name) {
            let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
            let dot = if ending.is_empty() { "" } else { "." };
            name = format!("{stem} ({number}){dot}{ending}");
        }
        self.attachments.push(Attachment { name, bytes, incidental });
    }
}

/// The last part of a path: a mail must not choose where its files lie.
fn file_name(name: &str) -> String {
    let name = name.trim_end_matches('\0').rsplit(['/', '\\']).next().unwrap_or_default();
    name.trim().chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_have_names_of_their_own() {
        let mut mail = Mail::default();
        for name in ["a.xlsx", "../回収/a.xlsx", "", "C:\\x\\写し", "写し"] {
            mail.attach(name, Vec::new(), false);
        }
        let names: Vec<&str> = mail.attachments.iter().map(|it| it.name.as_str()).collect();
        let unnamed = words::mail::unnamed(3);
        assert_eq!(names, ["a.xlsx", "a (2).xlsx", unnamed.as_str(), "写し", "写し (5)"]);
    }
}
