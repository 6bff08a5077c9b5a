//! Rules of family H: whether the plan's hierarchy and its forms agree.

use super::{Code, Rule, Severity};

/// The rules, in catalogue order.
pub(super) static RULES: [Rule; 5] = [
    Rule {
        code: Code::H01,
        severity: Severity::Error,
        name: "initiative-without-form",
        message: "体系では{section}が「{detail}」の実践課ですが、様式がありません",
        what: "体系にある実践課の全てに、様式があるかを見ます。",
        why: "様式がないと配布されず、その課の答えが抜けてしまいます。",
        example: "体系では「2-1-3-1」の実践課に建設水道課があるのに、\
                  建設水道課の様式がない場合です。",
        remedy: "総務課で様式を「様式」フォルダーに加えるか、体系の実践課を直して、\
                 取り込み直してください。",
    },
    Rule {
        code: Code::H02,
        severity: Severity::Error,
        name: "form-without-initiative",
        message: "様式の取組項目が計画の体系にありません：「{found}」",
        what: "様式の取組項目が、計画の体系にあるかを見ます。",
        why: "どの推進項目に属するかが分からず、とりまとめや町長への報告に載せられません。",
        example: "体系にない「(3)空き家の活用」の様式が、「様式」フォルダーに入っている場合です。",
        remedy: "総務課で体系に取組項目を加えるか、様式の取組項目を直して、取り込み直してください。",
    },
    Rule {
        code: Code::H03,
        severity: Severity::Warning,
        name: "title-differs",
        message: "様式の文言が計画の体系と違います：「{found}」（体系では「{expected}」）",
        what: "様式の文言が、計画の体系と同じかを見ます。\
               基本項目、推進項目、取組項目の名前を比べます。",
        why: "同じ取組項目に二つの名前があると、公表した計画と記録が合わなくなります。",
        example: "体系の「広報・広聴活動の強化」が、\
                  様式では「広報広聴の強化」になっている場合です。",
        remedy: "総務課で正しい文言を決め、体系と様式の誤っている方を直してください。",
    },
    Rule {
        code: Code::H04,
        severity: Severity::Error,
        name: "unknown-section",
        message: "plan.toml の課の一覧にない課です：「{found}」",
        what: "課名が、plan.toml の課の一覧にあるかを見ます。\
               別名（aliases）に登録した名前も認めます。",
        why: "様式をどの課に配布するか、答えがどの課のものかが決まりません。",
        example: "様式の実践課が、組織を改める前の「商工観光課」のままになっている場合です。",
        remedy: "総務課で plan.toml の sections に課か別名を加えるか、様式の課名を直してください。",
    },
    Rule {
        code: Code::H05,
        severity: Severity::Warning,
        name: "hierarchy-table-repaired",
        message: "体系の表の列がずれていたため、番号から組み立て直しました：「{detail}」",
        what: "体系の表の列が、ずれていないかを見ます。\
               ずれているときは、Ⅰ、1、①、(1) の番号の順から組み立て直します。",
        why: "組み立て方が誤っていると、取組項目が別の推進項目に入ってしまいます。",
        example: "PDFから写した表で、「②健全な財政構造の維持」が一つ左の列に入っている場合です。",
        remedy: "総務課で、組み立て直した体系が計画書と同じかを確かめてください。",
    },
];
