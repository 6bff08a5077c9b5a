"""Prints 町長報告.xlsx in its hardest cases and looks whether the page is one page and whole.

Run: `python3 check_mayor.py BIN [--keep FOLDER]`. The cases are the sample, a plan of which
nothing has come back, the longest (20 課, 4 基本項目, every answer in conflict, long findings,
responses, comments and instructions) and 後期 after a 前期 with 町長指示. For each, LibreOffice
prints the page's sheet alone: it must be one A4 lying on its side at 60 % or more, hold every
character that stands in the sheet, and show every text within its own rows. Then the whole
workbook is recalculated, and what is cut on the page must stand whole on the hidden sheet.
Exit code 1 on failure. Needs openpyxl, LibreOffice and poppler.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl

import check_workbooks
import layouts
import seed
from returned import Book

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "r6"
PAGE, MEETING, DATA = "町長報告", "課長会議資料", "データ"
CUT = re.compile(r"…（続きは一覧の \d+ 行）")
A4 = (842, 595)  # points, lying
LEAST_SCALE = 0.6
MM = 72 / 25.4


# The cases -----------------------------------------------------------------------------------


def run(program, folder, *more):
    """Runs the program on a plan folder; anything but success ends the check."""
    done = subprocess.run([program, *more, str(folder)], capture_output=True, text=True,
                          timeout=300, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(more)} {folder}: {done.stderr}")
    return done.stderr


def output(folder, period="前期"):
    return folder / "とりまとめ" / period


def sample(program, folder):
    """The sample as it is."""
    shutil.copytree(SAMPLE, folder)
    run(program, folder, "run")
    return output(folder)


def all_missing(program, folder):
    """The sample without a return."""
    shutil.copytree(SAMPLE, folder)
    shutil.rmtree(folder / "回収")
    run(program, folder, "run")
    return output(folder)


def long_forms():
    """60 forms a 課 or for all: 4 基本項目 with long names, goals with figures."""
    areas = ["Ⅰ 住民との協働と多様な主体の参加による持続可能なまちづくりの推進",
             "Ⅱ 効果的かつ効率的な行財政運営と公共施設等の総合的な管理の推進",
             "Ⅲ 産業の振興と雇用の確保による活力ある地域経済の形成", "Ⅳ 安全で安心な暮らしの実現"]
    forms = []
    for number, area in enumerate(areas):
        for place, section in enumerate(long_sections()[number * 5:number * 5 + 5], 1):
            title = f"① 重点取組 ({place}) {section}における業務手順の抜本的な見直しとデジタル技術の活用"
            goal = f"・処理件数を年間{place * 10 + number}0件以上とする。"
            forms.append(seed.Form(area, "1 重点的に進める取組", title, "町民の満足度を90%以上とする。",
                                   goal, "・手順書を改める。", section))
    shared = [f"① 全庁の取組 ({place}) 全職員が取り組む情報発信と業務改善の推進その{place}" for place in (1, 2)]
    forms += [seed.Form(areas[3], "2 全庁で進める取組", title, "情報を得やすい町にする。",
                        "・発信回数を12回以上とする。", "・毎月発信する。", "全課【総務課】") for title in shared]
    return forms


def long_sections():
    """Names of 20 課, some long."""
    names = ["総務課", "企画商工観光課", "町民生活課", "保健福祉課", "農業振興課", "建設水道課", "ラベンダーハイツ",
             "総合政策デジタル推進課", "子ども家庭支援センター課", "地域包括ケア推進室課"]
    return names + [f"第{number}業務課" for number in "一二三四五六七八九十"]


LONG = "関係する団体との調整に時間を要したため、当初の予定より二か月ほど遅れて着手している。" * 12


def longest(program, folder):
    """Every answer in conflict, long findings, and long words of 総務課, 課 and 町長."""
    forms = long_forms()
    layouts.save(layouts.stacked_book(forms, forms), folder / "様式" / "様式.xlsx")
    sections = ", ".join(f'"{name}"' for name in long_sections())
    (folder / "plan.toml").write_text(
        f'title = "町政運営推進プランR6"\nmunicipality = "上富良野町"\nfiscal_year = "令和6年度"\n'
        f'period = "前期"\nsections = [{sections}]\n', encoding="utf-8")
    run(program, folder, "distribute")
    for section in long_sections():
        for copy in (1, 2):
            book = Book(folder / "配布" / "前期" / f"{section}.xlsx")
            for form_id in book.ids:
                text = f"{form_id}について{copy * 7}件を処理した。{LONG}"
                book.cell(form_id, "progress.first_half").value = text
                book.cell(form_id, "goal_attainment").value = f"まだ言えない（{form_id}）" * 3
            book.save(folder / "回収" / "前期" / f"{section}{copy}.xlsx")
    run(program, folder, "consolidate")
    master = output(folder) / "とりまとめ.xlsx"
    write_remarks(master, {"状況区分": "遅れ", "総務課所見": LONG, "町長指示": LONG}, {"対応": LONG})
    run(program, folder, "consolidate")
    return output(folder)


def second_half(program, folder):
    """前期 with instructions of the 町長, then 後期 as it comes back."""
    shutil.copytree(SAMPLE, folder)
    run(program, folder, "run")
    master = output(folder) / "とりまとめ.xlsx"
    write_remarks(master, {"町長指示": "年内に町民への説明の場を設け、結果を報告すること。"}, {}, most=6)
    settings = folder / "plan.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('period = "前期"', 'period = "後期"'), encoding="utf-8")
    run(program, folder, "distribute")
    for number, path in enumerate(sorted((folder / "配布" / "後期").glob("*.xlsx"))):
        if number == 0:
            continue
        book = Book(path)
        for place, form_id in enumerate(book.ids):
            words = ["達成", "おおむね達成", "未達成", "一部達成", None]
            book.cell(form_id, "progress.second_half").value = f"・{form_id}の点検を{place + 3}件行った。"
            book.cell(form_id, "goal_attainment").value = words[(place + number) % 5]
            book.cell(form_id, "evaluation").value = f"点検は{place + 3}件となり、手順を改めた。"
        book.save(folder / "回収" / "後期" / path.name, saved="2025-04-10T09:00:00Z")
    run(program, folder, "consolidate")
    master = output(folder, "後期") / "とりまとめ.xlsx"
    for place, status in enumerate(["完了", "順調", "やや遅れ", "遅れ", "未着手"]):
        write_remarks(master, {"状況区分": status, "総務課所見": "次年度の計画に反映すること。"}, {},
                      most=(place + 1) * 8, first=place * 8)
    run(program, folder, "consolidate")
    return output(folder, "後期")


def write_remarks(path, remarks, notes, most=10_000, first=0):
    """Writes into the columns of 一覧 and 確認事項, row after row, as people do."""
    book = openpyxl.load_workbook(path)
    for name, texts in (("一覧", remarks), ("確認事項", notes)):
        sheet = book[name]
        head = next(row for row in sheet.iter_rows() if "様式ID" in [cell.value for cell in row])
        columns = {cell.value: cell.column for cell in head}
        top = head[0].row
        for row in range(top + 1 + first, min(sheet.max_row, top + most) + 1):
            for heading, text in texts.items():
                if sheet.cell(row, 1).value:
                    sheet.cell(row, columns[heading]).value = text
    book.save(path)


CASES = {"見本": sample, "すべて未提出": all_missing, "最も長い": longest, "後期": second_half}
# Words that must stand on a case's page.
TOLD = {
    "見本": ["提出率 98.3%", "未判定 60"],
    "すべて未提出": ["提出率 0.0%", "配布した様式すべて（13 件）"],
    "最も長い": ["このほかに", "…（続きは一覧の "],
    "後期": ["前期は、提出が 59 件", "年内に町民への説明の場を設け", "後期の回答：", "未達成 12"],
}


# The page on paper ---------------------------------------------------------------------------


def page_only(path, target):
    """Copies a workbook with every sheet but the first hidden, so that only it is printed."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/workbook.xml":
                text = part.decode("utf-8")
                visible = f'<sheet name="{MEETING}" '
                if visible not in text:
                    sys.exit(f"{path}: no sheet {MEETING}")
                part = text.replace(visible, visible + 'state="hidden" ').encode("utf-8")
            out.writestr(name, part)


def pages(pdf):
    """The size in points of every page of a PDF, and its characters with their heights."""
    done = subprocess.run(["pdftotext", "-bbox", "-raw", str(pdf), "-"], capture_output=True,
                          text=True, check=True)
    # Control characters of a text are no XML; the page has none of its own.
    tree = ElementTree.fromstring(re.sub("[\x00-\x08\x0b-\x1f]", "", done.stdout))
    sizes, characters = [], []
    for page in tree.iter("{http://www.w3.org/1999/xhtml}page"):
        sizes.append((round(float(page.get("width"))), round(float(page.get("height")))))
        for word in page:
            top, bottom = float(word.get("yMin")), float(word.get("yMax"))
            characters += [(character, top, bottom) for character in word.text or ""]
    return sizes, characters


def shown(cell):
    """What a cell shows, without blanks."""
    value, form = cell.value, cell.number_format
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        if "%" in form:
            return f"{value * 100:.1f}%"
        if form.startswith("#,##0"):
            return f"{value:,.0f}"
        if form == "General":
            return f"{value:.10g}"
        return "－" if value == 0 else f"{value:.0f}"
    return re.sub(r"\s", "", value)


def scale_of(sheet):
    """The scale that fits the sheet's print area onto A4, lying."""
    margins = sheet.page_margins
    first, last = sheet.print_area.replace("$", "").split("!")[-1].split(":")
    rows = range(sheet[first].row, sheet[last].row + 1)
    columns = range(sheet[first].column, sheet[last].column + 1)
    high = sum(sheet.row_dimensions[row].height for row in rows)
    wide = len(columns) * 12 * 0.75  # every column is 12 pixels wide
    room = (A4[0] - (margins.left + margins.right) * 72, A4[1] - (margins.top + margins.bottom) * 72)
    return min(room[0] / wide, room[1] / high, 1)


def rows_of(sheet, cell):
    """The rows that a cell takes, merged as it may be."""
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            return range(merged.min_row, merged.max_row + 1)
    return range(cell.row, cell.row + 1)


def page_faults(path, work):
    """What is wrong with the page of one workbook on paper, and its scale."""
    alone = work / "page.xlsx"
    page_only(path, alone)
    check_workbooks.convert("pdf", [alone], work, work / "profile")
    sizes, characters = pages(work / "page.pdf")
    faults = []
    if len(sizes) != 1 or abs(sizes[0][0] - A4[0]) > 1 or abs(sizes[0][1] - A4[1]) > 1:
        faults.append(f"pages of {sizes} instead of one of {A4}")
    sheet = check_workbooks.load(path, data_only=True)[PAGE]
    scale = scale_of(sheet)
    if scale < LEAST_SCALE:
        faults.append(f"printed at {scale:.0%}")
    text = "".join(character for character, _, _ in characters)
    for row in sheet.iter_rows():
        for cell in row:
            whole = shown(cell)
            starts = [found.start() for found in re.finditer(re.escape(whole), text)] if whole else []
            if whole and not starts:
                faults.append(f"{cell.coordinate}: not whole on paper: {whole[:60]}")
            if len(whole) < 8 or not starts:
                continue
            room = sum(sheet.row_dimensions[at].height for at in rows_of(sheet, cell)) * scale
            spans = [characters[start:start + len(whole)] for start in starts]
            high = min(max(c[2] for c in span) - min(c[1] for c in span) for span in spans)
            if high > room + 1:
                faults.append(f"{cell.coordinate}: {high:.1f} pt of text in {room:.1f} pt: {whole[:60]}")
    return faults, scale


def cut_faults(path):
    """Texts that are cut on the page without standing whole on the hidden sheet."""
    book = check_workbooks.load(path, data_only=True)
    kept = [cell for row in book[DATA].iter_rows(values_only=True) for cell in row if cell]
    kept = [re.sub(r"\s", "", str(cell)) for cell in kept]
    cuts = [cell for row in book[PAGE].iter_rows() for cell in row
            if isinstance(cell.value, str) and CUT.search(cell.value)]
    faults = []
    for cell in cuts:
        beginning = re.sub(r"\s", "", CUT.split(cell.value)[0])
        if not any(beginning in text and len(text) > len(beginning) + 12 for text in kept):
            faults.append(f"{cell.coordinate}: cut, and whole nowhere: {beginning[:60]}")
    return faults, len(cuts)


def untold(path, words):
    """Words that the page lacks."""
    rows = check_workbooks.load(path, data_only=True)[PAGE].iter_rows(values_only=True)
    page = "\n".join(str(value) for row in rows for value in row if value is not None)
    return [f"the page does not say {word!r}" for word in words if word not in page]


def figure_faults(path):
    """Figures on the two sheets that are no formulas over the hidden ones."""
    book = check_workbooks.load(path, data_only=False)
    faults = []
    for name in (PAGE, MEETING):
        for row in book[name].iter_rows():
            for cell in row:
                if cell.data_type == "n" and cell.value is not None:
                    faults.append(f"{name}!{cell.coordinate}: {cell.value} is no formula")
                if cell.data_type == "f" and DATA not in str(cell.value):
                    faults.append(f"{name}!{cell.coordinate}: counts nothing on {DATA}")
    return faults


def recalculation_faults(path, work):
    """Formulas whose cached value LibreOffice does not find."""
    source = work / "book.xlsx"
    shutil.copyfile(path, source)
    (work / "again").mkdir(exist_ok=True)
    check_workbooks.convert("xlsx", [source], work / "again", work / "profile")
    return check_workbooks.differences(source, work / "again" / "book.xlsx")


def main():
    """Makes the cases, checks each and prints a line a case."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--keep", type=Path, help="leave the workbooks here, a folder a case")
    parser.add_argument("--only", help="one case by its name")
    options = parser.parse_args()
    program = options.program.resolve()
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        for number, (name, make) in enumerate(CASES.items()):
            if options.only not in (None, name):
                continue
            work = Path(temporary, str(number))
            user = work / "profile" / "user"
            user.mkdir(parents=True)
            settings = check_workbooks.ALWAYS_RECALCULATE
            (user / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
            path = make(program, work / "plan") / "町長報告.xlsx"
            if options.keep:
                (options.keep / name).mkdir(parents=True, exist_ok=True)
                shutil.copy(path, options.keep / name)
            faults, scale = page_faults(path, work)
            cut, cuts = cut_faults(path)
            changed, formulas = recalculation_faults(path, work)
            faults += cut + figure_faults(path) + changed + untold(path, TOLD[name])
            failed += bool(faults)
            print(f"{'FAIL' if faults else 'ok  '} {name}: one page at {scale:.0%}, {cuts} texts cut, "
                  f"{formulas} formulas recalculated")
            for fault in faults[:20]:
                print(f"       {fault}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
