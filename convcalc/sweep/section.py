"""All that is wrong in the `sweep:` of a file, found without a sweep: for a check of the file, and for editors."""

from collections.abc import Callable, Sequence
from typing import Any

from convcalc.document.problems import Problem, Problems, SpecError
from convcalc.language.spec import Spec
from convcalc.sweep.asking import objectives, seek, space_of
from convcalc.sweep.gauges import Gauge, Limit
from convcalc.sweep.members import Members
from convcalc.sweep.request import Request, Varied, read_section
from convcalc.sweep.typed import Typed
from convcalc.sweep.wheres import gauge, where


def faults(spec: Spec) -> list[Problem]:
    """The faults, in the order of their places."""
    problems = Problems()
    request = read_section(spec, problems)
    varying = _varying(spec, request, problems)
    figures = _figures(spec, request, problems)
    if request.vary and len(varying) == len(request.vary):
        members = Members(spec, space_of(spec, varying))
        for said, each in figures:
            _tried(problems, seek, members, each, said.place)
    return sorted(problems.found, key=lambda each: each.place.spot if each.place else ("", 0, 0))


def _varying(spec: Spec, request: Request, problems: Problems) -> list[Varied]:
    """The axes that the spec can have."""
    good = list[Varied]()
    for each in request.vary:
        if _tried(problems, space_of, spec, [*good, each]):
            good.append(each)
    return good


def _figures(spec: Spec, request: Request, problems: Problems) -> list[tuple[Typed, Gauge]]:
    """The figures that are named, each with where it is."""
    wanted = [(said, _tried(problems, where, said, _names(spec))) for said in request.where]
    found = [(said, limit.gauge) for said, limit in wanted if isinstance(limit, Limit)]
    ranked = [*request.front, *([request.best] if request.best else [])]
    columns = [(said, _tried(problems, gauge, said)) for said in request.columns]
    return [*found, *_ranked(ranked, problems), *[(said, each) for said, each in columns if each]]


def _ranked(said: Sequence[Typed], problems: Problems) -> list[tuple[Typed, Gauge]]:
    good = list[Typed]()
    for each in said:
        if _tried(problems, objectives, [*good, each]):
            good.append(each)
    return [(each, objective.gauge) for each, objective in zip(good, objectives(good), strict=True)]


def _names(spec: Spec) -> list[str]:
    """What varies, by name, also where its choices cannot be read."""
    vary = spec.source.data["sweep"].get("vary")
    return [str(name).partition("[")[0] for name in vary] if isinstance(vary, dict) else []


def _tried(problems: Problems, made: Callable[..., Any], *given: Any) -> Any:
    """What is made of something; None, and why, where it cannot be."""
    try:
        return made(*given)
    except SpecError as error:
        problems.found += error.problems
        return None
