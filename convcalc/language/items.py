"""The items of a spec as data: the kind or block of each, its settings with their expressions, its branches.

And those that were read before, for others that say the same, or the same but for a number: `conv: 32 3x3`.
"""

from collections.abc import Callable
from typing import Any

from convcalc.document.places import Place
from convcalc.document.records import NamedTuple, record
from convcalc.document.scalars import read_scalar, whole
from convcalc.language.expressions import Expression
from convcalc.language.shorthand import is_word_by_word
from convcalc.model.layers import Layer
from convcalc.model.layers.fields import Axes, FieldError
from convcalc.model.network import Node, Scope

ITEM_KEYS = ("name", "from", "repeat", "when", "weights", "frozen", "expect")
START = "from"
"""What stands in the place of a kind where an item has none: it goes on from the layer that it names."""
UNTIL = "until"
"""What names, in a call of another spec, the layer at which it stops; any other key is a variable of it."""
OWN = "own"
"""What `weights` says of a layer that keeps its own, where the call that it stands in shares."""
LONG_VALUE = 300
"""A value with more behind its number may be too long with one number and not with another."""

Says = tuple[Any, int | None]
"""What an item says apart from a number, and the number that comes first in its value; no number where none does."""


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
    title: Template | None = None
    """Its name, where that holds expressions."""
    repeat: Any = None
    when: Any = True

    @property
    def varies(self) -> bool:
        """Whether it stands for any number of branches."""
        return self.title is not None or self.repeat is not None or self.when is not True


class Weights(NamedTuple):
    """Whose weights a layer, or a block call, uses."""

    of: Template | None
    """The name of a layer or a call above; None where it keeps its own."""
    transposed: bool = False


class Item(NamedTuple):
    """One entry of a list of layers."""

    kind: str
    """A kind's name, a block's, `head`, or `from` where the item is no layer and goes on from another."""
    cls: type[Layer] | None
    """The class of a kind; None for a block and for heads."""
    settings: dict[str, Any]
    """Field or argument values: plain, or with expressions in them."""
    computed: tuple[str, ...]
    """The settings that hold an expression."""
    branches: tuple[Branch, ...]
    name: Template | None
    sources: tuple[Template, ...]
    given: tuple[str, ...]
    """What the layers inside a call know its sources by; none where `from` is no mapping."""
    repeat: Any
    when: Any
    expect: Any
    weights: Weights | None
    frozen: Any
    """Whether training leaves it as it is; None where that is said further out, or nowhere."""
    plain: bool
    """It is a layer on the volume before it of which nothing but its settings is said: no name, no condition."""
    place: Place

    @property
    def value_place(self) -> Place:
        """Where the kind's value stands, or the item itself where it is a bare word."""
        return self.place.at(self.kind)

    @property
    def constant(self) -> bool:
        """Whether no setting holds an expression."""
        return not self.computed

    @property
    def named(self) -> bool:
        """Whether its name was given to it, and not made up."""
        return self.name is not None

    @property
    def varies(self) -> bool:
        """Whether its branches vary in number."""
        return True in [branch.varies for branch in self.branches]

    @property
    def branch_names(self) -> tuple[str, ...]:
        """What its branches are called."""
        return tuple(branch.name for branch in self.branches)

    def setting_place(self, name: str) -> Place:
        """Where a setting stands: its own place in a mapping, else that of the whole value."""
        if name and self.cls and self.cls.merges:
            return self.place.at(name)
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


def item_of(part: Node | Scope) -> Item | None:
    """The item of a spec that a layer or a block call was written as; None for what was written nowhere."""
    return part.origin if isinstance(part.origin, Item) else None


def bare(text: str) -> dict[str, Any]:
    """The item that a word stands for: `relu`, and `bn if norm`, `unit times 3` without more."""
    words, _, condition = text.partition(" if ")
    name, _, count = words.partition(" times ")
    if not (condition.strip() or count.strip()):
        return {text: None}
    keys = {"repeat": read_scalar(count.strip()), "when": read_scalar(condition.strip())}
    return {name.strip(): None} | {key: value for key, value in keys.items() if value is not None}


class _Like(NamedTuple):
    """An item that others are like but for a setting, the first one, which is a whole number."""

    item: Item
    setting: str
    read: Callable[[int, int], Any] | None
    """Raises FieldError for a number that the setting cannot be; none where it can be any."""
    settings: dict[int, dict[str, Any]]
    """By the number: what follows knows equal ones by their identity."""

    def made(self, number: int, place: Place) -> Item | None:
        """The item with another number, at another place; None where it cannot be so."""
        kind, cls, first, *others, _ = self.item
        settings = self.settings.get(number)
        if settings is None:
            try:
                if self.read:
                    self.read(number, 1)
            except FieldError:
                return None
            settings = self.settings[number] = {**first, self.setting: number}
        return record(Item, (kind, cls, settings, *others, place))


class ItemsRead:
    """The items of one document that the same names were known to."""

    def __init__(self) -> None:
        self._items: dict[Says, Item] = {}
        """By what they say: they differ in nothing but their places."""
        self._like: dict[Any, _Like | None] = {}
        """By what they say apart from a number; None where that is read otherwise with other numbers."""

    def find(self, said: Says, place: Place) -> Item | None:
        """What an item that says this is, if that is known."""
        what, number = said
        if number is not None and (like := self._like.get(what)):
            return like.made(number, place)
        item = self._items.get(said)
        return item and record(Item, (*item[:-1], place))

    def keep(self, said: Says, item: Item, parameters: tuple[Parameter, ...], layers: frozenset[str]) -> None:
        """Keep an item without a fault: a layer, or a call of a block with parameters; `layers` may name such."""
        what, number = said
        if number is not None and what not in self._like:
            self._like[what] = _like(item, said, parameters, layers)
        if number is None or not self._like[what]:
            self._items[said] = item


def _like(item: Item, said: Says, parameters: tuple[Parameter, ...], layers: frozenset[str]) -> _Like | None:
    """The item for others, where its first setting is its number, whichever that is."""
    (_, *rest), number = said
    setting = next(iter(item.settings), "")
    first = item.settings.get(setting)
    if type(first) is not int or first != number or setting in layers:
        return None
    if rest and rest[0] and not is_word_by_word(f"{number} {rest[0]}", [str(number), *rest[0].split()]):
        return None
    if not item.cls:
        return _Like(item, setting, None, {first: item.settings}) if setting == parameters[0].name else None
    type_of = item.cls.fields[setting].type
    if item.cls.main[0] != setting or isinstance(type_of, Axes):
        return None
    return _Like(item, setting, type_of.read, {first: item.settings})


def said(data: Any) -> Says | None:
    """What an item says, to look up one that says the same: words, numbers, and mappings of these; None for any other.

    Of what stands in lists, and of branches, each has a place of its own.
    """
    if type(data) is str:
        return data, None
    if type(data) is not dict:
        return None
    if len(data) == 1:
        ((kind, value),) = data.items()
        if type(value) is int:
            return (kind,), value
        if type(value) is str:
            first, _, rest = value.partition(" ")
            number = whole(first)
            return (
                ((kind, rest), number) if number is not None and len(rest) < LONG_VALUE else ((kind, value, str), None)
            )
    parts = _parts(data)
    return None if parts is None else (parts, None)


def _parts(data: dict[str, Any], deep: bool = False) -> tuple[object, ...] | None:
    parts: list[object] = []
    for name, value in data.items():
        each = value
        if isinstance(value, list) or (deep and (value is None or isinstance(value, dict))):
            return None
        if isinstance(value, dict) and (each := _parts(value, True)) is None:
            return None
        parts += (name, each, type(value))
    return tuple(parts)
