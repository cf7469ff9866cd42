"""Printed arithmetic, worked out again by Python: `floor((224 - 11) / 4) + 1` is 54."""

import math
import re
from fractions import Fraction
from functools import cache

from convcalc.explain.terms import Name, Number, Power, Product, Quotient, Sum, Term


def worked_out(text: str, names: dict[str, int] | None = None) -> Fraction:
    """What a formula comes to, with exact fractions; `names` are the values of its words."""
    return _worked_out(text, tuple((names or {}).items()))


@cache
def _worked_out(text: str, names: tuple[tuple[str, int], ...]) -> Fraction:
    """The same, once: networks say many a formula again and again."""
    code = re.sub(r"(?<![\w.])\d+(\.\d+)?", r"Fraction('\g<0>')", text.replace("^", "**"))
    known = {name: Fraction(value) for name, value in names}
    return Fraction(eval(code, {"Fraction": Fraction, "floor": math.floor, "ceil": math.ceil, **known}))


def names_of(term: Term) -> dict[str, int]:
    """The names of a formula with their values."""
    if isinstance(term, Name):
        return {term.symbol: term.value}
    parts: tuple[Term, ...] = ()
    if isinstance(term, Sum):
        parts = tuple(part for _, part in term.parts)
    elif isinstance(term, Product):
        parts = term.factors
    elif isinstance(term, Quotient):
        parts = (term.above, term.below)
    elif isinstance(term, Power):
        parts = (term.base, term.exponent)
    else:
        assert isinstance(term, Number)
    return {name: value for part in parts for name, value in names_of(part).items()}
