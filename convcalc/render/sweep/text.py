"""What comes of a sweep, for a person: a table of the points that stand out, and what became of all."""

from collections.abc import Iterator

from convcalc.render.formats import Options
from convcalc.render.sweep import figures
from convcalc.render.text import aligned, columns, page, style, wrapped
from convcalc.sweep.results import Results

TAKES = ()
GAP = "  "
MOST_ROWS = 50
"""Points that are shown: what is left is counted."""


def render(results: Results, options: Options) -> str:
    """The space, the table, and what became of the points."""
    return page(_lines(results, options.width))


def _lines(results: Results, width: int | None) -> Iterator[str]:
    name = results.survey.sweep.members.spec.name
    yield from wrapped(figures.space_in_words(results), width, f"{style(name, 'bold')}  ", GAP)
    yield ""
    if results.points:
        yield from _table(results, width)
        yield ""
    else:
        yield from wrapped("No point is left.", width)
        yield ""
    facts = list(figures.facts(results))
    if results.points:
        facts.insert(0, ("shown", figures.what(results)))
    for word, text in facts:
        yield from wrapped(text, width, f"{style(word, 'bold')}{' ' * (9 - len(word))}", " " * 11)


def _table(results: Results, width: int | None) -> Iterator[str]:
    """A line each; where that is too wide, the choices on a line of their own."""
    rows = [figures.headings(results), *figures.cells(results, MOST_ROWS)]
    lines = aligned(rows, words=0)
    if width is None or max(map(columns, lines)) <= width:
        yield from _ruled(lines)
    else:
        yield from _narrow(results, rows, width)
    if left := len(results.points) - MOST_ROWS:
        yield from wrapped(f"and {left:,} more: --format csv has all", width) if left > 0 else ()


def _ruled(lines: list[str]) -> Iterator[str]:
    rule = "-" * max(map(columns, lines))
    yield style(lines[0], "bold")
    yield rule
    yield from lines[1:]
    yield rule


def _narrow(results: Results, rows: list[list[str]], width: int) -> Iterator[str]:
    axes = len(results.survey.space.axes)
    lines = aligned([[row[0], *row[1 + axes :]] for row in rows], words=0)
    margin = " " * (columns(lines[0]) - columns(lines[0].lstrip()) + len("point") + len(GAP))
    table = list(_ruled(lines))
    yield from table[:2]
    for row, line in zip(rows[1:], table[2:-1], strict=True):
        yield line
        chosen = (f"{name}={each}" for name, each in zip(rows[0][1 : 1 + axes], row[1 : 1 + axes], strict=True))
        yield from (style(each, "dim") for each in wrapped(list(chosen), width, margin, margin))
    yield table[-1]
