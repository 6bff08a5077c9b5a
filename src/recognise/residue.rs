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

/// Removes HTML tags; `None` when there are none.
///
/// `<br>` and the ends of block elements do not become line breaks: the office's texts carry
/// their own. A blank that stood on both sides of a tag stays once.
#[must_use]
pub fn strip_html(text: &str) -> Option<(String, Vec<String>)> {
    if !text.contains('<') {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut removed = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let Some(length) = tag_length(&rest[start..]) else {
            out.push_str(&rest[..=start]);
            rest = &rest[start + 1..];
            continue;
        };
        out.push_str(&rest[..start]);
        removed.push(rest[start..start + length].to_owned());
        rest = &rest[start + length..];
        if out.is_empty() || out.ends_with(char::is_whitespace) {
            rest = rest.trim_start_matches([' ', '\t']);
        }
    }
    out.push_str(rest);
    (!removed.is_empty()).then(|| (out.trim().to_owned(), removed))
}

/// Length in bytes of an HTML tag at the start; `None` when it is text.
fn tag_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let name_from = inner.strip_prefix('/').unwrap_or(inner);
    let name_length = name_from.find(|c: char| !c.is_ascii_alphanumeric())?;
    let name = name_from[..name_length].to_ascii_lowercase();
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
            (None, '>') => return are_attributes(&bare).then_some(attributes + at + 1),
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
    fn angle_brackets_of_prose_stay() {
        for text in ["a<b", "<重要>", "1 < 2 > 0", "<b", "<ulx>", "<br", "A<B かつ C>D", "<a or b>"]
        {
            assert_eq!(strip_html(text), None, "{text}");
        }
    }
}
