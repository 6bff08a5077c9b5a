//! Walks XML parts token by token, forgiving what other programs forgive; the only user of
//! quick-xml here.
//!
//! In: decoded text of a part. Out: start tags, end tags and text with entities resolved; an
//! empty element comes as start and end. At the first fault the walk ends: what was read stays.
//! Entities that a document type declares are never expanded: they stay as written.

use std::borrow::Cow;

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// One step of the walk.
#[derive(Debug)]
pub(super) enum Token<'a> {
    /// `<a …>`
    Start(Tag<'a>),
    /// `</a>`; its local name.
    End(EndTag<'a>),
    /// Text between tags, a piece at a time; a slice of the part wherever it needs no change.
    Text(Cow<'a, str>),
}

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag<'a>(BytesStart<'a>);

/// An end tag.
#[derive(Debug)]
pub(super) enum EndTag<'a> {
    /// `</a>`
    Written(BytesEnd<'a>),
    /// The end of `<a/>`.
    Empty(BytesStart<'a>),
}

/// A walk over one part.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    /// The empty element that was just started. The reader can give its end as well, but copies
    /// its name for that.
    empty: Option<BytesStart<'a>>,
    faulty: bool,
}

impl<'a> Xml<'a> {
    /// Starts at the beginning of a part, or anywhere between two tags of it.
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.check_comments = false;
        config.allow_dangling_amp = true;
        Self { reader, empty: None, faulty: false }
    }

    /// Gives the next token; `None` at the end and at the first fault.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        if let Some(tag) = self.empty.take() {
            return Some(Token::End(EndTag::Empty(tag)));
        }
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(tag)) => return Some(Token::Start(Tag(tag))),
                Ok(Event::Empty(tag)) => {
                    self.empty = Some(tag.clone());
                    return Some(Token::Start(Tag(tag)));
                }
                Ok(Event::End(tag)) => return Some(Token::End(EndTag::Written(tag))),
                Ok(Event::Text(text)) => {
                    return Some(Token::Text(text.xml10_content()));
                }
                Ok(Event::CData(text)) => {
                    return Some(Token::Text(text.xml10_content()));
                }
                Ok(Event::GeneralRef(reference)) => {
                    return Some(Token::Text(resolved(&reference)));
                }
                Ok(Event::Eof) => return None,
                Ok(_) => {}
                Err(_) => {
                    self.faulty = true;
                    return None;
                }
            }
        }
    }

    /// Tells whether the walk ended at a fault.
    pub(super) fn faulty(&self) -> bool {
        self.faulty
    }

    /// Gives the text up to the end tag of the element that was just started, and steps over it;
    /// text of elements inside is included.
    pub(super) fn text_until_end(&mut self) -> Cow<'a, str> {
        let mut out = Cow::Borrowed("");
        let mut depth = 0u32;
        while let Some(token) = self.next() {
            match token {
                Token::Start(_) => depth += 1,
                Token::End(_) if depth == 0 => break,
                Token::End(_) => depth -= 1,
                Token::Text(text) if out.is_empty() => out = text,
                Token::Text(text) => out.to_mut().push_str(&text),
            }
        }
        out
    }

    /// Reads on to the end of the element that was just started, and visits every tag within it.
    pub(super) fn each_child(&mut self, mut visit: impl FnMut(&Tag<'_>)) {
        let mut depth = 0u32;
        while let Some(token) = self.next() {
            match token {
                Token::Start(tag) => {
                    visit(&tag);
                    depth += 1;
                }
                Token::End(_) if depth == 0 => return,
                Token::End(_) => depth -= 1,
                Token::Text(_) => {}
            }
        }
    }

    /// Steps over the element that was just started.
    pub(super) fn skip(&mut self) {
        let mut depth = 0u32;
        while let Some(token) = self.next() {
            match token {
                Token::Start(_) => depth += 1,
                Token::End(_) if depth == 0 => return,
                Token::End(_) => depth -= 1,
                Token::Text(_) => {}
            }
        }
    }
}

impl Tag<'_> {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of an attribute, by its name without prefix; `None` when it is missing.
    pub(super) fn attr(&self, local: &str) -> Option<Cow<'_, str>> {
        self.0
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().into_inner() == local)
            .map(attribute_text)
    }

    /// The value of an attribute, as [`Self::attr`], for whoever keeps it.
    pub(super) fn owned(&self, local: &str) -> Option<String> {
        self.attr(local).map(Cow::into_owned)
    }

    /// Hands over every attribute's name and value, both as written: for values that hold no
    /// entities, such as references and numbers.
    pub(super) fn each_plain(&self, mut visit: impl FnMut(&str, &str)) {
        for attribute in self.0.attributes().with_checks(false).flatten() {
            visit(attribute.key.into_inner(), &attribute.value);
        }
    }

    /// Hands over every attribute's name without prefix and its value.
    pub(super) fn each(&self, mut visit: impl FnMut(&str, Cow<'_, str>)) {
        for attribute in self.0.attributes().with_checks(false).flatten() {
            visit(attribute.key.local_name().into_inner(), attribute_text(attribute));
        }
    }

    /// The value of an attribute by its name with prefix as written.
    pub(super) fn qualified(&self, name: &str) -> Option<Cow<'_, str>> {
        self.0.try_get_attribute(name).ok()?.map(attribute_text)
    }

    /// The value of an attribute as a number.
    pub(super) fn number<T: std::str::FromStr>(&self, local: &str) -> Option<T> {
        self.attr(local)?.trim().parse().ok()
    }
}

/// A reference in text: a character, one of the five entities of XML, or the reference as written,
/// for a lone surrogate (`&#xD800;`) and for what a document type declares.
fn resolved<'a>(reference: &BytesRef<'a>) -> Cow<'a, str> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Cow::Owned(c.to_string());
    }
    resolve_xml_entity(reference)
        .map_or_else(|| Cow::Owned(format!("&{};", &**reference)), Cow::Borrowed)
}

/// The value with its entities resolved; one with an unknown entity stays as written.
fn attribute_text(attribute: Attribute<'_>) -> Cow<'_, str> {
    attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or(attribute.value)
}

impl EndTag<'_> {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &str {
        match self {
            Self::Written(tag) => tag.local_name().into_inner(),
            Self::Empty(tag) => tag.local_name().into_inner(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_prefixes_and_empty_elements_are_resolved() {
        let mut xml = Xml::new("<x:a n=\"1 &amp; 2\">A&amp;B&#x3042;<x:b/></x:a>");
        let Some(Token::Start(tag)) = xml.next() else { panic!("a start tag") };
        assert_eq!((tag.local(), tag.attr("n").as_deref()), ("a", Some("1 & 2")));
        assert_eq!(xml.text_until_end(), "A&Bあ");
        assert!(xml.next().is_none());
        assert!(!xml.faulty());
    }

    #[test]
    fn declared_entities_and_lone_surrogates_stay_as_written() {
        let text = "<!DOCTYPE a [<!ENTITY b \"&c;&c;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>\
            <a>&b;-&#xD800;-&#x1F600;-&lt;</a>";
        let mut xml = Xml::new(text);
        let Some(Token::Start(_)) = xml.next() else { panic!("a start tag") };
        assert_eq!(xml.text_until_end(), "&b;-&#xD800;-\u{1F600}-<");
    }

    #[test]
    fn an_ampersand_that_starts_no_entity_is_text() {
        let mut xml = Xml::new("<a n=\"R&D\">R&D & 1 &amp; &</a>");
        let Some(Token::Start(tag)) = xml.next() else { panic!("a start tag") };
        assert_eq!(tag.attr("n").as_deref(), Some("R&D"));
        assert_eq!(xml.text_until_end(), "R&D & 1 & &");
        assert!(!xml.faulty());
    }

    #[test]
    fn a_fault_ends_the_walk_without_losing_what_came_before() {
        let mut xml = Xml::new("<a><b>text</b><");
        let mut texts = Vec::new();
        while let Some(token) = xml.next() {
            if let Token::Text(text) = token {
                texts.push(text);
            }
        }
        assert_eq!(texts, ["text"]);
        assert!(xml.faulty());
    }
}
