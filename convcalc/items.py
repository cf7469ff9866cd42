"""The items of a spec, checked as far as they can be before any volume is known.

Turns plain data into `Item`s: the kind or block of each, its settings with their expressions compiled,
its branches. Knows kinds and their fields; not volumes, and not what a block call expands to.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from convcalc.expressions import Expression, ExpressionError, compile_expression, unknown_name
from convcalc.fields import MISSING, SIZES, Axes, FieldError, sizes
from convcalc.layers import KINDS, SYNONYMS, Layer, kind
from convcalc.problems import MOST_PROBLEMS, Note, Place, Problem, SpecError, nearest, shown
from convcalc.shorthand import read_positional, read_shorthand

ITEM_KEYS = ("name", "from", "repeat", "when", "expect")
EXPECTABLE = ("output", "params", "buffers", "macs", "memory", "peak_memory", "receptive_field", "depth")
LARGEST_VALUE = 1000
TOO_MANY_VALUES = f"this value holds more than {LARGEST_VALUE:,} others"
LONGEST_NAME = 100
MOST_AXES = 3
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_TEMPLATE = re.compile(r"[A-Za-z_{][^{}]*(\{[^{}]+\}[^{}]*)*")


class Template(NamedTuple):
    """A name with expressions in braces: `conv{stage}_{i + 1}`."""

    parts: tuple[str | Expression, ...]

    @property
    def plain(self) -> str:
        """The name, where it holds no expression; else empty."""
        return str(self.parts[0]) if len(self.parts) == 1 else ""


class Branch(NamedTuple):
    """A named list of items that starts from the volume before it."""

    name: str
    items: tuple["Item", ...]
    place: Place


class Item(NamedTuple):
    """One entry of a list of layers."""

    kind: str
    """A kind's name, a block's, or `head`."""
    cls: type[Layer] | None
    """The class of a kind; None for a block and for heads."""
    settings: dict[str, Any]
    """Field or argument values: plain, or with expressions in them."""
    constant: bool
    """No setting holds an expression."""
    branches: tuple[Branch, ...]
    name: Template | None
    sources: tuple[Template, ...]
    repeat: Any
    when: Any
    expect: Any
    place: Place

    @property
    def value_place(self) -> Place:
        """Where the kind's value stands, or the item itself where it is a bare word."""
        return self.place.at(self.kind)

    def setting_place(self, name: str) -> Place:
        """Where a setting stands: its own place in a mapping, else that of the whole value."""
        return self.value_place.at(name) if name else self.value_place.on_key()


class Parameter(NamedTuple):
    """A name of a block's signature, with its default (MISSING where it must be given)."""

    name: str
    default: Any


class Block(NamedTuple):
    """A block: its signature and its items."""

    name: str
    parameters: tuple[Parameter, ...]
    items: tuple[Item, ...]
    place: Place


def has_expression(value: Any) -> bool:
    """Whether a prepared value holds an expression anywhere."""
    if isinstance(value, list):
        return any(map(has_expression, value))
    if isinstance(value, dict):
        return any(map(has_expression, value.values()))
    return isinstance(value, Expression)


class Reader:
    """Reads items and values, and collects every problem it meets."""

    def __init__(self, signatures: dict[str, tuple[Parameter, ...]], broken: Collection[str] = ()) -> None:
        self.signatures = signatures
        self.broken = broken
        """Blocks whose signature is faulty: calls of them are passed over."""
        self.problems: list[Problem] = []
        self._values: dict[tuple[int, frozenset[str], Sequence[str]], tuple[Any, Any]] = {}
        """Lists and mappings read before, by identity, with what they are: an alias is read once."""
        self._outgrown = False
        """A value that is too large was reported; those that hold it are as large."""
        self._lists: dict[tuple[int, frozenset[str]], tuple[Item, ...]] = {}
        """Lists of layers read before, likewise."""

    def problem(self, message: str, place: Place, help: str = "", notes: tuple[Note, ...] = ()) -> None:
        """Note a problem and go on, as long as there are not very many."""
        self.problems.append(Problem(message, place, help, notes))
        if len(self.problems) >= MOST_PROBLEMS:
            raise SpecError(self.problems)

    def items(self, data: Any, place: Place, known: frozenset[str]) -> tuple[Item, ...]:
        """The items of a list; `known` are the names that its expressions may use."""
        if data is None:
            return ()
        if not isinstance(data, list):
            self.problem(f"expected a list of layers, not {shown(data)}", place, "start each layer with '- '")
            return ()
        key = (id(data), known)
        if key not in self._lists:
            self._lists[key] = ()
            read = (self.item(entry, place.at(k), known) for k, entry in enumerate(data))
            self._lists[key] = tuple(item for item in read if item is not None)
        return self._lists[key]

    def item(self, data: Any, place: Place, known: frozenset[str]) -> Item | None:
        """One item, or None where its kind cannot be told."""
        if isinstance(data, str):
            data = {data: None}
        if not isinstance(data, dict):
            self.problem(f"expected a layer, not {shown(data)}", place, "as '- relu' or '- conv: 64 3x3'")
            return None
        name = self._kind(data, place)
        if name is None:
            return None
        inside = known | {"i"} if data.get("repeat") is not None else known
        cls = kind(name) if name in KINDS else None
        settings: dict[str, Any] = {}
        branches: tuple[Branch, ...] = ()
        if name == "head" or (cls and cls.merges):
            branches = self._branches(name, data[name], place.at(name), inside, "from" in data)
        elif cls:
            settings = self._fields(name, cls, data, place.at(name), inside)
        else:
            settings = self._arguments(name, data, place.at(name), inside)
        self._expect(data.get("expect"), place.at("expect"))
        return Item(
            kind=name,
            cls=cls,
            settings=settings,
            constant=not has_expression(settings),
            branches=branches,
            name=self._name(data.get("name"), place.at("name"), inside),
            sources=self._sources(name, cls, data, place.at("from"), inside),
            repeat=self.value(data.get("repeat"), place.at("repeat"), known),
            when=self.value(data.get("when", True), place.at("when"), inside),
            expect=data.get("expect"),
            place=place,
        )

    def _kind(self, data: dict[str, Any], place: Place) -> str | None:
        """The one key that names a kind or a block; every other key must be an item key."""
        calls = [key for key in data if key in KINDS or key in self.signatures or key == "head"]
        if not calls:
            self._no_kind(data, place)
            return None
        others = [key for key in data if key != calls[0] and key not in ITEM_KEYS]
        if others:
            self._others(calls[0], others, data, place)
        return calls[0]

    def _others(self, name: str, others: list[str], data: dict[str, Any], place: Place) -> None:
        """Report the keys of an item that are neither its layer nor item keys."""
        inside = self._names_inside(name)
        if stray := [key for key in others if key in inside]:
            self._stray(name, stray, data, place)
        for key in others:
            if key in stray:
                continue
            if key in KINDS or key in self.signatures or key == "head":
                help = "an item holds one layer: start the next one with '- '"
                self.problem(f"{key!r} stands in the same item as {name!r}", place.at(key).on_key(), help)
            else:
                help = nearest(key, ITEM_KEYS) or "an item has one layer and: " + ", ".join(ITEM_KEYS)
                self.problem(f"unknown key {shown(key)}", place.at(key).on_key(), help)

    def _stray(self, name: str, stray: list[str], data: dict[str, Any], place: Place) -> None:
        """Settings that stand beside their layer: mostly a matter of indentation."""
        what = " and ".join(map(repr, stray)) + (" are settings" if len(stray) > 1 else " is a setting")
        inside = ", ".join(f"{key}: {shown(data[key], 20)}" for key in stray)
        help = f"indent further, or put in braces: {name}: {{{'' if data[name] is None else '..., '}{inside}}}"
        self.problem(f"{what} of {name!r}, not of the item", place.at(stray[0]).on_key(), help)

    def _no_kind(self, data: dict[str, Any], place: Place) -> None:
        others = [key for key in data if key not in ITEM_KEYS]
        if not others:
            self.problem("this item has no layer", place, "add one, as '- conv: 64 3x3'")
        for key in others[:1]:
            if key in self.broken:
                continue
            known = SYNONYMS.get(key.lower())
            help = f"did you mean {known!r}?" if known else nearest(key, [*self.signatures, *KINDS, "head"])
            block = key.partition("(")[0].strip()
            if block in self.signatures:
                help = f"a block is called as '- {block}: ...', without brackets"
            where = place.at(key).on_key() if isinstance(_find(place), dict) else place
            self.problem(f"unknown layer {shown(key)}", where, help)

    def _names_inside(self, name: str) -> Iterable[str]:
        if name in KINDS:
            return kind(name).fields
        return [parameter.name for parameter in self.signatures.get(name, ())]

    def _fields(
        self, name: str, cls: type[Layer], data: dict[str, Any], place: Place, known: frozenset[str]
    ) -> dict[str, Any]:
        """The settings of a kind: from its main field, a shorthand or a mapping."""
        fields, value = cls.fields, data[name]
        given = self._given(name, cls, value, place)
        if given is None:
            return {}
        settings = {}
        for key, raw in given.items():
            where = place.at(key) if isinstance(value, dict) else place
            if key not in fields:
                help = nearest(key, fields) or (f"it has: {', '.join(fields)}" if fields else "it takes none")
                self.problem(f"{name} has no setting {shown(key)}", where.on_key(), help)
                continue
            found = len(self.problems)
            settings[key] = self.value(raw, where, known, fields[key].type.words)
            if len(self.problems) == found and not has_expression(settings[key]):
                self._try(key, fields[key].type, settings[key], where)
        required = [key for key, field in fields.items() if field.default is MISSING]
        missing = [key for key in required if key not in given and (key == name or key not in data)]
        if missing and not any(key not in fields for key in given):
            self.problem(
                f"{name} needs {' and '.join(missing)}", place if value else place.on_key(), _example(cls, name)
            )
        return settings

    def _given(self, name: str, cls: type[Layer], value: Any, place: Place) -> dict[str, Any] | None:
        if value is None:
            return {}
        if isinstance(value, dict):
            return value
        if not isinstance(value, str):
            if cls.main:
                return {cls.main[0]: value}
            help = f"write '- {name}'" + (f", or a mapping of {', '.join(cls.fields)}" if cls.fields else "")
            self.problem(f"{name} takes no value", place, help)
            return None
        try:
            return read_shorthand(cls, value)
        except FieldError as error:
            self.problem(error.message, place, error.help)
            return None

    def _try(self, key: str, type: Any, value: Any, place: Place) -> None:
        """Read a plain value now, as if for as many axes as it names."""
        try:
            type.read(value, min(_axes_named(value) - isinstance(type, Axes), MOST_AXES))
        except FieldError as error:
            self.problem(f"{key}: {error.message}", place, error.help)

    def _arguments(self, name: str, data: dict[str, Any], place: Place, known: frozenset[str]) -> dict[str, Any]:
        """The arguments of a block call: a mapping, or values in the order of the signature: `64 3x3`."""
        parameters, value = self.signatures[name], data[name]
        names = [parameter.name for parameter in parameters]
        if value is not None and not isinstance(value, dict):
            values = read_positional(value) if isinstance(value, str) else [value]
            if len(values) > len(names):
                takes = _signature(name, parameters) if names else f"it takes none: write '- {name}'"
                many = f"{len(values)} argument{'s' if len(values) > 1 else ''}"
                self.problem(f"block {name!r} is given {many}", place, takes)
                return {}
            value = dict(zip(names, values, strict=False))
            places = dict.fromkeys(names, place)
        else:
            value = value or {}
            places = {key: place.at(key) for key in value}
        arguments = {}
        for key, raw in value.items():
            if key not in names:
                help = nearest(key, names) or f"it takes {', '.join(names) or 'none'}"
                self.problem(f"block {name!r} has no argument {shown(key)}", places[key].on_key(), help)
                continue
            arguments[key] = self.value(raw, places[key], known)
        required = [parameter.name for parameter in parameters if parameter.default is MISSING]
        missing = [key for key in required if key not in arguments and (key in ITEM_KEYS or key not in data)]
        if missing and not any(key not in names for key in value):
            self.problem(f"block {name!r} needs {' and '.join(missing)}", place.on_key(), _signature(name, parameters))
        return arguments

    def _branches(
        self, name: str, value: Any, place: Place, known: frozenset[str], has_sources: bool
    ) -> tuple[Branch, ...]:
        if value is None and has_sources:
            return ()
        if not isinstance(value, dict):
            help = "as 'head: {aux: [...]}'" if name == "head" else f"as '{name}: {{left: [...], right: [...]}}'"
            help += "" if name == "head" else ", or 'from: [a, b]'"
            self.problem(f"{name} needs named branches, not {shown(value)}", place if value else place.on_key(), help)
            return ()
        if has_sources and name != "head":
            self.problem(f"{name} takes branches or 'from', not both", place.on_key())
        if name != "head" and len(value) < 2:
            self.problem(f"{name} needs at least two branches", place.on_key(), "an empty branch is the volume itself")
        for key in value:
            if not 0 < len(key) <= LONGEST_NAME or not key.isprintable():
                self.problem(
                    f"{shown(key)} is not a name for a branch", place.at(key).on_key(), "use letters and digits"
                )
        return tuple(
            Branch(key, self.items(branch, place.at(key), known), place.at(key)) for key, branch in value.items()
        )

    def _name(self, value: Any, place: Place, known: frozenset[str]) -> Template | None:
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and len(value) > LONGEST_NAME:
            self.problem(f"a name of {len(value)} characters is too long (at most {LONGEST_NAME})", place)
            return None
        if not isinstance(value, str) or not _TEMPLATE.fullmatch(value) or not value.isprintable():
            self.problem(f"{shown(value)} is not a name", place, "start with a letter; then letters, digits, _ - . /")
            return None
        if value == "input":
            self.problem("the name 'input' is taken: it is the network's input", place)
            return None
        return self._template(value, place, known)

    def _template(self, text: str, place: Place, known: frozenset[str]) -> Template:
        parts: list[str | Expression] = []
        for k, part in enumerate(re.split(r"[{}]", text)):
            if k % 2 == 0:
                parts.append(part)
            elif (expression := self._expression(part, place, known)) is not None:
                parts.append(expression)
        return Template(tuple(parts))

    def _sources(
        self, name: str, cls: type[Layer] | None, data: dict[str, Any], place: Place, known: frozenset[str]
    ) -> tuple[Template, ...]:
        if "from" not in data:
            return ()
        value = data["from"]
        names = value if isinstance(value, list) else [value]
        if not names or not all(isinstance(each, str) and len(each) <= LONGEST_NAME for each in names):
            found = "a number" if isinstance(value, int) and not isinstance(value, bool) else shown(value)
            help = "give the layer a name, and write that" if found == "a number" else ""
            self.problem(f"expected the name of a layer, or a list of names, not {found}", place, help)
            return ()
        merges = cls is not None and cls.merges
        if merges and len(names) < 2:
            self.problem(f"{name} needs at least two names to join", place, "as 'from: [a, b]'")
        if not merges and len(names) > 1:
            self.problem(f"{name} takes one volume, not {len(names)}", place, "join them first with add or concat")
        for k, each in enumerate(names):
            if not _TEMPLATE.fullmatch(each):
                self.problem(f"{shown(each)} is not the name of a layer", place.at(k))
                return ()
        return tuple(self._template(each, place.at(k), known) for k, each in enumerate(names))

    def _expect(self, value: Any, place: Place) -> None:
        if value is None:
            return
        if not isinstance(value, dict):
            self.problem(f"expected a mapping, not {shown(value)}", place, "as 'expect: {params: 760}'")
            return
        for key in value:
            if key not in EXPECTABLE:
                help = nearest(key, EXPECTABLE) or "one of " + ", ".join(EXPECTABLE)
                self.problem(f"cannot expect {shown(key)}", place.at(key).on_key(), help)
        if oversized(value):
            self.problem(TOO_MANY_VALUES, place, "do aliases stand inside aliases?")

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
            help = "i is known on an item with 'repeat'" if error.message == "unknown name 'i'" else error.help
            self.problem(error.message, place, help)
            return None
        return expression


def _axes_named(value: Any) -> int:
    """For how many axes a value is written: one where it names no axis."""
    if isinstance(value, dict):
        return max(map(_axes_named, value.values()), default=1)
    return len(value) if isinstance(value, list) else 1


def oversized(raw: Any) -> bool:
    """Whether a value holds too many others: aliases can make a short text stand for millions."""
    count, todo = 0, [raw]
    while todo and count <= LARGEST_VALUE:
        each = todo.pop()
        if isinstance(each, (list, dict)):
            count += len(each)
            todo += each.values() if isinstance(each, dict) else each
    return count > LARGEST_VALUE


def _find(place: Place) -> Any:
    data = place.source.data
    for step in place.route:
        data = data[step]
    return data


def _example(cls: type[Layer], name: str) -> str:
    examples = {"filters": "64", "kernel": "3x3", "units": "1000", "groups": "32", "factor": "2", "size": "7x7"}
    shape = " ".join(examples.get(field, "...") for field in cls.main)
    return f"as '{name}: {shape}'"


def _signature(name: str, parameters: Iterable[Parameter]) -> str:
    return f"it is called as {name}({', '.join(parameter.name for parameter in parameters)})"
