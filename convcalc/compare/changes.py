"""One thing that two networks differ in, and what becomes of their outputs, by name. Knows no layers."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from convcalc.analysis.parts import Figures, Part, at_outputs
from convcalc.analysis.receptive_field import Reach
from convcalc.document.records import NamedTuple

OF_OUTPUTS = ("output", "receptive_field")
"""What is compared of each output."""


class Change(NamedTuple):
    """One thing that is different: its name, and what it was and is."""

    what: str
    before: Any
    after: Any


class OutputChange(NamedTuple):
    """One of several outputs, by its name, or what an output sees of one of several inputs."""

    name: str
    input: str
    """Which input its field is of; empty where there is only one."""
    changes: tuple[Change, ...]
    """Its volume, once, and its field; None where a side has no such output, or input."""
    reaches: tuple[Reach, Reach]
    """What it saw, and sees."""


def of_outputs(old: Figures, new: Figures) -> Iterator[OutputChange]:
    """The outputs of two networks by name, those of one name in their order; nothing where both have just one."""
    before, after = map(_by_name, (old, new))
    if len(before) == len(after) == 1:
        return
    first = new.network.nodes[new.network.inputs[0]].path
    for key in {**before, **after}:
        was, now = (_of_output(*side) for side in ((old, before.get(key)), (new, after.get(key))))
        changes = tuple(map(Change, OF_OUTPUTS, was[:-1], now[:-1]))
        name, of, _ = key
        yield OutputChange(name, of, changes[1:] if of and of != first else changes, (was[-1], now[-1]))


def _of_output(figures: Figures, part: Part | None) -> tuple[Any, ...]:
    """The figures of an output, and last its reach; nothing where there is none."""
    if part is None:
        return *(None for _ in OF_OUTPUTS), ()
    return *(figures.figure(part, name) for name in OF_OUTPUTS), figures.reach(part)


def _by_name(figures: Figures) -> dict[tuple[str, str, int], Part]:
    """The outputs by their names, by which of several inputs they are to see, and how many of a name came before."""
    found: dict[tuple[str, str, int], Part] = {}
    counts: Counter[str] = Counter()
    network = figures.network
    inputs = [network.nodes[number].path for number in network.inputs] if len(network.inputs) > 1 else [""]
    for output, part in zip(network.outputs, at_outputs(network), strict=True):
        for k, name in enumerate(inputs):
            found[output.name, name, counts[output.name]] = part._replace(input=k) if name else part
        counts[output.name] += 1
    return found
