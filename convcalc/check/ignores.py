"""Comments `# convcalc: ignore[C301] reason`: what they hide, and which hide nothing. Knows lines, not networks."""

import os
import re
from collections.abc import Sequence
from functools import cache

from convcalc.check import rules
from convcalc.document.places import Located, Pin, Place, Position
from convcalc.document.problems import Problem
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, shown

UNUSED = "C004"
NEVER = frozenset(("C001", UNUSED))
"""What a comment cannot hide."""
_MARK = re.compile(r"(?:^|(?<=\s))#\s*convcalc:\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\s,]+")
_AS = "as '# convcalc: ignore[C301] the reason'"


class Ignore(NamedTuple):
    """One code that a comment hides, as it is written there."""

    line: int
    column: int
    word: str
    code: str | None
    """None where the word names no rule."""


class Comment(NamedTuple):
    """A comment for convcalc: where it stands, and what it hides."""

    line: int
    start: int
    """The first of its characters in the line, from 0."""
    inside: int
    """The first of what stands in its brackets."""
    ignores: tuple[Ignore, ...]
    fault: str = ""
    """Why it hides nothing, whatever rules find."""
    help: str = ""


class Ignores:
    """The comments of the files of a run, and which of them were needed."""

    def __init__(self) -> None:
        self.used: set[tuple[str, int, str]] = set()
        """By file, line and code."""
        self._read: dict[str, dict[int, Comment]] = {}

    def of(self, source: Located) -> dict[int, Comment]:
        """The comments of a file, by line."""
        if source.name not in self._read:
            self._read[source.name] = {comment.line: comment for comment in read_comments(source.text)}
        return self._read[source.name]

    def hides(self, problem: Problem, spec: Located) -> bool:
        """Whether a comment on its line hides a problem, or, for one in another file, on `extends:` or on the call."""
        place = problem.place
        if place is None or problem.code in NEVER:
            return False
        if place.source is spec:
            return self._hides(problem.code, place)
        calls = [note.place for note in problem.notes if note.place.source is spec]
        return any(self._hides(problem.code, each) for each in (place, Place(spec, ("extends",)), *calls))

    def _hides(self, code: str, place: Place) -> bool:
        source = place.source
        if not (comments := self.of(source)):
            return False
        line = place.position.line
        if line not in comments or not any(ignore.code == code for ignore in comments[line].ignores):
            return False
        self.used.add((real(source.name), line, code))
        return True

    def unused(self, source: Located, judged: frozenset[str]) -> list[tuple[Problem, Ignore | None]]:
        """The comments of a file that name no rule, or one that was judged and hid nothing."""
        found: list[tuple[Problem, Ignore | None]] = []
        for comment in self.of(source).values():
            if comment.fault:
                position = Position(comment.line, comment.start + 1, comment.inside - comment.start)
                found.append((_unused(source, position, comment.fault, comment.help), None))
            idle = ((self._idle(source, ignore, judged), ignore) for ignore in comment.ignores)
            found += ((problem, ignore) for problem, ignore in idle if problem)
        return found

    def _idle(self, source: Located, ignore: Ignore, judged: frozenset[str]) -> Problem | None:
        if ignore.code is None:
            message, help = f"there is no rule {ignore.word!r} to ignore", rules.unknown(ignore.word)
        elif ignore.code in NEVER:
            message, help = f"{ignore.word} cannot be ignored", ""
        elif ignore.code in judged and (real(source.name), ignore.line, ignore.code) not in self.used:
            message, help = f"nothing on this line is hidden by ignore[{ignore.word}]", "take it out"
        else:
            return None
        return _unused(source, Position(ignore.line, ignore.column, len(ignore.word)), message, help)


def _unused(source: Located, position: Position, message: str, help: str) -> Problem:
    return Problem(message, Place(Pin(source, position), ()), help, severity="warning", code=UNUSED)


@cache
def real(name: str) -> str:
    """One name for a file, whatever way leads to it."""
    return os.path.realpath(name) if "\0" not in name else name


def read_comments(text: str) -> list[Comment]:
    """Every comment for convcalc: one a line, as what follows it is part of it."""
    if "convcalc:" not in text.lower():
        return []
    starts = ((number, line, _MARK.search(line)) for number, line in enumerate(text.split("\n"), 1))
    return [comment for number, line, match in starts if match and (comment := _comment(number, line, match))]


def _comment(number: int, line: str, match: re.Match[str]) -> Comment | None:
    """What a comment says; None where it is no attempt at hiding something."""
    word = _WORD.match(line, match.end())
    name = word[0].partition("[")[0] if word else ""
    inside = match.end() + len(name)
    if name.lower() != "ignore":
        if not name.lower().startswith("ignore") and not nearest(name, ("ignore",)):
            return None
        fault = f"there is no {shown(name)}: a comment hides what is found on its own line"
        help = f"{_AS}; a project leaves a rule out by 'ignore:' in .convcalc.yaml"
        return Comment(number, match.start(), inside, (), fault, help)
    end = line.find("]", inside)
    if not line.startswith("[", inside) or end < 0:
        fault = "this comment hides nothing: it names no rule in brackets"
        return Comment(number, match.start(), inside, (), fault, _AS)
    words = _WORD.finditer(line, inside + 1, end)
    ignores = tuple(Ignore(number, word.start() + 1, word[0], rules.code_of(word[0])) for word in words)
    fault = "" if ignores else "this comment hides nothing: it names no rule"
    return Comment(number, match.start(), inside + 1, ignores, fault, "" if ignores else _AS)


def without(text: str, ignores: Sequence[Ignore]) -> str:
    """A text without some words of its comments, and without the comments of which none is left."""
    lines = text.split("\n")
    gone = {(ignore.line, ignore.column) for ignore in ignores}
    for comment in reversed(read_comments(text)):
        left = [ignore.word for ignore in comment.ignores if (ignore.line, ignore.column) not in gone]
        if len(left) == len(comment.ignores):
            continue
        line = lines[comment.line - 1]
        if left:
            kept = line[: comment.inside] + ", ".join(left) + line[line.index("]", comment.inside) :]
            lines[comment.line - 1] = kept
        elif before := line[: comment.start].rstrip():
            lines[comment.line - 1] = before + ("\r" if line.endswith("\r") else "")
        else:
            del lines[comment.line - 1]
    return "\n".join(lines)
