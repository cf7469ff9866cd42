"""A network as plain data: nodes in running order, each with its volume, and the blocks they stand in."""

from collections.abc import Iterator
from typing import NamedTuple

from convcalc.document.problems import Note
from convcalc.language.items import Item
from convcalc.language.spec import Spec
from convcalc.model.geometry import Volume
from convcalc.model.layers import Layer


class Site(NamedTuple):
    """A layer at work on given volumes. Equal layers on equal volumes share one."""

    kind: str
    layer: Layer
    inputs: tuple[Volume, ...]
    output: Volume


class Scope:
    """A block call or a branch: where its nodes' names live, and what it stands in."""

    __slots__ = ("block", "counts", "item", "label", "names", "parent")

    def __init__(self, label: str, parent: "Scope | None" = None, block: str = "", item: Item | None = None) -> None:
        self.label = label
        self.parent = parent
        self.block = block
        """The block's name; empty for a branch and for the network itself."""
        self.item = item
        self.names: dict[str, int] = {}
        """Names written in the spec, each with the node whose volume it stands for."""
        self.counts: dict[str, int] = {}

    @property
    def path(self) -> str:
        """The labels from the top, each with a point after it: `stage_2.bottleneck.`."""
        return f"{self.parent.path}{self.label}." if self.parent else ""

    @property
    def chain(self) -> tuple["Scope", ...]:
        """The scopes from the top down to this one, the network itself left out."""
        return (*self.parent.chain, self) if self.parent else ()

    def number(self, base: str) -> str:
        """A label for what has no name of its own: `conv`, then `conv_2`."""
        while True:
            count = self.counts[base] = self.counts.get(base, 0) + 1
            label = base if count == 1 else f"{base}_{count}"
            if label not in self.names:
                return label


class Node(NamedTuple):
    """One layer of a network, in its place."""

    label: str
    scope: Scope
    site: Site
    inputs: tuple[int, ...]
    """The numbers of the nodes it reads."""
    item: Item | None

    @property
    def path(self) -> str:
        """Its name with the blocks it stands in: `stage_2.bottleneck.residual.conv_bn.conv`."""
        return self.scope.path + self.label

    @property
    def title(self) -> str:
        """Its path, with what it is: `fc6 (dense 4096)`."""
        return f"{self.path} ({self.site.kind} {self.site.layer.settings() if self.inputs else ''}".rstrip() + ")"


class Network(NamedTuple):
    """Nodes in running order; the first is the input."""

    name: str
    nodes: tuple[Node, ...]
    output: int
    """The number of the node that comes out at the end."""
    heads: tuple[tuple[str, int], ...]
    """Further outputs: the name and node of each head."""
    spec: Spec

    @property
    def input(self) -> Volume:
        """The volume that the network starts from."""
        return self.nodes[0].site.output


def trail(scope: Scope | None) -> Iterator[Note]:
    """The block calls that led to a problem, innermost first."""
    count = 0
    while scope and scope.parent and count < 6:
        if scope.block and scope.item:
            yield Note(f"in block {scope.block!r}, called from here", scope.item.value_place.on_key())
            count += 1
        scope = scope.parent
