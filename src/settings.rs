//! `plan.toml`: the only file that a person edits by hand.
//!
//! In: the file's text. Out: settings that are known to be sound, or an error that shows the
//! line. It also writes the first `plan.toml`, with a comment on every key.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::grid::match_key;
use crate::model::{FiscalYear, parse_date};

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

/// Choices of 目標の達成 where `plan.toml` names none.
const DEFAULT_CHOICES: [&str; 4] = ["達成", "おおむね達成", "一部達成", "未達成"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    #[serde(default)]
    municipality: String,
    fiscal_year: toml::Spanned<String>,
    period: toml::Spanned<String>,
    #[serde(default = "default_secretariat")]
    secretariat: String,
    sections: toml::Spanned<Vec<SectionEntry>>,
    #[serde(default)]
    due: BTreeMap<toml::Spanned<String>, toml::Spanned<DueDate>>,
    #[serde(default)]
    goal_attainment: Attainment,
    #[serde(default = "default_template")]
    template: toml::Spanned<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum SectionEntry {
    Name(String),
    Table(SectionTable),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionTable {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum DueDate {
    Text(String),
    Date(toml::value::Datetime),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attainment {
    choices: Option<Vec<String>>,
    #[serde(default)]
    aliases: BTreeMap<String, toml::Spanned<String>>,
}

fn default_secretariat() -> String {
    "総務課".to_owned()
}

fn default_template() -> toml::Spanned<String> {
    toml::Spanned::new(0..0, "torikumi".to_owned())
}

impl Settings {
    /// Reads `plan.toml`; `shown` is the path that errors name.
    ///
    /// # Errors
    ///
    /// A wrong key, type or value: the error shows the line.
    pub fn parse(text: &str, shown: &str) -> Result<Self> {
        let quoted = quote_japanese_keys(text);
        let at = Place { text, quoted: &quoted, shown };
        let file: File = toml::from_str(&quoted).map_err(|cause| at.toml_error(&cause))?;
        let fiscal_year = FiscalYear::parse(file.fiscal_year.as_ref()).ok_or_else(|| {
            at.error(
                file.fiscal_year.span().start,
                &format!("fiscal_year を年度として読めません：「{}」", file.fiscal_year.as_ref()),
                "「令和6年度」のように書いてください。",
            )
        })?;
        if !PERIODS.contains(&file.period.as_ref().as_str()) {
            let what = format!("period が期の名前ではありません：「{}」", file.period.as_ref());
            return Err(at.error(
                file.period.span().start,
                &what,
                "「前期」か「後期」のどちらかにしてください。",
            ));
        }
        let sections = at.sections(file.sections)?;
        let due = at.due_dates(file.due)?;
        let choices = file
            .goal_attainment
            .choices
            .unwrap_or_else(|| DEFAULT_CHOICES.map(str::to_owned).to_vec());
        let aliases = at.aliases(file.goal_attainment.aliases, &choices)?;
        let template = file.template.as_ref();
        if template != "torikumi" {
            let what = format!("template の名前の様式がありません：「{template}」");
            let start = file.template.span().start;
            return Err(at.error(start, &what, "template = \"torikumi\" としてください。"));
        }
        Ok(Self {
            title: file.title,
            municipality: file.municipality,
            fiscal_year,
            period: file.period.into_inner(),
            secretariat: file.secretariat,
            sections,
            due,
            attainment_choices: choices,
            attainment_aliases: aliases,
            template: file.template.into_inner(),
        })
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

    /// The choice of 目標の達成 that a text names, itself or by alias, whatever its width and blanks.
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

/// Puts quotes around a bare Japanese key at the start of a line, such as `前期 = "…"`: TOML asks
/// for them, people do not expect to write them.
fn quote_japanese_keys(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for line in text.split_inclusive('\n') {
        let key = line.split('=').next().unwrap_or_default().trim();
        let bare = key.len() < line.trim_end().len() && key.chars().all(char::is_alphanumeric);
        if bare && !key.is_ascii() {
            out.push_str(&line.replacen(key, &format!("\"{key}\""), 1));
        } else {
            out.push_str(line);
        }
    }
    out
}

/// Where an error stands in the file.
struct Place<'a> {
    /// As the person wrote it.
    text: &'a str,
    /// As it was parsed, line by line the same; offsets are into this.
    quoted: &'a str,
    shown: &'a str,
}

impl Place<'_> {
    /// Makes an error that shows the line at a byte offset.
    fn error(&self, offset: usize, what: &str, hint: &str) -> Error {
        let head = self.quoted.get(..offset).unwrap_or(self.quoted);
        let line = head.matches('\n').count();
        let content = self.text.lines().nth(line).unwrap_or_default();
        Error::new(
            format!("{} の {} 行目：{what}\n  {} | {content}", self.shown, line + 1, line + 1),
            hint,
        )
    }

    /// Says a TOML error in Japanese.
    fn toml_error(&self, cause: &toml::de::Error) -> Error {
        let message = cause.message();
        let quoted = message.split('`').nth(1).unwrap_or_default();
        let (what, hint) = if message.starts_with("unknown field") {
            let what = format!("知らない項目名です：「{quoted}」");
            (
                what,
                "綴りを確かめるか、その行を消してください。使える項目は title, municipality, fiscal_year, period, secretariat, sections, due, goal_attainment, template です。",
            )
        } else if message.starts_with("missing field") {
            (format!("必要な項目がありません：「{quoted}」"), "その項目を書き加えてください。")
        } else if message.starts_with("duplicate key") {
            ("同じ項目が二度あります".to_owned(), "どちらか一方を消してください。")
        } else {
            let what = format!("書き方が正しくありません（{message}）");
            (what, "文字列は \" \" で、一覧は [ ] で囲まれているか確かめてください。")
        };
        self.error(cause.span().map_or(0, |span| span.start), &what, hint)
    }

    fn sections(&self, entries: toml::Spanned<Vec<SectionEntry>>) -> Result<Vec<Section>> {
        let start = entries.span().start;
        let mut sections: Vec<Section> = Vec::new();
        for entry in entries.into_inner() {
            let section = match entry {
                SectionEntry::Name(name) => Section { name, aliases: Vec::new() },
                SectionEntry::Table(SectionTable { name, aliases }) => Section { name, aliases },
            };
            let key = match_key(&section.name);
            if key.is_empty()
                || section.name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|'])
            {
                let what = format!("sections の課名が使えません：「{}」", section.name);
                let hint =
                    "空の名前や、ファイル名に使えない文字（/ \\ : * ? \" < > |）を避けてください。";
                return Err(self.error(start, &what, hint));
            }
            if sections.iter().any(|other| match_key(&other.name) == key) {
                let what = format!("sections に同じ課が二度あります：「{}」", section.name);
                return Err(self.error(start, &what, "どちらか一方を消してください。"));
            }
            sections.push(section);
        }
        if sections.is_empty() {
            let hint = "全課を成す課の名前を、表示する順に書いてください。";
            return Err(self.error(start, "sections が空です", hint));
        }
        Ok(sections)
    }

    fn due_dates(
        &self,
        entries: BTreeMap<toml::Spanned<String>, toml::Spanned<DueDate>>,
    ) -> Result<BTreeMap<String, Date>> {
        let mut due = BTreeMap::new();
        for (period, date) in entries {
            if !PERIODS.contains(&period.as_ref().as_str()) {
                let what = format!("[due] に知らない期があります：「{}」", period.as_ref());
                let hint = "前期 か 後期 としてください。";
                return Err(self.error(period.span().start, &what, hint));
            }
            let start = date.span().start;
            let text = match date.into_inner() {
                DueDate::Text(text) => text,
                DueDate::Date(date) => date.to_string(),
            };
            if text.is_empty() {
                continue;
            }
            let parsed = parse_date(&text).filter(|_| text.len() == 10).ok_or_else(|| {
                let what = format!("提出期限を日付として読めません：「{text}」");
                self.error(start, &what, "\"2024-10-18\" のように、ある日付を書いてください。")
            })?;
            due.insert(period.into_inner(), parsed);
        }
        Ok(due)
    }

    fn aliases(
        &self,
        entries: BTreeMap<String, toml::Spanned<String>>,
        choices: &[String],
    ) -> Result<BTreeMap<String, String>> {
        let mut aliases = BTreeMap::new();
        for (alias, choice) in entries {
            if !choices.contains(choice.as_ref()) {
                let what =
                    format!("aliases の行き先が choices にありません：「{}」", choice.as_ref());
                let hint = "choices にある言葉をそのまま書いてください。";
                return Err(self.error(choice.span().start, &what, hint));
            }
            aliases.insert(alias, choice.into_inner());
        }
        Ok(aliases)
    }
}

/// Writes the first `plan.toml` of a plan, with a comment on every key and `[due]` left empty.
#[must_use]
pub fn first_plan_toml(
    title: &str,
    municipality: &str,
    fiscal_year: &str,
    sections: &[String],
) -> String {
    let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let list: Vec<String> = sections.iter().map(|name| format!("  {},\n", quote(name))).collect();
    let choices: Vec<String> = DEFAULT_CHOICES.iter().map(|choice| quote(choice)).collect();
    let default = default_secretariat();
    let secretariat =
        if sections.contains(&default) { &default } else { sections.first().unwrap_or(&default) };
    format!(
        "# 計画の名前。様式や報告の見出しに使います。
title = {}

# 町の名前。
municipality = {}

# 年度（4月から翌年3月まで）。
fiscal_year = {}

# いま扱う期。「前期」か「後期」。期によって、書かなければならない欄が変わります。
period = \"前期\"

# 計画をとりまとめる課。
secretariat = {}

# 「全課」が指す課を、表示する順に並べます。別の呼び名があるときは
# {{ name = \"総務課\", aliases = [\"総務\"] }} のように書きます。
sections = [
{}]

# 様式の定義の名前。
template = \"torikumi\"

# 提出期限。期ごとに「前期 = \"2024-10-18\"」のように書きます。
# 書かないうちは、期限の後の提出を指摘しません。
[due]

# 目標の達成。choices は様式の選択肢（良い順）、aliases は同じものとして読む書き方です。
[goal_attainment]
choices = [{}]
aliases = {{}}
",
        quote(title),
        quote(municipality),
        quote(fiscal_year),
        quote(secretariat),
        list.concat(),
        choices.join(", "),
    )
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
    fn the_first_plan_toml_reads_back() {
        let sections = ["総務課".to_owned(), "町民\"生活課".to_owned()];
        let text = first_plan_toml("プラン\"R6\"", "", "令和6年度", &sections[..1]);
        let settings = Settings::parse(&text, "plan.toml").expect("sound");
        assert_eq!(settings.title, "プラン\"R6\"");
        assert!(settings.due.is_empty());
        assert!(text.lines().filter(|line| line.starts_with('#')).count() >= 8);
    }
}
