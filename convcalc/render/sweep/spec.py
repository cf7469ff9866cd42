"""A point of a sweep as a spec of its own: it extends the family's, or where it may not name that, is a whole one."""

import os
from typing import Any

from convcalc.document.problems import fail
from convcalc.document.roots import inside
from convcalc.document.source import Source
from convcalc.exchange.spec import as_yaml
from convcalc.language.expressions import Expression
from convcalc.language.loading import presets_folder, reachable
from convcalc.model.geometry import Volume, name_of
from convcalc.model.network import Network
from convcalc.render.sweep.figures import shown_figure, title_of
from convcalc.sweep.asking import Survey
from convcalc.sweep.evaluating import Refused, plain_path


def spec_text(survey: Survey, point: int, folder: str = "") -> str:
    """The spec of a point, for a file in a folder. Raises SpecError where there is no such point, or no network."""
    space, members, gauges = survey.space, survey.sweep.members, survey.sweep.gauges
    if point >= space.size:
        raise fail(f"there is no point {point:,}", help=f"they go from 0 to {space.size - 1:,}")
    values = space.values(point)
    figures = plain_path(members, gauges)(values)
    if isinstance(figures, Refused):
        raise fail(f"point {point:,} has no figures: {figures.text}")
    told = ", ".join(f"{title_of(g)} {shown_figure(g, each)}" for g, each in zip(gauges, figures, strict=True))
    comment = f"Point {point} of a sweep of {members.spec.name}: {told}"
    base, given = _base(survey, folder), members.given(values)
    return _whole(members.network(values), comment) if base is None else _extension(survey, point, base, given, comment)


def _base(survey: Survey, folder: str) -> str | None:
    """What a file in a folder calls the family's spec; None where it may not name it."""
    source = survey.sweep.members.spec.source
    if type(source) is not Source or source.name.startswith("<") or isinstance(survey.sweep.members.spec.input, dict):
        return None
    path = os.path.abspath(source.name)
    if os.path.dirname(path) == presets_folder():
        return os.path.splitext(os.path.basename(path))[0]
    return os.path.relpath(path, folder or os.curdir) if inside(path, reachable(folder or os.curdir, ())) else None


def _extension(survey: Survey, point: int, base: str, given: tuple[dict[str, Any], Any], comment: str) -> str:
    spec, (settings, input) = survey.sweep.members.spec, given
    data: dict[str, Any] = {"name": f"{spec.name}-{point}", "extends": base}
    if input is not None:
        data |= {"order": name_of(spec.order)} if spec.order is not Volume else {}
        data["input"] = "x".join(map(str, input)) if isinstance(input, list) else input
    return as_yaml(data | ({"vars": _as_in_a_spec(settings)} if settings else {}), comment)


def _as_in_a_spec(value: Any) -> Any:
    """Values as a spec writes them: elements that do not vary can be expressions."""
    if isinstance(value, dict):
        return {name: _as_in_a_spec(each) for name, each in value.items()}
    if isinstance(value, list):
        return list(map(_as_in_a_spec, value))
    return value.text if isinstance(value, Expression) else value


def _whole(network: Network, comment: str) -> str:
    from convcalc.exchange.structure.imported import imported

    return f"# {comment}\n{imported(network).text}"
