"""Words and numbers as they are written, by the core schema of YAML 1.2. No number loses digits. Knows no places."""

import re
from math import gcd

EXACT = 2**53
"""Up to here every whole number is a float of its own; beyond, a float stands for its neighbours too."""


class Ratio(float):
    """A fraction that keeps its exact terms, where a float has lost them: 1/3.

    >>> Ratio(15, 11), Ratio(9, 5), Ratio(1, 3) + 1
    (15/11, 1.8, 1.3333333333333333)
    """

    __slots__ = ("above", "below")
    above: int
    below: int

    def __new__(cls, above: int, below: int) -> "Ratio":
        """The fraction in its lowest terms."""
        shared = gcd(above, below)
        made = super().__new__(cls, above / below)
        made.above, made.below = above // shared, below // shared
        return made

    def __getnewargs__(self) -> tuple[int, int]:  # type: ignore[override]
        return self.above, self.below

    def __repr__(self) -> str:
        text = float.__repr__(self)
        return text if len(text) < 9 and "e" not in text else f"{self.above}/{self.below}"

    __str__ = __repr__


_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"([-+]?)([0-9]*)\.?([0-9]*)(?:[eE]([-+]?[0-9]+))?")
LONGEST = 40
"""A longer text is a word: no number that a spec can use has so many digits."""

_WORDS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip

Scalar = str | int | float | bool | None


def read_scalar(text: str) -> Scalar:
    """What a plain word stands for; numbers in base ten only, `0x3` stays a word."""
    if text in _WORDS:
        return _WORDS[text]
    numeric = text[0] in "+-.0123456789" and len(text) <= LONGEST and " " not in text
    number = read_number(text) if numeric else None
    return text if number is None else number


def whole(text: str) -> int | None:
    """The number that a text is, as its expression would be; None for any other text."""
    return int(text) if text.isdecimal() and text.isascii() and text[0] != "0" and len(text) < 19 else None


def read_number(text: str) -> int | float | None:
    """The number that a text is, exactly: a float that is whole stands for a whole number. None for what is none.

    None also for a fraction that a float cannot tell from a whole number.

    >>> read_number("1e3"), read_number("9007199254740993.0"), read_number("1.00000000000000001")
    (1000.0, 9007199254740993, None)
    """
    if _WHOLE.fullmatch(text):
        return int(text)
    match = _DECIMAL.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        return None
    value = float(text)
    if not value.is_integer():
        return value  # infinite too
    return _whole(value, match[1], match[2] + match[3], int(match[4] or 0) - len(match[3]))


def _whole(value: float, sign: str, digits: str, exponent: int) -> int | float | None:
    """A decimal whose float is whole: the float, the integer where that is larger, or None where it has a fraction."""
    if abs(value) > 1e30:
        return value  # too large for anything
    if exponent < 0 and digits[exponent:].strip("0"):
        return None
    if abs(value) < EXACT:
        return value
    whole = int(digits[:exponent] or 0) if exponent < 0 else int(digits) * 10**exponent
    return -whole if sign == "-" else whole
