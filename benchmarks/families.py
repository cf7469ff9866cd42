"""Families of networks: all figures of their members, put together of pieces, and by the plain path, one by one.

Each starts with nothing known, so that what is worked out once is counted. Rates are of this machine, for one core.
"""

import json
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.claims import Claim, missing
from benchmarks.loops import least, seconds
from benchmarks.processes import COMMAND, measured
from convcalc.language.loading import find, read_source
from convcalc.sweep.gauges import GAUGED, Gauge
from convcalc.sweep.members import Members, plain_path
from convcalc.sweep.plan.planned import Planned
from convcalc.sweep.space import Axis, Space

SPACES = Path(__file__).parent / "spaces"
AXES: dict[str, dict[str, Sequence[Any]]] = {
    "resnets": {
        "width": range(16, 97, 8), "d1": range(1, 5), "d2": range(1, 5), "d3": range(1, 5), "d4": range(1, 5),
        "kernel": (3, 5, 7), "bottleneck": (False, True),
    },
    "nasbench201": {f"o{k}": range(5) for k in range(1, 7)},
}  # fmt: skip
WIDER = {"width": range(16, 257, 4), "d1": range(1, 13), "d2": range(1, 13), "d3": range(1, 13), "d4": range(1, 13)}
PLAIN, LARGEST, RUNS = 60, 65_536, 3
PART = "Families"
CELLS = (
    f"all {len(GAUGED)} figures of the 423,624 cells of NAS-Bench-101, a whole `sweep --jobs 2`, of each of two cores"
)
"""Enumerating the cells is not counted."""


def family(name: str, **wider: Sequence[Any]) -> Members:
    """The members of a space."""
    axes = AXES[name] | wider
    space = Space(tuple([Axis(axis, tuple(choices)) for axis, choices in axes.items()]))
    return Members(read_source(find(str(SPACES / f"{name}.yaml"))), space)


def gauges(name: str) -> list[Gauge]:
    """All figures that are asked of the whole of each; what a custom layer keeps for its gradient, nobody states."""
    return [Gauge(quantity) for quantity in GAUGED if (name, quantity) != ("nasbench201", "saved")]


def claims() -> Iterator[Claim]:
    """How much more a member takes by itself, and how many there are a second."""
    for name in AXES:
        yield _one_by_one(name)
    if find_spec("numpy") is None:
        yield from missing(PART, "ResNets of a space by arrays", "numpy is absent (pip install 'convcalc[fast]')")
        yield from missing(PART, CELLS, "numpy is absent (pip install 'convcalc[fast]')")
    else:
        yield _by_arrays()
        yield _cells()


def _one_by_one(name: str) -> Claim:
    members, asked = family(name), gauges(name)
    points = Random(1).sample(range(members.space.size), k=min(members.space.size, 15_625))
    by_itself = plain_path(members, asked)
    values = [members.space.values(point) for point in points[:PLAIN]]

    def together() -> None:
        planned = Planned(members, asked)
        for point in points:
            planned.at(members.space.places(point))

    put, plain = least(together, RUNS) / len(points), least(lambda: [by_itself(each) for each in values], RUNS) / PLAIN
    what = f"all {len(asked)} figures of {len(points):,} members of {name}, each by itself / put together"
    return Claim(PART, what, plain / put, bound="at least 60", beside=f"{1 / plain:,.0f} and {1 / put:,.0f} a second")


def _by_arrays() -> Claim:
    members, asked = family("resnets", **WIDER), gauges("resnets")
    planned, size = Planned(members, asked), members.space.size

    def all_of_it() -> None:
        for start in range(0, size, LARGEST):
            planned.many(members.space, range(start, min(size, start + LARGEST)))

    what = f"all {len(asked)} figures of {size:,} ResNets of a space by arrays"
    return Claim(PART, what, size / seconds(all_of_it), "a second", "at least 1,000,000")


def _cells() -> Claim:
    from benchmarks.cells import cells

    with TemporaryDirectory() as folder:
        listed = Path(folder, "cells.jsonl")
        with listed.open("w") as file:
            file.writelines(f"{json.dumps(cell)}\n" for cell in cells())
        asked = ["--columns", ",".join(GAUGED), "--front", "params,macs,receptive_field", "--jobs", "2"]
        written = ["--vary", f"cell=@{listed}", "-o", str(Path(folder, "points.csv"))]
        taken, most = measured([*COMMAND, "sweep", str(SPACES / "nasbench101.yaml"), *asked, *written])
    return Claim(PART, CELLS, taken / 2, "s", "at most 60", f"{most / 1e6:,.0f} MB in the largest process")
