//! Rules of family S: whether the sheets of a file are the forms that were issued.

use super::{Code, Rule, Severity};

/// The rules, in catalogue order.
pub(super) static RULES: [Rule; 13] = [
    Rule {
        code: Code::S01,
        severity: Severity::Error,
        name: "no-form-found",
        message: "様式が一つも見つかりません",
        what: "ファイルの中に、様式が一枚でもあるかを見ます。\
               様式ID、見出し、記入内容のどれからも見分けられないときに出ます。",
        why: "どの取組項目への答えか分からず、とりまとめに入れられません。",
        example: "進捗状況（前期）の様式ではなく、会議の出欠表のファイルが提出された場合です。",
        remedy: "課でファイルを取り違えていないかを確かめ、\
                 配布された様式を総務課へ提出し直してください。",
    },
    Rule {
        code: Code::S02,
        severity: Severity::Error,
        name: "other-plan-or-year",
        message: "別の計画または年度の様式です：「{found}」（この計画は「{expected}」）",
        what: "様式が、この計画のこの年度のものかを見ます。\
               様式に記された計画の名前と年度で判断します。",
        why: "別の年度の答えが、今年度の実績として町長に報告されてしまいます。",
        example: "前年度の様式に、今年度の進捗状況（前期）を記入した場合です。",
        remedy: "課で今年度の様式に書き写し、総務課へ提出し直してください。",
    },
    Rule {
        code: Code::S03,
        severity: Severity::Warning,
        name: "old-edition",
        message: "古い版の様式です：「{found}」（現在の版は「{expected}」）",
        what: "様式の版が、最後に配布した版と同じかを見ます。\
               目標などの配布した文が版によって違うときは、その違いも示します。",
        why: "配布した後に目標や取組内容を改めていると、課は古い目標に対して答えたことになります。",
        example: "目標を改めて第2版を配布した後に、\
                  第1版の様式に進捗状況（前期）を記入して提出した場合です。",
        remedy: "総務課で版の違いを確かめ、答えに関わるときは、\
                 課に現在の版での提出を求めてください。",
    },
    Rule {
        code: Code::S04,
        severity: Severity::Error,
        name: "wrong-section",
        message: "「{found}」の様式が「{expected}」のファイルに入っています",
        what: "様式の課と、それが入っているファイルの課が同じかを見ます。",
        why: "別の課の答えとして数えると、どちらの課の記録も誤りになります。",
        example: "町民生活課のファイルに、\
                  保健福祉課の進捗状況（前期）を記入した様式が入っている場合です。",
        remedy: "双方の課で答えるべき課を確かめ、正しい課のファイルに入れて、\
                 総務課へ提出し直してください。",
    },
    Rule {
        code: Code::S05,
        severity: Severity::Info,
        name: "sheet-renamed",
        message: "シート名が「{expected}」から「{found}」に変わっていたため、様式IDや中の文字で見分けました",
        what: "シート名が、配布したときと同じかを見ます。\
               CSVやテキストにはシート名がないため、対象外です。",
        why: "様式IDがあれば正しく読めますが、後で元のシートを探せるように記録します。",
        example: "進捗状況（前期）を記入したシートの名前を、課が「記入済み」に変えた場合です。",
        remedy: "対応は不要です。次の期からは、課でシート名を変えずに提出してください。",
    },
    Rule {
        code: Code::S06,
        severity: Severity::Error,
        name: "form-missing",
        message: "{section}に配布した様式「{form}」がファイルにありません",
        what: "課に配布した様式が、ファイルに全てあるかを見ます。\
               配布したときの台帳の様式IDと照らし合わせます。",
        why: "抜けた様式の取組項目は、答えのないまま記録に残ります。",
        example: "町民生活課のファイルから「2-1-3-2-町民生活課-2」のシートが消え、\
                  進捗状況（前期）を読めない場合です。",
        remedy: "課で抜けた様式を配布されたファイルから取り出して記入し、\
                 総務課へ提出し直してください。",
    },
    Rule {
        code: Code::S07,
        severity: Severity::Warning,
        name: "cells-moved",
        message: "{field}の欄が「{expected}」から「{found}」に動いていたため、見出しから読みました",
        what: "行や列が増減し、欄の位置が変わっていないかを見ます。\
               変わっているときは、見出しの文字から欄を探して読みます。",
        why: "見出しから探した欄が、書いた人の思う欄と違うことがあります。",
        example: "様式の上に2行を足したため、進捗状況（前期）の欄がD6からD8に動いた場合です。",
        remedy: "総務課で読み取った答えを元のシートと見比べ、違うときは、\
                 課に配布した様式での提出を求めてください。",
    },
    Rule {
        code: Code::S08,
        severity: Severity::Error,
        name: "label-missing",
        message: "見出し「{expected}」が見つからないため、{field}の欄を確かめられません",
        what: "様式の見出しが、全てそろっているかを見ます。\
               空白や全角・半角の違いがあっても、同じ見出しとして扱います。",
        why: "見出しがないと欄の場所が分からず、書かれた答えを取り込めません。",
        example: "「前期（4～9月）」の見出しを消したため、\
                  進捗状況（前期）の欄が分からない場合です。",
        remedy: "課で見出しを配布されたときの文字に戻し、見出しのセルに書いた答えは欄に移して、\
                 総務課へ提出し直してください。",
    },
    Rule {
        code: Code::S09,
        severity: Severity::Warning,
        name: "identity-recovered",
        message: "様式IDでは決められないため、内容から「{form}」と判断しました：{detail}",
        what: "様式IDのない様式を、書かれた文から見分けます。\
               目指す姿や目標などを配布した文と比べ、一致度（1で完全に一致）と次点を示します。",
        why: "判断が誤っていると、答えが別の様式に入ってしまいます。",
        example: "進捗状況（前期）を別のファイルに写して記入したため様式IDがなく、\
                  目標の文から判断した場合です。",
        remedy: "総務課で様式IDが正しいかを確かめ、違うときは、\
                 課に配布した様式での提出を求めてください。",
    },
    Rule {
        code: Code::S10,
        severity: Severity::Error,
        name: "identity-ambiguous",
        message: "どの様式か一つに決められません：「{detail}」",
        what: "様式IDでは決まらず、二つ以上の様式に同じほど合うかを見ます。\
               同じ取組項目と課に枝番の違う様式があるときに起こりやすいものです。",
        why: "推測で決めると、答えが別の様式に入ってしまいます。",
        example: "様式IDと目標の文が消え、\
                  進捗状況（前期）が「2-1-3-2-町民生活課」の枝番1か2か分からない場合です。",
        remedy: "課で候補のどの様式かを確かめ、配布された様式に書き写して、\
                 総務課へ提出し直してください。",
    },
    Rule {
        code: Code::S11,
        severity: Severity::Warning,
        name: "text-outside-fields",
        message: "欄の外の文字は、とりまとめに入れていません：「{found}」",
        what: "様式の見出しと欄のほかに、文字がないかを見ます。\
               一つのファイルで1,000セルを超えると、残りはシートごとに一つにまとめて引用します。",
        why: "答えの続きや総務課への連絡のことがあり、扱いは人が決める必要があります。",
        example: "表の下に「前期の続き：説明会を2回開催」と書かれ、\
                  進捗状況（前期）の欄に入っていない場合です。",
        remedy: "総務課で文字を読み、答えの一部であるときは、課に正しい欄への記入を求めてください。",
    },
    Rule {
        code: Code::S12,
        severity: Severity::Warning,
        name: "answer-spread-over-cells",
        message: "{field}が複数のセルに分かれていたため、順につなぎました：「{detail}」",
        what: "一つの欄の答えが、複数のセルに分かれていないかを見ます。\
               上の行から順に左から右へつなぎますが、CSVやテキストではセルの結合が分かりません。",
        why: "つなぐ順や改行の位置が、書いた人の考えと違うことがあります。",
        example: "セルの結合を解き、進捗状況（前期）をD6とD7に分けて書いた場合です。",
        remedy: "総務課でつないだ文を読み、直すところがあれば、\
                 課に一つのセルへの記入を求めてください。",
    },
    Rule {
        code: Code::S13,
        severity: Severity::Warning,
        name: "form-duplicated",
        message: "様式「{form}」が一つのファイルに二つ以上あります",
        what: "一つのファイルに、同じ様式が二つ以上ないかを見ます。\
               シート名ではなく、様式IDや内容で同じ様式かを判断します。",
        why: "それぞれに違う答えがあると、どれが正しいか分かりません。",
        example: "様式のシートを複写し、元のシートと写しの両方に進捗状況（前期）を書いた場合です。",
        remedy: "課で正しい様式だけを残し、総務課へ提出し直してください。",
    },
];
