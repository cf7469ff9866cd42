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
        self._trusted: int | None = TRIED
        self._rest, self._left = TRIED, 0

    @property
    def plainly(self) -> bool:
        """Whether the next members are to be built one by one."""
        return self._left > 0

    def most(self) -> int | None:
        """How many at most before it is asked again; None for all."""
        return self._left or self._trusted

    def built(self, members: int) -> None:
        """So many have been built one by one."""
        self._left -= members

    def put(self, new: int, steps: int) -> None:
        """Members of so many items have been put together, of which so many were new."""
        if new <= SHARE * steps:
            self._trusted = None
        else:
            self._trusted = TRIED
            self._left = self._rest = min(MOST_LEFT, 2 * self._rest)
