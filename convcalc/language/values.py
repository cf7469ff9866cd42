"""The values of a spec: strings read as sizes, words, names or compiled expressions. Knows no items."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from convcalc.document.places import Place
from convcalc.document.problems import Problems
from convcalc.document.records import NamedTuple, record
from convcalc.document.scalars import whole
from convcalc.document.wording import is_line, one_form, shown
from convcalc.language.arithmetic import Env, ExpressionError, unknown_name
from convcalc.language.expressions import Expression, compile_expression
from convcalc.language.items import Template
from convcalc.model.geometry import Volume
from convcalc.model.layers import KINDS
from convcalc.model.layers.fields import MISSING, SIZES, sizes

KIND_NAMES = frozenset(KINDS)
LARGEST_VALUE = 1000
TOO_MANY_VALUES = f"this value holds more than {LARGEST_VALUE:,} others"
LONGEST_NAME = 100
_TEMPLATE = re.compile(r"(?:[^\W\d]|\{)[^{}]*(\{[^{}]+\}[^{}]*)*")
_WORD = re.compile(r"[^\W\d][\w./-]*")


def has_expression(value: Any) -> bool:
    """Whether a prepared value holds an expression anywhere, or names a layer."""
    kind = type(value)
    if kind is int or kind is str:
        return False
    if kind is list:
        return any(map(has_expression, value))
    if kind is dict:
        return any(map(has_expression, value.values()))
    return kind is Expression or kind is Template


def resolve(value: Any, env: Env, x: Volume | None) -> Any:
    """A prepared value with its expressions worked out, where `x` is the volume. Raises ExpressionError."""
    kind = type(value)
    if kind is int or kind is bool or kind is str:
        return value
    if kind is Expression:
        if value.word:
            try:
                return env[value.word]
            except KeyError:
                pass
        return value.value(env, x)
    if isinstance(value, list):
        return [resolve(each, env, x) for each in value]
    if isinstance(value, dict):
        return {key: resolve(each, env, x) for key, each in value.items()}
    if value is MISSING:
        raise ExpressionError("a value is missing")
    return value


class Bindings(dict[str, Any]):
    """Names with what they stand for: those of a call or a repeat, and `behind` them, not copied, those of its spec."""

    __slots__ = ("behind",)

    def __init__(self, behind: Env, own: Env | None = None) -> None:
        self.behind = behind
        if own:
            self.update(own)

    def __missing__(self, name: str) -> Any:
        return self.behind[name]

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self.behind


def in_turn(names: dict[str, Any], i: int) -> Bindings:
    """The same names, and `i`, the number of a repeat."""
    return Bindings(names.behind, {**names, "i": i}) if isinstance(names, Bindings) else Bindings(names, {"i": i})


def oversized(raw: Any) -> bool:
    """Whether a value holds too many others: aliases can make a short text stand for millions."""
    count, todo = 0, [raw]
    while todo and count <= LARGEST_VALUE:
        each = todo.pop()
        if isinstance(each, (list, dict)):
            count += len(each)
            todo += each.values() if isinstance(each, dict) else each
    return count > LARGEST_VALUE


class Variable(NamedTuple):
    """A name of `vars` with its value, in the order of the file."""

    name: str
    value: Any
    place: Place


class Known(NamedTuple):
    """The names that expressions may use at a place. The variables are many, and one set for a whole spec."""

    own: frozenset[str] = frozenset()
    """`x`, `i`, and the parameters of the block."""
    variables: frozenset[str] | None = frozenset()
    """None for any name: whoever reads looks at the names."""
    words: frozenset[str] = frozenset()
    """Names that stand for themselves where nothing else has them: the kinds of layers, as arguments."""
    layers: frozenset[str] = frozenset()
    """The parameters of the block that may be the names of layers."""

    def within(self, *names: str) -> "Known":
        """The names known further in."""
        return self._replace(own=self.own.union(names))

    def with_kinds(self) -> "Known":
        """The same names, and those of kinds, which stand for themselves."""
        return record(Known, (self.own, self.variables, KIND_NAMES, self.layers))

    def names(self, name: str) -> bool:
        """Whether a name is one of those known: `x` and `i` apart, which are no arguments."""
        return name not in ("x", "i") and (name in self.own or name in (self.variables or ()))

    def missing(self, names: Iterable[str]) -> list[str]:
        """Those of some names that are not known, in order."""
        if self.variables is None:
            return []
        return sorted(
            [name for name in names if not (name in self.own or name in self.variables or name in self.words)]
        )

    def unknown(self, name: str) -> ExpressionError:
        """The error for a name that is not known."""
        return unknown_name(name, self.own | (self.variables or set()))


def _names_nothing(text: str, known: Known) -> bool:
    """Whether a word can be no expression, as it holds a name that is not known."""
    if not _WORD.fullmatch(text) or text.startswith("x."):
        return False
    try:
        return bool(known.missing(compile_expression(text).names))
    except ExpressionError:
        return True


class ValueReader:
    """Reads values; the problems that it meets are added to those of the document."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.reaches = False
        """A size is that of a layer inside a call."""
        self._values: dict[tuple[int, Known, Sequence[str]], tuple[Any, Any]] = {}
        """Lists and mappings read before, by identity, with what they are: an alias is read once."""
        self._outgrown = False
        """A value that is too large was reported; those that hold it are as large."""

    def variables(self, raw: dict[str, tuple[Any, Place]]) -> tuple[Variable, ...]:
        """The variables of a spec, each of which may use those before it."""
        found: dict[str, Variable] = {}
        for name, (value, place) in raw.items():
            read = self.value(value, place, Known(variables=None))
            for expression, where in expressions_in(read, place):
                names = [name for name in expression.names if name not in found and name not in KINDS]
                for missing in sorted(names)[:1]:
                    error = unknown_name(missing, found)
                    help = "a variable can use those above it" if missing in raw else error.help
                    self.problems.add(error.message, where, help)
            found[name] = Variable(name, read, place)
        return tuple(found.values())

    def value(self, raw: Any, place: Place, known: Known, words: Sequence[str] = ()) -> Any:
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
                self.problems.add(TOO_MANY_VALUES, place, "do aliases stand inside aliases?")
            self._values[key] = raw, value
        return self._values[key][1]

    def layer_or_value(self, raw: Any, place: Place, known: Known) -> Any:
        """The name of a layer, where that is given; else a value as any other. A variable's name is its own."""
        if not isinstance(raw, str) or not is_template(raw):
            return self.value(raw, place, known)
        if raw in known.layers or "{" in raw or _names_nothing(raw, known):
            return self.layer(raw, place, known)
        return self.value(raw, place, known)

    def layer(self, raw: Any, place: Place, known: Known) -> Any:
        """The name of a layer above; anything else as it is."""
        if not isinstance(raw, str) or len(raw) > LONGEST_NAME or not is_template(raw):
            return raw
        self.reaches = self.reaches or "." in raw
        return self.template(raw, place, known)

    def _value(self, raw: Any, place: Place, known: Known, words: Sequence[str]) -> Any:
        if isinstance(raw, list):
            return [self._value(each, place.at(k), known, words) for k, each in enumerate(raw)]
        if isinstance(raw, dict):
            return {key: self._value(each, place.at(key), known, words) for key, each in raw.items()}
        if not isinstance(raw, str) or raw in words:
            return raw
        if (number := whole(raw)) is not None:
            return number
        if SIZES.fullmatch(raw):
            return sizes(raw)
        if raw in known.words and not known.names(raw):
            return raw
        if words and _names_nothing(raw, known):
            return raw
        return self._computed(self._expression(raw, place, known), place)

    def _computed(self, expression: Expression | None, place: Place) -> Any:
        """The value of an expression without names; any other as it is."""
        if expression is None or expression.names:
            return expression
        try:
            return expression.value({})
        except ExpressionError as error:
            self.problems.add(error.message, place, error.help)
            return None

    def _expression(self, text: str, place: Place, known: Known) -> Expression | None:
        try:
            expression = compile_expression(text)
            for name in known.missing(expression.names):
                raise known.unknown(name)
        except ExpressionError as error:
            self.problems.add(error.message, place, error.help)
            return None
        return expression

    def name(self, value: Any, place: Place, known: Known) -> Template | None:
        """A name, which may hold expressions in braces."""
        if value is None:
            return None
        if type(value) is int:
            value = str(value)
        if isinstance(value, str) and len(value) > LONGEST_NAME:
            self.problems.add(f"a name of {len(value)} characters is too long (at most {LONGEST_NAME})", place)
            return None
        if not isinstance(value, str) or not is_template(value) or not (value.isprintable() or is_line(value)):
            help = "start with a letter; then letters, digits, _ - . /"
            self.problems.add(f"{shown(value)} is not a name", place, help)
            return None
        if value == "input":
            self.problems.add("the name 'input' is taken: it is the network's input", place)
            return None
        return self.template(value, place, known)

    def template(self, text: str, place: Place, known: Known) -> Template:
        """A text with its expressions in braces compiled."""
        if "{" not in text:
            return record(Template, ((one_form(text),),))
        parts: list[str | Expression] = []
        for k, part in enumerate(re.split(r"[{}]", text)):
            if k % 2 == 0:
                parts.append(one_form(part))
            elif (expression := self._expression(part, place, known)) is not None:
                parts.append(expression)
        return Template(tuple(parts))


def is_word(text: str) -> bool:
    """Whether a text is a word of letters, digits and _, in any script: in many of them, marks are part of letters."""
    return text.isidentifier() or re.fullmatch(r"[^\W\d]\w*", text) is not None


def is_template(text: str) -> bool:
    """Whether a text can be a name, with expressions in braces or without."""
    return _TEMPLATE.fullmatch(text) is not None


def expressions_in(value: Any, place: Place) -> Iterable[tuple[Expression, Place]]:
    """The expressions that a prepared value holds, each with its place."""
    if isinstance(value, Expression):
        yield value, place
    elif isinstance(value, Template):
        yield from ((part, place) for part in value.parts if isinstance(part, Expression))
    elif isinstance(value, (list, dict)):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from expressions_in(each, place.at(key))
