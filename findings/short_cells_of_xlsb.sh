#!/usr/bin/env bash
# Of an .xlsb by SheetJS 0.18.5 calamine and pyxlsb read the first cell of each run of neighbours and
# lose the rest; LibreOffice and SheetJS read all.
#
# Behaviour. SheetJS writes a cell right of another one as a short record (types 12 to 18, Excel's
# BrtShortBlank to BrtShortIsst, which name no column: it is the one after the cell before). Readers
# that know only the long records (1 to 7) skip them without an error, so that a row of five cells
# comes back as two, the first on each side of its gap.
#
# Seen with xlsx 0.18.5, python-calamine 0.9.1, pyxlsb 1.0.10, LibreOffice 7.4.7.2; the row is
# a, b, nothing, d, 5, 6:
#   SheetJS      a b - d 5 6
#   LibreOffice  a b - d 5 6
#   calamine     a - - d
#   pyxlsb       a - - d - -   (with a table of shared strings; without one it reads no text at all)
#
# Needs soffice, node with npm and python3 with venv. Fails when the output changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check python-calamine==0.9.1 pyxlsb==1.0.10
npm install --silent --no-audit --no-fund --prefix . xlsx@0.18.5 >/dev/null 2>&1

cat >write.cjs <<'JS'
const XLSX = require("xlsx");
const book = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([["a", "b", null, "d", 5, 6]]), "S");
XLSX.writeFile(book, "shared.xlsb", { bookType: "xlsb", bookSST: true });
XLSX.writeFile(book, "inline.xlsb", { bookType: "xlsb" });
for (const name of ["shared", "inline"]) {
  const row = XLSX.utils.sheet_to_json(XLSX.readFile(`${name}.xlsb`).Sheets.S, { header: 1 })[0];
  console.log("SheetJS", name, Array.from(row, (cell) => cell ?? "-").join(" "));
}
JS
{
    node write.cjs
    for name in shared inline; do
        soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to csv "$name.xlsb" >/dev/null 2>&1
        echo "LibreOffice $name $(sed 's/,,/,-,/g; s/,/ /g' "$name.csv")"
    done
    venv/bin/python - <<'PY'
import python_calamine, pyxlsb
def line(cells):
    return " ".join("-" if cell in (None, "") else str(cell) for cell in cells)
for name in ("shared", "inline"):
    sheet = python_calamine.CalamineWorkbook.from_path(f"{name}.xlsb").get_sheet_by_index(0)
    print("calamine", name, line(sheet.to_python()[0]))
    with pyxlsb.open_workbook(f"{name}.xlsb") as book, book.get_sheet(1) as sheet:
        print("pyxlsb", name, line(cell.v for cell in next(sheet.rows())))
PY
} | tee got
diff got - <<'EXPECTED'
SheetJS shared a b - d 5 6
SheetJS inline a b - d 5 6
LibreOffice shared a b - d 5 6
LibreOffice inline a b - d 5 6
calamine shared a - - d
pyxlsb shared a - - d - -
calamine inline a - - d
pyxlsb inline - - - - - -
EXPECTED
