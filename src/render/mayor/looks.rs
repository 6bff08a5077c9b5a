//! The looks of 町長報告.xlsx: those that all workbooks share, in the small type of its tables.
//!
//! In: the shared looks. Out: looks by what they are for on the page. It draws nothing.

use super::super::list_sheet::SHARE;
use super::super::style::{Across, Down, Style, Styles};
use super::super::text_layout::Face;

/// The looks of the page, of 課長会議資料 and of the hidden sheets.
pub(super) struct Looks {
    /// Title.
    pub title: Style,
    /// Running text.
    pub plain: Style,
    /// Running text in small type.
    pub small: Style,
    /// Running text at the right edge, heavy.
    pub right: Style,
    /// Heading of a part.
    pub heading: Style,
    /// Note below a table.
    pub note: Style,
    /// Head of a table.
    pub head: Style,
    /// Text in a table.
    pub text: Style,
    /// Word in the middle of its box.
    pub word: Style,
    /// Count in a table.
    pub count: Style,
    /// Share in a table.
    pub share: Style,
    /// Figure without decimals in a table, not a count.
    pub whole: Style,
    /// Figure with decimals in a table: a format of decimals would leave a bare point.
    pub decimal: Style,
    /// Totals: their name, their counts, their share.
    pub total: [Style; 3],
    /// Where the 町長 writes.
    pub entry: Style,
    /// Cell of a hidden sheet.
    pub data: Style,
    /// How the tables are set.
    pub face: Face,
    /// How running text is set.
    pub plain_face: Face,
}

/// Number format of a count: nothing is a dash, so that what there is stands out.
const COUNT: &str = "0_ ;-0_ ;\"－\"";
/// Number format of a value without decimals.
const WHOLE: &str = "#,##0_ ";

impl Looks {
    pub(super) fn new(styles: &Styles) -> Self {
        let size = styles.small.size;
        let label = styles.label.clone().size(size);
        let cell = styles.cell.clone();
        let figure = |style: &Style, format| {
            Style { wrap: false, ..style.clone() }
                .place(Across::Right, Down::Middle)
                .number_format(format)
        };
        let running =
            |style: &Style| Style { border: super::super::style::Border::None, ..style.clone() };
        let plain = running(&styles.word).place(Across::Left, Down::Middle);
        Self {
            title: Style { wrap: false, ..styles.title.clone() },
            right: Style { wrap: false, ..plain.clone() }.bold().place(Across::Right, Down::Middle),
            heading: Style { wrap: false, ..styles.heading.clone() }.size(11.0),
            small: running(&cell),
            note: running(&cell).colour(styles.small.colour.unwrap_or_default()),
            text: cell.clone(),
            word: cell.clone().place(Across::Centre, Down::Middle),
            count: figure(&cell, COUNT),
            share: figure(&cell, SHARE),
            whole: figure(&cell, WHOLE),
            decimal: Style { wrap: false, ..cell.clone() }.place(Across::Right, Down::Middle),
            total: [
                label.clone().place(Across::Left, Down::Middle),
                figure(&label, COUNT),
                figure(&label, SHARE),
            ],
            entry: styles.answer.clone().size(size).place(Across::Left, Down::Middle),
            data: Style { wrap: false, border: super::super::style::Border::None, ..cell },
            head: label,
            face: styles.small_face,
            plain_face: styles.label_face,
            plain,
        }
    }
}
