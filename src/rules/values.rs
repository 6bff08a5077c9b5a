//! Rules of family V: what is written in one field.

use super::{Code, Rule, Severity};

/// What V08 tells of a text that is as long as older formats let one be.
pub const CUT_AT_255: &str = "255文字（.xls を書き出すプログラムには、ここで切るものがあります）";

/// The rules, in catalogue order.
pub(super) static RULES: [Rule; 10] = [
    Rule {
        code: Code::V01,
        severity: Severity::Error,
        name: "required-blank",
        message: "{field}が空欄です",
        what: "今の期に記入が必要な欄が、空欄でないかを見ます。\
               空白や改行だけの欄も、空欄として扱います。",
        why: "答えのない取組項目があると、とりまとめと町長への報告が完成しません。",
        example: "前期の提出で、進捗状況（前期）に何も書かれていない場合です。",
        remedy: "課で欄に記入し、総務課へ提出し直してください。\
                 取り組まなかった場合も、その旨と理由を書いてください。",
    },
    Rule {
        code: Code::V02,
        severity: Severity::Error,
        name: "attainment-not-in-choices",
        message: "目標の達成が選択肢にありません：「{found}」（選択肢は「{expected}」）",
        what: "目標の達成が、選択肢のどれかに当たるかを見ます。\
               plan.toml に登録した言い換えも認めます。",
        why: "選択肢にない答えは、達成の状況の集計に入れられません。",
        example: "選択肢が「達成」「一部達成」「未達成」のとき、\
                  「ほぼ終了」と書かれている場合です。",
        remedy: "課で選択肢から選び、総務課へ提出し直してください。\
                 言い換えとして認めるときは、総務課で plan.toml に加えてください。",
    },
    Rule {
        code: Code::V03,
        severity: Severity::Info,
        name: "attainment-alias",
        message: "目標の達成の「{found}」を「{expected}」として数えました",
        what: "目標の達成に、登録した言い換えが使われているかを見ます。\
               書かれた文字はそのまま残し、集計でだけ選択肢の語に読み替えます。",
        why: "読み替えが正しいかを、後から確かめられるように記録します。",
        example: "目標の達成の「達成できた」を、\
                  plan.toml の登録に従って「達成」として数えた場合です。",
        remedy: "対応は不要です。\
                 読み替えが違うときは、総務課で plan.toml の言い換えを直してください。",
    },
    Rule {
        code: Code::V04,
        severity: Severity::Error,
        name: "error-value",
        message: "{field}が計算のエラーになっています：「{found}」",
        what: "欄の値が、#REF! や #N/A などのエラーでないかを見ます。\
               計算結果が保存されていない式もエラーとして扱い、式の文字も示します。",
        why: "答えの文字が失われているか、式として読まれたために見えません。",
        example: "「-説明会を３回開いた」のように - や = で書き始めたため式になり、\
                  進捗状況（前期）が「#NAME?」になっている場合です。",
        remedy: "課で答えを文字で入力し、総務課へ提出し直してください。",
    },
    Rule {
        code: Code::V05,
        severity: Severity::Warning,
        name: "formula-in-field",
        message: "{field}に式があるため、保存時の計算結果を使いました：「{found}」",
        what: "欄に、文字ではなく式が入っていないかを見ます。\
               CSVやテキストには式が残らないため、分かりません。",
        why: "計算結果は参照先によって変わるため、書いた人の考えと違うことがあります。",
        example: "進捗状況（前期）に「=Sheet2!B4」と入っている場合です。",
        remedy: "課で計算結果が正しいかを確かめ、式を文字に置き換えて、\
                 総務課へ提出し直してください。",
    },
    Rule {
        code: Code::V06,
        severity: Severity::Warning,
        name: "number-or-date-in-field",
        message: "{field}が数値または日付のため、表示のとおりに読みました：「{found}」",
        what: "欄の文字が、数値や日付に変わっていないかを見ます。\
               CSVやテキストには表示の文字だけが残るため、分かりません。",
        why: "Excelが自動で変えると、書いたときの文字は失われます。",
        example: "進捗状況（前期）に「1-1」と入力して「1月1日」に変わった場合や、\
                  「(1)」が「-1」に変わった場合です。",
        remedy: "課で表示形式を「文字列」にして元の文字を入力し、総務課へ提出し直してください。",
    },
    Rule {
        code: Code::V07,
        severity: Severity::Warning,
        name: "placeholder-text",
        message: "{field}が「{found}」だけで、内容が分かりません",
        what: "「同上」「なし」「検討中」などだけの答えでないかを見ます。\
               「別紙のとおり」や「－」だけの答えも含みます。",
        why: "様式を一つずつ読む人に、何をしたのかが伝わりません。",
        example: "進捗状況（前期）に「別紙のとおり」とだけ書かれている場合です。",
        remedy: "課で内容を具体的に書き、総務課へ提出し直してください。\
                 書くことがない場合は、その理由を書いてください。",
    },
    Rule {
        code: Code::V08,
        severity: Severity::Warning,
        name: "text-near-limit",
        message: "{field}の文字数が上限に近く、末尾が切れたおそれがあります：「{detail}」",
        what: "欄の文字数が、セルの上限の32,767文字に近くないかを見ます。\
               CSVやテキストでも同じように見て、.xls ではちょうど255文字でないかも見ます。",
        why: "一つのセルに入る文字数には上限があり、末尾が失われていることがあります。\
              .xls を書き出すプログラムには、255文字で切るものがあります。",
        example: "会議録を全て進捗状況（前期）に貼り付け、32,767文字で切れている場合です。",
        remedy: "課で末尾まで残っているかを確かめ、要点にまとめて、総務課へ提出し直してください。",
    },
    Rule {
        code: Code::V09,
        severity: Severity::Error,
        name: "returned-unfilled",
        message: "様式「{form}」が、何も記入されずに戻っています",
        what: "様式が、配布したときのまま戻っていないかを見ます。\
               課が記入する欄を、配布した様式と比べます。",
        why: "提出されていても答えがないため、未提出と変わりません。",
        example: "進捗状況（前期）などの欄が、配布したときの空欄のまま提出された場合です。",
        remedy: "課で記入前のファイルを送っていないかを確かめ、今の期の欄に記入して、\
                 総務課へ提出し直してください。",
    },
    Rule {
        code: Code::V10,
        severity: Severity::Warning,
        name: "field-of-other-period",
        message: "{field}は今の期の欄ではありませんが、記入されています",
        what: "今の期より後に記入する欄が、記入されていないかを見ます。",
        why: "欄を取り違えていると、今の期の答えが抜けてしまいます。",
        example: "前期の提出で、\
                  進捗状況（前期）に書くはずの実績が進捗状況（後期）に書かれている場合です。",
        remedy: "課で欄の取り違えでないかを確かめ、取り違えのときは正しい欄に移して、\
                 総務課へ提出し直してください。",
    },
];
