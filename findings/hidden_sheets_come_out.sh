#!/usr/bin/env bash
# Gnumeric 1.12.55 makes every hidden sheet visible when it saves .xlsx, and keeps them hidden in
# .xls and .ods.
#
# Behaviour. Sheets with state="hidden" and state="veryHidden" lose the attribute in
# xl/workbook.xml, in both of Gnumeric's dialects of .xlsx. Its reader knows the state: the .xls and
# .ods of the same run hold it. What a sender hid is in plain sight of
# whoever gets the .xlsx, and nothing is printed.
#
# Seen with Gnumeric 1.12.55 (Debian 12), input by XlsxWriter 3.3.1:
#   input visible,hidden,veryHidden
#   xlsx  visible,visible,visible
#   xlsx2 visible,visible,visible
#   xls   0,1,2                    (BOUNDSHEET: 0 visible, 1 hidden, 2 very hidden)
#   ods   true,false,false         (table:display)
#
# Needs ssconvert (Debian: gnumeric) and python3 with venv. Fails when the output changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
ssconvert --version 2>&1 | head -1
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check XlsxWriter==3.3.1 xlrd==2.0.2

venv/bin/python - <<'PY'
import xlsxwriter
book = xlsxwriter.Workbook("in.xlsx")
book.add_worksheet("A")
book.add_worksheet("B").hide()
book.add_worksheet("C").very_hidden()
book.close()
PY
ssconvert -T Gnumeric_Excel:xlsx in.xlsx 1.xlsx 2>/dev/null
ssconvert -T Gnumeric_Excel:xlsx2 in.xlsx 2.xlsx 2>/dev/null
ssconvert -T Gnumeric_Excel:excel_biff8 in.xlsx 3.xls 2>/dev/null
ssconvert -T Gnumeric_OpenCalc:odf in.xlsx 4.ods 2>/dev/null

venv/bin/python - <<'PY' | tee got
import re, xlrd, zipfile
def states(path):
    text = zipfile.ZipFile(path).read("xl/workbook.xml").decode()
    sheets = re.findall(r"<sheet [^>]*>", text)
    return [(re.search(r'state="(\w+)"', sheet) or [0, "visible"])[1] for sheet in sheets]
print("input", *states("in.xlsx"))
print("xlsx", *states("1.xlsx"))
print("xlsx2", *states("2.xlsx"))
print("xls", *(sheet.visibility for sheet in xlrd.open_workbook("3.xls").sheets()))
text = zipfile.ZipFile("4.ods").read("content.xml").decode()
shown = []
for style in re.findall(r'<table:table [^>]*table:style-name="([^"]+)"', text):
    block = re.search(rf'style:name="{style}".*?</style:style>', text, re.S).group(0)
    shown.append("false" if 'table:display="false"' in block else "true")
print("ods", *shown)
PY
diff got - <<'EXPECTED'
input visible hidden veryHidden
xlsx visible visible visible
xlsx2 visible visible visible
xls 0 1 2
ods true false false
EXPECTED
