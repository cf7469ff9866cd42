"""The inputs that a network takes as a table, with what comes out; and below it those that it does not, with why."""

import os
from collections.abc import Iterator, Sequence

from convcalc.document.problems import Problem
from convcalc.document.wording import many
from convcalc.homework.solve import Fits
from convcalc.language.chain import NAME
from convcalc.render.formats import Options
from convcalc.render.text import columns, left, page, style, wrapped

LONGEST_LIST = 3
"""So many ranges of sizes that fail in one way are named."""
MOST = 40
"""And so many that fit have a row."""


def render(fits: Fits, options: Options) -> str:
    """A heading, what fits, and what fails."""
    width = options.width
    tried = len(fits.fitting) + sum(len(each.sides) for each in fits.misfits)
    heading = f"{style(fits.name, 'bold')}  {len(fits.fitting)} of {many(tried, 'input')} fit"
    good, bad = list(_good(fits)), [(_listed(each.sides), told(each.problem)) for each in fits.misfits]
    room = max(columns(cell) for cell, _ in [("fails", ""), *good, *bad])
    room = min(room, width // 2 - 2) if width else room
    lines = [f"{heading}, {fits.first} to {fits.last}"]
    for title, what, rows in (("fits", "output", good), ("fails", "why the first fails", bad)):
        if rows:
            lines += ["", style(f"{left(title, room)}  {what}", "dim")]
        for row in rows:
            lines += _side_by_side(*row, room, width)
    return page(lines)


def _good(fits: Fits) -> Iterator[tuple[str, str]]:
    """The sizes that fit, each range with what comes out."""
    output = dict(fits.fitting)
    ranges = list(_ranges(list(output)))
    for sides in ranges[:MOST]:
        ends = output[sides[0]], output[sides[-1]]
        yield _range(sides), " to ".join(map(str, dict.fromkeys(ends)))
    if more := sum(map(len, ranges[MOST:])):
        yield f"and {more:,} more", ""


def _side_by_side(sides: str, text: str, room: int, width: int | None) -> Iterator[str]:
    """Two cells beside each other, each broken where it ends."""
    cells = wrapped(sides, room), wrapped(text, width and width - room - 2)
    for k in range(max(map(len, cells))):
        first, second = (cell[k] if k < len(cell) else "" for cell in cells)
        yield f"{left(first, room)}  {second}".rstrip()


def told(problem: Problem) -> str:
    """A problem in a line, with its place: of another file, that too, and where it is called."""
    place = problem.place
    if place is None or place.source.name == NAME:
        return problem.message
    line, call = f"line {place.source.locate(place.route).line}", problem.notes[-1].place if problem.notes else place
    if call.source is not place.source:
        line += f" of {os.path.basename(place.source.name)}"
    if call.source is not place.source or (place.route[:1] == ("blocks",) and problem.notes):
        line += f", called in line {call.source.locate(call.route).line}"
    return f"{problem.message} ({line})"


def _listed(sides: Sequence[int]) -> str:
    """Sizes in few words: `204 to 300 in steps of 16`, `200 to 203, 205 to 207, and 12 more`."""
    ranges = list(_ranges(sides))
    words = [_range(each) for each in ranges[:LONGEST_LIST]]
    more = sum(map(len, ranges[LONGEST_LIST:]))
    return ", ".join(words) + (f" and {more:,} more" if more else "")


def _ranges(sides: Sequence[int]) -> Iterator[range]:
    """Sizes that follow each other in equal steps, as long as they do; two of them only where nothing lies between."""
    start = 0
    while start < len(sides):
        step = sides[start + 1] - sides[start] if start + 1 < len(sides) else 1
        stop = start + 1
        while stop < len(sides) and sides[stop] - sides[stop - 1] == step:
            stop += 1
        stop = start + 1 if stop == start + 2 and step > 1 else stop
        yield range(sides[start], sides[stop - 1] + 1, step)
        start = stop


def _range(sides: range) -> str:
    if len(sides) < 3:
        return ", ".join(map(str, sides))
    return f"{sides[0]:,} to {sides[-1]:,}" + (f" in steps of {sides.step}" if sides.step > 1 else "")
