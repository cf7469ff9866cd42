"""What was measured at earlier commits: one JSON object a line, so that a slower commit shows."""

import json
import os
import subprocess
from collections.abc import Sequence
from typing import Any

from benchmarks.claims import Claim
from benchmarks.machine import machine

FILE = os.path.join(os.path.dirname(__file__), "history.jsonl")
NOISE = {"M": 1.01, "MB": 1.05, "times": 1.25}
"""How much larger a figure may be by chance; instructions hardly are."""


def before() -> dict[str, float]:
    """The figures last measured on a machine like this one."""
    if not os.path.exists(FILE):
        return {}
    with open(FILE) as file:
        rows: list[dict[str, Any]] = [json.loads(line) for line in file]
    known: dict[str, float] = {}
    for row in rows:
        known |= row["figures"] if row["machine"] == machine() else {}
    return known


def slower(claim: Claim, known: dict[str, float]) -> str:
    """A word where a figure is worse than it was."""
    was, noise = known.get(claim.what), NOISE.get(claim.unit, 1.25)
    if claim.value is None or was is None:
        return ""
    worse = claim.value * noise < was if claim.rises else claim.value > was * noise
    return f"SLOWER: it was {was:,.2f}" if worse else ""


def keep(found: Sequence[Claim]) -> None:
    """Add a row for this commit."""
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    figures = {claim.what: round(claim.value, 3) for claim in found if claim.value is not None}
    row = {"commit": commit.stdout.strip(), "machine": machine(), "figures": figures}
    with open(FILE, "a") as file:
        file.write(json.dumps(row) + "\n")
