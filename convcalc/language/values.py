"""The values of a spec: strings read as sizes, words, names or compiled expressions. Knows no items."""

import re
from collections.abc import Sequence
from typing import Any

from convcalc.document.places import Place
from convcalc.document.problems import MOST_PROBLEMS, Note, Problem, SpecError
from convcalc.document.wording import shown
from convcalc.language.expressions import Env, Expression, ExpressionError, compile_expression, unknown_name
from convcalc.language.items import Template
from convcalc.model.geometry import Volume
from convcalc.model.layers.fields import MISSING, SIZES, sizes

LARGEST_VALUE = 1000
TOO_MANY_VALUES = f"this value holds more than {LARGEST_VALUE:,} others"
LONGEST_NAME = 100
TEMPLATE = re.compile(r"[A-Za-z_{][^{}]*(\{[^{}]+\}[^{}]*)*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")


def has_expression(value: Any) -> bool:
    """Whether a prepared value holds an expression anywhere."""
    if isinstance(value, list):
        return any(map(has_expression, value))
    if isinstance(value, dict):
        return any(map(has_expression, value.values()))
    return isinstance(value, Expression)


def resolve(value: Any, env: Env, x: Volume | None) -> Any:
    """A prepared value with its expressions worked out, where `x` is the volume. Raises ExpressionError."""
    kind = type(value)
    if kind is int or kind is bool or kind is str:
        return value
    if kind is Expression:
        return value.value(env, x)
    if isinstance(value, list):
        return [resolve(each, env, x) for each in value]
    if isinstance(value, dict):
        return {key: resolve(each, env, x) for key, each in value.items()}
    if value is MISSING:
        raise ExpressionError("a value is missing")
    return value


def oversized(raw: Any) -> bool:
    """Whether a value holds too many others: aliases can make a short text stand for millions."""
    count, todo = 0, [raw]
    while todo and count <= LARGEST_VALUE:
        each = todo.pop()
        if isinstance(each, (list, dict)):
            count += len(each)
            todo += each.values() if isinstance(each, dict) else each
    return count > LARGEST_VALUE


class Values:
    """Reads values, and collects every problem it meets."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._values: dict[tuple[int, frozenset[str], Sequence[str]], tuple[Any, Any]] = {}
        """Lists and mappings read before, by identity, with what they are: an alias is read once."""
        self._outgrown = False
        """A value that is too large was reported; those that hold it are as large."""

    def problem(self, message: str, place: Place, help: str = "", notes: tuple[Note, ...] = ()) -> None:
        """Note a problem and go on, as long as there are not very many."""
        self.problems.append(Problem(message, place, help, notes))
        if len(self.problems) >= MOST_PROBLEMS:
            raise SpecError(self.problems)

    def value(self, raw: Any, place: Place, known: frozenset[str], words: Sequence[str] = ()) -> Any:
        """A plain value with its strings read: sizes, words of the field, or compiled expressions."""
        if not isinstance(raw, (list, dict)):
            return self._value(raw, place, known, words)
        key = (id(raw), known, words)
        if key not in self._values:
            value = None
            if not oversized(raw):
                value = self._value(raw, place, known, words)
            elif not self._outgrown:
                self._outgrown = True
                self.problem(TOO_MANY_VALUES, place, "do aliases stand inside aliases?")
            self._values[key] = raw, value
        return self._values[key][1]

    def _value(self, raw: Any, place: Place, known: frozenset[str], words: Sequence[str]) -> Any:
        if isinstance(raw, list):
            return [self._value(each, place.at(k), known, words) for k, each in enumerate(raw)]
        if isinstance(raw, dict):
            return {key: self._value(each, place.at(key), known, words) for key, each in raw.items()}
        if not isinstance(raw, str) or raw in words:
            return raw
        if SIZES.fullmatch(raw):
            return sizes(raw)
        if words and raw not in known and _NAME.fullmatch(raw):
            return raw
        expression = self._expression(raw, place, known)
        if expression is None or expression.names:
            return expression
        try:
            return expression.value({})
        except ExpressionError as error:
            self.problem(error.message, place, error.help)
            return None

    def _expression(self, text: str, place: Place, known: frozenset[str]) -> Expression | None:
        try:
            expression = compile_expression(text)
            for name in sorted(expression.names - known):
                raise unknown_name(name, known)
        except ExpressionError as error:
            self.problem(error.message, place, error.help)
            return None
        return expression

    def name(self, value: Any, place: Place, known: frozenset[str]) -> Template | None:
        """A name, which may hold expressions in braces."""
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and len(value) > LONGEST_NAME:
            self.problem(f"a name of {len(value)} characters is too long (at most {LONGEST_NAME})", place)
            return None
        if not isinstance(value, str) or not TEMPLATE.fullmatch(value) or not value.isprintable():
            self.problem(f"{shown(value)} is not a name", place, "start with a letter; then letters, digits, _ - . /")
            return None
        if value == "input":
            self.problem("the name 'input' is taken: it is the network's input", place)
            return None
        return self.template(value, place, known)

    def template(self, text: str, place: Place, known: frozenset[str]) -> Template:
        """A text with its expressions in braces compiled."""
        parts: list[str | Expression] = []
        for k, part in enumerate(re.split(r"[{}]", text)):
            if k % 2 == 0:
                parts.append(part)
            elif (expression := self._expression(part, place, known)) is not None:
                parts.append(expression)
        return Template(tuple(parts))
