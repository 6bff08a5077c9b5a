"""Writes the real plan's 36 forms with the labels, brackets and shapes that offices vary.

In: the forms of `seed` and a folder. Out: a folder a layout, as `layouts` writes them. Where a
layout is about spelling, every form is spelt in the next of its ways; where it is about the
answers' labels, the answers are filled in with `FILLED`, since a lost label is not seen otherwise.
"""

import csv
import re
import zipfile

import seed
from drawing import Pen

FILLED = {"first_half": "前期の答え", "second_half": "後期の答え"}
ISSUED = ("vision", "annual_goal", "planned_actions", "section")
PROGRESS = (
    ("進捗状況（前期）", "進捗状況（後期）"),
    ("進捗状況　前期 (4～9月)", "進捗状況　後期 (10～3月)"),
    ("進捗状況\n前期\n(4～9月)", "進捗状況\n後期\n(10～3月)"),
    ("前期（4～9月）の進捗状況", "後期（10～3月）の進捗状況"),
    ("前期進捗状況", "後期進捗状況"),
    ("進捗状況【前期】", "進捗状況【後期】"),
    ("前期の進捗状況", "後期の進捗状況"),
    ("進捗状況 前期（4月～9月）", "進捗状況 後期（10月～3月）"),
    ("上期（4～9月）", "下期（10～3月）"),
    ("前期分", "後期分"),
    ("４月～９月", "１０月～３月"),
    ("進捗状況（4～9月）", "進捗状況（10～3月）"),
    ("上半期", "下半期"),
    ("前期 (4-9月)", "後期 (10-3月)"),
    ("進捗状況（前期：4～9月）", "進捗状況（後期：10～3月）"),
)
COORDINATOR = (
    "全課（{}）", "全課 〔{}〕", "全課［{}］", "全課 ({})", "全課\n（とりまとめ課：{}）", "全課《{}》",
    "全課「{}」", "全課(取りまとめ {})", "全課（{}取りまとめ）", "全 課【{}】",
)
YEARS = (
    "令和６年度", "2024年度", "令和6（2024）年度", "Ｒ６年度", "令和六年度", "令和6年度（2024年度）",
    "令和\n６\n年度", "年度",
)
DECORATION = (
    "{}：", "■{}", "１．{}", "【{}】", "{}　※", "● {}", "({n}) {}", "{n} {}", "①{}", "{}:", "〈{}〉", "{}欄",
)
SYNONYMS = (
    {"annual_goal": "目標（令和6年度）", "planned_actions": "取組内容（令和6年度）"},
    {"annual_goal": "令和6年度の目標", "planned_actions": "令和6年度の取組内容"},
    {"annual_goal": "R6目標", "planned_actions": "R6取組内容"},
    {"section": "担当課"}, {"section": "実施課"}, {"section": "担当部署"}, {"section": "所管課"},
    {"section": "実践課\n【とりまとめ課】"}, {"section": "実践課（とりまとめ課）"},
    {"initiative": "取組項目名", "vision": "目指す姿（将来像）"}, {"vision": "目指す姿\n（令和10年度）"},
    {"planned_actions": "具体的な取組内容"}, {"planned_actions": "具体的取組"},
    {"initiative": "取り組み項目", "planned_actions": "取り組み内容"},
    {"initiative": "取組　項目", "vision": "めざす姿"}, {"annual_goal": "目標値"},
    {"annual_goal": "目　　　標\n（数値目標）"}, {"attainment": "目標の達成状況", "evaluation": "評価及び検証"},
)


class Shifted:
    """A pen that draws further down and to the right."""

    def __init__(self, pen, rows, columns):
        self.pen, self.rows, self.columns = pen, rows, columns

    def _at(self, box):
        top, left, bottom, right = box
        return top + self.rows, left + self.columns, bottom + self.rows, right + self.columns

    def label(self, *box_and_text):
        """As `Pen.label`."""
        self.pen.label(*self._at(box_and_text[:4]), *box_and_text[4:])

    def value(self, *box_and_text):
        """As `Pen.value`."""
        self.pen.value(*self._at(box_and_text[:4]), *box_and_text[4:])

    def answer(self, *box_and_text):
        """As `Pen.answer`."""
        self.pen.answer(*self._at(box_and_text[:4]), *box_and_text[4:])


def issued(form, section=None):
    """The issued texts by key."""
    texts = {key: getattr(form, key) for key in ISSUED[:3]}
    return {**{key: seed.with_line_breaks(text) for key, text in texts.items()},
            "section": section or form.section_cell}


def draw_issued(pen, row, form, labels=None, keys=ISSUED, gap=0, section=None):
    """Draws issued texts, label in A to C, value in D; returns the row below."""
    labels, texts = labels or form.labels, issued(form, section)
    for key in keys:
        pen.label(row, 1, row, 3, labels[key])
        pen.value(row, 4, row, 4, texts[key])
        row += 1 + gap
    return row


def draw_answers(pen, row, form, labels=None, gap=0):
    """Draws the answers' boxes below; returns the row below."""
    labels = labels or form.labels
    pen.label(row, 1, row + 1 + gap, 2, labels["progress"])
    for key in ("first_half", "second_half"):
        pen.label(row, 3, row, 3, labels[key])
        pen.answer(row, 4, row, 4)
        row += 1 + gap
    for key in ("attainment", "evaluation"):
        pen.label(row, 1, row, 3, labels[key])
        pen.answer(row, 4, row, 4)
        row += 1 + gap
    return row


def draw_plain(pen, row, form, labels=None, gap=0, section=None):
    """Draws a form without the year; returns the row below."""
    labels = labels or form.labels
    pen.label(row, 1, row, 3, labels["initiative"])
    pen.value(row, 4, row, 4, form.heading)
    row = draw_issued(pen, row + 1 + gap, form, labels, gap=gap, section=section)
    return draw_answers(pen, row, form, labels, gap)


# Spelling ------------------------------------------------------------------------------------


def no_year(pen, row, form, _number):
    """Without the label of the 年度."""
    draw_plain(pen, row, form)


def progress_labels(pen, row, form, number):
    """進捗状況 and the half-year in one label, in many ways; the answers are filled in."""
    pen.label(row, 1, row, 3, form.labels["initiative"])
    pen.value(row, 4, row, 4, form.heading)
    row = draw_issued(pen, row + 1, form)
    for label, text in zip(PROGRESS[number % len(PROGRESS)], FILLED.values()):
        pen.label(row, 1, row, 3, label)
        pen.answer(row, 4, row, 4, text)
        row += 1
    for key in ("attainment", "evaluation"):
        pen.label(row, 1, row, 3, form.labels[key])
        pen.answer(row, 4, row, 4)
        row += 1


def coordinator_brackets(pen, row, form, number):
    """全課 with its とりまとめ課 in other brackets."""
    way = COORDINATOR[number % len(COORDINATOR)]
    name = form.coordinating_section
    draw_plain(pen, row, form, section=way.format(name) if name else None)


def odd_years(pen, row, form, number):
    """The 年度 in other spellings."""
    draw_year(pen, row, form, {**form.labels, "year": YEARS[number % len(YEARS)]})


def decorated_labels(pen, row, form, number):
    """Labels with marks, numbers and brackets around them."""
    way = DECORATION[number % len(DECORATION)]
    labels = {
        key: label if key in ("progress", "year") else way.format(label, n=place)
        for place, (key, label) in enumerate(form.labels.items(), 1)
    }
    draw_plain(pen, row, form, labels)


def synonyms(pen, row, form, number):
    """Other words for the labels."""
    draw_plain(pen, row, form, {**form.labels, **SYNONYMS[number % len(SYNONYMS)]})


# Shape ---------------------------------------------------------------------------------------


def draw_year(pen, row, form, labels):
    """Draws a form with the 年度 in a cell beside its goal."""
    pen.label(row, 1, row, 3, labels["initiative"])
    pen.value(row, 4, row, 4, form.heading)
    texts = issued(form)
    for offset, key in enumerate(ISSUED, 1):
        left = 1 if key == "vision" else 2
        pen.label(row + offset, left, row + offset, 3, labels[key])
        pen.value(row + offset, 4, row + offset, 4, texts[key])
    pen.label(row + 2, 1, row + 4, 1, labels["year"])
    draw_answers(pen, row + 5, form, labels)


def initiative_in_four_cells(pen, row, form, _number):
    """①, its title, (1) and its title in cells of one row."""
    pen.label(row, 1, row, 3, form.labels["initiative"])
    for column, text in enumerate(form.heading_parts, 4):
        pen.value(row, column, row, column, text)
    draw_answers(pen, draw_issued(pen, row + 1, form), form)


def initiative_in_two_rows(pen, row, form, number):
    """① and (1) below each other; the label covers both rows or only the first."""
    group_mark, group, mark, title = form.heading_parts
    if number % 2:
        pen.label(row, 1, row + 1, 3, form.labels["initiative"])
    else:
        pen.label(row, 1, row, 3, form.labels["initiative"])
        pen.box(row + 1, 1, row + 1, 3)
    pen.value(row, 4, row, 4, f"{group_mark} {group}")
    pen.value(row + 1, 4, row + 1, 4, f"{mark} {title}")
    draw_answers(pen, draw_issued(pen, row + 2, form), form)


def section_first(pen, row, form, _number):
    """実践課 above 取組項目."""
    row = draw_issued(pen, row, form, keys=("section",))
    pen.label(row, 1, row, 3, form.labels["initiative"])
    pen.value(row, 4, row, 4, form.heading)
    draw_answers(pen, draw_issued(pen, row + 1, form, keys=ISSUED[:3]), form)


def rows_between(pen, row, form, _number):
    """An empty row after every row."""
    draw_plain(pen, row, form, gap=1)


def far_from_the_corner(pen, row, form, _number):
    """Five rows down and three columns to the right."""
    draw_plain(Shifted(pen, 5, 3), row, form)


def one_column(pen, row, form, _number):
    """Labels and values below each other in column A."""
    texts = {"initiative": form.heading, **issued(form)}
    for key, text in texts.items():
        pen.label(row, 1, row, 1, form.labels[key])
        pen.value(row + 1, 1, row + 1, 1, text)
        row += 2
    pen.label(row, 1, row, 1, form.labels["progress"])
    for place, key in enumerate(("first_half", "second_half", "attainment", "evaluation")):
        pen.label(row + 1 + 2 * place, 1, row + 1 + 2 * place, 1, form.labels[key])
        pen.answer(row + 2 + 2 * place, 1, row + 2 + 2 * place, 1)


def two_fields_a_row(pen, row, form, _number):
    """Two labels with their values in every row."""
    texts = issued(form)
    pen.label(row, 1, row, 1, form.labels["initiative"])
    pen.value(row, 2, row, 4, form.heading)
    for offset, pair in enumerate((("vision", "section"), ("annual_goal", "planned_actions")), 1):
        for left, key in zip((1, 3), pair):
            pen.label(row + offset, left, row + offset, left, form.labels[key])
            pen.value(row + offset, left + 1, row + offset, left + 1, texts[key])
    for offset, pair in enumerate((("first_half", "second_half"), ("attainment", "evaluation")), 3):
        for left, key in zip((1, 3), pair):
            pen.label(row + offset, left, row + offset, left, form.labels[key])
            pen.answer(row + offset, left + 1, row + offset, left + 1)


def a_row_a_bullet(pen, row, form, _number):
    """Every bullet in a row of its own beside a label merged downwards."""
    pen.label(row, 1, row, 3, form.labels["initiative"])
    pen.value(row, 4, row, 4, form.heading)
    row += 1
    for key, text in issued(form).items():
        lines = text.split("\n")
        pen.label(row, 1, row + len(lines) - 1, 3, form.labels[key])
        for line in lines:
            pen.value(row, 4, row, 4, line)
            row += 1
    draw_answers(pen, row, form)


def stamps_above(pen, row, form, _number):
    """A title, boxes for stamps and the date of making above the form."""
    for place, title in enumerate(("町長", "副町長", "課長", "係長"), 6):
        pen.label(row, place, row, place, title)
        pen.box(row + 1, place, row + 2, place)
    pen.text(row + 2, 1, "作成日　令和6年4月1日")
    draw_plain(pen, row + 4, form)


def choices_outside(pen, row, form, _number):
    """The choices of 目標の達成 beside the print area, and once more below it."""
    last = draw_plain(pen, row, form)
    pen.sheet.print_area = f"A1:D{last}"
    for place, choice in enumerate(("達成", "おおむね達成", "一部達成", "未達成")):
        pen.sheet.cell(row + place, 7, choice)
        pen.sheet.cell(last + 3 + place, 1, choice)


A_SHEET_A_FORM = (
    no_year, progress_labels, coordinator_brackets, odd_years, decorated_labels, synonyms,
    initiative_in_four_cells, initiative_in_two_rows, section_first, rows_between,
    far_from_the_corner, one_column, two_fields_a_row, a_row_a_bullet, stamps_above,
    choices_outside,
)


def a_sheet_a_form(draw, forms, path, tools):
    """A workbook with the 体系 and a sheet a form."""
    book = tools.new_book()
    tools.draw_hierarchy(Pen(tools.new_sheet(book, "計画の体系")), forms)
    for number, form in enumerate(forms):
        pen = Pen(tools.new_sheet(book, f"{number + 1:02}{form.section}"))
        pen.widths(14, 14, 15, 60)
        draw(pen, 1, form, number)
    tools.save(book, path)


# Books ---------------------------------------------------------------------------------------


def side_by_side(forms, folder, tools):
    """Two forms beside each other on a sheet."""
    book = tools.new_book()
    tools.draw_hierarchy(Pen(tools.new_sheet(book, "計画の体系")), forms)
    for first in range(0, len(forms), 2):
        pen = Pen(tools.new_sheet(book, f"様式{first + 1}"))
        for place, form in enumerate(forms[first : first + 2]):
            draw_plain(Shifted(pen, 0, 5 * place), 3, form)
    tools.save(book, folder / "並べた様式.xlsx")


def without_a_gap(forms, folder, tools):
    """All forms on one sheet, no row between them; in turn with 実践課 above 取組項目."""
    for name, draw in (("詰めた様式", tools.draw_form), ("課が先の様式", None)):
        part = forms[:20] if draw else forms[20:]
        book = tools.new_book()
        tools.draw_hierarchy(Pen(tools.new_sheet(book, "計画の体系")), forms)
        pen, row = Pen(tools.new_sheet(book, "取組項目")), 1
        for form in part:
            if draw:
                row = draw(pen, row, form)
            else:
                section_first(pen, row, form, 0)
                row += 9
        tools.save(book, folder / f"{name}.xlsx")


def hidden_old_versions(forms, folder, tools):
    """Behind every form a hidden sheet with an earlier version of it."""
    book = tools.new_book()
    tools.draw_hierarchy(Pen(tools.new_sheet(book, "計画の体系")), forms)
    for number, form in enumerate(forms, 1):
        draw_plain(Pen(tools.new_sheet(book, f"{number:02}")), 1, form)
        old = Pen(tools.new_sheet(book, f"{number:02}旧"))
        draw_plain(old, 1, form)
        old.sheet["D2"] = "見直す前の目指す姿"
        old.sheet.sheet_state = "hidden"
    tools.save(book, folder / "旧版を隠した様式.xlsx")


def tsv_utf16(forms, folder, tools):
    """The stacked layout as UTF-16 text with tabs; a cell's line breaks stand in quotes."""
    for sheet in tools.stacked_book(forms, forms):
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / f"{sheet.title}.tsv", "w", encoding="utf-16", newline="") as file:
            csv.writer(file, delimiter="\t").writerows(sheet.iter_rows(values_only=True))


def edited_strings(change):
    """Makes a layout of which every string, shared or in its cell, is written in another way."""
    string = re.compile(r"<(si|is)><t[^>]*>([^<]*)</t></\1>")

    def layout(forms, folder, tools):
        tools.one_per_sheet(forms, folder)
        for path in folder.glob("*.xlsx"):
            with zipfile.ZipFile(path) as book:
                parts = {name: book.read(name) for name in book.namelist()}
            for name in parts:
                if name == "xl/sharedStrings.xml" or name.startswith("xl/worksheets/sheet"):
                    parts[name] = string.sub(change, parts[name].decode()).encode()
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
                for name, data in parts.items():
                    book.writestr(name, data)

    return layout


def with_furigana(match):
    """A string with its reading, as Excel keeps it."""
    reading = '<rPh sb="0" eb="1"><t>フリガナ</t></rPh><phoneticPr fontId="1"/>'
    return f'<{match[1]}><t xml:space="preserve">{match[2]}</t>{reading}</{match[1]}>'


def in_two_runs(match):
    """A string in two runs, the second in bold."""
    half = len(match[2]) // 2
    entity = match[2].rfind("&", max(0, half - 6), half)
    half = half if entity < 0 else entity
    runs = (("", match[2][:half]), ("<rPr><b/></rPr>", match[2][half:]))
    runs = "".join(f'<r>{face}<t xml:space="preserve">{text}</t></r>' for face, text in runs)
    return f"<{match[1]}>{runs}</{match[1]}>"


def table_rows(forms, kind):
    """The 体系 as cells: with every cell repeated, with numbers in cells of their own, with a
    column for the とりまとめ課, or with ① and (1) in one cell."""
    rows = seed.hierarchy(forms)
    if kind == "repeated":
        return [["基本項目", "推進項目", "取組項目", None, "実践課"], *map(list, rows)]
    if kind == "lines":
        table = [[area, item, f"{group}\n{title}", sections.replace(" ", "\n")]
                 for area, item, group, title, sections in rows]
        return [["基本項目", "推進項目", "取組項目", "実践課【とりまとめ課】"], *table]
    if kind == "numbers":
        heads = ["基本項目", None, "推進項目", None, "取組項目", None, None, None, "実践課"]
        return [heads, *([*sum((cell.split(" ", 1) for cell in row[:4]), []), row[4]]
                         for row in rows)]
    table = []
    for *cells, sections in rows:
        named = re.fullmatch("(.*)【(.*)】", sections)
        table.append([*cells, *(named.groups() if named else (sections, None))])
    return [["基本項目", "推進項目", "取組項目", None, "実践課", "とりまとめ課"], *table]


def table_without_merges(kind):
    """Makes a layout whose 体系 is a table of plain cells, and whose forms are files of their own."""

    def layout(forms, folder, tools):
        book = tools.new_book()
        sheet = tools.new_sheet(book, "体系")
        sheet.append(["計画の体系"])
        for row in table_rows(forms, kind):
            sheet.append(row)
        tools.save(book, folder / "体系.xlsx")
        for number, form in enumerate(forms, 1):
            tools.save(tools.single_book(form), folder / tools.single_name(number, form))

    return layout


BOOKS = {
    "side_by_side": side_by_side,
    "without_a_gap": without_a_gap,
    "hidden_old_versions": hidden_old_versions,
    "tsv_utf16": tsv_utf16,
    "furigana": edited_strings(with_furigana),
    "two_runs": edited_strings(in_two_runs),
    **{f"table_{kind}": table_without_merges(kind)
       for kind in ("repeated", "lines", "numbers", "coordinator")},
}


def write(forms, folder, tools):
    """Writes every layout below a folder; gives their names. `tools` is the module `layouts`."""
    for draw in A_SHEET_A_FORM:
        a_sheet_a_form(draw, forms, folder / draw.__name__ / "様式.xlsx", tools)
    for name, layout in BOOKS.items():
        layout(forms, folder / name, tools)
    return [*(draw.__name__ for draw in A_SHEET_A_FORM), *BOOKS]
