#!/usr/bin/env bash
# Fuzzes the readers, the recogniser, the merge and plan.toml with libFuzzer, on stable Rust.
#
# In: seconds a target (default 60), then the targets (default all four). Seeds are made of
# samples/r6 and tests/fixtures. Out: exit code 1 when a target found a fault; the input that
# caused it then lies in fuzz/artifacts/TARGET/. The corpus grows in fuzz/corpus/; git ignores both.
# A fault again: bash fuzz/run.sh 0 TARGET fuzz/artifacts/TARGET/crash-…
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

seconds=${1:-60}
shift || true
host=$(rustc -vV | sed -n 's/^host: //p')
# What cargo-fuzz passes to nightly without its sanitizers: LLVM's own counters of edges and
# comparisons. A target is named so that build scripts and macros go without them.
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1"
cargo build --release --quiet --target "$host"
programs=${CARGO_TARGET_DIR:-target}/$host/release

if [ "$seconds" = 0 ]; then
    target=$1
    input=$(cd .. && realpath "$2")
    exec "$programs/$target" "$input"
fi

seeds() {
    local folder=corpus/$1
    mkdir -p "$folder" "artifacts/$1"
    [ ! -d "seeds/$1" ] || cp "seeds/$1"/* "$folder/"
    case $1 in
        read)
            find ../samples/r6/様式 ../samples/r6/回収 ../tests/fixtures -type f -size -100k -print0 |
                while IFS= read -r -d '' file; do
                    cp "$file" "$folder/$(sha256sum "$file" | cut -c1-16)"
                done
            ;;
        settings) cp ../samples/r6/plan.toml "$folder/plan.toml" ;;
    esac
}

[ $# -gt 0 ] || set -- read recognise merge settings
for target in "$@"; do
    seeds "$target"
    echo "fuzz: $target, $seconds s"
    # A hang is 20 s, too much memory 1 GiB; an input is no longer than the largest seed.
    "$programs/$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1024 \
        -max_len=100000 -artifact_prefix="artifacts/$target/" -print_final_stats=1 \
        -verbosity=0 "corpus/$target" 2>"artifacts/$target.log" || {
        tail -n 60 "artifacts/$target.log"
        echo "FAULT: $target, see fuzz/artifacts/$target/" >&2
        exit 1
    }
    grep -E '^stat::(number_of_executed_units|slowest_unit_time_sec|peak_rss_mb)' \
        "artifacts/$target.log" || true
done
