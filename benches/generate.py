"""Writes what the benchmarks read, always the same: architectures, what the peers get, and a catalogue ten times as large.

Usage: generate.py architectures OUT
       generate.py peers OUT ONUS
       generate.py catalogue OUT
"""

import json
import pathlib
import subprocess
import sys

SIZES = [10, 100, 1_000, 10_000]
SHAPES = ["typical", "worst"]
# Without variants that have to be chosen, so that no cell stays undecided.
SERVICES = ["ec2", "rds", "s3", "elb", "vpc", "dynamodb", "sqs", "cloudfront", "kms", "efs"]
OVERRIDDEN = ["logging-monitoring", "backup-recovery", "access-control"]
HEAD = "organisation: { name: Example Organisation, short: Example }\ncomponents:\n"


def architecture(shape, size, name, first=0):
    """typical: components of a few kinds; worst: each with an entry in its own words, so that no two are of one kind."""
    lines = [f"name: {name}\n", HEAD]
    for number in range(1, size + 1):
        service = SERVICES[(first + number - 1) % len(SERVICES)]
        lines.append(f"  - id: component-{number}\n    name: Component {number}\n    service: aws/{service}\n")
        if shape == "worst":
            area = OVERRIDDEN[number % len(OVERRIDDEN)]
            lines.append(
                f"    responsibilities:\n      {area}:\n        party: shared\n"
                f"        because: Agreement {number} with the operations desk\n"
                f"        provider: Keeps the records of component {number} for the time that agreement {number} names.\n"
                f"        customer: Watch component {number}, and answer its alarms as run book {number} says.\n"
            )
    return "".join(lines)


def architectures(out):
    for shape in SHAPES:
        for size in SIZES:
            (out / f"{shape}-{size}.yaml").write_text(architecture(shape, size, f"{shape.capitalize()} {size}"))
    many = out / "many"
    many.mkdir(exist_ok=True)
    for number in range(1_000):
        (many / f"{number:04}.yaml").write_text(architecture("typical", 25, f"System {number}", number))


def view(onus, path):
    return json.loads(subprocess.run([onus, "render", "-q", "-f", "json", "-o", "-", path], check=True, capture_output=True).stdout)


def peers(out, onus):
    """For each shape the cells of every service, in the order in which onus prints a chapter's rows; and for
    minijinja-cli the same in one file with the architecture, grouped."""
    import yaml

    keys = ["area", "party", "provider_duty", "customer_duty", "basis", "because", "sources"]
    for shape in SHAPES:
        # The cells as the model has them; the entries of the worst shape only decide which stand first.
        plain, shaped = view(onus, out / "typical-10.yaml"), view(onus, out / f"{shape}-10.yaml")
        first = [cell["area"] for cell in shaped["providers"][0]["common"]]
        services = {}
        for component in plain["components"]:
            cells = [{key: cell[key] for key in keys} for cell in component["cells"]]
            cells.sort(key=lambda cell: cell["area"] not in first)
            services[component["service"]] = {"name": component["service_name"], "cells": cells}
        model = {
            "provider": plain["providers"][0]["short"],
            "areas": {area["id"]: area["title"] for area in plain["areas"]},
            "services": services,
        }
        (out / f"{shape}-model.json").write_text(json.dumps(model))
        for size in SIZES:
            read = yaml.load((out / f"{shape}-{size}.yaml").read_bytes(), yaml.CSafeLoader)
            profiles = {}
            for component in read["components"]:
                entries = component.get("responsibilities", {})
                profile = profiles.setdefault((component["service"], json.dumps(entries)), [])
                profile.append(component["id"])
            grouped = [
                {"service": service, "responsibilities": json.loads(entries), "components": ids}
                for (service, entries), ids in profiles.items()
            ]
            merged = {
                "architecture": {"name": read["name"], "customer": read["organisation"]["short"]},
                "components": [{key: component[key] for key in ["id", "name", "service"]} for component in read["components"]],
                "profiles": grouped,
                **model,
            }
            (out / f"{shape}-{size}.json").write_text(json.dumps(merged))


def catalogue(out):
    """The model with every service nine more times under other ids, its own sources too."""
    import yaml

    model = pathlib.Path(__file__).parent.parent / "model"
    for path in sorted(model.rglob("*.yaml")):
        target = out / path.relative_to(model)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        if path.parent.name == "services":
            for copy in range(2, 11):
                service = yaml.load(path.read_bytes(), yaml.CSafeLoader)
                own = set(service.get("define_sources", {}))
                service = renamed(service, {id: f"{id}-copy-{copy}" for id in own})
                service["name"] += f" {copy}"
                service["aliases"] = [f"{alias} {copy}" for alias in service.get("aliases", [])]
                # YAML holds JSON.
                text = json.dumps(service, indent=1, default=str)
                target.with_stem(f"{path.stem}-{copy}").write_text(text)


def renamed(value, names):
    """A service whose own sources have other ids."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(value, names) for key, value in value.items()}
    if isinstance(value, list):
        return [renamed(value, names) for value in value]
    return names.get(value, value) if isinstance(value, str) else value


if __name__ == "__main__":
    what, out = sys.argv[1], pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    {"architectures": architectures, "peers": peers, "catalogue": catalogue}[what](out, *sys.argv[3:])
