"""Comments `# convcalc: ignore[C301] reason`: what they hide, and which hide nothing. Knows lines, not networks."""

import os
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from convcalc.check import rules
from convcalc.document.places import Located, Mark, Place, Position
from convcalc.document.problems import Problem

UNUSED = "C004"
NEVER = frozenset(("C001", UNUSED))
"""What a comment cannot hide."""
_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*convcalc:\s*ignore\[([^\]\n]*)\][^\n]*")


class Ignore(NamedTuple):
    """One code that a comment hides, as it is written there."""

    line: int
    column: int
    word: str
    code: str | None
    """None where the word names no rule."""


class Ignores:
    """The comments of the files of a run, and which of them were needed."""

    def __init__(self) -> None:
        self.used: set[tuple[str, int, str]] = set()
        """By file, line and code."""
        self._read: dict[str, dict[int, list[Ignore]]] = {}

    def of(self, source: Located) -> dict[int, list[Ignore]]:
        """What the comments of a file hide, by line."""
        if source.name not in self._read:
            self._read[source.name] = by_line(read_ignores(source.text))
        return self._read[source.name]

    def hides(self, problem: Problem, spec: Located) -> bool:
        """Whether a comment on its line hides a problem, or, for one in a file that is extended, on `extends:`."""
        if problem.place is None or problem.code in NEVER:
            return False
        places = [problem.place]
        if problem.place.source is not spec:
            places.append(Place(spec, ("extends",)))
        return any(self._hides(problem.code, place) for place in places)

    def _hides(self, code: str, place: Place) -> bool:
        source = place.source
        if not (ignores := self.of(source)):
            return False
        line = place.position.line
        if not any(ignore.code == code for ignore in ignores.get(line, ())):
            return False
        self.used.add((real(source.name), line, code))
        return True

    def unused(self, source: Located, judged: frozenset[str]) -> list[tuple[Problem, Ignore]]:
        """The words of a file's comments that name no rule, or one that was judged and hid nothing."""
        found = []
        for ignore in chain.from_iterable(self.of(source).values()):
            place = Place(Mark(source, Position(ignore.line, ignore.column, len(ignore.word) or 1)), ())
            if ignore.code is None:
                message, help = f"there is no rule {ignore.word!r} to ignore", rules.unknown(ignore.word)
            elif ignore.code in NEVER:
                message, help = f"{ignore.word} cannot be ignored", ""
            elif ignore.code in judged and (real(source.name), ignore.line, ignore.code) not in self.used:
                message, help = f"nothing on this line is hidden by ignore[{ignore.word}]", "take it out"
            else:
                continue
            found.append((Problem(message, place, help, severity="warning", code=UNUSED), ignore))
        return found


@cache
def real(name: str) -> str:
    """One name for a file, whatever way leads to it."""
    return os.path.realpath(name)


def read_ignores(text: str) -> list[Ignore]:
    """Every word of every such comment."""
    if "convcalc:" not in text:
        return []
    return [
        Ignore(number, match.start(1) + word.start() + 1, word[0], rules.code_of(word[0]))
        for number, line in enumerate(text.split("\n"), 1)
        for match in _COMMENT.finditer(line)
        for word in re.finditer(r"[^\s,]+", match[1])
    ]


def by_line(ignores: Iterable[Ignore]) -> dict[int, list[Ignore]]:
    """The words of comments, line by line."""
    lines: dict[int, list[Ignore]] = {}
    for ignore in ignores:
        lines.setdefault(ignore.line, []).append(ignore)
    return lines


def without(text: str, ignores: Sequence[Ignore]) -> str:
    """A text without some words of its comments, and without the comments of which none is left."""
    lines = text.split("\n")
    for number, words_gone in sorted(by_line(ignores).items(), reverse=True):
        gone = {ignore.column for ignore in words_gone}
        match = _COMMENT.search(line := lines[number - 1])
        if match is None:
            continue
        words = list(re.finditer(r"[^\s,]+", match[1]))
        left = [word[0] for word in words if match.start(1) + word.start() + 1 not in gone]
        if left:
            lines[number - 1] = line[: match.start(1)] + ", ".join(left) + line[match.end(1) :]
        elif line[: match.start()].strip():
            end = "\r" if line.endswith("\r") else ""
            lines[number - 1] = line[: match.start()].rstrip() + end
        else:
            del lines[number - 1]
    return "\n".join(lines)
