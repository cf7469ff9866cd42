"""The figures of a member of a family, from its values: what every way of working them out must give.

An evaluator is made once for a family and what is asked of it, and called with the values of each point. It may have
`many`, too, which takes a space and indices and gives an `Evaluated`, columns at once: lists, or arrays of numpy.
`evaluator` chooses the quickest way that applies; the plain path is right for every spec, and others are held to it.
"""

from collections.abc import Sequence

from convcalc.sweep.gauges import Gauge
from convcalc.sweep.members import Evaluated, Evaluator, Figured, Members, Refused, outside, plain_path, refused
from convcalc.sweep.plan.planned import Planned
from convcalc.sweep.plan.sights import UnfitError
from convcalc.sweep.space import Space

__all__ = [
    "Evaluated", "Evaluator", "Figured", "Members", "Refused", "evaluator", "many", "outside", "plain_path", "refused",
]  # fmt: skip


def evaluator(members: Members, gauges: Sequence[Gauge]) -> Evaluator:
    """The quickest way to the figures of any member."""
    try:
        return Planned(members, gauges)
    except UnfitError:
        return plain_path(members, gauges)


def many(evaluate: Evaluator, space: Space, indices: Sequence[int]) -> Evaluated:
    """Many points by an evaluator, at once where it can do that."""
    if hasattr(evaluate, "many"):
        return evaluate.many(space, indices)  # type: ignore[no-any-return]
    found, rows, others = list[int](), list[Figured](), list[tuple[int, Refused]]()
    for index in indices:
        row = evaluate(space.values(index))
        if isinstance(row, Refused):
            others.append((index, row))
        else:
            found.append(index)
            rows.append(row)
    return Evaluated(found, list(zip(*rows, strict=True)), others)
