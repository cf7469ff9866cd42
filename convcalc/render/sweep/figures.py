"""What is told of a sweep, in words and as cells: for every format that a person looks at."""

from collections.abc import Iterator, Sequence
from math import inf
from typing import Any

from convcalc.document.wording import many
from convcalc.model.quantities import QUANTITIES
from convcalc.render import numbers
from convcalc.sweep.asking import Survey
from convcalc.sweep.beyond import NearPoint, Taken
from convcalc.sweep.choices import written
from convcalc.sweep.gauges import WHOLE, Gauge, Limit, Plain
from convcalc.sweep.results import Results
from convcalc.sweep.space import Axis, Space

MOST_REASONS = 5
"""So many reasons are told; what is left is counted."""
FEW_LEFT = 10
"""Where fewer points are left, it is told how near others come."""


def title_of(gauge: Gauge) -> str:
    """What stands over a column of figures."""
    title = QUANTITIES[gauge.quantity].title
    return f"{gauge.part} {title}" if gauge.part else title


def shown_figure(gauge: Gauge, figure: Plain) -> str:
    """A figure as a person reads it."""
    if figure == WHOLE:
        return "all"
    if gauge.in_bytes:
        return numbers.size(int(figure))
    return numbers.count(figure) if isinstance(figure, int) else f"{figure:,.1f}"


def shown_choice(axis: Axis, choice: Any) -> str:
    """A choice as a person reads it: of an input the volume."""
    if axis.is_input and isinstance(choice, list):
        return "x".join(map(str, choice))
    return written(choice)


def choices_of(space: Space, number: int) -> list[str]:
    """The choice of each axis at a point."""
    chosen = space.chosen(number)
    return [shown_choice(axis, choice) for axis, choice in zip(space.axes, chosen, strict=True)]


def headings(results: Results) -> list[str]:
    """What stands over the columns: the point, the axes, the figures."""
    sweep = results.survey.sweep
    return ["point", *(axis.name for axis in sweep.members.space.axes), *map(title_of, sweep.gauges)]


def cells(results: Results, most: int | None = None) -> Iterator[list[str]]:
    """The cells of each point that is told, or of so many."""
    sweep = results.survey.sweep
    for each in results.points[:most]:
        figures = map(shown_figure, sweep.gauges, each.figures)
        yield [f"{each.number}", *choices_of(sweep.members.space, each.number), *figures]


def what(results: Results) -> str:
    """Which points are told."""
    survey, count = results.survey, len(results.points)
    if survey.front:
        words = [each.words for each in survey.front]
        alike = sum(each.alike for each in results.points)
        more = f", and {alike:,} equal to one of these" if alike else ""
        return f"the front by {_listed(words)}: {many(count, 'point')}{more}"
    if survey.best:
        return f"the {count:,} best by {survey.best.words}" if count > 1 else f"the best by {survey.best.words}"
    if count == results.kept:
        return "all of them"
    return f"the first {count:,}; --front or --best choose others, and -o points.csv writes all"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def space_in_words(results: Results) -> str:
    """How many points there are, and of what."""
    survey = results.survey
    axes = survey.space.axes
    of = " x ".join(f"{axis.name} ({len(axis.choices):,})" for axis in axes)
    return f"{many(survey.space.size, 'point')}: {of}"


def facts(results: Results) -> Iterator[tuple[str, str]]:
    """What became of the points: a word, and what is to be said."""
    survey, tried = results.survey, results.tried
    many_points = survey.space.size
    if tried < many_points:
        yield "tried", f"{tried:,} of {many_points:,} points{_drawn(survey)}"
    yield from _limits(results)
    if results.refused:
        yield "refused", f"{many(results.unbuilt, 'point')} without figures"
        yield from (("", line) for line in reasons(results))


def _limits(results: Results) -> Iterator[tuple[str, str]]:
    """How many points are within all limits, and what each takes of the others."""
    sweep, beyond = results.survey.sweep, results.beyond
    if not sweep.limits:
        return
    texts = ", ".join(limit.text for limit in sweep.limits)
    yield "within", f"{texts}: {many(results.kept, 'point')}; {beyond.points:,} beyond"
    yield from (("", line) for line in taken(results))
    if near := nearest(results):
        yield "nearest", near


def nearest(results: Results) -> str:
    """The point that comes nearest to all limits, where none is within."""
    near = results.beyond.nearest
    return words_of(results, near.point, near.figures) if near and not results.kept else ""


def taken(results: Results) -> Iterator[str]:
    """What each limit takes away, and where few points are left, how near to it another comes."""
    limits, few = results.survey.sweep.limits, results.kept < FEW_LEFT
    if not results.beyond.points or (len(limits) == 1 and not few):
        return
    for limit, each in zip(limits, results.beyond.limits, strict=True):
        alone = f", {_some(each)} by itself" if len(limits) > 1 else ""
        words = f"takes {each.points:,}{alone}" if each.points else "takes none"
        near = f"; the nearest has {_beside(results, limit, each.nearest)}" if few and each.nearest else ""
        yield f"{limit.text} {words}{near}"


def _some(taken: Taken) -> str:
    """How many of those that a limit takes no other does."""
    return "none" if not taken.alone else "all" if taken.alone == taken.points else f"{taken.alone:,} of them"


def _beside(results: Results, limit: Limit, near: NearPoint) -> str:
    """The figure of a point beyond a limit, with all digits where fewer would not tell it from the limit."""
    figure = near.figures[results.survey.sweep.gauges.index(limit.gauge)]
    short = shown_figure(limit.gauge, figure)
    ends = [shown_figure(limit.gauge, end) for end in (limit.least, limit.most) if abs(end) != inf]
    unit = " bytes" if limit.gauge.in_bytes else ""
    return f"{f'{figure:,}{unit}' if short in ends else short} (point {near.point})"


def words_of(results: Results, number: int, figures: Sequence[Plain]) -> str:
    """A point in a line: its choices and its figures."""
    sweep = results.survey.sweep
    axes, chosen = sweep.members.space.axes, choices_of(sweep.members.space, number)
    choices = " ".join(f"{axis.name}={text}" for axis, text in zip(axes, chosen, strict=True))
    told = (f"{title_of(g)} {shown_figure(g, each)}" for g, each in zip(sweep.gauges, figures, strict=True))
    return f"point {number}: {choices}; {', '.join(told)}"


def _drawn(survey: Survey) -> str:
    """How a sample was drawn; nothing of what is none."""
    if not hasattr(survey.indices, "seed"):
        return ""
    among = f" from the {survey.indices.among:,} within all limits" if hasattr(survey.indices, "among") else ""
    return f", drawn{among} with seed {survey.indices.seed}" + (f"; of all, as {survey.aside}" if survey.aside else "")


def reasons(results: Results) -> Iterator[str]:
    """Why points have no figures, the commonest first, with the first of each."""
    ranked = sorted(results.refused.values(), key=lambda each: (-each.points, each.first))
    for each in ranked[:MOST_REASONS]:
        yield f"{each.points:,}: {each.text} (first at point {each.first})"
    if left := ranked[MOST_REASONS:]:
        yield f"{sum(each.points for each in left):,}: {many(len(left), 'other reason')}"
