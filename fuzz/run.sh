#!/usr/bin/env bash
# Fuzzes a target for some seconds: `fuzz/run.sh 600 parse`. Targets: parse, render. Needs a C++ compiler; the coverage
# that libFuzzer steers by comes from the compiler's own pass, so that a stable toolchain is enough.
# Seeds are the examples and the cases. An input that breaks something is left in fuzz/artifacts/: mend it, and keep it
# as a case in tests/cases/.
set -euo pipefail
seconds=${1:?seconds} target=${2:?parse or render}
cd "$(dirname "$0")"

host=$(rustc -vV | sed -n 's/^host: //p')
export RUSTFLAGS='-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
  -Cllvm-args=-sanitizer-coverage-trace-compares'
cargo build --quiet --release --target "$host" --bin "$target"

mkdir -p "corpus/$target" "artifacts/$target"
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
number=0
for file in ../examples/*/architecture.yaml ../tests/cases/*/architecture.yaml; do
  number=$((number + 1))
  cp "$file" "$seeds/$number"
done

# One input may take two gigabytes, and of a busy machine's time more than it would take by itself.
"target/$host/release/$target" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 \
  -dict=yaml.dict -artifact_prefix="artifacts/$target/" "corpus/$target" "$seeds"
