"""What was measured: a figure, what it is held to, and where in the table it stands."""

import sys
from collections.abc import Callable, Iterator

from convcalc.document.records import NamedTuple

MOST_SAID = 200
"""Characters of what a failure says."""


class Claim(NamedTuple):
    """One figure; or, without a value, why there is none."""

    part: str
    """The part of the table."""
    what: str
    value: float | None
    unit: str = "times"
    bound: str = ""
    """What it is held to; of a figure that is missing, why."""
    beside: str = ""
    """What is told beside it: absolute figures of this machine."""

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.what}: not measured, {self.bound}"
        told = f"{self.what}: {self.figure}" + "".join(f" ({each})" for each in (self.bound, self.beside) if each)
        return told if self.held else f"{told} NOT HELD"

    @property
    def rises(self) -> bool:
        """Whether it is better when it is larger."""
        return self.bound.startswith("at least")

    @property
    def held(self) -> bool:
        """Whether it is within what it is held to, if it is to anything."""
        word, _, limit = self.bound.rpartition(" ")
        if self.value is None or word not in ("at most", "at least"):
            return True
        bound = float(limit.replace(",", ""))
        return self.value >= bound if self.rises else self.value <= bound

    @property
    def figure(self) -> str:
        """The value with its unit."""
        if self.value is None:
            return "not measured"
        digits = 0 if self.value >= 100 else 1 if self.value >= 10 else 2
        return f"{self.value:,.{digits}f} {self.unit}"


def missing(part: str, what: str, why: str) -> Iterator[Claim]:
    """In the place of claims that cannot be measured here."""
    yield Claim(part, what, None, bound=why)


def tried(part: str, what: str, claims: Callable[[], Iterator[Claim]]) -> Iterator[Claim]:
    """Claims; and where something goes wrong on the way to them, that it does: the others are measured all the same.

    What went wrong is said here and not kept: it may hold paths of the machine.
    """
    try:
        yield from claims()
    except Exception as error:
        said = " ".join(str(error).split())
        print(f"{what}: {type(error).__name__}, {said[:MOST_SAID]}", file=sys.stderr)
        yield from missing(part, what, "it failed")
