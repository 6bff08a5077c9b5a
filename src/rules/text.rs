//! Rules of family T: the characters themselves.

use super::{Code, Rule, Severity};

/// The rules, in catalogue order.
pub(super) static RULES: [Rule; 7] = [
    Rule {
        code: Code::T01,
        severity: Severity::Info,
        name: "label-normalised",
        message: "見出し「{found}」を「{expected}」と読みました",
        what: "見出しに、空白や記号の違いがないかを見ます。\
               違いがあっても同じ見出しとして読み、書かれた文字は変えません。",
        why: "読み替えが正しいかを、後から確かめられるように記録します。",
        example: "「目 標」を「目標」、「前期 (4~9月)」を「前期 (4～9月)」と読んだ場合です。",
        remedy: "対応は不要です。読み方が違うときは、総務課で様式の見出しを直してください。",
    },
    Rule {
        code: Code::T02,
        severity: Severity::Warning,
        name: "numbering-differs",
        message: "様式の番号は「{found}」ですが、計画の体系では「{expected}」です",
        what: "様式の番号が、計画の体系の番号と同じかを見ます。",
        why: "番号が違うと、別の取組項目への答えと取り違えるおそれがあります。",
        example: "体系で「(2)」の「まちづくり活動諸団体の活動支援と連携」が、\
                  様式では「②」になっている場合です。",
        remedy: "総務課で体系と様式のどちらが正しいかを確かめ、誤りを直してください。",
    },
    Rule {
        code: Code::T03,
        severity: Severity::Info,
        name: "wave-dash-normalised",
        message: "似た記号を、照合のときだけ同じものとしました：「{found}」と「{expected}」",
        what: "波線や横線などに、形の似た別の文字がないかを見ます。\
               照合のときだけ同じものとして扱い、書かれた文字は変えません。",
        why: "見た目が同じでも別の文字なので、検索や照合で見つからない原因になります。",
        example: "「前期（4〜9月）」の波線が、様式の「前期（4～9月）」の波線と違う文字の場合です。",
        remedy: "対応は不要です。照合の結果が違うときは、総務課で様式の文字を確かめてください。",
    },
    Rule {
        code: Code::T04,
        severity: Severity::Warning,
        name: "markup-residue",
        message: "{field}に残っていたHTMLの記号を除きました：「{found}」",
        what: "欄に、ホームページ用のHTMLの記号がないかを見ます。\
               除いた記号は、報告にそのまま示します。",
        why: "記号が残ると、様式や町長への報告が読みにくくなります。",
        example: "進捗状況（前期）に貼り付けた文の先頭に、「<ul style=…>」が残っている場合です。",
        remedy: "総務課で除いた後の文を読み、必要な文字まで消えているときは、\
                 課に書き直しを求めてください。",
    },
    Rule {
        code: Code::T05,
        severity: Severity::Warning,
        name: "private-use-character",
        message: "見えない文字か、ほかの機器で表示できないおそれのある文字があります：「{found}」",
        what: "外字、字の形を指定した漢字、見えない文字がないかを見ます。\
               文字の向きを変える記号や制御文字も対象で、書かれた文字は変えずに残します。",
        why: "ほかの機器や公表したデータで、空白や別の字になったり、\
              見える順と書かれた順が違ったりすることがあります。",
        example: "進捗状況（前期）の人の名前に、庁内の機器でだけ表示できる外字がある場合です。",
        remedy: "課でどの機器でも表示できる字に置き換え、見えない文字は消して、\
                 総務課へ提出し直してください。",
    },
    Rule {
        code: Code::T06,
        severity: Severity::Error,
        name: "not-encodable",
        message: "文字コード「{detail}」で表せない文字があります：「{found}」",
        what: "書き出す文字コードで、表せない文字がないかを見ます。\
               cp932 を指定して書き出すときなどが対象です。",
        why: "黙って別の文字に置き換えると、公表したデータから元の文字が失われます。",
        example: "進捗状況（前期）に「𠮷」があり、cp932 では書き出せない場合です。",
        remedy: "総務課で --encoding utf-8-bom を指定して書き出すか、\
                 課に別の字への置き換えを求めてください。",
    },
    Rule {
        code: Code::T07,
        severity: Severity::Info,
        name: "decomposed-kana",
        message: "濁点の分かれた文字を、照合のときだけまとめました：「{found}」",
        what: "濁点や半濁点が、かなと分かれていないかを見ます。\
               ファイル名も対象で、書かれた文字は変えません。",
        why: "見た目が同じでも別の文字なので、検索や照合で見つからない原因になります。",
        example: "Macで付けた名前「ラベンダーハイツ.xlsx」の「ベ」が、\
                  「ヘ」と濁点に分かれている場合です。",
        remedy: "対応は不要です。\
                 照合の結果が違うときは、総務課でファイル名や様式の文字を確かめてください。",
    },
];
