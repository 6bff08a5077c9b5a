#!/usr/bin/env python3
"""Makes a plan folder of any size, and fills in what `distribute` wrote for it.

Run: `python3 make_plan.py plan FOLDER [--towns N] [--offices N] [--forms N]`, then
`torimatome distribute FOLDER`, then `python3 make_plan.py fill FOLDER`. Every 課 of every town
answers the same forms; 1,741 towns of 7 課 with 9 forms are a nation. The texts are made up from
a list of phrases; the same folder comes out of every run. Filling writes the answers of 前期 into
the XML of the distributed workbooks and the result to 回収/前期; of 100 workbooks one is left out
and one lacks an answer. Only the standard library is used.
"""

import argparse
import csv
import itertools
import multiprocessing
import re
import zipfile
from pathlib import Path

from phrases import phrases

OFFICES = ("総務課", "企画課", "町民課", "福祉課", "農政課", "建設課", "教育課")
ITEMS = ("研究と実施", "支援と連携", "検証と改善", "見直しの検討", "普及と利活用")
ANSWERS = (
    "担当の職員で現状を確かめ、課題を三つにまとめた。",
    "関係する課と打合せを行い、進め方を決めた。",
    "窓口で聞き取りを行い、意見を一覧にした。",
    "先に取り組んだ町の例を調べ、比べる表を作った。",
    "案を作り、課内で確かめて手直しをした。",
    "試しに行い、手間のかかる所を書き出した。",
    "記録の様式を改め、毎月の数が分かるようにした。",
)
SETTINGS = """title = "町政運営推進プラン"
municipality = "試験県"
fiscal_year = "令和6年度"
period = "前期"
secretariat = "{first}"
sections = [
{sections}
]
template = "torikumi"

[due]
"前期" = "2024-10-18"
"後期" = "2025-04-18"
"""
# The first answer of a form: the cell in which the distributed sheet opens.
FIRST_ANSWER = re.compile(rb'activeCell="([A-Z]+\d+)"')
# Only the sheet of a form checks what is typed into it.
VALIDATION = b"<dataValidation "


def forms(count):
    """Rows of the forms, one below the other."""
    for number in range(count):
        heading = f"① 情報の公開と共有 ({number + 1}) {ITEMS[number % 5]}{number + 1}"
        yield ["Ⅰ 協働によるまちづくり"]
        yield ["1 積極的な情報共有"]
        yield ["取組項目", "", "", heading]
        yield ["目指す姿", "", "", phrases(number, 3)]
        yield ["令和6年度", "目標", "", phrases(number + 1, 3, "・")]
        yield ["", "取組内容", "", phrases(number + 2, 4, "・")]
        yield ["", "実践課", "", "全課"]
        yield ["", "進捗状況", "前期 (4～9月)", ""]
        yield ["", "", "後期 (10～3月)", ""]
        yield ["", "目標の達成", "", ""]
        yield ["評価・検証", "", "", ""]
        yield []


def make_plan(folder, towns, offices, count):
    """Writes plan.toml and 様式/."""
    pairs = itertools.product(range(1, towns + 1), OFFICES[:offices])
    names = [f"{town:04}町{office}" for town, office in pairs]
    lines = "\n".join(f'  "{name}",' for name in names)
    (folder / "様式").mkdir(parents=True, exist_ok=True)
    settings = SETTINGS.format(first=names[0], sections=lines)
    (folder / "plan.toml").write_text(settings, encoding="utf-8")
    with open(folder / "様式" / "様式.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(forms(count))
    print(f"{len(names)} 課, {len(names) * count} forms to issue")


def answer(workbook, sheet):
    """An answer that no other form has."""
    chosen = [ANSWERS[(workbook * 3 + sheet + n * 2) % len(ANSWERS)] for n in range(3)]
    return f"・第{workbook + 1}号の{sheet}の取組として、" + "\n・".join(chosen)


def first_answer(name, part):
    """The cell of the first answer where the part is the sheet of a form, or None."""
    if not name.startswith("xl/worksheets/sheet") or VALIDATION not in part:
        return None
    found = FIRST_ANSWER.search(part)
    return found and found.group(1).decode()


def answered(part, cell, text):
    """The sheet with the text in the cell, which must be there and blank."""
    blank = re.compile(rf'<c r="{cell}" s="(\d+)"/>'.encode())
    given = rf'<c r="{cell}" s="\1" t="inlineStr"><is><t>{text}</t></is></c>'.encode()
    part, found = blank.subn(given, part)
    assert found == 1, cell
    return part


def fill(job):
    """Copies one workbook with its answers; gives the number of its forms."""
    number, source, target = job
    if number % 100 == 99:
        return 0
    forms = 0
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(target, "w") as out:
        for info in book.infolist():
            part = book.read(info)
            cell = first_answer(info.filename, part)
            forms += cell is not None
            left_blank = number % 100 == 50 and forms == 1
            if cell and not left_blank:
                part = answered(part, cell, answer(number, forms))
            out.writestr(zipfile.ZipInfo(info.filename), part, zipfile.ZIP_DEFLATED, 6)
    return forms


def fill_all(folder):
    """Fills in every distributed workbook."""
    returned = folder / "回収" / "前期"
    returned.mkdir(parents=True, exist_ok=True)
    issued = sorted((folder / "配布" / "前期").glob("*.xlsx"))
    jobs = [(number, path, returned / path.name) for number, path in enumerate(issued)]
    with multiprocessing.Pool() as pool:
        filled = pool.map(fill, jobs, chunksize=16)
    print(f"{sum(1 for one in filled if one)} workbooks, {sum(filled)} forms returned")


def main():
    """Makes a plan or fills it in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("plan", "fill"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--towns", type=int, default=200)
    parser.add_argument("--offices", type=int, default=1, choices=range(1, len(OFFICES) + 1))
    parser.add_argument("--forms", type=int, default=9)
    args = parser.parse_args()
    if args.step == "plan":
        make_plan(args.folder, args.towns, args.offices, args.forms)
    else:
        fill_all(args.folder)


if __name__ == "__main__":
    main()
