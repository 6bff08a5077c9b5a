//! Rules of family X: whether answers fit together and fit the plan.

use super::{Code, Rule, Severity};

/// The rules, in catalogue order.
pub(super) static RULES: [Rule; 7] = [
    Rule {
        code: Code::X01,
        severity: Severity::Warning,
        name: "attainment-contradicts-progress",
        message: "目標の達成は「{found}」ですが、進捗状況に「{detail}」とあります",
        what: "目標の達成と進捗状況が、食い違っていないかを見ます。\
               達成とした様式に、「未実施」「延期」「中止」や、「以上」「以下」の目標に届かない実績がないかを調べます\
               （100,000バイトより長い答えのある様式は除きます）。",
        why: "達成していない取組項目が、達成として町長に報告されるおそれがあります。",
        example: "目標の達成が「達成」で、進捗状況（前期）に「説明会は中止」とある場合です。",
        remedy: "課でどちらが正しいかを確かめ、誤りを直すか、達成とした理由を評価・検証に書いて、\
                 総務課へ提出し直してください。",
    },
    Rule {
        code: Code::X02,
        severity: Severity::Warning,
        name: "accepted-first-half-changed",
        message: "進捗状況（前期）が受付後に変わっています：「{found}」（受付時は「{expected}」）",
        what: "前期に受け付けた進捗状況（前期）が、変わっていないかを見ます。\
               前期にとりまとめた文と、後期に戻った様式の文を比べます。",
        why: "前期の報告は済んでいるため、後から変わると報告と記録が合わなくなります。",
        example: "前期に「2回開催」と受け付けた進捗状況（前期）が、\
                  後期の提出では「3回開催」になっている場合です。",
        remedy: "総務課で課に変えた理由を確かめ、どちらを記録とするかを決めてください。",
    },
    Rule {
        code: Code::X03,
        severity: Severity::Warning,
        name: "text-repeated",
        message: "{field}が「{detail}」と同じ文です：「{found}」",
        what: "長い答えが、別の様式や別の期の答えと同じでないかを見ます。",
        why: "写したまま直し忘れた文は、その様式の実績を表していません。",
        example: "進捗状況（後期）が、進捗状況（前期）と一字も違わない場合です。",
        remedy: "課で写し間違いでないかを確かめ、写し間違いのときは書き直して、\
                 総務課へ提出し直してください。",
    },
    Rule {
        code: Code::X04,
        severity: Severity::Warning,
        name: "numeric-target-without-result",
        message: "目標または目指す姿に「{expected}」とありますが、答えに数値がありません",
        what: "数値の目標に対して、答えに数値があるかを見ます。\
               目標と目指す姿にある割合や件数などを調べます\
               （100,000バイトより長い答えのある様式は除きます）。",
        why: "数値の実績がないと、目標に届いたかを確かめられません。",
        example: "目指す姿に「登用率の目標値を25%」とあり、\
                  進捗状況（前期）に登用率が書かれていない場合です。",
        remedy: "課で目標と比べられる実績の数値を書き加え、総務課へ提出し直してください。",
    },
    Rule {
        code: Code::X05,
        severity: Severity::Warning,
        name: "month-outside-period",
        message: "{field}に、その期に含まれない月があります：「{found}」",
        what: "進捗状況に、その期に含まれない月がないかを見ます。前期は4～9月、後期は10～3月です\
               （100,000バイトより長い答えのある様式は除きます）。",
        why: "欄の取り違えや、前の年度の文を写したままのことがあります。",
        example: "進捗状況（前期）に「12月に説明会を開催した」とある場合です。",
        remedy: "課で月と欄が正しいかを確かめ、誤りは直し、予定のときは予定と分かるように書いて、\
                 総務課へ提出し直してください。",
    },
    Rule {
        code: Code::X06,
        severity: Severity::Error,
        name: "all-sections-incomplete",
        message: "全課が答える取組項目に、答えていない課があります：「{detail}」",
        what: "全課が答える取組項目に、全ての課の答えがあるかを見ます。\
               全課とは、plan.toml の sections にある課のことです。",
        why: "一つの課でも欠けると、とりまとめ課が全体の評価・検証を書けません。",
        example: "「1-1-1-1」の進捗状況（前期）に、\
                  建設水道課とラベンダーハイツの答えがない場合です。",
        remedy: "総務課で、答えていない課に督促してください。\
                 その課は、様式に記入して総務課へ提出してください。",
    },
    Rule {
        code: Code::X07,
        severity: Severity::Warning,
        name: "coordinator-summary-missing",
        message: "とりまとめ課「{section}」の評価・検証が書かれていません",
        what: "とりまとめ課が、全体の評価・検証を書いたかを見ます。\
               全課が答える取組項目が対象です。",
        why: "各課の答えだけでは、取組項目の全体が目標に届いたかが分かりません。",
        example: "実践課が「全課【企画商工観光課】」の取組項目で、\
                  企画商工観光課の評価・検証が空欄の場合です。",
        remedy: "とりまとめ課で「全課まとめ」のファイルを読み、全体の評価・検証を書いて、\
                 総務課へ提出してください。",
    },
];
