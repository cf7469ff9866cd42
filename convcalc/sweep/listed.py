"""Choices that a file lists, one a line, as JSON or as one is typed. Equal lists in them are one object."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from convcalc.document.files import opened, shown_path
from convcalc.document.problems import SpecError
from convcalc.document.wording import shown
from convcalc.sweep.typed import Typed

MARK = "@"
"""What stands before the name of a file."""
MOST_LINES = 10_000_000
LONGEST_LINE = 1 << 16
LARGEST_NUMBER = 10**18


def lines_of(said: Typed) -> Iterator[tuple[str, int]]:
    """The lines of the file that is named behind a mark, with their numbers. Raises SpecError."""
    name = said.text.removeprefix(MARK).strip()
    try:
        with opened(name) as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
                if number > MOST_LINES or len(line) == LONGEST_LINE:
                    what = f"more than {MOST_LINES:,} lines" if number > MOST_LINES else f"a line of {LONGEST_LINE:,}"
                    raise said.fail(f"{shown_path(name)} has {what}")
                if text := line.decode("utf-8", "replace").strip():
                    yield text, number
    except SpecError as error:
        raise said.blamed(error.problems) from None


def choices_in(said: Typed, read: Callable[[Typed], Any]) -> Iterator[Any]:
    """The choices that a file lists; `read` has those that are no plain numbers. Raises SpecError."""
    for text, number in lines_of(said):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = None
        if is_plain(value):
            yield value
            continue
        try:
            yield read(Typed(text, said.place))
        except SpecError as error:
            name = shown_path(said.text.removeprefix(MARK).strip())
            raise said.fail(f"line {number} of {name}, {shown(text)}: {error.problems[0].message}") from None


def is_plain(value: Any) -> bool:
    """Whether it is a whole number, or a list of such values, and needs no reading."""
    if type(value) is list:
        return value != [] and all(map(is_plain, value))
    return type(value) is int and abs(value) <= LARGEST_NUMBER


def shared(values: Iterable[Any]) -> list[Any]:
    """The same, where of equal lists of whole numbers inside a value there is one."""
    known: dict[tuple[int, ...], list[int]] = {}

    def one(value: Any) -> Any:
        if type(value) is list and all(type(each) is int for each in value):
            return known.setdefault(tuple(value), value)
        return value

    return [list(map(one, value)) if type(value) is list else value for value in values]
