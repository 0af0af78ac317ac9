"""What a user without onus would write: reads an architecture, joins it with a model, sets both documents with Jinja2.

Usage: jinja.py ARCHITECTURE MODEL TEMPLATES OUT
"""

import json
import os
import sys

import yaml
from jinja2 import Environment, FileSystemLoader, select_autoescape

architecture_path, model_path, templates, out = sys.argv[1:]
with open(architecture_path, "rb") as file:
    architecture = yaml.load(file, yaml.CSafeLoader)
with open(model_path, "rb") as file:
    model = json.load(file)

components, profiles = [], {}
for component in architecture["components"]:
    service = model["services"][component["service"]]
    components.append({"id": component["id"], "name": component["name"], "service_name": service["name"]})
    entries = component.get("responsibilities", {})
    kind = (component["service"], json.dumps(entries, sort_keys=True))
    if kind in profiles:
        profiles[kind]["components"].append(component["id"])
        continue
    cells = service["cells"]
    if entries:
        cells = [
            {
                "area": cell["area"],
                "party": entry["party"],
                "provider_duty": entry["provider"],
                "customer_duty": entry["customer"],
                "basis": "declared",
                "because": entry["because"],
                "sources": [],
            }
            if (entry := entries.get(cell["area"]))
            else cell
            for cell in cells
        ]
    profiles[kind] = {"components": [component["id"]], "service": service, "cells": cells}

view = {
    "architecture": {"name": architecture["name"], "customer": architecture["organisation"]["short"]},
    "providers": [{"short": model["provider"], "common": []}],
    "components": components,
    "profiles": list(profiles.values()),
    "names": {"areas": model["areas"]},
}
environment = Environment(loader=FileSystemLoader(templates), autoescape=select_autoescape(["html"]))
# What onus hands out as handles, this script has as items.
environment.filters["open"] = lambda item: item
os.makedirs(out, exist_ok=True)
for ending in ["md", "html"]:
    text = environment.get_template(f"bench.{ending}").render(view)
    with open(os.path.join(out, f"bench.{ending}"), "w", encoding="utf-8") as file:
        file.write(text)
