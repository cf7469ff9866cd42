"""Figures made outside this project, read from tests/data; the README there names their sources."""

import csv
import json
import os
from typing import Any

FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data")


def figures(name: str) -> dict[str, Any]:
    """One of the JSON files."""
    with open(os.path.join(FOLDER, f"{name}.json"), encoding="utf-8") as file:
        return json.load(file)


def layers(name: str) -> list[dict[str, str]]:
    """The calls of a model's modules in running order."""
    with open(os.path.join(FOLDER, f"{name}_layers.csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
