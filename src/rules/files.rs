//! Rules of family F: whether a file can be opened and read at all.

use super::{Code, Rule, Severity};

/// What is struck out, as F10 tells it.
pub const STRUCK: &str = "取り消し線";

/// What F10 calls text above and below the printed pages.
pub const PAGES: &str = "ヘッダー・フッター";

/// Where text stands that nobody sees: what F09 shows as `{detail}`.
pub mod hidden {
    /// On a hidden sheet.
    pub const SHEET: &str = "非表示のシート";
    /// In the colour of its background.
    pub const COLOUR: &str = "文字の色が背景と同じ";
    /// In a number format that shows nothing.
    pub const FORMAT: &str = "何も表示しない表示形式";
    /// In a font that nobody can read.
    pub const SIZE: &str = "小さすぎる文字";
    /// In a hidden row.
    pub const ROW: &str = "非表示の行";
    /// In a hidden column.
    pub const COLUMN: &str = "非表示の列";
}

/// The rules, in catalogue order.
pub(super) static RULES: [Rule; 10] = [
    Rule {
        code: Code::F01,
        severity: Severity::Error,
        name: "file-unreadable",
        message: "ファイルを読めません：「{detail}」",
        what: "ファイルが壊れていないか、途中で切れていないかを見ます。\
               拡張子ではなく中身で判断し、CSVやテキストも対象です。",
        why: "読めないファイルの記入内容は、とりまとめに一文字も入りません。",
        example: "「町民生活課.xlsx」が送る途中で切れていて、\
                  進捗状況（前期）を読み取れない場合です。",
        remedy: "課でファイルを開けるかを確かめ、xlsx形式で保存し直して、\
                 総務課へ提出し直してください。",
    },
    Rule {
        code: Code::F02,
        severity: Severity::Error,
        name: "file-encrypted",
        message: "パスワードなどで保護されているため、中身を読めません{detail}",
        what: "パスワードや秘密度ラベルの保護が掛かっていないかを見ます。\
               シートの保護だけのものや、パスワードを持てないCSVとテキストは対象外です。",
        why: "パスワードは推測しないため、指定されたもので開けないと、\
              記入内容をとりまとめに入れられません。",
        example: "進捗状況（前期）を記入した「保健福祉課.xlsx」に、\
                  読み取りパスワードが設定されている場合です。",
        remedy: "課で読み取りパスワードを解除して保存し、総務課へ提出し直してください。\
                 xlsxのパスワードが分かるときは、総務課で --password-file を指定してください。",
    },
    Rule {
        code: Code::F03,
        severity: Severity::Error,
        name: "file-unsupported",
        message: "読み取れない形式のファイルです：「{detail}」",
        what: "読み取れる形式のファイルかを、中身で見ます。\
               読めるのは xlsx、xlsm、xlsb、xls、ods、fods、csv、tsv、txt、HTML の表、\
               XML スプレッドシート 2003 と、それらを入れた zip、\
               それらを添付したメール（eml、msg）です。",
        why: "文書や画像からは欄を見分けられず、記入内容を正しく取り込めません。",
        example: "進捗状況（前期）をWordの文書や、様式を印刷して作ったPDFで提出した場合です。",
        remedy: "課で、配布されたExcelの様式に書き写し、総務課へ提出し直してください。",
    },
    Rule {
        code: Code::F04,
        severity: Severity::Warning,
        name: "file-extension-mismatch",
        message: "拡張子は「{found}」ですが、中身は「{expected}」のため、中身に合わせて読みました",
        what: "ファイル名の拡張子と、中身の形式が合うかを見ます。\
               合わないときは、中身の形式で読みます。",
        why: "拡張子が違うと、Excelで開くときに警告が出たり、開けなかったりします。",
        example: "拡張子だけを書き換えたため、「総務課.xls」の中身がxlsx形式になっている場合です。",
        remedy: "総務課で読み取った内容を確かめ、誤りがあれば、\
                 課に正しい形式での提出を求めてください。",
    },
    Rule {
        code: Code::F05,
        severity: Severity::Info,
        name: "file-has-macros",
        message: "マクロが含まれていますが、実行せずにセルの値だけを読みました",
        what: "ファイルにマクロが含まれていないかを見ます。\
               CSVやテキストは、マクロを持てないため対象外です。",
        why: "マクロは安全のため実行しないので、実行すれば入るはずの値は読めません。",
        example: "前任者の作ったマクロが残る「建設水道課.xlsm」で、\
                  進捗状況（前期）を提出した場合です。",
        remedy: "読み取りに差し支えはありません。\
                 マクロで記入している課は、欄に値が入っているかを確かめてください。",
    },
    Rule {
        code: Code::F06,
        severity: Severity::Warning,
        name: "file-external-links",
        message: "別のファイルを参照する式のため、保存時の値を使いました：「{found}」",
        what: "別のファイルの値を参照する式がないかを見ます。\
               CSVやテキストには式が残らないため、分かりません。",
        why: "参照先のファイルは読まないため、保存時の値が古いままのことがあります。",
        example: "進捗状況（前期）の欄に「='[実績.xlsx]集計'!B3」と入っている場合です。",
        remedy: "課で値が正しいかを確かめ、式を文字に置き換えて、総務課へ提出し直してください。",
    },
    Rule {
        code: Code::F07,
        severity: Severity::Error,
        name: "file-over-limit",
        message: "上限（{detail}）を超えています：「{found}」",
        what: "ファイルの大きさ、シートの数、セルの数を見ます。\
               圧縮されたファイルは、展開した後の大きさも見ます。",
        why: "極端に大きいファイルは処理を止めるおそれがあるため、上限を超えたものは読みません。\
              一つのセルの文字だけは、上限を超えても全て読みます。",
        example: "過去の様式を何百枚もためたファイルに進捗状況（前期）を記入し、\
                  シートの数の上限を超えた場合です。",
        remedy: "課で様式のほかのシートや行を除き、\
                 配布された様式だけを総務課へ提出し直してください。",
    },
    Rule {
        code: Code::F08,
        severity: Severity::Info,
        name: "file-ignored",
        message: "様式ではないファイルのため、読み飛ばしました：「{found}」",
        what: "自動で作られる、様式ではないファイルかを名前で見ます。\
               対象は ~$ や . で始まる名前と __MACOSX、メールの飾りの画像と電子署名です\
               （.DS_Store、Thumbs.db、desktop.ini は、何も告げずに除きます）。",
        why: "答えが入るファイルではありませんが、黙って除かず、読まなかったことを記録します。",
        example: "「~$町民生活課.xlsx」が、Excelで開いたまま写したフォルダーに残っている場合です。",
        remedy: "対応は不要です。\
                 回収したはずのファイルがここにあるときは、総務課で名前を直してください。",
    },
    Rule {
        code: Code::F09,
        severity: Severity::Warning,
        name: "hidden-sheet-has-text",
        message: "見えないところに文字があります（{detail}）：「{found}」",
        what: "配布時に付けたもの以外の、非表示シートの文字を見ます。\
               画面で見えない答え（背景と同じ色の文字、小さすぎる文字、何も表示しない表示形式、\
               非表示の行と列）も見ますが、CSVやテキストでは分かりません。",
        why: "画面に出ないため見落としやすく、\
              答えの下書きや古い版の様式が残っていることがあります。\
              欄にある見えない答えは取り込みますが、消し忘れかもしれません。",
        example: "非表示のシート「旧様式」に、進捗状況（前期）の下書きが残っている場合です。",
        remedy: "課でシートや行を再表示し、必要な文字を様式の欄に移すか不要なら削除して、\
                 総務課へ提出し直してください。",
    },
    Rule {
        code: Code::F10,
        severity: Severity::Warning,
        name: "drawing-or-note-has-text",
        message: "図形・画像・メモ・取り消し線の文字は取り込んでいません（{detail}）：「{found}」",
        what: "図形、画像、メモ、チェックボックス、取り消し線を見ます。\
               メールの本文も見ますが、CSVやテキストには図形などが残らず、\
               画像の中の文字は読めません。",
        why: "欄の外に置かれたものは、どの欄の答えかを決められません。\
              線を引いた文字は消したつもりの文字なので、何が消されたかを指摘に残します。",
        example: "進捗状況（前期）の欄に四角形を重ね、実績をその中に書いた場合や、\
                  「3回」に線を引いて「5回」と書き足した場合です。",
        remedy: "消した文字のままでよいときは、対応は不要です。\
                 必要な文字のときは、課で様式の欄に書き写し、総務課へ提出し直してください。",
    },
];
