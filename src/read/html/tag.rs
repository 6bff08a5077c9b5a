//! Takes a web page apart into text and tags, as forgiving as a browser.
//!
//! In: decoded text of a page. Out: its pieces in order, comments left out; attributes and text
//! with their entities resolved on demand. It does not know tables, and nothing is ever fetched.

use std::borrow::Cow;

/// A piece of a page.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    /// Text as written, entities unresolved.
    Text(&'a str),
    /// A start or end tag.
    Tag(Tag<'a>),
}

/// A tag.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    /// Its name in lower case.
    pub(super) name: String,
    /// `</…>`
    pub(super) closing: bool,
    /// What stands within `<script>`, `<style>` and `<title>`, which hold no tags.
    pub(super) inside: &'a str,
    attributes: &'a str,
}

/// The pieces of a page.
pub(super) struct Pieces<'a> {
    rest: &'a str,
    /// How many bytes follow the last `>` of the page: no tag ends in them.
    tail: usize,
}

impl<'a> Pieces<'a> {
    /// Starts at the beginning of a page.
    pub(super) fn new(page: &'a str) -> Self {
        let tail = page.rfind('>').map_or(page.len(), |last| page.len() - last - 1);
        Self { rest: page, tail }
    }

    /// Takes the tag that the rest starts with; `None` when it is none, and the rest stays.
    fn tag(&mut self) -> Option<Tag<'a>> {
        let inner = self.rest.strip_prefix('<').filter(|inner| inner.len() > self.tail)?;
        let (inner, closing) = match inner.strip_prefix('/') {
            Some(inner) => (inner, true),
            None => (inner, false),
        };
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) {
            return None;
        }
        let end = tag_end(inner)?;
        let whole = &inner[..end];
        self.rest = &inner[end + 1..];
        let length = whole.find(|c: char| c.is_ascii_whitespace() || c == '/');
        let (name, attributes) = whole.split_at(length.unwrap_or(whole.len()));
        let name = name.to_ascii_lowercase();
        let holds_text = !closing && matches!(name.as_str(), "script" | "style" | "title");
        let inside = if holds_text { self.until_closed(&name) } else { "" };
        Some(Tag { name, closing, inside, attributes })
    }

    /// Takes everything up to the end tag of an element.
    fn until_closed(&mut self, name: &str) -> &'a str {
        let closes = |at: &usize| {
            let tag = self.rest.get(at + 2..at + 2 + name.len());
            tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name))
        };
        let close = self.rest.match_indices("</").map(|(at, _)| at).find(closes);
        let (inside, rest) = self.rest.split_at(close.unwrap_or(self.rest.len()));
        self.rest = rest;
        inside
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        while let Some(comment) = self.rest.strip_prefix("<!--") {
            self.rest = comment.split_once("-->").map_or("", |(_, after)| after);
        }
        if self.rest.is_empty() {
            return None;
        }
        if let Some(tag) = self.tag() {
            return Some(Piece::Tag(tag));
        }
        // A `<` that opens no tag is text.
        let from = usize::from(self.rest.starts_with('<'));
        let end = self.rest[from..].find('<').map_or(self.rest.len(), |at| at + from);
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(Piece::Text(text))
    }
}

impl<'a> Tag<'a> {
    /// Tells whether the tag says that Gnumeric wrote the page.
    pub(super) fn is_of_gnumeric(&self) -> bool {
        self.attributes().any(|(_, value)| value.starts_with("Gnumeric "))
    }

    /// The attributes as written: name, and value with its entities resolved; empty without one.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let blank = |c: char| c.is_ascii_whitespace();
            rest = rest.trim_start_matches(|c| blank(c) || matches!(c, '/' | '='));
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|c| blank(c) || c == '=').unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let Some(value) = after.trim_start_matches(blank).strip_prefix('=') else {
                rest = after;
                return Some((name, Cow::Borrowed("")));
            };
            let value = value.trim_start_matches(blank);
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, after) = match quote {
                Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                None => value.split_at(value.find(blank).unwrap_or(value.len())),
            };
            rest = after;
            Some((name, resolved(value)))
        })
    }
}

/// Where the `>` stands that ends a tag; one within quotes does not.
fn tag_end(inner: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in inner.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return Some(at),
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    // A stray quote must not swallow the page.
    inner.find('>')
}

/// Text with its entities resolved.
fn resolved(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((c, after)) = next_char(rest) {
        out.push(c);
        rest = after;
    }
    Cow::Owned(out)
}

/// Adds text with its entities resolved; runs of ASCII white space are one blank, and none at the
/// start of a line.
pub(super) fn push_text(out: &mut String, raw: &str) {
    let mut rest = raw;
    while let Some((c, after)) = next_char(rest) {
        if !rest.starts_with(|c: char| c.is_ascii_whitespace()) {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
        rest = after;
    }
}

/// Adds text whose blanks all count, as Excel marks it: there a no-break space is a blank.
pub(super) fn push_blanks(out: &mut String, raw: &str) {
    let mut rest = raw;
    while let Some((c, after)) = next_char(rest) {
        out.push(if c.is_ascii_whitespace() || c == '\u{A0}' { ' ' } else { c });
        rest = after;
    }
}

/// Takes one character, which an entity may stand for.
fn next_char(text: &str) -> Option<(char, &str)> {
    entity(text).or_else(|| {
        let c = text.chars().next()?;
        Some((c, &text[c.len_utf8()..]))
    })
}

/// The character of the entity that a text starts with, and what follows; `None` for what is none.
/// An unknown one, a surrogate and a control character stay as written.
fn entity(text: &str) -> Option<(char, &str)> {
    let name = text.strip_prefix('&')?;
    let end = name.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';')?;
    let (name, after) = (&name[..end], &name[end + 1..]);
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let number = hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16)).ok()?;
        let c = char::from_u32(number)?;
        return (!c.is_control() || matches!(c, '\t' | '\n' | '\r')).then_some((c, after));
    }
    let known = ENTITIES.iter().find(|(known, _)| *known == name)?;
    Some((known.1, after))
}

/// Longest entity that is looked for, in bytes with its `;`.
const LONGEST_ENTITY: usize = 10;

/// The named entities that office pages use (HTML 4, section 24); others stay as written.
const ENTITIES: [(&str, char); 40] = [
    ("nbsp", '\u{A0}'),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("yen", '¥'),
    ("sect", '§'),
    ("copy", '©'),
    ("reg", '®'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("deg", '°'),
    ("plusmn", '±'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("acute", '´'),
    ("para", '¶'),
    ("middot", '·'),
    ("times", '×'),
    ("divide", '÷'),
    ("alpha", 'α'),
    ("beta", 'β'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bull", '•'),
    ("hellip", '…'),
    ("larr", '←'),
    ("uarr", '↑'),
    ("rarr", '→'),
    ("darr", '↓'),
    ("minus", '−'),
    ("infin", '∞'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_pieces(page: &str, expected: &[&str]) {
        let pieces: Vec<String> = Pieces::new(page)
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Tag(tag) if tag.closing => format!("/{}", tag.name),
                Piece::Tag(tag) => format!("{}:{}", tag.name, tag.inside),
            })
            .collect();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn comments_and_scripts_hold_no_tags_and_a_lone_bracket_is_text() {
        check_pieces(
            "<!-- <b> --><script>a < b<i></script><P class='>'>1 < 2<!---->",
            &["script:a < b<i>", "/script", "p:", "1 ", "< 2"],
        );
        check_pieces("a<b c<d", &["a", "<b c", "<d"]);
        check_pieces("<title>表", &["title:表"]);
        check_pieces("<td a=\"x>y", &["td:", "y"]);
    }

    #[test]
    fn attributes_are_read_quoted_or_not() {
        let mut pieces = Pieces::new("<td COLSPAN=2 nowrap title='1 &gt; 0' x:num=\"0.5\"/>");
        let Some(Piece::Tag(tag)) = pieces.next() else { panic!("a tag") };
        let found: Vec<(&str, String)> =
            tag.attributes().map(|(name, value)| (name, value.into_owned())).collect();
        let expected = [("COLSPAN", "2"), ("nowrap", ""), ("title", "1 > 0"), ("x:num", "0.5")];
        assert_eq!(found, expected.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn text_is_collapsed_and_what_is_no_entity_stays() {
        let mut out = String::new();
        push_text(&mut out, "\n 一 \t二&nbsp; &#12354;&#x3042;&foo;&#xD800;&#0;&#1;&amp;lt; ");
        assert_eq!(out, "一 二\u{A0} ああ&foo;&#xD800;&#0;&#1;&lt; ");
        let mut out = String::new();
        push_blanks(&mut out, "&nbsp; ");
        assert_eq!(out, "  ");
    }
}
