"""The items of a spec as data: the kind or block of each, its settings with their expressions, its branches."""

from typing import Any

from convcalc.document.places import Place
from convcalc.document.records import NamedTuple
from convcalc.document.scalars import read_scalar
from convcalc.language.expressions import Expression
from convcalc.model.layers import Layer
from convcalc.model.network import Node, Scope

ITEM_KEYS = ("name", "from", "repeat", "when", "weights", "frozen", "expect")
START = "from"
"""What stands in the place of a kind where an item has none: it goes on from the layer that it names."""
UNTIL = "until"
"""What names, in a call of another spec, the layer at which it stops; any other key is a variable of it."""
OWN = "own"
"""What `weights` says of a layer that keeps its own, where the call that it stands in shares."""


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
    constant: bool
    """No setting holds an expression."""
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
    """It is a layer on the volume before it, and no expression or name tells one repeat from another."""
    place: Place

    @property
    def value_place(self) -> Place:
        """Where the kind's value stands, or the item itself where it is a bare word."""
        return self.place.at(self.kind)

    @property
    def named(self) -> bool:
        """Whether its name was given to it, and not made up."""
        return self.name is not None

    @property
    def varies(self) -> bool:
        """Whether its branches vary in number."""
        return any(branch.varies for branch in self.branches)

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
