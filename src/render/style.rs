//! How a cell looks, as plain data.
//!
//! In: names and sizes from the template's layout. Out: values that `sheet` turns into cell
//! formats. It knows no workbook and decides nothing about what is written.

use super::text_layout::Face;
use crate::template::Layout;

/// The look of a cell; start from [`Style::new`] or a look of [`Styles`] and change what differs.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one switch of Excel's cell format")]
pub struct Style {
    /// Name of the typeface.
    pub font: String,
    /// Size in points.
    pub size: f64,
    /// Heavy type.
    pub bold: bool,
    /// Underlined, as links are.
    pub underline: bool,
    /// Colour of the type, `0xRRGGBB`; `None` is black.
    pub colour: Option<u32>,
    /// Colour behind the text; `None` is the paper.
    pub fill: Option<u32>,
    /// Line around the cell.
    pub border: Border,
    /// Colour of that line.
    pub line_colour: u32,
    /// Place of the text from side to side.
    pub across: Across,
    /// Place of the text from top to bottom.
    pub down: Down,
    /// Lines are broken at the cell's width.
    pub wrap: bool,
    /// Characters stand one below the other, as on the back of a file.
    pub stacked: bool,
    /// A person may write here on a protected sheet.
    pub unlocked: bool,
    /// Excel's number format; `None` is 標準.
    pub number_format: Option<&'static str>,
}

/// Line around a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// No line.
    None,
    /// A thin line on all four sides.
    Thin,
    /// A hairline on all four sides.
    Hair,
    /// A thin line below only.
    Below,
    /// Thin lines left, right and above: the first of several cells that look like one box.
    BoxTop,
    /// Thin lines left and right.
    BoxMiddle,
    /// Thin lines left, right and below.
    BoxBottom,
}

impl Border {
    /// The line around one of several cells that look like one box, given its place among them and
    /// that of the last, both 0-based.
    #[must_use]
    pub const fn of_part(at: usize, last: usize) -> Self {
        match at {
            _ if last == 0 => Self::Thin,
            0 => Self::BoxTop,
            _ if at == last => Self::BoxBottom,
            _ => Self::BoxMiddle,
        }
    }
}

/// Place of a text from side to side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Across {
    /// At the left edge.
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
}

/// Place of a text from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Down {
    /// At the top edge.
    Top,
    /// In the middle.
    Middle,
}

impl Style {
    /// Plain black type on paper: top left, wrapped, locked, no border.
    #[must_use]
    pub fn new(font: &str, size: f64) -> Self {
        Self {
            font: font.to_owned(),
            size,
            bold: false,
            underline: false,
            colour: None,
            fill: None,
            border: Border::None,
            line_colour: 0,
            across: Across::Left,
            down: Down::Top,
            wrap: true,
            stacked: false,
            unlocked: false,
            number_format: None,
        }
    }

    /// Sets heavy type.
    #[must_use]
    pub fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// Sets the size in points.
    #[must_use]
    pub fn size(mut self, size: f64) -> Self {
        self.size = size;
        self
    }

    /// Sets the colour of the type.
    #[must_use]
    pub fn colour(mut self, colour: u32) -> Self {
        self.colour = Some(colour);
        self
    }

    /// Sets the colour behind the text.
    #[must_use]
    pub fn fill(mut self, colour: u32) -> Self {
        self.fill = Some(colour);
        self
    }

    /// Draws a line around the cell, in the colour that the style already has.
    #[must_use]
    pub fn border(mut self, border: Border) -> Self {
        self.border = border;
        self
    }

    /// Places the text.
    #[must_use]
    pub fn place(mut self, across: Across, down: Down) -> Self {
        self.across = across;
        self.down = down;
        self
    }

    /// Unlocks a cell for text: what is typed there, such as `-`, `1-1` or 13 digits, stays as typed.
    #[must_use]
    fn writable(self) -> Self {
        self.unlocked().number_format("@")
    }

    /// Sets the number format.
    #[must_use]
    pub fn number_format(mut self, format: &'static str) -> Self {
        self.number_format = Some(format);
        self
    }

    /// Lets a person write here on a protected sheet.
    #[must_use]
    pub fn unlocked(mut self) -> Self {
        self.unlocked = true;
        self
    }
}

/// The looks that all workbooks share, by name.
#[derive(Debug, Clone)]
pub struct Styles {
    /// Title of a workbook or sheet.
    pub title: Style,
    /// Heading within a sheet.
    pub heading: Style,
    /// Running text without a border.
    pub plain: Style,
    /// Small grey text: ids, notes.
    pub small: Style,
    /// Label of the form or head of a table.
    pub label: Style,
    /// Label that stands on end: 令和6年度.
    pub upright: Style,
    /// Issued text, or any text in a box that is not to be changed.
    pub issued: Style,
    /// Answer that this 期 asks for.
    pub answer: Style,
    /// The same for a single word.
    pub answer_word: Style,
    /// Answer of another 期: open, but not coloured.
    pub other_answer: Style,
    /// Answer that was sent back to be mended.
    pub marked_answer: Style,
    /// Small line above one of several texts in a box.
    pub caption: Style,
    /// Small text in a table, at the left and in the middle of its box.
    pub cell: Style,
    /// Word or number in a table, in the middle of its box.
    pub word: Style,
    /// Link in a box.
    pub link: Style,
    /// What needs a person: conflicts, faults.
    pub alert: Style,
    /// How running text is set.
    pub text_face: Face,
    /// How labels are set.
    pub label_face: Face,
    /// How headings are set.
    pub heading_face: Face,
    /// How small text is set.
    pub small_face: Face,
}

impl Styles {
    /// Makes the looks from the template's layout.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        let (fonts, colours) = (&layout.fonts, &layout.colours);
        // Small text is set in either face.
        let [small_face, other] =
            [&fonts.label, &fonts.text].map(|font| Face::of(font, fonts.small_size));
        let small_face = Face { pitch: small_face.pitch.max(other.pitch), ..small_face };
        let text =
            Style { line_colour: colours.line.0, ..Style::new(&fonts.text, fonts.text_size) };
        let label = Style { font: fonts.label.clone(), size: fonts.label_size, ..text.clone() };
        let boxed = text.clone().border(Border::Thin);
        let head = label
            .clone()
            .border(Border::Thin)
            .fill(colours.label.0)
            .place(Across::Centre, Down::Middle);
        Self {
            title: label.clone().bold().size(fonts.title_size).place(Across::Left, Down::Middle),
            heading: label
                .clone()
                .bold()
                .size(fonts.heading_size)
                .place(Across::Left, Down::Middle),
            plain: text.clone(),
            small: label.clone().size(fonts.small_size).colour(colours.muted.0),
            // Excel and LibreOffice both ignore the middle of a stacked text that is wrapped.
            upright: Style { stacked: true, wrap: false, ..head.clone() },
            label: head,
            issued: boxed.clone().place(Across::Left, Down::Middle),
            answer_word: boxed
                .clone()
                .fill(colours.answer.0)
                .writable()
                .place(Across::Left, Down::Middle),
            answer: boxed.clone().fill(colours.answer.0).writable(),
            other_answer: boxed.clone().writable(),
            marked_answer: boxed.clone().fill(colours.alert.0).writable(),
            caption: label
                .clone()
                .size(fonts.small_size)
                .fill(colours.alert.0)
                .border(Border::Thin),
            cell: label
                .clone()
                .size(fonts.small_size)
                .border(Border::Thin)
                .place(Across::Left, Down::Middle),
            word: label.clone().border(Border::Thin).place(Across::Centre, Down::Middle),
            link: Style {
                underline: true,
                ..label
                    .clone()
                    .colour(colours.link.0)
                    .border(Border::Thin)
                    .place(Across::Left, Down::Middle)
            },
            alert: boxed.fill(colours.alert.0),
            text_face: Face::of(&fonts.text, fonts.text_size),
            label_face: Face::of(&fonts.label, fonts.label_size),
            heading_face: Face::of(&fonts.label, fonts.heading_size),
            small_face,
        }
    }
}
