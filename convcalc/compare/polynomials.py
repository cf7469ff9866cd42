"""Exact polynomials in a few names, found through values at enough places. Knows no layers."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from convcalc.document.records import NamedTuple

Powers = tuple[int, ...]
"""The power of each name in a term."""


class SymbolicSum(NamedTuple):
    """A polynomial: what stands before each product of names."""

    names: tuple[str, ...]
    terms: tuple[tuple[Powers, Fraction], ...]
    """The highest first; none is zero."""

    def at(self, values: Mapping[str, int]) -> Fraction:
        """Its value where names have values."""
        total = Fraction(0)
        for powers, number in self.terms:
            for name, power in zip(self.names, powers):
                number *= values[name] ** power  # noqa: PLW2901
            total += number
        return total

    def over(self, other: "SymbolicSum") -> Fraction | None:
        """How many times another it is, where that does not depend on what the names stand for."""
        if not other.terms or [powers for powers, _ in self.terms] != [powers for powers, _ in other.terms]:
            return None
        ratios = {mine / its for (_, mine), (_, its) in zip(self.terms, other.terms)}
        return ratios.pop() if len(ratios) == 1 else None


def through(
    names: tuple[str, ...], nodes: Sequence[Sequence[int]], value: Callable[[tuple[int, ...]], Fraction]
) -> SymbolicSum:
    """The polynomial that has these values: in each name, of a degree one less than there are nodes for it.

    >>> through(("C", "H"), ((1, 2, 3), (4, 5)), lambda at: Fraction(9 * at[0] ** 2 * at[1] - 2)).terms
    (((2, 1), Fraction(9, 1)), ((0, 0), Fraction(-2, 1)))
    """
    found = {powers: number for powers, number in _fitted(nodes, (), value).items() if number}
    ordered = sorted(found.items(), key=lambda term: (-sum(term[0]), [-power for power in term[0]]))
    return SymbolicSum(names, tuple(ordered))


def _fitted(
    nodes: Sequence[Sequence[int]], at: tuple[int, ...], value: Callable[[tuple[int, ...]], Fraction]
) -> dict[Powers, Fraction]:
    """The terms in the names that are left, where the first have their values."""
    if len(at) == len(nodes):
        return {(): value(at)}
    found: dict[Powers, Fraction] = {}
    places = tuple(nodes[len(at)])
    for place in places:
        basis = _basis(places, place)
        for powers, number in _fitted(nodes, (*at, place), value).items():
            for power, share in enumerate(basis if number else ()):
                key = (power, *powers)
                found[key] = found.get(key, 0) + share * number
    return found


@lru_cache(maxsize=100)
def _basis(places: tuple[int, ...], place: int) -> list[Fraction]:
    """The coefficients of Lagrange's polynomial that is 1 at one place and 0 at the others, the lowest first."""
    found = [Fraction(1)]
    for other in places:
        if other != place:
            over = Fraction(1, place - other)
            shifted = [Fraction(0), *found]
            found = [(a - other * b) * over for a, b in zip(shifted, [*found, Fraction(0)])]
    return found
