"""Opens every workbook that the program wrote with other programs, and recalculates it.

Run: `python3 check_workbooks.py FOLDER... [--keep FOLDER]`. Every xlsx below the folders is loaded
with openpyxl, turned into a PDF by LibreOffice, and recalculated by LibreOffice; the cached value
of every formula must be the recalculated one, and no formula may give an error. It prints a line a
workbook and, for a failing one, what differs. A workbook with a wrong cached value is made and
checked along, to prove that recalculation really takes place. Exit code 1 on failure. Needs
openpyxl and LibreOffice.
"""

import argparse
import math
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook

SECONDS = 300
SHOWN_DIFFERENCES = 10
BATCH = 20
ERRORS = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "Err:")
# Makes LibreOffice recalculate on load whatever program a workbook says it is from.
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def control_workbook(path):
    """Writes a workbook whose one formula, 1+1, has the cached value 3."""
    book = Workbook()
    book.active["A1"] = "=1+1"
    plain = path.with_suffix(".plain")
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                changed = part.replace(b"<v></v>", b"<v>3</v>").replace(b"<v />", b"<v>3</v>")
                changed = changed.replace(b"<v/>", b"<v>3</v>")
                if changed == part:
                    sys.exit("the control workbook has no formula to falsify")
                part = changed
            target.writestr(name, part)
    plain.unlink()


def convert(kind, paths, folder, profile):
    """Converts workbooks with LibreOffice; a file that is missing afterwards was not converted."""
    for first in range(0, len(paths), BATCH):
        subprocess.run(
            ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless",
             "--convert-to", kind, "--outdir", folder, *paths[first:first + BATCH]],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=SECONDS, check=False,
        )


def load(path, data_only):
    """Loads a workbook without openpyxl's remarks on what it does not keep."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(path, data_only=data_only)


def formulas(path):
    """Gives the places of all formulas, with the formula's text."""
    return {
        (sheet.title, cell.coordinate): str(getattr(cell.value, "text", cell.value))
        for sheet in load(path, data_only=False).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def same(cached, recalculated):
    """Whether two values of a formula are the same to a reader; an empty text is no value."""
    if isinstance(cached, (int, float)) and isinstance(recalculated, (int, float)):
        return math.isclose(cached, recalculated, rel_tol=1e-9, abs_tol=1e-9)
    return (cached or "") == (recalculated or "")


def differences(path, recalculated_path):
    """What a recalculation changes in a workbook, as lines of text, and its number of formulas."""
    places = formulas(path)
    cached, recalculated = load(path, data_only=True), load(recalculated_path, data_only=True)
    found = []
    for (sheet, cell), formula in places.items():
        if sheet not in recalculated.sheetnames:
            found.append(f"{sheet}: the sheet is gone after a conversion")
            continue
        before, after = cached[sheet][cell].value, recalculated[sheet][cell].value
        if not same(before, after):
            found.append(f"{sheet}!{cell} {formula}: cached {before!r}, recalculated {after!r}")
        elif isinstance(after, str) and after.startswith(ERRORS):
            found.append(f"{sheet}!{cell} {formula}: {after}")
    return found, len(places)


def check(path, copy, pdfs, recalculated):
    """Gives what is wrong with one workbook, and its number of formulas."""
    pdf, again = pdfs / f"{copy.stem}.pdf", recalculated / copy.name
    try:
        load(path, data_only=False)
    except Exception as cause:  # whatever openpyxl stumbles over is the finding
        return [f"openpyxl cannot open it: {cause!r}"], 0
    wrong = []
    if not pdf.exists() or not pdf.read_bytes().startswith(b"%PDF"):
        wrong.append("LibreOffice made no PDF of it")
    if not again.exists():
        return [*wrong, "LibreOffice did not open it"], 0
    changed, count = differences(path, again)
    return wrong + changed, count


def main():
    """Checks every workbook and prints the totals."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--keep", type=Path, help="leave PDFs and recalculated workbooks here")
    options = parser.parse_args()
    if not shutil.which("soffice"):
        sys.exit("LibreOffice (soffice) is not installed")
    found = {path for folder in options.folders for path in folder.rglob("*.xlsx")}
    paths = sorted(path for path in found if not path.name.startswith("~$"))
    if not paths:
        sys.exit(f"no workbooks below {', '.join(map(str, options.folders))}")
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        out = options.keep or work / "out"
        copies, pdfs, recalculated = work / "copies", out / "pdf", out / "xlsx"
        for folder in (copies, pdfs, recalculated, work / "profile" / "user"):
            folder.mkdir(parents=True, exist_ok=True)
        settings = work / "profile" / "user" / "registrymodifications.xcu"
        settings.write_text(ALWAYS_RECALCULATE, encoding="utf-8")
        control = copies / "control.xlsx"
        control_workbook(control)
        # Names repeat from folder to folder; LibreOffice writes into one.
        numbered = [(path, copies / f"{n:04}.xlsx") for n, path in enumerate(paths)]
        for path, copy in numbered:
            shutil.copyfile(path, copy)
        files = [copy for _, copy in numbered]
        convert("pdf", files, pdfs, work / "profile")
        convert("xlsx", [control, *files], recalculated, work / "profile")
        if not differences(control, recalculated / control.name)[0]:
            sys.exit("LibreOffice did not recalculate: a wrong cached value went unnoticed")
        failed = formula_count = 0
        for path, copy in numbered:
            wrong, count = check(path, copy, pdfs, recalculated)
            formula_count += count
            failed += bool(wrong)
            print(f"{'FAIL' if wrong else 'ok  '} {path} ({count} formulas)")
            for line in wrong[:SHOWN_DIFFERENCES]:
                print(f"       {line}")
            if len(wrong) > SHOWN_DIFFERENCES:
                print(f"       and {len(wrong) - SHOWN_DIFFERENCES} more")
    print(f"{len(paths) - failed} passed, {failed} failed; {formula_count} formulas recalculated")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
