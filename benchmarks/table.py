"""The page of the documentation with what was measured, made by `python -m benchmarks --write`."""

import os
from collections.abc import Iterator, Sequence

from benchmarks.claims import Claim
from benchmarks.machine import machine

FILE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "docs", "benchmarks.md")
HEADING = """<!-- made by `python -m benchmarks --write`: do not edit -->

# Benchmarks

Processor time, as ratios to a yardstick that is named; in whole processes medians of runs in turn, in warm loops too. A
ratio holds on another machine better than seconds do, and instructions do not hang on what else it does.
[How each is measured](../benchmarks/README.md).

Machine: {machine}.
"""


def write(found: Sequence[Claim]) -> None:
    """Write the page."""
    with open(FILE, "w") as file:
        file.write("\n".join([HEADING.format(machine=machine()), *_parts(found), ""]))


def _parts(found: Sequence[Claim]) -> Iterator[str]:
    for part in dict.fromkeys(claim.part for claim in found):
        yield f"## {part}\n\n| what | measured | held to | beside |\n|---|---|---|---|"
        for claim in found:
            if claim.part == part:
                yield f"| {claim.what} | {claim.figure} | {claim.bound} | {claim.beside} |"
        yield ""
