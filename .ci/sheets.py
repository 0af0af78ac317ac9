"""The workbook in openpyxl and in LibreOffice, against the CSV: the same texts in the same cells, headings that stay in
sight and repeat on paper, filters, no merged cells.

Usage: sheets.py ONUS ARCHITECTURE WORK
"""

import csv
import pathlib
import subprocess
import sys

import openpyxl

onus, architecture, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
work.mkdir(parents=True, exist_ok=True)


def render(ending):
    file = work / f"matrix.{ending}"
    subprocess.run([onus, "render", "--quiet", "-o", file, architecture], check=True)
    return file


def rows(file):
    with open(file, encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


def bare(rows):
    """A text that begins like a formula has an apostrophe in CSV; a workbook needs none."""
    return [[text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text for text in row] for row in rows]


expected = bare(rows(render("csv")))
file = render("xlsx")

book = openpyxl.load_workbook(file)
for sheet in book:
    assert sheet.freeze_panes in ("A2", "B2"), (sheet.title, sheet.freeze_panes)
    assert sheet.auto_filter.ref, f"{sheet.title} has no filter"
    assert sheet.print_title_rows == "$1:$1", (sheet.title, sheet.print_title_rows)
    assert not sheet.merged_cells.ranges, f"{sheet.title} has merged cells"
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type in ("s", "n") and (cell.value is None or isinstance(cell.value, str)), (sheet.title, cell.coordinate, cell.value)
    ids = [row[0].value for row in sheet.iter_rows(min_row=2)]
    if sheet.title in ("Matrix", "Duties", "Sources"):
        assert len(set(ids)) == len(ids), f"the rows of {sheet.title} have no ids of their own"
read = [[cell.value or "" for cell in row] for row in book["Matrix"].iter_rows()]
assert read == expected, "openpyxl reads other cells than the CSV has"

# The first sheet is number 1; -1 writes all, each to a file named after it.
text = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
profile = f"-env:UserInstallation=file://{(work / 'profile').resolve()}"
subprocess.run(["soffice", profile, "--headless", "--convert-to", text, "--outdir", work, file], check=True, stdout=subprocess.DEVNULL)
read = rows(work / "matrix-Matrix.csv")
assert read == expected, "LibreOffice reads other cells than the CSV has"
print(f"{len(book.sheetnames)} sheets, {len(expected) - 1} rows of the matrix: the same in openpyxl, LibreOffice and CSV")
