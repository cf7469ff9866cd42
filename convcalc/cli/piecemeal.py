"""What is told of several files at once: where one of them cannot be written, that is told, and stops no other."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from convcalc.document.files import shown_path
from convcalc.document.problems import Problem, SpecError, doing

Part = TypeVar("Part")
Faults = tuple[Problem, ...]


def written(
    parts: Sequence[Part],
    write: Callable[[Sequence[Part]], str],
    name: Callable[[Part], str],
    instead: Callable[[Part, Faults], Part],
) -> tuple[list[Part], str]:
    """Parts and the text that `write` makes of all; `instead` of one that it cannot write, with why."""
    try:
        return list(parts), write(parts)
    except Exception:
        found = [_or_why(part, write, name(part), instead) for part in parts]
        return found, write(found)


def _or_why(
    part: Part, write: Callable[[Sequence[Part]], str], name: str, instead: Callable[[Part, Faults], Part]
) -> Part:
    try:
        with doing(f"writing what was found of {shown_path(name)}"):
            write([part])
            return part
    except SpecError as error:
        return instead(part, error.problems)
