"""What is given to a layer or to a block call, by name: from a shorthand, one value, or a mapping.

Knows the fields of kinds and the signatures of blocks; not volumes.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cache
from typing import Any

from convcalc.document.places import Place
from convcalc.document.records import NamedTuple
from convcalc.document.scalars import whole
from convcalc.document.wording import many, nearest, shown
from convcalc.language.items import ITEM_KEYS, Parameter
from convcalc.language.shorthand import read_positional, read_shorthand
from convcalc.language.values import Known, ValueReader, has_expression
from convcalc.model.layers import KINDS, Layer, kind
from convcalc.model.layers.fields import MISSING, Axes, FieldError, Padding, SizesOf

MOST_AXES = 3
SIGNS = frozenset("*/%+-([{<>")
"""Signs of expressions, in which a letter is a name and no setting."""


class Entry(NamedTuple):
    """What stands in an item under a kind's or a block's name, and which names are known there."""

    name: str
    value: Any
    place: Place
    """Of the value."""
    item: dict[str, Any]
    known: Known

    def setting_place(self, key: str) -> Place:
        """Where a setting stands: in the mapping, beside the layer, or where the whole value does."""
        if key in fields_beside(self.name):
            return self.place._replace(route=self.place.route[:-1]).at(key)
        return self.place.at(key) if isinstance(self.value, dict) else self.place


def fields_beside(name: str) -> Iterable[str]:
    """The settings that stand beside a layer, not under it: those of kinds whose value are branches."""
    return kind(name).fields if name in KINDS and kind(name).merges else ()


def reads_before(cls: type[Layer]) -> bool:
    """Whether a layer is on the volume before it, and on no other."""
    return not (cls.merges or cls.indexed) and cls.takes != ()


def takes_in_words(cls: type[Layer] | None) -> str:
    """How many volumes a kind or a block takes, in words."""
    counts = {1: "one volume", 2: "two volumes", 3: "three volumes"}
    if cls and len(cls.takes) > len(counts):
        return f"at most {cls.takes[-1]} volumes"
    return " or ".join(counts[count] for count in (cls.takes if cls else (1,))) or "no volume"


class SettingsReader:
    """Reads what is given to layers and calls."""

    def __init__(self, values: ValueReader) -> None:
        self._values = values
        self._problems = values.problems
        self._fields: dict[tuple[object, ...], tuple[Any, Any]] = {}
        """Values of fields read before, by what is written: lists and mappings by identity, with what they are."""

    def of_kind(self, entry: Entry, cls: type[Layer]) -> dict[str, Any]:
        """The settings of a kind: from its main field, a shorthand or a mapping."""
        given = self._given_to_kind(entry, cls)
        if given is None:
            return {}
        settings = {}
        for key, raw in given.items():
            if key in cls.fields:
                settings[key] = self._field(entry, cls, key, raw)
                continue
            has = f"it has: {', '.join(cls.fields)}" if cls.fields else "it takes none"
            message = f"{entry.name} has no setting {shown(key)}"
            self._problems.add(message, entry.setting_place(key).on_key(), nearest(key, cls.fields) or has)
        required = [key for key in _required(cls) if key not in given]  # type: ignore[arg-type]
        missing = [key for key in required if key == entry.name or key not in entry.item]
        if missing and given.keys() <= cls.fields.keys():
            place = entry.place if entry.value else entry.place.on_key()
            self._problems.add(f"{entry.name} needs {' and '.join(missing)}", place, _example(cls, entry.name))
        return settings

    def beside(self, entry: Entry, cls: type[Layer] | None) -> dict[str, Any]:
        """The settings of a kind with branches, which stand beside these."""
        fields = cls.fields if cls else {}
        return {key: self._field(entry, cls, key, entry.item[key]) for key in fields if cls and key in entry.item}

    def _given_to_kind(self, entry: Entry, cls: type[Layer]) -> dict[str, Any] | None:
        """The raw settings by name; None where they cannot be told."""
        name, value = entry.name, entry.value
        if value is None:
            return {}
        if isinstance(value, dict) and not _is_sides(cls, value):
            return value
        if not isinstance(value, str):
            if cls.main:
                return {cls.main[0]: value}
            help = f"write '- {name}'" + (f", or a mapping of {', '.join(cls.fields)}" if cls.fields else "")
            self._problems.add(f"{name} takes no value", entry.place, help)
            return None
        try:
            return read_shorthand(cls, value)
        except FieldError as error:
            self._problems.add(error.message, entry.place, _as_written(name, value, entry.known, error))
            return None

    def _field(self, entry: Entry, cls: type[Layer], key: str, raw: Any) -> Any:
        """The value of a field; what is written as it was before is read once."""
        written = (cls, key, id(raw) if isinstance(raw, (list, dict)) else raw, type(raw), entry.known)
        if written in self._fields:
            return self._fields[written][1]
        found = len(self._problems.found)
        value = self._new_field(entry, cls, key, raw)
        if len(self._problems.found) == found:
            self._fields[written] = raw, value
        return value

    def _new_field(self, entry: Entry, cls: type[Layer], key: str, raw: Any) -> Any:
        """The value of a field; a plain one is tried now, as if for as many axes as it names."""
        type = cls.fields[key].type
        if isinstance(raw, str) and not type.named and (number := whole(raw)) is not None:
            with suppress(FieldError):  # which is told below
                type.read(number, 1)
                return number
        found, place = len(self._problems.found), entry.setting_place(key)
        if type.named:
            value = self._values.layer(raw, place, entry.known)
        elif isinstance(type, SizesOf):
            value = self._values.layer_or_value(raw, place, entry.known)
        else:
            value = self._values.value(raw, place, entry.known, type.words)
        axes = _axes_named(value) - isinstance(type, Axes)
        told_later = MOST_AXES < axes <= 2 * MOST_AXES  # where the volume says how many axes there are
        if len(self._problems.found) == found and not told_later and not has_expression(value):
            try:
                type.read(value, min(axes, MOST_AXES))
            except FieldError as error:
                self._problems.add(f"{key}: {error.message}", place, error.help)
        return value

    def of_call(
        self,
        entry: Entry,
        parameters: tuple[Parameter, ...],
        passed_over: Collection[str] = (),
        layers: Collection[str] = (),
    ) -> dict[str, Any]:
        """The arguments of a block call: a mapping, or values in the order of the signature: `64 3x3`.

        Those of `layers` may be names of layers, those in `passed_over` are left out.
        """
        names = [parameter.name for parameter in parameters]
        given = self._given_to_call(entry, names)
        if given is None:
            return {}
        if passed_over:
            given = {key: raw for key, raw in given.items() if key not in passed_over}
        arguments = {}
        for key, raw in given.items():
            if key in names:
                arguments[key] = self._argument(entry, key, raw, key in layers)
                continue
            message = f"block {entry.name!r} has no argument {shown(key)}"
            help = nearest(key, names) or f"it takes {', '.join(names) or 'none'}"
            self._problems.add(message, entry.setting_place(key).on_key(), help)
        required = [parameter.name for parameter in parameters if parameter.default is MISSING]
        missing = [key for key in required if key not in arguments and (key in ITEM_KEYS or key not in entry.item)]
        if missing and len(arguments) == len(given):
            message = f"block {entry.name!r} needs {' and '.join(missing)}"
            self._problems.add(message, entry.place.on_key(), _signature(entry.name, names))
        return arguments

    def _argument(self, entry: Entry, key: str, raw: Any, may_be_layer: bool) -> Any:
        if may_be_layer:
            return self._values.layer_or_value(raw, entry.setting_place(key), entry.known)
        return self._values.value(raw, entry.setting_place(key), entry.known.with_kinds())

    def _given_to_call(self, entry: Entry, names: list[str]) -> dict[str, Any] | None:
        """The raw arguments by name; None where there are too many."""
        if entry.value is None or isinstance(entry.value, dict):
            return entry.value or {}
        values = read_positional(entry.value) if isinstance(entry.value, str) else [entry.value]
        if len(values) <= len(names):
            return dict(zip(names, values, strict=False))
        takes = _signature(entry.name, names) if names else f"it takes none: write '- {entry.name}'"
        self._problems.add(f"block {entry.name!r} is given {many(len(values), 'argument')}", entry.place, takes)
        return None


@cache
def _required(cls: type[Layer]) -> tuple[str, ...]:
    return tuple([key for key, field in cls.fields.items() if field.default is MISSING])


def _is_sides(cls: type[Layer], value: dict[str, Any]) -> bool:
    """Whether a mapping is the value of a main field that is padding, and holds no settings."""
    padding = cls.main and isinstance(cls.fields[cls.main[0]].type, Padding)
    return bool(padding and value and value.keys() <= {"before", "after"})


def _axes_named(value: Any) -> int:
    """For how many axes a value is written: one where it names no axis."""
    if isinstance(value, dict):
        return max(map(_axes_named, value.values()), default=1)
    return len(value) if isinstance(value, list) else 1


def _example(cls: type[Layer], name: str) -> str:
    examples = {
        "filters": "64", "kernel": "3x3", "units": "1000", "groups": "32", "factor": "2", "size": "7x7", "of": "pool1",
    }  # fmt: skip
    shape = " ".join(examples.get(field, "...") for field in cls.main)
    return f"as '{name}: {shape}'"


def _as_written(name: str, text: str, known: Known, error: FieldError) -> str:
    """What would help where a shorthand is wrong: how specs write it, where it is said in words."""
    if not error.message.endswith("is not understood") or set(text) & SIGNS or any(map(known.names, text.split())):
        return error.help
    from convcalc.language.said import written

    return written(f"{name} {text}", name) or error.help


def _signature(name: str, parameters: Iterable[str]) -> str:
    return f"it is called as {name}({', '.join(parameters)})"
