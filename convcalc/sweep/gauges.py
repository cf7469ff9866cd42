"""What is asked of every network of a family: figures of all of it or of a part, and limits on them.

A figure is a plain number, so that it can be compared, put in an array and written: of a receptive field the least of
its axes, and `WHOLE` where it is the whole input, more than any number. What a figure means is a row of QUANTITIES;
how it is worked out, `analysis/parts.py` knows.
"""

from fractions import Fraction

from convcalc.analysis.parts import Figures, Part, whole
from convcalc.analysis.truth import Sizes, Truth, WholeInput
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.explain.find import Names
from convcalc.model.geometry import Volume
from convcalc.model.quantities import QUANTITIES, counted_in

Plain = int | float

WHOLE = 2**63 - 1
"""Stands for the whole input: no field is as large, and an array of 64 bits can hold it."""

GAUGED = tuple(name for name in counted_in("count", "bytes", "layers", "positions", "ratio") if name != "repeat")
"""The quantities that can be asked for."""


class Gauge(NamedTuple):
    """A figure that is asked of every network: of all of it, or of a layer or a block by its name."""

    quantity: str
    """One of GAUGED."""
    part: str = ""

    @property
    def name(self) -> str:
        """As it is written: `params`, `stage3.params`."""
        return f"{self.part}.{self.quantity}" if self.part else self.quantity

    @property
    def in_bytes(self) -> bool:
        """Whether it is a number of bytes."""
        return QUANTITIES[self.quantity].in_bytes

    @property
    def more_is_better(self) -> bool:
        """Which way is better where nobody says: as much field, depth and work a byte, and as little of all else."""
        return self.quantity in ("receptive_field", "depth", "intensity")


class Limit(NamedTuple):
    """What a figure may be at least and at most, both included; `inf` for no end."""

    text: str
    gauge: Gauge
    least: Plain = float("-inf")
    most: Plain = float("inf")

    def allows(self, figure: Plain) -> bool:
        """Whether a figure keeps within."""
        return self.least <= figure <= self.most


def figure(figures: Figures, names: Names, gauge: Gauge) -> Plain:
    """The figure of a network, by the plain path. Raises SpecError where it has no such part, or nobody knows it.

    A receptive field of which only a bound is known is not known.
    """
    part = whole(figures.network)
    if gauge.part:
        numbers = names.find(gauge.part).numbers
        part = Part(numbers, numbers[-1])
    if unstated := figures.left_out.get(gauge.quantity, set()).intersection(part.numbers):
        node = figures.network.nodes[min(unstated)]
        raise fail(f"nobody states the {QUANTITIES[gauge.quantity].words} of {node.path!r}")
    truth = figures.figure(part, gauge.quantity)
    if not figures.certain(part, gauge.quantity):
        raise fail(f"the {QUANTITIES[gauge.quantity].words} is known only as a bound: at most {truth}")
    return plain(truth)


def plain(truth: Truth) -> Plain:
    """A figure as one number."""
    if isinstance(truth, WholeInput):
        return WHOLE
    if isinstance(truth, Sizes):
        return plain(min(truth.each, default=1))
    if isinstance(truth, Volume):
        return truth.elements
    if isinstance(truth, Fraction):
        return int(truth) if truth.denominator == 1 else float(truth)
    return truth
