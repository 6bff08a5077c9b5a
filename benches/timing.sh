# What the timed benchmarks share; sourced by them, never run.
#
# In: PYTHON (default python3), RUNS (default 5). Out: $benches, $root, $python, $runs; $work, a
# temporary folder that goes when the benchmark ends; $program, the release build; and the functions
# below. It compares nothing and sets no limit: those stand in the benchmarks.
# shellcheck shell=bash
set -euo pipefail

benches=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$benches")
python=${PYTHON:-python3}
runs=${RUNS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --release --quiet --manifest-path "$root/Cargo.toml"
program=${CARGO_TARGET_DIR:-$root/target}/release/torimatome

# Runs `check`, which ends with 1 when it finds faults: that is no failure.
faults_allowed() { "$@" || [ $? = 1 ]; }

# Removes what the command is to make, then runs it: `anew PATH COMMAND...`.
anew() {
    rm -rf "$1"
    "${@:2}"
}

# hyperfine runs a command in a shell of its own.
export -f faults_allowed anew

# Makes a plan folder with what 203 課 sent back, nine forms each: `returned_plan FOLDER`.
returned_plan() {
    "$python" "$benches/make_plan.py" plan "$1" --towns 29 --offices 7 --forms 9
    "$program" distribute "$1" >/dev/null 2>&1
    "$python" "$benches/make_plan.py" fill "$1"
}

# Prints "wall cpu", the medians of lines of wall, user and sys, or of wall and cpu.
medians() {
    "$python" -c 'import statistics, sys
lines = [[float(part) for part in line.split()] for line in sys.stdin]
runs = [(wall, sum(cpu)) for wall, *cpu in lines]
print(*map(statistics.median, zip(*runs)))'
}

# Prints "wall cpu" in seconds, the medians of so many runs: `measure COUNT COMMAND...`. Uses
# hyperfine where it is installed, else bash's own `time`. A run that fails ends the benchmark.
measure() {
    local count=$1
    shift
    # hyperfine wants two runs.
    if [ "$count" -gt 1 ] && command -v hyperfine >/dev/null; then
        hyperfine --shell bash --runs "$count" --style none --export-json "$work/measured" \
            "$(printf '%q ' "$@")" >&2
        "$python" -c 'import json, sys
run = json.load(open(sys.argv[1]))["results"][0]
print(run["median"], run["user"] + run["system"])' "$work/measured"
    else
        local TIMEFORMAT='%R %U %S' n
        for ((n = 0; n < count; n++)); do
            { time "$@" >/dev/null 2>&1; } 2>&1 || exit 1
        done | medians
    fi
}

# Prints the most memory, in MiB, of one process of one run: `peak COMMAND...`.
peak() {
    "$python" -c 'import resource, subprocess, sys
command = ["bash", "-c", "\"$@\"", "bash", *sys.argv[1:]]
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
subprocess.run(command, check=True, **quiet)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)' "$@"
}
