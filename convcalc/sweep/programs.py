"""A family asked from Python, as the command line asks it: `convcalc.sweep` and `convcalc.count`."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from convcalc.language.loading import family, written_or_found
from convcalc.language.spec import Spec
from convcalc.sweep.request import Request, in_file, stated

NamesGiven = str | Iterable[str]
"""Several of them, or a text with commas between."""


def sweep(
    spec: str | os.PathLike[str],
    vary: Mapping[str, object] | None = None,
    where: str | Iterable[str] = (),
    *,
    front: NamesGiven = (),
    best: str = "",
    columns: NamesGiven = (),
    sample: int | None = None,
    seed: int | None = None,
    settings: Mapping[str, object] | None = None,
    input: Any = None,
    order: str | None = None,
) -> Iterator[dict[str, Any]]:
    """The members of a family, a row each: `sweep("net.yaml", {"width": range(16, 97, 8)}, "params<=5M")`.

    `spec` is a name or a text; `vary` has the choices of each variable, a text as on the command line or some values,
    beside those of the spec's own `sweep:`. A row has the `point`, what varies, and figures: the `columns`, else params
    and MACs, and those of limits. Rows come as they are worked out; of a `front`, or the ten `best`, when all are.
    `settings`, `input` and `order` hold for all members, as in `convcalc.load`. Raises SpecError.
    """
    from convcalc.sweep.asking import survey
    from convcalc.sweep.results import rows

    asked = stated(vary or {}, _texts(where), _words(front), best, _words(columns), sample, seed)
    return rows(survey(*_asked(spec, asked, settings, input, order)))


def count(
    spec: str | os.PathLike[str],
    vary: Mapping[str, object] | None = None,
    where: str | Iterable[str] = (),
    *,
    settings: Mapping[str, object] | None = None,
    input: Any = None,
    order: str | None = None,
) -> int:
    """How many members of a family are within limits: `count("net.yaml", {"width": range(16, 97, 8)}, "params<=5M")`.

    What is given is as for `sweep`. None is tried: it takes as long for 10^19 of them. Without limits, all that can be
    built count. Raises SpecError, also where that cannot be told, with the reason.
    """
    from convcalc.sweep.census import members_within

    asked = stated(vary or {}, _texts(where), (), "", (), None, None)
    return members_within(*_asked(spec, asked, settings, input, order))


def _asked(
    spec: str | os.PathLike[str], asked: Request, settings: Mapping[str, object] | None, input: Any, order: str | None
) -> tuple[Spec, Request, dict[str, Any], Any]:
    """A spec, what it and a program ask, what is set, and what goes in."""
    read, given, volume = family(written_or_found(spec), dict(settings or {}), input, order=order)
    return read, asked.over(in_file(read)), given, volume


def _texts(given: str | Iterable[str]) -> Iterable[str]:
    return [given] if isinstance(given, str) else given


def _words(given: NamesGiven) -> Iterable[str]:
    return given.replace(",", " ").split() if isinstance(given, str) else given
