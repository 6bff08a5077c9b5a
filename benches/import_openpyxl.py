#!/usr/bin/env python3
"""Reads the forms of a folder with openpyxl: what the import benchmark is measured against.

Run: `python3 import_openpyxl.py FOLDER OUT.json`. It does the heart of `torimatome import` in the
way a careful script would: every workbook is opened once (not read-only, for that mode gives no
merged cells), labels are found wherever they stand, and the value is what stands right of the
label's box. It makes no findings and reads xlsx only, so it has less to do than the program.
"""

import json
import re
import sys
from pathlib import Path

from openpyxl import load_workbook

FIELDS = {
    "取組項目": "initiative",
    "目指す姿": "vision",
    "目標": "annual_goal",
    "取組内容": "planned_actions",
    "実践課": "section",
    "前期(4～9月)": "first_half",
    "後期(10～3月)": "second_half",
    "目標の達成": "goal_attainment",
    "評価・検証": "evaluation",
}
FIRST = "initiative"
LONGEST_LABEL = 16
BLANKS = re.compile(r"\s+")
AREA = re.compile(r"[ⅠⅡ] ?\S")
PROMOTION = re.compile(r"\d ?\S")
HEADING = re.compile(r"([①-⑳]) ?(.+?) ?\((\d+)\) ?(.+)")


def label_of(text):
    """The field whose label this text is, or None."""
    return FIELDS.get(BLANKS.sub("", text)) if len(text) <= LONGEST_LABEL else None


def forms_of(sheet, file):
    """Yields the forms of a sheet in reading order."""
    merged = {(r.min_row, r.min_col): r.max_col for r in sheet.merged_cells.ranges}
    area = promotion = form = None
    for row_number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        for column, value in enumerate(row, 1):
            if not isinstance(value, str):
                continue
            field = label_of(value)
            if field is None:
                if column == 1 and AREA.match(value):
                    area = value
                elif column == 1 and PROMOTION.match(value):
                    promotion = value
                continue
            if field == FIRST:
                if form:
                    yield form
                source = {
                    "file": file, "sheet": sheet.title,
                    "cell": sheet.cell(row_number, column).coordinate,
                }
                form = {"area": area, "promotion": promotion, "source": source}
            if form is not None:
                right = merged.get((row_number, column), column) + 1
                text = row[right - 1] if right <= len(row) else None
                form[field] = str(text) if text is not None else None
    if form:
        yield form


def with_ids(forms):
    """Gives every form its initiative_id and form_id."""
    seen = {}
    for form in forms:
        mark, _, item, _ = HEADING.match(form["initiative"]).groups()
        area = "ⅠⅡ".index(form["area"][0]) + 1
        group = ord(mark) - ord("①") + 1
        form["initiative_id"] = f"{area}-{form['promotion'][0]}-{group}-{item}"
        key = f"{form['initiative_id']}-{form['section']}"
        seen[key] = seen.get(key, 0) + 1
        form["form_id"] = f"{key}-{seen[key]}"
    return forms


def main():
    """Reads the folder and writes the forms."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    forms = []
    for path in sorted(Path(sys.argv[1]).rglob("*.xlsx")):
        book = load_workbook(path, data_only=True)
        for sheet in book.worksheets:
            forms.extend(forms_of(sheet, path.name))
    model = {"forms": with_ids(forms)}
    Path(sys.argv[2]).write_text(json.dumps(model, ensure_ascii=False, indent=2), "utf-8")


if __name__ == "__main__":
    main()
