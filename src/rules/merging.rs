//! Rules of family M: how the returns become one record.

use super::{Code, Rule, Severity};

/// Why one answer was taken and not another: what M07 shows as `{detail}`.
pub mod taken {
    /// By `[[choose]]` or the column 採用.
    pub const CHOSEN: &str = "総務課が選んだため";
    /// It stands in a 差戻し that was made from the other's return.
    pub const MENDED: &str = "差戻しを直した提出であるため";
    /// It was emptied in a 差戻し that was made from its return.
    pub const WITHDRAWN: &str = "差戻しを直した提出で消してあるため";
    /// It says all that the other says, and more, and is not older.
    pub const EXTENDED: &str = "言葉を足した新しい提出であるため";
}

/// The rules, in catalogue order.
pub(super) static RULES: [Rule; 7] = [
    Rule {
        code: Code::M01,
        severity: Severity::Info,
        name: "identical-resubmission",
        message: "同じ内容のファイルがあるため、一つとして数えました：「{detail}」",
        what: "内容の同じファイルが、二つ以上提出されていないかを見ます。\
               ファイルそのものが同じ場合と、欄の値が全て同じ場合があります。",
        why: "同じ答えを二重に数えず、どのファイルと同じかを記録します。",
        example: "「町民生活課.xlsx」と「町民生活課 (1).xlsx」で、\
                  進捗状況（前期）などの値が全て同じ場合です。",
        remedy: "対応は不要です。\
                 直したはずの答えが入っていないときは、\
                 課で正しいファイルを総務課へ提出し直してください。",
    },
    Rule {
        code: Code::M02,
        severity: Severity::Error,
        name: "conflicting-answers",
        message: "{field}に、異なる答えが{detail}通りあります",
        what: "同じ様式の同じ欄に、異なる答えがないかを見ます。\
               どの答えも捨てずに残し、並べて示します。",
        why: "どれが正式な答えかは、その課でなければ決められません。",
        example: "二つの係が、同じ様式の進捗状況（前期）に異なる文を書き、別々に提出した場合です。",
        remedy: "課で答えを一つに決め、差戻しのファイルに記入して、総務課へ提出し直してください。\
                 総務課で決めるときは、とりまとめ.xlsx の確認事項の「採用」で選び、\
                 もう一度実行してください。",
    },
    Rule {
        code: Code::M03,
        severity: Severity::Warning,
        name: "issued-text-changed",
        message: "配布した{field}が書き換えられています：「{found}」（配布時は「{expected}」）",
        what: "目指す姿・目標・取組内容が、配布時と同じかを見ます。\
               違うときは変更申出として扱い、前後の文を示します。",
        why: "配布した文は計画そのもので、課だけの判断で変えることはできません。",
        example: "進捗状況（前期）を記入するときに、\
                  目標の「25%」を「20%」に書き換えて提出した場合です。",
        remedy: "総務課で変更申出を認めるかを決めてください。\
                 誤って書き換えたときは、課で配布されたときの文に戻してください。",
    },
    Rule {
        code: Code::M04,
        severity: Severity::Error,
        name: "not-submitted",
        message: "{section}から、まだ何も提出されていません",
        what: "様式を配布した課の全てから、提出があったかを見ます。\
               回収フォルダーのファイルを、配布したときの台帳と照らし合わせます。",
        why: "一つの課でも欠けると、とりまとめと町長への報告が完成しません。",
        example: "進捗状況（前期）を記入した建設水道課のファイルが、\
                  「回収/前期」に一つもない場合です。",
        remedy: "総務課で「督促.txt」を使って督促してください。\
                 課は様式に記入し、総務課へ提出してください。",
    },
    Rule {
        code: Code::M05,
        severity: Severity::Warning,
        name: "submitted-late",
        message: "提出期限「{expected}」より後の提出です：「{found}」",
        what: "提出日が、提出期限より後でないかを見ます。\
               ファイルに記録された最終保存日\
               （差戻しを直した提出では、もとの提出の日）を提出日とするため、\
               記録のないCSVやテキストでは分かりません。",
        why: "遅れた答えは、作成済みのとりまとめや町長への報告に入っていないことがあります。",
        example: "提出期限が10月15日の進捗状況（前期）を、課が10月20日に保存して提出した場合です。",
        remedy: "総務課で作成済みのとりまとめに入っているかを確かめ、\
                 入っていなければ作り直してください。",
    },
    Rule {
        code: Code::M06,
        severity: Severity::Info,
        name: "answers-combined",
        message: "様式「{form}」の答えを、複数のファイルから合わせました：「{detail}」",
        what: "一つの様式が、複数のファイルに分けて記入されたかを見ます。\
               同じ欄に異なる答えがあれば、M02として示します。",
        why: "どの答えがどのファイルにあったかを、後から確かめられるように記録します。",
        example: "一つの係が進捗状況（前期）を、別の係が評価・検証を記入し、\
                  別々に提出した場合です。",
        remedy: "課で、合わせた答えに抜けや誤りがないかを確かめてください。",
    },
    Rule {
        code: Code::M07,
        severity: Severity::Warning,
        name: "superseded",
        message: "{field}に採らなかった答えがあります（{detail}）：「{found}」",
        what: "同じ課の別の提出と、答えが違うかを見ます。\
               差戻しのファイルを直した答え（どの提出から作ったかは、その中に記録してあります）か、\
               言葉を足しただけの新しい答え（新旧は最終保存日で決めます）か、\
               総務課が「採用」や plan.toml の [[choose]] で決めた答えを採ります。",
        why: "使わなかった答えも残し、選び方が正しいかを確かめられるようにします。",
        example: "進捗状況（前期）の「説明会を開催」が、\
                  後の提出で「説明会を開催（30人参加）」になった場合です。",
        remedy: "総務課で採った答えでよいかを確かめてください。\
                 ほかの答えにするときは、とりまとめ.xlsx の確認事項の「採用」で選び直すか、\
                 課に提出し直しを求めてください。",
    },
];
