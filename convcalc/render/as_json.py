"""Plain values as JSON: a few lines for what is one, a line each for what may be a million, some at a time."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from json.encoder import encode_basestring_ascii
from typing import Any

from convcalc.document.wording import unhashed

MOST_LINES = 1_000
"""Lines of JSON that are written at once."""
MOST_ROWS = 20
"""Rows that are handed on at once."""
Rows = Callable[[Iterable[Any]], Any]
"""How values that may be many are handed on: as a `list`, or by an `iter`, to be written a line each."""
Encode = Callable[[Any, int], Iterable[str]]
"""A value, at a depth, to pieces of JSON."""


class JsonRows(Iterator[str]):
    """Rows that are JSON already."""

    def __init__(self, rows: Iterator[str]) -> None:
        self.rows = rows

    def __next__(self) -> str:
        return next(self.rows)


def json_text(value: Any) -> str:
    """Plain values as JSON in ASCII, with no line that a CI job takes for a command.

    Mappings and lists are spread over lines. What an iterator gives, of which there may be a million, takes a line
    each; those of JsonRows are JSON already.
    """
    return "\n".join(json_parts(value))


def json_parts(value: Any) -> Iterator[str]:
    """The same some lines at a time, to be shown below each other."""
    lines = _json_lines(value, "", "", "")
    while text := "\n".join(islice(lines, max(1, MOST_LINES // MOST_ROWS))):
        yield unhashed(text, "#\\u0023") if "##" in text else text


def json_row(value: Any) -> str:
    """Plain values as JSON on one line."""
    return "".join(_encoded(value, 0))


def _encoder() -> Encode:
    """What `json.dumps` makes anew for each value, which takes half of its time; in C, where there is that."""
    make, usual = getattr(json.encoder, "c_make_encoder", None), json.JSONEncoder()
    if make is None:
        return lambda value, _: (usual.encode(value),)
    encode: Encode = make(None, usual.default, encode_basestring_ascii, None, ": ", ", ", False, False, True)
    return encode


_encoded = _encoder()


def json_word(text: str) -> str:
    """A text as JSON. It is a third of what a row costs, and there are as many as layers."""
    return encode_basestring_ascii(text)


def _json_lines(value: Any, start: str, end: str, indent: str) -> Iterator[str]:
    """The lines of a value, with what stands before it in the first and after it in the last."""
    deeper = indent + "  "
    if isinstance(value, Mapping) and value:
        inside = (_json_lines(each, f"{deeper}{json_row(key)}: ", ",", deeper) for key, each in value.items())
        yield from _enclosed(start, "{", chain.from_iterable(inside), f"{indent}}}{end}")
    elif isinstance(value, (list, tuple)) and any(isinstance(each, (Mapping, list, tuple)) for each in value):
        inside = (_json_lines(each, deeper, ",", deeper) for each in value)
        yield from _enclosed(start, "[", chain.from_iterable(inside), f"{indent}]{end}")
    elif isinstance(value, Iterator):
        rows = value.rows if isinstance(value, JsonRows) else map(json_row, value)
        yield from _enclosed(start, "[", _some_rows(rows, deeper), f"{indent}]{end}")
    else:
        yield f"{start}{json_row(value)}{end}"


def _some_rows(rows: Iterator[str], indent: str) -> Iterator[str]:
    """Rows as lines, a few at a time."""
    between = f",\n{indent}"
    while some := between.join(islice(rows, MOST_ROWS)):
        yield f"{indent}{some},"


def _enclosed(start: str, bracket: str, lines: Iterator[str], end: str) -> Iterator[str]:
    """Lines in brackets; the last of them without its comma. None: the brackets alone, in one line."""
    last = next(lines, "")
    if not last:
        yield f"{start}{bracket}{end.lstrip()}"
        return
    yield start + bracket
    for line in lines:
        yield last
        last = line
    yield last.removesuffix(",")
    yield end
