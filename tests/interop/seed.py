"""The real plan as data: parses its tab-text into its hierarchy and its 36 forms.

In: the plan's own text (tabs between cells, as a PDF gives it).
Out: `Form` values in order of appearance, the rows of the 体系, and the expected model.
It reads nothing but this one regular text; it is not a model of how the program should read.
"""

import re
from dataclasses import dataclass, field

AREA_NUMBERS = {"I": 1, "II": 2, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4}
CIRCLED = "①②③④⑤⑥⑦⑧⑨"
FIRST_LABEL = "取組項目"
LAST_LABEL = "評価・検証"
LABELS = {
    "initiative": "取組項目",
    "vision": "目指す姿",
    "year": "令和6年度",
    "annual_goal": "目標",
    "planned_actions": "取組内容",
    "section": "実践課",
    "progress": "進捗状況",
    "first_half": "前期 (4～9月)",
    "second_half": "後期 (10～3月)",
    "attainment": "目標の達成",
    "evaluation": "評価・検証",
}
MARKUP = re.compile(r"\s*</?[a-zA-Z][^>]*>\s*")


@dataclass(frozen=True)
class Form:
    """One 様式 as the plan prints it; texts are the cells' own, markup residue included."""

    area: str  # "Ⅰ 協働によるまちづくり"
    promotion: str  # "1 積極的な情報共有"
    heading: str  # "① 行政情報の公開と共有 (1) 効果的な情報発信手法の研究実施"
    vision: str
    annual_goal: str
    planned_actions: str
    section_cell: str  # "全課【総務課】"
    labels: dict = field(default_factory=lambda: dict(LABELS))  # key -> the label as spelt
    rows: tuple = ()  # the printed rows, each a tuple of cells

    @property
    def area_title(self):
        return self.area.split(maxsplit=1)[1]

    @property
    def area_number(self):
        return AREA_NUMBERS[self.area.split()[0]]

    @property
    def promotion_title(self):
        return self.promotion.split(maxsplit=1)[1]

    @property
    def promotion_number(self):
        return int(self.promotion.split()[0])

    @property
    def heading_parts(self):
        """(group mark, group title, item mark, item title) as written; the item mark may be ②."""
        group_mark, group, item_mark, item = self.heading.split(" ", 3)
        return group_mark, group, item_mark, item

    @property
    def initiative_id(self):
        group_mark, _, item_mark, _ = self.heading_parts
        group = CIRCLED.index(group_mark) + 1
        item = CIRCLED.index(item_mark) + 1 if item_mark in CIRCLED else int(item_mark.strip("()"))
        return f"{self.area_number}-{self.promotion_number}-{group}-{item}"

    @property
    def section(self):
        return self.section_cell.split("【")[0]

    @property
    def coordinating_section(self):
        match = re.search("【(.+)】", self.section_cell)
        return match.group(1) if match else None


def parse(text):
    """Returns the forms of the plan's text, in order of appearance."""
    forms, area, promotion, block = [], None, None, None
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if cells[0] == FIRST_LABEL and len([c for c in cells if c]) == 2:
            block = []
        if block is not None:
            block.append(tuple(cells))
            if LAST_LABEL in cells:
                forms.append(form_of(area, promotion, block))
                block = None
        elif re.fullmatch(r"(I|II|Ⅰ|Ⅱ) \S+", line):
            area = re.sub("^II ", "Ⅱ ", re.sub("^I ", "Ⅰ ", line))
        elif re.fullmatch(r"\d \S+", line) and area:
            promotion = line
    return forms


def form_of(area, promotion, block):
    """Builds one form from its printed rows: the last filled cell of a row is its value."""
    filled = [[cell for cell in row if cell] for row in block]
    value = {re.sub(r"\s", "", row[-2]): row[-1] for row in filled if len(row) > 1}
    spelt = {label_key(cell): cell for row in filled for cell in row}
    labels = {name: spelt[label_key(plain)] for name, plain in LABELS.items()}
    return Form(
        area, promotion, value["取組項目"], value["目指す姿"], value["目標"],
        value["取組内容"], value["実践課"], labels, tuple(block),
    )


def label_key(text):
    """A label without what varies in the plan: blanks and the kind of wave dash."""
    return re.sub(r"\s", "", text).replace("~", "～")


def without_markup(text):
    """Removes HTML residue and the blanks around it."""
    return MARKUP.sub("", text).strip()


def with_line_breaks(text):
    """Puts every bullet on a line of its own, as the office's Excel forms do."""
    return text.replace(" ・", "\n・")


def expected(forms, broken_into_lines):
    """The model that an import must give: one object a form, in order."""
    shown = with_line_breaks if broken_into_lines else (lambda text: text)
    seen, models = {}, []
    for form in forms:
        key = (form.initiative_id, form.section)
        seen[key] = seen.get(key, 0) + 1
        models.append({
            "initiative_id": form.initiative_id,
            "section": form.section,
            "branch_no": seen[key],
            "form_id": f"{form.initiative_id}-{form.section}-{seen[key]}",
            "vision": without_markup(shown(form.vision)),
            "annual_goal": without_markup(shown(form.annual_goal)),
            "planned_actions": without_markup(shown(form.planned_actions)),
        })
    return models


def hierarchy(forms):
    """The 体系 as rows (area, promotion, group, item, sections), with the numbers put right."""
    rows = {}
    for form in forms:
        group_mark, group, _, item = form.heading_parts
        number = form.initiative_id.rsplit("-", 1)[1]
        row = (form.area, form.promotion, f"{group_mark} {group}", f"({number}) {item}")
        sections = rows.setdefault(row, [])
        if form.section_cell not in sections:
            sections.append(form.section_cell)
    return [(*row, " ".join(sections)) for row, sections in rows.items()]
