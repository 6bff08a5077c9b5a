"""Damages real workbooks and asks of `import` and `check` that they survive every one of them.

In: the program, the number of damaged files (default 400), a seed (default 1). The sample plan is
distributed; its workbooks, its forms and its returns, as they are and as LibreOffice saves them,
are damaged in their bytes, parts and zip directory, cut off and spliced. Ten files of one format
are read in one run; a folder that ends badly is read again file by file, so that the file is named
and kept. Out: a table by format of files, findings by code, the longest time and the most memory.
A panic's message, a signal, an exit code that is none of ours, output that is no JSON, more than
20 s for a file or more than 1 GiB is a failure.
"""

import collections
import csv
import io
import json
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

import openpyxl

from damage import damaged
from xlsb import xlsb

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 20
MEMORY = 1 << 30
FOLDER = 10
# Larger ones only take longer to damage and to read.
LARGEST = 200_000
ISSUED = ("総務課", "町民生活課", "ラベンダーハイツ")
# What reads a file of these formats on its stdin, apart; its words are hidden from the office.
READER = "__read"
APART = (".xls", ".xlsb")


def sound_files(program, scratch):
    """A plan folder, and its sound files by format."""
    plan = scratch / "plan"
    shutil.copytree(ROOT / "samples/r6/様式", plan / "様式")
    shutil.copy(ROOT / "samples/r6/plan.toml", plan)
    subprocess.run([program, "distribute", plan], check=True, capture_output=True)
    issued = [plan / "配布/前期" / f"{name}.xlsx" for name in ISSUED]
    folders = (ROOT / "tests/fixtures", ROOT / "samples/r6/様式", ROOT / "samples/r6/回収")
    paths = issued + sorted(path for folder in folders for path in folder.rglob("*"))
    filters = {"xls": "", "ods": "", "html": "", "xlsm": ":Calc MS Excel 2007 VBA XML"}
    for kind, form in filters.items():
        saved = scratch / kind
        command = ["soffice", f"-env:UserInstallation=file://{scratch}/office", "--headless"]
        command += ["--convert-to", kind + form, "--outdir", saved, *issued]
        subprocess.run(command, check=True, capture_output=True)
        paths += sorted(saved.iterdir())
    files = collections.defaultdict(list)
    for path in paths:
        if path.is_file() and 500 < path.stat().st_size < LARGEST:
            files[path.suffix].append(path.read_bytes())
    for path in issued:
        sheets = [
            (sheet.title, list(sheet.iter_rows(values_only=True)))
            for sheet in openpyxl.load_workbook(path, data_only=True)
        ]
        files[".xlsb"].append(xlsb(sheets))
        files[".csv"] += delimited(row for _, rows in sheets for row in rows)
    files[".zip"].append(packed(issued[:2] + [scratch / "xls" / f"{ISSUED[2]}.xls"]))
    kinds = (".csv", ".html", ".ods", ".xls", ".xlsb", ".xlsm", ".xlsx", ".xml", ".zip")
    return plan, {kind: files[kind] for kind in kinds}


def delimited(rows):
    """The rows as csv in the encodings that offices use."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return [text.getvalue().encode(name, "replace") for name in ("utf-8-sig", "cp932", "utf-16")]


def packed(paths):
    """A zip of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path in paths:
            package.write(path, path.name)
    return out.getvalue()


class Run:
    """One run of the program: how it ended, how long it took, the most memory of its processes."""

    def __init__(self, command, codes, limit):
        with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as output:
            start = time.monotonic()
            child = subprocess.Popen(command, stdout=output, stderr=errors)
            timer = threading.Timer(limit, child.kill)
            timer.start()
            # wait4 tells of this child and of the readers that it waited for.
            _, status, usage = os.wait4(child.pid, 0)
            timer.cancel()
            child.returncode = self.code = os.waitstatus_to_exitcode(status)
            self.seconds = time.monotonic() - start
            self.memory = usage.ru_maxrss * 1024
            errors.seek(0)
            self.errors = errors.read().decode("utf-8", "replace")
            output.seek(0)
            self.output = output.read()
        self.fault = None
        if self.seconds >= limit:
            self.fault = f"longer than {limit} s"
        elif self.code < 0:
            self.fault = f"signal {-self.code}"
        elif self.code not in codes:
            self.fault = f"exit code {self.code}: {self.errors[:300]}"
        elif "panicked" in self.errors or "RUST_BACKTRACE" in self.errors:
            self.fault = f"panic: {self.errors[:300]}"
        elif self.memory > MEMORY:
            self.fault = f"{self.memory >> 20} MiB"


class Told(Run):
    """A run of `import` or `check` with the findings that it told."""

    def __init__(self, program, command, path, plan, limit):
        with tempfile.TemporaryDirectory() as out:
            findings = pathlib.Path(out) / "findings.json"
            # The encrypted ones are opened, so that what was damaged behind the encryption is met too.
            keys = findings.with_suffix(".keys")
            keys.write_text("秘密\n", encoding="utf-8")
            if command == "import":
                model = findings.with_suffix(".plan")
                options = ["-o", str(model), "--findings", str(findings), "--password-file", str(keys)]
                super().__init__([program, "import", str(path), *options], (0, 2), limit)
                # Without one form there is no plan: an error that says so.
                outputs = [it.read_bytes() for it in (findings, model)] if self.code == 0 else []
                if self.code == 2 and "エラー" not in self.errors:
                    self.fault = self.fault or "no word on why nothing was written"
            else:
                options = ["--plan", str(plan), "--format", "json", "--password-file", str(keys)]
                super().__init__([program, "check", str(path), *options], (0, 1), limit)
                outputs = [self.output]
        self.findings = []
        try:
            for number, text in enumerate(outputs):
                read = json.loads(text)
                self.findings += read["findings"] if number == 0 else []
        except (ValueError, KeyError) as wrong:
            self.fault = self.fault or f"no JSON: {wrong}"


class Table:
    """What is told of one format."""

    def __init__(self):
        self.files = self.silent = self.ended = self.memory = 0
        self.seconds = 0.0
        self.codes = collections.Counter()

    def add(self, run):
        """Adds a run."""
        self.seconds, self.memory = max(self.seconds, run.seconds), max(self.memory, run.memory)
        self.codes.update(it["code"] for it in run.findings)

    def print(self, kind):
        """Prints its line."""
        codes = " ".join(f"{code} {number}" for code, number in sorted(self.codes.items()))
        print(
            f"{kind:6} {self.files:5} files {self.silent:4} silent {self.ended:4} ended apart"
            f" {self.seconds:6.2f} s {self.memory >> 20:4} MiB  {codes}"
        )


def read_apart(program, path, table):
    """Reads one file as the process of its own does; gives a fault of the program's own making.

    The library may end that process, which is what it is for; the program's own code may not.
    """
    def walled():
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    try:
        with open(path, "rb") as file:
            run = subprocess.run(
                [program, READER], stdin=file, capture_output=True, timeout=SECONDS,
                preexec_fn=walled, check=False,
            )
    except subprocess.TimeoutExpired:
        table.ended += 1
        return None
    table.ended += run.returncode != 0
    said = run.stderr.decode("utf-8", "replace")
    return f"apart: {said[:300]}" if "panicked at src/" in said else None


def try_folder(program, folder, plan, table):
    """Reads a folder of damaged files of one format; gives the faults."""
    files, faults, named = sorted(folder.iterdir()), [], set()
    for command in ("import", "check"):
        run = Told(program, command, folder, plan, SECONDS * len(files))
        table.add(run)
        named |= {(it.get("location") or {}).get("file") or "" for it in run.findings}
        if not run.fault and run.seconds <= SECONDS:
            continue
        alone = [(path, Told(program, command, path, plan, SECONDS)) for path in files]
        found = [f"{keep(path)}: {command}: {it.fault}" for path, it in alone if it.fault]
        if run.fault and not found:
            found = [f"{keep(*files)}: {command}: together only: {run.fault}"]
        faults += found
    if files[0].suffix in APART:
        apart = [(path, read_apart(program, path, table)) for path in files]
        faults += [f"{keep(path)}: {fault}" for path, fault in apart if fault]
    table.silent += sum(not any(path.name in name for name in named) for path in files)
    return faults


def keep(*paths):
    """Copies files to where they stay after the run; gives the place."""
    kept = pathlib.Path(tempfile.mkdtemp(prefix="mutation-"))
    for path in paths:
        shutil.copy(path, kept)
    return kept / paths[0].name if len(paths) == 1 else kept


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    faults = []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        plan, sound = sound_files(program, scratch)
        kinds = sorted(sound)
        tables = {kind: Table() for kind in kinds}
        # Otherwise "ended apart" would tell nothing.
        for kind in APART:
            sound_one = scratch / f"sound{kind}"
            sound_one.write_bytes(sound[kind][-1])
            if read_apart(program, sound_one, tables[kind]) or tables[kind].ended:
                sys.exit(f"{program} {READER} reads no sound {kind}")
        for number, first in enumerate(range(0, count, FOLDER)):
            # Each folder has a chance of its own, so that one can be made again.
            dice = random.Random(f"{seed}-{number}")
            # Every third folder is xls: its library is the weakest.
            kind = ".xls" if number % 3 == 2 else kinds[(number - number // 3) % len(kinds)]
            folder = scratch / "damaged"
            folder.mkdir()
            for file in range(first, min(first + FOLDER, count)):
                tables[kind].files += 1
                (folder / f"{file:06}{kind}").write_bytes(damaged(dice, sound[kind]))
            faults += try_folder(program, folder, plan, tables[kind])
            shutil.rmtree(folder)
    for kind in kinds:
        tables[kind].print(kind)
    for fault in faults:
        print("FAULT", fault)
    if faults or sum(table.files for table in tables.values()) != count:
        sys.exit(f"{len(faults)} faults")


main()
