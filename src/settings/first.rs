//! The first `plan.toml` of a plan.

use super::{DEFAULT_CHOICES, DEFAULT_SECRETARIAT};

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
    let default = DEFAULT_SECRETARIAT.to_owned();
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

# 問い合わせ先。書くと、配布する提出票に載ります。例：総務課 総務係（内線 123）
contact = \"\"

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

# 次の三つは、必要になったときに書き足します（行頭の # を消してください）。
# 認めた指摘を、理由を添えて「そのままでよい」とします。
# [[waive]]
# code = \"X04\"
# form_id = \"1-2-2-1-総務課-1\"
# reason = \"数値は年度末に確定するため\"
#
# 提出ファイルの間で答えが食い違うとき、どのファイルの答えを採るかを決めます。
# [[choose]]
# form_id = \"2-1-3-1-町民生活課-1\"
# field = \"progress.first_half\"
# file = \"回収/前期/町民生活課.xlsx\"
#
# 課の変更申出を認め、配布する本文を改めます。次の配布で版が一つ進みます。
# とりまとめ.xlsx の「変更申出」に、そのまま貼り付けられる文があります。
# [[accept]]
# form_id = \"2-2-2-1-保健福祉課-1\"
# field = \"vision\"
# text = \"新しい本文\"
",
        quote(title),
        quote(municipality),
        quote(fiscal_year),
        quote(secretariat),
        list.concat(),
        choices.join(", "),
    )
}
