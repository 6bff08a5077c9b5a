#!/usr/bin/env python3
"""Checks what becomes of returned workbooks, sound and injured.

Usage: python3 tests/interop/check_returns.py BIN PLAN_TOML FORMS [WORD]

BIN is the program, PLAN_TOML the settings of a plan, FORMS its forms (file or folder). WORD
selects the cases whose name contains it. Needs openpyxl and soffice.
"""

import concurrent.futures
import contextlib
import csv
import datetime
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback
import unicodedata
import zipfile
from copy import copy

import openpyxl
from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from returned import REQUIRED, SECTIONS, Book, Plan, answer, save, set_saved

FIRST = "progress.first_half"
ID = "1-1-2-1-町民生活課-1"
SHEET = "1-1-2-1"
ALL = "1-1-1-1-町民生活課-1"
TWINS = [f"2-1-3-2-町民生活課-{n}" for n in (1, 2, 3)]
CASES = []


def injury(function):
    CASES.append(function)
    return function


def want(code, **facts):
    return {"code": code, **facts}


def here(code, cell=None, field=None, **facts):
    """A finding on the form ID in its own file."""
    return want(code, form_id=ID, field=field, file="町民生活課.xlsx", sheet=SHEET, cell=cell, **facts)


# -- blank and odd answers -------------------------------------------------------------------


def clear(case, book, form_id, text=None):
    cell = book.cell(form_id, FIRST)
    case.texts.remove(cell.value)
    cell.value = text


BLANK = [here("V09", "D9"), here("V01", "D9", FIRST)]


@injury
def one_required_answer_cleared(case):
    book = case.book()
    clear(case, book, ID)
    book.save()
    return BLANK


@injury
def one_answer_of_blanks_only(case):
    book = case.book()
    clear(case, book, ID, "\u3000 \n\u3000")
    book.save()
    return BLANK


@injury
def whole_workbook_unfilled(case):
    shutil.copy(case.plan.issued("町民生活課"), case.path())
    case.forget()
    return [want("V09", section="町民生活課", n=14)]


@injury
def attainment_not_in_choices(case):
    book = case.book()
    case.type(book.cell(ID, "goal_attainment"), "まあまあ")
    book.save()
    return [here("V02", "D11", "goal_attainment", found="まあまあ"),
            here("V10", "D11", "goal_attainment")]


@injury
def attainment_alias(case):
    book = case.book()
    case.type(book.cell(ID, "goal_attainment"), "○")
    book.save()
    return [here("V03", "D11", "goal_attainment", found="○", expected="おおむね達成"),
            here("V10", "D11", "goal_attainment")]


@injury
def number_date_formula_error_in_answers(case):
    book = case.book()
    ids = list(book.ids)
    for form_id in ids[:5]:
        clear(case, book, form_id)
    book.cell(ids[0], FIRST).value = -1
    book.cell(ids[0], FIRST).number_format = "0;(0)"
    book.cell(ids[1], FIRST).value = datetime.date(2024, 1, 1)
    book.cell(ids[1], FIRST).number_format = 'm"月"d"日"'
    book.cell(ids[2], FIRST).value = '="研修を"&3&"回"'
    cell = book.cell(ids[3], FIRST)
    cell.value, cell.data_type = "#N/A", "e"
    book.cell(ids[4], FIRST).value = True
    book.save()
    return [want("V06", form_id=ids[0], field=FIRST, cell="D9", found="(1)"),
            want("V06", form_id=ids[1], field=FIRST, cell="D9", found="1月1日"),
            want("V04", form_id=ids[2], field=FIRST, cell="D9"),
            want("V04", form_id=ids[3], field=FIRST, cell="D9", found="#N/A"),
            want("V06", form_id=ids[4], field=FIRST, cell="D9", found="TRUE")]


@injury
def formula_with_cached_value(case):
    book = case.book()
    clear(case, book, ID)
    book.cell(ID, FIRST).value = '="研修を"&3&"回"'
    book.save()
    case.texts.append("研修を3回")
    convert(case.plan, case.path(), "xlsx", case.dir / "calculated")
    shutil.copy(case.dir / "calculated" / "町民生活課.xlsx", case.path())
    set_saved(case.path(), "2024-10-10T09:00:00Z")
    return [here("V05", "D9", FIRST)]


@injury
def placeholder(case):
    book = case.book()
    for form_id, text in zip(book.ids, ["同上", "別紙のとおり", "なし。", "－", "「検討中」"]):
        case.type(book.cell(form_id, FIRST), text)
    book.save()
    return [want("V07", field=FIRST, cell="D9", n=5)]


@injury
def longest_cell(case):
    book = case.book()
    case.type(book.cell(ID, FIRST), "点検した。" * 6553 + "完了")
    book.save()
    return [here("V08", "D9", FIRST), here("P01", "D9", FIRST)]


@injury
def later_field_filled(case):
    book = case.book()
    case.type(book.cell(ID, "evaluation"), "評価として点検の効果が47%あった。")
    book.save()
    return [here("V10", "D12", "evaluation")]


@injury
def answer_in_the_field_of_the_other_half(case):
    book = case.book()
    text = book.cell(ID, FIRST).value
    book.cell(ID, FIRST).value = None
    book.cell(ID, "progress.second_half").value = text
    book.save()
    return [here("V10", "D10", "progress.second_half"), here("V01", "D9", FIRST)]


# -- labels and issued text ------------------------------------------------------------------


@injury
def locked_text_edited(case):
    book = case.book()
    cell = book.cell(ID, "annual_goal")
    before = cell.value
    case.type(cell, "・広報紙を20%厚くする。")
    book.save()
    return [here("M03", "D6", "annual_goal", found="・広報紙を20%厚くする。", expected=before)]


@injury
def locked_text_wrapped_only(case):
    book = case.book()
    cell = book.cell(ID, "annual_goal")
    cell.value = cell.value[:5] + "\n　" + cell.value[5:]
    book.save()
    return []


@injury
def issued_text_deleted(case):
    book = case.book()
    before = {field: book.cell(ID, field).value for field in ("vision", "planned_actions")}
    for field in before:
        book.cell(ID, field).value = None
    book.save()
    return [here("M03", "D5", "vision", expected=before["vision"]),
            here("M03", "D7", "planned_actions", expected=before["planned_actions"])]


LABELS = {
    "A4": ("initiative", "D4"), "A5": ("vision", "D5"), "B6": ("annual_goal", "D6"),
    "B7": ("planned_actions", "D7"), "B8": ("responsible_section", "D8"), "C9": (FIRST, "D9"),
    "C10": ("progress.second_half", "D10"), "B11": ("goal_attainment", "D11"),
    "A12": ("evaluation", "D12"),
}


def label_case(label, field, at, respelled, binding):
    def case_of(case):
        book = case.book()
        sheet = book.sheet(ID)
        sheet[label].value = respelled
        also = ()
        if not binding:
            drop_hidden(book)
            drop_names(book)
            # Without the binding the cell is not known; its text must be quoted.
            also = ("S11", "S12", "V01", "V09")
        book.save()
        places = {} if not binding or field in ("initiative", "responsible_section") else {"cell": at}
        wants = [want("S08", form_id=ID, field=field, sheet=SHEET, **places)]
        if respelled:
            wants.append(want("S11", sheet=SHEET, cell=label, found=respelled))
        return wants, tuple(a for a in also if not (respelled and a == "S11")) or also

    kind = "respelled" if respelled else "erased"
    rest = "with_binding" if binding else "without_binding"
    case_of.__name__ = f"label_{field}_{kind}_{rest}"
    CASES.append(case_of)


for label, (field, at) in LABELS.items():
    label_case(label, field, at, None, True)
    label_case(label, field, at, None, False)
label_case("C9", FIRST, "D9", "なつまで", True)


@injury
def label_in_other_width(case):
    book = case.book()
    sheet = book.sheet(ID)
    sheet["C9"].value = "前 期（４〜９月）"
    sheet["B6"].value = "目　標"
    sheet["B11"].value = "目標の達成度"
    book.save()
    return [want("T01", cell="B11", found="目標の達成度"), want("T01", cell="C9"),
            want("T01", cell="B6")]


# -- binding ---------------------------------------------------------------------------------


def drop_sheet(book):
    if "_torimatome" in book.wb.sheetnames:
        del book.wb["_torimatome"]


def drop_hidden(book):
    """Takes away the hidden sheet and the custom properties, which repeat a part of it."""
    drop_sheet(book)
    book.wb.custom_doc_props = CustomPropertyList()


def drop_names(book):
    for name in list(book.wb.defined_names):
        del book.wb.defined_names[name]


def drop_ids(book):
    for form_id in book.ids:
        sheet = book.sheet(form_id)
        sheet["D1"].value = None


@injury
def sheet_renamed(case):
    book = case.book()
    sheet = book.sheet(ID)
    for name in book.wb.defined_names.values():
        name.attr_text = name.attr_text.replace(f"'{SHEET}'", "記入済み")
    sheet.title = "記入済み"
    book.save()
    return [want("S05", form_id=ID, sheet="記入済み", found="記入済み", expected=SHEET)]


@injury
def sheets_renamed_and_binding_gone(case):
    book = case.book()
    drop_hidden(book)
    drop_names(book)
    for number, form_id in enumerate(book.ids):
        book.sheet(form_id).title = f"その{number}"
    book.save()
    return [want("S05", n=14)]


@injury
def sheet_names_swapped(case):
    book = case.book()
    a, b = (book.sheet(form_id) for form_id in TWINS[:2])
    drop_names(book)
    names = a.title, b.title
    a.title = "一時"
    b.title, a.title = names
    book.save()
    return [want("S05", n=2)]


@injury
def sheet_deleted(case):
    book = case.book()
    case.texts.remove(book.cell(ID, FIRST).value)
    drop_cover_links(book)
    del book.wb[SHEET]
    book.save()
    return [want("S06", form_id=ID, section="町民生活課", file="町民生活課.xlsx")]


def drop_cover_links(book):
    """What Excel makes of formulas on a deleted sheet."""
    for row in book.wb["提出票"].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("=") and SHEET in cell.value:
                cell.value = "=#REF!"


@injury
def cover_and_guide_deleted(case):
    book = case.book()
    del book.wb["提出票"]
    del book.wb["記入要領"]
    book.save(case.path("返信.xlsx"))
    case.path().unlink()
    return []


@injury
def hidden_sheet_deleted(case):
    book = case.book()
    drop_hidden(book)
    book.save()
    return []


@injury
def defined_names_deleted(case):
    book = case.book()
    drop_names(book)
    book.save()
    return []


@injury
def printed_ids_erased(case):
    book = case.book()
    drop_ids(book)
    book.save()
    return []


@injury
def hidden_sheet_and_names_deleted(case):
    book = case.book()
    drop_hidden(book)
    drop_names(book)
    book.save(case.path("回答.xlsx"))
    case.path().unlink()
    return []


@injury
def hidden_sheet_and_ids_deleted(case):
    book = case.book()
    drop_hidden(book)
    drop_ids(book)
    book.save()
    return [want("S09", n=14)]


@injury
def all_three_erased(case):
    book = case.book()
    drop_hidden(book)
    drop_names(book)
    drop_ids(book)
    book.save()
    return [want("S09", form_id=form_id) for form_id in book.ids]


@injury
def all_three_erased_and_cover_deleted_and_renamed(case):
    book = case.book()
    drop_hidden(book)
    drop_names(book)
    drop_ids(book)
    del book.wb["提出票"]
    for number, form_id in enumerate(book.ids):
        book.sheet(form_id).title = f"Sheet{number}"
    book.save(case.path("回答.xlsx"))
    case.path().unlink()
    return [want("S09", form_id=form_id) for form_id in book.ids]


@injury
def all_three_erased_only_all_section_forms_left(case):
    book = case.book()
    keep = [form_id for form_id in book.ids if book.sheet(form_id)["D8"].value.startswith("全課")]
    drop_hidden(book)
    drop_names(book)
    drop_ids(book)
    drop_own(book)
    for form_id in book.ids:
        if form_id not in keep:
            case.texts.remove(book.sheet(form_id)["D9"].value)
            del book.wb[book.sheet(form_id).title]
    book.save(case.path("回答.xlsx"))
    case.path().unlink()
    return [want("S10", n=len(keep)), want("M04", section="町民生活課")]


@injury
def only_all_section_forms_and_the_properties_left(case):
    book = case.book()
    keep = [form_id for form_id in book.ids if book.sheet(form_id)["D8"].value.startswith("全課")]
    lost = [form_id for form_id in book.ids if form_id not in keep]
    drop_sheet(book)
    drop_names(book)
    drop_ids(book)
    drop_own(book)
    for form_id in lost:
        case.texts.remove(book.sheet(form_id)["D9"].value)
        del book.wb[book.sheet(form_id).title]
    book.save(case.path("回答.xlsx"))
    case.path().unlink()
    return [*(want("S09", form_id=form_id) for form_id in keep),
            *(want("S06", form_id=form_id) for form_id in lost)]


def drop_own(book):
    del book.wb["提出票"]
    del book.wb["記入要領"]


@injury
def all_three_erased_in_sub_folder_of_the_section(case):
    book = case.book()
    drop_hidden(book)
    drop_names(book)
    drop_ids(book)
    drop_own(book)
    book.save(case.path("町民生活課/回答.xlsx"))
    case.path().unlink()
    return [want("S09", form_id=form_id) for form_id in book.ids]


@injury
def printed_id_replaced_by_another(case):
    book = case.book()
    book.sheet(ID)["D1"].value = "様式ID：1-2-1-1-町民生活課-1"
    book.save()
    return [want("S09", form_id=ID, sheet=SHEET), want("S11", sheet=SHEET, cell="D1")]


@injury
def printed_id_unknown(case):
    book = case.book()
    book.sheet(ID)["D1"].value = "様式ID：9-9-9-9-町民生活課-1"
    case.texts.append("9-9-9-9")
    book.save()
    return [want("S11", sheet=SHEET, cell="D1")]


# -- cells moved -----------------------------------------------------------------------------


def insert(book, sheet, at, count, rows=True):
    """Inserts rows or columns as Excel does: merges, heights and defined names move along."""
    merges = [copy(region) for region in sheet.merged_cells.ranges]
    for region in merges:
        sheet.unmerge_cells(str(region))
    (sheet.insert_rows if rows else sheet.insert_cols)(at, count)
    for region in merges:
        col1, row1, col2, row2 = region.bounds
        if rows:
            row1, row2 = row1 + count * (row1 >= at), row2 + count * (row2 >= at)
        else:
            col1, col2 = col1 + count * (col1 >= at), col2 + count * (col2 >= at)
        sheet.merge_cells(start_row=row1, start_column=col1, end_row=row2, end_column=col2)
    for name in book.wb.defined_names.values():
        name_sheet, cell = next(iter(name.destinations), (None, None))
        if name_sheet != sheet.title:
            continue
        region = CellRange(cell.replace("$", ""))
        row = region.min_row + count * (rows and region.min_row >= at)
        col = region.min_col + count * (not rows and region.min_col >= at)
        name.attr_text = f"'{name_sheet}'!${get_column_letter(col)}${row}"


@injury
def rows_inserted_above(case):
    book = case.book()
    insert(book, book.sheet(ID), 1, 2)
    book.save()
    return [want("S07", form_id=ID, sheet=SHEET)]


@injury
def rows_inserted_above_all_binding_gone(case):
    book = case.book()
    insert(book, book.sheet(ID), 1, 2)
    drop_hidden(book)
    drop_names(book)
    book.save()
    return [], ("S07",)


@injury
def rows_inserted_between(case):
    book = case.book()
    insert(book, book.sheet(ID), 9, 3)
    book.save()
    return [want("S07", form_id=ID, sheet=SHEET)]


@injury
def row_inserted_in_the_answer_and_used(case):
    book = case.book()
    sheet = book.sheet(ID)
    insert(book, sheet, 10, 1)
    case.type(sheet["D10"], "続きの点検を48件行った。")
    book.save()
    return [want("S07", form_id=ID, sheet=SHEET), here("S12", "D9", FIRST)]


@injury
def columns_inserted(case):
    book = case.book()
    insert(book, book.sheet(ID), 1, 2, rows=False)
    book.save()
    return [want("S07", form_id=ID, sheet=SHEET)]


@injury
def column_inserted_before_the_answers(case):
    book = case.book()
    insert(book, book.sheet(ID), 4, 1, rows=False)
    book.save()
    return [want("S07", form_id=ID, sheet=SHEET)]


@injury
def cells_unmerged(case):
    book = case.book()
    for region in list(book.sheet(ID).merged_cells.ranges):
        book.sheet(ID).unmerge_cells(str(region))
    book.save()
    return []


@injury
def answer_over_two_cells(case):
    book = case.book()
    case.type(book.sheet(ID)["E9"], "続きの点検を48件行った。")
    book.save()
    return [here("S12", "D9", FIRST)]


@injury
def text_around_the_form(case):
    book = case.book()
    sheet = book.sheet(ID)
    texts = {"F6": "横の書き込み", "D16": "下の書き込み", "A14": "すぐ下の書き込み", "A1": "上の書き込み",
             "D14": "評価の下の書き込み"}
    for at, text in texts.items():
        case.type(sheet[at], text)
    book.save()
    return [want("S11", sheet=SHEET, cell=at, found=text, file="町民生活課.xlsx") for at, text in texts.items()]


@injury
def text_in_a_label_cell(case):
    book = case.book()
    sheet = book.sheet(ID)
    case.type(sheet["A12"], "評価・検証\n（総務課にて記入願います）")
    book.save()
    return [want("S08", form_id=ID, field="evaluation"), want("S11", sheet=SHEET, cell="A12")]


@injury
def text_on_cover_and_guide(case):
    book = case.book()
    case.type(book.wb["提出票"]["H3"], "担当は山田です")
    case.type(book.wb["記入要領"]["A30"], "総務課の皆様へ")
    book.save()
    return [want("S11", sheet="提出票", cell="H3", found="担当は山田です"),
            want("S11", sheet="記入要領", cell="A30", found="総務課の皆様へ")]


@injury
def text_on_the_binding_sheet(case):
    book = case.book()
    case.type(book.wb["_torimatome"]["K3"], "ここに書いたメモ")
    book.save()
    return [want("S11", sheet="_torimatome", cell="K3", found="ここに書いたメモ")]


@injury
def words_of_the_workbook_typed_elsewhere(case):
    """A word that the issued workbook holds somewhere is an answer's word all the same."""
    book = case.book()
    texts = {"F9": "町民生活課", "F11": "達成", "F12": "1"}
    for at, text in texts.items():
        book.sheet(ID)[at].value = text
    book.wb["提出票"]["H5"].value = "総務課"
    book.save()
    return [*(want("S11", sheet=SHEET, cell=at, found=text) for at, text in texts.items()),
            want("S11", sheet="提出票", cell="H5", found="総務課")]


@injury
def text_under_a_heading_label(case):
    book = case.book()
    book.sheet(ID).unmerge_cells("A3:D3")
    book.sheet(ID)["A3"].value = "基本項目"
    case.type(book.sheet(ID)["D3"], "ここにも書きました")
    book.save()
    return [want("S11", sheet=SHEET, cell="D3", found="ここにも書きました")], ("S11",)


@injury
def note_on_an_answer(case):
    book = case.book()
    book.cell(ID, FIRST).comment = openpyxl.comments.Comment("ここは要確認です", "山田")
    book.save()
    case.texts.append("ここは要確認です")
    return [want("F10", sheet=SHEET, holds="ここは要確認です")]


@injury
def answer_equal_to_a_fixed_text(case):
    book = case.book()
    case.type(book.cell(ID, FIRST), "計画どおり順調に進めている。今後も引き続き取り組む。")
    book.save()
    return [], ("X04",)


@injury
def answer_that_reads_as_a_label(case):
    book = case.book()
    case.type(book.cell(ID, FIRST), "目標の達成")
    case.type(book.cell(ALL, FIRST), "令和6年度")
    case.type(book.cell(TWINS[0], FIRST), "進捗")
    book.save()
    return [], ("X04",)


@injury
def answer_that_reads_as_an_id(case):
    book = case.book()
    case.type(book.cell(ID, FIRST), "様式ID：1-2-1-1-町民生活課-1")
    book.save()
    return [], ("X04", "X07")


# -- sheets ----------------------------------------------------------------------------------


@injury
def extra_sheets(case):
    book = case.book()
    notes = book.wb.create_sheet("連絡")
    case.type(notes["B2"], "担当が替わりました")
    hidden = book.wb.create_sheet("旧様式")
    case.type(hidden["A1"], "下書きの文")
    hidden.sheet_state = "hidden"
    very = book.wb.create_sheet("控え")
    case.type(very["A1"], "隠した文")
    very.sheet_state = "veryHidden"
    book.save()
    return [want("S11", sheet="連絡", cell="B2"), want("F09", sheet="旧様式"), want("F09", sheet="控え")]


@injury
def hidden_form_sheet(case):
    book = case.book()
    book.sheet(ID).sheet_state = "hidden"
    book.save()
    return [want("F09", sheet=SHEET, found=SHEET)]


@injury
def sheet_copied_same_answer(case):
    book = case.book()
    book.wb.copy_worksheet(book.sheet(ID)).title = "写し"
    book.save()
    return [want("S13", form_id=ID, sheet="写し")]


@injury
def sheet_copied_twice_with_different_answers(case):
    book = case.book()
    for number in (1, 2):
        sheet = book.wb.copy_worksheet(book.sheet(ID))
        sheet.title = f"写し{number}"
        sheet["D9"].value = None
        case.type(sheet["D9"], f"別の係の答え{number * 7}件")
    book.save()
    return [want("S13", form_id=ID, n=2), here("M02", "D9", FIRST)]


@injury
def sheet_copied_with_blank_answer(case):
    book = case.book()
    sheet = book.wb.copy_worksheet(book.sheet(ID))
    sheet.title = "写し"
    sheet["D9"].value = None
    book.save()
    return [want("S13", form_id=ID, sheet="写し")]


def paste(source, target, top=0, left=0, styles=False):
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None:
                target.cell(cell.row + top, cell.column + left).value = cell.value


@injury
def sheet_of_another_section(case):
    book, other = case.book(), case.book("保健福祉課")
    form_id = next(iter(other.ids))
    sheet = book.wb.create_sheet("保健から")
    paste(other.sheet(form_id), sheet)
    book.save()
    return [want("S04", sheet="保健から", file="町民生活課.xlsx", section="町民生活課")]


@injury
def other_years_workbook(case):
    book = case.book()
    hidden = book.wb["_torimatome"]
    for row in hidden.iter_rows():
        if row[0].value == "fiscal_year":
            row[1].value = "令和5年度"
    for form_id in book.ids:
        book.sheet(form_id)["A6"].value = "令和5年度"
    book.save()
    return [want("S02", file="町民生活課.xlsx", n=14), want("M04", section="町民生活課")]


@injury
def other_years_workbook_without_binding(case):
    book = case.book()
    drop_hidden(book)
    drop_names(book)
    for form_id in book.ids:
        book.sheet(form_id)["A6"].value = "令和５年度"
    book.save()
    return [want("S02", file="町民生活課.xlsx", n=14), want("M04", section="町民生活課")]


@injury
def same_year_in_other_width(case):
    book = case.book()
    book.sheet(ID)["A6"].value = "令和６年度"
    book.save()
    return []


@injury
def values_in_a_new_book(case):
    book = case.book()
    new = openpyxl.Workbook()
    new.remove(new.active)
    for form_id in book.ids:
        paste(book.sheet(form_id), new.create_sheet(book.sheet(form_id).title))
    save(new, case.path())
    return []


@injury
def values_in_a_new_book_without_ids(case):
    book = case.book()
    new = openpyxl.Workbook()
    new.remove(new.active)
    for form_id in book.ids:
        sheet = new.create_sheet()
        paste(book.sheet(form_id), sheet)
        sheet["D1"].value = None
    save(new, case.path())
    return [want("S09", form_id=form_id) for form_id in book.ids]


def stacked(case, gap, ids):
    book = case.book()
    new = openpyxl.Workbook()
    sheet = new.active
    for number, form_id in enumerate(book.ids):
        paste(book.sheet(form_id), sheet, top=number * (13 + gap))
        if not ids:
            sheet.cell(number * (13 + gap) + 1, 4).value = None
    save(new, case.path())
    return list(book.ids)


@injury
def forms_under_one_another(case):
    stacked(case, 2, True)
    return []


@injury
def forms_under_one_another_without_gap(case):
    stacked(case, 0, True)
    return []


@injury
def forms_under_one_another_without_ids(case):
    ids = stacked(case, 1, False)
    return [want("S09", form_id=form_id) for form_id in ids]


@injury
def forms_under_one_another_one_without_id(case):
    stacked(case, 1, True)
    wb = openpyxl.load_workbook(case.path())
    wb.active["D15"].value = None
    save(wb, case.path())
    return [want("S09", form_id="1-1-2-1-町民生活課-1")]


@injury
def forms_side_by_side(case):
    book = case.book()
    new = openpyxl.Workbook()
    for number, form_id in enumerate(book.ids):
        paste(book.sheet(form_id), new.active, left=number * 5)
    save(new, case.path())
    return []


@injury
def only_two_forms_of_all_in_a_new_book(case):
    book = case.book()
    new = openpyxl.Workbook()
    new.remove(new.active)
    keep = TWINS[:2]
    for form_id in book.ids:
        if form_id in keep:
            paste(book.sheet(form_id), new.create_sheet(book.sheet(form_id).title))
        else:
            case.texts.remove(book.cell(form_id, FIRST).value)
    save(new, case.path())
    return [want("S06", n=12, section="町民生活課", file="町民生活課.xlsx")]


def to_csv(sheet, path, encoding="cp932"):
    out = io.StringIO()
    writer = csv.writer(out)
    for row in sheet.iter_rows(values_only=True):
        writer.writerow(["" if value is None else value for value in row])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue().encode(encoding, "replace"))


@injury
def csv_of_every_sheet(case):
    book = case.book()
    case.path().unlink()
    for form_id in book.ids:
        to_csv(book.sheet(form_id), case.path(f"町民生活課/{form_id}.csv"), "utf-8-sig")
    return []


@injury
def csv_of_one_sheet_beside_the_book(case):
    book = case.book()
    to_csv(book.sheet(ID), case.path("町民生活課_広報.csv"))
    return []


@injury
def csv_of_one_sheet_with_other_answer(case):
    book = case.book()
    case.type(book.sheet(ID)["E1"], None)
    sheet = book.sheet(ID)
    sheet["D9"].value = None
    case.type(sheet["D9"], "全く別の答えで17件")
    to_csv(sheet, case.path("町民生活課_広報.csv"))
    return [want("M02", form_id=ID, field=FIRST, holds="全く別の答えで17件")]


# -- copies ----------------------------------------------------------------------------------


@injury
def same_file_twice(case):
    shutil.copy(case.path(), case.path("町民生活課 (1).xlsx"))
    return [want("M01", section="町民生活課")]


@injury
def same_values_twice(case):
    book = case.book()
    book.save(case.path("町民生活課_再提出.xlsx"), saved="2024-10-12T09:00:00Z")
    return [want("M01", section="町民生活課")]


@injury
def same_values_with_moved_sheets(case):
    book = case.book()
    book.wb.move_sheet(SHEET, 3)
    book.save(case.path("町民生活課_再提出.xlsx"))
    return [want("M01", section="町民生活課")]


@injury
def a_copy_with_a_fault_of_its_own(case):
    """Two files hold one text outside the fields; the other has it elsewhere."""
    book = case.book()
    case.type(book.sheet(ID)["F6"], "横の書き込み")
    book.save(case.path("町民生活課_再提出.xlsx"))
    return [want("S11", cell="F6", file="再提出.xlsx")], ()


@injury
def different_answers(case):
    book = case.book()
    book.cell(ID, FIRST).value = None
    case.type(book.cell(ID, FIRST), "全く別の答えで17件")
    book.save(case.path("町民生活課_別.xlsx"))
    return [here_any("M02", FIRST, holds="全く別の答えで17件")]


def here_any(code, field=None, **facts):
    return want(code, form_id=ID, field=field, **facts)


@injury
def halves_of_two_groups(case):
    whole = case.book()
    ids = list(whole.ids)
    for name, part in (("甲係", ids[:7]), ("乙係", ids[7:])):
        book = case.book()
        for form_id in ids:
            if form_id not in part:
                book.cell(form_id, FIRST).value = None
        book.save(case.path(f"町民生活課_{name}.xlsx"))
    case.path().unlink()
    return [want("M06", n=14)]


@injury
def newer_extension(case):
    book = case.book()
    before = book.cell(ID, FIRST).value
    case.texts.append(before)
    case.type(book.cell(ID, FIRST), before + "\n・追加で点検を48件行った。")
    book.save(case.path("町民生活課_追記.xlsx"), saved="2024-10-15T09:00:00Z")
    return [here_any("M07", FIRST, found=before)]


@injury
def older_extension(case):
    book = case.book()
    before = book.cell(ID, FIRST).value
    case.texts.append(before)
    case.type(book.cell(ID, FIRST), before + "\n・追加で点検を48件行った。")
    book.save(case.path("町民生活課_追記.xlsx"), saved="2024-10-02T09:00:00Z")
    return [here_any("M02", FIRST)]


@injury
def different_attainments_where_one_contains_the_other(case):
    for name, text in (("甲", "達成"), ("乙", "未達成")):
        book = case.book()
        case.type(book.cell(ID, "goal_attainment"), text)
        book.save(case.path(f"町民生活課_{name}.xlsx"))
    return [here_any("M02", "goal_attainment"), here_any("V10", "goal_attainment", n=2)]


@injury
def an_answer_turned_into_its_opposite(case):
    book = case.book()
    case.type(book.cell(ID, FIRST), "説明会を17回開催")
    book.save()
    book = case.book()
    book.cell(ID, FIRST).value = None
    case.type(book.cell(ID, FIRST), "説明会を17回開催できなかった")
    case.texts.append("説明会を17回開催")
    book.save(case.path("町民生活課_別.xlsx"), saved="2024-10-15T09:00:00Z")
    return [here_any("M02", FIRST)]


@injury
def old_edition(case):
    """The plan's forms changed after the first distribution; one section answers the old one."""
    before = case.book().cell(ID, "annual_goal").value
    new = "・広報紙面を刷新する。"
    for path in (case.dir / "様式").rglob("*.xlsx"):
        forms = openpyxl.load_workbook(path)
        cells = [cell for sheet in forms for row in sheet.iter_rows() for cell in row]
        for cell in (cell for cell in cells if cell.value == before):
            cell.value = new
        forms.save(path)
    case.plan.run(case.dir, "distribute")
    for section in SECTIONS:
        if section == "町民生活課":
            continue
        book = Book(case.dir / "配布" / case.plan.period / f"{section}.xlsx")
        for form_id in book.ids:
            book.cell(form_id, FIRST).value = answer(form_id, FIRST)
        book.save(case.path(f"{section}.xlsx"))
    return [want("S03", field=None, cell=None, section="町民生活課", file="町民生活課.xlsx"),
            here("S03", "D6", "annual_goal", found=before, expected=new)]


@injury
def due_date_set_after_the_distribution(case):
    config = case.dir / "plan.toml"
    config.write_text(config.read_text().replace("2024-10-18", "2024-10-31"))
    return []


@injury
def section_known_by_an_alias(case):
    config = case.dir / "plan.toml"
    entry = '{ name = "町民生活課", aliases = ["町民課"] }'
    config.write_text(config.read_text().replace('  "町民生活課",', f"  {entry},", 1))
    book = case.book()
    drop_hidden(book)
    drop_names(book)
    drop_ids(book)
    drop_own(book)
    for form_id in book.ids:
        if not book.sheet(form_id)["D8"].value.startswith("全課"):
            case.texts.remove(book.sheet(form_id)["D9"].value)
            del book.wb[book.sheet(form_id).title]
    book.save(case.path("町民課より.xlsx"))
    case.path().unlink()
    return [want("S09", section="町民生活課", n=4), want("S06", section="町民生活課", n=10)]


@injury
def section_missing(case):
    case.path().unlink()
    case.forget()
    return [want("M04", section="町民生活課", form_id=None)]


@injury
def late(case):
    set_saved(case.path(), "2024-10-25T09:00:00Z")
    return [want("M05", file="町民生活課.xlsx", found="2024-10-25", expected="2024-10-18")]


@injury
def late_by_utc_only(case):
    # 23:30 UTC on the 17th is 8:30 on the 18th in Japan; 16:00 UTC on the 18th is the 19th there.
    set_saved(case.path(), "2024-10-18T16:00:00Z")
    return [want("M05", file="町民生活課.xlsx", found="2024-10-19", expected="2024-10-18")]


# -- files -----------------------------------------------------------------------------------


@injury
def broken_and_foreign_files(case):
    data = case.path().read_bytes()
    case.path("切れた.xlsx").write_bytes(data[: len(data) // 2])
    case.path("空.xlsx").write_bytes(b"")
    case.path("ごみ.xlsx").write_bytes(bytes(range(256)) * 40)
    case.path("文書.pdf").write_bytes(b"%PDF-1.7\n%...")
    with zipfile.ZipFile(case.path("文書.docx"), "w") as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        out.writestr("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
        out.writestr("word/document.xml", "<w/>")
    case.path("~$町民生活課.xlsx").write_bytes(b"\x05name")
    case.path("Thumbs.db").write_bytes(b"x")
    case.path("__MACOSX").mkdir()
    case.path("__MACOSX/._町民生活課.xlsx").write_bytes(b"\0\x05\x16\x07")
    return [want("F01", file="切れた.xlsx"), want("F01", file="空.xlsx"), want("F01", file="ごみ.xlsx"),
            want("F03", file="文書.pdf"), want("F03", file="文書.docx"),
            want("F08", file="~$町民生活課.xlsx"), want("F08", file="__MACOSX")]


@injury
def truncated_return(case):
    data = case.path().read_bytes()
    case.path().write_bytes(data[: len(data) // 2])
    case.forget()
    return [want("F01", file="町民生活課.xlsx"), want("M04", section="町民生活課")]


@injury
def encrypted_return(case):
    try:
        from msoffcrypto.format.ooxml import OOXMLFile
    except ImportError:
        return None
    data = io.BytesIO(case.path().read_bytes())
    with case.path().open("wb") as out:
        OOXMLFile(data).encrypt("秘密", out)
    case.forget()
    return [want("F02", file="町民生活課.xlsx"), want("M04", section="町民生活課")]


@injury
def wrong_extension(case):
    case.path().rename(case.path("町民生活課.xls"))
    return [want("F04", file="町民生活課.xls")]


@injury
def macros(case):
    book_path = case.path("町民生活課.xlsm")
    with zipfile.ZipFile(case.path()) as source, zipfile.ZipFile(book_path, "w") as out:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "[Content_Types].xml":
                data = data.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                ).replace(b"</Types>", b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>')
            if info.filename == "xl/_rels/workbook.xml.rels":
                data = data.replace(b"</Relationships>", b'<Relationship Id="rVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>')
            out.writestr(info.filename, data)
        out.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    case.path().unlink()
    return [want("F05", file="町民生活課.xlsm")]


def raw_zip(path, members, utf8=False):
    """A zip with member names in CP932 and no UTF-8 flag."""
    with zipfile.ZipFile(path, "w") as out:
        for name, data in members:
            info = zipfile.ZipInfo("x" * len(name.encode("cp932")))
            out.writestr(info, data)
    raw = path.read_bytes()
    for name, _ in members:
        coded = name.encode("cp932")
        raw = raw.replace(b"x" * len(coded), coded)
    path.write_bytes(raw)


@injury
def zip_with_cp932_names(case):
    raw_zip(case.path("提出.zip"), [("町民/町民生活課.xlsx", case.path().read_bytes())])
    case.path().unlink()
    return []


@injury
def zip_in_zip(case):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as out:
        out.writestr("町民生活課.xlsx", case.path().read_bytes())
        out.writestr("__MACOSX/._x", b"1")
        out.writestr("読んでください.docx", b"PK\x03\x04no")
    with zipfile.ZipFile(case.path("全部.zip"), "w") as out:
        out.writestr("内.zip", inner.getvalue())
    case.path().unlink()
    return [want("F01", file="読んでください.docx"), want("F08")]


@injury
def sub_folders_and_odd_names(case):
    case.path().rename(case.path("（提出） ☆R6　前期 '最終'最終②.XLSX"))
    target = case.path("福祉/さらに/深い フォルダ")
    target.mkdir(parents=True)
    case.path("保健福祉課.xlsx").rename(target / "#保健%20福祉課;.xlsx")
    return []


@injury
def decomposed_file_name(case):
    name = unicodedata.normalize("NFD", "ラベンダーハイツ（プラン）.xlsx")
    case.path("ラベンダーハイツ.xlsx").rename(case.path(name))
    return [want("T07")]


@injury
def decomposed_answer(case):
    book = case.book()
    case.type(book.cell(ID, FIRST), unicodedata.normalize("NFD", "パンフレットを48部配布した。"))
    book.save()
    return [here("T07", "D9", FIRST)]


@injury
def the_issued_folder_put_in(case):
    """The distributed originals lie beside the returns."""
    shutil.copytree(case.plan.base / "配布" / case.plan.period, case.path("配布控え"))
    return [want("S01", file="台帳.json")]


@injury
def the_outputs_put_in(case):
    case.merge()
    shutil.copytree(case.dir / "とりまとめ" / case.plan.period, case.path("前回"))
    return [], ("S01", "F03")


@injury
def empty_folder(case):
    shutil.rmtree(case.returned)
    case.returned.mkdir()
    for section in SECTIONS:
        case.forget(section)
    return [want("M04", n=7)]


@injury
def no_folder(case):
    shutil.rmtree(case.returned)
    for section in SECTIONS:
        case.forget(section)
    return [want("M04", n=7)]


@injury
def a_book_without_forms(case):
    new = openpyxl.Workbook()
    case.type(new.active["B3"], "出欠表")
    case.type(new.active["B4"], "山田")
    save(new, case.path("出欠.xlsx"))
    return [want("S01", file="出欠.xlsx")]


@injury
def a_text_file(case):
    case.path("メモ.txt").write_text("遅れてすみません。\nよろしくお願いします。", "utf-8")
    case.texts.append("遅れてすみません。")
    return [want("S01", file="メモ.txt")]


# -- all books through another program -------------------------------------------------------


def convert(plan, path, kind, target):
    target.mkdir(parents=True, exist_ok=True)
    profile = plan.root / f"soffice{os.getpid()}"
    paths = [path] if path.is_file() else sorted(path.glob("*.xlsx"))
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless",
               "--convert-to", kind, "--outdir", str(target), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return done.returncode == 0


def through_libreoffice(kind):
    def case_of(case):
        if not (case.plan.root / f"as_{kind}").exists():
            convert(case.plan, case.plan.sound, kind, case.plan.root / f"as_{kind}")
        shutil.rmtree(case.returned)
        shutil.copytree(case.plan.root / f"as_{kind}", case.returned)
        return []

    case_of.__name__ = f"all_saved_by_libreoffice_as_{kind}"
    CASES.append(case_of)


for kind in ("xls", "ods", "xlsx"):
    through_libreoffice(kind)


@injury
def sound(case):
    return []


# -- several at once, and many ---------------------------------------------------------------


def several(case, book):
    """Eight injuries to one workbook; gives what is said of them."""
    ids = list(book.ids)
    clear(case, book, ID)
    goal = book.cell(ids[4], "annual_goal")
    before = goal.value
    case.type(goal, "・別の目標に書き換えた。")
    case.type(book.cell(ids[5], FIRST), "検討中")
    clear(case, book, ids[6])
    book.cell(ids[6], FIRST).value = -1
    book.cell(ids[6], FIRST).number_format = "0;(0)"
    case.type(book.sheet(ids[7])["F6"], "横の書き込み")
    case.type(book.cell(ids[8], "goal_attainment"), "まあまあ")
    book.sheet(ids[9])["A5"].value = None
    notes = book.wb.create_sheet("連絡")
    case.type(notes["B2"], "担当が替わりました")
    sheets = {form_id: book.sheet(form_id).title for form_id in ids}
    return [
        want("V09", form_id=ID, cell="D9"), want("V01", form_id=ID, field=FIRST, cell="D9"),
        want("M03", form_id=ids[4], field="annual_goal", cell="D6", expected=before),
        want("V07", form_id=ids[5], field=FIRST, cell="D9"),
        want("V06", form_id=ids[6], field=FIRST, cell="D9", found="(1)"),
        want("S11", sheet=sheets[ids[7]], cell="F6", found="横の書き込み"),
        want("V02", form_id=ids[8], field="goal_attainment", cell="D11"),
        want("V10", form_id=ids[8], field="goal_attainment", cell="D11"),
        want("S08", form_id=ids[9], field="vision", cell="D5"),
        want("S11", sheet="連絡", cell="B2"),
    ]


@injury
def several_at_once(case):
    book = case.book()
    wants = several(case, book)
    book.save()
    return wants


@injury
def several_at_once_without_binding_in_a_renamed_file(case):
    book = case.book()
    wants = several(case, book)
    drop_hidden(book)
    drop_names(book)
    book.save(case.path("回答/最終.xlsx"))
    case.path().unlink()
    return wants, ("S11",)


def several_through_libreoffice(kind):
    def case_of(case):
        book = case.book()
        wants = several(case, book)
        book.save()
        convert(case.plan, case.path(), kind, case.dir / "converted")
        case.path().unlink()
        shutil.copy(case.dir / "converted" / f"町民生活課.{kind}", case.returned)
        return wants

    case_of.__name__ = f"several_at_once_saved_by_libreoffice_as_{kind}"
    CASES.append(case_of)


for kind in ("xls", "ods"):
    several_through_libreoffice(kind)


@injury
def csv_of_injured_sheets_saved_by_libreoffice(case):
    """LibreOffice writes every sheet of a workbook into a CSV file of its own."""
    book = case.book()
    clear(case, book, ID)
    case.type(book.sheet(TWINS[0])["F6"], "横の書き込み")
    case.type(book.cell(TWINS[1], FIRST), "検討中")
    book.save()
    out = case.dir / "csv"
    convert(case.plan, case.path(), "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", out)
    case.path().unlink()
    for form_id in book.ids:
        name = book.sheet(form_id).title
        shutil.copy(out / f"町民生活課-{name}.csv", case.path(f"{form_id}.csv"))
    return [want("V09", form_id=ID, cell="D9"),
            want("S11", cell="F6", found="横の書き込み"),
            want("V07", form_id=TWINS[1], field=FIRST, cell="D9")]


@injury
def several_sections_injured_at_once(case):
    book = case.book()
    clear(case, book, ID)
    book.save()
    case.path("保健福祉課.xlsx").rename(case.path("名前のない返信.xlsx"))
    set_saved(case.path("総務課.xlsx"), "2024-10-25T09:00:00Z")
    shutil.copy(case.path("農業振興課.xlsx"), case.path("農業振興課 (1).xlsx"))
    case.path("建設水道課.xlsx").write_bytes(case.path("建設水道課.xlsx").read_bytes()[:4000])
    case.forget("建設水道課")
    return [*BLANK, want("M05", file="総務課.xlsx"), want("M01", section="農業振興課"),
            want("F01", file="建設水道課.xlsx"), want("M04", section="建設水道課")]


@injury
def the_same_section_twelve_times(case):
    for number in range(2, 13):
        book = case.book()
        cell = book.cell(ID, FIRST)
        cell.value = None
        case.type(cell, f"{number}通目の答えで{number * 7}件")
        book.save(case.path(f"町民生活課 ({number}).xlsx"))
    return [here_any("M02", FIRST, holds="12通目の答えで84件")]


@injury
def five_hundred_files_in_one_folder(case):
    data = case.path().read_bytes()
    for number in range(243):
        case.path(f"写し{number:03}.xlsx").write_bytes(data)
    for number in range(250):
        text = f"電話の記録 {number:03} 番"
        case.path(f"メモ{number:03}.txt").write_text(f"{text}\n担当に伝えた。", "utf-8")
        case.texts.append(text)
    assert len(list(case.returned.iterdir())) == 500
    return [want("M01", n=243), want("S01", n=250)]


@injury
def zip_in_a_zip_with_an_injured_book(case):
    book = case.book()
    clear(case, book, ID)
    book.save()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as out:
        out.write(case.path(), "町民/町民生活課.xlsx")
    with zipfile.ZipFile(case.path("全部.zip"), "w") as out:
        out.writestr("課別/内.zip", inner.getvalue())
    case.path().unlink()
    return [want("V09", cell="D9", file="町民生活課.xlsx"), want("V01", cell="D9", field=FIRST)]


@injury
def master_and_sent_back_books_put_in(case):
    """What 総務課 itself made lies among the returns, the faulty return as well."""
    book = case.book()
    clear(case, book, ID)
    book.save()
    code, _, err = case.plan.run(case.dir, "consolidate")
    assert code == 0, err
    made = case.dir / "とりまとめ" / case.plan.period
    for name in ("とりまとめ.xlsx", "町長報告.xlsx", "差戻し"):
        assert (made / name).exists(), name
    shutil.copytree(made, case.path("前回"))
    shutil.copytree(case.dir / "配布" / case.plan.period, case.path("配布控え"))
    return [want("V09", cell="D9"), want("V01", cell="D9", field=FIRST)], ("S01", "F03", "F09")


# -- three fillings --------------------------------------------------------------------------

FILLINGS = json.loads((pathlib.Path(__file__).parent.parent / "fillings/answers.json").read_text("utf-8"))


def filling_text(filling, field, number):
    """The same rule as in tests/torimatome/fillings.rs."""
    if field == "goal_attainment":
        return ("達成", "一部達成", "未達成")[number % 3]
    sentences, lines = filling[field], []
    for line in range(max(filling["lines"], 1)):
        if filling["least"] and len("\n".join(lines)) >= filling["least"]:
            break
        text = sentences[(number + line) % len(sentences)]
        lines.append(text.replace("{n}", str(20 + number * 7 + line)))
    return "\n".join(lines)


def sound_filling(name, cases):
    def case_of(case):
        number = 0
        case.texts = []
        for section in SECTIONS:
            book = case.book(section)
            for form_id in book.ids:
                number += 1
                fields = REQUIRED[case.plan.period]
                for field in fields if case.plan.period == "前期" else [FIRST, *fields]:
                    text = filling_text(FILLINGS[name], field, number)
                    book.cell(form_id, field).value = text
                    case.texts.append(text)
            book.save()
        return []

    case_of.__name__ = f"sound_{name.replace(' ', '_')}"
    cases.append(case_of)


for name in ("short notes", "long prose", "figures"):
    sound_filling(name, CASES)


# -- 後期 ------------------------------------------------------------------------------------

LATER = []


def later(function):
    LATER.append(function)
    return function


LATER.append(sound)
for name in ("short notes", "long prose", "figures"):
    sound_filling(name, LATER)


@later
def one_of_three_required_blank(case):
    book = case.book()
    cell = book.cell(ID, "evaluation")
    case.texts.remove(cell.value)
    cell.value = None
    book.save()
    return [here("V01", "D12", "evaluation")]


@later
def none_of_three_filled_but_first_half(case):
    book = case.book()
    for field in REQUIRED["後期"]:
        cell = book.cell(ID, field)
        case.texts.remove(cell.value)
        cell.value = None
    book.save()
    return [here("V01", cell, field) for field, cell in
            zip(REQUIRED["後期"], ("D10", "D11", "D12"))]


@later
def form_wholly_unfilled(case):
    book = case.book()
    for field in [FIRST, *REQUIRED["後期"]]:
        cell = book.cell(ID, field)
        case.texts.remove(cell.value)
        cell.value = None
    book.save()
    return [here("V09", "D10")]


@later
def attainment_wrong_in_later_half(case):
    book = case.book()
    cell = book.cell(ID, "goal_attainment")
    case.texts.remove(cell.value)
    case.type(cell, "A")
    book.save()
    return [here("V02", "D11", "goal_attainment", found="A")]


def label_case_later(label, field, at, binding):
    def case_of(case):
        book = case.book()
        book.sheet(ID)[label].value = None
        if not binding:
            drop_hidden(book)
            drop_names(book)
        book.save()
        rest = () if binding else ("S11", "S12", "V01", "V02", "M03")
        return [want("S08", form_id=ID, field=field)], rest

    rest = "with_binding" if binding else "without_binding"
    case_of.__name__ = f"later_label_{field}_erased_{rest}"
    LATER.append(case_of)


for label, (field, at) in LABELS.items():
    label_case_later(label, field, at, True)
    label_case_later(label, field, at, False)


@later
def attainment_that_reads_like_its_label(case):
    book = case.book()
    cell = book.cell(ID, "goal_attainment")
    case.texts.remove(cell.value)
    case.type(cell, "目標達成")
    drop_names(book)
    drop_hidden(book)
    book.save()
    return [here("V02", "D11", "goal_attainment", found="目標達成")]


@later
def workbook_of_the_other_half(case):
    """The 前期 workbook comes back in 後期."""
    earlier = Plan.__new__(Plan)
    earlier.binary, earlier.period = case.plan.binary, "前期"
    earlier.run(case.dir, "distribute")
    book = Book(case.dir / "配布" / "前期" / "町民生活課.xlsx")
    case.forget()
    for form_id in book.ids:
        case.type(book.cell(form_id, FIRST), answer(form_id, FIRST))
    book.save(case.path())
    return [want("S03", section="町民生活課", file="町民生活課.xlsx", cell=None, found="前期の様式")]


def main():
    binary, config, forms = sys.argv[1:4]
    word = sys.argv[4] if len(sys.argv) > 4 else ""
    failed = 0
    with contextlib.ExitStack() as stack:
        for period, cases in (("前期", CASES), ("後期", LATER)):
            root = stack.enter_context(tempfile.TemporaryDirectory())
            chosen = [function for function in cases if word in function.__name__]
            if not chosen:
                continue
            PLANS[period] = Plan(pathlib.Path(binary).resolve(), root, config, forms, period)
            names = [(period, function.__name__) for function in chosen]
            # A case a task; the workers know the plan because they are forked after it was made.
            with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as workers:
                for ok, text in workers.map(check_named, names):
                    failed += not ok
                    print(text, end="", flush=True)
            print(f"{period}: {len(chosen)} cases")
    sys.exit(1 if failed else 0)


PLANS = {}


def check_named(named):
    period, name = named
    cases = CASES if period == "前期" else LATER
    function = next(function for function in cases if function.__name__ == name)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            ok = check(PLANS[period], function)
        except Exception:
            # Not every error can be sent between processes: those of lxml cannot.
            ok = False
            print(f"FAIL {name}\n{traceback.format_exc()}")
    shutil.rmtree(PLANS[period].case_dir(name), ignore_errors=True)
    return ok, out.getvalue()


def check(plan, function):
    case = plan.case(function.__name__)
    outcome = function(case)
    if outcome is None:
        print(f"skip {function.__name__}")
        return True
    expected, also = outcome if isinstance(outcome, tuple) else (outcome, ())
    faults = case.merge().faults(expected, also)
    if faults:
        print(f"FAIL {function.__name__}")
        for fault in faults[:12]:
            print(f"     {fault}")
        if len(faults) > 12:
            print(f"     … {len(faults) - 12} more")
    return not faults


if __name__ == "__main__":
    main()
