"""Shorthands: the settings of a layer, or the arguments of a call, in one string: `64 3x3 s2 p1 nobias`.

And items that are a word; and values apart from the numbers in them.
"""

from functools import lru_cache
from itertools import pairwise
from typing import Any

from convcalc.document.scalars import read_scalar, whole
from convcalc.document.wording import nearest, shown
from convcalc.language.arithmetic import Numbers
from convcalc.language.expressions import LONGEST, apart, is_expression
from convcalc.model.layers import Layer
from convcalc.model.layers.fields import SIZES, Axes, FieldError, Padding

YOUNG = ("half",)
"""Words that came later than variables of their names: those stand for a main setting that is still to come."""
JOINING = ("if", "else", "and", "or", "not", "in", "is", "await")
"""The words of Python's expressions: without one of them, and without a sign, several words are no expression."""
BETWEEN = (*JOINING, "lambda", "for", "async", "yield", "from")
"""The words that can stand between two others in what Python reads as an expression."""
QUOTES = frozenset("'\"#")
"""The signs behind which words are no names."""
# Without patterns: to compile three of them is 0.5 % of a short run.

Filling = int | tuple[str, Numbers]
"""A whole number, or an expression with those in it."""
Fillings = tuple[Filling, ...]


def bare(text: str) -> dict[str, Any]:
    """The item that a word stands for: `relu`, and `bn if norm`, `unit times 3` without more."""
    words, _, condition = text.partition(" if ")
    name, _, count = words.partition(" times ")
    if not (condition.strip() or count.strip()):
        return {text: None}
    keys = {"repeat": read_scalar(count.strip()), "when": read_scalar(condition.strip())}
    return {name.strip(): None} | {key: value for key, value in keys.items() if value is not None}


def opened(value: Any) -> tuple[object, Filling] | None:
    """A text apart from its numbers, and with these: a whole number, or what may be an expression; None of others."""
    if type(value) is not str:
        return None
    if (number := whole(value)) is not None:
        return str, number
    shape, numbers = apart(value)
    return (shape, (value, numbers)) if numbers else None


def read_shorthand(cls: type[Layer], text: str) -> dict[str, Any]:
    """Field values from a string: a shorthand, or an expression for the main field.

    Raises FieldError where it is neither, or gives a field twice.
    """
    if len(text) > LONGEST:
        raise FieldError(f"a shorthand of {len(text)} characters is too long (at most {LONGEST})")
    if cls.main and cls.fields[cls.main[0]].type.named:
        return {cls.main[0]: text}
    if cls.main and isinstance(cls.fields[cls.main[0]].type, Axes):
        return {cls.main[0]: text.strip("[]").replace(",", " ").split()}
    tokens = _tokens(text, cls.text)
    if not (len(tokens) < 2 or _without_signs(tokens) or _bracketed(tokens) or is_word_by_word(text, tokens)):
        tokens = [text]
    given: dict[str, Any] = {}
    free = list(cls.main)
    for token in tokens:
        field, value = read_token(cls, token, free[0] if free else "")  # type: ignore[arg-type]
        if field in given:
            raise FieldError(f"{text!r} gives {field} twice", "keep one")
        given[field] = value
        if field in free:
            free.remove(field)
    return given


def read_positional(text: str) -> list[str]:
    """The values of a block call in the order of its signature; one, where the text is one expression."""
    values = text.split()
    return [text] if len(values) > 1 and not is_word_by_word(text, values) else values


def is_word_by_word(text: str, words: list[str]) -> bool:
    """Whether several words can only be read one by one, and not together as one expression, such as `4 - 1`."""
    return _without_signs(words) or _side_by_side(words) or not is_expression(text)


def _side_by_side(words: list[str]) -> bool:
    """Whether there are two without an operator or a bracket between them: `4*n 3x3`. To parse is ten times as slow."""
    if not QUOTES.isdisjoint("".join(words)):
        return False
    for before, after in pairwise(words):
        plain = before[-1].isalnum() and after[0].isalnum()
        if plain and not before.endswith(BETWEEN) and not after.startswith(BETWEEN):
            return True
    return False


def _without_signs(tokens: list[str]) -> bool:
    """Whether all are plain words and numbers, which can be no expression together. To parse is forty times as slow."""
    return "".join(tokens).isalnum() and True not in [token.endswith(JOINING) for token in tokens]


@lru_cache(maxsize=4096)  # layers of one network mostly have the same few
def read_token(cls: type[Layer], token: str, free: str) -> tuple[str, Any]:
    """The field of a token, and its value; `free` is the main field that is still to come. Raises FieldError."""
    if free and token.isdecimal() and token[0] != "0":
        return free, token
    if token in cls.flags and not (free and token in YOUNG):
        return cls.flags[token]
    field, _, value = token.partition("=")
    field = cls.letters.get(field, field)
    if field in cls.fields and value and value[0] != "=":
        return field, value if value in cls.fields[field].type.words else _value(value)
    value = token.lstrip("abcdefghijklmnopqrstuvwxyz")
    letter = token[: len(token) - len(value)]
    if letter in cls.letters and (_in_braces(value) or _axes(value)):
        return cls.letters[letter], _value(value)
    if free and _in_braces(token):
        return free, token[1:-1]
    if free and (SIZES.fullmatch(token) or (isinstance(cls.fields[free].type, Padding) and _axes(token))):
        return free, _value(token)
    if (
        free
        and not token.endswith(",")
        and (token in cls.fields[free].type.words or token.isdecimal() or is_expression(token))
    ):
        return free, token
    raise FieldError(f"{shown(token)} is not understood", _usage(cls, token))


def _tokens(text: str, last: str = "") -> list[str]:
    """The parts between blanks, but for blanks in braces, and in a text that is the `last` setting."""
    if "{" not in text and not last:
        return text.split()
    parts: list[str] = []
    for part in text.split():
        if parts and (parts[-1].count("{") > parts[-1].count("}") or (last and parts[-1].startswith(f"{last}="))):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return parts


def _bracketed(tokens: list[str]) -> bool:
    """Whether brackets stand after a blank where no operator is: `64 (k + 1)` is no call of 64."""
    return any(
        after[0] in "([" and (before[-1].isalnum() or before[-1] in ")]") and before not in JOINING
        for before, after in pairwise(tokens)
    )


def _value(text: str) -> Any:
    """What stands behind a letter or after `=`: a size or sides for each axis, a word, a number, an expression."""
    if _in_braces(text):
        return text[1:-1]
    axes = _axes(text)
    if axes is None:
        return read_scalar(text)
    if all(len(sides) == 1 for sides in axes):
        return [axis[0] for axis in axes] if len(axes) > 1 else axes[0][0]
    return axes if len(axes) > 1 else dict(zip(("before", "after"), axes[0]))


def _in_braces(text: str) -> bool:
    return len(text) > 2 and text[0] == "{" and text[-1] == "}"


def _axes(text: str) -> list[list[int]] | None:
    """The size of each axis, or its sides, as `3x5` and `6+0x1` write them; None for any other text."""
    axes = [axis.split("+") for axis in text.split("x")]
    numbers = [side for sides in axes for side in sides]
    if max(map(len, axes)) > 2 or not all(side.isdecimal() and side.isascii() and len(side) < 19 for side in numbers):
        return None
    return [list(map(int, sides)) for sides in axes]


def _usage(cls: type[Layer], token: str) -> str:
    if not cls.main and not cls.letters:
        return "this layer takes no settings" if not cls.fields else "write its settings as a mapping"
    if token.endswith((",", ";")) and not set(token) & set("(["):
        return "put spaces between the parts, and nothing else"
    if token in ("x", "X", "×"):
        return "write sizes without spaces, as 5x5"
    if set(token) & set("([") or token[-1] in "-+*/%<>=":
        return "inside an expression write no blanks, as filters*2 or row[i+1]"
    parts = [*cls.main, *(f"{letter}N ({field})" for letter, field in cls.letters.items()), *cls.flags]
    return nearest(token, cls.flags) or "a shorthand has: " + ", ".join(parts)
