#!/usr/bin/env bash
# openpyxl 3.1.5 turns the text 資料_x0041_版 into 資料A版 by opening and saving a workbook, and does not
# see it when it reads its own file; ExcelJS 4.4.0 and SheetJS 0.18.5 lose it too.
#
# Behaviour. Excel stores a text that looks like an escape with its underscore escaped
# (資料_x005F_x0041_版; ECMA-376-1, 22.9.2.19). All three decode that in the shared strings and write
# the result as it stands. openpyxl writes it as an inline string, and inline strings it does not
# decode: a test that saves and loads with openpyxl gives the text unharmed, and everyone else
# reads 資料A版. Part numbers, log lines and file names of this shape change for good, one layer a
# save. XlsxWriter, which makes the input, escapes.
#
# Seen with openpyxl 3.1.5, exceljs 4.4.0, xlsx 0.18.5, python-calamine 0.9.1, XlsxWriter 3.3.1:
#   in its own eyes after a save   openpyxl 資料_x0041_版, ExcelJS 資料A版, SheetJS 資料A版
#   in calamine's                  資料A版 for all three
#
# Needs node with npm and python3 with venv. Fails when the output changes.
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
book.add_worksheet("S").write_string(0, 0, "資料_x0041_版")
book.close()
PY
cat >resave.cjs <<'JS'
const XLSX = require("xlsx"), ExcelJS = require("exceljs");
(async () => {
  const sheetjs = (path) => XLSX.readFile(path).Sheets.S.A1.v;
  console.log("SheetJS opens", sheetjs("in.xlsx"));
  XLSX.writeFile(XLSX.readFile("in.xlsx"), "sheetjs.xlsx");
  console.log("SheetJS saved", sheetjs("sheetjs.xlsx"));
  const open = async (path) => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(path);
    return book;
  };
  const book = await open("in.xlsx");
  console.log("ExcelJS opens", book.getWorksheet("S").getCell("A1").value);
  await book.xlsx.writeFile("exceljs.xlsx");
  console.log("ExcelJS saved", (await open("exceljs.xlsx")).getWorksheet("S").getCell("A1").value);
})();
JS
{
    node resave.cjs
    venv/bin/python - <<'PY'
import openpyxl, python_calamine
book = openpyxl.load_workbook("in.xlsx")
print("openpyxl opens", book["S"]["A1"].value)
book.save("openpyxl.xlsx")
print("openpyxl saved", openpyxl.load_workbook("openpyxl.xlsx")["S"]["A1"].value)
for name in ("in", "openpyxl", "exceljs", "sheetjs"):
    sheet = python_calamine.CalamineWorkbook.from_path(f"{name}.xlsx").get_sheet_by_index(0)
    print("calamine reads", name, sheet.to_python()[0][0])
PY
} | tee got
diff got - <<'EXPECTED'
SheetJS opens 資料_x0041_版
SheetJS saved 資料A版
ExcelJS opens 資料_x0041_版
ExcelJS saved 資料A版
openpyxl opens 資料_x0041_版
openpyxl saved 資料_x0041_版
calamine reads in 資料_x0041_版
calamine reads openpyxl 資料A版
calamine reads exceljs 資料A版
calamine reads sheetjs 資料A版
EXPECTED
