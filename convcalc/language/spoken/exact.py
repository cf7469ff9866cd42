"""A layer as specs write it and as tables show it, which is most of what is typed: `conv 25 7 p6+0 d2`."""

import re
from typing import Any

from convcalc.language.shorthand import read_token
from convcalc.language.spoken.words import Setting, Words
from convcalc.model.layers import KINDS, kind
from convcalc.model.layers.fields import MISSING, FieldError

_PLAIN = re.compile(r"\s*([a-z_]+)((?:\s+[a-z_]*=?[\w.+-]+)*)\s*")
_FLOAT = re.compile(r"\d+(\.\d+)?(e-?\d+)?")


def in_shorthand(text: str) -> Words | None:
    """The layer of a shorthand whose values are numbers, sizes, sides and words; None for any other text."""
    match = _PLAIN.fullmatch(text)
    if match is None or match[1] not in KINDS:
        return None
    cls, settings = kind(match[1]), dict[str, Setting]()
    for each in re.finditer(r"\S+", match[2]):
        free = next((name for name in cls.main if name not in settings), "")
        try:
            field, value = read_token(cls, each[0], free)  # type: ignore[arg-type]
            number = _number(value)
            cls.fields[field].type.read(number, len(number) if isinstance(number, list) else 1)
        except FieldError:
            return None
        if field in settings or (isinstance(number, str) and number not in cls.fields[field].type.words):
            return None
        settings[field] = Setting(number, each.start() + match.start(2), each.end() + match.start(2))
    if any(cls.fields[name].default is MISSING for name in cls.main if name not in settings):
        return None
    return Words(match[1], settings, *match.span(1))


def _number(value: Any) -> Any:
    """The number that a text is; what else it is stays."""
    if not isinstance(value, str) or not _FLOAT.fullmatch(value):
        return value
    return int(value) if value.isdecimal() else float(value)
