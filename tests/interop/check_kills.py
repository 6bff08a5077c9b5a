"""Kills the program at random moments of `run` and looks at what it leaves.

Run: `python3 check_kills.py PROGRAM PLAN_FOLDER [TIMES]`. A copy of the plan folder is worked on and the
program is killed (SIGKILL) somewhere on its way, seeded. Whatever stands in the folder then must be
whole: workbooks with every part, JSON and HTML to the end. The next run must complete the job, give
the same bytes as an undisturbed one and leave nothing else behind. Exit code 1 on failure.
"""

import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

OUTPUTS = ("配布", "とりまとめ", "計画.json", "取込報告.json", "取込報告.html")


def fresh(plan, folder):
    """Copies a plan folder without its outputs."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(plan, folder, ignore=shutil.ignore_patterns(*OUTPUTS))
    return folder


def outputs(folder):
    """Every finished file that the program wrote, by its path in the folder."""
    tops = [folder / name for name in OUTPUTS]
    files = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*"))]
    return {
        path.relative_to(folder): path.read_bytes()
        for path in files if path.is_file() and not path.name.startswith(".torimatome-")
    }


def is_whole(path, folder):
    """Whether a file can be read to its end."""
    try:
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(folder / path) as parts:
                return parts.testzip() is None
        if path.suffix == ".json":
            json.loads((folder / path).read_bytes())
        if path.suffix == ".html":
            return (folder / path).read_bytes().rstrip().endswith(b"</html>")
    except (OSError, ValueError, zipfile.BadZipFile):
        return False
    return True


def main():
    """Kills as often as asked for and prints the totals."""
    program, plan, *times = sys.argv[1:]
    times = int(times[0]) if times else 200
    moments = random.Random(5)
    faults, killed = [], 0
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        calm = fresh(plan, work / "calm")
        start = time.monotonic()
        subprocess.run([program, "run", calm], capture_output=True, check=True)
        length = time.monotonic() - start
        expected = outputs(calm)
        for number in range(times):
            folder = fresh(plan, work / "killed")
            child = subprocess.Popen(
                [program, "run", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            time.sleep(moments.uniform(0, length))
            killed += child.poll() is None
            child.kill()
            child.wait()
            broken = [path for path in outputs(folder) if not is_whole(path, folder)]
            again = subprocess.run([program, "run", folder], capture_output=True, text=True, check=False)
            if broken:
                faults.append(f"{number}: half-written: {', '.join(map(str, broken))}")
            if again.returncode != 0:
                faults.append(f"{number}: the next run failed: {again.stderr[-200:]}")
            elif outputs(folder) != expected:
                faults.append(f"{number}: the next run gives other files")
            left = [str(path.relative_to(folder)) for path in folder.rglob(".torimatome*")]
            if left:
                faults.append(f"{number}: left behind: {', '.join(left)}")
    for fault in faults:
        print(f"FAIL {fault}")
    if killed < times // 2:
        faults.append("too few runs were still going on when they were killed")
        print(f"FAIL {faults[-1]}")
    print(f"{killed} of {times} runs were killed on their way")
    print(f"{times - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
