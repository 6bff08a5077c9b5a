"""Imports every layout of the real plan with the built program and compares the models.

Run: `python3 check_layouts.py BIN [--seed FILE] [--keep FOLDER] [--only NAME...]`. For each layout
it runs `BIN import FOLDER -o out.json --findings findings.json`, then compares every form field
for field with what was written, and checks that there are 21 initiatives and 36 different form
ids. It prints a line a layout and, for a failing one, what differs. Exit code 1 on failure.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import layouts

INITIATIVES, FORMS = 21, 36
SECONDS = 120
SHOWN_DIFFERENCES = 6
BLANK = {"progress": {"first_half": None, "second_half": None},
         "goal_attainment": None, "evaluation": None}


def initiative_ids(model):
    """The ids of all 取組項目 in the model's hierarchy."""
    return [
        initiative["id"]
        for area in model["hierarchy"]
        for promotion in area["promotion_items"]
        for group in promotion["initiative_groups"]
        for initiative in group["initiatives"]
    ]


def differences(model, expected):
    """What in the imported model is not as expected, as lines of text."""
    found = []
    ids = initiative_ids(model)
    wanted = {form["initiative_id"] for form in expected}
    if len(ids) != INITIATIVES or set(ids) != wanted:
        missing, extra = sorted(wanted - set(ids)), sorted(set(ids) - wanted)
        found.append(f"{len(ids)} initiatives, missing {missing}, unexpected {extra}")
    forms = {form["form_id"]: form for form in model["forms"]}
    if len(model["forms"]) != FORMS or len(forms) != FORMS:
        twice = [key for key, n in Counter(f["form_id"] for f in model["forms"]).items() if n > 1]
        found.append(f"{len(model['forms'])} forms, {len(forms)} form ids, twice: {twice}")
    wanted_ids = {form["form_id"] for form in expected}
    found += [f"{key}: unexpected form" for key in forms if key not in wanted_ids]
    for form in expected:
        actual = forms.get(form["form_id"])
        if actual is None:
            found.append(f"{form['form_id']}: no such form")
            continue
        for key, value in (BLANK | form).items():
            if actual.get(key) != value:
                found.append(f"{form['form_id']} {key}: {actual.get(key)!r} for {value!r}")
    return found


def check(program, folder, expected, work):
    """Imports one layout; returns what is wrong with the result."""
    model, findings = work / "out.json", work / "findings.json"
    for path in (model, findings):
        path.unlink(missing_ok=True)
    try:
        run = subprocess.run(
            [program, "import", str(folder), "-o", str(model), "--findings", str(findings)],
            capture_output=True, text=True, encoding="utf-8", timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return [f"no end after {SECONDS} seconds"], None
    if run.returncode != 0 or not model.exists():
        return [f"exit code {run.returncode}: {run.stderr.strip()[-300:]}"], None
    wrong = differences(json.loads(model.read_text(encoding="utf-8")), expected)
    if not findings.exists():
        return [*wrong, "no findings file"], None
    summary = json.loads(findings.read_text(encoding="utf-8"))["summary"]
    return wrong, summary


def main():
    """Makes the layouts, checks each and prints the totals."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--seed", type=Path, default=layouts.DEFAULT_SEED)
    parser.add_argument("--keep", type=Path, help="make the layouts here and keep them")
    parser.add_argument("--only", nargs="+", default=[], help="only these layouts")
    options = parser.parse_args()
    if not options.seed.exists():
        print(f"skipped: the plan's text is not here: {options.seed.name}")
        return 0
    program = str(Path(options.program).resolve())
    passed = failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        folder = options.keep or work / "layouts"
        folder.mkdir(parents=True, exist_ok=True)
        for layout in layouts.write_layouts(options.seed.read_text(encoding="utf-8"), folder):
            name = layout["name"]
            if options.only and name not in options.only:
                continue
            expected = json.loads((folder / layout["expected"]).read_text(encoding="utf-8"))
            wrong, summary = check(program, folder / name, expected, work)
            counts = summary and ", ".join(f"{summary[k]} {k}" for k in ("error", "warning", "info"))
            print(f"{'FAIL' if wrong else 'ok  '} {name} ({counts or 'no summary'})")
            for line in wrong[:SHOWN_DIFFERENCES]:
                print(f"       {line}")
            if len(wrong) > SHOWN_DIFFERENCES:
                print(f"       and {len(wrong) - SHOWN_DIFFERENCES} more")
            failed, passed = failed + bool(wrong), passed + (not wrong)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
