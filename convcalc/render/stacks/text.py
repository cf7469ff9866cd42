"""Two stacks side by side, or one alone, as text: a row a figure, in numbers and in terms of the channels C."""

from collections.abc import Sequence
from fractions import Fraction

from convcalc.compare.stacks import Polynomial, Stack
from convcalc.document.records import NamedTuple
from convcalc.model.geometry import per_axis
from convcalc.render import numbers
from convcalc.render.formats import Options
from convcalc.render.text import aligned, page, style, wrapped

LARGEST_FRACTION = 999
"""Numerators and denominators up to this are read at a glance; others are written as decimals."""


class Stacks(NamedTuple):
    """Stacks side by side, on so many channels."""

    stacks: Sequence[Stack]
    channels: int
    whole: bool
    """Whether the MACs are those of an input, and not of a position."""


def render(side_by_side: Stacks, options: Options) -> str:
    """A heading and the table."""
    stacks, channels, whole = side_by_side
    one = len(stacks) == 1
    rows: list[tuple[str, ...]] = [("", *("" if one else stack.name for stack in stacks), "" if one else "ratio")]
    figures = [[numbers.field(stack.analysis.rows[-1].reach) for stack in stacks]]
    rows.append(("receptive field", *figures[0], ""))
    params = [Fraction(stack.analysis.total.params) for stack in stacks]
    for name, terms, counts in (
        ("parameters", [stack.params for stack in stacks], params),
        ("MACs" if whole else "MACs per position", [stack.macs for stack in stacks], [each.cost for each in stacks]),
    ):
        rows.append((name, *map(polynomial, terms), ratio(counts)))
        rows.append(("", *map(_number, counts), ""))
    bends = [stack.bends for stack in stacks]
    rows.append(("non-linearities", *map(str, bends), ""))
    if whole:
        rows.append(("sides", *(sides(stack) for stack in stacks), ""))
    heading = style(" against ".join(stack.name for stack in stacks), "bold")
    title = wrapped(f"{heading}, C = {channels} channels, no bias", options.width, "", "  ")
    head, *lines = aligned(rows, width=options.width)
    return page([*title, "", *lines] if one else [*title, "", style(head, "bold"), *lines])


def polynomial(terms: Polynomial) -> str:
    """`27 C^2`, `C^2 + 9 C`, `17/16 C^2`; numbers that are no short fraction as decimals."""
    parts = []
    for number, power in zip(terms, ("C^2", "C", "")):
        if number:
            parts.append(power if number == 1 and power else f"{_number(number)} {power}".rstrip())
    return " + ".join(parts) or "0"


def _number(number: Fraction) -> str:
    short = number.denominator <= LARGEST_FRACTION
    return (
        str(number)
        if short and number.denominator > 1
        else f"{number.numerator:,}"
        if short
        else f"{float(number):.3f}"
    )


def ratio(counts: Sequence[Fraction]) -> str:
    """The first as a share of the second, if there is one."""
    return f"{float(counts[0] / counts[1]):.2f}" if len(counts) > 1 and counts[1] else ""


def sides(stack: Stack) -> str:
    """The sides after each layer: `7 -> 5 -> 3`."""
    return " -> ".join(map(per_axis, stack.sizes))
