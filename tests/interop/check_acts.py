#!/usr/bin/env python3
"""Checks that nothing a person struck out, drew, hid or linked passes unseen, in every format.

Usage: python3 tests/interop/check_acts.py BIN PLAN_TOML FORMS [KIND]

BIN is the program, PLAN_TOML the settings of a plan, FORMS its forms. A returned workbook is
treated in every way of ACTS, a form each, and saved by LibreOffice in every format of FORMATS;
what `merge` says of it must be what ACTS expects at that form, and nothing more. KIND selects one
format. Needs openpyxl and soffice.
"""

import pathlib
import re
import shutil
import sys
import tempfile
import zipfile

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

import check_returns
from returned import Plan, brief, set_saved

FIRST = "progress.first_half"
SECTIONS = ["町民生活課", "保健福祉課"]

# Name, filter of LibreOffice, extension.
FORMATS = {
    "xlsx": ("xlsx:Calc MS Excel 2007 XML", "xlsx"),
    "ods": ("ods", "ods"),
    "fods": ("fods", "fods"),
    "xls": ("xls:MS Excel 97", "xls"),
    "html": ("html:HTML (StarCalc)", "html"),
}

# What LibreOffice leaves out of a format.
NOT_WRITTEN = {
    "html": {
        "a_part_is_struck_out", "an_answer_is_written_in_one_point",
        "an_answer_has_a_format_that_shows_nothing", "the_row_of_an_answer_is_hidden",
        "an_answer_begins_with_a_minus", "a_long_number_is_cut_by_its_format",
        "an_ellipse_is_drawn", "a_box_with_text_is_drawn",
    },
}

ACTS = []


def act(function):
    ACTS.append(function)
    return function


class Form:
    """One form of the workbook that is treated."""

    def __init__(self, case, book, form_id):
        self.case, self.book, self.id = case, book, form_id
        self.cell = book.cell(form_id, FIRST)
        self.sheet = book.sheet(form_id)
        self.answer = self.cell.value
        # The answer that must stand in the record; `None` where none may.
        self.recorded = self.answer
        self.shapes = []

    def sees(self, code, **facts):
        return {"code": code, "form_id": self.id, **facts}

    def shows(self, **facts):
        """What is drawn stands on a sheet, whatever form lies below it."""
        return {"code": "F10", "sheet": self.sheet.title, **facts}

    def type(self, text):
        self.cell.value = text
        self.recorded = text


@act
def a_part_is_struck_out(form):
    struck = TextBlock(InlineFont(strike=True), "3回")
    form.cell.value = CellRichText(["説明会を", struck, "5回開き、延べ120人が参加した。"])
    form.recorded = "説明会を5回開き、延べ120人が参加した。"
    return [form.sees("F10", field=FIRST, found="3回")]


@act
def the_whole_answer_is_struck_out(form):
    form.cell.font = Font(strike=True)
    form.recorded = None
    return [form.sees("F10", field=FIRST, found=form.answer), form.sees("V09"), form.sees("V01", field=FIRST)]


@act
def an_answer_is_white(form):
    form.cell.font = Font(color="FFFFFFFF")
    form.cell.fill = PatternFill("solid", fgColor="FFFFFFFF")
    return [form.sees("F09", field=FIRST)]


@act
def an_answer_has_a_format_that_shows_nothing(form):
    form.cell.number_format = ";;;"
    return [form.sees("F09", field=FIRST)]


@act
def a_number_has_a_format_that_shows_nothing(form):
    form.cell.value = 12
    form.cell.number_format = ";;;"
    form.recorded = "12"
    return [form.sees("F09", field=FIRST), form.sees("V06", field=FIRST)]


@act
def an_answer_is_written_in_one_point(form):
    form.cell.font = Font(size=1)
    return [form.sees("F09", field=FIRST)]


@act
def the_row_of_an_answer_is_hidden(form):
    form.sheet.row_dimensions[form.cell.row].hidden = True
    return [form.sees("F09", field=FIRST)]


@act
def an_answer_leads_elsewhere(form):
    form.type("ホームページに結果を載せ、延べ340人が見た。")
    form.cell.hyperlink = "https://www.example.jp/houkoku/2024.pdf"
    return [form.shows(holds="https://www.example.jp/houkoku/2024.pdf")]


@act
def an_answer_begins_with_a_minus(form):
    form.cell.number_format = "General"
    form.cell.value = "=-説明会を３回開いた"
    form.recorded = "#NAME?"
    return [form.sees("V04", field=FIRST, holds="説明会を３回開いた")]


@act
def a_long_number_is_cut_by_its_format(form):
    form.cell.value = 1234567890123
    form.cell.number_format = "0.00000E+00"
    form.recorded = "1.23457E+12"
    return [form.sees("V06", field=FIRST, holds="1234567890123")]


@act
def a_number_is_scaled(form):
    form.cell.value = 12345600
    form.cell.number_format = '#,##0.0,"千円"'
    form.recorded = "12,345.6千円"
    return [form.sees("V06", field=FIRST)]


@act
def an_answer_holds_brackets(form):
    form.type("<A>地区と<B>地区で 12 回開いた。3<5 のため 10 件を見直した。")
    return []


@act
def a_year_stands_beside(form):
    form.sheet["G6"].value = "令和5年度"
    form.case.texts.append("令和5年度")
    return [{"code": "S11", "found": "令和5年度"}]


@act
def the_issued_text_is_struck_out(form):
    goal = form.book.cell(form.id, "annual_goal")
    goal.font = Font(strike=True)
    return [form.sees("F10", field="annual_goal"), form.sees("M03", field="annual_goal")]


@act
def an_ellipse_is_drawn(form):
    form.shapes.append(shape("ellipse", form.cell, ""))
    return [form.shows()]


@act
def a_box_with_text_is_drawn(form):
    form.shapes.append(shape("rect", form.cell, "この数字は速報です"))
    return [form.shows(holds="この数字は速報です")]


def shape(kind, cell, text):
    """A shape over a cell, as DrawingML."""
    row, col = cell.row - 1, cell.column - 1
    body = f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" if text else "<a:p/>"
    return f"""<xdr:twoCellAnchor>
<xdr:from><xdr:col>{col}</xdr:col><xdr:colOff>100000</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>50000</xdr:rowOff></xdr:from>
<xdr:to><xdr:col>{col}</xdr:col><xdr:colOff>900000</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>300000</xdr:rowOff></xdr:to>
<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="図形 1"/><xdr:cNvSpPr/></xdr:nvSpPr>
<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="800000" cy="250000"/></a:xfrm><a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></xdr:spPr>
<xdr:txBody><a:bodyPr/><a:lstStyle/>{body}</xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"""


DRAWING = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<xdr:wsDr '
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{}</xdr:wsDr>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def draw(path, shapes):
    """Puts shapes onto sheets of a workbook: a dictionary of sheet names to DrawingML."""
    with zipfile.ZipFile(path) as source:
        parts = {info.filename: source.read(info) for info in source.infolist()}
    book = parts["xl/workbook.xml"].decode()
    links = dict(re.findall(r'Target="/?(?:xl/)?([^"]+)" Id="([^"]+)"', parts["xl/_rels/workbook.xml.rels"].decode()))
    links = {key: target for target, key in links.items()}
    for number, (name, drawn) in enumerate(shapes.items(), 900):
        rid = re.search(rf'<sheet [^>]*name="{re.escape(name)}"[^>]*r:id="([^"]+)"', book)[1]
        sheet = "xl/" + links[rid]
        rels = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
        known = parts.get(rels, b"").decode() or '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        link = f'<Relationship Id="rIdDrawn" Type="{OFFICE}/drawing" Target="/xl/drawings/drawing{number}.xml"/></Relationships>'
        parts[rels] = known.replace("</Relationships>", link).encode()
        text = parts[sheet].decode()
        tag = f'<drawing xmlns:r="{OFFICE}" r:id="rIdDrawn"/>'
        before = next(mark for mark in ("<legacyDrawing", "<tableParts", "</worksheet>") if mark in text)
        parts[sheet] = text.replace(before, tag + before, 1).encode()
        parts[f"xl/drawings/drawing{number}.xml"] = DRAWING.format("".join(drawn)).encode()
        types = parts["[Content_Types].xml"].decode()
        override = (f'<Override PartName="/xl/drawings/drawing{number}.xml" '
                    'ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>')
        parts["[Content_Types].xml"] = types.replace("</Types>", override).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data)


def treat(case, left_out):
    """Treats the workbooks of two 課 in every way; gives the forms and what is expected of each."""
    books = [(section, case.book(section)) for section in SECTIONS]
    places = [(book, form_id) for _, book in books for form_id in book.ids]
    forms = []
    for function, (book, form_id) in zip(ACTS, places, strict=False):
        form = Form(case, book, form_id)
        wants = [] if function.__name__ in left_out else function(form)
        if form.answer in case.texts and form.recorded != form.answer:
            case.texts.remove(form.answer)
        forms.append((function.__name__, form, wants))
    assert len(forms) == len(ACTS), "fewer forms than acts"
    for section, book in books:
        book.save()
        drawn = [form for _, form, _ in forms if form.book is book and form.shapes]
        draw(case.path(f"{section}.xlsx"), {form.sheet.title: form.shapes for form in drawn})
        set_saved(case.path(f"{section}.xlsx"), "2024-10-10T09:00:00Z")
    return forms


def check(plan, kind):
    filter_name, extension = FORMATS[kind]
    case = plan.case(f"acts_{kind}")
    forms = treat(case, NOT_WRITTEN.get(kind, ()))
    for section in SECTIONS:
        source = case.path(f"{section}.xlsx")
        check_returns.convert(plan, source, filter_name, case.dir / "converted")
        source.unlink()
        shutil.copy(case.dir / "converted" / f"{section}.{extension}", case.returned)
    case.merge()
    if case.code != 0:
        return [f"exit {case.code}: {case.err.strip()}"]
    left = [finding for finding in case.findings if finding["severity"] != "info" and finding["code"] != "X06"]
    faults = []
    for name, form, wants in forms:
        for want in wants:
            hits = [finding for finding in left if is_meant(finding, want)]
            if not hits:
                faults.append(f"{name}: no {want}")
            left = [finding for finding in left if finding not in hits]
        recorded = recorded_answer(case.form(form.id))
        if recorded != form.recorded:
            faults.append(f"{name}: recorded {recorded!r}, not {form.recorded!r}")
    faults += ["unexpected " + brief(finding) for finding in left]
    return faults


def recorded_answer(form):
    """The text of the answer in 統合.json; `None` where there is none."""
    answer = form["progress"]["first_half"]
    return answer["text"] if isinstance(answer, dict) else answer


def is_meant(finding, want):
    facts = {key: value for key, value in want.items() if key not in ("holds", "sheet")}
    held = (finding["found"] or "") + finding["message"]
    place = finding["location"] or {}
    if want.get("sheet", place.get("sheet")) != place.get("sheet"):
        return False
    return all(finding[key] == value for key, value in facts.items()) and want.get("holds", "") in held


def main():
    binary, config, forms = sys.argv[1:4]
    kinds = sys.argv[4:] or list(FORMATS)
    failed = 0
    with tempfile.TemporaryDirectory() as root:
        plan = Plan(pathlib.Path(binary).resolve(), root, config, forms, "前期")
        for kind in kinds:
            faults = check(plan, kind)
            failed += len(faults)
            print(f"{kind}: {len(ACTS)} acts, {len(faults)} faults")
            for fault in faults:
                print("    " + fault)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
