//! The Japanese words that this stage puts into findings: causes, kinds of file, names of limits.
//!
//! In: nothing. Out: constants. Sentences are not here but in the rules' messages.

/// Causes for F01.
pub(super) mod cause {
    pub(in crate::read) const EMPTY: &str = "ファイルの中身が空です";
    pub(in crate::read) const BINARY: &str = "表計算のファイルでも文字のファイルでもありません";
    pub(in crate::read) const ZIP_BROKEN: &str = "ファイルが途中で切れているか、壊れています";
    pub(in crate::read) const ZIP_EMPTY: &str = "書庫（zip）の中にファイルがありません";
    pub(in crate::read) const NO_SHEETS: &str = "ブックの中にシートがありません";
    pub(in crate::read) const BOOK_BROKEN: &str = "ブックの構造が壊れています";
    pub(in crate::read) const SHEET_BROKEN: &str = "シートを最後まで読めません";
    pub(in crate::read) const CELL_BROKEN: &str = "セルの値を解釈できません";
    pub(in crate::read) const NO_PERMISSION: &str = "ファイルを開けません";
    pub(in crate::read) const SHEET_MISSING: &str = "シートの中身がファイルの中にありません";
    pub(in crate::read) const TEXTS_MISSING: &str =
        "文字の表（共有文字列）がないか壊れているため、読めないセルがあります";
    pub(in crate::read) const CELLS_LOST: &str =
        "値を読み取れないセルがあります（「#文字不明」と示します）";

    /// The cells whose values are lost, with how many more there are.
    pub(in crate::read) fn cells_lost(named: &[String], more: usize) -> String {
        let more = if more > 0 { format!(" ほか {more} 個") } else { String::new() };
        format!("{}{more}", named.join("、"))
    }

    pub(in crate::read) const CELL_OUTSIDE: &str = "シートの外を指すセルがあります";
    pub(in crate::read) const CELL_UNPLACED: &str =
        "セルの番地が壊れているため、前のセルの右隣として読みました";
    pub(in crate::read) const MERGE_BROKEN: &str = "セルの結合の範囲を解釈できません";
    pub(in crate::read) const SHEET_LIST_BROKEN: &str =
        "シートの一覧が壊れているため、シートの名前は仮のものです";
    pub(in crate::read) const LINK_OUTSIDE: &str =
        "フォルダーの外を指すリンクのため、たどりません。ファイルそのものを入れてください";
    pub(in crate::read) const MEMBER_TWICE: &str =
        "書庫の中に同じ名前のものが二つ以上あるため、後のものだけを読みました";
    pub(in crate::read) const HALF_DOWNLOADED: &str =
        "ダウンロードの途中のファイルです。ダウンロードを終えてから、提出し直してください";
    pub(in crate::read) const SHEET_TWICE: &str = "同じ名前のシートが二つあります";
}

/// Kinds of file that are not read, for F03, and names of formats, for F04.
pub(super) mod kind {
    pub(in crate::read) const WORD: &str = "Word 文書";
    pub(in crate::read) const POWERPOINT: &str = "PowerPoint のスライド";
    pub(in crate::read) const OPEN_DOCUMENT: &str = "OpenDocument の文書（表計算以外）";
    pub(in crate::read) const PDF: &str = "PDF";
    pub(in crate::read) const PNG: &str = "画像（PNG）";
    pub(in crate::read) const JPEG: &str = "画像（JPEG）";
    pub(in crate::read) const GIF: &str = "画像（GIF）";
    pub(in crate::read) const TIFF: &str = "画像（TIFF）";
    pub(in crate::read) const BMP: &str = "画像（BMP）";
    pub(in crate::read) const HEIC: &str = "画像（HEIC）";
    pub(in crate::read) const WEBP: &str = "画像（WebP）";
    pub(in crate::read) const RTF: &str = "リッチテキスト（RTF）";
    pub(in crate::read) const HTML: &str = "ウェブページ（HTML）";
    pub(in crate::read) const XML_2003: &str = "XML スプレッドシート 2003";
    pub(in crate::read) const XML: &str = "XML";
    pub(in crate::read) const MHT: &str = "ウェブ アーカイブ（MHT）";
    pub(in crate::read) const ARCHIVE: &str = "zip 以外の書庫（7z、RAR、LZH、gz など）";
    pub(in crate::read) const OFFICE: &str = "Excel 以外の Office 文書";
    pub(in crate::read) const MAIL: &str = "メール（添付を保存してから提出してください）";
    pub(in crate::read) const TNEF: &str =
        "Outlook だけが開ける添付（winmail.dat。中の Excel ファイルを保存して提出してください）";
    pub(in crate::read) const DOCUWORKS: &str =
        "DocuWorks 文書（もとの Excel ファイルを提出してください）";
    pub(in crate::read) const ICHITARO: &str =
        "一太郎の文書（配布された Excel の様式に書き写してください）";
    pub(in crate::read) const SHORTCUT: &str =
        "ショートカット（リンク先のファイルそのものを提出してください）";
    pub(in crate::read) const GOOGLE: &str =
        "Google スプレッドシートへのリンク（Excel 形式でダウンロードして提出してください）";
    pub(in crate::read) const DIF: &str =
        "DIF 形式の表（Excel で開き、xlsx 形式で保存して提出してください）";
    pub(in crate::read) const SYLK: &str =
        "SYLK 形式の表（Excel で開き、xlsx 形式で保存して提出してください）";
    pub(in crate::read) const NUMBERS: &str =
        "Numbers の表（Excel 形式に書き出して提出してください）";
    pub(in crate::read) const OLD_EXCEL: &str = "Excel 4.0 以前のブック";

    pub(in crate::read) const XLSX: &str = "Excel ブック（.xlsx）";
    pub(in crate::read) const XLSM: &str = "マクロ有効 Excel ブック（.xlsm）";
    pub(in crate::read) const XLSB: &str = "Excel バイナリ ブック（.xlsb）";
    pub(in crate::read) const XLS: &str = "Excel 97-2003 ブック（.xls）";
    pub(in crate::read) const ODS: &str = "OpenDocument 表計算（.ods）";
    pub(in crate::read) const TEXT: &str = "文字のファイル（.csv、.tsv、.txt）";
    pub(in crate::read) const ZIP: &str = "書庫（.zip）";
}

/// Names of limits, for F07.
pub(super) mod limit {
    pub(in crate::read) const FILE_SIZE: &str = "ファイルの大きさ";
    pub(in crate::read) const EXPANDED: &str = "展開後の大きさ";
    pub(in crate::read) const RATIO: &str = "圧縮の倍率";
    pub(in crate::read) const ENTRIES: &str = "書庫の中のファイル数";
    pub(in crate::read) const SHEETS: &str = "シート数";
    pub(in crate::read) const CELLS: &str = "文字や数の入ったセル数";
    pub(in crate::read) const FORMS: &str = "様式の数";
    pub(in crate::read) const MERGES: &str = "結合したセルの数";
    pub(in crate::read) const CELL_CHARS: &str = "一つのセルの文字数";
    /// Stands behind the limit of what was read all the same.
    pub(in crate::read) const READ_ALL: &str = "。超えた文字も全て読みました";
    pub(in crate::read) const TEXT: &str = "文字の総量";
    pub(in crate::read) const NESTING: &str = "書庫の入れ子";
    pub(in crate::read) const SHARED_STRINGS: &str = "共有文字列の宣言数";
    pub(in crate::read) const AREA: &str = "表の範囲のセル数";
    pub(in crate::read) const ROWS: &str = "行数";
    pub(in crate::read) const COLUMNS: &str = "列数";
    pub(in crate::read) const FOLDER_DEPTH: &str = "フォルダーの深さ";
    pub(in crate::read) const TIME: &str = "読み取りの時間";
    pub(in crate::read) const ROUNDS: &str = "パスワードの計算の回数";
    pub(in crate::read) const MEMORY: &str = "読み取りに使うメモリ";

    pub(in crate::read) const BYTES: &str = "バイト";
    pub(in crate::read) const TIMES: &str = "倍";
    pub(in crate::read) const TIMES_OVER: &str = "回";
    pub(in crate::read) const PIECES: &str = "個";
    pub(in crate::read) const CHARS: &str = "文字";
    pub(in crate::read) const LEVELS: &str = "段";
    pub(in crate::read) const SECONDS: &str = "秒";
    pub(in crate::read) const OR_MORE: &str = "以上";
}

/// What is said of passwords, for F02.
pub(super) mod password {
    pub(in crate::read) const METHOD: &str = "（この暗号化の方式には対応していません）";

    pub(in crate::read) const RIGHTS: &str = "（パスワードではなく、秘密度ラベルまたは \
        IRM（アクセス権の管理）による保護です。課で保護を外して保存してください）";

    pub(in crate::read) fn none_fits(tried: usize) -> String {
        format!("（指定されたパスワード {tried} 個のどれでも開きません）")
    }
}

/// Phrases of covering letters, in the form in which texts are compared, and what is said of mails.
pub(super) mod mail {
    /// What F08 adds to a file that belongs to the look or the signature of a mail.
    pub(in crate::read) const INCIDENTAL: &str = "（メールの飾りや署名）";

    /// The name of an attachment that has none.
    pub(in crate::read) fn unnamed(number: usize) -> String {
        format!("名前のない添付 {number}")
    }

    /// What a sentence of a covering letter has.
    pub(in crate::read) const GREETINGS: [&str; 34] = [
        "お世話",
        "世話にな",
        "お疲れ",
        "おつかれ",
        "ご苦労",
        "よろしく",
        "宜しく",
        "お願い",
        "ご確認",
        "御確認",
        "ご査収",
        "御査収",
        "添付",
        "送付",
        "お送り",
        "送ります",
        "送信",
        "提出",
        "返信",
        "回答しま",
        "回答いたし",
        "回答致し",
        "回答を送",
        "失礼",
        "標記",
        "標題",
        "件名",
        "取り急ぎ",
        "お手数",
        "ありがと",
        "有難う",
        "遅くな",
        "恐れ入り",
        "申し訳",
    ];
    /// What a sentence has that may change an answer.
    pub(in crate::read) const ANSWERS: [&str; 17] = [
        "訂正",
        "修正",
        "変更",
        "追加",
        "差し替",
        "差替",
        "直し",
        "直す",
        "削除",
        "間違",
        "誤り",
        "未実施",
        "中止",
        "延期",
        "達成",
        "→",
        "「",
    ];
    /// What a line of a signature has.
    pub(in crate::read) const ADDRESSES: [&str; 9] =
        ["@", "tel", "fax", "電話", "内線", "〒", "http", "直通", "e-mail"];
    /// How a line ends that names who is written to.
    pub(in crate::read) const RECIPIENTS: [&str; 14] =
        ["様", "御中", "各位", "殿", "宛", "課", "係", "室", "局", "班", "町", "村", "市", "担当"];
    /// What a sentence has that names the office of its writer.
    pub(in crate::read) const OFFICES: [&str; 7] = ["課", "係", "室", "局", "班", "担当", "委員会"];
    /// How a sentence ends that names its writer.
    pub(in crate::read) const SIGNERS: [&str; 3] = ["です", "と申します", "でございます"];
    /// How an earlier mail begins, in lower case.
    pub(in crate::read) const QUOTES: [&str; 8] = [
        "original message",
        "元のメッセージ",
        "from:",
        "差出人",
        "送信者:",
        "転送されたメッセージ",
        "forwarded message",
        "on behalf of",
    ];
    /// What stands before the number of a year.
    pub(in crate::read) const ERAS: [&str; 4] = ["令和", "平成", "r", "第"];
    /// What stands behind the numbers of dates.
    pub(in crate::read) const DATES: [&str; 8] = ["年", "月", "日", "時", "分", "/", "期", ":"];
}

/// What holds text beside the cells, for F10.
pub(super) mod beside {
    pub(in crate::read) const NOTE: &str = "コメント・メモ";
    pub(in crate::read) const SHAPE: &str = "図形・テキスト ボックス";
    pub(in crate::read) const CONTROL: &str = "チェック ボックスなどの部品";

    pub(in crate::read) const LINK: &str = "リンク先";
    pub(in crate::read) const MAIL: &str = "メールの本文";

    pub(in crate::read) const FIGURE: &str = "図形";
    pub(in crate::read) const OVAL: &str = "楕円";
    pub(in crate::read) const LINE: &str = "線";
    pub(in crate::read) const ARROW: &str = "矢印";
    pub(in crate::read) const IMAGE: &str = "画像";
    pub(in crate::read) const INK: &str = "手書き";
    pub(crate) const CHART: &str = "グラフ";
    pub(in crate::read) const SMART_ART: &str = "SmartArt";
    pub(in crate::read) const EMBEDDED: &str = "埋め込まれたもの";
    pub(in crate::read) const CHECKED: &str = "☑";
    pub(in crate::read) const UNCHECKED: &str = "□";
    pub(in crate::read) const PART: &str = "部品";

    pub(in crate::read) const IN_CELL: &str = "セルの中の画像";

    /// Stands behind a quote that is cut.
    pub(in crate::read) fn more_characters(count: usize) -> String {
        format!("…（ほか {count} 文字）")
    }

    /// The word of a cell that a shape lies over.
    pub(in crate::read) fn over(word: &str) -> String {
        format!("（「{word}」のあたり）")
    }
}

/// What a cell shows whose text stood in a table of texts that is lost.
pub(super) const TEXT_LOST: &str = "#文字不明";

/// Name of a sheet whose own is lost, before its number.
pub(super) const SHEET: &str = "シート";

/// What a formula shows whose value was never calculated.
pub(super) const NOT_CALCULATED: &str = "#未計算";

/// Weekdays for the formats `aaa` and `aaaa`, Sunday first.
pub(super) const WEEKDAYS: [&str; 7] = ["日", "月", "火", "水", "木", "金", "土"];

/// Tells whether a text is one that Excel, LibreOffice or Gnumeric shows for a formula that failed.
pub(super) fn is_error(text: &str) -> bool {
    const ERRORS: [&str; 8] =
        ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#UNKNOWN!"];
    let numbered = text.strip_prefix("Err:").or_else(|| text.strip_prefix("エラー:"));
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    ERRORS.contains(&text) || numbered.is_some_and(is_number)
}

/// How the first year of an era is called.
pub(super) const FIRST_YEAR: &str = "元";

/// What `aaaa` adds to the weekday.
pub(super) const WEEKDAY_SUFFIX: &str = "曜日";

/// An era of the Japanese calendar.
pub(super) struct Era {
    /// First day: year, month, day.
    pub(super) first: (i32, u32, u32),
    /// As `ggg` shows it.
    pub(super) long: &'static str,
    /// As `gg` shows it.
    pub(super) short: &'static str,
    /// As `g` shows it.
    pub(super) letter: &'static str,
}

/// The eras, newest first.
pub(super) const ERAS: [Era; 5] = [
    Era { first: (2019, 5, 1), long: "令和", short: "令", letter: "R" },
    Era { first: (1989, 1, 8), long: "平成", short: "平", letter: "H" },
    Era { first: (1926, 12, 25), long: "昭和", short: "昭", letter: "S" },
    Era { first: (1912, 7, 30), long: "大正", short: "大", letter: "T" },
    Era { first: (1868, 1, 25), long: "明治", short: "明", letter: "M" },
];
