#!/usr/bin/env bash
# xlsx-populate 1.21.0 empties every cell that holds an error, and takes the results from every
# formula, by opening and saving a workbook that it was not told to change.
#
# Behaviour. A cell <c t="e"><v>#N/A</v></c> is written as <c><v></v></c>: the error that said that a
# figure is missing is gone, and the cell counts as blank. A formula keeps its text and loses its
# result, numbers, texts and errors alike, so that readers of results see a blank in its place until
# Excel has calculated. Numbers, texts and truth values stay. Nothing is printed.
#
# Seen with xlsx-populate 1.21.0, input by openpyxl 3.1.5 and LibreOffice 7.4.7.2 (which calculates):
#   before  #N/A | #DIV/0! | 2 | ab | True | text
#   after   None | None | None | None | True | text
#
# Needs soffice, node with npm and python3 with venv. Fails when the output changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check openpyxl==3.1.5
npm install --silent --no-audit --no-fund --prefix . xlsx-populate@1.21.0 >/dev/null 2>&1

venv/bin/python - <<'PY'
import openpyxl
book = openpyxl.Workbook()
book.active.append(["#N/A", "=1/0", "=1+1", '="a"&"b"', True, "text"])
book.active["A1"].data_type = "e"
book.save("made.xlsx")
PY
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to xlsx --outdir calculated made.xlsx >/dev/null 2>&1
cp calculated/made.xlsx before.xlsx
node -e 'require("xlsx-populate").fromFileAsync("before.xlsx").then((book) => book.toFileAsync("after.xlsx"))'

venv/bin/python - <<'PY' | tee got
import openpyxl
for name in ("before", "after"):
    row = openpyxl.load_workbook(f"{name}.xlsx", data_only=True).active[1]
    print(name, " | ".join(str(cell.value) for cell in row))
PY
diff got - <<'EXPECTED'
before #N/A | #DIV/0! | 2 | ab | True | text
after None | None | None | None | None | text
EXPECTED
