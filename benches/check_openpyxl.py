#!/usr/bin/env python3
"""Checks returned workbooks with openpyxl: what the check benchmark is measured against.

Run: `python3 check_openpyxl.py FOLDER`. It does the heart of `torimatome check` in the way a
careful script would: every workbook is opened once (not read-only, for that mode gives no merged
cells), labels are found wherever they stand, the answer is what stands right of the label's box,
and a blank answer of 前期 is told. It knows one rule and one format, so it has much less to do
than the program. Prints how many forms there are and how many answers are blank.
"""

import re
import sys
from pathlib import Path

from openpyxl import load_workbook

REQUIRED = ("前期(4～9月)", "前期（4～9月）")
LONGEST_LABEL = 16
BLANKS = re.compile(r"\s+")


def answers_of(sheet):
    """Yields the answers of 前期 of a sheet in reading order; '' for a blank one."""
    merged = {(r.min_row, r.min_col): r.max_col for r in sheet.merged_cells.ranges}
    for row_number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        for column, value in enumerate(row, 1):
            if not isinstance(value, str) or len(value) > LONGEST_LABEL:
                continue
            if BLANKS.sub("", value) not in REQUIRED:
                continue
            right = merged.get((row_number, column), column) + 1
            text = row[right - 1] if right <= len(row) else None
            yield "" if text is None else str(text).strip()


def main():
    """Reads the folder and tells the blanks."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    forms = blank = 0
    for path in sorted(Path(sys.argv[1]).rglob("*.xlsx")):
        book = load_workbook(path, data_only=True)
        for sheet in book.worksheets:
            for answer in answers_of(sheet):
                forms += 1
                blank += not answer
    print(f"{forms} forms, {blank} blank")


if __name__ == "__main__":
    main()
