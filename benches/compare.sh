#!/usr/bin/env bash
# The whole process beside an empty program, a Jinja2 script and minijinja-cli; prints tables in Markdown.
# Usage: benches/compare.sh [--install] [--sizes 10,100] [--seconds 60]
#   --install   puts Jinja2, PyYAML and minijinja-cli under target/bench when they are missing; nothing is installed without it
#   --sizes     which numbers of components; 10,100,1000,10000 otherwise
#   --seconds   how long each group of programs may run
set -euo pipefail
cd "$(dirname "$0")/.."
work=target/bench
install=no options=()
while [ $# -gt 0 ]; do
  case $1 in
    --install) install=yes; shift ;;
    --sizes | --seconds) options+=("$1" "$2"); shift 2 ;;
    *) sed -n '2,/^set/{/^#/s/^# \?//p}' "$0" >&2; exit 2 ;;
  esac
done
mkdir -p "$work"

python=python3
[ ! -x "$work/python/bin/python" ] || python=$work/python/bin/python
if ! "$python" -c 'import jinja2, yaml; yaml.CSafeLoader' 2>/dev/null; then
  [ $install = yes ] || { echo 'python3 with Jinja2 and PyYAML (with its C loader) is missing; --install puts it under target/bench' >&2; exit 2; }
  python3 -m venv "$work/python"
  python=$work/python/bin/python
  "$python" -m pip install --quiet jinja2 pyyaml
fi
minijinja=$work/minijinja/bin/minijinja-cli
[ -x "$minijinja" ] || minijinja=$(command -v minijinja-cli || true)
if [ -z "$minijinja" ]; then
  [ $install = yes ] || { echo 'minijinja-cli is missing; --install builds it under target/bench, which takes some minutes' >&2; exit 2; }
  cargo install --quiet --locked --root "$work/minijinja" minijinja-cli
  minijinja=$work/minijinja/bin/minijinja-cli
fi

cargo build --profile dist --quiet
onus=target/dist/onus
"$python" benches/generate.py catalogue "$work/model"
ONUS_MODEL=$PWD/$work/model cargo build --profile dist --quiet --target-dir "$work/catalogue"
rustc --edition 2024 -O -o "$work/launch" benches/launch.rs
echo 'fn main() {}' | rustc -O -o "$work/empty" -
"$python" benches/generate.py architectures "$work/data"
"$python" benches/generate.py peers "$work/data" "$onus"
"$python" benches/measure.py --work "$work" --onus "$onus" --big "$work/catalogue/dist/onus" --minijinja "$minijinja" "${options[@]}"
