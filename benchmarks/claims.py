"""What was measured: a figure, what it is held to, and where in the table it stands."""

from collections.abc import Iterator

from convcalc.document.records import NamedTuple


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
        return f"{self.what}: {self.figure}" + "".join(f" ({each})" for each in (self.bound, self.beside) if each)

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
