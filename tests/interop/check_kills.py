"""Ends the program at random moments of `run` and looks at what it leaves.

Run: `python3 check_kills.py PROGRAM PLAN_FOLDER [TIMES]`. In a copy of the plan folder stand the outputs
of an earlier run on fewer returns; the returns are completed, and `run` is ended (SIGKILL, SIGTERM or
SIGINT, seeded) somewhere on its way, every other time while it writes. Then every output must be the
old file or the new one to the byte, and nothing else may stand there but unfinished files. The next
run must complete the job, give the same bytes as an undisturbed one and leave nothing behind. Exit
code 1 on failure.
"""

import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

OUTPUTS = ("配布", "とりまとめ", "計画.json", "取込報告.json", "取込報告.html")
# Without these an earlier run made fewer answers, other findings and other workbooks.
LATER = ("総務課", "建設水道課（回答）.xlsx", "保健福祉課.ods")
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


def copy(source, target):
    """Makes a folder the copy of another."""
    shutil.rmtree(target, ignore_errors=True)
    return pathlib.Path(shutil.copytree(source, target))


def outputs(folder):
    """Every file that the program wrote, by its path in the folder."""
    tops = [folder / name for name in OUTPUTS]
    files = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*"))]
    return {path.relative_to(folder): path.read_bytes() for path in files if path.is_file()}


def unfinished(folder):
    """What stands there only while a run goes on."""
    return list(folder.rglob(".torimatome*"))


def run(program, folder):
    """Runs to the end and gives the seconds that it took."""
    start = time.monotonic()
    subprocess.run([program, "run", folder], capture_output=True, check=True)
    return time.monotonic() - start


def end(program, folder, moments, length, writing):
    """Starts a run and ends it; tells whether it was still going on and had begun to write."""
    child = subprocess.Popen(
        [program, "run", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if writing:
        while child.poll() is None and len(unfinished(folder)) < 2:
            time.sleep(0.0002)
        time.sleep(moments.uniform(0, length / 6))
    else:
        time.sleep(moments.uniform(0, length))
    going, wrote = child.poll() is None, len(unfinished(folder)) > 1
    child.send_signal(moments.choice(SIGNALS))
    child.wait()
    return going, going and wrote


def faults_of(folder, old, new):
    """What is neither the old file nor the new one."""
    left = {path: data for path, data in outputs(folder).items()
            if not path.name.startswith(".torimatome-")}
    for path in sorted(left.keys() | old.keys() | new.keys()):
        if left.get(path) not in (old.get(path), new.get(path)):
            yield f"{path} is neither old nor new"


def main():
    """Ends runs as often as asked for and prints the totals."""
    program, plan, *times = sys.argv[1:]
    times = int(times[0]) if times else 200
    moments = random.Random(5)
    faults, ended, while_writing = [], 0, 0
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        before = copy(plan, work / "before")
        for name in OUTPUTS:
            shutil.rmtree(before / name) if (before / name).is_dir() else (before / name).unlink(missing_ok=True)
        later = work / "later"
        later.mkdir()
        returned = before / "回収" / "前期"
        for name in LATER:
            shutil.move(returned / name, later / name)
        run(program, before)
        old = outputs(before)
        for name in LATER:
            shutil.move(later / name, returned / name)
        calm = copy(before, work / "calm")
        length = run(program, calm)
        new = outputs(calm)
        assert sum(old.get(path) != data for path, data in new.items()) > 5, "too little changes"
        for number in range(times):
            folder = copy(before, work / "ended")
            going, wrote = end(program, folder, moments, length, writing=number % 2 == 1)
            ended += going
            while_writing += wrote
            faults += [f"{number}: {fault}" for fault in faults_of(folder, old, new)]
            try:
                run(program, folder)
            except subprocess.CalledProcessError as error:
                faults.append(f"{number}: the next run failed: {error.stderr[-200:]}")
                continue
            if outputs(folder) != new:
                faults.append(f"{number}: the next run gives other files")
            faults += [f"{number}: left behind: {path.name}" for path in unfinished(folder)]
    if ended < times // 2 or while_writing < times // 8:
        faults.append("too few runs were still going on, or writing, when they were ended")
    for fault in faults:
        print(f"FAIL {fault}")
    print(f"{ended} of {times} runs were ended on their way, {while_writing} of them while they wrote")
    print(f"{times - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
