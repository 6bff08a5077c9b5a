"""What the checks on returned workbooks share: a plan folder, sound returns, and one case.

A case starts from a full set of sound returns, injures it, runs `merge`, and compares every
finding of severity error or warning with what the case expects. Every answer that was typed in
must be found again in 統合.json or be quoted in 検証報告.json.
"""

import json
import pathlib
import re
import shutil
import subprocess
import zipfile

import openpyxl

SECTIONS = [
    "総務課", "企画商工観光課", "町民生活課", "保健福祉課", "農業振興課", "建設水道課", "ラベンダーハイツ",
]
REQUIRED = {
    "前期": ["progress.first_half"],
    "後期": ["progress.second_half", "goal_attainment", "evaluation"],
}
SAVED = "2024-10-10T09:00:00Z"


class Book:
    """A returned workbook of one section with its bound cells."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.wb = openpyxl.load_workbook(path)
        self.ids, self.rows = {}, {}
        for row in self.wb["_torimatome"].iter_rows(values_only=True):
            if row[0] and str(row[0]).isdigit():
                number = int(row[0])
                self.ids[row[1]] = number
                self.rows[(row[1], row[4])] = (row[2], row[5])

    def cell(self, form_id, field):
        """The cell of a field, through its defined name."""
        name = f"tm_f{self.ids[form_id]:02}_{field.replace('.', '_')}"
        sheet, at = next(iter(self.wb.defined_names[name].destinations))
        return self.wb[sheet][at.replace("$", "")]

    def sheet(self, form_id):
        return self.wb[self.rows[(form_id, "form_id")][0]]

    def save(self, path=None, saved=SAVED):
        path = pathlib.Path(path or self.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.wb.save(path)
        set_saved(path, saved)


def save(wb, path, saved=SAVED):
    """Saves a workbook of openpyxl with a last-saved date."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    wb.save(path)
    set_saved(path, saved)


# Where lxml is installed, openpyxl declares these on the element that is replaced.
NAMESPACES = (
    'xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def set_saved(path, saved):
    """Sets the last-saved date in the document properties; `None` removes it."""
    with zipfile.ZipFile(path) as source:
        parts = [(info, source.read(info)) for info in source.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for info, data in parts:
            if info.filename == "docProps/core.xml":
                text = data.decode("utf-8")
                new = f'<dcterms:modified {NAMESPACES} xsi:type="dcterms:W3CDTF">{saved}</dcterms:modified>'
                text = re.sub(r"<dcterms:modified.*?</dcterms:modified>", new if saved else "", text)
                data = text.encode("utf-8")
            out.writestr(info.filename, data)


def answer(form_id, field):
    """An answer that no rule minds: figures, no month, no other form's words."""
    if field == "goal_attainment":
        return "おおむね達成"
    number = sum(map(ord, form_id + field)) % 83 + 12
    return f"・{form_id}の{field}として点検を{number}件行い、{number * 3}人が参加した。\n・効果は{number}%だった。"


class Plan:
    """A plan folder with its issued workbooks and a sound set of returns."""

    def __init__(self, binary, root, config, forms, period):
        self.binary, self.root, self.period = binary, pathlib.Path(root), period
        self.base = self.root / "base"
        (self.base).mkdir(parents=True)
        shutil.copy(config, self.base / "plan.toml")
        if pathlib.Path(forms).is_dir():
            shutil.copytree(forms, self.base / "様式")
        else:
            (self.base / "様式").mkdir()
            shutil.copy(forms, self.base / "様式")
        self.run(self.base, "distribute")
        self.sound = self.root / "sound"
        self.texts = {}
        for section in SECTIONS:
            book = Book(self.issued(section))
            for form_id in book.ids:
                fields = REQUIRED[period]
                if period == "後期":
                    fields = ["progress.first_half", *fields]
                for field in fields:
                    book.cell(form_id, field).value = answer(form_id, field)
                    self.texts.setdefault(section, []).append(answer(form_id, field))
            book.save(self.sound / f"{section}.xlsx")
        if period == "後期":
            self.summarise()

    def summarise(self):
        """Each とりまとめ課 writes its summaries, which are issued once the 課 have answered."""
        folder = self.root / "summaries"
        shutil.copytree(self.base, folder)
        shutil.copytree(self.sound, folder / "回収" / self.period, dirs_exist_ok=True)
        code, _, err = self.run(folder, "merge")
        assert code == 0, err
        made = sorted((folder / "とりまとめ" / self.period / "全課まとめ").glob("*.xlsx"))
        assert made, "no summaries were issued"
        for path in made:
            book = Book(path)
            for form_id in book.ids:
                for field in REQUIRED[self.period]:
                    book.cell(form_id, field).value = answer(form_id, field)
                    self.texts.setdefault("全課まとめ", []).append(answer(form_id, field))
            book.save(self.sound / f"全課まとめ（{path.stem}）.xlsx")

    def issued(self, section):
        return self.base / "配布" / self.period / f"{section}.xlsx"

    def run(self, folder, command, *more):
        done = subprocess.run(
            [self.binary, command, str(folder), "--period", self.period, *more],
            capture_output=True, text=True, timeout=120,
        )
        return done.returncode, done.stdout, done.stderr

    def case(self, name):
        return Case(self, name)

    def case_dir(self, name):
        return self.root / "cases" / re.sub(r"[^\w]+", "_", name)


class Case:
    """One injury to a sound set of returns."""

    def __init__(self, plan, name):
        self.plan, self.name = plan, name
        self.dir = plan.case_dir(name)
        shutil.rmtree(self.dir, ignore_errors=True)
        shutil.copytree(plan.base, self.dir)
        self.returned = self.dir / "回収" / plan.period
        shutil.copytree(plan.sound, self.returned, dirs_exist_ok=True)
        self.texts = [text for texts in plan.texts.values() for text in texts]

    def book(self, section="町民生活課"):
        return Book(self.returned / f"{section}.xlsx")

    def path(self, name="町民生活課.xlsx"):
        return self.returned / name

    def type(self, cell, text):
        """Types a text into a cell; the answer that stood there is gone."""
        if cell.value in self.texts and not (isinstance(text, str) and cell.value in text):
            self.texts.remove(cell.value)
        cell.value = text
        if isinstance(text, str) and text.strip(" \u3000\n") and not text.startswith("="):
            self.texts.append(text)

    def forget(self, section="町民生活課"):
        """The section's answers are not to be expected: their file cannot be read."""
        for text in self.plan.texts[section]:
            if text in self.texts:
                self.texts.remove(text)

    def merge(self):
        self.code, self.out, self.err = self.plan.run(self.dir, "merge")
        folder = self.dir / "とりまとめ" / self.plan.period
        self.findings, self.merged = [], None
        if self.code == 0:
            self.findings = json.loads((folder / "検証報告.json").read_text())["findings"]
            self.merged = json.loads((folder / "統合.json").read_text())
        return self

    def form(self, form_id):
        return next(form for form in self.merged["forms"] if form["form_id"] == form_id)

    def faults(self, expected, also=()):
        """Everything that differs from what the case expects, as lines."""
        if self.code != 0:
            return [f"exit {self.code}: {self.err.strip()}"]
        faults = []
        left = list(self.findings)
        for want in expected:
            count = want.get("n", 1)
            hits = [finding for finding in left if matches(finding, want)]
            if len(hits) != count:
                faults.append(f"expected {count} of {want}, found {len(hits)}")
            left = [finding for finding in left if finding not in hits]
        # X06 belongs to every item of 全課 that some section left out, and to no other.
        unanswered = {
            form["plan_form_id"] for form in self.merged["forms"]
            if "-全課-" in form["plan_form_id"] and form["state"] in ("missing", "blank")
        }
        told = {finding["form_id"] for finding in left if finding["code"] == "X06"}
        if told != unanswered:
            faults.append(f"X06 on {sorted(told)}, unanswered {sorted(unanswered)}")
        for finding in left:
            companion = finding["code"] in also or finding["code"] == "X06"
            if finding["severity"] != "info" and not companion:
                faults.append("unexpected " + brief(finding))
        texts = list(strings([self.merged, self.findings]))
        joined = "\x00".join(texts)
        lost = [text for text in self.texts if text not in joined]
        faults += [f"lost {text!r}" for text in lost[:5]]
        return faults


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def matches(finding, want):
    place = finding["location"] or {}
    for key, value in want.items():
        if key == "n":
            continue
        if key in ("file", "sheet", "cell"):
            got = place.get(key)
            if key == "file" and got and value and not got.endswith(value):
                return False
            if key != "file" and got != value:
                return False
        elif key == "holds":
            if value not in (finding["found"] or ""):
                return False
        elif key == "form":
            if finding["form_id"] != value:
                return False
        elif finding[key] != value:
            return False
    return True


def brief(finding):
    place = finding["location"] or {}
    where = "!".join(str(part) for part in place.values() if part)
    return f"{finding['code']} {finding['form_id']} {finding['field']} {where}: {finding['message'][:90]}"
