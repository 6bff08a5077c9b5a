#!/usr/bin/env bash
# Times `torimatome check` on 200 returned workbooks with 1,800 forms against the reading library
# alone on the same cells and merged regions, and against an openpyxl script.
#
# Run from anywhere: benches/run_check.sh
# Needs cargo, and python3 with openpyxl (or PYTHON=/path/to/python). The plan folder lives in a
# temporary folder. RUNS=n sets how often the two are timed (default 5; the medians count),
# CPU=n how much more user+sys than the library `check` may take (default 1.3), RATIO=n how much
# faster than the script it must be on the clock (default 40). Exit code 1 when either fails.
#
# On one thread, which is all that the library has, user+sys are printed as well: two threads that
# share a core count each other's waiting as their own time.
set -euo pipefail
# shellcheck source=benches/timing.sh
. "$(dirname "${BASH_SOURCE[0]}")/timing.sh"
most=${CPU:-1.3}
least=${RATIO:-40}

library=$(cargo bench --no-run --bench calamine --message-format=json --quiet \
    --manifest-path "$root/Cargo.toml" | "$python" -c 'import json, sys
made = (json.loads(line) for line in sys.stdin if line.startswith("{"))
print(*(one["executable"] for one in made
        if one.get("executable") and one["target"]["name"] == "calamine"))')

returned_plan "$work/plan"
returned=$work/plan/回収/前期

ours=(faults_allowed "$program" check "$returned" --plan "$work/plan" --format json)
alone=("$library" "$returned")
script=("$python" "$benches/check_openpyxl.py" "$returned")

# The files are in the page cache from here on, for all.
"${ours[@]}" >"$work/check.json" 2>/dev/null
"${alone[@]}"

ours_times=$(measure "$runs" "${ours[@]}")
one_times=$(RAYON_NUM_THREADS=1 measure "$runs" "${ours[@]}")
alone_times=$(measure "$runs" "${alone[@]}")
script_times=$(measure 1 "${script[@]}")

# All three read the same forms, or the figures compare nothing.
"$python" - "$work/check.json" "$("${script[@]}")" <<'PYTHON'
import json, sys
read = json.load(open(sys.argv[1]))["summary"]["read"]
forms = int(sys.argv[2].split()[0])
print(f"torimatome {read['forms']} forms, openpyxl {sys.argv[2]}")
sys.exit(read["forms"] != forms)
PYTHON

echo "$ours_times $alone_times $script_times $one_times" | awk -v most="$most" -v least="$least" '{
    printf "openpyxl      wall %7.3f s   user+sys %7.3f s\n", $5, $6
    printf "library only  wall %7.3f s   user+sys %7.3f s\n", $3, $4
    printf "torimatome    wall %7.3f s   user+sys %7.3f s\n", $1, $2
    printf "on one thread wall %7.3f s   user+sys %7.3f s\n", $7, $8
    printf "user+sys over library only                 %5.2f   (at most %s)\n", $2 / $4, most
    printf "user+sys over library only, one thread     %5.2f\n", $8 / $4
    printf "wall of openpyxl over torimatome           %5.1f   (at least %s)\n", $5 / $1, least
    exit !($2 / $4 <= most && $5 / $1 >= least)
}'
