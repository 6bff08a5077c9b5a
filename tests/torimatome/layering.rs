//! Who may import whom: the stages of the program know only those that come before them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A source file of the program.
pub(crate) struct Source {
    /// Path below `src/`, with `/` between its parts.
    pub(crate) path: String,
    /// Its code without comments and without the tests at its end.
    pub(crate) code: String,
}

/// What every part may import beside itself; a part is a folder or a file right below `src/`.
///
/// A part that is not listed fails, so that a new one is given its place here.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    // The ground: a position, a field, a date, a rule, a finding.
    ("grid", &[]),
    ("field", &[]),
    ("calendar", &[]),
    ("error", &[]),
    ("rules", &[]),
    ("fingerprint", &[]),
    ("file_name", &["fingerprint"]),
    ("cli", &[]),
    ("finding", &["grid", "field", "calendar", "rules"]),
    ("template", &["grid", "field", "error"]),
    ("binding", &["grid", "field", "fingerprint"]),
    ("model", &["calendar", "field"]),
    ("settings", &["grid", "field", "file_name", "model", "rules", "error"]),
    ("ledger", &["file_name", "error"]),
    ("folder", &["settings", "error"]),
    ("output", &["error"]),
    ("lock", &["output", "error"]),
    // The stages, in the order in which data flows through them.
    ("read", &["grid", "finding", "fingerprint", "rules", "error"]),
    ("recognise", &["grid", "field", "calendar", "template", "finding", "rules"]),
    ("bind", &["grid", "field", "calendar", "recognise", "model", "template", "finding", "rules"]),
    ("identify", &["grid", "field", "binding", "recognise", "model", "ledger", "finding", "rules"]),
    (
        "check",
        &["grid", "field", "recognise", "identify", "template", "settings", "finding", "rules"],
    ),
    (
        "merge",
        &[
            "grid",
            "field",
            "recognise",
            "identify",
            "model",
            "template",
            "settings",
            "finding",
            "rules",
        ],
    ),
    ("figures", &["field", "model", "merge", "template"]),
    (
        "plausibility",
        &["grid", "field", "model", "merge", "figures", "template", "settings", "finding", "rules"],
    ),
    (
        "render",
        &[
            "grid",
            "field",
            "binding",
            "fingerprint",
            "model",
            "merge",
            "figures",
            "template",
            "settings",
            "finding",
            "rules",
            "error",
        ],
    ),
];

/// The only places that may meet everything.
const MEETING_PLACES: [&str; 3] = ["commands", "lib", "main"];

/// Crates and parts of the standard library that stay behind one place each.
const BEHIND: &[(&str, &[&str])] = &[
    ("calamine", &["read/"]),
    ("zip", &["read/"]),
    ("quick_xml", &["read/"]),
    ("chardetng", &["read/"]),
    ("aes", &["read/encrypted/"]),
    ("sha1", &["read/encrypted/"]),
    ("console", &["commands/passwords.rs"]),
    ("encoding_rs", &["read/", "render/csv.rs"]),
    ("rust_xlsxwriter", &["render/sheet"]),
    ("askama", &["render/report/"]),
    ("unicode_linebreak", &["render/text_layout.rs"]),
    ("clap", &["cli.rs", "main.rs"]),
    ("tempfile", &["output.rs", "lock.rs"]),
    ("indicatif", &["commands/"]),
    (
        "fs",
        &["commands/", "output.rs", "lock.rs", "folder.rs", "read/paths.rs", "read/apart/mod.rs"],
    ),
    // One module reads in a process of its own; only the program knows where it stands itself.
    ("process", &["main.rs", "read/apart/mod.rs"]),
    ("env", &["main.rs"]),
    ("net", &[]),
    // Only `status` looks at the clock; a wall of time cannot be told without one.
    ("SystemTime", &[]),
    ("Instant", &["read/limits.rs"]),
    ("Zoned", &[]),
];

/// Reads every source file, in path order.
pub(crate) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(source(&root, &path));
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn source(root: &Path, path: &PathBuf) -> Source {
    let text = fs::read_to_string(path).expect("a source file");
    let shown = path.strip_prefix(root).expect("below the root").to_string_lossy();
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let bare = |line: &str| {
        let comment = line.trim_start().starts_with("//");
        if comment { String::new() } else { line.to_owned() }
    };
    let code: Vec<String> = code.lines().map(bare).collect();
    Source { path: shown.replace('\\', "/"), code: code.join("\n") }
}

/// The folder or file right below `src/`.
fn part(path: &str) -> &str {
    let first = path.split('/').next().unwrap_or(path);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// Parts that a file names as `crate::part`, also within `use crate::{…}`.
fn imports(code: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            None => found.extend(word(rest)),
            Some(group) => found.extend(group_heads(group)),
        }
    }
    found
}

/// First words of the entries of a `{…}` group.
fn group_heads(group: &str) -> Vec<&str> {
    let mut heads = Vec::new();
    let mut depth = 1;
    let mut start = true;
    for (at, c) in group.char_indices() {
        if start && !c.is_whitespace() && c != '}' {
            heads.extend(word(&group[at..]));
            start = false;
        }
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => start = true,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

fn word(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// Tells whether code names a crate or module as a path: `name::`, or the end of a `use`.
fn names(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + name.len()..];
        let whole = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '.');
        let own = code[..at].ends_with("crate::") || code[..at].ends_with("super::");
        whole && !own && (after.starts_with("::") || code[..at].ends_with("std::"))
    })
}

#[test]
fn every_part_imports_only_what_its_layer_may() {
    let mut broken = Vec::new();
    for source in sources() {
        let own = part(&source.path);
        if MEETING_PLACES.contains(&own) {
            continue;
        }
        let allowed = MAY_IMPORT.iter().find(|(name, _)| *name == own);
        let Some((_, allowed)) = allowed else {
            broken.push(format!("{} has no layer", source.path));
            continue;
        };
        let strangers = imports(&source.code).into_iter().filter(|name| {
            let known = MAY_IMPORT.iter().any(|(part, _)| part == name);
            *name != own && !allowed.contains(name) && (known || MEETING_PLACES.contains(name))
        });
        broken.extend(strangers.map(|name| format!("{} imports {name}", source.path)));
    }
    assert_eq!(broken, [""; 0]);
}

#[test]
fn the_layers_have_no_cycle() {
    for (at, (name, allowed)) in MAY_IMPORT.iter().enumerate() {
        for other in *allowed {
            let place = MAY_IMPORT.iter().position(|(part, _)| part == other);
            assert!(place.is_some_and(|place| place < at), "{name} comes before {other}");
        }
    }
}

#[test]
fn every_crate_stays_behind_its_place() {
    let mut broken = Vec::new();
    for source in sources() {
        for (name, places) in BEHIND {
            let allowed = places.iter().any(|place| source.path.starts_with(place));
            if !allowed && names(&source.code, name) {
                broken.push(format!("{} uses {name}", source.path));
            }
        }
    }
    assert_eq!(broken, [""; 0]);
}

#[test]
fn only_status_asks_for_the_day_and_only_the_limits_for_the_time() {
    let clocks = ["calendar.rs", "read/limits.rs"];
    for source in sources() {
        let reads = source.code.contains("::now(");
        assert_eq!(reads, clocks.contains(&source.path.as_str()), "{}", source.path);
        let asks = source.code.contains("today()") && source.path != "calendar.rs";
        assert_eq!(asks, source.path == "commands/status.rs", "{}", source.path);
    }
}

#[test]
fn every_file_opens_with_its_responsibility() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for source in sources() {
        let text = fs::read_to_string(root.join(&source.path)).expect("a source file");
        assert!(text.starts_with("//! "), "{}", source.path);
    }
}

#[test]
fn imports_are_read_from_groups_too() {
    let code = "use crate::{grid::{Addr, Cell}, finding};\nuse crate::read;\ncrate::model::wareki";
    let found: Vec<&str> = imports(code).into_iter().collect();
    assert_eq!(found, ["finding", "grid", "model", "read"]);
    assert!(names("use std::fs;", "fs") && names("fs::read(path)", "fs"));
    assert!(!names("self.offs::x", "fs") && !names("zip(cells)", "zip"));
}
