"""What a figure can be: a number, a volume, sizes along axes, or the whole input. Knows notations of none of them."""

from fractions import Fraction

from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Volume, per_axis


class Sizes(NamedTuple):
    """A number for each axis: of a receptive field, of a volume without its channels, of what somebody wrote.

    >>> str(Sizes((7, 7))), str(Sizes((7, 5))), Sizes((7, 7)).one, Sizes((7, 5)).one
    ('7', '7x5', 7, None)
    """

    each: tuple[int | Fraction, ...]

    @property
    def one(self) -> int | Fraction | None:
        """The number of every axis; None where these differ, or where there are none."""
        return self.each[0] if len(set(self.each)) == 1 else None

    @property
    def plain(self) -> list[int | float]:
        """The numbers as JSON holds them."""
        return [int(n) if n % 1 == 0 else float(n) for n in self.each]

    def __str__(self) -> str:
        return per_axis(self.each)


class Places(Sizes):
    """Places along axes, on pixels or half-way between two.

    >>> str(Places((Fraction(11, 2), Fraction(11, 2)))), str(Places((-3, Fraction(1, 2))))
    ('5.5', '-3x0.5')
    """

    def __str__(self) -> str:
        return per_axis([_place(n) for n in self.each])


def _place(n: int | Fraction) -> str:
    return f"{'-' if n < 0 else ''}{int(abs(Fraction(n)))}{'.5' if n % 1 else ''}"


class WholeInput(NamedTuple):
    """All of the input, however large it is."""

    words: str = "the whole input"

    def __str__(self) -> str:
        return self.words


WHOLE_INPUT = WholeInput()

Truth = int | Fraction | Volume | Sizes | WholeInput
"""What is right, or what a slip makes of it: a fraction is a ratio, or wrong."""
