"""A network as plain data: nodes in running order, each with its volume, and the blocks they stand in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import chain, compress, count
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from convcalc.document.places import Located
from convcalc.document.problems import Note
from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Order, Volume
from convcalc.model.layers import Input, Layer, Tensor

if TYPE_CHECKING:
    from convcalc.model.origins import Document, Origin


class Site(NamedTuple):
    """A layer at work on given volumes. Equal layers on equal volumes share one."""

    kind: str
    layer: Layer
    inputs: tuple[Volume, ...]
    output: Volume

    def __str__(self) -> str:
        return f"{self.kind} {self.settings}".rstrip()

    @property
    def settings(self) -> str:
        """The layer's settings as a shorthand writes them."""
        return _settings(self.layer, type(self.output))  # type: ignore[arg-type]

    @property
    def is_input(self) -> bool:
        """Whether it is where a network starts, and no layer."""
        return isinstance(self.layer, Input)


@lru_cache(maxsize=1000)
def _settings(layer: Layer, order: Order) -> str:
    return layer.settings(order)


class Scope:
    """A block call or a branch: where its nodes' names live, and what it stands in."""

    __slots__ = ("arguments", "block", "branch", "depth", "label", "origin", "parent")

    def __init__(
        self,
        label: str,
        parent: "Scope | None" = None,
        block: str = "",
        origin: "Origin | None" = None,
        branch: str = "",
    ) -> None:
        self.label = label
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 0
        """In how many others it stands."""
        self.block = block
        """The block's name; empty for a branch and for the network itself."""
        self.origin = origin
        self.branch = branch
        """What a branch is called, where its label has a number; empty for a block."""
        self.arguments: Mapping[str, Any] = {}
        """What the parameters of a block are in this call."""

    @property
    def path(self) -> str:
        """The labels from the top, each with a point after it: `stage_2.bottleneck.`."""
        return f"{self.parent.path}{self.label}." if self.parent else ""

    @property
    def chain(self) -> tuple["Scope", ...]:
        """The scopes from the top down to this one, the network itself left out."""
        return (*self.parent.chain, self) if self.parent else ()


class Node(NamedTuple):
    """One layer of a network, in its place."""

    label: str
    scope: Scope
    site: Site
    inputs: tuple[int, ...]
    """The numbers of the nodes it reads."""
    origin: "Origin | None" = None
    shares: int | None = None
    """The number of the node whose weights and statistics it uses; none where they are its own.

    That two nodes have one site says nothing: equal layers share an object for speed only.
    """
    own: tuple[str, ...] = ()
    """The names of the tensors that are its own though it shares others: the bias of a tied layer."""
    frozen: bool = False
    """Training leaves its weights as they are; statistics that run are used, and not brought up to date."""

    @property
    def weights(self) -> tuple[Tensor, ...]:
        """The tensors that it owns and learns."""
        if self.shares is not None and not self.own:
            return ()
        tensors = self.site.layer.weights(self.site.inputs)
        return tensors if self.shares is None else tuple([tensor for tensor in tensors if tensor.name in self.own])

    @property
    def path(self) -> str:
        """Its name with the blocks it stands in: `stage_2.bottleneck.residual.conv_bn.conv`."""
        return self.scope.path + self.label

    @property
    def title(self) -> str:
        """Its path, with what it is: `fc6 (dense 4096)`."""
        return f"{self.path} ({self.site})"

    @property
    def is_input(self) -> bool:
        """Whether the network starts here."""
        return isinstance(self.site.layer, Input)


T = TypeVar("T")
_SITE, _INPUTS, _SHARES, _FROZEN = (
    itemgetter(Node._fields.index(name)) for name in ("site", "inputs", "shares", "frozen")
)
"""What networks ask of every node: in a fifth of the time that its attributes take."""

INPUT = "input"
"""The name of an input that is given none."""


class Output(NamedTuple):
    """What comes out of a network at one place."""

    head: str
    """The name of a head; empty for the end of the layers."""
    number: int
    """That of the node whose volume it is."""

    @property
    def name(self) -> str:
        """What it is called; the end of the layers is the `output`, as their start is the `input`."""
        return self.head or "output"


class _NetworkFields(NamedTuple):
    """What a network holds."""

    name: str
    nodes: tuple[Node, ...]
    outputs: tuple[Output, ...]
    """All that comes out: the end of the layers, unless they end in heads, and then each head."""
    origin: "Document | None" = None


class Network(_NetworkFields):
    """Nodes in running order: where the network starts, and its layers."""

    def __repr__(self) -> str:
        return f"<Network {self.name}: {self.takes} -> {self.gives}>"

    @property
    def sites(self) -> list[Site]:
        """Its layers at work that differ, each once: what is worked out of one holds for all nodes that share it."""
        return self._numbered[0]

    @cached_property
    def _numbered(self) -> tuple[list[Site], Callable[[Any], Any]]:
        """The sites, and what takes for each node that of its own from what there is of each site."""
        each = list(map(_SITE, self.nodes))
        sites = dict(zip(keys := list(map(id, each)), each))
        if len(sites) == len(each):
            return each, tuple
        return list(sites.values()), itemgetter(*itemgetter(*keys)(dict(zip(sites, count()))))

    @cached_property
    def at_work(self) -> list[tuple[Layer, tuple[Volume, ...], Volume]]:
        """The layer, inputs and output of each site as plain tuples, which are taken apart in a tenth of the time."""
        return list(map(itemgetter(1, 2, 3), self.sites))

    @cached_property
    def kinds(self) -> dict[type[Layer], list[int]]:
        """The kinds of its layers, each with the numbers of its nodes."""
        kinds = self.each([type(layer) for layer, _, _ in self.at_work])
        found: dict[type[Layer], list[int]] = {kind: [] for kind in dict.fromkeys(kinds)}
        for number, kind in enumerate(kinds):
            found[kind].append(number)
        return found

    @cached_property
    def sources(self) -> list[tuple[int, ...]]:
        """For each node, the numbers of those that it reads."""
        return list(map(_INPUTS, self.nodes))

    @cached_property
    def sharing(self) -> list[int]:
        """The numbers of the nodes that use the weights of others."""
        return [number for number, owner in enumerate(map(_SHARES, self.nodes)) if owner is not None]

    @cached_property
    def frozen(self) -> list[int]:
        """The numbers of the nodes that training leaves as they are."""
        return list(compress(range(len(self.nodes)), map(_FROZEN, self.nodes)))

    def each(self, figures: Iterable[T]) -> list[T]:
        """For each node what was worked out for its site, where `figures` are those of the sites in their order."""
        return list(self._numbered[1](list(figures)))

    def of_kinds(self, so: Callable[[type[Layer]], bool]) -> list[int]:
        """The numbers of the nodes whose layer is of a kind that is so."""
        return sorted(chain.from_iterable([numbers for kind, numbers in self.kinds.items() if so(kind)]))

    @property
    def paths(self) -> list[str]:
        """The path of each node. What nodes stand in is looked at once."""
        around = {id(node.scope): node.scope for node in self.nodes}
        before = {key: scope.path for key, scope in around.items()}
        return [before[id(node.scope)] + node.label for node in self.nodes]

    @property
    def output(self) -> int:
        """The number of the node that comes out: the first, where there are several."""
        return self.outputs[0].number

    @property
    def ends(self) -> tuple[int, ...]:
        """The numbers of the nodes that come out."""
        return tuple([output.number for output in self.outputs])

    @property
    def ended(self) -> tuple[Output, ...]:
        """What a figure of the network itself is of: the end of the layers, or all heads where they end in heads."""
        return self.outputs if self.outputs[0].head else self.outputs[:1]

    @property
    def takes(self) -> str:
        """What goes in, in words: `224x224x3`, `left 105x105x1, right 105x105x1`."""
        named = [(self.nodes[number].label, self.nodes[number].site.output) for number in self.inputs]
        if len(named) == 1:
            return str(named[0][1])
        return ", ".join([f"{name} {volume}" for name, volume in named])

    @property
    def gives(self) -> str:
        """What comes out, in words: `1000`, `policy 362, value 1`."""
        return ", ".join([f"{head} {self.nodes[number].site.output}".lstrip() for head, number in self.outputs])

    def written(self, order: Order) -> "Network":
        """The same network with its volumes in an order."""
        if type(self.input) is order:
            return self
        sites = [node.site._replace(output=order(*node.site.output)) for node in self.nodes]
        return self._replace(nodes=tuple([node._replace(site=site) for node, site in zip(self.nodes, sites)]))

    @property
    def source(self) -> Located | None:
        """The document that it was read from."""
        return self.origin.source if self.origin else None

    @cached_property
    def inputs(self) -> tuple[int, ...]:
        """The numbers of the nodes that it starts from."""
        return tuple(self.kinds.get(Input, ()))

    @property
    def input(self) -> Volume:
        """The volume that it starts from: the first, where there are several."""
        return next(node for node in self.nodes if node.is_input).site.output

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its layers: of all nodes but its inputs."""
        return tuple([k for k, read in enumerate(self.sources) if read or not self.nodes[k].is_input])

    @property
    def layers(self) -> list[tuple[int, Node]]:
        """Its layers, each with its number."""
        return [(number, self.nodes[number]) for number in self.numbers]

    @property
    def is_chain(self) -> bool:
        """Whether each layer reads the one before it, and nothing else."""
        return len(self.inputs) == 1 and all(node.inputs == (number - 1,) for number, node in self.layers)


def trail(scope: Scope | None) -> Iterator[Note]:
    """The block calls that led to a problem, innermost first."""
    around = reversed(scope.chain if scope else ())
    calls = [(each.block, each.origin) for each in around if each.block and each.origin]
    for block, origin in calls[:6]:
        yield Note(f"in block {block!r}, called from here", origin.value_place.on_key())
