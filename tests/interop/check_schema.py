"""Validates every workbook that the program wrote against the schemas of ECMA-376.

Run: `NODE_PATH=FOLDER python3 check_schema.py FILE_OR_FOLDER...`. The Open XML SDK of Microsoft, packed for
Node as @ooxml-tools/validate, holds every part against the published schemas and the rules that no
schema states (relationships, ids, references), as Excel 2016 knows them. A workbook with one element
in the wrong place is validated along, to prove that faults are seen. Exit code 1 on failure.
"""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

VERSION = "Office2016"
VALIDATOR = "@ooxml-tools/validate/dist/npm/bin/ooxml-validate.js"
SHOWN = 10


def faults(path):
    """What the validator says of a workbook, a text a fault; it validates one file a process."""
    script = pathlib.Path(os.environ.get("NODE_PATH", "node_modules")) / VALIDATOR
    done = subprocess.run(
        ["node", script, "--office-version", VERSION, "--output-format", "json", path],
        capture_output=True, text=True, check=False,
    )
    try:
        return [json.dumps(fault, ensure_ascii=False) for fault in json.loads(done.stdout)]
    except json.JSONDecodeError:
        return [f"the validator failed: {(done.stderr or done.stdout)[-300:]}"]


def faulty(source, path):
    """Copies a workbook with the pages' margins of its first sheet before the cells."""
    with zipfile.ZipFile(source) as parts, zipfile.ZipFile(path, "w") as out:
        for name in parts.namelist():
            part = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = part.index(b"<pageMargins")
                end = part.index(b"/>", start) + 2
                margins = part[start:end]
                part = part[:start] + part[end:]
                part = part.replace(b"<sheetData", margins + b"<sheetData", 1)
            out.writestr(name, part)


def main():
    """Validates all workbooks given or below the folders and prints the totals."""
    given = map(pathlib.Path, sys.argv[1:])
    paths = [path for one in given for path in ([one] if one.is_file() else sorted(one.rglob("*.xlsx")))]
    if not paths:
        sys.exit("no workbooks")
    with tempfile.TemporaryDirectory() as work, concurrent.futures.ThreadPoolExecutor(2) as pool:
        control = pathlib.Path(work) / "control.xlsx"
        faulty(paths[0], control)
        noticed, *found = pool.map(faults, [control, *paths])
    if not any("pageMargins" in fault or "sheetData" in fault for fault in noticed):
        sys.exit(f"an element in the wrong place went unnoticed: {noticed}")
    failed = sum(map(bool, found))
    for path, own in zip(paths, found, strict=True):
        print(f"{'FAIL' if own else 'ok  '} {path}")
        for fault in own[:SHOWN]:
            print(f"       {fault}")
    print(f"{len(paths) - failed} passed, {failed} failed; validated as {VERSION}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
