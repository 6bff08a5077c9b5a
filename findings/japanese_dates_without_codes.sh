#!/usr/bin/env bash
# One cell of a Japanese workbook, six answers: what a date in the built-in formats 27 to 36 and 50
# to 58 is to readers that know or do not know that these numbers are dates.
#
# Behaviour. Excel in Japan saves 令和6年7月1日 as 45474 with numFmtId 28 and no format code: the codes
# of 27 to 36 and 50 to 58 belong to the reader's language (ECMA-376-1, 18.8.30). So
#   - openpyxl, and pandas with it, gives the integer 45474, no date;
#   - ExcelJS gives 45474, and drops the number on save, so that it is 45474 in Excel as well;
#   - calamine gives a date for all nineteen;
#   - SheetJS calls all nineteen a date, shows 0:00:00 for 32 to 35 (in Japanese 34 is 2024年7月 and
#     35 is 7月1日) and the Chinese 上午/下午 00時00分00秒 for 56 (in Japanese 7月1日);
#   - LibreOffice shows what the person's own locale says: 34 and 35 are a time (0:00:00) in English
#     and a date in Japanese; on save the format code of that locale replaces the number, so that
#     the workbook shows it to everybody from then on;
#   - Gnumeric gives 45474 and says that the numbers are undefined.
#
# Seen with openpyxl 3.1.5, python-calamine 0.9.1, xlsx 0.18.5, exceljs 4.4.0, LibreOffice 7.4.7.2,
# Gnumeric 1.12.55; the input is by XlsxWriter 3.3.1. Output: EXPECTED below.
#
# Needs soffice, ssconvert, node with npm, python3 with venv. Fails when the output changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1 XlsxWriter==3.3.1
npm install --silent --no-audit --no-fund --prefix . exceljs@4.4.0 xlsx@0.18.5 >/dev/null 2>&1

venv/bin/python - <<'PY'
import xlsxwriter
book = xlsxwriter.Workbook("in.xlsx")
sheet = book.add_worksheet("S")
for row, number in enumerate([*range(27, 37), *range(50, 59)]):
    sheet.write_number(row, 0, 45474, book.add_format({"num_format": number}))
book.close()
PY
cat >read.cjs <<'JS'
const XLSX = require("xlsx"), ExcelJS = require("exceljs");
const ids = [27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58];
const grouped = (name, of) => {
  const groups = new Map();
  ids.forEach((id, row) => groups.set(of(row), [...(groups.get(of(row)) ?? []), id]));
  for (const [value, of_ids] of groups) console.log(`${name} [${value}] ${of_ids.join(" ")}`);
};
(async () => {
  const sheet = XLSX.readFile("in.xlsx").Sheets.S;
  grouped("SheetJS", (row) => sheet[`A${row + 1}`].w);
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile("in.xlsx");
  grouped("ExcelJS", (row) => book.getWorksheet("S").getCell(`A${row + 1}`).text);
  await book.xlsx.writeFile("exceljs.xlsx");
})();
JS
for locale in en-US ja-JP; do
    mkdir -p "$locale/user"
    cat >"$locale/user/registrymodifications.xcu" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>$locale</value></prop></item></oor:items>
XML
    soffice "-env:UserInstallation=file://$folder/$locale" --headless \
        --convert-to "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true" --outdir "$locale" in.xlsx >/dev/null 2>&1
    soffice "-env:UserInstallation=file://$folder/$locale" --headless --convert-to xlsx --outdir "$locale" in.xlsx >/dev/null 2>&1
done
ssconvert in.xlsx gnumeric.csv 2>/dev/null
{
    node read.cjs
    venv/bin/python - <<'PY'
import openpyxl, pathlib, python_calamine, re, zipfile
IDS = [*range(27, 37), *range(50, 59)]
def grouped(name, values):
    groups = {}
    for number, value in zip(IDS, values):
        groups.setdefault(value, []).append(str(number))
    for value, numbers in groups.items():
        print(f"{name} [{value}] {' '.join(numbers)}")
grouped("openpyxl", [repr(cell.value) for cell in openpyxl.load_workbook("in.xlsx")["S"]["A"]])
rows = python_calamine.CalamineWorkbook.from_path("in.xlsx").get_sheet_by_index(0).to_python()
grouped("calamine", [str(row[0]) for row in rows])
for locale in ("en-US", "ja-JP"):
    grouped(f"LibreOffice {locale}", pathlib.Path(f"{locale}/in.csv").read_text("utf-8").split())
    styles = zipfile.ZipFile(f"{locale}/in.xlsx").read("xl/styles.xml").decode()
    codes = re.findall(r'<numFmt numFmtId="\d+" formatCode="([^"]*)"', styles)
    print(f"LibreOffice {locale} saves the codes", " | ".join(c for c in codes if c != "General"))
grouped("Gnumeric", pathlib.Path("gnumeric.csv").read_text("utf-8").split())
styles = zipfile.ZipFile("exceljs.xlsx").read("xl/styles.xml").decode()
print("ExcelJS saves the numbers", *sorted(set(re.findall(r'<xf numFmtId="(\d+)"', styles))))
PY
} | tee got
diff got - <<'EXPECTED'
SheetJS [7/1/24] 27 28 29 30 31 36 50 51 52 53 54 55 57 58
SheetJS [0:00:00] 32 33 34 35
SheetJS [上午/下午 00時00分00秒 ] 56
ExcelJS [45474] 27 28 29 30 31 32 33 34 35 36 50 51 52 53 54 55 56 57 58
openpyxl [45474] 27 28 29 30 31 32 33 34 35 36 50 51 52 53 54 55 56 57 58
calamine [2024-07-01] 27 28 29 30 31 32 33 34 35 36 50 51 52 53 54 55 56 57 58
LibreOffice en-US [7/1/2024] 27 28 29 30 31 36 50 51 52 53 54 55 56 57 58
LibreOffice en-US [0:00:00] 32 33 34 35
LibreOffice en-US saves the codes m/d/yyyy | h:mm:ss
LibreOffice ja-JP [R6.07.01] 27 36 50 57
LibreOffice ja-JP [令和6年07月01日] 28 29 51 54 58
LibreOffice ja-JP [07/01/24] 30
LibreOffice ja-JP [2024年07月01日] 31
LibreOffice ja-JP [0時00分] 32
LibreOffice ja-JP [0時00分00秒] 33
LibreOffice ja-JP [2024年07月] 34 52 55
LibreOffice ja-JP [07月01日] 35 53 56
LibreOffice ja-JP saves the codes [$-1030411]ge\.mm\.dd | [$-1030411]ggge\年mm\月dd\日 | mm/dd/yy | yyyy\年mm\月dd\日 | h\時mm\分 | h\時mm\分ss\秒 | yyyy\年mm\月 | mm\月dd\日
Gnumeric [45474] 27 28 29 30 31 32 33 34 35 36 50 51 52 53 54 55 56 57 58
ExcelJS saves the numbers 0
EXPECTED
