//! Document properties: when a workbook was last saved, and the named values that it carries.
//!
//! In: the parts of a package. Out: both, as far as they are told. It does not judge them.

use std::collections::BTreeMap;

use super::package::Package;
use super::xml::{Token, Xml};

/// What a workbook tells of itself beside its sheets.
#[derive(Debug, Default)]
pub(super) struct Properties {
    /// Last saved, as it is written (ISO 8601).
    pub modified: Option<String>,
    /// Custom properties by name; of two with one name the first counts.
    pub custom: BTreeMap<String, String>,
}

impl Properties {
    /// Reads the properties of an Office Open XML package (`dcterms:modified`, `custom.xml`).
    pub(super) fn of_office(package: &mut Package<'_>) -> Self {
        let core = package.named_part("core-properties", "docProps/core.xml");
        let custom = package.named_part("custom-properties", "docProps/custom.xml");
        let (core, custom) = (package.text(&core), package.text(&custom));
        let mut modified = core.and_then(|text| first_text(&text, "modified"));
        if let Some(local) = modified.as_deref().and_then(|moment| moment.strip_suffix('Z'))
            && Self::is_local(package)
        {
            modified = Some(local.to_owned());
        }
        Self {
            modified,
            custom: custom.map(|text| named_texts(&text, "property")).unwrap_or_default(),
        }
    }

    /// Tells whether the program that saved a package takes local time for UTC, as LibreOffice does
    /// (seen with 7.4: 18:00 in Japan is written as `18:00:00Z`).
    fn is_local(package: &mut Package<'_>) -> bool {
        let app = package.named_part("extended-properties", "docProps/app.xml");
        let program = package.text(&app).and_then(|text| first_text(&text, "Application"));
        program.is_some_and(|program| program.starts_with("LibreOffice"))
    }

    /// Reads the properties of an `OpenDocument` package (`dc:date`, `meta:user-defined`).
    pub(super) fn of_open_document(package: &mut Package<'_>) -> Self {
        package.text("meta.xml").map(|text| Self::of_open_document_text(&text)).unwrap_or_default()
    }

    /// As [`Self::of_open_document`], from the text of its part or of a flat document.
    pub(super) fn of_open_document_text(text: &str) -> Self {
        Self { modified: first_text(text, "date"), custom: named_texts(text, "user-defined") }
    }
}

/// The text of the first element of a name, unless it is empty.
fn first_text(xml: &str, element: &str) -> Option<String> {
    let mut xml = Xml::new(xml);
    while let Some(token) = xml.next() {
        if let Token::Start(tag) = token
            && tag.local() == element
        {
            let value = xml.text_until_end().trim().to_owned();
            return (!value.is_empty()).then_some(value);
        }
    }
    None
}

/// The texts of all elements of a name, by their attribute `name`.
fn named_texts(xml: &str, element: &str) -> BTreeMap<String, String> {
    let mut xml = Xml::new(xml);
    let mut texts = BTreeMap::new();
    while let Some(token) = xml.next() {
        let Token::Start(tag) = token else { continue };
        if tag.local() == element
            && let Some(name) = tag.owned("name")
        {
            let text = xml.text_until_end().trim().to_owned();
            texts.entry(name).or_insert(text);
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_properties_are_read_by_name() {
        let xml = "<Properties><property name=\"a\" pid=\"2\"><vt:lpwstr>一 &amp; 二</vt:lpwstr></property>\
                   <property name=\"b\"/><property name=\"a\"><vt:lpwstr>三</vt:lpwstr></property></Properties>";
        let texts = named_texts(xml, "property");
        assert_eq!(texts.get("a").map(String::as_str), Some("一 & 二"));
        assert_eq!(texts.get("b").map(String::as_str), Some(""));
        assert_eq!(texts.len(), 2);
    }
}
