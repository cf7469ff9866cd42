"""Shorthands: the settings of a layer, or the arguments of a call, in one string: `64 3x3 s2 p1 nobias`."""

import re
from typing import Any

from convcalc.document.wording import nearest, shown
from convcalc.language.expressions import LONGEST, parse_expression
from convcalc.model.layers import Layer
from convcalc.model.layers.fields import SIZES, FieldError, sizes

_LETTER = re.compile(r"([a-z]+)(\d{1,18}(?:x\d{1,18})*)")


def read_shorthand(cls: type[Layer], text: str) -> dict[str, Any]:
    """Field values from a string: a shorthand, or an expression for the main field.

    Raises FieldError where it is neither, or gives a field twice.
    """
    tokens = text.split()
    if len(text) > LONGEST:
        raise FieldError(f"a shorthand of {len(text)} characters is too long (at most {LONGEST})")
    if len(tokens) > 1 and is_expression(text):
        tokens = [text]
    given: dict[str, Any] = {}
    for token in tokens:
        field, value = _read_token(cls, token, given)
        if field in given:
            raise FieldError(f"{text!r} gives {field} twice", "keep one")
        given[field] = value
    return given


def read_positional(text: str) -> list[str]:
    """The values of a block call in the order of its signature; one, where the text is one expression."""
    return [text] if is_expression(text) else text.split()


def is_expression(text: str) -> bool:
    """Whether a text reads as one expression."""
    return parse_expression(text) is not None


def _read_token(cls: type[Layer], token: str, given: dict[str, Any]) -> tuple[str, Any]:
    if token in cls.flags:
        return cls.flags[token]
    letter = _LETTER.fullmatch(token)
    if letter and letter[1] in cls.letters:
        return cls.letters[letter[1]], _number(letter[2])
    free = next((name for name in cls.main if name not in given), None)
    if free and SIZES.fullmatch(token):
        return free, sizes(token)
    if free and not token.endswith(",") and (token in cls.fields[free].type.words or is_expression(token)):
        return free, token
    raise FieldError(f"{shown(token)} is not understood", _usage(cls, token))


def _number(text: str) -> Any:
    numbers = sizes(text)
    return numbers if len(numbers) > 1 else numbers[0]


def _usage(cls: type[Layer], token: str) -> str:
    if not cls.main and not cls.letters:
        return "this layer takes no settings" if not cls.fields else "write its settings as a mapping"
    if token.endswith((",", ";")):
        return "put spaces between the parts, and nothing else"
    if token in ("x", "X", "×"):
        return "write sizes without spaces, as 5x5"
    parts = [*cls.main, *(f"{letter}N ({field})" for letter, field in cls.letters.items()), *cls.flags]
    return nearest(token, cls.flags) or "a shorthand has: " + ", ".join(parts)
