"""Runs the programs in turn, A B C A B C, and prints tables. Started by compare.sh, which builds what is run here.

Each group of programs runs until it has had ROUNDS rounds or its time is up, at least once. Wall and CPU time and peak
memory are medians; a ratio is the median of the ratios of one round each, so that a busy moment falls on both sides.
"""

import argparse
import html
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import time
from typing import NamedTuple

ROUNDS = 41
HERE = pathlib.Path(__file__).parent
TEMPLATES = HERE / "templates"

parser = argparse.ArgumentParser()
for program in ["work", "onus", "big", "minijinja"]:
    parser.add_argument(f"--{program}", type=pathlib.Path, required=True)
parser.add_argument("--sizes", default="10,100,1000,10000")
parser.add_argument("--seconds", type=float, default=60, help="for each group of programs")
options = parser.parse_args()
sizes = [int(size) for size in options.sizes.split(",")]
data, out = options.work / "data", options.work / "out"


class Sample(NamedTuple):
    wall: float  # ms
    cpu: float  # ms
    peak: float  # MB


def launch(command):
    ran = subprocess.run([options.work / "launch", *command], capture_output=True, text=True)
    numbers = [int(number) for number in ran.stdout.split()]
    if ran.returncode != 0 or numbers[3] != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{ran.stderr}{ran.stdout}")
    return Sample(numbers[0] / 1e3, numbers[1] / 1e3, numbers[2] * 1024 / 1e6)


def clean():
    """Every program writes its documents anew: none may profit from those that are there."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)


def run(programs, cores=None):
    """Samples by program. `cores` limits a program to some of the machine's."""
    everywhere, samples = os.sched_getaffinity(0), {name: [] for name in programs}
    started = time.monotonic()
    for _ in range(ROUNDS):
        for name, command in programs.items():
            clean()
            os.sched_setaffinity(0, (cores or {}).get(name, everywhere))
            samples[name].append(launch(command))
            os.sched_setaffinity(0, everywhere)
        if time.monotonic() - started > options.seconds:
            break
    return samples


def median(samples, what):
    return statistics.median(getattr(sample, what) for sample in samples)


def ratio(samples, base, what):
    return statistics.median(getattr(one, what) / getattr(other, what) for one, other in zip(samples, base))


def ratios(samples, base):
    return ratio(samples, base, "wall"), ratio(samples, base, "cpu")


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("| --- |" + " --: |" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


HEAD = ["program", "wall ms", "CPU ms", "peak MB", "wall", "CPU", "times"]


def row(program, samples, base=None, called=""):
    """A program's medians, and how many times those of another program they are."""
    medians = [number(median(samples, what)) for what in ["wall", "cpu", "peak"]]
    times = [number(value) for value in ratios(samples, base)] if base else ["", ""]
    return [program, *medians, *times, called]


def commands(shape, size):
    file = data / f"{shape}-{size}.yaml"
    onus = [options.onus, "render", "-q", file]
    same = ["--template-dir", TEMPLATES, "--template", "bench"]
    return {
        "empty": [options.work / "empty"],
        "onus": [*onus, *same, "-o", out / "onus"],
        "jinja": [sys.executable, HERE / "jinja.py", file, data / f"{shape}-model.json", TEMPLATES, out / "jinja"],
        "onus-md": [*onus, *same, "-f", "markdown", "-o", out / "onus-md"],
        "minijinja": [options.minijinja, "--autoescape", "none", "-o", out / "minijinja.md", TEMPLATES / "minijinja.md.j2", file.with_suffix(".json")],
        "own": [*onus, "-o", out / "own"],
    }


def text(path):
    return html.unescape(path.read_text(encoding="utf-8")).rstrip("\n")


def compare(shape, size):
    """All programs must have written the same text before their times say anything."""
    clean()
    programs = commands(shape, size)
    for name in ["onus", "jinja", "minijinja"]:
        launch(programs[name])
    folder = out / "onus" / f"{shape}-{size}"
    others = {folder / "bench.md": [out / "jinja" / "bench.md", out / "minijinja.md"], folder / "bench.html": [out / "jinja" / "bench.html"]}
    for document, others in others.items():
        expected = text(document)
        for other in others:
            if text(other) != expected:
                sys.exit(f"{other} says something else than {document}")
    return {document.suffix[1:]: document.stat().st_size / 1e6 for document in folder.iterdir()}


def version(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().splitlines()[0]


def machine():
    import jinja2
    import yaml

    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal")) * 1024 / 1e9
    kernel = ".".join(platform.release().split(".")[:2])
    commit = version(["git", "-C", HERE, "log", "-1", "--format=%h of %as"])
    print(f"{len(os.sched_getaffinity(0))} cores ({cpu}), {memory:.0f} GB, Linux {kernel}; load {os.getloadavg()[0]:.1f} at the start.")
    print(f"onus {commit}, {version(['rustc', '--version'])}; Python {platform.python_version()}, Jinja2 {jinja2.__version__}, PyYAML {yaml.__version__}, {version([options.minijinja, '--version'])}.\n")


goals = []


def goal(what, wanted, value, reached, cpu=None):
    """`cpu` is the same of CPU time, which other work on the machine moves less."""
    shown = value if cpu is None else f"{value} ({cpu})"
    goals.append([what, wanted, shown, "yes" if reached else "**no**"])


machine()
results = {}
for shape in ["typical", "worst"]:
    for size in sizes:
        written = compare(shape, size)
        samples = run(commands(shape, size))
        results[shape, size] = samples
        print(f"### {shape.capitalize()}, {size:,} components ({len(samples['onus'])} rounds)\n")
        print(f"The same document: {number(written['md'])} MB of Markdown, {number(written['html'])} MB of HTML.\n")
        table(
            HEAD,
            [
                row("an empty Rust program", samples["empty"]),
                row("onus, its own document, both formats", samples["own"], samples["empty"], "the empty program"),
                row("onus, the same document, both formats", samples["onus"], samples["empty"], "the empty program"),
                row("Jinja2 script, both formats", samples["jinja"], samples["onus"], "onus"),
                row("onus, the same document, Markdown", samples["onus-md"]),
                row("minijinja-cli, Markdown", samples["minijinja"], samples["onus-md"], "onus"),
            ],
        )
        limits = {10: 10, 1_000: 25, 10_000: 120}
        for name, words in [("own", "its own document"), ("onus", "the same document")]:
            if size == 10:
                over, cpu = ratios(samples[name], samples["empty"])
                goal(f"{shape}, 10, {words}: times the empty program", "at most 4", number(over), over <= 4, number(cpu))
            if size in limits:
                peak = median(samples[name], "peak")
                goal(f"{shape}, {size:,}, {words}: peak MB", f"at most {limits[size]}", number(peak), peak <= limits[size])
        if shape == "worst" and size >= 1_000:
            faster, cpu = ratios(samples["jinja"], samples["onus"])
            goal(f"worst, {size:,}: times as fast as the Jinja2 script", "at least 10", number(faster), faster >= 10, number(cpu))
            faster, cpu = ratios(samples["minijinja"], samples["onus-md"])
            goal(f"worst, {size:,}, Markdown: times as fast as minijinja-cli", "at least 1", number(faster), faster >= 1, number(cpu))

if len(sizes) > 1:
    print("### What one more component costs\n\nCPU time and peak memory over the size before, for each component more.\n")
    rows = []
    for shape in ["typical", "worst"]:
        for name, words in [("own", "its own document"), ("onus", "the same document")]:
            time_each, memory_each = [], []
            for small, large in zip(sizes, sizes[1:]):
                small_samples, large_samples = results[shape, small][name], results[shape, large][name]
                more = large - small
                time_each.append((median(large_samples, "cpu") - median(small_samples, "cpu")) / more * 1e3)
                memory_each.append((median(large_samples, "peak") - median(small_samples, "peak")) / more * 1e6)
            rows.append([f"{shape}, {words}", *(f"{number(us)} µs, {number(size)} B" for us, size in zip(time_each, memory_each))])
            if {1_000, 10_000} <= set(sizes):
                for what, called in [("cpu", "CPU time"), ("peak", "memory")]:
                    growth = median(results[shape, 10_000][name], what) / median(results[shape, 1_000][name], what)
                    goal(f"{shape}, {words}: 10,000 against 1,000, times the {called}", "at most 11", number(growth), growth <= 11)
    table(["document", *(f"{small:,} to {large:,}" for small, large in zip(sizes, sizes[1:]))], rows)

file = data / "typical-10.yaml"
samples = run({"small": [options.onus, "render", "-q", file, "-o", out], "big": [options.big, "render", "-q", file, "-o", out]})
growth, cpu = ratios(samples["big"], samples["small"])
print(f"### A catalogue ten times as large: typical, 10 components ({len(samples['small'])} rounds)\n")
table(HEAD, [row("onus", samples["small"]), row("onus with ten times the services", samples["big"], samples["small"], "onus")])
goal("ten times the services: times the wall time", "at most 1.1", f"{growth:.3f}", growth <= 1.1, f"{cpu:.3f}")

many = [options.onus, "render", "-q", *sorted((data / "many").iterdir()), "-o", out]
samples = run({"all": many, "one": many}, cores={"one": {min(os.sched_getaffinity(0))}})
print(f"### 1,000 architectures of 25 components in one run ({len(samples['all'])} rounds)\n")
busy = statistics.median(sample.cpu / sample.wall for sample in samples["all"])
table(HEAD, [row("onus on all cores", samples["all"]), row("onus on one core", samples["one"], samples["all"], "all cores")])
print(f"On all cores it kept {busy:.2f} of them busy.\n")
goal("1,000 architectures: cores busy", "more than 1.5", f"{busy:.2f}", busy > 1.5)

print("### Goals\n\nBy wall time; in brackets the same by CPU time.\n")
table(["goal", "wanted", "measured", "reached"], goals)
clean()
