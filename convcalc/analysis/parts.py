"""The figures that can be expected of a part of a network. Knows networks; not what is expected."""

from functools import cached_property
from typing import NamedTuple

from convcalc.analysis.amounts import Truth
from convcalc.analysis.analyse import Analysis
from convcalc.analysis.memory import last_readers
from convcalc.analysis.receptive_field import Reach

IN_BYTES = ("memory", "peak_memory")
SUMS = ("params", "buffers", "macs", "memory")
"""What adds up over layers."""


class Part(NamedTuple):
    """Some layers of a network: one, those of a block's call or of branches, or all of them."""

    numbers: list[int]
    end: int
    """The layer that comes out."""
    is_file: bool = False


def whole(analysis: Analysis) -> Part:
    """All layers."""
    return Part(list(range(1, len(analysis.rows))), analysis.network.output, True)


class Figures:
    """What can be expected of parts of a network, worked out when asked for."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def figure(self, part: Part, key: str) -> Truth:
        """One figure of a part, by its key in `expect`."""
        rows = self.analysis.rows
        if key == "output":
            return rows[part.end].node.site.output
        if key == "receptive_field":
            return self._field(part)
        if key == "depth":
            return self.depths[part.end]
        if key == "peak_memory":
            return max(self.alive if part.is_file else [self.alive[number] for number in part.numbers])
        return sum(self.share(number, key) for number in part.numbers)

    def share(self, number: int, key: str) -> int:
        """What one layer adds to a sum."""
        row = self.analysis.rows[number]
        return row.bytes if key == "memory" else int(getattr(row.cost, key))

    def reach(self, part: Part) -> Reach:
        """What a part sees: at its end, or in a file before global pooling and dense layers."""
        return self.analysis.reach if part.is_file else self.analysis.rows[part.end].reach

    def certain(self, part: Part, key: str, most: bool = False) -> bool:
        """Whether a figure is exact, or at least a bound that serves to judge a `most`."""
        return key != "receptive_field" or most or all(span.exact for span in self.reach(part))

    def _field(self, part: Part) -> tuple[int, ...] | None:
        """The receptive field of each axis; None where it is the whole input."""
        reach = self.reach(part)
        if all(span.size is None for span in reach):
            return None
        return tuple(n if span.size is None else span.size for span, n in zip(reach, self.analysis.network.input.size))

    @cached_property
    def depths(self) -> list[int]:
        """For each node the most layers with multiply-accumulates on a path from the input to it, itself included.

        It is what names count: 50 in ResNet-50, 16 in VGG-16, 121 in DenseNet-121.
        """
        depths: list[int] = []
        for row in self.analysis.rows:
            before = max((depths[number] for number in row.node.inputs), default=0)
            depths.append(before + (row.cost.macs > 0))
        return depths

    @cached_property
    def alive(self) -> list[int]:
        """For each node the bytes of outputs that are alive while it runs."""
        alive, now = [], 0
        ending = [0] * len(self.analysis.rows)
        for number, last in enumerate(last_readers(self.analysis.network)):
            ending[last] += self.analysis.rows[number].bytes
        for number, row in enumerate(self.analysis.rows):
            now += row.bytes
            alive.append(now)
            now -= ending[number]
        return alive
