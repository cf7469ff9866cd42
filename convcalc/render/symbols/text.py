"""Two stacks side by side, or one alone, whose channels or sides are names: a row a figure, as exact polynomials."""

from collections.abc import Sequence
from fractions import Fraction

from convcalc.compare.polynomials import SymbolicSum
from convcalc.compare.symbolic import SymbolicStack
from convcalc.document.records import NamedTuple
from convcalc.render import numbers
from convcalc.render.formats import Options
from convcalc.render.text import aligned, page, style, wrapped


class Symbols(NamedTuple):
    """Stacks side by side, on channels that a name can stand for."""

    stacks: Sequence[SymbolicStack]
    channels: int | str
    whole: bool
    """Whether the MACs are those of an input, and not of a position."""


def render(side_by_side: Symbols, options: Options) -> str:
    """A heading and the table."""
    stacks, channels, whole = side_by_side
    one = len(stacks) == 1
    rows: list[tuple[str, ...]] = [("", *("" if one else stack.name for stack in stacks), "" if one else "ratio")]
    rows.append(("receptive field", *(numbers.field(stack.analysis.rows[-1].reach) for stack in stacks), ""))
    rows.append(_compared("parameters", [stack.params for stack in stacks]))
    rows.append(_compared("MACs" if whole else "MACs per position", [stack.macs for stack in stacks]))
    rows.append(("non-linearities", *(str(stack.bends) for stack in stacks), ""))
    if whole:
        rows.append(("sides", *(" -> ".join(map(_volume, stack.sizes)) for stack in stacks), ""))
        rows.append(("output", *(_volume((*stack.sizes[-1], stack.channels)) for stack in stacks), ""))
    heading = style(" against ".join(stack.name for stack in stacks), "bold")
    strides = max(stack.stride for stack in stacks)
    where = f", sides that are multiples of {strides}" if strides > 1 else ""
    title = wrapped(f"{heading}, {channels} channels, no bias{where}", options.width, "", "  ")
    return page([*title, "", *aligned(rows[one:], width=options.width)])


def _compared(name: str, sums: Sequence[SymbolicSum]) -> tuple[str, ...]:
    """A row of polynomials, and how many times the second the first is."""
    share = sums[0].over(sums[1]) if len(sums) > 1 else None
    return (name, *map(written_sum, sums), "" if share is None else f"{float(share):.2f}")


def written_sum(found: SymbolicSum) -> str:
    """`27 C^2`, `9/4 C^2 H W`, `H/2 - 1`."""
    text = ""
    for powers, number in found.terms:
        parts = [name if power == 1 else f"{name}^{power}" for name, power in zip(found.names, powers) if power]
        sign = ("-" if number < 0 else "") if not text else (" - " if number < 0 else " + ")
        text += sign + _term(abs(number), parts)
    return text or "0"


def _term(number: Fraction, parts: list[str]) -> str:
    """A number before names; a name alone is divided: `H/2`."""
    if number.numerator == 1 and len(parts) == 1 and "^" not in parts[0]:
        return parts[0] if number == 1 else f"{parts[0]}/{number.denominator}"
    return " ".join([*([] if parts and number == 1 else [_number(number)]), *parts])


def _number(number: Fraction) -> str:
    return f"{number.numerator:,}" if number.denominator == 1 else str(number)


def _volume(sizes: Sequence[SymbolicSum]) -> str:
    """`H/2 x W/2 x 64`."""
    each = [written_sum(size) for size in sizes]
    return " x ".join(f"({text})" if " " in text else text for text in each)
