"""What values a setting can be given where it is asked for. Knows types of fields only."""

from itertools import permutations
from typing import Any

from convcalc.model.geometry import AXES
from convcalc.model.layers.fields import Axes, Choice, FieldType, Flag, Integer, Padding, PerAxis


def least(type: FieldType) -> int:
    """The smallest number that a field takes."""
    if isinstance(type, (Integer, PerAxis)):
        return type.least
    return 0 if isinstance(type, Padding) or words_of(type, 1) else 1


def words_of(type: FieldType, rank: int) -> tuple[Any, ...]:
    """All values of a field that holds no numbers."""
    if isinstance(type, Flag):
        return False, True
    if isinstance(type, Axes):
        ranks = range(rank, -1, -1)  # a layer before may have taken axes away
        return tuple(order for each in ranks for order in permutations((*AXES[each], "channels")))
    return type.choices if isinstance(type, Choice) else ()
