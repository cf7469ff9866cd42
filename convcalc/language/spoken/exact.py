"""A layer as specs write it and as tables show it, where its words say nothing else: `conv 25 7 p6+0 d2`."""

import re
from typing import Any

from convcalc.language.shorthand import read_shorthand
from convcalc.language.spoken.words import Setting, Words
from convcalc.model.layers import KINDS, kind
from convcalc.model.layers.fields import FieldError

_PLAIN = re.compile(r"\s*([a-z_]+)((?:\s+[a-z_]*=?[\w.+-]+)*)\s*")
_FLOAT = re.compile(r"\d+(\.\d+)?(e-?\d+)?")


def in_shorthand(text: str) -> Words | None:
    """The layer of a shorthand whose values are numbers, sizes, sides and words; None for any other text."""
    match = _PLAIN.fullmatch(text)
    if match is None or match[1] not in KINDS:
        return None
    try:
        given = read_shorthand(kind(match[1]), match[2].strip())
    except FieldError:
        return None
    values = {name: _number(value) for name, value in given.items()}
    words = {name: kind(match[1]).fields[name].type.words for name in given}
    if any(isinstance(value, str) and value not in words[name] for name, value in values.items()):
        return None
    at, end = match.end(2) - len(match[2].lstrip()), match.end(2)
    settings = {name: Setting(value, at, end) for name, value in values.items()}
    return Words(match[1], settings, *match.span(1))


def _number(value: Any) -> Any:
    """The number that a text is; what else it is stays."""
    if not isinstance(value, str) or not _FLOAT.fullmatch(value):
        return value
    return int(value) if value.isdecimal() else float(value)
