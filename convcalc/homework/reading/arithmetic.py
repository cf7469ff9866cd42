"""Sums and products as people write them down: `10*(5*5*3+1)`, `7.6e2`, `37.7M + 16.8M`, exactly. Never run as code.

A number with a suffix, an exponent or alone with decimals is a rounded one; decimals among others are exact.
"""

import re
from fractions import Fraction

from convcalc.analysis.amounts import SCALES
from convcalc.document.records import NamedTuple

LONGEST = 200
MOST = 10**40
_DEEPEST = 20
_SCIENTIFIC = re.compile(r"(\d[\d.]*)\s*(?:x|\*)\s*10\s*(?:\^|\*\*)\s*\(?\s*([+-]?\d{1,2})\)?")
_POWER = re.compile(r"^10\s*(?:\^|\*\*)\s*(\d{1,2})$")
_NUMBER = re.compile(
    r"(?P<whole>\d{1,3}(?:[,_']\d{3})+(?![\d])|\d{1,3}(?: \d{3})+(?![\d.])|\d{1,3}(?:\.\d{3}){2,}(?![\d.])|\d{1,40})"
    r"(?:\.(?P<decimals>\d{0,20}))?(?:e(?P<exponent>[+-]?\d{1,2})(?![a-z\d]))?"
    r"(?:\s?(?P<scale>[kmgt]|thousand|million|billion|trillion)(?![a-z\d]))?"
)
_TOKEN = re.compile(r"\s*(\*\*|[-+*/^()x])")


class Value(NamedTuple):
    """What arithmetic comes to, and how exactly."""

    number: Fraction
    half: Fraction = Fraction(0)
    """Half a unit of the last digit where it is rounded."""
    scale: int = 1
    """What its suffix multiplies by, where it is one number."""


class NoArithmeticError(Exception):
    """What is written is no sum or product of numbers."""


def worked_out(text: str) -> Value:
    """The value of a number, a sum, a product or a power. Raises NoArithmeticError.

    >>> worked_out("10*(5*5*3+1)").number, worked_out("7.6 x 10^2"), worked_out("(32-5+2*2)/1 + 1").number
    (Fraction(760, 1), Value(number=Fraction(760, 1), half=Fraction(5, 1), scale=1), Fraction(32, 1))
    """
    if len(text) > LONGEST:
        raise NoArithmeticError
    text = _SCIENTIFIC.sub(r"\1e\2", text.strip().replace("[", "(").replace("]", ")"))
    if match := _POWER.match(text):
        return Value(Fraction(10 ** int(match[1])))
    alone = _NUMBER.fullmatch(text)
    if alone:
        return _value(alone, alone=True)
    parser = _Parser(text)
    value = parser.sum(0)
    if parser.rest():
        raise NoArithmeticError
    return value


def _value(match: "re.Match[str]", alone: bool) -> Value:
    decimals, exponent = match["decimals"] or "", match["exponent"]
    scale = SCALES[match["scale"]] if match["scale"] else 1
    unit = Fraction(scale) * Fraction(10) ** (int(exponent or 0) - len(decimals))
    number = int(re.sub(r"\D", "", match["whole"]) + decimals) * unit
    rounded = number and (exponent or scale > 1 or (alone and decimals))
    return Value(number, unit / 2 if rounded else Fraction(0), scale)


class _Parser:
    """The state of reading one expression from left to right."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def rest(self) -> str:
        return self._text[self._at :].strip()

    def sum(self, depth: int) -> Value:
        value = self._product(depth)
        while sign := self._take("+-"):
            other = self._product(depth)
            number = value.number + other.number if sign == "+" else value.number - other.number
            value = _bounded(number, value.half + other.half)
        return value

    def _product(self, depth: int) -> Value:
        value = self._power(depth)
        while sign := self._take("*x/"):
            other = self._power(depth)
            if sign == "/":
                if not other.number:
                    raise NoArithmeticError
                other = Value(1 / other.number)
            half = value.half * abs(other.number) + other.half * abs(value.number)
            value = _bounded(value.number * other.number, half)
        return value

    def _power(self, depth: int) -> Value:
        value = self._one(depth)
        if self._text[self._at : self._at + 1] == "(":  # 10(5*5*3 + 1)
            other = self._one(depth)
            value = _bounded(value.number * other.number, value.half * abs(other.number))
        if self._take("^"):
            exponent = self._one(depth).number
            if exponent.denominator > 1 or not 0 <= exponent <= 60 or abs(value.number) > 10**6:
                raise NoArithmeticError
            value = _bounded(value.number ** int(exponent), Fraction(0))
        return value

    def _one(self, depth: int) -> Value:
        if depth > _DEEPEST:
            raise NoArithmeticError
        if self._take("("):
            value = self.sum(depth + 1)
            if not self._take(")"):
                raise NoArithmeticError
            return value
        start = len(self._text) - len(self._text[self._at :].lstrip())
        match = _NUMBER.match(self._text, start)
        if not match:
            raise NoArithmeticError
        self._at = match.end()
        return _value(match, alone=False)

    def _take(self, signs: str) -> str:
        """The sign that stands next, if it is one of these."""
        match = _TOKEN.match(self._text, self._at)
        sign = match[1].replace("**", "^") if match else ""
        if not match or sign not in signs:
            return ""
        self._at = match.end()
        return sign


def _bounded(number: Fraction, half: Fraction) -> Value:
    if abs(number) > MOST or number.denominator > MOST:
        raise NoArithmeticError
    return Value(number, half)
