"""What is told of several files at once: where one of them cannot be written, that is told, and stops no other."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from convcalc.document.files import shown_path
from convcalc.document.problems import Problem, SpecError, doing

Told = TypeVar("Told")
Faults = tuple[Problem, ...]


def written(
    parts: Sequence[Told],
    write: Callable[[Sequence[Told]], str],
    name: Callable[[Told], str],
    instead: Callable[[Told, Faults], Told],
) -> tuple[list[Told], str]:
    """Parts and the text that `write` makes of all; `instead` of one that it cannot write, with why."""
    try:
        return list(parts), write(parts)
    except Exception:
        found = [_or_why(part, write, name(part), instead) for part in parts]
        return found, write(found)


def _or_why(
    part: Told, write: Callable[[Sequence[Told]], str], name: str, instead: Callable[[Told, Faults], Told]
) -> Told:
    try:
        with doing(f"writing what was found of {shown_path(name)}"):
            write([part])
            return part
    except SpecError as error:
        return instead(part, error.problems)
