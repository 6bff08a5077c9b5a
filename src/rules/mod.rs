//! The catalogue of findings: for every code its severity, name, message and explanation.
//!
//! In: a code. Out: what `explain`, the reports and the messages say about it. Codes are never
//! reused; a rule's texts live in the file of its family. Nothing here decides whether a rule
//! fires.

mod explain;
mod files;
mod hierarchy;
mod merging;
mod pages;
mod plausibility;
mod sheets;
mod text;
mod values;

pub use explain::{catalogue, explain};
pub use files::{PAGES, STRUCK, hidden};
pub use merging::taken;
pub use values::CUT_AT_255;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The job cannot use this answer as it is; somebody must mend it.
    Error,
    /// Usable, but somebody should look.
    Warning,
    /// A choice that was made, told for the record.
    Info,
}

impl Severity {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }

    /// The word that the office reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Error => "要修正",
            Self::Warning => "要確認",
            Self::Info => "参考",
        }
    }
}

/// A rule: what it finds and what it tells people.
#[derive(Debug)]
pub struct Rule {
    /// Its code.
    pub code: Code,
    /// Its weight.
    pub severity: Severity,
    /// Its English name, as in the catalogue.
    pub name: &'static str,
    /// One Japanese sentence for a case, with `{field}`, `{section}`, `{form}`, `{found}`,
    /// `{expected}` and `{detail}` where the case's facts go.
    pub message: &'static str,
    /// What is looked at, in Japanese.
    pub what: &'static str,
    /// Why it matters, in Japanese.
    pub why: &'static str,
    /// An example, in Japanese.
    pub example: &'static str,
    /// What to do, in Japanese.
    pub remedy: &'static str,
}

impl Rule {
    /// Its message as a heading that fits every case: facts are left out.
    #[must_use]
    pub fn title(&self) -> String {
        let head = self.message.split("：").next().unwrap_or(self.message);
        let words = [("{field}", "欄"), ("{section}", "課"), ("{form}", "…"), ("{found}", "…")];
        let words = words.into_iter().chain([("{expected}", "…"), ("{detail}", "…")]);
        words.fold(head.to_owned(), |title, (fact, word)| title.replace(fact, word))
    }
}

/// The code of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// `file-unreadable`: the file is broken, truncated or not a workbook inside.
    F01,
    /// `file-encrypted`: password-protected (OOXML in a CFB container, or encrypted xls/ods).
    F02,
    /// `file-unsupported`: Word, PDF, image or other format.
    F03,
    /// `file-extension-mismatch`: content and extension differ; read by content.
    F04,
    /// `file-has-macros`: macros present; never run, values read.
    F05,
    /// `file-external-links`: formula refers to another file; cached value used.
    F06,
    /// `file-over-limit`: size, expansion ratio, cell count or sheet count over the stated limit.
    F07,
    /// `file-ignored`: ~$ lock file, hidden file, __MACOSX.
    F08,
    /// `hidden-sheet-has-text`: a hidden sheet that the tool did not write holds text.
    F09,
    /// `drawing-or-note-has-text`: shapes, pictures or notes exist; their text is not merged (quoted where readable).
    F10,
    /// `no-form-found`: a workbook without any recognisable form.
    S01,
    /// `other-plan-or-year`: the form belongs to another plan or 年度.
    S02,
    /// `old-edition`: a form of an earlier edition; differing issued text is shown.
    S03,
    /// `wrong-section`: the form belongs to another 課 than the workbook.
    S04,
    /// `sheet-renamed`: matched by 様式ID.
    S05,
    /// `form-missing`: the workbook lacks a form that was issued to its 課.
    S06,
    /// `cells-moved`: rows or columns were inserted or deleted; fields found by label.
    S07,
    /// `label-missing`: a label of the form cannot be found; its field cannot be read.
    S08,
    /// `identity-recovered`: no 様式ID; identified by content, with score and runner-up.
    S09,
    /// `identity-ambiguous`: no 様式ID and two forms fit equally well.
    S10,
    /// `text-outside-fields`: text outside the form's fields; quoted, not merged.
    S11,
    /// `answer-spread-over-cells`: one answer in several cells; joined in reading order.
    S12,
    /// `form-duplicated`: the same form twice in one workbook.
    S13,
    /// `required-blank`: a field that the period requires is blank.
    V01,
    /// `attainment-not-in-choices`: 目標の達成 is not one of the choices or aliases.
    V02,
    /// `attainment-alias`: read as the choice that plan.toml names.
    V03,
    /// `error-value`: #REF!, #N/A and the like.
    V04,
    /// `formula-in-field`: the cached value is used; an uncached formula is an error value.
    V05,
    /// `number-or-date-in-field`: Excel turned text into a number or date ((1) -> -1, 1-1 -> 1月1日); displayed form is kept.
    V06,
    /// `placeholder-text`: 同上, 別紙のとおり, なし, －, 検討中 alone.
    V07,
    /// `text-near-limit`: close to 32,767 characters, or cut there; 255 in an xls.
    V08,
    /// `returned-unfilled`: the form came back as it was issued.
    V09,
    /// `field-of-other-period`: a field of a later period is already filled.
    V10,
    /// `attainment-contradicts-progress`: 達成 while progress says 未実施, 延期, 中止.
    X01,
    /// `accepted-first-half-changed`: 前期 differs from what was accepted in 前期.
    X02,
    /// `text-repeated`: the same long answer in another form or period.
    X03,
    /// `numeric-target-without-result`: the goal or vision has a figure (25%), no answer has one.
    X04,
    /// `month-outside-period`: 前期 speaks of 12月, and the like.
    X05,
    /// `all-sections-incomplete`: 全課 item: which 課 are missing.
    X06,
    /// `coordinator-summary-missing`: the とりまとめ課 has not written its evaluation.
    X07,
    /// `identical-resubmission`: byte- or value-identical; counted once.
    M01,
    /// `conflicting-answers`: two returns give different text for one field; both are kept and shown.
    M02,
    /// `issued-text-changed`: locked text was edited: 変更申出 with before and after.
    M03,
    /// `not-submitted`: a 課 has returned nothing.
    M04,
    /// `submitted-late`: after the due date.
    M05,
    /// `answers-combined`: partial copies of one form were united (係 each filled their part).
    M06,
    /// `superseded`: an older return of the same 課 differs; the newer text is a strict extension or was chosen by the stated rule.
    M07,
    /// `label-normalised`: 目 標 -> 目標, 4~9月 -> 4～9月.
    T01,
    /// `numbering-differs`: the form's number differs from the hierarchy (② for (2)).
    T02,
    /// `wave-dash-normalised`: U+301C and U+FF5E, U+2212 and U+FF0D, and the like, for matching only.
    T03,
    /// `markup-residue`: HTML left in a cell; removed from the value, quoted.
    T04,
    /// `private-use-character`: 外字 (PUA) or variation sequence.
    T05,
    /// `not-encodable`: a character that the chosen output encoding lacks; named, never replaced in silence.
    T06,
    /// `decomposed-kana`: NFD text or file name composed for matching.
    T07,
    /// `initiative-without-form`: the hierarchy names a 課 that has no form.
    H01,
    /// `form-without-initiative`: a form whose 取組項目 is not in the hierarchy.
    H02,
    /// `title-differs`: the form's wording differs from the hierarchy's.
    H03,
    /// `unknown-section`: a 課 that plan.toml does not list.
    H04,
    /// `hierarchy-table-repaired`: the 体系 table's columns were shifted; rebuilt from the numbering.
    H05,
    /// `text-overflows-page`: an answer longer than its page; continued on 別紙 in the output.
    P01,
}

impl Code {
    /// Every code, in catalogue order.
    pub const ALL: [Self; 60] = [
        Self::F01,
        Self::F02,
        Self::F03,
        Self::F04,
        Self::F05,
        Self::F06,
        Self::F07,
        Self::F08,
        Self::F09,
        Self::F10,
        Self::S01,
        Self::S02,
        Self::S03,
        Self::S04,
        Self::S05,
        Self::S06,
        Self::S07,
        Self::S08,
        Self::S09,
        Self::S10,
        Self::S11,
        Self::S12,
        Self::S13,
        Self::V01,
        Self::V02,
        Self::V03,
        Self::V04,
        Self::V05,
        Self::V06,
        Self::V07,
        Self::V08,
        Self::V09,
        Self::V10,
        Self::X01,
        Self::X02,
        Self::X03,
        Self::X04,
        Self::X05,
        Self::X06,
        Self::X07,
        Self::M01,
        Self::M02,
        Self::M03,
        Self::M04,
        Self::M05,
        Self::M06,
        Self::M07,
        Self::T01,
        Self::T02,
        Self::T03,
        Self::T04,
        Self::T05,
        Self::T06,
        Self::T07,
        Self::H01,
        Self::H02,
        Self::H03,
        Self::H04,
        Self::H05,
        Self::P01,
    ];

    /// The code as written in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::F01 => "F01",
            Self::F02 => "F02",
            Self::F03 => "F03",
            Self::F04 => "F04",
            Self::F05 => "F05",
            Self::F06 => "F06",
            Self::F07 => "F07",
            Self::F08 => "F08",
            Self::F09 => "F09",
            Self::F10 => "F10",
            Self::S01 => "S01",
            Self::S02 => "S02",
            Self::S03 => "S03",
            Self::S04 => "S04",
            Self::S05 => "S05",
            Self::S06 => "S06",
            Self::S07 => "S07",
            Self::S08 => "S08",
            Self::S09 => "S09",
            Self::S10 => "S10",
            Self::S11 => "S11",
            Self::S12 => "S12",
            Self::S13 => "S13",
            Self::V01 => "V01",
            Self::V02 => "V02",
            Self::V03 => "V03",
            Self::V04 => "V04",
            Self::V05 => "V05",
            Self::V06 => "V06",
            Self::V07 => "V07",
            Self::V08 => "V08",
            Self::V09 => "V09",
            Self::V10 => "V10",
            Self::X01 => "X01",
            Self::X02 => "X02",
            Self::X03 => "X03",
            Self::X04 => "X04",
            Self::X05 => "X05",
            Self::X06 => "X06",
            Self::X07 => "X07",
            Self::M01 => "M01",
            Self::M02 => "M02",
            Self::M03 => "M03",
            Self::M04 => "M04",
            Self::M05 => "M05",
            Self::M06 => "M06",
            Self::M07 => "M07",
            Self::T01 => "T01",
            Self::T02 => "T02",
            Self::T03 => "T03",
            Self::T04 => "T04",
            Self::T05 => "T05",
            Self::T06 => "T06",
            Self::T07 => "T07",
            Self::H01 => "H01",
            Self::H02 => "H02",
            Self::H03 => "H03",
            Self::H04 => "H04",
            Self::H05 => "H05",
            Self::P01 => "P01",
        }
    }

    /// Finds a code by its text, in either case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str().eq_ignore_ascii_case(text.trim()))
    }

    /// The rule behind the code.
    #[must_use]
    pub fn rule(self) -> &'static Rule {
        CATALOGUE[self as usize]
    }
}

/// Every rule, in catalogue order.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    CATALOGUE.into_iter()
}

/// The rules of every family, in catalogue order.
const FAMILIES: [&[Rule]; 8] = [
    &files::RULES,
    &sheets::RULES,
    &values::RULES,
    &plausibility::RULES,
    &merging::RULES,
    &text::RULES,
    &hierarchy::RULES,
    &pages::RULES,
];

/// Every rule at the index of its code; a rule that is missing or out of order does not compile.
static CATALOGUE: [&Rule; Code::ALL.len()] = {
    let mut catalogue = [&files::RULES[0]; Code::ALL.len()];
    let mut filled = 0;
    let mut family = 0;
    while family < FAMILIES.len() {
        let mut rules = FAMILIES[family];
        while let [rule, rest @ ..] = rules {
            assert!(rule.code as usize == filled, "rules stand in the order of their codes");
            catalogue[filled] = rule;
            filled += 1;
            rules = rest;
        }
        family += 1;
    }
    assert!(filled == Code::ALL.len(), "every code has a rule");
    catalogue
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Code, Rule, all};
    use crate::field::Field;
    use crate::finding::Finding;

    const PLACEHOLDERS: [&str; 6] = ["field", "section", "form", "found", "expected", "detail"];

    /// The names between braces; an unclosed brace gives the rest of the text.
    fn placeholders(message: &str) -> Vec<&str> {
        let opened = message.split('{').skip(1);
        opened.map(|rest| rest.split_once('}').map_or(rest, |(name, _)| name)).collect()
    }

    fn explanations(rule: &Rule) -> [&'static str; 4] {
        [rule.what, rule.why, rule.example, rule.remedy]
    }

    #[test]
    fn codes_are_unique_and_in_catalogue_order() {
        assert!(all().map(|rule| rule.code).eq(Code::ALL));
        let texts: BTreeSet<_> = Code::ALL.into_iter().map(Code::as_str).collect();
        assert_eq!(texts.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(code.rule().code, code);
            assert_eq!(format!("{code:?}"), code.as_str());
            assert_eq!(Code::parse(&code.as_str().to_lowercase()), Some(code));
        }
    }

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<_> = all().map(|rule| rule.name).collect();
        assert_eq!(names.len(), Code::ALL.len());
    }

    #[test]
    fn every_rule_has_five_texts_in_the_polite_style() {
        for rule in all() {
            let code = rule.code;
            assert!(!rule.message.is_empty(), "{code:?}");
            for text in explanations(rule) {
                assert!(text.ends_with('。'), "{code:?}: {text}");
                assert!(text.matches('。').count() <= 2, "{code:?}: {text}");
                assert!(!text.contains('{'), "{code:?}: {text}");
            }
            assert!(rule.example.ends_with("場合です。"), "{code:?}: {}", rule.example);
            assert!(rule.remedy.ends_with("ください。"), "{code:?}: {}", rule.remedy);
            assert!(rule.remedy.contains('課'), "{code:?}: {}", rule.remedy);
        }
    }

    #[test]
    fn messages_are_one_short_sentence_with_known_placeholders() {
        for rule in all() {
            let (code, message) = (rule.code, rule.message);
            let names = placeholders(message);
            assert!(names.iter().all(|name| PLACEHOLDERS.contains(name)), "{code:?}: {message}");
            let quoted: usize = names.iter().map(|name| name.len() + 2).sum();
            assert!(message.chars().count() - quoted <= 60, "{code:?}: {message}");
            assert!(!message.contains(['。', '\n']), "{code:?}: {message}");
        }
    }

    #[test]
    fn a_message_shows_the_facts_of_its_case() {
        let blank = Finding::new(Code::V01).field(Field::FirstHalf);
        assert_eq!(blank.message(), "進捗状況（前期）が空欄です");
        let renamed = Finding::new(Code::S05).found("記入済み").expected("様式1");
        assert_eq!(
            renamed.message(),
            "シート名が「様式1」から「記入済み」に変わっていたため、様式IDや中の文字で見分けました"
        );
    }
}
