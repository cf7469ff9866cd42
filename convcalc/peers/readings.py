"""How a framework's code calls layers, where its tools see a difference: as modules, as functions, or as a mean.

A spec does not say it; of shipped specs that equal torchvision's it is known.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, compress

from convcalc.document.records import NamedTuple
from convcalc.model.network import Network, Node
from convcalc.peers.rules import CONVS, Calling

Which = Callable[[Node], bool]
"""Some of a network's layers."""


def named(*names: str) -> Which:
    """Those of some kinds, or of some names."""
    return lambda node: node.site.kind in names or node.path in names


def _sized(node: Node) -> bool:
    """Interpolation to a size."""
    return node.site.kind == "upsample" and bool(node.site.layer.size)  # type: ignore[attr-defined]


_USUAL: tuple[tuple[str, Which], ...] = (("function", named("attention")), ("sized", _sized))


class Reading(NamedTuple):
    """Which layers are no modules, and what they are."""

    words: str
    ways: tuple[tuple[str, Which], ...] = ()
    """Ways to be called, each with the layers that are; the first counts."""
    projections: str = "module"
    """How the dense layers before and after attention are called."""
    reused: tuple[str, ...] = ()
    """Kinds of which one module serves a whole block, where it comes last."""

    def calls(self, network: Network) -> Sequence[Calling]:
        """How each layer is called, in running order."""
        special = dict.fromkeys(_folded(network), "folded") | dict.fromkeys(_expanded(network), "expanded")
        special |= dict.fromkeys(_projections(network), self.projections)
        known: dict[tuple[str, bool, bool], Calling] = {}
        first = [number if node.shares is None else node.shares for number, node in enumerate(network.nodes)]
        last = {owner: number for number, owner in enumerate(first)}
        found = []
        for number, (node, owner) in enumerate(zip(network.nodes, first, strict=True)):
            later = last[owner] != number or (node.site.kind in self.reused and bool(node.scope.branch))
            key = self._way(node, special.get(number, "module")), owner != number, later
            found.append(known.get(key) or known.setdefault(key, Calling(*key)))
        return found

    def _way(self, node: Node, otherwise: str) -> str:
        return next((way for way, which in (*self.ways, *_USUAL) if which(node)), otherwise)


def _branched(node: Node) -> bool:
    """Whether it stands in a branch, however deep."""
    return any(scope.branch for scope in node.scope.chain)


def _of_kinds(network: Network, *kinds: str) -> Iterator[tuple[int, Node]]:
    """The layers of some kinds, with their numbers."""
    so = network.each([site.kind in kinds for site in network.sites])
    return compress(enumerate(network.nodes), so)


def _projections(network: Network) -> Iterator[int]:
    """The dense layers before and after attention."""
    for _, node in _of_kinds(network, "attention"):
        yield from [number for number in node.inputs if network.nodes[number].site.kind == "dense"]
    for number, node in _of_kinds(network, "dense"):
        if any(network.nodes[before].site.kind == "attention" for before in node.inputs):
            yield number


def _expanded(network: Network) -> Iterator[int]:
    """Parameters that are put beside what comes in, for each example."""
    for _, node in _of_kinds(network, "concat"):
        yield from [number for number in node.inputs if network.nodes[number].site.kind == "param"]


def _folded(network: Network) -> set[int]:
    """The batch norms that an exporter folds into the convolution before them, as they alone read it; and those."""
    readers = Counter(chain.from_iterable(network.sources))
    found = set()
    for number, node in _of_kinds(network, "bn"):
        before = node.inputs[0]
        if network.nodes[before].site.kind in CONVS and readers[before] == 1:
            found |= {before, number}
    return found


MODULES = Reading("every layer is a module")
FUNCTIONS = Reading(
    "activations and pooling are functions",
    (
        ("sized", _sized),
        ("function", named("relu", "relu6", "silu", "gelu", "leaky_relu", "softmax", "upsample")),
        ("function", named("maxpool", "avgpool", "gap", "adaptive_avgpool")),
    ),
)
MEAN = Reading("global pooling is a mean", (("mean", named("gap")),))
INSIDE = Reading("attention is PyTorch's MultiheadAttention", (("inside", named("attention")),), "inside")
WRITTEN = Reading("attention is written as products and a softmax", (("written", named("attention")),))
READINGS = (MODULES, FUNCTIONS, MEAN, INSIDE, WRITTEN)


def _pointwise(node: Node) -> bool:
    """1x1 convolutions."""
    return node.site.kind == "conv" and {*node.site.layer.kernel} == {1}  # type: ignore[attr-defined]


def _wide(node: Node) -> bool:
    """Convolutions in branches, but for 1x1."""
    return node.site.kind == "conv" and _branched(node) and not _pointwise(node)


def _outer_norms(node: Node) -> bool:
    """Layer norms in no branch."""
    return node.site.kind == "ln" and not _branched(node)


def _first_slices(node: Node) -> bool:
    return node.site.kind == "slice" and node.site.layer.start == 0  # type: ignore[attr-defined]


_IN = ", as in torchvision"
_MEAN = MEAN._replace(words=MEAN.words + _IN)
_SIZED = Reading(f"interpolation is a function, to a size{_IN}", (("sized", named("upsample")),))
_RESNET = Reading(f"every layer is a module, one relu a block{_IN}", reused=("relu",))
_CLIPS = Reading(f"convolutions are of classes of their own{_IN}", (("own", _wide),))
_KNOWN = {
    "googlenet": Reading(f"relu is a function{_IN}", (("function", named("relu")),)),
    "inception_v3": Reading(
        f"relu and most pooling are functions{_IN}",
        (("function", named("relu", "avgpool", "Mixed_6a.pool.maxpool", "Mixed_7a.pool.maxpool")),),
    ),
    "densenet": Reading(f"the last relu and pooling are functions{_IN}", (("function", named("gap", "relu_2")),)),
    "mobilenet_v2": Reading(f"global pooling is a function{_IN}", (("function", named("gap")),)),
    "mnasnet": _MEAN,
    "shufflenet_v2": _MEAN._replace(ways=(*_MEAN.ways, ("chunked", _first_slices))),
    "vit_b_16": INSIDE._replace(words=INSIDE.words + _IN),
    "swin": Reading(f"attention is written as functions{_IN}", (("products", named("attention")),), "function"),
    "convnext_": Reading(
        f"1x1 convolutions are dense, and norms of images their own class{_IN}",
        (("linear", _pointwise), ("function", _outer_norms)),
    ),
    "fcn": _SIZED._replace(reused=("relu",)),
    "deeplab": _SIZED._replace(reused=("relu",)),
    "lraspp": _SIZED,
    "r3d": _CLIPS,
    "mc3": _CLIPS,
    "resnet": _RESNET,
    "resnext": _RESNET,
    "wide_resnet": _RESNET,
}
"""By the start of a shipped spec's name."""


def reading_of(network: Network) -> Reading:
    """How a network's layers are called, as far as that is known."""
    return next((reading for start, reading in _KNOWN.items() if network.name.startswith(start)), MODULES)
