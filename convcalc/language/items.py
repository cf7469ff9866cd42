"""The items of a spec as data: the kind or block of each, its settings with their expressions, its branches.

And those that were read before, for others that say the same, or the same but for a number: `conv: 32 3x3`.
"""

from collections.abc import Callable
from typing import Any

from convcalc.document.places import Place
from convcalc.document.records import NamedTuple, record
from convcalc.document.scalars import whole
from convcalc.language.expressions import Expression
from convcalc.language.shorthand import Filling, Fillings, is_word_by_word, opened
from convcalc.model.layers import Layer
from convcalc.model.layers.fields import Axes, FieldError
from convcalc.model.network import Node, Scope

ITEM_KEYS = ("name", "from", "repeat", "when", "weights", "frozen", "expect")
OWN_KEYS = frozenset(ITEM_KEYS)
NESTED = frozenset((list, dict, type(None)))
"""What in a mapping may hold layers; nothing may be a branch."""
START = "from"
"""What stands in the place of a kind where an item has none: it goes on from the layer that it names."""
UNTIL = "until"
"""What names, in a call of another spec, the layer at which it stops; any other key is a variable of it."""
OWN = "own"
"""What `weights` says of a layer that keeps its own, where the call that it stands in shares."""
LONG_VALUE = 300
"""A value with more behind its number may be too long with one number and not with another."""


class Saying(NamedTuple):
    """What an item says."""

    what: object
    """All but the numbers that are open."""
    opens: Fillings = ()
    settings: tuple[str, ...] = ()
    """What each of them is, in a mapping."""
    rest: str = ""
    """Of a shorthand that begins with one, what comes after it."""


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
    open: tuple[str, ...]
    """Those that are not the same in items like it, which know each other by the identity of this."""
    branches: tuple[Branch, ...]
    varies: bool
    """Its branches vary in number."""
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
    alone: bool
    """Nothing is said of it but its settings, its branches and how often: no name, no condition."""
    plain: bool
    """It is one layer on the volume before it, of which no more is said than its settings."""
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


class _Like(NamedTuple):
    """An item that others are like but for some settings: whole numbers, and expressions that differ in such."""

    item: Item
    open: tuple[tuple[str, Callable[[int, int], Any] | None], ...]
    """These settings; and what raises FieldError for a number that one cannot be, if there are such."""
    settings: dict[Fillings, dict[str, Any]]
    """By what is open: what follows knows equal ones by their identity."""

    def made(self, opens: Fillings, place: Place) -> Item | None:
        """The item with other numbers, at another place; None where it cannot be so."""
        kind, cls, first, *others, _ = self.item
        if opens not in self.settings:
            settings = {**first}
            try:
                for (setting, read), value in zip(self.open, opens):
                    settings[setting] = first[setting].like(*value) if type(value) is tuple else value
                    if read and type(value) is int:
                        read(value, 1)
            except FieldError:
                return None
            self.settings[opens] = settings
        return record(Item, (kind, cls, self.settings[opens], *others, place))


class ItemsRead:
    """The items of one document that the same names were known to, but for what their own keys say."""

    def __init__(self) -> None:
        self._items: dict[tuple[object, Fillings], Item] = {}
        """By what they say: they differ in nothing but their places."""
        self._like: dict[object, _Like | None] = {}
        """By what they say apart from numbers; None where that is read otherwise with other numbers."""

    def find(self, said: Saying, place: Place) -> Item | None:
        """What an item that says this is, if that is known."""
        if said.opens and (like := self._like.get(said.what)):
            return like.made(said.opens, place)
        item = self._items.get((said.what, said.opens))
        return item and record(Item, (*item[:-1], place))

    def keep(self, said: Saying, item: Item, parameters: tuple[Parameter, ...], layers: frozenset[str]) -> None:
        """Keep an item without a fault: a layer, or a call of a block with parameters; `layers` may name such."""
        what, opens = said.what, said.opens
        if opens and what not in self._like:
            self._like[what] = _like(item, said, parameters, layers)
        if not (opens and self._like[what]):
            self._items[what, opens] = item


def _like(item: Item, said: Saying, parameters: tuple[Parameter, ...], layers: frozenset[str]) -> _Like | None:
    """The item for others, where what is open are settings of it, whatever their numbers are."""
    names: tuple[str, ...] = said.settings
    if not names:  # of a shorthand, the first
        names = tuple(item.settings)[:1]
        main = item.cls.main if item.cls else [each.name for each in parameters]
        first = said.opens[0] if isinstance(said.opens[0], int) else said.opens[0][0]
        if names != tuple(main[:1]) or not _apart(str(first), said.rest):
            return None
    if any(name in layers or not _is(item.settings.get(name), value) for name, value in zip(names, said.opens)):
        return None
    types = [item.cls.fields[name].type if item.cls else None for name in names]
    if any(isinstance(each, Axes) for each in types):
        return None
    open = tuple([(name, each.read if each else None) for name, each in zip(names, types)])
    item = item._replace(open=tuple(dict.fromkeys((*names, *item.computed))))
    return _Like(item, open, {said.opens: item.settings})


def _apart(first: str, rest: str) -> bool:
    """Whether a shorthand is read word by word, whatever number is in the first."""
    return not rest or is_word_by_word(f"{first} {rest}", [first, *rest.split()])


def _is(setting: Any, value: Filling) -> bool:
    """Whether a setting is what stands open: an expression as it is written, or a number."""
    if isinstance(value, tuple):
        return type(setting) is Expression and setting.text == value[0]
    return type(setting) is int and setting == value


def said(data: Any) -> Saying | None:
    """What an item says, to look up one that says the same: words, numbers, and mappings of these; None for any other.

    Of what stands in lists, and of branches, each has a place of its own. What the item's own keys say is left out.
    """
    if type(data) is str:
        return Saying(data)
    if type(data) is not dict:
        return None
    if len(data) == 1:
        ((kind, value),) = data.items()
        what: object = kind
    else:
        kinds = [key for key in data if key not in OWN_KEYS]
        what = tuple(data) if None not in data.values() else (*data, *[key for key in data if data[key] is None])
        if len(kinds) != 1:
            value = {key: data[key] for key in kinds}
            if not NESTED.isdisjoint(map(type, value.values())):
                return None
            return Saying((what, *[(each, type(each)) for each in value.values()]))
        value = data[kinds[0]]
    if type(value) is dict:
        return _said_of_settings(what, value) if NESTED.isdisjoint(map(type, value.values())) else None
    if type(value) is list:
        return None
    return _said_of_shorthand(what, value)


def _said_of_shorthand(what: object, value: Any) -> Saying:
    """What a value says, or a text that begins with one that is open."""
    if type(value) is not str:
        if type(value) is int:
            return record(Saying, ((what, int), (value,), (), ""))
        return Saying((what, value, type(value)))
    first, _, rest = value.partition(" ")
    if len(rest) < LONG_VALUE:
        if (number := whole(first)) is not None:
            return record(Saying, ((what, str, rest), (number,), (), rest))
        if found := opened(first):
            return Saying((what, found[0], rest), (found[1],), (), rest)
        if rest and (found := opened(value)):
            return Saying((what, found[0]), (found[1],))
    return Saying((what, value, str))


def _said_of_settings(what: object, given: dict[str, Any]) -> Saying:
    parts: list[object] = [what]
    settings, opens = list[str](), list[Filling]()
    for name, value in given.items():
        if type(value) is int:
            parts += (name, int)
            settings.append(name)
            opens.append(value)
        elif found := opened(value):
            parts += (name, found[0])
            settings.append(name)
            opens.append(found[1])
        else:
            parts += (name, value, type(value))
    return Saying(tuple(parts), tuple(opens), tuple(settings))
