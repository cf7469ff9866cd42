"""Where a figure that somebody got comes from: which network, which rule, which convention gives this number."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from convcalc.analysis.amounts import Answer
from convcalc.document.records import NamedTuple
from convcalc.model.network import Network
from convcalc.peers.candidates import Candidate, figures_of
from convcalc.peers.rules import Rule


class Variant(NamedTuple):
    """A network that may be meant in place of one."""

    words: str
    """In what it differs; empty for the one itself."""
    network: Network
    steps: int


_CLOSENESS = 3
"""So many are told."""
_SHARP, _SHARPEST = 1000, 99
_MOST_STEPS = 3
"""A figure of two or three digits comes about in many ways by chance: only the likeliest are looked at."""


def origins(got: Answer, variants: Iterable[Variant], rules: list[Rule]) -> list[Candidate]:
    """What gives a number, the likeliest first: what takes the fewest steps, then the nearest.

    A number with all its digits is given only where it is equal; one that is rounded, wherever it rounds so, if it
    takes few steps. Where the first variant gives it as it is, no others are asked.
    """
    found: list[Candidate] = []
    told: set[int] = set()
    most = most_steps(got)
    for variant in variants:
        each = figures_of(variant.network, rules if variant.steps < most else [], not variant.words)
        new = [_farther(one, variant, got) for one in each if _gives(one, got)]
        new = [one for one in new if one.steps <= most and one.value not in told]
        told.update(one.value for one in new)
        found += _together(new)
        if any(one.steps == 0 for one in found):
            break
    return sorted(found, key=lambda each: (each.steps, _distance(each, got)))


def most_steps(got: Answer) -> int:
    """How many steps a figure may be away, by how many digits it has."""
    sharp = got.half == 0 or got.number is None or got.number >= _SHARP * 2 * got.half
    return _SHARPEST if sharp else _MOST_STEPS


def _farther(origin: Candidate, variant: Variant, got: Answer) -> Candidate:
    """A figure of a variant: as many steps away as both are together.

    One more where it is cut and not rounded; and one where it is a tool's figure or a rare convention of another
    network, which nobody gets as soon as its parameters or MACs.
    """
    steps = max(0, origin.steps + _unlikelier(origin, got))
    if not variant.words:
        return origin._replace(steps=steps + (not got.near(origin.value)))
    return origin._replace(words=f"{origin.words} of {variant.words}", steps=steps + variant.steps + (not origin.plain))


def _unlikelier(origin: Candidate, got: Answer) -> int:
    """What a unit says: somebody who writes FLOPs means two for each multiply-accumulate rather than one."""
    said = got.text.lower()
    if "flop" in said:
        return {"MACs": 1, "FLOPs as 2 x MACs": -1, "parameters": 2}.get(origin.words, 0)
    if "mac" in said:
        return {"FLOPs as 2 x MACs": 1, "parameters": 2}.get(origin.words, 0)
    return {"MACs": 2, "FLOPs as 2 x MACs": 2}.get(origin.words, 0) if "param" in said else 0


def _together(origins: list[Candidate]) -> list[Candidate]:
    """Those of one value in one, the likeliest with the names of the others."""
    groups: dict[int, list[Candidate]] = {}
    for origin in sorted(origins, key=lambda each: each.steps):
        groups.setdefault(origin.value, []).append(origin)
    return [group[0]._replace(words=", ".join(_once([each.words for each in group]))) for group in groups.values()]


def _once(words: list[str]) -> Iterator[str]:
    """Of a tool's figure that comes about in several ways, the first."""
    told: set[str] = set()
    for each in words:
        if (name := each.partition(" where ")[0]) not in told:
            told.add(name)
            yield each


def nearest(got: Answer, itself: Variant, rules: list[Rule]) -> list[Candidate]:
    """What comes nearest where nothing gives a number."""
    found = [each for each in figures_of(itself.network, rules, True) if each.in_bytes == got.in_bytes]
    likely = _together([each for each in found if each.steps < _MOST_STEPS])
    return sorted(likely, key=lambda each: _distance(each, got))[:_CLOSENESS]


def _distance(origin: Candidate, got: Answer) -> Fraction:
    return abs(Fraction(origin.value) - (got.number or 0))


def _gives(origin: Candidate, got: Answer) -> bool:
    """Whether a figure is written so, rounded or cut."""
    if origin.in_bytes != got.in_bytes or got.number is None:
        return False
    return got.near(origin.value) or got.number <= origin.value < got.number + 2 * got.half
