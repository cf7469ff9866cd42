"""Plain values as JSON: a few lines for what is one, a line each for what may be a million, some at a time."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from json.encoder import encode_basestring_ascii
from typing import Any

from convcalc.document.wording import unhashed
from convcalc.render.markup import Marked

MOST_LINES = 1_000
"""Lines of JSON that are written at once."""
Rows = Callable[[Iterable[Any]], Any]
"""How values that may be many are handed on: as a `list`, or by an `iter`, to be written a line each."""


def json_text(value: Any) -> str:
    """Plain values as JSON in ASCII, with no line that a CI job takes for a command.

    Mappings and lists are spread over lines. What an iterator gives, of which there may be a million, takes a line
    each: a Marked one is JSON already.
    """
    return "\n".join(json_parts(value))


def json_parts(value: Any) -> Iterator[str]:
    """The same some lines at a time, to be shown below each other."""
    lines = _json_lines(value, "", "", "")
    while some := list(islice(lines, MOST_LINES)):
        text = "\n".join(some)
        yield unhashed(text, "#\\u0023") if "##" in text else text


def json_row(value: Any) -> Marked:
    """Plain values as JSON on one line."""
    return Marked(json.dumps(value))


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
        rows = (f"{deeper}{each if isinstance(each, Marked) else json_row(each)}," for each in value)
        yield from _enclosed(start, "[", rows, f"{indent}]{end}")
    else:
        yield f"{start}{json_row(value)}{end}"


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
