//! The sheet 記入要領: how a 課 fills in its workbook.
//!
//! In: what this 期 asks for, to whom and until when, the choices of 目標の達成. Out: the sheet.

use super::section::ZOOM;
use super::sheet::{PageSetup, Sheet};
use super::style::{Across, Border, Down, Style, Styles};
use super::text_layout::text_height;
use crate::field::Field;
use crate::grid::{Addr, Region};
use crate::template::{Layout, Period};

/// Name of the sheet.
use crate::binding::GUIDE_SHEET as SHEET;

/// What the guide needs to know.
#[derive(Debug)]
pub struct Guide<'a> {
    /// The 期.
    pub period: &'a Period,
    /// 提出期限 in words.
    pub due: &'a str,
    /// 課 that gathers.
    pub secretariat: &'a str,
    /// Choices of 目標の達成.
    pub choices: &'a [String],
}

/// Number and text. Pixels, together as wide as the form.
const WIDTHS: [u32; 2] = [84, 596];

/// A good answer: what, how much, by when. The plan's own first form, answered.
const GOOD: &str = "・公式サイトの全ページ（312ページ）を点検し、古い情報47件を8月末までに更新した。\n・更新を担当する職員を1名から2名に増やし、6月に操作研修を1回行った。\n・会議の開催周知は12件中12件、会議記録の公表は12件中9件。残る3件は10月中に公表する。";
/// A poor answer to the same goal.
const POOR: &str = "計画どおり順調に進めている。今後も引き続き取り組む。";
/// Why it is poor.
const WHY: &str =
    "いつ、何を、どれだけ行ったかが分からないため、目標に照らして進み具合を判断できません。";

/// Draws the guide.
#[must_use]
pub fn guide_sheet(
    guide: &Guide<'_>,
    layout: &Layout,
    styles: &Styles,
    header: (&str, &str),
) -> Sheet {
    let mut sheet = Sheet::new(SHEET);
    for (col, width) in (0..).zip(WIDTHS) {
        sheet.column_width(col, width);
    }
    let mut pen = Pen { sheet, styles, row: 0 };
    pen.across(SHEET, &styles.title, 30.0);
    pen.heading("記入の手順");
    for (number, step) in (1..).zip(steps(guide)) {
        pen.entry(&number.to_string(), &step, &styles.issued);
    }
    pen.heading("お願い");
    for (number, rule) in (1..).zip(rules(guide)) {
        pen.entry(&number.to_string(), &rule, &styles.issued);
    }
    pen.heading("進捗状況の書き方");
    pen.entry("よい例", GOOD, &styles.issued);
    pen.entry("よくない例", POOR, &styles.issued);
    pen.entry("その理由", WHY, &styles.issued);
    pen.heading("目標の達成の選び方");
    pen.entry("選び方", &attainment(guide), &styles.issued);
    let last = Addr::new(pen.row - 1, 1);
    let mut sheet = pen.sheet;
    sheet.page(&PageSetup {
        page: &layout.page,
        landscape: false,
        header,
        footer: SHEET,
        print_area: Some(Region { first: Addr::new(0, 0), last }),
        repeat_rows: None,
    });
    sheet.tab(layout.tabs.own.0);
    sheet.zoom(ZOOM);
    sheet.protect();
    sheet
}

fn steps(guide: &Guide<'_>) -> Vec<String> {
    let asked: Vec<String> =
        guide.period.requires.iter().map(|field| format!("「{}」", field.label())).collect();
    vec![
        "「提出票」のシート名（青い下線）を押すと、その様式へ移ります。".to_owned(),
        format!(
            "黄色の欄に記入してください。今回（{}）記入するのは{}です。白い記入欄は別の期に使います。",
            guide.period.name,
            asked.concat()
        ),
        "段落を変えるときは Alt＋Enter を押します。文字が欄に収まらないときは、左端の行番号の下の境目をダブルクリックするか、下へ引いて、行を高くしてください。".to_owned(),
        "「提出票」の提出前チェックが「すべて記入されています」になったことを確かめ、上書き保存してください。".to_owned(),
        format!(
            "保存したファイルを{}へ提出してください。提出期限は{}です。ファイル名は変えても構いません。",
            guide.secretariat, guide.due
        ),
    ]
}

fn rules(guide: &Guide<'_>) -> Vec<String> {
    vec![
        format!(
            "目指す姿・目標・取組内容は計画で定めた文のため、書き換えられないようにしてあります。直す必要があるときは、{}へ変更を申し出てください（変更申出）。",
            guide.secretariat
        ),
        "行や列の挿入、シートの削除やシート名の変更はしないでください。変わっていても読み取れますが、確認に時間がかかります。".to_owned(),
        "様式の右上の「様式ID」は、様式を見分けるためのものです。消したり書き換えたりしないでください。".to_owned(),
        "実績がないときも空欄や「なし」だけにせず、行わなかった理由と今後の予定を書いてください。".to_owned(),
    ]
}

fn attainment(guide: &Guide<'_>) -> String {
    let asked = guide.period.requires.contains(&Field::GoalAttainment);
    let when = if asked { "" } else { "今回は空けておき、年度末に選びます。" };
    let why = "そう判断した理由は「評価・検証」に書いてください。";
    let choices: Vec<String> = guide.choices.iter().map(|choice| format!("「{choice}」")).collect();
    if choices.is_empty() {
        return format!("{when}目標に照らした結果を、短い言葉で書いてください。{why}");
    }
    let choices = choices.concat();
    format!(
        "{when}欄を選ぶと右に▼が出ます。{choices}から選んでください。一覧にない言葉も入力できますが、確かめるための表示が出ます。{why}"
    )
}

struct Pen<'a> {
    sheet: Sheet,
    styles: &'a Styles,
    row: u32,
}

impl Pen<'_> {
    fn heading(&mut self, text: &str) {
        self.sheet.row_height(self.row, 9.0);
        self.row += 1;
        let style = self.styles.heading.clone().border(Border::Below);
        self.across(text, &style, 24.0);
    }

    fn across(&mut self, text: &str, style: &Style, height: f64) {
        let region = Region { first: Addr::new(self.row, 0), last: Addr::new(self.row, 1) };
        self.sheet.merged_text(region, text, style);
        self.sheet.row_height(self.row, height);
        self.row += 1;
    }

    fn entry(&mut self, mark: &str, text: &str, style: &Style) {
        let label = Style { wrap: false, ..self.styles.label.clone() };
        let label = label.place(Across::Centre, Down::Middle);
        self.sheet.text(Addr::new(self.row, 0), mark, &label);
        self.sheet.text(Addr::new(self.row, 1), text, style);
        let height = text_height(text, WIDTHS[1], self.styles.text_face).max(21.0);
        self.sheet.row_height(self.row, height);
        self.row += 1;
    }
}
