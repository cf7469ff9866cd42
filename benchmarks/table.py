"""The page of the documentation with what was measured, made by `python -m benchmarks --write`."""

import os
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.claims import Claim
from benchmarks.machine import machine

FILE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "docs", "benchmarks.md")
HEADING = """<!-- made by `python -m benchmarks --write`: do not edit -->

# Benchmarks

Processor time, as ratios to a yardstick that is named; of whole processes and of warm loops medians of runs in turn,
against other tools the least of some. A ratio holds on another machine better than seconds do, and instructions do not
hang on what else it does.
[How each is measured](../benchmarks/README.md).

Machine: {machine}.
"""


ROW = "| {} | {} | {} | {} |"
TITLES = ROW.format("what", "measured", "held to", "beside") + "\n|---|---|---|---|"


def write(found: Sequence[Claim], whole: bool = True) -> None:
    """Write the page. Where not the whole was measured, what stands on it already of this machine stays."""
    heading = HEADING.format(machine=machine())
    rows = {} if whole else _known(heading)
    for claim in found:
        held = claim.bound if claim.held else f"**not held:** {claim.bound}"
        rows.setdefault(claim.part, {})[claim.what] = ROW.format(claim.what, claim.figure, held, claim.beside)
    with open(FILE, "w") as file:
        file.write("\n".join([heading, *_parts(rows), ""]))


def _known(heading: str) -> dict[str, dict[str, str]]:
    """The rows of each part, by what they measure, of a page with this heading."""
    with open(FILE) as file:
        start, _, rest = file.read().partition("\n## ")
    if start.strip() != heading.strip():
        return {}
    parts = (part.split("\n") for part in rest.split("\n## "))
    return {name: {row.split(" | ")[0][2:]: row for row in rows if _measured(row)} for name, *rows in parts}


def _measured(line: str) -> bool:
    return line.startswith("| ") and line not in TITLES and "| not measured |" not in line


def _parts(rows: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for part, measured in rows.items():
        yield f"## {part}\n\n{TITLES}"
        yield from measured.values()
        yield ""
