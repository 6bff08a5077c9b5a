//! Rules of family P: whether text fits the page that it is printed on.

use super::{Code, Rule, Severity};

/// The rules, in catalogue order.
pub(super) static RULES: [Rule; 1] = [Rule {
    code: Code::P01,
    severity: Severity::Warning,
    name: "text-overflows-page",
    message: "{field}が一ページに収まらないため、別紙に続けます：{detail}",
    what: "答えが、印刷するページに収まるかを見ます。\
           収まらない分は、とりまとめの様式の別紙に続けます。",
    why: "欄からはみ出した文字は、印刷すると切れて読めません。",
    example: "進捗状況（前期）が 3,000 字あり、様式の幅の A4 一枚に入り切らない場合です。",
    remedy: "総務課で別紙に続きがあるかを確かめ、要点を短くできるときは、\
             課に書き直しを求めてください。",
}];
