"""Damages real workbooks and asks of `import` that it survives every one of them.

In: the program, the number of damaged files (default 400), a seed (default 1). Sound workbooks of
the repository are damaged in their bytes, in their tags and in their zip directory and read in
folders of ten; a folder that ends badly is read again file by file, so that the file is named.
Out: a table of files, findings by code, longest time and most memory. A panic's message, a signal,
an exit code that is none of ours, more than 20 s for a file or more than 1 GiB is a failure.
"""

import collections
import io
import json
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import threading
import time
import os
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 20
MEMORY = 1 << 30
FOLDER = 10
KINDS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".html", ".xml")
# Values that a count, an offset or a length is set to.
EDGES = (b"\x00" * 4, b"\xff" * 4, b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80", b"\x01\x00\x00\x00", b"\xfe\xff\xff\xff")
# Words that XML is given or robbed of.
XML = (
    b"<", b">", b"&", b"&#0;", b"&lol;", b"\x00", b'"', b"</row>", b"<row r='1048577'>", b"<c r='XFD1048576'/>",
    b"<!DOCTYPE a [<!ENTITY lol 'x'>]>", b"<table>", b"<td rowspan=65534 colspan=1000>", b"]]>", b"<![CDATA[", b"\xff\xfe", b"99999999999999999999", b"-1",
)


def sources():
    """The sound workbooks: (name, bytes), in a fixed order."""
    folders = (ROOT / "tests/fixtures", ROOT / "samples/r6/様式")
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in KINDS]
    return [(path.suffix, path.read_bytes()) for path in sorted(found) if path.stat().st_size < 200_000]


def damage_bytes(dice, data):
    """Changes, cuts, repeats or overwrites a few places."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at = dice.randrange(len(out))
        way = dice.randrange(6)
        if way == 0:
            out[at] ^= 1 << dice.randrange(8)
        elif way == 1:
            # Counts and offsets stand on even places.
            at &= ~3
            out[at : at + 4] = dice.choice(EDGES)
        elif way == 2:
            del out[at : at + dice.choice((1, 2, 4, 512))]
        elif way == 3:
            out[at:at] = out[at : at + dice.choice((1, 2, 4, 512))]
        elif way == 4:
            out[at : at + 2] = struct.pack("<H", dice.randrange(1 << 16))
        else:
            # The head of a compound file or the tail of a zip says where everything is.
            near = min(512, len(out) - 1)
            at = dice.choice((dice.randrange(near), len(out) - 1 - dice.randrange(near)))
            out[at] = dice.choice((0, 1, 0x7F, 0xFF, dice.randrange(256)))
        if len(out) < 16:
            break
    if dice.random() < 0.1:
        del out[dice.randrange(1, len(out)) :]
    return bytes(out)


def damage_text(dice, part):
    """Adds tags, takes some away, changes numbers, repeats."""
    out = bytearray(part)
    for _ in range(dice.choice((1, 1, 2, 8))):
        at = dice.randrange(len(out) + 1)
        way = dice.randrange(4)
        if way == 0:
            out[at:at] = dice.choice(XML)
        elif way == 1:
            del out[at : at + dice.choice((1, 3, 40))]
        elif way == 2:
            digits = [place for place, byte in enumerate(out) if 48 <= byte < 58]
            if digits:
                place = dice.choice(digits)
                out[place : place + 1] = dice.choice((b"0", b"9", b"99999999", b"-1", b"1e308"))
        else:
            out[at:at] = out[at : at + dice.choice((10, 100, 1000))]
    return bytes(out)


def damage_xml(dice, data):
    """Damages one part of a package and packs it again with sound sums."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [(entry.filename, package.read(entry)) for entry in package.infolist()]
    hit = dice.randrange(len(parts))
    name, part = parts[hit]
    parts[hit] = (name, damage_text(dice, part))
    if dice.random() < 0.1:
        del parts[dice.randrange(len(parts))]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts:
            package.writestr(name, part)
    return packed.getvalue()


def damage_directory(dice, data):
    """Changes the fields of a zip's directory: sizes, offsets, methods, names."""
    out = bytearray(data)
    entries = [at for at in range(len(out) - 46) if out[at : at + 4] == b"PK\x01\x02"]
    entries.append(max(0, out.rfind(b"PK\x05\x06")))
    for _ in range(dice.choice((1, 2, 4))):
        at = dice.choice(entries) + dice.randrange(4, 46)
        size = dice.choice((1, 2, 4))
        out[at : at + size] = dice.choice(EDGES)[:size]
    return bytes(out)


def damaged(dice, kind, data):
    if kind in (".html", ".xml"):
        ways = (damage_bytes, damage_text, damage_text)
    elif data[:2] == b"PK":
        ways = (damage_bytes, damage_xml, damage_xml, damage_directory)
    else:
        ways = (damage_bytes,)
    return dice.choice(ways)(dice, data)


class Run:
    """One run of `import`: how it ended, how long it took and the most memory of its processes."""

    def __init__(self, program, path, findings, limit):
        # The encrypted ones are opened, so that what was damaged behind the encryption is met too.
        keys = findings.with_suffix(".keys")
        keys.write_text("秘密\n", encoding="utf-8")
        with tempfile.TemporaryFile() as errors:
            start = time.monotonic()
            child = subprocess.Popen(
                [program, "import", str(path), "-o", str(findings.with_suffix(".plan")), "--findings", str(findings),
                 "--password-file", str(keys)],
                stdout=subprocess.DEVNULL, stderr=errors,
            )
            timer = threading.Timer(limit, child.kill)
            timer.start()
            # wait4 tells of this child and of the readers that it waited for.
            _, status, usage = os.wait4(child.pid, 0)
            timer.cancel()
            child.returncode = os.waitstatus_to_exitcode(status)
            self.seconds = time.monotonic() - start
            self.memory = usage.ru_maxrss * 1024
            errors.seek(0)
            self.errors = errors.read().decode("utf-8", "replace")
        self.fault = None
        if self.seconds >= limit:
            self.fault = f"longer than {limit} s"
        elif child.returncode < 0:
            self.fault = f"signal {-child.returncode}"
        elif child.returncode not in (0, 1, 2):
            self.fault = f"exit code {child.returncode}"
        elif "panicked" in self.errors or "RUST_BACKTRACE" in self.errors:
            self.fault = f"panic: {self.errors[:300]}"
        elif self.memory > MEMORY:
            self.fault = f"{self.memory >> 20} MiB"


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    dice = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    sound = sources()
    by_kind = collections.defaultdict(list)
    for kind, data in sound:
        by_kind[kind].append(data)
    kinds = sorted(by_kind)
    tried, codes, faults = collections.Counter(), collections.Counter(), []
    silent, slowest, largest = 0, 0.0, 0
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        for first in range(0, count, FOLDER):
            folder = scratch / f"{first:06}"
            folder.mkdir()
            for number in range(first, min(first + FOLDER, count)):
                # Half of the files are xls: their library is the weakest.
                kind = ".xls" if number % 2 else kinds[number // 2 % len(kinds)]
                tried[kind] += 1
                (folder / f"{number:06}{kind}").write_bytes(damaged(dice, kind, dice.choice(by_kind[kind])))
            files = sorted(folder.iterdir())
            findings = scratch / "findings.json"
            findings.unlink(missing_ok=True)
            run = Run(program, folder, findings, SECONDS * len(files))
            slow = run.seconds > SECONDS
            slowest, largest = max(slowest, run.seconds), max(largest, run.memory)
            if run.fault or slow:
                for path in files:
                    alone = Run(program, path, findings, SECONDS)
                    if alone.fault:
                        kept = pathlib.Path(tempfile.mkdtemp(prefix="mutation-")) / path.name
                        kept.write_bytes(path.read_bytes())
                        faults.append(f"{kept}: {alone.fault}")
                if run.fault:
                    faults.append(f"folder {folder.name}: {run.fault}")
            if findings.exists():
                told = json.loads(findings.read_text(encoding="utf-8"))["findings"]
                named = {(it.get("location") or {}).get("file") for it in told}
                codes.update(it["code"] for it in told)
                silent += sum(1 for path in files if not any(name and name.endswith(path.name) for name in named))
            else:
                # A folder without one form is an error that says so.
                codes["(no form in ten files)"] += 1
                if "エラー" not in run.errors:
                    faults.append(f"folder {folder.name}: no word on why nothing was written")
            for path in files:
                path.unlink()
    print("files   ", count, " ".join(f"{kind} {tried[kind]}" for kind in sorted(tried)))
    print("findings", " ".join(f"{code} {number}" for code, number in sorted(codes.items())))
    print("silent  ", silent, "files without a finding")
    print(f"worst    {slowest:.2f} s a folder of {FOLDER}, {largest >> 20} MiB")
    for fault in faults:
        print("FAULT", fault)
    if faults or sum(tried.values()) != count:
        sys.exit(f"{len(faults)} faults")


main()
