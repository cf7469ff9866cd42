"""All that is wrong in the `sweep:` of a file, found without a sweep: for a check of the file, and for editors."""

from collections.abc import Callable, Sequence
from typing import Any

from convcalc.document.problems import Problem, Problems, SpecError
from convcalc.language.spec import Spec
from convcalc.sweep.asking import MOST_LIMITS, Varying, add_objective, bounded, seek
from convcalc.sweep.gauges import Gauge, Limit
from convcalc.sweep.members import Members
from convcalc.sweep.request import Request, read_section
from convcalc.sweep.typed import Typed
from convcalc.sweep.wheres import Objective, gauge, where


def faults(spec: Spec) -> list[Problem]:
    """The faults, in the order of their places; of very many the first."""
    problems = Problems()
    try:
        _seek_faults(spec, problems)
    except SpecError as error:
        return list(error.problems)
    return sorted(problems.found, key=lambda each: each.place.spot if each.place else ("", 0, 0))


def _seek_faults(spec: Spec, problems: Problems) -> None:
    request = read_section(spec, problems)
    varying = Varying(spec)
    for each in request.vary:
        _tried(problems, varying.add, each)
    figures = _figures(spec, request, problems)
    if request.vary and len(varying.axes) == len(request.vary):
        members = Members(spec, varying.space())
        for said, gauge in figures:
            _tried(problems, seek, members, gauge, said.place)


def _figures(spec: Spec, request: Request, problems: Problems) -> list[tuple[Typed, Gauge]]:
    """The figures that are named, each with where it is."""
    names = _names(spec)
    _tried(problems, bounded, request.where)
    wanted = [(said, _tried(problems, where, said, names)) for said in request.where[:MOST_LIMITS]]
    found = [(said, limit.gauge) for said, limit in wanted if isinstance(limit, Limit)]
    ranked = [*request.front, *([request.best] if request.best else [])]
    columns = [(said, _tried(problems, gauge, said)) for said in request.columns]
    return [*found, *_ranked(ranked, problems), *[(said, each) for said, each in columns if each]]


def _ranked(said: Sequence[Typed], problems: Problems) -> list[tuple[Typed, Gauge]]:
    found = dict[Gauge, Objective]()
    good = [each for each in said if _tried(problems, add_objective, found, each)]
    return list(zip(good, found, strict=True))


def _names(spec: Spec) -> list[str]:
    """What varies, by name, also where its choices cannot be read."""
    section = spec.source.data["sweep"]
    vary = section.get("vary") if isinstance(section, dict) else None
    return [str(name).partition("[")[0] for name in vary] if isinstance(vary, dict) else []


def _tried(problems: Problems, made: Callable[..., Any], *given: Any) -> Any:
    """What is made of something; None, and why, where it cannot be."""
    try:
        return made(*given)
    except SpecError as error:
        problems.take(error.problems)
        return None
