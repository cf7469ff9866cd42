"""Hints of a text that could be read, kept while it is typed on and cannot be: each moves with its line."""

from collections.abc import Iterable, Sequence

from convcalc.document.records import NamedTuple
from convcalc.editor.hints import Hint


class Keystroke(NamedTuple):
    """What was typed: from where to which line something was replaced, from 0, and how many lines stand there now."""

    first: int
    column: int
    last: int
    now: int


def moved(hints: Iterable[Hint], typed: Keystroke, text: str) -> tuple[Hint, ...]:
    """The hints after something was typed in a text; each goes with the end of its line, and is gone where that is."""
    lines = text.split("\n")
    behind = lines[typed.first][typed.column :].strip() if typed.first < len(lines) else ""
    more = typed.now - (typed.last - typed.first + 1)
    found: list[Hint] = []
    for hint in hints:
        line = hint.line - 1
        if line < typed.first or (line == typed.first and not behind):
            found.append(hint)
        elif line >= typed.last:
            found.append(hint._replace(line=hint.line + more))
    return tuple(found)


def joined(new: Sequence[Hint], old: Sequence[Hint]) -> tuple[Hint, ...]:
    """The hints of as much of a text as can be read, and after them those from before."""
    end = new[-1].line if new else 0
    return (*new, *[hint for hint in old if hint.line > end])
