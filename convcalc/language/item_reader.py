"""Plain data to items, checked as far as they can be before any volume is known.

Knows kinds and their fields, and the signatures of blocks; not volumes, and not what a block call expands to.
"""

from collections.abc import Collection, Iterable
from typing import Any

from convcalc.document.places import Place
from convcalc.document.wording import nearest, shown
from convcalc.language.items import ITEM_KEYS, Branch, Item, Parameter, Template
from convcalc.language.shorthand import read_positional, read_shorthand
from convcalc.language.values import LONGEST_NAME, TEMPLATE, TOO_MANY_VALUES, Values, has_expression, oversized
from convcalc.model.layers import KINDS, SYNONYMS, Layer, kind
from convcalc.model.layers.fields import MISSING, Axes, FieldError

MOST_AXES = 3


class Reader(Values):
    """Reads items, and collects every problem it meets."""

    def __init__(self, signatures: dict[str, tuple[Parameter, ...]], broken: Collection[str] = ()) -> None:
        super().__init__()
        self.signatures = signatures
        self.broken = broken
        """Blocks whose signature is faulty: calls of them are passed over."""
        self._lists: dict[tuple[int, frozenset[str]], tuple[Item, ...]] = {}
        """Lists of layers read before, by identity."""

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
        self.expect(data.get("expect"), place.at("expect"))
        return Item(
            kind=name,
            cls=cls,
            settings=settings,
            constant=not has_expression(settings),
            branches=branches,
            name=self.name(data.get("name"), place.at("name"), inside),
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
            if not TEMPLATE.fullmatch(each):
                self.problem(f"{shown(each)} is not the name of a layer", place.at(k))
                return ()
        return tuple(self.template(each, place.at(k), known) for k, each in enumerate(names))

    def expect(self, value: Any, place: Place) -> None:
        """Check that what is expected are figures that there are."""
        if value is None:
            return
        if not isinstance(value, dict):
            self.problem(f"expected a mapping, not {shown(value)}", place, "as 'expect: {params: 760}'")
            return
        from convcalc.model.quantities import EXPECTABLE

        for key in value:
            if key not in EXPECTABLE:
                help = nearest(key, EXPECTABLE) or "one of " + ", ".join(EXPECTABLE)
                self.problem(f"cannot expect {shown(key)}", place.at(key).on_key(), help)
        if oversized(value):
            self.problem(TOO_MANY_VALUES, place, "do aliases stand inside aliases?")


def _axes_named(value: Any) -> int:
    """For how many axes a value is written: one where it names no axis."""
    if isinstance(value, dict):
        return max(map(_axes_named, value.values()), default=1)
    return len(value) if isinstance(value, list) else 1


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
