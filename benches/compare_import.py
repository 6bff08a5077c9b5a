#!/usr/bin/env python3
"""Checks that both programs of the import benchmark read the same 1,800 forms.

Run: `python3 compare_import.py OPENPYXL.json TORIMATOME.json`. Exit code 1 when they differ.
"""

import json
import sys
from pathlib import Path

FORMS = 1800
KEYS = ("initiative_id", "section", "vision", "annual_goal", "planned_actions")


def forms(path):
    """The forms of a model by id."""
    return {form["form_id"]: form for form in json.loads(Path(path).read_text("utf-8"))["forms"]}


def main():
    """Compares the two models form by form."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    ours, theirs = forms(sys.argv[2]), forms(sys.argv[1])
    if len(ours) != FORMS or len(theirs) != FORMS:
        sys.exit(f"{FORMS} forms expected: openpyxl {len(theirs)}, torimatome {len(ours)}")
    for form_id, form in theirs.items():
        for key in KEYS:
            if form_id not in ours or ours[form_id][key] != form[key]:
                sys.exit(f"{form_id}: {key} differs")
    print(f"both read {FORMS} forms, with the same texts")


if __name__ == "__main__":
    main()
