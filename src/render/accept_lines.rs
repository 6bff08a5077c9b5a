//! The lines of `plan.toml` that accept a 変更申出, ready to be pasted.
//!
//! In: form, field and text. Out: an `[[accept]]` table that reads back as exactly these, save that
//! every line break is LF. Texts stand between `'` where they can: a program that copies a cell of
//! several lines doubles every `"` in it.

use std::fmt::Write as _;

use crate::field::Field;

/// Writes the table.
#[must_use]
pub fn accept_lines(form_id: &str, field: Field, text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (form_id, field) = (quoted(form_id), quoted(field.label()));
    format!("[[accept]]\nform_id = {form_id}\nfield = {field}\ntext = {}", quoted(&text))
}

fn quoted(text: &str) -> String {
    let acts = |c: char| c.is_control() && c != '\t' && c != '\n';
    let lines = text.contains('\n');
    if text.contains(acts) || text.contains("'''") || text.ends_with('\'') {
        return escaped(text);
    }
    match (lines, text.contains('\'')) {
        (false, false) => format!("'{text}'"),
        // The line break behind the opening mark is none of the text.
        _ => format!("'''\n{text}'''"),
    }
}

fn escaped(text: &str) -> String {
    let mut out = "\"\"\"\n".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\"\"\""
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::settings::Settings;

    const HEAD: &str = "title = \"プラン\"\nfiscal_year = \"令和6年度\"\nperiod = \"前期\"\n\
                        sections = [\"総務課\"]\n[due]\n前期 = \"2024-10-18\"\n\n";

    #[track_caller]
    fn check(text: &str) {
        let lines = accept_lines("1-1-1-1-総務課-1", Field::AnnualGoal, text);
        let settings = Settings::parse(&format!("{HEAD}{lines}\n"), "plan.toml");
        let settings = settings.unwrap_or_else(|error| panic!("{error}\n{lines}"));
        let [accepted] = &settings.accepted_changes[..] else { panic!("{lines}") };
        assert_eq!(accepted.form_id, "1-1-1-1-総務課-1");
        assert_eq!(accepted.field, Field::AnnualGoal);
        assert_eq!(accepted.text, text, "{lines}");
        assert_eq!(accepted.line, 9);
    }

    #[test]
    fn every_text_reads_back() {
        for text in [
            "",
            "更新",
            "\n目標 = 25%\n[due]\n前期 = 1\n",
            "町の'新'事業",
            "'",
            "\"\"\"と'''と\\n",
            "二\n''",
            "C:\\町\t\"引用\"\n\u{b}\u{7f}\u{85}",
        ] {
            check(text);
        }
    }

    #[test]
    fn the_office_reads_plain_lines() {
        assert_eq!(
            accept_lines("2-2-2-1-保健福祉課-1", Field::Vision, "一\r\n\"二\""),
            "[[accept]]\nform_id = '2-2-2-1-保健福祉課-1'\nfield = '目指す姿'\ntext = '''\n一\n\"二\"'''"
        );
    }

    proptest! {
        #[test]
        fn any_text_reads_back(text in "([\\PC]|[町目標= '\"\\\\\n\t]){0,30}") {
            check(&text);
        }
    }
}
