#!/usr/bin/env bash
# LibreOffice 7.4.7 saves the text result of a formula as the number 0 in .xls, unless it has just
# calculated it.
#
# Behaviour. A workbook whose formulas carry results (any .xlsx or .ods that Excel or LibreOffice
# saved) is loaded without a calculation. Saved as .xls, each formula with a number or an error
# keeps its result, and each one with a text gets the result 0 (FORMULA, the flag "calculate on
# load", no STRING record). Excel and LibreOffice calculate when they open the file and show the
# text; everything that reads results alone reads 0. From a source without results, which
# LibreOffice must calculate, the texts are saved. So a test that makes its input with a library
# sees nothing, and the same conversion of a file from an office loses the words.
#
# Seen with LibreOffice 7.4.7.2, openpyxl 3.1.5, xlrd 2.0.2, python-calamine 0.9.1:
#   without results  xlrd: '研修を3回' 2.0 'yes'        calamine: '研修を3回' 2.0 'yes'
#   with results     xlrd: 0.0 2.0 0.0                  calamine: 0.0 2.0 0.0
#
# Needs soffice (Debian: libreoffice-calc) and python3 with venv. Fails when the output changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
soffice --version
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check openpyxl==3.1.5 xlrd==2.0.2 python-calamine==0.9.1

venv/bin/python - <<'PY'
import openpyxl
book = openpyxl.Workbook()
for cell, formula in (("A1", '="研修を"&3&"回"'), ("A2", "=1+1"), ("A3", '=IF(A2=2,"yes","no")')):
    book.active[cell] = formula
book.save("without.xlsx")
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$2" "$3" >/dev/null 2>&1; }
convert xlsx calculated without.xlsx
mv calculated/without.xlsx with.xlsx
convert xls . without.xlsx
convert xls . with.xlsx

venv/bin/python - <<'PY' | tee got
import python_calamine, xlrd
for name in ("without", "with"):
    sheet = xlrd.open_workbook(f"{name}.xls").sheet_by_index(0)
    print(name, "xlrd:", *(repr(sheet.cell_value(row, 0)) for row in range(3)))
    rows = python_calamine.CalamineWorkbook.from_path(f"{name}.xls").get_sheet_by_index(0).to_python()
    print(name, "calamine:", *(repr(row[0]) for row in rows))
PY
diff got - <<'EXPECTED'
without xlrd: '研修を3回' 2.0 'yes'
without calamine: '研修を3回' 2.0 'yes'
with xlrd: 0.0 2.0 0.0
with calamine: 0.0 2.0 0.0
EXPECTED
