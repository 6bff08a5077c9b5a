"""Measures whether any text is cut off in the workbooks that the program wrote.

Run: `python3 check_heights.py PROGRAM FOLDER...`. Every workbook below the folders, and those that
the program makes of long and of random answers, is looked at twice:

- Every text is put, in the style and at the width of its own cell, into an otherwise empty row of
  another workbook, which LibreOffice opens: the height that it then gives the row is what the text
  needs. The rows that the text stands on in the program's workbook must be at least as high.
- LibreOffice turns the workbook into a PDF, whose text must hold every character of every visible
  sheet, as often as the sheets do.

The heights depend on the fonts: IPA明朝 and IPAゴシック stand in for ＭＳ 明朝 and ＭＳ ゴシック. A
text that is known to need more than its row proves along the way that cut text is seen. Exit code 1
on failure. Needs LibreOffice, poppler (pdftotext), fonts-ipafont and openpyxl.
"""

import collections
import html
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

import returned
import seed

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<alias binding="same"><family>ＭＳ 明朝</family><prefer><family>IPAMincho</family></prefer></alias>
<alias binding="same"><family>ＭＳ ゴシック</family><prefer><family>IPAGothic</family></prefer></alias>
</fontconfig>"""
SECONDS = 600
SHOWN = 12
# LibreOffice keeps row heights as 16-bit twips: longer texts are measured in parts.
PART_CHARACTERS, PART_LINES = 700, 60
# LibreOffice fits the first rows of a sheet when it loads it.
FITTED_ROWS = 100
# A twip, the grain of LibreOffice's heights, in points; half a pixel of rounding on saving.
GRAIN = 0.05 + 0.375
# The tallest row of Excel in points, and the sheets whose cells are read by programs or copied:
# they keep a text whole that no row can show.
MAX_ROW, WHOLE = 409.5, ("データ", "変更申出")
# Answers that a plan takes: four to each of its 60 forms.
ANSWERS = 240
# Characters that a PDF may hold under another code of the same look.
SAME = str.maketrans({"〜": "～", "−": "－", "‖": "∥", "—": "―", "\u00a0": " ", "￥": "¥"})


def column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def place(reference):
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", reference).groups()
    return int(digits), column_number(letters)


def joined(node):
    """The text of a shared or inline string, without furigana."""
    return "".join(
        part.text or "" for part in node.iter(f"{MAIN}t") if not part.get("phonetic")
    )


class Sheet:
    """A sheet's texts with the width and the height that each of them has."""

    def __init__(self, name, root, strings, visible):
        self.name, self.visible = name, visible
        plain = root.find(f"{MAIN}sheetFormatPr")
        self.width = float(plain.get("defaultColWidth", 9.1))
        self.height = float(plain.get("defaultRowHeight", 15))
        self.widths, self.heights, self.hidden_columns = {}, {}, set()
        for col in root.iter(f"{MAIN}col"):
            for number in range(int(col.get("min")), int(col.get("max")) + 1):
                self.widths[number] = float(col.get("width", self.width))
                if col.get("hidden") == "1":
                    self.hidden_columns.add(number)
        spans = {}
        for merge in root.iter(f"{MAIN}mergeCell"):
            first, last = (place(part) for part in merge.get("ref").split(":"))
            spans[first] = last
        self.texts = []
        for row in root.iter(f"{MAIN}row"):
            number = int(row.get("r"))
            if row.get("ht"):
                self.heights[number] = float(row.get("ht"))
            for cell in row.iter(f"{MAIN}c"):
                text = self.text_of(cell, strings)
                if text.strip():
                    at = place(cell.get("r"))
                    self.texts.append((cell.get("r"), text, int(cell.get("s", 0)), at, spans.get(at, at)))

    @staticmethod
    def text_of(cell, strings):
        value = cell.find(f"{MAIN}v")
        if cell.get("t") == "s":
            return strings[int(value.text)]
        if cell.get("t") == "str" and value is not None:
            return value.text or ""
        if cell.get("t") == "inlineStr":
            return joined(cell)
        return ""

    def room(self, first, last):
        """Width in characters and height in points of a region of cells."""
        width = sum(self.widths.get(col, self.width) for col in range(first[1], last[1] + 1))
        height = sum(self.heights.get(row, self.height) for row in range(first[0], last[0] + 1))
        return round(width, 4), height


class Book:
    """The sheets of a workbook, with its styles as they stand in the file."""

    def __init__(self, path):
        self.path = path
        with zipfile.ZipFile(path) as parts:
            names = set(parts.namelist())
            strings = []
            if "xl/sharedStrings.xml" in names:
                table = ET.fromstring(parts.read("xl/sharedStrings.xml"))
                strings = [joined(item) for item in table.findall(f"{MAIN}si")]
            targets = {
                one.get("Id"): one.get("Target")
                for one in ET.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
            }
            self.styles = parts.read("xl/styles.xml").decode()
            self.sheets = []
            for sheet in ET.fromstring(parts.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
                part = "xl/" + targets[sheet.get(f"{REL}id")].removeprefix("/xl/")
                visible = sheet.get("state", "visible") == "visible"
                root = ET.fromstring(parts.read(part))
                self.sheets.append(Sheet(sheet.get("name"), root, strings, visible))
        formats = ET.fromstring(self.styles).find(f"{MAIN}cellXfs")
        turned = [xf.find(f"{MAIN}alignment") for xf in formats]
        self.upright = {
            number for number, alignment in enumerate(turned)
            if alignment is not None and alignment.get("textRotation", "0") != "0"
        }

    def probes(self):
        """Every text that runs from left to right: (sheet, cell, text, style, width, height)."""
        for sheet in self.sheets:
            for cell, text, style, first, last in sheet.texts:
                if sheet.visible and style not in self.upright and first[1] not in sheet.hidden_columns:
                    yield sheet.name, cell, text, style, *sheet.room(first, last)


def parts_of(text):
    """Cuts a text at line breaks into parts that LibreOffice can measure; few are cut."""
    parts = [[]]
    for line in text.split("\n"):
        length = sum(map(len, parts[-1])) + len(line)
        if parts[-1] and (length > PART_CHARACTERS or len(parts[-1]) == PART_LINES):
            parts.append([])
        parts[-1].append(line)
    return ["\n".join(lines) for lines in parts]


def probe_workbook(path, styles, probes):
    """Writes workbooks' texts again: a part of a text a row, each at its width, and no heights."""
    parts = [
        (part, style, width)
        for _, _, text, style, width, _ in probes for part in parts_of(text)
    ]
    sheets = [parts[first:first + FITTED_ROWS] for first in range(0, len(parts), FITTED_ROWS)]
    main, office = MAIN.strip("{}"), REL.strip("{}")
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(sheets) + 1)
    files = {
        "[Content_Types].xml":
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
                f'ContentType="{kind}.worksheet+xml"/>' for number in numbers
            ) + "</Types>",
        "_rels/.rels":
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels":
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="styles" Type="{office}/styles" Target="styles.xml"/>'
            + "".join(
                f'<Relationship Id="r{number}" Type="{office}/worksheet" '
                f'Target="worksheets/sheet{number}.xml"/>' for number in numbers
            ) + "</Relationships>",
        "xl/workbook.xml":
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            + "".join(
                f'<sheet name="{number}" sheetId="{number}" r:id="r{number}"/>'
                for number in numbers
            ) + "</sheets></workbook>",
    }
    for number, rows in zip(numbers, sheets):
        files[f"xl/worksheets/sheet{number}.xml"] = probe_sheet(rows)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, body in files.items():
            out.writestr(name, head + body)
        out.writestr("xl/styles.xml", styles)


def probe_sheet(parts):
    """The XML of a sheet with a text a row, in a column of its width."""
    column = {width: number for number, width in enumerate(sorted({part[2] for part in parts}), 1)}
    cols = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for width, number in column.items()
    )
    rows = []
    for number, (text, style, width) in enumerate(parts, 1):
        letters, rest = "", column[width]
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(65 + letter) + letters
        body = html.escape(text, quote=False)
        rows.append(
            f'<row r="{number}"><c r="{letters}{number}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{body}</t></is></c></row>'
        )
    main = MAIN.strip("{}")
    return f'<worksheet xmlns="{main}"><cols>{cols}</cols><sheetData>{"".join(rows)}</sheetData></worksheet>'


def row_heights(path):
    """The heights in points of the rows of a flat ODS."""
    root = ET.parse(path).getroot()
    heights = {}
    for style in root.iter(f"{STYLE}style"):
        for row in style.findall(f"{STYLE}table-row-properties"):
            value = row.get(f"{STYLE}row-height", "0in")
            number, unit = re.fullmatch(r"([\d.]+)([a-z]+)", value).groups()
            scale = {"in": 72.0, "pt": 1.0, "cm": 72 / 2.54, "mm": 72 / 25.4}[unit]
            heights[style.get(f"{STYLE}name")] = float(number) * scale
    found = []
    for row in root.iter(f"{TABLE}table-row"):
        repeated = int(row.get(f"{TABLE}number-rows-repeated", 1))
        found.extend([heights.get(row.get(f"{TABLE}style-name"), 0.0)] * min(repeated, 100_000))
    return found


class Office:
    """LibreOffice with the fonts that stand in for those of Windows."""

    def __init__(self, work):
        self.work = work
        (work / "fonts.conf").write_text(FONTS, encoding="utf-8")
        self.environment = {**os.environ, "FONTCONFIG_FILE": str(work / "fonts.conf")}

    def convert(self, kind, paths, folder):
        folder.mkdir(exist_ok=True)
        for first in range(0, len(paths), 25):
            subprocess.run(
                ["soffice", f"-env:UserInstallation={(self.work / 'profile').as_uri()}",
                 "--headless", "--convert-to", kind, "--outdir", folder, *paths[first:first + 25]],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                timeout=SECONDS, check=False, env=self.environment,
            )
        return [folder / f"{path.stem}.{kind}" for path in paths]

    def fitted(self, paths, folder):
        """Flat ODS files whose rows are as high as LibreOffice makes them for their texts.

        It fits rows when it loads a file that it believes to be another program's.
        """
        foreign = []
        for path in self.convert("fods", paths, folder):
            own = path.read_text(encoding="utf-8")
            body = re.sub(r"<meta:generator>[^<]*</meta:generator>", "", own, count=1)
            assert body != own, "LibreOffice no longer names itself"
            path.write_text(body, encoding="utf-8")
            foreign.append(path)
        return self.convert("fods", foreign, folder / "fitted")


def too_low(probes, heights):
    """The texts whose rows are lower than what LibreOffice gives them: place and what is wrong."""
    rows = iter(heights)
    for sheet, cell, text, _, width, height in probes:
        needed = sum(next(rows) for _ in parts_of(text))
        if needed > height + GRAIN:
            shown = text.replace("\n", "⏎")
            yield (sheet, cell), needed, (
                f"{sheet}!{cell}: {height:.2f} pt where {needed:.2f} are needed "
                f"(width {width}, {len(text)} characters): {shown[:40]}"
            )


def characters(text):
    return collections.Counter(re.sub(r"\s", "", text.translate(SAME)))


def missing_on_paper(book, pdf, whole):
    """The characters of the visible sheets that the PDF lacks, but for the cells of `whole`."""
    printed = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=False).stdout
    wanted = collections.Counter()
    for sheet in book.sheets:
        if sheet.visible:
            for cell, text, *_ in sheet.texts:
                if (sheet.name, cell) not in whole:
                    wanted += characters(text)
    return wanted - characters(printed.decode())


def measure(paths, office, work):
    """Checks workbooks; gives a list of faults a workbook and the number of texts measured."""
    copies = [work / f"{number:04}.xlsx" for number in range(len(paths))]
    for path, copy in zip(paths, copies):
        shutil.copyfile(path, copy)
    books = [Book(path) for path in paths]
    probes = [list(book.probes()) for book in books]
    probed = [work / f"{number:04}-probe.xlsx" for number in range(len(paths))]
    for book, texts, path in zip(books, probes, probed):
        probe_workbook(path, book.styles, texts)
    sheets = office.fitted(probed, work / "fods")
    pdfs = office.convert("pdf", copies, work / "pdf")
    faults = []
    for book, texts, sheet, pdf in zip(books, probes, sheets, pdfs):
        low = list(too_low(texts, row_heights(sheet)))
        whole = {at for at, needed, _ in low if at[0] in WHOLE and needed > MAX_ROW}
        found = [fault for at, _, fault in low if at not in whole]
        lacking = missing_on_paper(book, pdf, whole)
        if lacking:
            found.append(f"not on paper: {dict(lacking.most_common(20))}")
        faults.append(found)
    return faults, sum(map(len, probes))


def control(office, work):
    """Proves that a text that needs more than its row is seen."""
    path = work / "control.xlsx"
    book = returned.openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "町政運営推進プランの進捗状況を記入します。" * 4
    sheet["A1"].alignment = returned.openpyxl.styles.Alignment(wrap_text=True)
    sheet.row_dimensions[1].height = 30
    book.save(path)
    faults, _ = measure([path], office, work)
    if not any("A1: 30.00 pt where" in fault for fault in faults[0]):
        sys.exit(f"a text that is cut off went unnoticed: {faults}")


def long_answers(plan_text):
    """The longest texts of the plan, each as an answer, so that every form holds some."""
    forms = seed.parse(plan_text)
    texts = {text for form in forms for text in (form.vision, form.annual_goal, form.planned_actions)}
    longest = sorted(texts, key=lambda text: (-len(text), text))
    paragraphs = [seed.MARKUP.sub("\n", text).strip() for text in longest]
    answers = [text.replace(" ・", "\n・") for text in paragraphs]
    # Every eighth answer is longer than a page, so that it goes on on a 別紙.
    return [
        "\n".join(answers[:25]) if number % 8 == 0 else text for number, text in enumerate(answers)
    ]


WORDS = (
    "町民 自治会 防災訓練 情報発信 公式サイト 徴収率 納付 納期内 相談窓口 の を に は が と も で へ から まで より "
    "実施した 開催した 検討を進めている 見直した 、 。 ・ （ ） 「 」 『 』 【 】 … ― ～ ー ッ ャ ぁ ゃ っ ！ ？ % ％ 1 12 2,345 25% "
    "R6 ICT DX NPO法人 https://www.town.example.lg.jp/path/index.html?id=1234 info@example.lg.jp "
    "ｶﾅ ㈱ № ① ② ③ Ⅰ Ⅱ ℃ ㎡ 10～3月 4月1日 令和6年度 前年度比 ／ ： ； ＋ － × ÷ ＝ 々 〃 ゝ 髙 﨑 　"
).split(" ")


def random_answers(count):
    """Random Japanese texts: words, brackets, bullets, addresses, of one to many lines."""
    made = random.Random(6)
    texts = []
    while len(texts) < count:
        lines = []
        for _ in range(made.choice((1, 1, 2, 3, 5, 8, 13))):
            words = [made.choice(WORDS) for _ in range(made.choice((2, 5, 12, 30, 60)))]
            lines.append(made.choice(("", "・", "①", "(1) ", "　")) + "".join(words))
        text = "\n".join(lines).strip()
        if text and len(text) < 2_400:
            texts.append(text)
    return texts


def filled(program, root, config, forms, texts):
    """What the program makes of a plan whose answers are the texts in turn."""
    plan = returned.Plan(program, root, config, forms, "前期")
    folder = plan.base
    number = 0
    for section in returned.SECTIONS:
        book = returned.Book(plan.issued(section))
        for form_id in book.ids:
            for field in ("progress.first_half", "progress.second_half", "evaluation", "goal_attainment"):
                book.cell(form_id, field).value = texts[number % len(texts)]
                number += 1
        book.save(folder / "回収" / "前期" / f"{section}.xlsx")
    code, _, err = plan.run(folder, "consolidate")
    if code != 0:
        sys.exit(f"consolidate failed: {err}")
    return folder / "とりまとめ"


def main():
    """Checks the given folders and two plans of long and of random answers."""
    program, *folders = sys.argv[1:]
    program = str(pathlib.Path(program).resolve())
    for tool in ("soffice", "pdftotext"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is not installed")
    root = pathlib.Path(__file__).resolve().parents[2]
    plan_text = root.parent / "shared" / "seed" / "plan-r6.txt"
    with tempfile.TemporaryDirectory() as temporary:
        work = pathlib.Path(temporary)
        office = Office(work)
        control(office, work)
        places = [pathlib.Path(folder) for folder in folders]
        config = root / "samples" / "r6" / "plan.toml"
        forms = plan_text if plan_text.exists() else root / "samples" / "r6" / "様式"
        if plan_text.exists():
            texts = long_answers(plan_text.read_text(encoding="utf-8"))
            places.append(filled(program, work / "long", config, forms, texts))
        else:
            print(f"no long answers: {plan_text} is not there")
        texts = random_answers(2 * ANSWERS)
        for name, part in (("random", texts[:ANSWERS]), ("random, too", texts[ANSWERS:])):
            places.append(filled(program, work / name, config, forms, part))
        paths = sorted(
            path for place in places for path in place.rglob("*.xlsx")
            if not path.name.startswith("~$") and not {"回収", "様式"} & set(path.parts)
        )
        faults, texts = measure(paths, office, work)
    failed = 0
    for path, found in zip(paths, faults):
        failed += bool(found)
        shown = path.relative_to(work) if path.is_relative_to(work) else path
        print(f"{'FAIL' if found else 'ok  '} {shown}")
        for line in found[:SHOWN]:
            print(f"       {line}")
        if len(found) > SHOWN:
            print(f"       and {len(found) - SHOWN} more")
    print(f"{texts} texts measured")
    print(f"{len(paths) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
