"""Writes samples/r6/様式: the sample plan's forms as an office keeps them, in several shapes.

計画の体系.xlsx is the table; 基本項目Ⅰ is one stacked workbook; 基本項目Ⅱ is a graph-paper .xls for
its 推進項目1 and a file a form, in folders a 課, for its 推進項目2, two of them .ods.
"""

import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "interop"))

import layouts  # noqa: E402
import seed  # noqa: E402
from fixed_dates import fix_file, set_book_dates  # noqa: E402
from plan_texts import PLAN  # noqa: E402

SAVED = datetime(2024, 4, 12, 10, 0, 0)
AS_ODS = (32, 34)  # form numbers, counted through the plan from 1
HALF_WIDTH_DASH = {"first_half": "前期 (4~9月)", "second_half": "後期 (10~3月)"}
SPACED = {"annual_goal": "目 標", "section": "実践 課"}


def plan_forms():
    """The plan's forms in order, with the real plan's wavering labels."""
    forms = []
    for number, (headings, heading, section, *texts) in enumerate(PLAN, 1):
        labels = dict(seed.LABELS)
        if number in (3, 4, 11, 21, 31):
            labels |= HALF_WIDTH_DASH
        if number in (5, 6, 12, 35):
            labels |= SPACED
        forms.append(seed.Form(*headings, heading, *texts, section, labels))
    return forms


def save(book, path):
    """Saves a workbook with fixed dates."""
    set_book_dates(book, SAVED)
    layouts.save(book, path)
    fix_file(path, SAVED)


def convert(path, target):
    """Converts one workbook by LibreOffice into the target's format."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in")
        source.mkdir()
        shutil.copy(path, source / f"{target.stem}.xlsx")
        layouts.convert(source, Path(folder, "out"), target.suffix[1:])
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(folder, "out", target.name), target)


def write(folder):
    """Writes the whole 様式 folder anew."""
    shutil.rmtree(folder, ignore_errors=True)
    forms = plan_forms()
    save(layouts.hierarchy_book(forms), folder / "計画の体系.xlsx")
    area_one = [form for form in forms if form.area_number == 1]
    save(layouts.stacked_book(area_one), folder / "基本項目1_協働によるまちづくり.xlsx")
    methods = [form for form in forms if form.initiative_id.startswith("2-1-")]
    with tempfile.TemporaryDirectory() as temporary:
        book = Path(temporary, "graph.xlsx")
        save(layouts.graph_paper_book(methods, forms.index(methods[0]) + 1), book)
        target = folder / "基本項目2-1_行財政手法の検証.xls"
        convert(book, target)
        fix_file(target, SAVED)
    for number, form in enumerate(forms, 1):
        if form.initiative_id.startswith("2-2-"):
            write_single(number, form, folder / "基本項目2-2_行財政運営の効率化")


def write_single(number, form, folder):
    """Writes a form that has a file of its own."""
    path = folder / layouts.single_name(number, form)
    save(layouts.single_book(form), path)
    if number in AS_ODS:
        target = path.with_suffix(".ods")
        convert(path, target)
        path.unlink()
        fix_file(target, SAVED)
