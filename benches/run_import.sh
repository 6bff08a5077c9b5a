#!/usr/bin/env bash
# Times `torimatome import` against an openpyxl script on 200 workbooks with 1,800 forms.
#
# Run from anywhere: benches/run_import.sh
# Needs cargo, and python3 with openpyxl (or PYTHON=/path/to/python). Uses hyperfine where it is
# installed, else bash's own `time`. The corpus and both outputs live in a temporary folder.
# RUNS=n sets how often torimatome is timed (default 5; the median counts), RATIO=n the ratio that
# must be reached (default 30). Exit code 1 when the two read different forms or it is not.
set -euo pipefail

benches=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$benches")
python=${PYTHON:-python3}
runs=${RUNS:-5}
least=${RATIO:-30}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --release --quiet --manifest-path "$root/Cargo.toml"
program=${CARGO_TARGET_DIR:-$root/target}/release/torimatome
"$python" "$benches/make_import_corpus.py" "$work/corpus"

ours=("$program" import "$work/corpus" -o "$work/torimatome.json")
theirs=("$python" "$benches/import_openpyxl.py" "$work/corpus" "$work/openpyxl.json")

# The files are in the page cache from here on, for both.
"${ours[@]}" 2>/dev/null

# Prints "wall cpu" in seconds for one command: the medians of so many runs.
measure() {
    local count=$1 name=$2
    shift 2
    if command -v hyperfine >/dev/null; then
        hyperfine --runs "$count" --warmup 0 --style none --export-json "$work/$name" \
            "$(printf '%q ' "$@")" >/dev/null 2>&1
        "$python" -c 'import json, sys
r = json.load(open(sys.argv[1]))["results"][0]
print(r["median"], r["user"] + r["system"])' "$work/$name"
    else
        local TIMEFORMAT='%R %U %S' n
        for ((n = 0; n < count; n++)); do
            { time "$@" >/dev/null 2>&1; } 2>&1
        done | "$python" -c 'import statistics, sys
runs = [[float(part) for part in line.split()] for line in sys.stdin]
print(statistics.median(r[0] for r in runs), statistics.median(r[1] + r[2] for r in runs))'
    fi
}

# hyperfine wants at least two runs of a command.
slow_runs=1
if command -v hyperfine >/dev/null; then slow_runs=2; fi
ours_times=$(measure "$runs" ours.json "${ours[@]}")
theirs_times=$(measure "$slow_runs" theirs.json "${theirs[@]}")
"$python" "$benches/compare_import.py" "$work/openpyxl.json" "$work/torimatome.json"

echo "$theirs_times $ours_times" | awk -v least="$least" '{
    printf "openpyxl    wall %7.3f s   user+sys %7.3f s\n", $1, $2
    printf "torimatome  wall %7.3f s   user+sys %7.3f s\n", $3, $4
    printf "ratio       wall %7.1f     user+sys %7.1f     (at least %d on both)\n", $1 / $3, $2 / $4, least
    exit !($1 / $3 >= least && $2 / $4 >= least)
}'
