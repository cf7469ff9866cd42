"""Items read before, for those that say the same, or the same but for one number: `conv: 32 3x3`, `conv: 64 3x3`."""

from collections.abc import Callable
from typing import Any

from convcalc.document.places import Place
from convcalc.document.records import NamedTuple
from convcalc.language.items import Item, Parameter
from convcalc.language.shorthand import is_word_by_word
from convcalc.language.values import whole
from convcalc.model.layers.fields import Axes, FieldError

Said = tuple[Any, int | None]
"""What an item says apart from a number, and the number that comes first in its value; no number where none does."""
LONG = 300
"""A value with more behind its number may be too long with one number and not with another."""


class _Like(NamedTuple):
    """An item that others are like but for a setting, the first one, which is a whole number."""

    item: Item
    setting: str
    read: Callable[[int, int], Any] | None
    """Raises FieldError for a number that the setting cannot be; none where it can be any."""

    def made(self, number: int, place: Place) -> Item | None:
        """The item with another number, at another place; None where it cannot be so."""
        kind, cls, settings, *others, _ = self.item
        try:
            if self.read:
                self.read(number, 1)
        except FieldError:
            return None
        return Item._make((kind, cls, {**settings, self.setting: number}, *others, place))


class ItemsRead:
    """The items of one document that the same names were known to."""

    def __init__(self) -> None:
        self._items: dict[Said, Item] = {}
        """By what they say: they differ in nothing but their places."""
        self._like: dict[Any, _Like | None] = {}
        """By what they say apart from a number; None where that is read otherwise with other numbers."""

    def find(self, said: Said, place: Place) -> Item | None:
        """What an item that says this is, if that is known."""
        what, number = said
        if number is not None and (like := self._like.get(what)):
            return like.made(number, place)
        item = self._items.get(said)
        return item and Item(*item[:-1], place)

    def keep(self, said: Said, item: Item, parameters: tuple[Parameter, ...], layers: frozenset[str]) -> None:
        """Keep an item without a fault: a layer, or a call of a block with parameters; `layers` may name such."""
        what, number = said
        if number is not None and what not in self._like:
            self._like[what] = _like(item, said, parameters, layers)
        if number is None or not self._like[what]:
            self._items[said] = item


def _like(item: Item, said: Said, parameters: tuple[Parameter, ...], layers: frozenset[str]) -> _Like | None:
    """The item for others, where its first setting is its number, whichever that is."""
    (_, *rest), number = said
    setting = next(iter(item.settings), "")
    first = item.settings.get(setting)
    if type(first) is not int or first != number or setting in layers:
        return None
    if rest and rest[0] and not is_word_by_word(f"{number} {rest[0]}"):
        return None
    if not item.cls:
        return _Like(item, setting, None) if setting == parameters[0].name else None
    type_of = item.cls.fields[setting].type
    return _Like(item, setting, type_of.read) if item.cls.main[0] == setting and not isinstance(type_of, Axes) else None


def said(data: Any) -> Said | None:
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
            return ((kind, rest), number) if number is not None and len(rest) < LONG else ((kind, value, str), None)
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
