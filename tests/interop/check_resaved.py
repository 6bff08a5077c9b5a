#!/usr/bin/env python3
"""Checks what is read of a filled workbook that another program has saved.

Usage: python3 tests/interop/check_resaved.py BIN SAMPLE [WORD]

BIN is the program, SAMPLE the sample's plan folder. WORD selects the cases whose name contains
it. Needs openpyxl and soffice. Gnumeric (ssconvert) and the npm packages xlsx, exceljs and
xlsx-populate (through NODE_PATH) are tried where they are found. docs/other-programs.md tells
what each program keeps.

A case is a program and a format. Three workbooks as Excel leaves them (filled.py) are saved by
the program, put among the returns and merged. A field that is lost or altered without a finding
on its form is a failure.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import warnings

import openpyxl

from filled import CHOICE, DATES, FORMULA, PROBES, fill
from returned import strings

BOOKS = {
    "町民生活課": PROBES,
    "総務課": [*DATES[:12], FORMULA],
    "保健福祉課": DATES[12:],
}
HERE = pathlib.Path(__file__).parent
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
# The office's LibreOffice shows dates as a Japanese one does.
JAPANESE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>ja-JP</value></prop></item></oor:items>
"""
DATE_NAMES = {probe.name for probe in DATES} | {"date in built-in 57", "date in built-in 31"}
# What the program itself does to a probe: the value that its file then holds, or None where the
# file holds nothing more. Dates stand for all of them; "*" is any value, which a finding tells.
ALTERED = {
    "openpyxl xlsx": {"struck run": "相談を40件52件受けた。", "written escape": "資料A版を18部配った。",
                      "formula": "#未計算"},
    "openpyxl rich text": {"written escape": "資料A版を18部配った。", "formula": "#未計算"},
    "LibreOffice html": {
        "struck run": "相談を40件52件受けた。", "hidden row": None,
        "beyond 16 bits": "𠮷田会館で㈱と①～⑨を96回使った。 （別記）"},
    "LibreOffice xls": {"formula": "#未計算"},
    "LibreOffice csv": {
        "struck run": "相談を40件52件受けた。", "13 digits": "4901234567894"},
    "Gnumeric xlsx": {"dates": "*"},
    "Gnumeric xls": {"dates": "*", "written escape": "資料_x005F_x0041_版を18部配った。"},
    "Gnumeric ods": {"dates": "*", "written escape": "資料_x005F_x0041_版を18部配った。"},
    # Its page strikes out the first run as a whole.
    "Gnumeric html": {"written escape": "資料_x005F_x0041_版を18部配った。",
                      "struck run": "52件受けた。"},
    "xlsx xlsx": {"dates": "*", "struck run": "相談を40件52件受けた。",
                  "written escape": "資料A版を18部配った。"},
    "xlsx xlsb": {"dates": "*", "struck run": "相談を40件52件受けた。"},
    "xlsx biff8": {"dates": "*", "struck run": "相談を40件52件受けた。",
                   "hidden row": "窓口で64件を受けた。", "32,767 characters": "*"},
    "xlsx ods": {"dates": "*", "struck run": "相談を40件52件受けた。", "error": None,
                 "hidden row": "窓口で64件を受けた。"},
    "xlsx fods": {"dates": "*", "struck run": "相談を40件52件受けた。", "error": None,
                  "hidden row": "窓口で64件を受けた。"},
    "xlsx xlml": {"dates": "*", "struck run": "相談を40件52件受けた。"},
    "exceljs xlsx": {"dates": "*", "written escape": "資料A版を18部配った。"},
    "xlsx-populate xlsx": {"error": None, "formula": "#未計算"},
}
# Faults that are known and open: such a line of a case is told and fails nothing.
OPEN = {
    # Its page holds the bare number of a date, and nothing that says so.
    "Gnumeric html": {
        "beyond 16 bits", *(f"date in built-in {number}" for number in (*range(27, 37), *range(50, 59)))},
}
# What a probe must be told with, beside its value.
TOLD = {"struck run": "F10", "hidden row": "F09", "error": "V04", "32,767 characters": "V08"}
# These formats keep neither hidden rows nor the kind of a cell.
FLAT = ("csv", "html")
# Never said of a sound workbook, whoever saved it.
NEVER = ("F01", "F02", "F03", "F04", "F07", "S01", "S02", "S04", "S06", "S08", "S09", "S10", "S11",
         "S12", "S13", "M02", "M03", "T04")


class LibreOffice:
    def __init__(self, root):
        self.profile = root / "profile"
        (self.profile / "user").mkdir(parents=True)
        (self.profile / "user" / "registrymodifications.xcu").write_text(JAPANESE)

    def save(self, kind, sources, target):
        if kind == "csv":
            self.convert(CSV, sources[:1], target)
            for path in target.iterdir():
                name = re.search(r"\d+-\d+-\d+-\d+(\(\d\))?$", path.stem)
                path.rename(target / f"{name.group(0)}.csv") if name else path.unlink()
        else:
            self.convert(kind, sources, target)

    def convert(self, kind, sources, target):
        run("soffice", f"-env:UserInstallation=file://{self.profile}", "--headless",
            "--convert-to", kind, "--outdir", target, *sources)


class OpenPyXL:
    def save(self, kind, sources, target):
        for source in sources:
            book = openpyxl.load_workbook(source, rich_text=kind == "rich text")
            book.save(target / source.name)


class Gnumeric:
    KINDS = {"xlsx": "Gnumeric_Excel:xlsx2", "xls": "Gnumeric_Excel:excel_biff8",
             "ods": "Gnumeric_OpenCalc:odf", "html": "Gnumeric_html:html40"}

    def save(self, kind, sources, target):
        for source in sources:
            run("ssconvert", "-T", self.KINDS[kind], source, target / f"{source.stem}.{kind}")


class Npm:
    def __init__(self, package):
        self.package = package

    def save(self, kind, sources, target):
        suffix = {"biff8": "xls", "xlml": "xml"}.get(kind, kind)
        for source in sources:
            run("node", HERE / "resave.cjs", self.package, source,
                f"{kind}={target / source.stem}.{suffix}")


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr.strip()[-400:]}")
    return done.stdout


def programs(root):
    yield "openpyxl", OpenPyXL(), ["xlsx", "rich text"]
    yield "LibreOffice", LibreOffice(root), ["xlsx", "xls", "ods", "fods", "html", "csv"]
    if shutil.which("ssconvert"):
        yield "Gnumeric", Gnumeric(), list(Gnumeric.KINDS)
    kinds = {"xlsx": ["xlsx", "xlsb", "biff8", "ods", "fods", "xlml"], "exceljs": ["xlsx"],
             "xlsx-populate": ["xlsx"]}
    for package, formats in kinds.items():
        try:
            run("node", HERE / "resave.cjs", package)
        except (OSError, RuntimeError):
            print(f"not found: {package}")
            continue
        yield package, Npm(package), formats


class Merged:
    """The record and the findings of one folder of returns."""

    def __init__(self, binary, plan, returned):
        shutil.copytree(returned, plan / "回収" / "前期", dirs_exist_ok=True)
        done = subprocess.run([binary, "merge", str(plan)], capture_output=True, text=True,
                              timeout=120)
        if done.returncode != 0:
            raise RuntimeError(f"merge: exit {done.returncode}: {done.stderr.strip()[-400:]}")
        made = plan / "とりまとめ" / "前期"
        self.findings = json.loads((made / "検証報告.json").read_text("utf-8"))["findings"]
        record = json.loads((made / "統合.json").read_text("utf-8"))
        self.forms = {form["form_id"]: form for form in record["forms"]}
        self.texts = "\x00".join(strings([record, self.findings]))

    def value(self, form_id):
        answer = self.forms[form_id]["progress"]["first_half"]
        return answer["text"] if answer else None

    def told(self, form_id):
        return {finding["code"] for finding in self.findings
                if finding["form_id"] == form_id and finding["severity"] != "info"} - {"X06"}


def form_id(sheet, section):
    number = re.fullmatch(r"([\d-]+)(?:\((\d)\))?", sheet)
    return f"{number.group(1)}-{section}-{number.group(2) or 1}"


def same_day(a, b):
    """Whether two dates differ at most in the zeros before their digits."""
    return re.sub(r"0+(\d)", r"\1", a or "") == re.sub(r"0+(\d)", r"\1", b or "")


def fault_of(probe, merged, form, case, kind):
    """What is wrong with the field of one form, or `None`."""
    altered = ALTERED.get(case, {})
    is_date = probe.name in DATE_NAMES
    key = "dates" if is_date and "dates" in altered else probe.name
    value, told = merged.value(form), merged.told(form)
    if key in altered:
        if altered[key] is None:
            return None if value is None and told else f"{value!r} and not told to be missing"
        if altered[key] == "*":
            return None if told else f"{value!r} in silence"
        return None if value == altered[key] else f"{value!r}, not {altered[key]!r}"
    right = same_day(value, probe.value) if is_date else value == probe.value
    if probe.name == "13 digits":
        right = value in (probe.value, probe.holds[0])
    if not right:
        return f"{short(value)}, not {short(probe.value)}; told: {sorted(told)}"
    lost = [text for text in probe.holds if text not in merged.texts and not is_date]
    if lost:
        return f"found nowhere: {short(lost[0])}"
    wanted = TOLD.get(probe.name)
    if wanted and not (kind in FLAT and wanted in ("F10", "F09", "V04")) and wanted not in told:
        return f"no {wanted}"
    return None


def short(text):
    return repr(text if text is None or len(text) < 60 else text[:57] + "…")


def faults(merged, used, case, kind):
    """All faults of a case as pairs of a name and a line."""
    for (section, probes) in BOOKS.items():
        if section not in used:
            continue
        for probe, sheet in zip(probes, used[section]):
            fault = fault_of(probe, merged, form_id(sheet, section), case, kind)
            if fault:
                yield probe.name, fault
    first = form_id(used["町民生活課"][0], "町民生活課")
    choice = merged.forms[first]["goal_attainment"]
    if choice is None or (choice.get("text") or choice.get("value")) != CHOICE:
        yield "choice", f"{choice!r}, not {CHOICE!r}"
    gone = {form_id(sheet, section) for section in used for probe, sheet in
            zip(BOOKS[section], used[section])
            if ALTERED.get(case, {}).get(probe.name, "") is None}
    for finding in merged.findings:
        if finding["code"] in NEVER and finding["form_id"] not in gone:
            place = finding["location"] or {}
            yield finding["code"], f"{place.get('file')}!{place.get('sheet')}!{place.get('cell')}"


def check(binary, plan, program, kind, sources, used, root, name):
    case = f"{name} {kind}"
    target, folder = root / "saved" / f"{name}-{kind}", root / "plans" / f"{name}-{kind}"
    target.mkdir(parents=True)
    program.save(kind, sources, target)
    if not any(target.iterdir()):
        raise RuntimeError("nothing was saved")
    shutil.copytree(plan, folder)
    merged = Merged(binary, folder, target)
    if kind == "csv":
        used = {"町民生活課": used["町民生活課"]}
    failed = []
    lines, known = list(faults(merged, used, case, kind)), OPEN.get(case, set())
    for what, line in lines:
        if what in known or "*" in known:
            continue
        failed.append(f"{what}: {line}")
    for what in known - {what for what, _ in lines} - {"*"}:
        print(f"mended, take it from OPEN: {case}: {what}")
    told = len(lines) - len(failed)
    print(f"{'FAIL' if failed else 'ok  '} {case}" + (f" ({told} known)" if told else ""))
    for line in failed[:12]:
        print(f"     {line}")
    return not failed


def main():
    binary, sample = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    word = sys.argv[3] if len(sys.argv) > 3 else ""
    warnings.simplefilter("ignore")
    failed = cases = 0
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        plan = root / "plan"
        plan.mkdir()
        shutil.copy(sample / "plan.toml", plan)
        shutil.copytree(sample / "様式", plan / "様式")
        run(binary, "distribute", plan)
        (root / "filled").mkdir()
        used, sources = {}, []
        for section, probes in BOOKS.items():
            sources.append(root / "filled" / f"{section}.xlsx")
            issued = plan / "配布" / "前期" / f"{section}.xlsx"
            used[section] = fill(issued, sources[-1], probes, choice=section == "町民生活課")
        for name, program, kinds in programs(root):
            for kind in kinds:
                if word in f"{name} {kind}":
                    cases += 1
                    failed += not check(binary, plan, program, kind, sources, used, root, name)
    print(f"{cases} cases, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
