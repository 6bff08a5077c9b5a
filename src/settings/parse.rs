//! From the text of `plan.toml` to settings, every fault with its line.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::japanese_keys::quote_japanese_keys;
use super::{
    AcceptedChange, Choice, DEFAULT_CHOICES, DEFAULT_SECRETARIAT, PERIODS, Section, Settings,
    Waiver, fault, full_width,
};
use crate::error::{Error, Result};
use crate::field::Field;
use crate::file_name;
use crate::grid::match_key;
use crate::model::{FiscalYear, parse_written_date};
use crate::rules::Code;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    #[serde(default)]
    municipality: String,
    fiscal_year: toml::Spanned<String>,
    period: toml::Spanned<String>,
    secretariat: Option<toml::Spanned<String>>,
    #[serde(default)]
    contact: String,
    sections: toml::Spanned<Vec<SectionEntry>>,
    #[serde(default)]
    due: BTreeMap<toml::Spanned<String>, toml::Spanned<DueDate>>,
    #[serde(default)]
    goal_attainment: Attainment,
    #[serde(default = "default_template")]
    template: toml::Spanned<String>,
    #[serde(default)]
    waive: Vec<WaiveEntry>,
    #[serde(default)]
    choose: Vec<ChooseEntry>,
    #[serde(default)]
    accept: Vec<AcceptEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WaiveEntry {
    code: toml::Spanned<String>,
    form_id: Option<String>,
    reason: toml::Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChooseEntry {
    form_id: toml::Spanned<String>,
    field: toml::Spanned<String>,
    file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptEntry {
    form_id: toml::Spanned<String>,
    field: toml::Spanned<String>,
    text: String,
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

fn default_template() -> toml::Spanned<String> {
    toml::Spanned::new(0..0, "torikumi".to_owned())
}

/// Reads `plan.toml`.
pub(super) fn parse(text: &str, shown: &str) -> Result<Settings> {
    let quoted = quote_japanese_keys(&full_width::to_toml(text));
    let at = Place { text, quoted: &quoted, shown };
    let file: File = toml::from_str(&quoted).map_err(|cause| at.toml_error(&cause))?;
    let fiscal_year = FiscalYear::parse(file.fiscal_year.as_ref()).ok_or_else(|| {
        at.error(
            file.fiscal_year.span().start,
            &format!("fiscal_year を年度として読めません：「{}」", file.fiscal_year.as_ref()),
            "「令和6年度」のように書いてください。",
        )
    })?;
    let stated = match_key(file.period.as_ref());
    let Some(period) = PERIODS.into_iter().find(|period| match_key(period) == stated) else {
        let what = format!("period が期の名前ではありません：「{}」", file.period.as_ref());
        return Err(at.error(
            file.period.span().start,
            &what,
            "「前期」か「後期」のどちらかにしてください。",
        ));
    };
    let sections = at.sections(file.sections)?;
    let secretariat = at.secretariat(file.secretariat, &sections)?;
    let due = at.due_dates(file.due)?;
    let choices =
        file.goal_attainment.choices.unwrap_or_else(|| DEFAULT_CHOICES.map(str::to_owned).to_vec());
    let aliases = at.aliases(file.goal_attainment.aliases, &choices)?;
    let template = file.template.as_ref();
    if template != "torikumi" {
        let what = format!("template の名前の様式がありません：「{template}」");
        let start = file.template.span().start;
        return Err(at.error(start, &what, "template = \"torikumi\" としてください。"));
    }
    Ok(Settings {
        title: file.title,
        municipality: file.municipality,
        fiscal_year,
        period: period.to_owned(),
        secretariat,
        contact: file.contact,
        sections,
        due,
        attainment_choices: choices,
        attainment_aliases: aliases,
        waivers: file.waive.into_iter().map(|entry| at.waiver(entry)).collect::<Result<_>>()?,
        choices: at.choices(file.choose)?,
        accepted_changes: file.accept.into_iter().map(|e| at.change(e)).collect::<Result<_>>()?,
        template: file.template.into_inner(),
    })
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
        let line = self.line(offset);
        let content = self.text.lines().nth(line).unwrap_or_default();
        Error::new(
            format!("{} の {} 行目：{what}\n  {} | {content}", self.shown, line + 1, line + 1),
            hint,
        )
    }

    /// The line at a byte offset, 0-based.
    fn line(&self, offset: usize) -> usize {
        self.quoted.get(..offset).unwrap_or(self.quoted).matches('\n').count()
    }

    /// Says a TOML error in Japanese.
    fn toml_error(&self, cause: &toml::de::Error) -> Error {
        let start = cause.span().map_or(0, |span| span.start);
        let at = self.quoted.get(start..).unwrap_or_default();
        let (what, hint) = fault::in_japanese(cause.message(), at);
        self.error(start, &what, &hint)
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
            let fault = file_name::fault(&section.name);
            if let Some(fault) = fault.or(key.is_empty().then_some("名前が空です")) {
                let what = format!("sections の課名が使えません：「{}」（{fault}）", section.name);
                let hint = "課名は配布するファイルの名前になります。ファイル名に使える名前にしてください。";
                return Err(self.error(start, &what, hint));
            }
            if sections.iter().any(|other| match_key(&other.name) == key) {
                let what = format!("sections に同じ課が二度あります：「{}」", section.name);
                return Err(self.error(start, &what, "どちらか一方を消してください。"));
            }
            sections.push(section);
        }
        self.one_name_each(&sections, start)?;
        if sections.is_empty() {
            let hint = "全課を成す課の名前を、表示する順に書いてください。";
            return Err(self.error(start, "sections が空です", hint));
        }
        Ok(sections)
    }

    /// A name or an alias means one 課.
    fn one_name_each(&self, sections: &[Section], start: usize) -> Result<()> {
        let mut known: BTreeMap<String, &Section> = BTreeMap::new();
        for section in sections {
            known.insert(match_key(&section.name), section);
        }
        for section in sections {
            for alias in &section.aliases {
                let Some(other) = known.insert(match_key(alias), section) else { continue };
                if other.name == section.name {
                    continue;
                }
                let (name, other) = (&section.name, &other.name);
                let what =
                    format!("「{name}」の aliases の「{alias}」は、「{other}」の名前でもあります");
                let hint = "一つの呼び名は、一つの課だけに書いてください。";
                return Err(self.error(start, &what, hint));
            }
        }
        Ok(())
    }

    /// The 課 that runs the plan. Where the file names none it is 総務課, or the first of the list.
    fn secretariat(
        &self,
        stated: Option<toml::Spanned<String>>,
        sections: &[Section],
    ) -> Result<String> {
        let find = |text: &str| {
            let key = match_key(text);
            let names = |section: &&Section| {
                let mut all = std::iter::once(&section.name).chain(&section.aliases);
                all.any(|name| match_key(name) == key)
            };
            sections.iter().find(names).map(|section| section.name.clone())
        };
        let Some(stated) = stated else {
            let first = sections.first().map(|section| section.name.clone());
            return Ok(find(DEFAULT_SECRETARIAT).or(first).unwrap_or_default());
        };
        find(stated.as_ref()).ok_or_else(|| {
            let what = format!("secretariat の課が sections にありません：「{}」", stated.as_ref());
            let names: Vec<&str> = sections.iter().map(|section| section.name.as_str()).collect();
            let hint = format!("sections にある課を書いてください：{}。", names.join("、"));
            self.error(stated.span().start, &what, &hint)
        })
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
            let parsed = parse_written_date(&text).ok_or_else(|| {
                let what = format!("提出期限を日付として読めません：「{text}」");
                let hint =
                    "\"2024-10-18\" や \"令和6年10月18日\" のように、ある日付を書いてください。";
                self.error(start, &what, hint)
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

    fn waiver(&self, entry: WaiveEntry) -> Result<Waiver> {
        let code = Code::parse(entry.code.as_ref()).ok_or_else(|| {
            let what = format!("その名前の規則はありません：「{}」", entry.code.as_ref());
            let hint = "「torimatome explain」で規則の一覧を見てください。";
            self.error(entry.code.span().start, &what, hint)
        })?;
        if entry.reason.as_ref().trim().is_empty() {
            let hint = "指摘をそのままにする理由を書いてください。";
            return Err(self.error(entry.reason.span().start, "reason が空です", hint));
        }
        Ok(Waiver { code, form_id: entry.form_id, reason: entry.reason.into_inner() })
    }

    /// Two choices for one field contradict each other, unless they name the same place.
    fn choices(&self, entries: Vec<ChooseEntry>) -> Result<Vec<Choice>> {
        let mut choices: Vec<(Choice, usize)> = Vec::new();
        for entry in entries {
            let start = entry.form_id.span().start;
            let field = self.field(&entry.field, &Field::ANSWERED)?;
            let choice = Choice { form_id: entry.form_id.into_inner(), field, file: entry.file };
            let same = |(other, _): &&(Choice, usize)| {
                other.field == field && match_key(&other.form_id) == match_key(&choice.form_id)
            };
            if let Some((other, line)) = choices.iter().find(same)
                && other.file != choice.file
            {
                let (id, field) = (&choice.form_id, field.label());
                let what =
                    format!("[[choose]] の「{id}」の{field}は、{line} 行目で別に選んでいます");
                return Err(self.error(
                    start,
                    &what,
                    "選ぶものを一つにして、もう一方を消してください。",
                ));
            }
            choices.push((choice, self.line(start) + 1));
        }
        Ok(choices.into_iter().map(|(choice, _)| choice).collect())
    }

    fn change(&self, entry: AcceptEntry) -> Result<AcceptedChange> {
        let field = self.field(&entry.field, &Field::ISSUED)?;
        let text = entry.text.replace("\r\n", "\n");
        let line = self.line(entry.form_id.span().start) + 1;
        Ok(AcceptedChange { form_id: entry.form_id.into_inner(), field, text, line })
    }

    /// Reads a field by its key or its Japanese name.
    fn field(&self, text: &toml::Spanned<String>, allowed: &[Field]) -> Result<Field> {
        let name = text.as_ref().trim();
        let found = allowed.iter().find(|field| field.key() == name || field.label() == name);
        found.copied().ok_or_else(|| {
            let what = format!("ここに書ける欄の名前ではありません：「{name}」");
            let names: Vec<&str> = allowed.iter().map(|field| field.key()).collect();
            let hint = format!("{} のどれかにしてください。", names.join("、"));
            self.error(text.span().start, &what, &hint)
        })
    }
}
