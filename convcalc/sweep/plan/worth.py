"""Whether it pays to put members together: where they share little, that takes longer than to build each by itself."""

TRIED = 256
"""Members after which it is asked again."""
MOST_LEFT = 65_536
"""Members that are left to the plain path in one go, at most."""
SHARE = 0.4
"""Of the items of members so much may be worked out anew: as a piece, an item takes twice as long and more."""


class Worth:
    """How many of the next members to put together, and how many to build one by one, by what came of the last."""

    def __init__(self) -> None:
        self._trusted = False
        self._put = self._new = self._steps = 0
        self._rest, self._left = TRIED, 0

    @property
    def plainly(self) -> bool:
        """Whether the next members are to be built one by one."""
        return self._left > 0

    def most(self) -> int | None:
        """How many at most before it is asked again; None for all."""
        return self._left or (None if self._trusted else TRIED - self._put)

    def built(self, members: int) -> None:
        """So many have been built one by one."""
        self._left -= members

    def put(self, members: int, new: int, steps: int) -> None:
        """So many members, of so many items together, have been put together, of which so many were new.

        Of few members most items are new in any family, and a sweep begins with few at once.
        """
        self._put, self._new, self._steps = self._put + members, self._new + new, self._steps + steps
        if self._put < TRIED:
            return
        self._trusted = self._new <= SHARE * self._steps
        if not self._trusted:
            self._left = self._rest = min(MOST_LEFT, 2 * self._rest)
        self._put = self._new = self._steps = 0
