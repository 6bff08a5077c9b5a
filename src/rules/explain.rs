//! The catalogue as plain text for a terminal: one rule in full, or every rule in a line.
//!
//! In: a code, or nothing. Out: Japanese text that ends with a line break. Nothing is coloured,
//! and nothing is printed here.

use super::{Code, Rule, all};

/// What a family of codes is about, by the first letter of its codes.
const HEADINGS: [(&str, &str); 8] = [
    ("F", "ファイル"),
    ("S", "様式とシート"),
    ("V", "欄の記入"),
    ("X", "答えのつじつま"),
    ("M", "提出ととりまとめ"),
    ("T", "文字と表記"),
    ("H", "計画の体系"),
    ("P", "印刷"),
];

/// Explains one rule: what it looks at, why, an example and what to do, a sentence a line.
#[must_use]
pub fn explain(code: Code) -> String {
    let rule = code.rule();
    let parts = [
        ("何を見るか", rule.what),
        ("なぜ", rule.why),
        ("例", rule.example),
        ("どうするか", rule.remedy),
    ];
    let parts = parts.map(|(heading, text)| {
        let sentences = text.split_inclusive('。').map(|sentence| format!("  {sentence}\n"));
        format!("\n{heading}\n{}", sentences.collect::<String>())
    });
    let (code, severity) = (code.as_str(), rule.severity.label());
    let title = format!("{code}　{severity}　{}（{}）\n", rule.title(), rule.name);
    title + &parts.concat()
}

/// Lists every rule in a line of at most 80 columns, under the heading of its family.
#[must_use]
pub fn catalogue() -> String {
    let families = HEADINGS.map(|(letter, title)| {
        let rules = all().filter(|rule| rule.code.as_str().starts_with(letter));
        let lines: String = rules.map(line).collect();
        format!("{letter}　{title}\n{lines}")
    });
    families.join("\n")
}

/// Code, severity and the first sentence of what the rule looks at.
fn line(rule: &Rule) -> String {
    let code = rule.code.as_str();
    // Filled with full-width blanks: 参考 is a character shorter than the other words.
    let severity = format!("{:　<3}", rule.severity.label());
    let subject = rule.what.split_inclusive('。').next().unwrap_or_default();
    format!("  {code}　{severity}　{subject}\n")
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::{Code, HEADINGS, all, catalogue, explain};

    #[test]
    fn an_explanation_holds_every_text_of_its_rule() {
        for rule in all() {
            let text = explain(rule.code);
            assert!(text.starts_with(rule.code.as_str()), "{text}");
            assert!(text.contains(rule.severity.label()), "{text}");
            assert!(text.contains(rule.name), "{text}");
            let joined = text.replace("\n  ", "");
            for part in [rule.what, rule.why, rule.example, rule.remedy] {
                assert!(joined.contains(part), "{text}");
            }
        }
    }

    #[test]
    fn the_headings_of_an_explanation_stand_in_order() {
        let text = explain(Code::V01);
        let headings: Vec<_> =
            text.lines().skip(1).filter(|l| !l.is_empty() && !l.starts_with(' ')).collect();
        assert_eq!(headings, ["何を見るか", "なぜ", "例", "どうするか"]);
    }

    #[test]
    fn the_catalogue_has_a_line_a_rule_and_a_heading_a_family() {
        let text = catalogue();
        let (rules, headings): (Vec<_>, Vec<_>) =
            text.lines().filter(|l| !l.is_empty()).partition(|l| l.starts_with(' '));
        let codes: Vec<_> = rules.iter().filter_map(|l| Code::parse(l.get(..5)?)).collect();
        assert_eq!(codes, Code::ALL);
        assert_eq!(headings.len(), HEADINGS.len());
    }

    #[test]
    fn a_line_of_the_catalogue_fits_80_columns() {
        for line in catalogue().lines() {
            assert!(line.width() <= 80, "{}: {line}", line.width());
        }
    }
}
