"""Lets the system refuse what `run` writes, and looks at what is said and left.

Run as root: `python3 check_writing.py PROGRAM PLAN_FOLDER`. On small file systems of their own the
disk is full at several moments, the folder is read-only, and a target cannot be replaced, as one that
another program holds open; two runs start at once, and one while another is stopped half-way. Each
time the program must say so and end with 2, every output must be the old file or the new one, and the
next run must complete the job. Exit code 1 on failure; where file systems cannot be mounted, it says so.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from check_kills import LATER, OUTPUTS, copy, faults_of, outputs, unfinished

FAULTS = []


def check(holds, what):
    """Notes a fault."""
    print(f"{'ok  ' if holds else 'FAIL'} {what}")
    if not holds:
        FAULTS.append(what)


def run(program, folder):
    """Runs to the end."""
    return subprocess.run([program, "run", folder], capture_output=True, text=True, check=False)


def refused(done, *words):
    """Whether a run ended with 2 and said all of this."""
    return done.returncode == 2 and all(word in done.stderr for word in ("エラー：", "対処：", *words))


def mount(*arguments):
    """Mounts a file system; tells whether that is allowed here."""
    return subprocess.run(["mount", *map(str, arguments)], capture_output=True, check=False).returncode == 0


def used(disk):
    """The bytes that a file system holds."""
    state = os.statvfs(disk)
    return (state.f_blocks - state.f_bfree) * state.f_frsize


def changed(old, new):
    """The outputs that the run writes anew, in path order."""
    return sorted(path for path, data in new.items() if old.get(path) != data)


def full_disk(program, before, new, disk):
    """A disk that fills up at different moments of the writing."""
    old = outputs(before)
    need = sum(-(-len(new[path]) // 4096) * 4096 for path in changed(old, new))
    for share in (0, 0.3, 0.6, 0.95):
        if not mount("-t", "tmpfs", "-o", "size=1g", "tmpfs", disk):
            return False
        try:
            folder = copy(before, disk / "plan")
            mount("-o", f"remount,size={used(disk) + int(need * share)}", disk)
            done = run(program, folder)
            said = refused(done, "書き込めません", "空き容量がありません")
            check(said, f"a disk that is full after {share:.0%} is told: {done.stderr[-120:]!r}")
            check(outputs(folder) == old and not unfinished(folder), "and nothing is changed or left")
            mount("-o", "remount,size=1g", disk)
            check(run(program, folder).returncode == 0 and outputs(folder) == new, "the next run completes it")
        finally:
            subprocess.run(["umount", disk], check=True)
    return True


def read_only(program, before, disk):
    """A folder that cannot be written to."""
    mount("-t", "tmpfs", "tmpfs", disk)
    try:
        folder = copy(before, disk / "plan")
        mount("-o", "remount,ro", disk)
        check(refused(run(program, folder), "書き込めません", "読み取り専用"), "a read-only folder is told")
        check(outputs(folder) == outputs(before) and not unfinished(folder), "and stays as it was")
    finally:
        subprocess.run(["umount", disk], check=True)


def held_target(program, before, new, work):
    """A target that cannot be replaced: a file that is mounted on refuses every rename."""
    names = changed(outputs(before), new)
    for name in (names[0], names[len(names) // 2], names[-1]):
        folder = copy(before, work / "held")
        target, other = folder / name, work / "other"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
        shutil.copy(target, other)
        mount("--bind", other, target)
        try:
            done = run(program, folder)
            told = refused(done, "書き込めません", name.name, "ほかのプログラム")
            check(told, f"{name} that another program holds is told: {done.stderr[-160:]!r}")
            check(not list(faults_of(folder, outputs(before), new)), "every output is the old or the new file")
            check(not unfinished(folder), "nothing unfinished is left")
        finally:
            subprocess.run(["umount", target], check=True)
        check(run(program, folder).returncode == 0 and outputs(folder) == new, "the next run completes it")


def two_at_once(program, before, new, work):
    """Runs that meet on one folder: one does the job, the others say so or follow."""
    for _ in range(10):
        folder = copy(before, work / "two")
        runs = [subprocess.Popen([program, "run", folder], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                for _ in range(3)]
        said = [(child.communicate()[1], child.returncode) for child in runs]
        fine = all(code == 0 or code == 2 and "別の実行が続いています" in text for text, code in said)
        check(fine and any(code == 0 for _, code in said), f"three at once end with {[code for _, code in said]}")
        check(outputs(folder) == new and not unfinished(folder), "and the outputs are those of one")


def stopped(program, before, new, work):
    """A run that stands still holds the folder; once it is killed, nothing does."""
    folder = copy(before, work / "stopped")
    child = subprocess.Popen([program, "run", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # Its lock stands before it is taken; what it writes beside a target comes after.
    while child.poll() is None and not list(folder.rglob(".torimatome-*.tmp")):
        time.sleep(0.0002)
    child.send_signal(signal.SIGSTOP)
    check(refused(run(program, folder), "別の実行が続いています"), "a second run is told of the first")
    check(bool(unfinished(folder)), "and takes nothing from it")
    child.kill()
    child.wait()
    check(run(program, folder).returncode == 0 and outputs(folder) == new, "a killed run blocks nobody")


def main():
    """Prepares the plan folder, then refuses in every way."""
    program, plan = sys.argv[1:]
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        before, disk = copy(plan, work / "before"), work / "disk"
        disk.mkdir()
        for name in OUTPUTS:
            shutil.rmtree(before / name) if (before / name).is_dir() else (before / name).unlink(missing_ok=True)
        shelf = work / "shelf"
        shelf.mkdir()
        for name in LATER:
            shutil.move(before / "回収" / "前期" / name, shelf / name)
        run(program, before)
        for name in LATER:
            shutil.move(shelf / name, before / "回収" / "前期" / name)
        calm = copy(before, work / "calm")
        run(program, calm)
        new = outputs(calm)
        two_at_once(program, before, new, work)
        stopped(program, before, new, work)
        if full_disk(program, before, new, disk):
            read_only(program, before, disk)
            held_target(program, before, new, work)
        else:
            print("no file system can be mounted here: full disk, read-only folder and held target not tried")
    print(f"{'failed' if FAULTS else 'passed'}: {len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
