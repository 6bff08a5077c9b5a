//! Bars of counts: lying bars of several parts, each part with its number in it.
//!
//! In: where names and numbers stand, and how each part is filled. Out: a chart on the sheet. Parts
//! differ by pattern as well as by grey, so that a copy in black and white is still read.

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartPatternFill, ChartPatternFillType, ChartSolidFill, ChartType,
};

use super::{Sheet, position};
use crate::grid::{Addr, Region};

/// A chart of lying bars: one bar a row of the source, one part a column.
#[derive(Debug, Clone)]
pub struct StackedBars<'a> {
    /// Sheet that holds the numbers.
    pub source: &'a str,
    /// Cells with the names of the bars, in one column.
    pub bars: Region,
    /// Row with the names of the parts, 0-based.
    pub names_row: u32,
    /// Columns of the parts from left to right, with their look.
    pub parts: Vec<(u32, Fill)>,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Typeface of all words.
    pub font: &'a str,
    /// Size of the type in points.
    pub type_size: f64,
    /// What a person hears who does not see the chart.
    pub told: &'a str,
}

/// How a part of a bar is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// One colour, `0xRRGGBB`.
    Plain(u32),
    /// Thin rising lines on white.
    Lines(u32),
    /// Heavy crossed lines on white.
    Crossed(u32),
    /// Dots on white.
    Dots(u32),
}

const WHITE: u32 = 0x00FF_FFFF;
const INK: u32 = 0x0026_2626;

impl Sheet {
    /// Draws a chart whose upper left corner is that of a cell.
    pub fn stacked_bars(&mut self, at: Addr, bars: &StackedBars<'_>) {
        let mut font = ChartFont::new();
        font.set_name(bars.font).set_size(bars.type_size).set_color(INK);
        let mut chart = Chart::new(ChartType::BarStacked);
        for (col, fill) in &bars.parts {
            add_part(&mut chart, bars, *col, *fill, &font);
        }
        // The first bar stands on top, as its row does in the table.
        chart.y_axis().set_reverse().set_font(&font).set_major_gridlines(false);
        chart.x_axis().set_hidden(true).set_major_gridlines(false);
        chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font);
        chart
            .chart_area()
            .set_format(ChartFormat::new().set_border(ChartLine::new().set_hidden(true)));
        chart
            .show_hidden_data()
            .set_alt_text(bars.told)
            .set_width(bars.size.0)
            .set_height(bars.size.1);
        let (row, col) = position(at);
        let result = self.inner.insert_chart_with_offset(row, col, &chart, 2, 2).err();
        self.note(result, at);
    }
}

fn add_part(chart: &mut Chart, bars: &StackedBars<'_>, col: u32, fill: Fill, font: &ChartFont) {
    /// Parts without a form show no number.
    const NOT_ZERO: &str = "0;;;";
    let (first, last) = (bars.bars.first, bars.bars.last);
    let ((top, names), (bottom, _)) = (position(first), position(last));
    let (name_row, col) = position(Addr::new(bars.names_row, col));
    let mut label = ChartDataLabel::new();
    label.show_value().set_num_format(NOT_ZERO).set_font(font);
    label.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(WHITE)));
    let series = chart.add_series();
    series
        .set_name((bars.source, name_row, col))
        .set_categories((bars.source, top, names, bottom, names))
        .set_values((bars.source, top, col, bottom, col))
        .set_gap(45)
        .set_format(&mut format_of(fill))
        .set_data_label(&label);
}

fn format_of(fill: Fill) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_border(ChartLine::new().set_color(INK).set_width(0.75));
    let mut pattern = |kind, colour: u32| {
        let mut fill = ChartPatternFill::new();
        fill.set_pattern(kind).set_foreground_color(colour).set_background_color(WHITE);
        format.set_pattern_fill(&fill);
    };
    match fill {
        Fill::Lines(colour) => pattern(ChartPatternFillType::DiagonalStripesLightUpwards, colour),
        Fill::Crossed(colour) => pattern(ChartPatternFillType::OutlinedDiamondGrid, colour),
        Fill::Dots(colour) => pattern(ChartPatternFillType::Dotted20Percent, colour),
        Fill::Plain(colour) => {
            format.set_solid_fill(ChartSolidFill::new().set_color(colour));
        }
    }
    format
}
