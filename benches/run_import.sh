#!/usr/bin/env bash
# Times `torimatome import` against an openpyxl script on 200 workbooks with 1,800 forms.
#
# Run from anywhere: benches/run_import.sh
# Needs cargo, and python3 with openpyxl (or PYTHON=/path/to/python). The corpus and both outputs
# live in a temporary folder. RUNS=n sets how often torimatome is timed (default 5; the median
# counts), RATIO=n the ratio that must be reached (default 30). Exit code 1 when the two read
# different forms or it is not.
set -euo pipefail
# shellcheck source=benches/timing.sh
. "$(dirname "${BASH_SOURCE[0]}")/timing.sh"
least=${RATIO:-30}

"$python" "$benches/make_import_corpus.py" "$work/corpus"
ours=("$program" import "$work/corpus" -o "$work/torimatome.json")
theirs=("$python" "$benches/import_openpyxl.py" "$work/corpus" "$work/openpyxl.json")

# The files are in the page cache from here on, for both.
"${ours[@]}" 2>/dev/null

ours_times=$(measure "$runs" "${ours[@]}")
theirs_times=$(measure 1 "${theirs[@]}")
"$python" "$benches/compare_import.py" "$work/openpyxl.json" "$work/torimatome.json"

echo "$theirs_times $ours_times" | awk -v least="$least" '{
    printf "openpyxl    wall %7.3f s   user+sys %7.3f s\n", $1, $2
    printf "torimatome  wall %7.3f s   user+sys %7.3f s\n", $3, $4
    printf "ratio       wall %7.1f     user+sys %7.1f     (at least %d)\n", $1 / $3, $2 / $4, least
    exit !($1 / $3 >= least && $2 / $4 >= least)
}'
