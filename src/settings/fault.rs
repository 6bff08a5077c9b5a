//! What TOML's own errors mean to a person who typed `plan.toml`, in Japanese.

/// What is wrong and what to do, for a message of the TOML library; `at` is the text from the place
/// that it names on.
pub(super) fn in_japanese(message: &str, at: &str) -> (String, String) {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let name = names.first().copied().unwrap_or_default();
    if message.starts_with("unknown field") {
        let hint = match names.get(1..).unwrap_or_default() {
            [] => "その行を消してください。".to_owned(),
            known => format!(
                "綴りを確かめるか、その行を消してください。ここで使える項目は {} です。",
                known.join(", ")
            ),
        };
        return (format!("知らない項目名です：「{name}」"), hint);
    }
    if message.starts_with("missing field") {
        let hint = format!("{} のように書き加えてください。", example(name));
        return (format!("必要な項目がありません：「{name}」"), hint);
    }
    if message.starts_with("invalid type") {
        return wrong_type(message);
    }
    if message.starts_with("data did not match") {
        let hint =
            "\"総務課\" か { name = \"総務課\", aliases = [\"総務\"] } のように書いてください。";
        return ("この書き方の値は読めません".to_owned(), hint.to_owned());
    }
    let (what, hint) = syntax(message);
    let seen = at.chars().next().filter(|c| !c.is_whitespace() && !c.is_ascii_alphanumeric());
    let what = seen.map_or_else(|| what.to_owned(), |c| format!("{what}（「{c}」のところ）"));
    (what, hint.to_owned())
}

/// The first line that a key could have.
fn example(key: &str) -> String {
    let value = match key {
        "title" => "\"町政運営推進プランR6\"",
        "fiscal_year" => "\"令和6年度\"",
        "period" => "\"前期\"",
        "sections" => "[\"総務課\", \"町民生活課\"]",
        "name" => "\"町民生活課\"",
        "code" => "\"X04\"",
        "form_id" => "\"1-2-2-1-総務課-1\"",
        "field" => "\"progress.first_half\"",
        "reason" => "\"数値は年度末に確定するため\"",
        "file" => "\"回収/前期/町民生活課.xlsx\"",
        _ => "\"…\"",
    };
    format!("{key} = {value}")
}

/// A value of another kind than the key has.
fn wrong_type(message: &str) -> (String, String) {
    let expected = message.rsplit("expected ").next().unwrap_or_default();
    let hint = if expected.contains("string") {
        "値を \" \" で囲んでください。"
    } else if expected.contains("sequence") {
        "一覧は [\"総務課\", \"町民生活課\"] のように [ ] で囲んでください。"
    } else if expected.contains("map") || expected.contains("struct") {
        "項目ごとに「名前 = \"値\"」の形で書いてください。"
    } else {
        "値の書き方を、ほかの行に合わせてください。"
    };
    ("値の種類が違います".to_owned(), hint.to_owned())
}

/// A line that is no TOML.
fn syntax(message: &str) -> (&'static str, &'static str) {
    let has = |word: &str| message.contains(word);
    if has("duplicate key") {
        ("同じ項目が二度あります", "どちらか一方を消してください。")
    } else if has("escape") {
        ("\" \" の中の \\ は、そのままでは書けません", "\\ を / に替えるか、' ' で囲んでください。")
    } else if has("string") {
        ("文字列の囲みが閉じていません", "値の終わりに \" を書いてください。")
    } else if has("unclosed array") || has("array elements") || has("in array") {
        ("一覧の [ ] が正しくありません", "項目の間を , で区切り、終わりに ] を書いてください。")
    } else if has("inline table") {
        ("{ } が正しくありません", "項目の間を , で区切り、終わりに } を書いてください。")
    } else if has("table") {
        ("見出しの [ ] が正しくありません", "[due] や [[waive]] のように書いてください。")
    } else if has("key with no value") || has("missing value") {
        ("値がありません", "「名前 = \"値\"」の形で書いてください。")
    } else {
        ("書き方が正しくありません", "「名前 = \"値\"」の形で、行ごとに一つずつ書いてください。")
    }
}
