"""What the answers of a question are worth, as its file says it."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from convcalc.document.places import Place
from convcalc.document.problems import Problem, SpecError
from convcalc.document.wording import nearest, shown


def read_points(value: Any, keys: Sequence[str], place: Place) -> tuple[Fraction, ...]:
    """The points of each answer: a mapping has them by key, a number is shared alike, and nothing is one for each.

    Raises SpecError.
    """
    if not isinstance(value, dict):
        return (_number(len(keys) if value is None else value, place) / len(keys),) * len(keys)
    problems = [
        Problem(f"points for {shown(key)}, which is not asked", place.at(key).on_key(), nearest(key, keys))
        for key in value
        if key not in keys
    ]
    if missing := [key for key in keys if key not in value]:
        problems.append(Problem(f"no points for {shown(missing[0])}", place, "give each answer its own: 0 is a number"))
    if problems:
        raise SpecError(problems)
    return tuple([_number(value[key], place.at(key)) for key in keys])


def _number(value: Any, place: Place) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise SpecError([Problem(f"points: expected a number, not {shown(value)}", place)])
    return Fraction(str(value))
