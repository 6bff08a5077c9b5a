//! What 差戻し票 asks of a 課, a sentence or two a rule.
//!
//! In: the code of a finding. Out: what the 課 does in the workbook that goes back to it, or
//! `None` where nothing can be done there. The rules' own remedies speak to 総務課 as well and
//! presume the file that was returned; here its answers already stand in a clean form.

use crate::rules::Code;

/// What stands for several texts outside the fields of one sheet.
pub(super) const STRAY: &str = "欄の外の文字は、とりまとめに入れていません";

/// What a 課 does about a finding; `None` for what only 総務課 can settle.
pub(super) const fn asked(code: Code) -> Option<&'static str> {
    let text = match code {
        Code::F01 | Code::F03 | Code::F07 => {
            "この中に、まだ様式に入っていない答えがあれば、このファイルの様式に書き写してください。"
        }
        Code::F02 => {
            "まだ様式に入っていない答えがあれば、書き写してください。パスワードを知らせる必要はありません。"
        }
        Code::F04 | Code::S07 => "入れ直した答えに、抜けや誤りがないかを確かめてください。",
        Code::F06 => "入れ直した答えの数字などが正しいかを確かめてください。",
        Code::F10 => {
            "図形やメモに書いた答えや、取り消し線のうち残す文字があれば、このファイルの様式の欄に書き写してください。"
        }
        Code::F09 | Code::S11 => {
            "答えの一部のときは、様式の欄に書き写してください。不要なときは、そのままにしてください。"
        }
        Code::S01 => "答えをこのファイルの様式に記入してください。",
        Code::S02 => "この年度の答えを、このファイルの様式に記入してください。",
        Code::S03 => "今の版の目標などに照らして、入れ直した答えのままでよいかを確かめてください。",
        Code::S04 => {
            "どの課の様式かを確かめてください。この課の答えのときは、このファイルの様式に書き写してください。"
        }
        Code::S06 => "このファイルの様式に記入してください。",
        Code::S08 => "入れ直した答えを確かめ、抜けていれば書き足してください。",
        Code::S09 => "この様式への答えかを確かめ、違うときは正しい様式に書き写してください。",
        Code::S10 => "どの様式への答えかを確かめ、正しい様式に書き写してください。",
        Code::S12 => "つないだ答えの順や改行が正しいかを確かめてください。",
        Code::S13 => {
            "入れ直した答えが正しいかを確かめてください。このファイルでは様式を一つにしてあります。"
        }
        Code::V01 => "欄に記入してください。取り組まなかったときは、その旨と理由を書いてください。",
        Code::V02 => "選択肢から選び直してください。",
        Code::V04 => {
            "欄を空けてあります。式になった言葉が上にあれば、それを文字で書き写してください。"
        }
        Code::V05 => "入れ直した計算結果が正しいかを確かめてください。",
        Code::V06 => "入れ直した文字が、書いたとおりかを確かめてください。",
        Code::V07 => {
            "内容を具体的に書いてください。書くことがないときは、その理由を書いてください。"
        }
        Code::V08 => "末尾まで残っているかを確かめ、要点にまとめてください。",
        Code::V09 => {
            "今の期の欄に記入してください。取り組まなかったときは、その旨と理由を書いてください。"
        }
        Code::V10 => {
            "欄の取り違えのときは、正しい欄に移してください。取り違えでなければ、そのままにしてください。"
        }
        Code::X01 => {
            "どちらが正しいかを確かめ、誤りを直すか、達成とした理由を評価・検証に書いてください。"
        }
        Code::X02 => "変えた後の文が正しいかを確かめ、受付時の文でよいときは書き戻してください。",
        Code::X03 => {
            "写し間違いのときは、書き直してください。同じ文でよいときは、そのままにしてください。"
        }
        Code::X04 => "目標と比べられる実績の数値を書き足してください。",
        Code::X05 => {
            "月と欄が正しいかを確かめ、誤りは直し、予定のときは予定と分かるように書いてください。"
        }
        Code::X07 => "「全課まとめ」のファイルを読み、全体の評価・検証を書いてください。",
        Code::M02 => "正しい答えを一つに決め、空けてある欄に書き写してください。",
        Code::M03 => {
            "様式には配布した文を入れてあります。改めたいときは、理由を添えて申し出てください（変更申出）。"
        }
        Code::M07 => "採った答えでよいかを確かめ、ほかの答えが正しいときは書き直してください。",
        Code::T04 => "記号を除いた後の文に、抜けがないかを確かめてください。",
        Code::T05 => "どの機器でも表示できる字に置き換えてください。",
        _ => return None,
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Severity;

    /// Errors and warnings that a 課 cannot mend in its workbook: what never came or came late,
    /// what only another 課 owes, the plan itself, what an output could not hold.
    const NOT_ASKED: [Code; 11] = [
        Code::X06,
        Code::M04,
        Code::M05,
        Code::T02,
        Code::T06,
        Code::H01,
        Code::H02,
        Code::H03,
        Code::H04,
        Code::H05,
        Code::P01,
    ];

    #[test]
    fn every_error_and_warning_is_asked_for_or_is_not_for_a_section() {
        for code in Code::ALL {
            let weighs = code.rule().severity != Severity::Info;
            assert_eq!(asked(code).is_some(), weighs && !NOT_ASKED.contains(&code), "{code:?}");
        }
    }

    #[test]
    fn what_is_asked_is_short_and_polite() {
        for (code, text) in Code::ALL.into_iter().filter_map(|code| Some((code, asked(code)?))) {
            assert!(text.ends_with('。') && text.contains("ください"), "{code:?}");
            assert!(text.chars().count() <= 60, "{code:?}");
        }
    }
}
