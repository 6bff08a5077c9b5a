#!/usr/bin/env python3
"""Writes distributed workbooks with XlsxWriter: what the distribute benchmark is measured against.

Run: `python3 distribute_xlsxwriter.py describe FOLDER SHEETS.json`, then `write SHEETS.json OUT`,
then `compare SHEETS.json OUT`. The first reads with openpyxl what stands in the workbooks: cells,
formats, merged regions, widths, heights, input checks, colours by formula, pages, protection, names.
The second writes the same sheets and prints "wall cpu" in seconds of the writing alone. The third
reads some of them again and ends with 1 where they differ. Document properties are left out, and no
text is composed or measured, so XlsxWriter has less to do than the program.
"""

import json
import multiprocessing
import sys
import time
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.worksheet.cell_range import CellRange

# In XlsxWriter's order.
LINES = (
    None, "thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed",
    "dashDot", "mediumDashDot", "dashDotDot", "mediumDashDotDot", "slantDashDot",
)
UPRIGHT = {"center": "vcenter", "justify": "vjustify", "distributed": "vdistributed"}
CHECKS = {"textLength": "length", "list": "list"}
# Every 20th workbook is compared; all of them are written by the same code.
COMPARED = 20


def color(one):
    """The colour as XlsxWriter takes it, or None."""
    return "#" + one.rgb[2:] if one is not None and isinstance(one.rgb, str) else None


def format_of(cell):
    """The format of a cell as XlsxWriter takes it, without what is as usual."""
    font, aligned = cell.font, cell.alignment
    found = {
        "font_name": font.name,
        "font_size": font.sz,
        "bold": font.b,
        "italic": font.i,
        "underline": int(font.u is not None),
        "font_color": color(font.color),
        "num_format": cell.number_format if cell.number_format != "General" else None,
        "align": aligned.horizontal,
        "valign": UPRIGHT.get(aligned.vertical, aligned.vertical),
        "text_wrap": aligned.wrap_text,
        "indent": aligned.indent,
        "rotation": {255: 270}.get(aligned.text_rotation, aligned.text_rotation),
    }
    if cell.fill.fill_type == "solid":
        found |= {"pattern": 1, "bg_color": color(cell.fill.fgColor)}
    for side in ("left", "right", "top", "bottom"):
        line = getattr(cell.border, side)
        if line is not None and line.style:
            found |= {side: LINES.index(line.style), f"{side}_color": color(line.color)}
    if not cell.protection.locked:
        found["locked"] = False
    return {key: value for key, value in found.items() if value or key == "locked"}


def check(one):
    """An input check as XlsxWriter takes it."""
    found = {
        "validate": CHECKS[one.type],
        "input_title": one.promptTitle,
        "input_message": one.prompt,
        "error_title": one.errorTitle,
        "error_message": one.error,
        "error_type": one.errorStyle,
    }
    if one.type == "list":
        return found | {"source": "=" + one.formula1}
    return found | {"criteria": "<=", "value": int(one.formula1)}


def colours(sheet):
    """The colours by formula: place, formula, format."""
    return [
        [
            str(it.sqref),
            "=" + rule.formula[0],
            {"bold": bool(look.font and look.font.b), "bg_color": color(look.fill.bgColor)},
        ]
        for it in sheet.conditional_formatting
        for rule in it.rules
        for look in [rule.dxf]
    ]


def page(sheet):
    """How the sheet falls on paper."""
    edge, setup = sheet.page_margins, sheet.sheet_properties.pageSetUpPr
    repeated = (sheet.print_title_rows or "").replace("$", "").split(":")
    return {
        "tab": color(sheet.sheet_properties.tabColor),
        "landscape": sheet.page_setup.orientation == "landscape",
        "fit": bool(setup and setup.fitToPage),
        "margins": [edge.left, edge.right, edge.top, edge.bottom],
        "header": beside(sheet.oddHeader),
        "footer": beside(sheet.oddFooter),
        "repeat": [int(row) - 1 for row in repeated if row],
    }


def beside(line):
    """A header or a footer as Excel writes it."""
    parts = (("L", line.left.text), ("C", line.center.text), ("R", line.right.text))
    return "".join(f"&{place}{text}" for place, text in parts if text)


def sheet_of(sheet, formats, numbers):
    """What stands in one sheet; `formats` grows, `numbers` finds a format by openpyxl's number."""

    def number(cell):
        if cell.style_id not in numbers:
            numbers[cell.style_id] = len(formats)
            formats.append(format_of(cell))
        return numbers[cell.style_id]

    regions = sorted(sheet.merged_cells.ranges, key=lambda it: it.bounds)
    within = {place for region in regions for place in region.cells}
    boxes = []
    for region in regions:
        left, top, right, bottom = region.bounds
        first = sheet.cell(top, left)
        boxes.append([top - 1, left - 1, bottom - 1, right - 1, first.value, number(first)])
    cells = [
        [cell.row - 1, cell.column - 1, cell.value, number(cell)]
        for row in sheet.iter_rows()
        for cell in row
        if (cell.row, cell.column) not in within and (cell.value is not None or cell.has_style)
    ]
    columns = [it for it in sheet.column_dimensions.values() if it.customWidth]
    checks = sheet.data_validations.dataValidation
    return {
        "name": sheet.title,
        "hidden": sheet.sheet_state != "visible",
        "locked": bool(sheet.protection.sheet),
        "widths": [[it.min - 1, it.max - 1, round(it.width * 7)] for it in columns],
        "heights": [[at - 1, it.ht] for at, it in sheet.row_dimensions.items() if it.ht],
        "cells": cells,
        "boxes": boxes,
        "colours": colours(sheet),
        "page": page(sheet),
        "checks": sorted([str(it.sqref), check(it)] for it in checks),
    }


def book_of(path):
    """What stands in one workbook."""
    formats, numbers = [], {}
    book = openpyxl.load_workbook(path)
    sheets = [sheet_of(sheet, formats, numbers) for sheet in book.worksheets]
    names = [[name, it.attr_text] for name, it in sorted(book.defined_names.items())]
    return {"file": path.name, "formats": formats, "sheets": sheets, "names": names}


def write_sheet(book, sheet, formats):
    """Writes one sheet."""
    out = book.add_worksheet(sheet["name"])
    for first, last, width in sheet["widths"]:
        out.set_column_pixels(first, last, width)
    for row, height in sheet["heights"]:
        out.set_row(row, height)
    for row, column, value, number in sheet["cells"]:
        out.write(row, column, value, formats[number])
    for top, left, bottom, right, value, number in sheet["boxes"]:
        out.merge_range(top, left, bottom, right, value, formats[number])
    for place, checked in sheet["checks"]:
        for region in place.split():
            left, top, right, bottom = CellRange(region).bounds
            out.data_validation(top - 1, left - 1, bottom - 1, right - 1, checked)
    for place, formula, format in sheet["colours"]:
        rule = {"type": "formula", "criteria": formula, "format": book.add_format(format)}
        out.conditional_format(place, rule)
    write_page(out, sheet["page"])
    if sheet["hidden"]:
        out.hide()
    if sheet["locked"]:
        out.protect()


def write_page(out, page):
    """Sets how a sheet falls on paper."""
    out.set_paper(9)
    out.set_margins(*page["margins"])
    out.set_header(page["header"])
    out.set_footer(page["footer"])
    if page["tab"]:
        out.set_tab_color(page["tab"])
    if page["landscape"]:
        out.set_landscape()
    if page["fit"]:
        out.fit_to_pages(1, 0)
    if page["repeat"]:
        out.repeat_rows(*page["repeat"])


def write_all(books, folder):
    """Writes all workbooks; gives the seconds on the clock and of the processor."""
    folder.mkdir(parents=True, exist_ok=True)
    clock, processor = time.perf_counter(), time.process_time()
    for one in books:
        with xlsxwriter.Workbook(folder / one["file"]) as book:
            formats = [book.add_format(format) for format in one["formats"]]
            for sheet in one["sheets"]:
                write_sheet(book, sheet, formats)
            for name, place in one["names"]:
                book.define_name(name, "=" + place)
    return time.perf_counter() - clock, time.process_time() - processor


def plain(book):
    """A workbook with its formats spelt out, to compare it."""
    for sheet in book["sheets"]:
        for cell in sheet["cells"] + sheet["boxes"]:
            cell[-1] = book["formats"][cell[-1]]
        sheet["heights"] = {row: height for row, height in sheet["heights"]}
    return book["sheets"]


def compare(books, folder):
    """Names the first difference between what was described and what was written."""
    for one in books[::COMPARED]:
        written = json.loads(json.dumps(book_of(folder / one["file"])))
        if one["names"] != written["names"]:
            sys.exit(f"{one['file']}: names differ")
        for ours, theirs in zip(plain(one), plain(written), strict=True):
            for key, value in ours.items():
                if value != theirs[key]:
                    sys.exit(f"{one['file']} {ours['name']}: {key} differs\n{value}\n{theirs[key]}")


def main():
    """Describes, writes or compares."""
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    step, first, second = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if step == "describe":
        with multiprocessing.Pool() as pool:
            books = pool.map(book_of, sorted(first.glob("*.xlsx")))
        second.write_text(json.dumps(books, ensure_ascii=False), encoding="utf-8")
        return
    books = json.loads(first.read_text(encoding="utf-8"))
    if step == "write":
        print(*write_all(books, second))
    else:
        compare(books, second)


if __name__ == "__main__":
    main()
