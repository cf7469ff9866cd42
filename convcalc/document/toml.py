"""A table of a TOML file as a document. Its parser keeps no positions: they are searched for, key after key."""

import os
from collections.abc import Sequence
from functools import cached_property
from itertools import takewhile
from typing import Any

from convcalc.document.files import shown_path
from convcalc.document.opening import decode
from convcalc.document.places import Position, Route
from convcalc.document.problems import fail

MOST_PARTS = 200
"""Parts of a key, with points between: Python's parser takes the square of their number."""


class TomlTable:
    """A table: its data, and the text of the whole file."""

    def __init__(self, name: str, text: str, path: Sequence[str], data: Any) -> None:
        self.name = name
        self.folder = os.path.dirname(name)
        self.data = data
        self.text = text
        self._top = ".".join(path)
        self._known: dict[Route, Position] = {}

    def locate(self, route: Route, key: bool = False) -> Position:
        """Where the keys of a route stand one after the other; the last of them that is found."""
        keys = tuple(takewhile(lambda step: isinstance(step, str), route))
        if keys not in self._known:
            self._known[keys] = self._searched(keys)
        return self._known[keys]

    def _searched(self, keys: Route) -> Position:
        start, end = max(0, self.text.find(self._top)), 0
        for step in map(str, keys):
            found = self.text.find(step, max(start, end))
            if found < 0:
                break
            start, end = found, found + len(step)
        line = self.text.count("\n", 0, start) + 1
        column = start - (self.text.rfind("\n", 0, start) + 1) + 1
        return Position(line, column, max(1, end - start))

    def line(self, number: int) -> str:
        """A line of the text by its number from 1, without its end."""
        return self._lines[number - 1].rstrip("\r")

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")


def table(name: str, raw: bytes, path: Sequence[str]) -> TomlTable | None:
    """The table at a path, as `("tool", "convcalc")`; None where there is none. Raises SpecError."""
    import tomllib

    text = decode(name, raw)
    if _long_key(text):
        raise fail(f"{shown_path(name)} has a key of more than {MOST_PARTS} parts")
    try:
        data: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise fail(f"{shown_path(name)} is not valid TOML: {str(error)[:200].lower()}") from None
    except ValueError:
        raise fail(f"{shown_path(name)} has a number that is too long") from None
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return None if data is None else TomlTable(name, text, path, data)


def _long_key(text: str) -> bool:
    """Whether there is a key of very many parts."""
    import re

    part = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*"""
    return text.count(".") > MOST_PARTS and bool(re.search(rf"(?<![\w-])(?:{part}){{{MOST_PARTS}}}", text))
