#!/usr/bin/env python3
"""Makes the small workbooks under tests/fixtures with openpyxl, xlwt and LibreOffice (soffice).

Run once from the repository's root: python3 tests/interop/make_fixtures.py
excel_2003.xml there is the same form, written by hand as Excel writes it: nothing else here does.
"""

import datetime
import pathlib
import subprocess
import tempfile

import openpyxl
import xlwt
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

import looks

OUT = pathlib.Path("tests/fixtures")


def form(path):
    """One form as an office lays it out, with every kind of value."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "様式 1"
    sheet["A1"] = "目 標"
    sheet["B1"] = "広報紙の充実\n毎月発行"
    sheet.merge_cells("B1:D2")
    sheet["A3"] = "目標の達成"
    sheet["B3"] = -1
    sheet["B3"].number_format = '0;(0)'
    sheet["C3"] = 0.25
    sheet["C3"].number_format = "0%"
    sheet["D3"] = 1234567
    sheet["D3"].number_format = "#,##0"
    sheet["A4"] = datetime.date(2024, 1, 1)
    sheet["A4"].number_format = 'm"月"d"日"'
    sheet["B4"] = datetime.date(2024, 1, 1)
    sheet["B4"].number_format = "yyyy/m/d"
    sheet["C4"] = "=1+1"
    sheet["D4"] = "#N/A"
    sheet["D4"].data_type = "e"
    sheet["A5"] = True
    sheet["B5"] = "\u3000"
    sheet["C5"] = "  前の空白"
    sheet["A6"] = 7
    sheet.print_area = "A1:D6"
    sheet["A3"].comment = Comment("確認してください", "係")
    hidden = book.create_sheet("旧様式")
    hidden["A1"] = "見え消し"
    hidden.sheet_state = "hidden"
    book.defined_names["tm_goal"] = DefinedName("tm_goal", attr_text="'様式 1'!$B$1")
    book.defined_names["broken"] = DefinedName("broken", attr_text="#REF!")
    book.properties.modified = datetime.datetime(2024, 10, 1, 9, 30)
    book.save(path)


def old_looks(path):
    """The cells of looks.flat_ods() as xlwt writes them: numbers beside each other are one record."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("様式")
    struck, blue = xlwt.easyxf("font: struck_out on"), "pattern: pattern solid, fore_colour blue"
    none = xlwt.easyxf("", num_format_str=";;;")
    bold = xlwt.easyfont("bold on")
    sheet.write(0, 0, "研修を中止した。", struck)
    line = ("3回", xlwt.easyfont("struck_out on"))
    sheet.write_rich_text(0, 1, ["説明会を", line, ("5回", bold)])
    sheet.write(0, 2, "白い字", xlwt.easyxf("font: colour white"))
    sheet.write(0, 3, "青に青", xlwt.easyxf(f"font: colour blue; {blue}"))
    sheet.write(0, 4, "小さい", xlwt.easyxf("font: height 20"))
    sheet.write(0, 5, 1234, none)
    sheet.write(0, 6, "字", none)
    sheet.write(0, 7, 12, struck)
    sheet.write(1, 0, "隠れた行")
    sheet.row(1).hidden = True
    sheet.write_rich_text(2, 0, [("残す", bold), ("も", xlwt.easyfont("italic on"))], struck)
    sheet.write(2, 3, "青に白", xlwt.easyxf(f"font: colour white; {blue}"))
    sheet.write(2, 8, "隠れた列")
    sheet.col(8).hidden = True
    for column, style in enumerate([struck, struck, none]):
        sheet.write(3, column, column + 1, style)
    book.save(str(path))


def convert(source, kind, folder):
    subprocess.run(
        ["soffice", "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    form(OUT / "openpyxl.xlsx")
    with tempfile.TemporaryDirectory() as temp:
        temp = pathlib.Path(temp)
        convert(OUT / "openpyxl.xlsx", "ods", temp)
        (temp / "openpyxl.ods").replace(OUT / "libreoffice.ods")
        convert(OUT / "openpyxl.xlsx", "html", temp)
        (temp / "openpyxl.html").replace(OUT / "libreoffice.html")
        convert(OUT / "libreoffice.ods", "xls:MS Excel 97", temp)
        (temp / "libreoffice.xls").replace(OUT / "libreoffice.xls")
        convert(OUT / "libreoffice.ods", "xlsx:Calc MS Excel 2007 XML", temp)
        (temp / "libreoffice.xlsx").replace(OUT / "libreoffice.xlsx")
        (OUT / "looks.fods").write_text(looks.flat_ods(), encoding="utf-8")
        convert(OUT / "looks.fods", "xls:MS Excel 97", temp)
        (temp / "looks.xls").replace(OUT / "looks.xls")
    old_looks(OUT / "looks_xlwt.xls")


main()
