"""The members of a family that keep within limits: how many there are, and each by its number, without trying any.

What makes that possible is that a spec is a chain of tracts (`plan/routes.py`): of what came before, a tract sees the
volume and the choices that both hang on, and its figures add up with theirs. Where a limit is on a figure of another
kind, or layers far apart hang together, `UnfitError` says so; then points are to be tried.
"""

from collections.abc import Callable, Sequence
from math import ceil, floor, inf
from typing import overload

from convcalc.sweep.counting import Within
from convcalc.sweep.families import FamilyChain
from convcalc.sweep.gauges import Limit, Plain
from convcalc.sweep.members import Members
from convcalc.sweep.plan.sights import UnfitError
from convcalc.sweep.space import Draw
from convcalc.sweep.tallies import TooManySumsError


class MembersWithin:
    """The members of a family that can be built and keep within limits: conditions, and limits on figures.

    With `keep` they have indices, too, in no particular order. Raises UnfitError where they cannot be told without
    trying points.
    """

    def __init__(self, members: Members, limits: Sequence[Limit], keep: bool = False) -> None:
        self._space = members.space
        family = FamilyChain(members, limits)
        found = family.chain()
        bounds = [(_whole(ceil, each.least), _whole(floor, each.most)) for each in family.summed]
        try:
            self._within = Within(found, bounds, keep)
        except TooManySumsError:
            names = " and ".join(dict.fromkeys(limit.gauge.name for limit in limits))
            raise UnfitError(f"there are too many different sums of {names}") from None

    @property
    def size(self) -> int:
        """How many there are."""
        return self._within.count

    def index(self, number: int) -> int:
        """The index of a member, by its number from 0 on."""
        places = dict(pair for pairs in self._within.member(number) for pair in pairs)
        return self._space.index_at([places[k] for k in range(len(self._space.axes))])

    def draw(self, count: int, seed: int) -> "DrawWithin":
        """Distinct members at random, each as likely as any other."""
        return DrawWithin(self, Draw(self.size, count, seed))


class DrawWithin(Sequence[int]):
    """The indices of members that are drawn among those within limits."""

    def __init__(self, within: MembersWithin, draw: Draw) -> None:
        self._within, self._draw = within, draw
        self.seed, self.among = draw.seed, draw.size

    def __len__(self) -> int:
        return len(self._draw)

    @overload
    def __getitem__(self, k: int) -> int: ...
    @overload
    def __getitem__(self, k: slice) -> list[int]: ...
    def __getitem__(self, k: int | slice) -> int | list[int]:
        """One index, or some."""
        drawn = self._draw[k]
        return self._within.index(drawn) if isinstance(drawn, int) else list(map(self._within.index, drawn))


def _whole(rounded: Callable[[Plain], int], end: Plain) -> int | None:
    return None if abs(end) == inf else rounded(end)
