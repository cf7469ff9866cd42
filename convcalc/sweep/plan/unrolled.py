"""A list of items as it is for some values: its steps, and what they read. Knows no volumes."""

from collections.abc import Hashable

from convcalc.document.records import NamedTuple
from convcalc.language.expansion.state import Frame
from convcalc.language.items import Item

VolumeRead = int | str
"""A volume that is read: START, the number of a step of the same list, or a name from around it."""

START = -1

ONCE, ALONE, JOINED = "once", "alone", "joined"
"""An item without its name, repeats and condition; without what it reads, too; and without the branches that meet."""


class UnrolledStep(NamedTuple):
    """A step of a list, as it is for some values."""

    item: Item
    """Without its name, what it reads, and what is decided."""
    frame: Frame
    key: Hashable
    """What tells it from others, with what it reads and the volumes there."""
    sources: tuple[VolumeRead, ...]
    meets: bool


class Unrolled(NamedTuple):
    """An item, or a list of them, as it is for some values."""

    steps: tuple[UnrolledStep, ...]
    end: VolumeRead
    names: tuple[tuple[str, VolumeRead], ...]
    """What can be read of it by name."""
    shape: int
    """The same number for all that read alike."""
    number: int
    """The same for all that are alike."""


NamedPart = tuple[Unrolled, str]
"""An item once, and the name that it has."""
