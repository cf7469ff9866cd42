"""The shape of one example. Knows sizes and channels only."""

import math
from collections.abc import Iterable
from typing import NamedTuple

AXES: dict[int, tuple[str, ...]] = {0: (), 1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
"""What the axes of a volume are called, by how many there are."""


LARGEST = 10**18
"""No number of a spec, and no volume, may be larger: beyond it a float no longer tells neighbours apart by far."""


def per_axis(values: Iterable[object], always: bool = False) -> str:
    """A value for each axis as text: one where they agree, unless `always` all are written.

    >>> per_axis((7, 7)), per_axis((7, 5)), per_axis((7, 7), always=True)
    ('7', '7x5', '7x7')
    """
    parts = list(map(str, values))
    return parts[0] if len(set(parts)) == 1 and not always else "x".join(parts)


class Volume(NamedTuple):
    """The shape of one example: a size per axis, and channels. No axes: a flat vector.

    >>> str(Volume((224, 224), 3)), Volume((7, 7), 512).elements, str(Volume((), 4096))
    ('224x224x3', 25088, '4096')
    """

    size: tuple[int, ...]
    channels: int

    def __str__(self) -> str:
        return "x".join(map(str, (*self.size, self.channels)))

    @property
    def rank(self) -> int:
        """How many axes: 2 for an image, 0 for a flat vector."""
        return len(self.size)

    @property
    def positions(self) -> int:
        """How many places the axes span: 50,176 for 224x224."""
        return math.prod(self.size)

    @property
    def elements(self) -> int:
        """How many numbers: positions times channels."""
        return math.prod(self.size) * self.channels

    @property
    def width(self) -> int | None:
        """The last axis of two or three."""
        return self.size[-1] if len(self.size) > 1 else None

    @property
    def height(self) -> int | None:
        """The last axis but one."""
        return self.size[-2] if len(self.size) > 1 else None

    @property
    def depth(self) -> int | None:
        """The first axis of three."""
        return self.size[-3] if len(self.size) > 2 else None

    @property
    def length(self) -> int | None:
        """The only axis of one."""
        return self.size[0] if len(self.size) == 1 else None
