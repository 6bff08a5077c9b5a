#!/usr/bin/env bash
# Times `torimatome merge` and `consolidate` on what 201 of 203 課 sent back, 1,809 forms.
#
# Run from anywhere: benches/run_merge.sh
# Needs cargo and python3 (or PYTHON=/path/to/python). RUNS=n sets how often each is timed
# (default 5; the medians count). "again" stands for a run over what the last one left, whose
# 総務課 columns are read back. It sets no limit: the figures are to be compared between versions.
set -euo pipefail
# shellcheck source=benches/timing.sh
. "$(dirname "${BASH_SOURCE[0]}")/timing.sh"

plan=$work/plan
returned_plan "$plan"
merged=$plan/とりまとめ

# One line of the table: `row NAME COMMAND...`.
row() {
    local name=$1 times memory
    shift
    times=$(measure "$runs" "$@")
    memory=$(peak "$@")
    # shellcheck disable=SC2086
    printf '%-18s  wall %7.3f s   user+sys %7.3f s   at most %4d MiB\n' "$name" $times "$memory"
}

# The files are in the page cache from here on.
"$program" merge "$plan" >/dev/null 2>&1
row merge anew "$merged" "$program" merge "$plan"
row consolidate anew "$merged" "$program" consolidate "$plan"
row "consolidate again" "$program" consolidate "$plan"
