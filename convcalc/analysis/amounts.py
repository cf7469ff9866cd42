"""Values as people write them: `32x32x10`, `7,600`, `34.9K`, `93 MiB`, `3/4`. Knows notations, no networks.

A rounded form (a suffix, a decimal point, an exponent) is right to half a unit of its last digit: `138M`
stands for 137.5M to 138.5M. A form with all its digits is right only where it is equal.
"""

import math
import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from convcalc.analysis.truth import WHOLE_INPUT, Sizes, Truth, WholeInput
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, shown
from convcalc.model.geometry import Volume
from convcalc.model.layers.fields import FieldError
from convcalc.model.quantities import QUANTITIES, counted_in

FORMS = "write it as 32x32x10, 760, 7,600, 34.9K, 138M, 93MB, 93MiB or 3/4"
SCALES = {
    "": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "mio": 10**6, "million": 10**6,
    "g": 10**9, "bn": 10**9, "billion": 10**9, "t": 10**12, "trillion": 10**12, "p": 10**15,
}  # fmt: skip
BYTES = {"b": 1, "byte": 1, "bytes": 1} | {
    letter + mark: base**power for mark, base in (("b", 1000), ("ib", 1024)) for power, letter in enumerate("kmgtp", 1)
}
COUNTED = (*(word for name in counted_in("count") for word in (name, QUANTITIES[name].words.lower())),
           "multiply-accumulates", "multiply-adds", "mult-adds", "madds", "mac", "numbers", "values", "pixels",
           "px")  # fmt: skip
"""What may stand after a number and says nothing more."""

_NUMBER = re.compile(r"(\d{1,3}(?:[ ,_']\d{3})+(?!\d)|\d{1,40})(?:\.(\d{0,20}))?(?:e([+-]?\d{1,2})\b)?")
_PLACE = re.compile(r"-?(\d{1,40}(\.\d{1,20})?|\d{1,9}/[1-9]\d{0,8})")
WHOLE = ("all", "whole", "whole input", "the whole input")
_TIMES = re.compile(r"\s*[x×*]\s*(?=\d)|\s+by\s+")


class Answer(NamedTuple):
    """A value and how exactly it was written."""

    text: str
    value: Fraction | Sizes | WholeInput
    half: Fraction = Fraction(0)
    """Half a unit of the last digit written; 0 where all digits are."""
    in_bytes: bool = False
    scale: int = 1
    """What the suffix multiplies by: 1000 for K, 1024 for KiB."""
    counts: str = ""
    """What it says that it counts, where that matters: `flops`, `macs`, `numbers` or `bytes`."""

    @property
    def number(self) -> Fraction | None:
        """The number that it stands for: of `5x5x3`, the product; none for the whole input."""
        if isinstance(self.value, Sizes):
            return Fraction(math.prod(self.value.each))
        return None if isinstance(self.value, WholeInput) else self.value

    def matches(self, truth: Truth, in_bytes: bool = False) -> bool:
        """Whether it says what is right; `in_bytes` where that is a number of bytes.

        >>> read("138M").matches(138357544), read("138,000,000").matches(138357544)
        (True, False)
        >>> read("32x32x10").matches(Volume((32, 32), 10)), read("7").matches(Sizes((7, 7)))
        (True, True)
        >>> read("93MB").matches(93000000), read("93MB").matches(93000000, in_bytes=True)
        (False, True)
        """
        if self.in_bytes and not in_bytes:
            return False
        if isinstance(truth, WholeInput) or isinstance(self.value, WholeInput):
            return truth == self.value
        if isinstance(truth, (int, Fraction)):
            return self.near(truth)
        each = numbers_of(truth)
        if isinstance(self.value, Sizes):
            return self.value.each == each
        return bool(each) and not (isinstance(truth, Volume) and truth.size) and all(map(self.near, each))

    def near(self, truth: int | Fraction) -> bool:
        """Whether a number lies within half a unit of the last digit.

        >>> [read("3.6").near(Fraction(truth, 100)) for truth in (354, 355, 360, 365, 366)]
        [False, True, True, True, False]
        """
        if self.number is None:
            return False
        if not self.half:
            return self.number == truth
        (above, below), (unit, parts) = self.number.as_integer_ratio(), self.half.as_integer_ratio()
        whole, of = truth.as_integer_ratio()  # whole numbers throughout: hundreds of figures are tried for an answer
        return abs(above * of - whole * below) * parts <= unit * below * of


class Bound(NamedTuple):
    """The least and the most that a value may be; `5M` is 5,000,000 here, and no more."""

    least: Answer | None
    most: Answer | None

    def allows(self, truth: Truth, in_bytes: bool = False) -> bool:
        """Whether a value keeps within; the whole input is more than any most.

        >>> read_bound({"max": "5M"}).allows(5000001), read_bound({"min": 212}).allows(Sizes((427, 427)))
        (False, True)
        """
        return all(
            self._keeps(bound, sign, truth, in_bytes)
            for bound, sign in ((self.least, 1), (self.most, -1))
            if bound is not None
        )

    def _keeps(self, bound: Answer, sign: int, truth: Truth, in_bytes: bool) -> bool:
        if bound.in_bytes and not in_bytes:
            return False
        if isinstance(truth, WholeInput) or isinstance(bound.value, WholeInput):
            return truth == bound.value or isinstance(truth, WholeInput) == (sign == 1)
        values = numbers_of(truth)
        ends = numbers_of(bound.value) if isinstance(bound.value, Sizes) else (bound.value,) * len(values)
        return len(ends) == len(values) and all((value - end) * sign >= 0 for value, end in zip(values, ends))


def numbers_of(truth: int | Fraction | Volume | Sizes) -> tuple[Fraction, ...]:
    """The numbers that a figure is made of; of a volume, as it is written."""
    if isinstance(truth, (int, Fraction)):
        return (Fraction(truth),)
    return tuple(map(Fraction, truth.numbers if isinstance(truth, Volume) else truth.each))


def read(value: Any) -> Answer:
    """An answer from a text, a number, or a list of sizes, as YAML or a command line gives them.

    >>> read("34.9K").value, read("34.9K").half, read("3/4").value, read([32, 32, 10]).value
    (Fraction(34900, 1), Fraction(50, 1), Fraction(3, 4), Sizes(each=(32, 32, 10)))

    Raises FieldError where it is none of the forms.
    """
    if isinstance(value, str):
        return _read_text(value)
    if isinstance(value, list):
        if not value or any(isinstance(each, bool) or not isinstance(each, int) or each < 0 for each in value):
            raise FieldError("expected a list of whole numbers", "as [32, 32, 10]")
        return _sizes(str(value), value)
    if isinstance(value, bool) or not isinstance(value, (int, float, Fraction)):
        raise FieldError(f"expected a value, not {shown(value)}", FORMS)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, float):
        return _read_text(str(value))
    if value < 0:
        raise FieldError(f"{shown(value)} is less than nothing", FORMS)
    return Answer(str(value), Fraction(value))


def read_any(value: Any, places: bool = False) -> Answer | Bound:
    """An answer, or a bound in a mapping; of places, too. Raises FieldError."""
    if isinstance(value, dict):
        return read_bound(value, places)
    return read_places(value) if places else read(value)


def read_places(value: Any) -> Answer:
    """Places along axes, which can be negative and lie between pixels, from a text, a number or a list.

    >>> read_places("-15.5").value, read_places("1/2").value, read_places([0.5, -3]).value.each
    (Fraction(-31, 2), Fraction(1, 2), (Fraction(1, 2), Fraction(-3, 1)))

    Raises FieldError where it is none of these.
    """
    text = str(value).strip().lower().replace("\N{MINUS SIGN}", "-")
    if text in WHOLE:
        return Answer(text, WHOLE_INPUT)
    parts = [part.strip() for part in re.split(r"[x×*,]|\sby\s", text.strip("[]()"))]
    if isinstance(value, bool) or not all(map(_PLACE.fullmatch, parts)):
        raise FieldError(f"{shown(value)} is not a place", "write it as 5.5, -3, 1/2 or 5.5x4.5")
    each = tuple(map(Fraction, parts))
    return Answer(text, Sizes(each) if len(each) > 1 else each[0])


def read_bound(value: dict[str, Any], places: bool = False) -> Bound:
    """A bound from `{min: 212}`, `{max: 5M}` or both. Raises FieldError."""
    for key in value:
        if key not in ("min", "max"):
            raise FieldError(f"a bound has no {key!r}", nearest(str(key), ("min", "max")) or "write min, max or both")
    if not value:
        raise FieldError("a bound has min, max or both", "as {max: 5M}")
    one = read_places if places else read
    least, most = (one(value[key]) if key in value else None for key in ("min", "max"))
    return Bound(least, most)


def _sizes(text: str, values: Iterable[int]) -> Answer:
    sizes = tuple(values)
    return Answer(text, Sizes(sizes) if len(sizes) > 1 else Fraction(sizes[0]))


def _read_text(text: str) -> Answer:
    bare = text.strip().lower()
    if len(bare) > 100:
        raise FieldError(f"{shown(text)} is too long for an answer", FORMS)
    if bare in WHOLE:
        return Answer(text.strip(), WHOLE_INPUT)
    if bare[:1] + bare[-1:] in ("()", "[]"):
        return _read_list(text, bare[1:-1], ",")
    if ", " in bare:
        return _read_list(text, bare, ",")
    if len(parts := _TIMES.split(bare)) > 1:
        return _read_list(text, "x".join(parts), "x")
    if (parts := bare.split("/"))[1:]:
        if len(parts) != 2 or not all(part.strip().isdecimal() for part in parts) or not int(parts[1]):
            raise FieldError(f"{shown(text)} is not a fraction", "as 3/4")
        return Answer(text.strip(), Fraction(int(parts[0]), int(parts[1])))
    return _read_number(text.strip(), bare)


def _read_list(text: str, inside: str, mark: str) -> Answer:
    parts = [part.strip() for part in inside.split(mark)]
    if not parts[-1] and mark == ",":
        parts.pop()
    if not parts or not all(part.isdecimal() for part in parts):
        raise FieldError(f"{shown(text)} is not a volume", "as 32x32x10: height x width x channels")
    return _sizes(text.strip(), map(int, parts))


def _read_number(text: str, bare: str) -> Answer:
    match = _NUMBER.match(bare)
    if not match:
        raise FieldError(f"{shown(text)} is not a value", FORMS)
    whole, decimals, exponent = match.groups()
    scale, in_bytes = _read_unit(text, bare[match.end() :], bool(decimals))
    digits = re.sub(r"\D", "", whole)
    unit = Fraction(scale) * Fraction(10) ** (int(exponent or 0) - len(decimals or ""))
    value = int(digits + (decimals or "")) * unit
    exact = not value or (not decimals and not exponent and (scale == 1))
    return Answer(text, value, Fraction(0) if exact else unit / 2, in_bytes, scale)


def _read_unit(text: str, tail: str, in_parts: bool) -> tuple[int, bool]:
    """What a number is multiplied by, and whether it counts bytes: `0.39B`, a part of one, are billions."""
    unit, counted = tail.strip(), in_parts
    for word in COUNTED:
        if unit.endswith(word):
            unit, counted = unit.removesuffix(word).strip(), True
            break
    if unit == "b" and counted:
        return SCALES["billion"], False
    if unit in BYTES:
        return BYTES[unit], True
    if unit in SCALES:
        return SCALES[unit], False
    if unit.startswith(","):
        raise FieldError(f"{shown(text)}: a comma parts thousands, as 7,600", "write a point for decimals, as 34.9K")
    help = "write a share as a fraction, as 3/4" if unit == "%" else "K, M, G, T; or B, KB, MB, GB; or KiB, MiB, GiB"
    raise FieldError(f"{shown(text)} ends in {shown(unit)}, which is no suffix", help)
