#!/usr/bin/env bash
# Gnumeric 1.12.55 names another base cell than it means in the validations of its .ods, and
# LibreOffice 7.4.7 reads its conditions on numbers and lengths as "any value".
#
# Behaviour. A validation of D9 that refers to C9 is written with table:base-cell-address G17: the
# address is doubled (column 3 and row 8, counted from 0, become 6 and 16), so that the relative
# reference C9 in its condition points four columns to the left and eight rows up. In LibreOffice the condition
# "of:cell-content-is-whole-number() and cell-content() <= [.C9]" is not understood, nor
# is "cell-content-text-length() <= 10": the cells keep a validation of type "none" and accept
# everything. Only lists survive.
#
# Seen with Gnumeric 1.12.55, LibreOffice 7.4.7.2, XlsxWriter 3.3.1: EXPECTED below.
#
# Needs ssconvert, soffice and python3 with venv. Fails when the output changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check XlsxWriter==3.3.1

venv/bin/python - <<'PY'
import xlsxwriter
book = xlsxwriter.Workbook("in.xlsx")
sheet = book.add_worksheet("S")
sheet.data_validation("D9", {"validate": "integer", "criteria": "<=", "value": "=C9"})
sheet.data_validation("B2", {"validate": "length", "criteria": "<=", "value": 10})
sheet.data_validation("B3", {"validate": "list", "source": ["x", "y"]})
book.close()
PY
office() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to xlsx --outdir "$2" "$1" >/dev/null 2>&1; }
ssconvert -T Gnumeric_OpenCalc:odf in.xlsx gnumeric.ods 2>/dev/null
office gnumeric.ods read
mkdir direct && office in.xlsx direct

venv/bin/python - <<'PY' | tee got
import html, re, zipfile
def validations(path):
    text = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    for given in re.findall(r"<dataValidation .*?</dataValidation>", text):
        kind, cells = (re.search(rf'{name}="([^"]*)"', given).group(1) for name in ("type", "sqref"))
        formula = re.search(r"<formula1>(.*?)</formula1>", given).group(1)
        yield f"{cells} {kind} {html.unescape(formula)}"
print("Excel's file:", *sorted(validations("in.xlsx")), sep="\n  ")
text = zipfile.ZipFile("gnumeric.ods").read("content.xml").decode()
print("Gnumeric's .ods:")
for base, condition in sorted(re.findall(
        r'base-cell-address="([^"]*)"\s+table:condition="([^"]*)"', text)):
    print(" ", base, html.unescape(condition))
print("LibreOffice of Gnumeric's .ods:", *sorted(validations("read/gnumeric.xlsx")), sep="\n  ")
print("LibreOffice of Excel's file:", *sorted(validations("direct/in.xlsx")), sep="\n  ")
PY
diff got - <<'EXPECTED'
Excel's file:
  B2 textLength 10
  B3 list "x,y"
  D9 whole C9
Gnumeric's .ods:
  $'S'.C3 of:cell-content-text-length() <= 10
  $'S'.C5 of:cell-content-is-in-list("x,y")
  $'S'.G17 of:cell-content-is-whole-number() and cell-content() <= [.C9]
LibreOffice of Gnumeric's .ods:
  B2 D9 none 0
  B3 list "x,y"
LibreOffice of Excel's file:
  B2 textLength 10
  B3 list "x,y"
  D9 whole C9
EXPECTED
