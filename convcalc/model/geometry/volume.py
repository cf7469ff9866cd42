"""The shape of one example, and how its numbers can lie. Knows sizes and channels only."""

import math
from collections.abc import Iterable, Sequence
from typing import Any, Self

from convcalc.document.records import NamedTuple

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
    return "x".join(parts) if always or len(set(parts)) != 1 else parts[0]


def written(value: Any, always: bool = False) -> str:
    """A setting as text: one number where all axes agree, else one per axis; padding sides as 0+1."""
    if type(value) is int:
        return str(value)
    if not isinstance(value, tuple):
        return str(value).lower() if isinstance(value, bool) else str(value)
    kinds = set(map(type, value))
    if kinds == {int}:
        return per_axis(value, always)
    if kinds == {tuple} and not always and value.count(value[0]) == len(value) and value[0][0] == value[0][1]:
        return str(value[0][0])
    if len(set(value)) > 1 and any(isinstance(each, float) for each in value):
        return f"[{','.join(map(str, value))}]"
    sides = (each if isinstance(each, tuple) else (each, each) for each in value)
    return per_axis((before if before == after else f"{before}+{after}" for before, after in sides), always)


class Volume(NamedTuple):
    """The shape of one example: a size per axis, and channels. No axes: a flat vector.

    >>> str(Volume((224, 224), 3)), Volume((7, 7), 512).elements, str(Volume((), 4096))
    ('224x224x3', 25088, '4096')
    """

    size: tuple[int, ...]
    channels: int

    def __str__(self) -> str:
        return "x".join(map(str, self.numbers))

    @property
    def numbers(self) -> tuple[int, ...]:
        """The sizes and the channels, in the order in which the volume is written."""
        return (*self.size, self.channels)

    @classmethod
    def of(cls, numbers: Sequence[int]) -> Self:
        """The volume that is written so."""
        *size, channels = cls.inner(numbers)
        return cls(tuple(size), channels)

    @staticmethod
    def inner(numbers: Sequence[Any]) -> list[Any]:
        """What belongs to the sizes and the channels, as it is written, with the channels last."""
        return list(numbers)

    @staticmethod
    def outer(numbers: Sequence[Any]) -> list[Any]:
        """What belongs to the sizes and then the channels, as it is written."""
        return list(numbers)

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


class ChannelsFirst(Volume):
    """A volume that is read and written with its channels first, as PyTorch has them. It is equal to the other.

    >>> str(ChannelsFirst((224, 224), 3)), ChannelsFirst.of([3, 224, 224]) == Volume.of([224, 224, 3])
    ('3x224x224', True)
    """

    __slots__ = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The channels and the sizes."""
        return (self.channels, *self.size)

    @staticmethod
    def inner(numbers: Sequence[Any]) -> list[Any]:
        """The first as the last."""
        return [*numbers[1:], *numbers[:1]]

    @staticmethod
    def outer(numbers: Sequence[Any]) -> list[Any]:
        """The last as the first."""
        return [*numbers[-1:], *numbers[:-1]]


Order = type[Volume]
"""How volumes are read and written."""

ORDERS: dict[str, Order] = {"channels_last": Volume, "channels_first": ChannelsFirst}


def name_of(order: Order) -> str:
    """What a spec calls it."""
    return next(name for name, each in ORDERS.items() if each is order)


class Layout(NamedTuple):
    """How the numbers of a volume lie in memory: sizes and steps, of the channels and then of each axis."""

    sizes: tuple[int, ...]
    steps: tuple[int, ...]

    @classmethod
    def of(cls, volume: Volume) -> "Layout":
        """One number after another, channel by channel.

        >>> Layout.of(Volume((4, 5), 3))
        Layout(sizes=(3, 4, 5), steps=(20, 5, 1))
        """
        sizes, steps = (volume.channels, *volume.size), [1]
        for size in sizes[:0:-1]:
            steps.append(steps[-1] * size)
        return cls(sizes, tuple(steps[::-1]))

    def part(self, volume: Volume) -> "Layout":
        """Of some of the numbers, where they lie."""
        return self._replace(sizes=(volume.channels, *volume.size))

    def turned(self, order: Sequence[int]) -> "Layout":
        """With the channels and axes in another order."""
        return Layout(tuple(self.sizes[k] for k in order), tuple(self.steps[k] for k in order))

    def divided(self, volume: Volume) -> "Layout | None":
        """Of the same numbers in a row, as another volume; None where they lie so that it takes a copy.

        >>> turned = Layout.of(Volume((4,), 6)).turned((1, 0))
        >>> turned.divided(Volume((3, 2), 4)), turned.divided(Volume((), 24))
        (Layout(sizes=(4, 3, 2), steps=(1, 8, 4)), None)
        """
        sizes, steps = (volume.channels, *volume.size), list[int]()
        runs = self._runs()
        left, step = runs.pop()
        for size in reversed(sizes):
            if left == 1 and size > 1:
                left, step = runs.pop()
            if left % size:
                return None
            steps.append(step)
            left, step = left // size, step * size
        return Layout(sizes, tuple(steps[::-1]))

    def _runs(self) -> list[tuple[int, int]]:
        """As few sizes and steps as tell it: axes that lie in each other are one."""
        runs = [(1, 1)]
        for size, step in zip(self.sizes, self.steps):
            count, apart = runs[-1]
            if size > 1 and (count == 1 or apart == size * step):
                runs[-1] = (count * size, step)
            elif size > 1:
                runs.append((size, step))
        return runs
