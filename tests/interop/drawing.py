"""Draws cells as an office would: merged boxes with borders, fonts, fills and row heights.

In: an openpyxl sheet and a rectangle (1-based rows and columns, both ends included).
Out: the sheet, changed. It knows nothing of forms or plans.
"""

import math
import unicodedata

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

THIN = Side(style="thin", color="000000")
FRAME = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
LABEL_FILL = PatternFill("solid", fgColor="D9D9D9")
ANSWER_FILL = PatternFill("solid", fgColor="FFFFCC")
POINTS_A_LINE = 15
MAX_ROW_POINTS = 409


class Pen:
    """A sheet with the face it is written in, and whether boxes are merged."""

    def __init__(self, sheet, face="ＭＳ Ｐゴシック", size=11, merging=True):
        self.sheet, self.face, self.size, self.merging = sheet, face, size, merging

    def widths(self, *widths):
        """Sets the widths of the first columns."""
        for column, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def text(self, row, column, text, bold=False, size=None, color=None):
        """Writes text without a frame: a title, a heading or a note."""
        cell = self.sheet.cell(row, column, text)
        cell.font = Font(name=self.face, size=size or self.size, bold=bold, color=color)
        cell.alignment = Alignment(vertical="center")

    def box(self, top, left, bottom, right, text=None, fill=None, centred=False, vertical=False):
        """Writes framed text over a rectangle, merged where the pen merges."""
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.sheet.cell(row, column).border = FRAME
                if fill:
                    self.sheet.cell(row, column).fill = fill
        cell = self.sheet.cell(top, left, text)
        cell.font = Font(name=self.face, size=self.size)
        cell.alignment = Alignment(
            horizontal="center" if centred else "left",
            vertical="center",
            wrap_text=True,
            textRotation=255 if vertical else 0,
        )
        if self.merging and (top, left) != (bottom, right):
            self.sheet.merge_cells(
                start_row=top, start_column=left, end_row=bottom, end_column=right
            )

    def label(self, top, left, bottom, right, text, vertical=False):
        """Writes a grey, centred label."""
        self.box(top, left, bottom, right, text, LABEL_FILL, centred=True, vertical=vertical)

    def value(self, top, left, bottom, right, text, least=1):
        """Writes a value and makes its rows high enough for the text."""
        self.box(top, left, bottom, right, text)
        self.heighten(top, bottom, self.lines(text, left, right), least)

    def answer(self, top, left, bottom, right, text=None, least=3):
        """Leaves a yellow box to be filled in."""
        self.box(top, left, bottom, right, text, ANSWER_FILL)
        self.heighten(top, bottom, least, least)

    def heighten(self, top, bottom, lines, least):
        """Shares the height of so many lines among the rows; never lowers a row."""
        points = max(lines, least) * POINTS_A_LINE / (bottom - top + 1) + 3
        for row in range(top, bottom + 1):
            dimension = self.sheet.row_dimensions[row]
            dimension.height = min(MAX_ROW_POINTS, max(points, dimension.height or 0))

    def lines(self, text, left, right):
        """Estimates the lines that the text takes over these columns."""
        columns = range(left, right + 1) if self.merging else (left,)
        room = sum(
            self.sheet.column_dimensions[get_column_letter(column)].width for column in columns
        )
        return sum(
            max(1, math.ceil(width_of(line) * 1.1 / room)) for line in (text or "").split("\n")
        )


def width_of(text):
    """The width of one line in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def print_portrait(sheet):
    """Sets A4 portrait, fitted to one page in width."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
