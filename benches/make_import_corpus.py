#!/usr/bin/env python3
"""Makes the corpus of the import benchmark: 200 workbooks that hold 1,800 forms.

Run: `python3 make_import_corpus.py FOLDER`. A workbook is one 取組項目 asked of nine 課, in one of
three layouts that offices use, in turn: a form a sheet in four columns, all nine stacked on one
sheet, and a form a sheet on graph paper (narrow columns, every box merged). The texts are made up
from a list of phrases; the same corpus comes out of every run. Needs openpyxl.
"""

import itertools
import sys
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from phrases import phrases

AREAS = ("Ⅰ 協働によるまちづくり", "Ⅱ 効果的な行財政運営")
PROMOTIONS = ("積極的な情報共有", "協力体制の強化", "手法の検証", "運営の効率化", "人材の育成")
GROUPS = ("情報の公開と共有", "広報・広聴の強化", "財政構造の維持", "施設の管理運営")
ITEMS = ("研究と実施", "支援と連携", "検証と改善", "見直しの検討", "普及と利活用")
CIRCLED = "①②③④"
SECTIONS = (
    "総務課", "企画商工観光課", "町民生活課", "保健福祉課", "農業振興課",
    "建設水道課", "教育振興課", "会計課", "議会事務局",
)
ANSWERS = ("前期 (4～9月)", "後期 (10～3月)", "目標の達成", "評価・検証")

THIN = Side(style="thin")
FRAME = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
GREY = PatternFill("solid", fgColor="D9D9D9")
YELLOW = PatternFill("solid", fgColor="FFFFCC")
FONT = Font(name="ＭＳ Ｐゴシック", size=11)
WRAPPED = Alignment(wrap_text=True, vertical="center")


def forms():
    """The 1,800 forms, nine a 取組項目."""
    places = itertools.product(range(2), range(5), range(4), range(5))
    for number, (area, promotion, group, item) in enumerate(places):
        heading = f"{CIRCLED[group]} {GROUPS[group]} ({item + 1}) {ITEMS[item]}"
        yield [
            {
                "area": AREAS[area],
                "promotion": f"{promotion + 1} {PROMOTIONS[promotion]}",
                "取組項目": heading,
                "目指す姿": phrases(seed, 3),
                "目標": phrases(seed + 1, 3, "・"),
                "取組内容": phrases(seed + 2, 4, "・"),
                "実践課": section,
            }
            for seed, section in enumerate(SECTIONS, number * len(SECTIONS))
        ]


def box(sheet, top, left, bottom, right, text=None, fill=None):
    """Writes a framed box, merged where it spans more than a cell."""
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            cell = sheet.cell(row, column)
            cell.border, cell.font, cell.alignment = FRAME, FONT, WRAPPED
            if fill:
                cell.fill = fill
    sheet.cell(top, left).value = text
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def draw(sheet, top, form, ends, height):
    """Draws a form as the plan prints it; `ends` are the last columns of its four columns.

    `height` is the number of rows of a box. Returns the row below the form.
    """
    first, second, third, last = ends
    starts = (1, first + 1, second + 1, third + 1)
    for text in (form["area"], form["promotion"]):
        sheet.cell(top, 1, text).font = FONT
        top += 1
    row, year_top = top, None

    def line(left, label, right, text=None, fill=None):
        nonlocal row
        box(sheet, row, left, row + height - 1, right, label, GREY)
        box(sheet, row, starts[3], row + height - 1, last, text, fill)
        row += height

    for label in ("取組項目", "目指す姿"):
        line(1, label, third, form[label])
    year_top = row
    for label in ("目標", "取組内容", "実践課"):
        line(starts[1], label, third, form[label])
    box(sheet, row, starts[1], row + 2 * height - 1, second, "進捗状況", GREY)
    for label in ANSWERS[:2]:
        line(starts[2], label, third, fill=YELLOW)
    line(starts[1], ANSWERS[2], third, fill=YELLOW)
    box(sheet, year_top, 1, row - 1, first, "令和6年度", GREY)
    line(1, ANSWERS[3], third, fill=YELLOW)
    return row + 1


PLAIN = ((1, 2, 3, 4), 1)
GRAPH_PAPER = ((4, 9, 14, 40), 2)


def workbook(layout, of_item):
    """A workbook with the forms of one 取組項目."""
    book = Workbook()
    book.remove(book.active)
    if layout == "stacked":
        sheet, top = book.create_sheet("取組項目"), 1
        for form in of_item:
            top = draw(sheet, top, form, *PLAIN)
        return book
    for form in of_item:
        shape = PLAIN if layout == "plain" else GRAPH_PAPER
        draw(book.create_sheet(form["実践課"]), 1, form, *shape)
    return book


def main():
    """Writes the workbooks and says how many."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    layouts = itertools.cycle(("plain", "stacked", "graph paper"))
    count = 0
    for number, (layout, of_item) in enumerate(zip(layouts, forms()), 1):
        workbook(layout, of_item).save(folder / f"様式{number:03}.xlsx")
        count += len(of_item)
    print(f"{number} workbooks, {count} forms")


if __name__ == "__main__":
    main()
