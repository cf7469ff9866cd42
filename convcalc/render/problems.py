"""Problems as text: file:line:col, the message, the line with a caret, what is related, what would help."""

from collections.abc import Sequence

from click import style

from convcalc.document.problems import Place, Problem

MOST = 20
WIDEST = 110


def render_problems(problems: Sequence[Problem]) -> str:
    """All problems, the first of them in full."""
    parts = [render_problem(problem) for problem in problems[:MOST]]
    if len(problems) > MOST:
        parts.append(f"and {len(problems) - MOST} more")
    return "\n".join(parts)


def render_problem(problem: Problem) -> str:
    """One problem with its place, if it has one."""
    code = f"[{problem.code}]" if problem.code else ""
    severity = style(f"{problem.severity}{code}:", fg="red" if problem.severity == "error" else "yellow", bold=True)
    lines = [f"{severity} {style(printable(problem.message), bold=True)}"]
    if problem.place:
        lines = [f"{where(problem.place)}: {lines[0]}", *_snippet(problem.place)]
    lines += [f"  {where(note.place)}: {printable(note.message)}" for note in problem.notes]
    if problem.help:
        lines.append(f"  {style('help:', fg='cyan')} {printable(problem.help)}")
    return "\n".join(lines)


def where(place: Place) -> str:
    """`file:line:col` of a place."""
    position = place.source.locate(place.route, place.key)
    return f"{printable(place.source.name)}:{position.line}:{position.column}"


def _snippet(place: Place) -> list[str]:
    position = place.source.locate(place.route, place.key)
    text = printable(place.source.line(position.line))
    if not text.strip():
        return []
    column, end = position.column - 1, position.column - 1 + position.length
    if len(text) > WIDEST:
        start = max(0, min(column - WIDEST // 2, len(text) - WIDEST))
        column, end, last = column - start, min(end - start, WIDEST), len(text)
        text = ("..." if start else "") + text[start + (3 if start else 0) : start + WIDEST]
        text += "..." if start + WIDEST < last else ""
    margin, length = _columns(text[:column]), max(1, _columns(text[column:end]))
    gutter = f"{position.line:>4} | "
    return [
        style(gutter, dim=True) + text,
        " " * (len(gutter) - 2) + style("| ", dim=True) + " " * margin + style("^" * length, fg="red"),
    ]


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: a wide character takes two, a combining one none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def printable(text: str) -> str:
    """The text with each character that would move the cursor, or is none, shown as a mark."""
    return "".join(char if char.isprintable() else " " if char == "\t" else "\ufffd" for char in text)
