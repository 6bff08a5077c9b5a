#!/usr/bin/env bash
# Shows how time and memory of `distribute`, `check`, `merge` and `consolidate` grow with the number
# of workbooks: 14, 105, 1,001 and 10,003 課 of nine forms, and a nation of 1,741 towns of seven.
#
# Run from anywhere: benches/run_growth.sh [TOWNS...]
# Needs cargo, python3 (or PYTHON=/path/to/python), and 4 GB of disk in the temporary folder. Every
# command runs once. TOWNS chooses other sizes. It sets no limit: the table is for README.md.
set -euo pipefail
# shellcheck source=benches/timing.sh
. "$(dirname "${BASH_SOURCE[0]}")/timing.sh"

[ $# -gt 0 ] || set -- 2 15 143 1429 1741

# One figure of the table, of one run: `cell COMMAND...`.
cell() {
    "$python" -c 'import resource, subprocess, sys, time
start = time.monotonic()
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
code = subprocess.run(sys.argv[1:], check=False, **quiet).returncode
use = resource.getrusage(resource.RUSAGE_CHILDREN)
if code not in (0, 1):
    sys.exit(f"exit code {code}")
wall, cpu = time.monotonic() - start, use.ru_utime + use.ru_stime
print(f"{wall:.2f} s, {cpu:.2f} s, {use.ru_maxrss >> 10} MiB", end="")' "$@"
}

echo "| 戻ったファイル | 様式 | distribute | check | merge | consolidate |"
echo "|---|---|---|---|---|---|"
for towns; do
    plan=$work/$towns
    "$python" "$benches/make_plan.py" plan "$plan" --towns "$towns" --offices 7 --forms 9 >/dev/null
    issued=$(cell "$program" distribute "$plan")
    "$python" "$benches/make_plan.py" fill "$plan" >"$work/filled"
    read -r books _ forms _ <"$work/filled"
    echo "| $books | $forms | $issued |" \
        "$(cell "$program" check "$plan/回収/前期" --plan "$plan" --format json) |" \
        "$(cell "$program" merge "$plan") | $(cell "$program" consolidate "$plan") |"
    rm -rf "$plan"
done
