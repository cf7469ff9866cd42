"""How another tool comes to its figure: shares, each of some kinds of layers. Knows no tool."""

from collections.abc import Callable, Mapping
from math import prod
from types import MappingProxyType

from convcalc.document.records import NamedTuple
from convcalc.model.layers.attention import Attention
from convcalc.model.layers.normalisation import LocalResponseNorm
from convcalc.model.network import Site

PerLayer = Callable[[Site], int]
"""A number of one layer, for one example."""


class Calling(NamedTuple):
    """How a layer is called."""

    way: str = "module"
    """`module`, `function`, `mean` (over the axes), `sized` (interpolation to a size), `inside` (of PyTorch's
    MultiheadAttention), `written` (attention with @ and softmax), `products` (with matmul, and softmax as a function),
    `linear` (a 1x1 convolution as a dense layer), `own` (a class derived of the framework's), `expanded` (a parameter,
    for each example), `chunked` (the first of several slices), or `folded` (batch norm by an exporter, and its
    convolution)."""
    again: bool = False
    """Its module was called before."""
    later: bool = False
    """Its module is called once more."""


_AS_ONE: Mapping[str, int] = MappingProxyType({})
_NEXT = {"mean": "function", "sized": "function", "products": "written"}
"""What a way to call a layer is taken for where nothing is said of it; any other, for a module."""


class Summand(NamedTuple):
    """A part of a figure: a number of each layer of some kinds, so many times."""

    words: str
    """What is counted: `batch norm outputs`."""
    kinds: tuple[str, ...]
    count: PerLayer
    times: int = 1
    called: Mapping[str, int] = _AS_ONE
    """How many times where the layer is called in another way than as a module."""
    once: str = ""
    """`first` or `last` where only that call counts of a module that is called several times."""

    def weight(self, call: Calling) -> int:
        """How many times it counts for a layer that is called in a way."""
        if (self.once == "first" and call.again) or (self.once == "last" and call.later):
            return 0
        way = call.way
        while way not in self.called and way in _NEXT:
            way = _NEXT[way]
        return self.called.get(way, self.times)


class Rule(NamedTuple):
    """A figure of another tool, and how it comes about."""

    tool: str
    version: str
    figure: str
    """What the tool calls it."""
    source: str
    """Where the rule stands."""
    shares: tuple[Summand, ...]
    fails: tuple[str, ...] = ()
    """Kinds that the tool itself fails on, beside those that no tool has."""
    refuses: Callable[[Site, str], bool] | None = None
    """Whether it fails on a layer, as it is set and called."""

    @property
    def name(self) -> str:
        """As it is asked for: `thop macs`."""
        return f"{self.tool} {self.figure}"

    def takes(self, site: Site, way: str) -> bool:
        """Whether it says what a layer counts, if only nothing."""
        if self.refuses is not None and self.refuses(site, way):
            return False
        return site.kind not in (*NOWHERE, *self.fails) or any(site.kind in share.kinds for share in self.shares)


CONVS = ("conv", "depthwise")
DENSE = ("dense",)
NORMS = ("ln", "gn", "in")
POOLS = ("maxpool", "avgpool")
ADAPTIVE = ("adaptive_avgpool", "gap")
ADAPTIVE_MAX = ("adaptive_maxpool", "gmp")
RECURRENT = ("lstm", "gru")
NOWHERE = ("local", "custom")
"""Kinds that frameworks do not have."""


def macs(site: Site) -> int:
    """Multiply-accumulates, bias not counted."""
    return site.layer.macs(site.inputs, site.output)


def additions(site: Site) -> int:
    """How often a bias is added."""
    return site.layer.additions(site.inputs, site.output)


def outputs(site: Site) -> int:
    """The numbers that come out."""
    return site.output.elements


def inputs(site: Site) -> int:
    """The numbers that go in."""
    return site.inputs[0].elements


def params(site: Site) -> int:
    """The learnable numbers."""
    return sum([prod(tensor.shape) for tensor in site.layer.weights(site.inputs)])


def buffers(site: Site) -> int:
    """The statistics that are kept and not learned."""
    return sum([prod(tensor.shape) for tensor in site.layer.buffers(site.inputs)])


def channels(site: Site) -> int:
    """The channels that come out."""
    return site.output.channels


def steps(site: Site) -> int:
    """The learnable numbers, at each place where they are used."""
    return params(site) * site.inputs[0].positions


def places(site: Site) -> int:
    """The learnable numbers, at each place that comes out."""
    return params(site) * site.output.positions


def window(site: Site) -> int:
    """The numbers that come out, each as often as a window has places."""
    kernel: tuple[int, ...] = site.layer.kernel  # type: ignore[attr-defined]
    return site.output.elements * prod(kernel)


def scores(site: Site) -> int:
    """A number for each head and each pair of a query and a key."""
    layer: Attention = site.layer  # type: ignore[assignment]
    return layer.heads * layer.pairs(site.inputs)


def queries(site: Site) -> int:
    """The numbers of the queries that attention takes."""
    layer: Attention = site.layer  # type: ignore[assignment]
    return layer.parts(site.inputs)[0].elements


def normed(site: Site) -> int:
    """What PyTorch's local response norm takes: an average over padded channels, and three operations a number."""
    layer: LocalResponseNorm = site.layer  # type: ignore[assignment]
    return inputs(site) + (layer.size - 1) * site.output.positions + 3 * outputs(site)


def norm(
    words: str, kinds: tuple[str, ...], times: int, plain: int, called: Mapping[str, int] = _AS_ONE
) -> tuple[Summand, Summand]:
    """The outputs of norms, so many times; fewer where they learn nothing."""
    weightless = f"{words} outputs without weights"
    return (
        Summand(f"{words} outputs", kinds, lambda site: outputs(site) if params(site) else 0, times, called),
        Summand(weightless, kinds, lambda site: 0 if params(site) else outputs(site), plain, called),
    )


def products() -> tuple[Summand, Summand]:
    """The multiply-accumulates of convolutions and of dense layers, which nearly every tool counts."""
    return Summand("MACs of convolutions", CONVS, macs), Summand("MACs of dense layers", DENSE, macs)


def biases() -> tuple[Summand, Summand]:
    """One each time that a bias is added."""
    return (
        Summand("biases added by convolutions", CONVS, additions),
        Summand("biases added by dense layers", DENSE, additions),
    )
