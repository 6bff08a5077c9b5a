//! `plan.toml`: the only file that a person edits by hand.
//!
//! In: the file's text. Out: settings that are known to be sound, or an error that shows the
//! line. It also writes the first `plan.toml`, with a comment on every key.

mod fault;
mod first;
mod full_width;
mod japanese_keys;
mod parse;

pub use first::first_plan_toml;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::error::Result;
use crate::field::Field;
use crate::grid::match_key;
use crate::model::FiscalYear;
use crate::rules::Code;

/// Settings of a plan folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Title of the plan.
    pub title: String,
    /// Name of the municipality.
    pub municipality: String,
    /// The 年度.
    pub fiscal_year: FiscalYear,
    /// The current 期: 前期 or 後期.
    pub period: String,
    /// 課 that runs the plan, usually 総務課.
    pub secretariat: String,
    /// Whom a 課 asks, such as a desk and its extension; may be empty.
    pub contact: String,
    /// The list that 全課 means, in display order.
    pub sections: Vec<Section>,
    /// Due dates by 期.
    pub due: BTreeMap<String, Date>,
    /// Choices of 目標の達成, best first, as the drop-down shows them.
    pub attainment_choices: Vec<String>,
    /// Other spellings of the choices: alias to choice.
    pub attainment_aliases: BTreeMap<String, String>,
    /// Name of the form's template.
    pub template: String,
    /// Findings that the office has looked at and lets stand.
    pub waivers: Vec<Waiver>,
    /// Answers that a person chose where returns differ.
    pub choices: Vec<Choice>,
    /// Changes of issued text that the office accepted.
    pub accepted_changes: Vec<AcceptedChange>,
}

/// A 課 and the other names that it is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Name as shown.
    pub name: String,
    /// Other spellings.
    pub aliases: Vec<String>,
}

/// The two half-years.
pub const PERIODS: [&str; 2] = ["前期", "後期"];

/// A finding that the office lets stand (`[[waive]]`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The rule.
    pub code: Code,
    /// The form; `None` waives the rule wherever it concerns no form.
    pub form_id: Option<String>,
    /// Why it may stand.
    pub reason: String,
}

/// The return whose answer stands where several differ (`[[choose]]`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The form.
    pub form_id: String,
    /// The field.
    pub field: Field,
    /// The file, as reports show it.
    pub file: String,
}

/// A 変更申出 that was accepted (`[[accept]]`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedChange {
    /// The plan's form, or that of one 課 where every 課 answers.
    pub form_id: String,
    /// 目指す姿, 目標 or 取組内容.
    pub field: Field,
    /// The text that is issued from now on.
    pub text: String,
    /// Line of its 様式ID in `plan.toml`, 1-based.
    pub line: usize,
}

/// Choices of 目標の達成 where `plan.toml` names none.
const DEFAULT_CHOICES: [&str; 4] = ["達成", "おおむね達成", "一部達成", "未達成"];

/// 課 that runs a plan where `plan.toml` names none.
const DEFAULT_SECRETARIAT: &str = "総務課";

impl Settings {
    /// Reads `plan.toml`; `shown` is the path that errors name.
    ///
    /// # Errors
    ///
    /// A wrong key, type or value: the error shows the line.
    pub fn parse(text: &str, shown: &str) -> Result<Self> {
        parse::parse(text, shown)
    }

    /// Names of the 課 in display order.
    #[must_use]
    pub fn section_names(&self) -> Vec<String> {
        self.sections.iter().map(|section| section.name.clone()).collect()
    }

    /// Finds the 課 that a text names, by name or alias, whatever its width and blanks.
    #[must_use]
    pub fn section(&self, text: &str) -> Option<&str> {
        let key = match_key(text);
        let names = |section: &&Section| {
            let mut all = std::iter::once(&section.name).chain(&section.aliases);
            all.any(|name| match_key(name) == key)
        };
        self.sections.iter().find(names).map(|section| section.name.as_str())
    }

    /// The 課 that gathers a 全課 item, given the one that the 体系 states; the 課 that runs the plan
    /// where it states none.
    #[must_use]
    pub fn gathering<'a>(&'a self, stated: Option<&'a str>) -> &'a str {
        stated.map_or(&self.secretariat, |name| self.section(name).unwrap_or(name))
    }

    /// Finds the choice that a 目標の達成 means: by its own words in any width, or by an alias.
    /// `None` when it is neither.
    #[must_use]
    pub fn attainment(&self, text: &str) -> Option<&str> {
        let key = match_key(text);
        let choice = self.attainment_choices.iter().find(|choice| match_key(choice) == key);
        let alias = || self.attainment_aliases.iter().find(|(alias, _)| match_key(alias) == key);
        choice.or_else(|| alias().map(|(_, choice)| choice)).map(String::as_str)
    }

    /// Position of a 課 in display order; unknown ones come last.
    #[must_use]
    pub fn section_order(&self, name: &str) -> usize {
        let known = self.sections.iter().position(|section| section.name == name);
        known.unwrap_or(self.sections.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = r#"title = "プランR6"
municipality = "上富良野町"
fiscal_year = "令和6年度"
period = "前期"
sections = ["総務課", { name = "町民生活課", aliases = ["町民"] }]
[due]
前期 = "2024-10-18"
[goal_attainment]
choices = ["達成", "未達成"]
aliases = { "○" = "達成" }
"#;

    #[track_caller]
    fn check_error(from: &str, to: &str, line: usize, word: &str) {
        let text = SOUND.replace(from, to);
        let error = Settings::parse(&text, "plan.toml").expect_err("must be refused");
        assert!(error.what.contains(&format!("{line} 行目")), "{}", error.what);
        assert!(error.what.contains(word), "{}", error.what);
    }

    #[test]
    fn two_choices_for_one_field_are_refused() {
        let choice = |file: &str| {
            format!(
                "[[choose]]\nform_id = \"a\"\nfield = \"進捗状況（前期）\"\nfile = \"{file}\"\n"
            )
        };
        let text = format!("{SOUND}{}{}", choice("f.xlsx"), choice("g.xlsx"));
        let error = Settings::parse(&text, "plan.toml").expect_err("must be refused");
        assert!(error.what.contains("16 行目") && error.what.contains("12 行目"), "{}", error.what);
        let text = format!("{SOUND}{}{}", choice("f.xlsx"), choice("f.xlsx"));
        assert!(Settings::parse(&text, "plan.toml").is_ok());
    }

    #[test]
    fn a_sound_file_is_read() {
        let settings = Settings::parse(SOUND, "plan.toml").expect("sound");
        assert_eq!(settings.section("町 民"), Some("町民生活課"));
        assert_eq!(settings.section("建設水道課"), None);
        assert_eq!(settings.due["前期"].to_string(), "2024-10-18");
        assert_eq!(settings.secretariat, "総務課");
    }

    #[test]
    fn every_fault_names_its_line() {
        check_error("municipality", "municipalty", 2, "municipalty");
        check_error("令和6年度", "いつか", 3, "いつか");
        check_error("\"前期\"", "\"上期\"", 4, "上期");
        check_error("2024-10-18", "2024-13-40", 7, "2024-13-40");
        check_error("前期 = \"2024", "中期 = \"2024", 7, "中期");
        check_error("\"○\" = \"達成\"", "\"○\" = \"完了\"", 10, "完了");
        check_error("[\"総務課\", ", "[\"総務課\", \"総務課\", ", 5, "総務課");
    }

    #[test]
    fn a_file_typed_with_a_japanese_keyboard_is_read() {
        let typed = SOUND
            .replace("title = \"プランR6\"", "ｔｉｔｌｅ　＝　“プランR6”")
            .replace("period = \"前期\"", "period = 前期")
            .replace("[due]", "［due］")
            .replace("\"2024-10-18\"", "R6.10.18");
        let settings = Settings::parse(&typed, "plan.toml").expect("sound");
        assert_eq!(settings, Settings::parse(SOUND, "plan.toml").expect("sound"));
        for date in ["2024/10/18", "令和6年10月18日", "\"令和６年１０月１８日（金）\""]
        {
            let settings =
                Settings::parse(&SOUND.replace("\"2024-10-18\"", date), "").expect("sound");
            assert_eq!(settings.due["前期"].to_string(), "2024-10-18");
        }
    }

    #[test]
    fn every_refusal_is_japanese_and_shows_what_is_allowed() {
        for (from, to, words) in [
            (
                "title =",
                "titel =",
                "title, municipality, fiscal_year, period, secretariat, contact",
            ),
            ("title = \"プランR6\"\n", "", "title = \""),
            ("period = \"前期\"", "period = \"中期\"", "「前期」か「後期」"),
            ("[\"総務課\", ", "[\"総務課\" ", ","),
            ("aliases = [\"町民\"]", "alias = [\"町民\"]", "name"),
            ("aliases = [\"町民\"]", "aliases = \"町民\"", "総務課"),
            ("period = \"前期\"", "period = \"前期", "\""),
            ("period = \"前期\"", "period = 3", "\" \""),
            ("period = \"前期\"", "period 「前期」", "名前 = "),
            (
                "period = \"前期\"",
                "period = \"前期\"\nsecretariat = \"企画課\"",
                "総務課、町民生活課",
            ),
            ("[\"町民\"]", "[\"総務課\"]", "一つの課"),
            ("[due]", "[due", "[[waive]]"),
            ("\"プランR6\"", "\"C:\\計画\"", "/ に替える"),
        ] {
            let text = SOUND.replacen(from, to, 1);
            let error = Settings::parse(&text, "plan.toml").expect_err(to);
            assert!(error.hint.contains(words), "{to}: {error}");
            let english = ["expected", "invalid", "missing", "unclosed", "unknown", "string"];
            assert!(!english.iter().any(|word| error.to_string().contains(word)), "{error}");
        }
    }

    #[test]
    fn decisions_are_read() {
        let text = format!(
            "{SOUND}[[waive]]\ncode = \"x04\"\nform_id = \"a\"\nreason = \"年度末に確定\"\n\
             [[choose]]\nform_id = \"a\"\nfield = \"進捗状況（前期）\"\nfile = \"f.xlsx\"\n\
             [[accept]]\nform_id = \"a\"\nfield = \"vision\"\ntext = \"新\"\n"
        );
        let settings = Settings::parse(&text, "plan.toml").expect("sound");
        assert_eq!(settings.waivers[0].code, Code::X04);
        assert_eq!(settings.choices[0].field, Field::FirstHalf);
        assert_eq!(settings.accepted_changes[0].field, Field::Vision);
        let wrong = text.replace("\"vision\"", "\"evaluation\"");
        let error = Settings::parse(&wrong, "plan.toml").expect_err("no issued text");
        assert!(error.what.contains("evaluation"), "{}", error.what);
    }

    #[test]
    fn the_first_plan_toml_reads_back() {
        let sections = ["総務課".to_owned(), "町民\"生活課".to_owned()];
        let text = first_plan_toml("プラン\"R6\"", "", "令和6年度", &sections[..1]);
        let settings = Settings::parse(&text, "plan.toml").expect("sound");
        assert_eq!(settings.title, "プラン\"R6\"");
        assert!(settings.due.is_empty());
        assert!(text.lines().filter(|line| line.starts_with('#')).count() >= 8);
    }
}
