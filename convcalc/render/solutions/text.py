"""Solutions as text: a line each with what they come to and the arithmetic, and what was tried."""

from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.analysis.analyse import analyse
from convcalc.explain.formula import numbers
from convcalc.explain.layer import explain_layer
from convcalc.explain.lines import Line
from convcalc.explain.terms import Name, Number, value
from convcalc.homework.solve import Answers, Run, Solution, Target, Tried, Unknown
from convcalc.model.geometry import per_axis
from convcalc.render.formats import Options
from convcalc.render.solutions import Solved
from convcalc.render.text import columns, left, page, style, wrapped

MOST = 20
"""So many solutions are listed: a screen of them."""
MOST_EXPLAINED = 6
"""So few have their arithmetic below: with it they still fit on a screen."""


def render(solved: Solved, options: Options) -> str:
    """The solutions; or that none gives what is wanted, and the nearest."""
    (answers, target, wanted), width = solved, options.width
    found = answers.solutions or answers.nearest
    lines = []
    if not answers.solutions:
        names = " and ".join(unknown.name for unknown in answers.unknowns)
        why = "; the nearest:" if found else f": {answers.refused}" if answers.refused else ""
        lines = [*wrapped(f"no {names} gives {wanted}{why}", width, rest="  "), *([""] if found else [])]
    rows = [(*_values(answers, each), *_comes_to(each, target)) for each in found[: MOST + (len(found) == MOST + 1)]]
    widths = [max(map(columns, column)) for column in zip(*rows)]
    for row, solution in zip(rows, found):
        cells = [style(left(row[0], widths[0]), "bold"), *map(left, row[1:], widths[1:])]
        lines.append("  ".join(cells).rstrip())
        if len(found) <= MOST_EXPLAINED and answers.solutions:
            lines += (f"    {text}" for text in _working(solution, answers, target))
    if len(found) > len(rows):
        lines.append(f"and {len(found) - len(rows)} more")
    return page([*lines, "", *wrapped(_tried(answers.tried), width, rest="  ")] if answers.tried else lines)


def _values(answers: Answers, solution: Solution) -> list[str]:
    return [f"{unknown.name} {_run(run, unknown)}" for unknown, run in zip(answers.unknowns, solution.runs)]


def _run(run: Run, unknown: Unknown) -> str:
    if unknown.words:
        return _word(unknown.words[run.first])
    step = f" in steps of {run.step}" if run.step > 1 and run.last > run.first else ""
    if run.endless:
        return f"{run.first:,} or more{step}"
    return f"{run.first:,}" if run.first == run.last else f"{run.first:,} to {run.last:,}{step}"


def _word(word: Any) -> str:
    """A word as a layer takes it: `true`, `linear`, `[width, height, channels]`."""
    return f"[{', '.join(word)}]" if isinstance(word, tuple) else str(word).lower()


def _comes_to(solution: Solution, target: Target) -> Iterator[str]:
    """The volumes, and the figures that were asked for."""
    first, last = solution.first, solution.last
    more = " and more" if any(run.endless for run in solution.runs) else ""
    into = _ends(str(first.sites[0].inputs[0]), str(last.sites[0].inputs[0]), more)
    yield f"{into} -> {_ends(str(first.output), str(last.output), more)}"
    if target.params:
        yield f"{_ends(f'{first.params:,}', f'{last.params:,}', more)} parameters"
    if target.field:
        yield f"receptive field {_ends(axes(first.field), axes(last.field), more)}"


def _ends(first: str, last: str, more: str) -> str:
    """What a run of values comes to: from its first to its last, or beyond."""
    return first if first == last else f"{first}{more}" if more else f"{first} to {last}"


def axes(sizes: Sequence[int | None]) -> str:
    """What is seen along each axis."""
    return per_axis("all" if size is None else size for size in sizes)


def _working(solution: Solution, answers: Answers, target: Target) -> Iterator[str]:
    """The arithmetic of the figures that were asked for, of a single solution and the layer it is about."""
    if len(solution.first.sites) > 1 or any(run.first != run.last or run.endless for run in solution.runs):
        return
    asked = [("output", "size"), ("output", "numbers")] if target.output else []
    asked += [("params", "")] if target.params else []
    asked += [("receptive_field", "")] if target.field else []
    for line in explain_layer(analyse(solution.first.network()), 1).lines:
        if not isinstance(line, Line) or line.term is None or isinstance(line.term, (Name, Number)):
            continue
        if (line.figure, line.aspect) in asked:
            yield f"{line.label}: {numbers(line.term)} = {value(line.term):,}"


def _tried(tried: Sequence[Tried]) -> str:
    """What was tried, and whether there can be more."""
    text = ", ".join(_range(each) for each in tried)
    more = " or ".join(f"{each.unknown.name} above {each.last:,}" for each in tried if each.more)
    if more:
        return f"tried {text}: there may be more with {more}"
    others = " and ".join(f"{each.unknown.name} above {each.last:,}" for each in tried if not each.all)
    return f"tried {text}: " + (f"{others} was not tried" if others else "there are no others")


def _range(tried: Tried) -> str:
    unknown = tried.unknown
    if unknown.words:
        return (
            f"{unknown.name} {' and '.join(map(_word, unknown.words))}"
            if len(unknown.words) < 3
            else f"every {unknown.name}"
        )
    return f"{unknown.name} {tried.first:,} to {tried.last:,}" + (f" ({tried.note})" if tried.note else "")
