"""How exact an answer has to be: to its own last digit, or as a sheet says."""

from fractions import Fraction

from convcalc.analysis.amounts import Answer
from convcalc.analysis.truth import Truth
from convcalc.document.records import NamedTuple

COARSEST = Fraction(1, 10)
"""An answer may be rounded, but not further away than a tenth of what is right: `1K` is no answer for 760."""


class Exactness(NamedTuple):
    """What a sheet asks for; without a word, an answer is as exact as it is written."""

    digits: int | None = None
    """So many digits of the figure must be right."""
    exact: bool = False
    """All of them must."""
    tolerance: Fraction | None = None
    """So large a part of the figure may an answer be off."""

    def takes(self, answer: Answer, truth: Truth, in_bytes: bool) -> bool:
        """Whether an answer is near enough to what is right; a volume or a field has to be equal.

        >>> from convcalc.analysis.amounts import read
        >>> Exactness().takes(read("138M"), 138357544, False), Exactness().takes(read("1K"), 760, False)
        (True, False)
        >>> [Exactness(digits=3).takes(read(text), 138357544, False) for text in ("138,000,000", "140M")]
        [True, False]
        """
        if not isinstance(truth, (int, Fraction)) or answer.number is None or (answer.in_bytes and not in_bytes):
            return answer.matches(truth, in_bytes)
        off = abs(answer.number - truth)
        if self.exact:
            return not off
        if self.tolerance is not None:
            return off <= self.tolerance * truth
        if self.digits is not None:
            return off <= _unit(truth, self.digits) / 2
        return answer.near(truth) and off <= COARSEST * truth

    @property
    def words(self) -> str:
        """What is asked for, in words; empty where nothing is."""
        if self.exact:
            return "all digits count"
        if self.tolerance is not None:
            return f"it may be off by {float(self.tolerance * 100):g}%"
        return f"{self.digits} digits count" if self.digits is not None else ""


def _unit(truth: int | Fraction, digits: int) -> Fraction:
    """What one in the last of some leading digits of a figure is worth: of whole figures, never less than 1."""
    power = len(str(int(truth))) - digits
    return Fraction(10) ** power if power > 0 or Fraction(truth).denominator > 1 else Fraction(0)
