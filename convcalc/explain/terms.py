"""Formulas as small trees: names with their values, sums, products, quotients. Knows no layers and no text.

The functions put a formula together as it is worked out, and tidy only what a reader would: `pad + pad`
becomes `2*pad`, `kernel - 1 + 1` becomes `kernel`, and times 1 is left out.
"""

import math
from typing import Union

from convcalc.document.records import NamedTuple


class Name(NamedTuple):
    """A quantity by its name, with the value that it has here."""

    symbol: str
    value: int


class Number(NamedTuple):
    """A number of the formula itself."""

    value: int


class Sum(NamedTuple):
    """Parts, each with how often it counts (-1: taken away), and a number at the end."""

    parts: tuple[tuple[int, "Term"], ...]
    constant: int


class Product(NamedTuple):
    """Factors, in the order they were multiplied in."""

    factors: tuple["Term", ...]


class Quotient(NamedTuple):
    """A division to a whole number: down, or up."""

    above: "Term"
    below: "Term"
    up: bool

    @property
    def exact(self) -> bool:
        """Whether it comes out."""
        return value(self.above) % value(self.below) == 0


class Power(NamedTuple):
    """A base to an exponent."""

    base: "Term"
    exponent: "Term"


Term = Union[Name, Number, Sum, Product, Quotient, Power]  # noqa: UP007 (the names above are not yet defined)


def value(term: Term) -> int:
    """What a formula comes to."""
    if isinstance(term, (Name, Number)):
        return term.value
    if isinstance(term, Sum):
        return sum(times * value(part) for times, part in term.parts) + term.constant
    if isinstance(term, Product):
        return math.prod(map(value, term.factors))
    if isinstance(term, Power):
        power: int = value(term.base) ** value(term.exponent)
        return power
    above, below = value(term.above), value(term.below)
    return -(-above // below) if term.up else above // below


def add(left: Term, right: Term, sign: int = 1) -> Term:
    """`left + right`, or `left - right` with the sign -1."""
    counts: dict[Term, int] = {}
    for scale, term in ((1, left), (sign, right)):
        for times, part in _parts(term):
            counts[part] = counts.get(part, 0) + scale * times
    parts = tuple((times, part) for part, times in counts.items() if times)
    return _sum(parts, _constant(left) + sign * _constant(right))


def multiply(left: Term, right: Term) -> Term:
    """`left * right`."""
    times, left = _coefficient(left)
    more, right = _coefficient(right)
    times *= more
    if isinstance(left, Number) or isinstance(right, Number):
        return scaled(times, right if isinstance(left, Number) else left)
    return scaled(times, Product((*_factors(left), *_factors(right))))


def divide(above: Term, below: Term) -> Term:
    """`above // below`."""
    return above if below == Number(1) else Quotient(above, below, False)


def negate(term: Term) -> Term:
    """`-term`; a division down becomes one up, so that `-(-a // b)` is read as what it means."""
    if isinstance(term, Quotient):
        return Quotient(negate(term.above), term.below, not term.up)
    return scaled(-1, term)


def scaled(times: int, term: Term) -> Term:
    """A term a number of times."""
    if times in (0, 1):
        return term if times else Number(0)
    if isinstance(term, Number):
        return Number(times * term.value)
    if isinstance(term, Sum) and (times == -1 or (len(term.parts) == 1 and not term.constant)):
        return _sum(tuple((times * count, part) for count, part in term.parts), times * term.constant)
    return Sum(((times, term),), 0)


def factored(term: Sum) -> tuple[Term, Term] | None:
    """`a*b + a` as `a` and `b + 1`; None where no factor is in every part."""
    if term.constant or len(term.parts) < 2 or any(times < 0 for times, _ in term.parts):
        return None
    each = [_factors(part) for _, part in term.parts]
    common = next((factor for factor in each[0] if all(factor in factors for factors in each[1:])), None)
    if common is None:
        return None
    rest: Term = Number(0)
    for (times, _), factors in zip(term.parts, each):
        left = list(factors)
        left.remove(common)
        rest = add(rest, scaled(times, _product(tuple(left))))
    return common, rest


def _parts(term: Term) -> tuple[tuple[int, Term], ...]:
    if isinstance(term, Sum):
        return term.parts
    return () if isinstance(term, Number) else ((1, term),)


def _constant(term: Term) -> int:
    return term.constant if isinstance(term, Sum) else term.value if isinstance(term, Number) else 0


def _sum(parts: tuple[tuple[int, Term], ...], constant: int) -> Term:
    if not parts:
        return Number(constant)
    return parts[0][1] if len(parts) == 1 and parts[0][0] == 1 and not constant else Sum(parts, constant)


def _coefficient(term: Term) -> tuple[int, Term]:
    """The number in front of a term, and the term without it."""
    if isinstance(term, Number):
        return term.value, Number(1)
    if isinstance(term, Sum) and len(term.parts) == 1 and not term.constant:
        return term.parts[0]
    return 1, term


def _factors(term: Term) -> tuple[Term, ...]:
    return term.factors if isinstance(term, Product) else (term,)


def _product(factors: tuple[Term, ...]) -> Term:
    if len(factors) < 2:
        return factors[0] if factors else Number(1)
    return Product(factors)
