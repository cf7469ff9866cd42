"""What a sheet takes for right: by which conventions, and how exactly. Read from its own keys."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from convcalc.document.places import Place
from convcalc.document.problems import Problem
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, shown
from convcalc.homework.conventions import CONVENTIONS, USUAL
from convcalc.homework.grading.exactness import Exactness

KEYS_OF_EXACTNESS = ("digits", "exact", "tolerance")
KEYS_OF_ACCEPTED = ("conventions", *KEYS_OF_EXACTNESS)
MOST_DIGITS = 18


class Accepted(NamedTuple):
    """The conventions that are taken, and how exact an answer has to be."""

    conventions: frozenset[str] = USUAL
    exactness: Exactness = Exactness()


AS_USUAL = Accepted()


def read_accepted(data: dict[str, Any], place: Place, problems: list[Problem]) -> Accepted:
    """What the keys of a sheet say, with what is wrong in them."""
    faults = [*_faults(data, place), *_faults_of_names(data.get("conventions"), place.at("conventions"))]
    problems += faults
    if faults:
        return AS_USUAL
    given = data.get("conventions")
    tolerance = data.get("tolerance")
    share = None if tolerance is None else _share(tolerance)
    exactness = Exactness(data.get("digits"), bool(data.get("exact")), share)
    usual = USUAL if exactness == Exactness() else USUAL - {"published"}  # a paper's figure is rounded as it likes
    return Accepted(usual if given is None else frozenset(given), exactness)


def _faults(data: dict[str, Any], place: Place) -> Iterator[Problem]:
    digits, exact, tolerance = (data.get(key) for key in KEYS_OF_EXACTNESS)
    if digits is not None and (type(digits) is not int or not 1 <= digits <= MOST_DIGITS):
        yield Problem(f"digits: expected how many count, not {shown(digits)}", place.at("digits"), "as 3")
    if exact is not None and not isinstance(exact, bool):
        yield Problem(f"exact: expected true or false, not {shown(exact)}", place.at("exact"))
    if tolerance is not None and _share(tolerance) is None:
        yield Problem(f"tolerance: expected a share, not {shown(tolerance)}", place.at("tolerance"), "as 1%")
    said = [key for key in KEYS_OF_EXACTNESS if data.get(key) not in (None, False)]
    if len(said) > 1:
        yield Problem(f"{said[0]!r} and {said[1]!r} do not go together", place.at(said[1]).on_key())


def _faults_of_names(given: Any, place: Place) -> Iterator[Problem]:
    if given is None:
        return
    if not isinstance(given, list):
        yield Problem(f"conventions: expected a list of names, not {shown(given)}", place, "as [binary-kb, published]")
        return
    for k, name in enumerate(given):
        if not isinstance(name, str) or name not in CONVENTIONS:
            help = nearest(str(name), CONVENTIONS) or "one of " + ", ".join(CONVENTIONS)
            yield Problem(f"no convention is called {shown(name)}", place.at(k), help)


def _share(value: Any) -> Fraction | None:
    """A part of a whole, from `1%` or 0.01."""
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,3}(\.\d{1,9})?\s*%?", text):
        return None
    share = Fraction(text.rstrip("% ")) / (100 if text.endswith("%") else 1)
    return share if share < 1 else None
