"""Problems as text: file:line:col, the message, the line with a caret, what is related, what would help."""

from collections.abc import Sequence

from convcalc.document.places import Located, Place, Position
from convcalc.document.problems import Problem
from convcalc.document.wording import printable
from convcalc.render.text import columns, page, style

MOST = 20
"""So many are shown in full: more are as a rule the same fault again."""
WIDEST = 110
"""The part of a long line that is shown around the place of the fault."""


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
    code = f"[{problem.code}]" if problem.code else ""
    severity = style(f"{problem.severity}{code}:", "red" if problem.severity == "error" else "yellow", "bold")
    lines = [f"{severity} {style(problem.message, 'bold')}"]
    if problem.place:
        lines = [f"{where(problem.place)}: {lines[0]}", *_snippet(problem.place.source, problem.place.position)]
    lines += [f"  {where(note.place)}: {note.message}" for note in problem.notes]
    if problem.help:
        lines.append(f"  {style('help:', 'cyan')} {problem.help}")
    return lines


def where(place: Place) -> str:
    """`file:line:col` of a place."""
    position = place.position
    return f"{place.source.name}:{position.line}:{position.column}"


def _snippet(source: Located, position: Position) -> list[str]:
    line = source.line(position.line)
    if not line or line.isspace():
        return []
    column, end = position.column - 1, position.column - 1 + position.length
    start = max(0, min(column - WIDEST // 2, len(line) - WIDEST))
    column, end = column - start, min(end - start, WIDEST)
    text = ("..." if start else "") + printable(line[start + (3 if start else 0) : start + WIDEST])
    text += "..." if start + WIDEST < len(line) else ""
    margin, length = columns(text[:column]), max(1, columns(text[column:end]))
    gutter = f"{position.line:>4} | "
    return [
        style(gutter, "dim") + text,
        " " * (len(gutter) - 2) + style("| ", "dim") + " " * margin + style("^" * length, "red"),
    ]
