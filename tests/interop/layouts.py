"""Writes the real plan's 36 forms in the many layouts that offices use.

Run: `python3 layouts.py OUT [SEED]`. Every layout gets a folder below OUT, and beside them stand
`layouts.json` (their names and how their texts are broken) and `expected.json` (the 36 forms as
the plan has them) and `expected_lines.json` (the same with every bullet on a line of its own, as
the workbook layouts have them). It reads the plan's text and nothing else.
"""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.properties import PageSetupProperties

import seed
import variants
from drawing import Pen, print_portrait

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_SEED = ROOT.parent / "shared" / "seed" / "plan-r6.txt"
PLAN_TITLE = "町政運営推進プランR6"
ANSWERS = ("first_half", "second_half", "attainment", "evaluation")
LINES = "expected_lines.json"  # the expectation where every bullet has a line of its own
FILLED = "expected_filled.json"  # the same with both halves of the year filled in
IDEOGRAPHIC_SPACE = "\u3000"


def new_sheet(book, title):
    """Adds a sheet that prints on A4 portrait."""
    sheet = book.create_sheet(title)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties()
    print_portrait(sheet)
    return sheet


def new_book():
    """Gives a workbook without sheets."""
    book = Workbook()
    book.remove(book.active)
    return book


def save(book, path):
    """Saves the workbook, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


# The 体系 table ------------------------------------------------------------------------------


def draw_hierarchy(pen, forms, title="3 計画の体系"):
    """Draws the 体系 as an orderly table whose repeated cells are merged downwards."""
    rows = seed.hierarchy(forms)
    pen.widths(16, 18, 24, 40, 34)
    pen.text(1, 1, title, bold=True, size=14)
    pen.label(2, 1, 2, 1, "基本項目")
    pen.label(2, 2, 2, 2, "推進項目")
    pen.label(2, 3, 2, 4, "取組項目")
    pen.label(2, 5, 2, 5, "実践課【とりまとめ課】")
    for column in range(3):
        top = 3
        for offset, row in enumerate(rows):
            last = offset + 1 == len(rows) or rows[offset + 1][: column + 1] != row[: column + 1]
            if last:
                pen.value(top, column + 1, offset + 3, column + 1, row[column])
                top = offset + 4
    for offset, (*_, item, sections) in enumerate(rows):
        pen.value(offset + 3, 4, offset + 3, 4, item, least=2)
        pen.value(offset + 3, 5, offset + 3, 5, sections)


def hierarchy_book(forms):
    """A workbook that holds nothing but the 体系."""
    book = new_book()
    draw_hierarchy(Pen(new_sheet(book, "計画の体系")), forms)
    return book


# One form, value right of its label ----------------------------------------------------------


def form_rows(form, labels=None, heading=None):
    """The form's texts in order: (key, label, value); an answer has the value None."""
    labels = labels or form.labels
    texts = {
        "initiative": heading or form.heading,
        "vision": seed.with_line_breaks(form.vision),
        "annual_goal": seed.with_line_breaks(form.annual_goal),
        "planned_actions": seed.with_line_breaks(form.planned_actions),
        "section": form.section_cell,
    }
    keys = (*texts, *ANSWERS)
    return {key: (labels[key], texts.get(key)) for key in keys}


def draw_form(pen, top, form, labels=None, heading=None, shifted=False):
    """Draws a form in columns A to D as the plan prints it; returns the row below it.

    `shifted` puts 評価・検証 under the year's column B instead of across A to C.
    """
    labels = labels or form.labels
    rows = form_rows(form, labels, heading)
    row = top
    for key in ("initiative", "vision"):
        pen.label(row, 1, row, 3, rows[key][0])
        pen.value(row, 4, row, 4, rows[key][1], least=2)
        row += 1
    year_top = row
    for key in ("annual_goal", "planned_actions", "section"):
        pen.label(row, 2, row, 3, rows[key][0])
        pen.value(row, 4, row, 4, rows[key][1], least=2)
        row += 1
    pen.label(row, 2, row + 1, 2, labels["progress"])
    for key in ("first_half", "second_half"):
        pen.label(row, 3, row, 3, rows[key][0])
        pen.answer(row, 4, row, 4, least=5)
        row += 1
    pen.label(row, 2, row, 3, rows["attainment"][0])
    pen.answer(row, 4, row, 4, least=2)
    pen.label(year_top, 1, row if not shifted else row + 1, 1, labels["year"])
    row += 1
    pen.label(row, 2 if shifted else 1, row, 3, rows["evaluation"][0])
    pen.answer(row, 4, row, 4)
    return row + 1


def heading_rows(pen, top, area=None, promotion=None):
    """Writes the 基本項目 and 推進項目 as headings above a form; returns the row below."""
    for text in filter(None, (area, promotion)):
        pen.text(top, 1, text, bold=True, size=12)
        top += 1
    return top + 1


# The layouts ---------------------------------------------------------------------------------


def one_per_sheet(forms, folder):
    """One workbook, a form a sheet, with its 基本項目 and 推進項目 above it."""
    book = new_book()
    for number, form in enumerate(forms, 1):
        pen = Pen(new_sheet(book, f"{number:02}{form.section}"))
        pen.widths(11, 11, 15, 70)
        draw_form(pen, heading_rows(pen, 1, form.area, form.promotion), form)
    save(book, folder / "R6進捗管理様式.xlsx")


def stacked_book(forms, all_forms=None, face="ＭＳ ゴシック"):
    """A workbook with all forms on one sheet under running headings, the 体系 first if given."""
    book = new_book()
    if all_forms:
        draw_hierarchy(Pen(new_sheet(book, "計画の体系"), face), all_forms)
    pen = Pen(new_sheet(book, "取組項目"), face)
    pen.widths(11, 11, 15, 70)
    row, area, promotion = 1, None, None
    for form in forms:
        new_area = form.area != area
        if new_area or form.promotion != promotion:
            row = heading_rows(pen, row, form.area if new_area else None, form.promotion)
        area, promotion = form.area, form.promotion
        row = draw_form(pen, row, form) + 1
    return book


def stacked(forms, folder):
    """A workbook a 基本項目, many forms stacked on one sheet, the 体系 first."""
    for number, mark in ((1, "Ⅰ"), (2, "Ⅱ")):
        part = [form for form in forms if form.area_number == number]
        save(stacked_book(part, forms), folder / f"町政運営推進プランR6（基本項目{mark}）.xlsx")


def draw_graph_paper(pen, form):
    """Draws a form on 48 narrow columns: every box is a merged block."""
    pen.widths(*[2] * 48)
    group_mark, group, item_mark, item = form.heading_parts
    rows = form_rows(form)
    pen.text(1, 1, "様式第１号")
    pen.box(2, 1, 3, 48, f"{PLAN_TITLE} 進捗管理表", centred=True)
    pen.text(4, 1, "※ 黄色の欄に記入してください。行や列は増やさないでください。", color="FF0000")
    for row, label, text in ((5, "基本項目", form.area), (6, "推進項目", form.promotion)):
        pen.label(row, 1, row, 12, label)
        pen.value(row, 13, row, 48, text)
    pen.label(7, 1, 8, 12, rows["initiative"][0])
    for row, mark, text in ((7, group_mark, group), (8, item_mark, item)):
        pen.box(row, 13, row, 14, mark, centred=True)
        pen.value(row, 15, row, 48, text)
    pen.label(9, 1, 10, 12, rows["vision"][0])
    pen.value(9, 13, 10, 48, rows["vision"][1], least=3)
    row = 11
    for key, height in (("annual_goal", 3), ("planned_actions", 4), ("section", 1)):
        pen.label(row, 4, row + height - 1, 12, rows[key][0])
        pen.value(row, 13, row + height - 1, 48, rows[key][1], least=height)
        row += height
    pen.label(row, 4, row + 7, 7, form.labels["progress"])
    for key in ("first_half", "second_half"):
        pen.label(row, 8, row + 3, 12, rows[key][0])
        pen.answer(row, 13, row + 3, 48, IDEOGRAPHIC_SPACE, least=6)
        row += 4
    pen.label(row, 4, row + 1, 12, rows["attainment"][0])
    pen.answer(row, 13, row + 1, 48, IDEOGRAPHIC_SPACE, least=2)
    pen.label(11, 1, row + 1, 3, form.labels["year"], vertical=True)
    row += 2
    pen.label(row, 1, row + 3, 12, rows["evaluation"][0])
    pen.answer(row, 13, row + 3, 48, IDEOGRAPHIC_SPACE, least=5)
    pen.text(row + 4, 1, "※ 前期分は10月18日まで、後期分は翌年4月18日までに提出してください。")
    pen.text(row + 5, 1, "※ 記入欄が足りない場合は、行の高さを広げて記入してください。")


def graph_paper_book(forms, first_number=1):
    """A workbook of graph-paper forms, one a sheet."""
    book = new_book()
    for number, form in enumerate(forms, first_number):
        pen = Pen(new_sheet(book, f"様式{number}（{form.section}）"), "ＭＳ 明朝", 10)
        pen.sheet.sheet_view.showGridLines = False
        draw_graph_paper(pen, form)
    return book


def graph_paper(forms, folder):
    """方眼紙: one workbook, a form a sheet."""
    save(graph_paper_book(forms), folder / "進捗管理表.xlsx")


def single_book(form, heading=None):
    """A workbook that holds one form and no heading."""
    book = new_book()
    pen = Pen(new_sheet(book, "様式"), "Meiryo UI", 10)
    pen.widths(11, 11, 15, 70)
    draw_form(pen, 1, form, heading=heading)
    return book


def single_name(number, form):
    """Folder and file of a form that stands alone, in the order of the plan."""
    return Path(form.section) / f"【{form.section}】様式{number:02}.xlsx"


def per_file(forms, folder, titles_only=False):
    """A file a form in a folder a 課; the 体系 stands in a file of its own."""
    save(hierarchy_book(forms), folder / "計画の体系.xlsx")
    for number, form in enumerate(forms, 1):
        heading = form.heading_parts[3] if titles_only else None
        save(single_book(form, heading), folder / single_name(number, form))


def titles_only(forms, folder):
    """As per_file, but 取組項目 holds the bare title without any number."""
    per_file(forms, folder, titles_only=True)


def draw_below(pen, top, form):
    """Draws a form whose values stand below their labels, halves side by side."""
    rows = form_rows(form)
    row = top
    for key in ("initiative", "vision"):
        pen.label(row, 1, row, 4, rows[key][0])
        pen.value(row + 1, 1, row + 1, 4, rows[key][1], least=2)
        row += 2
    pen.label(row, 1, row, 4, form.labels["year"])
    for left, key in ((1, "annual_goal"), (3, "planned_actions")):
        pen.label(row + 1, left, row + 1, left + 1, rows[key][0])
        pen.value(row + 2, left, row + 2, left + 1, rows[key][1], least=3)
    pen.label(row + 3, 1, row + 3, 4, rows["section"][0])
    pen.value(row + 4, 1, row + 4, 4, rows["section"][1])
    pen.label(row + 5, 1, row + 5, 4, form.labels["progress"])
    for left, key in ((1, "first_half"), (3, "second_half")):
        pen.label(row + 6, left, row + 6, left + 1, rows[key][0])
        pen.answer(row + 7, left, row + 7, left + 1, least=6)
    row += 8
    for key in ("attainment", "evaluation"):
        pen.label(row, 1, row, 4, rows[key][0])
        pen.answer(row + 1, 1, row + 1, 4)
        row += 2
    return row


def below(forms, folder):
    """A sheet a 推進項目, its forms stacked, every value below its label."""
    book, sheets, rows = new_book(), {}, {}
    for form in forms:
        key = (form.area, form.promotion)
        if key not in sheets:
            sheets[key] = Pen(new_sheet(book, f"{form.area_number}-{form.promotion_number}"), "游ゴシック")
            sheets[key].widths(26, 26, 26, 26)
            rows[key] = heading_rows(sheets[key], 1, form.area, form.promotion)
        rows[key] = draw_below(sheets[key], rows[key], form) + 1
    save(book, folder / "様式（下に記入）.xlsx")


ODD_SPELLINGS = {
    "initiative": ("取組項目", "取　組　項　目", "取組\n項目", "取 組 項 目"),
    "vision": ("目 指 す 姿", "目指す姿　", "目指す\n姿", "目　指　す　姿"),
    "year": ("令和６年度", "R6", "令6", "令\n和\n6\n年\n度", "令和 6 年度", "Ｒ６"),
    "annual_goal": ("目　標", "目 標", " 目標", "目\n標"),
    "planned_actions": ("取 組 内 容", "取組\n内容", "取組内容　", "取　組　内　容"),
    "section": ("実 践 課", "実践 課", "実　践　課", "実践\n課"),
    "progress": ("進 捗 状 況", "進捗\n状況", "進　捗　状　況", "進捗状況 "),
    "first_half": ("前期 (4〜9月)", "前期（４～９月）", "前期\n(4~9月)", "前　期 (4－9月)", "前期 (4～9月)"),
    "second_half": ("後期 (10〜3月)", "後期（１０～３月）", "後期\n(10~3月)", "後　期 (10－3月)", "後期 (10～3月)"),
    "attainment": ("目標の\n達成", "目 標 の 達 成", "目標の達成 ", "目標の　達成"),
    "evaluation": ("評価・\n検証", "評 価 ・ 検 証", "評価・検証　", "評価\n・検証"),
}
ODD_HEADINGS = ("{0} {1} ({2}) {3}", "{0}{1}\n（{4}）{3}", "{0}　{1}　{5}　{3}", "{0} {1}\n　({2}){3}")
ODD_AREAS = {1: ("I", "Ⅰ", "Ｉ"), 2: ("II", "Ⅱ", "ＩＩ")}


def odd_heading(form, number):
    """The heading with another way of numbering; ② for (2) stays, since the plan has it."""
    group_mark, group, item_mark, item = form.heading_parts
    if item_mark in seed.CIRCLED:
        return form.heading
    digit = int(item_mark.strip("()"))
    wide, enclosed = "０１２３４５６７８９"[digit], chr(ord("⑴") + digit - 1)
    template = ODD_HEADINGS[number % len(ODD_HEADINGS)]
    return template.format(group_mark, group, digit, item, wide, enclosed)


def odd_labels(forms, folder):
    """A form a sheet; labels and numbers are spelt in another way on every sheet."""
    book = new_book()
    for number, form in enumerate(forms):
        labels = {key: ways[number % len(ways)] for key, ways in ODD_SPELLINGS.items()}
        labels = {**labels, "progress": ODD_SPELLINGS["progress"][number // 2 % 4]}
        mark = ODD_AREAS[form.area_number][number % 3]
        promotion = re.sub(r"^(\d) ", lambda m: "０１２"[int(m[1])] + "　", form.promotion)
        pen = Pen(new_sheet(book, f"Sheet{number + 1}"), "ＭＳ 明朝")
        pen.widths(11, 11, 17, 70)
        row = heading_rows(
            pen, 1, f"{mark}　{form.area_title}", promotion if number % 2 else form.promotion
        )
        draw_form(pen, row, form, labels, odd_heading(form, number), shifted=number % 3 == 1)
    save(book, folder / "様式一式.xlsx")


def unmerged(forms, folder):
    """The plan's printed rows in plain cells, nothing merged, no format."""
    book, area, promotion, row = new_book(), None, None, 1
    sheet = book.create_sheet("Sheet1")
    for form in forms:
        if (form.area, form.promotion) != (area, promotion):
            sheet.cell(row, 1, form.area)
            sheet.cell(row + 1, 1, form.promotion)
            row += 3
        area, promotion = form.area, form.promotion
        for cells in form.rows:
            for column, text in enumerate(cells, 1):
                if text:
                    sheet.cell(row, column, seed.with_line_breaks(text))
            row += 1
        row += 1
    save(book, folder / "貼付け.xlsx")


def text_layouts(text, folder):
    """The plan's own text in three encodings."""
    for name, encoding in TEXT_ENCODINGS.items():
        target = folder / f"text_{name}" / "町政運営推進プランR6.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.replace("\n", "\r\n").encode(encoding))


def csv_layouts(forms, folder):
    """The stacked layout's cells as CSV, a file a 基本項目, in UTF-8 with BOM and in CP932."""
    for name, encoding in (("csv", "utf-8-sig"), ("csv_cp932", "cp932")):
        for number, mark in ((1, "1"), (2, "2")):
            part = [form for form in forms if form.area_number == number]
            book = stacked_book(part, forms)
            for sheet in book:
                target = folder / name / f"基本項目{mark}_{sheet.title}.csv"
                target.parent.mkdir(parents=True, exist_ok=True)
                with open(target, "w", encoding=encoding, newline="") as file:
                    csv.writer(file).writerows(sheet.iter_rows(values_only=True))


class Cp932Name(zipfile.ZipInfo):
    """An entry named in CP932 without the UTF-8 flag, as Windows Explorer writes it."""

    def _encodeFilenameFlags(self):  # noqa: N802 (the name is the standard library's)
        return self.filename.encode("cp932"), self.flag_bits & ~0x800


def zip_folder(source, target):
    """Packs a folder, names in CP932, at a fixed time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(source.rglob("*")):
            if path.is_file():
                name = Cp932Name(str(path.relative_to(source)), (2024, 4, 10, 9, 0, 0))
                name.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(name, path.read_bytes())


def convert(source, target, file_format):
    """Converts every workbook of a folder by LibreOffice; one thread gives the same bytes."""
    environment = {**os.environ, "SC_IMPORT_THREADS": "1", "MAX_CONCURRENCY": "1"}
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lo-profile-") as profile:
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{profile}",
             "--convert-to", file_format, "--outdir", str(target),
             *map(str, sorted(source.glob("*.xlsx")))],
            check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )


BROKEN_INTO_LINES = (
    one_per_sheet, stacked, graph_paper, per_file, below, odd_labels, unmerged, titles_only,
)
TEXT_ENCODINGS = {"utf8": "utf-8", "cp932": "cp932", "utf16": "utf-16"}
DERIVED = ("csv", "csv_cp932", "zip", "misnamed")
CONVERTED = {
    "stacked_xls": ("stacked", "xls"),
    "stacked_ods": ("stacked", "ods"),
    "stacked_xlsm": ("stacked", "xlsm:Calc MS Excel 2007 VBA XML"),
    "graph_paper_xls": ("graph_paper", "xls"),
    "graph_paper_ods": ("graph_paper", "ods"),
}


def write_layouts(text, folder):
    """Writes every layout, the expectations and the list of layouts."""
    forms = seed.parse(text)
    for layout in BROKEN_INTO_LINES:
        layout(forms, folder / layout.__name__)
    csv_layouts(forms, folder)
    zip_folder(folder / "per_file", folder / "zip" / "様式一式.zip")
    for name, (source, file_format) in CONVERTED.items():
        convert(folder / source, folder / name, file_format)
    for path in (folder / "stacked").iterdir():
        misnamed = folder / "misnamed" / f"{path.stem}.xls"
        misnamed.parent.mkdir(exist_ok=True)
        shutil.copy(path, misnamed)
    text_layouts(text, folder)
    varied = variants.write(forms, folder, sys.modules[__name__])
    filled = {variants.progress_labels.__name__: FILLED}
    layouts = [
        *({"name": layout.__name__, "expected": LINES} for layout in BROKEN_INTO_LINES),
        *({"name": name, "expected": LINES} for name in (*CONVERTED, *DERIVED)),
        *({"name": name, "expected": filled.get(name, LINES)} for name in varied),
        *({"name": f"text_{name}", "expected": "expected.json"} for name in TEXT_ENCODINGS),
    ]
    write_json(folder / "layouts.json", layouts)
    write_json(folder / "expected.json", seed.expected(forms, broken_into_lines=False))
    in_lines = seed.expected(forms, broken_into_lines=True)
    write_json(folder / LINES, in_lines)
    write_json(folder / FILLED, [form | {"progress": variants.FILLED} for form in in_lines])
    return layouts


def write_json(path, value):
    """Writes readable UTF-8 JSON."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main():
    """Writes the layouts into the folder given on the command line."""
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source = Path(sys.argv[2]) if len(sys.argv) == 3 else DEFAULT_SEED
    if not source.exists():
        sys.exit(f"the plan's text is not here: {source.name}")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for layout in write_layouts(source.read_text(encoding="utf-8"), folder):
        print(layout["name"])


if __name__ == "__main__":
    main()
