"""What rules look at and what they say. Knows networks; not how findings are chosen, hidden or shown."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TypeVar, cast

from convcalc.analysis.analyse import Analysis
from convcalc.document.places import Place
from convcalc.document.problems import Note
from convcalc.document.records import NamedTuple
from convcalc.language.items import item_of
from convcalc.language.spec import Spec, spec_of
from convcalc.model.geometry import Window
from convcalc.model.layers import Input, Layer
from convcalc.model.layers.sliding import Sliding
from convcalc.model.network import Node

L = TypeVar("L", bound=Layer)
T = TypeVar("T")
Windows = tuple[Window, ...]
Lengths = tuple[int, ...]
Slide = tuple[Windows, Lengths, Lengths]
"""Windows, and the sizes that they come from and go to."""


class Repair(NamedTuple):
    """A change that is certain to be right: a setting of an item with another value."""

    item: Place
    kind: str
    setting: str
    value: bool


Mend = Repair | str
"""A repair, or why there is none; empty where a rule has none at all."""


class Finding(NamedTuple):
    """What a rule holds against one layer, or against a place of the spec."""

    message: str
    place: Place
    help: str = ""
    notes: tuple[Note, ...] = ()
    node: int | None = None
    """The number of the layer."""
    mend: Mend = ""


class Graph:
    """A network with the ways back: who reads each layer, and which layers are as a rule wants them."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.network = analysis.network
        self.nodes = analysis.network.nodes
        self.ends = frozenset(self.network.ends)
        """The nodes that come out."""
        self.readers: list[list[int]] = [[] for _ in self.nodes]
        for number, node in enumerate(self.nodes):
            for source in node.inputs:
                self.readers[source].append(number)

    def where(self, holds: Callable[[type[Layer]], bool]) -> Iterator[tuple[int, Node, Layer]]:
        """The layers of whose kind something holds: number, node and layer. What goes in is none."""
        for number in self.network.of_kinds(lambda kind: kind is not Input and holds(kind)):
            node = self.nodes[number]
            yield number, node, node.site.layer

    def of(self, cls: type[L]) -> Iterator[tuple[int, Node, L]]:
        """The layers of a class: number, node and layer."""
        return cast("Iterator[tuple[int, Node, L]]", self.where(lambda kind: issubclass(kind, cls)))

    @property
    def spec(self) -> Spec | None:
        """The spec that the network was built from, for the rules about its text."""
        return spec_of(self.network)

    @cached_property
    def uses(self) -> Counter[int]:
        """How many layers each item makes, by its identity."""
        return Counter(id(node.origin) for node in self.nodes)

    @cached_property
    def slides(self) -> list[tuple[int, Node, Slide]]:
        """The layers with a sliding window: number, node, and its windows with the sizes. Equal ones are one object."""
        known: dict[int, Slide] = {}
        alike: dict[Slide, Slide] = {}
        found = []
        for number, node, layer in self.of(Sliding):
            site = node.site
            if id(site) not in known:
                slide = layer.windows(site.inputs), site.inputs[0].size, site.output.size
                known[id(site)] = alike.setdefault(slide, slide)
            found.append((number, node, known[id(site)]))
        return found

    @cached_property
    def _slides(self) -> dict[int, Slide]:
        return {id(slide): slide for _, _, slide in self.slides}

    def sliding(self, tell: Callable[[Windows, Lengths, Lengths], T | None]) -> Iterator[tuple[int, Node, Windows, T]]:
        """The layers of whose windows there is something to tell: that, behind number, node and windows.

        Equal windows on equal sizes are asked once; sizes are those of what comes in and goes out.
        """
        told = {key: found for key, slide in self._slides.items() if (found := tell(*slide))}
        for number, node, slide in self.slides if told else ():
            if id(slide) in told:
                yield number, node, slide[0], told[id(slide)]

    def only_reader(self, number: int) -> int | None:
        """The one layer that reads a layer's output; None where several do, none does, or it comes out."""
        readers = self.readers[number]
        return readers[0] if len(readers) == 1 and number not in self.ends else None


def passes(layer: Layer) -> bool:
    """Whether the numbers that come out are those that go in."""
    return layer.linear and layer.in_place


def place_of(node: Node, setting: str = "") -> Place:
    """Where a layer's kind is written, or one of its settings where that has a place of its own."""
    item = item_of(node)
    assert item is not None
    return item.setting_place(setting if setting in item.settings else "")


def axis_name(rank: int, axis: int, many: bool = True) -> str:
    """What lies along an axis: rows, columns, planes; positions where there is only one."""
    names = {2: ("row", "column"), 3: ("plane", "row", "column")}.get(rank)
    name = names[axis] if names else "position"
    return name + "s" if many else name
