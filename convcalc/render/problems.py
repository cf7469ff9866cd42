"""Problems as text: file:line:col, the message, the line with a caret, what is related, what would help."""

from collections.abc import Sequence
from functools import cache

from convcalc.document.places import Located, Place, Position
from convcalc.document.problems import Problem
from convcalc.document.wording import printable
from convcalc.render.text import columns, page, style

MOST = 20
"""So many are shown in full: more are as a rule the same fault again."""
WIDEST = 110
"""The part of a long line that is shown around the place of the fault."""
_HELP, _BAR = style("help:", "cyan"), style("| ", "dim")


def render_problems(problems: Sequence[Problem]) -> str:
    """All problems, the first of them in full."""
    parts = [render_problem(problem) for problem in problems[:MOST]]
    if len(problems) > MOST:
        parts.append(f"and {len(problems) - MOST} more")
    return "\n".join(parts)


def render_problem(problem: Problem) -> str:
    """One problem with its place, if it has one."""
    return page(lines_of(problem))


def lines_of(problem: Problem) -> list[str]:
    """The lines of a problem, not yet fit to be shown."""
    message, place, help, notes, severity, code, _, _ = problem
    said = f"{_severity(severity, code)} {style(message, 'bold')}"
    if place:
        position = place.position
        lines = [f"{_at(place, position)}: {said}", *_snippet(place.source, position)]
    else:
        lines = [said]
    lines += [f"  {where(note.place)}: {note.message}" for note in notes]
    if help:
        lines.append(f"  {_HELP} {help}")
    return lines


@cache
def _severity(severity: str, code: str) -> str:
    code = f"[{code}]" if code else ""
    return style(f"{severity}{code}:", "red" if severity == "error" else "yellow", "bold")


def where(place: Place) -> str:
    """`file:line:col` of a place."""
    return _at(place, place.position)


def _at(place: Place, position: Position) -> str:
    line, column, _ = position
    return f"{place.source.name}:{line}:{column}"


def _snippet(source: Located, position: Position) -> list[str]:
    number, column, length = position
    line = source.line(number)
    if not line or line.isspace():
        return []
    text, column, end = _shown(line, column - 1, column - 1 + length)
    margin, length = columns(text[:column]), max(1, columns(text[column:end]))
    gutter = f"{number:>4} | "
    return [
        f"{style(gutter, 'dim')}{text}",
        f"{' ' * (len(gutter) - 2)}{_BAR}{' ' * margin}{style('^' * length, 'red')}",
    ]


def _shown(line: str, column: int, end: int) -> tuple[str, int, int]:
    """A line, or the part of a long one around a fault; and where in it the fault begins and ends."""
    if len(line) <= WIDEST:
        return printable(line), column, end
    start = max(0, min(column - WIDEST // 2, len(line) - WIDEST))
    text = ("..." if start else "") + printable(line[start + (3 if start else 0) : start + WIDEST])
    text += "..." if start + WIDEST < len(line) else ""
    return text, column - start, min(end - start, WIDEST)
