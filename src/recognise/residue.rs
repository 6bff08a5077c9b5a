//! HTML residue: tags that a web page left in a cell.
//!
//! In: a cell's text. Out: the text without them, and what was removed.

/// Elements that editors and web pages leave behind; anything else in angle brackets is text.
const ELEMENTS: [&str; 28] = [
    "a",
    "b",
    "blockquote",
    "br",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "s",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements that are never closed.
const VOID: [&str; 3] = ["br", "hr", "img"];

/// A tag in a text.
struct Found {
    start: usize,
    length: usize,
    /// Its name in lower case.
    name: String,
    /// Its name is written in small letters, as editors write it.
    small: bool,
    closing: bool,
    has_attributes: bool,
}

/// Removes HTML tags; `None` when there are none.
///
/// A name in brackets may be prose: `<A>` and `<B>` for two sums, or `<p>` for the tag itself. So a
/// text needs a tag that is surely markup, by its attributes or its end, before a lone one goes.
/// `<br>` and the ends of block elements do not become line breaks: the office's texts carry
/// their own. A blank that stood on both sides of a tag stays once.
#[must_use]
pub fn strip_html(text: &str) -> Option<(String, Vec<String>)> {
    let tags = markup(text);
    if tags.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut removed = Vec::new();
    let mut from = 0;
    for tag in &tags {
        push_after_tag(&mut out, &text[from..tag.start], !removed.is_empty());
        from = tag.start + tag.length;
        removed.push(text[tag.start..from].to_owned());
    }
    push_after_tag(&mut out, &text[from..], true);
    Some((out.trim().to_owned(), removed))
}

/// Adds what follows a tag, without blanks where one is there already.
fn push_after_tag(out: &mut String, piece: &str, after_tag: bool) {
    let doubled = after_tag && (out.is_empty() || out.ends_with(char::is_whitespace));
    out.push_str(if doubled { piece.trim_start_matches([' ', '\t']) } else { piece });
}

/// The tags of a text that are markup and no prose.
fn markup(text: &str) -> Vec<Found> {
    let tags: Vec<Found> = text
        .match_indices('<')
        .filter_map(|(start, _)| tag(&text[start..]).map(|tag| Found { start, ..tag }))
        .collect();
    let has_partner = |tag: &Found| {
        tags.iter().any(|other| other.name == tag.name && other.closing != tag.closing)
    };
    let is_sure = |tag: &Found| {
        tag.closing || tag.has_attributes || VOID.contains(&tag.name.as_str()) || has_partner(tag)
    };
    let sure: Vec<bool> = tags.iter().map(is_sure).collect();
    let any = sure.contains(&true);
    let mut end = 0;
    let mut kept = Vec::new();
    for (tag, sure) in tags.into_iter().zip(sure) {
        // A quoted attribute may hold what looks like a tag.
        if tag.start >= end && (sure || any && tag.small) {
            end = tag.start + tag.length;
            kept.push(tag);
        }
    }
    kept
}

/// The HTML tag at the start of a text; `None` when it is text.
fn tag(text: &str) -> Option<Found> {
    let inner = text.strip_prefix('<')?;
    let name_from = inner.strip_prefix('/').unwrap_or(inner);
    let name_length = name_from.find(|c: char| !c.is_ascii_alphanumeric())?;
    let written = &name_from[..name_length];
    let name = written.to_ascii_lowercase();
    ELEMENTS.binary_search(&name.as_str()).ok()?;
    let after = name_from[name_length..].chars().next()?;
    if !(after == '>' || after == '/' || after.is_ascii_whitespace()) {
        return None;
    }
    let attributes = 1 + (inner.len() - name_from.len()) + name_length;
    let mut quote = None;
    let mut bare = String::new();
    for (at, c) in text[attributes..].char_indices() {
        match (quote, c) {
            (None, '>') if are_attributes(&bare) => {
                return Some(Found {
                    start: 0,
                    length: attributes + at + 1,
                    small: written == name,
                    name,
                    closing: name_from.len() < inner.len(),
                    has_attributes: bare.contains('='),
                });
            }
            (None, '>') => return None,
            (None, '"' | '\'') => quote = Some(c),
            (None, c) => bare.push(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// Tells whether what follows a tag's name, quoted values left out, can be its attributes: in
/// `A<B かつ C>D` it cannot.
fn are_attributes(bare: &str) -> bool {
    let bare = bare.trim().trim_end_matches('/');
    bare.is_empty() || bare.is_ascii() && bare.contains('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_tags_are_removed_and_quoted() {
        let (text, removed) =
            strip_html("<ul style=\"list-style-type: none\"> ・甲 ・乙 </ul>").expect("has tags");
        assert_eq!(text, "・甲 ・乙");
        assert_eq!(removed, ["<ul style=\"list-style-type: none\">", "</ul>"]);
    }

    #[test]
    fn names_in_brackets_stay_beside_real_tags() {
        let (text, removed) = strip_html("<A>と<B>の差 <i>1</i>件").expect("has tags");
        assert_eq!(
            (text.as_str(), removed.as_slice()),
            ("<A>と<B>の差 1件", &["<i>".to_owned(), "</i>".to_owned()][..])
        );
        let (text, _) = strip_html("<ul><li>甲<li>乙</ul>").expect("has tags");
        assert_eq!(text, "甲乙");
    }

    #[test]
    fn angle_brackets_of_prose_stay() {
        for text in [
            "a<b",
            "<重要>",
            "1 < 2 > 0",
            "<b",
            "<ulx>",
            "<br",
            "A<B かつ C>D",
            "<a or b>",
            "<A>案と<B>案",
            "<title>タグと<p>タグ",
        ] {
            assert_eq!(strip_html(text), None, "{text}");
        }
    }
}
