"""Built pages of a documentation site: every link inside them leads somewhere, every page has its one title and what the
site says after a part, and no mark of Markdown is left as text. Usage: docs-site.py FOLDER"""

import pathlib
import re
import sys
from html.parser import HTMLParser

PAGES = {"matrix": 1, "duties": 2, "grid": 2, "component": 2, "chapter": 2}
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "use", "circle", "path"}


class Page(HTMLParser):
    """The ids, links and headings of a page, and the text of its content."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.headings, self.text = set(), [], [], ""
        self.heading, self.code = None, 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if attributes.get("id"):
            self.ids.add(attributes["id"])
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        if re.fullmatch("h[1-6]", tag):
            self.heading = ""
        self.code += tag in ("code", "script", "style")

    def handle_endtag(self, tag):
        if re.fullmatch("h[1-6]", tag) and self.heading is not None:
            self.headings.append((int(tag[1]), self.heading.strip()))
            self.heading = None
        self.code -= tag in ("code", "script", "style")

    def handle_data(self, data):
        if self.heading is not None:
            self.heading += data
        if not self.code:
            self.text += data


folder = pathlib.Path(sys.argv[1])
pages = {name: Page((folder / f"{name}.html").read_text("utf-8")) for name in PAGES}
wrong, inside = [], 0
for name, page in pages.items():
    for link in page.links:
        if link.startswith("#"):
            inside += 1
            if link != "#" and link[1:] not in page.ids:
                wrong.append(f"{name}: nothing is called `{link}`")
        elif not re.match("[a-z]+:", link) and not (folder / link.split("#")[0]).exists():
            wrong.append(f"{name}: there is no `{link}`")
    if name != "matrix" and (2, "The end") not in page.headings:
        wrong.append(f"{name}: what comes after the part is not the site's: {page.headings[-3:]}")
    for mark in ("**", "](#", "| ---", "<td", "</", "##"):
        if mark in page.text:
            at = page.text.index(mark)
            wrong.append(f"{name}: `{mark}` is text: {page.text[max(0, at - 60):at + 60]!r}")
for line in wrong[:40]:
    print(line, file=sys.stderr)
if wrong or inside < 500:
    sys.exit(f"{folder}: {len(wrong)} faults, {inside} links inside pages")
print(f"{folder}: {inside} links inside {len(pages)} pages lead somewhere")
