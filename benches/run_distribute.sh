#!/usr/bin/env bash
# Times `torimatome distribute` for 203 課 with 1,827 forms against XlsxWriter writing the same
# sheets: what stands in them is read beforehand, and of XlsxWriter the writing alone is timed.
#
# Run from anywhere: benches/run_distribute.sh
# Needs cargo, and python3 with openpyxl and XlsxWriter (or PYTHON=/path/to/python). RUNS=n sets how
# often both are timed (default 5; the medians count), RATIO=n the ratio that must be reached on the
# clock (default 5). Exit code 1 when the sheets differ or it is not. The user+sys of torimatome
# holds more than writing: it reads every workbook again, to keep its words in the 台帳.
set -euo pipefail
# shellcheck source=benches/timing.sh
. "$(dirname "${BASH_SOURCE[0]}")/timing.sh"
least=${RATIO:-5}

plan=$work/plan
"$python" "$benches/make_plan.py" plan "$plan" --towns 29 --offices 7 --forms 9
# All files are new in every run; removing the old ones is counted as well.
ours=(anew "$plan/配布" "$program" distribute "$plan")
"${ours[@]}" >/dev/null 2>&1

xlsxwriter() { "$python" "$benches/distribute_xlsxwriter.py" "$@"; }
xlsxwriter describe "$plan/配布/前期" "$work/sheets.json"

ours_times=$(measure "$runs" "${ours[@]}")
theirs_times=$(for ((n = 0; n < runs; n++)); do
    xlsxwriter write "$work/sheets.json" "$work/xlsxwriter" || exit 1
done | medians)
xlsxwriter compare "$work/sheets.json" "$work/xlsxwriter"

echo "$theirs_times $ours_times" | awk -v least="$least" '{
    printf "XlsxWriter  wall %7.3f s   user+sys %7.3f s\n", $1, $2
    printf "torimatome  wall %7.3f s   user+sys %7.3f s\n", $3, $4
    printf "ratio       wall %7.1f     user+sys %7.1f     (at least %d on the clock)\n", $1 / $3, $2 / $4, least
    exit !($1 / $3 >= least)
}'
