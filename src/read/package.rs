//! Opens a zip within the limits and hands out its parts; the only user of the zip crate here.
//!
//! In: bytes of a zip. Out: part names as the archive has them, and single parts on demand.
//! It knows relationships between parts, but not what the parts mean.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::rc::Rc;

use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::{self, Spent};
use super::words::{cause, limit};
use super::xml::{Token, Xml};
use super::{Refusal, encoding, unreadable};

/// An opened zip.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Index by name in lower case with `/`, as OPC compares names.
    index: BTreeMap<String, usize>,
    /// Relationships that were asked for, by part: those of the package itself are needed often.
    relations: BTreeMap<String, Rc<[Relation]>>,
    /// Names that stand more than once in the zip's list: only the last entry can be reached.
    pub(super) repeated: Vec<String>,
}

/// A part's text, as far as it could be expanded.
#[derive(Debug)]
pub(super) struct PartText {
    /// The decoded text.
    pub(super) text: String,
    /// The packed data are damaged, or some bytes are no text.
    pub(super) damaged: bool,
}

/// One entry of a zip that is not a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    /// Position in the archive.
    pub(super) index: usize,
    /// Decoded name with `/` between parts.
    pub(super) name: String,
    /// Encrypted with a password.
    pub(super) encrypted: bool,
}

/// A relationship of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    /// Its id within the part.
    pub(super) id: String,
    /// Last segment of its type: `worksheet`, `comments`, `drawing` …
    pub(super) kind: String,
    /// Full name of the part that it leads to, or the address of an external target.
    pub(super) target: String,
    /// Leads out of the file.
    pub(super) external: bool,
}

impl<'a> Package<'a> {
    /// Opens a zip after its number of entries, sizes and ratio were checked and booked.
    pub(super) fn open(file: &str, bytes: &'a [u8], spent: &mut Spent) -> Result<Self, Refusal> {
        let broken = |_: ZipError| unreadable(file, cause::ZIP_BROKEN);
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        let entries = archive.len() as u64;
        limits::check(file, limit::ENTRIES, entries, limits::MAX_ENTRIES, limit::PIECES)?;
        let mut index = BTreeMap::new();
        let mut expanded: u64 = 0;
        for position in 0..archive.len() {
            let entry = archive.by_index_raw(position).map_err(broken)?;
            expanded = expanded.saturating_add(entry.size());
            let name = encoding::decode_name(entry.name_raw());
            index.insert(normal_name(&name), position);
        }
        limits::check_ratio(file, bytes.len() as u64, expanded)?;
        spent.expand(file, expanded)?;
        let start = archive.central_directory_start();
        let repeated = repeated_names(bytes.get(start as usize..).unwrap_or_default());
        Ok(Self { archive, index, relations: BTreeMap::new(), repeated })
    }

    /// Tells whether a part is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.index.contains_key(&normal_name(name))
    }

    /// Gives the part names in lower case that start with a prefix, sorted.
    pub(super) fn names_under(&self, prefix: &str) -> Vec<String> {
        let from = prefix.to_owned();
        self.index
            .range(from..)
            .map(|(name, _)| name.clone())
            .take_while(|name| name.starts_with(prefix))
            .collect()
    }

    /// Gives all part names in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.index.keys().map(String::as_str)
    }

    /// Lists the entries that are no folders, in the archive's order.
    pub(super) fn members(&mut self) -> Vec<Member> {
        let mut members = Vec::new();
        for index in 0..self.archive.len() {
            let Ok(entry) = self.archive.by_index_raw(index) else { continue };
            let name = encoding::decode_name(entry.name_raw()).replace('\\', "/");
            if !entry.is_dir() && !name.ends_with('/') {
                members.push(Member { index, name, encrypted: entry.encrypted() });
            }
        }
        members
    }

    /// Expands one entry; `None` when its data are damaged or locked.
    pub(super) fn expand(&mut self, index: usize) -> Option<Vec<u8>> {
        let (bytes, broken) = self.expand_from(index)?;
        (!broken).then_some(bytes)
    }

    /// Expands a part by name, as far as it goes.
    pub(super) fn part_bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        let index = *self.index.get(&normal_name(name))?;
        self.expand_from(index).map(|(bytes, _)| bytes)
    }

    /// Expands a part by name and decodes it as XML, as far as it goes; `None` when it is missing
    /// or nothing of it can be expanded.
    pub(super) fn part_text(&mut self, name: &str) -> Option<PartText> {
        let index = *self.index.get(&normal_name(name))?;
        let (bytes, broken) = self.expand_from(index)?;
        if broken && bytes.is_empty() {
            return None;
        }
        let (text, faulty) = encoding::decode_xml(bytes);
        Some(PartText { text, damaged: broken || faulty })
    }

    /// Expands an entry as far as it goes, never beyond its declared size; the flag tells that its
    /// data are damaged.
    fn expand_from(&mut self, index: usize) -> Option<(Vec<u8>, bool)> {
        let entry = self.archive.by_index(index).ok()?;
        let declared = entry.size();
        // A declared size is a claim until the data are there.
        let mut bytes = Vec::with_capacity(declared.min(1 << 20) as usize);
        let broken = entry.take(declared + 1).read_to_end(&mut bytes).is_err();
        Some((bytes, broken))
    }

    /// Expands a part and decodes it as XML text, as far as it goes.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.part_text(name).map(|part| part.text)
    }

    /// Reads the relationships of a part; of the package itself with an empty name.
    pub(super) fn relations(&mut self, part: &str) -> Rc<[Relation]> {
        if let Some(known) = self.relations.get(part) {
            return Rc::clone(known);
        }
        let relations: Rc<[Relation]> = self.read_relations(part).into();
        self.relations.insert(part.to_owned(), Rc::clone(&relations));
        relations
    }

    fn read_relations(&mut self, part: &str) -> Vec<Relation> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let path = format!("{folder}/_rels/{name}.rels");
        let Some(text) = self.text(path.trim_start_matches('/')) else { return Vec::new() };
        let mut relations = Vec::new();
        let mut xml = Xml::new(&text);
        while let Some(token) = xml.next() {
            let Token::Start(tag) = token else { continue };
            if tag.local() != "Relationship" {
                continue;
            }
            let (mut id, mut target, mut kind, mut external) = (None, None, None, false);
            tag.each(|name, value| match name {
                "Id" => id = Some(value.into_owned()),
                "Target" => target = Some(value.into_owned()),
                "TargetMode" => external = value == "External",
                "Type" => kind = value.rsplit('/').next().map(str::to_owned),
                _ => {}
            });
            let (Some(id), Some(target)) = (id, target) else { continue };
            let target = if external { target } else { resolve(folder, &target) };
            let kind = kind.unwrap_or_default();
            relations.push(Relation { id, kind, target, external });
        }
        relations
    }

    /// The part that the package's own relationships name for a purpose, or where it usually is.
    pub(super) fn named_part(&mut self, kind: &str, usual: &str) -> String {
        let relations = self.relations("");
        let named = relations.iter().find(|relation| relation.kind == kind);
        named.map_or_else(|| usual.to_owned(), |relation| relation.target.clone())
    }
}

/// Reads the names that stand more than once in a zip's list of entries, in their order.
///
/// The library keeps the last one of a name and says nothing. Source: APPNOTE.TXT, 4.3.12.
fn repeated_names(list: &[u8]) -> Vec<String> {
    const HEAD: usize = 46;
    let mut seen = BTreeSet::new();
    let mut repeated = Vec::new();
    let mut rest = list;
    while let Some(head) = rest.get(..HEAD).filter(|head| head.starts_with(b"PK\x01\x02")) {
        let length = |at: usize| usize::from(u16::from_le_bytes([head[at], head[at + 1]]));
        let (name, more) = (length(28), length(30) + length(32));
        let Some(raw) = rest.get(HEAD..HEAD + name) else { break };
        if !seen.insert(raw) {
            repeated.push(encoding::decode_name(raw).replace('\\', "/"));
        }
        rest = rest.get(HEAD + name + more..).unwrap_or_default();
    }
    repeated
}

/// Names are compared without case, and some programs write `\`.
fn normal_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// Resolves a relationship's target against the folder of its part.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_like_paths() {
        assert_eq!(
            resolve("xl/worksheets", "../drawings/drawing1.xml"),
            "xl/drawings/drawing1.xml"
        );
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(resolve("xl", "../../../etc/passwd"), "etc/passwd");
    }
}
