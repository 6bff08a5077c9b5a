"""Merges the sample's returns with the built program and looks for every planted fault.

Run: `python3 check_planted.py BIN`. It works on a copy of samples/r6: BIN issues
the forms, then merges 回収/前期. A fault of samples/make/planted.json counts as reported when a
finding has its code and file (in its location or related places) and, where the table names
them, its form, field, sheet and cell. Exit code 1 when a fault is missed, or when an error or
warning is reported that nobody planted.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "r6"
PLANTED = ROOT / "samples" / "make" / "planted.json"
REPORT = Path("とりまとめ", "前期", "検証報告.json")


def places(finding):
    """The places that a finding names: its location first, then the related ones."""
    return [place for place in (finding["location"], *(finding["related"] or [])) if place]


def in_file(place, fault):
    """Whether the place is in the fault's file, or in a member of that zip."""
    found = unicodedata.normalize("NFC", place.get("file") or "")
    return found.startswith(fault["file"])


def reports(finding, fault):
    """Whether this finding is about this fault."""
    if finding["code"] != fault["code"]:
        return False
    if not any(in_file(place, fault) for place in places(finding)):
        return False
    if any(fault[key] and finding[key] != fault[key] for key in ("form_id", "field")):
        return False
    return any(
        all(not fault[key] or place.get(key) == fault[key] for key in ("sheet", "cell"))
        for place in places(finding)
    )


def near(findings, fault):
    """Findings of the same code, in short, to say how a missed fault was reported."""
    return [
        {"form_id": f["form_id"], "field": f["field"], "location": f["location"]}
        for f in findings if f["code"] == fault["code"]
    ][:3]


def merged_findings(program, folder):
    """Runs the program on a copy of the sample and returns its findings on the returns."""
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    for output in ("配布", "とりまとめ", "計画.json"):
        path = folder / output
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for command in ("distribute", "merge"):
        run = subprocess.run(
            [program, command, str(folder)], capture_output=True, text=True, encoding="utf-8"
        )
        if run.returncode != 0:
            sys.exit(f"{command}: exit code {run.returncode}: {run.stderr.strip()[-1000:]}")
    return json.loads((folder / REPORT).read_text(encoding="utf-8"))["findings"]


def main():
    """Runs the program once and prints a line a fault."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    options = parser.parse_args()
    if not PLANTED.exists():
        print("skipped: the returns have not been made yet (samples/make/make_samples.py BIN)")
        return 0
    faults = json.loads(PLANTED.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as temporary:
        findings = merged_findings(str(Path(options.program).resolve()), Path(temporary, "r6"))
    missed = 0
    for fault in faults:
        reported = any(reports(finding, fault) for finding in findings)
        missed += not reported
        print(f"{'ok  ' if reported else 'FAIL'} {fault['code']} {fault['file']} {fault['form_id']}")
        if not reported:
            print(f"       sheet {fault['sheet']}, cell {fault['cell']}; found: {near(findings, fault)}")
    unplanted = [
        finding for finding in findings
        if finding["severity"] != "info" and not any(reports(finding, fault) for fault in faults)
    ]
    for finding in unplanted:
        print(f"FAIL unplanted {finding['severity']} {finding['code']} {finding['message']}")
    failed = missed + len(unplanted)
    print(f"{len(faults) - missed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
